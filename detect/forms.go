package detect

import "math"

// Of the forms of beats. Spans in seconds.
const (
	formCount  = 4
	formSpan   = 0.070 // to either side of the deflection
	formShift  = 0.020 // to either side, for the best fit
	formStride = 2     // averaged samples; the leads are smooth enough

	sameForm  = 0.70 // correlation from which a beat is of a form
	formNew   = 0.50 // a form of n beats counts with 1 - formNew/(n+1)
	formNoise = 0.20 // no new form that resembles a known one is made in more noise than this
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

// cut writes the shape around place mid of the filtered leads to f.one and returns its length squared.
func (f *forms) cut(m *MultiLead, mid int, weights []float64) float64 {
	half := samples(formSpan, m.fs)
	f.one = f.one[:0]
	for j, w := range weights {
		l := &m.leads[j]
		k := 0.0
		if w > 0 {
			k = math.Sqrt(w / l.level)
		}
		after, before := l.x[mid-half+1:mid+half+2], l.x[mid-half-1:mid+half]
		for i := 0; i < len(before); i += formStride {
			f.one = append(f.one, k*(after[i]-before[i]))
		}
	}
	return dot(f.one, f.one)
}

// match returns the best correlation with a form over small shifts, which form that is and at which shift. With doubt, forms
// of few beats count less. Without a form the correlation is 0.
func (f *forms) match(m *MultiLead, mid int, weights []float64, doubt bool) (best float64, which, shift int) {
	known := 0
	for i := range f.list {
		if f.list[i].beats > 0 {
			known++
		}
	}
	which = -1
	if known == 0 {
		return 0, which, 0
	}
	span := samples(formShift, m.fs)
	for d := -span; d <= span; d++ {
		power := f.cut(m, mid+d, weights)
		if !(power > 0) {
			continue
		}
		norm := 1 / math.Sqrt(power)
		for i := range f.list {
			g := &f.list[i]
			if g.beats == 0 {
				continue
			}
			r := dot(f.one, g.shape) * norm
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

// learn takes the beat at c into its form, or makes a new one of it.
func (f *forms) learn(m *MultiLead, c *deflection, weights []float64) {
	mid := m.at(c.mid)
	r, which, shift := f.match(m, mid, weights, false)
	if r >= sameForm {
		g := &f.list[which]
		if power := f.cut(m, mid+shift, weights); power > 0 {
			norm := 1 / math.Sqrt(power)
			a := 1 / float64(min(g.beats+1, formBeats))
			for i, v := range f.one {
				g.shape[i] += a * (v*norm - g.shape[i])
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
	f.cut(m, mid, weights)
	g := &f.list[slot]
	g.shape = append(g.shape[:0], f.one...)
	normalise(g.shape)
	g.beats, g.last = 1, m.beats
}

func (f *forms) worth(i, beat int) float64 {
	return float64(min(f.list[i].beats, formWorth)) - formAge*float64(beat-f.list[i].last)
}
