package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Of the forms of beats. Spans in seconds.
const (
	formCount = 4
	formSpan  = 0.070 // to either side of the deflection
	formShift = 0.020 // to either side, for the best fit

	sameForm  = 0.70 // correlation from which a beat is of a form
	formNew   = 0.50 // a form of n beats counts with 1 - formNew/(n+1)
	formBeats = 8    // a form is the mean of about so many beats
	// A form counts less by formDoubt for each unit that its beats are noisier than those of the cleanest form.
	formDoubt = 2.0
	// A form is worth its beats, up to formWorth, less what it loses with every beat of another form.
	formWorth = 20
	formAge   = 0.3
)

// forms remembers what beats look like: the first differences of the leads around the deflection, which make the steep QRS
// stand out from waves and wander. They are of unit length.
type forms struct {
	list [formCount]form
	one  []float64
	even []float64 // the differences around a deflection, of all leads, in the two phases of the stride
	odd  []float64
	// At each possible shift, first those in the even phase: power of the differences, and their product with every form.
	power   []float64
	squares []float64
	like    [formCount][]float64
}

type form struct {
	shape []float64
	beats int
	last  int     // beat at which it was seen last
	noise float64 // of the beats that made it
}

func (f *forms) reset() {
	for i := range f.list {
		f.list[i].beats = 0
	}
}

// cut writes the differences around place mid of the filtered leads, as far as shapes may be shifted, to f.even and f.odd: of
// each lead those at the first, third, ... and at the second, fourth, ... sample.
func (f *forms) cut(m *MultiLead, mid int, weights []float64) {
	reach := m.formPoints - 1 + m.formShift
	f.even, f.odd = dsp.Resize(f.even, len(weights)*(reach+1)), dsp.Resize(f.odd, len(weights)*reach)
	for j, w := range weights {
		l := &m.leads[j]
		k := 0.0
		if w > 0 {
			k = math.Sqrt(w / l.level)
		}
		x := l.x[mid-reach-1 : mid+reach+2] // reach samples to either side of the middle one, and one more
		even, odd := f.even[j*(reach+1):][:reach+1], f.odd[j*reach:][:reach]
		for i := range odd {
			v := x[2*i:][:4]
			even[i] = k * (v[2] - v[0])
			odd[i] = k * (v[3] - v[1])
		}
		even[reach] = k * (x[2*reach+2] - x[2*reach])
	}
}

// shifted returns, of the differences cut out last, those of lead j for a shape shifted by d from the first possible shift.
func (f *forms) shifted(j, d, leads, n int) []float64 {
	phase := f.even
	if d&1 == 1 {
		phase = f.odd
	}
	of := len(phase) / leads
	return phase[j*of+d/2:][:n]
}

// match returns the best correlation with a form over small shifts, which form that is and at which shift from the first
// possible one. With doubt, forms of few beats and of noise count less. Without a form the correlation is 0.
func (f *forms) match(m *MultiLead, mid int, weights []float64, doubt bool) (best float64, which, shift int) {
	known, quiet := 0, f.cleanest()
	var trust [formCount]float64
	var index [formCount]int
	for i := range f.list {
		if n := f.list[i].beats; n > 0 {
			trust[known], index[known] = 1, i
			if doubt {
				noisy := formDoubt * max(0, f.list[i].noise-quiet)
				trust[known] = (1 - formNew/float64(1+n)) * max(0, 1-noisy)
			}
			known++
		}
	}
	f.cut(m, mid, weights)
	if known == 0 {
		return 0, -1, m.formShift
	}
	f.compare(m, len(weights))
	evens, place := m.formShift+1, -1
	top := int64(0) // positive numbers compare as their bits do, which takes no branch; negative ones are less
	for d := 0; d <= 2*m.formShift; d++ {
		at := d>>1 + d&1*evens
		power := f.power[at]
		if !(power > 0) {
			continue
		}
		norm := 1 / math.Sqrt(power)
		for k, i := range index[:known] {
			r := int64(math.Float64bits(f.like[i][at] * norm * trust[k]))
			if r > top {
				place = formCount*d + i
			}
			top = max(top, r)
		}
	}
	if place < 0 {
		return 0, -1, 0
	}
	return math.Float64frombits(uint64(top)), place % formCount, place / formCount
}

// cleanest is the noise of the form with the least, noisyFrom where that is less.
func (f *forms) cleanest() float64 {
	least := math.Inf(1)
	for i := range f.list {
		if f.list[i].beats > 0 {
			least = min(least, f.list[i].noise)
		}
	}
	return max(least, noisyFrom)
}

// compare fills power and like.
func (f *forms) compare(m *MultiLead, leads int) {
	n, all, evens := m.formPoints, 2*m.formShift+1, m.formShift+1
	f.power = dsp.Resize(f.power, all)
	clear(f.power)
	for i := range f.list {
		if f.list[i].beats > 0 {
			f.like[i] = dsp.Resize(f.like[i], all)
			clear(f.like[i])
		}
	}
	ofEven, ofOdd := len(f.even)/leads, len(f.odd)/leads
	for j := range leads {
		even, odd := f.even[j*ofEven:][:ofEven], f.odd[j*ofOdd:][:ofOdd]
		f.squares = dsp.AddSquares(f.power[:evens], even, n, f.squares)
		f.squares = dsp.AddSquares(f.power[evens:], odd, n, f.squares)
		for i := range f.list {
			g := &f.list[i]
			if g.beats > 0 {
				shape := g.shape[j*n:][:n]
				dsp.AddDots(f.like[i][:evens], even, shape)
				dsp.AddDots(f.like[i][evens:], odd, shape)
			}
		}
	}
}

// take writes the shape at a shift from the differences cut out last to f.one, of unit length, and reports whether there is one.
func (f *forms) take(m *MultiLead, shift, leads int) bool {
	n := m.formPoints
	f.one = f.one[:0]
	for j := range leads {
		f.one = append(f.one, f.shifted(j, shift, leads, n)...)
	}
	normalise(f.one)
	return dsp.Dot(f.one, f.one) > 0
}

// learn takes the beat at c into its form, or makes a new one of it. A beat in noise leaves a form of clean beats as it is.
func (f *forms) learn(m *MultiLead, c *deflection, weights []float64) {
	mid := m.at(c.mid)
	r, which, shift := f.match(m, mid, weights, false)
	if r >= sameForm {
		g := &f.list[which]
		if (c.noise < cleanNoise || g.noise >= cleanNoise) && f.take(m, shift, len(weights)) {
			a := 1 / float64(min(g.beats+1, formBeats))
			g.noise += a * (c.noise - g.noise)
			for i, v := range f.one {
				g.shape[i] += a * (v - g.shape[i])
			}
			normalise(g.shape)
		}
		g.beats++
		g.last = m.beats
		return
	}
	slot := 0
	for i := range f.list {
		if f.list[i].beats == 0 {
			slot = i
			break
		}
		if f.worth(i, m.beats) < f.worth(slot, m.beats) {
			slot = i
		}
	}
	f.take(m, m.formShift, len(weights))
	g := &f.list[slot]
	g.shape = append(g.shape[:0], f.one...)
	g.beats, g.last, g.noise = 1, m.beats, c.noise
}

func (f *forms) worth(i, beat int) float64 {
	return float64(min(f.list[i].beats, formWorth)) - formAge*float64(beat-f.list[i].last)
}
