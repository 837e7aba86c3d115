package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of infarct patterns without the classical ST elevation, µV unless stated.
const (
	posteriorST   = -50
	posteriorFlat = 30   // |ST80 - J| of horizontal depression: measurement tolerance on each side
	posteriorDeep = -100 // without a tall R: depression confined to the front is posterior injury (Meyers 2021)
	posteriorR    = 30   // ms, R in V2, over
	posteriorBack = 2    // leads of V7-V9 that show, measured and not elevated, that the back is not injured

	deWinterST = -100
	deWinterT  = 600
	deWinterR  = 50 // elevation in aVR that makes it probable

	aslangerST = -50 // depression in one of V4-V6
)

// Rules of the evidence.
const (
	rulePosterior = "posterior infarct"
	ruleDeWinter  = "de Winter 2008"
	ruleAslanger  = "Aslanger 2020"
)

// stEquivalent states STEMI_EQUIVALENT: the Sgarbossa criteria, original or as modified by Smith, behind LBBB, ventricular
// pacing or an unspecific wide QRS; a posterior infarct; the patterns of de Winter and of Aslanger; hyperacute T waves.
func stEquivalent(r *measure.Report, c *Context, f *Findings) {
	if f.HasAny("STEMI", "VT", "WPW") {
		return
	}
	if f.HasAny("LBBB", "IVCD") || ventricularPaced(r) {
		sgarbossa(r, c, f)
		return
	}
	if f.HasAny("RBBB", codeIRBBB, "RVH") || !(r.QRS < blockQRS) {
		return
	}
	if !posterior(r, c, f) && !deWinter(r, c, f) && !aslanger(r, c, f) {
		hyperacute(r, c, f)
	}
}

// equivalent adds x: only possible where anything speaks against certainty, and then to be repeated.
func (f *Findings) equivalent(r *measure.Report, c *Context, x Finding, s leadSet) {
	if f.doubt(r, c, s) {
		x.Confidence = Possible
	}
	if x.Confidence == Possible {
		f.repeatSoon()
	}
	x.Code, x.Severity = "STEMI_EQUIVALENT", Critical
	f.Add(x)
}

// posterior states a posterior infarct: horizontal ST depression in two neighbours of V1-V3, deeper than any in V5-V6,
// under an upright T, with a dominant and broad R in V2 or 100 µV deep and confined to the front; never where V7-V9 were
// recorded and are not elevated.
func posterior(r *measure.Report, c *Context, f *Findings) bool {
	v2 := get(r, ecg.LeadV2)
	if v2 == nil || !(v2.T > 0) || v2.TNegative < posteriorST {
		return false
	}
	tallR := rs(v2) > 1 && v2.RDur > posteriorR
	s, deepest := horizontalFront(r)
	if s == 0 || !tallR && deepest > posteriorDeep || backMeasured(r) >= posteriorBack {
		return false
	}
	for _, l := range [...]ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
		if m := get(r, l); m != nil && (float64(m.J) < deepest || !tallR && float64(m.J) <= posteriorST) {
			return false
		}
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), posteriorST, rulePosterior)
		}
	}
	x := Finding{AHA: 162, SCP: "PMI", Territory: "posterior", Confidence: Possible,
		EN: "ST depression in V1-V3, suspected posterior myocardial infarction, record V7 to V9", ZH: "V1～V3导联ST段压低，后壁心肌梗死可能，请加做V7～V9导联并立即结合临床"}
	if tallR {
		f.Evidence("r_s_ratio", ecg.LeadV2, rs(v2), 1, rulePosterior)
		f.Evidence("r_ms", ecg.LeadV2, float64(v2.RDur), posteriorR, rulePosterior)
		x.Confidence = Probable
	}
	f.Note(advicePosterior, ruleBack)
	f.equivalent(r, c, x, s)
	return true
}

// backMeasured counts the leads of V7-V9 that were measured.
func backMeasured(r *measure.Report) int {
	n := 0
	for _, l := range [...]ecg.Lead{ecg.LeadV7, ecg.LeadV8, ecg.LeadV9} {
		if ecg.Known(ecg.Microvolt(jLevel(r, l))) {
			n++
		}
	}
	return n
}

// deWinter states the pattern of de Winter: up-sloping depression into tall T waves in two neighbours of V2-V5.
func deWinter(r *measure.Report, c *Context, f *Findings) bool {
	if hr := heartRate(r); !(hr < definiteRate) {
		return false // fast rates depress J by themselves
	}
	var s leadSet
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m != nil && l >= ecg.LeadV2 && l <= ecg.LeadV5 && m.J <= deWinterST && m.ST80 > m.J+slopeTolerance && m.T >= deWinterT {
			s |= 1 << i
		}
	}
	if s = s.paired(); s == 0 {
		return false
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), deWinterST, ruleDeWinter)
			f.Evidence("t_uv", l, float64(m.T), deWinterT, ruleDeWinter)
		}
	}
	x := Finding{AHA: 160, SCP: "AMI", Territory: "anterior", Confidence: Possible,
		EN: "De Winter pattern, suspected occlusion of the left anterior descending artery", ZH: "De Winter征，左前降支闭塞可能，请立即结合临床"}
	if j := jLevel(r, ecg.LeadAVR); j >= deWinterR {
		f.Evidence("j_uv", ecg.LeadAVR, j, deWinterR, ruleDeWinter)
		x.Confidence = Probable
	}
	f.equivalent(r, c, x, s)
	return true
}

// aslanger states the pattern of Aslanger: inferior elevation in III alone, depression in one of V4-V6 under an upright T, and
// ST higher in V1 than in V2.
func aslanger(r *measure.Report, c *Context, f *Findings) bool {
	if f.s.reversed || f.Has("LVH") || elevatedLeads(r, c, f.Options.STSet, 0)&inferiorLeads != setOf(ecg.LeadIII) {
		return false
	}
	v1, v2 := jLevel(r, ecg.LeadV1), jLevel(r, ecg.LeadV2)
	if !(v1 > v2) {
		return false
	}
	for _, l := range [...]ecg.Lead{ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		m := get(r, l)
		if m == nil || !(m.J <= aslangerST && m.T > 0) {
			continue
		}
		f.Evidence("j_uv", ecg.LeadIII, jLevel(r, ecg.LeadIII), stLimit(f.Options.STSet, ecg.LeadIII, c), ruleAslanger)
		f.Evidence("j_uv", l, float64(m.J), aslangerST, ruleAslanger)
		f.Evidence("j_uv", ecg.LeadV1, v1, v2, ruleAslanger)
		f.equivalent(r, c, Finding{AHA: 161, SCP: "IMI", Territory: "inferior", Confidence: Possible,
			EN: "ST elevation in III alone with lateral depression (Aslanger), consider inferior infarction with multivessel disease",
			ZH: "仅III导联ST段抬高伴侧壁导联ST段压低（Aslanger征），下壁心肌梗死合并多支病变可能，请立即结合临床"}, inferiorLeads)
		return true
	}
	return false
}
