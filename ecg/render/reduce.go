package render

import "math"

// What the eye cannot see at any usual resolution, mm: a pixel at 300 dpi is 0.085 mm wide.
const (
	columnWidth = 0.05  // one minimum and one maximum is kept in each column so wide
	tolerance   = 0.015 // a point is left out that lies nearer to the line without it
)

// reducer turns samples into as few points as draw the same line.
type reducer struct {
	points []Point // of the run
	raw    []Point
}

// run reduces samples v, the first of which is at x and each further one step to the right; y is the height of 0 µV and
// scale mm/µV. No value may be NaN. The result is valid until the next call.
func (r *reducer) run(v []float64, x, step, y, scale float64) []Point {
	r.raw = r.raw[:0]
	perColumn := int(columnWidth / step)
	if perColumn < 3 {
		for i, s := range v {
			r.raw = append(r.raw, Point{x + float64(i)*step, y - s*scale})
		}
	} else {
		for a := 0; a < len(v); a += perColumn {
			b := min(a+perColumn, len(v))
			lo, hi := a, a
			for i := a + 1; i < b; i++ {
				if v[i] < v[lo] {
					lo = i
				}
				if v[i] > v[hi] {
					hi = i
				}
			}
			first, second := min(lo, hi), max(lo, hi)
			r.raw = append(r.raw, Point{x + float64(first)*step, y - v[first]*scale})
			if second != first {
				r.raw = append(r.raw, Point{x + float64(second)*step, y - v[second]*scale})
			}
		}
		if last := len(v) - 1; r.raw[len(r.raw)-1].X < x+float64(last)*step {
			r.raw = append(r.raw, Point{x + float64(last)*step, y - v[last]*scale})
		}
	}
	return r.straighten()
}

// straighten leaves out points that lie within the tolerance of the line between their neighbours: from a kept point, the
// slopes that pass all later points within the tolerance form a cone, and the last point inside it is kept next.
func (r *reducer) straighten() []Point {
	out := append(r.points[:0], r.raw[0])
	anchor := r.raw[0]
	lo, hi := math.Inf(-1), math.Inf(1)
	last := -1 // the last point that the cone held
	for i := 1; i < len(r.raw); i++ {
		p := r.raw[i]
		dx := p.X - anchor.X
		slope := (p.Y - anchor.Y) / dx
		if last >= 0 && (slope < lo || slope > hi) {
			anchor = r.raw[last]
			out = append(out, anchor)
			lo, hi, last = math.Inf(-1), math.Inf(1), -1
			dx = p.X - anchor.X
		}
		lo = math.Max(lo, (p.Y-tolerance-anchor.Y)/dx)
		hi = math.Min(hi, (p.Y+tolerance-anchor.Y)/dx)
		last = i
	}
	if last >= 0 {
		out = append(out, r.raw[last])
	}
	r.points = out
	return out
}
