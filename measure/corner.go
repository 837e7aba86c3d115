package measure

import "math"

// Constants of corners. No heart makes them: they are how the calibration signals of IEC 60601-2-25 begin and end.
const (
	cornerRise = 1.6  // half widths of the slope kernel, in which it climbs from the threshold to half of the slope
	cornerFlat = 0.03 // by which the slope may vary
	cornerMS   = 5    // over this time behind the climb
)

// corner returns where the QRS complex begins (dir 1) or ends (-1) when it does so with a corner, from the limit at that the
// delineation found; at itself when it does not. The slope is taken over some ms, so that the foot of its climb lies that
// much outside a corner; half of the climb lies on it.
func (s *shape) corner(at, dir int) float64 {
	w := samples(fastSlopeMS, s.rate, 1)
	n, last := samples(cornerMS, s.rate, 2), at+dir*s.ms(3*fastSlopeMS+cornerMS)
	if min(at, last) < w || max(at, last)+w >= s.n {
		return float64(at)
	}
	speed := func(i int) float64 {
		sum := 0.0
		for l := range s.x {
			if s.x[l] != nil {
				sum += s.fast[l][i] * s.fast[l][i]
			}
		}
		return math.Sqrt(sum)
	}
	top := 0.0
	for i := at; i != last; i += dir {
		top = max(top, speed(i))
	}
	i := at
	for i != last && speed(i) < top/2 {
		i += dir
	}
	if float64(dir*(i-at)) > cornerRise*float64(w)+1 || i == at {
		return float64(at)
	}
	for j := range n + 1 {
		if k := i + dir*(w+j); dir*(last-k) < 0 || math.Abs(speed(k)-top) > cornerFlat*top {
			return float64(at)
		}
	}
	a, b := speed(i-dir), speed(i)
	return float64(i) - float64(dir)*(b-top/2)/max(b-a, 1e-9)
}
