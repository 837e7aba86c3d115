package measure

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// tones returns s seconds of a sum of sinusoids, given as pairs of frequency in Hz and amplitude, on a level of 500.
func tones(rate, s float64, pairs ...float64) []float64 {
	x := make([]float64, int(s*rate))
	for i := range x {
		x[i] = 500
		for k := 0; k < len(pairs); k += 2 {
			x[i] += pairs[k+1] * math.Sin(2*math.Pi*pairs[k]*float64(i)/rate+float64(k))
		}
	}
	return x
}

func TestMomentsOfKnownSignals(t *testing.T) {
	square, pulse := make([]float64, 4000), make([]float64, 4000)
	for i := range square {
		square[i] = float64(1 - 2*(i%2))
		if i%4 == 0 {
			pulse[i] = 7
		}
	}
	for _, c := range []struct {
		name string
		x    []float64
		k, s float64
	}{
		{"sinusoid", tones(500, 10, 1, 300), -1.5, 0},
		{"square wave", square, -2, 0},
		{"one in four", pulse, -2.0 / 3, 2 / math.Sqrt(3)}, // (1-6pq)/pq and (1-2p)/√(pq) with p = 1/4
		{"Gaussian noise", ecgtestNoise(200000, 4), 0, 0},
	} {
		assert.InDelta(t, c.k, KSQI(c.x), 0.05, c.name)
		assert.InDelta(t, c.s, SSQI(c.x), 0.05, c.name)
		y := make([]float64, len(c.x)) // neither scale nor level matter, the sign turns the skewness
		for i, v := range c.x {
			y[i] = -10*v + 3000
		}
		assert.InDelta(t, KSQI(c.x), KSQI(y), 1e-6)
		assert.InDelta(t, -SSQI(c.x), SSQI(y), 1e-6)
	}
	assert.True(t, math.IsNaN(KSQI([]float64{3, 3, 3})))
	assert.True(t, math.IsNaN(SSQI(nil)))
	gap := append(tones(500, 10, 1, 300), math.NaN(), math.NaN())
	assert.InDelta(t, -1.5, KSQI(gap), 0.01)
}

func TestSpectrumOfKnownPower(t *testing.T) {
	var s Spectrum
	for _, rate := range []float64{125, 250, 360, 500, 1000} {
		s.Compute(tones(rate, 30, 0.5, 10, 10, 30, 30, 20, 45, 100), rate)
		assert.InDelta(t, 50, s.Power(0, 1), 1, "%g Hz", rate)
		assert.InDelta(t, 450, s.Power(5, 15), 2)
		assert.InDelta(t, 200, s.Power(25, 35), 2)
		assert.InDelta(t, 450.0/650, s.PSQI(), 0.005)
		assert.InDelta(t, 1-50.0/700, s.BasSQI(), 0.005) // not (1-P)/P
		if rate > 100 {
			assert.InDelta(t, 5000, s.Power(40, 50), 10)
		}
	}
	s.Compute(tones(500, 10, 10, 30), 500)
	one := s.Power(0, 250)
	s.Compute(tones(500, 10, 10, 300), 500)
	assert.InDelta(t, 100, s.Power(0, 250)/one, 1e-6)
	s.Compute(tones(500, 2, 10, 30), 500) // shorter than a segment
	assert.InDelta(t, 1, s.PSQI(), 0.01)
	s.Compute(nil, 500)
	assert.True(t, math.IsNaN(s.PSQI()))
	x := tones(500, 20, 10, 30, 0.5, 10)
	for i := 3000; i < 3500; i++ {
		x[i] = math.NaN()
	}
	s.Compute(x, 500)
	assert.InDelta(t, 0.9, s.BasSQI(), 0.01)
	assert.Zero(t, s.Power(30, 20))
}

func TestBeatIndices(t *testing.T) {
	at := []int{100, 500, 900, 1300}
	for _, c := range []struct {
		b    []int
		want float64
	}{
		{[]int{100, 500, 900, 1300}, 1},
		{[]int{150, 450, 975, 1300}, 1}, // 75 samples are 150 ms
		{[]int{176, 500, 900, 1300}, 3.0 / 5},
		{[]int{500, 900, 1300}, 3.0 / 4},
		{[]int{100, 300, 500, 700, 900, 1300}, 4.0 / 6},
		{[]int{100, 110, 500, 900, 1300}, 4.0 / 5}, // a beat is matched once
		{nil, 0},
	} {
		assert.InDelta(t, c.want, BSQI(at, c.b, 75), 1e-12, "%v", c.b)
		assert.InDelta(t, c.want, BSQI(c.b, at, 75), 1e-12, "%v", c.b)
	}
	assert.True(t, math.IsNaN(BSQI(nil, nil, 75)))
	others := [][]int{{100, 500, 900, 1300}, {100, 900}, {510, 905}}
	assert.InDelta(t, 0.25, ISQI(at, others, 75, 1), 1e-12)
	assert.InDelta(t, 0.75, ISQI(at, others, 75, 0.5), 1e-12)
	assert.InDelta(t, 1, ISQI(at, others, 75, 0.3), 1e-12)
	assert.True(t, math.IsNaN(ISQI(nil, others, 75, 1)))
	assert.True(t, math.IsNaN(ISQI(at, nil, 75, 1)))
}

func ExampleSpectrum() {
	var s Spectrum
	s.Compute(tones(500, 60, 0.5, 100, 10, 300), 500) // wander of a ninth of the power of the rest
	fmt.Printf("%.1f\n", s.BasSQI())
	// Output: 0.9
}
