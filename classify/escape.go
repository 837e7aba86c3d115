package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Rates of rhythms that come neither from the sinus node nor from fibrillation or flutter, bpm (AHA/ACCF/HRS 2007 part II).
const (
	junctionalMax    = 60  // an escape rhythm up to here
	junctionalFast   = 100 // accelerated up to here, a tachycardia beyond
	idioventricular  = 50  // a ventricular escape rhythm up to here
	idioAccelerated  = 100 // accelerated up to here
	atrialTachy      = 100 // an ectopic atrial rhythm is a tachycardia beyond
	retrogradePR     = 120 // ms: P waves from below with a PR under it come from the junction
	escapeCV         = 0.06
	escapeP          = 0.3 // share of beats with a P wave, below
	ectopicAxis      = -45 // degrees: P points upward, beyond the error of the axis of a small wave
	ectopicTachyAxis = -60 // and where the end of T may be taken for P
	hiddenPRate      = 70  // bpm, from which P waves may hide in T waves
	accelBeats       = 3   // ventricular beats in a row that make a rhythm
)

// escapeRhythm states what leads the ventricles where no sinus rhythm was stated: an ectopic atrial rhythm (P waves that point
// upward), a junctional one (narrow, regular, without P waves or with retrograde ones) or an idioventricular one (wide, slow,
// regular), else RHYTHM_UNDETERMINED. Without P waves all of it is only possible: small P waves are easily missed.
func escapeRhythm(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || len(r.Beats) < minBeats || ventricularPaced(r) ||
		f.HasAny("AFIB", "AFL", "SVT", "VF", "AVB3", codeAVD, "VT_POLYMORPHIC") {
		return
	}
	if vt := f.Find("VT"); vt != nil && vt.Severity == Critical {
		return
	}
	accelerated(r, f)
	if f.s.sinus {
		return
	}
	hr, share := heartRate(r), pShare(r)
	if !known(hr, share) {
		return
	}
	qrs, cv := float64(r.QRS), float64(r.RR.CV)
	const rule = "AHA 2007 part II"
	switch {
	case share >= pPresentShare && f.s.pPresent && !f.s.poor && !f.s.reversed && !sinusP(r, f) && upwardP(r, hr):
		f.Evidence("p_axis_deg", 0, float64(r.Axis.P), pAxisMin, "P waves not from the sinus node")
		f.Evidence("heart_rate_bpm", 0, hr, atrialTachy, rule)
		x := Finding{Code: codeEctopicAtrial, Severity: Borderline, Confidence: Possible}
		switch {
		case r.PR < retrogradePR:
			f.Evidence("pr_ms", 0, float64(r.PR), retrogradePR, "retrograde P waves")
			x = junctionalFinding(hr)
			x.Severity = min(x.Severity, Borderline) // or low in the atria
		case hr > atrialTachy:
			x.Code, x.AHA, x.Severity = codeAtrialTachy, 52, Abnormal
		}
		f.Add(x)
	case share < escapeP && !f.s.poor && cv < escapeCV && hr <= hiddenPRate && qrs < blockQRS && steadyIntervals(r):
		f.Evidence("p_share", 0, share, escapeP, "no P waves")
		f.Evidence("heart_rate_bpm", 0, hr, junctionalMax, rule)
		f.Evidence("rr_cv", 0, cv, escapeCV, "regular")
		f.Add(junctionalFinding(hr))
	case share < escapeP && !f.s.poor && cv < escapeCV && qrs >= blockQRS && hr <= idioventricular && !f.HasAny("LBBB", "RBBB") && !rbbbPattern(r, nil):
		f.Evidence("p_share", 0, share, escapeP, "no P waves")
		f.Evidence("heart_rate_bpm", 0, hr, idioventricular, rule)
		f.Evidence("qrs_ms", 0, qrs, blockQRS, rule)
		f.Add(Finding{Code: codeIVR, Severity: Abnormal, Confidence: Possible})
	case f.Has("PACED") || f.HasAny(codeIVR, codeAIVR):
	default:
		f.Evidence("p_share", 0, share, pPresentShare, "sinus P waves")
		if ecg.Known(r.Axis.P) {
			f.Evidence("p_axis_deg", 0, float64(r.Axis.P), pAxisMax, "sinus P waves")
		}
		f.Add(Finding{Code: codeUndetermined, Severity: Borderline, Confidence: Possible})
	}
}

// junctionalFinding names a junctional rhythm by its rate.
func junctionalFinding(hr float64) Finding {
	x := Finding{Code: codeJunctional, Severity: Abnormal, Confidence: Possible}
	switch {
	case hr > junctionalFast:
		x.AHA = 54
	case hr > junctionalMax:
		x.AHA = 39
	default:
		return x
	}
	s := ahaPrimary[x.AHA]
	x.EN, x.ZH, x.SNOMED = s.en, s.zh, s.snomed
	return x
}

// upwardP reports whether P points upward, and not only by the error of its axis.
func upwardP(r *measure.Report, hr float64) bool {
	a := float64(r.Axis.P)
	limit := float64(ectopicAxis)
	if hr > atrialTachy {
		limit = ectopicTachyAxis
	}
	return a <= limit && a >= -180-limit
}

// steadyIntervals reports whether all intervals are alike, not only their spread without ectopic beats.
func steadyIntervals(r *measure.Report) bool {
	return float64(r.RR.Max)-float64(r.RR.Min) <= escapeSpread*float64(r.RR.Mean)
}

// accelerated states AIVR or IVR from a run of even ventricular beats at 100/min or less.
func accelerated(r *measure.Report, f *Findings) {
	n, rate, _ := longestRun(r)
	if n < accelBeats || !(rate <= idioAccelerated) || f.Has("VT") || f.s.poor {
		return
	}
	f.Evidence("run_beats", 0, float64(n), accelBeats, "ventricular run")
	f.Evidence("run_rate_bpm", 0, rate, idioAccelerated, "ventricular run")
	x := Finding{Code: codeAIVR, Severity: Abnormal, Confidence: Probable}
	if rate <= idioventricular {
		x.Code = codeIVR
	}
	f.Add(x)
}

// Polymorphic ventricular tachycardia: beats of changing shape, faster than most monomorphic ones.
const (
	polyBeats  = 5
	polyRate   = 150 // bpm
	polyRange  = 0.5 // of the correlation with the dominant beat
	polyQTc    = 480 // ms of the conducted beats: torsades de pointes then
	polyShapes = 3   // leads that must confirm such beats among themselves
)

// polymorphic states VT_POLYMORPHIC from a fast run of ventricular beats of differing shape; with a long QT of the other beats
// it is torsades de pointes, with shapes that alternate bidirectional.
func polymorphic(r *measure.Report, f *Findings) bool {
	if f.s.poor || goodLeads(r, ecg.StandardLeads[:]) < polyShapes {
		return false
	}
	best, from := 0, 0
	for i := 0; i < len(r.Beats); i++ {
		j := i
		for j < len(r.Beats) && r.Beats[j].Class == measure.Ventricular {
			j++
		}
		if j-i > best {
			best, from = j-i, i
		}
		i = max(i, j-1)
	}
	if best < polyBeats {
		return false
	}
	run := r.Beats[from : from+best]
	lo, hi, sum := math.Inf(1), math.Inf(-1), 0.0
	turns := 0
	for i := range run {
		c := run[i].Corr
		lo, hi = min(lo, c), max(hi, c)
		if i > 0 {
			sum += float64(run[i].RR)
		}
		if i > 1 && (c-run[i-1].Corr)*(run[i-1].Corr-run[i-2].Corr) < 0 && math.Abs(c-run[i-1].Corr) >= polyRange {
			turns++
		}
	}
	rate := rateMS * float64(best-1) / sum
	if !(rate >= polyRate) || !(hi-lo >= polyRange) {
		return false
	}
	f.s.vtRate, f.s.vtSeconds = rate, sum/1000
	f.Evidence("run_beats", 0, float64(best), polyBeats, "polymorphic run")
	f.Evidence("run_rate_bpm", 0, rate, polyRate, "polymorphic run")
	f.Evidence("shape_range", 0, hi-lo, polyRange, "correlation with the dominant beat")
	x := Finding{Code: codePolyVT, Severity: Critical, Confidence: Possible}
	q, _ := correctedQT(r, f.Options.QTc)
	switch {
	case turns == best-2:
		x.EN, x.ZH = "Bidirectional ventricular tachycardia", "双向性室性心动过速"
	case q >= polyQTc:
		f.Evidence("qtc_ms", 0, q, polyQTc, "long QT")
		s := ahaPrimary[73]
		x.AHA, x.EN, x.ZH = 73, s.en, s.zh
	}
	f.Add(x)
	return true
}
