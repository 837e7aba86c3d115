package aecg

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// context reads what lies below componentOf, definition and location: the subject, the trial and its sites. Makers nest
// these differently, so the classes are found by name at any depth.
func (d *decoder) context() {
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "trialSubject":
			d.trialSubject()
		case "trialSite":
			d.site(false)
		case "testingSite":
			d.site(true)
		case "id", "code", "title", "text", "effectiveTime", "activityTime":
			d.sc.Skip()
		default:
			d.context()
		}
	}
}

func (d *decoder) trialSubject() {
	p := &d.rec.Patient
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "id":
			if p.ID = d.attr("extension"); p.ID == "" {
				p.ID = d.attr("root")
			}
		case "subjectDemographicPerson":
			d.person()
		}
	}
}

// person reads subjectDemographicPerson, with the elements that makers add to it where they tell something that the
// standard ones do not.
func (d *decoder) person() {
	p := &d.rec.Patient
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "name":
			p.Name = d.personName()
		case "administrativeGenderCode":
			p.Sex = parseSex(d.attr("code"))
		case "birthTime":
			if t := parseTS(d.sc.Attr("value")); t.kind == absolute {
				y, m, day := t.timestamp().Time.Date()
				p.BirthDate = ecg.NewDate(y, m, day)
			}
		case "raceCode":
			p.Race = d.race()
		case "PatientID":
			if id := d.innerText(); p.ID == "" {
				p.ID = id
			}
		case "Age":
			unit := d.attr("unit")
			if v := number([]byte(d.innerText())); !math.IsNaN(v) && !p.Age.Valid {
				p.Age = parseAge(v, unit)
			}
		case "Paced":
			p.Paced = strings.EqualFold(d.innerText(), "true")
		case "Room":
			d.rec.Site.Room = d.innerText()
		case "PointOfCare":
			d.rec.Site.Department = d.innerText()
		}
	}
}

// personName reads a PN: plain text, or family, given, prefix and suffix.
func (d *decoder) personName() ecg.Name {
	var n ecg.Name
	depth := d.sc.Depth()
	plain := d.buf[:0]
	var given []string
	for d.err == nil {
		k := d.sc.Next()
		if k == 0 || k == tokenEnd && d.sc.Depth() < depth {
			break
		}
		switch {
		case k == tokenText && d.sc.Depth() == depth:
			plain = d.appendText(plain, d.sc.Text(), d.sc.CDATA())
		case k == tokenStart:
			part := string(d.sc.Name())
			d.buf = nil // innerText must not write over plain
			text := d.innerText()
			switch part {
			case "family":
				n.Family = strings.TrimSpace(n.Family + " " + text)
			case "given":
				if text != "" {
					given = append(given, text)
				}
			}
		}
	}
	n.Full = strings.Join(strings.Fields(string(plain)), " ")
	d.buf = plain
	if len(given) > 0 {
		n.Given, n.Second = given[0], strings.Join(given[1:], " ")
	}
	if n.Family != "" || n.Given != "" {
		n.Full = ""
	}
	return n
}

func parseSex(code string) ecg.Sex {
	switch strings.ToUpper(code) {
	case "M", "MALE":
		return ecg.Male
	case "F", "FEMALE":
		return ecg.Female
	case "UN", "O", "OTHER": // HL7: undifferentiated
		return ecg.SexOther
	}
	return ecg.SexUnknown
}

// raceNames are the categories of OMB that aECG uses.
var raceNames = map[string]string{
	"1002-5": "American Indian or Alaska Native", "2028-9": "Asian", "2054-5": "Black or African American",
	"2076-8": "Native Hawaiian or Other Pacific Islander", "2106-3": "White", "2131-1": "Other",
}

func (d *decoder) race() string {
	code := d.attr("code")
	if name, ok := raceNames[code]; ok {
		return name
	}
	if name := d.attr("displayName"); name != "" {
		return name
	}
	return code
}

// parseAge reads an age in a UCUM unit or what is used in its stead; years where there is none.
func parseAge(v float64, unit string) ecg.Age {
	switch strings.ToLower(unit) {
	case "", "1", "a", "y", "yr", "year", "years":
		return ecg.AgeOf(v, ecg.Year)
	case "mo", "month", "months":
		return ecg.AgeOf(v, ecg.Month)
	case "wk", "w", "week", "weeks":
		return ecg.AgeOf(v, ecg.Week)
	case "d", "day", "days":
		return ecg.AgeOf(v, ecg.Day)
	case "h", "hour", "hours":
		return ecg.AgeOf(v, ecg.Hour)
	}
	return ecg.Age{}
}

// site reads a trialSite or testingSite; where the ECG was made (testing) goes before where the trial is done.
func (d *decoder) site(testing bool) {
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "location":
			inner := d.sc.Depth()
			for d.child(inner) {
				if string(d.sc.Name()) != "name" {
					continue
				}
				if name := d.innerText(); name != "" && (testing || d.rec.Site.Institution == "") {
					d.rec.Site.Institution = name
				}
			}
		default:
			d.context()
		}
	}
}

// LOINC codes of what controlVariable/relatedObservation says of the subject.
const (
	loincAgeReported = "21612-7"
	loincAge         = "30525-0"
	loincHeight      = "8302-2"
	loincWeight      = "29463-7"
	loincWeightMeas  = "3141-9"
	loincSystolic    = "8480-6"
	loincDiastolic   = "8462-4"
)

// observation reads controlVariable/relatedObservation of the document.
func (d *decoder) observation() {
	var code, unit, text string
	value := math.NaN()
	outer := d.sc.Depth()
	for d.child(outer) {
		depth := d.sc.Depth()
		for d.child(depth) {
			switch string(d.sc.Name()) {
			case "code":
				code = d.code("code")
			case "text":
				text = d.innerText()
			case "value":
				value, unit = number(d.sc.Attr("value")), d.attr("unit")
			}
		}
		d.comment(text)
		text = ""
	}
	if math.IsNaN(value) {
		return
	}
	p := &d.rec.Patient
	switch code {
	case loincAgeReported, loincAge:
		p.Age = parseAge(value, unit)
	case loincHeight:
		p.HeightCM = value * map[string]float64{"cm": 1, "m": 100, "mm": 0.1, "[in_i]": 2.54}[unit]
	case loincWeight, loincWeightMeas:
		p.WeightKG = value * map[string]float64{"kg": 1, "g": 1e-3, "[lb_av]": 0.45359237}[unit]
	case loincSystolic:
		p.Systolic = pressure(value)
	case loincDiastolic:
		p.Diastolic = pressure(value)
	}
}

// maxPressure bounds what is taken for a blood pressure, mmHg.
const maxPressure = 400

func pressure(v float64) int {
	if v < 0 || v > maxPressure {
		return 0
	}
	return int(math.Round(v))
}

// finding reads pertainsTo/subjectFindingComment.
func (d *decoder) finding() {
	outer := d.sc.Depth()
	for d.child(outer) {
		depth := d.sc.Depth()
		for d.child(depth) {
			switch string(d.sc.Name()) {
			case "text", "value":
				d.comment(d.innerText())
			}
		}
	}
}
