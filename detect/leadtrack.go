package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Of the levels of one lead. Spans in seconds.
const (
	tickRing = 64 // ticks remembered

	// The noise of a lead is the height of its valleys: noisePart of the ticks of about noiseSpan are lower.
	noiseSpan = 2.0
	noisePart = 0.45
	// Even the quietest lead has this much noise, of its usual beat, when leads are weighed.
	leastNoise = 0.05
	// Where a lead shows beats, at least clearBeats times its noise, a lead counts in full from this part of its activity only,
	// so that flat leads drop out.
	clearBeats   = 3.0
	fullActivity = 0.1
	// A lead that shows less than this part of its usual beat, while another one shows fullActivity, has failed. When one that
	// had or gets failedShare of the weight fails or comes back, what beats look like is learnt anew.
	leastActivity = 0.01
	failedShare   = 0.3

	// Beats of this many make the usual amplitude; it then follows their median.
	levelBeats = 8
	levelFirst = 3
	// A beat in noise changes the usual amplitude by this factor at most.
	levelDrift = 1.005
	// After decayAfter without a beat, and every second from then on, the level falls to decayTo, but not below parts of what
	// there is to hear: the way out of levels that an artefact has driven up.
	decayAfter = 3.0
	decayEvery = 1.0
	decayTo    = 0.7
	decayFirst = 0.35 // before there are levelBeats beats
	decayHeld  = 0.5
	decayLeast = 0.3

	// What exceeds clipAt of the usual amplitude grows with its logarithm only.
	clipAt = 1.5

	rawSpan = 4.0 // of the lead itself, for placing beats
)

// leadTrack is one lead of a MultiLead.
type leadTrack struct {
	frontEnd
	raw     []float64 // the lead as it came
	rawBase int
	rawKeep int
	lent    bool      // raw is the caller's
	own     []float64 // its memory then

	level  float64 // usual amplitude of a beat: root of the moving window; 0 before it is known
	recent [levelBeats]float64
	nbeats int
	old    float64 // the level at the last multiple of levelBeats beats, and at the one before
	older  float64

	tick     [tickRing]float64 // mean amplitude of each tick
	heardNow [8]float64        // of the ticks that come next
	heard    tickWindow        // of the noise
	active   float64           // largest amplitude in it, of the level
	weight   float64           // in the tick at hand
	failed   bool              // shows nothing while others do
	back     bool              // did so until now
}

func (l *leadTrack) reset(m *MultiLead) {
	l.root = true
	l.lowPass, l.highPass, l.window = multiLowPass, multiHighPass, multiWindow
	// The rate was checked by Reset; the averaged one lies within the limits.
	_ = l.frontEnd.reset(m.fs, keepSpan, multiBlock)
	l.settle()
	l.raw, l.rawBase, l.rawKeep = l.raw[:0], 0, samples(rawSpan, m.rate)
	l.level, l.nbeats, l.weight, l.failed = 0, 0, 0, false
	l.old, l.older = 0, 0
	l.heard.restart()
}

// take appends size samples of x from at on; what x lacks is missing. Once x itself goes back far enough, it stands in for the copy,
// until settle.
func (l *leadTrack) take(x []float64, at, size int) {
	if at >= l.rawKeep && at+size <= len(x) {
		if !l.lent {
			l.rawBase += len(l.raw) - at
			l.own, l.lent = l.raw, true
		}
		l.raw = x[:at+size]
		return
	}
	l.settle()
	if len(l.raw) > 4*l.rawKeep {
		n := copy(l.raw, l.raw[len(l.raw)-l.rawKeep:])
		l.rawBase += len(l.raw) - n
		l.raw = l.raw[:n]
	}
	have := max(0, min(size, len(x)-at))
	if have > 0 {
		l.raw = append(l.raw, x[at:at+have]...)
	}
	for range size - have {
		l.raw = append(l.raw, math.NaN())
	}
}

// settle copies what is kept of a lead that is not ours.
func (l *leadTrack) settle() {
	if !l.lent {
		return
	}
	old := len(l.raw) - l.rawKeep
	l.rawBase += old
	l.raw = append(l.own[:0], l.raw[old:]...)
	l.own, l.lent = nil, false
}

// filter averages input samples from averaged sample n on and runs them through the front end; its moving window is an
// amplitude.
func (l *leadTrack) filter(mean []float64, n, step int) {
	at, from := n*step-l.rawBase, l.fill
	if step == 2 {
		done := l.feedPairs(l.raw[at:], len(mean))
		at, mean = at+2*done, mean[done:]
	}
	average(mean, l.raw, at, step)
	l.feed(mean)
	l.process(from)
}

// hold goes on with n averaged samples that are missing.
func (l *leadTrack) hold(n int) {
	from := l.fill
	l.gap(n)
	l.process(from)
}

// hear takes the mean amplitudes of ticks of n samples from place lo on, up to place hi and as many as there is room for; it returns
// of how many. Side by side they take little longer than one.
func (l *leadTrack) hear(lo, hi, n int) int {
	k, scale := 0, float64(n)
	for ; k < len(l.heardNow) && lo+n <= hi; k++ {
		s := 0.0
		for _, a := range l.w[lo : lo+n] {
			s += a
		}
		l.heardNow[k] = s / scale
		lo += n
	}
	return k
}

// top is the largest amplitude at places lo to hi.
func (l *leadTrack) top(lo, hi int) float64 {
	t := 0.0
	for _, a := range l.w[max(lo, 0):hi] {
		if a > t {
			t = a
		}
	}
	return t
}

// firstTicks is firstLevels in ticks.
func (m *MultiLead) firstTicks() int { return (samples(firstLevels, m.fs) + m.tick - 1) / m.tick }

// firstLevels sets the level of every lead that has none yet from the largest amplitude of the last firstLevels: at 40 beats a
// minute or more that holds a beat. When the first lead of all comes to life late, what it showed meanwhile is heard again.
func (m *MultiLead) firstLevels() {
	known := 0
	for i := range m.leads {
		if m.leads[i].level > 0 {
			known++
		}
	}
	if known == len(m.leads) {
		return
	}
	span := m.firstTicks()
	alive, set := false, false
	start := m.ticks - span
	for i := range m.leads {
		l := &m.leads[i]
		if l.level > 0 {
			alive = true
			continue
		}
		// A lead that was silent at the start of the span has not been heard for long enough.
		if start > 0 && l.tick[start%tickRing] == 0 {
			continue
		}
		l.level = l.top(m.at(start*m.tick), m.at(m.ticks*m.tick))
		set = set || l.level > 0
		l.heard.restart()
	}
	if set && !alive && start < m.combined {
		m.combined = start
		m.searched = min(m.searched, start*m.tick)
	}
}

// combine averages the leads over the next tick, each weighed by how quiet it is between beats.
func (m *MultiLead) combine() {
	t := m.combined
	m.combined++
	lo := m.at(t * m.tick)
	s := m.sum[lo : lo+m.tick]
	clear(s)
	liveliest, most := 0.0, 0.0
	for i := range m.leads {
		l := &m.leads[i]
		if l.level <= 0 {
			continue
		}
		l.heard.move(&l.tick, max(0, t-m.back), t+m.fore+1)
		l.active = l.heard.top / l.level
		if l.active > most {
			most = l.active
		}
		if l.heard.top > clearBeats*l.heard.low && l.active > liveliest {
			liveliest = l.active
		}
	}
	total, noise, changed := 0.0, 0.0, false
	for i := range m.leads {
		l := &m.leads[i]
		before := l.weight
		l.weight = 0
		if l.level <= 0 {
			continue
		}
		q := l.heard.low / l.level
		w := 1 / ((q + leastNoise) * (q + leastNoise))
		if q > 1 {
			w /= q * q
		}
		active := l.active
		back := l.failed
		if l.failed = active < leastActivity && most > fullActivity; l.failed {
			changed = changed || before >= failedShare
			continue
		}
		l.back = back
		if active < fullActivity*liveliest {
			w *= active * active / (fullActivity * fullActivity * liveliest * liveliest)
		}
		l.weight = w
		total += w
		noise += w * q
	}
	weights := m.weights[t%tickRing]
	if !(total > 0) {
		clear(weights)
		m.noise[t%tickRing] = 1
		return
	}
	m.noise[t%tickRing] = noise / total
	for i := range m.leads {
		l := &m.leads[i]
		weights[i] = 0
		if l.weight == 0 {
			continue
		}
		if l.weight == total { // alone: no division to wait for
			l.weight = 1
		} else {
			l.weight /= total
		}
		changed = changed || l.back && l.weight >= failedShare
		weights[i] = l.weight / l.level
		addClipped(s, l.w[lo:lo+m.tick], weights[i], clipAt*l.weight)
	}
	if changed {
		m.lookAgain()
	}
}

// addClipped adds k·a to s; what exceeds clip grows with its logarithm only, so that an artefact in one lead does not outvote the
// others.
func addClipped(s, a []float64, k, clip float64) {
	a = a[:len(s)]
	for j := range s {
		v := k * a[j]
		if v > clip {
			v = clip * (1 + math.Log(v/clip))
		}
		s[j] += v
	}
}

// learn takes the amplitude of a beat into the level. Noise is that of the beat, as a part of the level, or 0 when clean beats are
// not known: where it is noise for the last beats as well, these may be none, and the level stays near to what it was.
func (l *leadTrack) learn(top, noise float64) {
	l.recent[l.nbeats%levelBeats] = top
	l.nbeats++
	if l.nbeats == 1 && top > l.level*freshLevel {
		l.level = top // the first levels came from waves
	}
	if l.nbeats >= levelFirst {
		if usual := median(l.recent[:min(l.nbeats, levelBeats)]); usual > 0 {
			if noise*min(1, l.level/usual) >= cleanNoise {
				usual = min(max(usual, l.level/levelDrift), l.level*levelDrift)
			}
			l.level = usual
		}
	}
	if l.nbeats%levelBeats == 0 {
		l.old, l.older = l.level, l.old
	}
}

// decay lets the levels fall when no beat has come for long.
func (m *MultiLead) decay(now int) {
	if now < m.decayAt {
		return
	}
	m.decayAt = now + samples(decayEvery, m.fs)
	for i := range m.leads {
		l := &m.leads[i]
		top := l.top(m.at(now-samples(decayEvery, m.fs)), m.at(now))
		to := decayTo
		if l.older > 0 {
			l.level = min(l.level, l.older) // an artefact is no beat
		} else if l.nbeats < levelBeats {
			to = decayFirst
		}
		l.level = max(to*l.level, min(l.level, decayHeld*top), decayLeast*top)
	}
}

// median is the upper median of at most levelBeats values.
func median(x []float64) float64 {
	if len(x) == levelBeats {
		return dsp.UpperMedian8((*[levelBeats]float64)(x))
	}
	var b [levelBeats]float64
	v := b[:copy(b[:], x)]
	for i := 1; i < len(v); i++ {
		for j := i; j > 0 && v[j] < v[j-1]; j-- {
			v[j], v[j-1] = v[j-1], v[j]
		}
	}
	return v[len(v)/2]
}
