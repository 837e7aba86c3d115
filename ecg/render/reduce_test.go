package render

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// TestReducedLineIsTheSame checks every sample against the line, in mm.
func TestReducedLineIsTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, step := range []float64{0.2, 0.1, 0.05, 0.025, 0.01} {
		for _, rough := range []float64{0, 1, 20, 300} {
			v := make([]float64, 3000)
			for i := range v {
				v[i] = 1000*math.Sin(float64(i)/40) + rough*rng.NormFloat64()
			}
			var r reducer
			points := r.run(v, 5, step, 100, 0.01)
			require.True(t, slices.IsSortedFunc(points, func(a, b Point) int {
				if a.X < b.X {
					return -1
				}
				return 1
			}))
			assert.Equal(t, 5.0, points[0].X)
			assert.InDelta(t, 5+2999*step, points[len(points)-1].X, 1e-9)
			slack := tolerance + 1e-9
			if int(columnWidth/step) >= 3 { // a sample may lie elsewhere in its column, but within its extremes
				slack += columnWidth
			}
			low, high := math.Inf(1), math.Inf(-1)
			for _, p := range points {
				low, high = min(low, p.Y), max(high, p.Y)
			}
			assert.InDelta(t, 100-0.01*slices.Max(v), low, tolerance)
			assert.InDelta(t, 100-0.01*slices.Min(v), high, tolerance)
			if slack > tolerance+columnWidth/2 {
				continue
			}
			k := 0
			for i, s := range v {
				x, y := 5+float64(i)*step, 100-s*0.01
				for points[k+1].X < x-1e-12 {
					k++
				}
				p, q := points[k], points[k+1]
				line := p.Y + (q.Y-p.Y)*(x-p.X)/(q.X-p.X)
				require.InDelta(t, line, y, slack)
			}
			if rough == 0 {
				assert.Less(t, len(points), len(v)/2, "a smooth line needs few points")
			}
		}
	}
}

func TestSizeOfAPage(t *testing.T) {
	const most = 400_000 // bytes of ten noisy seconds
	for _, rate := range []float64{500, 1000} {
		src := synthetic(t, ecgtest.Spec{Rate: rate, Noise: ecgtest.Noise{MuscleUV: 60}})
		_, d := page(t, src, Options{})
		assert.Less(t, len(svgOf(t, d)), most)
		if rate == 500 {
			_, d = page(t, src, Options{Layout: "12x1"})
			assert.Less(t, len(svgOf(t, d)), most)
		}
	}
}

func TestSameBytes(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	doc, d := page(t, src, Options{Beats: true, STBars: true, Lang: Both})
	first := svgOf(t, d)
	assert.Equal(t, first, svgOf(t, doc.Page(0)))
	_, again := page(t, synthetic(t, ecgtest.Spec{}), Options{Beats: true, STBars: true, Lang: Both})
	assert.Equal(t, first, svgOf(t, again))
}
