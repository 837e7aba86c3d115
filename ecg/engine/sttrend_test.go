package engine_test

import (
	"io"
	"math"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/goecg/goecg/measure"
)

// trendLeads are those of a Holter recorder.
var trendLeads = []ecg.Lead{ecg.LeadII, ecg.LeadV2, ecg.LeadV5}

// trendST is the full ST deviation of the tests, at J, in µV.
var trendST = map[ecg.Lead]float64{ecg.LeadV2: 300, ecg.LeadV5: -250}

// ramp is a recording whose ST grows and shrinks with share(t), 0 to 1.
type ramp struct {
	rate float64
	x    [][]float64
	full []float64 // ST at J+60 of the whole deviation, by lead
}

// makeRamp adds the ST of spec in proportion: two ECGs of one heart, with and without it, differ in nothing else.
func makeRamp(t testing.TB, spec ecgtest.Spec, share func(s float64) float64) ramp {
	t.Helper()
	spec.Leads = trendLeads
	plain, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	clean := spec
	clean.Noise = ecgtest.Noise{}
	without, _ := ecgtest.MustGenerate(clean)
	clean.ST = trendST
	with, _ := ecgtest.MustGenerate(clean)
	r := ramp{rate: truth.Spec.Rate}
	for i := range trendLeads {
		x, a, b := plain.Channels[i].Microvolts(nil), without.Channels[i].Microvolts(nil), with.Channels[i].Microvolts(nil)
		for k := range x {
			x[k] += share(float64(k)/r.rate) * (b[k] - a[k])
		}
		r.x = append(r.x, x)
		r.full = append(r.full, trendST[trendLeads[i]])
	}
	return r
}

type trend struct {
	windows  []measure.STWindow
	episodes []measure.STEpisode
	shifts   []measure.STShift
}

// follow runs an STTrend over leads in pieces.
func follow(t testing.TB, o engine.STTrendOptions, rate float64, x [][]float64, piece int) (out trend) {
	t.Helper()
	s, err := engine.NewSTTrend(o)
	require.NoError(t, err)
	s.Tracker.Window = func(w *measure.STWindow) {
		c := *w
		c.Leads = append([]measure.STLead(nil), w.Leads...)
		out.windows = append(out.windows, c)
	}
	s.Tracker.Episode = func(e measure.STEpisode) { out.episodes = append(out.episodes, e) }
	s.Tracker.Shift = func(e measure.STShift) { out.shifts = append(out.shifts, e) }
	require.NoError(t, s.Reset(rate, len(x)))
	view := make([][]float64, len(x))
	for at := 0; at < len(x[0]); at += piece {
		for i := range x {
			view[i] = x[i][at:min(at+piece, len(x[i]))]
		}
		s.Push(view)
	}
	s.Flush()
	return out
}

// trapezium rises from a to b, stays to c, falls to d.
func trapezium(a, b, c, d float64) func(float64) float64 {
	return func(s float64) float64 { return math.Max(0, math.Min(1, math.Min((s-a)/(b-a), (d-s)/(d-c)))) }
}

// An ST deviation that comes over five minutes and goes again, under a millivolt of wander, mains and muscle noise.
func TestSTTrendRamp(t *testing.T) {
	skipUnderRace(t)
	share := trapezium(300, 600, 780, 960)
	r := makeRamp(t, ecgtest.Spec{
		Duration: 1300, Rate: 250, Seed: 5, RSA: 25, RRJitter: 10, PVC: ecgtest.Ectopy{Fraction: 0.04},
		Noise: ecgtest.Noise{BaselineUV: 1000, MainsUV: 50, MuscleUV: 25},
	}, share)
	out := follow(t, engine.STTrendOptions{}, r.rate, r.x, 777)
	require.Len(t, out.windows, 82)
	worst, base := [3]float64{}, [3]float64{}
	for i := range trendLeads {
		for _, w := range out.windows[1:9] {
			base[i] += float64(w.Leads[i].ST60) / 8
		}
	}
	for _, w := range out.windows[1 : len(out.windows)-1] {
		for i := range w.Leads {
			want := r.full[i] * share((w.Start+w.End)/2)
			require.False(t, math.IsNaN(float64(w.Leads[i].ST60)), "window at %g s", w.Start)
			worst[i] = math.Max(worst[i], math.Abs(float64(w.Leads[i].ST60)-base[i]-want))
		}
		assert.InDelta(t, 70, float64(w.HeartRate), 8)
	}
	for i := range worst {
		assert.Less(t, worst[i], 15.0, trendLeads[i].String())
	}
	t.Logf("worst error of ST60 in µV: %.1f", worst)
	assert.Empty(t, out.shifts)
	require.Len(t, out.episodes, 2)
	for _, e := range out.episodes {
		full := r.full[e.Lead]
		edge := 50 / math.Abs(full)
		assert.InDelta(t, 300+300*edge, e.Onset, 10)
		assert.InDelta(t, 960-180*edge, e.End, 10)
		assert.InDelta(t, full, float64(e.Deviation), 20)
		assert.Greater(t, e.Peak, 570.0)
		assert.Less(t, e.Peak, 810.0)
		assert.False(t, e.Open)
	}
}

// What is too small or too short is no episode, and pieces of any size give the same.
func TestSTTrendNoEpisode(t *testing.T) {
	skipUnderRace(t)
	small := func(s float64) float64 { return 0.3 * trapezium(200, 260, 400, 460)(s) }
	r := makeRamp(t, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 6, Noise: ecgtest.Noise{BaselineUV: 200, MuscleUV: 10}}, small)
	a := follow(t, engine.STTrendOptions{}, r.rate, r.x, 250)
	assert.Empty(t, a.episodes)
	b := follow(t, engine.STTrendOptions{}, r.rate, r.x, 100000)
	require.Len(t, b.windows, len(a.windows))
	for i := range a.windows {
		for k := range a.windows[i].Leads {
			assert.InDelta(t, float64(a.windows[i].Leads[k].ST60), float64(b.windows[i].Leads[k].ST60), 1e-9)
		}
	}
	short := makeRamp(t, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 6}, trapezium(300, 305, 315, 320))
	assert.Empty(t, follow(t, engine.STTrendOptions{}, short.rate, short.x, 5000).episodes)
	open := makeRamp(t, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 6}, trapezium(300, 400, 1000, 1100))
	out := follow(t, engine.STTrendOptions{}, open.rate, open.x, 5000)
	require.Len(t, out.episodes, 2)
	assert.True(t, out.episodes[0].Open)
}

// Turning over changes QRS and ST at once: a shift, no episode. The same ST without it comes as an episode.
func TestSTTrendAxisShift(t *testing.T) {
	skipUnderRace(t)
	axis := 10.0
	first := ecgtest.Spec{Duration: 400, Rate: 250, Seed: 7, Leads: trendLeads, Noise: ecgtest.Noise{BaselineUV: 200, MuscleUV: 15}}
	second := first
	second.Seed, second.QRSAxis, second.QRSScale, second.ST = 8, &axis, 1.3, trendST
	join := func(a, b ecgtest.Spec) [][]float64 {
		x, _ := ecgtest.MustGenerate(a)
		y, _ := ecgtest.MustGenerate(b)
		var out [][]float64
		for i := range x.Channels {
			out = append(out, append(x.Channels[i].Microvolts(nil), y.Channels[i].Microvolts(nil)...))
		}
		return out
	}
	out := follow(t, engine.STTrendOptions{}, 250, join(first, second), 5000)
	assert.Empty(t, out.episodes)
	require.Len(t, out.shifts, 1)
	assert.InDelta(t, 400, out.shifts[0].Time, 16)
	assert.False(t, out.shifts[0].Rebased)
	last := out.windows[len(out.windows)-2]
	for _, l := range last.Leads {
		assert.InDelta(t, 0, float64(l.Deviation), 20)
	}
	second.QRSAxis, second.QRSScale = nil, 1
	out = follow(t, engine.STTrendOptions{}, 250, join(first, second), 5000)
	assert.Empty(t, out.shifts)
	require.Len(t, out.episodes, 2)
	assert.InDelta(t, 400, out.episodes[0].Onset, 10)
	// A bundle branch block makes another beat of it.
	second = first
	second.Seed, second.Conduction = 8, ecgtest.LBBB
	out = follow(t, engine.STTrendOptions{}, 250, join(first, second), 5000)
	require.Len(t, out.shifts, 1)
	assert.True(t, out.shifts[0].Rebased)
	assert.Empty(t, out.episodes)
}

// Leads off and a run of ventricular tachycardia leave windows without values and the rest as it is.
func TestSTTrendInterrupted(t *testing.T) {
	skipUnderRace(t)
	spec := ecgtest.Spec{
		Duration: 500, Rate: 250, Seed: 9, Leads: trendLeads, Noise: ecgtest.Noise{BaselineUV: 200, MuscleUV: 15},
		Episodes: []ecgtest.Episode{{Start: 150, End: 190, Rhythm: ecgtest.VT}, {Start: 400, End: 430, Rhythm: ecgtest.VF}},
	}
	rec, _ := ecgtest.MustGenerate(spec)
	var x [][]float64
	for i := range rec.Channels {
		x = append(x, rec.Channels[i].Microvolts(nil))
		for k := 300 * 250; k < 340*250; k++ {
			x[i][k] = math.NaN()
		}
	}
	out := follow(t, engine.STTrendOptions{}, 250, x, 5000)
	assert.Empty(t, out.episodes)
	assert.Empty(t, out.shifts)
	blank := 0
	for _, w := range out.windows {
		v := float64(w.Leads[1].ST60)
		if math.IsNaN(v) {
			blank++
			continue
		}
		assert.InDelta(t, float64(out.windows[3].Leads[1].ST60), v, 25, "window at %g s", w.Start)
	}
	assert.GreaterOrEqual(t, blank, 6)
	assert.LessOrEqual(t, blank, 10)
}

// loop gives the same minutes again and again.
type loop struct {
	x    [][]float64
	rate float64
	left int // blocks
	at   int
	view [][]float64
}

func (l *loop) Rate() float64 { return l.rate }
func (l *loop) Leads() int    { return len(l.x) }
func (l *loop) Next() ([][]float64, error) {
	const block = 5000
	if l.left == 0 {
		return nil, io.EOF
	}
	l.left--
	if l.at+block > len(l.x[0]) {
		l.at = 0
	}
	l.view = l.view[:0]
	for _, x := range l.x {
		l.view = append(l.view, x[l.at:l.at+block])
	}
	l.at += block
	return l.view, nil
}

// trendHours is how long the recording is that memory is measured on; ECG_LONG=1 makes it a day.
func trendHours() int {
	if os.Getenv("ECG_LONG") != "" {
		return 24
	}
	return 1
}

// Hours of three leads stay within their memory.
func TestSTTrendMemory(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("takes long")
	}
	r := makeRamp(t, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 5, RSA: 25, Noise: ecgtest.Noise{BaselineUV: 500, MainsUV: 50, MuscleUV: 25}},
		trapezium(200, 260, 400, 460))
	s, err := engine.NewSTTrend(engine.STTrendOptions{})
	require.NoError(t, err)
	episodes := 0
	s.Tracker.Episode = func(measure.STEpisode) { episodes++ }
	s.Tracker.Shift = func(v measure.STShift) { t.Errorf("shift at %g s by %.3f", v.Time, float64(v.QRS)) }
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	hours := trendHours()
	src := &loop{x: r.x, rate: r.rate, left: hours * 3600 * 250 / 5000}
	start := time.Now()
	require.NoError(t, s.Run(t.Context(), src))
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := float64(after.HeapAlloc) - float64(before.HeapAlloc)
	t.Logf("%d h of 3 leads at 250 Hz: %.1f s, %.1f MB kept, %d episodes", hours, took.Seconds(), kept/1e6, episodes)
	assert.InDelta(t, 12*hours, episodes, 2)
	assert.Less(t, kept, 4e6+float64(hours)*1e6)
	runtime.KeepAlive(s)
}

// Derived limb leads are what they are when they are recorded.
func TestSTTrendDerived(t *testing.T) {
	limbs := []ecg.Lead{ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF}
	spec := ecgtest.Spec{
		Duration: 100, Rate: 250, Seed: 11, Leads: append([]ecg.Lead{ecg.LeadI, ecg.LeadII}, limbs...),
		ST: map[ecg.Lead]float64{ecg.LeadIII: 180}, Noise: ecgtest.Noise{BaselineUV: 200, MuscleUV: 10},
	}
	rec, _ := ecgtest.MustGenerate(spec)
	var x [][]float64
	for i := range rec.Channels {
		x = append(x, rec.Channels[i].Microvolts(nil))
	}
	all := follow(t, engine.STTrendOptions{}, 250, x, 5000)
	s, err := engine.NewSTTrend(engine.STTrendOptions{})
	require.NoError(t, err)
	assert.Equal(t, limbs, s.Derive(0, 1, append(limbs, ecg.LeadV1)))
	n := 0
	s.Tracker.Window = func(w *measure.STWindow) {
		require.Len(t, w.Leads, 6)
		for i := range w.Leads {
			assert.InDelta(t, float64(all.windows[n].Leads[i].ST60), float64(w.Leads[i].ST60), 12)
		}
		n++
	}
	require.NoError(t, s.Reset(250, 2))
	s.Push(x[:2])
	s.Flush()
	assert.Equal(t, len(all.windows), n)
}

// Once warm, a block allocates nothing but what a growing list of beats needs.
func TestSTTrendAllocations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the race detector allocates")
	}
	r := makeRamp(t, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 5}, trapezium(200, 260, 400, 460))
	s, err := engine.NewSTTrend(engine.STTrendOptions{})
	require.NoError(t, err)
	require.NoError(t, s.Reset(250, 3))
	src := &loop{x: r.x, rate: 250, left: 1 << 20}
	push := func() {
		block, err := src.Next()
		require.NoError(t, err)
		s.Push(block)
	}
	for range 60 {
		push()
	}
	assert.Less(t, testing.AllocsPerRun(60, push), 2.0)
}

func BenchmarkSTTrend(b *testing.B) {
	r := makeRamp(b, ecgtest.Spec{Duration: 600, Rate: 250, Seed: 5, Noise: ecgtest.Noise{BaselineUV: 500, MainsUV: 50, MuscleUV: 25}},
		trapezium(200, 260, 400, 460))
	s, err := engine.NewSTTrend(engine.STTrendOptions{})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if err := s.Run(b.Context(), &loop{x: r.x, rate: 250, left: 30}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/(600*250*3), "ns/sample")
}
