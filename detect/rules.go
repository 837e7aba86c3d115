package detect

import "math"

// Rules of Pan and Tompkins 1985. Times in seconds.
const (
	refractory   = 0.200 // no detection at all after a beat
	waveSpan     = 0.360 // within it a peak of low slope is a T wave
	waveSlope    = 0.5   // of the slope of the last beat
	learning     = 2.0   // first estimate of the levels
	thresholdOf  = 0.25  // THR1 = NPK + 0.25 (SPK - NPK)
	secondOf     = 0.5   // THR2 = 0.5 THR1
	levelWeight  = 0.125 // of a new peak in SPK or NPK
	searchWeight = 0.25  // of a beat found by searching back
	rrCount      = 8     // intervals in both averages
	rrLow        = 0.92  // limits of a regular interval, of RR AVERAGE2
	rrHigh       = 1.16
	rrMissed     = 1.66
)

// Choices the paper leaves open.
const (
	// The signal level starts at a third of the largest value of the learning phase,
	// the noise level at half the mean.
	learnSignal = 1.0 / 3
	learnNoise  = 0.5
	// After this time without a beat, and again each time it passes, the levels fall to
	// this part: the way out of thresholds that an artefact has driven up. One of a
	// thousand times the beats' amplitude is overcome in half a minute; through a pause
	// of 8 s, noise below a fifteenth of it makes no beats.
	relearn     = 4.0
	relearnFall = 1.0 / 8
	// Peaks remembered for searching back.
	maxRemembered = 64
	// Peaks remembered while learning.
	maxPending = 512
)

// levels are the running estimates for one waveform.
type levels struct{ signal, noise float64 }

func (l *levels) threshold() float64 { return l.noise + thresholdOf*(l.signal-l.noise) }

func (l *levels) asSignal(v, weight float64) { l.signal += weight * (v - l.signal) }
func (l *levels) asNoise(v float64)          { l.noise += levelWeight * (v - l.noise) }

// rules decides which peaks of a front end are beats.
type rules struct {
	fe *frontEnd
	pf peakFinder

	integ, band levels
	learnt      bool
	learnEnd    int // stream index at which learning ends
	maxI, sumI  float64
	maxF, sumF  float64
	heard       int // samples summed

	pending []peak // peaks of the learning phase
	missed  []peak // peaks since the last beat, for searching back

	beats   int
	last    peak // the last beat
	lastAt  int  // its time
	rr      intervals
	search  int // stream index at which to search back; never while beats < 2
	decay   int // stream index at which to halve the levels
	emitted int // last index handed out
}

// never is a stream index that is not reached.
const never = math.MaxInt

// reset prepares for a new stream of fe, learning from its first seconds.
func (r *rules) reset(fe *frontEnd, learning float64) {
	if cap(r.missed) < maxRemembered {
		r.missed = make([]peak, 0, maxRemembered)
		r.pending = make([]peak, 0, maxPending)
	}
	*r = rules{
		fe:      fe,
		pending: r.pending[:0], missed: r.missed[:0],
		learnEnd: samples(learning, fe.rate),
		search:   never, decay: never, emitted: -1,
	}
	r.pf.reset(fe.rate)
}

// decide runs the rules over block samples [from, to).
func (r *rules) decide(dst []int, from, to int) []int {
	if !r.learnt {
		r.hear(from, to)
	}
	for i := from; i < to; {
		// The next sample at which time alone asks for something.
		due := min(r.search, r.decay)
		if !r.learnt {
			due = r.learnEnd
		}
		stop := to
		if due-r.fe.base < to {
			stop = max(due-r.fe.base, i)
		}
		next, found := r.pf.scan(r.fe, i, stop)
		i = next
		if found {
			pk := r.fe.measure(r.pf.topAt)
			r.pf.descend(r.fe, i)
			i++
			if r.learnt {
				dst = r.judge(dst, pk)
			} else if len(r.pending) < maxPending {
				r.pending = append(r.pending, pk)
			}
			continue
		}
		if i < to {
			dst = r.alarm(dst, i+r.fe.base)
		}
	}
	return dst
}

// alarm does what is due at stream index now.
func (r *rules) alarm(dst []int, now int) []int {
	if !r.learnt {
		return r.learn(dst)
	}
	if now >= r.search {
		r.search = never
		dst = r.searchBack(dst)
	}
	if now >= r.decay {
		amplitude := math.Sqrt(relearnFall) // the integral is a power, the band-pass is not
		r.integ.signal *= relearnFall
		r.integ.noise *= relearnFall
		r.band.signal *= amplitude
		r.band.noise *= amplitude
		r.decay = now + samples(relearn, r.fe.rate)
		dst = r.searchBack(dst)
	}
	return dst
}

// hear collects the maxima and means of the learning phase.
func (r *rules) hear(from, to int) {
	to = min(to, r.learnEnd-r.fe.base)
	for i := r.fe.hist + from; i < r.fe.hist+to; i++ {
		w, b := r.fe.w[i], math.Abs(r.fe.b[i])
		r.maxI = max(r.maxI, w)
		r.maxF = max(r.maxF, b)
		r.sumI += w
		r.sumF += b
		r.heard++
	}
}

// learn ends the learning phase: it sets the levels and judges its peaks.
func (r *rules) learn(dst []int) []int {
	r.firstLevels()
	r.learnt = true
	r.decay = r.learnEnd + samples(relearn, r.fe.rate)
	for _, pk := range r.pending {
		dst = r.judge(dst, pk)
	}
	r.pending = r.pending[:0]
	return dst
}

// firstLevels sets the levels from the largest and mean values heard.
func (r *rules) firstLevels() {
	n := float64(max(r.heard, 1))
	r.integ = levels{learnSignal * r.maxI, learnNoise * r.sumI / n}
	r.band = levels{learnSignal * r.maxF, learnNoise * r.sumF / n}
}

// judge decides on a new peak.
func (r *rules) judge(dst []int, pk peak) []int {
	for r.beats >= 2 && pk.at-r.lastAt > r.missedLimit() {
		n := r.beats
		if dst = r.searchBack(dst); r.beats == n {
			break
		}
	}
	if r.beats > 0 {
		since := pk.at - r.lastAt
		if since < samples(refractory, r.fe.rate) {
			return dst
		}
		if since < samples(waveSpan, r.fe.rate) {
			pk.wave = pk.slope < waveSlope*waveSlope*r.last.slope
		}
	}
	t1, f1 := r.integ.threshold(), r.band.threshold()
	if r.rr.irregular() {
		t1 *= 0.5
		f1 *= 0.5
	}
	if !pk.wave && pk.i > t1 && pk.f > f1 {
		return r.accept(dst, pk, levelWeight)
	}
	r.integ.asNoise(pk.i)
	r.band.asNoise(pk.f)
	if len(r.missed) == maxRemembered {
		n := copy(r.missed, r.missed[maxRemembered/2:])
		r.missed = r.missed[:n]
	}
	r.missed = append(r.missed, pk)
	if r.beats >= 2 && pk.at-r.lastAt > r.missedLimit() {
		dst = r.searchBack(dst)
	}
	return dst
}

func (r *rules) missedLimit() int {
	return int(rrMissed * r.rr.regularMean())
}

// accept takes pk as a beat.
func (r *rules) accept(dst []int, pk peak, weight float64) []int {
	r.integ.asSignal(pk.i, weight)
	r.band.asSignal(pk.f, weight)
	if r.beats > 0 {
		r.rr.add(float64(pk.at - r.lastAt))
	}
	r.beats++
	r.last, r.lastAt = pk, pk.at
	// Later peaks stay candidates of the next search.
	keep := r.missed[:0]
	for _, m := range r.missed {
		if m.at > pk.at+samples(refractory, r.fe.rate) {
			keep = append(keep, m)
		}
	}
	r.missed = keep
	if r.beats >= 2 {
		r.search = pk.at + r.missedLimit() + r.fe.delay + r.fe.slopeDelay + r.fe.win
	}
	r.decay = pk.at + samples(relearn, r.fe.rate)
	if pk.r > r.emitted {
		r.emitted = pk.r
		dst = append(dst, pk.r)
	}
	return dst
}

// searchBack takes the largest remembered peak above the second thresholds.
func (r *rules) searchBack(dst []int) []int {
	t2, f2 := secondOf*r.integ.threshold(), secondOf*r.band.threshold()
	if r.rr.irregular() {
		t2 *= 0.5
		f2 *= 0.5
	}
	best := -1
	for k, m := range r.missed {
		if m.wave || m.i <= t2 || m.f <= f2 {
			continue
		}
		if best < 0 || m.i > r.missed[best].i {
			best = k
		}
	}
	if best < 0 {
		return dst
	}
	return r.accept(dst, r.missed[best], searchWeight)
}

// shorten ends the learning phase of a stream that stops at index end before it.
func (r *rules) shorten(end int) {
	if !r.learnt {
		r.learnEnd = min(r.learnEnd, end)
	}
}

// finish closes a stream of end samples and drops beats placed beyond it.
func (r *rules) finish(dst []int, end int) []int {
	if !r.learnt {
		dst = r.learn(dst)
	}
	for len(dst) > 0 && r.emitted >= end && dst[len(dst)-1] == r.emitted {
		dst = dst[:len(dst)-1]
		r.emitted = end - 1
	}
	return dst
}
