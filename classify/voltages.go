package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of QRS voltage, µV peak to peak (AHA/ACCF/HRS 2009 part III), and of R-wave progression.
const (
	lowLimb  = 500  // in every limb lead
	lowChest = 1000 // in every chest lead

	poorR     = 300 // µV of R in V3 (DePace et al. 1983)
	reversedR = 100 // µV by which R falls from one of V1-V4 to the next
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

// progression states R_PROGRESSION: R in V3 of 300 µV or less that has not grown since V2, or an R wave that falls from one of
// V1 to V4 to the next. Behind a bundle branch block, hypertrophy, an infarct or pre-excitation it has its reason there.
func progression(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.HasAny("LBBB", "RBBB", "WPW", "IVCD", "LVH", "RVH", "OLD_MI", "STEMI", "VT", "DEXTROCARDIA") || ventricularPaced(r) {
		return
	}
	var h [4]float64
	for i, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := get(r, l)
		if m == nil || math.IsNaN(positive(m)) {
			return
		}
		h[i] = positive(m)
	}
	const rule = "R-wave progression"
	x := Finding{Code: codeProgression, Severity: Borderline, Confidence: Possible}
	for i := 1; i < len(h); i++ {
		if h[i] <= h[i-1]-reversedR && h[i] <= poorR {
			f.Evidence("r_uv", ecg.LeadV1+ecg.Lead(i), h[i], h[i-1]-reversedR, rule)
			x.EN, x.ZH = "Reversed R-wave progression, check the chest electrodes", "胸导联R波逆递增，请核对胸导联电极位置"
			f.Add(x)
			return
		}
	}
	if h[2] <= poorR && h[2] <= h[1] {
		f.Evidence("r_uv", ecg.LeadV3, h[2], poorR, rule)
		f.Add(x)
	}
}

// alternation states ELECTRICAL_ALTERNANS and T_ALTERNANS from what the report finds above chance in every other beat.
func alternation(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.s.poor || f.HasAny("AFIB", "VT", codeBIGU) || len(r.Beats) < alternansBeats {
		return
	}
	if a := float64(r.QRSAlternans); a >= qrsAlternans {
		f.Evidence("qrs_alternans", 0, a, qrsAlternans, "electrical alternans")
		f.Add(Finding{Code: codeAlternans, Severity: Abnormal, Confidence: Possible})
	}
	if a := float64(r.TAlternans); a >= overtTAlternans {
		f.Evidence("t_alternans_uv", 0, a, overtTAlternans, "overt T-wave alternans")
		f.Add(Finding{Code: codeTAlternans, Severity: Abnormal, Confidence: Possible})
	}
}

// Limits of alternans. T waves that differ by 20 to 30 µV are microscopic alternans; overt is what the eye sees.
const (
	qrsAlternans    = 0.20 // of the mean amplitude
	overtTAlternans = 100  // µV
	alternansBeats  = 8
)

// Limits of the pattern of acute pulmonary embolism (McGinn and White 1935; Daniel et al. 2001).
const (
	s1q3     = 150 // µV of S in I and Q in III
	peStrain = 2   // leads of V1-V4 with T inversion
	peT      = 100 // µV
)

// embolism states PE_PATTERN: S1Q3T3 with sinus tachycardia or T inversion in V1-V4, without an old infarct. It is only ever
// possible.
func embolism(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.s.poor || f.s.reversed || f.HasAny("LBBB", "WPW", "VT", "LAFB", "STEMI", "OLD_MI") || ventricularPaced(r) {
		return
	}
	one, three := get(r, ecg.LeadI), get(r, ecg.LeadIII)
	if one == nil || three == nil || !(sDepth(one) >= s1q3) || !(qDepth(three) >= s1q3) || isQS(three) || !(float64(three.T) < -minWave) {
		return
	}
	const rule = "S1Q3T3"
	f.Evidence("s_uv", ecg.LeadI, -sDepth(one), -s1q3, rule)
	f.Evidence("q_uv", ecg.LeadIII, -qDepth(three), -s1q3, rule)
	f.Evidence("t_uv", ecg.LeadIII, float64(three.T), -minWave, rule)
	strain := 0
	for _, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		if m := get(r, l); m != nil && float64(m.T) <= -peT {
			strain++
		}
	}
	if strain >= peStrain {
		f.Evidence("t_inverted_v1_v4", 0, float64(strain), peStrain, "right ventricular strain")
	}
	fast := f.Has("STACH")
	if fast {
		f.Evidence("heart_rate_bpm", 0, heartRate(r), tachycardiaRate, "sinus tachycardia")
	}
	if strain >= peStrain || fast {
		f.Add(Finding{Code: codePE, Severity: Abnormal, Confidence: Possible})
	}
	f.Drop()
}
