package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
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

	// What is usual is the median over the first stretches of spikeSpan of a lead (1 s), and
	// from then on over every fourth one as well, up to the last fifty (10 s).
	firstStretches = 20
	usualEvery     = 4
	usualCount     = 50
)

// A stimulus reaches every lead at the same moment, an electrode's artefact one lead or
// those that share the electrode.
const (
	spikeSlack = 0.004 // s that leads may differ by
	spikeLeads = 3     // leads that must show a spike, where there are so many
)

// What a stimulus and the recorder's filter make of a lead around a spike.
const (
	spikeBefore = 0.002 // s
	spikeAfter  = 0.006 // s
)

// PacingSpikes appends to dst the samples of x at which pacing stimuli stand: isolated
// extremes of the second difference. rate is in Hz. Recordings below 250 Hz, and
// devices that filter stimuli away, give none; a single electrode artefact may look
// like one, so a paced rhythm should show several, in more than one lead, as
// [SpikeTracker] asks. x may have gaps.
func PacingSpikes(dst []int, x []float64, rate float64) []int {
	return new(SpikeFinder).Find(dst, x, rate)
}

// SpikeFinder is [PacingSpikes] with memory to reuse.
type SpikeFinder struct{ tracker SpikeTracker }

// Find appends the spikes of x to dst.
func (f *SpikeFinder) Find(dst []int, x []float64, rate float64) []int {
	one := [1][]float64{x}
	return f.tracker.Find(dst, one[:], rate)
}

// BridgeSpikes puts a straight line in place of each spike in x, from 2 ms before it to 6 ms
// after it, so that no filter smears it over the QRS. spikes are rising sample indexes of x
// counted from sample base on, those of [SpikeTracker]; one too near the ends of x is left.
func BridgeSpikes(x []float64, base int, spikes []int, rate float64) {
	before, after := bridgeSpan(rate)
	for _, s := range spikes {
		a, b := s-base-before-1, s-base+after+1
		if a < 0 || b >= len(x) {
			continue
		}
		from, to := x[a], x[b]
		if !dsp.Present(from) {
			from = to
		}
		if !dsp.Present(to) {
			to = from
		}
		step := (to - from) / float64(b-a)
		for k := a + 1; k < b; k++ {
			from += step
			x[k] = from
		}
	}
}

// bridgeSpan is how many samples before and after a spike are replaced.
func bridgeSpan(rate float64) (before, after int) {
	return int(math.Ceil(spikeBefore * rate)), int(math.Ceil(spikeAfter * rate))
}
