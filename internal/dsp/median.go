package dsp

import "math"

// UpperMedian8 is the fifth smallest of eight values, none of them NaN; -0 comes before 0. It takes no branch that depends on the
// values: both halves are sorted, and of each way to take five values from their beginnings the smallest largest one is the median.
func UpperMedian8(x *[8]float64) float64 {
	a0, a1, a2, a3 := sort4(ordered(x[0]), ordered(x[1]), ordered(x[2]), ordered(x[3]))
	b0, b1, b2, b3 := sort4(ordered(x[4]), ordered(x[5]), ordered(x[6]), ordered(x[7]))
	m := min(max(a0, b3), max(a1, b2), max(a2, b1), max(a3, b0))
	return math.Float64frombits(uint64(flip(m)))
}

// ordered maps values to integers in the same order.
func ordered(v float64) int64 { return flip(int64(math.Float64bits(v))) }

// flip turns the magnitude of a negative number round; twice is not at all.
func flip(b int64) int64 { return b ^ int64(uint64(b>>63)>>1) }

func sort4(a, b, c, d int64) (int64, int64, int64, int64) {
	a, b = min(a, b), max(a, b)
	c, d = min(c, d), max(c, d)
	a, c = min(a, c), max(a, c)
	b, d = min(b, d), max(b, d)
	b, c = min(b, c), max(b, c)
	return a, b, c, d
}
