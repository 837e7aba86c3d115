package detect

const (
	sickBeats = 25   // intervals to either side that are searched for pauses
	sickPart  = 0.08 // part of them that are pauses at least
	surelyP   = 0.75 // correlation of an earlier P wave that is the usual one
	sickPause = 1.35 // of the median interval: a pause
)

// atrialRun sums up premature beats in a row.
type atrialRun struct {
	n     int
	first int     // beat
	rr    float64 // sum of the intervals
	p     float64 // of the likeness of the P windows
	seen  float64 // of how well P waves can be seen
}

// endless takes premature beat k into the run and tells whether the run must be the sinus rhythm after all: because it is
// slow and has no P waves of another kind, has the usual ones, or is irregular.
func (s *supra) endless(k int, rr float64) bool {
	r, b := &s.run, &s.rhythm.beats[k]
	if r.n == 0 {
		r.first = k
	}
	r.n++
	r.rr += rr
	r.p += float64(b.p)
	r.seen += float64(b.seen)
	n := float64(r.n)
	visible := r.seen > 0.4*n
	doubtful := visible && r.p >= r.seen
	if r.rr >= slowRun*n {
		doubtful = !(visible && r.p < 0.6*r.seen)
	}
	if r.n < longRun || r.n > provenRun {
		doubtful = false
	}
	if !doubtful && (r.n < wildRun || s.wild <= 0.5) {
		return false
	}
	if !s.rhythm.causal {
		for j := r.first; j < k; j++ {
			if v := s.rhythm.verdict(j); v.class == Supraventricular {
				v.class = Normal
			}
		}
	}
	return true
}

// anyP is the likeness of the P wave of a beat, in time or, when it is clearly the usual one, earlier.
func (b *beatInfo) anyP() float64 {
	if b.earlyP > surelyP {
		return float64(max(b.p, b.earlyP))
	}
	return float64(b.p)
}

// raise finds the sinus rhythm where beats without its P wave outnumber those with it, as in the sick sinus syndrome: there,
// those with it follow pauses of varying length. In a block the pauses are twice the interval, or all P waves are the same.
func (s *supra) raise(k int) {
	all := s.around(k-sickBeats, k+sickBeats)
	if s.wild > 0 || len(all) < sickBeats/2 {
		return
	}
	most := 0.0
	for _, rr := range all {
		most = max(most, rr)
	}
	if most <= s.expect {
		return
	}
	m := s.rhythm.median(all)
	var pLong, pShort, nLong, nShort, twice float64
	s.long = s.long[:0]
	b := s.rhythm.beats
	for j := max(k-sickBeats, 1); j <= min(k+sickBeats, len(b)-1); j++ {
		rr := s.rhythm.rr(j)
		if rr >= longestGap || !s.conducted(j) || !s.conducted(j-1) {
			continue
		}
		switch q := rr / m; {
		case q > 1.92 && q < 2.08:
			twice++
		case q > sickPause:
			pLong += float64(b[j].p)
			nLong++
			s.long = append(s.long, rr)
		case q < 1.15:
			pShort += b[j].anyP()
			nShort++
		}
	}
	if nLong < max(3, sickPart*float64(len(all))) || nShort < 3 || twice > nLong/2 {
		return
	}
	if pLong /= nLong; pLong > 0.4 && pShort/nShort < 0.8*pLong {
		s.expect = max(s.expect, s.rhythm.median(s.long))
	}
}
