package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// EdgeMode says what a resampler assumes beyond the ends of a lead.
type EdgeMode byte

const (
	// EdgeZero assumes zero, as SciPy's resample_poly does.
	EdgeZero EdgeMode = iota
	// EdgeHold repeats the end samples: right for leads with an offset.
	EdgeHold
)

// ResampleOptions tunes a [Resampler]; the zero value is the published default.
type ResampleOptions struct {
	Edge EdgeMode `json:"edge,omitempty"`
}

// Constants of the resampling kernel, those of SciPy's resample_poly.
const (
	resampleHalf   = 10  // half length of the kernel in samples of the slower side
	resampleBeta   = 5.0 // Kaiser window
	maxRatioTerm   = 4096
	ratioTolerance = 1e-9
	freePhases     = 1024 // table phases when the ratio is not rational
)

// Resampler changes the sampling rate of a lead from any rate to any other. Output
// sample m lies at input position m*from/to: sample 0 stays sample 0 and nothing is
// delayed. The kernel is a Kaiser-windowed sinc that also removes what the lower
// rate cannot hold. A ratio of small whole numbers gives exactly the polyphase rule
// of SciPy's resample_poly; any other ratio interpolates in a table of the same
// kernel (error below 1e-6 of the amplitude).
type Resampler struct {
	from, to float64
	opts     ResampleOptions
	up, down int
	taps     int         // taps of a phase
	bank     [][]float64 // phase -> taps, in order of rising input index
	first    []int       // phase -> input index of tap 0 relative to the base sample
	step     float64     // input samples an output sample, when the ratio is free
	buf      []float64
}

// NewResampler returns a resampler between two rates in Hz.
// The error is *[DesignError] around ErrRate.
func NewResampler(from, to float64, opts ResampleOptions) (*Resampler, error) {
	r := &Resampler{}
	if err := r.Reset(from, to, opts); err != nil {
		return nil, err
	}
	return r, nil
}

// Reset prepares r for other rates; with the same rates and options it does nothing.
func (r *Resampler) Reset(from, to float64, opts ResampleOptions) error {
	if r.from == from && r.to == to && r.opts == opts && r.from > 0 {
		return nil
	}
	for _, f := range [...]float64{from, to} {
		if err := checkRate("resampler", f); err != nil {
			return err
		}
	}
	ratio := to / from
	if !(ratio < maxRatioTerm && ratio > 1.0/maxRatioTerm) {
		return &DesignError{"resampler", to, from, ErrRate}
	}
	r.from, r.to, r.opts = from, to, opts
	up, down, exact := rational(ratio)
	r.up, r.down, r.step, r.taps = up, down, 0, 0
	if !exact {
		// Table phases stand for fractions of an input sample; a kernel stretched for a
		// lower rate needs fewer of them.
		r.up = max(2, int(math.Ceil(freePhases*math.Min(1, ratio))))
		r.down, r.step = 0, from/to
	}
	r.design(ratio, exact)
	return nil
}

// rational returns p/q equal to x within ratioTolerance with both terms at most
// maxRatioTerm, by continued fractions, and whether there is one.
func rational(x float64) (p, q int, exact bool) {
	p0, q0, p1, q1 := 0.0, 1.0, 1.0, 0.0
	v := x
	for range 32 {
		a := math.Floor(v)
		p0, p1 = p1, a*p1+p0
		q0, q1 = q1, a*q1+q0
		if p1 > maxRatioTerm || q1 > maxRatioTerm {
			return 0, 0, false
		}
		if math.Abs(p1/q1-x) <= ratioTolerance*x {
			return int(p1), int(q1), true
		}
		v = 1 / (v - a)
	}
	return 0, 0, false
}

// design builds the bank. Tap j of phase p belongs to the input sample at
// first[p]+j relative to the base sample floor(m*down/up).
func (r *Resampler) design(ratio float64, exact bool) {
	m := float64(max(r.up, r.down))
	if !exact {
		m = float64(r.up) * math.Max(1, 1/ratio)
	}
	half := int(resampleHalf * m)
	h := make([]float64, 2*half+1)
	sum := 0.0
	for i := range h {
		t := float64(i - half)
		u := t / float64(half)
		w := besselI0(resampleBeta*math.Sqrt(math.Max(0, 1-u*u))) / besselI0(resampleBeta)
		h[i] = sinc(t/m) * w
		sum += h[i]
	}
	for i := range h {
		h[i] *= float64(r.up) / sum
	}
	phases := r.up
	if !exact {
		phases++ // the next whole sample, so that interpolation needs no wrap
	}
	r.bank = make([][]float64, phases)
	r.first = make([]int, phases)
	for p := range r.bank {
		// The kernel index of input sample base+k is half + p - k*up.
		kmin := -floorDiv(half-p, r.up)
		kmax := floorDiv(half+p, r.up)
		if !exact {
			kmin, kmax = -half/r.up, half/r.up+1
		}
		taps := make([]float64, kmax-kmin+1)
		for k := kmin; k <= kmax; k++ {
			if i := half + p - k*r.up; i >= 0 && i < len(h) {
				taps[k-kmin] = h[i]
			}
		}
		r.bank[p], r.first[p] = taps, kmin
		r.taps = max(r.taps, len(taps))
	}
}

// Len returns the number of output samples for n input samples, ceil(n*to/from).
func (r *Resampler) Len(n int) int {
	if r.step == 0 {
		return int((int64(n)*int64(r.up) + int64(r.down) - 1) / int64(r.down))
	}
	return int(math.Ceil(float64(n)*r.to/r.from - ratioTolerance))
}

// Resample writes src at the new rate to dst and returns dst. dst must have Len
// samples and not overlap src; nil allocates. An output sample is NaN when the
// input sample nearest to it is missing; gaps are bridged by a line for the rest.
func (r *Resampler) Resample(dst, src []float64) []float64 {
	dst = destination(dst, r.Len(len(src)))
	if len(src) == 0 {
		return dst
	}
	// Padding on both sides frees the inner loop of bounds.
	pad := r.taps + 1
	r.buf = dsp.Resize(r.buf, len(src)+2*pad)
	mid := r.buf[pad : pad+len(src)]
	copy(mid, src)
	gaps := bridge(mid)
	var lo, hi float64
	if r.opts.Edge == EdgeHold {
		lo, hi = mid[0], mid[len(mid)-1]
	}
	fill(r.buf[:pad], lo)
	fill(r.buf[pad+len(src):], hi)
	if r.step == 0 {
		r.exact(dst, pad)
	} else {
		r.free(dst, pad)
	}
	if gaps > 0 {
		perOut := r.from / r.to
		for i := range dst {
			if k := min(int(float64(i)*perOut+0.5), len(src)-1); !dsp.Present(src[k]) {
				dst[i] = missing
			}
		}
	}
	return dst
}

func (r *Resampler) exact(dst []float64, pad int) {
	whole, part := r.down/r.up, r.down%r.up
	base, phase := pad, 0
	for i := range dst {
		taps := r.bank[phase]
		dst[i] = dsp.Dot(taps, r.buf[base+r.first[phase]:])
		base += whole
		if phase += part; phase >= r.up {
			phase -= r.up
			base++
		}
	}
}

func (r *Resampler) free(dst []float64, pad int) {
	for i := range dst {
		pos := float64(i) * r.step
		whole := math.Floor(pos)
		t := (pos - whole) * float64(r.up)
		p := min(int(t), r.up-1)
		x := r.buf[pad+int(whole)+r.first[p]:]
		a, b := dsp.Dot(r.bank[p], x), dsp.Dot(r.bank[p+1], x)
		dst[i] = a + (t-float64(p))*(b-a)
	}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// besselI0 is the modified Bessel function of order zero by its power series.
func besselI0(x float64) float64 {
	sum, term, q := 1.0, 1.0, x*x/4
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= q / (k * k)
		sum += term
	}
	return sum
}
