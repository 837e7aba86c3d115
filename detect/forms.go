package detect

import "math"

// Of the forms of beats. Spans in seconds.
const (
	formCount = 4
	formSpan  = 0.070 // to either side of the deflection
	formShift = 0.020 // to either side, for the best fit

	sameForm  = 0.70 // correlation from which a beat is of a form
	formNew   = 0.50 // a form of n beats counts with 1 - formNew/(n+1)
	formBeats = 8    // a form is the mean of about so many beats
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
}

type form struct {
	shape []float64
	beats int
	last  int // beat at which it was seen last
}

func (f *forms) reset() {
	for i := range f.list {
		f.list[i].beats = 0
	}
}

// cut writes the differences around place mid of the filtered leads, as far as shapes may be shifted, to f.even and f.odd: of
// each lead those at the first, third, ... and at the second, fourth, ... sample.
func (f *forms) cut(m *MultiLead, mid int, weights []float64) {
	reach := samples(formSpan, m.fs) + samples(formShift, m.fs)
	f.even, f.odd = f.even[:0], f.odd[:0]
	for j, w := range weights {
		l := &m.leads[j]
		k := 0.0
		if w > 0 {
			k = math.Sqrt(w / l.level)
		}
		x := l.x[mid-reach-1 : mid+reach+2]
		i := 0
		for ; i+3 < len(x); i += 2 {
			f.even = append(f.even, k*(x[i+2]-x[i]))
			f.odd = append(f.odd, k*(x[i+3]-x[i+1]))
		}
		f.even = append(f.even, k*(x[i+2]-x[i])) // there are reach samples to either side of the middle one
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
// possible one. With doubt, forms of few beats count less. Without a form the correlation is 0.
func (f *forms) match(m *MultiLead, mid int, weights []float64, doubt bool) (best float64, which, shift int) {
	which = -1
	known := 0
	for i := range f.list {
		if f.list[i].beats > 0 {
			known++
		}
	}
	f.cut(m, mid, weights)
	if known == 0 {
		return 0, which, samples(formShift, m.fs)
	}
	n := samples(formSpan, m.fs) + 1
	for d := 0; d <= 2*samples(formShift, m.fs); d++ {
		power := 0.0
		for j := range weights {
			x := f.shifted(j, d, len(weights), n)
			power += dot(x, x)
		}
		if !(power > 0) {
			continue
		}
		norm := 1 / math.Sqrt(power)
		for i := range f.list {
			g := &f.list[i]
			if g.beats == 0 {
				continue
			}
			r := 0.0
			for j := range weights {
				r += dot(f.shifted(j, d, len(weights), n), g.shape[j*n:])
			}
			r *= norm
			if doubt {
				r *= 1 - formNew/float64(1+g.beats)
			}
			if r > best {
				best, which, shift = r, i, d
			}
		}
	}
	return best, which, shift
}

// take writes the shape at a shift from the differences cut out last to f.one, of unit length, and reports whether there is one.
func (f *forms) take(m *MultiLead, shift, leads int) bool {
	n := samples(formSpan, m.fs) + 1
	f.one = f.one[:0]
	for j := range leads {
		f.one = append(f.one, f.shifted(j, shift, leads, n)...)
	}
	normalise(f.one)
	return dot(f.one, f.one) > 0
}

// learn takes the beat at c into its form, or makes a new one of it.
func (f *forms) learn(m *MultiLead, c *deflection, weights []float64) {
	mid := m.at(c.mid)
	r, which, shift := f.match(m, mid, weights, false)
	if r >= sameForm {
		g := &f.list[which]
		if f.take(m, shift, len(weights)) {
			a := 1 / float64(min(g.beats+1, formBeats))
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
	f.take(m, samples(formShift, m.fs), len(weights))
	g := &f.list[slot]
	g.shape = append(g.shape[:0], f.one...)
	g.beats, g.last = 1, m.beats
}

func (f *forms) worth(i, beat int) float64 {
	return float64(min(f.list[i].beats, formWorth)) - formAge*float64(beat-f.list[i].last)
}
