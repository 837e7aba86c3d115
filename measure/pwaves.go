package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// PWaves are the P waves found anywhere in the rhythm, whether a QRS complex follows them or not: what block of the
// atrioventricular node and dissociation are judged by. A wave is looked for in the signal without the representative QRST
// complexes, as a hump that is like the others in all leads; what falls on a QRS complex cannot be seen.
type PWaves struct {
	Peaks []int // samples, ascending
	// PP is the basic interval between them: the median of those that are not multiples of a shorter one.
	PP   ecg.Millisecond
	Rate ecg.Value // 1/min, from PP
	// Regular is the share of the intervals between neighbours that are one, two or more times PP, within 10 % of PP.
	Regular ecg.Value
	// Found is the share of the places that PP predicts between the first and the last that hold a wave, those on QRS complexes left out.
	Found ecg.Value
	Corr  ecg.Value // median correlation of the waves with their mean, over all leads
}

// Constants of the search.
const (
	pwHz         = 125  // rate of the grid, about
	pwMinUV      = 15   // least size of the hump in the lead where it is largest
	pwHalfMS     = 64   // half width of the window that is compared
	pwApartMS    = 180  // least distance of two waves: 330/min
	pwEdgeMS     = 24   // margin about QRS complexes
	pwForeignA   = 100  // before the mark of a beat of another shape
	pwForeignB   = 420  // and after it, nothing is looked for
	pwSeedCorr   = 0.75 // likeness of waves that make up the mean
	pwCorr       = 0.65 // and of a wave to that mean
	pwSizeLow    = 0.45 // its size against the mean
	pwSizeHigh   = 2.2
	pwMostSeeds  = 12
	pwMost       = 4096 // waves in a recording
	pwMinWaves   = 4    // without which no interval is stated
	pwWithin     = 0.10 // of PP, by which an interval may miss a multiple
	pwMostCycles = 6    // multiples of PP looked at
	pwMostAmong  = 48   // candidates that a seed is compared with
	pwLagPoints  = 2    // grid points a wave is shifted against the mean
	pwLags       = 2*pwLagPoints + 1
)

// pwWork is the memory of the search.
type pwWork struct {
	x           [][]float64 // residual of the compared leads on the grid
	gain        []float64   // weights of the compared leads, 1/µV
	blind       []bool      // grid points on or beside a QRS complex
	energy      []float64
	cum         []float64
	cand        []pwCandidate
	mean        []float64
	trial       []float64
	win         []float64
	order       []int
	store, norm []float64 // windows of the candidates that a pattern is sought among, at every lag, and their squares
	step        int       // samples a grid point
	n, half     int       // grid points; half width of the window
}

// pwCandidate is a hump.
type pwCandidate struct {
	at     int // grid point
	energy float64
	corr   float64
	size   float64
	taken  bool
}

// pWaves fills dst.PWaves; the representative beat must have been delineated.
func (m *Measurer) pWaves(dst *Report) {
	out := &dst.PWaves
	nan := ecg.NaN[ecg.Value]()
	*out = PWaves{Peaks: emptied(out.Peaks), PP: ecg.NaN[ecg.Millisecond](), Rate: nan, Regular: nan, Found: nan, Corr: nan}
	if !m.found || len(m.cmp) == 0 || len(m.beats) < 2 {
		return
	}
	w := &m.pw
	k := max(1, int(math.Round(m.gridHz/pwHz)))
	w.step = k * m.step
	w.half = int(math.Round(pwHalfMS / 1000.0 * m.rate / float64(w.step)))
	m.pwResidual(k)
	m.pwHumps()
	if len(w.cand) < pwMinWaves || w.half < 3 {
		return
	}
	if !m.pwPattern() {
		return
	}
	m.pwCollect(out)
	m.pwIntervals(out)
}

// pwResidual copies the compared leads to the grid, takes the QRST complex out of the beats of the dominant class, and marks
// what cannot be looked at.
func (m *Measurer) pwResidual(k int) {
	w, s := &m.pw, &m.rep
	w.x, w.gain = resizeKeep(w.x, len(m.cmp)), resize(w.gain, len(m.cmp))
	for j, l := range m.cmp {
		w.gain[j] = 1 / (noiseFloorUV + s.noise[l]*math.Sqrt(float64(max(m.used, 1))))
	}
	from, to := s.g.QRSOn-m.samples(cancelMS), s.g.QRSOff+m.samples(cancelMS)
	if s.g.TOff != None {
		to = s.g.TOff + m.samples(cancelMS)
	}
	from, to = max(from, 0), min(to, s.n-1)
	offset := (w.step - 1) / 2
	for j, l := range m.cmp {
		w.x[j] = decimate(w.x[j], m.grid[l], k)
		if s.x[l] == nil { // nothing to take out
			continue
		}
		for i := range m.beats {
			if b := &m.beats[i]; b.class == m.main {
				subtractFrom(w.x[j], s.x[l], b.r-s.r, from, to, w.step, offset)
			}
		}
	}
	w.n = len(w.x[0])
	w.blind = resize(w.blind, w.n)
	clear(w.blind)
	for _, x := range w.x { // gaps
		for i, v := range x {
			if v != v {
				x[i], w.blind[i] = 0, true
			}
		}
	}
	edge := m.samples(pwEdgeMS)
	for i := range m.beats {
		b := &m.beats[i]
		a, z := b.r-s.r+s.g.QRSOn-edge, b.r-s.r+s.g.QRSOff+edge
		if b.class != m.main {
			a, z = b.mark-m.samples(pwForeignA), b.mark+m.samples(pwForeignB)
			if b.label != detect.Ventricular && b.class >= 0 { // another shape of a conducted beat: its T wave is not as long
				z = b.mark + m.samples(pwForeignB)*3/4
			}
		}
		for p := max(a/w.step, 0); p <= z/w.step && p < w.n; p++ {
			w.blind[p] = true
		}
	}
}

// subtractFrom takes t[from..to] less the line through its ends out of x, t[0] standing at sample shift; a point of x is step
// samples long and lies offset samples late.
func subtractFrom(x, t []float64, shift, from, to, step, offset int) {
	if to-from < 2*step {
		return
	}
	slope := (t[to] - t[from]) / float64(to-from)
	first := max(0, (shift+from-offset)/step+1)
	at := first*step + offset - shift
	for i := first; i < len(x) && at <= to; i++ {
		x[i] -= t[at] - t[from] - slope*float64(at-from)
		at += step
	}
}

// pwPattern makes the mean of the wave that most candidates share: that of the representative beat where there is one,
// else of the candidate that most others resemble.
func (m *Measurer) pwPattern() bool {
	w := &m.pw
	size := len(m.cmp) * (2*w.half + 1)
	w.mean, w.trial, w.win = resize(w.mean, size), resize(w.trial, size), resize(w.win, size)
	if m.hasP && m.rep.g.PPeak != None {
		clear(w.mean)
		n := 0
		for i := range m.beats {
			b := &m.beats[i]
			if !b.hasP || n >= pwMost {
				continue
			}
			if m.pwWindow(w.win, (b.r-m.rep.r+m.rep.g.PPeak+int(b.pLag))/w.step) {
				for k, v := range w.win {
					w.mean[k] += v
				}
				n++
			}
		}
		if n == 0 {
			return false
		}
		for k := range w.mean {
			w.mean[k] /= float64(n)
		}
		return true
	}
	w.order = w.order[:0]
	for i := range w.cand {
		w.order = append(w.order, i)
	}
	slices.SortFunc(w.order, func(a, b int) int {
		switch {
		case w.cand[a].energy > w.cand[b].energy:
			return -1
		case w.cand[a].energy < w.cand[b].energy:
			return 1
		}
		return a - b
	})
	// The largest humps are looked at first, but the very largest may be artefacts.
	few := w.order[:min(len(w.order), pwMostAmong)]
	m.pwStore(few, size)
	best := 0.0
	for i := range few[:min(len(few), pwMostSeeds)] {
		at := i*pwLags + pwLagPoints
		if w.norm[at] == 0 {
			continue
		}
		trial, sum := w.store[at*size:(at+1)*size], 0.0
		for k := range few {
			if c, z := w.stored(trial, w.norm[at], k, size); c >= pwSeedCorr && z >= pwSizeLow && z <= pwSizeHigh {
				sum += c
			}
		}
		if sum > best {
			best = sum
			copy(w.mean, trial)
		}
	}
	if best < pwMinWaves*pwSeedCorr {
		return false
	}
	copy(w.trial, w.mean) // then the mean of all that resemble it
	clear(w.mean)
	n := 0.0
	for _, k := range few {
		at, c, z := m.pwMatch(w.trial, w.cand[k].at)
		if c >= pwSeedCorr && z >= pwSizeLow && z <= pwSizeHigh && m.pwWindow(w.win, at) {
			for p, v := range w.win {
				w.mean[p] += v
			}
			n++
		}
	}
	for p := range w.mean {
		w.mean[p] /= math.Max(n, 1)
	}
	return n >= pwMinWaves
}

// pwStore keeps the windows of some candidates at every lag; a norm of 0 marks one that could not be had.
func (m *Measurer) pwStore(few []int, size int) {
	w := &m.pw
	w.store, w.norm = resize(w.store, len(few)*pwLags*size), resize(w.norm, len(few)*pwLags)
	for i, k := range few {
		for d := range pwLags {
			at := i*pwLags + d
			t := w.store[at*size : (at+1)*size]
			if w.norm[at] = 0; m.pwWindow(t, w.cand[k].at+d-pwLagPoints) {
				w.norm[at] = dot(t, t)
			}
		}
	}
}

// stored is pwMatch with the k-th stored candidate; tt is the square of mean.
func (w *pwWork) stored(mean []float64, tt float64, k, size int) (corr, ratio float64) {
	corr = -1
	for d := range pwLags {
		at := k*pwLags + d
		if w.norm[at] == 0 {
			continue
		}
		num := dot(mean, w.store[at*size:(at+1)*size])
		if c := num / math.Sqrt(tt*w.norm[at]); c > corr {
			corr, ratio = c, num/tt
		}
	}
	return corr, ratio
}

// pwCollect lists the candidates that are like the mean; of two that are too near, the better one.
func (m *Measurer) pwCollect(out *PWaves) {
	w := &m.pw
	apart := int(pwApartMS / 1000.0 * m.rate / float64(w.step))
	last := -1
	m.sorted = m.sorted[:0]
	for i := range w.cand {
		c := &w.cand[i]
		c.at, c.corr, c.size = m.pwMatch(w.mean, c.at)
		c.taken = c.corr >= pwCorr && c.size >= pwSizeLow && c.size <= pwSizeHigh
		if !c.taken {
			continue
		}
		if last >= 0 && c.at-w.cand[last].at < apart {
			if c.corr <= w.cand[last].corr {
				c.taken = false
				continue
			}
			w.cand[last].taken = false
		}
		last = i
	}
	for i := range w.cand {
		if c := &w.cand[i]; c.taken {
			out.Peaks = append(out.Peaks, c.at*w.step+(w.step-1)/2)
			m.sorted = append(m.sorted, c.corr)
		}
	}
	out.Corr = ecg.Value(medianInPlace(m.sorted))
}
