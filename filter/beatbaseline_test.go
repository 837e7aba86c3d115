package filter

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/dsp"
)

// sameLeads fails unless a and b agree to within tol, NaN with NaN.
func sameLeads(t *testing.T, a, b [][]float64, tol float64, what string) {
	t.Helper()
	require.Len(t, b, len(a), what)
	for l := range a {
		require.Len(t, b[l], len(a[l]), what)
		for i, v := range a[l] {
			if math.IsNaN(v) != math.IsNaN(b[l][i]) || math.Abs(v-b[l][i]) > tol {
				t.Fatalf("%s: lead %d sample %d: %g and %g", what, l, i, v, b[l][i])
			}
		}
	}
}

// TestCleanerForgets: what came before, of any rate, length and number of leads, leaves
// no trace: the bits are those of a new Cleaner.
func TestCleanerForgets(t *testing.T) {
	var c Cleaner
	for round := range 2 {
		for i, name := range []string{"normal", "vf", "avb3-wide", "artifacts", "pvc", "asystole", "noise"} {
			for k, rate := range []float64{500, 250, 360} {
				noisy, _, _ := preset(t, name, rate, ecgtest.Noise{MainsUV: float64(50 * k), BaselineUV: 200})
				n := len(noisy[0]) * (10 - (i+round+k)%3*3) / 10
				noisy = noisy[:12-(i+k)%6]
				for l := range noisy {
					noisy[l] = noisy[l][:n]
				}
				fill(noisy[len(noisy)-1][n/7:], math.NaN())
				require.NoError(t, c.Reset(rate, CleanOptions{}))
				fresh, err := NewCleaner(rate, CleanOptions{})
				require.NoError(t, err)
				sameLeads(t, fresh.CleanLeads(nil, noisy), c.CleanLeads(nil, noisy), 0, name)
			}
		}
	}
}

// TestBeatBaselineMetamorphic: another unit, polarity, offset or order of the leads
// gives the same, and adding a slow wave changes next to nothing.
func TestBeatBaselineMetamorphic(t *testing.T) {
	x, _, _ := preset(t, "pvc", 500, ecgtest.Noise{BaselineUV: 300, WhiteUV: 5})
	b, err := NewBeatBaseline(500, BeatOptions{})
	require.NoError(t, err)
	want := b.RemoveLeads(nil, x, nil)
	change := func(f func(l, i int, v float64) float64) [][]float64 {
		y := make([][]float64, len(x))
		for l := range y {
			y[l] = make([]float64, len(x[l]))
			for i, v := range x[l] {
				y[l][i] = f(l, i, v)
			}
		}
		return y
	}
	for _, scale := range []float64{0.001, 0.1, -1, 10, 1e6} {
		got := b.RemoveLeads(nil, change(func(_, _ int, v float64) float64 { return scale * v }), nil)
		for l := range got {
			for i := range got[l] {
				got[l][i] /= scale
			}
		}
		sameLeads(t, want, got, 1e-6, fmt.Sprint("times ", scale))
	}
	got := b.RemoveLeads(nil, change(func(l, i int, v float64) float64 { return v + 1e5 - 3000*float64(l) + 0.2*float64(i) }), nil)
	sameLeads(t, want, got, 0.5, "offset and drift")
	back := slices.Clone(x)
	slices.Reverse(back)
	got = b.RemoveLeads(nil, back, nil)
	slices.Reverse(got)
	sameLeads(t, want, got, 1e-3, "leads in another order")
	got = b.RemoveLeads(nil, change(func(_, i int, v float64) float64 { return v + 500*math.Sin(2*math.Pi*0.2*float64(i)/500) }), nil)
	for l := range got {
		for i := 500; i < 4500; i++ {
			require.InDelta(t, want[l][i], got[l][i], 5)
		}
	}
}

// TestBeatBaselineGivenBeats: with the R peaks given, it is as good as with those it
// finds; spurious and missing beats do no harm.
func TestBeatBaselineGivenBeats(t *testing.T) {
	noisy, clean, truth := preset(t, "stemi-anterior", 500, ecgtest.Noise{BaselineUV: 1000, BaselineHz: 0.3})
	b, _ := NewBeatBaseline(500, BeatOptions{})
	var beats []int
	for _, r := range truth.Beats {
		beats = append(beats, r.R.Sample)
	}
	e := measureST(b.RemoveLeads(nil, noisy, beats), clean, truth)
	assert.Less(t, max(e.mean, e.inner, e.first), 4.0)
	spurious := append(slices.Clone(beats[:6]), beats[5]+160)
	spurious = append(spurious, beats[7:]...) // one T wave instead of a beat
	e = measureST(b.RemoveLeads(nil, noisy, spurious), clean, truth)
	assert.Less(t, e.mean, 10.0)
	// No beats at all: the plain curve.
	none := b.RemoveLeads(nil, noisy, []int{})
	e = measureST(none, clean, truth)
	assert.Less(t, e.inner, 60.0)
	assert.Greater(t, e.inner, 10.0, "without the beats it must be worse")
}

// TestBeatBaselinePlain: where nothing repeats it is the zero-phase high-pass of order
// 4 at the corner.
func TestBeatBaselinePlain(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, 15000)
	for i := range x {
		x[i] = 30 * r.NormFloat64()
	}
	b, _ := NewBeatBaseline(500, BeatOptions{})
	got := b.RemoveLeads(nil, [][]float64{x}, []int{})[0]
	hp, _ := HighPass(4, DefaultBaselineCorner, 500)
	z := NewZeroPhase(hp)
	z.Edge = 3000
	want := z.Apply(nil, x)
	for i := 4000; i < 11000; i++ {
		require.InDelta(t, want[i], got[i], 0.5, i)
	}
}

// TestBeatBaselineWindows: a long record is done in windows, whose seams do not show.
func TestBeatBaselineWindows(t *testing.T) {
	spec := ecgtest.Spec{Duration: 200, Rate: 250, RSA: 20, Seed: 7, HeartRate: 66}
	rec, truth := ecgtest.MustGenerate(spec)
	clean := leadsOf(rec)[:3]
	noisy := make([][]float64, len(clean))
	for l := range noisy {
		noisy[l] = slices.Clone(clean[l])
		for i := range noisy[l] {
			s := float64(i) / 250
			noisy[l][i] += 1000*math.Sin(2*math.Pi*0.3*s+float64(l)) + 300*math.Sin(2*math.Pi*0.11*s)
		}
	}
	b, _ := NewBeatBaseline(250, BeatOptions{})
	got := b.RemoveLeads(nil, noisy, nil)
	e := measureST(got, clean, truth)
	assert.Less(t, max(e.mean, e.inner, e.first), 6.0)
	assert.Zero(t, testing.AllocsPerRun(2, func() { b.RemoveLeads(got, noisy, nil) }))
}

func TestBeatBaselineShortAndOdd(t *testing.T) {
	for _, rate := range []float64{5, 24, 61, 100, 128, 257, 360, 500, 977, 5000} {
		b, err := NewBeatBaseline(rate, BeatOptions{})
		require.NoError(t, err)
		for _, n := range []int{0, 1, 2, 3, 10, int(rate), int(2.3 * rate), int(3.1 * rate), int(7 * rate), int(11*rate) + 13} {
			x, _ := strip(rate, 75, 100, float64(n)/rate+1)
			x = x[:n]
			if n > 20 {
				fill(x[n/2:n/2+n/10], math.NaN())
				x[n-1] = math.Inf(1)
			}
			for i, v := range b.Remove(nil, x) {
				require.Equal(t, dsp.Present(x[i]), dsp.Finite(v), "%g Hz, %d samples, at %d", rate, n, i)
			}
		}
	}
	b, _ := NewBeatBaseline(500, BeatOptions{})
	assert.Equal(t, []float64{-1, 0, 1}, b.Remove(nil, []float64{4, 5, 6}))
	leads := b.RemoveLeads(nil, [][]float64{nil, {1, 2, 3}, make([]float64, 5000), noise(4000, 1)}, nil)
	assert.Equal(t, make([]float64, 5000), leads[2])
	_, err := NewBeatBaseline(500, BeatOptions{Corner: 400})
	assert.ErrorIs(t, err, ErrCorner)
	_, err = NewBeatBaseline(0, BeatOptions{})
	assert.ErrorIs(t, err, ErrRate)
	assert.Panics(t, func() { new(BeatBaseline).Remove(nil, nil) })
}

// TestBeatBaselineShortStrips: the 2.5 s of a 3x4 page hold two or three beats; ST must
// not be worse than the plain high-pass makes it.
func TestBeatBaselineShortStrips(t *testing.T) {
	for _, seconds := range []float64{2.5, 4, 6} {
		noisy, clean, truth := preset(t, "stemi-anterior", 500, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.3})
		for l := range noisy {
			noisy[l], clean[l] = noisy[l][:int(seconds*500)], clean[l][:int(seconds*500)]
		}
		b, _ := NewBeatBaseline(500, BeatOptions{})
		e := measureST(b.RemoveLeads(nil, noisy, nil), clean, truth)
		p := measureST(b.RemoveLeads(nil, noisy, []int{}), clean, truth)
		assert.Less(t, e.mean, math.Max(p.mean, stLimit), "%g s", seconds)
	}
}

func ExampleBeatBaseline() {
	lead, _ := strip(500, 60, 200, 10)
	b, err := NewBeatBaseline(500, BeatOptions{})
	if err != nil {
		panic(err)
	}
	clean := b.Remove(nil, wander(lead, 500))
	worst := 0.0
	for i := 500; i < 4500; i++ {
		level := clean[i] - clean[2590] - (lead[i] - lead[2590])
		worst = math.Max(worst, math.Abs(level))
	}
	fmt.Println(worst < 10)
	// Output: true
}

func BenchmarkBeatBaseline12x5000(b *testing.B) {
	src := twelve()
	dst := twelve()
	r, _ := NewBeatBaseline(testRate, BeatOptions{})
	for b.Loop() {
		r.RemoveLeads(dst, src, nil)
	}
}

// TestAbsentLeads: a lead that is not there, or hardly, leaves the others what they are without it, at any length.
func TestAbsentLeads(t *testing.T) {
	for _, rate := range []float64{100, 250, 500} {
		noisy, _, _ := preset(t, "normal", rate, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.3, MainsUV: 50})
		whole := len(noisy[0])
		for n := whole; n > whole/3; n -= whole / 9 {
			leads := make([][]float64, 5)
			for l := range leads {
				leads[l] = slices.Clone(noisy[l][:n])
			}
			for _, there := range []int{0, 1, n / 50, n / 4} {
				fill(leads[2][:n-there], math.NaN())
				leads[2] = leads[2][:n]
				c, err := NewCleaner(rate, CleanOptions{MainsHarmonics: 1})
				require.NoError(t, err)
				got := c.CleanLeads(nil, leads)
				assert.True(t, dsp.Finite(c.Mains().Amplitude))
				for l := range got {
					for i, v := range got[l] {
						require.Equal(t, dsp.Present(leads[l][i]), dsp.Finite(v), "%g Hz, %d samples, %d there: lead %d at %d", rate, n, there, l, i)
						require.False(t, math.Abs(v) > 1e4, "%g Hz, %d samples, %d there: lead %d at %d: %g", rate, n, there, l, i, v)
					}
				}
				want := c.CleanLeads(nil, [][]float64{leads[0], leads[1], leads[3], leads[4]})
				d := differences(want, [][]float64{got[0], got[1], got[3], got[4]}, 0, n)
				assert.Less(t, d[len(d)-1], 10.0, "%g Hz, %d samples, %d there", rate, n, there)
				copy(leads[2], noisy[2])
			}
		}
	}
}
