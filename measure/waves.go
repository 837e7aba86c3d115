package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the amplitude measurements.
const (
	minWaveUV  = 20 // least height of a Q, R or S wave (CSE 1985)
	minWaveMS  = 6  // and how long it must last
	pointMS    = 2  // J and ST80 are means over this time on both sides,
	stPointMS  = 6  // the levels between them over this
	quietMS    = 60 // noise is what beats differ by over this time before the QRS complex, or after it where that is less,
	quietGapMS = 10 // this far from it
	crestMS    = 2  // half width of the parabola through the peak of a QRS wave
)

// waves writes what is measured in each lead of the representative beat.
func (m *Measurer) waves(dst *Report) {
	dst.Leads = resize(dst.Leads, len(m.in.Leads))
	m.zero, m.quiet = resize(m.zero, len(m.in.Leads)), resize(m.quiet, len(m.in.Leads))
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
		m.quiet[l] = m.quietNoise(l)
		m.setZero(out, l)
		m.qrsWaves(out, l)
		m.stSegment(out, l)
		m.pAmplitudes(out, l)
		m.tAmplitudes(out, l)
		m.uWave(out, l)
		m.leadIntervals(out, l)
	}
}

// setZero chooses the level that amplitudes of lead l count from.
func (m *Measurer) setZero(out *Lead, l int) {
	s := &m.rep
	on := int(math.Round(m.edge.qrsOn))
	m.zero[l] = windowMean(s.cum[l], on-samples(baseMS, m.rate, 1), on)
	if m.zero[l] != m.zero[l] {
		m.zero[l] = s.base[l]
	}
	tp := m.tpLevel(l)
	out.TPLevel = ecg.Microvolt(tp - m.zero[l])
	if m.opt.Baseline == BaselineTP && tp == tp {
		m.zero[l] = tp
	}
}

// Where the level between T and P is taken.
const (
	tpMS    = 40 // length of the stretch,
	tpGapMS = 12 // which ends this long before P
	tpLate  = 30 // and begins this long after the end of T
)

// tpLevel is the level of lead l between the T wave and the P wave after it, NaN when they leave no stretch.
func (m *Measurer) tpLevel(l int) float64 {
	s := &m.rep
	if s.g.TOff == None {
		return math.NaN()
	}
	if m.hasP {
		z := s.g.POn - s.ms(tpGapMS)
		a := z - s.ms(tpMS)
		if !math.IsInf(s.prevR, 1) && float64(a) < float64(s.g.TOff+s.ms(tpLate))-s.prevR {
			return math.NaN()
		}
		if a < 0 {
			return math.NaN()
		}
		return windowMean(s.cum[l], a, z)
	}
	a := s.g.TOff + s.ms(tpLate)
	z := a + s.ms(tpMS)
	if z > s.n || !math.IsInf(s.nextR, 1) && float64(z-s.g.QRSOn) > s.nextR {
		return math.NaN()
	}
	return windowMean(s.cum[l], a, z)
}

// quietNoise is the RMS noise of lead l of the representative beat where nothing moves: what its beats differ by next to
// the QRS complex, over the square root of their number. The residual over the whole beat would count the T waves of
// ectopic beats nearby.
func (m *Measurer) quietNoise(l int) float64 {
	s := &m.rep
	w, gap := s.ms(quietMS), s.ms(quietGapMS)
	before := m.differ(l, s.g.QRSOn-gap-w, s.g.QRSOn-gap)
	after := m.differ(l, s.g.QRSOff+gap, s.g.QRSOff+gap+w)
	least := min(before, after)
	if before != before {
		least = after
	} else if after != after {
		least = before
	}
	if least != least {
		return s.noise[l]
	}
	return least / math.Sqrt(float64(m.used))
}

// differ is the RMS by which the averaged beats of lead l differ from the representative beat over [a, b), each less its
// own mean and slope; NaN when there are not two.
func (m *Measurer) differ(l, a, b int) float64 {
	s := &m.rep
	if a < 0 || b > s.n || b-a < 4 || m.used < 2 {
		return math.NaN()
	}
	x, t := m.in.Leads[l].Clean, s.x[l][a:b]
	k := float64(b - a)
	total, n := 0.0, 0
	for i := range m.beats {
		w := &m.beats[i]
		from := w.r - s.r + a
		if !w.avg || from < 0 || from+b-a > m.n {
			continue
		}
		sum, lin, sq := lineApart(x[from:from+b-a], t)
		if sum == sum {
			total += max(0, sq-sum*sum/k-lin*lin*12/(k*(k*k-1)))
			n++
		}
	}
	if n < 2 {
		return math.NaN()
	}
	return math.Sqrt(total / (float64(n-1) * (k - 2)))
}

func nanLead() Lead {
	uv, ms, v := ecg.NaN[ecg.Microvolt](), ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Value]()
	return Lead{
		P: uv, PPositive: uv, PNegative: uv, PTF: v, Q: uv, R: uv, S: uv, R2: uv, S2: uv, T: uv, TPositive: uv, TNegative: uv, U: uv, TBeforeU: uv, QRSPeak: uv, QRSNet: v,
		PNet: v, TNet: v, QDur: ms, RDur: ms, SDur: ms, R2Dur: ms, S2Dur: ms, PDur: ms, PR: ms, QRSDur: ms, QT: ms, QU: ms, VAT: ms, J: uv, ST20: uv, ST40: uv, ST60: uv,
		ST80: uv, STSlope: v, STIntegral: v, TPLevel: uv, PAbsent: ReasonLeads, TAbsent: ReasonLeads, JNotch: uv, PRSegment: uv, Noise: uv, Fiducials: none,
	}
}

// qrsWave is one deflection of a QRS complex.
type qrsWave struct {
	a, z, peak int     // first and last sample, extreme
	h          float64 // height
	on, off    float64 // where the zero level is crossed, in samples
}

// deflections finds the waves of lead l between global QRS onset and offset; at most len(dst).
func (m *Measurer) deflections(dst []qrsWave, l int) []qrsWave {
	s := &m.rep
	x, base, on, off := s.x[l], m.zero[l], s.g.QRSOn, s.g.QRSOff
	least, noise := m.samples(minWaveMS), max(minWaveUV, 2*m.quiet[l])
	for i := on; i <= off; {
		w := qrsWave{a: i, peak: i, on: max(m.edge.qrsOn, float64(i))}
		if i > on {
			w.on = crossing(x, base, i-1)
		}
		positive := x[i] >= base
		for i <= off && (x[i] >= base) == positive {
			if v := x[i] - base; math.Abs(v) > math.Abs(w.h) {
				w.h, w.peak = v, i
			}
			w.z = i
			i++
		}
		w.off = min(m.edge.qrsOff, float64(w.z))
		if i <= off {
			w.off = crossing(x, base, w.z)
		}
		if (w.off-w.on)*1000 < minWaveMS*m.rate || math.Abs(w.h) < noise {
			continue
		}
		// What only climbs into the ST segment is its deviation, not a wave.
		if w.z == off && math.Abs(w.h)-math.Abs(x[off]-base) < minWaveUV && w.peak >= off-least {
			continue
		}
		if n := len(dst); n > 0 && (dst[n-1].h > 0) == (w.h > 0) {
			dst[n-1].z, dst[n-1].off = w.z, w.off
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

// crossing is where x passes base between the samples i and i+1.
func crossing(x []float64, base float64, i int) float64 {
	p, q := x[i]-base, x[i+1]-base
	if p == q {
		return float64(i)
	}
	return float64(i) + max(0, min(1, p/(p-q)))
}

// crest is the extreme of the parabola fitted to x over w samples to both sides of i, which is near it, and its second
// derivative; x[i] where the parabola has none there.
func crest(x []float64, i, w int) (top, bend float64) {
	w = min(w, i, len(x)-1-i)
	if w < 1 {
		return x[i], 0
	}
	n, k2, k4 := float64(2*w+1), 0.0, 0.0
	s0, s1, s2 := 0.0, 0.0, 0.0
	for j := -w; j <= w; j++ {
		t, v := float64(j), x[i+j]
		k2 += t * t
		k4 += t * t * t * t
		s0 += v
		s1 += t * v
		s2 += t * t * v
	}
	a := (n*s2 - k2*s0) / (n*k4 - k2*k2)
	b, c := s1/k2, (s0-a*k2)/n
	if a == 0 || math.Abs(b/(2*a)) > float64(w) {
		return x[i], 0
	}
	return c - b*b/(4*a), 2 * a
}

// sharp is the extreme of x near sample i of the representative beat as the single beats have it: they are averaged to the
// nearest sample, and times that differ by up to half a sample to both sides take 1/24 of the bend off.
func (m *Measurer) sharp(x []float64, i int) float64 {
	top, bend := crest(x, i, samples(crestMS, m.rate, 1))
	if m.used > 1 {
		top -= bend / 24
	}
	return top
}

// qrsWaves names the deflections of the QRS complex.
func (m *Measurer) qrsWaves(out *Lead, l int) {
	s := &m.rep
	x, base, on, off := s.x[l], m.zero[l], s.g.QRSOn, s.g.QRSOff
	out.Q, out.R, out.S, out.R2, out.S2 = 0, 0, 0, 0, 0
	out.QDur, out.RDur, out.SDur, out.R2Dur, out.S2Dur = 0, 0, 0, 0, 0
	ms := 1000 / m.rate
	var room [8]qrsWave
	top := -1 // the last R peak
	var tall qrsWave
	waves := m.deflections(room[:0], l)
	for i, w := range waves {
		h, d := ecg.Microvolt(m.sharp(x, w.peak)-base), m.span(w.on, w.off)
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
			out.S2, out.S2Dur = h, d
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
		lo, hi = min(lo, v), max(hi, v)
	}
	out.QRSNet = ecg.Value(area * ms)
	out.QRSPeak = ecg.Microvolt(hi - lo)
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
