package render

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// oldest is the age above which HidePatient gives no number: few people are so old (HIPAA, 45 CFR 164.514(b)(2)).
const oldest = 89

// patient writes who was recorded, when and with what.
func (b *block) patient() {
	d := b.d
	r := d.src.Record
	if r == nil {
		r = new(ecg.Record)
	}
	p := &r.Patient
	hidden := d.opt.HidePatient
	start := b.y
	if name := p.Name.String(); name != "" && !hidden {
		b.write(name, orElse(p.Name.Latin, name), nameSize, true, ColorInk, namePitch) // as the patient writes it, in every language
		if latin := p.Name.Latin; latin != "" && latin != name && d.opt.Lang != Chinese {
			b.line(same("%s", latin))
		}
	}
	row := func(name phrase, value string) {
		if s := strings.Join(strings.Fields(printable(value)), " "); s != "" {
			b.line(valued(name, same("%s", s)))
		}
	}
	if !hidden {
		row(wordID, p.ID)
	}
	b.personal(r)
	if !hidden {
		row(wordBorn, p.BirthDate.String())
		row(wordRecorded, strings.Replace(r.Start.String(), "T", " ", 1))
		if p.ID == "" && p.Name.String() == "" {
			row(wordRecord, r.ID)
		}
	}
	row(wordDevice, r.Device.Manufacturer+" "+r.Device.Model)
	if !hidden {
		row(wordSite, r.Site.Institution+" "+r.Site.Department)
	}
	if b.y == start {
		b.y += pitch
	}
}

// personal writes sex and age on one line.
func (b *block) personal(r *ecg.Record) {
	d := b.d
	sex := r.Patient.Sex
	if d.src.Sex != ecg.SexUnknown {
		sex = d.src.Sex
	}
	var parts []phrase
	if w, ok := sexWords[sex.String()]; ok {
		parts = append(parts, valued(wordSex, w))
	}
	if w, ok := d.age(r); ok {
		parts = append(parts, valued(wordAge, w))
	}
	if len(parts) > 0 {
		b.line(join("   ", parts...))
	}
}

// age words the age: in days and months for the youngest.
func (d *Document) age(r *ecg.Record) (phrase, bool) {
	age := d.src.Age
	if !age.Valid {
		age = r.Patient.Age
	}
	if !age.Valid {
		years, ok := r.Patient.BirthDate.YearsUntil(r.Start)
		if !ok {
			return phrase{}, false
		}
		age = ecg.AgeOf(years, ecg.Year)
	}
	if !age.Valid || math.IsNaN(age.Years) {
		return phrase{}, false
	}
	const inDays, inMonths = 60 * ecg.Day, 2.0
	sign, unit, n := "", wordYears, math.Floor(age.Years+1e-9)
	switch {
	case age.Years < inDays:
		unit, n = wordDays, math.Round(age.Years/ecg.Day)
	case age.Years < inMonths:
		unit, n = wordMonths, math.Floor(age.Years/ecg.Month+1e-9)
	}
	if age.Over {
		sign = ">"
	}
	if d.opt.HidePatient && n > oldest && unit == wordYears {
		sign, n = ">", oldest
	}
	value := sign + number(n, 0)
	return phrase{value + " " + unit.en, value + unit.zh, value + " " + unit.in(Both)}, true
}

// voltages returns R in V5 and the depth of S in V1.
func voltages(r *measure.Report) (rv5, sv1 float64, ok bool) {
	five, one := r.Find(ecg.LeadV5), r.Find(ecg.LeadV1)
	if five == nil || one == nil || !ecg.Known(five.R) || !ecg.Known(one.S) {
		return 0, 0, false
	}
	sv1 = -float64(one.S)
	if one.QS {
		sv1 = -float64(one.Q)
	}
	return float64(five.R), math.Max(sv1, 0), true
}
