package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
	"gonum.org/v1/gonum/dsp/fourier"
)

// SQI are the signal quality indices of the literature for one lead as recorded. They say nothing of the electrode to blame and
// do not enter the grades; NaN where they could not be computed.
type SQI struct {
	B   ecg.Value // see [BSQI], of the two detectors of package detect
	I   ecg.Value // see [ISQI], against at least half of the other leads
	K   ecg.Value // see [KSQI]
	S   ecg.Value // see [SSQI]
	P   ecg.Value // see [Spectrum.PSQI]
	Bas ecg.Value // see [Spectrum.BasSQI]
}

// Computed reports whether any of the indices is known.
func (s *SQI) Computed() bool {
	return ecg.Known(s.B) || ecg.Known(s.I) || ecg.Known(s.K) || ecg.Known(s.S) || ecg.Known(s.P) || ecg.Known(s.Bas)
}

// matchMS is the distance within which two detectors mean the same beat (Li, Mark and Clifford 2008).
const matchMS = 150

// moments returns the mean of x and its central moments of second, third and fourth order, without what is missing.
func moments(x []float64) (mean, m2, m3, m4 float64) {
	n := 0.0
	for _, v := range x {
		if v == v {
			mean += v
			n++
		}
	}
	mean /= n
	for _, v := range x {
		if d := v - mean; d == d {
			q := d * d
			m2 += q
			m3 += q * d
			m4 += q * q
		}
	}
	return mean, m2 / n, m3 / n, m4 / n
}

// KSQI is the kurtosis of x in Fisher's form, fourth central moment over squared variance less 3: 0 for Gaussian noise, -1.5
// for a sinusoid, above 5 for a clean sinus rhythm (Li 2008; not so for paced and broad complexes). NaN when x is constant.
func KSQI(x []float64) float64 {
	_, m2, _, m4 := moments(x)
	if !(m2 > 0) {
		return math.NaN()
	}
	return m4/(m2*m2) - 3
}

// SSQI is the skewness of x: third central moment over the cube of the standard deviation. NaN when x is constant.
func SSQI(x []float64) float64 {
	_, m2, m3, _ := moments(x)
	if !(m2 > 0) {
		return math.NaN()
	}
	return m3 / (m2 * math.Sqrt(m2))
}

// matched counts the pairs of beats of a and b, ascending, that lie within window samples, each beat in one pair at most.
func matched(a, b []int, window int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch d := a[i] - b[j]; {
		case d > window:
			j++
		case d < -window:
			i++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// BSQI is the number of beats that two detectors agree on within window samples over the number of all beats that either
// found, 0 to 1; good from 0.9 (Li 2008). a and b ascend. NaN when both found none.
func BSQI(a, b []int, window int) float64 {
	n := matched(a, b, window)
	all := len(a) + len(b) - n
	if all == 0 {
		return math.NaN()
	}
	return float64(n) / float64(all)
}

// ISQI is the share of the beats found in one lead, own, that are found within window samples in at least the share least of the
// other leads (1: in all of them); good from 0.8. All beats ascend. NaN without beats or other leads.
func ISQI(own []int, others [][]int, window int, least float64) float64 {
	if len(own) == 0 || len(others) == 0 {
		return math.NaN()
	}
	n := 0
	for _, at := range own {
		in := 0
		for _, o := range others {
			k, found := slices.BinarySearch(o, at)
			if found || k < len(o) && o[k]-at <= window || k > 0 && at-o[k-1] <= window {
				in++
			}
		}
		if float64(in) >= least*float64(len(others)) {
			n++
		}
	}
	return float64(n) / float64(len(own))
}

// spectrumS is the least length of a segment of a Spectrum in s: it resolves the limits of the bands, 1 Hz apart at the narrowest.
const spectrumS = 4

// Spectrum is a power spectrum of a signal: the mean over half-overlapping segments with Hann's window (Welch 1967). The mean of
// the signal, not that of a segment, is taken away first, so that slow wander stays. Work object; not safe for concurrent use.
type Spectrum struct {
	Hz  float64   // distance of the bins
	Bin []float64 // power of each bin in squared units, from 0 Hz on

	fft      *fourier.FFT
	win, seg []float64
	coef     []complex128
}

// Compute fills s with the spectrum of x at the given rate in Hz. Segments in which samples are missing are left out; a signal
// shorter than a segment is padded with its mean. Bins are NaN when there is no segment.
func (s *Spectrum) Compute(x []float64, rate float64) {
	n := 1
	for float64(n) < spectrumS*rate {
		n *= 2
	}
	if s.fft == nil {
		s.fft = fourier.NewFFT(n)
	} else if s.fft.Len() != n {
		s.fft.Reset(n)
	}
	if len(s.win) != n {
		s.win = resize(s.win, n)
		for i := range s.win {
			s.win[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
		}
	}
	s.Hz = rate / float64(n)
	s.Bin, s.seg, s.coef = resize(s.Bin, n/2+1), resize(s.seg, n), resize(s.coef, n/2+1)
	clear(s.Bin)
	mean, _, _, _ := moments(x)
	count := 0
	for at := 0; at == 0 || at+n <= len(x); at += n / 2 {
		part := x[at:min(at+n, len(x))]
		clear(s.seg)
		for i, v := range part {
			s.seg[i] = (v - mean) * s.win[i]
		}
		if t := total(s.seg); t != t {
			continue
		}
		s.fft.Coefficients(s.coef, s.seg)
		for i, c := range s.coef {
			s.Bin[i] += real(c)*real(c) + imag(c)*imag(c)
		}
		count++
	}
	// One-sided: both halves but for the ends. The sum of the squared window is 3n/8.
	k := math.NaN()
	if count > 0 {
		k = 2 / (0.375 * float64(n) * float64(n) * float64(count))
	}
	for i := range s.Bin {
		s.Bin[i] *= k
	}
	s.Bin[0] /= 2
	s.Bin[n/2] /= 2
}

// Power is the power from lo up to, not including, hi Hz, in squared units.
func (s *Spectrum) Power(lo, hi float64) float64 {
	a := max(0, int(math.Ceil(lo/s.Hz-1e-9)))
	z := min(len(s.Bin), int(math.Ceil(hi/s.Hz-1e-9)))
	if a >= z {
		return 0
	}
	return total(s.Bin[a:z])
}

// PSQI is the power between 5 and 15 Hz, where QRS complexes have theirs, over that between 5 and 40 Hz; best from 0.5 to 0.8
// below 130 beats a minute, from 0.4 to 0.7 above. NaN without power there.
func (s *Spectrum) PSQI() float64 { return s.ratio(5, 15, 5, 40) }

// BasSQI is one less the power below 1 Hz over that below 40 Hz: 1 without baseline wander; best from 0.95. NaN without power.
func (s *Spectrum) BasSQI() float64 { return 1 - s.ratio(0, 1, 0, 40) }

func (s *Spectrum) ratio(lo, hi, from, to float64) float64 {
	all := s.Power(from, to)
	if !(all > 0) {
		return math.NaN()
	}
	return s.Power(lo, hi) / all
}
