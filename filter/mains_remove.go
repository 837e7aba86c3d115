package filter

import (
	"math"
	"math/cmplx"
)

// Remove writes src less the interference to dst and returns dst; dst may be src, nil
// allocates. line is what Estimate found, for this or for another lead of the same
// record; a zero line copies. Gaps stay gaps.
func (m *MainsFilter) Remove(dst, src []float64, line Mains) []float64 {
	dst = destination(dst, len(src))
	copy(dst, src)
	k := nominalIndex(line.Nominal)
	if k < 0 || !m.ok[k] {
		return dst
	}
	m.gaps = m.gaps[:0]
	n := m.gaps.bridge(dst, src)
	one := [1][]float64{dst}
	m.reserve(one[:])
	m.demodulate(0, dst, line.Nominal)
	m.skip(0, m.gaps)
	m.value[0] = m.smooth(m.value[0], k, 0, line)
	m.subtract(dst, m.value[0])
	m.gaps.restore(dst, n)
	return dst
}

func nominalIndex(f float64) int {
	for k, n := range mainsNominal {
		if f == n {
			return k
		}
	}
	return -1
}

// lineFrame is what turns the sums of blocks into phasors of a line of known frequency,
// and back into samples.
type lineFrame struct {
	k         int
	frequency float64
	rate      float64
	cos, sin  []float64    // of one block
	turn      []complex128 // phase at the start of each block
	// The amplitude of the lead in the frame of a block is p*y + q*conj(y), y being the
	// demodulated difference: the sum over a block also catches a little of the negative
	// frequency. p0 and q0 are those of the first block, whose first difference is 0.
	p, q, p0, q0 complex128
}

// prepare fills line for the given interference and at least n blocks.
func (m *MainsFilter) prepare(k, n int, line Mains) {
	f := &m.line
	same := f.k == k && f.frequency == line.Frequency && f.rate == m.rate
	if !same {
		f.k, f.frequency, f.rate, f.turn = k, line.Frequency, m.rate, f.turn[:0]
		w := 2 * math.Pi * line.Frequency / m.rate
		f.cos, f.sin = grow(f.cos, m.block), grow(f.sin, m.block)
		for i := range f.cos {
			f.sin[i], f.cos[i] = math.Sincos(w * float64(i))
		}
		w0 := 2 * math.Pi * mainsNominal[k] / m.rate
		back := 1 - cmplx.Exp(complex(0, -w)) // differencing
		near, far := geometric(w-w0, m.block), geometric(-w-w0, m.block)
		f.p, f.q = invert(near/complex(float64(m.block), 0), far/complex(float64(m.block), 0), back)
		f.p0, f.q0 = invert((near-1)/complex(float64(m.block), 0), (far-1)/complex(float64(m.block), 0), back)
	}
	cycles := line.Frequency * float64(m.block) / m.rate
	for b := len(f.turn); b < n; b++ {
		c := cycles * float64(b)
		s, co := math.Sincos(2 * math.Pi * (c - math.Floor(c)))
		f.turn = append(f.turn, complex(co, s))
	}
}

// geometric is the sum of exp(j*w*i) for i from 0 to n-1.
func geometric(w float64, n int) (sum complex128) {
	for i := range n {
		s, c := math.Sincos(w * float64(i))
		sum += complex(c, s)
	}
	return sum
}

// invert solves y = a*d*x + b*conj(d*x) for x = p*y + q*conj(y).
func invert(a, b, d complex128) (p, q complex128) {
	det := real(a)*real(a) + imag(a)*imag(a) - real(b)*real(b) - imag(b)*imag(b)
	if !(math.Abs(det) > 1e-6) {
		return 1 / d, 0 // a block that cannot tell the two apart: so few samples
	}
	return cmplx.Conj(a) / d / complex(det, 0), -b / d / complex(det, 0)
}

// smooth fills value with the interference of lead i at the centre of every block, in
// the frame of the line, and returns it; a lead too short has none.
func (m *MainsFilter) smooth(value []complex128, k, i int, line Mains) []complex128 {
	p := &m.lead[k][i]
	n := len(p.z)
	if n < mainsBlocks {
		return value[:0]
	}
	m.prepare(k, n+1, line)
	if cap(value) < n {
		value = make([]complex128, n)
	}
	value = value[:n]
	m.lanes, m.wt = growLanes(m.lanes, n), grow(m.wt, n)
	f := &m.line
	m.weights(p)
	for b, z := range p.z {
		w := m.wt[b]
		y := z * m.frame(k, b)
		x := f.p*y + f.q*cmplx.Conj(y)
		if b == 0 {
			x = f.p0*y + f.q0*cmplx.Conj(y)
		}
		x *= cmplx.Conj(f.turn[b])
		value[b] = x
		m.lanes[b] = lane{w * real(x), w * imag(x)}
	}
	rate := m.rate / float64(m.block)
	m.other = append(m.other[:0], m.lanes...)
	m.slow.factor(mainsOrder, penalty(mainsOrder, mainsSlow, rate), m.wt)
	m.slow.solve(m.other)
	best := m.other
	if slow := m.misfit(value, m.other); slow > m.scatter(value) {
		m.curve.factor(mainsOrder, penalty(mainsOrder, mainsCorner, rate), m.wt)
		m.curve.solve(m.lanes)
		if slow > mainsEnough*m.misfit(value, m.lanes) {
			best = m.lanes
		}
	}
	for b := range value {
		value[b] = complex(best[b][0], best[b][1])
	}
	return value
}

// scatter is what the misfit would be if blocks differed from a slow curve by noise of
// their own only: from the differences of neighbours.
func (m *MainsFilter) scatter(value []complex128) (sum float64) {
	before, u := value[0], m.wt[0]
	for b, z := range value[1:] {
		w := m.wt[b+1]
		re, im := real(z)-real(before), imag(z)-imag(before)
		if w+u > 0 {
			sum += w * u / (w + u) * (re*re + im*im)
		}
		before, u = z, w
	}
	return sum
}

func meanAbs(z []complex128) (sum float64) {
	for _, v := range z {
		sum += math.Sqrt(real(v)*real(v) + imag(v)*imag(v))
	}
	return sum / math.Max(float64(len(z)), 1)
}

// misfit is the weighted power of what the smoothed phasors y leave of value.
func (m *MainsFilter) misfit(value []complex128, y []lane) (sum float64) {
	for b, z := range value {
		re, im := real(z)-y[b][0], imag(z)-y[b][1]
		sum += m.wt[b] * (re*re + im*im)
	}
	return sum
}

// weights fills wt with the weights of the blocks of p: small for those with a beat, and
// of the same mean in every second, so that a stretch of noise is not bridged but
// smoothed by what there is.
func (m *MainsFilter) weights(p *phasors) {
	floor := p.floor(m.block)
	n := len(p.r)
	m.sum = grow(m.sum, n+1)
	m.sum[0] = 0
	for b, r := range p.r {
		w := 0.0
		if r >= 0 {
			w = floor / (r + floor)
			w *= w
		}
		m.wt[b] = w
		m.sum[b+1] = m.sum[b] + w
	}
	half := max(1, int(mainsEqual/mainsBlock))
	for b := range m.wt {
		lo, hi := max(b-half, 0), min(b+half+1, n)
		if s := m.sum[hi] - m.sum[lo]; s > 0 {
			m.wt[b] *= float64(hi-lo) / s
		}
	}
}

// subtract takes the sinusoid described by value from x. Between the centres of two
// blocks the phasor is interpolated; before the first and after the last it goes on as
// it went.
func (m *MainsFilter) subtract(x []float64, value []complex128) {
	if len(value) == 0 {
		return
	}
	f := &m.line
	half := m.block / 2
	for b := 0; b*m.block < len(x); b++ {
		lo, hi := b*m.block, min((b+1)*m.block, len(x))
		turn := f.turn[b]
		here := phasorAt(value, b)
		if b > 0 && b+1 < len(value) && hi-lo == m.block && steady(here, value[b-1]) && steady(here, value[b+1]) {
			oscillate(x[lo:hi], f.cos, f.sin, here*turn, 0, m.block)
			continue
		}
		before, after := 0.5*(phasorAt(value, b-1)+here), 0.5*(here+phasorAt(value, b+1))
		mid := min(lo+half, hi)
		oscillate(x[lo:mid], f.cos, f.sin, before*turn, (here-before)*turn, half)
		oscillate(x[mid:hi], f.cos[half:], f.sin[half:], here*turn, (after-here)*turn, m.block-half)
	}
}

// phasorAt is the phasor of block b, which may lie beyond the ends.
func phasorAt(value []complex128, b int) complex128 {
	n := len(value)
	switch {
	case b < 0:
		return 2*value[0] - value[-b]
	case b >= n:
		return 2*value[n-1] - value[max(2*n-2-b, 0)]
	}
	return value[b]
}

// mainsSteady is the change of the phasor from block to block, as a part of it, below
// which it may stay the same throughout: an error of half as much.
const mainsSteady = 0.01

func steady(a, b complex128) bool {
	dr, di := real(a)-real(b), imag(a)-imag(b)
	return dr*dr+di*di <= mainsSteady*mainsSteady*(real(a)*real(a)+imag(a)*imag(a))
}

// oscillate subtracts Re((a + d*i/span) * (c[i] + j s[i])) from x[i].
func oscillate(x, c, s []float64, a, d complex128, span int) {
	c, s = c[:len(x)], s[:len(x)]
	ar, ai := real(a), imag(a)
	if d == 0 {
		for len(x) >= 4 && len(c) >= 4 && len(s) >= 4 {
			x[0] -= ar*c[0] - ai*s[0]
			x[1] -= ar*c[1] - ai*s[1]
			x[2] -= ar*c[2] - ai*s[2]
			x[3] -= ar*c[3] - ai*s[3]
			x, c, s = x[4:], c[4:], s[4:]
		}
		for i := range x {
			x[i] -= ar*c[i] - ai*s[i]
		}
		return
	}
	dr, di := real(d)/float64(span), imag(d)/float64(span)
	t := 0.0
	for i := range x {
		x[i] -= (ar+t*dr)*c[i] - (ai+t*di)*s[i]
		t++
	}
}
