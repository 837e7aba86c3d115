package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// intervals writes the global intervals and axes and the intervals of each lead; waves must have run.
func (m *Measurer) intervals(dst *Report) {
	nan := ecg.NaN[ecg.Millisecond]()
	dst.P, dst.PR, dst.PRSegment, dst.QRS, dst.QT, dst.Upstroke = nan, nan, nan, nan, nan, nan
	dst.Fiducials, dst.BeatsUsed = none, 0
	if m.found {
		g, f := m.rep.g, &m.edge
		dst.BeatsUsed = m.used
		if m.hasP && !m.rep.hiddenP() {
			dst.P, dst.PR, dst.PRSegment = m.span(f.pOn, f.pOff), m.span(f.pOn, f.qrsOn), m.span(f.pOff, f.qrsOn)
		}
		dst.QRS = m.span(f.qrsOn, f.qrsOff)
		dst.QT = m.span(f.qrsOn, f.tOff)
		dst.Upstroke = ecg.Millisecond(float64(m.rep.upstroke) * 1000 / m.rate)
		dst.Fiducials = g.relative(m.rep.r)
	}
	dst.QTc = CorrectQT(dst.QT, dst.RR.Mean)
	dst.Wide = CorrectWideQT(dst.QT, dst.RR.Mean, dst.QRS)
	dst.QTSpread = qtSpread(dst.Leads)
	dst.Axis = axes(dst)
}

// leadIntervals writes the intervals of one lead.
func (m *Measurer) leadIntervals(out *Lead, l int) {
	f := m.rep.lead[l]
	out.QRSDur = m.between(f.QRSOn, f.QRSOff)
	if m.hasP && out.PAbsent == "" {
		out.PDur, out.PR = m.between(f.POn, f.POff), m.between(f.POn, f.QRSOn)
	}
	if out.TAbsent == "" {
		out.QT = m.between(f.QRSOn, f.TOff)
	}
}

// between is the time from a to b in ms, NaN unless both are known.
func (m *Measurer) between(a, b int) ecg.Millisecond {
	if a == None || b == None {
		return ecg.NaN[ecg.Millisecond]()
	}
	return ecg.Millisecond(float64(b-a) * 1000 / m.rate)
}

// span is the time from a to b, in samples, in ms.
func (m *Measurer) span(a, b float64) ecg.Millisecond {
	return ecg.Millisecond((b - a) * 1000 / m.rate)
}

// relative counts the fiducials from r.
func (f Fiducials) relative(r int) Fiducials {
	for _, v := range []*int{&f.POn, &f.PPeak, &f.POff, &f.QRSOn, &f.R, &f.QRSOff, &f.TOn, &f.TPeak, &f.TOff} {
		if *v != None {
			*v -= r
		}
	}
	return f
}

// edges are the ends of the waves over all leads in samples of the representative beat, to a fraction; NaN when absent.
type edges struct{ pOn, pOff, qrsOn, qrsOff, tOff float64 }

// Rates below fineRate place the ends of waves too coarsely: there the representative beat is delineated on a finer grid.
const (
	fineRate  = 450 // Hz
	fineLeast = 500 // Hz, of the finer grid
	fineSlip  = 2.0 // samples by which its answers may differ from those of the coarse one
)

// findEdges sets m.edge from the fiducials of the representative beat.
func (m *Measurer) findEdges() {
	at := func(v int) float64 {
		if v == None {
			return math.NaN()
		}
		return float64(v)
	}
	g := &m.rep.g
	m.edge = edges{at(g.POn), at(g.POff), m.rep.corner(g.QRSOn, 1), m.rep.corner(g.QRSOff, -1), at(g.TOff)}
	if m.rate >= fineRate {
		return
	}
	k := int(math.Ceil(fineLeast / m.rate))
	s, f := &m.rep, &m.fine
	f.reset(m.rate*float64(k), len(s.x), (s.n-1)*k+1, s.r*k)
	f.minP, f.minT, f.farP = s.minP, s.minT, s.farP
	f.prevR, f.nextR = s.prevR*float64(k), s.nextR*float64(k)
	m.finer = resizeKeep(m.finer, len(s.x))
	for l := range s.x {
		f.x[l], f.noise[l] = nil, s.noise[l]
		if s.x[l] != nil {
			m.finer[l] = interpolate(m.finer[l], s.x[l], k)
			f.x[l] = m.finer[l]
		}
	}
	if !f.delineate() {
		return
	}
	take := func(dst *float64, v float64) {
		if x := v / float64(k); math.Abs(x-*dst) <= fineSlip {
			*dst = x
		}
	}
	take(&m.edge.pOn, at(f.g.POn))
	take(&m.edge.pOff, at(f.g.POff))
	take(&m.edge.qrsOn, f.corner(f.g.QRSOn, 1))
	take(&m.edge.qrsOff, f.corner(f.g.QRSOff, -1))
	take(&m.edge.tOff, at(f.g.TOff))
}

// interpolate writes x with k-1 points between every two, on the cubic through the four samples about them.
func interpolate(dst, x []float64, k int) []float64 {
	n := len(x)
	dst = resize(dst, (n-1)*k+1)
	for i := range n - 1 {
		b, c := x[i], x[i+1]
		a, d := x[max(i-1, 0)], x[min(i+2, n-1)]
		dst[i*k] = b
		for j := 1; j < k; j++ {
			dst[i*k+j] = lagrange(a, b, c, d, float64(j)/float64(k))
		}
	}
	dst[(n-1)*k] = x[n-1]
	return dst
}

// lagrange is the cubic through a, b, c and d at -1, 0, 1 and 2, at u.
func lagrange(a, b, c, d, u float64) float64 {
	p, q, r := u+1, u-1, u-2
	return -a*u*q*r/6 + b*p*q*r/2 - c*p*u*r/2 + d*p*u*q/6
}
