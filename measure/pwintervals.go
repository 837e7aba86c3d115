package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// pwIntervals computes PP and how well the waves keep to it.
func (m *Measurer) pwIntervals(out *PWaves) {
	n := len(out.Peaks)
	if n < pwMinWaves {
		return
	}
	ms := 1000 / m.rate
	m.sorted = m.sorted[:0]
	for i := 1; i < n; i++ {
		m.sorted = append(m.sorted, float64(out.Peaks[i]-out.Peaks[i-1])*ms)
	}
	slices.Sort(m.sorted)
	// Each interval is tried as the basic one; that which most others are multiples of wins, of several the longest.
	best, share := math.NaN(), 0.0
	for i := len(m.sorted) - 1; i >= 0; i-- {
		if v := multiplesOf(m.sorted, m.sorted[i]); v > share+1e-9 {
			best, share = m.sorted[i], v
		}
	}
	single, count := 0.0, 0
	for _, v := range m.sorted {
		if math.Abs(v-best) <= pwWithin*best {
			single, count = single+v, count+1
		}
	}
	pp := single / float64(count)
	out.PP, out.Rate = ecg.Millisecond(pp), Rate(ecg.Millisecond(pp))
	out.Regular = ecg.Value(multiplesOf(m.sorted, pp))
	// Places that ought to hold a wave.
	places, held := 1, 1
	for i := 1; i < n; i++ {
		a, z := out.Peaks[i-1], out.Peaks[i]
		k := int(math.Round(float64(z-a) * ms / pp))
		for q := 1; q < k; q++ {
			at := (a + (z-a)*q/k) / m.pw.step
			if at < m.pw.n && !m.pw.blind[at] {
				places++
			}
		}
		places, held = places+1, held+1
	}
	out.Found = ecg.Value(float64(held) / float64(places))
}

// multiplesOf is the share of the intervals x that are one to pwMostCycles times pp.
func multiplesOf(x []float64, pp float64) float64 {
	hit := 0
	for _, v := range x {
		k := math.Round(v / pp)
		if k >= 1 && k <= pwMostCycles && math.Abs(v-k*pp) <= pwWithin*pp {
			hit++
		}
	}
	return float64(hit) / float64(len(x))
}
