package detect

import "math"

const (
	trackEach   = 1.0 / 6  // weight of a new interval in the expected one
	trackEarly  = 1.0 / 24 // that of one that is more than trackMost shorter
	trackOver   = 1.0 / 12 // that of half the interval over one ectopic beat
	trackMost   = 0.15     // relative step that counts at most
	trackAround = 15       // intervals to either side whose median starts the track
	modeBeats   = 15       // intervals to either side that tell how regular the rhythm is

	blockedFrom = 1.2 // s: the interval of a blocked beat is no shorter, at a sinus rate of 100 a minute

	oddShape = 0.3 // one less the correlation with conducted forms beyond which a beat is no conducted one

	// Premature beats in a row that need a reason to be premature, and the interval below which they have one: a
	// tachycardia is faster than 100 beats a minute. Irregular ones need it earlier. Much later the usual P wave has
	// become that of the run, and tells no more.
	longRun, wildRun, provenRun = 12, 8, 24
	slowRun                     = 0.6 // s
)

// supra walks through the conducted beats and tells the premature ones and escapes: it keeps the interval that the sinus
// rhythm would have. Ventricular beats are passed over.
type supra struct {
	rhythm *classRhythm
	last   int     // conducted beat before, -1 for none
	rr     float64 // interval before that, 0 when unknown
	expect float64 // s, 0 when unknown
	wild   float64 // how irregular the rhythm is, 0 to 1
	inRun  bool    // the beat before was premature
	run    atrialRun
	near   []float64
	long   []float64
}

func (s *supra) reset(r *classRhythm) {
	*s = supra{rhythm: r, last: -1, near: s.near[:0], long: s.long[:0]}
}

// conducted tells whether beat k takes part in the rhythm of the atria or the node.
func (s *supra) conducted(k int) bool {
	v := s.rhythm.verdict(k)
	return !v.odd && (v.class == Normal || v.class == Supraventricular)
}

// around collects the intervals that end at beats from to to, both included, between neighbouring conducted beats.
func (s *supra) around(from, to int) []float64 {
	s.near = s.near[:0]
	for j := max(from, 1); j <= min(to, len(s.rhythm.beats)-1); j++ {
		if rr := s.rhythm.rr(j); rr < longestGap && s.conducted(j) && s.conducted(j-1) {
			s.near = append(s.near, rr)
		}
	}
	return s.near
}

// interval returns the time since the conducted beat before, and whether it is the neighbour.
func (s *supra) interval(k int) (rr float64, next bool) {
	if s.last < 0 {
		return 0, false
	}
	return float64(s.rhythm.beats[k].at-s.rhythm.beats[s.last].at) / s.rhythm.rate, s.last == k-1
}

// supraTerms counts the terms of the score for a premature or escape beat.
const supraTerms = 12

// supraWeights are those of the logistic regression of supraventricular ectopic against other conducted beats that
// TestFitWeights repeats.
var supraWeights = [supraTerms]float64{
	-7.53, // constant
	2.98,  // earlier than expected
	0.82,  // earlier than the local mean
	1.37,  // shorter than the interval before
	2.61,  // no P wave where they can be seen
	3.92,  // goes on with a run
	-0.59, // irregular rhythm
	-1.69, // irregular × early
	-1.04, // irregular on both sides × P waves not to be seen × early
	-0.91, // noise
	0.97,  // late × no P wave: an escape
	-1.81, // P waves not to be seen × early
}

// supraFrom is the probability from which a beat is S. It is below a half because the regression weighs the runs of a
// record down.
const supraFrom = 0.3

// input makes the terms for beat k; false when there is no interval before it.
func (s *supra) input(x *[supraTerms]float64, k int) bool {
	b := &s.rhythm.beats[k]
	rr, next := s.interval(k)
	if rr == 0 {
		return false
	}
	mode := max(s.rhythm.mode(s.around(k-modeBeats, k-1)), s.rhythm.mode(s.around(k+1, k+modeBeats)))
	irregular := clamp((0.6-mode)/0.25, 0, 1)
	bothSides := clamp((0.7-s.rhythm.mode(s.around(k-modeBeats, k+modeBeats)))/0.3, 0, 1)
	s.wild = irregular
	if s.expect == 0 {
		s.expect = s.rhythm.median(s.around(k-trackAround, k+trackAround))
	}
	s.raise(k)
	if next && s.blocked(k, rr) {
		s.expect = rr
	}
	early := s.early(rr, s.expect, -0.3)
	local, before := 0.0, 0.0
	if next {
		local = s.early(rr, s.local(k), -0.3)
		if s.rr > 0 && !s.inRun {
			usual := s.rr
			if s.expect > 0 {
				usual = min(usual, 1.1*s.expect)
			}
			before = s.early(rr, usual, 0)
		}
	}
	seen := float64(b.seen)
	blind := clamp(1-seen/0.4, 0, 1)
	noP := seen * clamp(seen-float64(b.p), 0, 1) / 0.4
	run := 0.0
	if s.inRun && s.rr > 0 {
		run = clamp((early-0.4)/1.2, 0, 1) * clamp(1.2-math.Abs(rr/s.rr-1)/0.25, 0, 1)
	}
	late := max(-early, 0)
	early = max(early, 0)
	*x = [supraTerms]float64{1, early, local, before, noP, run, irregular, irregular * early, blind * bothSides * early,
		float64(b.noise) + 0.3*float64(b.offP), late * noP, blind * early}
	return true
}

// blocked tells that the expected interval was one with a beat blocked: it is long, and this one half of it with the
// usual P wave.
func (s *supra) blocked(k int, rr float64) bool {
	b := &s.rhythm.beats[k]
	return s.expect > blockedFrom && !s.inRun && b.seen > 0.4 && b.p > 0.75*b.seen && math.Abs(rr-s.expect/2) < 0.04*s.expect
}

// blocks tells that a beat before this one was blocked: the interval is twice the expected one, and ends with the usual P wave.
func (s *supra) blocks(k int, rr float64) bool {
	b := &s.rhythm.beats[k]
	return b.seen > 0.4 && b.p > 0.75*b.seen && math.Abs(rr-2*s.expect) < 0.15*s.expect
}

// early is how much shorter rr is than usual, no less than low, in units of earlyUnit.
func (s *supra) early(rr, usual, low float64) float64 {
	if !(usual > 0) {
		return 0
	}
	return clamp(1-rr/usual, low, 0.5) / earlyUnit
}

// local is the mean interval between conducted beats around beat k, the one before it left out.
func (s *supra) local(k int) float64 {
	sum, n := 0.0, 0
	for j := max(k-nearBeats, 1); j <= min(k+nearBeats, len(s.rhythm.beats)-1); j++ {
		if j != k && s.conducted(j) && s.conducted(j-1) {
			sum += min(s.rhythm.rr(j), longestGap)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// class goes on to beat k, whose shape says N, S for aberrant, or another class, and which is so unlike a conducted one. It
// returns S for a premature or escape beat, or else the class given. Beats come in turn.
func (s *supra) class(k int, given Class) Class {
	switch given {
	case Supraventricular:
		s.accept(k, true)
		return given
	case Normal:
	default:
		return given
	}
	if v := s.rhythm.verdict(k); s.rhythm.beats[k].unlike > oddShape {
		v.odd = true
		return given
	}
	var x [supraTerms]float64
	early := s.input(&x, k) && logistic(x[:], supraWeights[:]) > supraFrom
	if s.accept(k, early) {
		return Supraventricular
	}
	return given
}

// accept goes on after beat k, which is premature or not, and returns whether it still is when its run is looked at.
func (s *supra) accept(k int, early bool) bool {
	rr, next := s.interval(k)
	between := k - s.last - 1
	s.last = k
	if rr == 0 {
		return early
	}
	if !early {
		s.run = atrialRun{}
	} else if s.endless(k, rr) {
		early = false
		s.expect = s.run.rr / float64(s.run.n)
		s.run = atrialRun{}
	}
	if e := s.expect; !early && e > 0 {
		switch {
		case next && rr < (1-trackMost)*e:
			s.expect += max(trackEarly*s.sinus(k), trackEach*s.wild) * (max(rr, 0.5*e) - e)
		case next && s.blocks(k, rr):
		case next:
			s.expect += trackEach * (min(rr, (1+trackMost)*e) - e)
		case between == 1 && rr > 1.6*e && rr < 2.4*e:
			s.expect += trackOver * (rr/2 - e)
		}
	}
	s.rr = 0
	if next {
		s.rr = rr
	}
	s.inRun = early
	return early
}

// sinus tells how far beat k may set the pace of the sinus node: less without its P wave where P waves can be seen.
func (s *supra) sinus(k int) float64 {
	b := &s.rhythm.beats[k]
	if b.seen < 0.3 {
		return 1
	}
	return clamp(float64(b.p/b.seen), 0.1, 1)
}
