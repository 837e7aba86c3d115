package measure

import "math"

// average builds the representative beat of every usable lead: the mean over the averaged beats without the highest and
// the lowest value at each sample, and the noise left over when it is taken away.
func (m *Measurer) average() {
	prev, next := m.medianRR(false), m.medianRR(true)
	before, after := m.samples(beforeMS), m.samples(afterMS)
	if prev == prev {
		before = max(m.samples(minBeforeMS), min(before, int(beforeRR*prev)))
	}
	if next == next {
		after = max(m.samples(minAfterMS), min(after, int(afterRR*next)))
	}
	s := &m.rep
	n := before + after + 1
	s.reset(m.rate, len(m.in.Leads), n, before)
	s.minP, s.minT = m.opt.MinPAmplitudeUV, m.opt.MinTAmplitudeUV
	s.farP = s.minP
	if len(m.cmp) == 1 { // MinPAmplitudeUV is for the best of many
		s.minP = math.Min(s.minP, pLowUV)
	}
	s.prevR, s.nextR = orInf(prev), orInf(next)
	m.spikePlaces(before)
	m.stretches(n, before)
	m.tmpl = resizeKeep(m.tmpl, len(m.in.Leads))
	for l := range m.in.Leads {
		s.x[l], s.noise[l] = nil, math.NaN()
		if !m.ok[l] {
			continue
		}
		m.tmpl[l] = resize(m.tmpl[l], n)
		if m.averageLead(l, m.tmpl[l], before) {
			s.x[l] = m.tmpl[l]
			s.noise[l] = m.residual(l, m.tmpl[l]) / math.Sqrt(float64(m.used))
		}
	}
}

func orInf(v float64) float64 {
	if v != v {
		return math.Inf(1)
	}
	return v
}

// levelOf is the level of the beat at r in x just before its QRS complex, so that drift between beats does not spread the
// values averaged; 0 when it is missing.
func (m *Measurer) levelOf(x []float64, r int) float64 {
	a, b := max(0, r-m.samples(90)), r-m.samples(50)
	sum := 0.0
	for i := a; i < b; i++ {
		sum += x[i]
	}
	if b <= a || sum != sum {
		return 0
	}
	return sum / float64(b-a)
}

// stretch is an averaged beat where it covers points [a, z) of the representative beat; x[at] of a lead is at point a.
type stretch struct{ at, a, z, r int }

// stretches lists the averaged beats over n points from before samples before R, how many cover each point, and how many
// of those make up the mean there.
func (m *Measurer) stretches(n, before int) {
	m.cover, m.cnt = m.cover[:0], resize(m.cnt, n)
	clear(m.cnt)
	for i := range m.beats {
		b := &m.beats[i]
		if !b.avg {
			continue
		}
		a, z := max(0, before-b.r), min(n, m.n-b.r+before)
		m.cover = append(m.cover, stretch{b.r - before + a, a, z, b.r})
		for k := a; k < z; k++ {
			m.cnt[k]++
		}
	}
	m.parts = resize(m.parts, n)
	for k, c := range m.cnt {
		if c >= trimFrom {
			c -= 2
		}
		m.parts[k] = float64(c)
	}
}

// averageLead writes the representative beat of lead l. It reports false when no beat covers a QRS complex.
func (m *Measurer) averageLead(l int, dst []float64, before int) bool {
	n := len(dst)
	m.low, m.high = resize(m.low, n), resize(m.high, n)
	clear(dst)
	for i := range m.low {
		m.low[i], m.high[i] = math.Inf(1), math.Inf(1)
	}
	x := m.in.Leads[l].Clean
	for i := 0; i < len(m.cover); {
		if c := m.cover[i:]; len(c) >= 4 && c[0].whole(n) && c[1].whole(n) && c[2].whole(n) && c[3].whole(n) {
			addFour(dst, m.low, m.high, x[c[0].at:], x[c[1].at:], x[c[2].at:], x[c[3].at:],
				[4]float64{m.levelOf(x, c[0].r), m.levelOf(x, c[1].r), m.levelOf(x, c[2].r), m.levelOf(x, c[3].r)})
			i += 4
			continue
		}
		if c := m.cover[i:]; len(c) >= 2 && c[0].whole(n) && c[1].whole(n) {
			addTwo(dst, m.low, m.high, x[c[0].at:], x[c[1].at:], m.levelOf(x, c[0].r), m.levelOf(x, c[1].r))
			i += 2
			continue
		}
		c := &m.cover[i]
		addOne(dst[c.a:c.z], m.low[c.a:c.z], m.high[c.a:c.z], x[c.at:c.at+c.z-c.a], m.levelOf(x, c.r))
		i++
	}
	gaps := false
	low, high, cnt, parts := m.low[:n], m.high[:n], m.cnt[:n], m.parts[:n]
	for k, v := range dst {
		if cnt[k] >= trimFrom {
			v = v - low[k] + high[k]
		}
		v /= parts[k] // NaN for 0 beats
		dst[k] = v
		gaps = gaps || v != v
	}
	if gaps && !m.fillGaps(x, dst, before) {
		return false
	}
	for _, at := range m.spikeAt {
		a, z := before+at-m.samples(spikeFrom), before+at+m.samples(spikeTo)
		if a > 0 && z < n-1 {
			bridge(dst, a, z)
		}
	}
	return true
}

// whole reports whether the beat covers all n points.
func (c *stretch) whole(n int) bool { return c.a == 0 && c.z == n }

// addOne adds the beat y less its level to sum and widens low and high, which is negative, by it. What is missing spreads.
func addOne(sum, low, high, y []float64, level float64) {
	low, high, y = low[:len(sum)], high[:len(sum)], y[:len(sum)]
	for k := range sum {
		sum[k] += y[k] - level
		low[k] = min(low[k], y[k]-level)
		high[k] = min(high[k], level-y[k])
	}
}

// addTwo is addOne for two beats in their order.
func addTwo(sum, low, high, y0, y1 []float64, l0, l1 float64) {
	n := len(sum)
	low, high, y0, y1 = low[:n], high[:n], y0[:n], y1[:n]
	for k := range sum {
		a, b := y0[k]-l0, y1[k]-l1
		sum[k] = sum[k] + a + b
		low[k] = min(low[k], min(a, b))
		high[k] = min(high[k], min(-a, -b))
	}
}

// addFour is addOne for four beats in their order.
func addFour(sum, low, high, y0, y1, y2, y3 []float64, level [4]float64) {
	n := len(sum)
	low, high, y0, y1, y2, y3 = low[:n], high[:n], y0[:n], y1[:n], y2[:n], y3[:n]
	l0, l1, l2, l3 := level[0], level[1], level[2], level[3]
	for k := range sum {
		a, b, c, d := y0[k]-l0, y1[k]-l1, y2[k]-l2, y3[k]-l3
		sum[k] = sum[k] + a + b + c + d
		low[k] = min(low[k], min(min(a, b), min(c, d)))
		high[k] = min(high[k], min(min(-a, -b), min(-c, -d)))
	}
}

// fillGaps averages the lead x again without what is missing in its beats, and holds the values beside what no beat covers. It
// reports false when none covers R.
func (m *Measurer) fillGaps(x, dst []float64, before int) bool {
	n := len(dst)
	m.known = resize(m.known, n)
	clear(m.known)
	clear(dst)
	for i := range m.low {
		m.low[i], m.high[i] = math.Inf(1), math.Inf(-1)
	}
	for i := range m.cover {
		c := &m.cover[i]
		level := m.levelOf(x, c.r)
		sum, known, low, high := dst[c.a:c.z], m.known[c.a:c.z], m.low[c.a:c.z], m.high[c.a:c.z]
		for k, v := range x[c.at:][:c.z-c.a] {
			if v -= level; v == v {
				sum[k] += v
				known[k]++
				low[k], high[k] = min(low[k], v), max(high[k], v)
			}
		}
	}
	for k, c := range m.known {
		if c >= trimFrom {
			dst[k] = (dst[k] - m.low[k] - m.high[k]) / float64(c-2)
		} else {
			dst[k] /= float64(c) // NaN for 0
		}
	}
	if m.known[before] == 0 {
		return false
	}
	hold(dst, before)
	return true
}

// hold replaces what no beat covered by the nearest value toward the R.
func hold(x []float64, r int) {
	for i := r + 1; i < len(x); i++ {
		if x[i] != x[i] {
			x[i] = x[i-1]
		}
	}
	for i := r - 1; i >= 0; i-- {
		if x[i] != x[i] {
			x[i] = x[i+1]
		}
	}
}

// residual is the RMS of what is left of the averaged beats of lead l when the representative beat t and each beat's level
// are taken away.
func (m *Measurer) residual(l int, t []float64) float64 {
	x := m.in.Leads[l].Clean
	total, count := 0.0, 0
	for i := range m.cover {
		c := &m.cover[i]
		n := c.z - c.a
		if s, sq := sumsApart(x[c.at:c.at+n], t[c.a:c.z]); s == s && n > 0 {
			total += sq - s*s/float64(n)
			count += n
		}
	}
	if count == 0 || m.used < 2 {
		return 0
	}
	// n beats share one mean, which takes one degree of freedom in n.
	return math.Sqrt(math.Max(total, 0) / float64(count) * float64(m.used) / float64(m.used-1))
}

// sumsApart returns the sum of the differences of x and y and that of their squares.
func sumsApart(x, y []float64) (s, sq float64) {
	var s1, s2, s3, q1, q2, q3 float64
	y = y[:len(x)]
	for ; len(x) >= 4 && len(y) >= 4; x, y = x[4:], y[4:] {
		a, b, c, d := x[0]-y[0], x[1]-y[1], x[2]-y[2], x[3]-y[3]
		s += a
		s1 += b
		s2 += c
		s3 += d
		sq += a * a
		q1 += b * b
		q2 += c * c
		q3 += d * d
	}
	for i := range x {
		d := x[i] - y[i]
		s += d
		sq += d * d
	}
	return s + s1 + (s2 + s3), sq + q1 + (q2 + q3)
}
