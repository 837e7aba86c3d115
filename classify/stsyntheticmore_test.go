package classify_test

import (
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/stretchr/testify/require"
)

// TestSyntheticPatterns holds the rarer patterns on both sides of their limits.
func TestSyntheticPatterns(t *testing.T) {
	c := newChain(t, engine.Options{})
	man := ecgtest.Spec{Seed: 11, Sex: ecg.Male, Age: 60}
	for _, d := range []float64{-beside, beside} {
		// Aslanger: III alone, with depression in V5 and ST of V1 over V2
		res := c.at(man, levels{ecg.LeadII: 0, ecg.LeadIII: 100 + d, ecg.LeadV1: 40, ecg.LeadV2: 0, ecg.LeadV5: -90})
		f := res.Find("STEMI_EQUIVALENT")
		require.Equal(t, d > 0, f != nil, "Aslanger %+g: %v", d, summary(&res.Result))
		if f != nil {
			require.Equal(t, "inferior", f.Territory)
			require.Equal(t, classify.Possible, f.Confidence)
		}

		// first diagonal branch: aVL and V2 with depression in III; I stays below its limit
		avl := 100 + d
		res = c.at(man, levels{ecg.LeadI: 0.6 * avl, ecg.LeadII: -0.8 * avl, ecg.LeadV2: 240})
		f = res.Find("STEMI")
		require.Equal(t, d > 0, f != nil, "diagonal %+g: %v", d, summary(&res.Result))
		if f != nil {
			require.Contains(t, f.EN, "diagonal")
		}

		// Brugada: coved, into a negative T
		spec := man
		spec.STShape = ecgtest.Downsloping
		spec.TFactor = levels{ecg.LeadV1: -8, ecg.LeadV2: -1}
		res = c.at(spec, levels{ecg.LeadV1: 200 + 1.5*d, ecg.LeadV2: 200 + 1.5*d})
		require.Equal(t, d > 0, res.Has("BRUGADA"), "Brugada %+g: %v", d, summary(&res.Result))
		require.False(t, res.Has("STEMI"), "Brugada %+g: %v", d, summary(&res.Result))

		// early repolarisation: a notch above a little ST elevation
		spec = man
		spec.Age, spec.STShape = 28, ecgtest.Concave
		if d > 0 {
			spec.JNotch = levels{ecg.LeadV4: 230, ecg.LeadV5: 230, ecg.LeadV6: 230}
		}
		res = c.at(spec, levels{ecg.LeadV4: 80, ecg.LeadV5: 80, ecg.LeadV6: 80})
		require.Equal(t, d > 0, res.Has("EARLY_REPOL"), "notch %+g: %v", d, summary(&res.Result))

		// hypertrophy: ST against a quarter of S
		spec = man
		spec.LVH = true
		_, truth, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		j := levels{}
		for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3} {
			a, _ := truth.Lead(l)
			j[l] = -0.25 * float64(a.QRSMin) * (1 + d/200) // 15 % off
		}
		res = c.at(spec, j)
		require.True(t, res.Has("LVH"))
		require.Equal(t, d > 0, res.Has("STEMI"), "hypertrophy %+g: %v", d, summary(&res.Result))
		if f := res.Find("STEMI"); f != nil && res.Find("LVH").Confidence >= classify.Probable {
			require.NotEqual(t, classify.Definite, f.Confidence)
		}
	}
}

// Persistent elevation over Q waves: an aneurysm with small T waves, an infarct with large ones.
func TestSyntheticAneurysm(t *testing.T) {
	c := newChain(t, engine.Options{})
	for _, k := range []struct {
		factor float64
		stemi  bool
	}{{0.15, false}, {2.2, true}} {
		spec, _ := ecgtest.Preset("old-anterior-mi")
		spec.STShape = ecgtest.Horizontal
		spec.TFactor = levels{ecg.LeadV1: k.factor, ecg.LeadV2: k.factor, ecg.LeadV3: k.factor, ecg.LeadV4: k.factor}
		res := c.at(spec, levels{ecg.LeadV2: 260, ecg.LeadV3: 260, ecg.LeadV1: 60, ecg.LeadV4: 60})
		require.Equal(t, k.stemi, res.Has("STEMI"), "T by %v: %v", k.factor, summary(&res.Result))
	}
}
