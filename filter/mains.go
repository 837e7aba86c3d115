package filter

import (
	"math"
	"math/cmplx"

	"github.com/goecg/goecg/internal/dsp"
)

// Constants of the power-line estimate.
const (
	mainsBlock     = 0.1 // s, five periods of 50 Hz and six of 60 Hz
	mainsBlocks    = 8   // fewer blocks tell nothing about a frequency
	mainsTolerance = 1.0 // Hz around the nominal frequency; grids keep within 0.5
	mainsNyquist   = 0.9 // the nominal frequency must lie below this part of Nyquist
	// A line is present when neighbouring blocks agree in phase to this degree and the
	// agreeing part makes up this share of the power of the differenced leads between
	// beats. Pure noise gives about 1/sqrt(blocks) and, after that, a share near 0.
	mainsCoherence = 0.4
	mainsShare     = 0.01
	// Lags, in blocks, of the frequency estimate: each longer one refines the last.
	// The longest keeps its ambiguity of 1/(20*0.1 s) = 0.5 Hz above the error of the one before.
	mainsLag2, mainsLag3 = 4, 20
	// This part of the power of an oscillation may stay unexplained in a block because its
	// amplitude changes within; it does not count against the block.
	mainsUneven = 0.1
	// The phasors are smoothed by penalised least squares of this order, -6 dB at this
	// distance from the line: fast enough for bursts of a second or two, for breathing
	// that modulates the line by half, and for a frequency that drifts by 0.3 Hz in 10 s.
	mainsOrder  = 3
	mainsCorner = 0.5 // Hz
	// A lead whose phasors a slower curve fits but this much worse gets the slower one, which
	// lets less of the QRS complexes in; so does, unseen, one where it leaves no more than
	// neighbouring blocks scatter.
	mainsSlow   = 0.2 // Hz
	mainsEnough = 1.8
	mainsEqual  = 0.4 // s to each side over which the weights have the same mean
	// Blocks count by the inverse square of the power that is not mains, so that those
	// with a beat hardly count; this part of its mean is the floor.
	mainsFloor = 0.02
	mainsOwn   = 0.002 // and this part of the mean power of the oscillation
)

var mainsNominal = [...]float64{50, 60}

// Mains describes the power-line interference of a record. The zero value says
// there is none.
type Mains struct {
	Nominal   float64 `json:"nominal_hz"`   // 50, 60, or 0 for none
	Frequency float64 `json:"frequency_hz"` // estimated, within 1 Hz of Nominal
	Amplitude float64 `json:"amplitude"`    // peak, of the most disturbed lead, in the lead's unit
	Coherence float64 `json:"coherence"`    // agreement of phase between blocks, 0 to 1
}

// Present reports whether interference was found.
func (m Mains) Present() bool { return m.Nominal > 0 }

// phasors are one nominal frequency's view of one lead: the complex amplitude of the
// differenced lead in each block, in a frame that turns at the nominal frequency.
type phasors struct {
	z []complex128
	r []float64 // power of the differenced lead that z does not explain; -1 in a gap
	u []float64 // weight of a block in the search: the inverse root of r and a floor
}

// MainsFilter estimates and removes power-line interference. The line is modelled as
// one sinusoid of constant frequency whose amplitude and phase drift slowly: blocks of
// 0.1 s of the differenced lead are demodulated, blocks with beats are played down,
// and the smoothed sinusoid is subtracted. Unlike a notch filter it has nothing that
// a QRS complex could set ringing.
//
// Harmonics is how many multiples of the line are removed, too (2: those at twice and
// three times the frequency), each where the leads hold it; set it before use.
type MainsFilter struct {
	Harmonics int

	rate   float64
	block  int
	scale  float64 // 2/block
	cos    [2][]float64
	sin    [2][]float64
	ok     [2]bool
	cycles [2]float64 // periods in a block
	even   [2]bool    // whole ones, as at the usual rates

	lead  [2][]phasors
	value [][]complex128 // of each lead, at the centre of each block, in the frame of the line
	line  lineFrame
	buf   []float64
	gaps  gapList
	lanes []lane
	wt    []float64
	sum   []float64
	other []lane
	curve whittaker
	slow  whittaker

	frames   []lineFrame // of the harmonics
	overtone phasors
	tone     []complex128
}

// NewMainsFilter returns a filter for leads at rate Hz.
// The error is *[DesignError] around ErrRate.
func NewMainsFilter(rate float64) (*MainsFilter, error) {
	m := &MainsFilter{}
	if err := m.Reset(rate); err != nil {
		return nil, err
	}
	return m, nil
}

// Reset prepares m for another rate.
func (m *MainsFilter) Reset(rate float64) error {
	if rate == m.rate && rate > 0 {
		return nil
	}
	if err := checkRate("mains", rate); err != nil {
		return err
	}
	m.rate = rate
	m.block = max(2, int(math.Round(mainsBlock*rate)))
	m.scale = 2 / float64(m.block)
	for k, f := range mainsNominal {
		m.ok[k] = f < mainsNyquist*rate/2
		m.cycles[k] = f * float64(m.block) / rate
		m.even[k] = m.cycles[k] == math.Floor(m.cycles[k])
		m.cos[k], m.sin[k] = dsp.Resize(m.cos[k], m.block), dsp.Resize(m.sin[k], m.block)
		for i := range m.cos[k] {
			s, c := math.Sincos(2 * math.Pi * f / rate * float64(i))
			m.cos[k][i], m.sin[k][i] = c, s
		}
	}
	return nil
}

// Estimate finds the interference common to the leads of a record. nominal restricts
// the search to 50 or 60 Hz; 0 means both. Where the rate cannot hold the frequency,
// the leads are shorter than a second, or no line stands out, the result is zero.
func (m *MainsFilter) Estimate(leads [][]float64, nominal float64) Mains {
	m.reserve(leads)
	for i, x := range leads {
		m.buf = dsp.Resize(m.buf, len(x))
		m.gaps = m.gaps[:0]
		m.gaps.bridge(m.buf, x)
		m.demodulate(i, m.buf, nominal)
		m.skip(i, m.gaps)
	}
	return m.decide(len(leads), nominal)
}

// reserve makes room for the phasors of leads.
func (m *MainsFilter) reserve(leads [][]float64) {
	m.value = growLists(m.value, len(leads))
	for k := range m.lead {
		for len(m.lead[k]) < len(leads) {
			m.lead[k] = append(m.lead[k], phasors{})
		}
		for i, x := range leads {
			m.lead[k][i].reserve(len(x) / m.block)
		}
	}
}

func (p *phasors) reserve(n int) {
	if cap(p.z) < n {
		p.z, p.r, p.u = make([]complex128, n), make([]float64, n), make([]float64, n)
	}
	p.z, p.r, p.u = p.z[:n], p.r[:n], p.u[:n]
}

// evidence is what the blocks of all leads say about one nominal frequency.
type evidence struct {
	lag          complex128 // weighted sum of z[b+1] times the conjugate of z[b]
	power, whole float64    // of the oscillation, and of all
}

func (e evidence) coherence() float64 { return cmplx.Abs(e.lag) / e.power }
func (e evidence) share() float64     { return cmplx.Abs(e.lag) / e.whole }

// decide weighs the evidence of n leads for each nominal frequency.
func (m *MainsFilter) decide(n int, nominal float64) Mains {
	best, at := evidence{}, -1
	for k := range mainsNominal {
		if !m.wanted(k, nominal) {
			continue
		}
		e := m.weigh(k, n)
		if e.power > 0 && e.coherence() >= mainsCoherence && e.share() >= mainsShare &&
			(at < 0 || e.share() > best.share()) {
			best, at = e, k
		}
	}
	if at < 0 {
		return Mains{}
	}
	f := mainsNominal[at]
	df := m.offset(at, n, best.lag)
	if math.Abs(df) > mainsTolerance {
		return Mains{}
	}
	line := Mains{Nominal: f, Frequency: f + df, Coherence: math.Min(best.coherence(), 1)}
	for i := range m.lead[at][:n] {
		m.value[i] = m.smooth(m.value[i], at, i, line)
		line.Amplitude = math.Max(line.Amplitude, meanAbs(m.value[i]))
	}
	return line
}

// weigh sums the evidence. A block counts by the inverse of the power in it that is
// not mains.
func (m *MainsFilter) weigh(k, n int) evidence {
	var e evidence
	perSample := 2 / float64(m.block)
	for i := range m.lead[k][:n] {
		p := &m.lead[k][i]
		if len(p.z) < mainsBlocks {
			continue
		}
		floor := p.floor(m.block)
		before, wBefore := complex128(0), 0.0
		for b, z := range p.z {
			if p.r[b] < 0 {
				p.u[b], wBefore = 0, 0
				continue
			}
			w := 1 / math.Sqrt(p.r[b]+floor)
			p.u[b] = w
			q := real(z)*real(z) + imag(z)*imag(z)
			e.power += w * w * q
			e.whole += w * w * (p.r[b]*perSample + q)
			v := w * wBefore
			re := real(z)*real(before) + imag(z)*imag(before)
			im := imag(z)*real(before) - real(z)*imag(before)
			e.lag += complex(v*re, v*im)
			before, wBefore = z, w
		}
	}
	return e
}

// lagged is the weighted sum of z[b+d] times the conjugate of z[b], after weigh.
func (m *MainsFilter) lagged(k, n, d int) complex128 {
	var re, im float64
	for i := range m.lead[k][:n] {
		p := &m.lead[k][i]
		if len(p.z) < max(mainsBlocks, d+1) {
			continue
		}
		later, u := p.z[d:], p.u[d:]
		for b, z := range later {
			w, y := u[b]*p.u[b], p.z[b]
			re += w * (real(z)*real(y) + imag(z)*imag(y))
			im += w * (imag(z)*real(y) - real(z)*imag(y))
		}
	}
	return complex(re, im)
}

// offset is the frequency above the nominal one, from the phase the line gains over
// one, then mainsLag2, then mainsLag3 blocks.
func (m *MainsFilter) offset(k, n int, lag complex128) float64 {
	step := 2 * math.Pi * float64(m.block) / m.rate
	df := cmplx.Phase(lag) / step
	for _, d := range [...]int{mainsLag2, mainsLag3} {
		l := m.lagged(k, n, d)
		if cmplx.Abs(l) < mainsCoherence*cmplx.Abs(lag) {
			continue
		}
		turn := cmplx.Phase(l * cmplx.Exp(complex(0, -df*step*float64(d))))
		df += turn / (step * float64(d))
	}
	return df
}

// floor is the least power that weights are reckoned from; block is its samples.
func (p *phasors) floor(block int) float64 {
	rest, line := 0.0, 0.0
	for b, v := range p.r {
		if v < 0 {
			continue
		}
		rest += v
		z := p.z[b]
		line += real(z)*real(z) + imag(z)*imag(z)
	}
	sum := mainsFloor*rest + mainsOwn*line*float64(block)/2
	if sum == 0 {
		return 1 // nothing at all: all blocks alike
	}
	return sum / float64(len(p.r))
}
