package engine

import (
	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/measure"
)

// AllLeads is the lead selection that uses every lead jointly.
const AllLeads = "all"

// Options of the chain. The zero value is the default. A Result echoes them, so that it can be made again.
type Options struct {
	Formats  formats.Options     `json:"formats,omitzero"`
	Filter   filter.CleanOptions `json:"filter,omitzero"`
	Measure  measure.Options     `json:"measure,omitzero"`
	HRV      measure.HRVOptions  `json:"hrv,omitzero"`
	Classify classify.Options    `json:"classify,omitzero"`
	// Detector is DetectorDefault (also when empty) or DetectorPanTompkins.
	Detector string `json:"detector,omitempty"`
	// Lead is what beats are detected on: "" or AllLeads, a lead's name, or the 0-based number of a signal of the file.
	// A single-lead detector asked for all leads takes the first.
	Lead string `json:"lead,omitempty"`
	// AgeYears and Sex are used instead of what the file says.
	AgeYears *float64 `json:"age_years,omitempty"`
	Sex      ecg.Sex  `json:"sex,omitzero"`
	// KeepRecorded leaves out the derivation of missing limb leads.
	KeepRecorded bool `json:"keep_recorded,omitempty"`
}
