package filter

import "math"

func (m *MainsFilter) wanted(k int, nominal float64) bool {
	return m.ok[k] && (nominal == 0 || nominal == mainsNominal[k])
}

// demodulate fills the phasors of lead i from x, which has no gaps.
func (m *MainsFilter) demodulate(i int, x []float64, nominal float64) {
	both := m.wanted(0, nominal) && m.wanted(1, nominal)
	half := m.halves()
	p0, p1 := &m.lead[0][i], &m.lead[1][i]
	for b := range p0.z {
		y := x[b*m.block : (b+1)*m.block]
		before := y[0]
		if b > 0 {
			before = x[b*m.block-1]
		}
		switch {
		case both && half > 0:
			z0, z1, power := m.demodulateHalves(y, before, half)
			m.store(p0, 0, b, z0, power)
			m.store(p1, 1, b, z1, power)
		case both:
			z0, z1, power := m.demodulateBoth(y, before)
			m.store(p0, 0, b, z0, power)
			m.store(p1, 1, b, z1, power)
		default:
			for k := range mainsNominal {
				if m.wanted(k, nominal) {
					z, power := demodulateOne(y, before, m.cos[k], m.sin[k])
					m.store(&m.lead[k][i], k, b, z, power)
				}
			}
		}
	}
}

// skip marks the blocks of lead i that hold a gap, given as pairs of start and end.
func (m *MainsFilter) skip(i int, gaps []int) {
	if len(gaps) == 0 {
		return
	}
	for k := range m.lead {
		m.lead[k][i].skip(gaps, m.block)
	}
}

func (p *phasors) skip(gaps []int, block int) {
	for ; len(gaps) >= 2; gaps = gaps[2:] {
		// The difference to the sample after a gap is that of a bridge, too.
		for b := gaps[0] / block; b < len(p.r) && b*block <= gaps[1]; b++ {
			p.r[b] = -1
		}
	}
}

// halves returns half a block where that holds 2.5 periods of 50 Hz and 3 of 60 Hz, else 0.
func (m *MainsFilter) halves() int {
	if m.block%2 == 0 && m.cycles[0] == 5 && m.cycles[1] == 6 {
		return m.block / 2
	}
	return 0
}

// demodulateHalves is demodulateBoth with the two halves of a block folded: against half
// a block before, 50 Hz has the opposite sign and 60 Hz the same.
func (m *MainsFilter) demodulateHalves(y []float64, before float64, half int) (z0, z1 complex128, power float64) {
	c0, s0 := m.cos[0][:half], m.sin[0][:half]
	c1, s1 := m.cos[1][:half], m.sin[1][:half]
	x, y := y[:half], y[half:2*half]
	middle := x[half-1]
	var a, b, c, d, more float64
	for i, v := range x {
		u := y[i]
		e, f := v-before, u-middle
		before, middle = v, u
		p, q := e-f, e+f
		a += p * c0[i]
		b += p * s0[i]
		c += q * c1[i]
		d += q * s1[i]
		power += e * e
		more += f * f
	}
	return complex(a, -b), complex(c, -d), power + more
}

func (m *MainsFilter) demodulateBoth(y []float64, before float64) (z0, z1 complex128, power float64) {
	c0, s0 := m.cos[0][:len(y)], m.sin[0][:len(y)]
	c1, s1 := m.cos[1][:len(y)], m.sin[1][:len(y)]
	var a, b, c, d float64
	for i, v := range y {
		e := v - before
		before = v
		a += e * c0[i]
		b += e * s0[i]
		c += e * c1[i]
		d += e * s1[i]
		power += e * e
	}
	return complex(a, -b), complex(c, -d), power
}

func demodulateOne(y []float64, before float64, c, s []float64) (z complex128, power float64) {
	c, s = c[:len(y)], s[:len(y)]
	var a, b float64
	for i, v := range y {
		e := v - before
		before = v
		a += e * c[i]
		b += e * s[i]
		power += e * e
	}
	return complex(a, -b), power
}

// store turns a block's sum into an amplitude in the frame of the nominal frequency.
func (m *MainsFilter) store(p *phasors, k, b int, z complex128, power float64) {
	re, im := m.scale*real(z), m.scale*imag(z)
	p.r[b] = max(power-(1+mainsUneven)*(real(z)*re+imag(z)*im), 0)
	z = complex(re, im)
	if !m.even[k] {
		z *= m.frame(k, -b)
	}
	p.z[b] = z
}

// frame is the phase of the nominal oscillation at the start of block b.
func (m *MainsFilter) frame(k, b int) complex128 {
	if m.even[k] {
		return 1
	}
	cycles := m.cycles[k] * float64(b)
	s, c := math.Sincos(2 * math.Pi * (cycles - math.Floor(cycles)))
	return complex(c, s)
}
