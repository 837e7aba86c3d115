package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Pathological Q waves (Fourth Universal Definition of Myocardial Infarction 2018, table 3).
const (
	qWide       = 30  // ms
	qDeep       = 100 // µV
	qAnyV23     = 20  // ms, over, in V2 and V3
	qRatioFirm  = 0.25
	qFirmLeads  = 3
	qV23minimal = 50 // µV: less is noise
)

// qGroups are the leads within which two neighbours must have Q waves.
var qGroups = [...]leadSet{highLateral, inferiorLeads, chestLeads}

// qWaves states OLD_MI: pathological Q waves or QS in two neighbouring leads of a group. It is not sought behind a left
// bundle branch block, pre-excitation, pacing, or exchanged electrodes. The R-wave equivalent of a posterior infarct is not
// sought: a tall R in V1-V2 has too many other reasons.
func qWaves(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.HasAny("LBBB", "WPW", "VT") || ventricularPaced(r) {
		return
	}
	var found leadSet
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || (f.s.reversed && limbLeads.has(i)) || l == ecg.LeadAVRneg || l == ecg.LeadV1 {
			continue
		}
		q := qDepth(m)
		wide := q >= qDeep && m.QDur >= qWide
		if l == ecg.LeadV2 || l == ecg.LeadV3 {
			wide = q >= qV23minimal && m.QDur > qAnyV23
		}
		if highLateral.has(i) && !(r.Axis.QRS < axisRight) {
			continue // with a right axis I and aVL are negative in health
		}
		if wide || isQS(m) {
			found |= 1 << i
		}
	}
	var s leadSet
	for _, g := range qGroups {
		s |= (found & g).paired()
	}
	if s == 0 {
		return
	}
	x := Finding{Code: "OLD_MI", Severity: Abnormal, Confidence: Probable}
	firm := 0
	for i := range stLeads {
		if !s.has(i) {
			continue
		}
		m, _, l := stLead(r, i)
		if isQS(m) {
			f.Evidence("qs_uv", l, -negative(m), -qDeep, "UDMI4 Q wave")
			firm++
			continue
		}
		f.Evidence("q_ms", l, float64(m.QDur), qWide, "UDMI4 Q wave")
		if qDepth(m) >= qRatioFirm*positive(m) {
			firm++
		}
	}
	switch {
	case f.s.poor || f.HasAny("LVH", "IVCD", "LAFB") && s&^(septalLeads|setOf(ecg.LeadV3)) == 0 || firm < 2:
		x.Confidence = Possible // QS in V1-V3 is common in hypertrophy and left anterior block
	case firm >= qFirmLeads:
		x.Confidence = Definite
	}
	t := locate(s)
	x.Territory, x.SCP, x.AHA = t.en, t.scp, t.aha
	x.EN = "Pathological Q waves, " + t.en + " myocardial infarction of indeterminate age"
	x.ZH = "病理性Q波,陈旧性" + t.zh + "心肌梗死可能"
	f.Add(x)
}
