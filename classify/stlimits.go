package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
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

// stPersist is the share of the limit that ST must still have 40 ms after J: where it has fallen away by then, J was put on
// the end of the QRS complex and there is no ST elevation.
const stPersist = 0.5

// elevated reports whether ST at J (of sign·lead) reaches the limit and persists.
func elevated(j, st40, limit float64) bool {
	return j >= limit && (math.IsNaN(st40) || st40 >= stPersist*limit)
}
