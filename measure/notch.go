package measure

import "math"

// Constants of notches and slurs.
const (
	notchUV     = 20   // least depth of a notch
	topShare    = 0.7  // a deflection that stays above this part of its height
	slurMS      = 40   // this long is slurred (an R of 80 ms base and triangular shape stays so 24 ms)
	jNotchFrom  = 45   // an end-QRS notch has its peak from this long before J
	jNotchTo    = 30   // to this long after it
	slurSlope   = 0.35 // an end-QRS slur begins where the descent slows to this part of its steepest
	slurLeastUV = 100  // and stands at least this high (Macfarlane 2015)
	slurLeastMS = 10
)

// notches looks at the deflection w: its last peak of similar height, and whether it is notched or slurred at its top.
func (m *Measurer) notches(l int, w qrsWave) (last int, notched bool) {
	s := &m.rep
	x, base := s.x[l], m.zero[l]
	depth := max(notchUV, 3*m.quiet[l])
	last = w.peak
	first, end := -1, -1
	valley := w.h
	for i := w.a; i <= w.z; i++ {
		v := x[i] - base
		if v >= topShare*w.h {
			if first < 0 {
				first = i
			}
			end = i
		}
	}
	// The highest point after each valley between the ends of the top.
	high, highAt := math.Inf(-1), first
	for i := first; i >= 0 && i <= end; i++ {
		v := x[i] - base
		if v > high {
			high, highAt = v, i
			if high-valley >= depth {
				notched = true
				last = max(last, highAt)
			}
		}
		if v < valley && high-v >= depth {
			valley, high = v, v
		}
	}
	return last, notched || float64(end-first)*1000/m.rate >= slurMS
}

// jNotch returns the height of a notch or slur at the end of the QRS complex of lead l behind its last R peak, 0 when there
// is none.
func (m *Measurer) jNotch(l, peak int) float64 {
	s := &m.rep
	x, base, off := s.x[l], m.zero[l], s.g.QRSOff
	depth := max(notchUV, 3*m.quiet[l])
	a, z := max(peak+1, off-m.samples(jNotchFrom)), min(off+m.samples(jNotchTo), s.n-2)
	low := x[min(peak, s.n-1)]
	best, top := 0.0, 0.0
	for i := peak + 1; i <= z; i++ {
		low = min(low, x[i])
		if i >= a && x[i] >= x[i-1] && x[i] > x[i+1] && x[i]-low >= depth && low-base > -depth {
			// A notch comes down again; the foot of T does not.
			fall := x[i] - x[min(i+m.samples(24), s.n-1)]
			if h := x[i] - base; h > best && fall >= depth/2 {
				best, top = h, h
			}
		}
	}
	if top > 0 {
		return top
	}
	d := s.fast[l]
	steep := peak
	for i := peak; i <= off; i++ {
		if d[i] < d[steep] {
			steep = i
		}
	}
	for i := steep; i <= off-m.samples(slurLeastMS); i++ {
		if d[i] > slurSlope*d[steep] {
			if h := x[i] - base; h >= slurLeastUV && d[i] < 0 && h-(x[off]-base) >= depth {
				return h
			}
			break
		}
	}
	return 0
}
