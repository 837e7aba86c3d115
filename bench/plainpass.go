package bench

import "math"

// Constants of the plain pass: the band, the derivative and the window of Pan and Tompkins (1985).
const (
	plainLow    = 5.0   // Hz
	plainHigh   = 15.0  // Hz
	plainWindow = 0.150 // s
)

// plainPass is the least that a QRS detector's front end does to a lead, in one loop without any refinement: a band-pass of a
// second-order Butterworth high-pass and low-pass, the five-point derivative, squaring, and a moving sum over 150 ms. Speeds are
// given relative to it, which depends little on the machine.
type plainPass struct {
	high, low plainSection
	ring      []float64
}

// plainSection holds the coefficients b0, b1 (b2 is b0), a1 and a2 of a second-order section.
type plainSection struct{ b0, b1, a1, a2 float64 }

func newPlainPass(rate float64) *plainPass {
	section := func(hz float64) (k, norm float64, s plainSection) {
		k = math.Tan(math.Pi * min(hz/rate, 0.45))
		norm = 1 / (1 + math.Sqrt2*k + k*k)
		return k, norm, plainSection{a1: 2 * (k*k - 1) * norm, a2: (1 - math.Sqrt2*k + k*k) * norm}
	}
	_, norm, high := section(plainLow)
	high.b0, high.b1 = norm, -2*norm
	k, norm, low := section(plainHigh)
	low.b0, low.b1 = k*k*norm, 2*k*k*norm
	return &plainPass{high: high, low: low, ring: make([]float64, max(1, int(plainWindow*rate+0.5)))}
}

// run writes the moving sum to dst, which is as long as x.
func (p *plainPass) run(dst, x []float64) {
	clear(p.ring)
	h, l := p.high, p.low
	var h1, h2, l1, l2, y1, y2, y3, y4, sum float64
	at := 0
	dst = dst[:len(x)]
	for i, v := range x {
		u := h.b0*v + h1
		h1 = h.b1*v - h.a1*u + h2
		h2 = h.b0*v - h.a2*u
		y := l.b0*u + l1
		l1 = l.b1*u - l.a1*y + l2
		l2 = l.b0*u - l.a2*y
		d := 2*(y-y4) + y1 - y3
		y4, y3, y2, y1 = y3, y2, y1, y
		d *= d
		sum += d - p.ring[at]
		p.ring[at] = d
		if at++; at == len(p.ring) {
			at = 0
		}
		dst[i] = sum
	}
}
