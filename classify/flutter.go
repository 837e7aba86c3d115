package classify

import (
	"math"

	"github.com/goecg/goecg/measure"
)

// Limits of atrial flutter and of atrial waves that go on.
const (
	flutterMin, flutterMax = 4.0, 5.7 // Hz, 240-340/min
	flutterPower           = 0.5      // share of the power in 3-12 Hz at the peak: periodic
	harmonicPower          = 0.6      // the same where the peak may be a harmonic of sinus P waves
	harmonicWithin         = 0.03     // relative distance from a multiple of the heart rate
	cycleWithin            = 0.15     // of a flutter cycle, by which RR of variable conduction may miss a multiple
	cyclePower             = 0.4      // power that is enough where RR differ and nearly all are multiples
	cycleSure              = 0.8      //
	cycleShare             = 0.6      // share of RR that are multiples: twice what chance gives
	flutterAmplitude       = 50       // µV
	flutterRatio           = 1.7      // atrial events to each QRS complex, at least 2:1 with some tolerance

	// Waves of the atria go on between the beats, which a kurtosis under wavesKurtosis shows (P waves stand on a quiet line
	// and have over 4.5), and have one frequency in V1 and in II.
	wavesKurtosis  = 4.0 // and at least 1, as every kurtosis
	wavesPower     = 0.35
	wavesAmplitude = 50 // µV
	wavesSpread    = 0.05
	harmonicOrder  = 3.5  // multiple of the heart rate over which harmonics are not that strong
	leadsDiffer    = 0.10 // relative difference of the frequencies from which they are not of one source
)

// addFlutter states AFL.
func addFlutter(r *measure.Report, f *Findings) {
	a := &r.Atrial
	f.Evidence("f_rate_hz", a.FLead, float64(a.FRate), flutterMin, "AFL periodic 240-340/min")
	f.Evidence("f_power", a.FLead, float64(a.FPower), flutterPower, "AFL periodic 240-340/min")
	f.Evidence("f_amplitude_uv", a.FLead, float64(a.FAmplitude), flutterAmplitude, "AFL periodic 240-340/min")
	c := Possible
	if a.FAmplitude >= 2*flutterAmplitude {
		c = Probable
	}
	f.s.pPresent = false // what looked like P waves are flutter waves
	f.Add(Finding{Code: "AFL", Severity: Abnormal, Confidence: c})
}

// sustainedWaves reports waves of fibrillation or flutter that go on all the time with one frequency in V1 and II, which
// neither sinus P waves nor tremor do.
func sustainedWaves(r *measure.Report) bool {
	a := &r.Atrial
	return a.FRate >= fMin && a.FRate <= fMax && a.FPower >= wavesPower && a.FAmplitude >= wavesAmplitude &&
		a.FKurtosis >= 1 && a.FKurtosis <= wavesKurtosis && a.FSpread <= wavesSpread
}

// flutter reports periodic atrial activity at the rate of flutter. Flutter waves are often taken for P waves, so these do not
// speak against it; but the harmonics of sinus P waves fall on multiples of the heart rate, and there more power is asked for.
func flutter(r *measure.Report, irregularRR, waves bool) bool {
	a := &r.Atrial
	ratio := float64(a.FRate) / (heartRate(r) / 60)
	power := flutterPower
	if math.Abs(ratio-math.Round(ratio)) <= harmonicWithin*ratio {
		power = harmonicPower
	}
	if irregularRR && multiples(r, 1000/float64(a.FRate)) >= cycleSure {
		power = cyclePower
		if a.FSpread <= wavesSpread { // not when it is NaN
			power = wavesPower
		}
	}
	// The third harmonic of a regular sinus rhythm of 80 and more also goes on all the time, and in V1 and II alike.
	if waves && a.FAmplitude >= 2*flutterAmplitude && (irregularRR || ratio > harmonicOrder) {
		power = wavesPower
	}
	if s := float64(a.FSpread); s > leadsDiffer && !(math.Abs(s-1) <= leadsDiffer) { // one lead may show the second harmonic
		return false
	}
	return a.FRate >= flutterMin && a.FRate <= flutterMax && float64(a.FPower) > power && a.FAmplitude >= flutterAmplitude && ratio >= flutterRatio
}

// multiples is the share of RR intervals that are whole multiples of a period, ms, within cycleWithin of it; chance gives
// twice cycleWithin.
func multiples(r *measure.Report, period float64) float64 {
	n, hit := 0, 0
	for i := 1; i < len(r.Beats); i++ {
		x := float64(r.Beats[i].RR) / period
		if math.IsNaN(x) || r.Beats[i].Class == measure.Ventricular || r.Beats[i-1].Class == measure.Ventricular {
			continue
		}
		n++
		if math.Abs(x-math.Round(x)) <= cycleWithin {
			hit++
		}
	}
	if n < minNN {
		return math.NaN()
	}
	return float64(hit) / float64(n)
}
