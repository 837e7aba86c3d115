package filter

import "github.com/goecg/goecg/internal/dsp"

// Spline removes baseline wander by a natural cubic spline through the lead at given
// knots, usually one in the PQ segment of every beat (C. R. Meyer, H. N. Keiser,
// "Electrocardiogram baseline noise estimation and removal using cubic splines and
// state-space computation techniques", Comput. Biomed. Res. 10:459-470, 1977). It
// leaves the ST segment as it is against its PQ segment, at any rate, but needs beats
// and follows nothing faster than they come.
type Spline struct {
	x, y, m, u []float64
}

// knotSpan is the width of the mean that gives the lead's level at a knot.
const knotSpan = 0.020 // s

// Remove writes src less the spline through its level at knots (rising sample
// indexes; others, and those in gaps, are skipped) to dst and returns dst. dst may be
// src; nil allocates. Before the first and after the last knot the baseline is the
// level there. One knot gives a constant; without a knot nothing is subtracted.
func (s *Spline) Remove(dst, src []float64, rate float64, knots []int) []float64 {
	dst = destination(dst, len(src))
	s.x, s.y = s.x[:0], s.y[:0]
	last := -1
	for _, k := range knots {
		if k <= last || k >= len(src) {
			continue
		}
		if v, ok := levelAround(src, k, rate); ok {
			s.x, s.y = append(s.x, float64(k)), append(s.y, v)
			last = k
		}
	}
	for i, v := range src {
		if !dsp.Present(v) {
			v = missing
		}
		dst[i] = v
	}
	s.subtract(dst)
	return dst
}

// levelAround is the level of x at sample k, within x; ok is false in a gap.
func levelAround(x []float64, k int, rate float64) (level float64, ok bool) {
	half := int(knotSpan * rate / 2)
	sum, n := 0.0, 0.0
	for _, v := range x[max(k-half, 0):min(k+half+1, len(x))] {
		if dsp.Present(v) {
			sum += v
			n++
		}
	}
	return sum / n, n > 0
}

// subtract takes the spline through the knots in x and y from dst. Knots may lie outside.
func (s *Spline) subtract(dst []float64) {
	n := len(s.x)
	if n == 0 {
		return
	}
	s.curvature()
	within := func(x float64) int { return min(max(int(x), 0), len(dst)) }
	for i := range within(s.x[0]) {
		dst[i] -= s.y[0]
	}
	for i := within(s.x[n-1]); i < len(dst); i++ {
		dst[i] -= s.y[n-1]
	}
	for k := 0; k+1 < n; k++ {
		h := s.x[k+1] - s.x[k]
		for i := within(s.x[k]); i < within(s.x[k+1]); i++ {
			b := (float64(i) - s.x[k]) / h
			a := 1 - b
			dst[i] -= a*s.y[k] + b*s.y[k+1] + ((a*a*a-a)*s.m[k]+(b*b*b-b)*s.m[k+1])*h*h/6
		}
	}
}

// curvature solves for the second derivatives at the knots, zero at the ends.
func (s *Spline) curvature() {
	n := len(s.x)
	s.m, s.u = dsp.Resize(s.m, n), dsp.Resize(s.u, n)
	clear(s.m)
	clear(s.u)
	for k := 1; k+1 < n; k++ {
		h0, h1 := s.x[k]-s.x[k-1], s.x[k+1]-s.x[k]
		sig := h0 / (h0 + h1)
		p := sig*s.m[k-1] + 2
		s.m[k] = (sig - 1) / p
		d := (s.y[k+1]-s.y[k])/h1 - (s.y[k]-s.y[k-1])/h0
		s.u[k] = (6*d/(h0+h1) - sig*s.u[k-1]) / p
	}
	if n > 0 {
		s.m[n-1] = 0
	}
	for k := n - 2; k >= 1; k-- {
		s.m[k] = s.m[k]*s.m[k+1] + s.u[k]
	}
	s.m[0] = 0
}
