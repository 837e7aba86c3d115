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
	for _, v := range f.q[start:end] {
		pk.slope = max(pk.slope, v)
	}
	// The derivative lags the band-passed lead; so does its window.
	at := start
	lo, hi := max(start-f.slopeDelay, 0), end-f.slopeDelay
	for i := lo; i < hi; i++ {
		if v := math.Abs(f.b[i]); v > pk.f {
			pk.f, at = v, i
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
	best := mid
	up := f.b[at] >= 0
	for i := lo; i < hi; i++ {
		if up && f.x[i] > f.x[best] || !up && f.x[i] < f.x[best] {
			best = i
		}
	}
	return best
}
