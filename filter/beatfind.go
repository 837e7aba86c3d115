package filter

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// beatMark is a beat as the baseline remover needs it. Times are in samples after the
// first cell.
type beatMark struct {
	at       float64
	from, to float64 // the stretch that belongs to the beat
	class    int     // -1: like no other
	guess    bool    // beyond an end, not seen
}

// Constants of the search for beats. It need not find every beat, only those that
// repeat; what it takes for a beat and does not repeat is left alone.
const (
	beatCell  = 0.02 // s, about; a QRS complex covers four or five cells
	beatHalf  = 2    // cells to each side that the strength is summed over
	beatApart = 0.2  // s, refractory time
	beatCap   = 8.0  // a lead's strength counts at most this multiple of its mean
	beatPart  = 0.45 // threshold, as a part of the median of the maxima of each second
	beatAbove = 1.3  // and at least this multiple of the mean strength
	beatWide  = 3    // cells to each side for the centre of a beat
	beatCut   = 0.06 // s, a beat nearer to an end may not be seen

	shapeBefore = 4 // cells of the QRS before its centre
	shapeAfter  = 6 // and after it
	shapeWidth  = shapeBefore + shapeAfter + 1
	shapeLeast  = 5   // cells that a beat cut by an end must show
	shapeAlike  = 0.9 // correlation over all leads within a class
	shapeSmall  = 0.6 // and amplitude against that of the class
	shapeLarge  = 1.6
	shapeKinds  = 4
	shapeShift  = 4 // cells that a beat may be off
	shapeCount  = 3 // beats of a class at least
)

// finder finds beats on cells of about 20 ms and sorts them by shape.
type finder struct {
	strength, sum []float64
	bend          []lane
	maxima        []float64
	marks         []beatMark
	shape         []lane // sums of the shapes of the classes, then the one at hand
	count         []int
	cutOff        []int
}

// search fills marks with the beats seen in the leads of v.
func (f *finder) search(v *beatLevel) {
	f.marks = f.marks[:0]
	cells := v.cells()
	second := int(2 * v.rate)
	if cells < second || second < 2 {
		return
	}
	f.measure(v)
	f.maxima = f.maxima[:0]
	for k := 0; k+second <= cells; k += second {
		f.maxima = append(f.maxima, slices.Max(f.sum[k:k+second]))
	}
	slices.Sort(f.maxima)
	threshold := math.Max(beatPart*f.maxima[len(f.maxima)/2], beatAbove*total(f.sum)/float64(cells))
	apart := max(1, int(beatApart*2*v.rate))
	for k := 0; k < cells; k++ {
		if !(f.sum[k] > threshold) || !peakAt(f.sum, k, apart) {
			continue
		}
		weight, moment := 0.0, 0.0
		for j := max(0, k-beatWide); j <= min(cells-1, k+beatWide); j++ {
			weight += f.strength[j]
			moment += f.strength[j] * float64(j)
		}
		f.marks = append(f.marks, beatMark{at: (moment/weight+0.5)*float64(v.cell) - 0.5})
	}
}

// measure fills strength with the bend of the leads, each against its own mean, and
// sum with its sum over a QRS.
func (f *finder) measure(v *beatLevel) {
	cells := v.cells()
	f.strength, f.sum = dsp.Resize(f.strength, cells), dsp.Resize(f.sum, cells)
	clear(f.strength)
	f.bend = dsp.Resize(f.bend, cells)
	for g := range v.m {
		m, bend := v.m[g], f.bend
		var mean lane
		for k := 1; k+1 < cells; k++ {
			a, b, c, d := &m[k-1], &m[k], &m[k+1], &bend[k]
			d[0] = math.Abs(a[0] - 2*b[0] + c[0])
			d[1] = math.Abs(a[1] - 2*b[1] + c[1])
			d[2] = math.Abs(a[2] - 2*b[2] + c[2])
			d[3] = math.Abs(a[3] - 2*b[3] + c[3])
			mean.sub(-1, d)
		}
		for i, s := range mean {
			if mean[i] = 0; s > 0 {
				mean[i] = float64(cells) / s
			}
		}
		for k := 1; k+1 < cells; k++ {
			d := &bend[k]
			f.strength[k] += min(mean[0]*d[0], beatCap) + min(mean[1]*d[1], beatCap) +
				min(mean[2]*d[2], beatCap) + min(mean[3]*d[3], beatCap)
		}
	}
	for k := range f.sum {
		s := 0.0
		for _, x := range f.strength[max(0, k-beatHalf):min(cells, k+beatHalf+1)] {
			s += x
		}
		f.sum[k] = s
	}
}

// peakAt reports whether no value within reach is larger than x[k], nor an earlier one
// equal.
func peakAt(x []float64, k, reach int) bool {
	for _, v := range x[max(0, k-reach):k] {
		if v >= x[k] {
			return false
		}
	}
	for _, v := range x[k+1 : min(len(x), k+reach+1)] {
		if v > x[k] {
			return false
		}
	}
	return true
}

// sort gives every mark its class: those whose QRS look alike in all leads of v. It
// returns the number of classes, 0 when no shape repeats.
func (f *finder) sort(v *beatLevel) int {
	size := len(v.m) * shapeWidth
	f.shape = dsp.Resize(f.shape, size*(shapeKinds+1))
	f.count = f.count[:0]
	o := f.shape[size*shapeKinds:]
	partial := f.cutOff[:0]
	for i := range f.marks {
		t := &f.marks[i]
		whole := f.assign(v, t)
		if !whole {
			partial = append(partial, i)
			continue
		}
		if t.class < 0 && len(f.count) < shapeKinds {
			t.class = len(f.count)
			f.count = append(f.count, 0)
			clear(f.shape[t.class*size : (t.class+1)*size])
			f.cut(v, o, t.at)
		}
		if t.class >= 0 {
			f.count[t.class]++
			for j := range o {
				f.shape[t.class*size+j].sub(-1, &o[j])
			}
		}
	}
	f.cutOff = partial
	for _, i := range partial { // now that there are classes
		f.assign(v, &f.marks[i])
	}
	most := 0
	for i := range f.marks {
		if t := &f.marks[i]; t.class >= 0 {
			if f.count[t.class] < shapeCount {
				t.class = -1
			} else {
				most++
			}
		}
	}
	if most == 0 {
		return 0
	}
	return len(f.count)
}

// assign gives mark t the class it is most like, where it is or a few cells off: the bends
// of a wide QRS may be strongest at either end. It reports whether all of the QRS is
// within the record.
func (f *finder) assign(v *beatLevel, t *beatMark) (whole bool) {
	whole, t.class = f.match(v, t.at)
	for d := 0.5; t.class < 0 && d <= shapeShift; d += 0.5 {
		for _, shift := range [...]float64{-d, d} {
			at := t.at + shift*float64(v.cell)
			if w, c := f.match(v, at); c >= 0 {
				whole, t.class, t.at = w, c, at
				break
			}
		}
	}
	return whole
}

// match returns the class that the QRS at the given sample is most like, -1 for none,
// and whether all of it is there.
func (f *finder) match(v *beatLevel, at float64) (whole bool, class int) {
	size := len(v.m) * shapeWidth
	o := f.shape[size*shapeKinds:]
	lo, hi, norm := f.cut(v, o, at)
	if hi-lo < shapeLeast || !(norm > 0) {
		return false, -1
	}
	best, class := shapeAlike, -1
	for c, n := range f.count {
		dot, power := alike(f.shape[c*size:(c+1)*size], o, lo, hi)
		gain := dot / power * float64(n)
		if r := dot / math.Sqrt(power*norm); r > best && gain > shapeSmall && gain < shapeLarge {
			best, class = r, c
		}
	}
	return hi-lo == shapeWidth, class
}

// align moves the marks to where their QRS is most like the mean of its class: the
// centre of the bends is only good to several milliseconds. The shift is the one of a
// least-squares fit of mean and slope of the mean.
func (f *finder) align(v *beatLevel) {
	size := len(v.m) * shapeWidth
	o := f.shape[size*shapeKinds:]
	var slope [shapeWidth]lane
	for i := range f.marks {
		t := &f.marks[i]
		if t.class < 0 {
			continue
		}
		lo, hi, norm := f.cut(v, o, t.at)
		if hi-lo < shapeLeast || !(norm > 0) {
			continue
		}
		s := f.shape[t.class*size : (t.class+1)*size]
		n := 1 / float64(f.count[t.class])
		along, power := 0.0, 0.0
		for l := 0; l < size; l += shapeWidth {
			x, y := s[l+lo:l+hi], o[l+lo:l+hi]
			d := slope[:len(x)]
			last := len(x) - 1
			for j := range d {
				d[j] = x[min(j+1, last)]
				d[j].sub(1, &x[max(j-1, 0)])
				d[j].scale(n / 2)
			}
			power += straighten(d)
			for j := range d {
				p, q, r := &d[j], &x[j], &y[j]
				along += p[0]*(n*q[0]-r[0]) + p[1]*(n*q[1]-r[1]) + p[2]*(n*q[2]-r[2]) + p[3]*(n*q[3]-r[3])
			}
		}
		if power > 0 {
			t.at += math.Max(-1, math.Min(along/power, 1)) * float64(v.cell)
		}
	}
}

// cut fills o with the QRS at the given sample in all groups of leads, interpolated and
// without its line of best fit, so that wander does not count. Only the cells lo to hi
// lie within the record. norm is the power.
func (f *finder) cut(v *beatLevel, o []lane, at float64) (lo, hi int, norm float64) {
	first := (at+0.5)/float64(v.cell) - 0.5 - shapeBefore
	j := int(math.Floor(first))
	q := first - float64(j)
	p := 1 - q
	lo, hi = max(0, -j), min(shapeWidth, v.cells()-1-j)
	if hi-lo < shapeLeast {
		return lo, hi, 0
	}
	if hi-lo < shapeWidth {
		clear(o)
	}
	for g := range v.m {
		m := v.m[g][j+lo : j+hi+1]
		x := o[g*shapeWidth+lo : g*shapeWidth+hi]
		for i := range x {
			a, b, c := &m[i], &m[i+1], &x[i]
			c[0] = p*a[0] + q*b[0]
			c[1] = p*a[1] + q*b[1]
			c[2] = p*a[2] + q*b[2]
			c[3] = p*a[3] + q*b[3]
		}
		norm += straighten(x)
	}
	return lo, hi, norm
}

// straighten takes the line of best fit from each lead of x and returns the power that
// is left.
func straighten(x []lane) float64 {
	n := float64(len(x))
	mid := (n - 1) / 2
	var mean, slope lane
	for i := range x {
		mean.sub(-1, &x[i])
		slope.sub(mid-float64(i), &x[i])
	}
	mean.scale(1 / n)
	slope.scale(12 / (n * (n*n - 1)))
	power := 0.0
	for i := range x {
		v := &x[i]
		v.sub(1, &mean)
		v.sub(float64(i)-mid, &slope)
		power += v[0]*v[0] + v[1]*v[1] + v[2]*v[2] + v[3]*v[3]
	}
	return power
}

// alike returns the dot product of shape o with class sum s over the cells lo to hi
// of every lead, and the power of s there. A part of s still holds a line, which o,
// being straightened over that part, is orthogonal to; its power is taken off.
func alike(s, o []lane, lo, hi int) (dot, power float64) {
	if hi-lo == shapeWidth {
		for j := range s {
			x, y := &s[j], &o[j]
			dot += x[0]*y[0] + x[1]*y[1] + x[2]*y[2] + x[3]*y[3]
			power += x[0]*x[0] + x[1]*x[1] + x[2]*x[2] + x[3]*x[3]
		}
		return dot, power
	}
	var part [shapeWidth]lane
	for l := 0; l < len(s); l += shapeWidth {
		x := part[:copy(part[:], s[l+lo:l+hi])]
		for j := range x {
			x, y := &x[j], &o[l+lo+j]
			dot += x[0]*y[0] + x[1]*y[1] + x[2]*y[2] + x[3]*y[3]
		}
		power += straighten(x)
	}
	return dot, power
}

// stretch settles which part of the record belongs to which beat, at rate samples a
// second, and adds a guess at the beats just beyond both ends: their T and P waves may
// reach into the record of n samples.
func (f *finder) stretch(rate float64, n int) {
	f.guess(float64(n), beatCut*rate)
	for i := range f.marks {
		t := &f.marks[i]
		t.from, t.to = t.at-beatBefore*rate, t.at+beatAfter*rate
		if i > 0 {
			b := &f.marks[i-1]
			t.from = math.Max(t.from, t.at-beatBeforeRR*(t.at-b.at))
			b.to = math.Min(b.to, t.from)
		}
	}
}

// guess adds the beats beyond the ends: before the first what came before the next
// beat of its class, and the same at the end. A beat nearer than cut to an end may not
// have been seen.
func (f *finder) guess(n, cut float64) {
	last := len(f.marks) - 1
	if last < 2 {
		return
	}
	before := f.pair(0, 1, 1)
	after := f.pair(last, last-1, -1)
	if at := f.marks[last].at + f.marks[after+1].at - f.marks[after].at; at > n-cut {
		f.marks = append(f.marks, beatMark{at: at, class: f.marks[after+1].class, guess: true})
	}
	if at := f.marks[0].at - f.marks[before].at + f.marks[before-1].at; at < cut {
		f.marks = slices.Insert(f.marks, 0, beatMark{at: at, class: f.marks[before-1].class, guess: true})
	}
}

// pair returns the first index from start on, in steps, of a beat of the class of mark
// i; start when there is none.
func (f *finder) pair(i, start, step int) int {
	for k := start; k >= 0 && k < len(f.marks); k += step {
		if f.marks[k].class == f.marks[i].class {
			return k
		}
	}
	return start
}
