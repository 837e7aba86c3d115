package detect

import (
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// rows are the cases of a regression.
type rows struct {
	x      [][]float64
	y      []bool
	weight []float64
}

func (r *rows) add(x []float64, y bool, weight float64) {
	r.x = append(r.x, append([]float64(nil), x...))
	r.y, r.weight = append(r.y, y), append(r.weight, weight)
}

func (r *rows) append(o *rows) {
	r.x, r.y, r.weight = append(r.x, o.x...), append(r.y, o.y...), append(r.weight, o.weight...)
}

// logit fits a logistic regression by Newton's method, with a penalty on the squares of the weights other than the
// constant's, and sign that each weight must have: one with the wrong sign is set to zero, the worst one first.
func (r *rows) logit(penalty float64, sign []float64) []float64 {
	d := len(sign)
	out := make([]bool, d)
	for {
		w := make([]float64, d)
		for range 40 {
			g, h := mat.NewVecDense(d, nil), mat.NewSymDense(d, nil)
			for i := range d {
				p := penalty
				if i == 0 {
					p = 1e-6
				}
				g.SetVec(i, -p*w[i])
				h.SetSym(i, i, p)
			}
			for k, x := range r.x {
				p := logistic(x, w)
				e := -p
				if r.y[k] {
					e = 1 - p
				}
				e *= r.weight[k]
				v := r.weight[k] * max(p*(1-p), 1e-4)
				for i, a := range x {
					if a == 0 || out[i] {
						continue
					}
					g.SetVec(i, g.AtVec(i)+e*a)
					for j := i; j < d; j++ {
						if !out[j] {
							h.SetSym(i, j, h.At(i, j)+v*a*x[j])
						}
					}
				}
			}
			var c mat.Cholesky
			var step mat.VecDense
			if !c.Factorize(h) || c.SolveVecTo(&step, g) != nil {
				break
			}
			most := 0.0
			for i := range w {
				s := clamp(step.AtVec(i), -3, 3)
				w[i] += s
				most = max(most, math.Abs(s))
			}
			if most < 1e-5 {
				break
			}
		}
		worst, at := 0.0, -1
		for i := 1; i < d; i++ {
			if v := w[i] * sign[i]; v < worst {
				worst, at = v, i
			}
		}
		if at < 0 {
			return w
		}
		out[at] = true
	}
}

// How the cases weigh, and the penalties. The beats of a cluster count less the more there are, and so do the
// supraventricular beats of a record; the strips of normal rhythm keep noise from looking ventricular. The first lead
// alone shows beats that a second lead would tell: without it a lone lead is judged by what holds of two.
const (
	fitClusterPower = 0.6
	fitBeat         = 0.3
	fitFirst        = 0.04 // of the first lead alone
	fitStripV       = 0.1
	fitStripS       = 0.03
	fitSupraEach    = 20 // supraventricular beats of a record from which each counts less
	fitOther        = 0.5
	fitPenaltyV     = 0.3
	fitPenaltyS     = 1.0
)

var (
	ventricularSigns = []float64{0, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, 1}
	supraSigns       = []float64{0, 1, 1, 1, 1, 1, -1, -1, -1, -1, 1, -1}
)

// first is r with its first lead alone.
func (r *labelled) first() *labelled {
	f := *r
	f.leads = r.leads[:1]
	return &f
}

// ventricularCases are the cases of a recording for the ventricular score. Fusion, unclassifiable and aberrant beats are
// left out.
func (r *labelled) ventricularCases(base float64) *rows {
	var c Classifier
	c.Classify(nil, r.beats, r.leads, r.rate)
	j, out := &c.judge, new(rows)
	dom := c.core.bank.dominant(allBeats)
	for k := range c.core.beats {
		b := &c.core.beats[k]
		if !b.shaped || r.class[k] == 'F' || r.class[k] == 'Q' || r.class[k] == '!' || r.symbol[k] == "a" {
			continue
		}
		var own features
		own.measure(&j.rhythm, k, dom)
		var g *group
		n := 1
		i := c.core.bank.index(b.cluster)
		if i >= 0 {
			g = &j.groups[i]
			n = g.n
		}
		m := own.blend(g, i >= 0 && c.core.bank.list[i] == dom)
		var x [ventricularTerms]float64
		ventricularInput(&x, &m, n)
		out.add(x[:], r.class[k] == 'V', base/math.Pow(float64(n), fitClusterPower))
	}
	return out
}

// supraCases are the cases for the supraventricular score, with the classes of the reference before each beat.
func (r *labelled) supraCases(strip bool) *rows {
	var c Classifier
	got := c.Classify(nil, r.beats, r.leads, r.rate)
	total := 0
	for k := range r.beats {
		class := Class(r.class[k])
		switch {
		case strip:
			class = got[k]
		case class == 'O' || class == '!':
			class = Unclassified
		}
		if class == 'S' {
			class = Normal
		}
		if r.class[k] == 'S' {
			total++
		}
		c.core.beats[k].final.class = class
	}
	j, out := &c.judge, new(rows)
	s := &j.supra
	s.reset(&j.rhythm)
	for k := range r.beats {
		if !s.conducted(k) {
			continue
		}
		var x [supraTerms]float64
		premature := r.class[k] == 'S'
		if s.input(&x, k) {
			weight := fitOther
			switch {
			case premature:
				weight = 1 / math.Sqrt(float64(total)/fitSupraEach+1)
			case strip:
				weight = fitStripS
			}
			out.add(x[:], premature, weight)
		}
		s.accept(k, premature)
	}
	return out
}

// TestFitWeights fits the weights of both scores as they are in the code, and scores every record with weights fitted on
// the others. It runs only when ECG_FIT is set; then it logs the weights.
func TestFitWeights(t *testing.T) {
	if os.Getenv("ECG_FIT") == "" {
		t.Skip("set ECG_FIT to fit the weights again")
	}
	records := mitUnpaced(t)
	var v, s []*rows
	var stripV, stripS rows
	var detected []*labelled
	for _, r := range records {
		d := r.detected(t)
		detected = append(detected, d)
		both := r.ventricularCases(fitBeat)
		both.append(d.ventricularCases(fitBeat))
		first := r.first()
		both.append(first.ventricularCases(fitFirst))
		both.append(first.detected(t).ventricularCases(fitFirst))
		v, s = append(v, both), append(s, r.supraCases(false))
	}
	for _, r := range handheld(t, "N", 0) {
		if len(r.beats) >= 5 {
			stripV.append(r.ventricularCases(fitStripV))
			stripS.append(r.supraCases(true))
		}
	}
	fit := func(without int) (a, b []float64) {
		allV, allS := stripV, stripS
		for i := range records {
			if i != without {
				allV.append(v[i])
				allS.append(s[i])
			}
		}
		return allV.logit(fitPenaltyV, ventricularSigns), allS.logit(fitPenaltyS, supraSigns)
	}
	shippedV, shippedS := ventricularWeights, supraWeights
	defer func() { ventricularWeights, supraWeights = shippedV, shippedS }()
	use := func(a, b []float64) { copy(ventricularWeights[:], a); copy(supraWeights[:], b) }
	a, b := fit(-1)
	t.Logf("ventricular %.2f", a)
	t.Logf("supraventricular %.2f", b)
	for i := range a {
		t.Logf("ventricular term %d: fitted %.2f, in the code %.2f", i, a[i], shippedV[i])
	}
	for i := range b {
		t.Logf("supraventricular term %d: fitted %.2f, in the code %.2f", i, b[i], shippedS[i])
	}
	var in, cross, inRef, crossRef classScore
	for i := range records {
		use(a, b)
		in.add(detected[i].score(Classify(detected[i].beats, detected[i].leads, mitRate)))
		inRef.add(records[i].score(Classify(records[i].beats, records[i].leads, mitRate)))
		use(fit(i))
		one := detected[i].score(Classify(detected[i].beats, detected[i].leads, mitRate))
		cross.add(one)
		crossRef.add(records[i].score(Classify(records[i].beats, records[i].leads, mitRate)))
		t.Logf("%s without itself: %+v", records[i].name, one)
	}
	log := func(what string, c classScore) {
		vs, vp := c.veb()
		ss, sp := c.sveb()
		t.Logf("%s: VEB %.2f %.2f, SVEB %.2f %.2f  %+v", what, vs, vp, ss, sp, c)
	}
	log("detected beats, in sample", in)
	log("detected beats, cross-validated", cross)
	log("reference beats, in sample", inRef)
	log("reference beats, cross-validated", crossRef)
	vs, vp := cross.veb()
	ss, sp := cross.sveb()
	require.GreaterOrEqual(t, min(vs, vp), 94.0)
	require.GreaterOrEqual(t, min(ss, sp), 70.0)
}
