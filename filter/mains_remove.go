package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
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
	m.line.subtract(dst, m.value[0])
	m.overtones(dst, line, m.gaps)
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
// the frame of the line, and returns it; a lead too short has none.
func (m *MainsFilter) smooth(value []complex128, k, i int, line Mains) []complex128 {
	p := &m.lead[k][i]
	n := len(p.z)
	if n < mainsBlocks {
		return value[:0]
	}
	m.line.prepare(mainsNominal[k], line.Frequency, m.rate, m.block, n+1)
	value = dsp.Resize(value, n)
	for b, z := range p.z {
		value[b] = m.line.phasor(b, z*m.frame(k, b))
	}
	m.weights(p)
	m.fit(value)
	return value
}

// fit smooths the phasors in value with the weights in wt and returns the part of their
// weighted power that the result explains.
func (m *MainsFilter) fit(value []complex128) (share float64) {
	m.lanes = dsp.Resize(m.lanes, len(value))
	whole := 0.0
	for b, x := range value {
		w := m.wt[b]
		whole += w * (real(x)*real(x) + imag(x)*imag(x))
		m.lanes[b] = lane{w * real(x), w * imag(x)}
	}
	rate := m.rate / float64(m.block)
	m.other = append(m.other[:0], m.lanes...)
	m.slow.factor(mainsOrder, penalty(mainsOrder, mainsSlow, rate), m.wt)
	m.slow.solve(m.other)
	best, rest := m.other, m.misfit(value, m.other)
	if rest > m.scatter(value) {
		m.curve.factor(mainsOrder, penalty(mainsOrder, mainsCorner, rate), m.wt)
		m.curve.solve(m.lanes)
		if fast := m.misfit(value, m.lanes); rest > mainsEnough*fast {
			best, rest = m.lanes, fast
		}
	}
	for b := range value {
		value[b] = complex(best[b][0], best[b][1])
	}
	if !(whole > 0) {
		return 0
	}
	return 1 - rest/whole
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
	m.sum, m.wt = dsp.Resize(m.sum, n+1), dsp.Resize(m.wt, n)
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
		m.wt[b] = math.Max(m.wt[b], absentWeight)
	}
}
