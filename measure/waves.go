package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the amplitude measurements.
const (
	minWaveUV   = 20   // least height of a Q, R or S wave (CSE 1985)
	minWaveMS   = 6    // and how long it must last
	pointMS     = 2    // J and ST levels are means over this time on both sides
	notchUV     = 20   // least depth of a notch
	topShare    = 0.7  // a deflection that stays above this part of its height
	slurMS      = 40   // this long is slurred (an R of 80 ms base and triangular shape stays so 24 ms)
	jNotchFrom  = 45   // an end-QRS notch has its peak from this long before J
	jNotchTo    = 30   // to this long after it
	slurSlope   = 0.35 // an end-QRS slur begins where the descent slows to this part of its steepest
	slurLeastUV = 100  // and stands at least this high (Macfarlane 2015)
	slurLeastMS = 10
)

// waves writes what is measured in each lead of the representative beat.
func (m *Measurer) waves(dst *Report) {
	dst.Leads = resize(dst.Leads, len(m.in.Leads))
	for l := range m.in.Leads {
		out := &dst.Leads[l]
		tmpl := out.Template
		*out = nanLead()
		in := &m.in.Leads[l]
		out.Lead, out.Label, out.Derived = in.Lead, in.Label, in.Derived
		out.SampleRate = m.rate
		out.Template = emptied(tmpl)
		if !m.found || m.rep.x[l] == nil {
			continue
		}
		s := &m.rep
		out.OK = true
		out.Template = append(out.Template, s.x[l]...)
		out.TemplateR = s.r
		out.Fiducials = s.lead[l].relative(s.r)
		out.Noise = ecg.Microvolt(s.noise[l] * math.Sqrt(float64(m.used)))
		m.qrsWaves(out, l)
		m.stSegment(out, l)
		m.pAmplitudes(out, l)
		m.tAmplitudes(out, l)
	}
}

func nanLead() Lead {
	uv, ms, v := ecg.NaN[ecg.Microvolt](), ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Value]()
	return Lead{
		P: uv, PNegative: uv, PTF: v, Q: uv, R: uv, S: uv, R2: uv, S2: uv, T: uv, TNegative: uv, QRSPeak: uv, QRSNet: v,
		PNet: v, TNet: v, QDur: ms, RDur: ms, SDur: ms, R2Dur: ms, QRSDur: ms, VAT: ms, J: uv, ST20: uv, ST40: uv, ST60: uv,
		ST80: uv, STSlope: v, JNotch: uv, PRSegment: uv, Noise: uv, Fiducials: none,
	}
}

// qrsWave is one deflection of a QRS complex.
type qrsWave struct {
	a, z, peak int // first and last sample, extreme
	h          float64
}

// deflections finds the waves of lead l between global QRS onset and offset; at most len(dst).
func (m *Measurer) deflections(dst []qrsWave, l int) []qrsWave {
	s := &m.rep
	x, base, on, off := s.x[l], s.base[l], s.g.QRSOn, s.g.QRSOff
	least := m.samples(minWaveMS)
	for i := on; i <= off; {
		w := qrsWave{a: i, peak: i}
		positive := x[i] >= base
		for i <= off && (x[i] >= base) == positive {
			if v := x[i] - base; math.Abs(v) > math.Abs(w.h) {
				w.h, w.peak = v, i
			}
			w.z = i
			i++
		}
		if w.z-w.a+1 < least || math.Abs(w.h) < math.Max(minWaveUV, 2*s.noise[l]) {
			continue
		}
		// What only climbs into the ST segment is its deviation, not a wave.
		if w.z == off && math.Abs(w.h)-math.Abs(x[off]-base) < minWaveUV && w.peak >= off-least {
			continue
		}
		if n := len(dst); n > 0 && (dst[n-1].h > 0) == (w.h > 0) {
			dst[n-1].z = w.z
			if math.Abs(w.h) > math.Abs(dst[n-1].h) {
				dst[n-1].h, dst[n-1].peak = w.h, w.peak
			}
			continue
		}
		if len(dst) == cap(dst) {
			break
		}
		dst = append(dst, w)
	}
	return dst
}

// qrsWaves names the deflections of the QRS complex.
func (m *Measurer) qrsWaves(out *Lead, l int) {
	s := &m.rep
	x, base, on, off := s.x[l], s.base[l], s.g.QRSOn, s.g.QRSOff
	out.Q, out.R, out.S, out.R2, out.S2 = 0, 0, 0, 0, 0
	out.QDur, out.RDur, out.SDur, out.R2Dur = 0, 0, 0, 0
	ms := 1000 / m.rate
	var room [8]qrsWave
	top := -1 // the last R peak
	var tall qrsWave
	waves := m.deflections(room[:0], l)
	for i, w := range waves {
		h, d := ecg.Microvolt(w.h), ecg.Millisecond(float64(w.z-w.a+1)*ms)
		switch {
		case w.h > 0 && out.R == 0:
			out.R, out.RDur, top = h, d, w.peak
		case w.h > 0 && out.R2 == 0:
			out.R2, out.R2Dur, top = h, d, w.peak
		case w.h < 0 && i == 0:
			out.Q, out.QDur = h, d
		case w.h < 0 && out.S == 0:
			out.S, out.SDur = h, d
		case w.h < 0 && out.S2 == 0:
			out.S2 = h
		}
		if w.h > tall.h {
			tall = w
		}
	}
	out.QS = out.R == 0 && out.Q < 0
	area, lo, hi := 0.0, math.Inf(1), math.Inf(-1)
	for i := on; i <= off; i++ {
		v := x[i] - base
		area += v
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	out.QRSNet = ecg.Value(area * ms)
	out.QRSPeak = ecg.Microvolt(hi - lo)
	out.QRSDur = m.between(s.lead[l].QRSOn, s.lead[l].QRSOff)
	if top >= 0 {
		last, notched := m.notches(l, tall)
		out.Notched = notched
		if out.R2 == 0 && last > top {
			top = last
		}
		out.VAT = m.between(on, top)
		out.JNotch = ecg.Microvolt(m.jNotch(l, max(top, last)))
	}
}

// notches looks at the deflection w: its last peak of similar height, and whether it is notched or slurred at its top.
func (m *Measurer) notches(l int, w qrsWave) (last int, notched bool) {
	s := &m.rep
	x, base := s.x[l], s.base[l]
	depth := math.Max(notchUV, 3*s.noise[l])
	last = w.peak
	first, end := -1, -1
	valley := w.h
	for i := w.a; i <= w.z; i++ {
		v := x[i] - base
		if v >= topShare*w.h {
			if first < 0 {
				first = i
			}
			end = i
		}
	}
	// The highest point after each valley between the ends of the top.
	high, highAt := math.Inf(-1), first
	for i := first; i >= 0 && i <= end; i++ {
		v := x[i] - base
		if v > high {
			high, highAt = v, i
			if high-valley >= depth {
				notched = true
				last = max(last, highAt)
			}
		}
		if v < valley && high-v >= depth {
			valley, high = v, v
		}
	}
	return last, notched || float64(end-first)*1000/m.rate >= slurMS
}

// jNotch returns the height of a notch or slur at the end of the QRS complex of lead l behind its last R peak, 0 when there
// is none.
func (m *Measurer) jNotch(l, peak int) float64 {
	s := &m.rep
	x, base, off := s.x[l], s.base[l], s.g.QRSOff
	depth := math.Max(notchUV, 3*s.noise[l])
	a, z := max(peak+1, off-m.samples(jNotchFrom)), min(off+m.samples(jNotchTo), s.n-2)
	low := x[min(peak, s.n-1)]
	best, top := 0.0, 0.0
	for i := peak + 1; i <= z; i++ {
		low = math.Min(low, x[i])
		if i >= a && x[i] >= x[i-1] && x[i] > x[i+1] && x[i]-low >= depth && low-base > -depth {
			// A notch comes down again; the foot of T does not.
			fall := x[i] - x[min(i+m.samples(24), s.n-1)]
			if h := x[i] - base; h > best && fall >= depth/2 {
				best, top = h, h
			}
		}
	}
	if top > 0 {
		return top
	}
	d := s.fast[l]
	steep := peak
	for i := peak; i <= off; i++ {
		if d[i] < d[steep] {
			steep = i
		}
	}
	for i := steep; i <= off-m.samples(slurLeastMS); i++ {
		if d[i] > slurSlope*d[steep] {
			if h := x[i] - base; h >= slurLeastUV && d[i] < 0 && h-(x[off]-base) >= depth {
				return h
			}
			break
		}
	}
	return 0
}

// level is the mean of lead l of the representative beat about i, against the level before QRS.
func (m *Measurer) level(l, i int) ecg.Microvolt {
	s := &m.rep
	w := m.samples(pointMS)
	if i-w < 0 || i+w >= s.n {
		return ecg.NaN[ecg.Microvolt]()
	}
	return ecg.Microvolt(windowMean(s.cum[l], i-w, i+w+1) - s.base[l])
}

// stSegment measures J and the ST segment.
func (m *Measurer) stSegment(out *Lead, l int) {
	j := m.rep.g.QRSOff
	out.J = m.level(l, j)
	out.ST20 = m.level(l, j+m.samples(20))
	out.ST40 = m.level(l, j+m.samples(40))
	out.ST60 = m.level(l, j+m.samples(60))
	out.ST80 = m.level(l, j+m.samples(80))
	out.STSlope = ecg.Value((out.ST80 - out.J) / 0.080)
}

// pAmplitudes measures the P wave against the level before its onset.
func (m *Measurer) pAmplitudes(out *Lead, l int) {
	s := &m.rep
	out.P, out.PNegative, out.PTF, out.PNet = 0, 0, 0, 0
	if !m.hasP {
		out.PRSegment = ecg.NaN[ecg.Microvolt]()
		return
	}
	on, off := s.g.POn, s.g.POff
	level := windowMean(s.cum[l], on-m.samples(baseMS), on)
	if level != level {
		level = s.x[l][on]
	}
	x := s.sm[l]
	hi, lo, area := 0.0, 0.0, 0.0
	for i := on; i <= off; i++ {
		v := x[i] - level
		hi, lo = math.Max(hi, v), math.Min(lo, v)
		area += s.x[l][i] - level
	}
	out.P, out.PNegative = ecg.Microvolt(hi), ecg.Microvolt(lo)
	if -lo > hi {
		out.P = ecg.Microvolt(lo)
	}
	out.PNet = ecg.Value(area * 1000 / m.rate)
	out.PRSegment = ecg.Microvolt(s.base[l] - level)
	// The terminal part: back from the end to the last change of sign.
	i := off
	for i > on && math.Abs(x[i]-level) < 0.1*math.Max(hi, -lo) {
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

// tAmplitudes measures the T wave against the level before QRS.
func (m *Measurer) tAmplitudes(out *Lead, l int) {
	s := &m.rep
	out.T, out.TNegative, out.TNet = 0, 0, 0
	if s.g.TOff == None {
		return
	}
	on, off := s.g.TOn, s.g.TOff
	f := s.lead[l]
	x, base := s.sm[l], s.base[l]
	area := 0.0
	foot, slope := x[on], (x[off]-x[on])/float64(max(off-on, 1))
	for i := on; i <= off; i++ {
		area += s.x[l][i] - foot - slope*float64(i-on) // what a displaced ST segment adds is not T
		// The most negative phase is a local minimum or the peak itself: a depressed ST segment running into T is neither.
		if i > on && i < off && x[i] <= x[i-1] && x[i] <= x[i+1] {
			out.TNegative = min(out.TNegative, ecg.Microvolt(x[i]-base))
		}
	}
	out.TNet = ecg.Value(area * 1000 / m.rate)
	if f.TPeak != None {
		out.T = ecg.Microvolt(x[f.TPeak] - base)
	}
}
