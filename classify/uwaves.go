package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of U waves, µV: Surawicz 1998; AHA/ACCF/HRS part IV, 2009. uSeen and uFlatT are this package's own: what
// an eye sees on paper, below which no ratio means anything, and 1 mm.
const (
	uProminent = 150
	uShare     = 0.25 // of T
	uInverted  = -50
	uSeen      = 50
	uFlatT     = 100 // T within this of the baseline is flat
)

// Rules of the evidence.
const (
	ruleProminentU  = "prominent U"
	ruleUShare      = "U over a quarter of T"
	ruleInvertedU   = "inverted U under an upright T"
	ruleHypokalemia = "U larger than T in V2-V4"
	ruleLowT        = "flat T"
	ruleQU          = "long QU"
	ruleQTisQU      = "QT was measured on U: LQT not stated"
)

// Publications behind them.
const (
	sourceSurawicz = "Surawicz, J Cardiovasc Electrophysiol 1998"
	sourceAHA4     = "Rautaharju et al., AHA/ACCF/HRS part IV, 2009"
	sourceOwnLimit = "limit of this library"
)

var uSources = map[string]string{
	ruleProminentU: sourceSurawicz, ruleUShare: sourceSurawicz, ruleInvertedU: sourceAHA4,
	ruleHypokalemia: sourceSurawicz, ruleLowT: sourceOwnLimit, ruleQU: sourceOwnLimit,
}

// tOfU is the T wave that the U wave of m follows.
func tOfU(m *measure.Lead) float64 {
	if ecg.Known(m.TBeforeU) {
		return float64(m.TBeforeU)
	}
	return float64(m.T)
}

// uWaves states HYPOKALEMIA, PROMINENT_U and INVERTED_U, each in two neighbouring leads. Waves of the atria between T and P look
// like U waves, and behind a wide QRS complex T is no measure: nothing is stated then.
func uWaves(r *measure.Report, c *Context, f *Findings) {
	if f.s.unusable || f.s.poor || !(r.QRS < blockQRS) || ventricularPaced(r) ||
		f.HasAny("VT", "SVT", "AFIB", "AFL", "AVB2", "AVB3", codeAVD, codeAtrialTachy, codeUndetermined, "WPW", "LBBB", "RBBB") {
		return
	}
	f.hypokalaemia(r)
	var tall, share, down leadSet
	for i := range stLeads {
		m, _, l := stLead(r, i)
		if m == nil || cavityLead.has(i) || !ecg.Known(m.U) || f.s.reversed && l.IsLimb() {
			continue
		}
		u, t := float64(m.U), tOfU(m)
		switch {
		case u > uProminent:
			tall |= 1 << i
		case u >= uSeen && t > 0 && u > uShare*t:
			share |= 1 << i
		case u < uInverted && t >= uFlatT && l != ecg.LeadV1 && l != ecg.LeadV2 && l != ecg.LeadIII:
			down |= 1 << i // U follows T in health, which is often inverted in V1, V2 and III
		}
	}
	sure := tall.paired() != 0
	if s := (tall | share).paired(); s != 0 {
		for i := range stLeads {
			switch m, _, l := stLead(r, i); {
			case !s.has(i):
			case tall.has(i):
				f.Evidence("u_uv", l, float64(m.U), uProminent, ruleProminentU)
			default:
				f.Evidence("u_uv", l, float64(m.U), uShare*tOfU(m), ruleUShare)
			}
		}
		x := Finding{Code: codeProminentU, Severity: Normal, Confidence: Possible} // small U waves beside small T waves are common in health
		if sure {
			x.Severity, x.Confidence = Borderline, Probable
		}
		f.Add(x)
	}
	if s := down.paired(); s != 0 {
		for i := range stLeads {
			if m, _, l := stLead(r, i); s.has(i) {
				f.Evidence("u_uv", l, float64(m.U), uInverted, ruleInvertedU)
			}
		}
		f.Add(Finding{Code: codeInvertedU, Severity: Borderline, Confidence: Possible})
	}
}

// hypokalaemia states HYPOKALEMIA: in two neighbours of V2-V4 U is larger than T, which is flat or comes with ST depression, and QU
// is long. Where QT was measured on U, it is QU, and LQT is taken back.
func (f *Findings) hypokalaemia(r *measure.Report) {
	var s, flat, low leadSet
	late := false
	longest, where := math.Inf(-1), ecg.LeadUnknown
	for i := range stLeads {
		m, _, l := stLead(r, i)
		if m == nil || l != ecg.LeadV2 && l != ecg.LeadV3 && l != ecg.LeadV4 {
			continue
		}
		u, t := float64(m.U), tOfU(m)
		if !(u >= uSeen) || !(u > math.Abs(t)) {
			continue
		}
		s |= 1 << i
		if math.Abs(t) <= uFlatT {
			flat |= 1 << i
		}
		if m.J <= -stDepressionLimit && !(m.ST80 > m.J+slopeTolerance) {
			low |= 1 << i
		}
		late = late || ecg.Known(m.TBeforeU)
		if q := rateCorrect(float64(m.QU), float64(r.RR.Mean)/1000, f.Options.QTc); q > longest {
			longest, where = q, l
		}
	}
	if s = s.paired(); s == 0 || (flat|low)&s == 0 || !(longest >= qtcMarked) {
		return
	}
	for i := range stLeads {
		m, _, l := stLead(r, i)
		if !s.has(i) {
			continue
		}
		f.Evidence("u_uv", l, float64(m.U), math.Abs(tOfU(m)), ruleHypokalemia)
		if flat.has(i) {
			f.Evidence("t_uv", l, tOfU(m), uFlatT, ruleLowT)
		}
		if low.has(i) {
			f.Evidence("j_uv", l, float64(m.J), -stDepressionLimit, ruleSTDepression)
		}
	}
	f.Evidence("quc_"+f.Options.QTc+"_ms", where, longest, qtcMarked, ruleQU)
	if late && f.Has("LQT") {
		f.Remove("LQT")
		f.Note("qt_is_qu", ruleQTisQU)
	}
	f.Add(Finding{Code: "HYPOKALEMIA", Severity: Abnormal, Confidence: Possible})
}
