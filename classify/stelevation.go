package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of confidence in an ST statement.
const (
	stMargin         = 100  // µV over the limit in two leads: beyond what a normal variant or noise adds
	stSlight         = 50   // µV over the limit that at least one lead must have
	diffuseElevation = 6    // leads, over more than one territory, of pericarditis
	stBeats          = 3    // averaged beats: no statement is sure on fewer
	stHighPass       = 0.05 // Hz, AHA/ACC/HRS 2007 part I: a corner above distorts ST unless the filter has zero phase
	lvhST            = 0.25 // of the depth of S in V1-V3: Armstrong 2012
	highPassRound    = 1e-3 // Hz, files round 0.05
)

// gateOneLead is the circumstance of elevation without a neighbour.
const gateOneLead = "one_lead"

// stElevation states STEMI or, where the limits are met in one lead only or something else explains them, ST_ELEVATION.
func stElevation(r *measure.Report, c *Context, f *Findings) {
	var found, strain leadSet
	for i, l := range stLeads {
		m, sign, _ := stLead(r, i)
		if m == nil {
			continue
		}
		if !elevated(sign*float64(m.J), sign*float64(m.ST40), stLimit(f.Options.STSet, l, c)) {
			continue
		}
		// What hypertrophy explains does not count: ST opposite to a deep S in V1-V3, below a quarter of it.
		if f.Has("LVH") && (l == ecg.LeadV1 || l == ecg.LeadV2 || l == ecg.LeadV3) && float64(m.J) < lvhST*sDepth(m) {
			strain |= 1 << i
			continue
		}
		found |= 1 << i
	}
	pairs := found.paired()
	if diagonal(r, found) {
		pairs |= setOf(ecg.LeadAVL, ecg.LeadV2)
	}
	switch {
	case pairs == 0 && found|strain == cavityLead: // ST depression of aVR alone: stDepression sees its neighbours
	case pairs == 0 && strain.paired() != 0:
		f.gated(r, c, strain, "secondary_to_lvh", "probably secondary to left ventricular hypertrophy", "考虑继发于左心室肥大")
	case pairs == 0 && (found|strain)&^cavityLead != 0:
		f.gated(r, c, (found|strain)&^cavityLead, gateOneLead, "in one lead or in leads that are not neighbours", "见于单个或不相邻导联")
	case pairs == 0:
	default:
		f.infarct(r, c, pairs)
	}
}

// diagonal reports ST elevation in aVL and V2 with depression in III: the first diagonal branch, whose leads are not
// neighbours in either plane.
func diagonal(r *measure.Report, found leadSet) bool {
	s := setOf(ecg.LeadAVL, ecg.LeadV2)
	if found&s != s {
		return false
	}
	_, _, ok := reciprocalDepression(r, setOf(ecg.LeadIII))
	return ok
}

// infarct judges leads that reach their limits with a neighbour: what may explain them, and how sure an infarct is.
func (f *Findings) infarct(r *measure.Report, c *Context, s leadSet) {
	switch {
	case f.HasAny("LBBB", "IVCD", "WPW") || ventricularPaced(r) || f.Has("VT"):
		f.gated(r, c, s, "secondary_to_qrs", "secondary to abnormal ventricular activation", "继发于心室激动异常")
		return
	case f.Has("BRUGADA") && s&^(septalLeads|setOf(ecg.LeadV3)) == 0:
		f.gated(r, c, s, "brugada", "Brugada pattern", "Brugada波")
		return
	case f.Has("PERICARDITIS"):
		f.gated(r, c, s, "pericarditis", "diffuse, suggests pericarditis", "广泛,提示心包炎")
		return
	}
	t := locate(s)
	recLead, recValue, reciprocal := reciprocalDepression(r, t.reciprocal&^s)
	if !reciprocal {
		switch {
		case f.Has("EARLY_REPOL") && benign(r, s):
			f.gated(r, c, s, "early_repolarisation", "early repolarisation", "早期复极")
			return
		case s&^(anteriorLeads|septalLeads) == 0 && s&anteriorLeads != 0 && aneurysm(r):
			f.gated(r, c, s, "aneurysm", "old infarct, consider ventricular aneurysm", "陈旧性心肌梗死,室壁瘤待排")
			return
		case s&^smithLeads == 0 && s&anteriorLeads != 0 && smithApplies(r):
			if v := smithLADScore(r); v < f.Options.SubtleLAD {
				f.Evidence("smith_lad_score", 0, v, f.Options.SubtleLAD, "Smith four-variable formula")
				f.gated(r, c, s, "normal_variant", "probably normal variant", "正常变异可能")
				return
			}
		}
	}
	x := Finding{Code: "STEMI", Severity: Critical, Confidence: Probable, Territory: t.en, AHA: t.aha, SCP: t.scp}
	large, slight := 0, true
	clean := leadSet(0)
	for i, l := range stLeads {
		if !s.has(i) {
			continue
		}
		m, sign, recorded := stLead(r, i)
		limit := stLimit(f.Options.STSet, l, c)
		over := sign*float64(m.J) - limit
		f.Evidence("j_uv", recorded, float64(m.J), sign*limit, f.Options.STSet)
		if over >= stMargin {
			large++
		}
		slight = slight && over < stSlight
		if g := grade(r, recorded); g != "C" && g != "D" {
			clean |= 1 << i
		}
	}
	if reciprocal {
		f.Evidence("reciprocal_j_uv", recLead, recValue, reciprocalST, "reciprocal depression")
	}
	doubt := f.doubt(r, c, s)
	if !reciprocal && s&^cavityLead != 0 && s.count() >= diffuseElevation && s&inferiorLeads != 0 && s&(highLateral|lowLateral) != 0 {
		f.Evidence("st_elevation_leads", 0, float64(s.count()), diffuseElevation, "diffuse without reciprocal depression: pericarditis not excluded")
		doubt = true
	}
	if clean.paired() == 0 && !f.s.poor {
		f.Note("noisy_leads", "signal quality")
		doubt = true
	}
	switch {
	case doubt || slight && !reciprocal:
		x.Confidence = Possible
	case (reciprocal || large >= 2) && r.QRS < definiteQRS && c.demographics():
		x.Confidence = Definite
	}
	f.demographicsNote(c)
	if s&inferiorLeads != 0 && r.Find(ecg.LeadV4R) == nil {
		f.Note("record_v3r_v4r", "right ventricular infarct in an inferior one")
	}
	if s&(inferiorLeads|lowLateral) != 0 && r.Find(ecg.LeadV8) == nil {
		f.Note("record_v7_v9", "posterior infarct beside an inferior or lateral one")
	}
	x.EN, x.ZH = "ST elevation myocardial infarction, "+t.en, "ST段抬高型心肌梗死("+t.zh+")可能,请立即结合临床"
	if x.Confidence == Possible {
		x.EN = "Possible " + x.EN
	}
	f.Add(x)
}

// doubt adds what speaks against certainty and reports whether anything does.
func (f *Findings) doubt(r *measure.Report, c *Context, s leadSet) bool {
	n := f.Pending()
	if f.s.poor {
		f.Note("poor_quality", "signal quality")
	}
	if f.s.reversed && s&limbLeads != 0 {
		f.Note("lead_reversal", "limb electrode algebra")
	}
	if c.HighPassHz > stHighPass+highPassRound {
		f.Evidence("high_pass_hz", 0, c.HighPassHz, stHighPass, "AHA 2007 part I")
	}
	if hr := heartRate(r); hr >= definiteRate {
		f.Evidence("heart_rate_bpm", 0, hr, definiteRate, "Goebel 2023")
	}
	if r.BeatsUsed > 0 && r.BeatsUsed < stBeats {
		f.Evidence("beats_used", 0, float64(r.BeatsUsed), stBeats, "average of three beats")
	}
	return f.Pending() > n
}

// demographicsNote says that limits of an adult man of 40 and over stood in for unknown ones.
func (f *Findings) demographicsNote(c *Context) {
	if !c.demographics() {
		f.Note("demographics_missing", "limits of men of 40 and over")
	}
}

// gated states ST_ELEVATION in leads that reach their limits, with what explains it.
func (f *Findings) gated(r *measure.Report, c *Context, s leadSet, what, en, zh string) {
	severity := Borderline
	f.Note(what, "gate of "+f.Options.STSet)
	for i, l := range stLeads {
		if m, sign, recorded := stLead(r, i); s.has(i) && m != nil {
			limit := stLimit(f.Options.STSet, l, c)
			f.Evidence("j_uv", recorded, float64(m.J), sign*limit, f.Options.STSet)
			if what == gateOneLead && sign*float64(m.J) >= limit+stMargin {
				severity = Abnormal // more than noise, and nothing explains it
			}
		}
	}
	f.demographicsNote(c)
	f.Add(Finding{Code: "ST_ELEVATION", Severity: severity, Confidence: Probable, Territory: locate(s).en,
		EN: "ST elevation, " + en, ZH: "ST段抬高," + zh})
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
