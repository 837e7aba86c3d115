package detect

// intervals keeps RR AVERAGE1 (the last eight intervals) and RR AVERAGE2 (the last
// eight within the limits around it) of Pan and Tompkins, in samples.
type intervals struct {
	all, regular   ring
	rejected       int // intervals outside the limits in a row
	outside        int // of the last eight, how many lay outside: bits of recent
	recent         [rrCount]bool
	recentPosition int
}

// ring is the sum of the last rrCount values.
type ring struct {
	v   [rrCount]float64
	n   int
	pos int
}

func (r *ring) add(x float64) {
	r.v[r.pos] = x
	r.pos = (r.pos + 1) % rrCount
	r.n = min(r.n+1, rrCount)
}

func (r *ring) mean() float64 {
	s := 0.0
	for _, v := range r.v {
		s += v
	}
	return s / float64(max(r.n, 1))
}

// add takes a new interval. The first one fills both averages.
func (s *intervals) add(rr float64) {
	if s.all.n == 0 {
		for range rrCount {
			s.all.add(rr)
			s.regular.add(rr)
		}
		return
	}
	s.all.add(rr)
	mean := s.regular.mean()
	out := rr < rrLow*mean || rr > rrHigh*mean
	if s.recent[s.recentPosition] {
		s.outside--
	}
	s.recent[s.recentPosition] = out
	s.recentPosition = (s.recentPosition + 1) % rrCount
	if !out {
		s.regular.add(rr)
		s.rejected = 0
		return
	}
	s.outside++
	// A rate that moved for good must not leave the second average behind.
	if s.rejected++; s.rejected >= rrCount {
		s.regular = s.all
		s.rejected = 0
	}
}

// irregular reports whether one of the last eight intervals was outside the limits.
func (s *intervals) irregular() bool { return s.outside > 0 }

// regularMean is RR AVERAGE2.
func (s *intervals) regularMean() float64 { return s.regular.mean() }
