package ecgtest

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// describe turns a plan into its truth.
func describe(p *schedule, n int) *Truth {
	s := p.spec
	nan := ecg.NaN[ecg.Value]()
	t := &Truth{Spec: *s, Samples: n, HeartRate: nan, RRMean: ecg.NaN[ecg.Millisecond](), FWaveHz: nan, FlutterHz: nan}
	index := make([]int, len(p.beats)) // in Truth.Beats, -1 outside
	var present, withP [kinds]bool
	for i := range p.beats {
		index[i] = -1
		if e := &p.beats[i]; p.inside(e.r) {
			index[i] = len(t.Beats)
			t.Beats = append(t.Beats, t.beat(p, e))
			present[e.kind] = true
			withP[e.kind] = withP[e.kind] || e.p >= 0
		}
	}
	number := map[kind]int{}
	for k := range kinds {
		if present[k] {
			number[k] = len(t.Templates)
			t.Templates = append(t.Templates, p.h.measure(k, withP[k]))
		}
	}
	for i := range p.beats {
		if index[i] >= 0 {
			t.Beats[index[i]].Template = number[p.beats[i].kind]
		}
	}
	if m := len(t.Beats); m > 1 {
		rr := (t.Beats[m-1].R.Seconds - t.Beats[0].R.Seconds) / float64(m-1)
		t.RRMean, t.HeartRate = ecg.Millisecond(1000*rr), ecg.Value(60/rr)
	}
	t.addP(p, index)
	for _, on := range p.spike {
		if x := t.instant(on); x.Sample != ecg.NoSample {
			t.Spikes = append(t.Spikes, x)
		}
	}
	for _, g := range p.segs {
		if end := min(g.end, s.Duration); end > g.start {
			first := min(n, int(math.Ceil(g.start*s.Rate)))
			limit := min(n, int(math.Ceil(end*s.Rate)))
			t.Rhythms = append(t.Rhythms, RhythmSpan{g.rhythm, g.start, end, first, limit})
		}
	}
	for _, w := range p.waves {
		switch w.rhythm {
		case AFib:
			t.FWaveHz = ecg.Value(w.hz)
		case AFlutter:
			t.FlutterHz = ecg.Value(w.hz)
		}
	}
	return t
}

func (t *Truth) beat(p *schedule, e *beatEvent) Beat {
	tpl := p.h.beat(e.kind)
	on := e.r - tpl.rOffset
	jt := e.qt - tpl.qrs
	b := Beat{
		Class: e.class, Symbol: e.symbol,
		R: t.instant(e.r), QRSOn: t.instant(on), QRSOff: t.instant(on + tpl.qrs),
		TOn: t.instant(on + tpl.qrs + tStart*jt), TPeak: t.instant(on + tpl.qrs + tPeak*jt), TOff: t.instant(on + e.qt),
		POn: NoInstant(), PPeak: NoInstant(), POff: NoInstant(),
		PR: ecg.NaN[ecg.Millisecond](), QRS: ecg.Millisecond(1000 * tpl.qrs), QT: ecg.Millisecond(1000 * e.qt),
		RR: ecg.NaN[ecg.Millisecond](), TGain: e.tGain, QRSGain: e.qrsGain,
	}
	if m := len(t.Beats); m > 0 {
		b.RR = ecg.Millisecond(1000 * (e.r - t.Beats[m-1].R.Seconds))
	}
	if e.p >= 0 {
		w := t.pWave(p, &p.ps[e.p])
		b.POn, b.PPeak, b.POff = w.On, w.Peak, w.Off
		b.PR = ecg.Millisecond(1000 * (on - w.On.Seconds))
	}
	return b
}

func (t *Truth) pWave(p *schedule, e *pEvent) PWave {
	return PWave{
		On: t.instant(e.on), Peak: t.instant(e.on + p.h.pPeak[e.kind]), Off: t.instant(e.on + p.spec.PDuration/1000),
		Conducted: e.beat >= 0, Ectopic: e.kind == pEctopic, Beat: -1,
	}
}

func (t *Truth) addP(p *schedule, index []int) {
	for i := range p.ps {
		e := &p.ps[i]
		w := t.pWave(p, e)
		if w.Peak.Sample == ecg.NoSample {
			continue
		}
		if e.beat >= 0 {
			w.Beat = index[e.beat]
		}
		t.PWaves = append(t.PWaves, w)
	}
	slices.SortStableFunc(t.PWaves, func(a, b PWave) int {
		switch {
		case a.On.Seconds < b.On.Seconds:
			return -1
		case a.On.Seconds > b.On.Seconds:
			return 1
		}
		return 0
	})
}

// Thresholds of a QRS wave (CSE working party, Eur Heart J 1985;6:815).
const (
	waveMinUV = 20.0
	waveMinS  = 0.006
)

// trace is one lead of a template, sampled every fiducialStep from its origin.
type trace []float64

// shapesOf samples every component of a list over the time from 0 to end.
func shapesOf(parts []component, qrs, qt, end float64) []trace {
	n := int(math.Ceil(end/fiducialStep-timeEps)) + 1
	list := make([]trace, len(parts))
	for k := range parts {
		list[k] = make(trace, n)
		s := parts[k].place(qrs, qt)
		for i := range n {
			list[k][i] = s.at(float64(i) * fiducialStep)
		}
	}
	return list
}

func sumLead(dst trace, l ecg.Lead, parts []component, shapes []trace, keep func(part) bool) trace {
	dst = dst[:len(shapes[0])]
	clear(dst)
	for k := range parts {
		a := valueIn(l, parts[k].amp)
		if a == 0 || !keep(parts[k].part) {
			continue
		}
		for i, v := range shapes[k] {
			dst[i] += a * v
		}
	}
	return dst
}

// measure reads a template on a grid of 0.1 ms and its ST levels at their exact times.
func (h *heart) measure(k kind, withP bool) Template {
	t := h.beat(k)
	m := Template{
		Name: k.String(), QRS: ecg.Millisecond(1000 * t.qrs), QT: ecg.Millisecond(1000 * t.qt), R: ecg.Millisecond(1000 * t.rOffset),
		P: ecg.NaN[ecg.Millisecond](), PR: ecg.NaN[ecg.Millisecond](),
		PAxis: ecg.NaN[ecg.Degree](), Leads: map[ecg.Lead]Amplitudes{},
	}
	pd := h.spec.PDuration / 1000
	pShapes := shapesOf(h.p[pSinus], 0, 0, pd)
	shapes := shapesOf(t.parts, t.qrs, t.qt, t.qt)
	buf := make(trace, max(len(shapes[0]), len(pShapes[0])))
	all := func(part) bool { return true }
	area := map[ecg.Lead]float64{}
	seen := newVisibility()
	for _, l := range append(slices.Clone(ecg.StandardLeads[:]), h.spec.Leads...) {
		if _, done := m.Leads[l]; done {
			continue
		}
		var a Amplitudes
		x := sumLead(buf, l, t.parts, shapes, all)
		a.readQRS(x, t.qrs)
		a.readST(func(at float64) float64 { return t.value(l, at) }, t)
		for i := range t.parts {
			if c := &t.parts[i]; c.part == partU {
				a.U = ecg.Microvolt(valueIn(l, c.amp))
			} else if c.part == partT {
				a.TWave = ecg.Microvolt(valueIn(l, c.amp))
				a.TArea = ecg.Value(float64(a.TWave) * (c.b - c.a) / 2 * (t.qt - t.qrs) * 1000)
			}
		}
		jt := t.qt - t.qrs
		a.readT(x, t.qrs+tStart*jt, t.qrs+tPeak*jt)
		seen.beat(x, t.qrs, &a)
		if withP {
			x := sumLead(buf, l, h.p[pSinus], pShapes, all)
			lo, hi := extremes(x)
			a.P, a.PNeg = ecg.Microvolt(hi), ecg.Microvolt(lo)
			area[l] = areaOf(h.p[pSinus], l)
			a.PArea = ecg.Value(area[l] * 1000)
			seen.atrial(x, max(hi, -lo))
		}
		m.Leads[l] = a
	}
	m.Visible = seen.limits(withP, h.spec.PR)
	one, two := m.Leads[ecg.LeadI], m.Leads[ecg.LeadII]
	avf := m.Leads[ecg.LeadAVF]
	m.QRSAxis = ecg.Degree(frontalAxis(float64(one.Area), float64(two.Area)))
	net := float64(avf.QRSMax + avf.QRSMin)
	m.QRSAxisAmplitude = ecg.Degree(math.Atan2(2/math.Sqrt(3)*net, float64(one.QRSMax+one.QRSMin)) * 180 / math.Pi)
	m.TAxis = ecg.Degree(frontalAxis(float64(one.TWave), float64(two.TWave)))
	if withP {
		m.P, m.PR = ecg.Millisecond(h.spec.PDuration), ecg.Millisecond(h.spec.PR)
		m.PAxis = ecg.Degree(frontalAxis(area[ecg.LeadI], area[ecg.LeadII]))
	}
	return m
}

// areaOf is the area of bumps in a lead: height by half the width of each.
func areaOf(parts []component, l ecg.Lead) float64 {
	var sum float64
	for i := range parts {
		sum += valueIn(l, parts[i].amp) * (parts[i].b - parts[i].a) / 2
	}
	return sum
}

// value is the template in lead l at a time after QRS onset.
func (t *beatTemplate) value(l ecg.Lead, at float64) float64 {
	var sum float64
	for i := range t.parts {
		s := t.parts[i].place(t.qrs, t.qt)
		sum += valueIn(l, t.parts[i].amp) * s.at(at)
	}
	return sum
}

func extremes(x trace) (lo, hi float64) {
	for _, v := range x {
		lo, hi = min(lo, v), max(hi, v)
	}
	return lo, hi
}

// readQRS cuts the QRS into stretches of one sign and names them.
func (a *Amplitudes) readQRS(x trace, qrs float64) {
	x = x[:min(len(x), int(math.Round(qrs/fiducialStep))+1)]
	a.RPeak, a.TPeak = ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Millisecond]()
	lo, hi := extremes(x)
	a.QRSMin, a.QRSMax = ecg.Microvolt(lo), ecg.Microvolt(hi)
	var area float64
	for _, v := range x {
		area += v
	}
	a.Area = ecg.Value(area * fiducialStep * 1000)
	ms := func(n int) ecg.Millisecond { return ecg.Millisecond(float64(n) * fiducialStep * 1000) }
	stage := 0 // waves R and S found: 0 none, 1 R, 2 S, 3 R', 4 S'
	best := 0.0
	for i := 0; i < len(x); {
		j, peak := i, i
		for j < len(x) && (x[j] > 0) == (x[i] > 0) && (x[j] < 0) == (x[i] < 0) {
			if math.Abs(x[j]) > math.Abs(x[peak]) {
				peak = j
			}
			j++
		}
		v, n := x[peak], j-i
		i = j
		wayToJ := j == len(x) && peak == len(x)-1
		if math.Abs(v) < waveMinUV || float64(n)*fiducialStep < waveMinS || wayToJ {
			continue
		}
		u := ecg.Microvolt(v)
		if v > 0 && v > best {
			best = v
			a.RPeak = ms(peak)
		}
		switch {
		case v < 0 && stage == 0:
			a.Q = min(a.Q, u)
			a.QMS += ms(n)
		case v > 0 && (stage == 0 || stage == 1):
			if stage == 0 || u > a.R {
				a.R = u
			}
			a.RMS += ms(n)
			stage = 1
		case v < 0 && (stage == 1 || stage == 2):
			a.S = min(a.S, u)
			a.SMS += ms(n)
			stage = 2
		case v > 0 && (stage == 2 || stage == 3):
			a.R2 = max(a.R2, u)
			a.R2MS += ms(n)
			stage = 3
		case v < 0:
			a.S2 = min(a.S2, u)
			stage = 4
		}
	}
}

func (a *Amplitudes) readST(at func(float64) float64, t *beatTemplate) {
	level := func(after float64) ecg.Microvolt { return ecg.Microvolt(at(t.qrs + after)) }
	a.J, a.ST20, a.ST40, a.ST60, a.ST80 = level(0), level(0.020), level(0.040), level(0.060), level(0.080)
	a.STSlope = ecg.Value((a.ST80 - a.J) / 0.080)
}

// readT climbs from the peak of the T wave alone to the peak that it makes together with a displaced ST segment.
// It begins at onset seconds and would have its peak at peak.
func (a *Amplitudes) readT(x trace, onset, peak float64) {
	from, at := int(math.Ceil(onset/fiducialStep)), int(math.Round(peak/fiducialStep))
	sign := math.Copysign(1, float64(a.TWave))
	if a.TWave == 0 {
		return
	}
	for at > from && sign*x[at-1] > sign*x[at] {
		at--
	}
	for at < len(x)-1 && sign*x[at+1] > sign*x[at] {
		at++
	}
	if at == from || at == len(x)-1 {
		return // the way from a displaced ST segment has no peak
	}
	a.T, a.TPeak = ecg.Microvolt(x[at]), ecg.Millisecond(float64(at)*fiducialStep*1000)
}
