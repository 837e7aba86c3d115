package filter

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/dsp"
	"github.com/goecg/goecg/internal/testdata"
)

// longPreset is preset with the record lengthened.
func longPreset(t testing.TB, name string, rate, seconds float64, noise ecgtest.Noise) (noisy, clean [][]float64, truth *ecgtest.Truth) {
	spec, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	spec.Rate, spec.Duration, spec.Noise = rate, seconds, ecgtest.Noise{}
	rec, _ := ecgtest.MustGenerate(spec)
	clean = leadsOf(rec)
	spec.Noise = noise
	rec, truth = ecgtest.MustGenerate(spec)
	return leadsOf(rec), clean, truth
}

// through pushes leads in pieces of the given size.
func through(s LeadStream, leads [][]float64, piece int) (out [][]float64) {
	view := make([][]float64, len(leads))
	for at := 0; at < len(leads[0]); at += piece {
		for l, x := range leads {
			view[l] = x[at:min(at+piece, len(x))]
		}
		out = s.PushLeads(out, view)
	}
	return s.FlushLeads(out)
}

// differences are the sorted sizes of the differences between samples from and to.
func differences(a, b [][]float64, from, to int) (d []float64) {
	for l := range a {
		for i := from; i < to; i++ {
			if v := math.Abs(a[l][i] - b[l][i]); !math.IsNaN(v) {
				d = append(d, v)
			}
		}
	}
	slices.Sort(d)
	return d
}

// streamDiffer is by how many uV a sample of a minute of a preset may differ between
// CleanerStream and Cleaner: 99 of 100 samples, and all, from 8 s after the beginning to 8 s
// before the end; what ST of a beat may be off, there and in the beat that was the first. Where
// nothing else is said, it is the first line.
var streamDiffer = map[string][4]float64{
	"":           {5, 10, 6, 8},
	"tachy":      {20, 40, 7, 6},    // no isoelectric line
	"afib":       {15, 25, 9, 8},    // intervals differ, f waves
	"bigeminy":   {11, 27, 16, 100}, // five pairs in a window, two in the first
	"avb3-wide":  {30, 50, 20, 50},  // nine beats in a window, three in the first, P waves anywhere
	"paced-dual": {9, 15, 6, 8},
}

// TestCleanerStreamEqualsBatch: four seconds late, but for a few uV the stream gives what the
// whole minute gives, and ST as right.
func TestCleanerStreamEqualsBatch(t *testing.T) {
	const seconds = 60
	for _, c := range []struct {
		rate, hz float64
	}{{500, 50.1}, {250, 60}, {360, 49.8}, {1000, 50}} {
		for i, name := range append([]string{"avb3-wide", "paced-dual", "rbbb", "long-qt"}, tablePresets...) {
			if c.rate != 500 && i%4 != int(c.rate)%3 || testdata.RaceEnabled && i%6 > 0 {
				continue
			}
			noisy, clean, truth := longPreset(t, name, c.rate, seconds, ecgtest.Noise{BaselineUV: 1000, BaselineHz: 0.3, MainsUV: 200, MainsHz: c.hz})
			batch, err := NewCleaner(c.rate, CleanOptions{})
			require.NoError(t, err)
			want := batch.CleanLeads(nil, noisy)
			s, err := NewCleanerStream(c.rate, len(noisy), CleanOptions{}, LagOptions{})
			require.NoError(t, err)
			assert.InDelta(t, 4*c.rate, s.Delay(), 1)
			got := through(s, noisy, 331)
			limit, ok := streamDiffer[name]
			if !ok {
				limit = streamDiffer[""]
			}
			what := fmt.Sprintf("%s at %g Hz", name, c.rate)
			d := differences(want, got, int(8*c.rate), int((seconds-8)*c.rate))
			e := measureST(got, clean, truth)
			t.Logf("%-28s median %.2f, 99 %% %.1f, all %.1f uV; ST %.1f, first %.1f, last %.1f", what, d[len(d)/2], d[len(d)*99/100], d[len(d)-1], e.inner, e.first, e.last)
			assert.Less(t, d[len(d)*99/100], limit[0], what)
			assert.Less(t, d[len(d)-1], limit[1], what)
			assert.Less(t, e.inner, limit[2], "%s: ST", what)
			assert.Less(t, e.first, limit[3], "%s: ST of the first beat", what)
			assert.InDelta(t, c.hz, s.Mains().Frequency, 0.05, what)
		}
	}
}

// TestLaggedPieces: leads with gaps, a flat one, one with a step, an absent one, at any rate:
// any pieces give the same bits, the delay is what it says, Flush leaves a stream like new,
// gaps stay and nothing spreads.
func TestLaggedPieces(t *testing.T) {
	for _, rate := range []float64{100, 257, 500} {
		lead := gapped(rate, 25)
		n := len(lead)
		flat := make([]float64, n)
		step := slices.Clone(lead)
		for i := n / 2; i < n; i++ {
			step[i] += 5000
		}
		fill(step[n/3:n/3+int(rate)], 77)
		absent := make([]float64, n)
		fill(absent, math.NaN())
		leads := [][]float64{lead, flat, step, absent, addMains(flat, rate, 50, 20, 0)}
		var beats []int
		for i := int(rate / 4); i < n; i += int(rate * 0.75) {
			beats = append(beats, i)
		}
		spline := tableMust(NewSplineStream(rate, len(leads), LagOptions{Lag: 2}))
		for name, s := range map[string]LeadStream{
			"cleaner": tableMust(NewCleanerStream(rate, len(leads), CleanOptions{}, LagOptions{})),
			"short":   tableMust(NewCleanerStream(rate, len(leads), CleanOptions{}, LagOptions{Lag: 0.5, Hop: 0.7, Window: 1.2})),
			"spline":  spline,
		} {
			announce := func() {
				if s == spline {
					s.(*SplineStream).Beats(beats...)
				}
			}
			announce()
			want := s.FlushLeads(s.PushLeads(nil, leads))
			for l, x := range leads {
				require.Len(t, want[l], n, name)
				for i, v := range want[l] {
					require.Equal(t, dsp.Present(x[i]), dsp.Finite(v), "%s at %g Hz: lead %d, sample %d: %g", name, rate, l, i, v)
				}
			}
			for _, v := range want[1] {
				require.InDelta(t, 0, v, 1e-9, "a flat lead stays flat")
			}
			for _, piece := range []int{1, 7, int(rate), n - 1} {
				announce()
				sameLeads(t, want, through(s, leads, piece), 0, name)
			}
			announce()
			var got [][]float64
			for at, k := 0, 1; at < n; k = k*5%71 + 1 {
				end := min(at+k, n)
				view := make([][]float64, len(leads))
				for l := range view {
					view[l] = leads[l][at:end]
				}
				got = s.PushLeads(got, view)
				at = end
				require.Len(t, got[2], max(0, at-s.Delay()), name)
			}
			sameLeads(t, want, s.FlushLeads(got), 0, name)
		}
	}
}

// TestLaggedIsExact: something that looks no further than the lag comes out to the bit.
func TestLaggedIsExact(t *testing.T) {
	const rate = 250.0
	b := tableMust(NewMedianBaseline(rate, MedianOptions{})) // 0.4 s to each side
	s, err := NewLagged(rate, 1, func(dst, src [][]float64) { b.Remove(dst[0], src[0]) }, LagOptions{Lag: 1, Hop: 0.5, Window: 2.5})
	require.NoError(t, err)
	x := gapped(rate, 20)
	want := b.Remove(nil, x)
	got := s.Flush(s.Push(nil, x))
	for i, v := range want {
		if !math.IsNaN(v) {
			require.InDelta(t, v, got[i], 1e-9)
		}
	}
}

// TestLaggedStep: a step of the level is followed as in batch, and nothing is disturbed
// before the lag.
func TestLaggedStep(t *testing.T) {
	const rate, n = 250.0, 250 * 40
	lead, _ := strip(rate, 70, 100, n/rate)
	s, err := NewBeatStream(rate, 1, BeatOptions{}, LagOptions{})
	require.NoError(t, err)
	calm := s.Flush(s.Push(nil, lead))
	for i := n / 2; i < n; i++ {
		lead[i] += 3000
	}
	got := s.Flush(s.Push(nil, lead))
	worst := 0.0
	for i := range got {
		if d := math.Abs(got[i] - calm[i]); i < n/2-s.Delay() || i > n/2+int(3*rate) {
			worst = math.Max(worst, d)
		}
	}
	assert.Less(t, worst, 30.0)
}

func TestLaggedAllocations(t *testing.T) {
	noisy, _, truth := longPreset(t, "normal", 250, 40, ecgtest.Noise{BaselineUV: 300, MainsUV: 100})
	fill(noisy[3][2000:2100], math.NaN())
	spline := tableMust(NewSplineStream(250, 12, LagOptions{}))
	beats := beatsOf(truth)
	for _, s := range []LeadStream{tableMust(NewCleanerStream(250, 12, CleanOptions{MainsHarmonics: 2}, LagOptions{})), spline} {
		dst := make([][]float64, 12)
		for l := range dst {
			dst[l] = make([]float64, 0, len(noisy[l]))
		}
		run := func() {
			spline.Beats(beats...)
			for l := range dst {
				dst[l] = dst[l][:0]
			}
			dst = s.FlushLeads(s.PushLeads(dst, noisy))
			if s != spline {
				spline.FlushLeads(dst)
			}
		}
		run()
		assert.Zero(t, testing.AllocsPerRun(2, run), "%T", s)
	}
}

func TestLaggedErrors(t *testing.T) {
	for _, o := range []LagOptions{{Lag: -1}, {Hop: -1}, {Window: -1}, {Lag: math.NaN()}, {Lag: 10, Hop: 10, Window: 15}, {Window: 1e9}} {
		_, err := NewCleanerStream(500, 1, CleanOptions{}, o)
		assert.ErrorIs(t, err, ErrWindow, "%+v", o)
	}
	_, err := NewLagged(0, 1, nil, LagOptions{})
	assert.ErrorIs(t, err, ErrRate)
	_, err = NewCleanerStream(500, 1, CleanOptions{BaselineCorner: 400}, LagOptions{})
	assert.ErrorIs(t, err, ErrCorner)
	_, err = NewBeatStream(500, 1, BeatOptions{Corner: -1}, LagOptions{})
	assert.ErrorIs(t, err, ErrCorner)
	_, err = NewMainsStream(500, 1, -1, 0, LagOptions{})
	assert.ErrorIs(t, err, ErrCorner)
	_, err = NewMainsStream(500, 1, 55, 0, LagOptions{})
	assert.ErrorIs(t, err, ErrCorner)
	_, err = NewSplineStream(math.Inf(1), 1, LagOptions{})
	assert.ErrorIs(t, err, ErrRate)
	s := tableMust(NewCleanerStream(500, 2, CleanOptions{}, LagOptions{Lag: 20}))
	assert.Equal(t, 21*500, s.Delay(), "a long lag widens the window")
	assert.Panics(t, func() { s.Push(nil, nil) })
	assert.Panics(t, func() { s.PushLeads(nil, [][]float64{{1}, {1, 2}}) })
	assert.Panics(t, func() { s.PushLeads(make([][]float64, 1), [][]float64{{1}, {1}}) })
	assert.Panics(t, func() { _, _ = NewCleanerStream(500, 0, CleanOptions{}, LagOptions{}) })
}

func ExampleCleanerStream() {
	lead, _ := strip(250, 70, 200, 20)
	s, err := NewCleanerStream(250, 2, CleanOptions{}, LagOptions{})
	if err != nil {
		panic(err)
	}
	var clean [][]float64
	for i := 0; i < len(lead); i += 50 { // blocks as they come, of two leads
		x := wander(lead, 250)[i : i+50]
		clean = s.PushLeads(clean, [][]float64{x, x})
	}
	fmt.Println(len(lead)-len(clean[0]), "samples are held back")
	clean = s.FlushLeads(clean)
	fmt.Println(len(clean[0]), len(clean[1]))
	// Output:
	// 1000 samples are held back
	// 5000 5000
}

func BenchmarkCleanerStream12(b *testing.B) {
	x, _, _ := longPreset(b, "normal", 500, 30, ecgtest.Noise{BaselineUV: 300, MainsUV: 100})
	s := tableMust(NewCleanerStream(500, 12, CleanOptions{}, LagOptions{}))
	dst := s.FlushLeads(s.PushLeads(nil, x))
	b.SetBytes(int64(8 * 12 * len(x[0])))
	for b.Loop() {
		for l := range dst {
			dst[l] = dst[l][:0]
		}
		dst = s.FlushLeads(s.PushLeads(dst, x))
	}
}
