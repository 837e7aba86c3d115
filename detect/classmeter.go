package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

const (
	// The weight of a lead is one over its noise power: what templates usually miss of its QRS complexes, what the
	// grid's smoothing takes away from the beat outside the QRS, and this part of its usual QRS amplitude.
	leadFloor  = 0.05
	usualBeats = 16 // time constant of what is usual
	// The QRS complex, within which nothing counts as noise, in cells around the mark.
	quietBefore, quietAfter = 26, 30
	// The level of a lead is taken over levelCells at the start of the surroundings, before the QRS (so far before the mark)
	// and at the end; how much it swings between them is a sign of a moving electrode.
	levelCells, levelBefore = 10, 30
	// Half of the window whose centroid is the middle of the QRS, in cells.
	centroidReach = 16
	// Time constant in beats of the template of the P wave.
	pBeats = 24
)

// beatMeter measures the shapes of beats on the grid.
type beatMeter struct {
	leads  int
	cells  [][]float64   // around the beat, smoothed
	fine   [][]float64   // the same as it came
	at     [shifts]shape // the QRS at each shift
	p      []float64     // P window, pPoints a lead
	usualP []float64     // that of beats in time
	pLeads []bool        // leads of usualP
	pTrust []float64     // part of the power of a P window that the usual one makes up, per lead
	pRest  []float64     // usual power of the rest
	pCount int
	weight []float64 // of the leads in this beat
	steady []float64 // of the leads, mean
	amp    []float64 // usual QRS amplitude
	misfit []float64 // usual mean square of what is left beside the template
	noise  []float64 // of this beat, mean square
	swing  []float64 // of this beat, over the usual QRS amplitude
	slope  []float64
	pPower []float64 // of the usual P window
}

func (m *beatMeter) reset(leads int) {
	m.leads = leads
	for len(m.cells) < leads {
		m.cells = append(m.cells, make([]float64, cellsAround))
		m.fine = append(m.fine, make([]float64, cellsAround))
	}
	for i := range m.at {
		m.at[i].reset(leads)
	}
	m.p, m.usualP = dsp.Resize(m.p, leads*pPoints), dsp.Resize(m.usualP, leads*pPoints)
	if cap(m.pLeads) < leads {
		m.pLeads = make([]bool, leads)
	}
	m.pLeads, m.pCount = m.pLeads[:leads], 0
	clear(m.pLeads)
	for _, p := range []*[]float64{&m.pTrust, &m.pRest, &m.weight, &m.steady, &m.amp, &m.misfit, &m.noise, &m.swing} {
		*p = dsp.Resize(*p, leads)
		clear(*p)
	}
	m.slope = dsp.Resize(m.slope, cellsAround)
}

// load takes the surroundings of the beat at a cell from the grid and weighs the leads. It returns how many can be used.
func (m *beatMeter) load(grid []gridLead, cell int) int {
	usable := 0
	for l := range grid {
		grid[l].around(m.cells[l], m.fine[l], cell-cellsBefore)
	}
	m.hear()
	for l := range m.leads {
		g := &grid[l]
		from := cell - centreReach + pointCells*qrsFrom
		to := cell + centreReach + pointCells*qrsTo
		ok := from >= max(0, g.cells-ringCells+cellsBefore) && g.missingIn(from, to+1) == 0
		m.weight[l] = 0
		if ok {
			m.weigh(l)
		}
		ok = m.weight[l] > 0
		if ok {
			usable++
		}
		for i := range m.at {
			m.at[i].ok[l] = ok
		}
	}
	return usable
}

// hear takes the noise of every lead: what smoothing takes away outside the QRS. Four leads side by side wait less for their sums.
func (m *beatMeter) hear() {
	const from, to = cellsBefore - cellsQuiet, cellsBefore - quietBefore // before the QRS
	const after = cellsBefore + quietAfter + 1
	l := 0
	for ; l+4 <= m.leads; l += 4 {
		var s [4]float64
		addRoughness4(&s, m.fine[l:], m.cells[l:], from, to)
		addRoughness4(&s, m.fine[l:], m.cells[l:], after, cellsAround)
		for k, v := range s {
			m.noise[l+k] = v / (to - from + cellsAround - after)
		}
	}
	for ; l < m.leads; l++ {
		s := addRoughness(0, m.fine[l][from:to], m.cells[l][from:to])
		s = addRoughness(s, m.fine[l][after:], m.cells[l][after:])
		m.noise[l] = s / (to - from + cellsAround - after)
	}
}

// addRoughness adds the squares of the differences of x and y to s.
func addRoughness(s float64, x, y []float64) float64 {
	y = y[:len(x)]
	for i, v := range x {
		d := v - y[i]
		s += d * d
	}
	return s
}

// addRoughness4 is addRoughness on cells [from, to) of four leads.
func addRoughness4(s *[4]float64, x, y [][]float64, from, to int) {
	x0, x1, x2, x3 := x[0][from:to], x[1][from:to], x[2][from:to], x[3][from:to]
	x1, x2, x3 = x1[:len(x0)], x2[:len(x0)], x3[:len(x0)]
	y0, y1, y2, y3 := y[0][from:to], y[1][from:to], y[2][from:to], y[3][from:to]
	y0, y1, y2, y3 = y0[:len(x0)], y1[:len(x0)], y2[:len(x0)], y3[:len(x0)]
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	for i, v := range x0 {
		d0, d1, d2, d3 := v-y0[i], x1[i]-y1[i], x2[i]-y2[i], x3[i]-y3[i]
		s0 += d0 * d0
		s1 += d1 * d1
		s2 += d2 * d2
		s3 += d3 * d3
	}
	s[0], s[1], s[2], s[3] = s0, s1, s2, s3
}

func (m *beatMeter) weigh(l int) {
	z := m.at[0].lead(l)
	cutQRS(z, m.cells[l], cellsBefore)
	amp := m.amp[l]
	if amp == 0 {
		amp = math.Sqrt(meanSquare(z))
	}
	first, before := level(m.cells[l], cellsBefore-cellsQuiet), level(m.cells[l], cellsBefore-levelBefore)
	last := level(m.cells[l], cellsAround-levelCells)
	m.swing[l] = 0
	if amp > 0 {
		m.swing[l] = math.Hypot(before-first, last-first) / amp
	}
	if v := m.misfit[l] + m.noise[l] + leadFloor*leadFloor*amp*amp; v > 0 {
		m.weight[l] = 1 / v
	}
}

func level(cells []float64, from int) float64 { return sum(cells[from:from+levelCells]) / levelCells }

// quietest returns noise over QRS amplitude, and the swing, of the leads where they are least: shape and waves are seen there.
func (m *beatMeter) quietest(s *shape) (noise, swing float64) {
	noise, swing = math.Inf(1), math.Inf(1)
	for l, ok := range s.ok {
		if ok && s.pow[l] > 0 {
			noise = min(noise, math.Sqrt(m.noise[l]*qrsPoints/s.pow[l]))
			swing = min(swing, m.swing[l])
		}
	}
	if math.IsInf(noise, 1) {
		return 0, 0
	}
	return noise, swing
}

// used counts the leads that have been usable.
func (m *beatMeter) used() int {
	n := 0
	for _, w := range m.steady {
		if w > 0 {
			n++
		}
	}
	return n
}

// measure finds the middle of the QRS, the centroid of the squared slope over all leads, and cuts the QRS at every shift.
func (m *beatMeter) measure() (middle int) {
	clear(m.slope)
	for l, w := range m.weight {
		if w == 0 {
			continue
		}
		x := m.cells[l]
		for i := 1; i < cellsAround-1; i++ {
			d := x[i+1] - x[i-1]
			m.slope[i] += w * d * d
		}
	}
	c := float64(cellsBefore)
	for range 3 {
		var s, t float64
		mid := int(c + 0.5)
		for i := mid - centroidReach; i <= mid+centroidReach; i++ {
			s += m.slope[i]
			t += m.slope[i] * float64(i)
		}
		if s == 0 {
			break
		}
		c = clamp(t/s, cellsBefore-centreReach, cellsBefore+centreReach)
	}
	middle = int(c + 0.5)
	for l, ok := range m.at[0].ok {
		if !ok {
			continue
		}
		for i := 0; i < shifts; {
			i = min(i, shifts-len(qrsCuts{})) // the last ones are cut with those before
			var z qrsCuts
			for k := range z {
				z[k] = m.at[i+k].lead(l)
			}
			z.cut(m.cells[l], middle+i-shiftReach)
			i += len(z)
		}
		for i := range m.at {
			z := m.at[i].lead(l)
			m.at[i].pow[l] = dsp.Dot(z, z)
		}
	}
	return middle
}

// waves cuts the P window, and the T window into s.
func (m *beatMeter) waves(s *shape, middle int) {
	for l, ok := range s.ok {
		if ok {
			cutWave(m.p[l*pPoints:(l+1)*pPoints], m.cells[l], middle, pFrom)
			cutWave(s.t[l*tPoints:(l+1)*tPoints], m.cells[l], middle, tFrom)
		}
	}
}

// form returns two measures of the width of a QRS: the mean frequency in Hz, the root of the power of the slope over the
// power; and the deviation in time of the power of the slope, in ms.
func (m *beatMeter) form(s *shape) (freq, spread float64) {
	var power, p0, p1, p2 float64
	for l, ok := range s.ok {
		if !ok {
			continue
		}
		w, z := m.weight[l], s.lead(l)
		power += w * s.pow[l]
		for i := 1; i < len(z); i++ {
			d := z[i] - z[i-1]
			d *= d * w
			p0 += d
			p1 += d * float64(i)
			p2 += d * float64(i*i)
		}
	}
	if !(power > 0 && p0 > 0) {
		return 0, 0
	}
	p1 /= p0
	return math.Sqrt(p0/power) * (1000 / pointMS) / (2 * math.Pi), pointMS * math.Sqrt(max(p2/p0-p1*p1, 0))
}

// power is the weighted mean square of the QRS.
func (m *beatMeter) power(s *shape) (power float64) {
	for l, ok := range s.ok {
		if ok {
			power += m.weight[l] * s.pow[l] / qrsPoints
		}
	}
	return power
}

// correlate compares windows of n points a lead: the correlation, and the mean square of the difference. Every lead counts
// by its weight times trust, nil for one.
func (m *beatMeter) correlate(a, b []float64, ok, have []bool, trust []float64, n int) (r, rest float64) {
	var xy, xx, yy float64
	for l, good := range ok {
		if good && have[l] {
			w, x, y := m.weight[l], a[l*n:(l+1)*n], b[l*n:(l+1)*n]
			if trust != nil {
				w *= trust[l]
			}
			xy += w * dsp.Dot(x, y)
			xx += w * dsp.Dot(x, x)
			yy += w * dsp.Dot(y, y)
		}
	}
	if !(xx > 0 && yy > 0) {
		return 0, 0
	}
	return xy / math.Sqrt(xx*yy), (xx - 2*xy + yy) / float64(n)
}

// earlierP is the largest correlation of the usual P wave with the lead some time before the P window of a beat at middle,
// where it stands out about as high as usual.
func (m *beatMeter) earlierP(ok []bool, middle int) float64 {
	best := 0.0
	var z [pPoints]float64
	m.pPower = dsp.Resize(m.pPower, m.leads)
	for l := range m.pPower {
		y := m.usualP[l*pPoints : (l+1)*pPoints]
		m.pPower[l] = dsp.Dot(y, y)
	}
	for s := 2; s <= longerPR; s++ {
		var xy, xx, yy float64
		for l, good := range ok {
			if !good || !m.pLeads[l] {
				continue
			}
			cutWave(z[:], m.cells[l], middle, pFrom-s)
			w, y := m.weight[l]*m.pTrust[l], m.usualP[l*pPoints:(l+1)*pPoints]
			xy += w * dsp.Dot(z[:], y)
			xx += w * dsp.Dot(z[:], z[:])
			yy += w * m.pPower[l]
		}
		if xy > 0.5*yy && xy < 2*yy && xx > 0 {
			best = max(best, xy/math.Sqrt(xx*yy))
		}
	}
	return best
}

// learnP moves the usual P window towards that of this beat.
func (m *beatMeter) learnP(ok []bool) {
	m.pCount++
	g := 1 / float64(min(m.pCount, pBeats))
	for l, good := range ok {
		if !good {
			continue
		}
		h, x, y := g, m.p[l*pPoints:(l+1)*pPoints], m.usualP[l*pPoints:(l+1)*pPoints]
		if !m.pLeads[l] {
			m.pLeads[l], h = true, 1
		} else {
			e := 0.0
			for i := range x {
				d := x[i] - y[i]
				e += d * d
			}
			m.pRest[l] += max(g, 1.0/pBeats) * (e - m.pRest[l])
		}
		mix(y, x, h)
		m.pTrust[l] = 1
		if p := dsp.Dot(y, y); p > 0 {
			m.pTrust[l] = p / (p + m.pRest[l])
		}
	}
}

// settle takes the beat of shape s, which fits template t, nil when none, into what is usual.
func (m *beatMeter) settle(s *shape, t *template, k int) {
	for l, ok := range s.ok {
		m.steady[l] += (m.weight[l] - m.steady[l]) / float64(min(k+1, 4*usualBeats))
		if !ok {
			continue
		}
		a := math.Sqrt(s.pow[l] / qrsPoints)
		if m.amp[l] == 0 {
			m.amp[l] = a
		}
		m.amp[l] += (min(a, 2*m.amp[l]) - m.amp[l]) / usualBeats
		if t == nil || !t.ok[l] {
			continue
		}
		x, y := s.lead(l), t.lead(l)
		e := 0.0
		for i := range x {
			d := x[i] - y[i]
			e += d * d
		}
		m.misfit[l] += (e/qrsPoints - m.misfit[l]) / usualBeats
	}
}
