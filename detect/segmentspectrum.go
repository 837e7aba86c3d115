package detect

import (
	"math"

	"github.com/goecg/goecg/filter"
	"gonum.org/v1/gonum/dsp/fourier"
)

// Constants of the spectral measures.
const (
	spectrumRate = 50.0 // Hz, the least rate that the spectrum is taken at; there is nothing above 25 Hz
	spectrumSize = 512  // points, zeros behind the window: bins of about 0.1 Hz
	spectrumLow  = 0.5  // Hz
	dominantSpan = 1.0  // Hz to both sides of the dominant frequency
	highFrom     = 12.0 // Hz

	// As Barro et al. do: amplitudes below 5 % of the largest count as none, and nothing above 20 times its frequency counts.
	spectrumFloor = 0.05
	momentSpan    = 20.0

	// Lags: the slowest wave of flutter, and beats of 40 a minute.
	longestWave = 0.42 // s
	longestBeat = 1.50 // s

	hammingMean, hammingSwing = 0.54, 0.46

	// The band in which count2 looks for QRS complexes; Jekova and Krasteva use 13 to 16.5 Hz at 250 Hz sampling.
	count2Low  = 12.0 // Hz
	count2High = 20.0 // Hz
)

// spectrum is what the spectrum of a window says.
type spectrum struct {
	hz     float64 // dominant frequency
	moment float64 // first moment over hz
	narrow float64 // share of power near hz
	high   float64 // share of power from highFrom on
}

func (m *spectrum) within(moment, narrow, high float64) bool {
	return m.moment < moment && m.narrow > narrow && m.high < high
}

// segmentSpectrum holds the tables and the scratch memory of the measures that only candidates need.
type segmentSpectrum struct {
	step    int     // averaged samples to one of the spectrum
	binHz   float64 // between points of the spectrum
	taper   []float64
	fft     *fourier.FFT
	in      []float64
	out     []complex128
	size    []float64
	band    []float64
	thin    []float64
	cascade filter.Cascade
}

func (s *segmentSpectrum) reset(rate float64, window int) {
	s.step = max(1, int(rate/spectrumRate))
	s.binHz = rate / float64(s.step) / spectrumSize
	n := window / s.step // at most 4 s at 100 Hz
	s.taper = make([]float64, n)
	for i := range s.taper {
		s.taper[i] = hammingMean - hammingSwing*math.Cos(2*math.Pi*float64(i)/float64(n-1))
	}
	if s.fft == nil {
		s.fft = fourier.NewFFT(spectrumSize)
		s.in = make([]float64, spectrumSize)
		s.out = make([]complex128, spectrumSize/2+1)
		s.size = make([]float64, spectrumSize/2+1)
	}
	clear(s.in)
	s.band = make([]float64, window)
	s.thin = make([]float64, n)
	sos, _ := filter.BandPass(1, count2Low, count2High, rate) // fits every rate from minRate on
	s.cascade.Init(sos)
}

// measure takes the spectrum of x.
func (s *segmentSpectrum) measure(x []float64) spectrum {
	mean := 0.0
	for i := range s.taper {
		mean += x[i*s.step]
	}
	mean /= float64(len(s.taper))
	for i, w := range s.taper {
		s.in[i] = (x[i*s.step] - mean) * w
	}
	s.fft.Coefficients(s.out, s.in)
	first := int(math.Ceil(spectrumLow / s.binHz))
	best, power, high := first, 0.0, 0.0
	highest := int(vfFastest/s.binHz) + 1
	for i := first; i < len(s.out); i++ {
		re, im := real(s.out[i]), imag(s.out[i])
		a := math.Sqrt(re*re + im*im)
		s.size[i] = a
		power += a * a
		if float64(i)*s.binHz >= highFrom {
			high += a * a
		}
		if i <= highest && a > s.size[best] {
			best = i
		}
	}
	var m spectrum
	m.hz = float64(best) * s.binHz
	floor, end := spectrumFloor*s.size[best], momentSpan*m.hz
	near, moment, sum := 0.0, 0.0, 0.0
	for i := first; i < len(s.out); i++ {
		hz, a := float64(i)*s.binHz, s.size[i]
		if math.Abs(hz-m.hz) <= dominantSpan {
			near += a * a
		}
		if a >= floor && hz <= end {
			moment += hz * a
			sum += a
		}
	}
	m.moment, m.narrow, m.high = moment/sum/m.hz, near/power, high/power
	return m
}

// count2 is the share of samples of the QRS band that reach its mean: small where few complexes tower over the rest.
func (s *segmentSpectrum) count2(x []float64) float64 {
	s.cascade.Reset()
	y := s.cascade.Process(s.band, x)
	mean := 0.0
	for _, v := range y {
		mean += math.Abs(v)
	}
	mean /= float64(len(y))
	n := 0
	for _, v := range y {
		if math.Abs(v) >= mean {
			n++
		}
	}
	return float64(n) / float64(len(y))
}

// rhythm is the best correlation of the window with itself at lags within one wave of fibrillation and at those of beats.
func (s *segmentSpectrum) rhythm(x []float64) (wave, beat float64) {
	y := s.thin[:len(s.taper)]
	mean := 0.0
	for i := range y {
		y[i] = x[i*s.step]
		mean += y[i]
	}
	mean /= float64(len(y))
	total := 0.0
	for i, v := range y {
		v -= mean
		y[i] = v
		total += v * v
	}
	rate := s.binHz * spectrumSize
	far, limit := min(samples(longestBeat, rate), len(y)/2), samples(longestWave, rate)
	head, tail := total, total // energy of what the lag leaves of either copy
	fell := false
	for lag := 1; lag <= far; lag++ {
		first, last := y[lag-1], y[len(y)-lag]
		tail -= first * first
		head -= last * last
		r := product(y, y[lag:]) / math.Sqrt(head*tail)
		switch {
		case r < 0:
			fell = true
		case !fell: // still the same wave
		case lag <= limit:
			wave = max(wave, r)
		default:
			beat = max(beat, r)
		}
	}
	return wave, beat
}

// product is the inner product of b with the beginning of a.
func product(a, b []float64) float64 {
	a = a[:len(b)]
	s0, s1, s2, s3 := 0.0, 0.0, 0.0, 0.0 // four sums, so that the additions need not wait for each other
	i := 0
	for ; i+4 <= len(b); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(b); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
