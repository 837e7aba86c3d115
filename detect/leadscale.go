package detect

import (
	"math"
	"slices"
)

// usual is the typical maximum of x over levelSpan; x is not negative but for
// rounding.
func (m *MultiLead) usual(x []float64) float64 {
	m.maxima = m.maxima[:0]
	for span := samples(levelSpan, m.sum.rate); len(x) > 0; {
		n := m.span(len(x), span)
		if n == 0 {
			break
		}
		top := 0.0
		for _, v := range x[:n] {
			if v > top {
				top = v
			}
		}
		m.maxima = append(m.maxima, top)
		x = x[n:]
	}
	return m.typical()
}

// usualMagnitude is usual for the magnitude of x.
func (m *MultiLead) usualMagnitude(x []float64) float64 {
	m.maxima = m.maxima[:0]
	for span := samples(levelSpan, m.sum.rate); len(x) > 0; {
		n := m.span(len(x), span)
		if n == 0 {
			break
		}
		top, bottom := 0.0, 0.0
		for _, v := range x[:n] {
			if v > top {
				top = v
			} else if v < bottom {
				bottom = v
			}
		}
		m.maxima = append(m.maxima, max(top, -bottom))
		x = x[n:]
	}
	return m.typical()
}

// span is the length of the next span of left samples: 0 to leave out a short rest.
func (m *MultiLead) span(left, span int) int {
	if left < span/2 && len(m.maxima) > 0 {
		return 0
	}
	return min(span, left)
}

// typical is the median maximum of the spans that hold more than a flat line: up to
// half of them may be artefact, or pause. 0 when there is none.
func (m *MultiLead) typical() float64 {
	slices.Sort(m.maxima)
	x := m.maxima
	if len(x) == 0 {
		return 0
	}
	least := flatPart * x[len(x)-1]
	for len(x) > 0 && x[0] <= least {
		x = x[1:]
	}
	if len(x) == 0 {
		return 0
	}
	return x[len(x)/2]
}

// scales are the usual maxima of one lead's moving window, band-pass and slope.
type scales struct{ w, b, q float64 }

// quality sets the scales of lead i and says how far its beats stand out: the usual
// maximum of its moving window over the mean; 0 for a flat lead.
func (m *MultiLead) quality(f *frontEnd, i int) float64 {
	lo, hi := f.hist, f.hist+f.fill
	mean := sum(f.w[lo:hi]) / float64(hi-lo)
	now := scales{m.usual(f.w[lo:hi]), m.usualMagnitude(f.b[lo:hi]), m.usual(f.q[lo:hi])}
	if !(mean > 0) || now.w == 0 || now.b == 0 || now.q == 0 {
		return 0
	}
	s := &m.scale[i]
	s.w = max(now.w, s.w*scaleFall)
	s.b = max(now.b, s.b*math.Sqrt(scaleFall)) // an amplitude where the others are powers
	s.q = max(now.q, s.q*scaleFall)
	return now.w / mean
}

// levelsFromPeaks sets the first levels from the peaks of a learning phase of many
// seconds: the signal level is the median of the largest peak in each levelSpan.
func (r *rules) levelsFromPeaks() {
	r.firstLevels()
	span := samples(levelSpan, r.fe.rate)
	var tops, bands [32]float64
	n := 0
	for k := 0; k < len(r.pending) && n < len(tops); n++ {
		end := (n + 1) * span
		for ; k < len(r.pending) && r.pending[k].at < end; k++ {
			tops[n] = max(tops[n], r.pending[k].i)
			bands[n] = max(bands[n], r.pending[k].f)
		}
	}
	if n == 0 {
		return
	}
	slices.Sort(tops[:n])
	slices.Sort(bands[:n])
	r.integ.signal = learnTypical * tops[n/2]
	r.band.signal = math.Sqrt(learnTypical) * bands[n/2]
}
