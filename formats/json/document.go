package json

import "github.com/goecg/goecg/ecg"

// formVersion is the value of the first key.
const formVersion = 1

// document is the outermost object. The structs below mirror those of package ecg, whose own JSON methods round for people.
type document struct {
	Form         int               `json:"goecg_record"` // first: Sniff looks for it
	Source       source            `json:"source,omitzero"`
	ID           string            `json:"id,omitempty"`
	Patient      patient           `json:"patient,omitzero"`
	Device       device            `json:"device,omitzero"`
	Analyzer     device            `json:"analyzer,omitzero"`
	Site         site              `json:"site,omitzero"`
	Filters      filters           `json:"filters,omitzero"`
	Start        moment            `json:"start,omitzero"`
	Analyzed     moment            `json:"analyzed,omitzero"`
	Urgency      int               `json:"urgency,omitempty"`
	Channels     list[channel]     `json:"channels"`
	Groups       list[group]       `json:"groups,omitempty"`
	Annotations  list[annotation]  `json:"annotations,omitempty"`
	Measurements list[measurement] `json:"measurements,omitempty"`
	Statements   list[statement]   `json:"statements,omitempty"`
	Confirmation word              `json:"confirmation,omitempty"`
	Comments     []string          `json:"comments,omitempty"`
	Warnings     list[ecg.Warning] `json:"warnings,omitempty"`
}

// source says from what format the record came, for information: a record read from JSON is of the format "json".
type source struct {
	Format  string `json:"format,omitempty"`
	Version string `json:"version,omitempty"`
}

type patient struct {
	ID        string   `json:"id,omitempty"`
	Name      name     `json:"name,omitzero"`
	Sex       string   `json:"sex,omitempty"`
	BirthDate ecg.Date `json:"birth_date,omitzero"`
	Age       *age     `json:"age,omitempty"`
	HeightCM  number   `json:"height_cm,omitempty"`
	WeightKG  number   `json:"weight_kg,omitempty"`
	Race      string   `json:"race,omitempty"`
	Systolic  int      `json:"systolic_mmhg,omitempty"`
	Diastolic int      `json:"diastolic_mmhg,omitempty"`
	Drugs     []string `json:"drugs,omitempty"`
	Diagnoses []string `json:"diagnoses,omitempty"`
	History   []string `json:"history,omitempty"`
	Paced     bool     `json:"paced,omitempty"`
}

type name struct {
	Family string `json:"family,omitempty"`
	Given  string `json:"given,omitempty"`
	Second string `json:"second,omitempty"`
	Full   string `json:"full,omitempty"`
	Latin  string `json:"latin,omitempty"`
}

type age struct {
	Years number `json:"years"`
	Over  bool   `json:"over,omitempty"`
}

type device struct {
	Manufacturer string `json:"manufacturer,omitempty"`
	Model        string `json:"model,omitempty"`
	Serial       string `json:"serial,omitempty"`
	Software     string `json:"software,omitempty"`
	ID           string `json:"id,omitempty"`
	MainsHz      number `json:"mains_hz,omitempty"`
}

type site struct {
	Institution string `json:"institution,omitempty"`
	Department  string `json:"department,omitempty"`
	Room        string `json:"room,omitempty"`
	Technician  string `json:"technician,omitempty"`
	Referring   string `json:"referring,omitempty"`
	Confirming  string `json:"confirming,omitempty"`
}

type filters struct {
	HighPass number   `json:"highpass_hz,omitempty"`
	LowPass  number   `json:"lowpass_hz,omitempty"`
	Notch    number   `json:"notch_hz,omitempty"`
	Other    []string `json:"other,omitempty"`
}

// IsZero is for omitzero, which does not compare slices.
func (f filters) IsZero() bool {
	return f.HighPass == 0 && f.LowPass == 0 && f.Notch == 0 && len(f.Other) == 0
}

// IsZero is for omitzero.
func (p patient) IsZero() bool {
	return p.ID == "" && p.Name == (name{}) && p.Sex == "" && p.BirthDate.IsZero() && p.Age == nil && p.HeightCM == 0 && p.WeightKG == 0 &&
		p.Race == "" && p.Systolic == 0 && p.Diastolic == 0 && len(p.Drugs)+len(p.Diagnoses)+len(p.History) == 0 && !p.Paced
}

type channel struct {
	Lead    ecg.Lead `json:"lead,omitempty"` // its name
	Label   string   `json:"label,omitempty"`
	Rate    *float64 `json:"rate_hz"`
	Start   int64    `json:"start_sample,omitempty"`
	Scale   *float64 `json:"scale"`
	Offset  float64  `json:"offset,omitempty"`
	Unit    ecg.Unit `json:"unit"`
	Filters filters  `json:"filters,omitzero"`
	Bits    int      `json:"bits,omitempty"`
	Derived bool     `json:"derived,omitempty"`
	Bad     bool     `json:"bad,omitempty"`
	Raw     samples  `json:"raw"`
}

type group struct {
	Kind     word          `json:"kind,omitempty"`
	Label    string        `json:"label,omitempty"`
	OffsetMS *number       `json:"offset_ms,omitempty"` // left out: unknown
	Channels list[channel] `json:"channels"`
}

type annotation struct {
	Kind   word     `json:"kind,omitempty"`
	Wave   word     `json:"wave,omitempty"`
	Onset  *int64   `json:"onset,omitempty"` // left out: not given
	Peak   *int64   `json:"peak,omitempty"`
	End    *int64   `json:"end,omitempty"`
	Lead   ecg.Lead `json:"lead,omitempty"`
	Group  int      `json:"group,omitempty"`
	Code   string   `json:"code,omitempty"`
	System string   `json:"system,omitempty"`
	Text   string   `json:"text,omitempty"`
	Value  *number  `json:"value,omitempty"` // left out: none
	Unit   string   `json:"unit,omitempty"`
}

type measurement struct {
	Name   string   `json:"name,omitempty"`
	Lead   ecg.Lead `json:"lead,omitempty"`
	Value  number   `json:"value"`
	Unit   string   `json:"unit,omitempty"`
	Group  int      `json:"group,omitempty"`
	Beat   int      `json:"beat,omitempty"`
	Code   string   `json:"code,omitempty"`
	System string   `json:"system,omitempty"`
}

type statement struct {
	Text      string   `json:"text,omitempty"`
	Code      string   `json:"code,omitempty"`
	System    string   `json:"system,omitempty"`
	Modifiers []string `json:"modifiers,omitempty"`
}
