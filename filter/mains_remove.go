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
	n := m.gaps.bridge(dst)
	one := [1][]float64{dst}
	m.reserve(one[:])
	m.demodulate(0, dst, line.Nominal)
	m.smooth(k, 0, line)
	m.subtract(k, dst)
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

// smooth fills value with the interference of lead i at the centre of every block, in
// the nominal frame, and returns its mean amplitude.
func (m *MainsFilter) smooth(k, i int, line Mains) float64 {
	p := &m.lead[k][i]
	n := len(p.z)
	if n < mainsBlocks {
		m.value = m.value[:0]
		return 0
	}
	if cap(m.value) < n {
		m.value = make([]complex128, n)
		m.sumZ = make([]complex128, n+1)
		m.sumW = make([]float64, n+1)
	}
	m.value, m.sumZ, m.sumW = m.value[:n], m.sumZ[:n+1], m.sumW[:n+1]
	floor := p.floor()
	// The frame turns on at the estimated frequency; the recursion is exact enough
	// over the blocks of a day.
	turn := cmplx.Exp(complex(0, -2*math.Pi*(line.Frequency-line.Nominal)*float64(m.block)/m.rate))
	frame := complex(1, 0)
	m.sumZ[0], m.sumW[0] = 0, 0
	for b, z := range p.z {
		w := floor / (p.r[b] + floor)
		w *= w
		m.sumW[b+1] = m.sumW[b] + w
		m.sumZ[b+1] = m.sumZ[b] + complex(w, 0)*z*frame
		m.value[b] = frame
		frame *= turn
	}
	// From the differenced lead back to the lead.
	s, c := math.Sincos(2 * math.Pi * line.Frequency / m.rate)
	back := 1 / complex(1-c, s)
	half := int(mainsSmooth / mainsBlock)
	mean := 0.0
	for b := range m.value {
		lo, hi := max(b-half, 0), min(b+half+1, n)
		w := m.sumW[hi] - m.sumW[lo]
		z := (m.sumZ[hi] - m.sumZ[lo]) * back
		if w > 0 {
			z *= complex(1/w, 0)
		}
		mean += math.Sqrt(real(z)*real(z) + imag(z)*imag(z))
		m.value[b] = z * cmplx.Conj(m.value[b])
	}
	return mean / float64(n)
}

// subtract takes the sinusoid described by value from x. Between the centres of two
// blocks the phasor is interpolated; before the first and after the last it keeps
// turning as it did.
func (m *MainsFilter) subtract(k int, x []float64) {
	n := len(m.value)
	if n == 0 {
		return
	}
	half := m.block / 2
	for b := 0; b*m.block < len(x); b++ {
		lo, hi := b*m.block, min((b+1)*m.block, len(x))
		f := m.frame(k, b)
		here := m.at(b)
		before, after := (m.at(b-1)+here)/2, (here+m.at(b+1))/2
		mid := min(lo+half, hi)
		oscillate(x[lo:mid], m.cos[k], m.sin[k], before*f, (here-before)*f, half)
		oscillate(x[mid:hi], m.cos[k][half:], m.sin[k][half:], here*f, (after-here)*f, m.block-half)
	}
}

// at is the phasor of block b, which may lie beyond the ends.
func (m *MainsFilter) at(b int) complex128 {
	n := len(m.value)
	switch {
	case b < 0:
		return 2*m.value[0] - m.value[-b]
	case b >= n:
		return 2*m.value[n-1] - m.value[max(2*n-2-b, 0)]
	}
	return m.value[b]
}

// oscillate subtracts Re((a + d*i/span) * (c[i] + j s[i])) from x[i].
func oscillate(x, c, s []float64, a, d complex128, span int) {
	c, s = c[:len(x)], s[:len(x)]
	ar, ai := real(a), imag(a)
	dr, di := real(d)/float64(span), imag(d)/float64(span)
	t := 0.0
	for i := range x {
		x[i] -= (ar+t*dr)*c[i] - (ai+t*di)*s[i]
		t++
	}
}
