package measure

import "math"

// Constants of the search for the P wave.
const (
	pReachMS     = 420 // P has its peak at most this long before QRS onset
	pNearMS      = 220 // up to here every candidate counts in full, beyond it less
	pFarWeight   = 0.6 // weight at pReachMS
	pBlendMS     = 20  // half width of the mean that joins the phases of a wave
	pGapMS       = 22  // and at least this long before it
	pLeastMS     = 40  // P begins at least this long before its peak
	pAfterTMS    = 40  // and at least this long after the end of T,
	pAfterPeak   = 70  // and after its peak,
	pAlwaysMS    = 110 // but is always looked for from here
	noiseFloorUV = 3   // leads with less noise than this are equally good
	pCoreMS      = 22  // the hump filter: half width of its middle
	pShoulderA   = 45  // and the limits of its shoulders
	pShoulderB   = 75
	// P begins and ends within this of the peak over all leads. The steepest slopes lie within pSlopeMS of a lead's peak, and
	// the signal is level again as far behind them, and pFootMS or pTailMS more. So the ends have little bias in lead II of LUDB.
	pBeforeMS, pAfterMS = 100, 70
	pSlopeMS            = 70
	pTailShare          = 1.0
	pFootMS, pTailMS    = 30, 25
	pOnShare            = 0.35 // weighted share of the leads whose P has begun at the global onset
	pOffShare           = 0.65
	pLeadShare          = 0.25  // a lead whose P is smaller than this part of the largest takes the limits over all leads
	pWholeMS, pClearMS  = 80, 8 // a P wave shorter than this that begins within so much of the end of T has its onset in T
	pPeakSlipMS         = 25    // P peaks of single leads lie within this of the peak over all
)

// pWave finds the P wave over all leads as the strongest hump of its width before the QRS complex and after the T wave
// of the beat before, then its limits in each lead. The complex begins at on.
func (s *shape) pWave(on int) {
	lo := max(s.ms(pShoulderB), on-s.ms(pReachMS))
	if !math.IsInf(s.prevR, 1) {
		// The beat before is taken to have the T wave of this one.
		tEnd := s.g.QRSOff + s.ms(160*s.rrScale())
		if s.g.TOff != None {
			tEnd = s.g.TOff
		}
		// The foot of T bends as much as a P wave does: P has its peak half a wave later, unless the rate leaves no room.
		prev := int(s.prevR)
		lo = max(lo, min(tEnd-prev+s.ms(pAfterTMS), on-s.ms(pAlwaysMS)))
		if s.g.TPeak != None {
			lo = max(lo, s.g.TPeak-prev+s.ms(pAfterPeak))
		}
	}
	hi := on - s.ms(pGapMS)
	if hi-lo < s.ms(20) {
		return
	}
	for i := range s.v {
		s.v[i] = 0
	}
	leads := 0
	for l := range s.x {
		if s.x[l] != nil {
			s.humpFilter(l, lo, hi, on)
			leads++
		}
	}
	// Both phases of a biphasic P count as one wave.
	s.pcum = prefix(s.pcum, s.v)
	smooth(s.v, s.pcum, s.ms(pBlendMS))
	best, pk := 0.0, -1
	for i := lo + 1; i < hi; i++ {
		if s.v[i] < s.v[i-1] || s.v[i] < s.v[i+1] && i+1 < hi {
			continue
		}
		w := 1.0
		if far := on - i - s.ms(pNearMS); far > 0 {
			if s.v[i] > best && s.farP > s.minP && s.pHeight(i, on) < s.farP {
				continue // a U wave, as likely as not
			}
			w = 1 - (1-pFarWeight)*float64(far)/float64(s.ms(pReachMS-pNearMS))
		}
		if v := w * w * s.v[i]; v > best {
			best, pk = v, i
		}
	}
	if pk < 0 {
		return
	}
	s.pRel = math.Sqrt(s.v[pk] / float64(leads))
	s.pLimits(pk, on)
}

// humpFilter adds to v the square of what lead l rises at each sample in [a, b) above its shoulders on both sides, in
// multiples of its noise. The QRS complex is replaced by the level at its onset.
func (s *shape) humpFilter(l, a, b, on int) {
	c, p, q := s.ms(pCoreMS), s.ms(pShoulderA), s.ms(pShoulderB)
	cum := s.cum[l]
	level := windowMean(cum, on-samples(baseMS, s.rate, 1), on)
	// sum of x[i:j) with everything from QRS onset at the level before it
	sum := func(i, j int) float64 {
		i, j = min(max(i, 0), s.n), min(max(j, 0), s.n)
		k := min(j, max(i, on))
		return cum[k] - cum[i] + level*float64(j-k)
	}
	k := 1 / (noiseFloorUV*noiseFloorUV + s.noise[l]*s.noise[l])
	if z := min(b, on-q); a >= q && z > a { // the complex is not touched
		at := func(i int) []float64 { return cum[a+i:][:z-a] }
		c0, c1, p0, p1, q0, q1 := at(-c), at(c+1), at(1-p), at(p), at(-q), at(q+1)
		mid, side := 1/float64(2*c+1), 1/float64(2*(q-p+1))
		for i := range c0 {
			m := (c1[i]-c0[i])*mid - (p0[i]-q0[i]+(q1[i]-p1[i]))*side
			s.v[a+i] += k * m * m
		}
		a = z
	}
	for i := a; i < b; i++ {
		m := sum(i-c, i+c+1)/float64(2*c+1) - (sum(i-q, i-p+1)+sum(i+p, i+q+1))/float64(2*(q-p+1))
		s.v[i] += k * m * m
	}
}

// pBounds are the limits between which a P wave with its peak at pk lies.
func (s *shape) pBounds(pk, on int) (a, b int) {
	a, b = max(0, pk-s.ms(pBeforeMS)), min(on, pk+s.ms(pAfterMS))
	if s.g.TOff != None && !math.IsInf(s.prevR, 1) { // the T wave of the beat before is no part of it
		a = max(a, min(s.g.TOff-int(s.prevR), pk-s.ms(pLeastMS)))
	}
	return a, b
}

// pHeight is the height of the hump at pk in the lead where it is largest.
func (s *shape) pHeight(pk, on int) float64 {
	a, b := s.pBounds(pk, on)
	top := 0.0
	for l := range s.x {
		if s.x[l] != nil {
			_, h := s.hump(s.sm[l], max(a, pk-s.ms(pPeakSlipMS)), min(b, pk+s.ms(pPeakSlipMS)), a, b)
			top = math.Max(top, math.Abs(h))
		}
	}
	return top
}

// pLimits finds onset, peak and end of P in each lead around the peak pk, and over all leads.
func (s *shape) pLimits(pk, on int) {
	a, b := s.pBounds(pk, on)
	top := 0.0
	for l := range s.x {
		if s.x[l] == nil {
			continue
		}
		peak, h := s.hump(s.sm[l], max(a, pk-s.ms(pPeakSlipMS)), min(b, pk+s.ms(pPeakSlipMS)), a, b)
		if peak < 0 {
			continue
		}
		s.pAmp[l] = h
		s.lead[l].PPeak = peak
		top = max(top, math.Abs(h))
	}
	if top < s.minP {
		for l := range s.x {
			s.lead[l].PPeak, s.pAmp[l] = None, 0
		}
		return
	}
	s.cand, s.cands = s.cand[:0], s.cands[:0]
	peaks := 0.0
	weight := 0.0
	for l := range s.x {
		f := &s.lead[l]
		if s.x[l] == nil || f.PPeak == None || math.Abs(s.pAmp[l]) < pLeadShare*top {
			continue
		}
		y, d := s.sm[l], s.slow[l]
		up := argmaxAbs(d, max(a, f.PPeak-s.ms(pSlopeMS)), f.PPeak)
		down := argmaxAbs(d, f.PPeak, min(b, f.PPeak+s.ms(pSlopeMS)))
		f.POn = trapezium(y, up, max(a, up-int(pTailShare*float64(f.PPeak-up))-s.ms(pFootMS)))
		f.POff = trapezium(y, down, min(b, down+int(pTailShare*float64(down-f.PPeak))+s.ms(pTailMS)))
		f.POn = s.secondPhase(y, d, f.POn, a, s.pAmp[l])
		f.POff = s.secondPhase(y, d, f.POff, b, s.pAmp[l])
		w := math.Abs(s.pAmp[l])
		s.cand = append(s.cand, weighted{f.POn, w})
		s.cands = append(s.cands, weighted{f.POff, w})
		peaks += w * float64(f.PPeak)
		weight += w
	}
	s.g.POn = weightedQuantile(s.cand, pOnShare)
	s.g.POff = weightedQuantile(s.cands, pOffShare)
	s.g.PPeak = int(math.Round(peaks / weight))
	for l := range s.x {
		f := &s.lead[l]
		if s.x[l] == nil || f.PPeak == None {
			continue
		}
		if f.POn == None {
			f.POn, f.POff = s.g.POn, s.g.POff
		}
		f.POn = min(max(f.POn, s.g.POn-s.ms(20)), f.PPeak-1)
		f.POff = max(min(f.POff, s.g.POff+s.ms(20), on), f.PPeak+1)
	}
}

// hiddenP reports whether P begins somewhere within the T wave of the beat before: what shows of it follows T without a gap
// and is too short for a whole P wave.
func (s *shape) hiddenP() bool { return s.g.POn != None && s.hidden }

// hides is hiddenP by the limits that the rules found: nets see a whole wave everywhere.
func (s *shape) hides() bool {
	return s.g.POn != None && s.g.TOff != None && !math.IsInf(s.prevR, 1) &&
		s.g.POff-s.g.POn < s.ms(pWholeMS) && s.g.POn-(s.g.TOff-int(s.prevR)) < s.ms(pClearMS)
}

// dropP forgets the P wave.
func (s *shape) dropP() {
	s.g.POn, s.g.PPeak, s.g.POff = None, None, None
	for l := range s.lead {
		s.lead[l].POn, s.lead[l].PPeak, s.lead[l].POff = None, None, None
		s.drawn[l].POn, s.drawn[l].PPeak, s.drawn[l].POff = None, None, None
		s.pAmp[l] = 0
	}
}
