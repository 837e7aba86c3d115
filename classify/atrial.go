package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of atrial rhythm criteria.
const (
	minNN = 6 // RR intervals without which irregularity is not judged

	// P waves are there when most beats have one, alike and at a steady PR; they are absent below pAbsentShare.
	pPresentShare = 0.7
	pPresentCorr  = 0.7
	pPresentSD    = 20 // ms
	pAbsentShare  = 0.5
	pNoneShare    = 0.3
	pPlainShare   = 0.9 // with P waves that plain, no RR intervals make it fibrillation

	groupCorr      = 0.7  // autocorrelation of RR differences at lag 2 or 3 in bigeminy and trigeminy
	arrhythmiaLag1 = 0.3  // sinus arrhythmia is smooth
	arrhythmiaStep = 0.10 //

	fMin, fMax = 4, 9 // Hz, f waves of fibrillation

	// Beyond this the beats themselves are in doubt: fibrillation conducts beats of one shape.
	noiseUnlike = 0.4
)

// Ventricular rates that AHA modifiers 346 and 347 begin at, bpm.
const (
	rapidAF = 100
	slowAF  = 60
)

// Demand pacing: conducted beats that come before the pacemaker's interval ends.
const (
	demandBeats  = 4    // conducted beats, at least
	demandSpread = 0.15 // range of the intervals that end in one, of their mean: over what sinus arrhythmia does in 10 s
)

// atrialRhythm states AFIB and AFL and remembers whether P waves are there.
//
// AFIB needs RR intervals that are irregular (CoSEn or nRMSSD over their limits, six intervals or more) for no plain other
// reason (bigeminy, trigeminy, sinus arrhythmia, noise), and a score over its limit: a logistic regression on how irregular
// they are, how many beats have a P wave, how many are ectopic, the rate and the frequency of atrial activity (see afTerms).
// It is definite when the score is high, P waves are almost wholly absent and f waves were found, and only possible when the
// score is near its limit or one of the two statistics alone is over its own. Beside that, f waves that go on in V1 and II
// alike prove it in an irregular rhythm with ectopic beats, in a paced one and in a slow regular one (complete block).
//
// A record that is not usable for a few lost leads has its rhythm in the others: there AFIB alone is stated, from the score with
// both statistics over their limits.
//
// AFL needs periodic atrial activity at 240-340/min, at least 1.7 times the ventricular rate.
func atrialRhythm(r *measure.Report, _ *Context, f *Findings) {
	share := pShare(r)
	steady := math.IsNaN(float64(r.Atrial.PRSD)) || r.Atrial.PRSD <= pPresentSD
	f.s.pPresent = share >= pPresentShare && (math.IsNaN(float64(r.Atrial.PCorr)) || r.Atrial.PCorr >= pPresentCorr) && steady
	if f.s.unusable && !rhythmReadable(r) || math.IsNaN(share) {
		return
	}
	x := irregular(r)
	// The report leaves premature beats out of its statistics. In fibrillation the short intervals are no premature beats.
	nrmssd, cosen := x.nrmssd, x.cosen
	if x.early == 0 && ecg.Known(r.RR.NRMSSD) && ecg.Known(r.RR.CoSEn) {
		nrmssd, cosen = float64(r.RR.NRMSSD), float64(r.RR.CoSEn)
	}
	byCoSEn, byRMSSD := cosen > f.Options.CoSEn, nrmssd > f.Options.NRMSSD
	paced := ventricularPaced(r)
	waves := sustainedWaves(r)
	var terms afInput
	p := math.NaN()
	plainP := f.s.pPresent && share >= pPlainShare
	if !paced && !plainP && x.n >= minNN-1 && (byCoSEn || byRMSSD) && !explained(&x) && terms.measure(r) >= 2 {
		p = terms.probability()
	}
	fibrillates := p >= afProbability
	// Coarse fibrillation looks periodic for a while. Flutter conducts at multiples of its cycle, and is seen in two leads.
	proven := ecg.Known(r.Atrial.FSpread) && !(byCoSEn && byRMSSD && !(multiples(r, 1000/float64(r.Atrial.FRate)) >= cycleShare))
	if !f.s.unusable && !paced && flutter(r, byRMSSD, waves) && (!fibrillates || proven) {
		addFlutter(r, f)
		return
	}
	c := Possible
	switch {
	case f.s.unusable && !(fibrillates && byCoSEn && byRMSSD):
		return
	case fibrillates:
		if byCoSEn && byRMSSD && p >= afProbable {
			c = Probable
			if p >= afDefinite && terms[afWaves] > 0 && share < pNoneShare && !f.s.poor {
				c = Definite
			}
		}
		f.Evidence("af_probability", 0, p, afProbability, "score of RR, P waves, ectopy, rate and f waves")
		f.Evidence("rr_steps", 0, terms[afSteps], math.NaN(), "RR differences over 6 %")
	case waves && (byRMSSD && !plainP || share < pPresentShare && (paced || heartRate(r) < slowAF)):
		c = Probable
	case conductedOnDemand(r):
		f.Evidence("p_share", 0, share, pPresentShare, "demand pacing, irregular conducted beats without P waves")
	default:
		return
	}
	if byCoSEn {
		f.Evidence("cosen", 0, cosen, f.Options.CoSEn, "Lake 2011")
	}
	if byRMSSD {
		f.Evidence("nrmssd", 0, nrmssd, f.Options.NRMSSD, "Dash 2009")
	}
	f.Evidence("p_share", 0, share, pPresentShare, "no P waves")
	if ecg.Known(r.Atrial.FRate) {
		f.Evidence("f_rate_hz", r.Atrial.FLead, float64(r.Atrial.FRate), fMin, "f waves 4-9 Hz")
	}
	if waves {
		f.Evidence("f_power", r.Atrial.FLead, float64(r.Atrial.FPower), wavesPower, "f waves in V1 and II alike")
	}
	f.s.pPresent = false // what looked like P waves are f waves
	addFibrillation(r, f, c)
}

// Leads that rhythm is read from though the record as a whole is not usable: V1 and one of I and II, among these many.
const rhythmLeads = 8

func rhythmReadable(r *measure.Report) bool {
	clean := func(l ecg.Lead) bool {
		g := grade(r, l)
		return get(r, l) != nil && (g == "A" || g == "B")
	}
	n := 0
	for _, l := range ecg.StandardLeads {
		if clean(l) {
			n++
		}
	}
	return n >= rhythmLeads && clean(ecg.LeadV1) && (clean(ecg.LeadI) || clean(ecg.LeadII))
}

// addFibrillation states AFIB with its ventricular rate.
func addFibrillation(r *measure.Report, f *Findings, c Confidence) {
	en, zh := "Atrial fibrillation", "心房颤动"
	switch hr := heartRate(r); {
	case hr > rapidAF:
		en, zh = en+" with rapid ventricular response", zh+"伴快速心室率"
	case hr < slowAF:
		en, zh = en+" with slow ventricular response", zh+"伴缓慢心室率"
	}
	f.Add(Finding{Code: "AFIB", Severity: Abnormal, Confidence: c, EN: en, ZH: zh})
}

// explained reports whether irregular RR intervals have a plain reason other than fibrillation.
func explained(x *irregularity) bool {
	if x.ectopic > 0.5 || x.grouped || x.unlike > noiseUnlike {
		return true
	}
	// Sinus arrhythmia: not at fast rates, where breathing no longer moves the sinus node.
	return x.lag1 > arrhythmiaLag1 && x.meanDelta < arrhythmiaStep && x.mean >= rateMS/tachycardiaRate
}

// conductedOnDemand reports whether a demand pacemaker lets beats through that have no P waves and come irregularly: sinus
// beats have P waves, and the beats of a junctional focus are regular.
func conductedOnDemand(r *measure.Report) bool {
	if r.Pacing.Ventricular < 2 || r.Pacing.Atrial > 0 || !(r.Atrial.PShare < pNoneShare) {
		return false
	}
	n, sum, lo, hi := 0, 0.0, math.Inf(1), 0.0
	for i := range r.Beats {
		b := &r.Beats[i]
		if b.HasP {
			return false
		}
		if rr := float64(b.RR); !b.Paced && b.Class == measure.Normal && rr > 0 {
			n++
			sum += rr
			lo, hi = min(lo, rr), max(hi, rr)
		}
	}
	return n >= demandBeats && n+r.Pacing.Ventricular <= len(r.Beats) && (hi-lo)*float64(n) > demandSpread*sum
}
