package measure

import "math"

// shape is one beat in all leads, a representative beat or a single one, being delineated. Positions are indexes into
// x[lead]; r is the R of the beat.
type shape struct {
	rate  float64
	n, r  int
	x     [][]float64 // of each lead; nil where the lead cannot be used
	noise []float64   // RMS noise of x in each lead, µV
	// prevR and nextR are the distances to the neighbouring beats in samples, both positive; +Inf when unknown.
	prevR, nextR float64
	minP, minT   float64 // least amplitudes, µV
	farP         float64 // that of a P wave more than pNearMS before QRS onset, µV

	g        Fiducials   // over all leads
	lead     []Fiducials // in each lead
	drawn    []Fiducials // the same as cardiologists draw them, set by draw
	noP      bool        // P is not looked for
	hidden   bool        // part of P is in T
	begin    int         // where the QRS complex begins at the earliest, by the rules or as drawn
	base     []float64   // level before QRS onset of each lead
	tAmp     []float64   // height of the T wave above its ends, signed
	span     []float64   // peak to peak of each lead
	pAmp     []float64
	upstroke int     // samples from QRS onset to half of the largest spatial velocity
	pRel     float64 // strength of the P wave over all leads, multiples of the noise

	cum      [][]float64
	fast     [][]float64 // slope over a few ms, for QRS
	sm       [][]float64 // smoothed, for T and P
	slow     [][]float64 // slope of the same bandwidth
	v        []float64
	u        []float64
	pcum     []float64
	bare     bool                        // the nets are not the default ones
	nets     [edgeCount]*edgeNet         // that refine the fiducials; nil for those left to the rules
	features []float64                   // inputs of a net
	watch    func(wave int, v []float64) // sees what the nets will see, for those that fit them

	cand  []weighted
	cands []weighted
}

// Widths of the kernels in ms, one side.
const (
	fastSlopeMS = 6  // keeps QRS slopes (up to 60 Hz), averages muscle noise
	smoothMS    = 10 // P and T have nothing above 25 Hz
	slowSlopeMS = 14
)

// none are fiducials that are all absent.
var none = Fiducials{None, None, None, None, None, None, None, None, None}

// reset prepares the shape for leads of n samples.
func (s *shape) reset(rate float64, leads, n, r int) {
	s.rate, s.n, s.r = rate, n, r
	s.x = resizeKeep(s.x, leads)
	s.noise = resize(s.noise, leads)
	s.lead = resize(s.lead, leads)
	s.drawn = resize(s.drawn, leads)
	s.base = resize(s.base, leads)
	s.tAmp = resize(s.tAmp, leads)
	s.span = resize(s.span, leads)
	s.pAmp = resize(s.pAmp, leads)
	s.cum = resizeKeep(s.cum, leads)
	s.fast = resizeKeep(s.fast, leads)
	s.sm = resizeKeep(s.sm, leads)
	s.slow = resizeKeep(s.slow, leads)
	s.v = resize(s.v, n)
	s.u = resize(s.u, n)
	s.g = none
	s.pRel = 0
	if !s.bare {
		s.nets = edgeNets
	}
	for l := range s.lead {
		s.lead[l] = none
		s.base[l], s.tAmp[l], s.pAmp[l] = math.NaN(), 0, 0
	}
}

// resizeKeep is resize for slices of slices: the inner memory survives.
func resizeKeep(s [][]float64, n int) [][]float64 {
	for cap(s) < n {
		s = append(s[:cap(s)], nil)
	}
	return s[:n]
}

// ms converts a duration to samples.
func (s *shape) ms(d float64) int { return int(math.Round(d * s.rate / 1000)) }

// delineate finds all fiducials. It reports whether any lead could be used.
func (s *shape) delineate() bool {
	any := false
	for l, x := range s.x {
		if x == nil {
			continue
		}
		any = true
		s.cum[l] = prefix(s.cum[l], x)
		s.fast[l] = slope(s.fast[l], s.cum[l], samples(fastSlopeMS, s.rate, 1))
		s.sm[l] = smooth(s.sm[l], s.cum[l], samples(smoothMS, s.rate, 1))
		s.slow[l] = slope(s.slow[l], s.cum[l], samples(slowSlopeMS, s.rate, 1))
	}
	if !any || s.n < s.ms(150) {
		return false
	}
	if !s.qrs() {
		return false
	}
	s.drawQRS()
	s.settle(1)
	s.tWave()
	if !s.noP {
		s.pWave(s.begin)
	}
	s.hidden = s.hides()
	s.drawPT()
	s.settle(2)
	s.settle(0)
	return true
}

// spatial writes the length of the vector of all leads of f into dst over [a, b).
func (s *shape) spatial(dst []float64, f [][]float64, a, b int) {
	a, b = max(a, 0), min(b, s.n)
	dst = dst[a:b]
	clear(dst)
	var y [2][]float64 // two leads at a time
	k := 0
	for l := range s.x {
		if s.x[l] == nil {
			continue
		}
		y[k] = f[l][a:b]
		if k++; k == 2 {
			p, q := y[0][:len(dst)], y[1][:len(dst)]
			for i := range dst {
				dst[i] = dst[i] + p[i]*p[i] + q[i]*q[i]
			}
			k = 0
		}
	}
	for _, y := range y[:k] {
		for i, v := range y[:len(dst)] {
			dst[i] += v * v
		}
	}
	for i, v := range dst {
		dst[i] = math.Sqrt(v)
	}
}
