package filter

import (
	"math"
	"math/cmplx"
)

// Section is one second-order section
//
//	H(z) = (B0 + B1 z^-1 + B2 z^-2) / (1 + A1 z^-1 + A2 z^-2).
//
// B2 == A2 == 0 makes it first order.
type Section struct {
	B0, B1, B2, A1, A2 float64
}

// SOS is a filter as a product of second-order sections, applied in order. The
// designs of this package put the whole gain into section 0 and the poles nearest
// to the unit circle into the last section.
type SOS []Section

// Response returns the complex gain of one pass at frequency f.
func (s SOS) Response(f, rate float64) complex128 {
	z1 := cmplx.Exp(complex(0, -2*math.Pi*f/rate))
	z2 := z1 * z1
	h := complex(1, 0)
	for _, c := range s {
		num := complex(c.B0, 0) + complex(c.B1, 0)*z1 + complex(c.B2, 0)*z2
		den := 1 + complex(c.A1, 0)*z1 + complex(c.A2, 0)*z2
		h *= num / den
	}
	return h
}

// Gain returns the magnitude of one pass at frequency f; a zero-phase
// (forward-backward) pass has the square of it.
func (s SOS) Gain(f, rate float64) float64 { return cmplx.Abs(s.Response(f, rate)) }

// GroupDelay returns the group delay of one pass at frequency f, in samples.
func (s SOS) GroupDelay(f, rate float64) float64 {
	z1 := cmplx.Exp(complex(0, -2*math.Pi*f/rate))
	z2 := z1 * z1
	part := func(c0, c1, c2 float64) float64 {
		num := complex(c1, 0)*z1 + complex(2*c2, 0)*z2
		den := complex(c0, 0) + complex(c1, 0)*z1 + complex(c2, 0)*z2
		return real(num / den)
	}
	d := 0.0
	for _, c := range s {
		d += part(c.B0, c.B1, c.B2) - part(1, c.A1, c.A2)
	}
	return d
}

// Stable reports whether every pole lies strictly inside the unit circle (the
// stability triangle of each section).
func (s SOS) Stable() bool {
	for _, c := range s {
		if !(math.Abs(c.A2) < 1 && math.Abs(c.A1) < 1+c.A2) {
			return false
		}
	}
	return true
}

// state is the memory of a section in transposed direct form II:
// y = b0 x + s1, s1 = b1 x - a1 y + s2, s2 = b2 x - a2 y.
type state struct{ s1, s2 float64 }

// stepState fills zi (one a section) with the state each section has after an
// endless input of 1, so that a filter started with zi*x[0] sees no step.
func (s SOS) stepState(zi []state) {
	u := 1.0
	for i, c := range s {
		g := (c.B0 + c.B1 + c.B2) / (1 + c.A1 + c.A2)
		s2 := (c.B2 - c.A2*g) * u
		zi[i] = state{(c.B1-c.A1*g)*u + s2, s2}
		u *= g
	}
}
