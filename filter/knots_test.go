package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// TestKnotsLieInPQ: between the end of P and the onset of the QRS, in every preset that has
// such a place, at any rate, under noise.
func TestKnotsLieInPQ(t *testing.T) {
	for _, rate := range []float64{250, 360, 500, 1000} {
		f, err := NewKnotFinder(rate)
		require.NoError(t, err)
		for _, name := range []string{"normal", "brady", "stemi-anterior", "stemi-inferior", "lafb", "rbbb", "lbbb", "lvh", "pac", "low-voltage"} {
			noisy, _, truth := preset(t, name, rate, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.3, WhiteUV: 4, MuscleUV: 4})
			var beats []int
			for _, b := range truth.Beats {
				beats = append(beats, b.R.Sample)
			}
			knots := f.Find(nil, noisy, beats)
			k := 0
			for _, b := range truth.Beats {
				if b.R.Seconds < 0.2 || !b.HasP() {
					continue
				}
				for k < len(knots) && float64(knots[k])/rate < b.POff.Seconds-0.03 {
					k++
				}
				require.Less(t, k, len(knots), "%s at %g Hz: the beat at %.2f s has a knot", name, rate, b.R.Seconds)
				at := float64(knots[k]) / rate
				assert.Less(t, at, b.QRSOn.Seconds+0.002, "%s at %g Hz: in front of the QRS at %.2f s", name, rate, b.R.Seconds)
				assert.Greater(t, at, b.QRSOn.Seconds-0.075, "%s at %g Hz", name, rate)
			}
		}
	}
}

func TestKnotsOddInput(t *testing.T) {
	f, err := NewKnotFinder(500)
	require.NoError(t, err)
	assert.Empty(t, f.Find(nil, nil, []int{5}))
	assert.Empty(t, f.Find(nil, [][]float64{{1, 2, 3}}, []int{0, 1, 2, 3, -4}))
	x, beats := strip(500, 60, 0, 5)
	var at []int
	for _, r := range beats {
		at = append(at, int(r*500))
	}
	want := f.Find(nil, [][]float64{x}, at)
	assert.GreaterOrEqual(t, len(want), 4)
	for i := range x {
		if i%1000 > 950 {
			x[i] = math.NaN()
		}
	}
	knots := f.Find(nil, [][]float64{x, make([]float64, 2000), nil}, at)
	for i := 1; i < len(knots); i++ {
		assert.Greater(t, knots[i], knots[i-1])
	}
	_, err = NewKnotFinder(math.NaN())
	assert.ErrorIs(t, err, ErrRate)
}

// TestSplineWithFoundKnots: the chain as it is used: under wander that beats can follow.
func TestSplineWithFoundKnots(t *testing.T) {
	noisy, clean, truth := preset(t, "stemi-anterior", 500, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.15})
	var beats []int
	for _, b := range truth.Beats {
		beats = append(beats, b.R.Sample)
	}
	f, _ := NewKnotFinder(500)
	knots := f.Find(nil, noisy, beats)
	var s Spline
	got := make([][]float64, len(noisy))
	for l := range noisy {
		got[l] = s.Remove(nil, noisy[l], 500, knots)
	}
	assert.Less(t, measureST(got, clean, truth).inner, 20.0)
	assert.Greater(t, measureST(noisy, clean, truth).inner, 40.0)
}

func ExampleKnotFinder() {
	lead, beats := strip(500, 60, 0, 4)
	var at []int
	for _, s := range beats {
		at = append(at, int(s*500))
	}
	f, err := NewKnotFinder(500)
	if err != nil {
		panic(err)
	}
	knots := f.Find(nil, [][]float64{lead}, at)
	var s Spline
	clean := s.Remove(nil, lead, 500, knots)
	fmt.Println(len(knots), len(clean))
	// Output: 4 2000
}
