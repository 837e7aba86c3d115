package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// A beatLevel is one resolution of a [BeatBaseline]: leads as means over cells, two
// cells to a block, in groups of four leads; the average beat of every class on the
// grid of cells; and the baseline on the grid of blocks, with one block more at each
// end that no sample tells about.
type beatLevel struct {
	cell   int     // samples
	rate   float64 // blocks a second
	blocks int
	m      [][]lane    // cells of each group
	whole  [][]lane    // blocks of each group, the two outer ones 0
	y      [][]lane    // the same less the beats
	absent [][]absence // cells of each group that a gap covers

	size  int // cells of an average beat
	runs  []beatRun
	inv   []float64 // 1 over the weight that each cell of an average has
	mean  []lane
	lack  []lane // weight that missing cells would have had
	sides []int  // at which end each average is at rest, see ground
	base  []lane // the baseline of the group at hand
	// For one lead with gaps.
	alone whittaker
	own   []float64
	one   []lane
}

// absentWeight is the weight of a block with a gap: for the matrix to be definite even if
// all blocks have one; it matters only in holes of several seconds, where the curve then
// tends to the bridge instead of a polynomial that nothing holds.
const absentWeight = 1e-6

// absence is a missing cell of one lead of a group.
type absence struct {
	cell int32
	lead int32
}

// Grid of the cells of an average beat, around R.
const (
	beatBefore   = 0.36 // s, a P wave with a PR of 0.3 s
	beatAfter    = 1.0  // s, a QT of 0.6 s and a U wave
	beatBeforeRR = 0.42 // at most this part of the interval belongs to the later beat
	// An average counts where this many beats make it up; fewer would take the wander
	// for the beat.
	beatSupport = 2.3
)

// growLists returns n lists over the memory of x and of the lists in it.
func growLists[T any](x [][]T, n int) [][]T {
	x = x[:cap(x)]
	for len(x) < n {
		x = append(x, nil)
	}
	return x[:n]
}

// reset prepares for groups of leads of so many blocks.
func (v *beatLevel) reset(cell int, rate float64, groups, blocks int) {
	v.cell, v.blocks = cell, blocks
	v.rate = rate / float64(2*cell)
	v.m, v.whole, v.y = growLists(v.m, groups), growLists(v.whole, groups), growLists(v.y, groups)
	v.absent = growLists(v.absent, groups)
	for g := range groups {
		v.m[g] = dsp.Resize(v.m[g], 2*blocks)
		v.whole[g], v.y[g] = dsp.Resize(v.whole[g], blocks+2), dsp.Resize(v.y[g], blocks+2)
		v.absent[g] = v.absent[g][:0]
	}
	v.base = dsp.Resize(v.base, blocks+2)
	perSecond := 2 * v.rate
	v.size = int(math.Ceil(beatBefore*perSecond)) + int(math.Ceil(beatAfter*perSecond)) + 2
}

// cells is how many cells there are.
func (v *beatLevel) cells() int { return 2 * v.blocks }

// halve fills v with the means of pairs of the cells of a finer level.
func (v *beatLevel) halve(fine *beatLevel) {
	for g := range v.m {
		from := fine.m[g]
		for k := range v.m[g] {
			a, b := &from[2*k], &from[2*k+1]
			v.m[g][k] = lane{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2, (a[3] + b[3]) / 2}
		}
		for _, a := range fine.absent[g] {
			n := len(v.absent[g])
			a.cell /= 2
			if int(a.cell) < v.cells() && (n == 0 || v.absent[g][n-1] != a) {
				v.absent[g] = append(v.absent[g], a)
			}
		}
	}
}

// gather fills whole with the means of the blocks of group g.
func (v *beatLevel) gather(g int) {
	m, y := v.m[g], v.whole[g]
	y[0], y[len(y)-1] = lane{}, lane{}
	for r := range v.blocks {
		a, b := &m[2*r], &m[2*r+1]
		y[r+1] = lane{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2, (a[3] + b[3]) / 2}
	}
}

// baseAt is the baseline of a lead of the group at hand at a cell, whose centre lies a
// quarter of a block from that of its block.
func (v *beatLevel) baseAt(k int, lead int32) float64 {
	return 0.75*v.base[k>>1+1][lead] + 0.25*v.base[k>>1+k&1<<1][lead]
}

// smooth fills base with the smooth curve through the blocks y of group g under weights w.
func (v *beatLevel) smooth(g int, y []lane, t *whittaker, w []float64) {
	b := v.base
	for i := range b {
		u, c := &y[i], w[i]
		b[i] = lane{c * u[0], c * u[1], c * u[2], c * u[3]}
	}
	t.solve(b)
	if len(v.absent[g]) == 0 {
		return
	}
	for lead := range int32(4) {
		v.smoothGaps(g, lead, y, t, w)
	}
}

// smoothGaps does one lead of group g again, with next to nothing of its blocks that have a gap.
func (v *beatLevel) smoothGaps(g int, lead int32, y []lane, t *whittaker, w []float64) {
	any := false
	for _, a := range v.absent[g] {
		if a.lead == lead {
			if !any {
				v.own = append(v.own[:0], w...)
				any = true
			}
			v.own[a.cell/2+1] = absentWeight
		}
	}
	if !any {
		return
	}
	v.alone.factor(t.order, t.lambda, v.own)
	v.one = dsp.Resize(v.one, len(y))
	for i, c := range v.own {
		v.one[i] = lane{c * y[i][lead]}
	}
	v.alone.solve(v.one)
	for i := range v.one {
		v.base[i][lead] = v.one[i][0]
	}
}

// subtract fills y with the blocks of group g less the average beats, after cells in a
// gap were filled with what beats and baseline predict.
func (v *beatLevel) subtract(g int) {
	if len(v.absent[g]) > 0 {
		v.predict(g)
		v.gather(g)
	}
	y := v.y[g]
	copy(y, v.whole[g])
	for _, r := range v.runs {
		n := r.hi - r.lo
		t := v.mean[r.at : r.at+n+1]
		p, q := (1-r.part)/2, r.part/2
		for i := range n {
			u, here, there := &y[(r.lo+i)>>1+1], &t[i], &t[i+1]
			u[0] -= p*here[0] + q*there[0]
			u[1] -= p*here[1] + q*there[1]
			u[2] -= p*here[2] + q*there[2]
			u[3] -= p*here[3] + q*there[3]
		}
	}
}

// predict fills the missing cells of group g with baseline and average beats.
func (v *beatLevel) predict(g int) {
	m, next := v.m[g], 0
	for _, a := range v.absent[g] {
		k := int(a.cell)
		for next < len(v.runs) && v.runs[next].hi <= k {
			next++
		}
		x := v.baseAt(k, a.lead)
		if next < len(v.runs) && v.runs[next].lo <= k {
			r := v.runs[next]
			t := r.at + k - r.lo
			x += (1-r.part)*v.mean[t][a.lead] + r.part*v.mean[t+1][a.lead]
		}
		m[k][a.lead] = x
	}
}

// Outliers: blocks that neither baseline nor beats explain.
const (
	outlierLimit = 100.0 // one lead's share of a score
	outlierTrim  = 3.0   // residuals beyond this multiple of their mean do not count for the scale
	outlierLeast = 0.01  // least scale, as a part of the mean size of the average beats
)

// judge adds to score what the residuals of the first n leads of group g say, each
// against its own scale.
func (v *beatLevel) judge(score []float64, g, n int) {
	last := len(v.base) - 1
	y, b := v.y[g][1:last], v.base[1:last]
	var limit, kept, count, inv lane
	for i := range y {
		u, w := &y[i], &b[i]
		limit[0] += math.Abs(u[0] - w[0])
		limit[1] += math.Abs(u[1] - w[1])
		limit[2] += math.Abs(u[2] - w[2])
		limit[3] += math.Abs(u[3] - w[3])
	}
	limit.scale(outlierTrim / float64(v.blocks))
	for i := range y {
		u, w := &y[i], &b[i]
		for c := range limit {
			if r := math.Abs(u[c] - w[c]); r <= limit[c] {
				kept[c] += r
				count[c]++
			}
		}
	}
	least := lane{}
	for j := range v.mean {
		for c, x := range v.mean[j] {
			least[c] += math.Abs(x)
		}
	}
	least.scale(outlierLeast / math.Max(float64(len(v.mean)), 1))
	for c := range n {
		if scale := math.Max(kept[c]/math.Max(count[c], 1), least[c]); scale > 0 {
			inv[c] = 1 / (scale * scale)
		}
	}
	score = score[1:last]
	for i := range y {
		u, w := &y[i], &b[i]
		s := 0.0
		for c := range inv {
			r := u[c] - w[c]
			s += min(r*r*inv[c], outlierLimit)
		}
		score[i] += s
	}
}
