package engine

import "math"

// mainsSpan is how much of a lead its mains amplitude is taken from, in s.
const mainsSpan = 4

// lineTable holds an oscillation at the frequency of the power line, to measure how much of it cleaning took away.
type lineTable struct{ cos, sin []float64 }

// prepare fills t with n samples at f Hz.
func (t *lineTable) prepare(f, rate float64, n int) {
	t.cos, t.sin = resize(t.cos, n), resize(t.sin, n)
	s, c := math.Sincos(-2 * math.Pi * f / rate)
	step, turn := complex(c, s), complex(1, 0)
	for i := range t.cos {
		t.cos[i], t.sin[i] = real(turn), imag(turn)
		turn *= step
	}
}

// amplitude returns that of the component in what cleaning took away from the middle of a lead, of which there are as many samples
// as in the table at the least.
func (t *lineTable) amplitude(raw, clean []float64) float64 {
	n := len(t.cos)
	from := (len(raw) - n) / 2
	raw, clean = raw[from:from+n], clean[from:from+n]
	sin := t.sin[:n]
	var re, im float64
	count := 0
	for i, c := range t.cos {
		if d := raw[i] - clean[i]; d == d {
			re += d * c
			im += d * sin[i]
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return 2 * math.Hypot(re, im) / float64(count)
}
