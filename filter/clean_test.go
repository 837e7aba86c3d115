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

const testRate = 500.0

// strip is a synthetic lead: P, QRS, a flat ST shelf of st and a T wave, beats at
// 0.25 s and every 60/bpm seconds.
func strip(rate, bpm, st, seconds float64) (x []float64, beats []float64) {
	bump := func(t, at, sd, a float64) float64 { return a * math.Exp(-(t-at)*(t-at)/(2*sd*sd)) }
	step := func(t float64) float64 { return 1 / (1 + math.Exp(-t)) }
	x = make([]float64, int(seconds*rate))
	rr := 60 / bpm
	qt := 0.4 * math.Sqrt(rr)
	for r := 0.25 - rr; r < seconds+rr; r += rr {
		beats = append(beats, r)
		for i := max(int((r-0.4)*rate), 0); i < min(int((r+0.8)*rate), len(x)); i++ {
			t := float64(i)/rate - r
			x[i] += bump(t, -0.16, 0.025, 120) + bump(t, -0.03, 0.008, -100) + bump(t, 0, 0.012, 1200) +
				bump(t, 0.03, 0.009, -250) + bump(t, qt-0.1, 0.05, 300) +
				st*step((t-0.055)/0.006)*step((qt-0.08-t)/0.02)
		}
	}
	return x, beats
}

func wander(x []float64, rate float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		t := float64(i) / rate
		y[i] = v + 200*math.Sin(2*math.Pi*0.3*t+1) + 300*math.Sin(2*math.Pi*0.15*t) + 2000
	}
	return y
}

// stError is the largest error of the ST level (110 ms after R) against PQ.
func stError(got, truth []float64, beats []float64, rate, from, to float64) float64 {
	worst := 0.0
	for _, r := range beats {
		if r < from || r > to {
			continue
		}
		p, s := int((r-0.08)*rate), int((r+0.11)*rate)
		worst = math.Max(worst, math.Abs((got[s]-got[p])-(truth[s]-truth[p])))
	}
	return worst
}

// TestBaselineLeavesST: with 500 uV of wander, ST of a 300 uV shelf stays within 25 uV
// from 40 to 120 beats a minute (40 uV in the outermost seconds), at any rate. The
// wander alone moves it by up to 125 uV.
func TestBaselineLeavesST(t *testing.T) {
	for _, rate := range []float64{128, 250, 360, 500, 1000} {
		b, err := NewBaseline(rate, 0)
		require.NoError(t, err)
		for _, bpm := range []float64{40, 50, 60, 75, 100, 120} {
			for _, st := range []float64{-200, 0, 300} {
				x, beats := strip(rate, bpm, st, 10)
				y := wander(x, rate)
				require.Greater(t, stError(y, x, beats, rate, 0.3, 9.7), 40.0, "the wander must matter")
				z := b.Remove(nil, y)
				assert.Less(t, stError(z, x, beats, rate, 1.5, 8.5), 25.0, "%g bpm, ST %g, %g Hz", bpm, st, rate)
				assert.Less(t, stError(z, x, beats, rate, 0.6, 9.2), 40.0, "%g bpm, ST %g, %g Hz, edges", bpm, st, rate)
			}
		}
	}
}

// TestSplineLeavesST: knots in the PQ segments give ST back, too.
func TestSplineLeavesST(t *testing.T) {
	x, beats := strip(testRate, 60, 300, 10)
	y := wander(x, testRate)
	var knots []int
	for _, r := range beats {
		knots = append(knots, int((r-0.07)*testRate))
	}
	var s Spline
	z := s.Remove(nil, y, testRate, knots)
	assert.Less(t, stError(z, x, beats, testRate, 1, 9), 20.0)
	for _, k := range knots {
		if k > 20 && k < len(z)-20 {
			assert.InDelta(t, 0, z[k], 8)
		}
	}
	assert.Equal(t, y, s.Remove(nil, y, testRate, nil))
	one := s.Remove(nil, []float64{5, 5, 5}, 1, []int{-3, 1, 1, 7})
	assert.Equal(t, []float64{0, 0, 0}, one)
}

// TestBaselineIsZeroPhaseHighPass: away from the edges it is the Butterworth
// high-pass run forwards and backwards.
func TestBaselineIsZeroPhaseHighPass(t *testing.T) {
	x, _ := strip(testRate, 70, 100, 30)
	x = wander(x, testRate)
	hp, _ := HighPass(baselineOrder, DefaultBaselineCorner, testRate)
	z := NewZeroPhase(hp)
	z.Edge = 2000
	want := z.Apply(nil, x)
	b, _ := NewBaseline(testRate, 0)
	got := b.Remove(nil, x)
	for i := 5000; i < 10000; i++ {
		require.InDelta(t, want[i], got[i], 2)
	}
}

func TestBaselineShortAndGaps(t *testing.T) {
	b, err := NewBaseline(testRate, 0)
	require.NoError(t, err)
	assert.Empty(t, b.Remove(nil, nil))
	assert.Equal(t, []float64{-1, 0, 1}, b.Remove(nil, []float64{4, 5, 6}))
	for n := 4; n < 2500; n += 97 {
		y := b.Remove(nil, noise(n, 5))
		for _, v := range y {
			require.True(t, dsp.Finite(v))
		}
	}
	x, _ := strip(testRate, 60, 0, 10)
	for i := 2000; i < 2100; i++ {
		x[i] = math.NaN()
	}
	want := b.Remove(nil, x)
	got := b.Remove(x, x)
	for i := range got {
		require.Equal(t, i >= 2000 && i < 2100, math.IsNaN(got[i]))
		if !math.IsNaN(got[i]) {
			require.Equal(t, want[i], got[i])
		}
	}
	_, err = NewBaseline(testRate, 400)
	assert.ErrorIs(t, err, ErrCorner)
}

func addMains(x []float64, rate, f, amplitude, phase float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v + amplitude*math.Sin(2*math.Pi*f*float64(i)/rate+phase)
	}
	return y
}

func TestMainsEstimate(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for _, rate := range []float64{150, 250, 257, 360, 500, 1000} {
		m, err := NewMainsFilter(rate)
		require.NoError(t, err)
		x, _ := strip(rate, 80, 0, 10)
		for i := range x {
			x[i] += 5 * rng.NormFloat64()
		}
		assert.False(t, m.Estimate([][]float64{x}, 0).Present(), "%g Hz: nothing there", rate)
		for _, f := range []float64{49.7, 50, 50.13, 59.9, 60, 60.4} {
			y := addMains(x, rate, f, 60, 1)
			got := m.Estimate([][]float64{x, y, x}, 0)
			assert.Equal(t, math.Round(f/10)*10, got.Nominal, "%g in %g Hz", f, rate)
			assert.InDelta(t, f, got.Frequency, 0.02, "%g in %g Hz", f, rate)
			assert.InDelta(t, 60, got.Amplitude, 3, "%g in %g Hz", f, rate)
			assert.Equal(t, got.Nominal, m.Estimate([][]float64{y}, got.Nominal).Nominal)
			assert.False(t, m.Estimate([][]float64{y}, 110-got.Nominal).Present())
		}
	}
	m, _ := NewMainsFilter(100) // Nyquist too low for either
	assert.Zero(t, m.Estimate([][]float64{noise(1000, 1)}, 0))
	m, _ = NewMainsFilter(500)
	assert.Zero(t, m.Estimate(nil, 0))
	assert.Zero(t, m.Estimate([][]float64{noise(100, 1)}, 0))
	assert.Zero(t, m.Estimate([][]float64{noise(5000, 1), make([]float64, 5000)}, 0))
	_, err := NewMainsFilter(0)
	assert.ErrorIs(t, err, ErrRate)
}

// TestMainsRemoval: what is left of a 100 uV line, and what a clean QRS suffers.
func TestMainsRemoval(t *testing.T) {
	for _, rate := range []float64{250, 257, 360, 500, 1000} {
		m, _ := NewMainsFilter(rate)
		x, beats := strip(rate, 75, 0, 10)
		for _, f := range []float64{49.9, 50, 60, 60.1} {
			y := addMains(x, rate, f, 100, 0.3)
			line := m.Estimate([][]float64{y}, 0)
			z := m.Remove(nil, y, line)
			worst := 0.0
			for i := range z {
				worst = math.Max(worst, math.Abs(z[i]-x[i]))
			}
			assert.Less(t, worst, 5.0, "%g Hz in %g Hz", f, rate)
		}
		// No ringing: after a large QRS nothing swings, with the line forced on.
		z := m.Remove(nil, x, Mains{Nominal: 50, Frequency: 50})
		notch, _ := Notch(50, 10, rate)
		n := FiltFilt(nil, x, notch)
		ring, notchRing := 0.0, 0.0
		for _, r := range beats {
			for i := max(int((r-0.1)*rate), 0); i < min(int((r+0.1)*rate), len(x)); i++ {
				ring = math.Max(ring, math.Abs(z[i]-x[i]))
				notchRing = math.Max(notchRing, math.Abs(n[i]-x[i]))
			}
		}
		assert.Less(t, ring, 1.0, "at %g Hz", rate)
		assert.Greater(t, notchRing, 5*ring, "a notch rings at %g Hz", rate)
	}
	m, _ := NewMainsFilter(500)
	x := noise(2000, 4)
	assert.Equal(t, x, m.Remove(nil, x, Mains{}))
}

func TestCleaner(t *testing.T) {
	x, beats := strip(testRate, 72, 150, 10)
	y := addMains(wander(x, testRate), testRate, 50.05, 80, 2)
	for i := 3000; i < 3030; i++ {
		y[i] = math.NaN()
	}
	c, err := NewCleaner(testRate, CleanOptions{})
	require.NoError(t, err)
	leads := [][]float64{y, wander(x, testRate), {}, y}
	got := c.CleanLeads(nil, leads)
	assert.Equal(t, 50.0, c.Mains().Nominal)
	assert.Less(t, stError(got[0], x, beats[:3], testRate, 1, 5), 20.0)
	assert.Less(t, stError(got[1], x, beats, testRate, 1, 9), 20.0)
	for i, v := range got[0] {
		require.Equal(t, i >= 3000 && i < 3030, math.IsNaN(v))
	}
	// In place: the same bits.
	in := [][]float64{append([]float64(nil), y...), wander(x, testRate), {}, append([]float64(nil), y...)}
	c.CleanLeads(in, in)
	for k := range in {
		for i := range in[k] {
			require.True(t, in[k][i] == got[k][i] || math.IsNaN(in[k][i]) && math.IsNaN(got[k][i]))
		}
	}
	require.NoError(t, c.Reset(testRate, CleanOptions{BaselineCorner: -1, Mains: -1}))
	assert.Equal(t, x, c.Clean(nil, x))
	assert.Error(t, c.Reset(0, CleanOptions{}))
	assert.Error(t, c.Reset(testRate, CleanOptions{Mains: 55}))
	assert.Error(t, c.Reset(testRate, CleanOptions{BaselineCorner: 400}))
}

func twelve() [][]float64 {
	x, _ := strip(testRate, 72, 100, 10)
	leads := make([][]float64, 12)
	for i := range leads {
		leads[i] = addMains(wander(x, testRate), testRate, 50.05, 30, float64(i))
	}
	return leads
}

func TestCleanerAllocations(t *testing.T) {
	c, _ := NewCleaner(testRate, CleanOptions{})
	src := twelve()
	dst := c.CleanLeads(nil, src)
	assert.Zero(t, testing.AllocsPerRun(5, func() { c.CleanLeads(dst, src) }))
}

func FuzzCleaner(f *testing.F) {
	f.Add(500.0, 1.0, []byte{1, 2, 3, 255, 0, 7})
	f.Add(360.0, 1e90, []byte{255, 255, 0, 0, 1})
	f.Add(13.7, math.Inf(1), []byte{9, 8, 7})
	f.Fuzz(func(t *testing.T, rate, scale float64, data []byte) {
		if len(data) > 4000 || rate > 1e5 {
			return
		}
		x := make([]float64, 0, 4*len(data))
		for _, b := range data {
			v := (float64(b) - 128) * scale
			if b == 255 {
				v = math.NaN()
			}
			x = append(x, v, v, -v, v/2)
		}
		c, err := NewCleaner(rate, CleanOptions{})
		if err != nil {
			return
		}
		y := c.Clean(nil, x)
		for i, v := range x {
			if dsp.Present(v) && math.Abs(v) < 1e90 && scale < 1e90 && !dsp.Finite(y[i]) {
				t.Fatalf("sample %d: %g became %g", i, v, y[i])
			}
			if !dsp.Present(v) && !math.IsNaN(y[i]) {
				t.Fatalf("gap at %d filled", i)
			}
		}
		if r, err := NewResampler(rate, 100, ResampleOptions{}); err == nil && rate > 10 {
			r.Resample(nil, x)
		}
		if sos, err := BandPass(2, 5, 15, rate); err == nil {
			FiltFilt(nil, x, sos)
			NewCascade(sos).Process(nil, x)
		}
	})
}

func ExampleCleaner() {
	lead, _ := strip(500, 60, 0, 10)
	c, err := NewCleaner(500, CleanOptions{})
	if err != nil {
		panic(err)
	}
	clean := c.Clean(nil, addMains(lead, 500, 50, 40, 0))
	fmt.Println(len(clean), c.Mains().Nominal)
	// Output: 5000 50
}

func BenchmarkCleaner12x5000(b *testing.B) {
	c, _ := NewCleaner(testRate, CleanOptions{})
	src := twelve()
	dst := c.CleanLeads(nil, src)
	for b.Loop() {
		c.CleanLeads(dst, src)
	}
}
