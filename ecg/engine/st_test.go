package engine

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
)

// TestSTUnderWanderAndMains: the report's ST60 under 1 mV of 0.3 Hz wander and 200 uV of
// the power line is that of the clean record to 10 uV, in every lead.
func TestSTUnderWanderAndMains(t *testing.T) {
	const limit = 10.0 // uV
	a, err := New(Options{})
	require.NoError(t, err)
	st := func(spec ecgtest.Spec) map[ecg.Lead]float64 {
		rec, _ := ecgtest.MustGenerate(spec)
		var res Result
		require.NoError(t, a.AnalyzeRecord(&res, rec))
		out := map[ecg.Lead]float64{}
		for _, l := range res.Report.Leads {
			out[l.Lead] = float64(l.ST60)
		}
		return out
	}
	// Without a normal beat, or with an ST segment so steep that a J point some ms off moves it by more.
	skip := []string{"vf", "asystole", "vt", "avb3-wide", "paced", "paced-dual", "svt"}
	for i, name := range ecgtest.Presets() {
		if slices.Contains(skip, name) || testdata.RaceEnabled && i%9 > 0 {
			continue
		}
		for _, c := range [][2]float64{{500, 50}, {250, 60}, {360, 50.3}} {
			spec, _ := ecgtest.Preset(name)
			spec.Rate, spec.Noise = c[0], ecgtest.Noise{}
			want := st(spec)
			spec.Noise = ecgtest.Noise{BaselineUV: 1000, BaselineHz: 0.3, MainsUV: 200, MainsHz: c[1]}
			for lead, v := range st(spec) {
				if math.IsNaN(want[lead]) {
					continue
				}
				assert.InDelta(t, want[lead], v, limit, "%s, %s at %g Hz, mains %g", name, lead, c[0], c[1])
			}
		}
	}
}
