package ecgtest

import (
	"maps"
	"math"

	"github.com/goecg/goecg/ecg"
)

// kind numbers the sorts of ventricular beat.
type kind int

const (
	kindMain kind = iota // conducted from above, by Spec.Conduction
	kindPVC
	kindVT
	kindPaced
	kindEscape
	kindFusion
	kinds
)

func (k kind) String() string {
	return [...]string{"main", "pvc", "vt", "paced", "escape", "fusion"}[k]
}

// pKind numbers the sorts of P wave.
type pKind int

const (
	pSinus pKind = iota
	pEctopic
	pKinds
)

// beatTemplate is one sort of QRS-ST-T.
type beatTemplate struct {
	kind    kind
	qrs, qt float64 // s
	parts   []component
	rOffset float64 // s from QRS onset to the fiducial point
}

// heart holds all templates of a Spec.
type heart struct {
	spec    Spec
	beats   [kinds]*beatTemplate
	p       [pKinds][]component
	pPeak   [pKinds]float64 // s from onset to the longest vector
	reverse func([]float64)
}

func newHeart(s Spec) (*heart, error) {
	rev, err := s.Reversal.reverser()
	if err != nil {
		return nil, err
	}
	h := &heart{spec: s, reverse: rev}
	for k, lobes := range [pKinds][]lobe{s.pLobes(), ectopicP} {
		for _, l := range lobes {
			amp := h.scaled(project(l.v.scale(s.PScale), 0))
			h.p[k] = append(h.p[k], lobeComponent(partP, l, s.PDuration/1000, amp))
		}
		h.pPeak[k] = longest(h.p[k], partP, s.PDuration/1000, 0, 0)
		for i := range h.p[k] {
			rev(h.p[k][i].amp)
		}
	}
	return h, nil
}

// beat returns the template of kind k, made on first use.
func (h *heart) beat(k kind) *beatTemplate {
	if h.beats[k] == nil {
		h.beats[k] = h.build(k)
	}
	return h.beats[k]
}

func lobeComponent(p part, l lobe, duration float64, amp []float64) component {
	c := component{part: p, a: (l.at - l.rise) * duration, p: l.at * duration, b: (l.at + l.fall) * duration, amp: amp}
	if math.Abs(c.a) < timeEps {
		c.a = 0
	}
	if math.Abs(c.b-duration) < timeEps {
		c.b = duration
	}
	return c
}

// timeEps is far below any sampling interval: it only tells rounding from intent.
const timeEps = 1e-9

// scaled applies Spec.LeadScale.
func (h *heart) scaled(amp []float64) []float64 {
	for l, f := range h.spec.LeadScale {
		amp[basisIndex(l)] *= f
	}
	return amp
}

func (h *heart) build(k kind) *beatTemplate {
	s := &h.spec
	m := s.morphology()
	qrs := s.QRS
	switch k {
	case kindPVC:
		m = pvcMorphology
	case kindVT:
		m = vtMorphology
	case kindPaced:
		m = pacedMorphology
	case kindEscape:
		m = escapeMorphology
	case kindFusion:
		m = fused(m, qrs, pvcMorphology)
	}
	if k != kindMain {
		qrs = m.qrs
	}
	t := &beatTemplate{kind: k, qrs: qrs / 1000, qt: s.defaultQT(60000/s.HeartRate, qrs) / 1000}
	turn := 0.0
	if k == kindMain && s.QRSAxis != nil {
		turn = (*s.QRSAxis - h.naturalAxis(m)) * math.Pi / 180
	}
	for _, l := range m.lobes {
		amp := h.scaled(project(l.v.scale(s.QRSScale), turn))
		t.parts = append(t.parts, lobeComponent(partQRS, l, t.qrs, amp))
	}
	tAmp := h.scaled(project(m.t.scale(s.TScale), turn))
	level := h.scaled(project(m.j.scale(s.TScale), turn))
	slope := h.scaled(project(m.jSlope.scale(s.TScale), turn))
	curve := make([]float64, len(basis))
	if k == kindMain {
		h.addST(level, slope, curve)
		h.factorT(tAmp)
		t.parts = append(t.parts, h.qWaves(t)...)
		t.parts = append(t.parts, h.jNotches(t)...)
		t.parts = append(t.parts, s.uWaves()...)
	}
	ramp := stRampFrom * t.qrs
	t.parts = append(t.parts,
		component{part: partT, a: tStart, p: tPeak, b: 1, jt: true, amp: tAmp},
		component{part: partST, kind: shapeSTLevel, a: ramp, amp: level},
		component{part: partST, kind: shapeSTSlope, a: ramp, amp: slope},
		component{part: partST, kind: shapeSTCurve, a: ramp, amp: curve})
	t.rOffset = t.fiducial() // of the heart, whatever becomes of the electrodes
	kept := t.parts[:0]
	for _, c := range t.parts {
		h.reverse(c.amp)
		if !allZero(c.amp) {
			kept = append(kept, c)
		}
	}
	t.parts = kept
	return t
}

func allZero(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// naturalAxis is the axis of the area of m's QRS with its approach to J: the area of a lobe is its height by half its width.
func (h *heart) naturalAxis(m morphology) float64 {
	var one, two float64
	for _, l := range m.lobes {
		amp := h.scaled(project(l.v.scale(h.spec.QRSScale), 0))
		w := (l.rise + l.fall) / 2
		one, two = one+w*amp[basisI], two+w*amp[basisII]
	}
	j := h.scaled(project(m.j.scale(h.spec.TScale), 0))
	const w = (1 - stRampFrom) / 2
	one, two = one+w*j[basisI], two+w*j[basisII]
	return frontalAxis(one, two)
}

// addST adds Spec.ST to the amplitudes of level, slope and curve.
func (h *heart) addST(level, slope, curve []float64) {
	sh := stShapes[h.spec.STShape]
	for i, d := range byLead(h.spec.ST) {
		level[i] += d
		curve[i] += sh.curve * d
		if sh.absolute {
			d = math.Abs(d)
		}
		slope[i] += sh.slope * d
	}
}

// factorT applies Spec.TFactor: limb leads by the change that it asks for.
func (h *heart) factorT(amp []float64) {
	if len(h.spec.TFactor) == 0 {
		return
	}
	delta := make(map[ecg.Lead]float64, len(h.spec.TFactor))
	for l, f := range h.spec.TFactor {
		delta[l] = (f - 1) * valueIn(l, amp)
	}
	for i, d := range byLead(delta) {
		amp[i] += d
	}
}

// Course of an added Q wave, s: it peaks in its middle. Old infarction: Q of 40 ms (Universal Definition: at least 30).
const (
	qWidth = 0.040
	qPeak  = 0.018
)

// jNotchWidth is that of an end-QRS notch, s. It ends with the QRS, in the sense of Macfarlane et al. (J Am Coll Cardiol
// 2015;66:470), who count the notch in.
const jNotchWidth = 0.028

// qLoss is what an infarction leaves of the R waves of the chest leads that it gives a Q wave.
const qLoss = 0.25

// qWaves makes the component of Spec.Q and diminishes R in its chest leads. The component also takes away what the lobes
// before the R wave give at its peak, so that the depth is about what was asked for.
func (h *heart) qWaves(t *beatTemplate) []component {
	if len(h.spec.Q) == 0 {
		return nil
	}
	for l := range h.spec.Q {
		i := basisIndex(l)
		if i < 0 || l.IsLimb() {
			continue
		}
		for k := range t.parts {
			if c := &t.parts[k]; c.part == partQRS && c.amp[i] > 0 {
				c.amp[i] *= qLoss
			}
		}
	}
	want := maps.Clone(h.spec.Q)
	for l, depth := range want {
		want[l] = -math.Abs(depth) - t.value(l, qPeak)
	}
	return []component{{part: partQRS, a: 0, p: qPeak, b: min(qWidth, t.qrs), amp: byLead(want)}}
}

// jNotches makes the component of Spec.JNotch: at its peak the lead comes to what was asked for.
func (h *heart) jNotches(t *beatTemplate) []component {
	if len(h.spec.JNotch) == 0 {
		return nil
	}
	start := t.qrs - jNotchWidth
	peak := start + jNotchWidth/2
	want := maps.Clone(h.spec.JNotch)
	for l := range want {
		want[l] -= t.value(l, peak)
	}
	return []component{{part: partQRS, a: start, p: peak, b: t.qrs, amp: byLead(want)}}
}

// Course of a U wave after the end of T at an RR interval of 1 s, in s (measured intervals from T end to U peak are 90 to
// 200 ms: Surawicz, J Cardiovasc Electrophysiol 1998;9:1117), and the bounds of √RR.
const (
	uStart, uPeak, uEnd = 0.040, 0.130, 0.240
	uLeastRR, uMostRR   = 0.6, 1.3
)

// uWaves makes the component of Spec.U.
func (s *Spec) uWaves() []component {
	if len(s.U) == 0 {
		return nil
	}
	k := max(uLeastRR, min(uMostRR, math.Sqrt(60/s.HeartRate)))
	return []component{{part: partU, a: k * uStart, p: k * uPeak, b: k * uEnd, amp: byLead(s.U)}}
}

// Default QT.
const (
	qtcMen, qtcWomen = 400.0, 410.0 // ms, Fridericia
	qtShare          = 0.68         // of RR at most
	qtWide           = 0.485        // of a QRS in excess of the normal one (Bogossian et al., Heart Rhythm 2014;11:2273)
	normalQRS        = 92.0
)

// defaultQT gives QT in ms for an RR interval and a QRS in ms, unless the Spec sets it.
func (s *Spec) defaultQT(rr, qrs float64) float64 {
	if s.QT != 0 {
		return s.QT
	}
	qtc := qtcMen
	if s.Sex == ecg.Female {
		qtc = qtcWomen
	}
	wide := qtWide * max(0, qrs-normalQRS)
	return max(qrs+minJT, min(qtc*math.Cbrt(rr/1000)+wide, qtShare*rr))
}

// minJT is the shortest ST-T, ms.
const minJT = 110.0

// fiducialStep is the grid for peaks within a template, s. A peak of 2 mV and 40 ms is found to 0.1 µV.
const fiducialStep = 0.0001

// fiducial returns the time after QRS onset when the heart vector of the QRS is longest.
func (t *beatTemplate) fiducial() float64 { return longest(t.parts, partQRS, t.qrs, t.qrs, t.qt) }

// longest returns the time up to end when the vector of the components of one part, seen by the leads I, II and V5 (so that
// it is an R peak where there is one), is longest.
func longest(parts []component, p part, end, qrs, qt float64) float64 {
	const v5 = 6 // position in basis
	best, at := -1.0, 0.0
	for i := 0; float64(i)*fiducialStep <= end; i++ {
		x := float64(i) * fiducialStep
		var sum [3]float64
		for k := range parts {
			c := &parts[k]
			if c.part != p {
				continue
			}
			s := c.place(qrs, qt)
			y := s.at(x)
			for n, b := range [3]int{basisI, basisII, v5} {
				sum[n] += c.amp[b] * y
			}
		}
		if r := sum[0]*sum[0] + sum[1]*sum[1] + sum[2]*sum[2]; r > best {
			best, at = r, x
		}
	}
	return at
}
