package detect

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func segmentsOf(t testing.TB, rate float64, leads ...[]float64) []Segment {
	t.Helper()
	s, err := NewSegmenter(rate, len(leads))
	require.NoError(t, err)
	got := s.Segments(nil, leads)
	n := 0
	for _, x := range leads {
		n = max(n, len(x))
	}
	at := 0
	for _, g := range got {
		require.GreaterOrEqual(t, g.Start, at)
		require.Greater(t, g.End, g.Start)
		at = g.End
	}
	require.LessOrEqual(t, at, n)
	return got
}

// TestSegments: what lies between two stretches of sinus rhythm is found where it is.
func TestSegments(t *testing.T) {
	const rate = 250
	for _, c := range []struct {
		name   string
		middle []float64
		kind   SegmentKind // 0: none
		slack  float64     // s
	}{
		{"coarse VF", fibrillation(rate, 20, 5, 1500, 1), VF, 1.5},
		{"slow VF", fibrillation(rate, 20, 3.5, 900, 2), VF, 2},
		{"fast VF", fibrillation(rate, 20, 7, 700, 3), VF, 1.5},
		{"fine VF", fibrillation(rate, 20, 6, 350, 4), VF, 2},
		{"flutter", flutterWaves(rate, 20, 4.5, 1600), VF, 1.5},
		{"VF in muscle noise", chain(add(fibrillation(rate, 20, 5, 1500, 5), gaussian(rate, 20, 40, 1))), VF, 1.5},
		{"asystole", gaussian(rate, 20, 8, 2), Asystole, 1},
		{"long pause", gaussian(rate, 6, 8, 2), Asystole, 1},
		{"short pause", gaussian(rate, 2.5, 8, 2), 0, 0},
		{"muscle noise alone", gaussian(rate, 20, 400, 3), Noise, 2.5},
		{"missing", constantLead(rate, 3, math.NaN()), Flat, 0.05},
		{"constant", constantLead(rate, 6, 5000), Flat, 0.05},
		{"short gap", constantLead(rate, 1.5, math.NaN()), 0, 0},
		{"tachycardia", rhythm(rate, 0.3, 20), 0, 0},
		{"wide tachycardia", wideBeats(rate, 60.0/160, 20), 0, 0},
		{"slow wide beats", wideBeats(rate, 0.75, 20), 0, 0},
		{"tremor at 5 Hz", add(rhythm(rate, 0.8, 20), flutterWaves(rate, 20, 5, 250)), 0, 0},
		{"atrial flutter", add(rhythm(rate, 0.8, 20), flutterWaves(rate, 20, 5, 400)), 0, 0},
		{"wander", add(rhythm(rate, 0.8, 20), flutterWaves(rate, 20, 0.4, 4000)), 0, 0},
		{"mains", add(rhythm(rate, 0.8, 20), flutterWaves(rate, 20, 50, 1500)), 0, 0},
	} {
		before, after := rhythm(rate, 0.8, 20), rhythm(rate, 0.8, 20)
		x := chain(before, c.middle, after)
		got := segmentsOf(t, rate, x)
		if c.kind == 0 {
			assert.Empty(t, got, c.name)
			continue
		}
		if assert.Len(t, got, 1, c.name) {
			assert.Equal(t, c.kind, got[0].Kind, c.name)
			assert.InDelta(t, len(before), got[0].Start, c.slack*rate, c.name)
			assert.InDelta(t, len(before)+len(c.middle), got[0].End, c.slack*rate, c.name)
		}
	}
}

// TestSegmentVotes: beats in one of two leads speak against fibrillation, a lead that is off says nothing, and
// noise or flatness of some leads is no segment.
func TestSegmentVotes(t *testing.T) {
	const rate = 250
	beats, vf := rhythm(rate, 0.8, 30), fibrillation(rate, 30, 5, 1500, 1)
	noise, off := gaussian(rate, 30, 400, 1), constantLead(rate, 30, math.NaN())
	assert.Empty(t, segmentsOf(t, rate, vf, beats))
	assert.Empty(t, segmentsOf(t, rate, noise, beats))
	assert.Empty(t, segmentsOf(t, rate, off, beats))
	assert.Empty(t, segmentsOf(t, rate, gaussian(rate, 30, 5, 2), beats))
	kinds := func(leads ...[]float64) (k []SegmentKind) {
		for _, g := range segmentsOf(t, rate, leads...) {
			k = append(k, g.Kind)
		}
		return k
	}
	assert.Equal(t, []SegmentKind{VF}, kinds(vf, fibrillation(rate, 30, 5, 800, 8)))
	assert.Equal(t, []SegmentKind{VF}, kinds(vf, off))
	assert.Equal(t, []SegmentKind{VF}, kinds(vf, gaussian(rate, 30, 5, 2)), "a lead across the axis")
	assert.Equal(t, []SegmentKind{Noise}, kinds(noise, off))
	assert.Equal(t, []SegmentKind{Flat}, kinds(off, constantLead(rate, 30, 7)))
	assert.Equal(t, []SegmentKind{Flat}, kinds(off, nil))
	assert.Empty(t, segmentsOf(t, rate))
	assert.Empty(t, segmentsOf(t, rate, nil, nil))
}

// TestSegmentEdges: a recording that is all fibrillation is one segment from end to end.
func TestSegmentEdges(t *testing.T) {
	for _, seconds := range []float64{10, 10.3, 61.7} {
		x := fibrillation(500, seconds, 5, 1500, 1)
		got := segmentsOf(t, 500, x)
		require.Len(t, got, 1, seconds)
		assert.Equal(t, 0, got[0].Start)
		assert.Equal(t, len(x), got[0].End)
		assert.InDelta(t, 5, got[0].Hz, 0.8)
	}
	assert.Empty(t, segmentsOf(t, 500, fibrillation(500, 3.9, 5, 1500, 1)), "shorter than a window")
	got := segmentsOf(t, 500, constantLead(500, 2.2, math.NaN()))
	assert.Equal(t, []Segment{{Start: 0, End: 1100, Kind: Flat}}, got)
}

func TestSegmentMetamorphic(t *testing.T) {
	const rate = 500
	x := mixed(rate)
	want := segmentsOf(t, rate, x)
	var kinds []SegmentKind
	for _, g := range want {
		kinds = append(kinds, g.Kind)
	}
	require.Equal(t, []SegmentKind{VF, Asystole, Flat, Noise, Flat, VF}, kinds)
	scaled := func(k, off float64) []float64 {
		y := clone(x)
		for i := range y {
			y[i] = k*y[i] + off
		}
		return y
	}
	assert.Equal(t, want, segmentsOf(t, rate, scaled(-1, 0)), "inverted")
	for _, off := range []float64{-3000, 65536} {
		assert.Equal(t, want, segmentsOf(t, rate, scaled(1, off)), off)
	}
	only := func(list []Segment, k SegmentKind) (out []Segment) {
		for _, g := range list {
			if g.Kind == k {
				out = append(out, g)
			}
		}
		return out
	}
	for _, k := range []float64{0.3, 2, 10} {
		got := only(segmentsOf(t, rate, scaled(k, 0)), VF)
		require.Len(t, got, 2, k)
		for i, g := range only(want, VF) {
			assert.InDelta(t, g.Start, got[i].Start, rate, k)
			assert.InDelta(t, g.End, got[i].End, rate, k)
		}
	}
	// Two equal leads are as good as one.
	assert.Equal(t, want, segmentsOf(t, rate, x, x))
	for _, r := range []float64{100, 128, 180, 250, 360, 1000, 2000} {
		got := segmentsOf(t, r, mixed(r))
		require.Len(t, got, len(want), r)
		for i, g := range want {
			assert.Equal(t, g.Kind, got[i].Kind, r)
			assert.InDelta(t, float64(g.Start)/rate, float64(got[i].Start)/r, 1.6, "%g Hz, %v", r, g.Kind)
			assert.InDelta(t, float64(g.End)/rate, float64(got[i].End)/r, 1.6, "%g Hz, %v", r, g.Kind)
		}
	}
}

// TestSegmentStream: blocks of any size give what the whole leads give, and what was called settled stays.
func TestSegmentStream(t *testing.T) {
	const rate = 200
	leads := [][]float64{mixed(rate), mixed(rate)[:90*rate]}
	s, err := NewSegmenter(rate, 2)
	require.NoError(t, err)
	want := s.Segments(nil, leads)
	require.Len(t, want, 6)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, size := range []int{1, 7, 100, 1000, 1 << 20, 0} { // 0: random
		require.NoError(t, s.Reset(rate, 2))
		var got []Segment
		type note struct {
			settled int
			known   []Segment
		}
		var notes []note
		for at := 0; at < len(leads[0]); {
			n := size
			if n == 0 {
				n = rng.IntN(700)
			}
			n = min(n, len(leads[0])-at)
			block := [][]float64{leads[0][at : at+n], nil}
			if at < len(leads[1]) {
				block[1] = leads[1][at:min(at+n, len(leads[1]))]
			}
			got = s.Push(got, block)
			at += n
			k := note{s.Settled(), append([]Segment(nil), got...)}
			if g, ok := s.Open(); ok {
				k.known = append(k.known, g)
			}
			require.LessOrEqual(t, k.settled, at)
			require.GreaterOrEqual(t, k.settled, at-16*rate)
			if len(notes) > 0 {
				require.GreaterOrEqual(t, k.settled, notes[len(notes)-1].settled)
			}
			if size != 1 || at%50 == 0 {
				notes = append(notes, k)
			}
		}
		got = s.Flush(got)
		require.Equal(t, want, got, size)
		for _, k := range notes {
			for at := 0; at < k.settled; at += 20 {
				require.Equal(t, kindAt(want, at), kindAt(k.known, at), "%d of %d settled", at, k.settled)
			}
		}
	}
}

func kindAt(list []Segment, at int) SegmentKind {
	for _, g := range list {
		if at >= g.Start && at < g.End {
			return g.Kind
		}
	}
	return 0
}

func TestSegmentKinds(t *testing.T) {
	for k := VF; k <= Flat; k++ {
		data, err := json.Marshal(Segment{Start: 1, End: 2, Kind: k})
		require.NoError(t, err)
		assert.JSONEq(t, fmt.Sprintf(`{"start":1,"end":2,"kind":%q}`, k), string(data))
		var back Segment
		require.NoError(t, json.Unmarshal(data, &back))
		assert.Equal(t, k, back.Kind)
	}
	_, err := json.Marshal(Segment{})
	require.Error(t, err)
	require.Error(t, new(SegmentKind).UnmarshalText([]byte("x")))
	assert.Equal(t, "SegmentKind(9)", SegmentKind(9).String())
	assert.False(t, Noise.Beatless())
	assert.True(t, VF.Beatless() && Asystole.Beatless() && Flat.Beatless())
}

func TestSegmenterMisuse(t *testing.T) {
	for _, rate := range []float64{0, 49, 1e6, math.NaN()} {
		_, err := NewSegmenter(rate, 1)
		require.ErrorIs(t, err, ErrRate)
	}
	assert.Panics(t, func() { new(Segmenter).Push(nil, nil) })
	assert.Panics(t, func() { new(Segmenter).Segments(nil, nil) })
	s, err := NewSegmenter(250, 1)
	require.NoError(t, err)
	assert.Panics(t, func() { s.Push(nil, make([][]float64, 2)) })
	assert.Zero(t, s.Settled())
}

func TestSegmenterNoAllocations(t *testing.T) {
	leads := [][]float64{mixed(360), mixed(360)}
	s, err := NewSegmenter(360, 2)
	require.NoError(t, err)
	got := s.Segments(nil, leads)
	require.NotEmpty(t, got)
	require.NoError(t, s.Reset(360, 2))
	assert.Zero(t, testing.AllocsPerRun(1, func() { got = s.Push(got[:0], leads) }))
	// Every record costs the design of its filters, and no more.
	assert.LessOrEqual(t, testing.AllocsPerRun(2, func() { got = s.Segments(got[:0], leads) }), 40.0)
}

func FuzzSegmenter(f *testing.F) {
	f.Add(uint16(250), 100.0, []byte{1, 2, 200, 255, 3, 4, 4, 4, 90, 0, 0, 0})
	f.Add(uint16(51), 1e300, []byte{255, 0, 255, 0, 1, 1, 1})
	f.Add(uint16(1000), 1e99, []byte{128, 0, 1, 255, 9})
	f.Add(uint16(100), 5.0, []byte{100, 160, 100, 90, 128, 128, 255, 255, 128, 128, 128, 7, 250, 1})
	f.Fuzz(func(t *testing.T, rate uint16, scale float64, data []byte) {
		if len(data) > 500 {
			return
		}
		x := make([]float64, 0, 64*len(data))
		for i, b := range data {
			v := (float64(b) - 128) * scale
			if b == 255 {
				v = math.NaN()
			}
			for k := range i%64 + 1 {
				x = append(x, v*math.Sin(float64(k)/3))
			}
		}
		s, err := NewSegmenter(float64(rate), 2)
		if err != nil {
			return
		}
		half := x[:len(x)/2]
		got := s.Segments(nil, [][]float64{x, half})
		at := 0
		for _, g := range got {
			require.GreaterOrEqual(t, g.Start, at)
			require.Greater(t, g.End, g.Start)
			at = g.End
		}
		require.LessOrEqual(t, at, len(x))
		require.NoError(t, s.Reset(float64(rate), 2))
		again := s.Push(nil, [][]float64{half, half})
		again = s.Push(again, [][]float64{x[len(half):], nil})
		require.Equal(t, got, s.Flush(again))
	})
}

func ExampleSegmenter() {
	const rate = 250
	lead := chain(rhythm(rate, 0.8, 20), fibrillation(rate, 10, 5, 1500, 1), rhythm(rate, 0.8, 20))
	s, err := NewSegmenter(rate, 1)
	if err != nil {
		panic(err)
	}
	for _, g := range s.Segments(nil, [][]float64{lead}) {
		fmt.Printf("%v from %.0f to %.0f s\n", g.Kind, float64(g.Start)/rate, float64(g.End)/rate)
	}
	// Output: vf from 20 to 29 s
}

func BenchmarkSegmenter(b *testing.B) {
	for _, c := range []struct {
		name string
		x    []float64
	}{{"beats", rhythm(360, 0.8, 600)}, {"vf", fibrillation(360, 600, 5, 1500, 1)}} {
		b.Run(c.name, func(b *testing.B) {
			s, _ := NewSegmenter(360, 1)
			one := [][]float64{c.x}
			var got []Segment
			for b.Loop() {
				_ = s.Reset(360, 1)
				got = s.Flush(s.Push(got[:0], one))
			}
			b.ReportMetric(float64(len(c.x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
		})
	}
}
