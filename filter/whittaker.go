package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// whittaker is penalised least squares on a regular grid: for samples y with weights
// w it finds the b that minimises
//
//	sum w[i] (y[i]-b[i])^2 + lambda * sum (difference of the given order of b)^2
//
// (E. T. Whittaker, "On a new method of graduation", Proc. Edinb. Math. Soc.
// 41:63-75, 1923). With equal weights it is a zero-phase low-pass of gain
// 1/(1+(sin(pi f/fs)/sin(pi fc/fs))^(2*order)), the Butterworth shape that a
// forward-backward pass of that order has. Unlike a recursive pass it needs nothing
// beyond the ends of the data, and a weight of 0 is a hole that it bridges smoothly.
//
// The matrix is banded; it is factored as L D L' once and solved for four leads at a
// time, which hides the latency of the recursions.
type whittaker struct {
	order  int
	lambda float64
	n      int
	band   []float64 // row i: L[i][i-1], ..., L[i][i-order]
	inv    []float64 // 1/D
	diff   [maxDifference + 1]float64
	pen    []float64 // rows of lambda*D'D: the first order, one of the middle
	key    []float64 // weights that were factored last
}

// maxDifference bounds the order of the penalty. Orders above 5 gain nothing here and
// cost precision: lambda grows with the power 2*order.
const maxDifference = 5

// lane is one sample of four leads.
type lane [4]float64

// penalty returns the lambda that puts the -6 dB corner at fc for samples at rate fs.
func penalty(order int, fc, fs float64) float64 {
	return math.Pow(2*math.Sin(math.Pi*fc/fs), -2*float64(order))
}

// factor prepares for n = len(w) samples. It is a no-op for what was factored last.
// Fewer samples than order+1 lower the order.
func (t *whittaker) factor(order int, lambda float64, w []float64) {
	n := len(w)
	order = max(min(order, n-1), 0)
	if t.n == n && t.order == order && t.lambda == lambda && equal(t.key, w) {
		return
	}
	if t.order != order || t.lambda != lambda || t.pen == nil {
		t.order, t.lambda = order, lambda
		t.differences(order)
	}
	t.n = n
	t.key = append(t.key[:0], w...)
	t.band, t.inv = dsp.Resize(t.band, n*order), dsp.Resize(t.inv, n)
	t.refactor(w, 0)
}

// refactor computes the rows of L and D from the given one on.
func (t *whittaker) refactor(w []float64, from int) {
	p := t.order
	var l, r [maxDifference + 1]float64 // row i of L, and of L*D
	for i := from; i < len(w); i++ {
		if i >= p && i < len(w)-p {
			if p == 5 {
				t.row5(i, w[i])
				continue
			}
			if p == 3 {
				t.row3(i, w[i])
				continue
			}
		}
		for k := min(p, i); k >= 0; k-- { // band index k stands for column i-k
			r[k] = t.penaltyAt(i, k)
		}
		r[0] += w[i]
		// Column i-k needs the columns before it.
		for k := min(p, i); k >= 1; k-- {
			s := r[k]
			row := t.band[(i-k)*p : (i-k)*p+p]
			for q := k + 1; q <= min(p, i); q++ {
				s -= r[q] * row[q-k-1]
			}
			r[k] = s
		}
		d := r[0]
		for k := 1; k <= min(p, i); k++ {
			l[k] = r[k] * t.inv[i-k]
			d -= l[k] * r[k]
			t.band[i*p+k-1] = l[k]
		}
		for k := min(p, i) + 1; k <= p; k++ {
			t.band[i*p+k-1] = 0
		}
		t.setPivot(i, d)
	}
}

func (t *whittaker) setPivot(i int, d float64) {
	if !(d > 0) { // all weights zero: any smooth answer will do
		d = math.Max(t.penaltyAt(i, 0), 1)
	}
	t.inv[i] = 1 / d
}

// row5 is a row away from the ends, for the fifth order.
func (t *whittaker) row5(i int, w float64) {
	m := t.band[i*5-20 : i*5+5 : i*5+5] // rows i-4 to i
	v := t.inv[i-5 : i : i]
	q := t.pen[6*6*6-6:] // as far as it gets from both ends
	r5 := q[5]
	r4 := q[4] - r5*m[0]
	r3 := q[3] - r5*m[6] - r4*m[5]
	r2 := q[2] - r5*m[12] - r4*m[11] - r3*m[10]
	r1 := q[1] - r5*m[18] - r4*m[17] - r3*m[16] - r2*m[15]
	l5, l4, l3, l2, l1 := r5*v[0], r4*v[1], r3*v[2], r2*v[3], r1*v[4]
	m[20], m[21], m[22], m[23], m[24] = l1, l2, l3, l4, l5
	t.setPivot(i, q[0]+w-r5*l5-r4*l4-r3*l3-r2*l2-r1*l1)
}

func equal(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i, v := range a {
		if v != b[i] {
			return false
		}
	}
	return true
}

// differences fills diff with the signed binomial coefficients and pen with the
// entries of lambda*D'D that the rows near the ends and those in the middle have.
func (t *whittaker) differences(p int) {
	t.diff = [maxDifference + 1]float64{0: 1}
	for i := 1; i <= p; i++ {
		for k := i; k >= 1; k-- {
			t.diff[k] -= t.diff[k-1]
		}
	}
	// Entry (i, i-k) sums diff[a]*diff[a-k] over the differences that cover both
	// samples; with m samples at hand before i (and after it) some are missing.
	size := (p + 1) * (p + 1) * (p + 1)
	t.pen = dsp.Resize(t.pen, size)
	for before := 0; before <= p; before++ {
		for after := 0; after <= p; after++ {
			for k := 0; k <= p; k++ {
				s := 0.0
				for a := max(k, p-after); a <= min(p, before); a++ {
					s += t.diff[a] * t.diff[a-k]
				}
				t.pen[(before*(p+1)+after)*(p+1)+k] = t.lambda * s
			}
		}
	}
}

func (t *whittaker) penaltyAt(i, k int) float64 {
	p := t.order
	before, after := min(i, p), min(t.n-1-i, p)
	return t.pen[(before*(p+1)+after)*(p+1)+k]
}

// row3 is the same for the third order.
func (t *whittaker) row3(i int, w float64) {
	m := t.band[i*3-6 : i*3+3 : i*3+3] // rows i-2 to i
	v := t.inv[i-3 : i : i]
	q := t.pen[4*4*4-4:]
	r3 := q[3]
	r2 := q[2] - r3*m[0]
	r1 := q[1] - r3*m[4] - r2*m[3]
	l3, l2, l1 := r3*v[0], r2*v[1], r1*v[2]
	m[6], m[7], m[8] = l1, l2, l3
	t.setPivot(i, q[0]+w-r3*l3-r2*l2-r1*l1)
}

// solve replaces y, which holds weights times samples, by the smoothed values.
func (t *whittaker) solve(y []lane) {
	p, n := t.order, t.n
	y = y[:n]
	switch p {
	case 3:
		t.solve3(y)
		return
	case 5:
		t.solve5(y)
		return
	}
	for i := range y {
		v := y[i]
		row := t.band[i*p : i*p+p]
		for k := range row[:min(p, i)] {
			v.sub(row[k], &y[i-1-k])
		}
		y[i] = v
	}
	for i := n - 1; i >= 0; i-- {
		v := y[i]
		v.scale(t.inv[i])
		for k := 1; k <= min(p, n-1-i); k++ {
			v.sub(t.band[(i+k)*p+k-1], &y[i+k])
		}
		y[i] = v
	}
}

func (v *lane) sub(c float64, u *lane) {
	v[0] -= c * u[0]
	v[1] -= c * u[1]
	v[2] -= c * u[2]
	v[3] -= c * u[3]
}

func (v *lane) scale(c float64) {
	v[0] *= c
	v[1] *= c
	v[2] *= c
	v[3] *= c
}

// solve3 is solve for the third order, unrolled.
func (t *whittaker) solve3(y []lane) {
	n := len(y)
	for i := range min(3, n) {
		v := y[i]
		for k := range i {
			v.sub(t.band[i*3+k], &y[i-1-k])
		}
		y[i] = v
	}
	for i := 3; i < n; i++ {
		c := t.band[i*3 : i*3+3 : i*3+3]
		w := y[i-3 : i+1 : i+1]
		c1, c2, c3 := c[0], c[1], c[2]
		d, e, f, v := &w[0], &w[1], &w[2], &w[3]
		v[0] = v[0] - c3*d[0] - c2*e[0] - c1*f[0]
		v[1] = v[1] - c3*d[1] - c2*e[1] - c1*f[1]
		v[2] = v[2] - c3*d[2] - c2*e[2] - c1*f[2]
		v[3] = v[3] - c3*d[3] - c2*e[3] - c1*f[3]
	}
	for i := n - 1; i >= max(n-3, 0); i-- {
		v := y[i]
		v.scale(t.inv[i])
		for k := 1; k <= n-1-i; k++ {
			v.sub(t.band[(i+k)*3+k-1], &y[i+k])
		}
		y[i] = v
	}
	for i := n - 4; i >= 0; i-- {
		z := t.inv[i]
		c := t.band[i*3+3 : i*3+12 : i*3+12]
		w := y[i : i+4 : i+4]
		c1, c2, c3 := c[0], c[4], c[8]
		v, f, e, d := &w[0], &w[1], &w[2], &w[3]
		v[0] = z*v[0] - c3*d[0] - c2*e[0] - c1*f[0]
		v[1] = z*v[1] - c3*d[1] - c2*e[1] - c1*f[1]
		v[2] = z*v[2] - c3*d[2] - c2*e[2] - c1*f[2]
		v[3] = z*v[3] - c3*d[3] - c2*e[3] - c1*f[3]
	}
}

// solve5 is solve for the fifth order, unrolled: the term that the next row waits for
// comes last.
func (t *whittaker) solve5(y []lane) {
	n := len(y)
	for i := range min(5, n) {
		v := y[i]
		for k := range i {
			v.sub(t.band[i*5+k], &y[i-1-k])
		}
		y[i] = v
	}
	for i := 5; i < n; i++ {
		c := t.band[i*5 : i*5+5 : i*5+5]
		w := y[i-5 : i+1 : i+1]
		c1, c2, c3, c4, c5 := c[0], c[1], c[2], c[3], c[4]
		a, b, d, e, f, v := &w[0], &w[1], &w[2], &w[3], &w[4], &w[5]
		v[0] = v[0] - c5*a[0] - c4*b[0] - c3*d[0] - c2*e[0] - c1*f[0]
		v[1] = v[1] - c5*a[1] - c4*b[1] - c3*d[1] - c2*e[1] - c1*f[1]
		v[2] = v[2] - c5*a[2] - c4*b[2] - c3*d[2] - c2*e[2] - c1*f[2]
		v[3] = v[3] - c5*a[3] - c4*b[3] - c3*d[3] - c2*e[3] - c1*f[3]
	}
	for i := n - 1; i >= max(n-5, 0); i-- {
		v := y[i]
		v.scale(t.inv[i])
		for k := 1; k <= n-1-i; k++ {
			v.sub(t.band[(i+k)*5+k-1], &y[i+k])
		}
		y[i] = v
	}
	for i := n - 6; i >= 0; i-- {
		z := t.inv[i]
		c := t.band[i*5+5 : i*5+30 : i*5+30]
		w := y[i : i+6 : i+6]
		c1, c2, c3, c4, c5 := c[0], c[6], c[12], c[18], c[24]
		v, f, e, d, b, a := &w[0], &w[1], &w[2], &w[3], &w[4], &w[5]
		v[0] = z*v[0] - c5*a[0] - c4*b[0] - c3*d[0] - c2*e[0] - c1*f[0]
		v[1] = z*v[1] - c5*a[1] - c4*b[1] - c3*d[1] - c2*e[1] - c1*f[1]
		v[2] = z*v[2] - c5*a[2] - c4*b[2] - c3*d[2] - c2*e[2] - c1*f[2]
		v[3] = z*v[3] - c5*a[3] - c4*b[3] - c3*d[3] - c2*e[3] - c1*f[3]
	}
}
