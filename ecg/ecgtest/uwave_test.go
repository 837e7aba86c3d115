package ecgtest

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/stretchr/testify/require"
)

func TestUWave(t *testing.T) {
	spec := Spec{HeartRate: 60, U: map[ecg.Lead]float64{ecg.LeadV2: 120, ecg.LeadII: -60}}
	rec, truth, err := Generate(spec)
	require.NoError(t, err)
	plain, _, err := Generate(Spec{HeartRate: 60})
	require.NoError(t, err)
	for i := range rec.Channels {
		c, p := &rec.Channels[i], &plain.Channels[i]
		a, ok := truth.Lead(c.Lead)
		require.True(t, ok)
		b := &truth.Beats[3]
		lo, hi := b.TOff.Sample+20, b.TOff.Sample+120 // 40 to 240 ms
		for n := b.R.Sample; n < truth.Beats[4].POn.Sample; n++ {
			d := float64(c.Raw[n]-p.Raw[n]) * c.Scale
			switch {
			case n <= lo || n >= hi:
				require.InDelta(t, 0, d, 2, "%v at %d", c.Lead, n)
			case n == lo+45:
				require.InDelta(t, float64(a.U), d, 2, c.Lead)
			}
		}
	}
	a, _ := truth.Lead(ecg.LeadV2)
	require.InDelta(t, 120, float64(a.U), 1e-9)
	a, _ = truth.Lead(ecg.LeadAVF)
	require.InDelta(t, -60, float64(a.U), 1e-9) // II less half of I, which stays as it is
	_, _, err = Generate(Spec{U: map[ecg.Lead]float64{ecg.LeadUnknown: 100}})
	require.ErrorIs(t, err, ErrSpec)
}
