package detect

import "github.com/goecg/goecg/internal/dsp"

// Of where a beat is placed. Spans in seconds.
const (
	placeSpan   = 0.050 // around the deflection in which the peak is sought
	placeAround = 0.120 // around it whose mean is the level it is measured from
	// Beats are placed on the first lead with placeWeight of the best lead's weight, and stay there while it has placeLeast.
	placeWeight = 0.6
	placeLeast  = 0.1
)

// place returns the input sample of the main deflection of beat c: the sample of the reference lead farthest from the mean of
// its surroundings.
func (m *MultiLead) place(c *deflection, weights []float64) int {
	best := 0
	for j := range weights {
		if m.leads[j].weightIn(weights[j]) > m.leads[best].weightIn(weights[best]) {
			best = j
		}
	}
	most := m.leads[best].weightIn(weights[best])
	if m.beats <= 1 {
		for j := range weights {
			if m.leads[j].weightIn(weights[j]) >= placeWeight*most {
				m.ref = j
				break
			}
		}
	}
	ref := m.ref
	if m.leads[ref].weightIn(weights[ref]) < placeLeast*most {
		ref = best
	}
	l := &m.leads[ref]
	near, around := samples(placeSpan, m.rate), samples(placeAround, m.rate)
	at := c.mid*m.step + m.step/2 - l.rawBase
	x := l.raw
	if m.ended {
		x = x[:min(len(x), max(m.total-l.rawBase, 0))]
	}
	level, count := 0.0, 0
	for _, v := range x[max(at-around, 0):max(0, min(at+around+1, len(x)))] {
		if dsp.Present(v) {
			level += v
			count++
		}
	}
	level /= float64(count)
	peak, far := at, -1.0
	for i := max(at-near, 0); i < min(at+near+1, len(x)); i++ {
		if d := abs(x[i] - level); d > far && dsp.Present(x[i]) {
			peak, far = i, d
		}
	}
	return peak + l.rawBase
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// weightIn is the weight behind a factor weight/level.
func (l *leadTrack) weightIn(k float64) float64 { return k * l.level }
