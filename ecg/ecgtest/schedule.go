package ecgtest

import (
	"math"
	"math/rand/v2"
	"slices"
)

// beatEvent is one planned QRS-ST-T.
type beatEvent struct {
	r      float64 // s, fiducial point
	kind   kind
	qt     float64 // s
	class  Class
	symbol string
	p      int // index of the P wave that it follows from, -1

	tGain, qrsGain float64 // factors of alternans
}

// pEvent is one planned P wave.
type pEvent struct {
	on   float64 // s
	kind pKind
	beat int // index of the beat that follows from it, -1 when blocked or dissociated
}

// waveEvent is a stretch of continuous atrial or ventricular waves: f waves, flutter, fibrillation.
type waveEvent struct {
	rhythm     Rhythm
	start, end float64
	hz         float64
	phase      float64
}

// schedule is the plan of a record: what happens when.
type schedule struct {
	h     *heart
	spec  *Spec
	rng   *rand.Rand
	beats []beatEvent
	ps    []pEvent
	waves []waveEvent
	spike []float64 // onsets, s
	segs  []rhythmSpan

	last    float64 // R of the latest beat, s; NaN before the first
	counted int     // beats with R inside the record so far
	phase   float64 // of breathing
}

type rhythmSpan struct {
	rhythm     Rhythm
	start, end float64
	hr         float64
}

// Random streams: one a purpose, so that noise never changes the beats.
const (
	streamRhythm uint64 = iota + 1
	streamAtrial
	streamNoise
)

func newRand(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// Constants of the rhythms.
const (
	lead0        = 0.20 // s of record before the first P wave
	lead0Jitter  = 0.10 // s
	tail         = 1.0  // s planned beyond the end, so that waves cut by the end are there
	breathHz     = 0.25
	pvcCoupling  = 0.62 // of RR
	pacCoupling  = 0.70
	pacReset     = 1.06 // RR after a PAC: a little longer than the basic one
	pacExtraPR   = 0.010
	pvcRunRR     = 0.60 // RR within a run of PVCs, of the basic one
	minCycle     = 0.90 // of RR between the last PVC of a run and the next sinus beat at least
	spikeLead    = 0.004
	afFloor      = 0.55 // shortest RR in AF, of the mean
	afMinRR      = 0.25 // s, and never shorter than this refractory time
	afShape      = 3.0  // of the gamma distribution of what is above the floor: SD 0.26 of the mean
	mobitzStep   = 0.080
	vtJitter     = 0.006 // s
	vtAtrialRate = 75.0  // 1/min
	jtShare      = 0.86  // of the RR interval that QRS and T may fill before T is shortened

	variableFlutterMean = 3.0 // waves per beat, of 2, 3 and 4
)

func plan(h *heart) *schedule {
	s := &schedule{h: h, spec: &h.spec, rng: newRand(h.spec.Seed, streamRhythm), last: math.NaN()}
	s.phase = 2 * math.Pi * s.rng.Float64()
	for _, g := range s.spans() {
		s.segs = append(s.segs, g)
		s.run(g)
	}
	s.shortenT()
	s.alternate()
	slices.SortFunc(s.spike, func(a, b float64) int {
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	})
	return s
}

// spans cuts the record into stretches of one rhythm.
func (s *schedule) spans() []rhythmSpan {
	end := s.spec.Duration + tail
	eps := slices.Clone(s.spec.Episodes)
	slices.SortStableFunc(eps, func(a, b Episode) int {
		if a.Start < b.Start {
			return -1
		}
		if a.Start > b.Start {
			return 1
		}
		return 0
	})
	var list []rhythmSpan
	at := 0.0
	add := func(r Rhythm, to, hr float64) {
		if to = min(to, end); to > at {
			list = append(list, rhythmSpan{r, at, to, hr})
			at = to
		}
	}
	for _, e := range eps {
		hr := e.HeartRate
		if hr == 0 {
			hr, _ = e.Rhythm.defaultHeartRate()
		}
		add(s.spec.Rhythm, e.Start, s.spec.HeartRate)
		add(e.Rhythm, e.End, hr)
	}
	add(s.spec.Rhythm, end, s.spec.HeartRate)
	return list
}

func (s *schedule) run(g rhythmSpan) {
	switch g.rhythm {
	case Sinus, AVBlock1, PacedAtrial, PacedDual:
		s.sinus(g)
	case AFib:
		s.afib(g)
	case AFlutter:
		s.flutter(g)
	case AVBlock2Mobitz1, AVBlock2Mobitz2:
		s.secondDegree(g)
	case AVBlock3:
		s.thirdDegree(g)
	case SVT:
		s.steady(g, beatEvent{kind: kindMain, class: ClassS, symbol: "S", p: -1}, 0)
	case Junctional:
		s.steady(g, beatEvent{kind: kindMain, class: ClassN, symbol: "j", p: -1}, 0)
	case PacedVentricular:
		s.steady(g, beatEvent{kind: kindPaced, class: ClassQ, symbol: "/", p: -1}, 0)
	case VT:
		s.steady(g, beatEvent{kind: kindVT, class: ClassV, symbol: "V", p: -1}, vtJitter)
		s.dissociatedP(g, vtAtrialRate)
	case VF, VFlutter, Torsades:
		_, hz := s.ventricularWaves(g.rhythm)
		s.waves = append(s.waves, waveEvent{rhythm: g.rhythm, start: g.start, end: g.end, hz: hz, phase: 2 * math.Pi * s.rng.Float64()})
	}
}

// first returns the time of the first beat of a span, and puts beats before the record when it is the first span.
func (s *schedule) first(g rhythmSpan, e beatEvent) float64 {
	rr := 60 / g.hr
	if !math.IsNaN(s.last) || g.start > 0 {
		next := g.start
		if !math.IsNaN(s.last) {
			next = max(next, s.last+rr)
		}
		return next + 0.05*rr
	}
	t := min(s.spec.PR/1000+lead0+lead0Jitter*s.rng.Float64(), 0.9*rr)
	for k := 2; k >= 1; k-- {
		s.add(t-float64(k)*rr, e, s.hasP(g.rhythm), g)
	}
	return t
}

func (s *schedule) hasP(r Rhythm) bool {
	return r == Sinus || r == AVBlock1 || r == PacedAtrial || r == PacedDual
}

// add plans a beat with its fiducial point at r, and its P wave when withP is set.
func (s *schedule) add(r float64, e beatEvent, withP bool, g rhythmSpan) {
	tpl := s.h.beat(e.kind)
	e.r = r
	e.qt = tpl.qt
	if g.hr != s.spec.HeartRate {
		e.qt = s.spec.defaultQT(60000/g.hr, tpl.qrs*1000) / 1000
	}
	e.p = -1
	on := r - tpl.rOffset
	if withP {
		pr := s.spec.PR / 1000
		k := pSinus
		if e.class == ClassS {
			k, pr = pEctopic, pr+pacExtraPR
		}
		e.p = len(s.ps)
		s.ps = append(s.ps, pEvent{on: on - pr, kind: k, beat: len(s.beats)})
		if g.rhythm == PacedAtrial || g.rhythm == PacedDual {
			s.spike = append(s.spike, on-pr-spikeLead)
		}
	}
	if e.kind == kindPaced {
		s.spike = append(s.spike, on-spikeLead)
	}
	s.beats = append(s.beats, e)
	s.last = r
	if s.inside(r) {
		s.counted++
	}
}

func (s *schedule) inside(r float64) bool { return r >= 0 && r < s.spec.Duration }

// rr draws a sinus cycle.
func (s *schedule) rr(mean, t float64) float64 {
	rr := mean
	if s.spec.RSA != 0 {
		rr += s.spec.RSA / 1000 * math.Sin(2*math.Pi*breathHz*t+s.phase)
	}
	if s.spec.RRJitter != 0 {
		rr += s.spec.RRJitter / 1000 * s.rng.NormFloat64()
	}
	return max(rr, 0.4*mean)
}

// sinus plans sinus rhythm with its ectopic beats and pauses, and atrially paced rhythm.
func (s *schedule) sinus(g rhythmSpan) {
	e := beatEvent{kind: kindMain, class: ClassN, symbol: "N"}
	if g.rhythm == PacedDual {
		e = beatEvent{kind: kindPaced, class: ClassQ, symbol: "/"}
	}
	mean := 60 / g.hr
	for t := s.first(g, e); t < g.end; {
		b := e
		if s.counted > 0 && slices.Contains(s.spec.Fusion, s.counted) && e.kind == kindMain {
			b.kind, b.class, b.symbol = kindFusion, ClassF, "F"
		}
		s.add(t, b, true, g)
		n := s.counted
		t += s.rr(mean, t)
		for _, p := range s.spec.Pauses {
			if n > 0 && p.After == n-1 {
				t = s.last + p.RR
			}
		}
		switch {
		case g.rhythm != Sinus && g.rhythm != AVBlock1:
		case s.ectopic(&s.spec.PVC):
			t = s.pvcs(g, mean)
		case s.ectopic(&s.spec.PAC):
			t = s.pacs(g, mean)
		}
	}
}

// ectopic reports whether the next beat is premature.
func (s *schedule) ectopic(x *Ectopy) bool {
	n := s.counted
	if n == 0 {
		return false
	}
	if slices.Contains(x.At, n) || x.Every > 1 && n%x.Every == x.Every-1 {
		return true
	}
	return x.Fraction > 0 && s.rng.Float64() < x.Fraction
}

// pvcs plans a run of PVCs and returns the time of the sinus beat after it: the sinus node keeps its beat, so the pause is
// fully compensatory.
func (s *schedule) pvcs(g rhythmSpan, mean float64) float64 {
	x, base := &s.spec.PVC, s.last
	t := base + x.Coupling*mean
	for k := 0; k < max(1, x.Run) && t < g.end; k++ {
		s.add(t, beatEvent{kind: kindPVC, class: ClassV, symbol: "V"}, false, g)
		t += pvcRunRR * mean
	}
	k := math.Ceil((s.last + minCycle*mean - base) / mean)
	return base + k*mean
}

// pacs plans a run of PACs and returns the time of the sinus beat after it: the sinus node is reset.
func (s *schedule) pacs(g rhythmSpan, mean float64) float64 {
	x := &s.spec.PAC
	for k := 0; k < max(1, x.Run) && s.last < g.end; k++ {
		s.add(s.last+x.Coupling*mean, beatEvent{kind: kindMain, class: ClassS, symbol: "A"}, true, g)
	}
	return s.last + pacReset*mean
}

// steady plans a regular rhythm without P waves.
func (s *schedule) steady(g rhythmSpan, e beatEvent, jitter float64) {
	mean := 60 / g.hr
	for t := s.first(g, e); t < g.end; t += mean + jitter*s.rng.NormFloat64() {
		s.add(t, e, false, g)
	}
}

// shortenT makes the ST-T of a beat fit before the next beat where that one comes early, unless QT was asked for.
func (s *schedule) shortenT() {
	if s.spec.QT != 0 {
		return
	}
	for i := 0; i+1 < len(s.beats); i++ {
		b := &s.beats[i]
		rr := s.beats[i+1].r - b.r
		qrs := s.h.beat(b.kind).qrs
		b.qt = min(b.qt, max(jtShare*rr, qrs+minJT/1000))
	}
}

// alternate sets the gains of alternans.
func (s *schedule) alternate() {
	for i := range s.beats {
		b := &s.beats[i]
		b.tGain, b.qrsGain = 1, 1
		if i%2 == 1 {
			b.tGain, b.qrsGain = 1-s.spec.TAlternans, 1-s.spec.QRSAlternans
		}
	}
}
