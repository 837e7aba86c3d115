package detect

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// Limits of the clusters of shapes. On the development half of the MIT-BIH database no cluster of three beats or more that
// they make holds normal and ventricular beats in comparable numbers, outside noise.
const (
	bankSize = 40 // templates kept

	joinAlike  = 0.92  // a beat belongs to a template from this correlation
	joinScale  = 1.7   // and up to this ratio of the amplitudes
	mergeAlike = 0.965 // two templates are one from this correlation
	learnMost  = 24    // a template is the running mean of about so many beats
	mergeEvery = 16    // beats of a template between two looks for another to merge with

	recentBeats = 256 // time constant of the count that tells which template is the dominant one at the time
	agingBeats  = 100 // so many beats after its last one a template counts half
)

// shape is what a beat shows in every lead.
type shape struct {
	qrs []float64 // qrsPoints a lead
	pow []float64 // power of the QRS in each lead
	t   []float64 // tPoints a lead
	ok  []bool    // leads that are there
}

func (s *shape) reset(leads int) {
	s.qrs, s.pow, s.t = dsp.Resize(s.qrs, leads*qrsPoints), dsp.Resize(s.pow, leads), dsp.Resize(s.t, leads*tPoints)
	if cap(s.ok) < leads {
		s.ok = make([]bool, leads)
	}
	s.ok = s.ok[:leads]
}

func (s *shape) copy(o *shape) {
	copy(s.qrs, o.qrs)
	copy(s.pow, o.pow)
	copy(s.t, o.t)
	copy(s.ok, o.ok)
}

func (s *shape) lead(l int) []float64 { return s.qrs[l*qrsPoints : (l+1)*qrsPoints] }

// alike returns the correlation of two shapes over the leads that both have, under the leads' weights, and the ratio of the
// amplitude of s to that of o. It is zero when there is nothing to compare.
func (s *shape) alike(o *shape, weight []float64) (r, scale float64) {
	var xy, xx, yy float64
	for l, w := range weight {
		if w > 0 && s.ok[l] && o.ok[l] {
			xy += w * dsp.Dot(s.lead(l), o.lead(l))
			xx += w * s.pow[l]
			yy += w * o.pow[l]
		}
	}
	if !(xx > 0 && yy > 0) {
		return 0, 1
	}
	return xy / math.Sqrt(xx*yy), math.Sqrt(xx / yy)
}

// slide is how far, in points, a shape is slid against a template when it cannot be cut anew.
const slide = 2

// slid is alike with s shifted by n points against o; what has no partner counts as zero.
func (s *shape) slid(o *shape, weight []float64, n int) (r, scale float64) {
	var xy, xx, yy float64
	for l, w := range weight {
		if w > 0 && s.ok[l] && o.ok[l] {
			x, y := s.lead(l), o.lead(l)
			xy += w * dsp.Dot(x[max(n, 0):qrsPoints+min(n, 0)], y[max(-n, 0):qrsPoints-max(n, 0)])
			xx += w * s.pow[l]
			yy += w * o.pow[l]
		}
	}
	if !(xx > 0 && yy > 0) {
		return 0, 1
	}
	return xy / math.Sqrt(xx*yy), math.Sqrt(xx / yy)
}

// template is the mean shape of a cluster of beats.
type template struct {
	shape
	id           int32
	n            int     // beats
	recent       float64 // count with a memory of recentBeats
	last         int     // number of the last beat
	freq, spread float64
	group        group
}

// bank holds the templates.
type bank struct {
	leads  int
	list   []*template
	spare  []*template
	parent []int32 // of every id given: the one it was merged into, itself, or forgotten
}

const forgotten = -1

func (b *bank) reset(leads int) {
	if leads != b.leads {
		b.spare, b.list = b.spare[:0], b.list[:0]
	}
	b.leads = leads
	b.spare = append(b.spare, b.list...)
	b.list, b.parent = b.list[:0], b.parent[:0]
}

// root returns the id that beats of cluster id belong to now.
func (b *bank) root(id int32) int32 {
	for id >= 0 && b.parent[id] != id {
		id = b.parent[id]
	}
	return id
}

// index returns where in the list the template of a cluster is, -1 when it is forgotten.
func (b *bank) index(id int32) int {
	if id = b.root(id); id >= 0 {
		for i, t := range b.list {
			if t.id == id {
				return i
			}
		}
	}
	return -1
}

// of returns the template of a cluster, nil when it is forgotten.
func (b *bank) of(id int32) *template {
	if i := b.index(id); i >= 0 {
		return b.list[i]
	}
	return nil
}

// add starts a template with beat k.
func (b *bank) add(s *shape, k int) *template {
	if len(b.list) >= bankSize {
		b.forget(k)
	}
	var t *template
	if n := len(b.spare); n > 0 {
		t, b.spare = b.spare[n-1], b.spare[:n-1]
		*t = template{shape: t.shape}
	} else {
		t = new(template)
	}
	t.reset(b.leads)
	t.shape.copy(s)
	t.id, t.n, t.recent, t.last = int32(len(b.parent)), 1, 1, k
	b.parent = append(b.parent, t.id)
	b.list = append(b.list, t)
	return t
}

// forget drops the template that matters least: few beats, long ago.
func (b *bank) forget(k int) {
	worst, least := 0, math.Inf(1)
	for i, t := range b.list {
		if v := float64(t.n) / (1 + float64(k-t.last)/agingBeats); v < least {
			worst, least = i, v
		}
	}
	b.parent[b.list[worst].id] = forgotten
	b.drop(worst)
}

func (b *bank) drop(i int) {
	b.spare = append(b.spare, b.list[i])
	b.list = slices.Delete(b.list, i, i+1)
}

// learn moves the template towards beat k, which belongs to it, and returns the weight of the beat.
func (t *template) learn(s *shape, k int) float64 {
	t.n++
	t.recent++
	t.last = k
	g := 1 / float64(min(t.n, learnMost))
	for l, ok := range s.ok {
		if !ok {
			continue
		}
		h := g
		if !t.ok[l] {
			h, t.ok[l] = 1, true
		}
		mix(t.lead(l), s.lead(l), h)
		mix(t.t[l*tPoints:(l+1)*tPoints], s.t[l*tPoints:], h)
		t.pow[l] = dsp.Dot(t.lead(l), t.lead(l))
	}
	return g
}

// mix moves dst towards src by the share g of the way. Where that is all of it, nothing of dst remains, be it by rounding: dst may
// be left from another recording.
func mix(dst, src []float64, g float64) {
	if g == 1 {
		copy(dst, src)
		return
	}
	for i := range dst {
		dst[i] += g * (src[i] - dst[i])
	}
}

// merge unites t with a template that has become like it, if there is one.
func (b *bank) merge(t *template, weight []float64) {
	for i, o := range b.list {
		if o == t {
			continue
		}
		r, scale := o.alike(&t.shape, weight)
		if r < mergeAlike || scale > joinScale || scale < 1/joinScale {
			continue
		}
		big, small := t, o
		if o.n > t.n {
			big, small = o, t
			i = slices.Index(b.list, t)
		}
		b.parent[small.id] = big.id
		big.n += small.n
		big.recent += small.recent
		big.last = max(big.last, small.last)
		big.group.add(&small.group)
		b.drop(i)
		return
	}
}

// dominant is the template that most beats are like, narrow ones counting more: the power of two makes a form that is
// half as frequent and 1.4 times as narrow its equal.
func (b *bank) dominant(count func(*template) float64) *template {
	var best *template
	top := 0.0
	for _, t := range b.list {
		if v := count(t) * t.freq * t.freq; best == nil || v > top {
			best, top = t, v
		}
	}
	return best
}
