package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/dsp"
)

// TestLinearBaselineResponse: a high-pass of -6 dB at the corner, without phase shift, at
// every rate.
func TestLinearBaselineResponse(t *testing.T) {
	for _, rate := range []float64{100, 128, 250, 257, 360, 500, 1000} {
		b, err := NewLinearBaseline(rate, LinearOptions{})
		require.NoError(t, err)
		n := int(30 * rate)
		for f, want := range map[float64]float64{0.1: 0, 0.25: 0, 0.6: 0.5, 1: 1, 2: 1, 8: 1} {
			x := sine(n, rate, f, 100, 0.3)
			y := b.Remove(nil, x)
			for i := n / 3; i < n/2; i++ {
				require.InDelta(t, want*x[i], y[i], 4, "%g Hz at rate %g", f, rate)
			}
		}
		// A constant goes to the last sample, a step elsewhere stays put.
		for _, v := range b.Remove(nil, sine(n, rate, 1, 0, 0)) {
			require.Zero(t, v)
		}
		c := make([]float64, n+7)
		fill(c, 1234)
		for _, v := range b.Remove(nil, c) {
			require.InDelta(t, 0, v, 1e-8)
		}
	}
	for _, o := range []LinearOptions{{Corner: -1}, {Corner: 300}, {Reach: -1}, {Reach: math.NaN()}} {
		_, err := NewLinearBaseline(500, o)
		assert.Error(t, err, o)
	}
	_, err := NewLinearBaseline(0, LinearOptions{})
	assert.ErrorIs(t, err, ErrRate)
}

// FuzzStreams: any bytes at any rate: as many samples out as in, gaps kept, nothing that is
// not a number made of what is.
func FuzzStreams(f *testing.F) {
	f.Add(500.0, 1.0, uint8(3), []byte{1, 2, 3, 255, 0, 7})
	f.Add(360.0, 1e60, uint8(1), []byte{255, 255, 0, 0, 1})
	f.Add(241.5, 1e-9, uint8(255), []byte{9, 8, 7, 200})
	f.Fuzz(func(t *testing.T, rate, scale float64, cut uint8, data []byte) {
		if !(rate >= 20 && rate < 4000) || !(math.Abs(scale) < 1e60) || len(data) > 500 {
			return
		}
		var x []float64
		for i, b := range data {
			v := (float64(b) - 128) * scale
			if b == 255 {
				v = math.NaN()
			}
			for range 1 + i%5 {
				x = append(x, v, -v, v/3)
			}
		}
		k := min(int(cut), len(x))
		for name, s := range streams(t, rate) {
			y := s.Flush(s.Push(s.Push(nil, x[:k]), x[k:]))
			if len(y) != len(x) {
				t.Fatalf("%s: %d samples of %d", name, len(y), len(x))
			}
			for i, v := range y {
				if dsp.Present(x[i]) != dsp.Finite(v) {
					t.Fatalf("%s at %g Hz: sample %d: %g became %g", name, rate, i, x[i], v)
				}
			}
		}
	})
}

func ExampleLinearBaseline() {
	b, err := NewLinearBaseline(250, LinearOptions{})
	if err != nil {
		panic(err)
	}
	lead, _ := strip(250, 70, 0, 10)
	y := b.Push(nil, wander(lead, 250))
	fmt.Println(len(lead)-len(y) == b.Delay(), len(b.Flush(nil)) == b.Delay())
	// Output: true true
}

func ExampleBaseline() {
	b, err := NewBaseline(500, 0)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.0f\n", b.Remove(nil, []float64{1004, 1005, 1006}))
	// Output: [-1 0 1]
}

func ExampleMainsFilter() {
	m, err := NewMainsFilter(500)
	if err != nil {
		panic(err)
	}
	lead, _ := strip(500, 60, 0, 10)
	noisy := addMains(lead, 500, 59.9, 80, 0)
	line := m.Estimate([][]float64{noisy}, 0)
	clean := m.Remove(nil, noisy, line)
	fmt.Printf("%.1f Hz, %t\n", line.Frequency, math.Abs(clean[1234]-lead[1234]) < 3)
	// Output: 59.9 Hz, true
}

func BenchmarkStreams(b *testing.B) {
	x, _ := strip(500, 70, 0, 20)
	x = addMains(wander(x, 500), 500, 50, 50, 0)
	dst := make([]float64, 0, 2*len(x))
	for name, s := range streams(b, 500) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(8 * len(x)))
			for b.Loop() {
				s.Flush(s.Push(dst[:0], x))
			}
		})
	}
}
