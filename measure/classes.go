package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/internal/dsp"
)

// Constants of the grouping of beats by shape.
const (
	groupBeforeMS = 64 // the QRS window, about the detected mark
	groupAfterMS  = 96
	groupLagMS    = 28 // marks of one kind of beat scatter by this much
	maxClasses    = 8  // further shapes are artefacts
	ampRatio      = 2.2
	earlyShare    = 0.82 // of the median RR: a premature beat
	minMembers    = 3    // below this, beats that would better be left out are averaged too
)

// beatClass is a class of QRS shapes.
type beatClass struct {
	mean  []float64 // compared leads one after the other, each without its mean
	count int
	score float64
}

// group sorts the beats into classes of shape and chooses the dominant one.
func (m *Measurer) group() {
	in := m.in
	m.beats = resize(m.beats, len(in.Beats))
	m.sorted = m.sorted[:0]
	for i, b := range in.Beats {
		w := beatWork{r: b.Sample, mark: b.Sample, label: b.Class, class: -1, corr: math.NaN(), prev: math.NaN(), next: math.NaN(), pCorr: math.NaN(), pLag: math.NaN()}
		if i > 0 {
			w.prev = float64(b.Sample - in.Beats[i-1].Sample)
			m.sorted = append(m.sorted, w.prev)
		}
		if i+1 < len(in.Beats) {
			w.next = float64(in.Beats[i+1].Sample - b.Sample)
		}
		m.beats[i] = w
	}
	median := medianInPlace(m.sorted)
	m.classes = m.classes[:0]
	m.main = -1
	for i := range m.beats {
		b := &m.beats[i]
		b.early = b.prev < earlyShare*median
		m.classify(b)
	}
	for i := range m.classes {
		if m.main < 0 || m.classes[i].score > m.classes[m.main].score {
			m.main = i
		}
	}
	if m.main < 0 {
		return
	}
	// The mean of a class is cleaner than its first beat was: noisy beats come home.
	for i := range m.beats {
		b := &m.beats[i]
		if r, c := m.match(&m.classes[m.main], b.mark); c >= m.opt.MinBeatCorr || b.class == m.main {
			b.class, b.r, b.corr = m.main, r, c
		} else {
			b.corr = c
		}
	}
}

// weight is what a beat counts in the choice of the dominant class.
func (b *beatWork) weight() float64 {
	w := 1.0
	switch b.label {
	case detect.Ventricular:
		w = 0.05
	case detect.Fusion:
		w = 0.2
	case detect.Supraventricular:
		w = 0.8
	}
	if b.early {
		w *= 0.5
	}
	return w
}

// classify puts b into the class it matches best, or a new one.
func (m *Measurer) classify(b *beatWork) {
	best, at, r := m.opt.MinBeatCorr, -1, b.mark
	for i := range m.classes {
		if pos, c := m.match(&m.classes[i], b.mark); c >= best {
			best, at, r = c, i, pos
		}
	}
	if at < 0 && b.label == detect.Normal {
		at = m.apart(b)
	}
	if at < 0 {
		if len(m.classes) == maxClasses || !m.windowInside(b.mark) {
			return
		}
		m.classes = slices.Grow(m.classes, 1)[:len(m.classes)+1]
		at = len(m.classes) - 1
		c := &m.classes[at]
		c.count, c.score = 0, 0
		c.mean = resize(c.mean, len(m.cmp)*m.windowLen())
		clear(c.mean)
	}
	c := &m.classes[at]
	m.addTo(c, r)
	c.count++
	c.score += b.weight()
	b.class, b.r = at, r
}

// apart returns the largest class for a beat that shares no lead with any class, as where leads are recorded in turn, else -1.
func (m *Measurer) apart(b *beatWork) int {
	if !m.windowInside(b.mark) {
		return -1
	}
	n, g, at := m.windowLen(), b.mark/m.step-m.gridBefore(), -1
	for i := range m.classes {
		c := &m.classes[i]
		for j, l := range m.cmp {
			if t := c.mean[j*n : (j+1)*n]; dot(t, t) > 0 && !math.IsNaN(total(m.grid[l][g:g+n])) {
				return -1
			}
		}
		if at < 0 || c.count > m.classes[at].count {
			at = i
		}
	}
	return at
}

func (m *Measurer) gridBefore() int { return int(groupBeforeMS / 1000.0 * m.gridHz) }
func (m *Measurer) windowLen() int {
	return int((groupBeforeMS + groupAfterMS) / 1000.0 * m.gridHz)
}

// windowInside reports whether the QRS window about sample r lies inside the recording.
func (m *Measurer) windowInside(r int) bool {
	g := r / m.step
	return len(m.cmp) > 0 && g-m.gridBefore() >= 0 && g-m.gridBefore()+m.windowLen() <= len(m.grid[m.cmp[0]])
}

// addTo adds the beat with its R at r to the mean of c.
func (m *Measurer) addTo(c *beatClass, r int) {
	n, a := m.windowLen(), r/m.step-m.gridBefore()
	k := 1 / float64(c.count+1)
	for j, l := range m.cmp {
		x := m.grid[l][a : a+n]
		mean := 0.0
		for _, v := range x {
			mean += v
		}
		mean /= float64(n)
		if math.IsNaN(mean) {
			continue
		}
		t := c.mean[j*n : (j+1)*n]
		k := k
		if dot(t, t) == 0 { // the first beat in this lead
			k = 1
		}
		for i, v := range x {
			t[i] += k * (v - mean - t[i])
		}
	}
}

// match shifts class c over the beat marked at mark and returns the best position of its R and the correlation there over
// all compared leads, NaN when the beat cannot be compared.
func (m *Measurer) match(c *beatClass, mark int) (r int, corr float64) {
	n, lag := m.windowLen(), int(math.Ceil(groupLagMS/1000.0*m.gridHz))
	g := mark/m.step - m.gridBefore()
	if len(m.cmp) == 0 {
		return mark, math.NaN()
	}
	size := len(m.grid[m.cmp[0]])
	lo, hi := max(-lag, -g), min(lag, size-n-g)
	if lo > hi {
		return mark, math.NaN()
	}
	m.beginLags(hi - lo + 1)
	for j, l := range m.cmp {
		m.addLags(m.grid[l][g+lo:], c.mean[j*n:(j+1)*n])
	}
	at, _ := m.bestLag()
	at += lo
	num, xx, tt := 0.0, 0.0, 0.0
	for j, l := range m.cmp {
		t, x := c.mean[j*n:(j+1)*n], m.grid[l][g+at:g+at+n]
		s, sq := 0.0, 0.0
		for _, v := range x {
			s += v
			sq += v * v
		}
		own := dot(t, t)
		if s != s || own == 0 { // the class has not seen this lead yet
			continue
		}
		num += dot(t, x)
		xx += sq - s*s/float64(n)
		tt += own
	}
	if !(xx > 0) || !(tt > 0) || xx > ampRatio*ampRatio*tt || tt > ampRatio*ampRatio*xx {
		return mark, math.NaN()
	}
	return mark + at*m.step, num / math.Sqrt(xx*tt)
}

// beginLags begins a sum of scalar products at n lags.
func (m *Measurer) beginLags(n int) {
	m.lags, m.lagsOf = resize(m.lags, n), resize(m.lagsOf, n)
	clear(m.lags)
}

// addLags adds the products of t with x from each lag on; those with missing values count nothing.
func (m *Measurer) addLags(x, t []float64) {
	clear(m.lagsOf)
	dsp.AddDots(m.lagsOf, x[:len(m.lagsOf)+len(t)-1], t)
	for i, v := range m.lagsOf {
		if v == v {
			m.lags[i] += v
		}
	}
}

// bestLag returns the number of the lag with the largest sum, the first of such, and the sum.
func (m *Measurer) bestLag() (at int, best float64) {
	best = math.Inf(-1)
	for i, v := range m.lags {
		if v > best {
			at, best = i, v
		}
	}
	return at, best
}

// dot is the scalar product of slices of equal length.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
	b = b[:len(a)]
	for ; len(a) >= 4 && len(b) >= 4; a, b = a[4:], b[4:] {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
	}
	b = b[:len(a)]
	for i := range a {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + (s2 + s3)
}
