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

	groupCorr      = 0.7  // autocorrelation of RR differences at lag 2 or 3 in bigeminy and trigeminy
	arrhythmiaLag1 = 0.3  // sinus arrhythmia is smooth
	arrhythmiaStep = 0.10 //
	pacOutliers    = 0.35 // share of RR that premature beats may spoil
	pacCore        = 0.05 // nRMSSD of the others when there is a steady rhythm below

	fMin, fMax = 4, 9 // Hz, f waves of fibrillation

	flutterMin, flutterMax = 4.0, 5.7 // Hz, 240-340/min
	flutterPower           = 0.5      // share of the power in 3-12 Hz at the peak: periodic
	harmonicPower          = 0.6      // the same where the peak may be a harmonic of sinus P waves
	harmonicWithin         = 0.03     // relative distance from a multiple of the heart rate
	cycleWithin            = 0.15     // of a flutter cycle, by which RR of variable conduction may miss a multiple
	cyclePower             = 0.4      // power that is enough where RR differ and nearly all are multiples
	cycleSure              = 0.8      //
	cycleShare             = 0.6      // share of RR that are multiples: twice what chance gives

	// Beyond these the beats themselves are in doubt. Fibrillation keeps SD/mean of RR near 0.24 (Tateno and Glass 2001),
	// which is an nRMSSD of 0.34, and conducts beats of one shape.
	noiseNRMSSD      = 0.45
	noiseUnlike      = 0.4
	flutterAmplitude = 50  // µV
	flutterRatio     = 1.7 // atrial events to each QRS complex, at least 2:1 with some tolerance
)

// atrialRhythm states AFIB and AFL and remembers whether P waves are there.
//
// AFIB needs RR intervals that are irregular (CoSEn or nRMSSD over their limits, six intervals or more) for no other reason
// (bigeminy, trigeminy, sinus arrhythmia, premature beats over a steady rhythm), and no P waves. It is definite when both
// statistics agree, P waves are almost wholly absent and f waves were found; probable when both agree; else possible.
//
// AFL needs periodic atrial activity at 240-340/min, at least 1.7 times the ventricular rate.
func atrialRhythm(r *measure.Report, _ *Context, f *Findings) {
	share := pShare(r)
	steady := math.IsNaN(float64(r.Atrial.PRSD)) || r.Atrial.PRSD <= pPresentSD
	f.s.pPresent = share >= pPresentShare && (math.IsNaN(float64(r.Atrial.PCorr)) || r.Atrial.PCorr >= pPresentCorr) && steady
	if f.s.unusable || ventricularPaced(r) || math.IsNaN(share) {
		return
	}
	a := &r.Atrial
	x := irregular(r)
	// The report leaves premature beats out of its statistics. In fibrillation the short intervals are no premature beats.
	nrmssd, cosen := x.nrmssd, x.cosen
	if x.early == 0 && ecg.Known(r.RR.NRMSSD) && ecg.Known(r.RR.CoSEn) {
		nrmssd, cosen = float64(r.RR.NRMSSD), float64(r.RR.CoSEn)
	}
	byCoSEn, byRMSSD := cosen > f.Options.CoSEn, nrmssd > f.Options.NRMSSD
	fibrillates := x.n >= minNN-1 && (byCoSEn || byRMSSD) && !explained(&x) && nrmssd <= noiseNRMSSD &&
		!(r.RR.NN >= minNN && r.RR.NRMSSD < pacCore) // steady without its premature beats
	// Coarse fibrillation looks periodic for a while. Flutter conducts at multiples of its cycle.
	if flutter(r, byRMSSD) && !(fibrillates && byCoSEn && byRMSSD && !(multiples(r, 1000/float64(a.FRate)) >= cycleShare)) {
		f.Evidence("f_rate_hz", a.FLead, float64(a.FRate), flutterMin, "AFL periodic 240-340/min")
		f.Evidence("f_power", a.FLead, float64(a.FPower), flutterPower, "AFL periodic 240-340/min")
		f.Evidence("f_amplitude_uv", a.FLead, float64(a.FAmplitude), flutterAmplitude, "AFL periodic 240-340/min")
		c := Possible
		if a.FAmplitude >= 2*flutterAmplitude {
			c = Probable
		}
		f.s.pPresent = false // what looked like P waves are flutter waves
		f.Add(Finding{Code: "AFL", Severity: Abnormal, Confidence: c})
		return
	}
	if f.s.pPresent {
		return
	}
	if !fibrillates {
		return
	}
	f.s.irregular = true
	c := Possible
	switch {
	case share >= pAbsentShare: // some beats seem to have P waves
		if !byCoSEn || !byRMSSD || a.PRSD <= pPresentSD {
			return
		}
	case byCoSEn && byRMSSD:
		c = Probable
		if share < pNoneShare && a.FRate >= fMin && a.FRate <= fMax && !f.s.poor {
			c = Definite
		}
	}
	if !math.IsNaN(cosen) {
		f.Evidence("cosen", 0, cosen, f.Options.CoSEn, "Lake 2011")
	}
	f.Evidence("nrmssd", 0, nrmssd, f.Options.NRMSSD, "Dash 2009")
	f.Evidence("p_share", 0, share, pPresentShare, "no P waves")
	if ecg.Known(a.FRate) {
		f.Evidence("f_rate_hz", a.FLead, float64(a.FRate), fMin, "f waves 4-9 Hz")
	}
	en, zh := "Atrial fibrillation", "心房颤动"
	switch hr := heartRate(r); {
	case hr > rapidAF:
		en, zh = en+" with rapid ventricular response", zh+"伴快速心室率"
	case hr < slowAF:
		en, zh = en+" with slow ventricular response", zh+"伴缓慢心室率"
	}
	f.Add(Finding{Code: "AFIB", Severity: Abnormal, Confidence: c, EN: en, ZH: zh})
}

// Ventricular rates that AHA modifiers 346 and 347 begin at, bpm.
const (
	rapidAF = 100
	slowAF  = 60
)

// explained reports whether irregular RR intervals have a reason other than fibrillation.
func explained(x *irregularity) bool {
	switch {
	case x.ectopic > 0.5, x.grouped, x.unlike > noiseUnlike:
		return true
	case x.lag1 > arrhythmiaLag1 && x.meanDelta < arrhythmiaStep && x.mean >= rateMS/tachycardiaRate:
		return true // sinus arrhythmia: not at fast rates, where breathing no longer moves the sinus node
	}
	return x.outliers < pacOutliers && x.core < pacCore
}

// flutter reports periodic atrial activity at the rate of flutter. Flutter waves are often taken for P waves, so these do not
// speak against it; but the harmonics of sinus P waves fall on multiples of the heart rate, and there more power is asked for.
func flutter(r *measure.Report, irregularRR bool) bool {
	a := &r.Atrial
	ratio := float64(a.FRate) / (heartRate(r) / 60)
	power := flutterPower
	if math.Abs(ratio-math.Round(ratio)) <= harmonicWithin*ratio {
		power = harmonicPower
	}
	if irregularRR && multiples(r, 1000/float64(a.FRate)) >= cycleSure {
		power = cyclePower
	}
	return a.FRate >= flutterMin && a.FRate <= flutterMax && float64(a.FPower) > power && a.FAmplitude >= flutterAmplitude && ratio >= flutterRatio
}
