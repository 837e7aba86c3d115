package filter

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// dense solves the same normal equations with a general solver.
func dense(t *testing.T, order int, lambda float64, w []float64, y []lane) []lane {
	n := len(w)
	order = min(order, n-1)
	d := mat.NewDense(max(n-order, 1), n, nil)
	c := []float64{1}
	for range order {
		next := make([]float64, len(c)+1)
		for k, v := range c {
			next[k] -= v
			next[k+1] += v
		}
		c = next
	}
	for r := range n - order {
		for k, v := range c {
			d.Set(r, r+k, v)
		}
	}
	a := mat.NewDense(n, n, nil)
	a.Mul(d.T(), d)
	a.Scale(lambda, a)
	for i, v := range w {
		a.Set(i, i, a.At(i, i)+v)
	}
	out := make([]lane, n)
	for k := range 4 {
		b := mat.NewVecDense(n, nil)
		for i := range y {
			b.SetVec(i, y[i][k])
		}
		x := mat.NewVecDense(n, nil)
		require.NoError(t, x.SolveVec(a, b))
		for i := range out {
			out[i][k] = x.AtVec(i)
		}
	}
	return out
}

// TestWhittakerAgainstDense: the banded solver gives what a dense one gives, from one
// sample to many, with holes.
func TestWhittakerAgainstDense(t *testing.T) {
	var s whittaker
	for order := 1; order <= maxDifference; order++ {
		for _, n := range []int{1, 2, 3, 5, 7, 12, 40} {
			w, y := make([]float64, n), make([]lane, n)
			for i := range w {
				w[i] = 1
				if i > 8 && i < 20 && i%3 > 0 {
					w[i] = 0
				}
				for k := range y[i] {
					y[i][k] = w[i] * math.Sin(float64(i*(k+2)))
				}
			}
			want := dense(t, order, 30, w, y)
			s.factor(order, 30, w)
			s.solve(y)
			for i := range want {
				for k := range want[i] {
					require.InDelta(t, want[i][k], y[i][k], 1e-8, "order %d n %d", order, n)
				}
			}
		}
	}
}

// TestWhittakerResponse: far from the ends a sinusoid keeps its phase and gets the
// closed-form gain; polynomials below the order pass unchanged, ends included.
func TestWhittakerResponse(t *testing.T) {
	const fs, n = 25.0, 2000
	w, y := make([]float64, n), make([]lane, n)
	fill(w, 1)
	var s whittaker
	for order := 2; order <= maxDifference; order++ {
		for i := range y {
			x := float64(i)
			for k, f := range []float64{0.2, 0.6, 1.5} {
				y[i][k] = math.Sin(2 * math.Pi * f * x / fs)
			}
			y[i][3] = 5 + 0.1*x
		}
		s.factor(order, penalty(order, 0.6, fs), w)
		s.solve(y)
		for k, f := range []float64{0.2, 0.6, 1.5} {
			r := math.Sin(math.Pi*f/fs) / math.Sin(math.Pi*0.6/fs)
			g := 1 / (1 + math.Pow(r, 2*float64(order)))
			for i := n / 3; i < n/2; i++ {
				require.InDelta(t, g*math.Sin(2*math.Pi*f*float64(i)/fs), y[i][k], 1e-3, "order %d at %g Hz", order, f)
			}
		}
		for i := range y {
			require.InDelta(t, 5+0.1*float64(i), y[i][3], 0.05, "order %d sample %d", order, i)
		}
	}
	assert.InDelta(t, 1, penalty(3, fs/6, fs), 1e-12)
}

func BenchmarkWhittaker(b *testing.B) {
	var s whittaker
	w, y := make([]float64, 252), make([]lane, 252)
	fill(w, 1)
	b.Run("factor", func(b *testing.B) {
		for b.Loop() {
			w[3] = 1.5 - w[3]
			s.factor(5, 1e6, w)
		}
	})
	b.Run("solve", func(b *testing.B) {
		for b.Loop() {
			for i := range y {
				y[i] = lane{1, 2, 3, 4}
			}
			s.solve(y)
		}
	})
}
