package engine

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sequentialLeads are twelve leads of a beat every 0.8 s in sets of three, a quarter of the record each, of unlike size and level.
func sequentialLeads(n int, rate float64) (leads [][]float64, beats []int) {
	rng := rand.New(rand.NewPCG(3, 4))
	for k := range 12 {
		x := make([]float64, n)
		for i := range x {
			if x[i] = math.NaN(); i*4/n != k/3 {
				continue
			}
			b := math.Mod(float64(i)/rate, 0.8) - 0.4
			size := 1200 / float64(1+k%4)
			if k%2 == 1 {
				size = -size
			}
			x[i] = 300*float64(k%5) + 8*rng.NormFloat64() + size*math.Exp(-b*b/2e-4) + size/6*math.Exp(-(b-0.25)*(b-0.25)/2e-3)
		}
		leads = append(leads, x)
	}
	for t := 0.4; t < float64(n)/rate; t += 0.8 {
		beats = append(beats, int(math.Round(t*rate)))
	}
	return leads, beats
}

// TestSequentialLeads finds the beats of leads none of which covers half of the record.
func TestSequentialLeads(t *testing.T) {
	f, err := NewBeatFinder("")
	require.NoError(t, err)
	for _, seconds := range []int{10, 12, 40} {
		const rate = 500
		leads, want := sequentialLeads(seconds*rate, rate)
		for range 2 { // the work space is reused
			got, err := f.Find(nil, rate, leads)
			require.NoError(t, err)
			found := 0
			for _, w := range want {
				for _, b := range got {
					if math.Abs(float64(b.Sample-w)) <= 0.05*rate {
						found++
						break
					}
				}
			}
			assert.GreaterOrEqual(t, found, len(want)-1, "%d s", seconds)
			assert.LessOrEqual(t, len(got), len(want)+1, "%d s", seconds)
		}
	}
}

// TestSpliceLeavesSimultaneousLeads takes leads as they are as soon as one covers the record, or when there is nothing to join.
func TestSpliceLeavesSimultaneousLeads(t *testing.T) {
	nan := math.NaN()
	var s splicer
	for _, leads := range [][][]float64{{{1, 2, 3, 4}, {nan, nan, nan, 5}}, {{nan, nan}, {nan, nan}}, {{1, nan, nan}, {2, nan, nan}}, {}} {
		got := s.splice(leads)
		require.Len(t, got, len(leads))
		for i := range leads {
			assert.Same(t, &leads[i][0], &got[i][0])
		}
	}
	got := s.splice([][]float64{{1, 2, nan, nan, nan}, {nan, 3, nan, nan, nan}, {nan, nan, nan, 4, 6}})
	require.Len(t, got, 2)
	assert.True(t, math.IsNaN(got[0][2]))
	assert.InDelta(t, -got[0][4], got[0][3], 1e-9)
}
