package detect

import "math"

// Of the rhythm. Spans in seconds unless marked.
const (
	// Before beats tell otherwise.
	firstRR = 0.85
	// Beats nearer than shortSpan cost more the nearer they are.
	shortSpan = 0.360
	// An interval longer than gapFrom of the longest usual one misses a beat, for certain gapRamp later. A pause makes up for a
	// premature beat, but not beyond gapMost of the longest usual interval.
	gapFrom, gapRamp, gapMost = 1.25, 1.0, 1.5
	// The rhythm of noise: from which noise on it counts and how far, the most deviations, and the least that one is taken for.
	regularFrom, regularMost = 0.125, 0.5
	mostIrregular            = 3.0
	leastSpread              = 0.1
	// Intervals that usually deviate by tellsNothing say nothing of the next one. A beat that comes on time gains, at most, expected
	// of what a deviation costs.
	tellsNothing = 0.4
	expected     = 0.6
	firstSpread  = 0.1
	spreadWeight = 0.1
	// Likeness to earlier beats from which irregularity counts less, where it counts regularLeast, in noise.
	regularLike, regularRange, regularLeast = 0.88, 0.1, 0.5
	// Beats below this part of the usual one are small: a beat after one of them may be as small.
	smallBeat   = 0.6
	lostGap     = 2.5 // intervals without a beat after which the rhythm is not known any more
	rhythmKnown = 1.0 // intervals that make a gap certain
	// What is of the kind of the beat before it, and no small wave, scores at least kinScore: a run of ectopic beats.
	kinSlope, kinSharp = 0.2, 0.3 // logarithms
	kinLevel           = 0.2
	kinScore           = 1.5
	// Until beat freshBeats one that is steeper and sharper than the usual by the logarithm freshSharp is the first; a level that
	// it exceeds freshLevel times came from waves.
	freshBeats, freshLevel, freshSharp = 8, 2.0, 0.9
	mostLow                            = 4.0 // most that a low threshold adds to a score
)

// intervalsSeen is what is known of the intervals between beats, in averaged samples.
type intervalsSeen struct {
	rr      [levelBeats]float64
	n       int
	typical float64 // median
	long    float64 // nearly the longest
	spread  float64 // usual deviation from the typical one, of its logarithm, in the clean parts
	clean   int
}

// reset sets what holds before there are intervals.
func (r *intervalsSeen) reset(fs float64) {
	*r = intervalsSeen{typical: firstRR * fs, long: firstRR * fs}
}

// learn takes the interval before a beat of c's noise.
func (r *intervalsSeen) learn(rr, noise, fs float64) {
	r.rr[r.n%levelBeats] = rr
	r.n++
	n := min(r.n, levelBeats)
	r.typical = median(r.rr[:n])
	if r.n < levelFirst {
		r.long = max(r.typical, firstRR*fs)
	} else {
		r.long = longest(r.rr[:n])
	}
	if noise < cleanNoise && r.n > levelFirst {
		if r.clean == 0 {
			r.spread = firstSpread
		}
		r.clean++
		r.spread += spreadWeight * (min(math.Abs(math.Log(rr/r.typical)), 1) - r.spread)
	}
}

// deviation is what an interval of a regular rhythm deviates by.
func (r *intervalsSeen) deviation() float64 {
	if r.clean >= cleanBeats {
		return max(r.spread, leastSpread)
	}
	var d [levelBeats]float64
	for i, v := range r.rr {
		d[i] = math.Abs(math.Log(v / r.typical))
	}
	return max(median(d[:]), leastSpread)
}

// irregular says by how many usual deviations an interval of rr samples is off, and what that is worth: 1 in a regular rhythm, less
// with the logarithm of how widely the intervals spread, nothing in one without any order.
func (r *intervalsSeen) irregular(rr float64) (deviations, weight float64) {
	usual := r.deviation()
	weight = max(0, math.Log(tellsNothing/usual)/logRegular)
	return min(math.Abs(math.Log(rr/r.typical))/usual, mostIrregular), weight
}

var logRegular = math.Log(tellsNothing / leastSpread)

// longest is the second largest of eight values, so that one pause does not make a rhythm; the largest of fewer.
func longest(x []float64) float64 {
	a, b := 0.0, 0.0
	for _, v := range x {
		if v > a {
			a, b = v, a
		} else if v > b {
			b = v
		}
	}
	return b
}

// join is the cost of a and b as successive beats.
func (m *MultiLead) join(a, b *deflection) float64 {
	t, r := &m.tune, &m.rhythm
	d := float64(b.at-a.at) / m.fs
	if d < refractory {
		return math.Inf(1)
	}
	cost := 0.0
	if m.beats >= knownBeats && a.level >= kinLevel && a.kin(b) {
		cost -= max(0, kinScore-b.score)
	} else if d < shortSpan {
		x := (shortSpan - d) / (shortSpan - refractory)
		cost += t.Short * x * x
	}
	if noise := min(max(a.noise, b.noise), regularMost); noise > regularFrom && r.n >= levelBeats && d < lostGap*r.long/m.fs {
		dev, weight := r.irregular(d * m.fs)
		like := min(max((b.like-regularLike)/regularRange, 0), 1)
		cost += t.Regular * weight * (noise - regularFrom) * (dev*(1-regularLeast*like) - expected*max(0, 1-dev))
	}
	low := 0.0
	if a.level < smallBeat {
		low = m.lower(b, t.Small*a.level)
	}
	if g := m.gap(d, a); g > 0 {
		low = max(low, min(m.lower(b, t.Least), mostLow))
		cost += g
	}
	return cost - low
}

// kin reports whether a and b are of one kind: as large, as steep and as sharp.
func (a *deflection) kin(b *deflection) bool {
	return math.Abs(a.slope-b.slope) < kinSlope && math.Abs(a.sharp-b.sharp) < kinSharp && math.Abs(a.log-b.log) < kinSlope
}

// lower is how much better b scores for its amplitude with a threshold at the part level of the usual beat, without becoming
// more than undecided.
func (m *MultiLead) lower(b *deflection, level float64) float64 {
	t := &m.tune
	if level > t.Level || b.size >= 0 {
		return 0
	}
	size := t.Size * math.Log(b.level/(level+t.LowNoise*b.noise))
	return max(0, min(size, 0)-b.size)
}

// gap is the cost of d seconds without a beat after a.
func (m *MultiLead) gap(d float64, a *deflection) float64 {
	rr := m.rhythm.long / m.fs
	if d < gapFrom*rr {
		return 0
	}
	if a.before > 0 {
		rr = max(rr, min(2*m.rhythm.typical/m.fs-a.before, gapMost*rr))
	}
	x := d/rr - gapFrom
	if x < 0 {
		return 0
	}
	missed := min(x/gapRamp, 1)
	if x > gapFrom {
		missed += min((x-gapFrom)/gapRamp, 1) // to leave a beat out must not be cheaper than two long intervals
	}
	return m.tune.Gap * missed * min(float64(m.rhythm.n)/rhythmKnown, 1)
}

// path finds the best rhythm that ends with deflection i.
func (m *MultiLead) path(i int) {
	c := &m.cands[i]
	c.sum, c.from, c.before = 0, -1, 0
	if m.beats > 0 {
		c.sum = -m.join(&m.beat, c)
		c.before = float64(c.at-m.beat.at) / m.fs
	}
	for j := i - 1; j >= 0; j-- {
		p := &m.cands[j]
		if v := p.sum - m.join(p, c); v > c.sum {
			c.sum, c.from = v, j
			c.before = float64(c.at-p.at) / m.fs
		}
	}
	c.sum += c.score
}

// decide settles the candidates that are old enough, or all at the end of the leads.
func (m *MultiLead) decide(end bool) {
	now, lag := m.combined*m.tick, m.lag
	for len(m.cands) > 0 && (end || m.cands[0].at+lag <= now) {
		best, top := -1, 0.0
		if m.beats > 0 {
			top = -m.gap(float64(now-m.beat.at)/m.fs, &m.beat)
		}
		for i := range m.cands {
			c := &m.cands[i]
			if v := c.sum - m.gap(float64(now-c.at)/m.fs, c); v > top {
				best, top = i, v
			}
		}
		first := -1
		for k := best; k >= 0; k = m.cands[k].from {
			first = k
		}
		c := m.cands[0]
		m.cands = m.cands[:copy(m.cands, m.cands[1:])]
		if first == 0 {
			m.accept(&c)
		} else if m.beats > 0 {
			m.profile.reject(&c, float64(c.at-m.beat.at)/m.fs)
		}
		for i := range m.cands {
			if first == 0 {
				m.score(&m.cands[i])
			}
			m.path(i)
		}
	}
	m.decay(now)
}

// startAfresh forgets what the first beats taught: what comes now is so much larger, steeper and sharper that they were waves,
// as before the first escape beat of a complete block.
func (m *MultiLead) startAfresh() {
	m.beats = 0
	m.rhythm.reset(m.fs)
	m.profile = profile{}
	m.forms.reset()
	for i := range m.leads {
		l := &m.leads[i]
		l.nbeats = 0
	}
}

// lookAgain forgets what beats look like, for other leads show them now; the rhythm goes on.
func (m *MultiLead) lookAgain() {
	m.beats = min(m.beats, 1)
	m.profile = profile{}
	m.forms.reset()
}

// accept takes c as a beat and learns from it.
func (m *MultiLead) accept(c *deflection) {
	if m.beats > 0 && m.beats < freshBeats && c.slope > m.profile.usualSlope+freshSharp && c.sharp > m.profile.usualSharp+freshSharp {
		m.startAfresh()
	} else if m.beats > 0 && m.lost(c.at) {
		m.rhythm.reset(m.fs)
		m.profile = profile{}
	} else if m.beats > 0 {
		m.profile.next(float64(c.at-m.beat.at) / m.fs)
		m.rhythm.learn(float64(c.at-m.beat.at), c.noise, m.fs)
	}
	i, half, noise := m.at(c.at), m.leads[0].win/2, c.noise
	if m.profile.clean < cleanBeats {
		noise = 0
	}
	for j := range m.leads {
		if l := &m.leads[j]; !l.failed {
			l.learn(l.top(i-half, i+half+1), noise)
		}
	}
	m.profile.learn(c)
	weights := m.weights[c.at/m.tick%tickRing]
	m.forms.learn(m, c, weights)
	m.beats++
	m.beat = *c
	m.decayAt = c.at + samples(decayAfter, m.fs)
	m.found = append(m.found, m.place(c, weights))
}
