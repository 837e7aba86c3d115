package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// SampleEntropy returns the sample entropy of x with templates of length m and the tolerance r, in the unit of x (Richman and
// Moorman 2000): ln(B/A), where B pairs of templates of length m have no distance over r between corresponding values, and A of
// them none between the values that follow, either; a template is not compared with itself, and the last m values, which nothing
// follows, begin none. NaN breaks the series: no template reaches across. Where no templates match it is NaN.
//
// Every pair of values is compared: 2000 take about 5 ms.
func SampleEntropy(x []float64, m int, r float64) float64 {
	var e entropyWork
	e.count(x, m, r)
	return e.sample()
}

// entropyWork counts matches of templates.
type entropyWork struct {
	a, b   int
	cm, cn []int32 // matches of each template of length m and m+1 with others, for approximate entropy
	full   bool    // whether to fill these
}

// count compares every pair of templates of x.
func (e *entropyWork) count(x []float64, m int, r float64) {
	e.a, e.b = 0, 0
	n := len(x)
	if e.full {
		e.cm, e.cn = resize(e.cm, n), resize(e.cn, n)
		clear(e.cm)
		clear(e.cn)
	}
	for d := 1; d < n; d++ {
		run := 0 // of values that match, up to those compared
		for i := 0; i+d < n; i++ {
			diff := math.Abs(x[i] - x[i+d])
			if run >= m && diff == diff {
				e.b++
			}
			if !(diff <= r) {
				run = 0
				continue
			}
			run++
			if run > m {
				e.a++
			}
			if e.full && run >= m {
				e.cm[i-m+1]++
				e.cm[i-m+1+d]++
				if run > m {
					e.cn[i-m]++
					e.cn[i-m+d]++
				}
			}
		}
	}
}

// sample is the sample entropy of what was counted.
func (e *entropyWork) sample() float64 {
	if e.a == 0 || e.b == 0 {
		return math.NaN()
	}
	return math.Log(float64(e.b) / float64(e.a))
}

// approximate is the approximate entropy (Pincus 1991), self matches included, of what was counted in x.
func (e *entropyWork) approximate(x []float64, m int) float64 {
	phi := func(count []int32, m int) float64 {
		templates, sum := 0, 0.0
		run := 0
		for i, v := range x {
			if run++; v != v {
				run = 0
			}
			if run >= m {
				templates++
				sum += math.Log(float64(count[i-m+1]) + 1)
			}
		}
		return sum/float64(templates) - math.Log(float64(templates))
	}
	return phi(e.cm, m) - phi(e.cn, m+1)
}

// entropy writes the entropies of the corrected series, the mean over blocks of equal length.
func (h *HRV) entropy(dst *HRVReport) {
	s, out := &h.fixed, &dst.Nonlinear
	n := len(s.rr)
	if n < h.opt.MinIntervals {
		dst.miss("sampen", missFew, float64(h.opt.MinIntervals))
		dst.miss("apen", missFew, float64(h.opt.MinIntervals))
		return
	}
	parts := (n + h.opt.EntropyBlock - 1) / h.opt.EntropyBlock
	var tolerance, sample, approximate mean
	scales := [maxScales]mean{}
	m := h.opt.EntropyM
	for p := range parts {
		from, to := p*n/parts, (p+1)*n/parts
		_, sd := spread(s.rr[from:to])
		r := h.opt.EntropyR * sd
		h.values = h.values[:0]
		for i := from; i < to; i++ {
			if i > from && !s.link[i] {
				h.values = append(h.values, math.NaN())
			}
			h.values = append(h.values, s.rr[i])
		}
		e := &h.matches
		e.full = true
		e.count(h.values, m, r)
		tolerance.add(r)
		sample.add(e.sample())
		approximate.add(e.approximate(h.values, m))
		if h.opt.Scales > 0 {
			scales[0].add(e.sample())
		}
		e.full = false
		for k := 1; k < h.opt.Scales; k++ {
			h.sorted = coarse(h.sorted[:0], h.values, k+1)
			e.count(h.sorted, m, r)
			scales[k].add(e.sample())
		}
	}
	out.Tolerance = ecg.Millisecond(tolerance.value())
	out.SampEn, out.ApEn = ecg.Value(sample.value()), ecg.Value(approximate.value())
	for k := range out.Multiscale {
		out.Multiscale[k] = ecg.Value(scales[k].value())
	}
	if !ecg.Known(out.SampEn) {
		dst.miss("sampen", missMatch, 0)
	}
}

// coarse appends the means of n consecutive values; NaN breaks the series.
func coarse(dst, x []float64, n int) []float64 {
	sum, k := 0.0, 0
	for _, v := range x {
		if v != v {
			dst = append(dst, v)
			sum, k = 0, 0
			continue
		}
		sum += v
		if k++; k == n {
			dst = append(dst, sum/float64(n))
			sum, k = 0, 0
		}
	}
	return dst
}

// mean is a running mean of known values.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v float64) {
	if v == v && !math.IsInf(v, 0) {
		m.sum += v
		m.n++
	}
}

func (m *mean) value() float64 {
	if m.n == 0 {
		return math.NaN()
	}
	return m.sum / float64(m.n)
}

// Boxes of the detrended fluctuations, in beats (Peng 1995), and how many intervals the larger ones need.
const (
	alphaFrom      = 4
	alphaMid       = 16
	alphaTo        = 64
	alpha2Interval = 4 * alphaTo
)

// dfaWork is the integrated series.
type dfaWork struct {
	y     []float64
	parts [][2]int
}

// fluctuations writes the scaling exponents and the share of inflections.
func (h *HRV) fluctuations(dst *HRVReport) {
	n := len(h.fixed.rr)
	h.inflections(dst)
	if n < h.opt.MinIntervals {
		dst.miss("dfa_alpha1", missFew, float64(h.opt.MinIntervals))
		dst.miss("dfa_alpha2", missFew, max(alpha2Interval, float64(h.opt.MinIntervals)))
		return
	}
	h.dfa.integrate(&h.fixed, h.opt.MaxGap)
	dst.Nonlinear.Alpha1 = ecg.Value(h.dfa.slope(alphaFrom, alphaMid))
	if n >= alpha2Interval {
		dst.Nonlinear.Alpha2 = ecg.Value(h.dfa.slope(alphaMid, alphaTo))
	} else {
		dst.miss("dfa_alpha2", missFew, alpha2Interval)
		return
	}
	if !ecg.Known(dst.Nonlinear.Alpha1) {
		dst.miss("dfa_alpha1", missFlat, 0)
	}
	if !ecg.Known(dst.Nonlinear.Alpha2) {
		dst.miss("dfa_alpha2", missFlat, 0)
	}
}

// integrate sums the series, less its mean, up to each interval. A gap begins another part.
func (w *dfaWork) integrate(s *hrvSeries, maxGap float64) {
	mean, _ := spread(s.rr)
	w.y, w.parts = w.y[:0], w.parts[:0]
	from, sum := 0, 0.0
	for i, v := range s.rr {
		if i > 0 && s.pauseBefore(i) > maxGap {
			w.parts = append(w.parts, [2]int{from, i})
			from, sum = i, 0
		}
		sum += v - mean
		w.y = append(w.y, sum)
	}
	w.parts = append(w.parts, [2]int{from, len(w.y)})
}

// fluctuation is the root mean square of the residuals about the least-squares lines in boxes of n values.
func (w *dfaWork) fluctuation(n int) float64 {
	sum, used := 0.0, 0
	mid := float64(n-1) / 2
	stt := float64(n) * float64(n*n-1) / 12
	for _, p := range w.parts {
		for at := p[0]; at+n <= p[1]; at += n {
			base := w.y[at] // keeps the sums of squares small
			var sy, sty, syy float64
			for i, v := range w.y[at : at+n] {
				v -= base
				sy += v
				sty += (float64(i) - mid) * v
				syy += v * v
			}
			sum += math.Max(0, syy-sy*sy/float64(n)-sty*sty/stt)
			used += n
		}
	}
	return math.Sqrt(sum / float64(used))
}

// slope is that of the logarithm of the fluctuation against that of the size, over all sizes; NaN when all values are equal or no
// part holds a box.
func (w *dfaWork) slope(from, to int) float64 {
	var n, sx, sy, sxx, sxy float64
	for size := from; size <= to; size++ {
		f := w.fluctuation(size)
		if !(f > flatFluctuation) {
			return math.NaN()
		}
		x, y := math.Log(float64(size)), math.Log(f)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// flatFluctuation is below what any measured series has, in ms; it covers rounding.
const flatFluctuation = 1e-6

// inflections writes the share of intervals at which the heart turns from speeding up to slowing down or back.
func (h *HRV) inflections(dst *HRVReport) {
	s := &h.fixed
	turns := 0
	for i := 2; i < len(s.rr); i++ {
		if s.link[i] && s.link[i-1] && (s.rr[i]-s.rr[i-1])*(s.rr[i-1]-s.rr[i-2]) <= 0 {
			turns++
		}
	}
	if len(s.rr) > 2 {
		dst.Nonlinear.Inflections = ecg.Value(float64(turns) / float64(len(s.rr)))
	}
}
