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
	tInversionLimit   = 100 // over, in two neighbours with R/S over 1
	tInversionDeep    = 300
	tProminentR       = 200 // an R wave small in itself makes R/S meaningless

	diffuseLeads = 6   // with depression of stDepressionFirm
	diffuseAVR   = 50  // elevation of aVR or V1
	diffuseSure  = 100 //
)

// stDepression states ISCHEMIA from ST depression or T inversion, ST_DEPRESSION where something else explains it, T_ABNORMAL
// for inverted T waves short of that. Depression opposite to an infarct is reciprocal and not stated.
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
	var slight, firm leadSet
	deep := 0
	for i := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || excluded.has(i) {
			continue
		}
		if m.J <= -stDepressionFirm {
			deep++
		}
		if !(m.J <= -stDepressionLimit) || !(m.ST80 <= m.J+slopeTolerance) {
			continue
		}
		slight |= 1 << i
		if m.J <= -stDepressionFirm {
			firm |= 1 << i
		}
	}
	if deep >= diffuseLeads && f.leftMain(r, deep) {
		return
	}
	if s := slight.paired(); s != 0 {
		f.depression(r, c, s, firm.paired())
		return
	}
	if !f.Has("LVH") || !f.s.strain {
		f.tWaves(r, excluded)
	}
}

// leftMain states diffuse depression with elevation in aVR or V1.
func (f *Findings) leftMain(r *measure.Report, deep int) bool {
	lead, v := ecg.LeadUnknown, float64(diffuseAVR)
	for _, l := range [...]ecg.Lead{ecg.LeadAVR, ecg.LeadV1} {
		if m := get(r, l); m != nil && float64(m.J) >= v {
			lead, v = l, float64(m.J)
		}
	}
	if lead == ecg.LeadUnknown {
		return false
	}
	f.Evidence("st_depression_leads", 0, float64(deep), diffuseLeads, "ESC 2017, diffuse subendocardial ischaemia")
	f.Evidence("j_uv", lead, v, diffuseAVR, "ESC 2017, diffuse subendocardial ischaemia")
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Probable, Territory: "diffuse",
		EN: "Diffuse ST depression with ST elevation in " + lead.String() + ", consider left main or multivessel ischaemia",
		ZH: "广泛ST段压低伴" + lead.String() + "导联ST段抬高,左主干或多支病变心肌缺血可能"}
	if v >= diffuseSure {
		x.Confidence = Definite
	}
	if f.s.poor || heartRate(r) >= definiteRate {
		x.Confidence = Possible
	}
	f.Add(x)
	return true
}

// depression judges leads with horizontal or down-sloping depression in neighbours.
func (f *Findings) depression(r *measure.Report, c *Context, s, firm leadSet) {
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), -stDepressionLimit, "UDMI4 ST depression")
		}
	}
	t := locate(s)
	if f.Has("LVH") && s&^(highLateral|lowLateral|setOf(ecg.LeadV4)|inferiorLeads) == 0 {
		f.Note("secondary_to_lvh", "gate of UDMI4")
		f.Add(Finding{Code: "ST_DEPRESSION", AHA: 153, Severity: Abnormal, Confidence: Probable, Territory: t.en,
			EN: "ST depression, probably secondary to left ventricular hypertrophy", ZH: "ST段压低,考虑继发于左心室肥大"})
		return
	}
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Possible, Territory: t.en,
		EN: "ST depression, consider " + t.en + " ischaemia", ZH: "ST段压低,提示" + t.zh + "心肌缺血可能"}
	if code, ok := ischaemiaSNOMED[t.en]; ok {
		x.SNOMED = code
	}
	if firm != 0 {
		x.Confidence = Probable
		if !f.HasAny("AFIB", "AFL", "LVH") {
			x.Confidence = Definite
		}
	}
	if n := f.Pending(); f.doubt(r, c, s) && n > 0 {
		x.Confidence = Possible
	}
	f.Add(x)
}

// ischaemiaSNOMED are the finer codes of the PhysioNet/CinC Challenge 2021.
var ischaemiaSNOMED = map[string]string{"anterior": "426434006", "inferior": "425419005", "lateral": "425623009"}

// tLeads are where T is upright in health.
var tLeads = setOf(ecg.LeadI, ecg.LeadII, ecg.LeadV4) | lowLateral

// wellensLeads are where deep T inversion counts whatever the R wave: the pattern of Wellens.
var wellensLeads = anteriorLeads | setOf(ecg.LeadV2, ecg.LeadV5)

// tWaves states ISCHEMIA for T inversion in neighbours with dominant R or deep in the front, T_ABNORMAL for other inverted T waves.
func (f *Findings) tWaves(r *measure.Report, excluded leadSet) {
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
		if prominent || wellensLeads.has(i) && float64(m.T) <= -tInversionDeep {
			s |= 1 << i
			deepest = min(deepest, float64(m.T))
		}
	}
	x := Finding{Code: "ISCHEMIA", Severity: Abnormal, Confidence: Possible}
	limit := float64(-tInversionLimit)
	if s = s.paired(); s != 0 {
		t := locate(s)
		x.AHA, x.Territory = 147, t.en
		x.EN, x.ZH = "T wave inversion, consider "+t.en+" ischaemia", "T波倒置,提示"+t.zh+"心肌缺血可能"
		if deepest <= -tInversionDeep && !f.s.poor {
			x.Confidence = Probable
		}
	} else if s = lone; s != 0 {
		x.Code, limit = "T_ABNORMAL", -tInversionLimit/2
	} else {
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("t_uv", l, float64(m.T), limit, "UDMI4 T inversion")
		}
	}
	f.Add(x)
}
