package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of fascicular blocks (AHA/ACCF/HRS 2009 part III).
const (
	lafbVAT  = 45  // ms, R peak in aVL
	lafbAxis = -45 // degrees
	// From here with rS in II, III and aVF, as in the older definition (-30 degrees, Rosenbaum 1970) less the error of an axis.
	lafbPossible = -35
	lpfbAxis     = 90  // degrees
	lpfbYoung    = 95  // under 35 years: less is a vertical heart
	lpfbSure     = 110 // less is found in slender people
)

// fascicles states LAFB and LPFB; beside RBBB they make a bifascicular block. LAFB is probable from an axis of -45°, with
// rS in II or a late R in aVL, and possible from -35° with a complete pattern. LPFB is only ever possible: a vertical heart and
// right ventricular load look alike.
func fascicles(r *measure.Report, c *Context, f *Findings) {
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
	case axis < lafbPossible && axis >= -90 && qR(avl) && rS(three) && (two == nil || rS(two) || axis <= lafbAxis && avl.VAT >= lafbVAT):
		limit := float64(lafbAxis)
		x := Finding{Code: "LAFB", Severity: Abnormal, Confidence: Probable}
		if axis > lafbAxis {
			if !rS(avf) || two == nil || sDepth(three) <= sDepth(two) {
				return
			}
			limit = lafbPossible
			x.Severity, x.Confidence = Borderline, Possible
			x.EN, x.ZH = "Possible left anterior fascicular block", "左前分支阻滞可能"
		}
		f.Evidence("qrs_axis_deg", 0, axis, limit, rule)
		f.Evidence("q_uv", ecg.LeadAVL, float64(avl.Q), -minWave, rule)
		if avl.VAT >= lafbVAT {
			f.Evidence("vat_ms", ecg.LeadAVL, float64(avl.VAT), lafbVAT, rule)
			if x.Confidence == Probable {
				x.Confidence = Definite
			}
		}
		f.Add(x)
	case axis >= lpfbAxis && rS(i) && rS(avl) && qR(three) && qR(avf) && !rvhVoltage(r, nil):
		f.Evidence("qrs_axis_deg", 0, axis, lpfbAxis, rule)
		x := Finding{Code: "LPFB", Severity: Abnormal, Confidence: Possible,
			EN: "Possible left posterior fascicular block", ZH: "左后分支阻滞可能，须排除右心室肥大及垂位心"}
		if axis < lpfbSure && !f.Has("RBBB") {
			if axis < lpfbYoung && c.AgeYears < sokolowAge {
				return
			}
			x.Severity = Borderline
		}
		f.Add(x)
	}
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
