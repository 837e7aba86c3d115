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
	half := int(knotSpan * rate / 2)
	s.x, s.y = s.x[:0], s.y[:0]
	last := -1
	for _, k := range knots {
		if k <= last || k >= len(src) {
			continue
		}
		sum, n := 0.0, 0.0
		for _, v := range src[max(k-half, 0):min(k+half+1, len(src))] {
			if dsp.Present(v) {
				sum += v
				n++
			}
		}
		if n > 0 {
			s.x, s.y = append(s.x, float64(k)), append(s.y, sum/n)
			last = k
		}
	}
	copy(dst, src)
	n := len(s.x)
	if n == 0 {
		return dst
	}
	s.curvature()
	first, end := int(s.x[0]), int(s.x[n-1])
	for i := 0; i < first; i++ {
		dst[i] -= s.y[0]
	}
	for i := end; i < len(dst); i++ {
		dst[i] -= s.y[n-1]
	}
	for k := 0; k+1 < n; k++ {
		h := s.x[k+1] - s.x[k]
		for i := int(s.x[k]); i < int(s.x[k+1]); i++ {
			b := (float64(i) - s.x[k]) / h
			a := 1 - b
			dst[i] -= a*s.y[k] + b*s.y[k+1] + ((a*a*a-a)*s.m[k]+(b*b*b-b)*s.m[k+1])*h*h/6
		}
	}
	return dst
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
