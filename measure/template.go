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
		m.beginLags(2*m.step + 1)
		for j, l := range leads {
			m.addLags(m.in.Leads[l].Clean[b.r-before-m.step:], m.buf[j*n:(j+1)*n])
		}
		at, best := m.bestLag()
		at -= m.step
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
