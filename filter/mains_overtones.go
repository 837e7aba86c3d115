package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// overtoneShare is the part of the power of a harmonic's phasors that a smooth curve must
// explain for the harmonic to be there: noise alone gives a tenth.
const overtoneShare = 0.3

// overtones removes the harmonics of line from x, a lead without gaps from which line
// itself is gone; gaps tells where it had some.
func (m *MainsFilter) overtones(x []float64, line Mains, gaps []int) {
	n := len(x) / m.block
	if n < mainsBlocks {
		return
	}
	for len(m.frames) < m.Harmonics {
		m.frames = append(m.frames, lineFrame{})
	}
	p := &m.overtone
	p.reserve(n)
	for h := range m.Harmonics {
		hz := float64(h+2) * line.Frequency
		if hz >= mainsNyquist*m.rate/2 {
			return
		}
		f := &m.frames[h]
		f.prepare(hz, hz, m.rate, m.block, n+1)
		m.tone = dsp.Resize(m.tone, n)
		for b := range p.z {
			before := x[max(b*m.block-1, 0)]
			z, power := demodulateOne(x[b*m.block:(b+1)*m.block], before, f.cos, f.sin)
			re, im := m.scale*real(z), m.scale*imag(z)
			p.r[b] = math.Max(power-(1+mainsUneven)*(real(z)*re+imag(z)*im), 0)
			p.z[b] = complex(re, im)
			m.tone[b] = f.phasor(b, p.z[b])
		}
		p.skip(gaps, m.block)
		m.weights(p)
		if m.fit(m.tone) >= overtoneShare {
			f.subtract(x, m.tone)
		}
	}
}
