package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of left ventricular hypertrophy, µV unless stated (AHA/ACCF/HRS 2009 part V lists them with their sources).
const (
	sokolowAVL    = 1100 // R in aVL
	sokolowAge    = 35   // years: below, tall voltage alone is no hypertrophy
	cornellMale   = 2800 // R(aVL) + S(V3), over
	cornellFemale = 2000
	cornellMSUV   = 244e3 // µV·ms: the sum by QRS duration, over (Okin 1995: 2440 mm·ms)
	cornellAdd    = 600   // to the sum of women
	pegueroMale   = 2800  // deepest S + S(V4) (Peguero et al. 2017)
	pegueroFemale = 2300
	gubner        = 2500 // R(I) + S(III), over (Gubner and Ungerleider 1943)

	chineseMale, chineseFemale = 4000, 3500 // Sokolow-Lyon sum of Chinese textbooks

	// The point score of Romhilt and Estes 1968.
	estesLimb, estesChest     = 2000, 3000
	estesVoltage, estesStrain = 3, 3
	estesAtrium, estesAxis    = 3, 2
	estesQRSMS, estesVATMS    = 90, 50
	estesSure, estesProbable  = 5, 4
	estesQRS, estesIntrinsic  = 1, 1
	familiesSure              = 2 // independent voltage criteria that make hypertrophy probable
)

// ventricles states LVH and RVH, BVH where both are. Voltages behind a left bundle branch block, pre-excitation or pacing say
// nothing of mass. LVH is definite with two voltage criteria and strain, probable with two or with one and strain; one alone
// is possible and borderline. Under 35 years voltage without strain is stated as HIGH_VOLTAGE only. Peguero's and Gubner's
// sums alone are not enough; Romhilt and Estes' score is from five points on.
func ventricles(r *measure.Report, c *Context, f *Findings) {
	if f.s.unusable || f.HasAny("LBBB", "WPW", "IVCD") || ventricularPaced(r) || f.Has("VT") {
		return
	}
	rightVentricle(r, f)
	leftVentricle(r, c, f)
	if f.Has("LVH") && f.Has("RVH") {
		f.Evidence("lvh_and_rvh", 0, 2, 2, "both ventricles")
		f.Add(Finding{Code: codeBVH, Severity: Abnormal, Confidence: min(f.Find("LVH").Confidence, f.Find("RVH").Confidence)})
	}
}

// lvhCount collects the voltage criteria that are met: families are those that rest on different leads, as R of aVL and Cornell's
// sum, of which it is a part, do not.
type lvhCount struct{ families, weak int }

func leftVentricle(r *measure.Report, c *Context, f *Findings) {
	n := voltageCriteria(r, c, f)
	strain := lateralStrain(r)
	points := romhiltEstes(r, f, strain)
	if points >= estesProbable {
		limit := float64(estesSure)
		f.Evidence("romhilt_estes", 0, float64(points), limit, "Romhilt-Estes")
	}
	if n.families == 0 && points < estesSure {
		f.Drop()
		return
	}
	if !strain && c.AgeYears < sokolowAge {
		f.Add(Finding{Code: codeHighVoltage, Severity: Normal, Confidence: Probable})
		return
	}
	x := Finding{Code: "LVH", Severity: Abnormal, Confidence: Possible}
	if strain {
		f.s.strain = true
		f.Note("strain", "ST depression and T inversion against a tall R, V5-V6, I, aVL")
	}
	enough := n.families >= familiesSure || points >= estesSure
	switch {
	case enough && strain:
		x.Confidence = Definite
	case enough || strain:
		x.Confidence = Probable
	default:
		x.Severity = Borderline
		x.EN, x.ZH = "Voltage criterion for left ventricular hypertrophy", "左心室高电压，左心室肥大待排"
	}
	f.Add(x)
}

// voltageCriteria gives the evidence of each criterion that is met.
func voltageCriteria(r *measure.Report, c *Context, f *Findings) (n lvhCount) {
	meet := func(what string, l ecg.Lead, v, limit float64, rule string) bool {
		f.Evidence(what, l, v, limit, rule)
		return true
	}
	one, three := get(r, ecg.LeadI), get(r, ecg.LeadIII)
	v1, v3, v4, avl := get(r, ecg.LeadV1), get(r, ecg.LeadV3), get(r, ecg.LeadV4), get(r, ecg.LeadAVL)
	sum, cornell, peguero, add := f.Options.SokolowMale, float64(cornellMale), float64(pegueroMale), 0.0
	if c.female() {
		sum, cornell, peguero, add = f.Options.SokolowFemale, cornellFemale, pegueroFemale, cornellAdd
	}
	if v1 != nil {
		rv := math.NaN()
		for _, l := range [...]ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
			if m := get(r, l); m != nil && !(positive(m) <= rv) {
				rv = positive(m)
			}
		}
		if s := sDepth(v1) + rv; s >= sum && meet("sokolow_uv", 0, s, sum, "Sokolow-Lyon") {
			n.families++
		}
	}
	if !f.s.reversed && !f.Has("LAFB") { // a left anterior block makes R of I and aVL tall
		limb := false
		if avl != nil && positive(avl) >= sokolowAVL {
			limb = meet("r_uv", ecg.LeadAVL, positive(avl), sokolowAVL, "Sokolow-Lyon aVL")
		}
		if one != nil && three != nil {
			if s := positive(one) + sDepth(three); s > gubner && meet("gubner_uv", 0, s, gubner, "Gubner") {
				n.weak++
			}
		}
		tall := false
		if avl != nil && v3 != nil {
			s := positive(avl) + sDepth(v3)
			tall = s > cornell && meet("cornell_uv", 0, s, cornell, "Cornell")
			if p := (s + add) * float64(r.QRS); p > cornellMSUV && s > 0 && r.QRS < blockQRS {
				tall = meet("cornell_product_uvms", 0, p, cornellMSUV, "Cornell product") || tall
			}
		}
		if limb || tall { // both rest on R of aVL
			n.families++
		}
	}
	if v4 != nil && !f.Has("RBBB") {
		deepest := math.NaN()
		for _, l := range ecg.StandardLeads {
			if f.s.reversed && !l.IsChest() || l == ecg.LeadAVR {
				continue
			}
			if m := get(r, l); m != nil {
				if d := sDepth(m); !(d <= deepest) && !math.IsNaN(d) {
					deepest = d
				}
			}
		}
		if s := deepest + sDepth(v4); s >= peguero && meet("peguero_uv", 0, s, peguero, "Peguero-Lo Presti") {
			n.weak++
		}
	}
	if n.families == 0 && n.weak > 1 {
		n.families = 1
	}
	return n
}

// romhiltEstes is the point score.
func romhiltEstes(r *measure.Report, f *Findings, strain bool) int {
	points := 0
	over := func(l ecg.Lead, v func(*measure.Lead) float64, limit float64) bool {
		m := get(r, l)
		return m != nil && v(m) >= limit
	}
	voltage := over(ecg.LeadV1, sDepth, estesChest) || over(ecg.LeadV2, sDepth, estesChest) ||
		over(ecg.LeadV5, positive, estesChest) || over(ecg.LeadV6, positive, estesChest)
	limbs := !f.s.reversed && !f.Has("LAFB") // as for the voltage criteria
	for _, l := range ecg.StandardLeads[:6] {
		voltage = voltage || limbs && l != ecg.LeadAVR && (over(l, positive, estesLimb) || over(l, sDepth, estesLimb))
	}
	if voltage {
		points += estesVoltage
	}
	if strain {
		points += estesStrain
	}
	if v1 := get(r, ecg.LeadV1); v1 != nil && f.s.sinus && v1.PTF <= laePTF {
		points += estesAtrium
	}
	if r.Axis.QRS <= axisLeft && !f.s.reversed {
		points += estesAxis
	}
	if r.QRS >= estesQRSMS {
		points += estesQRS
	}
	late := func(m *measure.Lead) float64 { return float64(m.VAT) }
	if over(ecg.LeadV5, late, estesVATMS) || over(ecg.LeadV6, late, estesVATMS) {
		points += estesIntrinsic
	}
	if !voltage { // strain, atrium, axis and duration alone tell of other things
		return min(points, estesProbable)
	}
	return points
}

// lateralStrain reports ST depression with T inversion in a lateral lead with a tall R.
func lateralStrain(r *measure.Report) bool {
	for _, l := range [...]ecg.Lead{ecg.LeadV5, ecg.LeadV6, ecg.LeadI, ecg.LeadAVL} {
		m := get(r, l)
		if m != nil && positive(m) > 2*negative(m) && float64(m.J) <= -stDepressionLimit/2 && float64(m.TNegative) <= -tInversionLimit {
			return true
		}
	}
	return false
}
