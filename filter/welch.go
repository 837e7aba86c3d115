package filter

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"

	"github.com/goecg/goecg/internal/dsp"
)

// Window is a taper of a spectral estimate.
type Window byte

const (
	Hann    Window = iota // 0.5 - 0.5 cos
	Hamming               // 0.54 - 0.46 cos
	Boxcar                // none
)

// WelchOptions tunes a [Welch]; the zero value is the published default.
type WelchOptions struct {
	Window Window `json:"window,omitempty"`
	// Overlap is the number of samples two segments share; 0 means half a segment, a
	// negative value none.
	Overlap int `json:"overlap,omitempty"`
}

// Welch estimates power spectral densities by averaging windowed segments (P. D.
// Welch, IEEE Trans. Audio Electroacoust. AU-15:70-73, 1967), each freed of its mean;
// windows are periodic. It equals scipy.signal.welch with its defaults. Segments of a
// length with large prime factors are slow.
type Welch struct {
	n, step int
	window  []float64
	scale   float64
	fft     *fourier.FFT
	seg     []float64
	coeff   []complex128
}

// NewWelch returns an estimator over segments of n samples at rate Hz. Errors are
// *[DesignError] around ErrRate or ErrSegment.
func NewWelch(n int, rate float64, opts WelchOptions) (*Welch, error) {
	const kind = "welch"
	if err := checkRate(kind, rate); err != nil {
		return nil, err
	}
	overlap := opts.Overlap
	if overlap == 0 {
		overlap = n / 2
	}
	overlap = max(overlap, 0)
	if n < 2 || overlap >= n || opts.Window > Boxcar {
		return nil, &DesignError{kind, float64(n), rate, ErrSegment}
	}
	w := &Welch{n: n, step: n - overlap, window: make([]float64, n), fft: fourier.NewFFT(n),
		seg: make([]float64, n), coeff: make([]complex128, n/2+1)}
	power := 0.0
	for i := range w.window {
		c := math.Cos(2 * math.Pi * float64(i) / float64(n))
		w.window[i] = [...]float64{0.5 - 0.5*c, 0.54 - 0.46*c, 1}[opts.Window]
		power += w.window[i] * w.window[i]
	}
	w.scale = 1 / (rate * power)
	return w, nil
}

// Len returns the number of frequencies, n/2+1.
func (w *Welch) Len() int { return w.n/2 + 1 }

// Density writes the one-sided power spectral density of x, in its unit squared per
// hertz, to dst and returns dst: dst[k] belongs to k*rate/n Hz. nil allocates; another
// length than Len panics. Segments that miss samples are left out; without any whole
// segment the density is NaN.
func (w *Welch) Density(dst, x []float64) []float64 {
	dst = destination(dst, w.Len())
	clear(dst)
	segments := 0.0
	for at := 0; at+w.n <= len(x); at += w.step {
		mean := total(x[at:at+w.n]) / float64(w.n)
		if !dsp.Present(mean) {
			continue
		}
		for i, v := range x[at : at+w.n] {
			w.seg[i] = (v - mean) * w.window[i]
		}
		w.coeff = w.fft.Coefficients(w.coeff, w.seg)
		for k, c := range w.coeff {
			dst[k] += real(c)*real(c) + imag(c)*imag(c)
		}
		segments++
	}
	for k := range dst {
		dst[k] *= w.scale / segments
		if k > 0 && (k < w.n/2 || w.n%2 == 1) {
			dst[k] *= 2
		}
	}
	if segments == 0 {
		fill(dst, missing)
	}
	return dst
}
