package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of rate and rhythm, bpm and ms.
const (
	tachycardiaRate = 100
	bradycardiaRate = 60
	markedBrady     = 50 // default of Options.MarkedBrady

	vtRun      = 3   // beats
	vtRate     = 100 // bpm, over
	vtFills    = 9   // s of a run that fills a strip of 10 s
	wideRate   = 120 // bpm, from which a regular wide rhythm without P waves is a wide-QRS tachycardia
	svtRate    = 140 // bpm, from which a regular narrow rhythm without sinus P waves is not sinus with hidden ones
	regularCV  = 0.10
	steadyCV   = 0.05
	wideQRS    = 120
	flutter2to = 160 // bpm: regular 140-160 may be flutter with 2:1 conduction

	arrhythmiaSpread = 120 // ms of RR
	arrhythmiaShare  = 0.15

	pAxisMin, pAxisMax = -30, 105 // degrees: normal 0-75 and the error of the axis of a small wave

	pauseLong   = 2000
	pauseArrest = 3000
)

// tachycardia states VT from runs of ventricular beats or a wide regular tachycardia, VT_POLYMORPHIC from fast runs of beats
// that differ, and SVT from a narrow regular one that has no sinus P waves.
func tachycardia(r *measure.Report, _ *Context, f *Findings) {
	f.s.vtRate, f.s.vtSeconds, f.s.minRRWide = math.NaN(), math.NaN(), minWideRR(r)
	if f.s.unusable || ventricularPaced(r) {
		return
	}
	if polymorphic(r, f) {
		return
	}
	if n, rate, sec := longestRun(r); n >= vtRun && rate > vtRate {
		f.s.vtRate, f.s.vtSeconds = rate, sec
		f.Evidence("run_beats", 0, float64(n), vtRun, "ventricular run")
		f.Evidence("run_rate_bpm", 0, rate, vtRate, "ventricular run")
		f.Evidence("run_s", 0, sec, vtFills, "duration_unproven beyond the strip")
		x := Finding{Code: "VT", Severity: Critical, Confidence: Probable}
		if sec < vtFills {
			s := ahaPrimary[71]
			x.AHA, x.EN, x.ZH, x.SNOMED = 71, "Ventricular run, unsustained ventricular tachycardia", s.zh, s.snomed
			x.Severity = Abnormal
		}
		if f.s.poor {
			x.Confidence = Possible
		}
		f.Add(x)
		return
	}
	hr, cv, share := heartRate(r), float64(r.RR.CV), pShare(r)
	qrs := float64(r.QRS)
	notSinus := share < pAbsentShare || !sinusP(r, f) // no P waves, or retrograde and ectopic ones
	if f.Has("AFIB") || f.Has("AFL") || !known(hr, cv, share, qrs) || f.s.pPresent && !notSinus {
		return
	}
	switch {
	case qrs >= wideQRS && hr > wideRate && cv < regularCV && share < pNoneShare:
		f.s.vtRate, f.s.vtSeconds = hr, stripSeconds(r)
		f.Evidence("heart_rate_bpm", 0, hr, wideRate, "wide-QRS tachycardia")
		f.Evidence("qrs_ms", 0, qrs, wideQRS, "wide-QRS tachycardia")
		f.Evidence("p_share", 0, share, pNoneShare, "wide-QRS tachycardia")
		f.Add(Finding{Code: "VT", AHA: 76, Severity: Critical, Confidence: Possible,
			EN: "Wide-QRS tachycardia, consider ventricular tachycardia", ZH: "宽QRS心动过速，室性心动过速待排"})
	case qrs < wideQRS && hr >= svtRate && cv < steadyCV && notSinus:
		f.Evidence("heart_rate_bpm", 0, hr, svtRate, "narrow regular tachycardia")
		f.Evidence("qrs_ms", 0, qrs, wideQRS, "narrow regular tachycardia")
		f.Evidence("p_share", 0, share, pAbsentShare, "narrow regular tachycardia")
		x := Finding{Code: "SVT", Severity: Abnormal, Confidence: Probable}
		if hr <= flutter2to {
			x.EN, x.ZH = "Supraventricular tachycardia, consider atrial flutter with 2:1 conduction", "室上性心动过速，不除外心房扑动2∶1下传"
		}
		f.Add(x)
	}
}

// A ventricular tachycardia comes from one focus or circuit: its beats follow each other evenly and are equally wide. Bursts
// of noise that a detector takes for beats do neither.
const (
	runSpreadRR = 1.5  // longest over shortest RR within a run
	runLikeQRS  = 1.25 // ratio up to which two QRS are equally wide
	runLike     = 2    // out of every runOf beats are equally wide; the ends of a run are hard to measure
	runOf       = 3
	// Within these limits an interval is twice the shortest; a long run may have few of them.
	runDoubleLow, runDoubleHigh = 1.7, 2.3
)

// evenRun reports whether beats in a row look like a tachycardia.
func evenRun(beats []measure.Beat) bool {
	minRR, maxRR := math.Inf(1), 0.0
	for _, b := range beats[1:] {
		if rr := float64(b.RR); known(rr) {
			minRR = min(minRR, rr)
		}
	}
	doubled := 0
	for _, b := range beats[1:] {
		switch rr := float64(b.RR); {
		case !known(rr):
		case rr > runDoubleLow*minRR && rr < runDoubleHigh*minRR && doubled < len(beats)/runOf-1:
			doubled++ // a beat of the run was missed
			maxRR = max(maxRR, rr/2)
		default:
			maxRR = max(maxRR, rr)
		}
	}
	if maxRR > runSpreadRR*minRR {
		return false
	}
	for i := range beats {
		w := beats[i].QRS
		if !(w >= pvcQRS) {
			continue
		}
		alike := 0
		for j := range beats {
			if equallyWide(w, beats[j].QRS) {
				alike++
			}
		}
		if alike*runOf >= len(beats)*runLike {
			return true
		}
	}
	return false
}

func equallyWide(a, b ecg.Millisecond) bool { return a <= runLikeQRS*b && b <= runLikeQRS*a }

// longestRun returns the longest even run of ventricular beats: how many, their rate and how long it lasts.
func longestRun(r *measure.Report) (n int, bpm, seconds float64) {
	bpm = math.NaN()
	for i := 0; i < len(r.Beats); {
		if r.Beats[i].Class != measure.Ventricular {
			i++
			continue
		}
		j := i
		sum := 0.0
		for j+1 < len(r.Beats) && r.Beats[j+1].Class == measure.Ventricular {
			j++
			sum += float64(r.Beats[j].RR)
		}
		if k := j - i + 1; k > n && evenRun(r.Beats[i:j+1]) {
			n = k
			if k > 1 && sum > 0 {
				bpm, seconds = rateMS*float64(k-1)/sum, sum/1000
			}
		}
		i = j + 1
	}
	return n, bpm, seconds
}

func stripSeconds(r *measure.Report) float64 {
	if r.RateHz <= 0 {
		return math.NaN()
	}
	return float64(r.Samples) / r.RateHz
}

// minWideRR is the shortest RR between two wide beats, ms, NaN without: of fibrillation conducted over an accessory pathway.
func minWideRR(r *measure.Report) float64 {
	out := math.NaN()
	for i := 1; i < len(r.Beats); i++ {
		if r.Beats[i].QRS >= wideQRS && r.Beats[i-1].QRS >= wideQRS && ecg.Known(r.Beats[i].RR) {
			if v := float64(r.Beats[i].RR); !(v >= out) {
				out = v
			}
		}
	}
	return out
}

// sinusRhythm states NSR, STACH or SBRAD by the atrial rate, and SARRH, which breathing causes in health, beside them. Where the
// atria do not lead or do not lead alone, escapeRhythm says what does.
func sinusRhythm(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || len(r.Beats) < minBeats || f.HasAny("AFIB", "AFL", "SVT") {
		return
	}
	if vt := f.Find("VT"); vt != nil && vt.Severity == Critical {
		return
	}
	hr, share := heartRate(r), pShare(r)
	blocked := known(f.s.atrialRate)
	if blocked {
		hr = f.s.atrialRate
	}
	if !known(hr, share) || ventricularPaced(r) {
		return
	}
	if !blocked && (share < pPresentShare || !sinusP(r, f)) {
		return
	}
	f.s.sinus = true
	x := Finding{Code: "NSR", Severity: Normal, Confidence: Definite}
	if !f.s.pPresent || f.s.poor || blocked {
		x.Confidence = Probable
	}
	limit := float64(bradycardiaRate)
	switch {
	case hr > tachycardiaRate:
		x.Code, x.Severity, limit = "STACH", Abnormal, tachycardiaRate
	case hr < f.Options.MarkedBrady:
		x.Code, x.Severity = "SBRAD", Abnormal
	case hr < bradycardiaRate:
		x.Code, x.Severity = "SBRAD", Borderline
	}
	if blocked {
		f.Evidence("atrial_rate_bpm", 0, hr, limit, "sinus rate 60-100")
	} else {
		f.Evidence("heart_rate_bpm", 0, hr, limit, "sinus rate 60-100")
		f.Evidence("p_share", 0, share, pPresentShare, "sinus P waves")
	}
	f.Add(x)
	if blocked {
		return
	}
	if s := irregular(r); s.n >= minNN-1 && s.spread > arrhythmiaSpread && s.spread > arrhythmiaShare*s.mean && !premature(r) {
		f.Evidence("rr_spread_ms", 0, s.spread, arrhythmiaSpread, "sinus arrhythmia")
		f.Add(Finding{Code: codeSARRH, Severity: Normal, Confidence: Probable})
	}
}

// premature reports whether a supraventricular ectopic beat explains differences of RR.
func premature(r *measure.Report) bool {
	for i := range r.Beats {
		if r.Beats[i].Class == measure.Supraventricular {
			return true
		}
	}
	return false
}

// sinusP reports whether P waves point as from the sinus node: upright in II, axis within limits. What was not measured does
// not speak against it, nor does an axis behind exchanged electrodes.
func sinusP(r *measure.Report, f *Findings) bool {
	if f.s.reversed {
		return true
	}
	if a := float64(r.Axis.P); a < pAxisMin || a > pAxisMax {
		return false
	}
	m := get(r, ecg.LeadII)
	return m == nil || !(float64(m.P) <= -minWave)
}

// pause states PAUSE for RR intervals of 2 s or more in a signal good enough that no beat was missed, and for asystole.
func pause(r *measure.Report, _ *Context, f *Findings) {
	ms, quiet := longestPause(r, f.s.poor)
	if !(ms >= pauseLong) {
		return
	}
	x := Finding{Code: codePause, Severity: Borderline, Confidence: Probable}
	if ms >= pauseArrest {
		x.Severity = Abnormal
	}
	what := "rr_max_ms"
	if quiet {
		what = "asystole_ms"
	}
	f.Evidence(what, 0, ms, pauseLong, "pause")
	f.Add(x)
}
