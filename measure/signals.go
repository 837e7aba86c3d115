package measure

import (
	"math"
	"slices"
)

// signalStats are properties of one lead as recorded.
type signalStats struct {
	pp        float64 // peak to peak of Clean, µV; at least flatUV where it is more
	rawPP     float64 // and as recorded
	from, to  int     // samples between the first and the last block that hold values
	missing   float64 // share of the samples between these
	flat      float64 // share of samples in stretches without change
	saturated float64 // seconds at the ends of the range
	clipped   int     // waves cut at the ends of the range
	spikes    int
	baseline  float64 // µV, peak to peak
	muscle    float64 // µV RMS
	burst     float64 // in the worst second
	snr       float64 // dB, NaN when unknown
	seconds   []Defects
}

// Constants of the signal statistics (thresholds: quality.go).
const (
	flatStepUV    = 0.5 // consecutive samples that differ by less have not changed
	flatRunMS     = 1000
	blockMS       = 100 // baseline is followed in means of this length
	baselineBlks  = 7   // and smoothed over this many: 0.7 s, -3 dB at 0.63 Hz
	muscleLagMS   = 6   // second difference over this lag: passes 40 to 125 Hz, blocks T waves
	muscleQRSMS   = 80  // left out before and after each R
	muscleAfterMS = 100
	spikeStepUV   = 2000 // over 2 ms (quality rules of the 2011 challenge)
	spikeMS       = 6    // longest spike
	minSignalUV   = 20   // a lead whose whole range is smaller holds no ECG
	maxMissing    = 0.5
	maxFlat       = 0.5
	rangeUV       = 2000 // a smaller range is no range of a converter
	railMS        = 10   // a stay at its end that is shorter is a peak
	stuckMS       = 100  // a longer one is no wave cut off
)

// signals computes the statistics of every lead and its copy on the coarse grid, and decides which leads to measure.
func (m *Measurer) signals() {
	leads := len(m.in.Leads)
	m.stats, m.ok = resize(m.stats, leads), resize(m.ok, leads)
	m.grid = resizeKeep(m.grid, leads)
	for l := range m.in.Leads {
		in := &m.in.Leads[l]
		st := &m.stats[l]
		*st = signalStats{seconds: st.seconds[:0], snr: math.NaN()}
		m.grid[l] = decimate(m.grid[l], in.Clean, m.step)
		st.pp = span(m.grid[l])
		raw := in.Raw
		if raw == nil {
			raw = in.Clean
		}
		m.rawStats(st, in, raw)
	}
	m.inTurn()
	for l := range m.in.Leads {
		st := &m.stats[l]
		m.ok[l] = !m.in.Leads[l].Bad && st.pp >= minSignalUV && st.missing <= maxMissing && st.flat <= maxFlat
	}
}

// decimate writes the means of step samples.
func decimate(dst, x []float64, step int) []float64 {
	n := len(x) / step
	dst = resize(dst, n)
	if step == 1 {
		copy(dst, x)
		return dst
	}
	k := 1 / float64(step)
	if step == 2 {
		for i := range dst {
			dst[i] = (x[0] + x[1]) * 0.5
			x = x[2:]
		}
		return dst
	}
	for i := range dst {
		s := 0.0
		for _, v := range x[i*step : (i+1)*step] {
			s += v
		}
		dst[i] = s * k
	}
	return dst
}

// span is the range of what is not NaN in x, 0 when nothing is. What is beyond flatUV need not be known whole.
func span(x []float64) float64 {
	const part = 128
	lo, hi := math.Inf(1), math.Inf(-1)
	for len(x) > 0 && !(hi-lo >= flatUV) {
		_, lo, hi = addUp(x[:min(part, len(x))], lo, hi)
		x = x[min(part, len(x)):]
	}
	return math.Max(hi-lo, 0)
}

// addUp returns the sum of x, and the limits lo and hi widened by what is not NaN in it.
func addUp(x []float64, lo, hi float64) (sum, low, high float64) {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d := x[0], x[1], x[2], x[3]
		s0 += a
		s1 += b
		s2 += c
		s3 += d
		if a < lo {
			lo = a
		}
		if a > hi {
			hi = a
		}
		if b < lo {
			lo = b
		}
		if b > hi {
			hi = b
		}
		if c < lo {
			lo = c
		}
		if c > hi {
			hi = c
		}
		if d < lo {
			lo = d
		}
		if d > hi {
			hi = d
		}
	}
	for _, v := range x {
		s0 += v
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	return s0 + s1 + (s2 + s3), lo, hi
}

// missingIn counts what is missing in x.
func missingIn(x []float64) int {
	n := 0
	for _, v := range x {
		if v != v {
			n++
		}
	}
	return n
}

// block is a stretch of blockMS of a lead: its mean and that of the baselineBlks up to it.
type block struct{ mean, baseline float64 }

// rawStats fills st from the lead as recorded. It walks the lead once in blocks, whose means give the baseline; what is rare is
// looked for again only where the range of the lead allows it.
func (m *Measurer) rawStats(st *signalStats, in *InputLead, x []float64) {
	n := len(x)
	if n == 0 {
		st.missing = 1
		return
	}
	st.seconds = resize(st.seconds, m.seconds())
	clear(st.seconds)
	w := max(1, m.samples(blockMS))
	m.blocks = resize(m.blocks, (n+w-1)/w)
	lo, hi := math.Inf(1), math.Inf(-1)
	missing := 0
	st.from, st.to = n, 0
	for k := range m.blocks {
		from := k * w
		part := x[from:min(from+w, n)]
		sum := 0.0
		sum, lo, hi = addUp(part, lo, hi)
		gone := 0
		if sum != sum {
			gone = missingIn(part)
			m.mark(st.seconds, from, from+len(part), DefectMissing)
		}
		if gone < len(part) {
			st.from, st.to = min(st.from, from), from+len(part)
		}
		missing += gone
		m.blocks[k].mean = sum / float64(len(part))
	}
	st.missing = 1
	if st.to > st.from {
		st.missing = float64(missing-(n-(st.to-st.from))) / float64(st.to-st.from)
	}
	st.rawPP = math.Max(hi-lo, 0)
	m.jumps(st, x)
	m.flatParts(st, x, w)
	m.saturation(st, x, lo, hi)
	m.wander(st, w)
	m.muscleRMS(st, x, in.MainsUV)
}

// jumps counts the spikes of x.
func (m *Measurer) jumps(st *signalStats, x []float64) {
	s := spikes{jump: spikeStepUV * math.Min(1, 500/m.rate), at: -len(x), reach: m.samples(spikeMS) + 1, seconds: st.seconds}
	if !(st.rawPP > s.jump) {
		return
	}
	last := math.NaN()
	for i, v := range x {
		if d := v - last; d > s.jump || d < -s.jump {
			m.jumpAt(&s, i, d > 0)
		}
		last = v
	}
	st.spikes = s.count
}

// spikes counts jumps up and down again within a few samples.
type spikes struct {
	jump      float64
	at, reach int
	up        bool
	count     int
	seconds   []Defects
}

// jumpAt takes a jump at sample i.
func (m *Measurer) jumpAt(s *spikes, i int, up bool) {
	if i-s.at <= s.reach && up != s.up && !m.nearSpike(i) {
		s.count++
		m.mark(s.seconds, i, i+1, DefectSpikes)
	}
	s.at, s.up = i, up
}

// nearSpike reports whether sample i belongs to a known pacing spike.
func (m *Measurer) nearSpike(i int) bool {
	w := m.samples(10) + 1
	return len(m.spikesIn(i-w, i+w)) > 0
}

// spikesIn are the pacing spikes from sample a to sample b.
func (m *Measurer) spikesIn(a, b int) []int {
	from, _ := slices.BinarySearch(m.in.Spikes, a)
	to, _ := slices.BinarySearch(m.in.Spikes, b+1)
	return m.in.Spikes[from:max(from, to)]
}
