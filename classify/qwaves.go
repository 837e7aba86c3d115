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
	rWaveWide   = 40 // ms, over, in V1 and V2: old posterior infarct
)

// Rules of the evidence.
const (
	ruleQ     = "UDMI4 Q wave"
	ruleRWave = "UDMI4 R wave of V1-V2"
)

// qGroups are the leads within which two neighbours must have Q waves.
var qGroups = [...]leadSet{highLateral, inferiorLeads, chestLeads}

// qWaves states OLD_MI: pathological Q waves or QS in two neighbouring leads of a group. It is not sought behind a left
// bundle branch block, pre-excitation, pacing, or exchanged electrodes. A tall broad R in V1-V2 stands for the Q waves of the
// back, but has many other reasons: it is only ever possible.
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
		f.posteriorR(r)
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
			f.Evidence("qs_uv", l, -negative(m), -qDeep, ruleQ)
			firm++
			continue
		}
		limit := float64(qWide)
		if l == ecg.LeadV2 || l == ecg.LeadV3 {
			limit = qAnyV23
		}
		f.Evidence("q_ms", l, float64(m.QDur), limit, ruleQ)
		if qDepth(m) >= qRatioFirm*positive(m) {
			firm++
		}
	}
	switch {
	case f.s.poor || s&chestLeads != 0 && f.chestReversed() || f.HasAny("LVH", "IVCD", "LAFB") && s&^(septalLeads|setOf(ecg.LeadV3)) == 0 || firm < 2:
		x.Confidence = Possible // QS in V1-V3 is common in hypertrophy and left anterior block
	case firm >= qFirmLeads:
		x.Confidence = Definite
	}
	t := locate(s)
	x.Territory, x.SCP, x.AHA = t.en, t.scp, t.aha
	x.EN = "Pathological Q waves, " + t.en + " myocardial infarction of indeterminate age"
	x.ZH = "病理性Q波，陈旧性" + t.zh + "心肌梗死可能"
	f.Add(x)
}

// posteriorR states OLD_MI for R waves over 40 ms that dominate V1 and V2 above an upright T, without anything else that makes
// them so: a block, pre-excitation, hypertrophy of the right ventricle, a right axis.
func (f *Findings) posteriorR(r *measure.Report) {
	if f.s.poor || f.HasAny("RBBB", codeIRBBB, "IVCD", "RVH", "LEAD_REVERSAL") || !(r.QRS < blockQRS) || !(r.Axis.QRS < axisRight) {
		return
	}
	for _, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2} {
		m := get(r, l)
		if m == nil || !(m.RDur > rWaveWide) || !(rs(m) > 1) || !(positive(m) >= tProminentR) || !(m.T > 0) {
			f.Drop()
			return
		}
		f.Evidence("r_ms", l, float64(m.RDur), rWaveWide, ruleRWave)
		f.Evidence("r_s_ratio", l, rs(m), 1, ruleRWave)
	}
	f.Add(Finding{Code: "OLD_MI", Severity: Abnormal, Confidence: Possible, Territory: "posterior", SCP: "PMI", AHA: 162,
		EN: "Tall broad R waves in V1-V2, consider posterior myocardial infarction of indeterminate age", ZH: "V1～V2导联R波增高增宽，陈旧性后壁心肌梗死待排"})
}
