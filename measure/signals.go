package measure

import (
	"math"
	"slices"
)

// signalStats are properties of one lead as recorded.
type signalStats struct {
	pp        float64 // peak to peak of Clean, µV
	missing   float64 // share of samples
	flat      float64 // share of samples in stretches without change
	saturated float64 // seconds at the ends of the range
	spikes    int
	baseline  float64 // µV, peak to peak
	muscle    float64 // µV RMS
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
)

// signals computes the statistics of every lead and its copy on the coarse grid, and decides which leads to measure.
func (m *Measurer) signals() {
	leads := len(m.in.Leads)
	m.stats, m.ok = resize(m.stats, leads), resize(m.ok, leads)
	m.grid = resizeKeep(m.grid, leads)
	for l := range m.in.Leads {
		in := &m.in.Leads[l]
		st := &m.stats[l]
		*st = signalStats{}
		m.grid[l] = decimate(m.grid[l], in.Clean, m.step)
		st.pp = span(m.grid[l])
		raw := in.Raw
		if raw == nil {
			raw = in.Clean
		}
		m.rawStats(st, raw)
		m.ok[l] = !in.Bad && st.pp >= minSignalUV && st.missing <= maxMissing && st.flat <= maxFlat
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
			dst[i] = (x[2*i] + x[2*i+1]) * 0.5
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

// span is the range of what is not NaN in x, 0 when nothing is.
func span(x []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	return math.Max(hi-lo, 0)
}

// rawStats fills st from the lead as recorded. It walks the lead once in blocks, each of which gives its mean to the
// baseline and its range to the search for flat stretches.
func (m *Measurer) rawStats(st *signalStats, x []float64) {
	n := len(x)
	if n == 0 {
		st.missing = 1
		return
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	missing, flat, run := 0, 0, 0
	minRun := m.samples(flatRunMS)
	w := max(1, m.samples(blockMS))
	s := spikes{jump: spikeStepUV * math.Min(1, 500/m.rate), at: -n, reach: m.samples(spikeMS) + 1}
	last := math.NaN()
	m.buf = m.buf[:0] // means of the blocks
	endRun := func() {
		if run >= minRun {
			flat += run
		}
		run = 0
	}
	for from := 0; from < n; from += w {
		block := x[from:min(from+w, n)]
		low, high, sum := math.Inf(1), math.Inf(-1), 0.0
		for i, v := range block {
			sum += v
			if v < low {
				low = v
			}
			if v > high {
				high = v
			}
			if d := v - last; d > s.jump || d < -s.jump {
				m.jumpAt(&s, from+i, d > 0)
			}
			last = v
		}
		lo, hi = math.Min(lo, low), math.Max(hi, high)
		if sum != sum { // count what is missing
			for _, v := range block {
				if v != v {
					missing++
				}
			}
		} else if len(block) == w {
			m.buf = append(m.buf, sum/float64(w))
		}
		if high-low < flatStepUV {
			run += len(block)
		} else {
			endRun()
		}
	}
	endRun()
	st.missing = float64(missing) / float64(n)
	st.flat = float64(flat) / float64(n)
	st.spikes = s.count
	st.saturated = m.saturation(x, lo, hi)
	st.baseline = wander(m.buf)
	st.muscle = m.muscleRMS(x)
}

// spikes counts jumps up and down again within a few samples.
type spikes struct {
	jump      float64
	at, reach int
	up        bool
	count     int
}

// jumpAt takes a jump at sample i.
func (m *Measurer) jumpAt(s *spikes, i int, up bool) {
	if i-s.at <= s.reach && up != s.up && !m.nearSpike(i) {
		s.count++
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

// saturation is the time in seconds spent, several samples at a stretch, at the highest or lowest value.
func (m *Measurer) saturation(x []float64, lo, hi float64) float64 {
	const rangeUV = 2000 // a smaller range is no range of a converter
	if !(hi-lo >= rangeUV) {
		return 0
	}
	run, total := 0, 0
	least := max(3, m.samples(10))
	for _, v := range x {
		if v >= hi-flatStepUV || v <= lo+flatStepUV {
			run++
			continue
		}
		if run >= least {
			total += run
		}
		run = 0
	}
	if run >= least {
		total += run
	}
	return float64(total) / m.rate
}

// wander is the peak to peak of the baseline, given the means of blocks.
func wander(blocks []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := 0; i+baselineBlks <= len(blocks); i++ {
		s := 0.0
		for _, v := range blocks[i : i+baselineBlks] {
			s += v
		}
		s /= baselineBlks
		lo, hi = math.Min(lo, s), math.Max(hi, s)
	}
	return math.Max(hi-lo, 0)
}

// muscleRMS is the RMS above about 40 Hz outside the QRS complexes, mains interference still in it.
func (m *Measurer) muscleRMS(x []float64) float64 {
	k := max(1, m.samples(muscleLagMS))
	sum, count := 0.0, 0
	part := func(a, b int) {
		a, b = max(a, k), min(b, len(x)-k)
		if b <= a {
			return
		}
		p, q, y := x[a-k:b-k], x[a+k:b+k], x[a:b]
		for i, v := range y {
			d := v - 0.5*(p[i]+q[i])
			if d == d {
				sum += d * d
				count++
			}
		}
	}
	from := 0
	for i := range m.in.Beats {
		r := m.in.Beats[i].Sample
		part(from, r-m.samples(muscleQRSMS))
		from = r + m.samples(muscleAfterMS)
	}
	part(from, len(x))
	if count == 0 {
		return 0
	}
	return math.Sqrt(sum / float64(count) / 1.5) // the filter has a power gain of 1.5 on white noise
}
