package filter

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

const (
	// splineMemory is how many knots are kept of those before a sample: each lets a quarter
	// of what came before it through.
	splineMemory = 8
	// splineContext is how much of the leads is kept beyond lag and hop, in s, for the PQ
	// segments of beats that are announced late.
	splineContext = 1.0
)

// SplineStream is a [Spline] with [KnotFinder] for leads that come piece by piece, together
// with the beats that a detector finds in them. Of the knots that come later than the lag a
// sample knows nothing: for it, the level stays that of the last knot within. With three
// knots within the lag it differs from the spline of the whole leads by up to 2 uV under
// 500 uV of 0.15 Hz, with two by 6 uV; in a pause longer than the lag it can but hold the
// level. Memory is that of lag and hop and of the beats announced ahead.
type SplineStream struct {
	Lagged
	rate    float64
	finder  *KnotFinder
	spline  Spline
	pending []int       // beats announced whose knot has not been looked for, ascending
	knots   []int       // ascending
	level   [][]float64 // of each lead at each knot; NaN in a gap
	found   []int
}

// NewSplineStream returns a stream of so many leads at rate Hz; lag.Window is not used. The
// error is *[DesignError] around ErrRate or ErrWindow. It panics unless there is a lead.
func NewSplineStream(rate float64, leads int, lag LagOptions) (*SplineStream, error) {
	lag.Window = orDefault(lag.Lag, DefaultLag) + orDefault(lag.Hop, DefaultHop) + splineContext
	s := &SplineStream{rate: rate, level: make([][]float64, max(leads, 0))}
	if err := s.init("spline stream", rate, leads, lag); err != nil {
		return nil, err
	}
	f, err := NewKnotFinder(rate)
	if err != nil {
		return nil, err
	}
	s.finder = f
	s.remove = s.subtract
	return s, nil
}

// Beats announces beats by sample indexes, counted from the first sample pushed, each once
// and in ascending order; others are skipped. They may be announced ahead of their samples.
// A beat announced later than a lag after its sample helps little.
func (s *SplineStream) Beats(at ...int) {
	last := -1
	if n := len(s.knots); n > 0 {
		last = s.knots[n-1]
	}
	if n := len(s.pending); n > 0 {
		last = s.pending[n-1]
	}
	for _, k := range at {
		if k > last {
			s.pending = append(s.pending, k)
			last = k
		}
	}
}

// Flush implements [Stream]. Beats are forgotten.
func (s *SplineStream) Flush(dst []float64) []float64 {
	dst = s.Lagged.Flush(dst)
	s.forget()
	return dst
}

// FlushLeads implements [LeadStream]. Beats are forgotten.
func (s *SplineStream) FlushLeads(dst [][]float64) [][]float64 {
	dst = s.Lagged.FlushLeads(dst)
	s.forget()
	return dst
}

func (s *SplineStream) forget() {
	s.pending, s.knots = s.pending[:0], s.knots[:0]
	for l := range s.level {
		s.level[l] = s.level[l][:0]
	}
}

// subtract is what is done to every window.
func (s *SplineStream) subtract(dst, src [][]float64) {
	s.find(src)
	s.drop()
	for l, x := range src {
		for i, v := range x {
			if !dsp.Present(v) {
				v = missing
			}
			dst[l][i] = v
		}
		p := &s.spline
		p.x, p.y = p.x[:0], p.y[:0]
		for i, k := range s.knots {
			if v := s.level[l][i]; dsp.Present(v) {
				p.x, p.y = append(p.x, float64(k-s.first)), append(p.y, v)
			}
		}
		p.subtract(dst[l])
	}
}

// find looks for the knots of the beats whose QRS complex has been seen.
func (s *SplineStream) find(src [][]float64) {
	ahead := int(math.Ceil(knotTo*s.rate)) + 1 // what the finder looks at after a beat
	n := 0
	for n < len(s.pending) && s.pending[n]+ahead < s.in {
		s.pending[n] -= s.first
		n++
	}
	if n == 0 {
		return
	}
	s.found = s.finder.Find(s.found[:0], src, s.pending[:n])
	s.pending = slices.Delete(s.pending, 0, n)
	for _, k := range s.found {
		if i := len(s.knots); i > 0 && k+s.first <= s.knots[i-1] {
			continue
		}
		s.knots = append(s.knots, k+s.first)
		for l, x := range src {
			v, ok := levelAround(x, k, s.rate)
			if !ok {
				v = missing
			}
			s.level[l] = append(s.level[l], v)
		}
	}
}

// drop forgets the knots that no longer matter.
func (s *SplineStream) drop() {
	old, _ := slices.BinarySearch(s.knots, s.out)
	if old -= splineMemory; old <= 0 {
		return
	}
	s.knots = slices.Delete(s.knots, 0, old)
	for l := range s.level {
		s.level[l] = slices.Delete(s.level[l], 0, old)
	}
}
