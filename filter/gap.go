package filter

import "math"

var missing = math.NaN()

// maxSample bounds what counts as a sample: larger magnitudes are not voltages in
// any unit and would overflow a filter's memory for good.
const maxSample = 1e100

// present reports whether x is a sample: not NaN, not infinite, not absurd.
func present(x float64) bool { return math.Abs(x) <= maxSample }

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

// grow returns a slice of length n over buf's memory when that suffices.
func grow(buf []float64, n int) []float64 {
	if cap(buf) < n {
		return make([]float64, n)
	}
	return buf[:n]
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
		if present(x[i]) {
			continue
		}
		j := i + 1
		for j < len(x) && !present(x[j]) {
			j++
		}
		replaced += j - i
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
		i = j
	}
	return replaced
}

// unbridge puts NaN into dst wherever src misses a sample.
func unbridge(dst, src []float64) {
	for i, v := range src {
		if !present(v) {
			dst[i] = missing
		}
	}
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}
