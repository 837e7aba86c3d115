package dsp_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/internal/dsp"
)

func random(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func TestDot(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 20 {
		a, b := random(r, n), random(r, n+n%3)
		want := 0.0
		for i := range a {
			want += a[i] * b[i]
		}
		assert.InDelta(t, want, dsp.Dot(a, b), 1e-12, n)
	}
	assert.Panics(t, func() { dsp.Dot(make([]float64, 3), make([]float64, 2)) })
}

// Shifts taken together give, to the last bit, what they give one by one.
func TestAddDots(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 24 {
		for shifts := range 11 {
			g, x := random(r, n), random(r, max(n+shifts-1, 0)+n%2)
			got := random(r, shifts)
			want := slices.Clone(got)
			for k := range want {
				want[k] += dsp.Dot(g, x[k:])
			}
			dsp.AddDots(got, x, g)
			assert.Equal(t, want, got, "%d values, %d shifts", n, shifts)
		}
	}
	var scratch []float64
	for n := range 24 {
		for shifts := range 11 {
			x := random(r, max(n+shifts-1, 0)+n%2)
			got := random(r, shifts)
			want := slices.Clone(got)
			for k := range want {
				want[k] += dsp.Dot(x[k:k+n], x[k:])
			}
			scratch = dsp.AddSquares(got, x, n, scratch)
			assert.Equal(t, want, got, "%d values, %d shifts", n, shifts)
		}
	}
	assert.Panics(t, func() { dsp.AddDots(make([]float64, 4), make([]float64, 7), make([]float64, 5)) })
}

// The selection agrees with sorting, equal and negative values and zeros included.
func TestUpperMedian8(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for k := range 5000 {
		var x [8]float64
		for i := range x {
			x[i] = r.NormFloat64()
			if k%3 == 0 {
				x[i] = math.Round(x[i])
			}
		}
		want := slices.Sorted(slices.Values(x[:]))[4]
		assert.Equal(t, want, dsp.UpperMedian8(&x)+0)
	}
	assert.Equal(t, math.Inf(1), dsp.UpperMedian8(&[8]float64{4: math.Inf(1), 5: math.Inf(1), 6: math.Inf(1), 7: math.Inf(1)}))
}

func TestSamples(t *testing.T) {
	for _, v := range []float64{0, -1e100, 1e100, 5e-324} {
		assert.True(t, dsp.Present(v) && dsp.Finite(v), v)
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		assert.False(t, dsp.Present(v) || dsp.Finite(v), v)
	}
	assert.False(t, dsp.Present(2e100))
	assert.True(t, dsp.Finite(2e100))
}

func TestResize(t *testing.T) {
	x := make([]float64, 3, 8)
	assert.Len(t, dsp.Resize(x, 8), 8)
	assert.Same(t, &x[0], &dsp.Resize(x, 8)[0])
	assert.Len(t, dsp.Resize(x, 9), 9)
	assert.Empty(t, dsp.Resize[int](nil, 0))
	assert.Zero(t, testing.AllocsPerRun(10, func() { x = dsp.Resize(x, 5) }))
}

func ExampleDot() {
	fmt.Println(dsp.Dot([]float64{1, 2, 3}, []float64{4, 5, 6}))
	// Output: 32
}

func BenchmarkAddDots(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	g, x, dst := random(r, 14), random(r, 18), make([]float64, 5)
	b.Run("together", func(b *testing.B) {
		for b.Loop() {
			dsp.AddDots(dst, x, g)
		}
	})
	b.Run("apart", func(b *testing.B) {
		for b.Loop() {
			for k := range dst {
				dst[k] += dsp.Dot(g, x[k:])
			}
		}
	})
}

func BenchmarkUpperMedian8(b *testing.B) {
	r := rand.New(rand.NewPCG(9, 10))
	x := random(r, 1024)
	i := 0
	for b.Loop() {
		_ = dsp.UpperMedian8((*[8]float64)(x[i&1015:]))
		i++
	}
}
