package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of ischaemia, µV: Fourth Universal Definition of Myocardial Infarction 2018, table 2.
const (
	stDepressionLimit = 50  // horizontal or down-sloping, in two neighbours
	stDepressionFirm  = 100 // in two neighbours
	slopeTolerance    = 10  // ST80 may lie this much above J and still be horizontal
	slowSlope         = 40  // as much, with ST80 itself at the limit, and it rises slowly: 0.5 mV/s

	diffuseLeads = 6   // with depression of stDepressionFirm
	diffuseAVR   = 50  // elevation of aVR or V1
	diffuseSure  = 100 // of aVR or V1, for the definite tier
)

// Rules of the evidence.
const (
	ruleSTDepression = "UDMI4 ST depression"
	ruleDiffuse      = "ESC 2017, diffuse subendocardial ischaemia"
)

// stDepression states ISCHEMIA from ST depression or T inversion, ST_DEPRESSION where something else explains it, T_ABNORMAL
// for inverted T waves short of that and for flat ones. Depression that rises slowly is ST_DEPRESSION, where T does not tell of
// ischaemia. Depression opposite to an infarct is reciprocal and not stated.
func stDepression(r *measure.Report, c *Context, f *Findings) {
	if f.s.unusable || f.HasAny("STEMI", "STEMI_EQUIVALENT", "VT", "WPW") {
		return
	}
	if f.HasAny("LBBB", "IVCD") || ventricularPaced(r) {
		return // ST and T follow the QRS complex
	}
	excluded := cavityLead | posteriorLeads | rightLeads
	if f.HasAny("RBBB", codeIRBBB, "RVH") {
		excluded |= septalLeads | setOf(ecg.LeadV3)
	}
	if f.s.reversed {
		excluded |= limbLeads
	}
	var slight, slow, firm leadSet
	deep := 0
	for i := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || excluded.has(i) {
			continue
		}
		if m.J <= -stDepressionFirm {
			deep++
		}
		if !(m.J <= -stDepressionLimit) {
			continue
		}
		if m.ST80 <= -stDepressionLimit && m.ST80 <= m.J+slowSlope {
			slow |= 1 << i
		}
		if !(m.ST80 <= m.J+slopeTolerance) {
			continue
		}
		slight |= 1 << i
		if m.J <= -stDepressionFirm {
			firm |= 1 << i
		}
	}
	if deep >= diffuseLeads && f.leftMain(r, c, deep) {
		return
	}
	if s := slight.paired(); s != 0 {
		f.depression(r, c, s, firm.paired())
		return
	}
	if !f.Has("LVH") || !f.s.strain {
		f.tWaves(r, excluded)
	}
	if s := (slight | slow).paired(); s != 0 && !f.Has("ISCHEMIA") {
		f.depressionEvidence(r, s)
		t := locate(s)
		if !f.secondaryToLVH(s, t.en) {
			f.Add(Finding{Code: "ST_DEPRESSION", Severity: Abnormal, Confidence: Possible, Territory: t.en,
				EN: "Slowly rising ST depression, nonspecific", ZH: "ST段缓慢上斜型压低，非特异性改变"})
		}
	}
}

func (f *Findings) depressionEvidence(r *measure.Report, s leadSet) {
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), -stDepressionLimit, ruleSTDepression)
		}
	}
}

// secondaryToLVH states ST_DEPRESSION where hypertrophy explains depression in these leads.
func (f *Findings) secondaryToLVH(s leadSet, territory string) bool {
	if !f.Has("LVH") || s&^(highLateral|lowLateral|setOf(ecg.LeadV4)|inferiorLeads) != 0 {
		return false
	}
	f.Note("secondary_to_lvh", gateOf+UDMI4)
	f.Add(Finding{Code: "ST_DEPRESSION", AHA: 153, Severity: Abnormal, Confidence: Probable, Territory: territory,
		EN: "ST depression, probably secondary to left ventricular hypertrophy", ZH: "ST段压低，考虑继发于左心室肥大"})
	return true
}

// leftMain states diffuse depression with elevation in aVR or V1.
func (f *Findings) leftMain(r *measure.Report, c *Context, deep int) bool {
	lead, v := ecg.LeadUnknown, float64(diffuseAVR)
	for _, l := range [...]ecg.Lead{ecg.LeadAVR, ecg.LeadV1} {
		if m := get(r, l); m != nil && float64(m.J) >= v {
			lead, v = l, float64(m.J)
		}
	}
	if lead == ecg.LeadUnknown {
		return false
	}
	f.Evidence("st_depression_leads", 0, float64(deep), diffuseLeads, ruleDiffuse)
	f.Evidence("j_uv", lead, v, diffuseAVR, ruleDiffuse)
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Probable, Territory: "diffuse",
		EN: "Diffuse ST depression with ST elevation in " + lead.String() + ", consider left main or multivessel ischaemia",
		ZH: "广泛ST段压低伴" + lead.String() + "导联ST段抬高，左主干或多支病变心肌缺血可能"}
	if v >= diffuseSure && !(f.Has("LVH") && f.s.strain) {
		x.Confidence = Definite
	}
	if f.doubt(r, c, limbLeads) {
		x.Confidence = Possible
	}
	f.repeatSoon()
	f.Add(x)
	return true
}

// depression judges leads with horizontal or down-sloping depression in neighbours.
func (f *Findings) depression(r *measure.Report, c *Context, s, firm leadSet) {
	f.depressionEvidence(r, s)
	t := locate(s)
	if f.secondaryToLVH(s, t.en) {
		return
	}
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Possible, Territory: t.en,
		EN: "ST depression, consider " + t.en + " ischaemia", ZH: "ST段压低，提示" + t.zh + "心肌缺血可能"}
	if code, ok := ischaemiaSNOMED[t.en]; ok {
		x.SNOMED = code
	}
	if firm != 0 {
		x.Confidence = Probable
		if !f.HasAny("AFIB", "AFL", "LVH") {
			x.Confidence = Definite
		}
	}
	if f.doubt(r, c, s) {
		x.Confidence = Possible
	}
	if s&(septalLeads|setOf(ecg.LeadV3)) != 0 && backMeasured(r) == 0 {
		f.Note(advicePosterior, ruleBack)
	}
	f.repeatSoon()
	f.Add(x)
}

// ischaemiaSNOMED are the finer codes of the PhysioNet/CinC Challenge 2021.
var ischaemiaSNOMED = map[string]string{"anterior": "426434006", "inferior": "425419005", "lateral": "425623009"}
