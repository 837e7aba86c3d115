package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of patterns that look like an infarct, µV unless stated.
const (
	brugadaJ = 200 // coved elevation in V1 or V2
	brugadaT = -50 // the T wave that it falls into

	repolNotch = 100 // end-QRS notch or slur: Macfarlane et al. 2015
	repolST    = 50  // ST elevation beside it: a notch alone is too common to be stated (a quarter of normal ECGs)
	repolRatio = 0.25

	pericardST    = 100  // in at least pericardLeads leads
	pericardLeads = 5    //
	pericardMin   = 50   // in I, II, V5 and V6
	pericardMax   = 500  // more is an infarct
	pericardPR    = -50  // PR segment in II or V5
	pericardRatio = 0.25 // ST/T in V6: Ginzton and Laks 1982

	reciprocalST = -50 // ST depression that counts as reciprocal
)

// mimics states BRUGADA (type 1), PERICARDITIS and EARLY_REPOL. They gate ST elevation, which is judged after them.
func mimics(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.s.poor || f.HasAny("LBBB", "IVCD", "WPW") || ventricularPaced(r) {
		return
	}
	brugada(r, f)
	pericarditis(r, f)
	earlyRepolarisation(r, f)
}

func brugada(r *measure.Report, f *Findings) {
	for _, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2} {
		m := get(r, l)
		if m == nil || !(m.J >= brugadaJ && m.ST40 < m.J && m.ST80 < m.ST40 && m.TNegative <= brugadaT && m.T <= 0) {
			continue
		}
		f.Evidence("j_uv", l, float64(m.J), brugadaJ, "coved, Brugada type 1")
		f.Evidence("t_uv", l, float64(m.T), brugadaT, "coved, Brugada type 1")
	}
	if f.Pending() > 0 {
		f.Add(Finding{Code: "BRUGADA", Severity: Abnormal, Confidence: Possible})
	}
}

// reciprocalDepression returns the first lead of the set with ST depression of reciprocalST or more.
func reciprocalDepression(r *measure.Report, s leadSet) (ecg.Lead, float64, bool) {
	for i := range stLeads {
		if !s.has(i) {
			continue
		}
		if m, sign, l := stLead(r, i); m != nil && sign*float64(m.J) <= reciprocalST {
			return l, sign * float64(m.J), true
		}
	}
	return 0, 0, false
}

func pericarditis(r *measure.Report, f *Findings) {
	n := 0
	for i, l := range stLeads {
		m, sign, _ := stLead(r, i)
		if m == nil || l == ecg.LeadAVRneg {
			continue
		}
		j := sign * float64(m.J)
		if j > pericardMax {
			return
		}
		if j >= pericardST {
			n++
		}
	}
	if n < pericardLeads {
		return
	}
	for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadV5, ecg.LeadV6} {
		if m := get(r, l); m == nil || !(m.J >= pericardMin) {
			return
		}
	}
	if _, _, found := reciprocalDepression(r, (limbLeads|chestLeads)&^cavityLead&^setOf(ecg.LeadV1)); found {
		return
	}
	two, three, v5, v6 := get(r, ecg.LeadII), get(r, ecg.LeadIII), get(r, ecg.LeadV5), get(r, ecg.LeadV6)
	if three == nil || !(two.J > three.J) || !(float64(v6.J)/float64(v6.T) >= pericardRatio && v6.T > 0) {
		return
	}
	if !(two.PRSegment <= pericardPR) && !(v5.PRSegment <= pericardPR) {
		return
	}
	f.Evidence("st_elevation_leads", 0, float64(n), pericardLeads, "diffuse, no reciprocal depression")
	f.Evidence("pr_segment_uv", ecg.LeadII, float64(two.PRSegment), pericardPR, "PR depression")
	f.Evidence("st_t_ratio", ecg.LeadV6, float64(v6.J)/float64(v6.T), pericardRatio, "ST/T in V6")
	f.Add(Finding{Code: "PERICARDITIS", Severity: Abnormal, Confidence: Probable})
}

// repolLeads are where a J wave is early repolarisation: not V1-V3.
var repolLeads = inferiorLeads | highLateral | lowLateral | setOf(ecg.LeadV4)

func earlyRepolarisation(r *measure.Report, f *Findings) {
	if !(r.QRS < blockQRS) {
		return
	}
	var s leadSet
	for i := range stLeads {
		if m, _, _ := stLead(r, i); repolLeads.has(i) && m != nil && m.JNotch >= repolNotch && m.J >= repolST {
			s |= 1 << i
		}
	}
	s = s.paired()
	if s == 0 {
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_notch_uv", l, float64(m.JNotch), repolNotch, "Macfarlane 2015")
		}
	}
	f.Add(Finding{Code: "EARLY_REPOL", Severity: Borderline, Confidence: Probable})
}

// benignShape reports whether ST of m rises without a step into its T wave and is small against it, as in early
// repolarisation.
func benignShape(m *measure.Lead) bool {
	return float64(m.T) > 0 && float64(m.ST80) >= float64(m.J) && float64(m.J) < repolRatio*float64(m.T)
}

// Smith's four-variable formula for ST elevation in V2-V4: left anterior descending occlusion against a normal variant
// (Driver et al., J Electrocardiol 2017). QT is not corrected below 60/min.
const (
	smithQTc  = 0.052
	smithQRS  = 0.151 // a mm of QRS in V2
	smithR    = 0.268 // a mm of R in V4
	smithST   = 1.062 // a mm of ST60 in V3
	mm        = 100   // µV
	smithOver = 500   // µV of ST elevation that is obvious
)

// smithLeads are where the formula tells a normal variant: elevation in V1 is none.
var smithLeads = setOf(ecg.LeadV2, ecg.LeadV3, ecg.LeadV4)

// smithLADScore is the value of the formula, NaN when something was not measured.
func smithLADScore(r *measure.Report) float64 {
	v2, v3, v4 := get(r, ecg.LeadV2), get(r, ecg.LeadV3), get(r, ecg.LeadV4)
	if v2 == nil || v3 == nil || v4 == nil {
		return math.NaN()
	}
	qt := float64(r.QTc.Bazett)
	if heartRate(r) < bradycardiaRate {
		qt = float64(r.QT)
	}
	return smithQTc*qt - smithQRS*(positive(v2)+negative(v2))/mm - smithR*positive(v4)/mm + smithST*float64(v3.ST60)/mm
}

// smithApplies reports whether the formula may be used: none of the features that make an occlusion obvious.
func smithApplies(r *measure.Report) bool {
	for i, l := range stLeads {
		m, sign, _ := stLead(r, i)
		if m == nil {
			continue
		}
		j := sign * float64(m.J)
		switch {
		case l != ecg.LeadAVRneg && j > smithOver,
			inferiorLeads.has(i) && j <= reciprocalST,
			chestLeads.has(i) && l != ecg.LeadV1 && (j <= reciprocalST || float64(m.T) < 0):
			return false
		}
		if chestLeads.has(i) && l >= ecg.LeadV2 && l <= ecg.LeadV4 && (isQS(m) || qDepth(m) >= qDeep && m.QDur >= qWide) {
			return false
		}
		// convex: the middle of the segment lies above the line from J to J+80
		if chestLeads.has(i) && l >= ecg.LeadV2 && l <= ecg.LeadV5 && float64(m.ST40) > (float64(m.J)+float64(m.ST80))/2+convexity {
			return false
		}
	}
	return true
}

// convexity is how far ST40 must lie above the chord to call ST convex, µV: half a millimetre.
const convexity = 50

// Limits of an old anterior infarct with persistent ST elevation (ventricular aneurysm), Smith 2005.
const aneurysmTQRS = 0.36

// aneurysm reports Q waves in V1-V4 under ST elevation with T waves too small for an acute infarct.
func aneurysm(r *measure.Report) bool {
	q, worst := 0, 0.0
	for _, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := get(r, l)
		if m == nil || !(m.QRSPeak > 0) || !ecg.Known(m.T) {
			return false
		}
		if isQS(m) || qDepth(m) >= qDeep && m.QDur >= qWide {
			q++
		}
		worst = max(worst, float64(m.T)/float64(m.QRSPeak))
	}
	return q >= 2 && worst <= aneurysmTQRS
}
