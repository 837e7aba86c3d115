package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the U wave. Times are those at an RR interval of 1 s and grow with √RR as the QT interval does. Place and width:
// Surawicz, J Cardiovasc Electrophysiol 1998;9:1117; AHA/ACCF/HRS recommendations part IV, 2009.
const (
	uFromMS  = 90  // U has its peak from so long after the end of T
	uToMS    = 200 // to so long,
	uSlackMS = 30  // give or take what the end of T is uncertain by (CSE 1985)
	uWidthLo = 80  // it lasts at least so long
	uWidthHi = 240 // and at most so long
	uGapMS   = 12  // what lies closer to the next P wave or QRS complex belongs to that
	uLevelMS = 40  // length of the stretch before P that the height counts from
	uLeastUV = 20  // lower humps are no waves (CSE 1985)
	uFall    = 2   // by so much it has fallen 40 ms from its peak: an eighth of the least one, half of what the widest has
	uNoise   = 4   // nor are those of less than so many times the noise of the beat
	uLateMS  = 430 // a wave with its peak this late after QRS onset may be U though T seems to end on it,
	uApartMS = 120 // after a lower T wave that has its peak this long before
	uFirstMS = 60  // and this long after the QRS complex
)

// uHump is a hump of a curve: where it has its peak, how far that rises over the higher of its feet, and how long it lasts.
type uHump struct {
	peak         int
	height, wide float64 // signed; samples
}

// uWave measures the U wave of lead l of the representative beat.
func (m *Measurer) uWave(out *Lead, l int) {
	s := &m.rep
	if s.g.TOff == None || m.used < 2 {
		return
	}
	z, level := m.quietUntil(), m.levelBeforeP(l)
	if level != level {
		return
	}
	k := s.rrScale()
	least := max(uLeastUV, uNoise*m.quiet[l])
	from, to := s.g.TOff+s.ms(uFromMS*k-uSlackMS), s.g.TOff+s.ms(uToMS*k+uSlackMS)
	if m.lateU(out, l, min(to, z-1), z, k, level, least) {
		return
	}
	u, ok := s.humpBetween(l, from, min(to, z-1), s.g.TOff-s.ms(uSlackMS), z, k)
	switch {
	case !ok || math.Abs(u.height) < uLeastUV:
		if z > to && least <= 2*uLeastUV {
			out.U = 0
		}
	case math.Abs(u.height) >= least:
		m.writeU(out, l, &u, level)
	}
}

// writeU writes the height of the U wave u of lead l, unless the beats differ by too much about it.
func (m *Measurer) writeU(out *Lead, l int, u *uHump, level float64) bool {
	s := &m.rep
	w := int(u.wide / 2)
	v, _ := crest(s.x[l], u.peak, samples(crestWideMS, m.rate, 1))
	v -= level
	noise := m.differ(l, u.peak-w, min(u.peak+w, s.n)) / math.Sqrt(float64(m.used))
	if v*u.height <= 0 || !(math.Abs(v) >= uNoise*noise) {
		return false
	}
	out.U = ecg.Microvolt(v)
	out.QU = ecg.Millisecond((float64(u.peak-s.g.QRSOn) + u.wide/2) * 1000 / m.rate)
	return true
}

// lateU finds a U wave in lead l that the T wave was measured on, wholly or by its end: a late wave that begins before the end of T,
// with a lower T wave before it.
func (m *Measurer) lateU(out *Lead, l, to, z int, k, level, least float64) bool {
	s := &m.rep
	from := s.g.QRSOn + s.ms(uLateMS*k)
	if s.g.TOff < from {
		return false
	}
	a := s.g.QRSOff + s.ms(uFirstMS)
	u, ok := s.humpBetween(l, from, to, a, z, k)
	if !ok || math.Abs(u.height) < least {
		return false
	}
	t, ok := s.humpBetween(l, a, u.peak-s.ms(uApartMS*k), s.g.QRSOff, u.peak, k)
	if !ok || math.Abs(t.height) < least || s.valley(l, t.peak, &u) > s.g.TOff-s.ms(uSlackMS) {
		return false
	}
	v, _ := crest(s.x[l], t.peak, samples(crestWideMS, m.rate, 1))
	v -= m.zero[l]
	if top := s.x[l][u.peak] - level; math.Abs(v) >= math.Abs(top) || !m.writeU(out, l, &u, level) {
		return false
	}
	out.TBeforeU = ecg.Microvolt(v)
	return true
}

// valley is where lead l lies farthest from the hump u between sample a and its peak: where the wave u begins.
func (s *shape) valley(l, a int, u *uHump) int {
	y, low := s.sm[l], u.peak
	for i := a; i < u.peak; i++ {
		if (y[i] < y[low]) == (u.height > 0) && y[i] != y[low] {
			low = i
		}
	}
	return low
}

// quietUntil is the first sample of the representative beat behind its T wave that may belong to the next P wave or, without
// P waves, to the next QRS complex.
func (m *Measurer) quietUntil() int {
	s := &m.rep
	if math.IsInf(s.nextR, 1) {
		return s.n
	}
	next := s.g.QRSOn
	if m.hasP {
		next = s.g.POn
	}
	return max(0, min(s.n, next+int(s.nextR)-s.ms(uGapMS)))
}

// levelBeforeP is the level of lead l before the P wave, or before the QRS complex where there is no P wave; NaN where the T wave
// of the beat before may reach into it.
func (m *Measurer) levelBeforeP(l int) float64 {
	s := &m.rep
	if m.hasP {
		return m.tpLevel(l)
	}
	z := s.g.QRSOn - s.ms(uGapMS)
	a := z - s.ms(uLevelMS)
	if a < 0 || !math.IsInf(s.prevR, 1) && float64(a) < float64(s.g.TOff+s.ms(tpLate))-s.prevR {
		return math.NaN()
	}
	return windowMean(s.cum[l], a, z)
}

// humpBetween returns the most prominent hump of lead l to either side that has its peak in [from, to] and its feet in [a, z), and
// lasts as long as a U wave does; it reports false when there is none. The length is twice that at half its height.
func (s *shape) humpBetween(l, from, to, a, z int, k float64) (best uHump, ok bool) {
	y := s.sm[l]
	a, z = max(a, 0), min(z, len(y))
	w := s.ms(uWidthLo * k / 2) // a wave has fallen this far to both sides by some of its height
	from, to = max(from, a+1, w), min(to, z-2, len(y)-1-w)
	for i := from; i <= to; i++ {
		before, at, after := y[i-1], y[i], y[i+1]
		sign := 1.0
		switch {
		case at >= before && at > after:
		case at <= before && at < after:
			sign = -1
		default:
			continue
		}
		if sign*(at-y[i-w]) < uFall || sign*(at-y[i+w]) < uFall {
			continue
		}
		h := s.rises(y, i, a, z, sign)
		if math.Abs(h.height) <= math.Abs(best.height) || h.wide < float64(s.ms(uWidthLo*k)) || h.wide > float64(s.ms(uWidthHi*k)) {
			continue
		}
		best, ok = h, true
	}
	return best, ok
}

// rises measures the hump of y that has its peak at i within [a, z), upwards for a sign of 1. Its feet are the lowest samples
// before the curve rises over the peak.
func (s *shape) rises(y []float64, i, a, z int, sign float64) uHump {
	top := sign * y[i]
	left, right := i, i
	for j := i - 1; j >= a && sign*y[j] <= top; j-- {
		if sign*y[j] < sign*y[left] {
			left = j
		}
	}
	for j := i + 1; j < z && sign*y[j] <= top; j++ {
		if sign*y[j] < sign*y[right] {
			right = j
		}
	}
	height := top - max(sign*y[left], sign*y[right])
	half := top - height/2
	p, q := i, i
	for p > left && sign*y[p] > half {
		p--
	}
	for q < right && sign*y[q] > half {
		q++
	}
	return uHump{peak: i, height: sign * height, wide: 2 * float64(q-p)}
}
