package measure

import "math"

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

// rawStats fills st from the lead as recorded.
func (m *Measurer) rawStats(st *signalStats, x []float64) {
	n := len(x)
	if n == 0 {
		st.missing = 1
		return
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	missing, run, flat := 0, 0, 0
	minRun := m.samples(flatRunMS)
	jump := spikeStepUV * math.Min(1, 500/m.rate)
	last, jumps, jumpAt := math.NaN(), 0, -n
	jumpSign := false
	endRun := func() {
		if run >= minRun {
			flat += run
		}
		run = 0
	}
	for i, v := range x {
		if v != v {
			missing++
			endRun()
			last = v
			continue
		}
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
		d := v - last
		last = v
		if d < flatStepUV && d > -flatStepUV {
			run++
			continue
		}
		if run > 0 {
			endRun()
		}
		if d > jump || d < -jump { // up and down again within a few samples
			if i-jumpAt <= m.samples(spikeMS)+1 && (d > 0) != jumpSign && !m.nearSpike(i) {
				jumps++
			}
			jumpAt, jumpSign = i, d > 0
		}
	}
	endRun()
	st.missing = float64(missing) / float64(n)
	st.flat = float64(flat) / float64(n)
	st.spikes = jumps
	st.saturated = m.saturation(x, lo, hi)
	st.baseline = m.wander(x)
	st.muscle = m.muscleRMS(x)
}

// nearSpike reports whether sample i belongs to a known pacing spike.
func (m *Measurer) nearSpike(i int) bool {
	w := m.samples(10) + 1
	for _, s := range m.in.Spikes {
		if i-s <= w && s-i <= w {
			return true
		}
	}
	return false
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

// wander is the peak to peak of the baseline of x.
func (m *Measurer) wander(x []float64) float64 {
	w := max(1, m.samples(blockMS))
	m.buf = m.buf[:0]
	for i := 0; i+w <= len(x); i += w {
		s := 0.0
		for _, v := range x[i : i+w] {
			s += v
		}
		if s == s {
			m.buf = append(m.buf, s/float64(w))
		}
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := 0; i+baselineBlks <= len(m.buf); i++ {
		s := 0.0
		for _, v := range m.buf[i : i+baselineBlks] {
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
