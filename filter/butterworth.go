package filter

import (
	"math"
	"math/cmplx"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// MaxOrder bounds the order of a Butterworth design; ECG work uses 1 to 8, and
// narrow filters of much higher order lose their precision even as sections.
const MaxOrder = 32

// LowPass designs a Butterworth low-pass of the given order, -3 dB at corner.
// Errors are *[DesignError] around ErrRate, ErrCorner or ErrOrder.
func LowPass(order int, corner, rate float64) (SOS, error) {
	return lowHigh("low-pass", order, corner, rate, false)
}

// HighPass designs a Butterworth high-pass of the given order, -3 dB at corner.
// Errors as for [LowPass].
func HighPass(order int, corner, rate float64) (SOS, error) {
	return lowHigh("high-pass", order, corner, rate, true)
}

// lowHigh uses the closed forms of the pre-warped bilinear transform: with
// K = tan(pi*corner/rate) and the damping d = 2 sin((2k-1)pi/2N) of pole pair k.
func lowHigh(kind string, order int, corner, rate float64, high bool) (SOS, error) {
	if err := checkOrder(kind, order, rate); err != nil {
		return nil, err
	}
	if err := checkCorner(kind, corner, rate); err != nil {
		return nil, err
	}
	k := math.Tan(math.Pi * corner / rate)
	gain := 1.0
	b1 := 1.0 // coefficient of z^-1 of one zero: +1 for z=-1, -1 for z=+1
	if high {
		b1 = -1
	}
	sos := make(SOS, 0, (order+1)/2)
	if order%2 == 1 {
		sos = append(sos, Section{B0: 1, B1: b1, A1: (k - 1) / (1 + k)})
		gain *= edgeGain(1+k, k, high)
	}
	// Largest damping first: its poles are the farthest from the unit circle.
	for i := order / 2; i >= 1; i-- {
		d := 2 * math.Sin(float64(2*i-1)*math.Pi/float64(2*order))
		den := 1 + d*k + k*k
		sos = append(sos, Section{1, 2 * b1, 1, 2 * (k*k - 1) / den, (1 - d*k + k*k) / den})
		gain *= edgeGain(den, k*k, high)
	}
	// The real pole ranks by its distance too; poles of equal K differ only in damping,
	// so only the first-order section can be out of place.
	slices.SortStableFunc(sos, byPoleRadius)
	sos[0].scale(gain)
	if !sos.Stable() { // a corner so near 0 that its poles round onto the circle
		return nil, &DesignError{kind, corner, rate, ErrCorner}
	}
	return sos, nil
}

func edgeGain(den, num float64, high bool) float64 {
	if high {
		return 1 / den
	}
	return num / den
}

func (c *Section) scale(g float64) { c.B0 *= g; c.B1 *= g; c.B2 *= g }

// poleRadius returns the larger magnitude of the section's poles.
func (c Section) poleRadius() float64 {
	disc := c.A1*c.A1/4 - c.A2
	if disc < 0 {
		return math.Sqrt(c.A2)
	}
	return math.Abs(c.A1)/2 + math.Sqrt(disc)
}

func byPoleRadius(a, b Section) int {
	switch ra, rb := a.poleRadius(), b.poleRadius(); {
	case ra < rb:
		return -1
	case ra > rb:
		return 1
	}
	return 0
}

// BandPass designs a Butterworth band-pass from a prototype of the given order
// (the digital filter has twice that order), -3 dB at low and high. Errors are
// *[DesignError] around ErrRate, ErrCorner, ErrBand or ErrOrder.
func BandPass(order int, low, high, rate float64) (SOS, error) {
	const kind = "band-pass"
	if err := checkOrder(kind, order, rate); err != nil {
		return nil, err
	}
	for _, f := range [...]float64{low, high} {
		if err := checkCorner(kind, f, rate); err != nil {
			return nil, err
		}
	}
	if !(low < high) {
		return nil, &DesignError{kind, low, rate, ErrBand}
	}
	t1, t2 := math.Tan(math.Pi*low/rate), math.Tan(math.Pi*high/rate)
	width, centre := t2-t1, t1*t2
	gain := complex(1, 0)
	sos := make(SOS, 0, order)
	add := func(sa, sb complex128) {
		za, zb := (1+sa)/(1-sa), (1+sb)/(1-sb)
		sos = append(sos, Section{1, 0, 0, -real(za + zb), real(za * zb)})
		gain *= complex(width, 0) / ((1 - sa) * (1 - sb))
	}
	// split maps a prototype pole to the two band-pass poles s^2 - p*width*s + centre = 0.
	split := func(p complex128) (complex128, complex128) {
		h := p * complex(width/2, 0)
		r := cmplx.Sqrt(h*h - complex(centre, 0))
		return h + r, h - r
	}
	for i := 1; i <= order/2; i++ {
		theta := float64(2*i-1) * math.Pi / float64(2*order)
		upper, lower := split(complex(-math.Sin(theta), math.Cos(theta)))
		add(upper, cmplx.Conj(upper))
		add(lower, cmplx.Conj(lower))
	}
	if order%2 == 1 {
		a, b := split(-1)
		add(a, b)
	}
	slices.SortStableFunc(sos, byPoleRadius)
	pairZeros(sos)
	sos[0].scale(real(gain))
	if !sos.Stable() {
		return nil, &DesignError{kind, low, rate, ErrCorner}
	}
	return sos, nil
}

// pairZeros gives the poles nearest to the unit circle, from the last section on,
// the nearest of the zeros left: half of them lie at z = 1, half at z = -1.
func pairZeros(sos SOS) {
	left := [2]int{len(sos), len(sos)} // zeros at +1, at -1
	for i := len(sos) - 1; i >= 0; i-- {
		c := &sos[i]
		near := 0
		if c.A1 > 0 {
			near = 1
		}
		var zero [2]float64
		for k := range zero {
			side := near
			if left[side] == 0 {
				side = 1 - side
			}
			left[side]--
			zero[k] = 1 - 2*float64(side)
		}
		c.B1, c.B2 = -(zero[0] + zero[1]), zero[0]*zero[1]
	}
}

// Notch designs a second-order notch: gain 0 at freq, 1 at 0 and at half the
// rate, -3 dB points freq/q apart. Errors are *[DesignError] around ErrRate,
// ErrCorner or ErrQuality.
func Notch(freq, q, rate float64) (SOS, error) {
	const kind = "notch"
	if err := checkCorner(kind, freq, rate); err != nil {
		return nil, err
	}
	if !(q > 0) || !dsp.Finite(q) || freq/(2*q) >= rate/2 {
		return nil, &DesignError{kind, q, rate, ErrQuality}
	}
	w := 2 * math.Pi * freq / rate
	g := 1 / (1 + math.Tan(w/(2*q)))
	c := math.Cos(w)
	return SOS{{g, -2 * g * c, g, -2 * g * c, 2*g - 1}}, nil
}
