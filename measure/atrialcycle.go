package measure

import (
	"math"
	"sort"

	"github.com/goecg/goecg/ecg"
)

// atrialCycle writes the mean PP interval and how often there is more than one P wave to a QRS complex. The P waves found
// anywhere in the rhythm serve where there are such, else those before the QRS complexes.
func (m *Measurer) atrialCycle(dst *Report) {
	dst.PP, dst.SecondP = ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Value]()
	dst.PP = m.trackedPP()
	peaks := dst.PWaves.Peaks
	if len(peaks) < 2 {
		return
	}
	cycles, more := 0, 0
	for i := 1; i < len(m.beats); i++ {
		a, z := m.beats[i-1].mark, m.beats[i].mark
		if math.IsNaN(m.interval(i)) {
			continue
		}
		cycles++
		if sort.SearchInts(peaks, z)-sort.SearchInts(peaks, a) > 1 {
			more++
		}
	}
	if cycles > 0 {
		dst.SecondP = ecg.Value(float64(more) / float64(cycles))
	}
	if m.hasP && more > 0 && dst.PWaves.steady() || m.dissociated(dst) {
		dst.PP = dst.PWaves.PP
	}
}

// Constants of P waves away from the QRS complexes.
const (
	steadyShare = 0.8  // of the intervals that are multiples of one, and of the places of waves that hold one
	aliasShare  = 0.08 // an interval this close to a whole multiple or part of RR may be no more than what is left of the beats
)

// steady reports whether the waves follow one clock.
func (w *PWaves) steady() bool {
	return w.Regular >= steadyShare && w.Found >= steadyShare && ecg.Known(w.PP)
}

// dissociated reports whether there are P waves that keep no relation to the QRS complexes.
func (m *Measurer) dissociated(dst *Report) bool {
	if m.hasP || !dst.PWaves.steady() || !ecg.Known(dst.RR.Mean) {
		return false
	}
	r := float64(dst.RR.Mean / dst.PWaves.PP)
	r = math.Max(r, 1/r)
	return math.Abs(r-math.Round(r)) > aliasShare
}

// trackedPP is the mean time between the P waves of successive beats, NaN without a pair.
func (m *Measurer) trackedPP() ecg.Millisecond {
	if !m.hasP {
		return ecg.NaN[ecg.Millisecond]()
	}
	sum, n := 0.0, 0.0
	for i := 1; i < len(m.beats); i++ {
		a, b := &m.beats[i-1], &m.beats[i]
		if d := float64(b.r-a.r) + b.pLag - a.pLag; a.hasP && b.hasP && d > 0 && !math.IsNaN(m.interval(i)) {
			sum += d
			n++
		}
	}
	return ecg.Millisecond(sum / n * 1000 / m.rate) // NaN for n = 0
}
