package engine

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Header is what a file says of itself, as the JSON of a Result and of the command's info verb give it.
type Header struct {
	Source    Source    `json:"source"`
	Patient   Patient   `json:"patient"`
	Recording Recording `json:"recording"`
}

// Source is the file's format.
type Source struct {
	Format   string        `json:"format"`
	Version  string        `json:"format_version"`
	Warnings []ecg.Warning `json:"warnings"`
}

// Patient is the person as far as the analysis needs to know.
type Patient struct {
	ID        *string   `json:"id"`
	Name      *string   `json:"name"`
	Sex       ecg.Sex   `json:"sex"`
	AgeYears  ecg.Value `json:"age_years"`
	BirthDate ecg.Date  `json:"birth_date"`
}

// Recording is the rhythm's frame.
type Recording struct {
	Start        ecg.Timestamp `json:"start"`
	RateHz       float64       `json:"rate_hz"`
	DurationS    float64       `json:"duration_s"`
	Leads        []string      `json:"leads"`         // stored in the file
	DerivedLeads []string      `json:"derived_leads"` // computed from them
	Device       Device        `json:"device"`
	Filters      Filters       `json:"filters"`
}

// Device is the acquiring machine.
type Device struct {
	Manufacturer *string `json:"manufacturer"`
	Model        *string `json:"model"`
}

// Filters are the acquisition filters, null where the file does not state them.
type Filters struct {
	HighPass ecg.Value `json:"highpass_hz"`
	LowPass  ecg.Value `json:"lowpass_hz"`
	Notch    ecg.Value `json:"notch_hz"`
}

// Describe gives the header of rec, whose first recorded channels are the file's own.
func Describe(rec *ecg.Record, recorded int) Header {
	age := ecg.NaN[ecg.Value]()
	if y, ok := rec.AgeYears(); ok {
		age = ecg.Value(y)
	}
	h := Header{
		Source:  Source{rec.Format, rec.FormatVersion, orEmpty(rec.Warnings)},
		Patient: Patient{text(rec.Patient.ID), text(rec.Patient.Name.String()), rec.Patient.Sex, age, rec.Patient.BirthDate},
		Recording: Recording{
			Start: rec.Start, RateHz: rec.Rate(), DurationS: rec.Duration(), Leads: []string{}, DerivedLeads: []string{},
			Device:  Device{text(rec.Device.Manufacturer), text(rec.Device.Model)},
			Filters: Filters{orNull(rec.Filters.HighPass), orNull(rec.Filters.LowPass), orNull(rec.Filters.Notch)},
		},
	}
	for i := range rec.Channels {
		c := &rec.Channels[i]
		switch {
		case !IsECG(c):
		case i < recorded:
			h.Recording.Leads = append(h.Recording.Leads, LeadName(c.Lead, c.Label))
		default:
			h.Recording.DerivedLeads = append(h.Recording.DerivedLeads, LeadName(c.Lead, c.Label))
		}
	}
	return h
}

// LeadName is how results name a lead: by its standard name, else by the file's label.
func LeadName(l ecg.Lead, label string) string {
	if s := l.String(); s != "" {
		return s
	}
	return label
}

// IsECG reports whether a channel holds an ECG: a voltage, or samples whose scale the file does not know, unless its label is
// that of another signal, for WFDB headers without a unit mean mV.
func IsECG(c *ecg.Channel) bool {
	return (c.IsVoltage() || c.Unit == ecg.UnitUncalibrated) && (c.Lead != ecg.LeadUnknown || !otherSignals[strings.ToUpper(strings.TrimSpace(c.Label))])
}

// otherSignals are the labels of signals that monitors record beside the ECG, as the PhysioNet databases spell them.
var otherSignals = map[string]bool{
	"RESP": true, "RESPIRATION": true, "ABP": true, "ART": true, "BP": true, "CVP": true, "PAP": true, "ICP": true, "PLETH": true, "PPG": true, "SPO2": true,
	"CO2": true,
}

// orEmpty makes a nil list marshal as [] and not as null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// orNull turns the 0 of "not stated" into null.
func orNull(v float64) ecg.Value {
	if v == 0 {
		return ecg.NaN[ecg.Value]()
	}
	return ecg.Value(v)
}

// text turns an absent string into null.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
