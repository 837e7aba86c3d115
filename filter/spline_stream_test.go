package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
)

// TestSplineStreamEqualsBatch: the more knots lie within the lag, the nearer.
func TestSplineStreamEqualsBatch(t *testing.T) {
	for _, rate := range []float64{250, 500, 1000} {
		if testdata.RaceEnabled && rate != 250 {
			continue
		}
		noisy, _, truth := longPreset(t, "stemi-anterior", rate, 40, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.15})
		beats := beatsOf(truth)
		knots := tableMust(NewKnotFinder(rate)).Find(nil, noisy, beats)
		want := make([][]float64, len(noisy))
		var spline Spline
		for l, x := range noisy {
			want[l] = spline.Remove(nil, x, rate, knots)
		}
		for _, c := range []struct{ lag, limit float64 }{{2, 9}, {3, 3}, {6, 3}} {
			s, err := NewSplineStream(rate, len(noisy), LagOptions{Lag: c.lag})
			require.NoError(t, err)
			s.Beats(beats...)
			got := through(s, noisy, 100)
			d := differences(want, got, 0, len(noisy[0]))
			t.Logf("%g Hz, lag %g s: median %.2f, 99 %% %.2f, all %.2f uV", rate, c.lag, d[len(d)/2], d[len(d)*99/100], d[len(d)-1])
			assert.Less(t, d[len(d)-1], c.limit, "lag %g s at %g Hz", c.lag, rate)
		}
	}
}

// TestSplineStreamBeatsAsTheyCome: announced by a detector a second and a half late, beats
// give about the same.
func TestSplineStreamBeatsAsTheyCome(t *testing.T) {
	const rate = 250
	noisy, _, truth := longPreset(t, "normal", rate, 30, ecgtest.Noise{BaselineUV: 500, BaselineHz: 0.2})
	beats := beatsOf(truth)
	ahead := tableMust(NewSplineStream(rate, len(noisy), LagOptions{Lag: 5}))
	ahead.Beats(beats...)
	want := through(ahead, noisy, 50)
	late := tableMust(NewSplineStream(rate, len(noisy), LagOptions{Lag: 5}))
	var got [][]float64
	view := make([][]float64, len(noisy))
	next := 0
	for at := 0; at < len(noisy[0]); at += 50 {
		for l, x := range noisy {
			view[l] = x[at : at+50]
		}
		for next < len(beats) && beats[next]+rate*3/2 < at {
			late.Beats(beats[next])
			next++
		}
		got = late.PushLeads(got, view)
	}
	late.Beats(beats[next:]...)
	got = late.FlushLeads(got)
	d := differences(want, got, 0, len(noisy[0]))
	assert.Less(t, d[len(d)-1], 12.0)
	assert.Less(t, d[len(d)/2], 0.5)
}

// TestSplineStreamOdd: no beats, beats twice, backwards, outside, in a gap; a lead that is gone.
func TestSplineStreamOdd(t *testing.T) {
	x := gapped(250, 12)
	s := tableMust(NewSplineStream(250, 1, LagOptions{Lag: 1}))
	for i, v := range s.Flush(s.Push(nil, x)) {
		require.True(t, math.IsNaN(v) || v == x[i], "nothing to subtract")
	}
	s.Beats(-5, 0, 3, 3, 2, 500, 501, 502, 1000, 400, 1600, 1e9)
	y := s.Flush(s.Push(nil, x))
	require.Len(t, y, len(x))
	assert.Empty(t, s.pending)
	s.Beats(1, 2, 3)
	assert.Empty(t, s.Flush(nil))
	assert.Empty(t, s.pending, "Flush forgets")
}

func ExampleSplineStream() {
	lead, beats := strip(250, 60, 0, 20)
	s, err := NewSplineStream(250, 1, LagOptions{})
	if err != nil {
		panic(err)
	}
	for _, at := range beats { // from a detector
		s.Beats(int(at * 250))
	}
	clean := s.Push(nil, wander(lead, 250))
	fmt.Println(len(clean), s.Delay())
	// Output: 4000 1000
}
