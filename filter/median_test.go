package filter

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/dsp"
)

// naive is the median of what is present in x.
func naive(x []float64) float64 {
	var y []float64
	for _, v := range x {
		if dsp.Present(v) {
			y = append(y, v)
		}
	}
	if len(y) == 0 {
		return math.NaN()
	}
	slices.Sort(y)
	return (y[(len(y)-1)/2] + y[len(y)/2]) / 2
}

// TestRunningMedianAgainstSorting: on noise with ties and gaps, for windows of 1 to 40.
func TestRunningMedianAgainstSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for size := 1; size < 41; size++ {
		m := NewRunningMedian(size)
		x := make([]float64, 600)
		for i := range x {
			x[i] = float64(r.IntN(20))
			if r.IntN(4) == 0 || i > 300 && i < 380 {
				x[i] = math.NaN()
			}
			got, want := m.Push(x[i]), naive(x[max(0, i+1-size):i+1])
			require.True(t, got == want || math.IsNaN(got) && math.IsNaN(want), "window %d sample %d: %g, not %g", size, i, got, want)
			require.True(t, m.Median() == got || math.IsNaN(got))
		}
		m.Reset()
		require.True(t, math.IsNaN(m.Median()))
		require.Equal(t, 3.0, m.Push(3))
	}
	assert.Panics(t, func() { NewRunningMedian(0) })
}

// TestMedianBaselineAgainstDefinition: the two medians as they are written down.
func TestMedianBaselineAgainstDefinition(t *testing.T) {
	x := gapped(100, 8)
	b, err := NewMedianBaseline(100, MedianOptions{})
	require.NoError(t, err)
	pass := func(x []float64, half int) []float64 {
		y := make([]float64, len(x))
		for i := range y {
			y[i] = naive(x[max(0, i-half):min(len(x), i+half+1)])
		}
		return y
	}
	base := pass(pass(x, 10), 30)
	got := b.Remove(nil, x)
	for i, v := range got {
		if dsp.Present(x[i]) {
			require.InDelta(t, x[i]-base[i], v, 1e-9, i)
		}
	}
	assert.Equal(t, 40, b.Delay())
	_, err = NewMedianBaseline(500, MedianOptions{Short: -1})
	assert.ErrorIs(t, err, ErrWindow)
	_, err = NewMedianBaseline(0, MedianOptions{})
	assert.ErrorIs(t, err, ErrRate)
}

// TestMorphBaselineAgainstDefinition: opening, then closing, by brute force.
func TestMorphBaselineAgainstDefinition(t *testing.T) {
	x := gapped(100, 8)
	b, err := NewMorphBaseline(100, MorphOptions{})
	require.NoError(t, err)
	pass := func(x []float64, half int, better func(a, b float64) bool) []float64 {
		y := make([]float64, len(x))
		for i := range y {
			y[i] = math.NaN()
			for _, v := range x[max(0, i-half):min(len(x), i+half+1)] {
				if dsp.Present(v) && (math.IsNaN(y[i]) || better(v, y[i])) {
					y[i] = v
				}
			}
		}
		return y
	}
	less, more := func(a, b float64) bool { return a < b }, func(a, b float64) bool { return a > b }
	base := pass(pass(pass(pass(x, 10, less), 10, more), 15, more), 15, less)
	got := b.Remove(nil, x)
	for i, v := range got {
		if dsp.Present(x[i]) {
			require.InDelta(t, x[i]-base[i], v, 1e-9, i)
		}
	}
	assert.Equal(t, 50, b.Delay())
	_, err = NewMorphBaseline(500, MorphOptions{Closing: math.NaN()})
	assert.ErrorIs(t, err, ErrWindow)
}

// TestRankBaselinesFollowSteps: a step of the baseline is gone after the windows, where a
// high-pass would still sag.
func TestRankBaselinesFollowSteps(t *testing.T) {
	x, _ := strip(250, 60, 0, 10)
	y := slices.Clone(x)
	for i := 1250; i < len(y); i++ {
		y[i] += 3000
	}
	for _, name := range []string{"median", "morphology"} {
		s := streams(t, 250)[name].(Remover)
		a, b := s.Remove(nil, x), s.Remove(nil, y)
		for i := range a {
			if i < 1250-150 || i > 1250+150 {
				require.InDelta(t, a[i], b[i], 1e-9, "%s at %d", name, i)
			}
		}
	}
}

func ExampleRunningMedian() {
	m := NewRunningMedian(3)
	for _, v := range []float64{5, 1, 100, 2, 3} {
		fmt.Print(m.Push(v), " ")
	}
	fmt.Println()
	// Output: 5 3 5 2 3
}

func ExampleMedianBaseline() {
	b, err := NewMedianBaseline(500, MedianOptions{})
	if err != nil {
		panic(err)
	}
	lead, _ := strip(500, 60, 0, 4)
	for i := range lead {
		lead[i] += 1500
	}
	clean := b.Remove(nil, lead)
	fmt.Printf("%.0f, %d samples of delay\n", math.Abs(clean[480]), b.Delay())
	// Output: 0, 200 samples of delay
}

func ExampleMorphBaseline() {
	b, err := NewMorphBaseline(500, MorphOptions{})
	if err != nil {
		panic(err)
	}
	lead, _ := strip(500, 60, 0, 4)
	clean := b.Remove(nil, lead)
	fmt.Printf("%.0f, %d samples of delay\n", math.Abs(clean[480]), b.Delay())
	// Output: 0, 250 samples of delay
}
