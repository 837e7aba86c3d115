package detect

import "math"

// peakTimeout confirms a peak of the moving window that neither grows nor falls to
// half its height: after this time the signal "has changed direction".
const peakTimeout = 0.150 // s

// refineSpan is how far around the band-passed extreme the main deflection is
// sought in the lead itself.
const refineSpan = 0.040 // s

// peak is one maximum of the moving-window integral with what the rules ask of it.
type peak struct {
	at    int     // fiducial: the extreme of the band-passed lead, input time
	r     int     // main deflection of the lead near it, input time
	i     float64 // height of the integral
	f     float64 // largest band-passed magnitude under the window
	slope float64 // largest squared derivative under the window
	wave  bool    // judged a T wave
}

// peakFinder follows the integral: from a valley up to a maximum, which is
// confirmed when the integral has halved or peakTimeout has passed.
type peakFinder struct {
	climbing bool
	top      float64 // largest value while climbing, smallest otherwise
	topAt    int     // stream index of top
	timeout  int
}

func (p *peakFinder) reset(rate float64) {
	*p = peakFinder{timeout: samples(peakTimeout, rate)}
}

// scan advances over block samples [from, to) of the front end and stops after the
// first confirmed peak. It returns the next sample to scan and whether p.topAt
// (value p.top) is a confirmed peak; the caller must call p.descend before scanning on.
func (p *peakFinder) scan(f *frontEnd, from, to int) (int, bool) {
	w := f.w[f.hist : f.hist+to]
	top, topAt := p.top, p.topAt-f.base
	i := from
	for i < to {
		if p.climbing {
			half := 0.5 * top
			for ; i < to; i++ {
				v := w[i]
				if v > top {
					top, topAt = v, i
					half = 0.5 * v
				} else if v < half || i-topAt > p.timeout {
					p.top, p.topAt = top, topAt+f.base
					return i, true
				}
			}
		} else {
			for ; i < to; i++ {
				v := w[i]
				if v > top {
					p.climbing = true
					top, topAt = v, i
					i++
					break
				}
				top = v
			}
		}
	}
	p.top, p.topAt = top, topAt+f.base
	return i, false
}

// descend starts the search for the next valley at block sample i.
func (p *peakFinder) descend(f *frontEnd, i int) {
	p.climbing = false
	p.top = f.w[f.hist+i]
}

// measure reads the attributes of the peak of the integral at stream index top.
func (f *frontEnd) measure(top int) peak {
	end := f.hist + top - f.base + 1 // one past the window
	start := max(end-f.win, 0)
	pk := peak{i: f.w[end-1]}
	slope := f.e[start+largestMagnitude(f.e[start:end])]
	pk.slope = slope * slope
	// The derivative lags the band-passed lead; so does its window.
	at := start
	if lo, hi := max(start-f.slopeDelay, 0), end-f.slopeDelay; lo < hi {
		if k := lo + largestMagnitude(f.b[lo:hi]); f.b[k] != 0 {
			pk.f, at = math.Abs(f.b[k]), k
		}
	}
	pk.at = at - f.hist + f.base - f.delay
	pk.r = f.refine(at) - f.hist + f.base
	return pk
}

// refine returns the buffer index of the main deflection of the lead next to the
// band-passed extreme at buffer index at: the largest sample for an upward, the
// smallest for a downward extreme.
func (f *frontEnd) refine(at int) int {
	mid := at - f.delay
	span := samples(refineSpan, f.rate)
	lo, hi := max(mid-span, 0), min(mid+span+1, f.hist+f.fill)
	best, far := mid, f.x[mid]
	if f.b[at] >= 0 {
		for i, v := range f.x[lo:hi] {
			if v > far {
				best, far = lo+i, v
			}
		}
		return best
	}
	for i, v := range f.x[lo:hi] {
		if v < far {
			best, far = lo+i, v
		}
	}
	return best
}

// largestMagnitude returns where the magnitude of x is largest, the first place if there are several. Magnitudes compare as their
// bits do, which takes no branch.
func largestMagnitude(x []float64) int {
	at, top := 0, uint64(0)
	for k, v := range x {
		b := math.Float64bits(v) << 1
		if b > top {
			at = k
		}
		top = max(top, b)
	}
	return at
}
