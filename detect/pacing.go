package detect

import (
	"math"
	"slices"
)

// Constants of the pacing-spike detector. A stimulus lasts 0.1 to 2 ms, so that a
// recording shows the response of its own anti-aliasing filter and of the electrodes:
// a jump within one or two samples and a decay over a few milliseconds. The limits
// were set on the paced and unpaced records of LUDB (500 Hz).
const (
	minSpikeRate = 250 // Hz: below it a spike is not told from a QRS

	// The second difference of a spike exceeds by these factors the usual maximum over
	// spikeSpan, and the largest between spikeNear and spikeFar to either side. The
	// apex of the narrowest QRS stays below 3 in the latter.
	spikeOverUsual = 6.0
	spikeOverNear  = 4.0
	spikeSpan      = 0.050 // s
	// It is about as large as the spike is high (1.3 and 1.6 times in the paced records
	// looked at), which the apex of a QRS, bent over several samples, never is (0.15).
	spikeOverHeight = 0.6
	spikeNear       = 0.012 // s
	spikeFar        = 0.036 // s
)

// PacingSpikes appends to dst the samples of x at which pacing stimuli stand: isolated
// extremes of the second difference. rate is in Hz. Recordings below 250 Hz, and
// devices that filter stimuli away, give none; a single electrode artefact may look
// like one, so a paced rhythm should show several, in more than one lead. x may have
// gaps.
func PacingSpikes(dst []int, x []float64, rate float64) []int {
	return new(SpikeFinder).Find(dst, x, rate)
}

// SpikeFinder is [PacingSpikes] with memory to reuse.
type SpikeFinder struct {
	bend   []float64 // second difference, absolute
	tops   []float64 // its largest value in each stretch of spikeSpan
	sorted []float64
}

// Find appends the spikes of x to dst.
func (f *SpikeFinder) Find(dst []int, x []float64, rate float64) []int {
	if !(rate >= minSpikeRate) || !finite(rate) {
		return dst
	}
	near, far, span := samples(spikeNear, rate), samples(spikeFar, rate), samples(spikeSpan, rate)
	if len(x) < 2*far+3 {
		return dst
	}
	if cap(f.bend) < len(x) {
		f.bend = make([]float64, len(x))
	}
	d := f.bend[:len(x)]
	clear(d)
	tops := f.tops[:0]
	for from := 0; from < len(x); from += span {
		top := 0.0
		for i := max(from, 1); i < min(from+span, len(x)-1); i++ {
			v := math.Abs(x[i-1] - 2*x[i] + x[i+1])
			if v <= maxSample { // not beside a gap
				d[i] = v
				top = max(top, v)
			}
		}
		tops = append(tops, top)
	}
	f.tops, f.sorted = tops, append(f.sorted[:0], tops...)
	slices.Sort(f.sorted)
	least := spikeOverUsual * f.sorted[len(f.sorted)/2]
	last := -near - 1 // the spike found last
	for k, top := range tops {
		if top <= least {
			continue
		}
		for i := max(k*span, far, last+near+1); i < min((k+1)*span, len(d)-far); i++ {
			v := d[i]
			if v == 0 || v <= least || v < slices.Max(d[i-near:i+near+1]) {
				continue
			}
			around := max(slices.Max(d[i-far:i-near]), slices.Max(d[i+near+1:i+far+1]))
			if v > spikeOverNear*around && v > spikeOverHeight*height(x[i-near:i+near+1]) {
				dst = append(dst, i)
				last = i
				i += near
			}
		}
	}
	return dst
}

func height(x []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if present(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return hi - lo
}
