package classify

import (
	"slices"

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

// Rules of the evidence.
const (
	ruleLVHRatio         = "ST a quarter of the depth of S"
	ruleDiffuseElevation = "diffuse without reciprocal depression: pericarditis not excluded"
)

// stElevation states STEMI or, where the limits are nearly met, met in one lead only or something else explains them,
// ST_ELEVATION.
func stElevation(r *measure.Report, c *Context, f *Findings) {
	found := elevatedLeads(r, c, f.Options.STSet, 0)
	strain := f.strained(r, found) // what hypertrophy explains does not count
	found &^= strain
	pairs := found.paired()
	if diagonal(r, found) {
		pairs |= setOf(ecg.LeadAVL, ecg.LeadV2)
	}
	if pairs != 0 {
		f.infarct(r, c, pairs)
		return
	}
	near := elevatedLeads(r, c, f.Options.STSet, stNear).paired()
	near &^= f.strained(r, near)
	lone := (found | strain) &^ cavityLead // ST depression of aVR alone: stDepression sees its neighbours
	switch {
	case lone != 0 && f.wideQRS(r):
		f.gated(r, c, lone, gateQRS)
	case (found | strain).paired() != 0, lone != 0 && lone&^strain == 0:
		f.gated(r, c, lone, gateLVH)
	case near.paired()&^cavityLead != 0 && f.mayRepeat():
		f.borderline(r, c, near)
	case f.subtleLAD(r, c):
	case lone != 0:
		f.gated(r, c, lone, gateOneLead)
	}
}

// strained are the leads of s in V1-V3 whose elevation hypertrophy explains: opposite to a deep S, below a quarter of it.
func (f *Findings) strained(r *measure.Report, s leadSet) leadSet {
	if !f.Has("LVH") {
		return 0
	}
	var out leadSet
	for i, l := range stLeads {
		if !s.has(i) || l != ecg.LeadV1 && l != ecg.LeadV2 && l != ecg.LeadV3 {
			continue
		}
		if m, _, _ := stLead(r, i); stLevel(m) < lvhST*sDepth(m) {
			out |= 1 << i
		}
	}
	return out
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
	t := locate(s)
	recLead, recValue, reciprocal := reciprocalDepression(r, t.reciprocal&^s)
	if g := f.explain(r, s, reciprocal); g != nil {
		f.gated(r, c, s, *g)
		return
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
		over := sign*stLevel(m) - limit
		sure := min(sign*float64(m.J)-limit, over) // the definite tier rests on J itself
		f.stEvidence(m, recorded, sign*limit, f.Options.STSet)
		if sure >= stMargin {
			large++
		}
		slight = slight && over < stSlight
		if g := grade(r, recorded); g != "C" && g != "D" {
			clean |= 1 << i
		}
	}
	if reciprocal {
		f.Evidence("reciprocal_j_uv", recLead, recValue, reciprocalST, ruleReciprocal)
	}
	if diagonal(r, s) {
		f.Note("diagonal", ruleDiagonal)
		clean |= s // its leads are no neighbours
	}
	doubt, diffuse := f.doubt(r, c, s), false
	if f.s.lost && !reciprocal { // it might have shown what else explains the others
		f.Note("lead_lost", "signal quality")
		doubt = true
	}
	if !reciprocal && s&^smithLeads == 0 && f.normalVariant(r) {
		doubt = true
	}
	if !reciprocal && s&^cavityLead != 0 && s.count() >= diffuseElevation && s&inferiorLeads != 0 && s&(highLateral|lowLateral) != 0 {
		f.Evidence("st_elevation_leads", 0, float64(s.count()), diffuseElevation, ruleDiffuseElevation)
		doubt, diffuse = true, true
	}
	if clean.paired() == 0 && clean != s && !f.s.poor {
		f.Note("noisy_leads", "signal quality")
		doubt = true
	}
	switch {
	case doubt || slight && !reciprocal:
		x.Confidence = Possible
		f.repeatSoon()
	case (reciprocal || large >= 2) && r.QRS < definiteQRS && c.demographics() && !f.lessSure(reciprocal):
		x.Confidence = Definite
	}
	f.demographicsNote(c)
	enHint, zhHint := f.culprit(r, s)
	enBack, zhBack := f.extension(r, s)
	if s&inferiorLeads != 0 && s&rightLeads == 0 && r.Find(ecg.LeadV4R) == nil {
		f.Note(adviceRight, ruleRightIn)
	}
	if s&(inferiorLeads|lowLateral) != 0 && s&posteriorLeads == 0 && r.Find(ecg.LeadV8) == nil {
		f.Note(advicePosterior, ruleBack)
	}
	x.EN = "ST elevation myocardial infarction, " + t.en + enBack + enHint
	x.ZH = "ST段抬高型心肌梗死（" + t.zh + "）可能" + zhBack + zhHint + "，请立即结合临床"
	if diffuse {
		x.EN, x.ZH = x.EN+", pericarditis not excluded", x.ZH+"（急性心包炎待排）"
	}
	if x.Confidence == Possible {
		x.EN = "Possible " + x.EN
	}
	f.Add(x)
}

// lessSure reports what keeps an infarct out of the definite tier: hypertrophy, for which the limits were not made, and
// early repolarisation where no depression faces the elevation.
func (f *Findings) lessSure(reciprocal bool) bool {
	if x := f.Find("LVH"); x != nil && x.Confidence >= Probable {
		f.Note("lvh", gateOf+f.Options.STSet)
		return true
	}
	if !reciprocal && f.Has("EARLY_REPOL") {
		f.Note("early_repolarisation", gateOf+f.Options.STSet)
		return true
	}
	return false
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
	if s&chestLeads != 0 && f.chestReversed() {
		f.Note("lead_reversal", "chest electrode order")
	}
	if c.HighPassHz > stHighPass+highPassRound {
		f.Evidence("high_pass_hz", 0, c.HighPassHz, stHighPass, ruleHighPass)
	}
	if hr := heartRate(r); hr >= definiteRate {
		f.Evidence("heart_rate_bpm", 0, hr, definiteRate, ruleFast)
	}
	if r.BeatsUsed > 0 && r.BeatsUsed < stBeats {
		f.Evidence("beats_used", 0, float64(r.BeatsUsed), stBeats, "average of three beats")
	}
	return f.Pending() > n
}

// chestReversed reports whether chest electrodes seem to be exchanged.
func (f *Findings) chestReversed() bool {
	x := f.Find("LEAD_REVERSAL")
	return x != nil && slices.ContainsFunc(x.Evidence, func(e Evidence) bool { return e.What == "log_odds_chest" })
}

// demographicsNote says that limits of an adult man of 40 and over stood in for unknown ones.
func (f *Findings) demographicsNote(c *Context) {
	if !c.demographics() {
		f.Note(adviceDemographics, ruleDemographics)
	}
}

// wideQRS reports whether the ventricles are not activated the normal way, so that ST follows from the QRS complex.
func (f *Findings) wideQRS(r *measure.Report) bool {
	return f.HasAny("LBBB", "IVCD", "WPW", "VT") || ventricularPaced(r)
}

// mayRepeat reports whether elevation just below the limits is worth a word: in a clean signal, with nothing that explains it.
func (f *Findings) mayRepeat() bool {
	return !f.s.poor && !f.HasAny("LBBB", "IVCD", "WPW", "VT", "BRUGADA", "PERICARDITIS", "EARLY_REPOL")
}

// borderline states ST_ELEVATION where neighbours come within measurement accuracy of their limits.
func (f *Findings) borderline(r *measure.Report, c *Context, s leadSet) {
	t := locate(s)
	severity := Borderline
	for i, l := range stLeads {
		if m, sign, recorded := stLead(r, i); s.has(i) {
			f.stEvidence(m, recorded, sign*stLimit(f.Options.STSet, l, c), ruleNear)
		}
	}
	if l, v, ok := reciprocalDepression(r, t.reciprocal&^s); ok {
		f.Evidence("reciprocal_j_uv", l, v, reciprocalST, ruleReciprocal)
		severity = Abnormal
	}
	f.repeatSoon()
	f.demographicsNote(c)
	f.Add(Finding{Code: "ST_ELEVATION", Severity: severity, Confidence: Possible, Territory: t.en,
		EN: "Borderline ST elevation, " + t.en + ", repeat in 5 to 10 minutes", ZH: "ST段临界抬高（" + t.zh + "），请在5～10分钟内复查"})
}

// childElevation states ST elevation by adult limits under 16 years, where no infarct is called: those limits hold for adults.
func childElevation(r *measure.Report, c *Context, f *Findings) {
	s := elevatedLeads(r, c, f.Options.STSet, 0).paired() &^ cavityLead
	if s == 0 || f.s.unusable {
		return
	}
	for i, l := range stLeads {
		if m, _, recorded := stLead(r, i); s.has(i) {
			f.stEvidence(m, recorded, stLimit(f.Options.STSet, l, c), f.Options.STSet)
		}
	}
	f.Add(Finding{Code: "ST_ELEVATION", Severity: Borderline, Confidence: Possible, Territory: locate(s).en,
		EN: "ST elevation by adult limits, not interpreted under 16 years", ZH: "ST段抬高（按成人界值），16岁以下不作自动诊断"})
}
