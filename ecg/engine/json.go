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

type jsonQuality struct {
	Grade    string                     `json:"grade"`
	Usable   bool                       `json:"usable"`
	Leads    map[string]jsonLeadQuality `json:"leads"`
	Messages []measure.Message          `json:"messages"`
}

type jsonLeadQuality struct {
	Grade   string   `json:"grade"`
	Reasons []string `json:"reasons"`
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

type jsonMeasurements struct {
	HeartRate     ecg.Value           `json:"heart_rate_bpm"`
	RRMean        ecg.Millisecond     `json:"rr_mean_ms"`
	P             ecg.Millisecond     `json:"p_duration_ms"`
	PR            ecg.Millisecond     `json:"pr_ms"`
	QRS           ecg.Millisecond     `json:"qrs_ms"`
	QT            ecg.Millisecond     `json:"qt_ms"`
	QTcBazett     ecg.Millisecond     `json:"qtc_bazett_ms"`
	QTcFridericia ecg.Millisecond     `json:"qtc_fridericia_ms"`
	QTcFramingham ecg.Millisecond     `json:"qtc_framingham_ms"`
	QTcHodges     ecg.Millisecond     `json:"qtc_hodges_ms"`
	PAxis         ecg.Degree          `json:"p_axis_deg"`
	QRSAxis       ecg.Degree          `json:"qrs_axis_deg"`
	TAxis         ecg.Degree          `json:"t_axis_deg"`
	Leads         map[string]jsonLead `json:"leads"`
}

type jsonLead struct {
	P       ecg.Microvolt `json:"p_uv"`
	Q       ecg.Microvolt `json:"q_uv"`
	R       ecg.Microvolt `json:"r_uv"`
	S       ecg.Microvolt `json:"s_uv"`
	T       ecg.Microvolt `json:"t_uv"`
	J       ecg.Microvolt `json:"j_uv"`
	ST20    ecg.Microvolt `json:"st20_uv"`
	ST40    ecg.Microvolt `json:"st40_uv"`
	ST60    ecg.Microvolt `json:"st60_uv"`
	ST80    ecg.Microvolt `json:"st80_uv"`
	STSlope ecg.Value     `json:"st_slope_uv_per_s"`
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
		Quality:      quality(&rep.Quality),
		Beats:        make([]jsonBeat, 0, len(rep.Beats)),
		Segments:     make([]jsonSegment, 0, len(rep.Segments)),
		Measurements: measurements(rep),
		HRV:          r.HRV,
		Findings:     orEmpty(r.Findings),
		Critical:     orEmpty(r.Critical),
		Priority:     r.Priority,
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

func quality(q *measure.Quality) jsonQuality {
	out := jsonQuality{Grade: q.Grade, Usable: q.Usable, Leads: make(map[string]jsonLeadQuality, len(q.Leads)), Messages: orEmpty(q.Messages)}
	for i := range q.Leads {
		l := &q.Leads[i]
		put(out.Leads, LeadName(l.Lead, l.Label), jsonLeadQuality{l.Grade, orEmpty(l.Reasons)})
	}
	return out
}

func measurements(rep *measure.Report) jsonMeasurements {
	out := jsonMeasurements{
		HeartRate: rep.HeartRate, RRMean: rep.RR.Mean, P: rep.P, PR: rep.PR, QRS: rep.QRS, QT: rep.QT,
		QTcBazett: rep.QTc.Bazett, QTcFridericia: rep.QTc.Fridericia, QTcFramingham: rep.QTc.Framingham, QTcHodges: rep.QTc.Hodges,
		PAxis: rep.Axis.P, QRSAxis: rep.Axis.QRS, TAxis: rep.Axis.T,
		Leads: make(map[string]jsonLead, len(rep.Leads)),
	}
	for i := range rep.Leads {
		l := &rep.Leads[i]
		put(out.Leads, LeadName(l.Lead, l.Label), jsonLead{l.P, l.Q, l.R, l.S, l.T, l.J, l.ST20, l.ST40, l.ST60, l.ST80, l.STSlope})
	}
	return out
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
