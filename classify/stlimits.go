package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of ST elevation at J, µV: Thygesen et al., Fourth Universal Definition of Myocardial Infarction, 2018, table 2.
const (
	stOther       = 100 // every lead not named below
	stYoungMale   = 250 // V2, V3, men under 40
	stMale        = 200 // V2, V3, men of 40 and over
	stFemale      = 150 // V2, V3, women
	stPosterior   = 50  // V7-V9, and 100 in men under 40
	stRight       = 50  // V3R, V4R, and 100 in men under 30
	stYoungAge    = 40
	stYoungestAge = 30

	stLegacyV13 = 300 // V1-V3, provincial lists: "over 0.3 mV" or "0.3 mV and over"; the latter is applied
	stACCV13    = 200 // V1-V3, Joint ESC/ACC Committee 2000
)

// Rules of the evidence.
const (
	gateOf           = "gate of " // and the name of the set of limits
	ruleNear         = "within 25 µV of the limit in neighbours"
	ruleReciprocal   = "reciprocal depression"
	ruleHighPass     = "AHA 2007 part I"
	ruleFast         = "Goebel 2023"
	ruleDemographics = "limits of men of 40 and over"
)

// stLimit is the limit of ST elevation of lead l, in µV, for a patient. Where age or sex is missing the limits of an adult
// man of 40 and over apply: never the highest, so that no infarct is missed for want of a birth date.
func stLimit(set string, l ecg.Lead, c *Context) float64 {
	switch set {
	case CNLegacy:
		if l == ecg.LeadV1 || l == ecg.LeadV2 || l == ecg.LeadV3 {
			return stLegacyV13
		}
		return stOther
	case ACCESC2000:
		if l == ecg.LeadV1 || l == ecg.LeadV2 || l == ecg.LeadV3 {
			return stACCV13
		}
		return stOther
	}
	younger := func(age float64) bool { return c.AgeYears < age } // false when unknown
	male := c.Sex == ecg.Male
	switch l {
	case ecg.LeadV2, ecg.LeadV3:
		switch {
		case c.female():
			return stFemale
		case male && younger(stYoungAge):
			return stYoungMale
		}
		return stMale
	case ecg.LeadV7, ecg.LeadV8, ecg.LeadV9:
		if male && younger(stYoungAge) {
			return 2 * stPosterior
		}
		return stPosterior
	case ecg.LeadV3R, ecg.LeadV4R:
		if male && younger(stYoungestAge) {
			return 2 * stRight
		}
		return stRight
	}
	return stOther
}

// Where ST changes at once and then no more, the end of the QRS complex was put too early for this lead and J lies on its last
// slope: the level that counts is ST20. A global end that is right for the median lead comes some 14 ms before that of the
// latest one (median over the development records of LUDB, against the marks of its experts).
const (
	stSettle  = 0.7 // of J that ST must still have after 20 ms
	stKink    = 30  // µV that ST changes in the first 20 ms, and
	stKinkBy  = 3   // times as much as in the next 20 ms
	stPersist = 0.5 // of the limit that ST must still have after 40 ms: else there is no ST deviation
)

// stNear is how far below its limit ST may be and still be called borderline, µV: the accuracy that IEC 60601-2-25 asks of an
// amplitude under 500 µV.
const stNear = 25

// stLevel is ST of m that counts as its deviation at J, µV: J itself, or ST20 where J lies on the slope of the QRS complex.
func stLevel(m *measure.Lead) float64 {
	if onSlope(m) {
		return float64(m.ST20)
	}
	return float64(m.J)
}

// onSlope reports whether J of m lies on the slope of the QRS complex.
func onSlope(m *measure.Lead) bool {
	j, st20, st40 := float64(m.J), float64(m.ST20), float64(m.ST40)
	first, next := math.Abs(st20-j), math.Abs(st40-st20)
	return math.Abs(st20) < stSettle*math.Abs(j) || first >= stKink && first >= stKinkBy*next
}

// stEvidence adds the level of ST in a lead to the pending evidence, by the point where it was taken.
func (f *Findings) stEvidence(m *measure.Lead, l ecg.Lead, limit float64, rule string) {
	what := "j_uv"
	if onSlope(m) {
		what = "st20_uv"
	}
	f.Evidence(what, l, stLevel(m), limit, rule)
}

// elevated reports whether ST of m, turned by sign, comes within slack of the limit and persists.
func elevated(m *measure.Lead, sign, limit, slack float64) bool {
	if !(sign*stLevel(m) >= limit-slack) {
		return false
	}
	st40 := sign * float64(m.ST40)
	return math.IsNaN(st40) || st40 >= stPersist*limit
}

// elevatedLeads returns the leads that reach their limits less the slack, µV.
func elevatedLeads(r *measure.Report, c *Context, set string, slack float64) leadSet {
	var s leadSet
	for i, l := range stLeads {
		if m, sign, _ := stLead(r, i); m != nil && elevated(m, sign, stLimit(set, l, c), slack) {
			s |= 1 << i
		}
	}
	return s
}

// jLevel is the level of ST in lead l, µV, NaN when it was not measured.
func jLevel(r *measure.Report, l ecg.Lead) float64 {
	if m := get(r, l); m != nil {
		return stLevel(m)
	}
	return math.NaN()
}
