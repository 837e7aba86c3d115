package measure_test

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/stretchr/testify/require"
)

// TestPWaves finds conducted, blocked and dissociated P waves where they are, and calls nothing a regular atrial rhythm of its own
// where there is none.
func TestPWaves(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	const withinS = 0.03
	for name, c := range map[string]struct{ rate, sensitivity float64 }{
		"normal": {70, 1}, "avb1": {70, 1}, "avb2": {75, 0.95}, "avb2-2to1": {75, 1}, "avb2-mobitz2": {75, 1}, "avb3": {80, 0.8},
		"avb3-wide": {80, 0.7}, "pvc": {70, 0.9}, "lbbb": {70, 1}, "noise": {70, 0.9}, "tachy": {125, 0.95}, "vt-run": {80, 0.6},
	} {
		spec, ok := ecgtest.Preset(name)
		require.True(t, ok)
		rec, truth, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		require.NoError(t, a.AnalyzeRecord(res, rec))
		p := &res.Report.PWaves
		hits := 0
		for _, w := range truth.PWaves {
			for _, k := range p.Peaks {
				if math.Abs(float64(k)/res.Report.RateHz-w.Peak.Seconds) < withinS {
					hits++
					break
				}
			}
		}
		require.GreaterOrEqual(t, float64(hits), c.sensitivity*float64(len(truth.PWaves)), "%s: %d of %d", name, hits, len(truth.PWaves))
		require.LessOrEqual(t, len(p.Peaks)-hits, 1, "%s: extra waves", name)
		require.InDelta(t, c.rate, float64(p.Rate), 2.5, name)
		require.Greater(t, float64(p.Regular), 0.8, name)
	}
	for _, name := range []string{"afib", "afib-fast", "vf", "asystole"} {
		spec, _ := ecgtest.Preset(name)
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		require.NoError(t, a.AnalyzeRecord(res, rec))
		p := &res.Report.PWaves
		require.False(t, p.Regular >= 0.8 && p.Found >= 0.8, "%s: %+v", name, p)
	}
}
