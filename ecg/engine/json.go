package engine

import (
	"encoding/json"
	"strconv"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// jsonResult is the JSON of a Result. All keys are always present; a value that could not be measured is null.
type jsonResult struct {
	Schema  int    `json:"schema"`
	Input   string `json:"input"`
	SHA256  Digest `json:"sha256"`
	Version string `json:"version"`
	Header
	Quality      jsonQuality                `json:"quality"`
	Beats        []jsonBeat                 `json:"beats"`
	Segments     []jsonSegment              `json:"segments"`
	Measurements jsonMeasurements           `json:"measurements"`
	HRV          *measure.HRVReport         `json:"hrv"` // null for recordings under a minute
	Findings     []classify.Finding         `json:"findings"`
	Critical     []classify.CriticalFinding `json:"critical"`
	Priority     classify.Priority          `json:"priority"`
	Advice       []classify.Advice          `json:"advice"`
	Options      *Options                   `json:"options"`
	Unconfirmed  bool                       `json:"unconfirmed"`
}

type jsonFailure struct {
	Schema  int         `json:"schema"`
	Input   string      `json:"input"`
	SHA256  *Digest     `json:"sha256"`
	Version string      `json:"version"`
	Error   ErrorFields `json:"error"`
}

type jsonBeat struct {
	Sample int             `json:"sample"`
	TimeMS ecg.Millisecond `json:"time_ms"`
	Class  string          `json:"class"`
	RR     ecg.Millisecond `json:"rr_ms"`
}

// jsonSegment is a stretch without a rhythm of beats.
type jsonSegment struct {
	StartMS ecg.Millisecond     `json:"start_ms"`
	EndMS   ecg.Millisecond     `json:"end_ms"`
	Kind    measure.SegmentKind `json:"kind"`
}

// MarshalJSON gives the layout of [Schema]: the full object, or input and error where the analysis failed.
func (r *Result) MarshalJSON() ([]byte, error) {
	if r.Err != nil {
		f := jsonFailure{Schema: Schema, Input: r.Input, Version: r.Version, Error: DescribeError(r.Err)}
		if r.SHA256 != (Digest{}) {
			f.SHA256 = &r.SHA256
		}
		return json.Marshal(f)
	}
	rep := r.Report
	header := Describe(r.Record, r.Recorded)
	header.Patient.Sex, header.Patient.AgeYears = r.Sex, r.AgeYears // with the overrides
	out := jsonResult{
		Schema: Schema, Input: r.Input, SHA256: r.SHA256, Version: r.Version, Options: r.Options, Unconfirmed: true,
		Header:       header,
		Quality:      quality(rep),
		Beats:        make([]jsonBeat, 0, len(rep.Beats)),
		Segments:     make([]jsonSegment, 0, len(rep.Segments)),
		Measurements: measurements(rep, r.Sex),
		HRV:          r.HRV,
		Findings:     orEmpty(r.Findings),
		Critical:     orEmpty(r.Critical),
		Priority:     r.Priority,
		Advice:       orEmpty(r.Advice),
	}
	for _, b := range rep.Beats {
		out.Beats = append(out.Beats, jsonBeat{b.Sample, msAt(b.Sample, rep.RateHz), b.Class.String(), b.RR})
	}
	for _, g := range rep.Segments {
		out.Segments = append(out.Segments, jsonSegment{msAt(g.Start, rep.RateHz), msAt(g.End, rep.RateHz), g.Kind})
	}
	return json.Marshal(out)
}

func msAt(sample int, rate float64) ecg.Millisecond {
	return ecg.Millisecond(float64(sample) / rate * 1000)
}

// put adds v under name; a second lead of the same name gets "#2" behind it, so that none is lost.
func put[V any](m map[string]V, name string, v V) {
	key := name
	for n := 2; ; n++ {
		if _, taken := m[key]; !taken {
			m[key] = v
			return
		}
		key = name + "#" + strconv.Itoa(n)
	}
}
