package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

var missing = math.NaN()

// destination returns dst ready to take n values: allocated when nil.
// It panics when dst has another length, which is a programmer's mistake.
func destination(dst []float64, n int) []float64 {
	if dst == nil {
		return make([]float64, n)
	}
	if len(dst) != n {
		panic("filter: destination has the wrong length")
	}
	return dst
}

// destinations returns dst ready to take leads as long as those of src.
func destinations(dst, src [][]float64) [][]float64 {
	if dst == nil {
		dst = make([][]float64, len(src))
	}
	if len(dst) != len(src) {
		panic("filter: destination has the wrong number of leads")
	}
	for i, x := range src {
		dst[i] = destination(dst[i], len(x))
	}
	return dst
}

// Bridge copies src to dst with every gap (NaN or infinite samples) replaced by the
// straight line between its neighbours; gaps at the ends repeat the nearest sample,
// and a lead without any sample becomes zero. It returns dst and the number of
// samples replaced. dst may be src; nil allocates.
func Bridge(dst, src []float64) ([]float64, int) {
	dst = destination(dst, len(src))
	copy(dst, src)
	return dst, bridge(dst)
}

func bridge(x []float64) (replaced int) {
	for i := 0; i < len(x); i++ {
		if dsp.Present(x[i]) {
			continue
		}
		j := gapEnd(x, i)
		span(x, i, j)
		replaced += j - i
		i = j
	}
	return replaced
}

// gapEnd returns the index of the first sample after the gap that begins at i.
func gapEnd(x []float64, i int) int {
	for i < len(x) && !dsp.Present(x[i]) {
		i++
	}
	return i
}

// span fills the gap x[i:j].
func span(x []float64, i, j int) {
	switch {
	case i == 0 && j == len(x):
		clear(x)
	case i == 0:
		fill(x[:j], x[j])
	case j == len(x):
		fill(x[i:], x[i-1])
	default:
		a := x[i-1]
		step := (x[j] - a) / float64(j-i+1)
		for k := i; k < j; k++ {
			x[k] = a + step*float64(k-i+1)
		}
	}
}

// gapList remembers the gaps of leads bridged in place, as pairs of start and end.
type gapList []int

// bridge copies src to x, of the same length, fills the gaps, appends them to the list
// and returns how many.
func (g *gapList) bridge(x, src []float64) (n int) {
	if copyWhole(x, src) {
		return 0
	}
	for i := 0; i < len(x); i++ {
		if dsp.Present(x[i]) {
			continue
		}
		j := gapEnd(x, i)
		span(x, i, j)
		*g = append(*g, i, j)
		n++
		i = j
	}
	return n
}

// copyWhole copies src to dst and reports that it has no gap; it may fail to see that of
// very large values.
func copyWhole(dst, src []float64) bool {
	var a, b, c, d float64
	dst = dst[:len(src)]
	for len(src) >= 4 && len(dst) >= 4 {
		p, q, r, s := src[0], src[1], src[2], src[3]
		dst[0], dst[1], dst[2], dst[3] = p, q, r, s
		a += p * p
		b += q * q
		c += r * r
		d += s * s
		src, dst = src[4:], dst[4:]
	}
	for i, v := range src {
		dst[i] = v
		a += v * v
	}
	return a+b+c+d <= dsp.MaxSample*dsp.MaxSample // false for NaN
}

// restore puts NaN back into x for the first n gaps and returns the rest.
func (g gapList) restore(x []float64, n int) gapList {
	for ; n > 0; n-- {
		fill(x[g[0]:g[1]], missing)
		g = g[2:]
	}
	return g
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}
