package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
)

// Extent of the representative beat about its R.
const (
	beforeMS, beforeRR     = 560, 0.9 // at most this long and this share of the median RR
	afterMS, afterRR       = 820, 0.95
	minBeforeMS            = 220
	minAfterMS             = 330
	trimFrom               = 5 // beats from which the highest and lowest sample are left out of the mean
	alignLeads             = 3 // leads with the largest QRS complexes, used to align
	alignBefore, alignPast = 50, 70
	// A pacing spike fills this stretch about its place in ms, and its places in the beats differ by at most spikeSpread.
	spikeFrom, spikeTo     = 2, 6
	spikeSpread, spikeLast = 12, 40
)

// selectAveraged marks the beats of the dominant class that make up the representative beat.
func (m *Measurer) selectAveraged() {
	clean := func(b *beatWork) bool {
		return !b.early && b.label != detect.Supraventricular && b.label != detect.Ventricular && b.label != detect.Fusion
	}
	n := 0
	for i := range m.beats {
		if b := &m.beats[i]; b.class == m.main && clean(b) {
			n++
		}
	}
	m.used = 0
	for i := range m.beats {
		b := &m.beats[i]
		b.avg = b.class == m.main && (clean(b) || n < minMembers)
		if b.avg {
			m.used++
		}
	}
}

// align moves the R of every averaged beat to the best match at the full rate, in the leads with the largest complexes.
func (m *Measurer) align() {
	m.selectAveraged()
	if m.step == 1 {
		return
	}
	before, n := m.samples(alignBefore), m.samples(alignBefore+alignPast)
	var lead [alignLeads]int
	leads := m.largest(lead[:0])
	m.buf = resize(m.buf, n*len(leads))
	clear(m.buf)
	inside := func(r, pad int) bool { return r-before-pad >= 0 && r-before+n+pad <= m.n }
	for i := range m.beats {
		b := &m.beats[i]
		if !b.avg || !inside(b.r, 0) {
			continue
		}
		for j, l := range leads {
			x, t := m.in.Leads[l].Clean[b.r-before:], m.buf[j*n:(j+1)*n]
			for k := range t {
				if v := x[k]; v == v {
					t[k] += v
				}
			}
		}
	}
	for j := range leads { // without its mean, the sum does not see the level of a beat
		t := m.buf[j*n : (j+1)*n]
		mean := 0.0
		for _, v := range t {
			mean += v
		}
		mean /= float64(n)
		for k := range t {
			t[k] -= mean
		}
	}
	for i := range m.beats {
		b := &m.beats[i]
		if b.class != m.main || !inside(b.r, m.step) {
			continue
		}
		best, at := math.Inf(-1), 0
		for d := -m.step; d <= m.step; d++ {
			sum := 0.0
			for j, l := range leads {
				if v := dot(m.buf[j*n:(j+1)*n], m.in.Leads[l].Clean[b.r-before+d:b.r-before+d+n]); v == v {
					sum += v
				}
			}
			if sum > best {
				best, at = sum, d
			}
		}
		if best == 0 { // none of these leads is there
			at = 0
		}
		b.r += at
	}
}

// largest returns the compared leads with the largest complexes of the dominant class.
func (m *Measurer) largest(dst []int) []int {
	n := m.windowLen()
	c := &m.classes[m.main]
	for len(dst) < min(alignLeads, len(m.cmp)) {
		best, at := -1.0, -1
		for j, l := range m.cmp {
			if slices.Contains(dst, l) {
				continue
			}
			if e := dot(c.mean[j*n:(j+1)*n], c.mean[j*n:(j+1)*n]); e > best {
				best, at = e, l
			}
		}
		dst = append(dst, at)
	}
	return dst
}

// samples converts ms at the rate of the recording.
func (m *Measurer) samples(ms float64) int { return int(math.Round(ms * m.rate / 1000)) }

// medianRR returns the median RR interval of the averaged beats in samples (before or after), NaN when there is none.
func (m *Measurer) medianRR(after bool) float64 {
	m.sorted = m.sorted[:0]
	for i := range m.beats {
		b := &m.beats[i]
		v := b.prev
		if after {
			v = b.next
		}
		if b.avg && v == v {
			m.sorted = append(m.sorted, v)
		}
	}
	return medianInPlace(m.sorted)
}

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
	s.prevR, s.nextR = orInf(prev), orInf(next)
	m.spikePlaces(before)
	m.tmpl = resizeKeep(m.tmpl, len(m.in.Leads))
	for l := range m.in.Leads {
		s.x[l], s.noise[l] = nil, math.NaN()
		if !m.ok[l] {
			continue
		}
		m.tmpl[l] = resize(m.tmpl[l], n)
		if m.averageLead(l, m.tmpl[l], before) {
			s.x[l] = m.tmpl[l]
			s.noise[l] = m.residual(l, m.tmpl[l], before) / math.Sqrt(float64(m.used))
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

// averageLead writes the representative beat of lead l. It reports false when no beat covers a QRS complex.
func (m *Measurer) averageLead(l int, dst []float64, before int) bool {
	n := len(dst)
	m.cnt, m.low, m.high = resize(m.cnt, n), resize(m.low, n), resize(m.high, n)
	clear(dst)
	clear(m.cnt)
	for i := range m.low {
		m.low[i], m.high[i] = math.Inf(1), math.Inf(-1)
	}
	x := m.in.Leads[l].Clean
	for i := range m.beats {
		b := &m.beats[i]
		if !b.avg {
			continue
		}
		level := m.levelOf(x, b.r)
		a, z := max(0, before-b.r), min(n, m.n-b.r+before)
		y := x[b.r-before+a : b.r-before+z]
		sum, cnt, low, high := dst[a:z], m.cnt[a:z], m.low[a:z], m.high[a:z]
		for k, v := range y {
			v -= level
			if v != v {
				continue
			}
			sum[k] += v
			cnt[k]++
			if v < low[k] {
				low[k] = v
			}
			if v > high[k] {
				high[k] = v
			}
		}
	}
	if m.cnt[before] == 0 {
		return false
	}
	for k := range dst {
		switch c := m.cnt[k]; {
		case c >= trimFrom:
			dst[k] = (dst[k] - m.low[k] - m.high[k]) / float64(c-2)
		case c > 0:
			dst[k] /= float64(c)
		default:
			dst[k] = math.NaN()
		}
	}
	hold(dst, before)
	for _, at := range m.spikeAt {
		a, z := before+at-m.samples(spikeFrom), before+at+m.samples(spikeTo)
		if a > 0 && z < n-1 {
			bridge(dst, a, z)
		}
	}
	return true
}

// spikePlaces finds where pacing spikes stand in most averaged beats, relative to R. What is left of a spike there is
// bridged: it is no part of a wave.
func (m *Measurer) spikePlaces(before int) {
	m.spikeAt = m.spikeAt[:0]
	if len(m.in.Spikes) == 0 {
		return
	}
	m.sorted = m.sorted[:0]
	for i := range m.beats {
		b := &m.beats[i]
		if !b.avg {
			continue
		}
		for _, s := range m.spikesIn(b.r-before, b.r+m.samples(spikeLast)) {
			m.sorted = append(m.sorted, float64(s-b.r))
		}
	}
	slices.Sort(m.sorted)
	for i := 0; i < len(m.sorted); {
		j := i
		for j < len(m.sorted) && m.sorted[j]-m.sorted[i] <= float64(m.samples(spikeSpread)) {
			j++
		}
		if 2*(j-i) > m.used {
			m.spikeAt = append(m.spikeAt, int(m.sorted[i]), int(m.sorted[j-1]))
		}
		i = j
	}
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
func (m *Measurer) residual(l int, t []float64, before int) float64 {
	x := m.in.Leads[l].Clean
	total, count := 0.0, 0
	for i := range m.beats {
		b := &m.beats[i]
		if !b.avg {
			continue
		}
		a, z := max(0, before-b.r), min(len(t), m.n-b.r+before)
		y, u := x[b.r-before+a:b.r-before+z], t[a:z]
		s, sq := 0.0, 0.0
		for k, v := range y {
			d := v - u[k]
			s += d
			sq += d * d
		}
		if s == s && z > a {
			total += sq - s*s/float64(z-a)
			count += z - a
		}
	}
	if count == 0 || m.used < 2 {
		return 0
	}
	// n beats share one mean, which takes one degree of freedom in n.
	return math.Sqrt(math.Max(total, 0) / float64(count) * float64(m.used) / float64(m.used-1))
}
