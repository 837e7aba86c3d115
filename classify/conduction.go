package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of conduction criteria (AHA/ACCF/HRS 2009 part III), ms unless stated.
const (
	blockQRS      = 120
	incompleteQRS = 110
	sureBlock     = 130 // wider than the limit by the error that IEC 60601-2-25 allows
	prShort       = 120
	rbbbS         = 40  // S in I and V6
	rbbbVAT       = 50  // R peak in V1 where R is dominant
	lbbbVAT       = 60  // R peak in V5 or V6
	septalQ       = 50  // µV: less is no septal q wave
	rPrime        = 50  // µV: less is no R'
	variantRPrime = 75  // µV of R' in a narrow QRS complex
	wideFactor    = 1.0 // S longer than R
	rbbbRShare    = 0.5 // R of V1 against S that counts as dominant notched R

	strictMale, strictFemale = 140, 130 // Strauss et al. 2011: QRS of true left bundle branch block
	strictNotches            = 2        // leads with a notched or slurred R among I, aVL, V1, V2, V5, V6

	// Pre-excitation: the delta wave makes the complex begin slowly. Report.Upstroke is 15 to 45 ms in other complexes of the
	// development records, whatever their width.
	wpwQRS       = 110
	wpwWide      = 120 // without a delta wave seen
	wpwUpstroke  = 45
	wpwMarked    = 60  // a slow beginning that PR may exceed 120 ms with, as in conduction over a left lateral pathway
	wpwPRAtMost  = 140 //
	wpwShareSlow = 0.5 // of the QRS complex
)

// preexcitation states WPW. A short PR with a slow beginning of a QRS complex of 110 ms or more is probable, without the slow
// beginning it must be 120 ms wide and is possible; so is a marked slow beginning at a PR up to 140 ms.
func preexcitation(r *measure.Report, _ *Context, f *Findings) {
	pr, qrs, up := float64(r.PR), float64(r.QRS), float64(r.Upstroke)
	if f.s.unusable || !f.s.sinus || f.s.dissociated || f.HasAny("PACED", "AVB2", "AVB3") || !(pr > 0) {
		return
	}
	x := Finding{Code: "WPW", Severity: Abnormal, Confidence: Possible}
	switch {
	case pr < prShort && qrs >= wpwQRS && up >= wpwUpstroke:
		x.Confidence = Probable
	case pr < prShort && qrs >= wpwWide:
	case pr < wpwPRAtMost && qrs >= wpwQRS && up >= wpwMarked && up >= wpwShareSlow*qrs:
	default:
		return
	}
	f.Evidence("pr_ms", 0, pr, prShort, "WPW")
	f.Evidence("qrs_ms", 0, qrs, wpwQRS, "WPW")
	if up >= wpwUpstroke {
		f.Evidence("upstroke_ms", 0, up, wpwUpstroke, "WPW, slow beginning of QRS")
	}
	f.Add(x)
}

// conduction states RBBB, LBBB, IVCD, or the incomplete blocks. IVCD is a block from 120 ms on; between the 110 ms of the
// recommendation and that slowConduction says so.
func conduction(r *measure.Report, c *Context, f *Findings) {
	qrs := float64(r.QRS)
	if ventricularPaced(r) || f.Has("WPW") || math.IsNaN(qrs) { // even when unusable: it gates ST elevation
		return
	}
	if vt := f.Find("VT"); vt != nil && vt.Severity == Critical {
		return // the beats are not conducted
	}
	f.Evidence("qrs_ms", 0, qrs, blockQRS, "AHA 2009 part III")
	switch {
	case qrs < incompleteQRS:
		if !f.s.unusable && !f.s.poor && narrowRPrime(r, f) {
			f.Add(Finding{Code: codeIRBBB, Severity: Borderline, Confidence: Possible,
				EN: "Incomplete right bundle-branch block pattern with normal QRS duration, probably a normal variant",
				ZH: "V1、V2导联呈rSr'型，QRS时限正常，多为正常变异"})
		}
	case rbbbPattern(r, f):
		if qrs >= blockQRS {
			x := Finding{Code: "RBBB", Severity: Abnormal, Confidence: Definite}
			if qrs < sureBlock {
				x.Confidence = Probable
			}
			f.Add(x)
			return
		}
		f.Add(Finding{Code: codeIRBBB, Severity: Borderline, Confidence: Probable})
	case lbbbPattern(r, c, f):
		if qrs < blockQRS {
			// The recommendation asks for hypertrophy as well; here R must peak late in V5 and V6, and it is only ever possible.
			v5, v6 := get(r, ecg.LeadV5), get(r, ecg.LeadV6)
			if v5 == nil || v6 == nil || !(v5.VAT >= lbbbVAT && v6.VAT >= lbbbVAT) {
				f.Drop()
				return
			}
			f.Add(Finding{Code: codeILBBB, Severity: Borderline, Confidence: Possible})
			return
		}
		x := Finding{Code: "LBBB", Severity: Abnormal, Confidence: Probable}
		if strictLBBB(r, c) {
			x.Confidence = Definite
		}
		f.Add(x)
	case qrs >= blockQRS:
		f.Add(Finding{Code: "IVCD", Severity: Abnormal, Confidence: Probable})
	case !f.s.unusable && !f.s.poor && narrowRPrime(r, f):
		f.Add(Finding{Code: codeIRBBB, Severity: Borderline, Confidence: Possible})
	}
	f.Drop()
}

// slowConduction states a borderline IVCD between 110 and 120 ms, after all criteria that a block gates: within measurement error
// of normal, it changes how nothing else is read.
func slowConduction(r *measure.Report, _ *Context, f *Findings) {
	qrs := float64(r.QRS)
	if f.s.unusable || f.s.poor || ventricularPaced(r) || !(qrs > incompleteQRS && qrs < blockQRS) ||
		f.HasAny("RBBB", "LBBB", codeIRBBB, codeILBBB, "LAFB", "LPFB", "WPW", "VT", "VF") {
		return
	}
	f.Evidence("qrs_ms", 0, qrs, incompleteQRS, "AHA 2009 part III")
	f.Add(Finding{Code: "IVCD", Severity: Borderline, Confidence: Possible,
		EN: "Borderline intraventricular conduction delay", ZH: "室内传导延缓（QRS时限临界）"})
}

// narrowRPrime reports an R' behind an S wave in V1 and V2, or in one of them with a terminal S in I or V6.
func narrowRPrime(r *measure.Report, f *Findings) bool {
	septal := [...]ecg.Lead{ecg.LeadV1, ecg.LeadV2}
	found, n := ecg.LeadUnknown, 0
	for _, l := range septal {
		m := get(r, l)
		if m == nil || !(m.R2 >= variantRPrime) || !(float64(m.S) <= -rPrime) || isQS(m) {
			continue
		}
		n++
		if found == ecg.LeadUnknown {
			found = l
		}
	}
	if n == 0 {
		return false
	}
	for _, k := range [...]ecg.Lead{ecg.LeadI, ecg.LeadV6} {
		if t := get(r, k); t != nil && float64(t.S) <= -rPrime {
			f.evidence1("r2_uv", found, float64(get(r, found).R2), variantRPrime)
			f.evidence1("s_uv", k, float64(t.S), -rPrime)
			return true
		}
	}
	if n < len(septal) {
		return false
	}
	for _, l := range septal {
		f.evidence1("r2_uv", l, float64(get(r, l).R2), variantRPrime)
	}
	return true
}

// rbbbPattern reports whether V1 or V2 has a late R (rsR' or a broad R with a late peak) and I or V6 a broad S. Evidence goes
// to f unless it is nil.
func rbbbPattern(r *measure.Report, f *Findings) bool {
	late := func(l ecg.Lead) bool {
		m := get(r, l)
		if m == nil {
			return false
		}
		switch {
		case m.R2 >= rPrime && float64(m.R2) >= float64(m.R):
			f.evidence1("r2_uv", l, float64(m.R2), rPrime)
		case m.R2 >= rPrime && m.R2Dur >= m.RDur:
			f.evidence1("r2_uv", l, float64(m.R2), rPrime)
		case positive(m) > negative(m)*rbbbRShare && m.VAT >= rbbbVAT:
			f.evidence1("vat_ms", l, float64(m.VAT), rbbbVAT)
		default:
			return false
		}
		return true
	}
	broadS := func(l ecg.Lead) bool {
		m := get(r, l)
		if m == nil || !(float64(m.S) <= -rPrime) || !(float64(m.SDur) >= rbbbS || m.SDur > wideFactor*m.RDur) {
			return false
		}
		f.evidence1("s_ms", l, float64(m.SDur), rbbbS)
		return true
	}
	if !late(ecg.LeadV1) && !late(ecg.LeadV2) {
		return false
	}
	return broadS(ecg.LeadI) || broadS(ecg.LeadV6)
}

// lateralLeads are where a left bundle branch block shows its broad R.
var lateralLeads = [...]ecg.Lead{ecg.LeadV6, ecg.LeadV5, ecg.LeadI, ecg.LeadAVL}

// lbbbPattern reports whether V1 is negative (QS or rS), I, V5 and V6 have no q wave, and the R peak of V5, V6, I or aVL is late
// or R there is notched or slurred. In a QRS complex as wide as the strict criteria ask for, a q wave of an old infarct does
// not speak against the block where R peaks late in two leads.
func lbbbPattern(r *measure.Report, c *Context, f *Findings) bool {
	v1 := get(r, ecg.LeadV1)
	if v1 == nil || !(negative(v1) > 2*positive(v1)) {
		return false
	}
	late := 0
	for _, l := range lateralLeads {
		if m := get(r, l); m != nil && m.VAT >= lbbbVAT && positive(m) > negative(m) {
			late++
		}
	}
	qAllowed := late >= 2 && float64(r.QRS) >= strictQRS(c) && discordant(r)
	measured := false
	for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadV5, ecg.LeadV6} {
		m := get(r, l)
		if m == nil {
			continue
		}
		// A displaced transition may leave V5 with rS or QS; only I and V6 must be upright.
		if l != ecg.LeadV5 && !(positive(m) > negative(m)) {
			return false
		}
		if !isQS(m) && qDepth(m) > septalQ && !qAllowed {
			return false
		}
		measured = measured || l != ecg.LeadV5
	}
	if !measured {
		return false
	}
	notched := false
	for _, l := range lateralLeads {
		m := get(r, l)
		notched = notched || m != nil && m.Notched && positive(m) > negative(m)
	}
	for _, l := range lateralLeads {
		// In a narrower complex a late R alone is found in hypertrophy as well.
		if m := get(r, l); m != nil && m.VAT >= lbbbVAT && positive(m) > negative(m) && (notched || r.QRS < blockQRS || float64(r.QRS) >= strictQRS(c)) {
			f.evidence1("vat_ms", l, float64(m.VAT), lbbbVAT)
			return true
		}
	}
	for _, l := range lateralLeads {
		if m := get(r, l); m != nil && m.Notched && positive(m) > negative(m) {
			f.evidence1("r_notched", l, 1, 1)
			return true
		}
	}
	return false
}

// discordant reports whether T is opposite to QRS in V1 and in V6 or I, as behind a left bundle branch block.
func discordant(r *measure.Report) bool {
	v1 := get(r, ecg.LeadV1)
	lateral := get(r, ecg.LeadV6)
	if lateral == nil {
		lateral = get(r, ecg.LeadI)
	}
	return v1 != nil && lateral != nil && v1.T > 0 && lateral.T < 0
}

func strictQRS(c *Context) float64 {
	if c.female() {
		return strictFemale
	}
	return strictMale
}

// strictLBBB reports the criteria of Strauss et al. 2011: a wider QRS complex with notches or slurs in two leads.
func strictLBBB(r *measure.Report, c *Context) bool {
	n := 0
	for _, l := range [...]ecg.Lead{ecg.LeadI, ecg.LeadAVL, ecg.LeadV1, ecg.LeadV2, ecg.LeadV5, ecg.LeadV6} {
		if m := get(r, l); m != nil && m.Notched {
			n++
		}
	}
	return float64(r.QRS) >= strictQRS(c) && n >= strictNotches
}

// evidence1 adds evidence of a conduction criterion; a nil receiver takes none.
func (f *Findings) evidence1(what string, l ecg.Lead, v, limit float64) {
	if f != nil {
		f.Evidence(what, l, v, limit, "AHA 2009 part III")
	}
}
