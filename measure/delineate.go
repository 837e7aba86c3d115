package measure

import "math"

// BeatFiducials are the fiducials of one beat in one lead, in samples of the recording, [None] where absent.
type BeatFiducials struct {
	Beat int // index into Input.Beats
	Fiducials
}

// Reach of T between beats: the QT interval follows the RR interval.
const (
	tLagMS   = 60
	tMinCorr = 0.6 // below this the T wave of a beat stays in its usual place
)

// Delineate appends to dst[:0] the fiducials of every beat in lead number lead of in: those of the representative beat of that
// lead, each wave moved to where it lies in the beat, and for beats of other shapes those found in the beat alone. R is the
// largest positive deflection of the QRS complex; where there is none, the time of the R in the other leads. It returns
// dst[:0] when in contradicts itself, as [Measurer.Measure] would report.
func (m *Measurer) Delineate(dst []BeatFiducials, in *Input, lead int) []BeatFiducials {
	dst = dst[:0]
	if check(in) != nil || lead < 0 || lead >= len(in.Leads) {
		return dst
	}
	m.prepare(in)
	m.prepareT()
	for i := range m.beats {
		dst = append(dst, m.fiducialsOf(i, lead))
	}
	return dst
}

// DelineateAll is [Measurer.Delineate] for every lead at once, at about the price of one. Row i of the result belongs to
// lead i of in; the rows of dst are reused.
func (m *Measurer) DelineateAll(dst [][]BeatFiducials, in *Input) [][]BeatFiducials {
	dst = emptyRows(dst, len(in.Leads))
	if check(in) != nil {
		return dst
	}
	m.prepare(in)
	return m.beatRows(dst)
}

// MeasureBeats is [Measurer.Measure] and [Measurer.DelineateAll] at once, at little more than the price of one.
func (m *Measurer) MeasureBeats(dst *Report, rows [][]BeatFiducials, in *Input) ([][]BeatFiducials, error) {
	rows = emptyRows(rows, len(in.Leads))
	if err := m.Measure(dst, in); err != nil {
		return rows, err
	}
	return m.beatRows(rows), nil
}

// emptyRows is n empty rows on the memory of dst.
func emptyRows(dst [][]BeatFiducials, n int) [][]BeatFiducials {
	for len(dst) < n {
		dst = append(dst, nil)
	}
	dst = dst[:n]
	for l := range dst {
		dst[l] = dst[l][:0]
	}
	return dst
}

// beatRows appends the fiducials of every beat to the rows of the leads; prepare must have run.
func (m *Measurer) beatRows(dst [][]BeatFiducials) [][]BeatFiducials {
	m.prepareT()
	for i := range m.beats {
		for l := range dst {
			dst[l] = append(dst[l], m.fiducialsOf(i, l))
		}
	}
	return dst
}

// prepareT finds how much T comes later in each beat of the dominant class than in the representative beat.
func (m *Measurer) prepareT() {
	m.lone = -1
	m.tLag = resize(m.tLag, len(m.beats))
	clear(m.tLag)
	s := &m.rep
	if !m.found || s.g.TPeak == None {
		return
	}
	a := (s.g.TOn - s.r) / m.step
	n := (s.g.TOff+s.ms(20)-s.r)/m.step - a
	if s.g.TOn == None || n < 8 {
		return
	}
	ref := resize(m.buf, n*len(m.cmp))
	m.buf = ref
	for j, l := range m.cmp {
		t := ref[j*n : (j+1)*n]
		for i := range t { // the representative beat on the grid
			at := s.r + (a+i)*m.step
			t[i] = 0
			if s.x[l] != nil && at >= 0 && at+m.step <= s.n {
				t[i] = windowMean(s.cum[l], at, at+m.step)
			}
		}
		detrend(t)
	}
	tt := dot(ref, ref)
	lag := int(tLagMS / 1000.0 * m.gridHz)
	for i := range m.beats {
		b := &m.beats[i]
		if b.class != m.main {
			continue
		}
		// Lags at which the window is not all there sum up nothing.
		g := b.r/m.step + a
		lo, hi := max(-lag, -g), min(lag, len(m.grid[m.cmp[0]])-n-g)
		if lo > hi {
			continue
		}
		m.beginLags(hi - lo + 1)
		for j, l := range m.cmp {
			m.addLags(m.grid[l][g+lo:], ref[j*n:(j+1)*n])
		}
		at, best := m.bestLag()
		at += lo
		if best >= tMinCorr*tt {
			m.tLag[i] = at * m.step
		}
	}
}

// fiducialsOf returns the fiducials of beat i in one lead.
func (m *Measurer) fiducialsOf(i, lead int) BeatFiducials {
	b := &m.beats[i]
	f := BeatFiducials{Beat: i, Fiducials: none}
	switch {
	case !m.ok[lead]:
	case m.found && b.class == m.main && m.rep.x[lead] != nil:
		f.Fiducials = m.place(i, lead)
	default:
		f.Fiducials = m.alone(i, lead)
	}
	f.R = m.sharpR(lead, f.Fiducials, b.mark)
	return f
}

// place moves the fiducials of the representative beat to beat i.
func (m *Measurer) place(i, lead int) Fiducials {
	b, s := &m.beats[i], &m.rep
	f := s.drawn[lead]
	shift := b.r - s.r
	move := func(v *int, d int) {
		if *v != None {
			*v += shift + d
			if *v < 0 || *v >= m.n {
				*v = None
			}
		}
	}
	p := 0
	if b.hasP {
		p = int(math.Round(b.pLag))
	}
	for _, v := range []*int{&f.POn, &f.PPeak, &f.POff} {
		move(v, p)
	}
	for _, v := range []*int{&f.QRSOn, &f.R, &f.QRSOff} {
		move(v, 0)
	}
	for _, v := range []*int{&f.TOn, &f.TPeak, &f.TOff} {
		move(v, m.tLag[i])
	}
	if !b.hasP || f.POn == None || f.POff == None {
		f.POn, f.PPeak, f.POff = None, None, None
	}
	if f.TOn == None || f.TOff == None {
		f.TOn, f.TPeak, f.TOff = None, None, None
	}
	return f
}

// alone delineates beat i from its own samples.
func (m *Measurer) alone(i, lead int) Fiducials {
	if m.lone != i { // the beat has been delineated for the lead before
		m.lone, m.loneOK = i, m.single(i)
	}
	if !m.loneOK || m.one.x[lead] == nil {
		return none
	}
	f := m.one.drawn[lead]
	shift := m.beats[i].mark - m.one.r
	for _, v := range []*int{&f.POn, &f.PPeak, &f.POff, &f.QRSOn, &f.R, &f.QRSOff, &f.TOn, &f.TPeak, &f.TOff} {
		if *v != None {
			*v += shift
		}
	}
	return f
}

// single delineates beat i alone into m.one, without P: one beat cannot show that a hump before it is a P wave, and an ectopic one
// seldom has any.
func (m *Measurer) single(i int) bool {
	b, s := &m.beats[i], &m.one
	before, after := m.samples(minBeforeMS), m.samples(afterMS)
	if b.next == b.next {
		after = min(after, int(afterRR*b.next))
	}
	before, after = min(before, b.mark), min(after, m.n-1-b.mark)
	s.reset(m.rate, len(m.in.Leads), before+after+1, before)
	s.minT, s.noP = m.opt.MinTAmplitudeUV, true
	s.prevR, s.nextR = orInf(b.prev), orInf(b.next)
	for l := range m.in.Leads {
		s.x[l], s.noise[l] = nil, 0
		x := m.in.Leads[l].Clean[b.mark-before : b.mark+after+1]
		if !m.ok[l] || hasNaN(x) {
			continue
		}
		s.x[l] = x
		if m.found {
			s.noise[l] = m.rep.noise[l] * math.Sqrt(float64(m.used))
		}
	}
	return s.delineate()
}

func hasNaN(x []float64) bool {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum != sum
}

// sharpR moves the R of f to the highest sample of its lead close by.
func (m *Measurer) sharpR(lead int, f Fiducials, mark int) int {
	if f.R == None {
		return mark
	}
	x := m.in.Leads[lead].Clean
	w := m.samples(8)
	at := min(max(f.R, 0), m.n-1)
	// Only where the place is a positive peak: a QS complex keeps its time.
	best := at
	for i := max(f.R-w, f.QRSOn, 0); i <= min(f.R+w, f.QRSOff, m.n-1); i++ {
		if x[i] > x[best] {
			best = i
		}
	}
	if best == max(f.R-w, f.QRSOn, 0) || best == min(f.R+w, f.QRSOff, m.n-1) {
		return at
	}
	return best
}

// singleQRS finds only the limits of the QRS complex of beat i, into m.one.
func (m *Measurer) singleQRS(i int) bool {
	b, s := &m.beats[i], &m.one
	before, after := min(m.samples(minBeforeMS), b.mark), min(m.samples(minAfterMS), m.n-1-b.mark)
	s.reset(m.rate, len(m.in.Leads), before+after+1, before)
	any := false
	for l := range m.in.Leads {
		s.x[l], s.noise[l] = nil, 0
		x := m.in.Leads[l].Clean[b.mark-before : b.mark+after+1]
		if !m.ok[l] || hasNaN(x) {
			continue
		}
		s.x[l] = x
		s.cum[l] = prefix(s.cum[l], x)
		s.fast[l] = slope(s.fast[l], s.cum[l], samples(fastSlopeMS, s.rate, 1))
		any = true
	}
	return any && s.n >= s.ms(150) && s.qrs()
}
