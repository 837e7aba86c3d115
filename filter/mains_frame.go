package filter

import (
	"math"
	"math/cmplx"

	"github.com/goecg/goecg/internal/dsp"
)

// lineFrame is what turns the sums of blocks into phasors of a line of known frequency,
// and back into samples.
type lineFrame struct {
	at        float64 // the frequency that blocks were demodulated at
	frequency float64
	rate      float64
	cos, sin  []float64    // of one block
	turn      []complex128 // phase at the start of each block
	// The amplitude of the lead in the frame of a block is p*y + q*conj(y), y being the
	// demodulated difference: the sum over a block also catches a little of the negative
	// frequency. p0 and q0 are those of the first block, whose first difference is 0.
	p, q, p0, q0 complex128
}

// prepare fills f for a line that was demodulated at the frequency at, and at least n
// blocks.
func (f *lineFrame) prepare(at, frequency, rate float64, block, n int) {
	if f.at != at || f.frequency != frequency || f.rate != rate || len(f.cos) != block {
		f.at, f.frequency, f.rate, f.turn = at, frequency, rate, f.turn[:0]
		w := 2 * math.Pi * frequency / rate
		f.cos, f.sin = dsp.Resize(f.cos, block), dsp.Resize(f.sin, block)
		for i := range f.cos {
			f.sin[i], f.cos[i] = math.Sincos(w * float64(i))
		}
		w0 := 2 * math.Pi * at / rate
		back := 1 - cmplx.Exp(complex(0, -w)) // differencing
		near, far := geometric(w-w0, block), geometric(-w-w0, block)
		one := complex(1/float64(block), 0)
		f.p, f.q = invert(one*near, one*far, back)
		f.p0, f.q0 = invert(one*(near-1), one*(far-1), back)
	}
	cycles := frequency * float64(block) / rate
	for b := len(f.turn); b < n; b++ {
		c := cycles * float64(b)
		s, co := math.Sincos(2 * math.Pi * (c - math.Floor(c)))
		f.turn = append(f.turn, complex(co, s))
	}
}

// phasor turns what block b was demodulated to, in the frame of its own start, into the
// amplitude of the lead in the frame of the line.
func (f *lineFrame) phasor(b int, y complex128) complex128 {
	x := f.p*y + f.q*cmplx.Conj(y)
	if b == 0 {
		x = f.p0*y + f.q0*cmplx.Conj(y)
	}
	return x * cmplx.Conj(f.turn[b])
}

// geometric is the sum of exp(j*w*i) for i from 0 to n-1.
func geometric(w float64, n int) (sum complex128) {
	for i := range n {
		s, c := math.Sincos(w * float64(i))
		sum += complex(c, s)
	}
	return sum
}

// invert solves y = a*d*x + b*conj(d*x) for x = p*y + q*conj(y).
func invert(a, b, d complex128) (p, q complex128) {
	det := real(a)*real(a) + imag(a)*imag(a) - real(b)*real(b) - imag(b)*imag(b)
	if !(math.Abs(det) > 1e-6) {
		return 1 / d, 0 // a block that cannot tell the two apart: so few samples
	}
	return cmplx.Conj(a) / d / complex(det, 0), -b / d / complex(det, 0)
}

// subtract takes the sinusoid described by value from x. Between the centres of two
// blocks the phasor is interpolated; before the first and after the last it goes on as
// it went.
func (f *lineFrame) subtract(x []float64, value []complex128) {
	if len(value) == 0 {
		return
	}
	block := len(f.cos)
	half := block / 2
	for b := 0; b*block < len(x); b++ {
		lo, hi := b*block, min((b+1)*block, len(x))
		turn := f.turn[b]
		here := phasorAt(value, b)
		if b > 0 && b+1 < len(value) && hi-lo == block && steady(here, value[b-1]) && steady(here, value[b+1]) {
			oscillate(x[lo:hi], f.cos, f.sin, here*turn, 0, block)
			continue
		}
		before, after := 0.5*(phasorAt(value, b-1)+here), 0.5*(here+phasorAt(value, b+1))
		mid := min(lo+half, hi)
		oscillate(x[lo:mid], f.cos, f.sin, before*turn, (here-before)*turn, half)
		oscillate(x[mid:hi], f.cos[half:], f.sin[half:], here*turn, (after-here)*turn, block-half)
	}
}

// phasorAt is the phasor of block b, which may lie beyond the ends.
func phasorAt(value []complex128, b int) complex128 {
	n := len(value)
	switch {
	case b < 0:
		return 2*value[0] - value[-b]
	case b >= n:
		return 2*value[n-1] - value[max(2*n-2-b, 0)]
	}
	return value[b]
}

// mainsSteady is the change of the phasor from block to block, as a part of it, below
// which it may stay the same throughout: an error of half as much.
const mainsSteady = 0.01

func steady(a, b complex128) bool {
	dr, di := real(a)-real(b), imag(a)-imag(b)
	return dr*dr+di*di <= mainsSteady*mainsSteady*(real(a)*real(a)+imag(a)*imag(a))
}

// oscillate subtracts Re((a + d*i/span) * (c[i] + j s[i])) from x[i].
func oscillate(x, c, s []float64, a, d complex128, span int) {
	c, s = c[:len(x)], s[:len(x)]
	ar, ai := real(a), imag(a)
	if d == 0 {
		for len(x) >= 4 && len(c) >= 4 && len(s) >= 4 {
			x[0] -= ar*c[0] - ai*s[0]
			x[1] -= ar*c[1] - ai*s[1]
			x[2] -= ar*c[2] - ai*s[2]
			x[3] -= ar*c[3] - ai*s[3]
			x, c, s = x[4:], c[4:], s[4:]
		}
		for i := range x {
			x[i] -= ar*c[i] - ai*s[i]
		}
		return
	}
	dr, di := real(d)/float64(span), imag(d)/float64(span)
	t := 0.0
	for i := range x {
		x[i] -= (ar+t*dr)*c[i] - (ai+t*di)*s[i]
		t++
	}
}
