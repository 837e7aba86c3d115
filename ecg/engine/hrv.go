package engine

import (
	"slices"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/measure"
)

// hrvSeconds is the least length of a recording whose heart-rate variability is computed: that of the shortest index of the
// frequency domain (Task Force of the ESC and NASPE, 1996).
const hrvSeconds = 60

// heartRateVariability fills res.HRV from the beats of the report.
func (a *Analyzer) heartRateVariability(res *Result) {
	rep := res.Report
	if float64(rep.Samples) < hrvSeconds*rep.RateHz {
		return
	}
	if a.variability == nil {
		a.variability = measure.NewHRV(a.options.HRV)
	}
	a.beats = slices.Grow(a.beats[:0], len(rep.Beats))
	for i := range rep.Beats {
		a.beats = append(a.beats, detect.Beat{Sample: rep.Beats[i].Sample, Class: rep.Beats[i].Class})
	}
	res.HRV = new(measure.HRVReport)
	a.variability.MeasureBeats(res.HRV, a.beats, rep.Segments, rep.RateHz)
}
