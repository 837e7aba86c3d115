package detect

import "math"

// What speaks for or against a ventricular beat: the features of one beat, or their mean over its cluster.
const (
	fUnlike = iota // one less the correlation with conducted forms
	fWide          // logarithm of the width over the dominant form's
	fEarly         // how much too early, in local intervals
	fPause         // how much longer than that the interval after it is
	fNoP           // P waves are to be seen, but not here
	fNoT           // one less the correlation of the T window with the dominant one
	fTall          // logarithm of the amplitude over the dominant form's
	fSmall         // how much lower than that it is
	fInsert        // how well it fits between two beats that would follow each other in time without it
	fNoise         // noise over QRS amplitude
	fOffP          // what the usual P window leaves, over QRS amplitude
	fSwing         // how much the level of the leads swings, over QRS amplitude
	fSeen          // how well P waves can be seen
	featureCount
)

type features [featureCount]float64

// group sums up a cluster.
type group struct {
	n     int
	sum   features
	alike float64 // correlation of the template with conducted forms
}

func (g *group) add(o *group) {
	g.n += o.n
	for i := range g.sum {
		g.sum[i] += o.sum[i]
	}
}

func (g *group) take(x *features) {
	g.n++
	for i, v := range x {
		g.sum[i] += v
	}
}

const (
	ownWeight = 3.0  // beats of its cluster that a beat's own features count for
	ownTiming = 0.25 // beats so much earlier than their cluster keep their own timing: it holds two kinds of beats
)

// measure fills in the features of beat k against the dominant form. The limits keep a single measurement from deciding.
func (x *features) measure(c *classRhythm, k int, dom *template) {
	b := &c.beats[k]
	local := c.local(k)
	*x = features{}
	seen := float64(b.seen)
	x[fSeen] = seen
	x[fWide] = clamp(logRatio(float64(b.spread), dom.spread), -0.3, 1)
	if k > 0 && local > 0 {
		x[fEarly] = clamp(1-c.rr(k)/local, -0.3, 0.5)
	}
	if k+1 < len(c.beats) && local > 0 {
		x[fPause] = clamp(c.rr(k+1)/local-1, -0.3, 0.6)
	}
	if b.dom == forgotten {
		return // there was nothing yet to compare it with
	}
	x[fUnlike] = clamp(1-float64(b.alike), 0, 1.5)
	x[fNoP] = seen * clamp(seen-float64(b.p), -0.2, 1.2)
	x[fNoT] = clamp(1-float64(b.t), 0, 1.5)
	x[fTall] = float64(b.scale)
	x[fSmall] = clamp(-float64(b.scale)-0.2, 0, 1)
	if k > 0 && k+1 < len(c.beats) && local > 0 {
		x[fInsert] = clamp(1-math.Abs((c.rr(k)+c.rr(k+1))/local-1)/0.25, 0, 1)
	}
	x[fNoise] = min(float64(b.noise), 0.5)
	x[fSwing] = min(float64(b.swing), 4)
	x[fOffP] = min(float64(b.offP), 2)
}

// blend returns the features of a beat together with those of its cluster, nil for none; dominant tells that this is the
// dominant one.
func (x *features) blend(g *group, dominant bool) features {
	m := *x
	if g != nil && g.n > 0 {
		for i := range m {
			m[i] = (g.sum[i] + ownWeight*m[i]) / (float64(g.n) + ownWeight)
		}
		m[fUnlike] = clamp(1-g.alike, 0, 1.5)
		if x[fEarly]-m[fEarly] > ownTiming {
			m[fEarly], m[fPause] = x[fEarly], x[fPause]
		}
	}
	if dominant {
		m[fUnlike] = 0
	}
	return m
}

// mean returns the features of a cluster.
func (g *group) mean() features {
	m := g.sum
	for i := range m {
		m[i] /= float64(max(g.n, 1))
	}
	m[fUnlike] = clamp(1-g.alike, 0, 1.5)
	return m
}

// Units of the terms: a feature that is so large counts one.
const (
	unlikeUnit  = 0.5
	wideUnit    = 0.5
	earlyUnit   = 0.2
	noPUnit     = 0.5
	crowd       = 8   // a cluster of so many beats is no chance
	ventricular = 0.5 // probability from which a beat is ventricular
)

// ventricularTerms counts the terms of the score for a ventricular beat, most of them products: to be early, without P wave
// or followed by a pause says nothing of a beat that is neither unlike the others nor wide.
const ventricularTerms = 16

// ventricularWeights are those of the logistic regression of ventricular against other beats that TestFitWeights repeats.
var ventricularWeights = [ventricularTerms]float64{
	-4.12, // constant
	3.06,  // unlike
	1.90,  // unlike × early
	0.36,  // wide × early
	2.45,  // unlike × no P wave
	0.18,  // unlike × pause
	1.03,  // wide × pause
	0.00,  // unlike × P waves not to be seen
	0.45,  // unlike × other T wave
	-4.56, // noise
	-1.49, // rest of the P window
	-1.70, // inserted
	-0.41, // unlike × alone in its cluster
	-1.14, // small
	-0.38, // unlike × alone × swing
	1.59,  // a crowd × early
}

// ventricularInput makes the terms from the blended features of a beat in a cluster of n.
func ventricularInput(x *[ventricularTerms]float64, m *features, n int) {
	unlike := min(m[fUnlike]/unlikeUnit, 1)
	wide := clamp(m[fWide]/wideUnit, 0, 1.5)
	early := clamp(m[fEarly]/earlyUnit, -0.5, 1.5)
	pause := clamp(m[fPause]/earlyUnit, -0.5, 1.5)
	noP := clamp(m[fNoP]/noPUnit, -0.2, 1.5)
	alone := max(1-math.Log(float64(max(n, 1)))/math.Log(crowd), 0)
	*x = [ventricularTerms]float64{1, unlike, unlike * early, wide * early, unlike * noP, unlike * pause, wide * pause,
		unlike * (1 - m[fSeen]), unlike * m[fNoT], m[fNoise], m[fOffP], m[fInsert], unlike * alone, m[fSmall], unlike * alone * m[fSwing],
		(1 - alone) * clamp((m[fUnlike]-0.05)/0.1, 0, 1) * max(early, 0)}
}

// ventricularScore is the probability that a beat, or a cluster of n, is ventricular.
func (x *features) ventricularScore(n int) float64 {
	var terms [ventricularTerms]float64
	ventricularInput(&terms, x, n)
	return logistic(terms[:], ventricularWeights[:])
}

// Limits of aberrant beats, set on record 201, the one of the development half that has many; the ventricular beats of the
// other records that lie within them are fewer than ten.
const (
	aberrantUnlike = 0.45
	aberrantEarly  = 0.35
	aberrantPause  = 0.25
	aberrantTall   = 0.10
	aberrantNoT    = 0.60
)

// aberrant tells whether what looks ventricular is a conducted beat that came too early for one of the bundle branches:
// short-coupled, without a compensatory pause, not taller than the others, of their direction and T wave in several leads: in
// one alone ectopic beats are often so, too.
func (x *features) aberrant() bool {
	return x[fUnlike] < aberrantUnlike && x[fEarly] > aberrantEarly && x[fPause] < aberrantPause &&
		x[fTall] < aberrantTall && x[fNoT] < aberrantNoT
}

// shapeClass returns V, S for an aberrant beat, or N, and how unlike a conducted beat it is. leads counts those that are used.
func (x *features) shapeClass(g *group, dominant bool, leads int) (c Class, unlike float64) {
	m := x.blend(g, dominant)
	n := 1
	if g != nil {
		n = g.n
	}
	switch {
	case m.ventricularScore(n) < ventricular:
		return Normal, m[fUnlike]
	case leads > 1 && m.aberrant():
		return Supraventricular, m[fUnlike]
	}
	return Ventricular, m[fUnlike]
}
