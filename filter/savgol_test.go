package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// TestSavGolTables: the published tables of weights.
func TestSavGolTables(t *testing.T) {
	for _, c := range []struct {
		window, order, derivative int
		weights                   []float64
		divisor                   float64
	}{
		{5, 2, 0, []float64{-3, 12, 17, 12, -3}, 35},
		{7, 2, 0, []float64{-2, 3, 6, 7, 6, 3, -2}, 21},
		{7, 3, 0, []float64{-2, 3, 6, 7, 6, 3, -2}, 21},
		{9, 2, 0, []float64{-21, 14, 39, 54, 59, 54, 39, 14, -21}, 231},
		{11, 2, 0, []float64{-36, 9, 44, 69, 84, 89, 84, 69, 44, 9, -36}, 429},
		{5, 2, 1, []float64{-2, -1, 0, 1, 2}, 10},
		{7, 2, 1, []float64{-3, -2, -1, 0, 1, 2, 3}, 28},
		{7, 2, 2, []float64{5, 0, -3, -4, -3, 0, 5}, 42},
		{7, 4, 0, []float64{5, -30, 75, 131, 75, -30, 5}, 231},
		{1, 0, 0, []float64{1}, 1},
	} {
		s, err := NewSavGol(c.window, c.order, c.derivative)
		require.NoError(t, err)
		for i, w := range c.weights {
			assert.InDelta(t, w/c.divisor, s.Weights()[i], 1e-12, "%d/%d/%d", c.window, c.order, c.derivative)
		}
	}
	for _, bad := range [][3]int{{4, 2, 0}, {5, 5, 0}, {5, 2, 3}, {0, 0, 0}, {-3, 1, 0}, {5, -1, 0}, {31, 11, 0}} {
		_, err := NewSavGol(bad[0], bad[1], bad[2])
		assert.ErrorIs(t, err, ErrPolynomial, bad)
	}
}

// TestSavGolAgainstSciPy: whole leads with the ends (scipy.signal.savgol_filter).
func TestSavGolAgainstSciPy(t *testing.T) {
	s, _ := NewSavGol(7, 2, 0)
	assert.InDeltaSlice(t, []float64{-0.0192857142857, 0.0335714285714, 0.0657142857143, 0.0771428571429, 0.077619047619, -0.0171428571429,
		-0.0857142857143, 0.197142857143, 0.547619047619, 0.609523809524, 0.474285714286, 0.145714285714, -0.158571428571, -0.102857142857,
		0.0671428571429, 0.138095238095, 0.204285714286, 0.205714285714, 0.169285714286, 0.095}, s.Apply(nil, oracleInput), 1e-12)
	d, _ := NewSavGol(7, 2, 1)
	assert.InDeltaSlice(t, []float64{0.0632142857143, 0.0425, 0.0217857142857, 0.00107142857143, -0.0185714285714, 0.0189285714286, 0.135, 0.145,
		0.05, -0.0214285714286, -0.0764285714286, -0.143214285714, -0.138571428571, 0.00178571428571, 0.0864285714286, 0.0560714285714,
		0.0203571428571, -0.0175, -0.0553571428571, -0.0932142857143}, d.Apply(nil, oracleInput), 1e-12)
	short := []float64{1, math.NaN(), 3}
	got := s.Apply(nil, short)
	assert.Equal(t, []float64{1, 3}, []float64{got[0], got[2]})
	assert.True(t, math.IsNaN(got[1]))
	x := noise(100, 4)
	want := s.Apply(nil, x)
	assert.Equal(t, want, s.Apply(x, append([]float64(nil), x...)))
	assert.Zero(t, testing.AllocsPerRun(3, func() { s.Apply(want, x) }))
}

// TestSavGolInPlace: dst may be src.
func TestSavGolInPlace(t *testing.T) {
	s, _ := NewSavGol(9, 3, 1)
	x := noise(200, 9)
	want := s.Apply(nil, x)
	assert.Equal(t, want, s.Apply(x, x))
}

// TestSmoother: noise halved at least, hardly anything off a QRS, and what is smooth left
// alone; at any rate.
func TestSmoother(t *testing.T) {
	for _, rate := range []float64{250, 360, 500, 1000} {
		s, err := NewSmoother(rate, SmootherOptions{})
		require.NoError(t, err)
		for _, name := range []string{"normal", "stemi-anterior", "lbbb", "tachy"} {
			noisy, clean, truth := preset(t, name, rate, ecgtest.Noise{MuscleUV: 25})
			var left, in, n float64
			for l := range noisy {
				y, z := s.Remove(nil, noisy[l]), s.Remove(nil, clean[l])
				a, b, c := qrsSpan(clean[l], truth), qrsSpan(z, truth), qrsSpan(y, truth)
				for i := range a {
					if a[i] > 300 {
						assert.InDelta(t, 1, b[i]/a[i], 0.02, "%s at %g Hz: a clean QRS", name, rate)
					}
					assert.InDelta(t, a[i], c[i], 0.03*a[i]+110, "%s at %g Hz: a noisy QRS", name, rate)
				}
				for i := range y {
					left += (y[i] - clean[l][i]) * (y[i] - clean[l][i])
					in += (noisy[l][i] - clean[l][i]) * (noisy[l][i] - clean[l][i])
					n++
				}
			}
			limit := 0.5
			if rate < 400 {
				limit = 0.65 // all of such a rate's band holds noise
			}
			assert.Less(t, math.Sqrt(left/in), limit, "%s at %g Hz: %.1f of %.1f uV", name, rate, math.Sqrt(left/n), math.Sqrt(in/n))
		}
	}
	// Peaks within noise are lowered by next to nothing on average.
	noisy, clean, truth := preset(t, "normal", 500, ecgtest.Noise{MuscleUV: 15})
	s, _ := NewSmoother(500, SmootherOptions{})
	loss, n := 0.0, 0.0
	for l := range noisy {
		y := s.Remove(nil, noisy[l])
		for _, b := range truth.Beats[1:] {
			peak := truth.Templates[0]
			_ = peak
			at := b.R.Sample
			if at+1 < len(y) && math.Abs(clean[l][at]) > 500 {
				loss += 1 - y[at]/clean[l][at]
				n++
			}
		}
	}
	assert.Less(t, math.Abs(loss/n), 0.02)
	for _, o := range []SmootherOptions{{Longest: -1}, {Gamma: -1}, {Gamma: math.Inf(1)}} {
		_, err := NewSmoother(500, o)
		assert.Error(t, err)
	}
}

func ExampleSavGol() {
	s, err := NewSavGol(5, 2, 0)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f\n", s.Apply(nil, []float64{1, 4, 9, 16, 25, 36}))
	// Output: [1.000 4.000 9.000 16.000 25.000 36.000]
}

func ExampleSmoother() {
	s, err := NewSmoother(500, SmootherOptions{})
	if err != nil {
		panic(err)
	}
	x := noise(2000, 5)
	fmt.Println(rms(s.Remove(nil, x)) < rms(x)/2)
	// Output: true
}
