package bench

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Intervals that [Delineate] compares.
const (
	intervalP = iota
	intervalPR
	intervalQRS
	intervalQT
	intervalCount
)

var intervalNames = [intervalCount]string{"P", "PR", "QRS", "QT"}

// Limits of the mean difference and of its SD from the CSE database, ms (IEC 60601-2-25:2011, 201.12.1.101.3), and the share of its
// 100 recordings that may be left out of a comparison.
var cseLimits = [intervalCount][2]float64{{10, 15}, {10, 10}, {10, 10}, {25, 30}}

const cseOutliers = 0.04

// Sources of intervals.
const (
	// SourceReport: the global intervals of measure.Report, from the representative beat.
	SourceReport = "report"
	// SourceMarks: the marks of the beats.
	SourceMarks = "marks"
)

// Leads of intervals beside those of the records.
const (
	// LeadGlobal: the reference goes from the earliest onset to the latest offset over the leads. Every lead's marks have errors of
	// their own, so that the extremes of twelve leads lie further apart than in a reading of all leads together.
	LeadGlobal = "global"
	// LeadMedian: the reference is the median over the leads of each lead's interval.
	LeadMedian = "median"
)

// IntervalStats compares one interval over the records where both sides have it: test minus reference, a value a record, the median
// over its beats. P is the duration of the P wave; PR, QRS and QT are the usual ones.
type IntervalStats struct {
	Interval string          `json:"interval"`
	Lead     string          `json:"lead"`   // LeadGlobal, LeadMedian or a lead
	Source   string          `json:"source"` // of the test side: SourceReport or SourceMarks
	Records  int             `json:"records"`
	Missing  int             `json:"missing"` // records where only the reference has it
	Mean     ecg.Millisecond `json:"mean_ms"`
	SD       ecg.Millisecond `json:"sd_ms"`
	Median   ecg.Millisecond `json:"median_abs_ms"`
	P95      ecg.Millisecond `json:"p95_abs_ms"`
	// LimitMean and LimitSD are those that hold for the CSE database. TrimmedMean and TrimmedSD leave out the 4 % of records that
	// differ most, as the standard allows; Within says whether they keep the limits.
	LimitMean   ecg.Millisecond `json:"limit_mean_ms"`
	LimitSD     ecg.Millisecond `json:"limit_sd_ms"`
	TrimmedMean ecg.Millisecond `json:"trimmed_mean_ms"`
	TrimmedSD   ecg.Millisecond `json:"trimmed_sd_ms"`
	Within      bool            `json:"within_limits"`
	// Worst are the records with the largest differences, at most worstIntervals.
	Worst []IntervalError `json:"worst,omitempty"`
}

// IntervalError is the difference in one record.
type IntervalError struct {
	Record string          `json:"record"`
	Ref    ecg.Millisecond `json:"ref_ms"`
	Test   ecg.Millisecond `json:"test_ms"`
}

const worstIntervals = 10

// beatSpans are the bounds of one beat's waves, unmarked where absent.
type beatSpans struct{ r, pOn, pOff, qrsOn, qrsOff, tOff int64 }

// Reach of the waves of a beat: a P wave that ends earlier before the QRS complex belongs to none or to a dissociated rhythm, and marks
// of several leads this far apart are of one beat.
const (
	maxPQGap  = 0.3 // s, P offset to QRS onset: twice the longest normal PR interval less the P wave
	sameBeat  = 0.1 // s
	pOverhang = 0.02
)

// beatsOf puts together the waves of one lead.
func beatsOf(w *[waveKinds][]wave, rate float64) []beatSpans {
	qrs := w[waveQRS]
	out := make([]beatSpans, 0, len(qrs))
	gap, overhang := int64(maxPQGap*rate), int64(pOverhang*rate)
	for i, q := range qrs {
		b := beatSpans{q.peak, unmarked, unmarked, q.on, q.off, unmarked}
		from, to := int64(math.MinInt64), int64(math.MaxInt64)
		if i > 0 {
			from = qrs[i-1].peak
		}
		if i+1 < len(qrs) {
			to = qrs[i+1].peak
		}
		for _, p := range w[waveP] { // the last one before the complex
			if p.peak > from && p.peak < q.peak && q.on != unmarked && p.on != unmarked && p.off != unmarked && q.on-p.off <= gap && p.off-q.on <= overhang {
				b.pOn, b.pOff = p.on, p.off
			}
		}
		for _, t := range w[waveT] { // the last one before the next complex: T may have two peaks
			if t.peak > q.peak && t.peak < to && t.off != unmarked {
				b.tOff = t.off
			}
		}
		out = append(out, b)
	}
	return out
}

// span is the time from a to b in ms, NaN when a bound is absent.
func (b *beatSpans) span(from, to int64, rate float64) float64 {
	if from == unmarked || to == unmarked {
		return math.NaN()
	}
	return float64(to-from) * 1000 / rate
}

// medianIntervals are the medians over beats, in ms, NaN without any.
func medianIntervals(beats []beatSpans, rate float64) (out [intervalCount]float64) {
	var values [intervalCount][]float64
	for i := range beats {
		b := &beats[i]
		for k, v := range [intervalCount]float64{
			b.span(b.pOn, b.pOff, rate), b.span(b.pOn, b.qrsOn, rate), b.span(b.qrsOn, b.qrsOff, rate), b.span(b.qrsOn, b.tOff, rate),
		} {
			if !math.IsNaN(v) {
				values[k] = append(values[k], v)
			}
		}
	}
	for k := range values {
		slices.Sort(values[k])
		out[k] = medianOf(values[k])
	}
	return out
}

// globalIntervals joins the beats of the leads, from the earliest onset to the latest offset, and takes the medians over them.
func globalIntervals(leads [][]beatSpans, rate float64) [intervalCount]float64 {
	var joined []beatSpans
	for _, l := range leads { // the lead with most beats says which there are
		if len(l) > len(joined) {
			joined = l
		}
	}
	joined = slices.Clone(joined)
	reach := int64(sameBeat * rate)
	earliest := func(a *int64, b int64) {
		if *a == unmarked || b != unmarked && b < *a {
			*a = b
		}
	}
	for i := range joined {
		b := &joined[i]
		r := b.r
		for _, l := range leads {
			for k := range l {
				o := &l[k]
				if d := o.r - r; d < -reach || d > reach {
					continue
				}
				earliest(&b.pOn, o.pOn)
				earliest(&b.qrsOn, o.qrsOn)
				b.pOff, b.qrsOff, b.tOff = max(b.pOff, o.pOff), max(b.qrsOff, o.qrsOff), max(b.tOff, o.tOff) // unmarked is least
			}
		}
	}
	return medianIntervals(joined, rate)
}

// medianOverLeads is the median over the leads of each lead's interval.
func medianOverLeads(leads [][]beatSpans, rate float64) (out [intervalCount]float64) {
	var values [intervalCount][]float64
	for _, l := range leads {
		for k, v := range medianIntervals(l, rate) {
			if !math.IsNaN(v) {
				values[k] = append(values[k], v)
			}
		}
	}
	for k := range values {
		slices.Sort(values[k])
		out[k] = medianOf(values[k])
	}
	return out
}

func reportIntervals(r *measure.Report) [intervalCount]float64 {
	return [intervalCount]float64{float64(r.P), float64(r.PR), float64(r.QRS), float64(r.QT)}
}

// intervalSums collects differences by lead, source and interval, in the order in which they are met.
type intervalSums struct{ rows []intervalRow }

type intervalRow struct {
	lead, source string
	errors       [intervalCount][]IntervalError
	missing      [intervalCount]int
}

func (s *intervalSums) put(record, lead, source string, ref, test [intervalCount]float64) {
	k := slices.IndexFunc(s.rows, func(r intervalRow) bool { return r.lead == lead && r.source == source })
	if k < 0 {
		k = len(s.rows)
		s.rows = append(s.rows, intervalRow{lead: lead, source: source})
	}
	row := &s.rows[k]
	for i := range ref {
		switch {
		case math.IsNaN(ref[i]):
		case math.IsNaN(test[i]):
			row.missing[i]++
		default:
			row.errors[i] = append(row.errors[i], IntervalError{record, ecg.Millisecond(ref[i]), ecg.Millisecond(test[i])})
		}
	}
}

// add compares the intervals of a record: global ones where every lead was scored, then those of each lead.
func (s *intervalSums) add(d *delineation, whole bool) {
	ref, test := make([][]beatSpans, len(d.leads)), make([][]beatSpans, len(d.leads))
	for i := range d.leads {
		l := &d.leads[i]
		ref[i], test[i] = beatsOf(&l.ref, d.rate), beatsOf(&l.test, d.rate)
	}
	if whole {
		r := globalIntervals(ref, d.rate)
		if d.measured {
			s.put(d.name, LeadGlobal, SourceReport, r, d.global)
		}
		s.put(d.name, LeadGlobal, SourceMarks, r, globalIntervals(test, d.rate))
		m := medianOverLeads(ref, d.rate)
		if d.measured {
			s.put(d.name, LeadMedian, SourceReport, m, d.global)
		}
		s.put(d.name, LeadMedian, SourceMarks, m, medianOverLeads(test, d.rate))
	}
	for i := range d.leads {
		s.put(d.name, d.leads[i].sums.lead, SourceMarks, medianIntervals(ref[i], d.rate), medianIntervals(test[i], d.rate))
	}
}

func (s *intervalSums) stats() []IntervalStats {
	var out []IntervalStats
	for i := range s.rows {
		r := &s.rows[i]
		for k := range r.errors {
			list := slices.Clone(r.errors[k])
			slices.SortStableFunc(list, func(a, b IntervalError) int {
				return compareSizes(float64(b.Test-b.Ref), float64(a.Test-a.Ref))
			})
			errors := make([]float64, len(list)) // the largest first
			for n, e := range list {
				errors[n] = float64(e.Test - e.Ref)
			}
			d, t := describe(errors), describe(errors[int(cseOutliers*float64(len(errors))):])
			limit := cseLimits[k]
			out = append(out, IntervalStats{
				Interval: intervalNames[k], Lead: r.lead, Source: r.source, Records: len(errors), Missing: r.missing[k],
				Mean: d.mean, SD: d.sd, Median: d.median, P95: d.p95,
				LimitMean: ecg.Millisecond(limit[0]), LimitSD: ecg.Millisecond(limit[1]), TrimmedMean: t.mean, TrimmedSD: t.sd,
				Within: math.Abs(float64(t.mean)) <= limit[0] && float64(t.sd) <= limit[1], Worst: list[:min(len(list), worstIntervals)],
			})
		}
	}
	return out
}
