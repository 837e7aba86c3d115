package bench

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats/wfdb"
)

// codeMeasure is the annotation code of a measurement, whose text is its value.
const codeMeasure = 23

// MeasureOptions are the parameters of [CompareMeasurements]. The zero value is EC57's.
type MeasureOptions struct {
	// Start is where scoring begins, in seconds; 0 means DefaultStart, a negative value the start of the record.
	Start float64 `json:"start_s,omitempty"`
	// Subtype chooses the measurements to compare.
	Subtype int8 `json:"subtype,omitempty"`
}

// MeasureResult is the outcome of comparing measurements, as sums that add up over records.
type MeasureResult struct {
	Count   int     `json:"count"`
	Sum     float64 `json:"ref_sum"`       // of the reference's values
	Squares float64 `json:"error_squares"` // sum of squared differences
}

// Add adds the sums of o.
func (r *MeasureResult) Add(o *MeasureResult) {
	r.Count += o.Count
	r.Sum += o.Sum
	r.Squares += o.Squares
}

// MeasureStats are the measures of a comparison of measurements, NaN (null in JSON) without any.
type MeasureStats struct {
	Mean       ecg.Value `json:"ref_mean"`
	RMS        ecg.Value `json:"rms_error"`         // in the measurement's unit
	Normalized ecg.Value `json:"rms_error_percent"` // of the mean
}

// Stats returns the measures.
func (r *MeasureResult) Stats() MeasureStats {
	n := float64(r.Count)
	mean, rms := r.Sum/n, math.Sqrt(r.Squares/n)
	return MeasureStats{Mean: value(mean), RMS: value(rms), Normalized: value(100 * rms / mean)}
}

func (s *MeasureStats) values() []ecg.Value { return []ecg.Value{s.Mean, s.RMS, s.Normalized} }

// CompareMeasurements compares the measurements of two annotation lists as the program mxm does: each of the test's from the start
// to the end of the record is paired with the reference's that is nearest in time, the later one at equal distance. (The program
// adds the last pair a second time in some cases; this function does not.) The lists and the arguments are those of
// [CompareEpisodes]. Measurements whose text is not a number are left out. It panics when rate is not positive.
func CompareMeasurements(ref, test []wfdb.Annotation, rate float64, length int64, o MeasureOptions) MeasureResult {
	if !(rate > 0) {
		panic("bench: CompareMeasurements with a rate that is not positive")
	}
	start := BeatOptions{Start: o.Start}.start(rate)
	a := measurements(ref, o.Subtype)
	var out MeasureResult
	if len(a) == 0 {
		return out
	}
	for _, t := range measurements(test, o.Subtype) {
		if t.time < start || length > 0 && t.time > length {
			continue
		}
		k := sort.Search(len(a), func(i int) bool { return a[i].time > t.time })
		if k == len(a) || k > 0 && t.time-a[k-1].time < a[k].time-t.time {
			k--
		}
		d := t.value - a[k].value
		out.Count++
		out.Sum += a[k].value
		out.Squares += d * d
	}
	return out
}

type measurement struct {
	time  int64
	value float64
}

func measurements(list []wfdb.Annotation, subtype int8) []measurement {
	var out []measurement
	for i := range list {
		a := &list[i]
		if a.Code != codeMeasure || a.Subtype != subtype {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(a.Aux), 64)
		if err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
			out = append(out, measurement{a.Sample, v})
		}
	}
	return out
}

// MeasureSummary gathers the measurements of several records.
type MeasureSummary struct {
	MeasureResult
	// Gross holds the measures of the sums, Average the means of the records' where they are defined.
	Gross   MeasureStats `json:"gross"`
	Average MeasureStats `json:"average"`
}

func summarizeMeasurements(list []*MeasureResult) *MeasureSummary {
	s := new(MeasureSummary)
	var means [3]mean
	for _, r := range list {
		s.Add(r)
		stats := r.Stats()
		for k, v := range stats.values() {
			means[k].add(v)
		}
	}
	s.Gross = s.MeasureResult.Stats()
	s.Average = MeasureStats{means[0].value(), means[1].value(), means[2].value()}
	return s
}
