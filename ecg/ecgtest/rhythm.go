package ecgtest

import "math"

// afib plans beats without P waves at irregular intervals: a floor, the refractory time of the AV node, and above it a
// gamma distribution without memory.
func (s *schedule) afib(g rhythmSpan) {
	e := beatEvent{kind: kindMain, class: ClassN, symbol: "N", p: -1}
	mean := 60 / g.hr
	floor := max(afFloor*mean, min(afMinRR, 0.9*mean))
	for t := s.first(g, e); t < g.end; {
		s.add(t, e, false, g)
		t += floor + (mean-floor)*s.gamma()
	}
	s.waves = append(s.waves, waveEvent{
		rhythm: AFib, start: g.start, end: g.end, hz: s.spec.FWaveHz, phase: 2 * math.Pi * s.rng.Float64(),
	})
}

// gamma draws from the gamma distribution of shape afShape and mean 1: a whole shape is a sum of exponentials.
func (s *schedule) gamma() float64 {
	var sum float64
	for range int(afShape) {
		sum += s.rng.ExpFloat64()
	}
	return sum / afShape
}

// flutter plans beats that follow every n-th flutter wave.
func (s *schedule) flutter(g rhythmSpan) {
	e := beatEvent{kind: kindMain, class: ClassN, symbol: "N", p: -1}
	rate := s.spec.AtrialRate
	if s.spec.Rhythm != AFlutter {
		rate = defaultFlutter
	}
	cycle := 60 / rate
	g.hr = rate / math.Abs(float64(s.spec.FlutterRatio))
	if s.spec.FlutterRatio < 0 {
		g.hr = rate / variableFlutterMean
	}
	t := s.first(g, e)
	first := t
	for t < g.end {
		s.add(t, e, false, g)
		n := s.spec.FlutterRatio
		if n < 0 {
			n = 2 + s.rng.IntN(3)
		}
		t += float64(n) * cycle
	}
	// The waves keep their phase to the beats.
	s.waves = append(s.waves, waveEvent{
		rhythm: AFlutter, start: g.start, end: g.end, hz: rate / 60, phase: -2 * math.Pi * rate / 60 * first,
	})
}

// secondDegree plans regular P waves of which every BlockRatio-th is blocked, with PR growing before it (Wenckebach: by
// ever less) or constant.
func (s *schedule) secondDegree(g rhythmSpan) {
	n := s.spec.BlockRatio
	cycle := 60 / g.hr
	tpl := s.h.beat(kindMain)
	k := -2
	on := lead0 + lead0Jitter*s.rng.Float64() - 2*cycle
	if g.start > 0 {
		k, on = 0, max(g.start, s.last+0.5*cycle)
	}
	for ; on < g.end; k, on = k+1, on+cycle {
		place := ((k % n) + n) % n
		if place == n-1 {
			s.ps = append(s.ps, pEvent{on: on, beat: -1})
			continue
		}
		pr := s.spec.PR / 1000
		if g.rhythm == AVBlock2Mobitz1 {
			pr += 2 * mobitzStep * (1 - math.Pow(0.5, float64(place)))
		}
		s.ps = append(s.ps, pEvent{on: on, beat: len(s.beats)})
		s.add(on+pr+tpl.rOffset, beatEvent{kind: kindMain, class: ClassN, symbol: "N"}, false, g)
		s.beats[len(s.beats)-1].p = len(s.ps) - 1
	}
}

// thirdDegree plans P waves and escape beats that know nothing of each other.
func (s *schedule) thirdDegree(g rhythmSpan) {
	e := beatEvent{kind: kindMain, class: ClassN, symbol: "j", p: -1}
	if s.spec.WideEscape {
		e = beatEvent{kind: kindEscape, class: ClassV, symbol: "E", p: -1}
	}
	s.steady(g, e, 0)
	s.dissociatedP(g, s.spec.AtrialRate)
}

func (s *schedule) dissociatedP(g rhythmSpan, rate float64) {
	cycle := 60 / rate
	t := g.start + cycle*(s.rng.Float64()-1)
	if g.start > 0 {
		t += cycle
	}
	for ; t < g.end; t += cycle {
		s.ps = append(s.ps, pEvent{on: t, beat: -1})
	}
}
