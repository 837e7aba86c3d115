package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of confidence. They order measurements by how far repeated or expert measurements would scatter; the test on
// LUDB holds that the errors of the half of higher confidence are smaller.
const (
	snrP, snrQRS, snrT = 4.0, 10.0, 6.0   // wave to noise ratio at which confidence is halved
	sdP, sdQRS, sdT    = 20.0, 20.0, 40.0 // ms by which the leads disagree that takes 1/e off
	oneLead            = 0.7              // a lone lead has none to agree with
	fewRR              = 2                // RR intervals at which the confidence in a rate is halved
	irregular          = 0.1              // normalised RMSSD of fibrillation (Dash et al., Ann Biomed Eng 2009;37:1701)
	flutterLow         = 3.3              // Hz, of flutter waves
	flutterHigh        = 6.0              // Hz
	flutterPower       = 0.5              // share of the atrial power about one frequency
	bazettLow          = 50               // bpm below and
	bazettHigh         = 100              // above which corrections for rate differ by more than the QT is worth
	farRate            = 0.7              // what is left of the confidence there
	maxConfidence      = 0.99
)

// trust judges all that was measured; it comes last.
func (m *Measurer) trust(dst *Report) {
	t := &dst.Trust
	*t = [Quantities]Trust{}
	none := m.whyNothing(dst)
	set := func(q Quantity, known bool, c float64, why Reason) {
		switch {
		case known:
			t[q] = Trust{Confidence: math.Max(0, math.Min(c, maxConfidence))}
		case none != "":
			t[q] = Trust{Reason: none}
		default:
			t[q] = Trust{Reason: why}
		}
	}
	n := float64(m.countRR())
	rate := n / (n + fewRR) * (1 - 0.5*m.badLeads())
	fewRR := ReasonFewBeats
	if len(m.beats) == 0 {
		fewRR = ReasonNoBeats
	}
	if len(dst.Segments) > 0 && n == 0 {
		fewRR = ReasonNoRhythm
	}
	for _, q := range []Quantity{HeartRate, RRInterval} {
		t[q] = Trust{Confidence: math.Min(rate, maxConfidence)}
		if !ecg.Known(dst.HeartRate) {
			t[q] = Trust{Reason: fewRR}
		}
	}
	noP := m.whyNoP(dst)
	p, q, tw := m.confidence(netP), m.confidence(netQRS), m.confidence(netT)
	set(PDuration, ecg.Known(dst.P), p, noP)
	set(PRInterval, ecg.Known(dst.PR), math.Min(p, q), noP)
	set(PRSegment, ecg.Known(dst.PRSegment), math.Min(p, q), noP)
	pp, noPP := p*rate, noP
	if m.dissociated(dst) {
		pp = float64(dst.PWaves.Corr*dst.PWaves.Found) * rate
	}
	if m.hasP { // but not before two beats in a row
		noPP = ReasonFewBeats
	}
	set(PPInterval, ecg.Known(dst.PP), pp, noPP)
	set(QRSDuration, ecg.Known(dst.QRS), q, ReasonNoBeats)
	set(QTInterval, ecg.Known(dst.QT), math.Min(q, tw), ReasonNoT)
	qtc, why := math.Min(math.Min(q, tw), rate), ReasonNoT
	if dst.HeartRate < bazettLow || dst.HeartRate > bazettHigh {
		qtc *= farRate
	}
	if ecg.Known(dst.QT) {
		why = ReasonFewBeats
	}
	set(QTCorrected, ecg.Known(dst.QTc.Bazett), qtc, why)
	spread := ReasonNoLead
	if !ecg.Known(dst.QT) {
		spread = ReasonNoT
	}
	set(QTDispersion, ecg.Known(dst.QTSpread.Dispersion), 0.5*tw, spread) // of two extremes, each uncertain
	m.trustAxes(dst, set, noP, p, q, tw)
	for i := range dst.Leads {
		l := &dst.Leads[i]
		if l.OK && !m.hasP {
			l.PAbsent = noP
		}
	}
}

// trustAxes judges the axes.
func (m *Measurer) trustAxes(dst *Report, set func(Quantity, bool, float64, Reason), noP Reason, p, q, tw float64) {
	why := func(w netWave, missing bool) Reason {
		switch {
		case w == netP && !m.hasP:
			return noP
		case w == netT && m.rep.g.TOff == None:
			return ReasonNoT
		case missing:
			return ReasonNoLead
		}
		return ReasonSmall
	}
	limb := !m.limbLeads(dst)
	space := spaceVector(dst, netQRS)
	flat := space[0] != space[0]
	a := &dst.Axis
	set(PAxis, ecg.Known(a.P), p, why(netP, limb))
	set(QRSAxis, ecg.Known(a.QRS), q, why(netQRS, limb))
	set(TAxis, ecg.Known(a.T), tw, why(netT, limb))
	set(HorizontalPAxis, ecg.Known(a.HorizontalP), p, why(netP, flat))
	set(HorizontalQRSAxis, ecg.Known(a.HorizontalQRS), q, why(netQRS, flat))
	set(HorizontalTAxis, ecg.Known(a.HorizontalT), tw, why(netT, flat))
	set(QRSTFrontalAngle, ecg.Known(a.QRSTFrontal), math.Min(q, tw), why(netT, limb))
	set(QRSTSpatialAngle, ecg.Known(a.QRSTSpatial), math.Min(q, tw), why(netT, flat))
}

// limbLeads reports whether two limb leads were measured.
func (m *Measurer) limbLeads(dst *Report) bool {
	n := 0
	for i := range dst.Leads {
		if l := &dst.Leads[i]; l.OK && l.Lead.IsLimb() {
			n++
		}
	}
	return n >= 2
}

// badLeads is the share of the leads that could not be measured.
func (m *Measurer) badLeads() float64 {
	if len(m.ok) == 0 {
		return 1
	}
	bad := 0.0
	for _, ok := range m.ok {
		if !ok {
			bad++
		}
	}
	return bad / float64(len(m.ok))
}

// countRR is the number of RR intervals.
func (m *Measurer) countRR() int {
	n := 0
	for i := 1; i < len(m.beats); i++ {
		if !math.IsNaN(m.interval(i)) {
			n++
		}
	}
	return n
}

// whyNothing says why there is no representative beat, empty when there is one.
func (m *Measurer) whyNothing(dst *Report) Reason {
	switch {
	case m.found:
		return ""
	case float64(m.n) < measureLength*m.rate:
		return ReasonTooShort
	case m.badLeads() == 1:
		return ReasonLeads
	case len(m.beats) == 0 && len(dst.Segments) > 0:
		return ReasonNoRhythm
	case len(m.beats) == 0:
		return ReasonNoBeats
	}
	return ReasonNoise // beats that no lead shows
}

// whyNoP says why there is no P wave, empty when there is one.
func (m *Measurer) whyNoP(dst *Report) Reason {
	a := &dst.Atrial
	switch {
	case !m.found:
		return ""
	case m.hasP && m.rep.hiddenP():
		return ReasonHiddenP
	case m.hasP:
		return ""
	case m.used < 2:
		return ReasonFewBeats
	case m.dissociated(dst):
		return ReasonDissociated
	case m.rhythmNoise() > m.opt.MinPAmplitudeUV:
		return ReasonNoise
	case a.FPower >= flutterPower && a.FRate >= flutterLow && a.FRate <= flutterHigh:
		return ReasonFlutter
	case dst.RR.NRMSSD >= irregular && dst.RR.NN >= minMembers:
		return ReasonFibrillation
	}
	return ReasonNoP
}

// rhythmNoise is the noise of the quietest lead of the representative beat, µV.
func (m *Measurer) rhythmNoise() float64 {
	least := math.Inf(1)
	for l := range m.rep.x {
		if m.rep.x[l] != nil {
			least = math.Min(least, m.quiet[l])
		}
	}
	return least
}

// confidence judges the limits of one wave: by the number of beats, the size of the wave in the noise of the
// representative beat, and how far the leads agree, those that show it best most.
func (m *Measurer) confidence(w netWave) float64 {
	s := &m.rep
	if !m.found {
		return 0
	}
	halfway, spread := snrQRS, sdQRS
	beats := float64(m.used)
	switch w {
	case netP:
		halfway, spread = snrP, sdP
		if m.p.share == m.p.share {
			beats = m.p.share * float64(m.p.count)
		}
	case netT:
		halfway, spread = snrT, sdT
	}
	best, sum, at, sq, leads := 0.0, 0.0, 0.0, 0.0, 0
	for l := range s.x {
		if s.x[l] == nil {
			continue
		}
		f := &s.lead[l]
		size, end := 0.0, f.QRSOff
		switch w {
		case netP:
			size, end = math.Abs(s.pAmp[l]), f.POn
		case netT:
			size, end = math.Abs(s.tAmp[l]), f.TOff
		default:
			if f.QRSOn != None && f.QRSOff != None {
				lo, hi := math.Inf(1), math.Inf(-1)
				for _, v := range s.x[l][max(f.QRSOn, 0):min(f.QRSOff+1, s.n)] {
					lo, hi = math.Min(lo, v), math.Max(hi, v)
				}
				size = hi - lo
			}
		}
		if end == None || size == 0 {
			continue
		}
		ratio := size / (1 + m.quiet[l]) // 1 µV: no recording is better than that
		best = math.Max(best, ratio)
		k := math.Min(ratio, 50)
		t := float64(end) * 1000 / m.rate
		sum += k
		at += k * t
		sq += k * t * t
		leads++
	}
	if leads == 0 {
		return 0
	}
	agree := oneLead
	if leads > 1 {
		mean := at / sum
		agree = math.Exp(-math.Sqrt(math.Max(0, sq/sum-mean*mean)) / spread)
	}
	return beats / (beats + 1) * best / (best + halfway) * agree
}
