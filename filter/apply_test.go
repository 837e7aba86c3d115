package filter

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/dsp"
)

func TestPassesAgainstSciPy(t *testing.T) {
	for _, o := range passOracles {
		sos, err := o.make()
		require.NoError(t, err)
		z := NewZeroPhase(sos)
		assert.Equal(t, o.edge, z.Edge, o.name)
		for i, w := range o.zi {
			assert.InDelta(t, w.s1, z.zi[i].s1, 1e-9, o.name)
			assert.InDelta(t, w.s2, z.zi[i].s2, 1e-9, o.name)
		}
		assert.InDeltaSlice(t, o.once, NewCascade(sos).Process(nil, oracleInput), 1e-9, o.name)
		assert.InDeltaSlice(t, o.zeroBoth, z.Apply(nil, oracleInput), 1e-9, o.name)
	}
}

func TestResampleAgainstSciPy(t *testing.T) {
	for _, o := range resampleOracles {
		r, err := NewResampler(o.from, o.to, ResampleOptions{})
		require.NoError(t, err)
		got := r.Resample(nil, oracleInput)
		assert.InDeltaSlice(t, o.want, got, 1e-11, "%g to %g", o.from, o.to)
	}
	for _, o := range resampleCentres {
		r, err := NewResampler(o.from, o.to, ResampleOptions{})
		require.NoError(t, err)
		assert.Equal(t, [2]int{o.up, o.down}, [2]int{r.up, r.down})
		assert.InDelta(t, o.centre, r.bank[0][-r.first[0]], 1e-12, "%g to %g", o.from, o.to)
	}
}

func noise(n int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64() * 100
	}
	return x
}

// TestBlocksEqualWhole: a stream cut anywhere gives the same bits.
func TestBlocksEqualWhole(t *testing.T) {
	x := noise(1000, 1)
	x[100], x[101], x[500] = math.NaN(), math.Inf(1), math.NaN()
	for order := 1; order <= 9; order++ {
		sos, err := BandPass(order, 5, 40, 250)
		require.NoError(t, err)
		want := NewCascade(sos).Process(nil, x)
		c := NewCascade(sos)
		var got []float64
		for i, step := 0, 1; i < len(x); i, step = i+step, step%37+1 {
			step = min(step, len(x)-i)
			got = append(got, c.Process(nil, x[i:i+step])...)
		}
		single := NewCascade(sos)
		for i, v := range x {
			y := single.Push(v)
			if i == 100 || i == 101 || i == 500 {
				require.True(t, math.IsNaN(want[i]) && math.IsNaN(got[i]) && math.IsNaN(y))
				continue
			}
			require.Equal(t, want[i], got[i], "order %d sample %d", order, i)
			require.Equal(t, want[i], y)
		}
	}
}

func TestCascadeSettle(t *testing.T) {
	lp, _ := LowPass(4, 40, 500)
	hp, _ := HighPass(2, 0.5, 500)
	a, b := NewCascade(lp), NewCascade(hp)
	a.Settle(1234)
	b.Settle(1234)
	for range 50 {
		assert.InDelta(t, 1234, a.Push(1234), 1e-8)
		assert.InDelta(t, 0, b.Push(1234), 1e-8)
	}
	a.Reset()
	assert.InDelta(t, 0, a.Push(0), 0)
}

func TestZeroPhaseProperties(t *testing.T) {
	sos, _ := BandPass(2, 0.5, 40, 500)
	z := NewZeroPhase(sos)
	assert.Empty(t, z.Apply(nil, nil))
	for n := 1; n < 40; n++ { // shorter than the extension of 15, too
		y := z.Apply(nil, noise(n, uint64(n)))
		require.Len(t, y, n)
		for _, v := range y {
			require.True(t, dsp.Finite(v))
		}
	}
	// A sinusoid keeps its phase and gets the squared gain.
	const f, rate = 20.0, 500.0
	x := make([]float64, 3000)
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * f * float64(i) / rate)
	}
	y := z.Apply(nil, x)
	g := sos.Gain(f, rate)
	for i := 1000; i < 2000; i++ {
		require.InDelta(t, g*g*x[i], y[i], 1e-2) // the 0.5 Hz corner settles slowly
	}
	// In place and by FiltFilt: the same.
	in := append([]float64(nil), x...)
	assert.Equal(t, y, z.Apply(in, in))
	assert.Equal(t, y, FiltFilt(nil, x, sos))
	// A gap comes back as a gap and harms only its neighbourhood.
	gap := append([]float64(nil), x...)
	for i := 1500; i < 1520; i++ {
		gap[i] = math.NaN()
	}
	w := z.Apply(nil, gap)
	for i := range w {
		require.Equal(t, i >= 1500 && i < 1520, math.IsNaN(w[i]))
	}
	assert.InDelta(t, y[1000], w[1000], 2e-2)
	all := z.Apply(nil, []float64{math.NaN(), math.NaN()})
	assert.True(t, math.IsNaN(all[0]) && math.IsNaN(all[1]))
}

func TestBridge(t *testing.T) {
	n := math.NaN()
	for _, c := range []struct {
		in, want []float64
		replaced int
	}{
		{[]float64{1, n, n, 4}, []float64{1, 2, 3, 4}, 2},
		{[]float64{n, n, 5, 6}, []float64{5, 5, 5, 6}, 2},
		{[]float64{5, math.Inf(-1)}, []float64{5, 5}, 1},
		{[]float64{n, n}, []float64{0, 0}, 2},
		{[]float64{1, 2}, []float64{1, 2}, 0},
		{[]float64{1, 1e200, 3}, []float64{1, 2, 3}, 1},
		{nil, []float64{}, 0},
	} {
		got, k := Bridge(nil, c.in)
		assert.Equal(t, c.want, got)
		assert.Equal(t, c.replaced, k)
	}
	assert.Panics(t, func() { Bridge(make([]float64, 1), make([]float64, 2)) })
}

// TestResampleSine: any pair of rates, rational or not, keeps a sinusoid below both
// Nyquist frequencies in place, and removes one the new rate cannot hold.
func TestResampleSine(t *testing.T) {
	rates := []float64{100, 128, 250, 257, 360, 500, 977, 1000, 62.4725 * 4, 1000.0 / 3 * math.Pi / 3}
	for _, from := range rates {
		for _, to := range rates {
			r, err := NewResampler(from, to, ResampleOptions{Edge: EdgeHold})
			require.NoError(t, err)
			x := make([]float64, int(6*from))
			for i := range x {
				x[i] = 3 + math.Sin(2*math.Pi*10*float64(i)/from)
			}
			y := r.Resample(nil, x)
			require.Len(t, y, r.Len(len(x)))
			for m := len(y) / 4; m < len(y)*3/4; m++ {
				require.InDelta(t, 3+math.Sin(2*math.Pi*10*float64(m)/to), y[m], 4e-3, "%g to %g at %d", from, to, m)
			}
		}
	}
	r, _ := NewResampler(1000, 250, ResampleOptions{})
	x := make([]float64, 4000)
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * 200 * float64(i) / 1000)
	}
	y := r.Resample(nil, x)
	for _, v := range y[100:900] {
		require.InDelta(t, 0, v, 0.01)
	}
}

func TestResampleGapAndErrors(t *testing.T) {
	r, err := NewResampler(500, 250, ResampleOptions{Edge: EdgeHold})
	require.NoError(t, err)
	x := make([]float64, 500)
	fill(x, 7)
	x[100], x[101] = math.NaN(), math.NaN()
	y := r.Resample(nil, x)
	for i, v := range y {
		if i == 50 {
			require.True(t, math.IsNaN(v))
		} else {
			require.InDelta(t, 7, v, 1e-2, i)
		}
	}
	assert.Empty(t, r.Resample(nil, nil))
	for _, bad := range [][2]float64{{0, 1}, {1, 0}, {math.NaN(), 1}, {1, 1e9}} {
		_, err := NewResampler(bad[0], bad[1], ResampleOptions{})
		assert.ErrorIs(t, err, ErrRate)
	}
}

func TestNoAllocations(t *testing.T) {
	sos, _ := BandPass(3, 0.5, 40, 500)
	c, z := NewCascade(sos), NewZeroPhase(sos)
	r, _ := NewResampler(500, 360, ResampleOptions{})
	x := noise(5000, 3)
	y := make([]float64, len(x))
	w := make([]float64, r.Len(len(x)))
	assert.Zero(t, testing.AllocsPerRun(5, func() {
		c.Process(y, x)
		c.Push(1)
		z.Apply(y, x)
		r.Resample(w, x)
	}))
}

func ExampleResampler() {
	r, err := NewResampler(360, 500, ResampleOptions{Edge: EdgeHold})
	if err != nil {
		panic(err)
	}
	y := r.Resample(nil, make([]float64, 360))
	fmt.Println(len(y))
	// Output: 500
}

func BenchmarkZeroPhaseBandPass5000(b *testing.B) {
	sos, _ := BandPass(2, 0.5, 40, 500)
	z := NewZeroPhase(sos)
	x := noise(5000, 1)
	y := make([]float64, len(x))
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		z.Apply(y, x)
	}
}

func BenchmarkResample360to500(b *testing.B) {
	r, _ := NewResampler(360, 500, ResampleOptions{})
	x := noise(3600, 1)
	y := make([]float64, r.Len(len(x)))
	for b.Loop() {
		r.Resample(y, x)
	}
}
