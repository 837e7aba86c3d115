package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of conduction criteria (AHA/ACCF/HRS 2009 part III), ms unless stated.
const (
	blockQRS      = 120
	incompleteQRS = 110
	prLong        = 200
	prMarked      = 220 // Minnesota code 6-3; up to 213 is within the 98th percentile (Mason 2007)
	prShort       = 120
	wpwQRS        = 120 // with the delta wave seen 110 would do
	rbbbS         = 40  // S in I and V6
	rbbbVAT       = 50  // R peak in V1 where R is dominant
	lbbbVAT       = 60  // R peak in V5 or V6
	lafbVAT       = 45  // R peak in aVL
	lafbAxis      = -45 // degrees
	septalQ       = 50  // µV: less is no septal q wave
	rPrime        = 50  // µV: less is no R'
	wideFactor    = 1.0 // S longer than R
	rbbbRShare    = 0.5 // R of V1 against S that counts as dominant notched R
)

// preexcitation states WPW, possible only: a short PR before a wide QRS complex with secondary ST-T change. The delta wave
// itself is not in the report.
func preexcitation(r *measure.Report, _ *Context, f *Findings) {
	pr, qrs := float64(r.PR), float64(r.QRS)
	if f.s.unusable || !f.s.sinus || f.Has("PACED") || !(pr > 0 && pr < prShort && qrs >= wpwQRS) {
		return
	}
	f.Evidence("pr_ms", 0, pr, prShort, "WPW")
	f.Evidence("qrs_ms", 0, qrs, wpwQRS, "WPW")
	f.Add(Finding{Code: "WPW", Severity: Abnormal, Confidence: Possible})
}

// conduction states RBBB, LBBB, IVCD or incomplete RBBB. IVCD begins at 120 ms, not at the 110 ms of the recommendation:
// 110 lies within measurement error of the normal limit of 109 (Mason 2007).
func conduction(r *measure.Report, _ *Context, f *Findings) {
	qrs := float64(r.QRS)
	if ventricularPaced(r) || f.Has("WPW") || !(qrs >= incompleteQRS) { // even when unusable: it gates ST elevation
		return
	}
	if vt := f.Find("VT"); vt != nil && vt.Severity == Critical {
		return // the beats are not conducted
	}
	f.Evidence("qrs_ms", 0, qrs, blockQRS, "AHA 2009 part III")
	complete := qrs >= blockQRS
	switch {
	case rbbbPattern(r, f):
		if complete {
			f.Add(Finding{Code: "RBBB", Severity: Abnormal, Confidence: Definite})
			return
		}
		f.Add(Finding{Code: codeIRBBB, Severity: Borderline, Confidence: Probable})
	case !complete:
	case lbbbPattern(r, f):
		f.Add(Finding{Code: "LBBB", Severity: Abnormal, Confidence: Definite})
	default:
		f.Add(Finding{Code: "IVCD", Severity: Abnormal, Confidence: Probable})
	}
	f.Drop()
}

// rbbbPattern reports whether V1 or V2 has a late R (rsR' or a broad R with a late peak) and I or V6 a broad S. Evidence goes
// to f unless it is nil.
func rbbbPattern(r *measure.Report, f *Findings) bool {
	late := func(l ecg.Lead) bool {
		m := get(r, l)
		if m == nil {
			return false
		}
		switch {
		case m.R2 >= rPrime && float64(m.R2) >= float64(m.R):
			f.evidence1("r2_uv", l, float64(m.R2), rPrime)
		case m.R2 >= rPrime && m.R2Dur >= m.RDur:
			f.evidence1("r2_uv", l, float64(m.R2), rPrime)
		case positive(m) > negative(m)*rbbbRShare && m.VAT >= rbbbVAT:
			f.evidence1("vat_ms", l, float64(m.VAT), rbbbVAT)
		default:
			return false
		}
		return true
	}
	broadS := func(l ecg.Lead) bool {
		m := get(r, l)
		if m == nil || !(float64(m.S) <= -rPrime) || !(float64(m.SDur) >= rbbbS || m.SDur > wideFactor*m.RDur) {
			return false
		}
		f.evidence1("s_ms", l, float64(m.SDur), rbbbS)
		return true
	}
	if !late(ecg.LeadV1) && !late(ecg.LeadV2) {
		return false
	}
	return broadS(ecg.LeadI) || broadS(ecg.LeadV6)
}

// lbbbPattern reports whether V1 is negative (QS or rS), I, V5 and V6 have no q wave, and the R peak of V5 or V6 is late or R
// there or in I or aVL is notched or slurred.
func lbbbPattern(r *measure.Report, f *Findings) bool {
	v1 := get(r, ecg.LeadV1)
	if v1 == nil || !(negative(v1) > 2*positive(v1)) {
		return false
	}
	measured := false
	for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadV5, ecg.LeadV6} {
		m := get(r, l)
		if m == nil {
			continue
		}
		// A displaced transition may leave V5 with rS or QS; only I and V6 must be upright.
		if l != ecg.LeadV5 && !(positive(m) > negative(m)) {
			return false
		}
		if !isQS(m) && qDepth(m) > septalQ {
			return false
		}
		measured = measured || l != ecg.LeadV5
	}
	if !measured {
		return false
	}
	for _, l := range [...]ecg.Lead{ecg.LeadV6, ecg.LeadV5} {
		if m := get(r, l); m != nil && m.VAT >= lbbbVAT {
			f.evidence1("vat_ms", l, float64(m.VAT), lbbbVAT)
			return true
		}
	}
	for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadAVL, ecg.LeadV5, ecg.LeadV6} {
		if m := get(r, l); m != nil && m.Notched && positive(m) > negative(m) {
			f.evidence1("r_notched", l, 1, 1)
			return true
		}
	}
	return false
}

// evidence1 adds evidence of a conduction criterion; a nil receiver takes none.
func (f *Findings) evidence1(what string, l ecg.Lead, v, limit float64) {
	if f != nil {
		f.Evidence(what, l, v, limit, "AHA 2009 part III")
	}
}

// fascicles states LAFB and LPFB; beside RBBB they make a bifascicular block.
func fascicles(r *measure.Report, _ *Context, f *Findings) {
	axis, qrs := float64(r.Axis.QRS), float64(r.QRS)
	if f.s.unusable || f.s.reversed || f.HasAny("LBBB", "WPW", "IVCD") || ventricularPaced(r) || !known(axis, qrs) {
		return
	}
	if qrs >= blockQRS && !f.Has("RBBB") {
		return
	}
	i, avl := get(r, ecg.LeadI), get(r, ecg.LeadAVL)
	two, three, avf := get(r, ecg.LeadII), get(r, ecg.LeadIII), get(r, ecg.LeadAVF)
	if i == nil || avl == nil || three == nil || avf == nil {
		return
	}
	qR := func(m *measure.Lead) bool { return qDepth(m) >= minWave && !isQS(m) && positive(m) > qDepth(m) }
	rS := func(m *measure.Lead) bool { return positive(m) >= minWave && sDepth(m) > positive(m) }
	const rule = "AHA 2009 part III"
	switch {
	case axis <= lafbAxis && axis >= -90 && qR(avl) && rS(three) && (two == nil || rS(two)):
		f.Evidence("qrs_axis_deg", 0, axis, lafbAxis, rule)
		f.Evidence("q_uv", ecg.LeadAVL, float64(avl.Q), -minWave, rule)
		x := Finding{Code: "LAFB", Severity: Abnormal, Confidence: Probable}
		if avl.VAT >= lafbVAT {
			f.Evidence("vat_ms", ecg.LeadAVL, float64(avl.VAT), lafbVAT, rule)
			x.Confidence = Definite
		}
		f.Add(x)
	case axis >= 90 && rS(i) && rS(avl) && qR(three) && qR(avf) && !rvhVoltage(r, nil):
		f.Evidence("qrs_axis_deg", 0, axis, 90, rule)
		f.Add(Finding{Code: "LPFB", Severity: Abnormal, Confidence: Possible})
	}
}

// avBlock states AVB1. Blocked P waves are not in the report, so that higher degrees are not stated.
func avBlock(r *measure.Report, _ *Context, f *Findings) {
	pr := float64(r.PR)
	if !f.s.sinus || !(pr > prLong) {
		return
	}
	f.Evidence("pr_ms", 0, pr, prLong, "PR over 200")
	x := Finding{Code: "AVB1", Severity: Borderline, Confidence: Probable}
	if pr >= prMarked {
		x.Severity = Abnormal
	}
	if f.s.pPresent && !f.s.poor {
		x.Confidence = Definite
	}
	f.Add(x)
}

// Limits of the frontal axis, degrees (AHA/ACCF/HRS 2009 part III).
const (
	axisLeft  = -30
	axisRight = 90
)

// axis states LAD, RAD or ARAD (right superior).
func axis(r *measure.Report, _ *Context, f *Findings) {
	a := float64(r.Axis.QRS)
	if f.s.unusable || f.s.reversed || math.IsNaN(a) || ventricularPaced(r) {
		return
	}
	x := Finding{Severity: Borderline, Confidence: Definite}
	limit := float64(axisRight)
	switch {
	case a < -90:
		x.Code, limit, x.Severity = codeARAD, -90, Abnormal
	case a < axisLeft:
		x.Code, limit = codeLAD, axisLeft
	case a > axisRight:
		x.Code = codeRAD
	default:
		return
	}
	f.Evidence("qrs_axis_deg", 0, a, limit, "AHA 2009 part III")
	f.Add(x)
}
