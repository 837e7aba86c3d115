package measure

import (
	"math"
	"slices"
)

// resize returns a slice of n elements on the memory of s where that suffices; contents are undefined.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// emptied is s[:0], never nil: lists of a report are empty rather than absent.
func emptied[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s[:0]
}

// samples converts ms to a whole number of samples, at least least.
func samples(ms, rate float64, least int) int {
	return max(least, int(math.Round(ms*rate/1000)))
}

// prefix writes the running sum of x, one longer than x: dst[i] is the sum of the first i samples.
func prefix(dst, x []float64) []float64 {
	dst = resize(dst, len(x)+1)
	sum := 0.0
	dst[0] = 0
	next := dst[1:][:len(x)]
	for i, v := range x {
		sum += v
		next[i] = sum
	}
	return dst
}

// mean of x[a:b) from its running sum, the bounds clipped.
func windowMean(cum []float64, a, b int) float64 {
	a, b = max(a, 0), min(b, len(cum)-1)
	if b <= a {
		return math.NaN()
	}
	return (cum[b] - cum[a]) / float64(b-a)
}

// slope writes the difference between the mean of the w samples after and the w samples before each sample, in units of x
// per sample; the ends are 0. The means make it a derivative low-passed at about 0.44/w of the rate.
func slope(dst, cum []float64, w int) []float64 {
	n := len(cum) - 1
	dst = resize(dst, n)
	k := 1 / (float64(w) * float64(w+1))
	if n <= 2*w {
		clear(dst)
		return dst
	}
	clear(dst[:w])
	clear(dst[n-w:])
	in := dst[w : n-w]
	far, next, at, back := cum[2*w+1:], cum[w+1:], cum[w:], cum
	far, next, at, back = far[:len(in)], next[:len(in)], at[:len(in)], back[:len(in)]
	for i := range in {
		in[i] = (far[i] - next[i] - at[i] + back[i]) * k
	}
	return dst
}

// smooth writes the mean over w samples on both sides and the sample itself; it shrinks at the ends.
func smooth(dst, cum []float64, w int) []float64 {
	n := len(cum) - 1
	dst = resize(dst, n)
	ends := func(from, to int) {
		for i := from; i < to; i++ {
			a, b := max(i-w, 0), min(i+w+1, n)
			dst[i] = (cum[b] - cum[a]) / float64(b-a)
		}
	}
	if n <= 2*w {
		ends(0, n)
		return dst
	}
	ends(0, w)
	ends(n-w, n)
	in := dst[w : n-w]
	far, back := cum[2*w+1:][:len(in)], cum[:len(in)]
	k := float64(2*w + 1)
	for i := range in {
		in[i] = (far[i] - back[i]) / k
	}
	return dst
}

// trapezium finds the end of a wave in y between the steepest point xm of its last slope and the point xr beyond it: the
// corner of the greatest trapezium under the slope (Vázquez-Seisdedos 2011). xr may lie before xm, for an onset.
func trapezium(y []float64, xm, xr int) int {
	step := 1
	if xr < xm {
		step = -1
	}
	sign := 1.0
	if y[xm] < y[xr] {
		sign = -1
	}
	best, at := math.Inf(-1), xr
	for i := xm; i != xr+step; i += step {
		a := sign * (y[xm] - y[i]) * float64(step*(xr-i)+step*(xr-xm))
		if a > best {
			best, at = a, i
		}
	}
	return at
}

// argmaxAbs returns where |x| is largest in [a, b); a when that is empty.
func argmaxAbs(x []float64, a, b int) int {
	best, at := -1.0, a
	for i := max(a, 0); i < min(b, len(x)); i++ {
		if v := math.Abs(x[i]); v > best {
			best, at = v, i
		}
	}
	return at
}

// medianInPlace sorts x and returns its median; NaN when empty.
func medianInPlace(x []float64) float64 {
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(x)
	return (x[(n-1)/2] + x[n/2]) / 2
}

// weighted is a position with a weight.
type weighted struct {
	at int
	w  float64
}

// weightedQuantile returns the position at share q of the total weight; it sorts p. None when p is empty.
func weightedQuantile(p []weighted, q float64) int {
	total := 0.0
	for _, v := range p {
		total += v.w
	}
	if len(p) == 0 || total <= 0 {
		return None
	}
	slices.SortFunc(p, func(a, b weighted) int { return a.at - b.at })
	sum := 0.0
	for _, v := range p {
		sum += v.w
		if sum >= q*total {
			return v.at
		}
	}
	return p[len(p)-1].at
}

// extent is the largest less the smallest value of x, 0 when there is none.
func extent(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	_, lo, hi := addUp(x, x[0], x[0])
	return hi - lo
}
