package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Limits of fusion beats, set on record 208 of the MIT-BIH database, which has most of them.
const (
	fusionTimely  = 0.12 // prematurity and pause at most
	fusionSeen    = 0.40 // how well P waves must be seen
	fusionP       = 0.60 // part of their likeness that a fusion beat has at least
	fusionWide    = 0.10 // it is wider than conducted beats
	fusionNoT     = 0.30 // and its T wave is another
	fusionShare   = 0.15 // least share of either parent
	fusionExplain = 0.75 // part of the power that the parents explain
	fusionAlike   = 0.95 // correlation with one parent at most
	fusionParent  = 0.9  // probability of the ventricular parent
	fusionBeats   = 2    // beats of such a shape at least
)

// fused tells whether shape s is the sum of a part of the conducted form and a part of a ventricular one.
func fused(s, conducted, ectopic *shape, weight []float64) bool {
	var ss, sn, sv, nn, nv, vv float64
	for l, w := range weight {
		if w > 0 && s.ok[l] && conducted.ok[l] && ectopic.ok[l] {
			x, n, v := s.lead(l), conducted.lead(l), ectopic.lead(l)
			ss += w * s.pow[l]
			nn += w * conducted.pow[l]
			vv += w * ectopic.pow[l]
			sn += w * dsp.Dot(x, n)
			sv += w * dsp.Dot(x, v)
			nv += w * dsp.Dot(n, v)
		}
	}
	det := nn*vv - nv*nv
	if !(det > 0.05*nn*vv && ss > 0) { // the parents are alike, or there is nothing
		return false
	}
	a, b := (sn*vv-sv*nv)/det, (sv*nn-sn*nv)/det
	alike := max(sn/math.Sqrt(ss*nn), sv/math.Sqrt(ss*vv))
	return a >= fusionShare && b >= fusionShare && a*sn+b*sv >= fusionExplain*ss && alike <= fusionAlike
}

// fusions marks the clusters of fusion beats: in time, with their P wave, wider than conducted beats and with another T
// wave, and of a shape between the dominant form and a frequent ventricular one.
func (j *judge) fusions(dom *template) {
	bank, weight := &j.core.bank, j.core.meter.steady
	j.parents = j.parents[:0]
	for i, t := range bank.list {
		m := j.groups[i].mean()
		if n := j.groups[i].n; n > fusionBeats && m[fNoP] > 0 && m.ventricularScore(n) > fusionParent {
			j.parents = append(j.parents, t)
		}
	}
	j.fusion = j.fusion[:0]
	for i, t := range bank.list {
		g := &j.groups[i]
		m := g.mean()
		found := false
		if g.n >= fusionBeats && t != dom && m[fSeen] > fusionSeen && m[fNoP] <= (1-fusionP)*m[fSeen]*m[fSeen] &&
			math.Abs(m[fEarly]) <= fusionTimely && m[fPause] <= fusionTimely && m[fWide] >= fusionWide && m[fNoT] >= fusionNoT {
			for _, v := range j.parents {
				found = found || v != t && fused(&t.shape, &dom.shape, &v.shape, weight)
			}
		}
		j.fusion = append(j.fusion, found)
	}
}
