package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// worked is a series with one ventricular premature beat: interval 12 is its coupling interval, 13 the pause.
var worked = []float64{
	812, 798, 845, 871, 860, 832, 804, 790, 815, 842, 868, 855, 540, 1105, 836, 810, 795, 822, 850, 874, 861, 838, 809, 792, 818,
	846, 870, 858, 830, 806,
}

func workedNN() []bool {
	nn := make([]bool, len(worked))
	for i := range nn {
		nn[i] = i != 12 && i != 13
	}
	return nn
}

func TestRRStatistics(t *testing.T) {
	s := RRStatistics(worked, workedNN(), nil)
	assert.Equal(t, 28, s.NN)
	assert.InDelta(t, 831.7333333, float64(s.Mean), 1e-6)
	assert.InDelta(t, 78.52912191, float64(s.SD), 1e-6)
	assert.InDelta(t, 540, float64(s.Min), 0)
	assert.InDelta(t, 1105, float64(s.Max), 0)
	assert.InDelta(t, 834, float64(s.Median), 0)
	assert.InDelta(t, 26.55719096, float64(s.SDNN), 1e-6)
	assert.InDelta(t, 24.4343705, float64(s.RMSSD), 1e-6)
	assert.InDelta(t, 0.0293543731, float64(s.NRMSSD), 1e-9)
	assert.InDelta(t, 0.03190463581, float64(s.CV), 1e-9)
	assert.Zero(t, s.PNN50)
	assert.InDelta(t, 0.6923076923, PNNx(worked, workedNN(), 20), 1e-9)
	// Without the labels the ectopic beat spoils everything.
	all := RRStatistics(worked, nil, nil)
	assert.InDelta(t, 132.1355104, float64(all.RMSSD), 1e-6)
	assert.InDelta(t, 0.1034482759, float64(all.PNN50), 1e-9)
}

// cosenByDefinition counts matches at growing tolerances.
func cosenByDefinition(rr []float64) float64 {
	mean := 0.0
	for _, v := range rr {
		mean += v / float64(len(rr))
	}
	for r := 30.0; r < 3000; r += 0.01 {
		a, b := 0, 0
		for i := 0; i < len(rr)-1; i++ {
			for j := i + 1; j < len(rr)-1; j++ {
				if math.Abs(rr[i]-rr[j]) <= r {
					b++
					if math.Abs(rr[i+1]-rr[j+1]) <= r {
						a++
					}
				}
			}
		}
		if a >= 5 {
			return -math.Log(float64(a)/float64(b)) + math.Log(2*r) - math.Log(mean)
		}
	}
	return math.NaN()
}

func TestCoSEn(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := make([]float64, 12)
	for i := range random {
		random[i] = math.Round(500 + 500*rng.Float64())
	}
	for _, rr := range [][]float64{random, worked, worked[:12]} {
		assert.InDelta(t, cosenByDefinition(rr), CoSEn(rr, nil), 1e-3)
	}
	assert.Greater(t, CoSEn(random, nil), -1.4, "irregular")
	assert.Less(t, CoSEn(worked[:12], nil), -1.4, "sinus rhythm")
	assert.True(t, math.IsNaN(CoSEn(worked[:3], nil)))
	// The unit does not matter beyond the least tolerance: a series twice as slow and twice as variable is as irregular.
	twice := make([]float64, len(random))
	for i, v := range random {
		twice[i] = 2 * v
	}
	assert.InDelta(t, CoSEn(random, nil), CoSEn(twice, nil), 0.2)
	long := make([]float64, 1000)
	for i := range long {
		long[i] = 500 + 500*rng.Float64()
	}
	assert.Greater(t, CoSEn(long, nil), -1.4)
}

func TestRRStatisticsEmpty(t *testing.T) {
	for _, rr := range [][]float64{nil, {math.NaN()}, {0, -5}} {
		s := RRStatistics(rr, nil, nil)
		assert.True(t, math.IsNaN(float64(s.Mean)))
		assert.True(t, math.IsNaN(float64(s.CoSEn)))
		assert.Zero(t, s.NN)
	}
	one := RRStatistics([]float64{800}, nil, nil)
	assert.InDelta(t, 800, float64(one.Mean), 0)
	assert.True(t, math.IsNaN(float64(one.SD)))
	assert.True(t, math.IsNaN(float64(one.RMSSD)))
}

func TestLag1(t *testing.T) {
	smooth, alternating := make([]float64, 40), make([]float64, 40)
	for i := range smooth {
		smooth[i] = 800 + 60*math.Sin(float64(i)/2)
		alternating[i] = 800 + 100*float64(i%2)
	}
	assert.Greater(t, Lag1(smooth, nil), 0.7)
	assert.Less(t, Lag1(alternating, nil), -0.9)
	assert.True(t, math.IsNaN(Lag1(smooth[:3], nil)))
}

func ExampleRRStatistics() {
	s := RRStatistics([]float64{800, 820, 790, 810}, nil, nil)
	fmt.Printf("%.0f ms, RMSSD %.1f ms\n", float64(s.Mean), float64(s.RMSSD))
	// Output: 805 ms, RMSSD 23.8 ms
}
