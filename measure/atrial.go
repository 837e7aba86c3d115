package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the atrial spectrum.
const (
	atrialHz       = 125 // rate it is computed at, about
	atrialSegment  = 512 // samples of a Welch segment (4.1 s), half overlapping
	atrialShort    = 256 // for short recordings
	fLowHz         = 3   // band of fibrillation and flutter waves
	fHighHz        = 12
	fPeakHz        = 0.5 // half width of the peak
	cancelMS       = 16  // QRST is taken away from this long before QRS onset to this long after the T end
	foreignBefore  = 90  // a beat of another shape is bridged from here before its mark
	foreignAfterMS = 380 // to here after it
	fMeanShort     = 3   // points to either side of the moving means whose difference passes 3 to 12 Hz, about
	fMeanLong      = 14
)

// atrialWork is the memory of the atrial spectrum.
type atrialWork struct {
	x, seg, win, psd, t []float64
	sum                 []float64
	fft                 bandFFT
}

// atrial writes the consistency of the P wave and the spectrum of what is left of the rhythm without QRST complexes.
func (m *Measurer) atrial(dst *Report) {
	v := ecg.NaN[ecg.Value]()
	a := &dst.Atrial
	*a = Atrial{PShare: v, PCorr: v, PRSD: ecg.NaN[ecg.Millisecond](), FRate: v, FPower: v, FAmplitude: ecg.NaN[ecg.Microvolt](), FKurtosis: v, FSpread: v}
	if !m.found {
		return
	}
	if m.p.count >= 2 {
		a.PShare, a.PCorr = ecg.Value(m.p.share), ecg.Value(m.p.corr)
	}
	m.prVariation(a)
	best := -1.0
	v1, ii := math.NaN(), math.NaN()
	for _, lead := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadII, ecg.LeadMLII, ecg.LeadUnknown} {
		l := m.atrialLead(lead, best < 0)
		if l < 0 {
			continue
		}
		rate, power, total := m.fSpectrum(l)
		switch lead {
		case ecg.LeadV1:
			v1 = rate
		case ecg.LeadII, ecg.LeadMLII:
			ii = rate
		}
		if power > best {
			best = power
			a.FRate, a.FPower, a.FLead = ecg.Value(rate), ecg.Value(power/total), m.in.Leads[l].Lead
			a.FAmplitude = ecg.Microvolt(2 * math.Sqrt2 * math.Sqrt(total))
			a.FKurtosis = ecg.Value(m.atr.kurtosis())
		}
	}
	a.FSpread = ecg.Value(math.Abs(v1-ii) / math.Min(v1, ii))
}

// atrialLead returns the index of lead, or with LeadUnknown, when fallback is set, of the first usable one; -1 when there
// is none.
func (m *Measurer) atrialLead(lead ecg.Lead, fallback bool) int {
	for l := range m.in.Leads {
		if m.rep.x[l] == nil {
			continue
		}
		if lead != ecg.LeadUnknown && m.in.Leads[l].Lead == lead || lead == ecg.LeadUnknown && fallback {
			return l
		}
	}
	return -1
}

// prVariation writes the SD of PR over the beats with P.
func (m *Measurer) prVariation(a *Atrial) {
	n, sum, sq := 0.0, 0.0, 0.0
	for i := range m.beats {
		if b := &m.beats[i]; b.hasP {
			n++
			sum += b.pLag
			sq += b.pLag * b.pLag
		}
	}
	if n >= 2 {
		a.PRSD = ecg.Millisecond(math.Sqrt(math.Max(0, sq-sum*sum/n)/(n-1)) * 1000 / m.rate)
	}
}

// fSpectrum takes the QRST complexes out of lead l and returns the dominant frequency between 3 and 12 Hz of the rest, the
// power about it and that of the whole band in µV²; power -1 when the recording is too short.
func (m *Measurer) fSpectrum(l int) (rate, power, total float64) {
	w := &m.atr
	k := max(1, int(math.Round(m.gridHz/atrialHz)))
	step := k * m.step
	hz := m.rate / float64(step)
	w.x = decimate(w.x, m.grid[l], k)
	filter := step - 1 // the means lie half a step late
	m.cancel(l, step, filter/2)
	n := atrialSegment
	if len(w.x) < n {
		n = atrialShort
	}
	if len(w.x) < n || hz < 4*fHighHz/2 {
		return math.NaN(), -1, math.NaN()
	}
	df := hz / float64(n)
	lo, hi := int(math.Ceil(fLowHz/df)), int(fHighHz/df)
	m.welch(n, lo-1, hi+1)
	peak := lo
	for i := lo; i <= hi; i++ {
		total += w.psd[i]
		if w.psd[i] > w.psd[peak] {
			peak = i
		}
	}
	if !(total > 0) {
		return math.NaN(), -1, math.NaN()
	}
	half := max(1, int(math.Round(fPeakHz/df)))
	for i := max(lo, peak-half); i <= min(hi, peak+half); i++ {
		power += w.psd[i]
	}
	at := float64(peak)
	if a, b, c := w.psd[peak-1], w.psd[peak], w.psd[peak+1]; a-2*b+c < 0 {
		at += math.Min(math.Max(0.5*(a-c)/(a-2*b+c), -0.5), 0.5)
	}
	return at * df, power, total
}

// cancel takes the representative QRST complex of lead l out of every beat of the dominant class in w.x, and bridges the
// other beats and the gaps. What stands where P waves do stays: flutter waves in step with the beats look like them.
func (m *Measurer) cancel(l, step, offset int) {
	w, s := &m.atr, &m.rep
	from, to := s.g.QRSOn-m.samples(cancelMS), s.g.QRSOff+m.samples(cancelMS)
	if s.g.TOff != None {
		to = s.g.TOff + m.samples(cancelMS)
	}
	from, to = max(from, 0), min(to, s.n-1)
	for i := range m.beats {
		b := &m.beats[i]
		if b.class != m.main {
			bridge(w.x, (b.mark-m.samples(foreignBefore))/step, (b.mark+m.samples(foreignAfterMS))/step)
			continue
		}
		subtractFrom(w.x, s.x[l], b.r-s.r, from, to, step, offset)
	}
	for i := 0; i < len(w.x); i++ { // gaps
		if w.x[i] == w.x[i] {
			continue
		}
		j := i
		for j < len(w.x) && w.x[j] != w.x[j] {
			j++
		}
		bridge(w.x, i, j-1)
		i = j
	}
}

// bridge replaces x[a..b] by the line between its neighbours.
func bridge(x []float64, a, b int) {
	a, b = max(a, 0), min(b, len(x)-1)
	if b < a {
		return
	}
	p, q := 0.0, 0.0
	switch {
	case a > 0 && b+1 < len(x):
		p, q = x[a-1], x[b+1]
		if q != q {
			q = p
		}
	case a > 0:
		p, q = x[a-1], x[a-1]
	case b+1 < len(x):
		p, q = x[b+1], x[b+1]
	}
	if p != p {
		p, q = 0, 0
	}
	for i := a; i <= b; i++ {
		x[i] = p + (q-p)*float64(i-a+1)/float64(b-a+2)
	}
}

// welch writes the mean power spectrum of w.x in segments of n samples into w.psd, in µV² a bin, from bin lo to bin hi.
func (m *Measurer) welch(n, lo, hi int) {
	w := &m.atr
	w.fft.reset(n)
	if len(w.win) != n {
		w.win = resize(w.win, n)
		for i := range w.win { // Hann
			w.win[i] = 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
		}
	}
	w.seg, w.psd = resize(w.seg, n), resize(w.psd, n/2+1)
	clear(w.psd)
	count := 0
	for at := 0; at+n <= len(w.x); at += n / 2 {
		copy(w.seg, w.x[at:at+n])
		if !detrend(w.seg) {
			continue
		}
		for i, v := range w.win[:len(w.seg)] {
			w.seg[i] *= v
		}
		w.fft.addPower(w.psd, w.seg, lo, hi)
		count++
	}
	// One-sided power: 2/(n·Σwin²), and Σwin² of a Hann window is 3n/8.
	k := 2 / (float64(n) * float64(n) * 0.375) / math.Max(float64(count), 1)
	for i := range w.psd {
		w.psd[i] *= k
	}
}

// kurtosis of w.x between two moving means: 1.5 for a sine, 3 for noise, more the rarer what stands out; NaN when it is short
// or nothing does.
func (w *atrialWork) kurtosis() float64 {
	n := len(w.x)
	w.sum = resize(w.sum, n+1)
	w.sum[0] = 0
	for i, v := range w.x {
		w.sum[i+1] = w.sum[i] + v
	}
	m2, m4 := 0.0, 0.0
	if n > 2*fMeanLong {
		const short, long = 1.0 / (2*fMeanShort + 1), 1.0 / (2*fMeanLong + 1)
		a := w.sum[2*fMeanLong+1:]
		b, c, d := w.sum[fMeanLong+fMeanShort+1:][:len(a)], w.sum[fMeanLong-fMeanShort:][:len(a)], w.sum[:len(a)]
		for i, v := range a {
			y := (b[i]-c[i])*short - (v-d[i])*long
			y *= y
			m2 += y
			m4 += y * y
		}
	}
	return m4 * float64(n-2*fMeanLong) / (m2 * m2)
}
