package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// beatRun is the cells from lo to hi that belong to one beat. Cell lo lies between the
// cells at and at+1 of the averages, nearer to the second by part, and so on.
type beatRun struct {
	lo, hi int
	at     int
	part   float64
	guess  bool
}

// place lays the beats over the cells and finds the weights of the averages.
func (v *beatLevel) place(beats []beatMark, classes int) {
	cells, cell := v.cells(), float64(v.cell)
	before := math.Ceil(beatBefore * 2 * v.rate)
	n := v.size * classes
	v.inv, v.mean = dsp.Resize(v.inv, n), dsp.Resize(v.mean, n)
	clear(v.inv)
	v.runs = v.runs[:0]
	for i := range beats {
		t := &beats[i]
		if t.class < 0 {
			continue
		}
		// A cell's centre lies (k+0.5)*cell-0.5 samples after the first sample.
		index := func(at float64) float64 { return (at+0.5)/cell - 0.5 }
		lo, hi := max(0, int(math.Ceil(index(t.from)))), min(cells, int(math.Ceil(index(t.to))))
		first := float64(lo) - index(t.at) + before
		if first < 0 {
			first++
			lo++
		}
		j := int(first)
		r := beatRun{lo, min(hi, lo+v.size-1-j), j + t.class*v.size, first - float64(j), t.guess}
		if r.lo >= r.hi {
			continue
		}
		v.runs = append(v.runs, r)
		if !r.guess {
			w := v.inv[r.at : r.at+r.hi-r.lo+1]
			for k := range r.hi - r.lo {
				w[k] += 1 - r.part
				w[k+1] += r.part
			}
		}
	}
	v.sides = v.sides[:0]
	for c := range classes {
		v.sides = append(v.sides, side(beats, c))
	}
	for j, w := range v.inv {
		if w > beatSupport {
			v.inv[j] = 1 / w
		} else {
			v.inv[j] = 0
		}
	}
}

// average fills mean with the average beats of group g above the baseline in base.
func (v *beatLevel) average(g int) {
	b := v.base
	clear(v.mean)
	for _, r := range v.runs {
		if r.guess {
			continue
		}
		x := v.m[g][r.lo:r.hi]
		t := v.mean[r.at : r.at+len(x)+1]
		q := r.part
		p := 1 - q
		for i := range x {
			k := r.lo + i
			near, next := &b[k>>1+1], &b[k>>1+k&1<<1]
			u, here, there := &x[i], &t[i], &t[i+1]
			r0 := u[0] - 0.75*near[0] - 0.25*next[0]
			r1 := u[1] - 0.75*near[1] - 0.25*next[1]
			r2 := u[2] - 0.75*near[2] - 0.25*next[2]
			r3 := u[3] - 0.75*near[3] - 0.25*next[3]
			here[0] += p * r0
			here[1] += p * r1
			here[2] += p * r2
			here[3] += p * r3
			there[0] += q * r0
			there[1] += q * r1
			there[2] += q * r2
			there[3] += q * r3
		}
	}
	if len(v.absent[g]) > 0 {
		v.without(g)
	} else {
		for j := range v.mean {
			v.mean[j].scale(v.inv[j])
		}
	}
	v.ground()
}

// without turns the sums in mean into averages for a group with gaps: what its missing
// cells gave is taken back, from the sums and from the weights.
func (v *beatLevel) without(g int) {
	v.lack = dsp.Resize(v.lack, len(v.mean))
	clear(v.lack)
	next := 0
	for _, a := range v.absent[g] {
		k, c := int(a.cell), a.lead
		for next < len(v.runs) && v.runs[next].hi <= k {
			next++
		}
		if next == len(v.runs) || v.runs[next].lo > k || v.runs[next].guess {
			continue
		}
		r := v.runs[next]
		t := r.at + k - r.lo
		x := v.m[g][k][c] - v.baseAt(k, c)
		v.mean[t][c] -= (1 - r.part) * x
		v.mean[t+1][c] -= r.part * x
		v.lack[t][c] += 1 - r.part
		v.lack[t+1][c] += r.part
	}
	for j, inv := range v.inv {
		if inv == 0 {
			v.mean[j] = lane{}
			continue
		}
		for c, lack := range v.lack[j] {
			if w := 1/inv - lack; w > beatSupport {
				v.mean[j][c] /= w
			} else {
				v.mean[j][c] = 0
			}
		}
	}
}

// ground puts the ends of every average at zero, the level of what lies between two
// beats: where beats follow each other without a gap nothing else tells the average's
// level from the baseline's. Where one neighbour is nearer, as before a premature
// beat, only the other end counts.
func (v *beatLevel) ground() {
	for c, side := range v.sides {
		at := c * v.size
		inv, mean := v.inv[at:at+v.size], v.mean[at:at+v.size]
		first, last := 0, v.size-1
		for first < last && inv[first] == 0 {
			first++
		}
		for last > first && inv[last] == 0 {
			last--
		}
		most := inv[first] // of the weights, whose inverses these are
		for _, x := range inv[first : last+1] {
			if x > 0 {
				most = math.Min(most, x)
			}
		}
		lo, hi := first, last
		for lo < hi && !(inv[lo] > 0 && inv[lo] <= groundSupport*most) {
			lo++
		}
		for hi > lo && !(inv[hi] > 0 && inv[hi] <= groundSupport*most) {
			hi--
		}
		if hi-lo < 4 {
			continue
		}
		level := lane{}
		if side <= 0 {
			level.sub(-0.5, &mean[lo])
			level.sub(-0.5, &mean[lo+1])
		}
		if side >= 0 {
			level.sub(-0.5, &mean[hi])
			level.sub(-0.5, &mean[hi-1])
		}
		if side == 0 {
			level.scale(0.5)
		}
		for j := first; j <= last; j++ {
			if inv[j] != 0 {
				mean[j].sub(1, &level)
			}
		}
	}
}

// groundSupport: an average begins and ends, for its level, where at least one in so many of
// its beats tell about it. In irregular rhythm few beats reach far, and the fibrillation
// waves of few beats do not cancel.
const groundSupport = 2.0

// beatUneven is how much longer, on average, the interval on one side of a class must
// be than on the other for only that side to be at rest.
const beatUneven = 1.15

// side tells at which end of a class's beats the heart is at rest: -1 before them, 1
// after them, 0 both.
func side(beats []beatMark, class int) int {
	before, after := 0.0, 0.0
	for i := range beats {
		if beats[i].class != class || beats[i].guess {
			continue
		}
		if i > 0 && i+1 < len(beats) {
			before += beats[i].at - beats[i-1].at
			after += beats[i+1].at - beats[i].at
		}
	}
	switch {
	case before > beatUneven*after:
		return -1
	case after > beatUneven*before:
		return 1
	}
	return 0
}
