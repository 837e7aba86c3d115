package detect

import (
	"math"
	"slices"
)

// Constants of the beat classifier. The window and the limits of correlation follow
// the usual practice of template matching over the QRS complex; the limits were chosen
// on the development half of the MIT-BIH database.
const (
	templateBefore = 0.100 // s before the beat
	templateAfter  = 0.140 // s after it: wide beats differ most at their end

	alike     = 0.80 // correlation from which a beat is of the dominant form
	unlike    = 0.75 // below it an early beat of another form is ventricular
	premature = 0.85 // of the mean interval: an early beat
	wideBeat  = 1.25 // of the dominant width: a wide beat

	// A QRS lasts while the slope, summed over leads and averaged over widthSmooth, is
	// above this part of its largest value.
	widthLevel  = 0.25
	widthSmooth = 0.020 // s

	// The dominant form is sought among this many beats and must hold this part of them.
	seedBeats   = 48
	minDominant = 0.25
	// It follows slow change: the weight of a new beat of the form.
	templateWeight = 1.0 / 16
)

// Classify gives every beat a class by its form, width and prematurity over all
// leads: V for beats that do not match the dominant form and are wide or clearly
// premature, S for premature beats of the dominant form, N otherwise; so are beats
// without a complete QRS, as at the ends of the leads. rate is in Hz, beats are rising
// sample indexes. With fewer than three beats all are N.
//
// On the development half of the MIT-BIH database (both leads, paced records left out,
// first five minutes ignored) 95.2 % of the ventricular beats found are called V, and
// 84.4 % of what is called V is ventricular; supraventricular beats are recognised far
// less well (42 %). It is a plain rhythm aid: fusion and paced beats are not told apart (classes F and Q
// are never given), and when ectopic beats outnumber the normal ones at the start and are
// hardly wider they are taken as the dominant form.
func Classify(beats []int, leads [][]float64, rate float64) []Class {
	c := Classifier{}
	return c.Classify(nil, beats, leads, rate)
}

// Classifier is [Classify] with memory to reuse.
type Classifier struct {
	shape    [][]float64 // of the first beats: the QRS over all leads, of unit length
	one      []float64   // of the beat at hand
	template []float64
	width    []float64
	slope    []float64
	smooth   []float64
	sorted   []float64

	before, after, ripple int // samples
}

// Classify appends the class of every beat to dst.
func (c *Classifier) Classify(dst []Class, beats []int, leads [][]float64, rate float64) []Class {
	from := len(dst)
	for range beats {
		dst = append(dst, Normal)
	}
	if len(beats) < 3 || len(leads) == 0 || !(rate > 0) || !finite(rate) {
		return dst
	}
	out := dst[from:]
	c.prepare(len(leads), rate)
	width, ok := c.dominant(beats, leads)
	if !ok {
		return dst
	}
	for k, b := range beats {
		w := c.measure(c.one, b, leads)
		r := dot(c.template, c.one)
		if r == 0 {
			continue // no complete window: nothing to say
		}
		wide, early := w > wideBeat*width, prematureAt(beats, k)
		switch {
		case r < alike && wide, r < unlike && early:
			out[k] = Ventricular
		case early:
			out[k] = Supraventricular
		}
		if r >= alike && !wide && !early {
			width += templateWeight * (w - width)
			for i, v := range c.one {
				c.template[i] += templateWeight * (v - c.template[i])
			}
			normalise(c.template)
		}
	}
	return dst
}

func finite(x float64) bool { return x-x == 0 }

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

func (c *Classifier) prepare(leads int, rate float64) {
	c.before, c.after = samples(templateBefore, rate), samples(templateAfter, rate)
	c.ripple = max(1, samples(widthSmooth, rate))
	span := c.before + c.after + 1
	c.slope, c.smooth = resize(c.slope, span), resize(c.smooth, span)
	c.one, c.template = resize(c.one, span*leads), resize(c.template, span*leads)
}

func resize(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// measure writes the shape of the beat at b to dst, in unit length, and returns its
// width in samples. A lead that misses samples there counts as zero; a beat too near
// the ends has no shape, only zeros.
func (c *Classifier) measure(dst []float64, b int, leads [][]float64) float64 {
	span := len(c.slope)
	clear(dst)
	clear(c.slope)
	lo, hi := b-c.before, b+c.after+1
	for l, x := range leads {
		if lo < 0 || hi > len(x) {
			continue
		}
		y := dst[l*span : (l+1)*span]
		copy(y, x[lo:hi])
		if !centre(y) {
			clear(y)
			continue
		}
		for i := 1; i < span; i++ {
			c.slope[i] += math.Abs(y[i] - y[i-1])
		}
	}
	normalise(dst)
	return c.widthOf()
}

// centre removes the mean of y and reports whether all of y is present.
func centre(y []float64) bool {
	s := 0.0
	for _, v := range y {
		if !present(v) {
			return false
		}
		s += v
	}
	s /= float64(len(y))
	for i := range y {
		y[i] -= s
	}
	return true
}

// widthOf is the time between the first and the last smoothed slope above widthLevel
// of the largest.
func (c *Classifier) widthOf() float64 {
	s, top := 0.0, 0.0
	for i, v := range c.slope {
		s += v
		if i >= c.ripple {
			s -= c.slope[i-c.ripple]
		}
		c.smooth[i] = s
		if s > top {
			top = s
		}
	}
	first, last := -1, -1
	for i, v := range c.smooth {
		if v > widthLevel*top {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return float64(last - first)
}

// dominant forms the template from the first beats: it starts from the one most like
// the others and averages those like it. It returns their median width.
func (c *Classifier) dominant(beats []int, leads [][]float64) (width float64, ok bool) {
	n := min(len(beats), seedBeats)
	for len(c.shape) < n {
		c.shape = append(c.shape, nil)
	}
	c.width = resize(c.width, n)
	for k, b := range beats[:n] {
		c.shape[k] = resize(c.shape[k], len(c.one))
		c.width[k] = c.measure(c.shape[k], b, leads)
	}
	// The most frequent form, unless another one that is frequent enough is clearly
	// narrower: then the ectopic beats are in the majority.
	least := max(2, minDominant*float64(n))
	best, bestCount := -1, 0.0
	for k := range n {
		count := 0.0
		for j := range n {
			if dot(c.shape[k], c.shape[j]) >= alike {
				count++
			}
		}
		if count < least {
			continue
		}
		switch {
		case best < 0, c.width[k]*wideBeat < c.width[best],
			count > bestCount && c.width[k] < wideBeat*c.width[best]:
			best, bestCount = k, count
		}
	}
	if best < 0 {
		return 0, false
	}
	clear(c.template)
	c.sorted = c.sorted[:0]
	for k, s := range c.shape[:n] {
		if dot(c.shape[best], s) >= alike {
			c.sorted = append(c.sorted, c.width[k])
			for i, v := range s {
				c.template[i] += v
			}
		}
	}
	normalise(c.template)
	slices.Sort(c.sorted)
	return c.sorted[len(c.sorted)/2], true
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
