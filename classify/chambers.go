package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of the right ventricle and the atria, µV unless stated.
const (
	rvhR     = 700  // R in V1
	rvhAxis  = 110  // degrees
	rvhSV5   = 1000 // S in V5
	rvhSV6   = 300  // S in V6
	rvhAVR   = 400  // R in aVR
	rvhVAT   = 35   // ms, R peak in V1
	rvhRSV15 = 1050 // R(V1) + S(V5 or V6)

	laePTF  = -4000 // µV·ms: 1 mm deep and 40 ms long
	laeMM   = -100  // µV: depth that does whatever the duration of P, and is that of Morris et al. 1964
	laeSeen = -50   // µV: less is within twice the error of amplitude that IEC 60601-2-25 allows
	laeP    = 120   // ms, of P in II
	raeII   = 250   // P in II
	raeV1   = 150   // first phase of P in V1 or V2
)

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
	} else if v6 := get(r, ecg.LeadV6); v6 != nil && sDepth(v6) > rvhSV6 && rs(v6) < 1 {
		f.Evidence("s_uv", ecg.LeadV6, float64(v6.S), -rvhSV6, "RVH")
		n++
	}
	if !tall && v1 != nil && v5 != nil && positive(v1)+sDepth(v5) > rvhRSV15 && rs(v1) > 1 { // R of V1 counts once
		f.Evidence("r_v1_s_v5_uv", 0, positive(v1)+sDepth(v5), rvhRSV15, "RVH")
		n++
	}
	if avr := get(r, ecg.LeadAVR); avr != nil && positive(avr) > rvhAVR {
		f.Evidence("r_uv", ecg.LeadAVR, positive(avr), rvhAVR, "RVH")
		n++
	}
	if v1 != nil && rs(v1) > 1 && v1.VAT > rvhVAT && r.QRS < blockQRS {
		f.Evidence("vat_ms", ecg.LeadV1, float64(v1.VAT), rvhVAT, "RVH")
		n++
	}
	if two := get(r, ecg.LeadII); two != nil && f.s.sinus && two.P > raeII {
		f.Evidence("p_uv", ecg.LeadII, float64(two.P), raeII, "RVH, P pulmonale")
		n++
	}
	if n >= 2 && strong {
		f.Add(Finding{Code: "RVH", Severity: Abnormal, Confidence: Probable})
	}
	f.Drop()
}

// longP is the duration of P in II, or that over all leads, lead 0, where II was not measured.
func longP(r *measure.Report) (ms float64, at ecg.Lead) {
	if two := get(r, ecg.LeadII); two != nil && two.PDur > 0 {
		return min(float64(two.PDur), float64(r.P)), ecg.LeadII
	}
	return float64(r.P), ecg.LeadUnknown
}

// atria states LAE from the terminal force of P in V1 where P is long as well or its end 1 mm deep, and RAE from its height. Both
// need sinus P waves. The limit of P duration is one of lead II: over all leads P is longer.
func atria(r *measure.Report, _ *Context, f *Findings) {
	if !f.s.sinus || f.s.poor {
		return
	}
	p, at := longP(r)
	if v1 := get(r, ecg.LeadV1); v1 != nil && v1.PTF <= laePTF && (p >= laeP && !(v1.PNegative < 0 && v1.PNegative > laeSeen) || v1.PNegative <= laeMM) {
		f.Evidence("ptf_uvms", ecg.LeadV1, float64(v1.PTF), laePTF, "Morris 1964")
		x := Finding{Code: "LAE", Severity: Borderline, Confidence: Possible}
		if p >= laeP {
			f.Evidence("p_duration_ms", at, p, laeP, "P 120 ms or more")
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
