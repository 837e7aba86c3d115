package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Of the candidates of MultiLead. Spans in seconds.
const (
	peakApart = 0.100 // it is the largest amplitude within this span to either side
	leastPeak = 0.06  // of the usual beat
	sharpStep = 0.011 // of the second difference that measures sharpness
	tallSpan  = 0.075 // around the deflection for its height
	// In joinLeads leads or more that are quieter than quietNoise, the level falls to quietLevel for what is no flat wave: at
	// least as tall as the usual beat by the logarithm quietTall. A slow ectopic beat is not steep.
	joinLeads              = 3
	quietLevel             = 0.12
	quietNoise, quietRange = 0.10, 0.05
	quietTall, tallRange   = -1.3, 0.2
	// What is by minorFrom less steep and sharp than the usual beat, and by minorTall more less tall, is an atrial wave.
	minorFrom, minorTall, minorCost = 0.9, 0.2, 2.0
	sharpSpan                       = 0.050 // around the deflection in which the sharpest point is sought

	// Limits of the parts of a score.
	leastSize, mostSize   = -8.0, 3.0
	hopeless              = -4.5 // of the size: no likeness makes it a beat
	leastSharp, mostSharp = -2.0, 0.3
	mostWave              = 2.5
	// A T wave comes this long after the QRS; its QRS is at most waveUsual times as steep and sharp as usual, or it is an
	// artefact that says nothing of what follows.
	waveFrom, waveTo = 0.150, 0.420
	waveUsual        = 1.2
	// A deflection waveMore times as large as the T waves of the last beats may be another wave, one of waveOther times is.
	waveMore, waveOther = 1.5, 3.0
	knownWaves          = 4
	leastUsualWave      = 0.05
	// Beats after which forms, sharpness and steepness are compared with those of earlier beats.
	knownBeats = 3
	// A lead shows a deflection in full from loneFull of its usual beat on; a deflection is alone when more than loneFrom of the
	// leads' weight does not show it. One that is like earlier beats, from loneLike on, may be.
	loneFull, loneFrom  = 0.4, 0.3
	loneLike, loneRange = 0.9, 0.3
	// Noise from which the clean parts are the measure of a beat, how far it counts, and by how many deviations.
	cleanNoise   = 0.12
	noisyFrom    = 0.10
	noisyMost    = 0.50
	mostDev      = 4.0
	cleanBeats   = 8
	cleanWeight  = 1.0 / 32 // of a beat in the means of the clean parts
	cleanFastest = 0.1      // most weight of one in the deviations
	mostLike     = 0.98     // of a correlation whose Fisher transform counts
	firstVar     = 0.1
	leastDev     = 0.15
)

// deflection is an excursion of the leads that may be a beat.
type deflection struct {
	at    int // peak of the amplitude, filtered sample
	mid   int // its centre: filtered sample of the leads themselves, their delay removed
	level float64
	log   float64 // of the level
	noise float64
	slope float64 // logarithm of the largest slope
	sharp float64 // logarithm of the largest second difference
	tall  float64 // logarithm of the height, from the lowest to the highest point
	like  float64 // correlation with the forms of earlier beats
	size  float64 // score of the amplitude
	score float64
	lone  float64 // part of the leads' weight that does not show it, beyond loneFrom

	sum    float64 // best sum of scores and costs of a rhythm that ends here
	from   int     // the deflection before it in that rhythm, -1 for the last beat
	before float64 // s since that beat, 0 without any
}

// profile is what beats look like, the last ones and those of the clean parts.
type profile struct {
	slopes, sharps, talls    [levelBeats]float64
	usualTall                float64
	n                        int
	usualSlope, usualSharp   float64
	waves                    [levelBeats]float64 // the largest deflection rejected where the T wave comes, of each beat
	nwaves                   int
	waveNow                  float64 // of the last beat
	usualWave                float64 // logarithm of waveMore times what is usual
	clean                    int     // beats without noise
	sharpMean, sharpVariance float64
	sizeMean, sizeVariance   float64
}

func (p *profile) learn(c *deflection) {
	i := p.n % levelBeats
	p.slopes[i], p.sharps[i], p.talls[i] = c.slope, c.sharp, c.tall
	p.n++
	p.usualSlope, p.usualSharp = median(p.slopes[:min(p.n, levelBeats)]), median(p.sharps[:min(p.n, levelBeats)])
	p.usualTall = median(p.talls[:min(p.n, levelBeats)])
	if c.noise >= cleanNoise {
		return
	}
	if p.clean == 0 {
		p.sharpVariance, p.sizeVariance = firstVar, firstVar
	}
	p.clean++
	mean := max(1/float64(p.clean), cleanWeight)
	variance := min(mean, cleanFastest)
	d := c.sharp - p.sharpMean
	p.sharpMean += mean * d
	p.sharpVariance += variance * (min(d*d, 1) - p.sharpVariance)
	d = c.log - p.sizeMean
	p.sizeMean += mean * d
	p.sizeVariance += variance * (min(d*d, 1) - p.sizeVariance)
}

// search finds the candidates among the averaged samples that are new.
func (m *MultiLead) search() {
	w := m.apart
	end := m.combined*m.tick - w
	if m.searched >= end {
		return
	}
	from := m.searched
	s := m.sum[m.at(from)-w : m.at(end)+w]
	m.searched = end
	before, v := bitsOf(s[w-1]), bitsOf(s[w])
	for i := w; i < len(s)-w; i++ {
		here, after := v, bitsOf(s[i+1])
		// Amplitudes compare as their bits do. It is a peak when it exceeds the one before and is not below the one after.
		peak := (before-here)&(after-here-1) < 0
		before, v = here, after
		if !peak || s[i] < leastPeak {
			continue
		}
		if largest(s[i-w:i], s[i], true) && largest(s[i+1:i+w+1], s[i], false) {
			m.measure(from + i - w)
		}
	}
}

func bitsOf(v float64) int64 { return int64(math.Float64bits(v)) }

// largest reports whether v exceeds all of x, or where it need not strictly, is reached by none of x.
func largest(x []float64, v float64, strictly bool) bool {
	for _, u := range x {
		if u > v || strictly && u == v {
			return false
		}
	}
	return true
}

// measure describes the deflection whose amplitude peaks at filtered sample at.
func (m *MultiLead) measure(at int) {
	f := &m.leads[0]
	i := m.at(at)
	t := at / m.tick
	weights := m.weights[t%tickRing]
	c := deflection{at: at, level: m.sum[i], noise: m.noise[t%tickRing], from: -1}
	c.log = math.Log(c.level)
	// Its centre is where the band-passed leads are largest under the window.
	end := i - f.slopeDelay
	v := m.scanned(f.win + 1)
	for j, w := range weights {
		if w > 0 {
			addMagnitudes(v, m.leads[j].b[end-f.win:], w)
		}
	}
	mid := end - f.win/2
	if k := largestMagnitude(v); v[k] > 0 {
		mid = end - f.win + k
	}
	mid -= f.delay
	c.mid = mid - f.hist + f.base
	if c.mid < samples(startSpan, m.fs) || m.ended && c.mid > m.total/m.step-samples(endSpan, m.fs) {
		return
	}
	v = m.scanned(f.win + 1)
	for j, w := range weights {
		if w > 0 {
			addMagnitudes(v, m.leads[j].e[i-f.win:], w)
		}
	}
	slope := v[largestMagnitude(v)]
	d, near := max(1, samples(sharpStep, m.fs)), samples(sharpSpan, m.fs)
	v = m.scanned(2*near + 1)
	for j, w := range weights {
		if w > 0 {
			addBends(v, m.leads[j].x[mid-near-d:], d, w)
		}
	}
	sharp := v[largestMagnitude(v)]
	if !(slope > 0 && sharp > 0) {
		return
	}
	c.slope, c.sharp = math.Log(slope), math.Log(sharp)
	if len(weights) >= joinLeads {
		c.tall = math.Log(m.height(mid, weights))
	}
	c.lone = m.alone(i-f.win/2, i+f.win/2+1, weights)
	if m.sized(&c) > hopeless {
		c.like, _, _ = m.forms.match(m, mid, weights, true)
	}
	m.cands = append(m.cands, c)
	m.score(&m.cands[len(m.cands)-1])
	m.path(len(m.cands) - 1)
}

// scanned returns n zeros.
func (m *MultiLead) scanned(n int) []float64 {
	m.scan = dsp.Resize(m.scan, n)
	clear(m.scan)
	return m.scan
}

// addMagnitudes adds the weighed magnitudes of x to v.
func addMagnitudes(v, x []float64, w float64) {
	x = x[:len(v)]
	for k := range v {
		v[k] += w * math.Abs(x[k])
	}
}

// addBends adds the weighed magnitudes of the second differences over d values to v, the first of them at x[d].
func addBends(v, x []float64, d int, w float64) {
	x0, x1, x2 := x[:len(v)], x[d:][:len(v)], x[2*d:][:len(v)]
	for k := range v {
		v[k] += w * math.Abs(x0[k]-2*x1[k]+x2[k])
	}
}

// lost reports whether the beats have been missing for so long at a sample that the rhythm may be another one.
func (m *MultiLead) lost(at int) bool { return float64(at-m.beat.at) > lostGap*m.rhythm.long }

// height is the largest excursion of the leads around place mid, weighed.
func (m *MultiLead) height(mid int, weights []float64) float64 {
	near := samples(tallSpan, m.fs)
	sum := math.SmallestNonzeroFloat64
	for j, w := range weights {
		if w <= 0 {
			continue
		}
		x := m.leads[j].x[mid-near : mid+near+1]
		lo, hi := x[0], x[0]
		for _, v := range x {
			if v < lo {
				lo = v
			} else if v > hi {
				hi = v
			}
		}
		sum += w * (hi - lo)
	}
	return sum
}

// alone says what part of the leads' weight shows nothing at places lo to hi, beyond what may be.
func (m *MultiLead) alone(lo, hi int, weights []float64) float64 {
	if len(weights) == 1 {
		return 0
	}
	shown, total := 0.0, 0.0
	for j, w := range weights {
		if w > 0 {
			l := &m.leads[j]
			shown += l.weightIn(w) * min(l.top(lo, hi)/(loneFull*l.level), 1)
			total += l.weightIn(w)
		}
	}
	if !(total > 0) {
		return 0
	}
	return max(0, 1-shown/total-loneFrom)
}

// sized scores the amplitude of c.
func (m *MultiLead) sized(c *deflection) float64 {
	level := m.tune.Level
	if m.nleads >= joinLeads && m.beats > 0 {
		clean := min(max((quietNoise-c.noise)/quietRange, 0), 1) * min(max((c.tall-m.profile.usualTall-quietTall)/tallRange, 0), 1)
		level -= (level - quietLevel) * clean
	}
	size := m.tune.Size * (c.log - math.Log(level+m.tune.Noise*c.noise))
	c.size = min(max(size, leastSize), mostSize)
	return c.size
}

// score weighs what is known of c on its own.
func (m *MultiLead) score(c *deflection) {
	t, p := &m.tune, &m.profile
	c.score = c.size - t.Wave*m.wave(c)*p.likeWaves(c) - t.Lone*c.lone*min(max((loneLike-c.like)/loneRange, 0), 1)
	if m.nleads >= joinLeads && m.beats > 0 {
		less := min(p.usualSlope-c.slope, p.usualSharp-c.sharp, p.usualTall-c.tall-minorTall)
		c.score -= minorCost * min(max((less-minorFrom)/tallRange, 0), 1)
	}
	if m.beats < knownBeats {
		return
	}
	like := (t.Match + t.NoisyMatch*min(c.noise, noisyFrom)) * (c.like - t.MatchAt)
	if m.lost(c.at) {
		c.score += max(like, 0) // what earlier beats looked like is doubtful
		return
	}
	if c.noise > noisyFrom {
		like += t.NoisyMatch * (min(c.noise, 1) - noisyFrom) * (math.Atanh(min(c.like, mostLike)) - math.Atanh(min(t.MatchAt, mostLike)))
	}
	c.score += like + t.Sharp*min(max(c.sharp-p.usualSharp, leastSharp), mostSharp)
	if p.clean >= cleanBeats && c.noise > noisyFrom {
		noise := min(c.noise-noisyFrom, noisyMost)
		d := max(p.sharpMean-c.sharp, 0) / math.Sqrt(p.sharpVariance+leastDev*leastDev)
		c.score -= t.NoisySharp * noise * min(d, mostDev)
		d = math.Abs(p.sizeMean-c.log) / math.Sqrt(p.sizeVariance+leastDev*leastDev)
		c.score -= t.NoisySize * noise * min(d, mostDev)
	}
}

// reject notes a deflection that is no beat, s seconds after the last beat.
func (p *profile) reject(c *deflection, s float64) {
	if s >= waveFrom && s <= waveTo {
		p.waveNow = max(p.waveNow, c.level)
	}
}

// next closes the account of a beat that the next one followed after s seconds.
func (p *profile) next(s float64) {
	if s > waveTo {
		p.waves[p.nwaves%levelBeats] = p.waveNow
		p.nwaves++
		usual := max(median(p.waves[:min(p.nwaves, levelBeats)]), leastUsualWave)
		p.usualWave = math.Log(waveMore * usual)
	}
	p.waveNow = 0
}

// likeWaves is 1 where c is of the size of the T waves of the last beats and 0 where it is far larger.
func (p *profile) likeWaves(c *deflection) float64 {
	if p.nwaves < knownWaves {
		return 1
	}
	over := (c.log - p.usualWave) / logWaveOther
	return 1 - min(max(over, 0), 1)
}

// wave says how much c looks like the T wave of the last beat or of a deflection before it: less steep and less sharp.
func (m *MultiLead) wave(c *deflection) float64 {
	worst := 0.0
	if m.beats > 0 {
		worst = m.waveOf(c, &m.beat, worst)
	}
	for i := range m.cands {
		p := &m.cands[i]
		if p.at >= c.at {
			break
		}
		if m.beats > 0 || p.score > 0 {
			worst = m.waveOf(c, p, worst)
		}
	}
	return worst
}

func (m *MultiLead) waveOf(c, p *deflection, worst float64) float64 {
	d := float64(c.at-p.at) / m.fs
	if d < waveFrom || d > waveTo {
		return worst
	}
	slope, sharp := p.slope, p.sharp
	if m.beats >= knownBeats {
		slope, sharp = min(slope, logWaveUsual+m.profile.usualSlope), min(sharp, logWaveUsual+m.profile.usualSharp)
	}
	less := m.tune.WaveAt - (c.slope - slope) - (c.sharp - sharp)
	return max(worst, min(less, mostWave))
}

var logWaveUsual, logWaveOther = math.Log(waveUsual), math.Log(waveOther / waveMore)
