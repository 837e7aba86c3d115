package filter

import (
	"math"
	"testing"

	"github.com/mjibson/go-dsp/spectral"
	"github.com/stretchr/testify/require"
)

// TestWelchAgainstGoDSP compares with another program's estimate. That one keeps each segment's mean, which with a plain
// window shows at 0 Hz only.
func TestWelchAgainstGoDSP(t *testing.T) {
	const rate, n = 250.0, 64
	x := make([]float64, 1000)
	for i := range x {
		u := float64(i) / rate
		x[i] = 3 + math.Sin(2*math.Pi*7*u) + 0.2*math.Sin(2*math.Pi*50*u+1) + 0.05*math.Cos(float64(i*i%97))
	}
	w, err := NewWelch(n, rate, WelchOptions{Window: Boxcar, Overlap: n / 2})
	require.NoError(t, err)
	got := w.Density(nil, x)
	want, freqs := spectral.Pwelch(x, rate, &spectral.PwelchOptions{NFFT: n, Noverlap: n / 2, Window: func(n int) []float64 {
		ones := make([]float64, n)
		for i := range ones {
			ones[i] = 1
		}
		return ones
	}})
	require.Len(t, got, len(want))
	require.InDelta(t, rate/n, freqs[1], 1e-12)
	for k := 1; k < len(want); k++ {
		require.InDelta(t, want[k], got[k], 1e-9+1e-9*want[k], "%g Hz", freqs[k])
	}
}
