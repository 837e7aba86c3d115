package classify_test

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

var uCodes = []string{"HYPOKALEMIA", "PROMINENT_U", "INVERTED_U"}

func uSpec(rate, uv float64, spec ecgtest.Spec) ecgtest.Spec {
	spec.HeartRate = rate
	spec.U = levels{ecg.LeadV2: uv, ecg.LeadV3: uv, ecg.LeadV4: uv, ecg.LeadV5: uv / 2, ecg.LeadII: uv / 2}
	return spec
}

func TestUWavesThroughTheChain(t *testing.T) {
	c := newChain(t, engine.Options{})
	for _, noise := range []float64{0, 8} {
		n := ecgtest.Noise{MuscleUV: noise}
		for _, rate := range []float64{50, 60, 70} {
			for i, x := range []struct {
				uv   float64
				spec ecgtest.Spec
				j    levels
				code string
			}{
				{40, ecgtest.Spec{}, nil, ""},
				{190, ecgtest.Spec{TScale: 1.5}, nil, "PROMINENT_U"},
				{-90, ecgtest.Spec{}, nil, "INVERTED_U"},
				{220, ecgtest.Spec{TScale: 0.15}, nil, "HYPOKALEMIA"},
				{250, ecgtest.Spec{TScale: 0.2}, levels{ecg.LeadV3: -100, ecg.LeadV4: -100, ecg.LeadV5: -100}, "HYPOKALEMIA"},
			} {
				x.spec.Noise = n
				res := c.at(uSpec(rate, x.uv, x.spec), x.j)
				for _, code := range uCodes {
					require.Equal(t, code == x.code, res.Has(code), "%d: %g/min, noise %g: %s", i, rate, noise, code)
				}
			}
		}
		for rate := 50.0; rate <= 120; rate += 10 {
			res := c.at(ecgtest.Spec{HeartRate: rate, Noise: n}, nil)
			require.False(t, res.HasAny(uCodes...), "%g/min", rate)
		}
	}
}

// Hypokalaemia is all but absent from normal ECGs, and rare on any.
func TestUWavesOfRealECGs(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	res := engine.NewResult()
	normal, pattern, prominent, inverted := 0, 0, 0, 0
	for _, r := range recordtest.PTBXL(t) {
		if !r.Coded("NORM") {
			continue
		}
		a, err := engine.New(patient(r))
		require.NoError(t, err)
		analyseRecord(t, a, res, r)
		normal++
		count(&pattern, res.Has("HYPOKALEMIA"))
		count(&prominent, res.Has("PROMINENT_U"))
		count(&inverted, res.Has("INVERTED_U"))
	}
	t.Logf("PTB-XL: of %d normal ECGs %d with the pattern of hypokalaemia, %d with prominent and %d with inverted U waves", normal, pattern, prominent, inverted)
	require.LessOrEqual(t, pattern, 1)
	require.LessOrEqual(t, prominent, normal/20)
	require.LessOrEqual(t, inverted, normal/50)
	ludb, found := 0, 0
	for _, r := range recordtest.LUDB(t) {
		a, err := engine.New(engine.Options{})
		require.NoError(t, err)
		analyseRecord(t, a, res, r)
		ludb++
		count(&found, res.Has("HYPOKALEMIA"))
	}
	t.Logf("LUDB: of %d ECGs %d with the pattern of hypokalaemia", ludb, found)
	require.LessOrEqual(t, found, ludb/33)
}

func count(n *int, is bool) {
	if is {
		*n++
	}
}
