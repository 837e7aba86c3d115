package measure

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The powers are those of the sum that defines the transform, at every length and on memory used before.
func TestBandFFT(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var f bandFFT
	for _, n := range []int{8, 16, 256, 512, 256} {
		f.reset(n)
		x, got := make([]float64, n), make([]float64, n/2)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		f.addPower(got, x, 1, n/2-1)
		for k := 1; k < n/2; k++ {
			sum := complex(0, 0)
			for i, v := range x {
				sum += complex(v, 0) * cmplx.Rect(1, -2*math.Pi*float64(k*i%n)/float64(n))
			}
			assert.InDelta(t, real(sum)*real(sum)+imag(sum)*imag(sum), got[k], 1e-9*float64(n), "bin %d of %d", k, n)
		}
		assert.Zero(t, got[0])
	}
}
