package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the amplitudes of P and T.
const (
	crestWideMS = 12   // half width of the parabola through the peak of P or T
	leastPUV    = 10   // a P wave lower than this in a lead cannot be seen in it
	phaseUV     = 25   // both phases of a biphasic P wave are this large
	phaseOf     = 0.25 // and this part of the larger one
)

// pAmplitudes measures the P wave against the level before its onset.
func (m *Measurer) pAmplitudes(out *Lead, l int) {
	s := &m.rep
	out.P, out.PPositive, out.PNegative, out.PTF, out.PNet, out.PAbsent = 0, 0, 0, 0, 0, ""
	if !m.hasP {
		out.PRSegment = ecg.NaN[ecg.Microvolt]()
		out.PAbsent = ReasonNoP
		return
	}
	on, off := s.g.POn, s.g.POff
	level := windowMean(s.cum[l], on-m.samples(baseMS), on)
	if level != level {
		level = s.x[l][on]
	}
	x := s.sm[l]
	area := 0.0
	for i := on; i <= off; i++ {
		area += s.x[l][i] - level
	}
	hi, lo := m.phases(l, on, off, level)
	out.P, out.PPositive, out.PNegative = ecg.Microvolt(hi), ecg.Microvolt(hi), ecg.Microvolt(lo)
	if -lo > hi {
		out.P = ecg.Microvolt(lo)
	}
	if s.lead[l].PPeak == None || max(hi, -lo) < max(leastPUV, 2*m.quiet[l]) {
		out.PAbsent = ReasonSmall
	}
	small := min(hi, -lo)
	out.PBiphasic = small >= phaseUV && small >= phaseOf*max(hi, -lo)
	out.PNet = ecg.Value(area * 1000 / m.rate)
	out.PRSegment = ecg.Microvolt(m.zero[l] - level)
	// The terminal part: back from the end to the last change of sign.
	i := off
	for i > on && math.Abs(x[i]-level) < 0.1*max(hi, -lo) {
		i--
	}
	h, z := 0.0, i
	for ; i >= on && (x[i] >= level) == (x[z] >= level); i-- {
		if v := x[i] - level; math.Abs(v) > math.Abs(h) {
			h = v
		}
	}
	out.PTF = ecg.Value(h * float64(z-i) * 1000 / m.rate)
}

// phases returns the largest positive and negative peak between on and off of lead l against level, 0 where there is none.
func (m *Measurer) phases(l, on, off int, level float64) (hi, lo float64) {
	x := m.rep.sm[l]
	top, bottom := -1, -1
	on, off = max(on, 1), min(off, len(x)-2)
	if on > off {
		return 0, 0
	}
	high, low := level, level
	before, at := x[on-1], x[on]
	for i, after := range x[on+1 : off+2] {
		if at >= before && at >= after && at > high {
			high, top = at, on+i
		}
		if at <= before && at <= after && at < low {
			low, bottom = at, on+i
		}
		before, at = at, after
	}
	w := samples(crestWideMS, m.rate, 1)
	if top >= 0 {
		v, _ := crest(m.rep.x[l], top, w)
		hi = max(0, v-level)
	}
	if bottom >= 0 {
		v, _ := crest(m.rep.x[l], bottom, w)
		lo = min(0, v-level)
	}
	return hi, lo
}

// tAmplitudes measures the T wave against the level before QRS.
func (m *Measurer) tAmplitudes(out *Lead, l int) {
	s := &m.rep
	out.T, out.TPositive, out.TNegative, out.TNet, out.TAbsent = 0, 0, 0, 0, ""
	if s.g.TOff == None {
		out.TAbsent = ReasonNoT
		return
	}
	on, off := s.g.TOn, s.g.TOff
	f := s.lead[l]
	x, base := s.sm[l], m.zero[l]
	area := 0.0
	foot, slope := x[on], (x[off]-x[on])/float64(max(off-on, 1))
	for i := on; i <= off; i++ {
		area += s.x[l][i] - foot - slope*float64(i-on) // what a displaced ST segment adds is not T
	}
	out.TNet = ecg.Value(area * 1000 / m.rate)
	// A displaced ST segment that runs into T is no phase: only peaks are.
	hi, lo := m.phases(l, on+1, off-1, base)
	out.TPositive, out.TNegative = ecg.Microvolt(hi), ecg.Microvolt(lo)
	if f.TPeak == None {
		out.TAbsent = ReasonSmall
		return
	}
	peak, _ := crest(s.x[l], f.TPeak, samples(crestWideMS, m.rate, 1))
	out.T = ecg.Microvolt(peak - base)
}
