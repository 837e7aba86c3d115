package render

import (
	"image/color"
	"math"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Source is what a page is drawn from. Times are in seconds from sample 0 of the recording. Only Traces is needed.
type Source struct {
	Traces []Trace
	// Record gives patient, device, time and filters; its samples are not looked at.
	Record *ecg.Record
	// Age and Sex, where set, are shown in place of what Record says.
	Age ecg.Age
	Sex ecg.Sex
	// Report gives measurements, beats and pacing spikes, Result findings and critical values.
	Report *measure.Report
	Result *classify.Result
	// Segments are stretches to shade, Marks further marks.
	Segments []Segment
	Marks    []Mark
	// Processing says what was done to the samples before they were drawn; "" means nothing.
	Processing string
	// Heading stands above all, with Options.HidePatient too: it must not tell who the patient is.
	Heading string
}

// Trace is one lead to draw: the samples X in µV, NaN where missing, or, when X is nil, those of Channel.
type Trace struct {
	Lead    ecg.Lead
	Label   string // shown when Lead is unknown
	Rate    float64
	Start   float64 // time of the first sample, s
	X       []float64
	Channel *ecg.Channel
	// Uncalibrated samples have no scale; they are drawn to fill their row, without a calibration pulse.
	Uncalibrated bool
	// Fiducials are the waves of each beat in this lead, at the rate of Source.Report.
	Fiducials []measure.BeatFiducials

	inverted bool
}

// Segment is a stretch to shade.
type Segment struct {
	Start, End float64
	Text       string // "VF", "noise", ...
}

// Mark is a mark at a time.
type Mark struct {
	At    float64
	Text  string
	Below bool // under the trace, else above
	Line  bool // with a line through the row
	Tick  bool // with a short stroke at the text
	Color color.NRGBA
	// Trace is the 1-based number of the trace that carries the mark, 0 for all.
	Trace int
}

// Traces returns the channels of rec that keep accepts, to be drawn as they were recorded; a nil keep takes every voltage.
func Traces(rec *ecg.Record, keep func(*ecg.Channel) bool) []Trace {
	var list []Trace
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if keep == nil && !c.IsVoltage() || keep != nil && !keep(c) || len(c.Raw) == 0 || !usable(c.Rate) {
			continue
		}
		list = append(list, Trace{Lead: c.Lead, Label: c.Label, Rate: c.Rate, Start: float64(c.Start) / c.Rate, Channel: c,
			Uncalibrated: !c.IsVoltage()})
	}
	return list
}

func usable(v float64) bool { return v > 0 && !math.IsInf(v, 0) }

// Name is how the page calls the lead.
func (t *Trace) Name() string {
	s := t.Lead.String()
	if s == "" {
		s = t.Label
	}
	if t.inverted {
		s = "-" + s
	}
	return s
}

func (t *Trace) len() int {
	if t.X == nil && t.Channel != nil {
		return len(t.Channel.Raw)
	}
	return len(t.X)
}

func (t *Trace) end() float64 { return t.Start + float64(t.len())/t.Rate }

// window returns the index of the first sample at from or after, and the samples before to, in µV.
func (t *Trace) window(dst []float64, from, to float64) (int, []float64) {
	dst = dst[:0]
	n := float64(t.len())
	a := math.Ceil((from-t.Start)*t.Rate - sampleSlack)
	b := math.Ceil((to-t.Start)*t.Rate - sampleSlack)
	a, b = max(0, min(a, n)), max(0, min(b, n))
	if !(a < b) {
		return 0, dst
	}
	first, last := int(a), int(b)
	if t.X != nil {
		dst = append(dst, t.X[first:last]...)
	} else {
		for i := first; i < last; i++ {
			dst = append(dst, t.Channel.At(i))
		}
	}
	for i, v := range dst {
		if math.IsInf(v, 0) {
			dst[i] = math.NaN()
		}
		if t.inverted {
			dst[i] = -dst[i]
		}
	}
	return first, dst
}

// sampleSlack is what rounding may move the edge of a window by, in samples.
const sampleSlack = 1e-6

// span returns the time of the first and of the last sample of all traces.
func (s *Source) span() (from, to float64) {
	from, to = math.Inf(1), math.Inf(-1)
	for i := range s.Traces {
		if t := &s.Traces[i]; t.len() > 0 {
			from, to = min(from, t.Start), max(to, t.end())
		}
	}
	return from, to
}
