package measure

import "math"

// Constants of the search for QRS onset and offset; the shares were chosen on LUDB (100 records).
const (
	qrsReachMS  = 140   // a QRS complex reaches at most this far from its steepest point to either end
	qrsOnShare  = 0.035 // of the steepest slope, above the background
	qrsOffShare = 0.05
	leadOnShare = 0.05 // the same in one lead
	leadOffShr  = 0.07
	floorFactor = 1.3 // what the background may exceed its quietest stretch by
	qrsQuietMS  = 12  // the slope must stay low this long beyond an end
	qrsFloorMS  = 28  // length of the quietest stretch that tells the slope of the background
	// The ends differ little between leads (8 ms SD in LUDB): what a lead shows beyond the ends over all counts in part.
	leadTrust = 0.4
	// A lead's own limits may lie this far outside and inside those over all leads.
	leadOutMS, leadInMS = 14, 40
	leastRShare         = 0.02 // least height of an R as a share of the complex
	leastRUV            = 5
	initialRMS          = 12 // where an r that is not seen would be, behind QRS onset
	baseMS              = 16 // stretch before QRS onset that gives the zero level (CSE)
)

// qrs finds QRS onset and offset over all leads from the spatial velocity, then in each lead from its own slope.
func (s *shape) qrs() bool {
	s.spatial(s.v, s.fast, 0, s.n)
	peak := argmaxAbs(s.v, s.r-s.ms(90), s.r+s.ms(90))
	if !(s.v[peak] > 0) {
		return false
	}
	on := s.edgeSlope(s.v, peak, -1, s.v[peak], qrsOnShare, s.ms(qrsReachMS))
	off := s.edgeSlope(s.v, peak, 1, s.v[peak], qrsOffShare, s.ms(qrsReachMS))
	s.g.QRSOn, s.g.QRSOff, s.g.R = on, off, s.r
	s.upstroke = 0
	for on+s.upstroke < peak && s.v[on+s.upstroke] < 0.5*s.v[peak] {
		s.upstroke++
	}
	for l, x := range s.x {
		if x == nil {
			continue
		}
		d := s.fast[l]
		pk := argmaxAbs(d, on, off+1)
		f := &s.lead[l]
		f.QRSOn, f.QRSOff = on, off
		if d[pk] != 0 {
			a := s.edgeSlope(d, pk, -1, math.Abs(d[pk]), leadOnShare, pk-on+s.ms(leadOutMS))
			z := s.edgeSlope(d, pk, 1, math.Abs(d[pk]), leadOffShr, off-pk+s.ms(leadOutMS))
			f.QRSOn = on + int(math.Round(leadTrust*float64(min(max(a-on, -s.ms(leadOutMS)), s.ms(leadInMS)))))
			f.QRSOff = off + int(math.Round(leadTrust*float64(max(min(z-off, s.ms(leadOutMS)), -s.ms(leadInMS)))))
		}
		s.setBase(l, on)
		f.R = s.peakR(l, f)
	}
	s.timeOfR(s.lead)
	return true
}

// setBase takes the level of lead l just before QRS onset.
func (s *shape) setBase(l, on int) {
	s.base[l] = windowMean(s.cum[l], on-samples(baseMS, s.rate, 1), on)
	if math.IsNaN(s.base[l]) {
		s.base[l] = s.x[l][on]
	}
}

// timeOfR gives the leads without an R the time of the R of the others, the larger ones counting more. An R that is too small to be
// seen stands at the beginning of the complex, and experts put the mark between the two.
func (s *shape) timeOfR(lead []Fiducials) {
	s.cand = s.cand[:0]
	for l, x := range s.x {
		if x != nil && lead[l].R != None {
			s.cand = append(s.cand, weighted{lead[l].R, x[lead[l].R] - s.base[l]})
		}
	}
	r := weightedQuantile(s.cand, 0.5)
	if r == None {
		r = s.r
	}
	for l, x := range s.x {
		if f := &lead[l]; x != nil && f.R == None {
			f.R = (r + min(f.QRSOn+s.ms(initialRMS), r)) / 2
		}
	}
}

// edgeSlope walks from peak in direction dir until |d| stays below a threshold: the background's slope and a share of the
// steepest. It goes at most reach samples.
func (s *shape) edgeSlope(d []float64, peak, dir int, top, share float64, reach int) int {
	end := min(max(peak+dir*reach, 0), s.n-1)
	floor := s.quietest(d, peak+dir*s.ms(30), peak+dir*(reach+s.ms(60)), dir)
	thr := floorFactor*floor + share*max(top-floor, 0)
	quiet := samples(qrsQuietMS, s.rate, 1)
	run := 0
	for i := peak; i != end+dir; i += dir {
		if math.Abs(d[i]) >= thr {
			run = 0
			continue
		}
		run++
		if run > quiet {
			return i - dir*quiet
		}
	}
	return end
}

// quietest returns the least mean of |d| over a short stretch between a and b.
func (s *shape) quietest(d []float64, a, b, dir int) float64 {
	a, b = min(max(a, 0), s.n-1), min(max(b, 0), s.n-1)
	w := samples(qrsFloorMS, s.rate, 1)
	best, sum, n := math.Inf(1), 0.0, 0
	for i := a; i != b+dir; i += dir {
		sum += math.Abs(d[i])
		n++
		if n > w {
			sum -= math.Abs(d[i-dir*w])
			n = w
		}
		if n == w {
			best = min(best, sum/float64(w))
		}
		if i == 0 && dir < 0 || i == s.n-1 && dir > 0 {
			break
		}
	}
	if math.IsInf(best, 1) {
		return 0
	}
	return best
}

// peakR returns the largest positive deflection of lead l from the line between QRS onset and offset, None when there is none
// worth the name.
func (s *shape) peakR(l int, f *Fiducials) int {
	x := s.x[l]
	a, z := f.QRSOn, f.QRSOff
	if z-a < 4 {
		return None
	}
	m := (x[z] - x[a]) / float64(z-a)
	best, at, hi, lo := 0.0, None, 0.0, 0.0
	for i := a + 1; i < z; i++ {
		h := x[i] - x[a] - m*float64(i-a)
		hi, lo = max(hi, h), min(lo, h)
		// A QS complex has its highest points at its ends.
		if h > best && x[i] >= x[i-1] && x[i] > x[i+1] && i > a+1 && i < z-1 {
			best, at = h, i
		}
	}
	if best < max(leastRShare*(hi-lo), leastRUV) {
		return None
	}
	return at
}
