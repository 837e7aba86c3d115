package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// state is what criteria of this package tell one another beside their findings.
type state struct {
	poor      bool // the record as a whole is noisy (grade C, not for lost leads only, or D) or unusable
	lost      bool // a chest lead is
	unusable  bool
	sinus     bool // sinus P waves precede the beats
	pPresent  bool // P waves precede the beats, whatever their origin
	strain    bool // LVH with secondary ST-T change
	irregular bool
	reversed  bool
	vtRate    float64 // of the fastest ventricular run, NaN without
	vtSeconds float64
	minRRWide float64
	// atrialRate is that of P waves which block or dissociation keeps from the ventricles, NaN without.
	atrialRate  float64
	dissociated bool
}

// get returns the measurements of lead l, or nil when it is absent or not good enough.
func get(r *measure.Report, l ecg.Lead) *measure.Lead {
	if m := r.Find(l); m != nil && m.OK {
		return m
	}
	return nil
}

// goodLeads counts the standard leads that were measured.
func goodLeads(r *measure.Report, leads []ecg.Lead) int {
	n := 0
	for _, l := range leads {
		if get(r, l) != nil {
			n++
		}
	}
	return n
}

// grade returns the quality grade of lead l, "" when it was not judged.
func grade(r *measure.Report, l ecg.Lead) string {
	for i := range r.Quality.Leads {
		if r.Quality.Leads[i].Lead == l {
			return r.Quality.Leads[i].Grade
		}
	}
	return ""
}

// wave returns v, or 0 when it was not measured: a wave that is absent.
func wave(v ecg.Microvolt) float64 {
	if math.IsNaN(float64(v)) {
		return 0
	}
	return float64(v)
}

// positive is the height of the tallest positive deflection of the QRS complex in m, NaN when R was not measured.
func positive(m *measure.Lead) float64 {
	if !ecg.Known(m.R) {
		return math.NaN()
	}
	return max(float64(m.R), wave(m.R2), 0)
}

// negative is the depth, positive, of the deepest negative deflection of the QRS complex in m, NaN when none was measured.
func negative(m *measure.Lead) float64 {
	if !ecg.Known(m.S) && !ecg.Known(m.Q) {
		return math.NaN()
	}
	return max(-wave(m.Q), -wave(m.S), -wave(m.S2), 0)
}

// sDepth is the depth, positive, of S or S', NaN when S was not measured. Where the complex is one negative wave, which may
// be named Q, that is its depth.
func sDepth(m *measure.Lead) float64 {
	if isQS(m) {
		return negative(m)
	}
	if !ecg.Known(m.S) {
		return math.NaN()
	}
	return max(-float64(m.S), -wave(m.S2), 0)
}

// minWave is the least deflection that counts as a wave: CSE working party 1985, 20 µV.
const minWave = 20

// isQS reports whether the QRS complex of m is one negative wave.
func isQS(m *measure.Lead) bool {
	return ecg.Known(m.R) && positive(m) < minWave && negative(m) >= 5*minWave
}

// qDepth is the depth, positive, of a Q wave or of QS.
func qDepth(m *measure.Lead) float64 {
	if isQS(m) {
		return negative(m)
	}
	return max(-wave(m.Q), 0)
}

// rs is the ratio of the positive to the negative deflection; a missing S makes it infinite.
func rs(m *measure.Lead) float64 {
	p, n := positive(m), negative(m)
	if n < minWave && p >= minWave {
		return math.Inf(1)
	}
	return p / n
}

// Heart rate and QRS duration below which an ST statement may be definite (Goebel et al. 2023 used 130/min and 100 ms, with
// a specificity over 99.9 %; 120 ms is where conduction is called blocked).
const (
	definiteRate = 130
	definiteQRS  = 120
)

// rateMS is the duration of one minute, ms.
const rateMS = 60000

// heartRate is the ventricular rate, from the mean RR when the report has none.
func heartRate(r *measure.Report) float64 {
	if ecg.Known(r.HeartRate) && r.HeartRate > 0 {
		return float64(r.HeartRate)
	}
	if ecg.Known(r.RR.Mean) && r.RR.Mean > 0 {
		return rateMS / float64(r.RR.Mean)
	}
	return math.NaN()
}

// known reports whether all values were measured.
func known(v ...float64) bool {
	for _, x := range v {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return false
		}
	}
	return true
}
