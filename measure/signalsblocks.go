package measure

import (
	"math"
	"slices"
)

// seconds is the number of seconds that the recording has begun.
func (m *Measurer) seconds() int { return int(math.Ceil(float64(m.n)/m.rate - 1e-9)) }

// mark gives the defect d to the seconds that samples [a, b) lie in.
func (m *Measurer) mark(seconds []Defects, a, b int, d Defects) {
	if b <= a || len(seconds) == 0 {
		return
	}
	to := min(int(float64(b-1)/m.rate), len(seconds)-1)
	for s := min(int(float64(a)/m.rate), to); s <= to; s++ {
		seconds[s] |= d
	}
}

// flatParts adds up the stretches without change.
func (m *Measurer) flatParts(st *signalStats, x []float64, w int) {
	minRun, flat, run := m.samples(flatRunMS), 0, 0
	end := func(at int) {
		if run >= minRun {
			flat += run
			m.mark(st.seconds, at-run, at, DefectFlat)
		}
		run = 0
	}
	for at := 0; at < len(x); at += w {
		part := x[at:min(at+w, len(x))]
		if unchanged(part) {
			run += len(part)
		} else if run > 0 {
			end(at)
		}
	}
	end(len(x))
	st.flat = float64(flat) / float64(len(x))
}

// unchanged reports whether x holds values, which all differ by less than flatStepUV.
func unchanged(x []float64) bool {
	if math.Abs(x[0]-x[len(x)/2]) >= flatStepUV || math.Abs(x[0]-x[len(x)-1]) >= flatStepUV {
		return false
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
		if hi-lo >= flatStepUV {
			return false
		}
	}
	return hi >= lo
}

// saturation adds up the time spent, several samples at a stretch, at the highest or lowest value, and counts the waves that
// are cut there.
func (m *Measurer) saturation(st *signalStats, x []float64, lo, hi float64) {
	if !(st.rawPP >= rangeUV) {
		return
	}
	least, stuck := max(3, m.samples(railMS)), m.samples(stuckMS)
	run, long, short, cut := 0, 0, 0, 0
	end := func(at int) {
		switch {
		case run >= stuck:
			long += run
			m.mark(st.seconds, at-run, at, DefectSaturated)
		case run >= least:
			short += run
			cut++
			m.mark(st.seconds, at-run, at, DefectClipped)
		}
		run = 0
	}
	bottom, top := lo+flatStepUV, hi-flatStepUV
	for i, v := range x {
		if v >= top || v <= bottom {
			run++
		} else if run > 0 {
			end(i)
		}
	}
	end(len(x))
	if long > 0 || float64(short) >= clippedMost*float64(len(x)) {
		st.saturated = float64(long+short) / m.rate
		return
	}
	if cut >= leastClipped {
		st.clipped = cut
		return
	}
	for i := range st.seconds { // a single one is a peak
		st.seconds[i] &^= DefectClipped
	}
}

// wander measures the peak to peak of the baseline over the recording and marks the seconds about which it moves.
func (m *Measurer) wander(st *signalStats, w int) {
	sum, known := 0.0, 0
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := range m.blocks {
		if v := m.blocks[k].mean; v == v {
			sum, known = sum+v, known+1
		} else {
			sum, known = 0, 0
		}
		if known > baselineBlks {
			sum -= m.blocks[k-baselineBlks].mean
		}
		v := math.NaN()
		if known >= baselineBlks {
			v = sum / baselineBlks
			lo, hi = min(lo, v), max(hi, v)
		}
		m.blocks[k].baseline = v
	}
	st.baseline = math.Max(hi-lo, 0)
	if st.baseline < wanderFair {
		return
	}
	for s := range st.seconds {
		// Of the means that end in this second and the half before and after it: each covers 0.7 s.
		a := int((float64(s) - 0.5) * m.rate / float64(w))
		z := int((float64(s) + 1.5) * m.rate / float64(w))
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, b := range m.blocks[min(max(a, 0), len(m.blocks)):min(z, len(m.blocks))] {
			if b.baseline < lo {
				lo = b.baseline
			}
			if b.baseline > hi {
				hi = b.baseline
			}
		}
		if hi-lo >= wanderFair {
			st.seconds[s] |= DefectBaseline
		}
	}
}

// muscleRMS measures the RMS above about 40 Hz outside the QRS complexes, over the lead and in every second, less what mains
// interference of the given amplitude adds to it.
func (m *Measurer) muscleRMS(st *signalStats, x []float64, mains float64) {
	k := max(1, m.samples(muscleLagMS))
	sum, count := 0.0, 0
	m.power, m.powered = resize(m.power, len(st.seconds)), resize(m.powered, len(st.seconds))
	clear(m.power)
	clear(m.powered)
	part := func(a, b int) {
		a, b = max(a, k), min(b, len(x)-k)
		for a < b {
			s := min(int(float64(a)/m.rate), len(st.seconds)-1)
			z := min(b, max(a+1, int(math.Ceil(float64(s+1)*m.rate))))
			p, q, y := x[a-k:z-k], x[a+k:z+k], x[a:z]
			own, n := bendsOf(p, y, q)
			m.power[s] += own
			m.powered[s] += n
			sum, count = sum+own, count+n
			a = z
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
		return
	}
	less := 0.0
	if mains > 0 && m.in.MainsHz > 0 { // through the same filter
		g := mains * (1 - math.Cos(2*math.Pi*m.in.MainsHz*float64(k)/m.rate))
		less = g * g / 2
	}
	rms := func(sum float64, n int) float64 { return math.Sqrt(math.Max(0, sum/float64(n)-less) / muscleGain) }
	st.muscle = rms(sum, count)
	for s, n := range m.powered {
		if float64(n) >= muscleLeast*m.rate {
			v := rms(m.power[s], n)
			st.burst = math.Max(st.burst, v)
			if v >= muscleSecond {
				st.seconds[s] |= DefectMuscle
			}
		}
	}
}

// bendsOf returns the sum of squares of the second differences of y, which lies midway between p and q, and their number, without
// those of spikes and of what is missing.
func bendsOf(p, y, q []float64) (sum float64, count int) {
	const most = muscleMostUV * muscleMostUV
	p, q = p[:len(y)], q[:len(y)]
	odd, i, out := 0.0, 1, 0
	for ; i < len(y); i += 2 {
		a, b := y[i-1]-0.5*(p[i-1]+q[i-1]), y[i]-0.5*(p[i]+q[i])
		a, b = a*a, b*b
		if a < most {
			sum += a
		} else {
			out++
		}
		if b < most {
			odd += b
		} else {
			out++
		}
	}
	if i == len(y) {
		if a := y[i-1] - 0.5*(p[i-1]+q[i-1]); a*a < most {
			sum += a * a
		} else {
			out++
		}
	}
	return sum + odd, len(y) - out
}

// Constants of the muscle noise.
const (
	muscleGain = 1.5 // power gain of the second difference on white noise
	// A larger difference belongs to a spike or a jump.
	muscleMostUV = 1500
	muscleLeast  = 0.2 // s of a second outside QRS complexes that suffice to judge it
)

// inTurn finds leads that were recorded one group after the other, as on paper of three rows and four columns: what lies
// outside their time is not missing. In others it is.
func (m *Measurer) inTurn() {
	slack := m.samples(turnSlackMS)
	partial := func(st *signalStats) bool {
		return st.to-st.from >= m.samples(turnLeastMS) && (st.from > slack || st.to < m.n-slack)
	}
	follows := func(a, b *signalStats) bool {
		return partial(a) && partial(b) && a.to-slack <= b.from && b.from <= a.to+slack
	}
	for l := range m.stats {
		st := &m.stats[l]
		turn := slices.ContainsFunc(m.stats, func(o signalStats) bool { return follows(&o, st) || follows(st, &o) })
		if turn {
			for s := range st.seconds { // what is missing at the ends is not missing
				if a := int(float64(s) * m.rate); a+slack < st.from || a+int(m.rate)-slack > st.to {
					st.seconds[s] &^= DefectMissing
				}
			}
			continue
		}
		if m.n > 0 {
			own := st.missing * float64(max(st.to-st.from, 0))
			st.missing = (own + float64(m.n-max(st.to-st.from, 0))) / float64(m.n)
		}
	}
}

// whole reports whether the lead was recorded throughout, but for a little, in a recording of n samples.
func (st *signalStats) whole(n int) bool { return 2*(st.to-st.from) > n }

// Constants of leads recorded in turn.
const (
	turnSlackMS = 300  // between one group and the next
	turnLeastMS = 2000 // a shorter stay is no group of leads
)
