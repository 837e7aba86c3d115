package measure

import (
	"math"

	"github.com/goecg/goecg/detect"
)

// Constants of the comparison of P windows between beats.
const (
	pMarginMS     = 24  // the window reaches this far beyond the P wave
	pQuietMS      = 60  // and this far before it where the T wave leaves room
	pEndGapMS     = 8   // and stays this far from QRS onset
	pBlindMS      = 200 // window before QRS onset when no P wave is there
	pLagMS        = 10  // how far the P wave of a beat may be from its place: more, and fibrillation waves fit as well
	pLagStep      = 2   // grid points between the lags tried
	pMaxBeats     = 4096
	maxPLags      = 32  // lags tried to either side, at most
	strayCorr     = 0.8 // least correlation of a P wave far from its place
	strayShare    = 0.5 // and its least size
	strayReachMS  = 220 // how much earlier it may come
	strayMarginMS = 12
	// RMSSD over mean RR from which the rhythm is irregular (Dash 2009 draws the line of fibrillation at 0.1). Then, and where P begins
	// longer than pFarMS before the QRS complex, so many beats must have P, and so much alike.
	pIrregular, pFarMS    = 0.12, 320
	pShareSure, pCorrSure = 0.92, 0.8
	pManyStray            = 0.2
	// In a single lead a P wave lower than MinPAmplitudeUV is believed from this height on, when it is no weaker than the noise of the
	// mean beat, and so many beats have it, so much alike.
	pLowUV                       = 8
	pLowRel, pLowShare, pLowCorr = 1, 0.8, 0.6
	pShortestMS                  = 55
	pMinShareOf                  = 0.3 // projection on the mean window, below which a match is too small to be the same wave
)

// pTrack holds the windows of P.
type pTrack struct {
	on int // first grid point of the window, relative to R
	n  int // points in each lead
	// weight of each lead compared, 1/µV: a noisy lead says little
	weight []float64
	x      []float64 // windows of all beats, detrended, leads one after the other
	sum    []float64
	count  int
	share  float64
	corr   float64
}

// trackP compares the window of P between the beats and decides whether there is a P wave: only a wave that stands in the
// same place before most complexes is one. Each beat is compared with the mean of the others, so that noise and
// fibrillation correlate with nothing.
func (m *Measurer) trackP() {
	s, p := &m.rep, &m.p
	a, z := s.g.QRSOn-s.ms(pBlindMS), s.g.QRSOn-s.ms(pEndGapMS)
	if s.g.PPeak != None {
		a, z = s.g.POn-s.ms(pMarginMS), min(z, s.g.POff+s.ms(pMarginMS))
		// The quiet stretch before P tells it from fibrillation waves, which go on; T waves are kept out.
		quiet := s.g.POn - s.ms(pQuietMS)
		if s.g.TOff != None && !math.IsInf(s.prevR, 1) {
			quiet = max(quiet, s.g.TOff-int(s.prevR)+s.ms(pMarginMS))
		}
		a = max(min(a, quiet), 0)
	}
	p.on = int(math.Floor(float64(a-s.r) / float64(m.step)))
	p.n = (z - a) / m.step
	p.share, p.corr, p.count = math.NaN(), math.NaN(), 0
	p.weight = resize(p.weight, len(m.cmp))
	for j, l := range m.cmp {
		p.weight[j] = 1 / (noiseFloorUV + s.noise[l]*math.Sqrt(float64(m.used)))
	}
	if p.n < 8 {
		m.dropP()
		return
	}
	size := p.n * len(m.cmp)
	p.x = resize(p.x, size*min(len(m.beats), pMaxBeats))
	p.sum = resize(p.sum, size)
	clear(p.sum)
	ventricular := m.mostly(detect.Ventricular) // then P waves are looked for before these
	for i := range m.beats {
		b := &m.beats[i]
		ectopic := b.label == detect.Ventricular && !ventricular || b.label == detect.Fusion
		if ectopic || b.class != m.main || i >= pMaxBeats {
			continue
		}
		w := p.x[i*size : (i+1)*size]
		if !m.window(w, b.r) {
			continue
		}
		b.pKnown = true
		p.count++
		for k, v := range w {
			p.sum[k] += v
		}
	}
	if p.count < 2 {
		m.fewP()
		return
	}
	m.sorted = m.sorted[:0]
	have := 0
	for i := range m.beats {
		b := &m.beats[i]
		if !b.pKnown {
			continue
		}
		m.matchP(b, p.x[i*size:(i+1)*size])
		m.sorted = append(m.sorted, b.pCorr)
		if b.hasP {
			have++
		}
	}
	p.corr = medianInPlace(m.sorted)
	p.share = float64(have) / float64(p.count)
	if s.g.PPeak == None { // what stands there is no P wave
		p.share = 0
	}
	m.hasP = p.share > 0
	if m.hasP {
		stray := float64(m.strayP()) / float64(p.count)
		m.hasP = p.share+stray >= m.opt.MinPShare && m.believeP(stray)
	}
	if !m.hasP {
		if m.lowP() { // what stands there is no P wave
			p.share = 0
		}
		m.dropP()
	}
}

// strayP looks for the P wave of beats that lack it in its place farther away from the QRS complex and nearer to it, as in
// second-degree block of the Wenckebach type. It must be very much like that of the other beats. It returns how many
// were found.
func (m *Measurer) strayP() (found int) {
	s, p := &m.rep, &m.p
	n := (s.g.POff - s.g.POn + 2*s.ms(strayMarginMS)) / m.step
	on := (s.g.POn - s.ms(strayMarginMS) - s.r) / m.step
	if n < 8 {
		return 0
	}
	m.buf = resize(m.buf, n*len(m.cmp))
	ref := m.buf
	for j, l := range m.cmp {
		t := ref[j*n : (j+1)*n]
		for i := range t {
			at := s.r + (on+i)*m.step
			t[i] = 0
			if s.x[l] != nil {
				t[i] = p.weight[j] * windowMean(s.cum[l], at, at+m.step)
			}
		}
		if !detrend(t) {
			return 0
		}
	}
	tt := dot(ref, ref)
	last := (s.g.QRSOn-s.ms(pEndGapMS)-s.r)/m.step - on - n
	reach := -int(strayReachMS / 1000.0 * m.gridHz)
	for i := range m.beats {
		b := &m.beats[i]
		if !b.pKnown || b.hasP {
			continue
		}
		first := reach
		if b.prev == b.prev { // not into the T wave of the beat before
			first = max(first, int((float64(s.g.TOff-s.r)-b.prev)/float64(m.step))-on)
		}
		best := strayCorr
		for d := first; d <= last; d++ {
			num, xx := m.likeness(ref, b.r/m.step+on+d, n)
			if c := num / math.Sqrt(xx*tt); c > best && num > strayShare*tt && num*strayShare < tt {
				best, b.hasP, b.pLag = c, true, float64(d*m.step)
			}
		}
		if b.hasP {
			found++
		}
	}
	return found
}

// fewP decides about P when there are no two beats to compare: a wave well above the noise of the beat is believed.
func (m *Measurer) fewP() {
	const strong = 3
	s := &m.rep
	if s.g.PPeak == None || s.pRel < strong || m.lowP() {
		m.dropP()
		return
	}
	m.hasP = true
	for i := range m.beats {
		if b := &m.beats[i]; b.class == m.main {
			b.pKnown, b.hasP, b.pLag = true, true, 0
		}
	}
}

func (m *Measurer) dropP() {
	m.rep.dropP()
	m.hasP = false
	for i := range m.beats {
		m.beats[i].hasP = false
	}
}

// window copies the P window of the beat at r into w, each lead weighted, without its mean and slope; false when it is not all there.
func (m *Measurer) window(w []float64, r int) bool {
	return m.windowAt(w, r/m.step+m.p.on, m.p.n)
}

// likeness is the scalar product of ref, which has neither level nor slope, with the window of n points of the grid from point a,
// and that of the window with itself, as windowAt would write it; NaN when it is not all there.
func (m *Measurer) likeness(ref []float64, a, n int) (num, xx float64) {
	var power [1]float64
	for j, l := range m.cmp {
		g := m.grid[l]
		if a < 0 || a+n > len(g) {
			return math.NaN(), math.NaN()
		}
		k := m.p.weight[j]
		num += k * dot(ref[j*n:(j+1)*n], g[a:a+n])
		addPowers(power[:], g[a:a+n], n, k*k)
	}
	return num, power[0]
}

// windowAt is window for n points of the grid from point a.
func (m *Measurer) windowAt(w []float64, a, n int) bool {
	for j, l := range m.cmp {
		g := m.grid[l]
		if a < 0 || a+n > len(g) {
			return false
		}
		dst := w[j*n : (j+1)*n]
		k := m.p.weight[j]
		for i, v := range g[a : a+n] {
			dst[i] = k * v
		}
		if !detrend(dst) {
			return false
		}
	}
	return true
}

// detrend takes mean and slope out of x; false when a value is missing.
func detrend(x []float64) bool {
	n := float64(len(x))
	c := (n - 1) / 2
	s, sk, odd, oddK, i := 0.0, 0.0, 0.0, 0.0, 1
	for ; i < len(x); i += 2 {
		k := float64(i) - c
		s += x[i-1]
		sk += x[i-1] * (k - 1)
		odd += x[i]
		oddK += x[i] * k
	}
	if i == len(x) {
		s += x[i-1]
		sk += x[i-1] * c
	}
	s, sk = s+odd, sk+oddK
	if s != s {
		return false
	}
	mean, m := s/n, sk*12/(n*(n*n-1))
	for i := range x {
		x[i] -= mean + m*(float64(i)-c)
	}
	return true
}

// matchP compares beat b, whose window is w, with the mean of the windows of the other beats at several lags. The lag is
// that of the best correlation, not of the largest product: T waves and QRS complexes nearby are large.
func (m *Measurer) matchP(b *beatWork, w []float64) {
	p := &m.p
	others := float64(p.count - 1)
	m.buf = resize(m.buf, len(w))
	ref := m.buf
	for k, v := range p.sum {
		ref[k] = (v - w[k]) / others
	}
	tt := dot(ref, ref)
	b.pCorr = 0
	if !(tt > 0) {
		return
	}
	lag := int(pLagMS/1000.0*m.gridHz) / pLagStep
	last := lag // P ends before QRS begins
	if room := (m.rep.g.QRSOn-m.rep.r-m.rep.ms(pEndGapMS))/m.step - p.on - p.n; room < last*pLagStep {
		last = max(0, room) / pLagStep
	}
	var corr [2*maxPLags + 1]float64
	best, at, projection := math.Inf(-1), 0, 0.0
	lag, last = min(lag, maxPLags), min(last, maxPLags)
	for d := -lag; d <= last; d++ {
		num, xx := m.likeness(ref, (b.r+d*pLagStep*m.step)/m.step+p.on, p.n)
		c := num / math.Sqrt(max(xx, 1e-9)*tt)
		if c > best {
			best, at, projection = c, d, num/tt
		}
		corr[d+lag] = c
	}
	if math.IsInf(best, -1) {
		return
	}
	b.pCorr = best
	b.hasP = best >= m.opt.MinPCorr && projection >= pMinShareOf
	b.pLag = float64(at * pLagStep * m.step)
	if at > -lag && at < last {
		lo, mid, hi := corr[at-1+lag], corr[at+lag], corr[at+1+lag]
		if c := lo - 2*mid + hi; c < 0 { // a parabola through the best three
			b.pLag += 0.5 * (lo - hi) / c * float64(pLagStep*m.step)
		}
	}
}
