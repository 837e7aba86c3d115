// Package dsp holds the small kernels that the packages working on samples share. They neither allocate, but for Resize, nor
// keep anything.
package dsp

import "math"

// MaxSample bounds what counts as a sample: larger magnitudes are not voltages in any unit and would overflow a filter's memory
// for good.
const MaxSample = 1e100

// Present reports whether x is a sample: not NaN, not infinite, not absurd.
func Present(x float64) bool { return math.Abs(x) <= MaxSample }

// Finite reports whether x is neither NaN nor infinite.
func Finite(x float64) bool { return x-x == 0 }

// Resize returns x with n values, whatever they are: allocated when x has no room for them.
func Resize[T any](x []T, n int) []T {
	if cap(x) < n {
		return make([]T, n)
	}
	return x[:n]
}

// Dot is the inner product of a with the beginning of b. It panics when b is shorter. Products at even and at odd places are
// summed apart, so that additions wait less for each other.
func Dot(a, b []float64) float64 {
	b = b[:len(a)]
	var even, odd float64
	i := 1
	for ; i < len(a); i += 2 {
		even += a[i-1] * b[i-1]
		odd += a[i] * b[i]
	}
	if i == len(a) {
		even += a[i-1] * b[i-1]
	}
	return even + odd
}

// AddDots adds to dst[k] the inner product of g with x from k on, the same as Dot gives, for every k. It panics when x has fewer
// than len(dst)+len(g)-1 values.
func AddDots(dst, x, g []float64) {
	k := 0
	for ; k+4 <= len(dst); k += 4 {
		var e0, e1, e2, e3, o0, o1, o2, o3 float64
		w := x[k : k+len(g)+3]
		i := 1
		for ; i < len(g); i += 2 {
			p, q := g[i-1], g[i]
			v := w[i-1:][:5]
			x0, x1, x2, x3, x4 := v[0], v[1], v[2], v[3], v[4]
			e0 += x0 * p
			o0 += x1 * q
			e1 += x1 * p
			o1 += x2 * q
			e2 += x2 * p
			o2 += x3 * q
			e3 += x3 * p
			o3 += x4 * q
		}
		if i == len(g) {
			p := g[i-1]
			v := w[i-1:][:4]
			e0 += v[0] * p
			e1 += v[1] * p
			e2 += v[2] * p
			e3 += v[3] * p
		}
		d := dst[k:][:4]
		d[0] += e0 + o0
		d[1] += e1 + o1
		d[2] += e2 + o2
		d[3] += e3 + o3
	}
	for ; k < len(dst); k++ {
		dst[k] += Dot(g, x[k:])
	}
}

// AddSquares adds to dst[k] the inner product of n values of x from k on with themselves, the same as Dot gives, for every k. The
// squares of x are in scratch then, which it returns. It panics when x has fewer than len(dst)+n-1 values.
func AddSquares(dst, x []float64, n int, scratch []float64) []float64 {
	scratch = Resize(scratch, len(x))
	for i, v := range x {
		scratch[i] = v * v
	}
	k := 0
	for ; k+4 <= len(dst); k += 4 {
		var e0, e1, e2, e3, o0, o1, o2, o3 float64
		w := scratch[k : k+n+3]
		i := 1
		for ; i < n; i += 2 {
			v := w[i-1:][:5]
			e0 += v[0]
			o0 += v[1]
			e1 += v[1]
			o1 += v[2]
			e2 += v[2]
			o2 += v[3]
			e3 += v[3]
			o3 += v[4]
		}
		if i == n {
			v := w[i-1:][:4]
			e0 += v[0]
			e1 += v[1]
			e2 += v[2]
			e3 += v[3]
		}
		d := dst[k:][:4]
		d[0] += e0 + o0
		d[1] += e1 + o1
		d[2] += e2 + o2
		d[3] += e3 + o3
	}
	for ; k < len(dst); k++ {
		dst[k] += Dot(x[k:k+n], x[k:])
	}
	return scratch
}
