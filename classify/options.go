package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Context is what a criterion knows beside the measurements.
type Context struct {
	AgeYears   float64 // NaN unknown
	Sex        ecg.Sex
	HighPassHz float64 // corner of the high-pass that the file says was applied on acquisition, 0 unknown
	// Symptomatic is set when the patient is known to have symptoms; some critical values have lower limits then.
	Symptomatic bool
	// RuleSet names the critical values to apply to this recording, "" those of Options.
	RuleSet string
}

// Threshold sets for ST elevation.
const (
	// UDMI4 is the Fourth Universal Definition of Myocardial Infarction (2018), the same as ESC 2023 and ACC/AHA 2025.
	UDMI4 = "UDMI4"
	// CNLegacy is printed by older Chinese devices and provincial lists: over 300 µV in V1-V3, 100 µV elsewhere.
	CNLegacy = "CN-legacy"
	// ACCESC2000 is the joint definition of 2000: 200 µV in V1-V3, 100 µV elsewhere.
	ACCESC2000 = "ACC-ESC2000"
)

// Options are the choices that criteria leave open. The zero value is the published default of each; fields left zero are
// filled in by [New], and [Classifier.Options] returns them so.
type Options struct {
	// RuleSet names the critical values to apply, default "CN2017". Unknown names mean the default.
	RuleSet string `json:"rule_set,omitempty"`
	// STSet names the limits of ST elevation, default UDMI4. Unknown names mean the default.
	STSet string `json:"st_set,omitempty"`
	// Sokolow is the limit of S(V1) + R(V5 or V6) for left ventricular hypertrophy, default 3500 µV. Chinese textbooks use
	// 4000 for men and 3500 for women.
	SokolowMale   float64 `json:"sokolow_male_uv,omitempty"`
	SokolowFemale float64 `json:"sokolow_female_uv,omitempty"`
	// ChineseVoltage takes the limits of Chinese textbooks for that sum where SokolowMale and SokolowFemale are 0.
	ChineseVoltage bool `json:"chinese_voltage,omitempty"`
	// MarkedBrady is the sinus rate below which bradycardia is abnormal and not only borderline, default 50/min.
	MarkedBrady float64 `json:"marked_brady_bpm,omitempty"`
	// QTc names the rate correction that QT statements and critical values use: "bazett" (default), "fridericia",
	// "framingham", "hodges".
	QTc string `json:"qtc,omitempty"`
	// SubtleLAD is the value of Smith's four-variable formula below which isolated ST elevation in V2-V4 is a normal variant,
	// default 18.2.
	SubtleLAD float64 `json:"subtle_lad,omitempty"`
	// SubtleLAD3 is that of the three-variable formula, used where V2 was not measured, default 23.4 (at most).
	SubtleLAD3 float64 `json:"subtle_lad3,omitempty"`
	// TallTMale, TallTFemale and TallTLimb are the T waves over which, broad and with ST elevation, a hyperacute T is to be
	// considered, in V2-V4 of men (and of unknown sex) and women and in limb leads, default 1000, 800 and 500 µV; TallTRatio is
	// T/R in V2-V4 that does as well, default 0.75; BroadT the least share of RR that such a T lasts, default 0.35. No limits
	// are agreed on.
	TallTMale   float64 `json:"tall_t_male_uv,omitempty"`
	TallTFemale float64 `json:"tall_t_female_uv,omitempty"`
	TallTLimb   float64 `json:"tall_t_limb_uv,omitempty"`
	TallTRatio  float64 `json:"tall_t_ratio,omitempty"`
	BroadT      float64 `json:"broad_t,omitempty"`
	// CoSEn and NRMSSD are the limits above which RR intervals are irregular, default -1.4 and 0.10.
	CoSEn  float64 `json:"cosen,omitempty"`
	NRMSSD float64 `json:"nrmssd,omitempty"`
	// RuleSets are further sets of critical values beside the built-in ones; a set with the name of a built-in one is used
	// in its place.
	RuleSets []RuleSet `json:"rule_sets,omitempty"`
}

// Defaults of Options, with their sources.
const (
	defaultRuleSet = "CN2017"
	sokolowLimit   = 3500 // µV, Sokolow and Lyon 1949
	smithLAD       = 18.2 // Driver, Smith et al. 2017, four-variable formula
	cosenLimit     = -1.4 // Lake and Moorman 2011
	smithLAD3      = 23.4 // Smith et al. 2012, three-variable formula
	nrmssdLimit    = 0.10 // Dash et al. 2009

	tallTMale, tallTFemale, tallTLimb = 1000, 800, 500 // µV
	tallTRatio, broadT                = 0.75, 0.35
)

func (o Options) withDefaults() Options {
	if o.RuleSet == "" {
		o.RuleSet = defaultRuleSet
	}
	if _, ok := o.ruleSet(o.RuleSet); !ok {
		o.RuleSet = defaultRuleSet
	}
	switch o.STSet {
	case UDMI4, CNLegacy, ACCESC2000:
	default:
		o.STSet = UDMI4
	}
	switch o.QTc {
	case "bazett", "fridericia", "framingham", "hodges":
	default:
		o.QTc = "bazett"
	}
	if o.ChineseVoltage {
		setDefault(&o.SokolowMale, chineseMale)
		setDefault(&o.SokolowFemale, chineseFemale)
	}
	setDefault(&o.MarkedBrady, markedBrady)
	setDefault(&o.SokolowMale, sokolowLimit)
	setDefault(&o.SokolowFemale, sokolowLimit)
	setDefault(&o.SubtleLAD, smithLAD)
	setDefault(&o.SubtleLAD3, smithLAD3)
	setDefault(&o.TallTMale, tallTMale)
	setDefault(&o.TallTFemale, tallTFemale)
	setDefault(&o.TallTLimb, tallTLimb)
	setDefault(&o.TallTRatio, tallTRatio)
	setDefault(&o.BroadT, broadT)
	setDefault(&o.CoSEn, cosenLimit)
	setDefault(&o.NRMSSD, nrmssdLimit)
	return o
}

func setDefault(v *float64, d float64) {
	if *v == 0 || math.IsNaN(*v) {
		*v = d
	}
}

// adultAge is where adult criteria begin; below, only measurements are given.
const adultAge = 16

func (c *Context) child() bool { return c.AgeYears < adultAge } // false when unknown

func (c *Context) female() bool { return c.Sex == ecg.Female }

// demographics reports whether age and sex are both known.
func (c *Context) demographics() bool {
	return !math.IsNaN(c.AgeYears) && (c.Sex == ecg.Male || c.Sex == ecg.Female)
}
