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
	few := len(r.Leads) < confirmLeads
	for i := range r.Beats {
		b := &r.Beats[i]
		early := math.IsNaN(usual) || !ecg.Known(b.RR) || float64(b.RR) < prematureRR*usual
		if b.Class == measure.Ventricular {
			ventricular++
			if (early || run > 0) && unlikeDominant(b) && (!few || trusted(r, i, usual)) {
				pvc++
				run++
				if run == couplet {
					couplets++
				}
				continue
			}
		}
		run = 0
		if b.Class == measure.Supraventricular && early && ecg.Known(b.RR) && (!few || trustedPAC(r, i, usual)) {
			pac++
		}
	}
	if 2*ventricular > len(r.Beats)+1 {
		return // a ventricular rhythm: nothing to be premature against
	}
	if few && f.s.poor && pvc < noisyPVC {
		pvc = 0
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

// confirmLeads is how many leads confirm a beat among themselves: noise of one electrode does not look like a beat in all. With
// fewer, a beat must show by itself that it is no noise: it must come early, a pause must follow it that makes up for that
// nearly or wholly, and it must be wider than the others or of a measured other shape. A beat that noise makes up leaves the
// rhythm of the others untouched. Of single hand-held leads called normal by physicians 8 % have a beat that the detector takes
// for a ventricular one, 3 % one that meets this.
const (
	confirmLeads = 3
	pauseLow     = 1.75 // of the usual RR, over the intervals before and after a single premature beat
	pauseHigh    = 2.2
	pauseAfter   = 1.05 // of the usual RR, after a premature beat or a run of them
	widerQRS     = 1.2  // of the dominant QRS
	noisyPVC     = 2    // such beats in a noisy recording
)

// trusted reports whether ventricular beat i of few leads is to be believed.
func trusted(r *measure.Report, i int, usual float64) bool {
	beats := r.Beats
	b := &beats[i]
	if math.IsNaN(usual) || !ecg.Known(b.RR) {
		return false
	}
	wide := b.QRS >= pvcQRS && float64(b.QRS) >= widerQRS*float64(r.QRS)
	if !wide && !(b.Corr != 0 && b.Corr < pvcCorr) { // 0: it could not be compared
		return false
	}
	first, last := i, i
	for first > 0 && beats[first-1].Class == measure.Ventricular {
		first--
	}
	for last+1 < len(beats) && beats[last+1].Class == measure.Ventricular {
		last++
	}
	if last+1 >= len(beats) || first == 0 {
		return false
	}
	if last > first { // beats of a run are equally wide
		for k := first; k < last; k++ {
			if !equallyWide(beats[k].QRS, beats[k+1].QRS) {
				return false
			}
		}
	} else if sum := float64(b.RR) + float64(beats[i+1].RR); !(sum >= pauseLow*usual && sum <= pauseHigh*usual) {
		return false
	}
	return float64(beats[first].RR) < prematureRR*usual && float64(beats[last+1].RR) >= pauseAfter*usual
}

// Limits of a supraventricular premature beat of few leads, of the usual RR. A beat that noise makes up splits an interval in
// two: it and the beat behind it look premature.
const (
	pacTwo   = 1.3 // the interval before a premature beat and either neighbour, at least
	pacAfter = 0.9 // the interval after it, at least
)

// trustedPAC reports whether supraventricular beat i of few leads is to be believed: a beat like the others, early, with no beat
// too many on either side.
func trustedPAC(r *measure.Report, i int, usual float64) bool {
	if i == 0 || i+1 >= len(r.Beats) || math.IsNaN(usual) {
		return false
	}
	rr, after := float64(r.Beats[i].RR), float64(r.Beats[i+1].RR)
	if before := float64(r.Beats[i-1].RR); before+rr < pacTwo*usual {
		return false
	}
	return r.Beats[i].Corr >= pvcCorr && rr+after >= pacTwo*usual && after >= pacAfter*usual
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
