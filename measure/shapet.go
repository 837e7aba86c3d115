package measure

import "math"

// Constants of the search for the T wave; those of its ends were chosen on LUDB (100 records). Times grow with √RR as the
// QT interval does.
const (
	tAfterQRSMS  = 40   // T has its peak at least this long after QRS offset
	tPeakMaxMS   = 520  // latest T peak after QRS onset, at RR = 1 s
	tPeakMaxRR   = 0.68 // and as a share of RR: what lies later is the next P wave
	tEndReachMS  = 170  // T ends at most this long after its last peak, at RR = 1 s
	tEndShare    = 0.46 // or this share of the time from QRS onset to the peak, where QT is long
	tEndGapMS    = 30   // and this long before the next QRS complex
	tBackMS      = 180  // the T waves of all leads begin at most this long before the peak over all
	tSlipMS      = 90   // and have their peaks within this of it
	tRiseMS      = 130  // the steepest part of the rise lies at most this long before the peak
	tFootMS      = 110  // and the onset this long before that
	tTailShare   = 1.5  // the signal is level again this many times the way from the peak to the steepest descent behind it,
	tTailMS      = 45   // and this much
	phaseMS      = 30   // a second phase takes longer than this
	tLaterUp     = 0.78 // a later phase of the other sign is the T wave from this share of the first
	tLaterDown   = 0.52 // and from this where the first is negative
	tGlobalShare = 0.6  // weighted share of the leads whose T has ended at the global T end
	minRRScale   = 0.6
	maxRRScale   = 1.3
	nominalRRMS  = 900 // when the RR interval is unknown
	leastSpanUV  = 100 // leads that span less are noise for the most part
	tNoise       = 1.5 // T must exceed the noise of the beat by this
)

// rrScale is √RR in seconds for the RR interval after the beat, bounded.
func (s *shape) rrScale() float64 {
	rr := s.nextR
	if math.IsInf(rr, 1) {
		rr = s.prevR
	}
	if math.IsInf(rr, 1) {
		rr = nominalRRMS / 1000.0 * s.rate
	}
	return min(max(math.Sqrt(rr/s.rate), minRRScale), maxRRScale)
}

// tWave finds the T wave over all leads as the most prominent hump of the distance from the level before QRS, then its
// peaks and ends in each lead.
func (s *shape) tWave() {
	k := s.rrScale()
	a := s.g.QRSOff + s.ms(tAfterQRSMS)
	z := s.g.QRSOn + s.ms(tPeakMaxMS*k)
	last := s.n - 1 // the latest sample that may belong to T
	if !math.IsInf(s.nextR, 1) {
		z = min(z, s.g.QRSOn+int(tPeakMaxRR*s.nextR))
		last = min(last, s.r+int(s.nextR)-(s.r-s.g.QRSOn)-s.ms(tEndGapMS))
	}
	z = min(z, last-s.ms(20))
	if z-a < s.ms(40) {
		return
	}
	end := min(last, z+s.ms(tEndReachMS*k))
	for l, x := range s.x {
		if x != nil {
			s.span[l] = math.Max(extent(x), leastSpanUV)
		}
	}
	s.distance(s.v, a, end+1)
	pk := prominent(s.v, s.u, a, z, end)
	if pk < 0 {
		return
	}
	tail := max(s.ms(tEndReachMS*k), int(tEndShare*float64(pk-s.g.QRSOn)))
	reach := min(last, pk+tail)
	s.cand, s.cands = s.cand[:0], s.cands[:0]
	for l := range s.x {
		if s.x[l] != nil {
			s.tLead(l, pk, reach, tail, k)
		}
	}
	s.g.TPeak = weightedQuantile(s.cands, 0.5)
	s.g.TOff = weightedQuantile(s.cand, tGlobalShare)
	if s.g.TOff == None {
		s.g.TPeak = None
		return
	}
	s.cand = s.cand[:0]
	for l := range s.x {
		if f := s.lead[l]; s.x[l] != nil && f.TOn != None {
			s.cand = append(s.cand, weighted{f.TOn, math.Abs(s.tAmp[l])})
		}
	}
	s.g.TOn = weightedQuantile(s.cand, 0.4)
	s.tOutliers()
}

// distance writes the distance of the smoothed leads from their level before QRS over [a, b), each in parts of its span: the T waves
// of leads with small complexes tell as much as others.
func (s *shape) distance(dst []float64, a, b int) {
	for i := a; i < b; i++ {
		dst[i] = 0
	}
	for l := range s.x {
		if s.x[l] == nil {
			continue
		}
		y, base := s.sm[l], s.base[l]
		k := 1 / s.span[l]
		for i := a; i < b; i++ {
			v := k * (y[i] - base)
			dst[i] += v * v
		}
	}
	for i := a; i < b; i++ {
		dst[i] = math.Sqrt(dst[i])
	}
}

// prominent returns the local maximum of v in (a, z) that rises most above the higher of the valleys on both sides, the
// right one reaching to end; -1 when there is none. u is scratch.
func prominent(v, u []float64, a, z, end int) int {
	low := math.Inf(1)
	for i := end; i >= a; i-- {
		low = min(low, v[i])
		u[i] = low
	}
	low = v[a]
	best, at := 0.0, -1
	for i := a + 1; i < z; i++ {
		low = min(low, v[i])
		if v[i] < v[i-1] || v[i] < v[i+1] {
			continue
		}
		if p := v[i] - max(low, u[i]); p > best {
			best, at = p, i
		}
	}
	return at
}

// tLead finds peak, onset and end of T in lead l, given the peak over all leads, the last sample T may
// reach and how long it may last behind its peak.
func (s *shape) tLead(l, pk, reach, tail int, k float64) {
	y, d := s.sm[l], s.slow[l]
	start := max(s.g.QRSOff+s.ms(10), pk-s.ms(tBackMS*k))
	// The wave is measured against the line between its feet, so that a sloping ST segment is not a T wave.
	peak, h := s.hump(y, max(start, pk-s.ms(tSlipMS*k)), min(reach, pk+s.ms(tSlipMS*k)), start, reach)
	if peak < 0 || math.Abs(h) < max(s.minT, tNoise*s.noise[l]) {
		return
	}
	// Of two phases of alike size the later one is the T wave by experts' marks, more so where the first is the sag of a
	// depressed ST segment.
	if next, back := s.opposite(y, peak, start, reach, h); back >= tLaterUp || h < 0 && back >= tLaterDown {
		start, peak, h = peak, next, -back*h
	}
	off, ok := s.waveEnd(y, d, peak, min(reach, peak+tail), h)
	if !ok {
		return
	}
	on := peak
	if xm := argmaxAbs(d, max(start, peak-s.ms(tRiseMS*k)), peak); xm > start {
		on = trapezium(y, xm, max(start, xm-s.ms(tFootMS*k)))
	}
	f := &s.lead[l]
	f.TOn, f.TPeak, f.TOff = on, peak, off
	s.tAmp[l] = h
	s.cand = append(s.cand, weighted{off, math.Abs(h)})
	s.cands = append(s.cands, weighted{peak, math.Abs(h)})
}

// opposite returns where y, behind the peak of a wave of height h, lies farthest on the other side of the line between the feet p and
// q, and how far as a share of h.
func (s *shape) opposite(y []float64, peak, p, q int, h float64) (at int, share float64) {
	at = peak
	m := (y[q] - y[p]) / float64(q-p)
	for i := peak + 1; i < q; i++ {
		if v := -(y[i] - y[p] - m*float64(i-p)) / h; v > share {
			at, share = i, v
		}
	}
	return at, share
}

// hump returns the sample in [a, b] farthest from the line through y at the feet p and q, and its distance, signed.
func (s *shape) hump(y []float64, a, b, p, q int) (at int, height float64) {
	at = -1
	if q <= p {
		return at, 0
	}
	m := (y[q] - y[p]) / float64(q-p)
	for i := max(a, p+1); i <= min(b, q-1); i++ {
		if h := y[i] - y[p] - m*float64(i-p); math.Abs(h) > math.Abs(height) {
			at, height = i, h
		}
	}
	return at, height
}

// waveEnd finds the end of a wave of height h that has its peak at peak, not beyond reach. A second phase of the wave
// (a biphasic T) moves the end behind it.
func (s *shape) waveEnd(y, d []float64, peak, reach int, h float64) (int, bool) {
	if reach-peak < s.ms(20) {
		return 0, false
	}
	xm := argmaxAbs(d, peak, reach-s.ms(8))
	ref := min(reach, xm+int(tTailShare*float64(xm-peak))+s.ms(tTailMS))
	end := trapezium(y, xm, ref)
	return s.secondPhase(y, d, end, reach, h), true
}

// phaseShare is how much of the height of a wave the signal must come back by behind its end to be a second phase.
const phaseShare = 0.35

// secondPhase returns the end of a wave of height h whose first phase ends at end, not beyond bound, which may lie before
// it for an onset: after a wave of one phase the signal stays level, a second phase comes back.
func (s *shape) secondPhase(y, d []float64, end, bound int, h float64) int {
	gap, least := s.ms(8), s.ms(phaseMS)
	a, b := end+gap, bound-gap
	if bound < end {
		a, b = bound+gap, end-gap
	}
	back := y[bound] - y[end]
	if b-a < least || math.Abs(back) < phaseShare*math.Abs(h) || back*h < 0 {
		return end
	}
	return trapezium(y, argmaxAbs(d, a, b), bound)
}

// tOutliers pulls ends of single leads that lie far from the global end back to it.
func (s *shape) tOutliers() {
	lim := s.ms(60)
	for l := range s.x {
		f := &s.lead[l]
		if s.x[l] == nil || f.TOff == None {
			continue
		}
		f.TOff = min(max(f.TOff, s.g.TOff-lim), s.g.TOff+lim/2)
		f.TOff = max(f.TOff, f.TPeak+1)
	}
}
