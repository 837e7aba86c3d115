package classify

import (
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
	// Depression of aVL of any size beside inferior elevation is an infarct (Bischof 2016): more than the accuracy that IEC
	// 60601-2-25 asks of an amplitude.
	pericardAVL = -25
)

// Rules of the evidence.
const (
	ruleBrugada       = "coved, Brugada type 1"
	rulePericardST    = "diffuse, no reciprocal depression"
	rulePericardPR    = "PR depression"
	rulePericardRatio = "ST/T in V6"
	ruleEarlyRepol    = "Macfarlane 2015"
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
		f.Evidence("j_uv", l, float64(m.J), brugadaJ, ruleBrugada)
		f.Evidence("t_uv", l, float64(m.T), brugadaT, ruleBrugada)
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
		if m, sign, l := stLead(r, i); m != nil && sign*stLevel(m) <= reciprocalST {
			return l, sign * stLevel(m), true
		}
	}
	return 0, 0, false
}

func pericarditis(r *measure.Report, f *Findings) {
	n := 0
	var s leadSet
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || l == ecg.LeadAVRneg {
			continue
		}
		if m.J > pericardMax {
			return
		}
		if m.J >= pericardST {
			n++
			s |= 1 << i
			if float64(m.ST40) > (float64(m.J)+float64(m.ST80))/2+convexity {
				return // domed
			}
		}
	}
	if n < pericardLeads || s&inferiorLeads != 0 && jLevel(r, ecg.LeadAVL) <= pericardAVL {
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
	if avr := get(r, ecg.LeadAVR); avr != nil && !(avr.PRSegment > 0) {
		return // the PR segment of aVR goes the other way
	}
	f.Evidence("st_elevation_leads", 0, float64(n), pericardLeads, rulePericardST)
	f.Evidence("pr_segment_uv", ecg.LeadII, float64(two.PRSegment), pericardPR, rulePericardPR)
	f.Evidence("st_t_ratio", ecg.LeadV6, float64(v6.J)/float64(v6.T), pericardRatio, rulePericardRatio)
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
			f.Evidence("j_notch_uv", l, float64(m.JNotch), repolNotch, ruleEarlyRepol)
		}
	}
	f.Add(Finding{Code: "EARLY_REPOL", Severity: Borderline, Confidence: Probable})
}

// benignShape reports whether ST of m rises without a step into its T wave and is small against it, as in early
// repolarisation.
func benignShape(m *measure.Lead) bool {
	return float64(m.T) > 0 && float64(m.ST80) >= float64(m.J) && float64(m.J) < repolRatio*float64(m.T)
}
