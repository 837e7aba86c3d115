package measure

import (
	"math"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// qualityWork is the memory of the judgement of quality.
type qualityWork struct {
	blocks []block
	// power and powered are, by second, the sum of squares of muscle noise and its number of samples.
	power   []float64
	powered []int
	sqi     sqiWork
	// mismatch is set when the limb leads contradict one another.
	mismatch bool
}

// sqiWork is the memory of the signal quality indices.
type sqiWork struct {
	spectrum Spectrum
	first    detect.Detector
	second   *detect.PanTompkins
	rate     float64
	found    [][]int // beats of the first detector in each lead
	other    []int
	rest     [][]int
}

// noSQI are indices that were not computed.
func noSQI() SQI {
	v := ecg.NaN[ecg.Value]()
	return SQI{B: v, I: v, K: v, S: v, P: v, Bas: v}
}

// indices computes the signal quality indices of every lead. Leads at a rate that no detector works at go without B and I.
func (m *Measurer) indices(q *Quality) {
	w := &m.sqi
	if w.rate != m.rate {
		w.first, w.second, w.rate = nil, nil, m.rate
		if d, err := detect.NewMultiLead(m.rate); err == nil {
			w.first = d
		}
		if d, err := detect.NewPanTompkins(m.rate); err == nil {
			w.second = d
		}
	}
	window := m.samples(matchMS)
	for len(w.found) < len(q.Leads) {
		w.found = append(w.found, nil)
	}
	for l := range q.Leads {
		in, out := &m.in.Leads[l], &q.Leads[l].SQI
		x := in.Raw
		if x == nil {
			x = in.Clean
		}
		out.K, out.S = ecg.Value(KSQI(x)), ecg.Value(SSQI(x))
		w.spectrum.Compute(x, m.rate)
		out.P, out.Bas = ecg.Value(w.spectrum.PSQI()), ecg.Value(w.spectrum.BasSQI())
		w.found[l] = w.found[l][:0]
		if w.first == nil || w.second == nil {
			continue
		}
		w.found[l] = w.first.Detect(w.found[l], in.Clean)
		w.other = w.second.Detect(w.other[:0], in.Clean)
		out.B = ecg.Value(BSQI(w.found[l], w.other, window))
	}
	if w.first == nil || w.second == nil {
		return
	}
	for l := range q.Leads {
		w.rest = w.rest[:0]
		for k := range q.Leads {
			if k != l {
				w.rest = append(w.rest, w.found[k])
			}
		}
		q.Leads[l].SQI.I = ecg.Value(ISQI(w.found[l], w.rest, window, iSQIShare))
	}
}

// iSQIShare is the share of the other leads that must show a beat: one bad lead would spoil the index of all others.
const iSQIShare = 0.5

// Optimum of the indices for reports (Zhao and Zhang 2018; Li 2008 for B and K).
const (
	GoodB, GoodI, GoodK, GoodBas = 0.9, 0.8, 5.0, 0.95
	LeastP, MostP                = 0.5, 0.8
)

// Good reports how many of the indices that were computed lie in their best range, and how many were computed. S has none.
func (s *SQI) Good() (good, of int) {
	check := func(v ecg.Value, lo, hi float64) {
		if ecg.Known(v) {
			of++
			if float64(v) >= lo && float64(v) <= hi {
				good++
			}
		}
	}
	check(s.B, GoodB, 1)
	check(s.I, GoodI, 1)
	check(s.K, GoodK, math.Inf(1))
	check(s.P, LeastP, MostP)
	check(s.Bas, GoodBas, 1)
	return good, of
}
