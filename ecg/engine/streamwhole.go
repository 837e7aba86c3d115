package engine

// whole runs leads in memory through the chain of s after a Reset, each step at once: nothing is held back or copied. It reports
// whether it did; leads of several lengths and with pacing spikes, which are to be taken out first, are for Push. What it finds is
// what Push and Flush find.
func (s *Stream) whole(rate float64, leads [][]float64) bool {
	for _, x := range leads {
		if len(x) != len(leads[0]) {
			return false
		}
	}
	if len(leads) == 0 || len(leads[0]) == 0 {
		return false
	}
	if s.bridging {
		if s.removed = s.scout.Find(s.removed[:0], leads, rate); len(s.removed) > 0 {
			s.removed = s.removed[:0]
			return false
		}
	}
	s.found = s.detector.Flush(s.detector.PushLeads(s.found, leads))
	s.parts = s.segments.Flush(s.segments.Push(s.parts, leads))
	s.release(never)
	s.classes.direct(leads)
	return true
}
