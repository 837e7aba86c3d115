package filter

import (
	"errors"
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// ErrPolynomial says that a polynomial cannot be fitted to a window, or has no such
// derivative.
var ErrPolynomial = errors.New("the window must be odd and longer than the order, the derivative not above it")

// maxPolynomial bounds the order of a local polynomial; the normal equations of higher
// ones lose their precision.
const maxPolynomial = 10

// SavGol fits a polynomial to every window of a lead and takes its value, or its
// derivative, in the middle (A. Savitzky, M. J. E. Golay, Anal. Chem. 36:1627-1639,
// 1964). Near the ends the polynomial of the outermost window is evaluated off its
// middle, as SciPy's savgol_filter does by default.
type SavGol struct {
	half       int
	derivative int
	weights    []float64    // of the middle of a window
	basis      []polynomial // orthonormal on a window
	buf        []float64
	gaps       gapList
}

// NewSavGol returns a filter of the given window, in samples, order and derivative; the
// derivative is per sample to its power (multiply by the rate to its power for seconds).
// The error is *[DesignError] around ErrPolynomial.
func NewSavGol(window, order, derivative int) (*SavGol, error) {
	if window%2 == 0 || window < 1 || window > maxWindow || order < 0 || order >= window || order > maxPolynomial || derivative < 0 || derivative > order {
		return nil, &DesignError{"Savitzky-Golay", float64(window), 0, ErrPolynomial}
	}
	s := &SavGol{half: window / 2, derivative: derivative, weights: make([]float64, window), basis: legendre(window, order)}
	for _, p := range s.basis {
		d := s.slope(p, s.half)
		for i := range s.weights {
			s.weights[i] += d * p.at[i]
		}
	}
	return s, nil
}

// slope is the derivative of p at a place of the window.
func (s *SavGol) slope(p polynomial, place int) float64 {
	unit := math.Max(float64(s.half), 1)
	return p.derivative(float64(place-s.half)/unit, s.derivative) / math.Pow(unit, float64(s.derivative))
}

// Weights returns the weights of the middle of a window, oldest sample first. The slice
// must not be changed.
func (s *SavGol) Weights() []float64 { return s.weights }

// Apply writes the filtered lead src to dst and returns it; dst may be src, nil allocates.
// Gaps are bridged for the filter and are NaN in the result. A lead shorter than the
// window is copied.
func (s *SavGol) Apply(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	n, w := len(src), len(s.weights)
	s.buf = dsp.Resize(s.buf, n)
	s.gaps = s.gaps[:0]
	gaps := s.gaps.bridge(s.buf, src)
	if n < w {
		copy(dst, s.buf)
	} else {
		for i := s.half; i < n-s.half; i++ {
			dst[i] = dsp.Dot(s.weights, s.buf[i-s.half:i+s.half+1])
		}
		s.end(dst[:s.half], s.buf[:w], 0)
		s.end(dst[n-s.half:], s.buf[n-w:], w-s.half)
	}
	s.gaps.restore(dst, gaps)
	return dst
}

// end evaluates the polynomial of window at the places from the given one on.
func (s *SavGol) end(dst, window []float64, from int) {
	clear(dst)
	for _, p := range s.basis {
		c := dsp.Dot(p.at, window)
		for i := range dst {
			dst[i] += c * s.slope(p, from+i)
		}
	}
}

// polynomial is an orthonormal polynomial on the places of a window, whose coordinate
// runs from -1 to 1.
type polynomial struct {
	c  []float64 // coefficients by rising power
	at []float64 // values
}

// legendre makes the orthonormal polynomials up to the order (Gram-Schmidt, twice).
func legendre(window, order int) []polynomial {
	half := window / 2
	var out []polynomial
	for k := range order + 1 {
		p := polynomial{make([]float64, k+1), make([]float64, window)}
		p.c[k] = 1
		for i := range p.at {
			p.at[i] = math.Pow(float64(i-half)/math.Max(float64(half), 1), float64(k))
		}
		for range 2 {
			for _, q := range out {
				d := dsp.Dot(p.at, q.at)
				for i := range p.at {
					p.at[i] -= d * q.at[i]
				}
				for j, c := range q.c {
					p.c[j] -= d * c
				}
			}
		}
		norm := 1 / math.Sqrt(dsp.Dot(p.at, p.at))
		for i := range p.at {
			p.at[i] *= norm
		}
		for j := range p.c {
			p.c[j] *= norm
		}
		out = append(out, p)
	}
	return out
}

func (p polynomial) derivative(x float64, d int) (sum float64) {
	for k := len(p.c) - 1; k >= d; k-- {
		f := p.c[k]
		for j := range d {
			f *= float64(k - j)
		}
		sum = sum*x + f
	}
	return sum
}
