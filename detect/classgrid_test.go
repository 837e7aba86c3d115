package detect

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestGrid: cell k of the grid shows what the lead is at k/200 s, at any rate and in blocks of any size.
func TestGrid(t *testing.T) {
	for _, rate := range []float64{100, 128, 200, 250, 257, 360, 500, 1000, 4000} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			x := make([]float64, int(4*rate))
			for i := range x {
				s := float64(i) / rate
				x[i] = 300*s + 100*math.Sin(2*math.Pi*3*s) // slow enough for smoothing to leave it
			}
			var whole, blocks gridLead
			whole.reset(rate)
			blocks.reset(rate)
			whole.push(x, len(x))
			for i, n := 0, 1; i < len(x); n = n%37 + 3 {
				k := min(n, len(x)-i)
				blocks.push(x[i:], k)
				i += k
			}
			assert.Equal(t, whole.cells, blocks.cells)
			assert.Equal(t, whole.smooth, blocks.smooth)
			assert.InDelta(t, 4*gridRate, whole.ready(), 4)
			for k := 5; k < whole.ready()-5; k++ {
				s := float64(k) / gridRate
				assert.InDelta(t, 300*s+100*math.Sin(2*math.Pi*3*s), whole.smooth[k&ringMask], 3, "cell %d", k)
			}
		})
	}
}

// TestGridGaps: missing samples are counted in their cells and bridged.
func TestGridGaps(t *testing.T) {
	const rate = 400
	x := make([]float64, 4*rate)
	for i := range x {
		x[i] = 50
	}
	for i := 800; i < 900; i++ {
		x[i] = math.NaN()
	}
	var g gridLead
	g.reset(rate)
	g.push(x[:1200], len(x)) // the rest is missing
	assert.Zero(t, g.missingIn(0, 398))
	assert.InDelta(t, 50, g.missingIn(390, 460), 2)
	assert.Zero(t, g.missingIn(455, 598))
	assert.Equal(t, 100, g.missingIn(650, 750))
	for k := range g.ready() {
		assert.Equal(t, 50.0, g.smooth[k])
	}
	n := g.cells
	g.pad(n + 100)
	assert.Equal(t, n+100, g.ready())
	assert.Positive(t, g.missingIn(n+50, n+60))
}
