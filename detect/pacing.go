package detect

import (
	"math"
	"slices"
)

// Constants of the pacing-spike detector. A stimulus lasts 0.1 to 2 ms, far less than
// a sample or two of a diagnostic recording; its band-limited trace is one to three
// samples wide and returns to where it came from.
const (
	minSpikeRate  = 250   // Hz: below it a spike is not told from a QRS
	maxSpikeWidth = 0.006 // s, and at most three samples at 500 Hz
	// A spike rises this many times above what such short deflections usually are,
	// reckoned as the median of their maxima over spikeSpan, and above the neighbours
	// within spikeQuiet.
	spikeOverUsual = 6.0
	spikeOverNear  = 3.0
	spikeSpan      = 0.050 // s
	spikeQuiet     = 0.020 // s
	// Spikes closer than this are one: the two edges of a stimulus.
	spikeMerge = 0.010 // s
)

// PacingSpikes appends to dst the samples of x at which pacing stimuli stand: isolated
// deflections of one to three samples that leave the lead where it was, several times
// larger than any such deflection nearby, QRS complexes included. Recordings below
// 250 Hz, and devices that filter the stimuli away, give none. x may have gaps.
func PacingSpikes(dst []int, x []float64, rate float64) []int {
	if !(rate >= minSpikeRate) || !finite(rate) {
		return dst
	}
	h := max(1, int(maxSpikeWidth*rate/2))
	quiet, span := samples(spikeQuiet, rate), samples(spikeSpan, rate)
	if len(x) < 2*(quiet+h)+1 {
		return dst
	}
	// The deflection of a sample: its height over both sides, on the same side of both.
	d := make([]float64, len(x))
	for i := h; i < len(x)-h; i++ {
		a, b := x[i]-x[i-h], x[i]-x[i+h]
		if a*b > 0 {
			d[i] = min(math.Abs(a), math.Abs(b))
		}
	}
	tops := make([]float64, 0, len(x)/span+1)
	for i := 0; i < len(d); i += span {
		tops = append(tops, slices.Max(d[i:min(i+span, len(d))]))
	}
	slices.Sort(tops)
	least := spikeOverUsual * tops[len(tops)/2]
	last := -len(x)
	for i := h; i < len(x)-h; i++ {
		v := d[i]
		if !(v > least) || v == 0 || v < slices.Max(d[max(i-h, 0):min(i+h+1, len(d))]) {
			continue
		}
		near := 0.0
		for j := max(i-quiet, 0); j < min(i+quiet+1, len(d)); j++ {
			if j < i-h || j > i+h {
				near = max(near, d[j])
			}
		}
		if v > spikeOverNear*near && i-last > samples(spikeMerge, rate) {
			dst = append(dst, i)
			last = i
		}
	}
	return dst
}
