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
	if more > 0 && ecg.Known(dst.PWaves.PP) || !ecg.Known(dst.PP) {
		dst.PP = dst.PWaves.PP
	}
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
