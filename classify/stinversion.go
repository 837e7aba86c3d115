package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of T inversion, µV unless stated: Fourth Universal Definition of Myocardial Infarction 2018, table 2, and the pattern
// of Wellens.
const (
	tInversionLimit = 100 // over, in two neighbours with R/S over 1
	tInversionDeep  = 300
	tProminentR     = 200 // an R wave small in itself makes R/S meaningless

	wellensDeep  = -200 // type B: symmetric inversion in V2 and V3
	wellensPhase = 100  // type A: each phase of a T wave that is positive first
	wellensST    = 100  // less elevation than this, and less depression than stDepressionLimit
	wellensR     = 300  // over: R in V3 that grew as it should (poor progression: at most)
	wellensRate  = 100  // bpm, under: a fast rate and strain of the right ventricle look alike
)

// Rules of the evidence.
const (
	ruleTInversion = "UDMI4 T inversion"
	ruleWellensA   = "Wellens type A, biphasic T"
	ruleWellensB   = "Wellens type B, deep inverted T"
)

// tLeads are where T is upright in health.
var tLeads = setOf(ecg.LeadI, ecg.LeadII, ecg.LeadV4) | lowLateral

// deepTLeads are where deep T inversion counts whatever the R wave.
var deepTLeads = anteriorLeads | setOf(ecg.LeadV2, ecg.LeadV5)

// wellens states ISCHEMIA for the pattern of Wellens: T biphasic or deeply inverted in V2 and V3 above an ST segment that is
// hardly displaced, R waves kept and no Q waves in V1-V3. It is seen between attacks of pain, which an ECG does not know, so
// that it is only to be considered.
func (f *Findings) wellens(r *measure.Report, excluded leadSet) bool {
	front := setOf(ecg.LeadV2, ecg.LeadV3)
	if excluded&front != 0 || f.s.poor || f.HasAny("LVH", "AFL") || !(heartRate(r) < wellensRate) {
		return false
	}
	v1, v2, v3 := get(r, ecg.LeadV1), get(r, ecg.LeadV2), get(r, ecg.LeadV3)
	if v2 == nil || v3 == nil || v1 != nil && pathologicalQ(v1) || !(positive(v3) > wellensR) {
		return false
	}
	typeA, typeB := true, true
	for _, m := range [...]*measure.Lead{v2, v3} {
		if pathologicalQ(m) || !(m.J < wellensST && m.J > -stDepressionLimit) {
			return false
		}
		typeB = typeB && float64(m.T) <= wellensDeep
		typeA = typeA && m.T >= wellensPhase && m.TNegative <= -wellensPhase && positiveFirst(m)
	}
	x := Finding{Code: "ISCHEMIA", AHA: 147, Severity: Abnormal, Confidence: Possible, Territory: "anterior"}
	switch {
	case typeB:
		f.Evidence("t_uv", ecg.LeadV2, float64(v2.T), wellensDeep, ruleWellensB)
		f.Evidence("t_uv", ecg.LeadV3, float64(v3.T), wellensDeep, ruleWellensB)
		x.EN = "Deep T inversion in V2-V3 (Wellens type B), consider critical stenosis of the proximal left anterior descending artery"
		x.ZH = "V2～V3导联T波深倒置（Wellens B型），左前降支近段严重狭窄待排"
		if v2.T <= -tInversionDeep && v3.T <= -tInversionDeep {
			x.Confidence = Probable
		}
	case typeA:
		f.Evidence("t_negative_uv", ecg.LeadV2, float64(v2.TNegative), -wellensPhase, ruleWellensA)
		f.Evidence("t_negative_uv", ecg.LeadV3, float64(v3.TNegative), -wellensPhase, ruleWellensA)
		x.EN = "Biphasic T waves in V2-V3 (Wellens type A), consider critical stenosis of the proximal left anterior descending artery"
		x.ZH = "V2～V3导联T波双向（Wellens A型），左前降支近段严重狭窄待排"
	default:
		return false
	}
	f.repeatSoon()
	f.Add(x)
	return true
}

// positiveFirst reports whether the positive peak of T lies in the first half of the wave.
func positiveFirst(m *measure.Lead) bool {
	p := &m.Fiducials
	if p.TOn == measure.None || p.TPeak == measure.None || p.TOff == measure.None {
		return false
	}
	return 2*p.TPeak < p.TOn+p.TOff
}

// tWaves states ISCHEMIA for T inversion in neighbours with dominant R or deep in the front, T_ABNORMAL for other inverted T waves.
func (f *Findings) tWaves(r *measure.Report, excluded leadSet) {
	if f.wellens(r, excluded) {
		return
	}
	excluded |= setOf(ecg.LeadIII, ecg.LeadV1) // T is often negative there in health
	var s, lone leadSet
	deepest := 0.0
	for i := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || excluded.has(i) || !(float64(m.T) < -tInversionLimit/2) {
			continue
		}
		if tLeads.has(i) {
			lone |= 1 << i
		}
		prominent := float64(m.T) < -tInversionLimit && rs(m) > 1 && positive(m) >= tProminentR
		if prominent || deepTLeads.has(i) && float64(m.T) <= -tInversionDeep {
			s |= 1 << i
			deepest = min(deepest, float64(m.T))
		}
	}
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Possible}
	limit := float64(-tInversionLimit)
	if s = s.paired(); s != 0 {
		t := locate(s)
		x.AHA, x.Territory = 147, t.en
		x.EN, x.ZH = "T wave inversion, consider "+t.en+" ischaemia", "T波倒置，提示"+t.zh+"心肌缺血可能"
		if code, ok := ischaemiaSNOMED[t.en]; ok {
			x.SNOMED = code
		}
		if deepest <= -tInversionDeep && !f.s.poor {
			x.Confidence = Probable
		}
	} else if s = lone; s != 0 {
		x.Code, limit = "T_ABNORMAL", -tInversionLimit/2
	} else {
		f.lowT(r, excluded)
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("t_uv", l, float64(m.T), limit, ruleTInversion)
		}
	}
	f.Add(x)
}

// Limits of flat and low T waves: the share of R that T does not reach, where R is tall enough for T to be.
const (
	flatShare, flatCount = 1.0 / 20, 2 // Minnesota code 5-4
	lowShare, lowCount   = 1.0 / 10, 3 // Chinese textbooks, in leads with a dominant R wave
	lowTR                = 500         // µV of R
)

// Rules of the evidence.
const (
	ruleLowT20 = "T under a twentieth of R"
	ruleLowT10 = "T under a tenth of R"
)

// lowT states T_ABNORMAL where T is flat in two or low in three of the leads in which it is upright in health.
func (f *Findings) lowT(r *measure.Report, excluded leadSet) {
	var flat, low leadSet
	for i := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || excluded.has(i) || !tLeads.has(i) || !(positive(m) >= lowTR) || !(rs(m) > 1) {
			continue
		}
		if t := float64(m.T); t < lowShare*positive(m) {
			low |= 1 << i
			if t < flatShare*positive(m) {
				flat |= 1 << i
			}
		}
	}
	x := Finding{Code: "T_ABNORMAL", Severity: Abnormal, Confidence: Possible, EN: "Flat T waves, nonspecific", ZH: "T波平坦，非特异性T波改变"}
	s, share, rule := flat, flatShare, ruleLowT20
	switch {
	case flat.count() >= flatCount:
	case low.count() >= lowCount:
		s, share, rule = low, lowShare, ruleLowT10
		x.Severity, x.EN, x.ZH = Borderline, "Low T waves, nonspecific", "T波低平，非特异性T波改变"
	default:
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("t_uv", l, float64(m.T), share*positive(m), rule)
		}
	}
	f.Add(x)
}
