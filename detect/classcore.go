package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// beatInfo is what is kept of a beat.
type beatInfo struct {
	at           int     // sample
	cluster, dom int32   // ids of its template and of the one dominant at the time, or forgotten
	alike        float32 // correlation with the dominant template
	freq         float32 // Hz, mean frequency of the QRS
	spread       float32 // ms, deviation in time of the slope's power
	scale        float32 // logarithm of the amplitude over that of the dominant template
	p, t         float32 // correlation of the P window with the usual one and of the T window with the dominant one
	earlyP       float32 // correlation of an earlier window with the usual P window
	noise        float32 // over QRS amplitude
	offP         float32 // what the usual P window leaves of it, over QRS amplitude
	swing        float32 // of the level of the leads, over QRS amplitude
	seen         float32 // how well P waves can be seen around the beat
	unlike       float32 // one less the correlation with conducted forms
	shaped       bool    // there was a complete QRS in some lead
	timely       bool    // the interval before it was not short
	paced        bool
	causal       verdict
	final        verdict
}

// verdict is the class of a beat; one that is odd has no shape of a conducted beat but is not ventricular either, and the
// rhythm passes over it.
type verdict struct {
	class Class
	odd   bool
}

const (
	onTime     = 0.90       // part of the mean RR from which a beat's P wave may be a usual one
	usualRR    = 48         // beats in that mean
	usualLike  = 0.88       // correlation with the dominant form from which a beat is taken for a conducted one
	candidates = 4          // templates that are fitted at every shift
	screenStep = shiftReach // shifts that all templates are tried at, in cells

	// So many beats at the start are compared once more when the dominant form and the usual P wave are known.
	revisited = 24
)

// classCore is the first pass: it measures every beat and sorts it by shape.
type classCore struct {
	rate  float64
	grid  []gridLead
	meter beatMeter
	bank  bank
	beats []beatInfo
	usual float64     // mean RR in samples
	first []firstBeat // the first beats, until they are revisited
}

// firstBeat keeps what must be compared again.
type firstBeat struct {
	shape  shape
	p      []float64
	weight []float64
	power  float64
	beat   int
}

func (c *classCore) reset(rate float64, leads int) {
	c.rate = rate
	for len(c.grid) < leads {
		c.grid = append(c.grid, gridLead{})
	}
	c.grid = c.grid[:leads]
	for l := range c.grid {
		c.grid[l].reset(rate)
	}
	c.meter.reset(leads)
	c.bank.reset(leads)
	c.beats, c.first = c.beats[:0], c.first[:0]
	c.usual = 0
}

// needs returns how many cells must be ready for a beat at sample at.
func (c *classCore) needs(at int) int { return c.cell(at) + cellsAfter + 1 }

func (c *classCore) cell(at int) int { return int(float64(at)*gridRate/c.rate + 0.5) }

func (c *classCore) ready() int { return c.grid[0].ready() }

// feed takes n samples of every lead of block from sample from on.
func (c *classCore) feed(block [][]float64, from, n int) {
	for l := range c.grid {
		var x []float64
		if l < len(block) && from < len(block[l]) {
			x = block[l][from:]
		}
		c.grid[l].push(x, n)
	}
}

// pad goes on with missing samples, as many as a beat at sample at needs.
func (c *classCore) pad(at int) {
	for l := range c.grid {
		c.grid[l].pad(c.needs(at))
	}
}

func recentCount(t *template) float64 { return t.recent }

// beat takes the next beat, at sample at, whose surroundings are on the grid.
func (c *classCore) beat(at int, paced bool) {
	k := len(c.beats)
	plain := verdict{class: Normal}
	c.beats = append(c.beats, beatInfo{at: at, cluster: forgotten, dom: forgotten, paced: paced, causal: plain, final: plain})
	b := &c.beats[k]
	b.timely = c.onTime(k)
	m := &c.meter
	if m.load(c.grid, c.cell(at)) == 0 {
		return
	}
	b.shaped = true
	middle := m.measure()
	dom := c.bank.dominant(recentCount)
	best, shift, r, scale := c.bestTemplate(dom, b)
	s := &m.at[shift]
	m.waves(s, middle+shift-shiftReach)
	freq, spread := m.form(s)
	b.freq, b.spread = float32(freq), float32(spread)
	power := m.power(s)
	noise, swing := m.quietest(s)
	b.noise, b.swing = float32(noise), float32(swing)
	if dom != nil {
		b.dom = dom.id
		c.compare(b, s, m.p, dom, power)
		b.earlyP = float32(m.earlierP(s.ok, middle+shift-shiftReach))
	}
	if k < revisited {
		c.keep(s, k, power)
	}
	if b.timely && (dom == nil || b.alike >= usualLike) {
		m.learnP(s.ok)
	}
	for _, t := range c.bank.list {
		t.recent *= 1 - 1.0/recentBeats
	}
	if best == nil || r < joinAlike || scale > joinScale || scale < 1/joinScale {
		best = c.bank.add(s, k)
		best.freq, best.spread = freq, spread
		b.cluster = best.id
		m.settle(s, nil, k)
		return
	}
	b.cluster = best.id
	m.settle(s, best, k)
	g := best.learn(s, k)
	best.freq += g * (freq - best.freq)
	best.spread += g * (spread - best.spread)
	if best.n == 4 || best.n%mergeEvery == 0 {
		c.bank.merge(best, m.steady)
	}
}

// onTime tells whether beat k comes no earlier than usual, and takes its interval into what is usual.
func (c *classCore) onTime(k int) bool {
	if k == 0 {
		return true
	}
	rr := float64(c.beats[k].at - c.beats[k-1].at)
	if c.usual == 0 {
		c.usual = rr
	}
	timely := rr >= onTime*c.usual
	c.usual += (min(rr, 1.5*c.usual) - c.usual) / float64(min(k, usualRR))
	return timely
}

// bestTemplate finds the template that the beat at hand is most like, the shift at which it is, its correlation and its
// amplitude over the template's. b gets its likeness to the dominant template.
func (c *classCore) bestTemplate(dom *template, b *beatInfo) (best *template, shift int, r, scale float64) {
	m := &c.meter
	var top [candidates]*template
	var topR [candidates]float64
	for _, t := range c.bank.list {
		v := -1.0
		for s := 0; s < shifts; s += screenStep {
			x, _ := m.at[s].alike(&t.shape, m.weight)
			v = max(v, x)
		}
		for i := range top {
			if top[i] == nil || v > topR[i] {
				copy(top[i+1:], top[i:])
				copy(topR[i+1:], topR[i:])
				top[i], topR[i] = t, v
				break
			}
		}
	}
	r, scale, shift = -2, 1, shiftReach
	seen := false
	for _, t := range top {
		if t == nil {
			break
		}
		x, at, a := c.fit(t)
		if x > r {
			best, shift, r, scale = t, at, x, a
		}
		if t == dom {
			seen = true
			b.alike, b.scale = float32(x), float32(math.Log(a))
		}
	}
	if dom != nil && !seen {
		x, _, a := c.fit(dom)
		b.alike, b.scale = float32(x), float32(math.Log(a))
	}
	return best, shift, r, scale
}

// fit compares the beat at hand with a template at every shift.
func (c *classCore) fit(t *template) (r float64, shift int, scale float64) {
	m := &c.meter
	r, scale = -2, 1
	for s := range m.at {
		if v, a := m.at[s].alike(&t.shape, m.weight); v > r {
			r, shift, scale = v, s, a
		}
	}
	return r, shift, scale
}

// compare relates the P and T windows of a beat to the usual ones.
func (c *classCore) compare(b *beatInfo, s *shape, p []float64, dom *template, power float64) {
	m := &c.meter
	t, _ := m.correlate(s.t, dom.t, s.ok, dom.ok, nil, tPoints)
	likeP, rest := m.correlate(p, m.usualP, s.ok, m.pLeads, m.pTrust, pPoints)
	b.p, b.t = float32(likeP), float32(t)
	if power > 0 {
		b.offP = float32(math.Sqrt(max(rest, 0) / power))
	}
}

// keep remembers a beat at the start.
func (c *classCore) keep(s *shape, k int, power float64) {
	n := len(c.first)
	if cap(c.first) > n {
		c.first = c.first[:n+1]
	} else {
		c.first = append(c.first, firstBeat{})
	}
	f := &c.first[n]
	f.beat, f.power = k, power
	f.shape.reset(c.meter.leads)
	f.shape.copy(s)
	f.p, f.weight = dsp.Resize(f.p, len(c.meter.p)), dsp.Resize(f.weight, len(c.meter.weight))
	copy(f.p, c.meter.p)
	copy(f.weight, c.meter.weight)
}

// revisit compares the first beats with what has become the dominant form and the usual P wave.
func (c *classCore) revisit() {
	dom := c.bank.dominant(recentCount)
	for i := range c.first {
		f := &c.first[i]
		b := &c.beats[f.beat]
		copy(c.meter.weight, f.weight)
		b.dom = dom.id
		r, scale := -2.0, 1.0
		for s := -slide; s <= slide; s++ {
			if v, a := f.shape.slid(&dom.shape, f.weight, s); v > r {
				r, scale = v, a
			}
		}
		b.alike, b.scale = float32(r), float32(math.Log(scale))
		c.compare(b, &f.shape, f.p, dom, f.power)
	}
	c.first = c.first[:0]
}
