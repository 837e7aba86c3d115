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
	// After this time without a beat, and again each time it passes, both levels are
	// halved: the way out of thresholds that an artefact has driven up.
	relearn = 4.0
	// Peaks remembered for searching back.
	maxRemembered = 64
)

// levels are the running estimates for one waveform.
type levels struct{ signal, noise float64 }

func (l *levels) threshold() float64 { return l.noise + thresholdOf*(l.signal-l.noise) }

func (l *levels) asSignal(v, weight float64) { l.signal += weight * (v - l.signal) }
func (l *levels) asNoise(v float64)          { l.noise += levelWeight * (v - l.noise) }

// PanTompkins is the QRS detector of Pan and Tompkins (1985): band-pass, derivative,
// squaring and a 150-ms window; adaptive thresholds on the band-passed and the
// integrated waveform, both of which must show a beat; search-back after 166 % of the
// mean interval; T-wave discrimination by slope; halved thresholds in irregular
// rhythm. The zero value is ready for Reset.
//
// The paper's filters for 200 Hz are scaled to the rate of the lead. Beats of the
// first two seconds, which the levels are learnt from, are found too. What the paper
// leaves open is fixed by the constants of this file.
//
// A beat is reported at most 1.66 mean intervals after it happened, and up to two
// seconds late at the start.
type PanTompkins struct {
	fe frontEnd
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
	lastAt  int  // its time; the start of the stream before the first
	rr      intervals
	search  int // stream index at which to search back; never while beats < 2
	decay   int // stream index at which to halve the levels
	emitted int // last index handed out
}

var _ Streamer = (*PanTompkins)(nil)

// never is a stream index that is not reached.
const never = math.MaxInt

// NewPanTompkins returns a detector for leads at rate Hz (50 to 50000).
// The error is *[RateError].
func NewPanTompkins(rate float64) (*PanTompkins, error) {
	p := &PanTompkins{}
	if err := p.Reset(rate); err != nil {
		return nil, err
	}
	return p, nil
}

// Reset implements [Detector].
func (p *PanTompkins) Reset(rate float64) error {
	if err := p.fe.reset(rate, peakTimeout+refineSpan); err != nil {
		return err
	}
	p.pf.reset(rate)
	if cap(p.missed) < maxRemembered {
		p.missed = make([]peak, 0, maxRemembered)
		p.pending = make([]peak, 0, maxRemembered)
	}
	*p = PanTompkins{
		fe: p.fe, pf: p.pf,
		pending: p.pending[:0], missed: p.missed[:0],
		learnEnd: samples(learning, rate),
		search:   never, decay: never, emitted: -1,
	}
	return nil
}

// Detect implements [Detector]. It begins a new stream at the rate of the last
// Reset; it panics if there was none.
func (p *PanTompkins) Detect(dst []int, x []float64) []int {
	if err := p.Reset(p.fe.rate); err != nil {
		panic("detect: Detect before Reset")
	}
	dst = p.Push(dst, x)
	return p.Flush(dst)
}

// Push implements [Streamer].
func (p *PanTompkins) Push(dst []int, x []float64) []int {
	if p.fe.rate == 0 {
		panic("detect: Push before Reset")
	}
	for len(x) > 0 {
		from := p.fe.fill
		n := p.fe.feed(x)
		x = x[n:]
		p.fe.process(from)
		dst = p.decide(dst, from, p.fe.fill)
		p.fe.next()
	}
	return dst
}

// Flush implements [Streamer]. The lead is taken to go on with its last value until
// the delay of the filters has passed; a Reset must follow before the next Push.
func (p *PanTompkins) Flush(dst []int) []int {
	fe := &p.fe
	end := fe.base + fe.fill
	if end == 0 {
		return dst
	}
	if !p.learnt && end < p.learnEnd {
		p.learnEnd = end // a strip shorter than the learning phase
	}
	tail := [64]float64{}
	for i := range tail {
		tail[i] = fe.last + fe.off
	}
	// One more time-out lets the last peak be confirmed.
	for left := fe.delay + fe.slopeDelay + fe.win + p.pf.timeout + 2; left > 0; left -= len(tail) {
		dst = p.Push(dst, tail[:min(left, len(tail))])
	}
	if !p.learnt {
		dst = p.learn(dst)
	}
	for len(dst) > 0 && dst[len(dst)-1] >= end {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// decide runs the rules over block samples [from, to).
func (p *PanTompkins) decide(dst []int, from, to int) []int {
	if !p.learnt {
		p.hear(from, to)
	}
	for i := from; i < to; {
		// The next sample at which time alone asks for something.
		due := min(p.search, p.decay)
		if !p.learnt {
			due = p.learnEnd
		}
		stop := to
		if due-p.fe.base < to {
			stop = max(due-p.fe.base, i)
		}
		next, found := p.pf.scan(&p.fe, i, stop)
		i = next
		if found {
			pk := p.fe.measure(p.pf.topAt)
			p.pf.descend(&p.fe, i)
			i++
			if p.learnt {
				dst = p.judge(dst, pk)
			} else if len(p.pending) < maxRemembered {
				p.pending = append(p.pending, pk)
			}
			continue
		}
		if i < to {
			dst = p.alarm(dst, i+p.fe.base)
		}
	}
	return dst
}

// alarm does what is due at stream index now.
func (p *PanTompkins) alarm(dst []int, now int) []int {
	if !p.learnt {
		return p.learn(dst)
	}
	if now >= p.search {
		p.search = never
		dst = p.searchBack(dst)
	}
	if now >= p.decay {
		p.integ.signal *= 0.5
		p.integ.noise *= 0.5
		p.band.signal *= math.Sqrt2 / 2 // an amplitude, where the integral is a power
		p.band.noise *= math.Sqrt2 / 2
		p.decay = now + samples(relearn, p.fe.rate)
		dst = p.searchBack(dst)
	}
	return dst
}

// hear collects the maxima and means of the learning phase.
func (p *PanTompkins) hear(from, to int) {
	to = min(to, p.learnEnd-p.fe.base)
	for i := p.fe.hist + from; i < p.fe.hist+to; i++ {
		w, b := p.fe.w[i], math.Abs(p.fe.b[i])
		p.maxI = max(p.maxI, w)
		p.maxF = max(p.maxF, b)
		p.sumI += w
		p.sumF += b
		p.heard++
	}
}

// learn ends the learning phase: it sets the levels and judges its peaks.
func (p *PanTompkins) learn(dst []int) []int {
	n := float64(max(p.heard, 1))
	p.integ = levels{learnSignal * p.maxI, learnNoise * p.sumI / n}
	p.band = levels{learnSignal * p.maxF, learnNoise * p.sumF / n}
	p.learnt = true
	p.decay = p.learnEnd + samples(relearn, p.fe.rate)
	for _, pk := range p.pending {
		dst = p.judge(dst, pk)
	}
	p.pending = p.pending[:0]
	return dst
}

// judge decides on a new peak.
func (p *PanTompkins) judge(dst []int, pk peak) []int {
	for p.beats >= 2 && pk.at-p.lastAt > p.missedLimit() {
		n := p.beats
		if dst = p.searchBack(dst); p.beats == n {
			break
		}
	}
	if p.beats > 0 {
		since := pk.at - p.lastAt
		if since < samples(refractory, p.fe.rate) {
			return dst
		}
		if since < samples(waveSpan, p.fe.rate) && pk.slope < waveSlope*waveSlope*p.last.slope {
			pk.wave = true
		}
	}
	t1, f1 := p.integ.threshold(), p.band.threshold()
	if p.rr.irregular() {
		t1 *= 0.5
		f1 *= 0.5
	}
	if !pk.wave && pk.i > t1 && pk.f > f1 {
		return p.accept(dst, pk, levelWeight)
	}
	p.integ.asNoise(pk.i)
	p.band.asNoise(pk.f)
	if len(p.missed) == maxRemembered {
		n := copy(p.missed, p.missed[maxRemembered/2:])
		p.missed = p.missed[:n]
	}
	p.missed = append(p.missed, pk)
	if p.beats >= 2 && pk.at-p.lastAt > p.missedLimit() {
		dst = p.searchBack(dst)
	}
	return dst
}

func (p *PanTompkins) missedLimit() int {
	return int(rrMissed * p.rr.regularMean())
}

// accept takes pk as a beat.
func (p *PanTompkins) accept(dst []int, pk peak, weight float64) []int {
	p.integ.asSignal(pk.i, weight)
	p.band.asSignal(pk.f, weight)
	if p.beats > 0 {
		p.rr.add(float64(pk.at - p.lastAt))
	}
	p.beats++
	p.last, p.lastAt = pk, pk.at
	// Later peaks stay candidates of the next search.
	keep := p.missed[:0]
	for _, m := range p.missed {
		if m.at > pk.at+samples(refractory, p.fe.rate) {
			keep = append(keep, m)
		}
	}
	p.missed = keep
	if p.beats >= 2 {
		p.search = pk.at + p.missedLimit() + p.fe.delay + p.fe.slopeDelay + p.fe.win
	}
	p.decay = pk.at + samples(relearn, p.fe.rate)
	if pk.r > p.emitted {
		p.emitted = pk.r
		dst = append(dst, pk.r)
	}
	return dst
}

// searchBack takes the largest remembered peak above the second thresholds.
func (p *PanTompkins) searchBack(dst []int) []int {
	t2, f2 := secondOf*p.integ.threshold(), secondOf*p.band.threshold()
	if p.rr.irregular() {
		t2 *= 0.5
		f2 *= 0.5
	}
	best := -1
	for k, m := range p.missed {
		if m.wave || m.i <= t2 || m.f <= f2 {
			continue
		}
		if best < 0 || m.i > p.missed[best].i {
			best = k
		}
	}
	if best < 0 {
		return dst
	}
	return p.accept(dst, p.missed[best], searchWeight)
}
