package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// stGate is something that explains ST elevation or keeps it from being called an infarct.
type stGate struct{ what, en, zh string }

// The gates, in the order in which they are asked.
var (
	gateHyperK       = stGate{"hyperkalaemia", "hyperkalaemia pattern", "高钾血症图形"}
	gateQRS          = stGate{"secondary_to_qrs", "secondary to abnormal ventricular activation", "继发于心室激动异常"}
	gateBrugada      = stGate{"brugada", "Brugada pattern", "Brugada波"}
	gatePericarditis = stGate{"pericarditis", "diffuse, suggests pericarditis", "广泛，提示心包炎"}
	gateRepol        = stGate{"early_repolarisation", "early repolarisation", "早期复极"}
	gateAneurysm     = stGate{"aneurysm", "old infarct, consider ventricular aneurysm", "陈旧性心肌梗死，室壁瘤待排"}
	gateVariant      = stGate{"normal_variant", "probably normal variant", "正常变异可能"}
	gateLVH          = stGate{"secondary_to_lvh", "probably secondary to left ventricular hypertrophy", "考虑继发于左心室肥大"}
	gateOneLead      = stGate{"one_lead", "in one lead or in leads that are not neighbours", "见于单个或不相邻导联"}
)

// explain returns what explains elevation in the leads s, nil for nothing. Its measurements go to the evidence. Reciprocal
// depression speaks against a normal variant and an old infarct, not against what widens the QRS complex.
func (f *Findings) explain(r *measure.Report, s leadSet, reciprocal bool) *stGate {
	v13 := septalLeads | setOf(ecg.LeadV3)
	front := s&^(anteriorLeads|septalLeads) == 0 && s&anteriorLeads != 0
	switch {
	case f.Has("HYPERKALEMIA") && s&^v13 == 0:
		return &gateHyperK
	case f.wideQRS(r):
		return &gateQRS
	case f.Has("BRUGADA") && s&^v13 == 0:
		return &gateBrugada
	case f.Has("PERICARDITIS"):
		return &gatePericarditis
	case reciprocal:
		return nil
	case f.Has("EARLY_REPOL") && benign(r, s):
		return &gateRepol
	case front && f.aneurysm(r):
		return &gateAneurysm
	case front && s&^smithLeads == 0 && benign(r, s) && f.normalVariant(r):
		return &gateVariant
	}
	return nil
}

// gated states ST_ELEVATION in leads that reach their limits, with what explains it.
func (f *Findings) gated(r *measure.Report, c *Context, s leadSet, g stGate) {
	severity := Borderline
	f.Note(g.what, gateOf+f.Options.STSet)
	for i, l := range stLeads {
		m, sign, recorded := stLead(r, i)
		if !s.has(i) || m == nil {
			continue
		}
		limit := stLimit(f.Options.STSet, l, c)
		f.stEvidence(m, recorded, sign*limit, f.Options.STSet)
		if g == gateLVH && sDepth(m) > 0 && l >= ecg.LeadV1 && l <= ecg.LeadV3 {
			f.Evidence("st_s_ratio", recorded, stLevel(m)/sDepth(m), lvhST, ruleLVHRatio)
		}
		if g == gateOneLead && sign*stLevel(m) >= limit+stMargin {
			severity = Abnormal // more than noise, and nothing explains it
		}
	}
	if severity == Abnormal || g == gateVariant {
		f.repeatSoon()
	}
	f.demographicsNote(c)
	f.Add(Finding{Code: "ST_ELEVATION", Severity: severity, Confidence: Probable, Territory: locate(s).en,
		EN: "ST elevation, " + g.en, ZH: "ST段抬高，" + g.zh})
}

// benign reports whether ST has the shape of early repolarisation in every lead of s.
func benign(r *measure.Report, s leadSet) bool {
	for i := range stLeads {
		if m, sign, _ := stLead(r, i); s.has(i) && (sign < 0 || !benignShape(m)) {
			return false
		}
	}
	return true
}
