package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// plain takes the smooth curve at the corner for baseline.
func (b *BeatBaseline) plain(leads, from, fade int) {
	v := &b.coarse
	w := b.weights(0, v)
	fill(w, 1)
	w[0], w[len(w)-1] = 0, 0
	b.curve[0].factor(beatPlainOrder, penalty(beatPlainOrder, b.corner, v.rate), w)
	for g := range v.m {
		v.gather(g)
		v.smooth(g, v.whole[g], &b.curve[0], w)
		b.refine(g)
		copy(b.fine.base, b.fine.y[g])
		for l := 4 * g; l < min(4*g+4, leads); l++ {
			b.keep(l, from, fade)
		}
	}
}

func (b *BeatBaseline) weights(i int, v *beatLevel) []float64 {
	b.weight[i] = dsp.Resize(b.weight[i], v.blocks+2)
	return b.weight[i]
}

// model finds averages and baseline by turns.
func (b *BeatBaseline) model(leads, classes, from, fade int) {
	v := &b.coarse
	v.place(b.finder.marks, classes)
	w, use := b.weights(0, v), b.weights(1, v)
	b.weigh(v, w)
	copy(use, w)
	passes := beatPasses
	switch period := b.period() / b.rate; {
	case period > beatSlower:
		passes = beatMostPasses
	case period > beatSlow:
		passes = beatMorePasses
	}
	corner, rise := beatStart*b.corner, math.Pow(beatRise, 1/float64(passes-1))
	b.score = dsp.Resize(b.score, v.blocks+2)
	guard := int(beatGuard * v.rate)
	for g := range v.m {
		v.gather(g)
	}
	for pass := range passes {
		b.curve[0].factor(beatOrder, penalty(beatOrder, corner, v.rate), use)
		corner *= rise
		clear(b.score)
		for g := range v.m {
			y := v.y[g]
			if pass == 0 {
				y = v.whole[g]
			}
			v.smooth(g, y, &b.curve[0], use)
			if pass == passes-1 {
				b.refine(g)
			}
			v.average(g)
			v.subtract(g)
			v.judge(b.score, g, min(4, leads-4*g))
		}
		for i := range use {
			use[i] = w[i]
			if i >= guard && i < len(use)-guard {
				s := b.score[i] / (float64(leads) * beatOutlier)
				use[i] /= 1 + s*s
			}
		}
	}
	b.finish(leads, classes, from, fade, use)
}

// finish is the last pass, at the fine level.
func (b *BeatBaseline) finish(leads, classes, from, fade int, coarse []float64) {
	v := &b.fine
	v.place(b.finder.marks, classes)
	b.factor = dsp.Resize(b.factor, v.blocks+2)
	w := b.factor
	for i := 1; i <= v.blocks; i++ {
		w[i] = coarse[(i-1)/2+1]
	}
	w[0], w[v.blocks+1] = 0, 0
	b.curve[1].factor(beatOrder, penalty(beatOrder, beatFinal*b.corner, v.rate), w)
	for g := range v.m {
		copy(v.base, v.y[g])
		v.gather(g)
		v.average(g)
		v.subtract(g)
		v.smooth(g, v.y[g], &b.curve[1], w)
		for l := 4 * g; l < min(4*g+4, leads); l++ {
			b.keep(l, from, fade)
		}
	}
}

// keep puts the fine baseline of lead l into the nodes, fading over from those of the
// window before over the first fade blocks.
func (b *BeatBaseline) keep(l, from, fade int) {
	v := &b.fine
	node := b.node[l][from : from+v.blocks+2]
	for i := range node {
		x := b.level[l] + v.base[i][l&3]
		if i < fade {
			x = node[i] + float64(i)/float64(fade)*(x-node[i])
		}
		node[i] = x
	}
}

// period is the longest interval that shapes repeat at, in samples, the median over
// the beats.
func (b *BeatBaseline) period() float64 {
	m := b.finder.marks
	b.score = b.score[:0]
	for i := range m {
		for j := i + 1; j < len(m); j++ {
			if m[j].class == m[i].class {
				b.score = append(b.score, m[j].at-m[i].at)
				break
			}
		}
	}
	if len(b.score) == 0 {
		return 0
	}
	return median(b.score)
}

// weigh fills w with the weights of the blocks of v before any residual is known.
func (b *BeatBaseline) weigh(v *beatLevel, w []float64) {
	fill(w, 1)
	block := float64(2 * v.cell)
	set := func(from, to, x float64) {
		lo, hi := max(0, int(from/block)), min(v.blocks, int(math.Ceil(to/block)))
		if lo < hi {
			fill(w[lo+1:hi+1], x)
		}
	}
	m := b.finder.marks
	n := float64(v.blocks) * block
	first, last := m[0], m[len(m)-1]
	if first.guess {
		first = m[1]
	}
	if last.guess {
		last = m[len(m)-2]
	}
	set(0, first.from, beatEnds)
	set(last.to, n, beatEnds)
	for i := range m {
		if t := &m[i]; t.class < 0 {
			set(t.at-beatOddBefore*b.rate, math.Min(t.to, t.at+beatOddAfter*b.rate), beatOdd)
		}
	}
	w[0], w[len(w)-1] = 0, 0
}

// refine puts the coarse baseline of group g into y of the fine level. A fine block's
// centre lies a quarter of a coarse block from that of its own; the value is that of the
// cubic through four coarse blocks.
func (b *BeatBaseline) refine(g int) {
	from, to := b.coarse.base, b.fine.y[g]
	last := len(from) - 1
	at := func(i int) *lane { return &from[min(max(i, 0), last)] }
	for i := range to {
		r, side := (i+1)/2, 1-2*(i&1) // the first half of a coarse block has odd i
		near, next, back, over := at(r), at(r+side), at(r-side), at(r+2*side)
		for c := range to[i] {
			to[i][c] = (35*next[c] + 105*near[c] - 7*back[c] - 5*over[c]) / 128
		}
	}
}
