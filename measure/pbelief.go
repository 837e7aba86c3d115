package measure

import (
	"math"

	"github.com/goecg/goecg/detect"
)

// lowP reports whether the P wave is lower than MinPAmplitudeUV in every lead.
func (m *Measurer) lowP() bool {
	for _, v := range m.rep.pAmp {
		if math.Abs(v) >= m.opt.MinPAmplitudeUV {
			return false
		}
	}
	return true
}

// believeP reports whether the wave found is a P wave, given the share of beats that have it elsewhere than in its place. Flutter and
// coarse fibrillation waves fall into the same place before some of the complexes by chance, so that where the rhythm is irregular
// nearly all beats must have it: in its place, or at a distance that changes in many of them, as in Wenckebach's block. So must
// they where it stands far from the complex. A wave that is too short is what is left of a pacing spike.
func (m *Measurer) believeP(stray float64) bool {
	s, p := &m.rep, &m.p
	if s.g.POff-s.g.POn < s.ms(pShortestMS) {
		return false
	}
	if m.lowP() && (s.pRel < pLowRel || p.share < pLowShare || p.corr < pLowCorr) {
		return false
	}
	far := s.g.QRSOn-s.g.POn > s.ms(pFarMS)
	if !far && m.irregular() <= pIrregular {
		return p.share >= m.opt.MinPShare
	}
	if !far && stray >= pManyStray {
		return p.share+stray >= pShareSure && m.growingPR()
	}
	return p.share >= pShareSure && p.corr >= pCorrSure
}

// growingPR reports whether P comes earlier and earlier before the complexes between two pauses.
func (m *Measurer) growingPR() bool {
	const pause, slip, least = 1.15, 10, 0.85 // of the median RR interval; ms; share of the pairs
	rr := m.medianRR(false)
	grown, n := 0, 0
	for i := 1; i < len(m.beats); i++ {
		a, b := &m.beats[i-1], &m.beats[i]
		if !a.hasP || !b.hasP || !(b.prev < pause*rr) {
			continue
		}
		n++
		if b.pLag <= a.pLag+float64(m.samples(slip)) {
			grown++
		}
	}
	return n > 1 && float64(grown) >= least*float64(n)
}

// irregular is the RMS of the differences of successive RR intervals between beats of the rhythm, as a share of their mean: normal
// beats, and early ones as well where too few are left without them. It is 0 when there are fewer than three differences.
func (m *Measurer) irregular() float64 {
	v, n := m.successive(false)
	if n < leastDifferences {
		v, n = m.successive(true)
	}
	if n < leastDifferences {
		return 0
	}
	return v
}

const leastDifferences = 3

// successive is the figure of irregular and how many differences it rests on; early says whether supraventricular beats count.
func (m *Measurer) successive(early bool) (share float64, n int) {
	ventricular := m.mostly(detect.Ventricular)
	own := func(b *beatWork) bool {
		return b.label == detect.Normal || early && b.label == detect.Supraventricular ||
			ventricular && b.label == detect.Ventricular && b.class == m.main
	}
	sum, rr := 0.0, 0.0
	for i := 2; i < len(m.beats); i++ {
		a, b, c := &m.beats[i-2], &m.beats[i-1], &m.beats[i]
		if !own(a) || !own(b) || !own(c) {
			continue
		}
		d := c.prev - b.prev
		sum += d * d
		rr += c.prev
		n++
	}
	return math.Sqrt(sum/float64(n)) / (rr / float64(n)), n
}
