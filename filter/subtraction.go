package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Defaults of the subtraction procedure.
const (
	// Largest bend of the mean over one period that still counts as linear, in uV: the
	// mean of a T wave of 300 uV bends by about 12 over a period, a QRS by hundreds.
	defaultSubtractionBend = 30.0
	subtractionTrack       = 0.1 // s, blocks of the frequency estimate
	subtractionGain        = 0.2 // share of a new estimate
	subtractionPull        = 1.0 // Hz, the frequency may leave the nominal one by this
	subtractionReach       = 0.4 // s, over which the phase still tells 1 Hz apart
)

// SubtractionOptions tunes a [Subtraction].
type SubtractionOptions struct {
	Frequency float64 `json:"frequency_hz,omitempty"` // of the line; 0 means 50
	// Bend is the linearity threshold in the unit of the lead; 0 means 30 (microvolts).
	Bend float64 `json:"bend_uv,omitempty"`
	// Fixed keeps the frequency as given instead of following it within 1 Hz.
	Fixed bool `json:"fixed,omitempty"`
}

// Subtraction is the subtraction procedure of C. Levkov, G. Mihov, R. Ivanov, I. Daskalov,
// I. Christov, I. Dotsinsky, "Removal of power-line interference from the ECG: a review of
// the subtraction procedure", BioMed. Eng. OnLine 4:50, 2005: in stretches where the lead
// is nearly linear, the mean over one period of the line is the lead and the rest is the
// line; elsewhere, in the QRS complex above all, the line of the period before goes on.
// Nothing rings, and QRS complexes keep every sample but for the line itself; linear
// stretches are smoothed by one period on the way.
//
// The period need not be a multiple of the sampling interval: the mean has fractional
// ends and what it lets through of the line is divided out; the continuation combines two
// samples so that any frequency is exact. The frequency is followed within 1 Hz by the
// phase between linear stretches of 0.1 s. Until the first linear stretch the lead is
// left as it is; Remove goes back for it.
//
// Delay: three half periods, 30 ms at 50 Hz.
type Subtraction struct {
	rate, nominal float64
	bend          float64
	fixed         bool

	half   int     // samples to each side of the mean
	end    float64 // weight of the outermost samples of the mean
	period float64 // samples
	lag    int
	hz     float64 // frequency in use
	a, b   float64 // the continuation: a*line[i-lag] + b*line[i-lag-1]
	leak   float64 // gain of the mean at the line

	n     int       // samples read
	out   int       // samples returned
	x     []float64 // rings of the last samples ...
	mean  []float64 // ... of their means
	curve []float64 // ... the bends of these
	line  []float64 // ... and of the line
	mask  int
	last  float64 // last good sample
	bad   int     // index after the last missing sample

	known int // first sample whose line was measured, -1 none

	// The frequency estimate.
	turn      complex128 // of the nominal frequency, per sample
	phase     complex128
	sum, prev complex128
	count     int
	block     int
	spoilt    bool // the block is not all linear
	ago       int  // samples since prev was measured
	ahead     []float64
}

// NewSubtraction returns a filter for leads at rate Hz. The error is *[DesignError]
// around ErrRate or ErrCorner; the rate must be more than four times the frequency.
func NewSubtraction(rate float64, opts SubtractionOptions) (*Subtraction, error) {
	const kind = "subtraction"
	f := orDefault(opts.Frequency, defaultLine)
	if err := checkCorner(kind, 2*f, rate); err != nil {
		return nil, err
	}
	bend := orDefault(opts.Bend, defaultSubtractionBend)
	if !(bend > 0) {
		return nil, &DesignError{kind, bend, rate, ErrBand}
	}
	if err := checkWindow(kind, 1/f, rate); err != nil {
		return nil, err
	}
	s := &Subtraction{rate: rate, nominal: f, bend: bend, fixed: opts.Fixed}
	s.period = rate / f
	// The box of one period covers half+1/2 samples to each side, the last in part.
	s.half = max(1, int(math.Ceil(s.period/2-0.5)))
	s.end = s.period/2 - (float64(s.half) - 0.5)
	s.lag = max(1, int(math.Round(s.period)))
	s.block = max(s.lag, int(subtractionTrack*rate))
	size := 1
	for size < 4*s.half+2*s.lag+4 {
		size *= 2
	}
	s.mask = size - 1
	s.x, s.mean, s.curve, s.line = make([]float64, size), make([]float64, size), make([]float64, size), make([]float64, size)
	w, c := math.Sincos(-2 * math.Pi * f / rate)
	s.turn = complex(c, w)
	s.Reset()
	return s, nil
}

// Reset forgets the lead and the frequency.
func (s *Subtraction) Reset() {
	s.n, s.out, s.last, s.bad, s.known = 0, 0, 0, 0, -1
	clear(s.line)
	s.phase, s.sum, s.prev, s.count, s.ago, s.spoilt = 1, 0, 0, 0, 0, false
	s.tune(s.nominal)
}

// tune sets the frequency in use.
func (s *Subtraction) tune(hz float64) {
	s.hz = hz
	w := 2 * math.Pi * hz / s.rate
	sin, cos := math.Sincos(w)
	sinL, cosL := math.Sincos(w * float64(s.lag))
	s.b = -sinL / sin
	s.a = cosL + sinL*cos/sin
	s.leak = 1.0
	for k := 1; k < s.half; k++ {
		s.leak += 2 * math.Cos(w*float64(k))
	}
	s.leak = (s.leak + 2*s.end*math.Cos(w*float64(s.half))) / s.period
}

// Frequency returns the frequency in use, in Hz.
func (s *Subtraction) Frequency() float64 { return s.hz }

// Delay implements [Stream].
func (s *Subtraction) Delay() int { return 3 * s.half }

// Push implements [Stream].
func (s *Subtraction) Push(dst, x []float64) []float64 {
	for _, v := range x {
		if dsp.Present(v) {
			if s.n == 0 {
				s.prime(v)
			}
			s.last = v
			s.x[s.n&s.mask] = v
		} else {
			s.x[s.n&s.mask] = missing
			s.bad = s.n + 1
		}
		dst = s.step(dst, s.bad)
	}
	return dst
}

// prime fills the past of the rings.
func (s *Subtraction) prime(v float64) {
	for i := range s.x {
		s.x[i], s.mean[i], s.curve[i] = v, v, math.Inf(1)
	}
}

// step goes on by the sample just stored. bad is the index after the last sample that
// tells nothing.
func (s *Subtraction) step(dst []float64, bad int) []float64 {
	m, h := s.mask, s.half
	i := s.n
	s.n++
	if j := i - h; j >= 0 { // the mean around j
		if j < h || bad > j-h {
			s.mean[j&m] = missing
		} else {
			sum := s.end * (s.x[(j-h)&m] + s.x[i&m])
			for k := j - h + 1; k < i; k++ {
				sum += s.x[k&m]
			}
			s.mean[j&m] = sum / s.period
		}
	}
	if j := i - 2*h; j >= 0 {
		d := s.mean[(j-h)&m] - 2*s.mean[j&m] + s.mean[(j+h)&m]
		if j < 2*h || math.IsNaN(d) {
			d = math.Inf(1)
		}
		s.curve[j&m] = math.Abs(d)
	}
	if j := i - 3*h; j >= 0 {
		dst = append(dst, s.finish(j))
		s.out++
	}
	return dst
}

// finish returns sample j without the line.
func (s *Subtraction) finish(j int) float64 {
	m, h := s.mask, s.half
	worst := 0.0
	for k := j - h; k <= j+h; k++ {
		if c := s.curve[k&m]; !(c <= worst) {
			worst = c
		}
	}
	x := s.x[j&m]
	linear := worst <= s.bend && j >= h
	if linear {
		if s.known < 0 {
			s.known = j
		}
		s.line[j&m] = (x - s.mean[j&m]) / (1 - s.leak)
	} else {
		s.line[j&m] = s.a*s.line[(j-s.lag)&m] + s.b*s.line[(j-s.lag-1)&m]
	}
	if !s.fixed {
		s.follow(s.line[j&m], linear)
	}
	return x - s.line[j&m]
}

// follow turns the line of linear blocks back at the nominal frequency and takes the
// frequency from the phase that is gained from one to the next.
func (s *Subtraction) follow(line float64, linear bool) {
	s.spoilt = s.spoilt || !linear
	s.sum += complex(line, 0) * s.phase
	s.phase *= s.turn
	s.count++
	s.ago++
	if s.count < s.block {
		return
	}
	z, spoilt := s.sum, s.spoilt
	s.sum, s.count, s.spoilt = 0, 0, false
	norm := math.Hypot(real(s.phase), imag(s.phase))
	s.phase = complex(real(s.phase)/norm, imag(s.phase)/norm)
	if spoilt {
		return
	}
	p, ago := s.prev, float64(s.ago)
	s.prev, s.ago = z, 0
	d := z * complex(real(p), -imag(p))
	if d == 0 || ago > subtractionReach*s.rate {
		return
	}
	off := math.Atan2(imag(d), real(d)) / (2 * math.Pi * ago) * s.rate
	if hz := s.hz + subtractionGain*(s.nominal+off-s.hz); math.Abs(hz-s.nominal) <= subtractionPull {
		s.tune(hz)
	}
}

// Flush implements [Stream]. The end of the lead has no mean: its line goes on.
func (s *Subtraction) Flush(dst []float64) []float64 {
	n := s.n
	for s.out < n {
		s.x[s.n&s.mask] = missing
		dst = s.step(dst, s.n+1)
	}
	s.Reset()
	return dst
}

// Remove implements [Remover]. The samples before the first linear stretch get the line
// continued backwards from it.
func (s *Subtraction) Remove(dst, src []float64) []float64 {
	s.Reset()
	dst = destination(dst, len(src))
	out, at := dst[:0], 0
	for ; at < len(src) && (s.known < 0 || s.out < s.known+s.lag+2); at++ {
		out = s.Push(out, src[at:at+1])
	}
	if s.known > 0 && s.out >= s.known+s.lag+2 {
		s.back(dst[:s.known])
	}
	out = s.Flush(s.Push(out, src[at:]))
	return out[:len(src)]
}

// back continues the line backwards from the first sample it is known of.
func (s *Subtraction) back(x []float64) {
	// The rings are too short for a long way back; one period and a sample suffice.
	for k := range s.lag + 2 {
		s.ahead = append(s.ahead[:k], s.line[(len(x)+k)&s.mask])
	}
	for i := len(x) - 1; i >= 0; i-- {
		v := s.a*s.ahead[s.lag-1] + s.b*s.ahead[s.lag]
		copy(s.ahead[1:], s.ahead)
		s.ahead[0] = v
		x[i] -= v
	}
}
