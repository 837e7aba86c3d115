package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Defaults of the [Smoother], tried on all presets of ecgtest under 25 uV of muscle noise.
const (
	defaultSmootherLongest = 0.060 // s
	defaultSmootherGamma   = 2.0
	smootherOrder          = 2
	smootherGrowth         = 1.5    // each window about this much longer than the one before
	smootherTrial          = 0.016  // s, the window whose residual tells the noise
	smootherMemory         = 1.0    // s of it
	smootherEvery          = 0.008  // s from one residual that counts to the next
	normalMAD              = 0.6745 // median of the size of a standard normal variable
)

// SmootherOptions tunes a [Smoother]; 0 means the default.
type SmootherOptions struct {
	Longest float64 `json:"longest_s,omitempty"` // longest window, s
	// Gamma is how many standard deviations wide the intervals are that must intersect:
	// less keeps more of the lead and of the noise.
	Gamma float64 `json:"gamma,omitempty"`
}

// Smoother takes muscle noise from a lead and spares QRS complexes: local quadratic fits
// (Savitzky-Golay) over windows whose length is chosen anew for every sample, by the
// intersection of confidence intervals (V. Katkovnik, "A new method for varying adaptive
// bandwidth selection", IEEE Trans. Signal Process. 47:2567-2571, 1999): the longest
// window whose result agrees with those of all shorter ones. Where the lead bends, that is
// a short one, in a steep QRS none at all. The noise is estimated from the lead itself,
// as the median residual of a window of 16 ms over the last second.
//
// Delay: half of the longest window, 30 ms by default. Samples within a gap of their
// window are bridged for the fit.
type Smoother struct {
	gamma   float64
	weights [][]float64 // by rising length
	noise   []float64   // standard deviation of each result for noise of 1
	trial   int         // which of them tells the noise
	scale   float64     // from its median residual to the standard deviation of the noise
	recent  *RunningMedian
	every   int // samples from one residual to the next
	sigma   float64
	line    []float64 // the samples of the longest window, twice over
	have    []bool
	at      int
	in, out int
	last    float64
	begun   bool
}

// NewSmoother returns a smoother for leads at rate Hz. The error is *[DesignError] around
// ErrRate, ErrWindow or ErrBand.
func NewSmoother(rate float64, opts SmootherOptions) (*Smoother, error) {
	const kind = "smoother"
	longest, gamma := orDefault(opts.Longest, defaultSmootherLongest), orDefault(opts.Gamma, defaultSmootherGamma)
	if err := checkWindow(kind, longest, rate); err != nil {
		return nil, err
	}
	if !(gamma > 0) || !dsp.Finite(gamma) {
		return nil, &DesignError{kind, gamma, rate, ErrBand}
	}
	s := &Smoother{gamma: gamma}
	limit := max(2, int(longest*rate/2))
	trial := max(2, int(smootherTrial*rate/2+0.5))
	for half := 2; half <= limit; half = max(half+1, int(float64(half)*smootherGrowth)) {
		f, err := NewSavGol(2*half+1, smootherOrder, 0)
		if err != nil {
			return nil, err
		}
		w := f.Weights()
		s.weights = append(s.weights, w)
		s.noise = append(s.noise, math.Sqrt(dsp.Dot(w, w)))
		if half <= trial {
			s.trial = len(s.weights) - 1
		}
	}
	// The residual of white noise has the variance 1 - (middle weight).
	w := s.weights[s.trial]
	s.scale = 1 / (normalMAD * math.Sqrt(1-w[len(w)/2]))
	s.every = max(1, int(smootherEvery*rate))
	s.recent = NewRunningMedian(max(1, int(smootherMemory*rate)/s.every))
	n := len(s.weights[len(s.weights)-1])
	s.line, s.have = make([]float64, 2*n), make([]bool, n)
	s.Reset()
	return s, nil
}

// Reset forgets the lead.
func (s *Smoother) Reset() {
	s.at, s.in, s.out, s.last, s.begun = 0, 0, 0, 0, false
	clear(s.line)
	s.recent.Reset()
}

// Delay implements [Stream].
func (s *Smoother) Delay() int { return len(s.have) / 2 }

// Push implements [Stream].
func (s *Smoother) Push(dst, x []float64) []float64 {
	for _, v := range x {
		ok := dsp.Present(v)
		if ok {
			if !s.begun { // what was missing before repeats the first sample
				s.begun = true
				fill(s.line, v)
			}
			s.last = v
		}
		dst = s.step(dst, s.last, ok)
	}
	return dst
}

// step takes a sample, or what bridges a missing one, and appends the result that lies
// half the longest window behind.
func (s *Smoother) step(dst []float64, v float64, ok bool) []float64 {
	n := len(s.have)
	half := n / 2
	s.line[s.at], s.line[s.at+n] = v, v
	s.have[s.at] = ok
	s.at++
	if s.at == n {
		s.at = 0
	}
	s.in++
	if s.in <= half {
		return dst
	}
	s.out++
	window := s.line[s.at : s.at+n] // oldest first
	i := s.at + half
	if i >= n {
		i -= n
	}
	if !s.have[i] {
		return append(dst, missing)
	}
	return append(dst, s.choose(window))
}

// choose returns the fit of the middle of window.
func (s *Smoother) choose(window []float64) float64 {
	mid := len(window) / 2
	x := window[mid]
	if s.out%s.every == 1 || s.every == 1 || s.recent.n == 0 {
		w := s.weights[s.trial]
		h := len(w) / 2
		s.sigma = s.scale * s.recent.Push(math.Abs(x-dsp.Dot(w, window[mid-h:mid+h+1])))
	}
	reach := s.gamma * s.sigma
	lo, hi, best := x-reach, x+reach, x
	for k, w := range s.weights {
		h := len(w) / 2
		y := dsp.Dot(w, window[mid-h:mid+h+1])
		d := reach * s.noise[k]
		lo, hi = math.Max(lo, y-d), math.Min(hi, y+d)
		if lo > hi {
			break
		}
		best = y
	}
	return best
}

// Flush implements [Stream]: the last sample goes on.
func (s *Smoother) Flush(dst []float64) []float64 {
	for n := s.in; s.out < n; {
		dst = s.step(dst, s.last, false)
	}
	s.Reset()
	return dst
}

// Remove implements [Remover]. It drops what was pushed before.
func (s *Smoother) Remove(dst, src []float64) []float64 {
	s.Reset()
	return removeAll(s, dst, src)
}
