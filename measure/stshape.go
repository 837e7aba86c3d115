package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// STShape is the course of an ST segment from J to J+80 ms; empty when it was not measured.
type STShape string

// The shapes. A segment that bends is concave or convex whichever way it slopes.
const (
	STHorizontal  STShape = "horizontal"
	STUpsloping   STShape = "upsloping"
	STDownsloping STShape = "downsloping"
	STConcave     STShape = "concave" // opens upward, as in early repolarisation and pericarditis
	STConvex      STShape = "convex"  // domed, as in infarction
)

// Constants of the shape of an ST segment. The shares were set so that the shapes of synthetic segments of 50 µV and more
// are told apart.
const (
	stShapeMS   = 80   // the shape is that of this stretch after J
	stBendShare = 0.05 // of the larger end: a middle that stands off the straight line between the ends by this bends
	stBendUV    = 6    // but by this at least,
	stBendNoise = 3    // and this many times the noise
	stTiltShare = 0.25 // of the mean level: ends that differ by this slope
	stTiltUV    = 25   // but by this at least: a quarter of a millimetre on paper
)

// levelAt is the mean of lead l of the representative beat over half ms to both sides of t, in samples, against its zero level.
func (m *Measurer) levelAt(l int, t, half float64) float64 {
	s := &m.rep
	half = max(half*m.rate/1000, 0.5)
	if t-half < 0 || t+half > float64(s.n-1) {
		return math.NaN()
	}
	// Each sample stands for the time from half a sample before it to half a sample behind it.
	upTo := func(t float64) float64 {
		i := int(t + 0.5)
		return s.cum[l][i] + (t+0.5-float64(i))*s.x[l][i]
	}
	return (upTo(t+half)-upTo(t-half))/(2*half) - m.zero[l]
}

// stSegment measures J and the ST segment.
func (m *Measurer) stSegment(out *Lead, l int) {
	at := func(ms float64) ecg.Microvolt {
		half := float64(stPointMS)
		if ms == 0 || ms == stShapeMS { // beside the QRS complex, and where T begins at high rates
			half = pointMS
		}
		return ecg.Microvolt(m.levelAt(l, m.edge.qrsOff+ms*m.rate/1000, half))
	}
	out.J, out.ST20, out.ST40, out.ST60, out.ST80 = at(0), at(20), at(40), at(60), at(stShapeMS)
	out.STSlope = ecg.Value((out.ST80 - out.J) * 1000 / stShapeMS)
	// Simpson's rule on five points; their means take care of the noise.
	out.STIntegral = ecg.Value(float64(out.J+4*out.ST20+2*out.ST40+4*out.ST60+out.ST80) * stShapeMS / 12)
	out.STShape = m.stShape(out, l)
}

// stShape names the course of the ST segment of lead l.
func (m *Measurer) stShape(out *Lead, l int) STShape {
	j, a, b, c, end := float64(out.J), float64(out.ST20), float64(out.ST40), float64(out.ST60), float64(out.ST80)
	if j != j || end != end {
		return ""
	}
	// The parabola through five points, from its second differences: less noise than the middle alone. How far its middle
	// stands off the line between its ends.
	bend := (2*j - a - 2*b - c + 2*end) / 14 * -4
	large := max(math.Abs(j), math.Abs(end))
	if math.Abs(bend) >= max(stBendShare*large, stBendUV, stBendNoise*m.quiet[l]) && large >= stTiltUV {
		if bend > 0 {
			return STConvex
		}
		return STConcave
	}
	switch tilt, least := end-j, max(stTiltUV, stTiltShare*math.Abs(j+end)/2); {
	case tilt >= least:
		return STUpsloping
	case tilt <= -least:
		return STDownsloping
	}
	return STHorizontal
}
