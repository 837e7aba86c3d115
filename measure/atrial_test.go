package measure

import (
	"math"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAtrialKurtosis tells waves that go on all the time from P waves on a quiet line.
func TestAtrialKurtosis(t *testing.T) {
	const hz = 125.0
	rng := rand.New(rand.NewSource(3))
	var sine, f, p atrialWork
	phase := 0.0
	for i := range 1250 {
		at := float64(i) / hz
		sine.x = append(sine.x, 60*math.Sin(2*math.Pi*5*at))
		phase += 2 * math.Pi * (6 + 1.5*math.Sin(3*at)) / hz
		f.x = append(f.x, 60*math.Sin(phase)+15*rng.NormFloat64())
		d := math.Mod(at, 0.8) - 0.4
		p.x = append(p.x, 120*math.Exp(-d*d/(2*0.025*0.025))+3*rng.NormFloat64())
	}
	require.InDelta(t, 1.5, sine.kurtosis(), 0.02)
	require.Less(t, f.kurtosis(), 3.0)
	require.Greater(t, p.kurtosis(), 5.0)
	scaled := atrialWork{x: append([]float64(nil), f.x...)}
	for i := range scaled.x {
		scaled.x[i] = 3*scaled.x[i] + 100 // level and gain do not matter
	}
	require.InDelta(t, f.kurtosis(), scaled.kurtosis(), 1e-6)
	short := atrialWork{x: make([]float64, 20)}
	require.True(t, math.IsNaN(short.kurtosis()))
	flat := atrialWork{x: make([]float64, 500)}
	require.True(t, math.IsNaN(flat.kurtosis()))
	require.Zero(t, testing.AllocsPerRun(10, func() { f.kurtosis() }))
}
