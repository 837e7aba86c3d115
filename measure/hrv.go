package measure

import (
	"math"
	"slices"
	"sort"

	"github.com/goecg/goecg/detect"
)

// HRV computes heart-rate variability from RR intervals and the classes of their beats, over minutes or a day. It keeps its
// memory between series and allocates nothing once it has seen one as long; it is for one goroutine.
//
// Which intervals count. An NN interval lies between two beats of class N, within 300 to 2000 ms, and differs by no more than
// half, without classes by no more than a fifth, from the median of the nine intervals before, nor does the one before it.
// Time-domain indices and
// the Poincaré plot use NN intervals alone, and differences only of neighbours; the Lomb-Scargle periodogram uses them at
// their times. For the tachogram of the Welch spectrum, for entropy and for detrended fluctuations, [HRVOptions.Correction]
// says what takes the place of the others. A stretch of more than 3 s without NN intervals is a gap that nothing bridges.
//
// What a series is too short or too ectopic for is NaN and has its entry in [HRVReport.Missing].
//
// Sources: Task Force of the ESC and NASPE, Circulation 93:1043-1065, 1996 (time and frequency domain); M. Brennan et al.,
// IEEE Trans. Biomed. Eng. 48:1342-1347, 2001 (Poincaré plot); J. S. Richman, J. R. Moorman, Am. J. Physiol. 278:H2039-H2049,
// 2000 (sample entropy); S. M. Pincus, PNAS 88:2297-2301, 1991 (approximate entropy); M. Costa et al., Phys. Rev. Lett.
// 89:068102, 2002 (multiscale entropy); C.-K. Peng et al., Chaos 5:82-87, 1995 (detrended fluctuations); N. R. Lomb,
// Astrophys. Space Sci. 39:447-462, 1976, and J. D. Scargle, Astrophys. J. 263:835-853, 1982; A. Bauer et al., Lancet
// 367:1674-1681, 2006 (deceleration capacity); G. Schmidt et al., Lancet 353:1390-1396, 1999 (turbulence).
//
// Limits. The indices describe sinus rhythm: in atrial fibrillation, where all beats may be N, they are computed and mean
// something else. In a paced rhythm no beat is N.
type HRV struct {
	opt HRVOptions

	all     hrvSeries // every interval of the input
	nn      hrvSeries // the NN intervals
	fixed   hrvSeries // NN intervals and what replaces the others
	spline  spline
	values  []float64 // scratch
	sorted  []float64
	times   []float64
	rate    rateWork
	wave    tachogram
	lomb    lombWork
	dfa     dfaWork
	matches entropyWork
	class   []detect.Class // of the beats of the input, nil when not known
	beats   beatIntervals
}

// NewHRV returns an HRV with the options o.
func NewHRV(o HRVOptions) *HRV { return &HRV{opt: o.withDefaults()} }

// HRVInput is a series of RR intervals.
type HRVInput struct {
	// RR are the intervals in ms, each from one beat to the next; NaN where a stretch of the recording is lost.
	RR []float64
	// Time is when each interval ends, in s, rising; nil: the sum of the intervals so far, which must then have no NaN.
	Time []float64
	// Class is that of every beat, one more than there are intervals: interval i lies between beats i and i+1. nil: not known.
	Class []detect.Class
}

// Window returns the part of in whose intervals end after from and not after to, both in s. It needs Time.
func (in HRVInput) Window(from, to float64) HRVInput {
	after := func(t float64) int { return sort.Search(len(in.Time), func(i int) bool { return in.Time[i] > t }) }
	lo := after(from)
	hi := max(after(to), lo)
	out := HRVInput{RR: in.RR[lo:hi], Time: in.Time[lo:hi]}
	if in.Class != nil {
		out.Class = in.Class[lo:min(hi+1, len(in.Class))]
	}
	return out
}

// beatIntervals are the intervals of a list of beats.
type beatIntervals struct {
	rr, time []float64
	class    []detect.Class
}

// Input brings beats at rateHz to the form that Measure takes. An interval that fibrillation or leads that are off lie in is
// lost, and so is one of 2 s or more in noise, which may hide a beat. The result is valid until the next call.
func (h *HRV) Input(beats []detect.Beat, segments []detect.Segment, rateHz float64) HRVInput {
	b := &h.beats
	n := len(beats)
	b.rr, b.time, b.class = slices.Grow(b.rr[:0], n), slices.Grow(b.time[:0], n), slices.Grow(b.class[:0], n)
	k := 0
	for i, now := range beats {
		b.class = append(b.class, now.Class)
		if i == 0 {
			continue
		}
		last := beats[i-1]
		rr := float64(now.Sample-last.Sample) * 1000 / rateHz
		for k < len(segments) && segments[k].End <= last.Sample {
			k++
		}
		for j := k; j < len(segments) && segments[j].Start < now.Sample; j++ {
			if kind := segments[j].Kind; kind != Asystole && (kind != Noise || rr >= 1000*unreadPause) {
				rr = math.NaN()
			}
		}
		b.rr = append(b.rr, rr)
		b.time = append(b.time, float64(now.Sample)/rateHz)
	}
	return HRVInput{b.rr, b.time, b.class}
}

// MeasureBeats is Measure on a list of beats.
func (h *HRV) MeasureBeats(dst *HRVReport, beats []detect.Beat, segments []detect.Segment, rateHz float64) {
	h.Measure(dst, h.Input(beats, segments, rateHz))
}

// Measure writes the indices of in to dst, whose memory is reused. Intervals must be as many as times and one fewer than
// classes, where these are given; it panics otherwise.
func (h *HRV) Measure(dst *HRVReport, in HRVInput) {
	if in.Time != nil && len(in.Time) != len(in.RR) || in.Class != nil && len(in.RR) > 0 && len(in.Class) != len(in.RR)+1 {
		panic("measure: HRV: intervals, times and classes do not fit")
	}
	dst.reset(h.opt.Scales)
	h.class = in.Class
	h.choose(dst, in)
	h.timeDomain(dst)
	if dst.Time.Count == 0 {
		dst.miss(hrvAll, missFew, 1)
		return
	}
	if h.tooEctopic(dst) {
		return
	}
	h.blocks(dst)
	h.geometry(dst)
	h.poincare(dst)
	h.correct(dst)
	h.welchBands(dst)
	h.lombBands(dst)
	h.entropy(dst)
	h.fluctuations(dst)
	h.capacity(dst)
	h.turbulence(dst)
}

// tooEctopic blanks what too few NN intervals cannot tell and reports whether there are.
func (h *HRV) tooEctopic(dst *HRVReport) bool {
	if float64(dst.Excluded) <= h.opt.MaxExcluded {
		return false
	}
	count, mean := dst.Time.Count, dst.Time
	dst.Time = nanTime()
	dst.Time.Count, dst.Time.Mean, dst.Time.Min, dst.Time.Max = count, mean.Mean, mean.Min, mean.Max
	dst.Time.Median, dst.Time.HeartRate = mean.Median, mean.HeartRate
	dst.miss(hrvAll, missEctopy, h.opt.MaxExcluded)
	return true
}
