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
	b := samples(baseMS, s.rate, 1)
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
		s.base[l] = windowMean(s.cum[l], on-b, on)
		if math.IsNaN(s.base[l]) {
			s.base[l] = x[on]
		}
		f.R = s.peakR(l)
	}
	return true
}

// edgeSlope walks from peak in direction dir until |d| stays below a threshold: the background's slope and a share of the
// steepest. It goes at most reach samples.
func (s *shape) edgeSlope(d []float64, peak, dir int, top, share float64, reach int) int {
	end := min(max(peak+dir*reach, 0), s.n-1)
	floor := s.quietest(d, peak+dir*s.ms(30), peak+dir*(reach+s.ms(60)), dir)
	thr := floorFactor*floor + share*math.Max(top-floor, 0)
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
			best = math.Min(best, sum/float64(w))
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

// peakR returns the largest positive deflection of lead l between QRS onset and offset, the R of the beat when there is
// none worth the name.
func (s *shape) peakR(l int) int {
	x, f := s.x[l], s.lead[l]
	best, at := math.Inf(-1), s.r
	lo := math.Inf(1)
	for i := f.QRSOn; i <= f.QRSOff; i++ {
		if x[i] > best {
			best, at = x[i], i
		}
		lo = math.Min(lo, x[i])
	}
	// A QS complex has its highest points at its ends.
	if at <= f.QRSOn+1 || at >= f.QRSOff-1 || best-s.base[l] < 0.04*(best-lo) {
		return s.r
	}
	return at
}
