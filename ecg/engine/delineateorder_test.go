package engine

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/measure"
)

// TestDelineateOrder holds that a QRS complex begins before it ends, on what is none as well.
func TestDelineateOrder(t *testing.T) {
	a, err := New(Options{KeepRecorded: true})
	require.NoError(t, err)
	for _, seed := range []uint64{1, 2, 3, 4, 5, 6, 7, 8} {
		spec, _ := ecgtest.Preset("vf")
		spec.Duration, spec.Seed = 10, seed
		rec, _ := ecgtest.MustGenerate(spec)
		rng := rand.New(rand.NewPCG(seed, 5))
		if seed > 1 {
			for i := range rec.Channels {
				for k := range rec.Channels[i].Raw {
					rec.Channels[i].Raw[k] = int32(rng.NormFloat64() * 300)
				}
			}
		}
		in, err := a.Input(rec)
		require.NoError(t, err)
		for _, lead := range a.Measurer().DelineateAll(nil, in) {
			for _, f := range lead {
				if f.QRSOn != measure.None && f.QRSOff != measure.None {
					assert.Less(t, f.QRSOn, f.QRSOff)
				}
			}
		}
	}
}
