package csv

import (
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// field is a key of the metadata that is written: what get gives, line by line, and how set reads a line. set reports
// whether it took the value.
type field struct {
	key string
	get func(*ecg.Record) []string
	set func(*ecg.Record, string) bool
}

func text(key string, at func(*ecg.Record) *string) field {
	return field{key,
		func(r *ecg.Record) []string { return nonEmpty(*at(r)) },
		func(r *ecg.Record, s string) bool { *at(r) = s; return true },
	}
}

func list(key string, at func(*ecg.Record) *[]string) field {
	return field{key,
		func(r *ecg.Record) []string { return nonEmpty(*at(r)...) },
		func(r *ecg.Record, s string) bool { *at(r) = append(*at(r), s); return true },
	}
}

// number is a value above 0; 0 means unknown.
func number(key string, at func(*ecg.Record) *float64) field {
	return field{key,
		func(r *ecg.Record) []string {
			if v := *at(r); v > 0 && !math.IsInf(v, 0) {
				return []string{formatFloat(v)}
			}
			return nil
		},
		func(r *ecg.Record, s string) bool {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil || !(v > 0) || math.IsInf(v, 0) {
				return false
			}
			*at(r) = v
			return true
		},
	}
}

func whole(key string, at func(*ecg.Record) *int) field {
	return field{key,
		func(r *ecg.Record) []string {
			if v := *at(r); v > 0 {
				return []string{strconv.Itoa(v)}
			}
			return nil
		},
		func(r *ecg.Record, s string) bool {
			v, err := strconv.ParseUint(s, 10, 31)
			*at(r) = int(v)
			return err == nil
		},
	}
}

func moment(key string, at func(*ecg.Record) *ecg.Timestamp) field {
	return field{key,
		func(r *ecg.Record) []string { return nonEmpty(at(r).String()) },
		func(r *ecg.Record, s string) (ok bool) { *at(r), ok = ecg.ParseTimestamp(s); return ok },
	}
}

func device(prefix string, at func(*ecg.Record) *ecg.Device) []field {
	return []field{
		text(prefix+"_manufacturer", func(r *ecg.Record) *string { return &at(r).Manufacturer }),
		text(prefix+"_model", func(r *ecg.Record) *string { return &at(r).Model }),
		text(prefix+"_serial", func(r *ecg.Record) *string { return &at(r).Serial }),
		text(prefix+"_software", func(r *ecg.Record) *string { return &at(r).Software }),
		text(prefix+"_id", func(r *ecg.Record) *string { return &at(r).ID }),
		number(prefix+"_mains_hz", func(r *ecg.Record) *float64 { return &at(r).MainsHz }),
	}
}

// fields are the keys in the order in which they are written.
var fields = func() []field {
	f := []field{
		text("id", func(r *ecg.Record) *string { return &r.ID }),
		moment("start", func(r *ecg.Record) *ecg.Timestamp { return &r.Start }),
		text("patient_id", func(r *ecg.Record) *string { return &r.Patient.ID }),
		text("patient_name", func(r *ecg.Record) *string { return &r.Patient.Name.Full }),
		text("family_name", func(r *ecg.Record) *string { return &r.Patient.Name.Family }),
		text("given_name", func(r *ecg.Record) *string { return &r.Patient.Name.Given }),
		text("second_name", func(r *ecg.Record) *string { return &r.Patient.Name.Second }),
		text("latin_name", func(r *ecg.Record) *string { return &r.Patient.Name.Latin }),
		{"sex", func(r *ecg.Record) []string { return nonEmpty(r.Patient.Sex.String()) }, setSex},
		{"birth_date", func(r *ecg.Record) []string { return nonEmpty(r.Patient.BirthDate.String()) },
			func(r *ecg.Record, s string) (ok bool) { r.Patient.BirthDate, ok = ecg.ParseDate(s); return ok }},
		{"age_years", getAge, setAge},
		number("height_cm", func(r *ecg.Record) *float64 { return &r.Patient.HeightCM }),
		number("weight_kg", func(r *ecg.Record) *float64 { return &r.Patient.WeightKG }),
		text("race", func(r *ecg.Record) *string { return &r.Patient.Race }),
		whole("systolic_mmhg", func(r *ecg.Record) *int { return &r.Patient.Systolic }),
		whole("diastolic_mmhg", func(r *ecg.Record) *int { return &r.Patient.Diastolic }),
		list("drug", func(r *ecg.Record) *[]string { return &r.Patient.Drugs }),
		list("diagnosis", func(r *ecg.Record) *[]string { return &r.Patient.Diagnoses }),
		list("history", func(r *ecg.Record) *[]string { return &r.Patient.History }),
		{"paced", getPaced, func(r *ecg.Record, s string) bool { r.Patient.Paced = s == "true"; return true }},
	}
	f = append(f, device("device", func(r *ecg.Record) *ecg.Device { return &r.Device })...)
	f = append(f, device("analyzer", func(r *ecg.Record) *ecg.Device { return &r.Analyzer })...)
	return append(f,
		moment("analyzed", func(r *ecg.Record) *ecg.Timestamp { return &r.Analyzed }),
		text("institution", func(r *ecg.Record) *string { return &r.Site.Institution }),
		text("department", func(r *ecg.Record) *string { return &r.Site.Department }),
		text("room", func(r *ecg.Record) *string { return &r.Site.Room }),
		text("technician", func(r *ecg.Record) *string { return &r.Site.Technician }),
		text("referring", func(r *ecg.Record) *string { return &r.Site.Referring }),
		text("confirming", func(r *ecg.Record) *string { return &r.Site.Confirming }),
		number("highpass_hz", func(r *ecg.Record) *float64 { return &r.Filters.HighPass }),
		number("lowpass_hz", func(r *ecg.Record) *float64 { return &r.Filters.LowPass }),
		number("notch_hz", func(r *ecg.Record) *float64 { return &r.Filters.Notch }),
		list("filter", func(r *ecg.Record) *[]string { return &r.Filters.Other }),
		whole("urgency", func(r *ecg.Record) *int { return &r.Urgency }),
		field{"confirmation", getConfirmation, setConfirmation},
		field{"statement", plainStatements, func(r *ecg.Record, s string) bool {
			r.Statements = append(r.Statements, ecg.Statement{Text: s})
			return true
		}},
		field{"coded_statement", codedStatements, setCodedStatement},
		field{"measurement", measurements, setMeasurement},
		list("comment", func(r *ecg.Record) *[]string { return &r.Comments }),
	)
}()

var fieldOf = func() map[string]*field {
	m := make(map[string]*field, len(fields))
	for i := range fields {
		m[fields[i].key] = &fields[i]
	}
	return m
}()

func nonEmpty(in ...string) (out []string) {
	for _, s := range in {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// oneLine makes text fit for a line: no line breaks or other control characters.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F {
			return ' '
		}
		return r
	}, s))
}

func formatFloat(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func setSex(r *ecg.Record, s string) bool {
	switch strings.ToLower(s) {
	case "m", "male", "男":
		r.Patient.Sex = ecg.Male
	case "f", "female", "女":
		r.Patient.Sex = ecg.Female
	case "o", "other":
		r.Patient.Sex = ecg.SexOther
	default:
		return false
	}
	return true
}

func getAge(r *ecg.Record) []string {
	a := r.Patient.Age
	switch {
	case !a.Valid:
		return nil
	case a.Over:
		return []string{">" + formatFloat(a.Years)}
	}
	return []string{formatFloat(a.Years)}
}

func setAge(r *ecg.Record, s string) bool {
	digits, over := strings.CutPrefix(s, ">")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	a := ecg.AgeOf(v, ecg.Year)
	a.Over = over && a.Valid
	r.Patient.Age = a
	return a.Valid
}

func getPaced(r *ecg.Record) []string {
	if r.Patient.Paced {
		return []string{"true"}
	}
	return nil
}

var confirmations = map[ecg.Confirmation]string{ecg.Unconfirmed: "unconfirmed", ecg.Overread: "overread", ecg.Confirmed: "confirmed"}

func getConfirmation(r *ecg.Record) []string { return nonEmpty(confirmations[r.Confirmation]) }

func setConfirmation(r *ecg.Record, s string) bool {
	for c, name := range confirmations {
		if name == s {
			r.Confirmation = c
			return true
		}
	}
	return false
}

func plainStatements(r *ecg.Record) (out []string) {
	for i := range r.Statements {
		if s := &r.Statements[i]; s.Code == "" {
			out = append(out, nonEmpty(s.Text)...)
		}
	}
	return out
}

// A coded statement is written "system|code|modifier modifier|text".
const statementParts = 4

func codedStatements(r *ecg.Record) (out []string) {
	for i := range r.Statements {
		if s := &r.Statements[i]; s.Code != "" {
			out = append(out, oneLine(strings.Join([]string{s.System, s.Code, strings.Join(s.Modifiers, " "), s.Text}, "|")))
		}
	}
	return out
}

func setCodedStatement(r *ecg.Record, s string) bool {
	p := strings.SplitN(s, "|", statementParts)
	if len(p) < statementParts || p[1] == "" {
		return false
	}
	r.Statements = append(r.Statements, ecg.Statement{System: p[0], Code: p[1], Modifiers: strings.Fields(p[2]), Text: p[3]})
	return true
}

// A measurement of the recording is written "name value unit", one of a lead "name@lead value unit".
func measurements(r *ecg.Record) (out []string) {
	for i := range r.Measurements {
		m := &r.Measurements[i]
		if m.Name == "" || m.Group != 0 || m.Beat != 0 || !ecg.Known(m.Value) || len(strings.Fields(m.Name)) != 1 {
			continue
		}
		name := m.Name
		if l := m.Lead.String(); l != "" {
			name += "@" + l
		}
		out = append(out, oneLine(name+" "+formatFloat(m.Value)+" "+m.Unit))
	}
	return out
}

func setMeasurement(r *ecg.Record, s string) bool {
	const least, most = 2, 3
	f := strings.Fields(s)
	if len(f) < least || len(f) > most {
		return false
	}
	v, err := strconv.ParseFloat(f[1], 64)
	if err != nil || !ecg.Known(v) {
		return false
	}
	m := ecg.Measurement{Value: v}
	name, lead, onLead := strings.Cut(f[0], "@")
	m.Name = name
	if onLead {
		if m.Lead = ecg.ParseLead(lead); m.Lead == ecg.LeadUnknown {
			return false
		}
	}
	if len(f) == most {
		m.Unit = f[2]
	}
	r.Measurements = append(r.Measurements, m)
	return true
}
