package measure

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// pwHumps finds the points where the leads together rise or fall most against their shoulders.
func (m *Measurer) pwHumps() {
	w := &m.pw
	ms := float64(w.step) * 1000 / m.rate
	c, p, q := int(pCoreMS/ms), int(math.Round(pShoulderA/ms)), int(math.Round(pShoulderB/ms))
	w.energy = resize(w.energy, w.n)
	clear(w.energy)
	core, shoulder := 1/float64(2*c+1), 1/float64(2*(q-p+1))
	least := 0.0 // a hump of pwMinUV in the lead that weighs most
	for j, g := range w.gain {
		least = max(least, g*pwMinUV)
		if w.n <= 2*q {
			continue
		}
		w.cum = prefix(w.cum, w.x[j])
		e := w.energy[q : w.n-q]
		from := func(i int) []float64 { return w.cum[q+i:][:len(e)] }
		a, b, f, d, h, k := from(c+1), from(-c), from(1-p), from(-q), from(q+1), from(p)
		for i := range e {
			if v := g * ((a[i]-b[i])*core - (f[i]-d[i]+h[i]-k[i])*shoulder); v == v {
				e[i] += v * v
			}
		}
	}
	least *= least
	w.cand = w.cand[:0]
	apart := int(pwApartMS / ms)
	for i := q; i+q < w.n; i++ {
		e := w.energy[i]
		if w.blind[i] || e < least || e < w.energy[i-1] || e < w.energy[i+1] {
			continue
		}
		if n := len(w.cand); n > 0 && i-w.cand[n-1].at < apart/2 {
			if e > w.cand[n-1].energy {
				w.cand[n-1] = pwCandidate{at: i, energy: e}
			}
			continue
		}
		if len(w.cand) == pwMost {
			return
		}
		w.cand = append(w.cand, pwCandidate{at: i, energy: e})
	}
}

// pwWindow copies the window about grid point at into dst, weighted, without mean and slope; false at an end or a gap. What
// lies on a QRS complex is left as it is: the residual there is small beside a good match and spoils a bad one.
func (m *Measurer) pwWindow(dst []float64, at int) bool {
	w := &m.pw
	n := 2*w.half + 1
	if at-w.half < 0 || at+w.half >= w.n {
		return false
	}
	for j := range m.cmp {
		g := w.gain[j]
		t := dst[j*n : (j+1)*n]
		for i, v := range w.x[j][at-w.half : at+w.half+1] {
			t[i] = g * v
		}
		if !detrend(t) {
			return false
		}
	}
	return true
}

// pwMatch compares mean with the window about at, shifted a little, and returns the best place. mean has neither level nor slope,
// so that those of the window need not be taken away before the products.
func (m *Measurer) pwMatch(mean []float64, at int) (best int, corr, size float64) {
	w := &m.pw
	tt := dot(mean, mean)
	best, corr = at, -1
	if !(tt > 0) {
		return best, corr, 0
	}
	var num, power [pwLags]float64
	n := 2*w.half + 1
	from, to := max(0, w.half+pwLagPoints-at), min(pwLags, w.n-at-w.half+pwLagPoints)
	if from >= to {
		return best, corr, 0
	}
	for j := range m.cmp {
		x, g := w.x[j][at-w.half-pwLagPoints+from:][:n+to-from-1], w.gain[j]
		var products [pwLags]float64
		dsp.AddDots(products[from:to], x, mean[j*n:(j+1)*n])
		for d := from; d < to; d++ {
			num[d] += g * products[d]
		}
		addPowers(power[from:to], x, n, g*g)
	}
	for d := from; d < to; d++ {
		if c := num[d] / math.Sqrt(tt*max(power[d], 1e-12)); c > corr {
			best, corr, size = at+d-pwLagPoints, c, num[d]/tt
		}
	}
	return best, corr, size
}

// addPowers adds to dst[d] g times the sum of squares about their line of the n values of x from d on, for every d.
func addPowers(dst, x []float64, n int, g float64) {
	mid := float64(n-1) / 2
	level := x[n/2] // near the mean
	s, sk, q := 0.0, 0.0, 0.0
	y, odd, oddK, oddQ, i := x[:n], 0.0, 0.0, 0.0, 1
	for ; i < len(y); i += 2 {
		a, b, t := y[i-1]-level, y[i]-level, float64(i)-mid
		s += a
		sk += a * (t - 1)
		q += a * a
		odd += b
		oddK += b * t
		oddQ += b * b
	}
	if i == len(y) {
		a := y[i-1] - level
		s += a
		sk += a * mid
		q += a * a
	}
	s, sk, q = s+odd, sk+oddK, q+oddQ
	k, k1 := 1/float64(n), 12/(float64(n)*(float64(n)*float64(n)-1))
	for d := range dst {
		dst[d] += g * (q - s*s*k - sk*sk*k1)
		if d+n < len(x) {
			out, in := x[d]-level, x[d+n]-level
			s += in - out
			sk += out*mid + in*(float64(n)-mid) - s
			q += in*in - out*out
		}
	}
}
