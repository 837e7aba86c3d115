package bench

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWilson(t *testing.T) {
	// Textbook values: 15 of 20, 0 of 10, 10 of 10.
	for _, c := range []struct{ p, n, low, high float64 }{
		{0.75, 20, 53.13, 88.81}, {0, 10, 0, 27.75}, {1, 10, 72.25, 100},
	} {
		i := Wilson(c.p, c.n)
		assert.InDelta(t, 100*c.p, float64(i.Value), 1e-9)
		assert.InDelta(t, c.low, float64(i.Low), 0.005)
		assert.InDelta(t, c.high, float64(i.High), 0.005)
	}
	assert.Equal(t, "-", Wilson(0.5, 0).String())
	assert.Equal(t, "75.00 (53.1-88.8)", counted(15, 20).String())
}

func TestClustered(t *testing.T) {
	// Equal clusters of independent trials: the effective size is about the number of trials over the design effect 1.
	part, whole := make([]float64, 400), make([]float64, 400)
	for i := range part {
		whole[i] = 1
		if i%4 == 0 {
			part[i] = 1
		}
	}
	got, want := clustered(part, whole), Wilson(0.25, 400)
	assert.InDelta(t, float64(want.Low), float64(got.Low), 0.02)
	assert.InDelta(t, float64(want.High), float64(got.High), 0.02)

	// Seconds in place of trials change nothing: only the differences between records count.
	for i := range part {
		part[i] *= 1000
		whole[i] *= 1000
	}
	again := clustered(part, whole)
	assert.InDelta(t, float64(got.Low), float64(again.Low), 1e-9)

	// Records that agree say as much as there are of them; one alone says next to nothing.
	assert.Equal(t, Wilson(0.9, 3), clustered([]float64{90, 90, 90}, []float64{100, 100, 100}))
	assert.Equal(t, Wilson(1, 2), clustered([]float64{5, 7, 0}, []float64{5, 7, 0}))
	assert.Equal(t, Wilson(0.9, 1), clustered([]float64{90}, []float64{100}))
	assert.True(t, math.IsNaN(float64(clustered([]float64{0}, []float64{0}).Value)))
}
