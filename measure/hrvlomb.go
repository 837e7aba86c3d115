package measure

import (
	"math"
	"math/bits"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

const (
	// lombDirect is up to how many products of values and frequencies the sums are taken one by one.
	lombDirect = 1 << 20
	// lombSpread is on how many grid points a value is laid where the sums are taken by a Fourier transform, and lombGrid how much
	// finer than the greatest frequency the grid is: together they leave an error below 1e-6 of the largest density.
	lombSpread = 10
	lombGrid   = 16
	// lombPeakHz is the width of the means in which a peak is looked for: the resolution of five minutes.
	lombPeakHz = 1.0 / 300
	// lombSparse is the mean distance of NN intervals in s beyond which most of the series is gaps; it bounds the frequencies.
	lombSparse = 10
)

// lombWork is the scratch of the periodogram.
type lombWork struct {
	t, x    []float64
	density []float64
	turn    []complex128 // of each value, per frequency
	phase   []complex128
	fft     *fourier.FFT
	value   []float64 // the grids of values and of ones
	one     []float64
	cv, co  []complex128
	spread  [lombSpread]float64 // denominators of the interpolation
}

// LombScargle writes the one-sided power spectral density of the values x at the times t, in s, to dst and returns it: dst[k]
// belongs to (k+1)*df Hz, in the unit of x squared per hertz. x should have mean 0. With P the periodogram of Lomb (1976) and
// Scargle (1982), it is 2 P times the mean distance of the values: a sinusoid of amplitude a at a multiple of df adds a²/2 to the
// sum times df, where df is one over the number of values times their mean distance. dst says how
// many frequencies there are. Above a million products of values and frequencies, the sums are taken by a Fourier transform of the
// values laid on a grid (W. H. Press, G. B. Rybicki, Astrophys. J. 338:277-280, 1989). It panics when t and x differ in length.
func LombScargle(dst, t, x []float64, df float64) []float64 {
	return new(lombWork).compute(dst, t, x, df)
}

func (w *lombWork) compute(dst, t, x []float64, df float64) []float64 {
	if len(t) != len(x) {
		panic("measure: LombScargle: times and values differ in number")
	}
	if len(x) < 2 {
		for k := range dst {
			dst[k] = math.NaN()
		}
		return dst
	}
	dt := (t[len(t)-1] - t[0]) / float64(len(t)-1)
	if len(x)*len(dst) <= lombDirect {
		w.direct(dst, t, x, df)
	} else {
		w.fast(dst, t, x, df)
	}
	for k := range dst {
		dst[k] *= 2 * dt
	}
	return dst
}

// periodogram is P from the sums of x exp(iwt) and exp(2iwt) over n values.
func periodogram(n float64, xs, ws complex128) float64 {
	// The axes turn by half the phase of the second sum, so that cosine and sine are orthogonal.
	turn := cmplx.Rect(1, -cmplx.Phase(ws)/2)
	v := xs * turn
	r := cmplx.Abs(ws)
	c, s := (n+r)/2, (n-r)/2
	p := real(v) * real(v) / c
	if s > 1e-9*n { // at the Nyquist frequency of even times there is no sine
		p += imag(v) * imag(v) / s
	}
	return p / 2
}

func (w *lombWork) direct(dst, t, x []float64, df float64) {
	w.turn, w.phase = resize(w.turn, len(t)), resize(w.phase, len(t))
	for j := range t {
		w.turn[j] = cmplx.Rect(1, 2*math.Pi*df*(t[j]-t[0]))
		w.phase[j] = 1
	}
	for k := range dst {
		var xs, ws complex128
		for j, v := range x {
			z := w.phase[j] * w.turn[j]
			w.phase[j] = z
			xs += complex(v*real(z), v*imag(z))
			ws += z * z
		}
		dst[k] = periodogram(float64(len(x)), xs, ws)
	}
}

func (w *lombWork) fast(dst, t, x []float64, df float64) {
	n := 1 << bits.Len(uint(lombGrid*len(dst)-1))
	if len(w.value) != n {
		w.value, w.one = make([]float64, n), make([]float64, n)
		w.fft = fourier.NewFFT(n)
		w.cv, w.co = make([]complex128, n/2+1), make([]complex128, n/2+1)
	}
	clear(w.value)
	clear(w.one)
	for i := range w.spread {
		d := 1.0
		for j := range lombSpread {
			if j != i {
				d *= float64(i - j)
			}
		}
		w.spread[i] = 1 / d
	}
	for j, v := range x {
		turns := df * (t[j] - t[0])
		w.lay(w.value, turns, v)
		w.lay(w.one, turns, 1)
	}
	w.cv = w.fft.Coefficients(w.cv, w.value)
	w.co = w.fft.Coefficients(w.co, w.one)
	for k := range dst {
		// The transform has the other sign in its exponent.
		dst[k] = periodogram(float64(len(x)), cmplx.Conj(w.cv[k+1]), cmplx.Conj(w.co[2*(k+1)]))
	}
}

// lay spreads v at a place given in turns over the grid, so that a smooth function on the grid has the same sum with it as at the
// place: by the weights of Lagrange interpolation, taken the other way round.
func (w *lombWork) lay(grid []float64, turns, v float64) {
	n := len(grid)
	at := (turns - math.Floor(turns)) * float64(n)
	first := int(math.Floor(at)) - lombSpread/2 + 1
	product := 1.0
	for i := range lombSpread {
		d := at - float64(first+i)
		if d == 0 {
			grid[(first+i+n)%n] += v
			return
		}
		product *= d
	}
	for i := range lombSpread {
		grid[(first+i+n)%n] += v * product * w.spread[i] / (at - float64(first+i))
	}
}

// lombBands writes the spectrum of the NN intervals at their times.
func (h *HRV) lombBands(dst *HRVReport) {
	nn, w := &h.nn, &h.lomb
	n := len(nn.rr)
	seconds := nn.seconds()
	if !enough(seconds, hfSeconds) {
		dst.missBands(lombNames, &dst.Lomb, seconds, nn.span())
		return
	}
	w.x, w.t = append(w.x[:0], nn.rr...), append(w.t[:0], nn.t...)
	level(w.t, w.x, !h.opt.KeepTrend)
	dt := (w.t[n-1] - w.t[0]) / float64(n-1)
	if !(dt > 0 && dt <= lombSparse) {
		dst.missBands(lombNames, &dst.Lomb, 0, nn.span())
		return
	}
	df := 1 / (float64(n) * dt)
	nyquist := (n - 1) / 2
	w.density = resize(w.density, max(nyquist, int(math.Ceil(h.opt.HFTo/df))))
	w.compute(w.density, w.t, w.x, df)
	// The densities up to half the mean rate of beats hold the variance; uneven times and gaps make them a little more or less.
	variance, sum := 0.0, 0.0
	for _, v := range w.x {
		variance += v * v / float64(n)
	}
	for _, v := range w.density[:nyquist] {
		sum += v * df
	}
	if sum > 0 {
		for k := range w.density {
			w.density[k] *= variance / sum
		}
	}
	dst.Lomb.Segments = 1
	dst.Lomb.fill(w.density, 1, 1/df, h.opt.HFTo, max(1, int(math.Round(lombPeakHz/df))))
	dst.missBands(lombNames, &dst.Lomb, seconds, nn.span())
}
