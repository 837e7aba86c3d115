package detect

import (
	"math"
	"slices"
)

// Constants of the beat classifier. The window and the correlation limit follow the
// usual practice of template matching over the QRS complex; prematurity is that of
// the interval against the mean of its neighbours.
const (
	templateBefore = 0.100 // s before the beat
	templateAfter  = 0.140 // s after it: wide beats differ most at their end

	alike      = 0.90 // correlation from which a beat is of the dominant form
	unlike     = 0.75 // below it a beat that is neither early nor wide is still ectopic
	premature  = 0.85 // of the mean interval: an early beat
	wideBeat   = 1.30 // of the dominant width: a wide beat
	widthLevel = 0.15 // of the largest slope: where a QRS begins and ends
	// The dominant form is the mean of at least this part of the beats.
	minDominant = 0.25
)

// Classify gives every beat a class by its form, width and prematurity over all
// leads: V for beats that do not match the dominant form and are premature or wide,
// S for premature beats of the dominant form, N otherwise; beats that match nothing,
// as at the ends of the leads, are N. rate is in Hz, beats are rising sample indexes.
// With fewer than three beats all are N. It is a plain rhythm aid: fusion and paced
// beats are not told apart (classes F and Q are never given), and when ectopic beats
// outnumber the normal ones they are taken as the dominant form.
func Classify(beats []int, leads [][]float64, rate float64) []Class {
	c := Classifier{}
	return c.Classify(nil, beats, leads, rate)
}

// Classifier is [Classify] with memory to reuse.
type Classifier struct {
	shape    [][]float64 // per beat: the QRS over all leads, unit length, mean-free
	template []float64
	width    []float64
	corr     []float64
	sorted   []float64
	slope    []float64
}

// Classify appends the class of every beat to dst.
func (c *Classifier) Classify(dst []Class, beats []int, leads [][]float64, rate float64) []Class {
	from := len(dst)
	for range beats {
		dst = append(dst, Normal)
	}
	if len(beats) < 3 || len(leads) == 0 || !(rate > 0) {
		return dst
	}
	out := dst[from:]
	c.measure(beats, leads, rate)
	if !c.dominant() {
		return dst
	}
	width := c.medianWidth()
	for k := range out {
		r := c.corr[k]
		wide := c.width[k] > wideBeat*width
		early := prematureAt(beats, k)
		switch {
		case r == 0:
			// No complete window: nothing to say.
		case r < alike && early, r < alike && wide, r < unlike:
			out[k] = Ventricular
		case early:
			out[k] = Supraventricular
		}
	}
	return dst
}

// prematureAt compares the interval before beat k with the mean of up to four
// intervals on either side, leaving out the pause after it.
func prematureAt(beats []int, k int) bool {
	if k == 0 {
		return false
	}
	sum, n := 0.0, 0.0
	for j := max(k-4, 1); j <= min(k+5, len(beats)-1); j++ {
		if j != k && j != k+1 {
			sum += float64(beats[j] - beats[j-1])
			n++
		}
	}
	return n > 0 && float64(beats[k]-beats[k-1]) < premature*sum/n
}

// measure takes the shape and width of every beat. The window of a lead that misses
// samples counts as zero; a beat too near the ends has no shape.
func (c *Classifier) measure(beats []int, leads [][]float64, rate float64) {
	before, after := samples(templateBefore, rate), samples(templateAfter, rate)
	span := before + after + 1
	n := span * len(leads)
	for len(c.shape) < len(beats) {
		c.shape = append(c.shape, nil)
	}
	c.shape = c.shape[:len(beats)]
	c.width = resize(c.width, len(beats))
	c.slope = resize(c.slope, span)
	for k, b := range beats {
		c.shape[k] = resize(c.shape[k], n)
		clear(c.shape[k])
		clear(c.slope)
		for l, x := range leads {
			lo, hi := b-before, b+after+1
			if lo < 0 || hi > len(x) {
				continue
			}
			y := c.shape[k][l*span : (l+1)*span]
			copy(y, x[lo:hi])
			if !centre(y) {
				clear(y)
				continue
			}
			for i := 1; i < span; i++ {
				c.slope[i] += math.Abs(y[i] - y[i-1])
			}
		}
		c.width[k] = widthOf(c.slope)
		normalise(c.shape[k])
	}
	c.corr = resize(c.corr, len(beats))
	c.template = resize(c.template, n)
}

func resize(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// centre removes the mean of y and reports whether all of y is present.
func centre(y []float64) bool {
	s := 0.0
	for _, v := range y {
		if !present(v) {
			return false
		}
		s += v / float64(len(y))
	}
	for i := range y {
		y[i] -= s
	}
	return true
}

// widthOf is the time between the first and the last slope above widthLevel of the
// largest, in samples.
func widthOf(slope []float64) float64 {
	top := slices.Max(slope)
	first, last := -1, -1
	for i, v := range slope {
		if v > widthLevel*top {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return float64(last - first)
}

// dominant forms the template and the correlation of every beat with it. It starts
// from the beat most like all the others and averages the beats like it.
func (c *Classifier) dominant() bool {
	best, bestCount := -1, 0
	step := max(1, len(c.shape)/16) // a sample of the beats finds the form
	for k := 0; k < len(c.shape); k += step {
		count := 0
		for j := 0; j < len(c.shape); j += step {
			if dot(c.shape[k], c.shape[j]) >= alike {
				count++
			}
		}
		if count > bestCount {
			best, bestCount = k, count
		}
	}
	if best < 0 {
		return false // not one complete beat
	}
	seed := c.shape[best]
	clear(c.template)
	members := 0
	for _, s := range c.shape {
		if dot(seed, s) >= alike {
			members++
			for i, v := range s {
				c.template[i] += v
			}
		}
	}
	if float64(members) < minDominant*float64(len(c.shape)) {
		return false
	}
	normalise(c.template)
	for k, s := range c.shape {
		c.corr[k] = dot(c.template, s)
	}
	return true
}

// normalise scales x to unit length, so that a dot product is a correlation; an empty
// shape stays zero and is like nothing.
func normalise(x []float64) {
	if power := dot(x, x); power > 0 {
		k := 1 / math.Sqrt(power)
		for i := range x {
			x[i] *= k
		}
	}
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s, t float64
	i := 0
	for ; i+1 < len(a); i += 2 {
		s += a[i] * b[i]
		t += a[i+1] * b[i+1]
	}
	if i < len(a) {
		s += a[i] * b[i]
	}
	return s + t
}

// medianWidth is the median width of the beats of the dominant form.
func (c *Classifier) medianWidth() float64 {
	c.sorted = c.sorted[:0]
	for k, r := range c.corr {
		if r >= alike {
			c.sorted = append(c.sorted, c.width[k])
		}
	}
	if len(c.sorted) == 0 {
		return math.Inf(1)
	}
	slices.Sort(c.sorted)
	return c.sorted[len(c.sorted)/2]
}
