package filter

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWelchAgainstSciPy: values of scipy.signal.welch and periodogram (SciPy 1.10.1).
func TestWelchAgainstSciPy(t *testing.T) {
	w, err := NewWelch(8, 4, WelchOptions{})
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{0.0242523875532, 0.0967163267586, 0.0717081148438, 0.019990627, 0.00230009719498},
		w.Density(nil, oracleInput), 1e-12)
	w, err = NewWelch(16, 500, WelchOptions{Window: Hamming, Overlap: 8})
	require.NoError(t, err)
	assert.InDeltaSlice(t, []float64{0.000137696168852, 0.000887342547042, 0.00192335074114, 0.00211221274117, 0.00127363406207,
		0.00065026333339, 0.000199780240135, 2.10459625406e-05, 1.36276759509e-06}, w.Density(nil, oracleInput), 1e-12)
	w, err = NewWelch(20, 500, WelchOptions{Window: Boxcar})
	require.NoError(t, err)
	got := w.Density(nil, oracleInput)
	assert.InDeltaSlice(t, []float64{0, 0.000203743377164, 0.000706631782222, 0.00105371603621, 0.000640848201288, 0.00054106}, got[:6], 1e-12)
}

func TestWelchProperties(t *testing.T) {
	w, err := NewWelch(256, 256, WelchOptions{})
	require.NoError(t, err)
	x := noise(20000, 8) // variance 1e4
	x[5000] = math.NaN()
	sum := 0.0
	for _, p := range w.Density(nil, x) {
		sum += p
	}
	assert.InDelta(t, 1e4, sum, 400, "the density integrates to the variance")
	assert.True(t, math.IsNaN(w.Density(nil, x[:100])[3]), "no whole segment")
	for _, bad := range []int{-1, 0, 1} {
		_, err := NewWelch(bad, 256, WelchOptions{})
		assert.ErrorIs(t, err, ErrSegment)
	}
	_, err = NewWelch(8, 256, WelchOptions{Overlap: 8})
	assert.ErrorIs(t, err, ErrSegment)
	_, err = NewWelch(8, 0, WelchOptions{})
	assert.ErrorIs(t, err, ErrRate)
	dst := make([]float64, w.Len())
	assert.Zero(t, testing.AllocsPerRun(3, func() { w.Density(dst, x) }))
}
