package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of the corrected QT, ms: AHA/ACCF/HRS 2009 part IV; short QT: ESC 2022.
const (
	qtcMale     = 450
	qtcFemale   = 460
	qtcMarked   = 480
	qtcShort    = 360
	qtcVeryShrt = 340

	bazettLow, bazettHigh = 50, 100 // bpm outside which Bazett's formula is biased
	qtSureT               = 250     // µV: QT of T waves lower than this errs by twice as much (Heart 1996;76:422)
	bogossian             = 0.485   // of QRS, taken from QT behind a block: Bogossian et al. 2014
)

const ruleLowQT = "QT of low T waves"

// correctedQT is the QT corrected by the formula of the options; behind a wide QRS complex QT is first shortened by what the
// block adds.
func correctedQT(r *measure.Report, formula string) (qtc float64, modified bool) {
	if wide := float64(r.QRS); wide >= blockQRS && r.RR.Mean > 0 {
		return rateCorrect(float64(r.QT)-bogossian*wide, float64(r.RR.Mean)/1000, formula), true
	}
	switch formula {
	case "fridericia":
		return float64(r.QTc.Fridericia), false
	case "framingham":
		return float64(r.QTc.Framingham), false
	case "hodges":
		return float64(r.QTc.Hodges), false
	}
	return float64(r.QTc.Bazett), false
}

// rateCorrect corrects QT (ms) at an RR interval in s.
func rateCorrect(qt, rr float64, formula string) float64 {
	switch formula {
	case "fridericia":
		return qt / math.Cbrt(rr)
	case "framingham":
		return qt + 154*(1-rr)
	case "hodges":
		return qt + 1.75*(60/rr-60)
	}
	return qt / math.Sqrt(rr)
}

// repolarisation states LQT and SQT. Outside 50 to 100/min, where Bazett's formula is biased, Fridericia's must agree. LQT is only
// possible where all T waves are low, as their end is hard to find.
func repolarisation(r *measure.Report, c *Context, f *Findings) {
	if f.s.unusable || f.s.poor || f.HasAny("VT", "AFL") {
		return
	}
	formula := f.Options.QTc
	q, modified := correctedQT(r, formula)
	if !(q > 0) {
		return
	}
	limit := float64(qtcMale)
	if !(c.Sex == ecg.Male) {
		limit = qtcFemale // the higher limit where sex is unknown
	}
	hr := heartRate(r)
	check := q
	if formula == "bazett" && !(hr >= bazettLow && hr <= bazettHigh) {
		check, _ = correctedQT(r, "fridericia")
	}
	name := "qtc_" + formula + "_ms"
	if modified {
		f.Evidence("qrs_ms", 0, float64(r.QRS), blockQRS, "Bogossian: QT less 0.485 QRS")
	}
	switch {
	case q >= limit && check >= limit:
		f.Evidence(name, 0, q, limit, "AHA 2009 part IV")
		x := Finding{Code: "LQT", Severity: Borderline, Confidence: Probable}
		if q >= qtcMarked && check >= qtcMarked {
			x.Severity = Abnormal
		}
		if t := tallestT(r); t < qtSureT {
			f.Evidence("t_uv", 0, t, qtSureT, ruleLowQT)
			x.Confidence = Possible
		}
		f.Add(x)
	case q <= qtcShort && check <= qtcShort && !modified:
		f.Evidence(name, 0, q, qtcShort, "ESC 2022")
		x := Finding{Code: "SQT", Severity: Borderline, Confidence: Possible}
		if q <= qtcVeryShrt && check <= qtcVeryShrt {
			x.Severity, x.Confidence = Abnormal, Probable
		}
		f.Add(x)
	}
}

// tallestT is the height or depth of the largest T wave, µV, NaN where none was measured.
func tallestT(r *measure.Report) float64 {
	out := math.NaN()
	for _, l := range ecg.StandardLeads {
		if m := get(r, l); m != nil && ecg.Known(m.T) {
			if v := math.Abs(float64(m.T)); !(v <= out) {
				out = v
			}
		}
	}
	return out
}

// Limits of the T waves of hyperkalaemia.
const (
	tentedT    = 1000 // µV
	tentedBase = 200  // ms, from T onset to T end
)

// potassium states HYPERKALEMIA: tall T waves on a narrow base in two neighbours of V2-V5, with a wide QRS complex and no P
// waves (sinoventricular conduction). T must point the way of QRS: opposite to it, it follows from a block or from pacing. Milder stages are not told from tall normal T waves.
func potassium(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable || f.s.poor || r.RateHz <= 0 || !(r.QRS >= blockQRS) || !(pShare(r) < pNoneShare) || ventricularPaced(r) {
		return
	}
	var s leadSet
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || l < ecg.LeadV2 || l > ecg.LeadV5 || !(m.T >= tentedT) || !(m.QRSNet > 0) {
			continue
		}
		fid := &m.Fiducials
		if fid.TOn == measure.None || fid.TOff == measure.None || float64(fid.TOff-fid.TOn)*1000/r.RateHz > tentedBase {
			continue
		}
		s |= 1 << i
	}
	if s = s.paired(); s == 0 {
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("t_uv", l, float64(m.T), tentedT, "tall T on a narrow base")
		}
	}
	f.Evidence("qrs_ms", 0, float64(r.QRS), blockQRS, "wide QRS without P waves")
	f.Add(Finding{Code: "HYPERKALEMIA", Severity: Critical, Confidence: Possible})
}
