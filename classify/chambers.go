package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Voltage limits, µV unless stated.
const (
	lowLimb  = 500  // peak to peak in every limb lead
	lowChest = 1000 // peak to peak in every chest lead

	sokolowAVL    = 1100 // R in aVL
	sokolowAge    = 35   // years: below, tall voltage alone is no hypertrophy
	cornellMale   = 2800 // R(aVL) + S(V3)
	cornellFemale = 2000

	rvhR     = 700  // R in V1
	rvhAxis  = 110  // degrees
	rvhSV5   = 1000 // S in V5
	rvhRSV15 = 1050 // R(V1) + S(V5 or V6)

	laePTF  = -4000 // µV·ms: 1 mm deep and 40 ms long
	laeDeep = -6000 // µV·ms, whatever the duration of P
	laeP    = 120   // ms
	raeII   = 250   // P in II
	raeV1   = 150   // first phase of P in V1 or V2
)

// voltage states LOW_VOLTAGE: all limb leads or all chest leads low.
func voltage(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.s.reversed || f.Has("VT") {
		return
	}
	low := func(leads []ecg.Lead, limit float64) bool {
		worst, at, n := -1.0, ecg.LeadUnknown, 0
		for _, l := range leads {
			m := get(r, l)
			if m == nil || !ecg.Known(m.QRSPeak) {
				continue
			}
			n++
			if v := float64(m.QRSPeak); v > worst {
				worst, at = v, l
			}
		}
		if n < len(leads)-1 || worst >= limit { // one lead may be missing
			return false
		}
		f.Evidence("qrs_peak_uv", at, worst, limit, "low voltage, tallest of the leads")
		return true
	}
	limb, chest := low(ecg.StandardLeads[:6], lowLimb), low(ecg.StandardLeads[6:], lowChest)
	if limb || chest {
		f.Add(Finding{Code: "LOW_VOLTAGE", Severity: Abnormal, Confidence: Definite})
	}
}

// ventricles states LVH and RVH. Voltages behind a bundle branch block, pre-excitation or pacing say nothing of mass. LVH is
// probable with two voltage criteria or with strain and possible with one; under 35 years voltage alone does not count.
func ventricles(r *measure.Report, c *Context, f *Findings) {
	if f.s.unusable || f.HasAny("LBBB", "WPW", "IVCD") || ventricularPaced(r) || f.Has("VT") {
		return
	}
	rightVentricle(r, f)
	n := 0
	count := func(what string, l ecg.Lead, v, limit float64, over bool, rule string) {
		if over {
			f.Evidence(what, l, v, limit, rule)
			n++
		}
	}
	v1, v3, avl := get(r, ecg.LeadV1), get(r, ecg.LeadV3), get(r, ecg.LeadAVL)
	limit, cornell := f.Options.SokolowMale, float64(cornellMale)
	if c.female() {
		limit, cornell = f.Options.SokolowFemale, cornellFemale
	}
	if v1 != nil {
		rv := math.NaN()
		for _, l := range [...]ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
			if m := get(r, l); m != nil && !(positive(m) <= rv) {
				rv = positive(m)
			}
		}
		s := sDepth(v1) + rv
		count("sokolow_uv", 0, s, limit, s >= limit, "Sokolow-Lyon")
	}
	if avl != nil && !f.Has("LAFB") && !f.s.reversed { // a left anterior block makes R of aVL tall
		count("r_uv", ecg.LeadAVL, positive(avl), sokolowAVL, positive(avl) >= sokolowAVL, "Sokolow-Lyon aVL")
		if v3 != nil {
			s := positive(avl) + sDepth(v3)
			count("cornell_uv", 0, s, cornell, s > cornell, "Cornell")
		}
	}
	strain := n > 0 && lateralStrain(r)
	if n == 0 || !strain && c.AgeYears < sokolowAge {
		f.Drop()
		return
	}
	x := Finding{Code: "LVH", Severity: Abnormal, Confidence: Possible}
	if strain {
		f.s.strain = true
		f.Note("strain", "ST depression and T inversion against a tall R, V5-V6, I, aVL")
	}
	if n > 1 || strain {
		x.Confidence = Probable
	}
	if n > 1 && strain {
		x.Confidence = Definite
	}
	f.Add(x)
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

// rvhVoltage reports whether R is tall and dominant in V1.
func rvhVoltage(r *measure.Report, f *Findings) bool {
	v1 := get(r, ecg.LeadV1)
	if v1 == nil || !(rs(v1) > 1) || !(positive(v1) >= rvhR) {
		return false
	}
	if f != nil {
		f.Evidence("r_uv", ecg.LeadV1, positive(v1), rvhR, "RVH")
	}
	return true
}

func rightVentricle(r *measure.Report, f *Findings) {
	if f.Has("RBBB") || f.Has(codeIRBBB) || f.s.reversed || !(r.QRS < blockQRS) {
		return
	}
	n := 0
	strong := false // right axis or tall dominant R, of which one must be there
	tall := rvhVoltage(r, f)
	if tall {
		n, strong = n+1, true
	}
	if a := float64(r.Axis.QRS); a >= rvhAxis {
		f.Evidence("qrs_axis_deg", 0, a, rvhAxis, "RVH")
		n, strong = n+1, true
	}
	v1, v5 := get(r, ecg.LeadV1), get(r, ecg.LeadV5)
	if v5 != nil && sDepth(v5) > rvhSV5 && rs(v5) < 1 {
		f.Evidence("s_uv", ecg.LeadV5, float64(v5.S), -rvhSV5, "RVH")
		n++
	}
	if !tall && v1 != nil && v5 != nil && positive(v1)+sDepth(v5) > rvhRSV15 && rs(v1) > 1 { // R of V1 counts once
		f.Evidence("r_v1_s_v5_uv", 0, positive(v1)+sDepth(v5), rvhRSV15, "RVH")
		n++
	}
	if n >= 2 && strong {
		f.Add(Finding{Code: "RVH", Severity: Abnormal, Confidence: Probable})
	}
	f.Drop()
}

// atria states LAE from the terminal force of P in V1, with a long P wave or a large force, and RAE from its height. Both need sinus P waves.
func atria(r *measure.Report, _ *Context, f *Findings) {
	if !f.s.sinus || f.s.poor {
		return
	}
	if v1 := get(r, ecg.LeadV1); v1 != nil && (v1.PTF <= laePTF && r.P >= laeP || v1.PTF <= laeDeep) {
		f.Evidence("ptf_uvms", ecg.LeadV1, float64(v1.PTF), laePTF, "Morris 1964")
		x := Finding{Code: "LAE", Severity: Borderline, Confidence: Possible}
		if r.P >= laeP {
			f.Evidence("p_duration_ms", 0, float64(r.P), laeP, "P 120 ms or more")
			x.Confidence = Probable
		}
		f.Add(x)
	}
	tall := func(l ecg.Lead, limit float64) {
		if m := get(r, l); m != nil && float64(m.P) > limit {
			f.Evidence("p_uv", l, float64(m.P), limit, "P pulmonale")
		}
	}
	if !f.s.reversed {
		tall(ecg.LeadII, raeII)
	}
	tall(ecg.LeadV1, raeV1)
	tall(ecg.LeadV2, raeV1)
	if f.Pending() > 0 {
		f.Add(Finding{Code: "RAE", Severity: Borderline, Confidence: Probable})
	}
}
