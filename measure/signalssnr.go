package measure

import "math"

// Constants of the signal-to-noise ratio.
const (
	snrNoTMS  = 250 // without a T wave the window ends this long after QRS
	snrMostDB = 60  // of a lead without noise
)

// snr is the signal-to-noise ratio of lead l as recorded, in dB: the power of the representative beat from QRS onset to T end
// against that of what is left of the beats of its class there when their mean is taken away, and from each beat a straight
// line: baseline wander slower than a beat is not noise here. NaN without two beats.
func (m *Measurer) snr(l int) float64 {
	s := &m.rep
	if !m.found || s.x[l] == nil {
		return math.NaN()
	}
	x := m.in.Leads[l].Raw
	if x == nil {
		x = m.in.Leads[l].Clean
	}
	from, to := s.g.QRSOn, s.g.QRSOff+m.samples(snrNoTMS)
	if s.g.TOff != None {
		to = s.g.TOff
	}
	from, to = max(from, 0), min(to+1, s.n)
	n := to - from
	if n < 3 {
		return math.NaN()
	}
	m.buf = resize(m.buf, n)
	mean := m.buf
	clear(mean)
	beats := 0
	each := func(do func(y []float64)) {
		for i := range m.beats {
			b := &m.beats[i]
			if a := b.r - s.r + from; b.avg && a >= 0 && a+n <= len(x) {
				do(x[a:][:n])
			}
		}
	}
	each(func(y []float64) {
		beats++
		for k, v := range y[:len(mean)] {
			mean[k] += v
		}
	})
	if t := total(mean); t != t { // without the beats in which something is missing
		clear(mean)
		beats = 0
		each(func(y []float64) {
			if t := total(y); t == t {
				beats++
				for k, v := range y[:len(mean)] {
					mean[k] += v
				}
			}
		})
	}
	if beats < 2 {
		return math.NaN()
	}
	for k := range mean {
		mean[k] /= float64(beats)
	}
	spread := float64(n) * (float64(n)*float64(n) - 1) / 12 // sum of squared times
	noise := 0.0
	each(func(y []float64) {
		s0, s1, s2 := lineApart(y, mean)
		if s0 == s0 {
			noise += math.Max(0, s2-s0*s0/float64(n)-s1*s1/spread)
		}
	})
	// The mean takes one degree of freedom in each of the beats, the line two of each window.
	noise /= float64(beats-1) * float64(n-2)
	signal, base := 0.0, s.base[l]
	for _, v := range s.x[l][from:to] {
		signal += (v - base) * (v - base)
	}
	signal /= float64(n)
	if !(signal > 0) {
		return math.NaN()
	}
	return math.Min(snrMostDB, 10*math.Log10(signal/noise))
}

// lineApart returns the sums of the differences of x and y, of each times its time from the middle, and of their squares.
func lineApart(x, y []float64) (s0, s1, s2 float64) {
	y = y[:len(x)]
	t := -float64(len(x)-1) / 2
	var r0, r1, r2 float64
	i := 1
	for ; i < len(x); i += 2 {
		a, b := x[i-1]-y[i-1], x[i]-y[i]
		s0 += a
		r0 += b
		s1 += a * t
		r1 += b * (t + 1)
		s2 += a * a
		r2 += b * b
		t += 2
	}
	if i == len(x) {
		a := x[i-1] - y[i-1]
		s0 += a
		s1 += a * t
		s2 += a * a
	}
	return s0 + r0, s1 + r1, s2 + r2
}
