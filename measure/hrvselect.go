package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// hrvSeries is a series of intervals.
type hrvSeries struct {
	rr   []float64 // ms
	t    []float64 // end of the interval, s
	link []bool    // whether the interval follows on the one before without anything between
}

func (s *hrvSeries) clear() { s.rr, s.t, s.link = s.rr[:0], s.t[:0], s.link[:0] }

func (s *hrvSeries) add(rr, t float64, link bool) {
	s.rr, s.t, s.link = append(s.rr, rr), append(s.t, t), append(s.link, link)
}

// reserve makes room for n intervals.
func (s *hrvSeries) reserve(n int) {
	s.clear()
	s.rr, s.t, s.link = slices.Grow(s.rr, n), slices.Grow(s.t, n), slices.Grow(s.link, n)
}

// span is the time from the start of the first interval to the end of the last, in s.
func (s *hrvSeries) span() float64 {
	n := len(s.t)
	if n == 0 {
		return 0
	}
	return s.t[n-1] - s.t[0] + s.rr[0]/1000
}

// pauseBefore is the time between interval i and the one before it, in s.
func (s *hrvSeries) pauseBefore(i int) float64 { return s.t[i] - s.rr[i]/1000 - s.t[i-1] }

// seconds is the sum of the intervals in s.
func (s *hrvSeries) seconds() float64 {
	sum := 0.0
	for _, v := range s.rr {
		sum += v
	}
	return sum / 1000
}

// choose splits the intervals into NN and others. In all, link says whether an interval is NN.
func (h *HRV) choose(dst *HRVReport, in HRVInput) {
	h.all.reserve(len(in.RR))
	h.nn.reserve(len(in.RR))
	limit := h.opt.MaxChange
	if limit == 0 {
		limit = hrvMissed
		if in.Class == nil {
			limit = hrvChange
		}
	}
	h.rate.reset()
	now, jumped := 0.0, false
	last := -2 // index of the NN interval before
	for i, v := range in.RR {
		now += v / 1000
		if in.Time != nil {
			now = in.Time[i]
		}
		ok := v >= h.opt.MinRR && v <= h.opt.MaxRR
		if in.Class != nil {
			ok = ok && in.Class[i] == detect.Normal && in.Class[i+1] == detect.Normal
		}
		if limit > 0 {
			median := h.rate.median()
			if v > 0 {
				h.rate.add(v)
			}
			jump := math.Abs(v-median) > limit*median // never before there is a median
			ok = ok && !jump && !jumped
			jumped = jump
		}
		h.all.add(v, now, ok)
		if ok {
			h.nn.add(v, now, last == i-1)
			last = i
		}
	}
	dst.Time.Count = len(h.nn.rr)
	if len(in.RR) > 0 {
		dst.Excluded = ecg.Value(1 - float64(len(h.nn.rr))/float64(len(in.RR)))
	}
	if len(h.nn.rr) > 0 {
		dst.Duration = ecg.Value(h.nn.span())
	}
}

// rateMedian is how many intervals before make the reference of the next.
const rateMedian = 9

// rateWork is a running median.
type rateWork struct {
	ring [rateMedian]float64
	n    int
}

func (r *rateWork) reset() { r.n = 0 }

func (r *rateWork) add(v float64) {
	r.ring[r.n%rateMedian] = v
	r.n++
}

// median is NaN when nothing came yet.
func (r *rateWork) median() float64 {
	sorted := r.ring
	n := min(r.n, rateMedian)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(sorted[:n])
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// correct makes the series without ectopic intervals.
func (h *HRV) correct(dst *HRVReport) {
	f := &h.fixed
	f.reserve(len(h.all.rr))
	if h.opt.Correction != CorrectLinear && h.opt.Correction != CorrectCubic {
		f.rr, f.t, f.link = append(f.rr, h.nn.rr...), append(f.t, h.nn.t...), append(f.link, h.nn.link...)
		return
	}
	// The neighbours are told apart by their index, not by their time, which an ectopic beat shifts.
	cubic := h.opt.Correction == CorrectCubic
	if cubic {
		h.times = h.times[:0]
		for i, ok := range h.all.link {
			if ok {
				h.times = append(h.times, float64(i))
			}
		}
		h.spline.fit(h.times, h.nn.rr)
	}
	last, replaced := -1, 0
	for i, ok := range h.all.link {
		if !ok {
			continue
		}
		link := last >= 0
		if link && i > last+1 {
			if link = h.bridgeable(last, i); link {
				from := h.all.rr[last]
				step := (h.all.rr[i] - from) / float64(i-last)
				for k := last + 1; k < i; k++ {
					v := from + step*float64(k-last)
					if cubic {
						v = h.spline.at(float64(k))
					}
					f.add(v, h.all.t[k], true)
					replaced++
				}
			}
		}
		f.add(h.all.rr[i], h.all.t[i], link)
		last = i
	}
	dst.Corrected = ecg.Value(float64(replaced) / float64(len(h.all.rr)))
}

// bridgeable reports whether the intervals between two NN intervals may be replaced.
func (h *HRV) bridgeable(last, next int) bool {
	for k := last + 1; k < next; k++ {
		if math.IsNaN(h.all.rr[k]) {
			return false
		}
	}
	return h.all.t[next]-h.all.rr[next]/1000-h.all.t[last] <= h.opt.MaxGap
}

// spline is a cubic spline through points of rising x, with not-a-knot ends (two points: a line, three: a parabola).
type spline struct {
	x, y []float64
	m    []float64 // second derivatives
	c    []float64 // scratch of the elimination
	seg  int       // where x was looked for last
}

// fit takes the points, which must not change while the spline is in use.
func (s *spline) fit(x, y []float64) {
	n := len(x)
	s.x, s.y, s.seg = x, y, 0
	s.m, s.c = resize(s.m, n), resize(s.c, n)
	clear(s.m)
	h := func(i int) float64 { return x[i+1] - x[i] }
	d := func(i int) float64 { return (y[i+1] - y[i]) / h(i) }
	switch {
	case n < 3:
		return
	case n == 3:
		v := 2 * (d(1) - d(0)) / (h(0) + h(1))
		s.m[0], s.m[1], s.m[2] = v, v, v
		return
	}
	// Unknown are m[1] to m[n-2]; the third derivative goes on across x[1] and x[n-2].
	for i := 1; i < n-1; i++ {
		lower, diag, upper := h(i-1), 2*(h(i-1)+h(i)), h(i)
		if i == 1 {
			diag += lower * (1 + lower/upper)
			upper -= lower * lower / h(1)
			lower = 0
		}
		if i == n-2 {
			last := h(n - 2)
			diag += last * (1 + last/h(n-3))
			lower -= last * last / h(n-3)
			upper = 0
		}
		rhs := 6 * (d(i) - d(i-1))
		if i > 1 {
			diag -= lower * s.c[i-1]
			rhs -= lower * s.m[i-1]
		}
		s.c[i] = upper / diag
		s.m[i] = rhs / diag
	}
	for i := n - 3; i >= 1; i-- {
		s.m[i] -= s.c[i] * s.m[i+1]
	}
	s.m[0] = s.m[1] - h(0)/h(1)*(s.m[2]-s.m[1])
	s.m[n-1] = s.m[n-2] + h(n-2)/h(n-3)*(s.m[n-2]-s.m[n-3])
}

// at returns the value at v, which should rise from call to call.
func (s *spline) at(v float64) float64 {
	n := len(s.x)
	if n == 0 {
		return math.NaN()
	}
	if n == 1 {
		return s.y[0]
	}
	if s.seg > n-2 || v < s.x[s.seg] {
		s.seg = 0
	}
	for s.seg < n-2 && v > s.x[s.seg+1] {
		s.seg++
	}
	i := s.seg
	w := s.x[i+1] - s.x[i]
	a, b := (s.x[i+1]-v)/w, (v-s.x[i])/w
	return a*s.y[i] + b*s.y[i+1] + ((a*a*a-a)*s.m[i]+(b*b*b-b)*s.m[i+1])*w*w/6
}
