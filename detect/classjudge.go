package detect

// Limits of the clusters that may stand beside the dominant one.
const (
	besideBeats  = 10   // beats at least
	besidePart   = 100  // and one of so many of all
	besideScore  = 0.1  // probability of being ventricular at most
	besideMargin = 0.05 // by which a correlation with them counts less
)

// judge gives the classes, once for all beats with all of them known, or for each with those up to the following one known.
type judge struct {
	core    *classCore
	rhythm  classRhythm
	supra   supra
	seen    seen
	groups  []group // of the bank's templates, in its order
	beside  []*template
	parents []*template
	fusion  []bool
}

func (j *judge) reset(c *classCore, causal bool) {
	j.core = c
	j.rhythm.beats, j.rhythm.rate, j.rhythm.causal = c.beats, c.rate, causal
	j.supra.reset(&j.rhythm)
	j.seen.reset()
}

func allBeats(t *template) float64 { return float64(t.n) }

// one gives beat k its causal class, with the beats before end known. Beats come in turn.
func (j *judge) one(k, end int) {
	j.rhythm.beats = j.core.beats[:end]
	b := &j.rhythm.beats[k]
	j.seen.add(b)
	b.seen = float32(max(j.seen.mean, 0))
	v := &b.causal
	*v = verdict{class: Normal}
	if b.paced {
		v.class = Unclassified
		return
	}
	b.unlike = 0
	if dom := j.core.bank.dominant(allBeats); dom != nil && b.shaped {
		var own features
		own.measure(&j.rhythm, k, dom)
		var g *group
		t := j.core.bank.of(b.cluster)
		if t != nil {
			g = &t.group
			g.take(&own)
			g.alike, _ = t.alike(&dom.shape, j.core.meter.steady)
		}
		var unlike float64
		v.class, unlike = own.shapeClass(g, t == dom, j.core.meter.used())
		b.unlike = float32(unlike)
	}
	v.class = j.supra.class(k, v.class)
}

// all gives every beat its class.
func (j *judge) all() {
	c := j.core
	j.seeP()
	dom := c.bank.dominant(allBeats)
	if dom != nil {
		j.gather(dom)
		j.widen(dom)
		j.fusions(dom)
	}
	for k := range c.beats {
		j.shape(k, dom)
	}
	for k := range c.beats {
		c.beats[k].final.class = j.supra.class(k, c.beats[k].final.class)
	}
}

// shape gives beat k the class that its shape asks for.
func (j *judge) shape(k int, dom *template) {
	b := &j.core.beats[k]
	b.final, b.unlike = verdict{class: Normal}, 0
	switch {
	case b.paced:
		b.final.class = Unclassified
		return
	case dom == nil || !b.shaped:
		return
	}
	var g *group
	i := j.core.bank.index(b.cluster)
	if i >= 0 {
		g = &j.groups[i]
	}
	var own features
	own.measure(&j.rhythm, k, dom)
	class, unlike := own.shapeClass(g, i >= 0 && j.core.bank.list[i] == dom, j.core.meter.used())
	if class == Normal && i >= 0 && j.fusion[i] {
		class = Fusion
	}
	b.final.class, b.unlike = class, float32(unlike)
	b.final.odd = class == Normal && unlike > oddShape
}

// gather sums up the clusters.
func (j *judge) gather(dom *template) {
	c := j.core
	j.groups = j.groups[:0]
	for _, t := range c.bank.list {
		g := group{}
		g.alike, _ = t.alike(&dom.shape, c.meter.steady)
		j.groups = append(j.groups, g)
	}
	var own features
	for k := range c.beats {
		if i := c.bank.index(c.beats[k].cluster); i >= 0 {
			own.measure(&j.rhythm, k, dom)
			j.groups[i].take(&own)
		}
	}
}

// widen lets large clusters that are clearly conducted stand beside the dominant one: what is like them is not unlike it.
// So the axis may shift, a bundle branch may block and recover, and noise may come and go.
func (j *judge) widen(dom *template) {
	c := j.core
	j.beside = j.beside[:0]
	for i, t := range c.bank.list {
		g := &j.groups[i]
		if t == dom || g.n < max(besideBeats, len(c.beats)/besidePart) {
			continue
		}
		if m := g.mean(); m.ventricularScore(g.n) < besideScore {
			j.beside = append(j.beside, t)
		}
	}
	for i, t := range c.bank.list {
		for _, o := range j.beside {
			if o != t {
				r, _ := t.alike(&o.shape, c.meter.steady)
				j.groups[i].alike = max(j.groups[i].alike, r-besideMargin)
			}
		}
	}
}

// seeP fills in how well P waves can be seen around every beat, from both sides.
func (j *judge) seeP() {
	beats := j.core.beats
	j.seen.reset()
	for k := range beats {
		j.seen.add(&beats[k])
		beats[k].seen = float32(j.seen.mean)
	}
	j.seen.reset()
	for k := len(beats) - 1; k >= 0; k-- {
		j.seen.add(&beats[k])
		beats[k].seen = max((beats[k].seen+float32(j.seen.mean))/2, 0)
	}
}
