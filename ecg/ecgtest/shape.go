package ecgtest

import "math"

// part is the wave that a component belongs to.
type part byte

const (
	partP part = iota
	partQRS
	partST
	partT
	partU
)

// shapeKind selects the function of time of a component.
type shapeKind byte

const (
	shapeBump    shapeKind = iota // raised cosine up from a to p, down from p to b
	shapeSTLevel                  // rises within the QRS, 1 from J on, back to 0 at the end of T
	shapeSTSlope                  // (t-J)/80 ms from J on, levelling off, 0 at the end of T
	shapeSTCurve                  // the square of that
)

const (
	stUnit      = 0.080 // s after J that the slope and curve of an ST segment are normed to
	stHold      = 0.080 // s after J for which the asked-for shape holds exactly
	stHoldShare = 0.45  // and at most this share of J to the end of T
	stLevelOff  = 0.5   // how far (in units) a slope continues to grow after stUnit
	stRampFrom  = 0.5   // share of the QRS after which the level of J is approached
)

// component is one function of time with an amplitude in each basis lead, in µV. Times are seconds after the origin of its
// template: QRS onset, P onset for partP, the end of T for partU.
type component struct {
	part    part
	kind    shapeKind
	a, p, b float64
	// jt marks times given as shares of the JT interval, after J, so that ST-T follows the QT interval of each beat.
	jt  bool
	amp []float64
}

// placed is a component at the QT interval of a beat.
type placed struct {
	kind          shapeKind
	a, p, b, hold float64
}

// place fixes the times of c for a QRS of qrs and a QT of qt seconds.
func (c *component) place(qrs, qt float64) placed {
	s := placed{kind: c.kind, a: c.a, p: c.p, b: c.b}
	jt := qt - qrs
	switch {
	case c.part == partU:
		s.a, s.p, s.b = qt+c.a, qt+c.p, qt+c.b
	case c.kind != shapeBump:
		s.p, s.b = qrs, qt
		s.hold = qrs + min(stHold, stHoldShare*jt)
	case c.jt:
		s.a, s.p, s.b = qrs+c.a*jt, qrs+c.p*jt, qrs+c.b*jt
		if c.b == 1 {
			s.b = qt // exactly
		}
	}
	return s
}

// at returns the shape at t seconds after the origin.
func (s *placed) at(t float64) float64 {
	if t <= s.a || t >= s.b {
		return 0
	}
	if s.kind == shapeBump {
		if t < s.p {
			return rise((t - s.a) / (s.p - s.a))
		}
		return rise((s.b - t) / (s.b - s.p))
	}
	if t < s.p {
		if s.kind == shapeSTLevel {
			return rise((t - s.a) / (s.p - s.a))
		}
		return 0
	}
	w := 1.0
	if t > s.hold {
		w = rise((s.b - t) / (s.b - s.hold))
	}
	switch s.kind {
	case shapeSTSlope:
		w *= levelled((t - s.p) / stUnit)
	case shapeSTCurve:
		u := levelled((t - s.p) / stUnit)
		w *= u * u
	}
	return w
}

// rise is the raised cosine that goes from 0 at u = 0 to 1 at u = 1 with level ends.
func rise(u float64) float64 { return 0.5 - 0.5*math.Cos(math.Pi*u) }

// levelled is u up to 1 and then grows ever more slowly to 1 + stLevelOff, without a kink.
func levelled(u float64) float64 {
	if u <= 1 {
		return u
	}
	return 1 + stLevelOff*(1-math.Exp(-(u-1)/stLevelOff))
}
