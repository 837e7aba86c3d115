package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Smith's formulas for ST elevation in V2-V4: occlusion of the left anterior descending artery against a normal variant. The
// formula of four variables (Driver et al., J Electrocardiol 2017) and that of three (Smith et al., Ann Emerg Med 2012), used
// where V2 was not measured. QT is not corrected below 60/min.
const (
	smithQTc  = 0.052
	smithQRS  = 0.151 // a mm of QRS in V2
	smithR    = 0.268 // a mm of R in V4
	smithST   = 1.062 // a mm of ST60 in V3
	smith3QTc = 0.059
	smith3R   = 0.326
	smith3ST  = 1.196
	mm        = 100 // µV

	smithEntry = 100 // µV of ST elevation in one of V2-V4 at least
	smithOver  = 500 // µV of ST elevation that is obvious
	convexity  = 50  // µV that ST40 must lie above the chord to call ST convex: half a millimetre
)

// Rules of the evidence.
const (
	ruleSmith4   = "Smith four-variable formula"
	ruleSmith3   = "Smith three-variable formula"
	ruleAneurysm = "T/QRS in V1-V4"
)

// smithLeads are where the formulas tell a normal variant: elevation in V1 is none.
var smithLeads = setOf(ecg.LeadV2, ecg.LeadV3, ecg.LeadV4)

// smithQT is the QT of the formulas, ms.
func smithQT(r *measure.Report) float64 {
	if heartRate(r) < bradycardiaRate {
		return float64(r.QT)
	}
	return float64(r.QTc.Bazett)
}

// smithLADScore is the value of the formula of four variables, NaN when something was not measured.
func smithLADScore(r *measure.Report) float64 {
	v2, v3, v4 := get(r, ecg.LeadV2), get(r, ecg.LeadV3), get(r, ecg.LeadV4)
	if v2 == nil || v3 == nil || v4 == nil {
		return math.NaN()
	}
	return smithQTc*smithQT(r) - smithQRS*(positive(v2)+negative(v2))/mm - smithR*positive(v4)/mm + smithST*float64(v3.ST60)/mm
}

// smithLAD3Score is the value of the formula of three variables, NaN when something was not measured.
func smithLAD3Score(r *measure.Report) float64 {
	v3, v4 := get(r, ecg.LeadV3), get(r, ecg.LeadV4)
	if v3 == nil || v4 == nil {
		return math.NaN()
	}
	return smith3ST*float64(v3.ST60)/mm + smith3QTc*smithQT(r) - smith3R*positive(v4)/mm
}

// normalVariant reports whether the formulas apply and call elevation in V2-V4 a normal variant. Beside the shape of one that
// explains the elevation; alone it makes an infarct doubtful.
func (f *Findings) normalVariant(r *measure.Report) bool {
	if !f.smithApplies(r) {
		return false
	}
	if v := smithLADScore(r); !math.IsNaN(v) {
		if v < f.Options.SubtleLAD {
			f.Evidence("smith_lad_score", 0, v, f.Options.SubtleLAD, ruleSmith4)
			return true
		}
		return false
	}
	if v := smithLAD3Score(r); v <= f.Options.SubtleLAD3 {
		f.Evidence("smith_lad3_score", 0, v, f.Options.SubtleLAD3, ruleSmith3)
		return true
	}
	return false
}

// subtleLAD states ST_ELEVATION where neighbours of V2-V4 are elevated short of the limits and the formula of four variables speaks for an
// occlusion all the same: to be considered, and repeated. The formula was made for patients with chest pain.
func (f *Findings) subtleLAD(r *measure.Report, c *Context) bool {
	if !f.mayRepeat() || !f.smithApplies(r) {
		return false
	}
	var s leadSet
	for i := range stLeads {
		if m, _, _ := stLead(r, i); smithLeads.has(i) && m != nil && elevated(m, 1, smithEntry, 0) {
			s |= 1 << i
		}
	}
	v := smithLADScore(r)
	if s = s.paired(); s == 0 || !(v >= f.Options.SubtleLAD) {
		return false
	}
	f.Evidence("smith_lad_score", 0, v, f.Options.SubtleLAD, ruleSmith4)
	for i, l := range stLeads {
		if m, _, _ := stLead(r, i); s.has(i) {
			f.stEvidence(m, l, smithEntry, ruleSmith4)
		}
	}
	f.repeatSoon()
	f.demographicsNote(c)
	f.Add(Finding{Code: "ST_ELEVATION", Severity: Borderline, Confidence: Possible, Territory: anteriorT.en,
		EN: "ST elevation in V2-V4 below the limits, with chest pain consider subtle occlusion of the left anterior descending artery",
		ZH: "V2～V4导联ST段抬高未达界值，如有胸痛须警惕左前降支闭塞"})
	return true
}

// smithApplies reports whether the formulas may be used: elevation in V2-V4 with none of the features that make an occlusion
// obvious, no hypertrophy and no block.
func (f *Findings) smithApplies(r *measure.Report) bool {
	if f.HasAny("LVH", "RBBB", "LBBB", "IVCD") {
		return false
	}
	entered := false
	for i, l := range stLeads {
		m, sign, _ := stLead(r, i)
		if m == nil {
			continue
		}
		j := sign * stLevel(m)
		entered = entered || smithLeads.has(i) && j >= smithEntry
		switch {
		case l != ecg.LeadAVRneg && j > smithOver,
			inferiorLeads.has(i) && j <= reciprocalST,
			chestLeads.has(i) && l != ecg.LeadV1 && (j <= reciprocalST || float64(m.T) < 0),
			smithLeads.has(i) && pathologicalQ(m),
			(l == ecg.LeadV2 || l == ecg.LeadV3) && terminalDistortion(m):
			return false
		}
		// convex: the middle of the segment lies above the line from J to J+80
		if chestLeads.has(i) && l >= ecg.LeadV2 && l <= ecg.LeadV5 && float64(m.ST40) > (float64(m.J)+float64(m.ST80))/2+convexity {
			return false
		}
	}
	return entered
}

// terminalDistortion reports a QRS complex that ends in ST elevation with neither S wave nor J wave.
func terminalDistortion(m *measure.Lead) bool {
	return positive(m) >= minWave && sDepth(m) < minWave && !(m.JNotch > 0)
}

// pathologicalQ reports QS or a Q wave as wide and deep as the Universal Definition asks in most leads.
func pathologicalQ(m *measure.Lead) bool { return isQS(m) || qDepth(m) >= qDeep && m.QDur >= qWide }

// Limits of T against QRS above which ST elevation over Q waves is an acute infarct, not an aneurysm: Smith 2005.
const (
	aneurysmTQRS = 0.36 // in any of V1-V4
	aneurysmSum  = 0.22 // of the sums over V1-V4
	aneurysmQ    = 2    // leads with Q waves
)

// aneurysm reports Q waves in V1-V4 under ST elevation with T waves too small for an acute infarct.
func (f *Findings) aneurysm(r *measure.Report) bool {
	q, worst, sumT, sumQRS := 0, 0.0, 0.0, 0.0
	for _, l := range [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := get(r, l)
		if m == nil || !(m.QRSPeak > 0) || !ecg.Known(m.T) {
			return false
		}
		if pathologicalQ(m) {
			q++
		}
		worst = max(worst, float64(m.T)/float64(m.QRSPeak))
		sumT += max(float64(m.T), 0)
		sumQRS += float64(m.QRSPeak)
	}
	if q < aneurysmQ || worst > aneurysmTQRS || sumT/sumQRS > aneurysmSum {
		return false
	}
	f.Evidence("t_qrs_ratio", 0, worst, aneurysmTQRS, ruleAneurysm)
	f.Evidence("t_qrs_sum_ratio", 0, sumT/sumQRS, aneurysmSum, ruleAneurysm)
	return true
}
