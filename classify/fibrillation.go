package classify

import (
	"math"

	"github.com/goecg/goecg/measure"
)

// vfShort is the duration, s, below which fibrillation is only possible: as few waves a tremor or a run of wide beats may show.
const vfShort = 4

// fibrillation states VF from the segments that the detector found in the signal, whatever the quality: there are no QRS
// complexes to judge it by.
func fibrillation(r *measure.Report, _ *Context, f *Findings) {
	longest, total, hz := 0.0, 0.0, math.NaN()
	for i := range r.Segments {
		if g := &r.Segments[i]; g.Kind == measure.VF {
			s := segmentSeconds(r, g)
			total += s
			if s > longest {
				longest, hz = s, g.Hz
			}
		}
	}
	if !(longest > 0) {
		return
	}
	f.Evidence("vf_s", 0, total, vfShort, "no discernible QRS complexes")
	f.Evidence("vf_hz", 0, hz, math.NaN(), "dominant frequency")
	x := Finding{Code: "VF", Severity: Critical, Confidence: Probable}
	if longest < vfShort {
		x.Confidence = Possible
	}
	f.Add(x)
}

func segmentSeconds(r *measure.Report, g *measure.Segment) float64 {
	return float64(g.End-g.Start) / r.RateHz
}

// asystoleBeats is the least number of beats in a recording with asystole: without any, the electrodes may be off.
const asystoleBeats = 2

// longestPause returns the longest RR interval, unless in a poor signal, or the longest asystole if that is longer, ms; NaN
// without either. An interval that asystole lies in needs no good signal: it is the rest of the signal that is poor then.
func longestPause(r *measure.Report, poor bool) (ms float64, asystole bool) {
	ms = float64(r.RR.Max)
	if poor {
		ms = math.NaN()
	}
	if len(r.Beats) < asystoleBeats {
		return ms, false
	}
	for i := range r.Segments {
		if g := &r.Segments[i]; g.Kind == measure.Asystole {
			if v := segmentSeconds(r, g) * 1000; !(v <= ms) {
				ms, asystole = v, true
			}
		}
	}
	return ms, asystole
}
