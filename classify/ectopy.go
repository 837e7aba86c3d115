package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of premature beats.
const (
	prematureRR = 0.85 // of the median or mean RR, whichever is longer
	pvcQRS      = 110  // ms in the beat itself: 120 less the error of a single beat
	pvcCorr     = 0.8  // with the dominant beat
	cycles      = 3    // repetitions that make a bigeminal or trigeminal pattern
	couplet     = 2
)

// ectopy states PVC and PAC with their counts, and bigeminal and trigeminal patterns of PVC. Ventricular beats in runs count
// as PVC unless VT was stated. Supraventricular ectopic beats are not looked for in fibrillation or flutter.
func ectopy(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || ventricularPaced(r) || f.Has("VT") {
		return
	}
	usual := max(float64(r.RR.Median), float64(r.RR.Mean)) // in bigeminy half of the RR are short, and the median may be one of them
	pvc, pac, couplets, run, ventricular := 0, 0, 0, 0, 0
	for i := range r.Beats {
		b := &r.Beats[i]
		early := math.IsNaN(usual) || !ecg.Known(b.RR) || float64(b.RR) < prematureRR*usual
		if b.Class == measure.Ventricular {
			ventricular++
			if (early || run > 0) && unlikeDominant(b) && (len(r.Leads) >= confirmLeads || !extra(r.Beats, i, usual)) {
				pvc++
				run++
				if run == couplet {
					couplets++
				}
				continue
			}
		}
		run = 0
		if b.Class == measure.Supraventricular && early && ecg.Known(b.RR) {
			pac++
		}
	}
	if 2*ventricular > len(r.Beats)+1 {
		return // a ventricular rhythm: nothing to be premature against
	}
	if pvc > 0 {
		f.Evidence("pvc_count", 0, float64(pvc), 1, "premature, unlike the dominant beat")
		if couplets > 0 {
			f.Evidence("pvc_couplets", 0, float64(couplets), 1, "two in a row")
		}
		f.Add(Finding{Code: "PVC", Severity: Abnormal, Confidence: ectopyConfidence(f)})
		if n := pattern(r, 2); n >= cycles {
			f.Evidence("cycles", 0, float64(n), cycles, "every second beat")
			f.Add(Finding{Code: codeBIGU, Severity: Abnormal, Confidence: Probable})
		} else if n := pattern(r, 3); n >= cycles {
			f.Evidence("cycles", 0, float64(n), cycles, "every third beat")
			f.Add(Finding{Code: codeTRIGU, Severity: Abnormal, Confidence: Probable})
		}
	}
	if pac > 0 && f.s.sinus && pac < len(r.Beats)/2+1 {
		f.Evidence("pac_count", 0, float64(pac), 1, "premature, QRS as the dominant beat")
		f.Add(Finding{Code: "PAC", Severity: Borderline, Confidence: Probable})
	}
}

func ectopyConfidence(f *Findings) Confidence {
	if f.s.poor {
		return Possible
	}
	return Probable
}

// unlikeDominant reports whether a beat is wide or has another shape than the dominant one; what was not measured counts as
// the detector classed it.
func unlikeDominant(b *measure.Beat) bool {
	if !ecg.Known(b.QRS) && math.IsNaN(b.Corr) {
		return true
	}
	return b.QRS >= pvcQRS || b.Corr < pvcCorr
}

// extraSpan is the share of two usual RR intervals below which the two intervals about a beat hold one beat too many. After
// a premature ventricular beat the pause makes up for the early beat, or nearly; an interpolated one is rare, noise that a
// detector takes for a beat is not.
const extraSpan = 0.75

// confirmLeads is how many leads confirm a beat among themselves: noise of one electrode does not look like a beat in all.
const confirmLeads = 3

// extra reports whether beat i stands where no ectopic beat would: between two beats a usual interval apart, or beside another
// ventricular beat of quite another width.
func extra(beats []measure.Beat, i int, usual float64) bool {
	if math.IsNaN(usual) || i+1 >= len(beats) {
		return false
	}
	b, next := &beats[i], &beats[i+1]
	if next.Class == measure.Ventricular {
		return !equallyWide(b.QRS, next.QRS)
	}
	if i > 0 && beats[i-1].Class == measure.Ventricular {
		return !equallyWide(b.QRS, beats[i-1].QRS)
	}
	return float64(b.RR)+float64(next.RR) < 2*extraSpan*usual
}

// pattern returns how often in a row a ventricular beat comes as every period-th beat, the others being conducted.
func pattern(r *measure.Report, period int) int {
	best, n, since := 0, 0, 0
	for i := range r.Beats {
		if r.Beats[i].Class != measure.Ventricular {
			since++
			if since >= period {
				n = 0
			}
			continue
		}
		if since == period-1 {
			n++
		} else {
			n = 0
		}
		best = max(best, n)
		since = 0
	}
	return best
}
