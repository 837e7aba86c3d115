package measure

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The nets' tanh is that of the standard library.
func TestTanh(t *testing.T) {
	for x := -45.0; x < 45; x += 0.00937 {
		assert.InDelta(t, math.Tanh(x), tanh(x), 4e-15)
	}
	assert.Equal(t, 0.0, tanh(0))
	assert.Equal(t, 1.0, tanh(math.Inf(1)))
	assert.Equal(t, -1.0, tanh(-1e300))
	assert.True(t, math.IsNaN(tanh(math.NaN())))
}

// A net gives the sum that defines it.
func TestEdgeNet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for wave := range edgeViews {
		n := newEdgeNet(wave)
		for _, p := range n.parts() {
			for i := range *p {
				(*p)[i] = r.NormFloat64()
			}
		}
		n.bias = r.NormFloat64()
		in := refineInputs(wave)
		x, y := make([]float64, in), make([]float64, in)
		for i := range x {
			x[i] = r.NormFloat64()
			y[i] = (x[i] - n.mean[i]) * n.scale[i]
		}
		want := n.bias
		for i, v := range y {
			want += n.linear[i] * v
		}
		for h, w := range n.out {
			sum := n.hidden[h*(in+1)+in]
			for i, v := range y {
				sum += n.hidden[h*(in+1)+i] * v
			}
			want += w * math.Tanh(sum)
		}
		assert.InDelta(t, want, n.eval(x), 1e-12)
	}
}
