package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

const (
	stWindow = 10.0  // s
	stRate   = 250.0 // Hz
)

// stReport is the Report of a window whose beats have the ST given, in each lead; scale multiplies the QRS of one lead, late puts
// the R later in the template and the complex.
func stReport(dst *Report, st []float64, scale float64, late int) *Report {
	const r, n = 100, 260
	dst.BeatsUsed, dst.HeartRate = 10, 60
	dst.Fiducials = Fiducials{QRSOn: -10 - late, QRSOff: 13 - late}
	dst.Leads = resize(dst.Leads, len(st))
	for i := range st {
		l := &dst.Leads[i]
		l.OK, l.TemplateR, l.SampleRate, l.Noise = true, r+late, stRate, 10
		l.Template = resize(l.Template, n)
		for k := range l.Template {
			x := float64(k - r)
			v := 0.0
			switch {
			case x >= -10 && x <= 0:
				v = 900 * (1 + x/10) * float64(1+i)
			case x > 0 && x <= 13:
				v = 900 * float64(1+i) * (1 - x/6.5)
				if x > 6.5 {
					v = -900 * float64(1+i) * (13 - x) / 6.5
				}
			}
			if i == 0 {
				v *= scale
			}
			if x > 9 {
				v += st[i] * math.Min(1, (x-9)/4)
			}
			l.Template[k] = v + 40 // the level of the PQ segment does not matter
		}
	}
	return dst
}

type stSeen struct {
	windows  []STWindow
	episodes []STEpisode
	shifts   []STShift
}

func newSeen(o STOptions, leads int) (*STTracker, *stSeen) {
	t, s := NewSTTracker(o), new(stSeen)
	t.Window = func(w *STWindow) {
		c := *w
		c.Leads = append([]STLead(nil), w.Leads...)
		s.windows = append(s.windows, c)
	}
	t.Episode = func(e STEpisode) { s.episodes = append(s.episodes, e) }
	t.Shift = func(e STShift) { s.shifts = append(s.shifts, e) }
	t.Reset(stRate, leads)
	return t, s
}

// track runs a tracker over seconds of windows whose first lead has the ST that st tells at their middle.
func track(o STOptions, seconds float64, st func(t float64) float64) *stSeen {
	t, s := newSeen(o, 2)
	var rep Report
	for at := 0.0; at < seconds; at += stWindow {
		t.Add(stReport(&rep, []float64{st(at + stWindow/2), 0}, 1, 0), at, at+stWindow)
	}
	t.Flush()
	return s
}

func TestSTTrackerMeasures(t *testing.T) {
	s := track(STOptions{DriftH: -1}, 300, func(t float64) float64 { return 0.1 * t })
	require.Len(t, s.windows, 30)
	for i, w := range s.windows {
		at := (w.Start + w.End) / 2
		assert.InDelta(t, 10*float64(i)+5, at, 1e-9)
		assert.InDelta(t, 0.1*at, float64(w.Leads[0].ST60), 1e-6)
		assert.InDelta(t, 0.1*at, float64(w.Leads[0].ST80), 1e-6)
		assert.InDelta(t, 0.1*at, float64(w.Leads[0].J), 1e-6)
		assert.InDelta(t, 0, float64(w.Leads[1].ST60), 1e-6)
		assert.InDelta(t, 10/math.Sqrt(10), float64(w.Leads[0].Noise), 1e-9)
		if i < 6 {
			assert.True(t, math.IsNaN(float64(w.Leads[0].Deviation)), "the reference is being learned")
		} else {
			assert.InDelta(t, 0.1*(at-30), float64(w.Leads[0].Deviation), 1e-6, "from the median of the first minute")
		}
	}
	assert.Empty(t, s.episodes)
}

// The R of a window's average may be another deflection: nothing moves.
func TestSTTrackerAligns(t *testing.T) {
	tr, s := newSeen(STOptions{}, 2)
	var rep Report
	for i := range 30 {
		tr.Add(stReport(&rep, []float64{80, -60}, 1, 5*(i%3)-5), float64(i)*stWindow, float64(i+1)*stWindow)
	}
	tr.Flush()
	for _, w := range s.windows {
		assert.InDelta(t, 80, float64(w.Leads[0].ST60), 1e-6)
		assert.InDelta(t, -60, float64(w.Leads[1].ST60), 1e-6)
	}
	assert.Empty(t, s.shifts)
}

func ramps(points ...float64) func(float64) float64 { // t0, v0, t1, v1, ...
	return func(t float64) float64 {
		for i := 2; i+1 < len(points); i += 2 {
			if t < points[i] {
				a, b := points[i-2:i], points[i:i+2]
				return a[1] + (b[1]-a[1])*math.Max(0, t-a[0])/(b[0]-a[0])
			}
		}
		return points[len(points)-1]
	}
}

func TestSTTrackerEpisodes(t *testing.T) {
	fixed := STOptions{DriftH: -1}
	// Up from 200 to 300 s by 200 µV, down from 400 to 500 s: passes 50 µV at 225 and 475 s.
	up := ramps(0, 0, 200, 0, 300, 200, 400, 200, 500, 0)
	s := track(fixed, 700, up)
	require.Len(t, s.episodes, 1)
	e := s.episodes[0]
	assert.Equal(t, 0, e.Lead)
	assert.InDelta(t, 225, e.Onset, 1)
	assert.InDelta(t, 475, e.End, 1)
	assert.InDelta(t, 200, float64(e.Deviation), 1)
	assert.False(t, e.Open)
	assert.Empty(t, s.shifts, "the QRS complex stays")
	// Its mirror, and another level: the same.
	down := track(fixed, 700, func(t float64) float64 { return 300 - up(t) })
	require.Len(t, down.episodes, 1)
	assert.InDelta(t, -200, float64(down.episodes[0].Deviation), 1)
	assert.InDelta(t, e.Onset, down.episodes[0].Onset, 1e-6)
	assert.InDelta(t, e.End, down.episodes[0].End, 1e-6)
	for _, c := range []struct {
		name string
		st   func(float64) float64
		want int
	}{
		{"never over 100 µV", ramps(0, 0, 200, 0, 300, 95, 400, 95, 500, 0), 0},
		{"over 100 µV for 20 s", ramps(0, 0, 200, 0, 300, 90, 305, 140, 320, 140, 325, 90, 400, 0), 0},
		{"over 100 µV for 50 s", ramps(0, 0, 200, 0, 300, 90, 305, 140, 355, 140, 360, 90, 400, 0), 1},
		{"below the edge for 20 s only", ramps(0, 0, 200, 0, 250, 200, 350, 200, 360, 30, 375, 30, 385, 200, 500, 200, 550, 0), 1},
		{"below the edge for a minute", ramps(0, 0, 200, 0, 250, 200, 350, 200, 360, 30, 420, 30, 430, 200, 500, 200, 550, 0), 2},
		{"to the other side", ramps(0, 0, 200, 0, 250, 200, 350, 200, 400, -200, 500, -200, 550, 0), 2},
	} {
		s := track(fixed, 700, c.st)
		assert.Len(t, s.episodes, c.want, c.name)
		for i := 1; i < len(s.episodes); i++ {
			assert.LessOrEqual(t, s.episodes[i-1].End, s.episodes[i].Onset, c.name)
		}
	}
	// It goes on at the end.
	s = track(fixed, 400, up)
	require.Len(t, s.episodes, 1)
	assert.True(t, s.episodes[0].Open)
	assert.InDelta(t, 395, s.episodes[0].End, 1e-9)
	if testdata.RaceEnabled {
		return // what follows takes long
	}
	// A drift of 300 µV in six hours is none; kept, the reference makes it one.
	drift := func(t float64) float64 { return 300 * t / 21600 }
	assert.Empty(t, track(STOptions{}, 21600, drift).episodes)
	assert.Len(t, track(fixed, 21600, drift).episodes, 1)
}

func TestSTTrackerShift(t *testing.T) {
	run := func(scale float64, o STOptions) *stSeen {
		tr, s := newSeen(o, 2)
		var rep Report
		for i := range 80 {
			st, k := 0.0, 1.0
			if i >= 40 {
				st, k = 150, scale
			}
			tr.Add(stReport(&rep, []float64{st, 0}, k, 0), float64(i)*stWindow, float64(i+1)*stWindow)
		}
		tr.Flush()
		return s
	}
	s := run(1.6, STOptions{})
	require.Len(t, s.shifts, 1)
	assert.InDelta(t, 400, s.shifts[0].Time, 1e-9)
	assert.Empty(t, s.episodes)
	assert.InDelta(t, 0, float64(s.windows[70].Leads[0].Deviation), 1)
	assert.InDelta(t, 150, float64(s.windows[70].Leads[0].ST60), 1)
	s = run(1, STOptions{})
	assert.Empty(t, s.shifts)
	assert.Len(t, s.episodes, 1, "a step without another QRS complex")
	s = run(1.6, STOptions{ShiftShare: -1})
	assert.Empty(t, s.shifts)
	assert.Len(t, s.episodes, 1)
	// Other beats altogether: not measured for a while, then the reference.
	s = run(-1.5, STOptions{})
	require.Len(t, s.shifts, 1)
	assert.True(t, s.shifts[0].Rebased)
	assert.Empty(t, s.episodes)
	assert.Len(t, s.windows, 80)
	assert.True(t, math.IsNaN(float64(s.windows[42].Leads[0].ST60)))
	assert.InDelta(t, 150, float64(s.windows[70].Leads[0].ST60), 1)
	for i := 1; i < len(s.windows); i++ {
		assert.Greater(t, s.windows[i].Start, s.windows[i-1].Start)
	}
}

// Memory and allocations do not grow, whatever comes.
func TestSTTrackerMemory(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 4))
	tr := NewSTTracker(STOptions{})
	windows := 0
	tr.Window = func(*STWindow) { windows++ }
	tr.Reset(stRate, 2)
	var rep Report
	step := func(i int) {
		stReport(&rep, []float64{200 * rng.NormFloat64(), 20 * rng.NormFloat64()}, 1+0.2*rng.NormFloat64(), rng.IntN(5))
		switch rng.IntN(20) {
		case 0:
			rep.BeatsUsed = 1
		case 1:
			rep.Fiducials = Fiducials{QRSOn: None, QRSOff: None}
		case 2:
			rep.Leads[0].OK = false
		case 3:
			stReport(&rep, []float64{0, 0}, -2, 0)
		}
		if i%1000 > 900 { // long without beats
			rep.BeatsUsed = 0
		}
		tr.Add(&rep, float64(i)*stWindow, float64(i+1)*stWindow)
		rep.Leads[0].OK = true
	}
	n := 0
	steps := 3000
	if testdata.RaceEnabled {
		steps = 1100
	}
	for ; n < steps; n++ {
		step(n)
		require.LessOrEqual(t, len(tr.pending)+len(tr.spare), 60)
	}
	if !testdata.RaceEnabled {
		assert.Zero(t, testing.AllocsPerRun(200, func() { step(n); n++ }))
	}
	tr.Flush()
	assert.Equal(t, n, windows, "every window is handed on once")
	assert.Panics(t, func() { tr.Add(&Report{}, 0, 10) })
}

func FuzzSTTracker(f *testing.F) {
	f.Add([]byte("0000000000999999999900000000001111111111"))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 0, 3, 2, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 300 {
			data = data[:300]
		}
		tr, s := newSeen(STOptions{}, 2)
		var rep Report
		for i, b := range data {
			stReport(&rep, []float64{4 * float64(int8(b)), float64(b % 16)}, 1+float64(b%3)/4, int(b%5))
			if b%29 == 28 {
				rep.BeatsUsed = 0
			}
			tr.Add(&rep, float64(i)*stWindow, float64(i+1)*stWindow)
		}
		tr.Flush()
		require.Len(t, s.windows, len(data))
		last := map[int]float64{0: math.Inf(-1), 1: math.Inf(-1)}
		for _, e := range s.episodes {
			require.LessOrEqual(t, e.Onset, e.Peak, fmt.Sprint(e))
			require.LessOrEqual(t, e.Peak, e.End, fmt.Sprint(e))
			require.GreaterOrEqual(t, e.Onset, last[e.Lead])
			require.GreaterOrEqual(t, math.Abs(float64(e.Deviation)), 100.0)
			last[e.Lead] = e.End
		}
	})
}

func ExampleSTTracker() {
	t := NewSTTracker(STOptions{})
	t.Episode = func(e STEpisode) {
		fmt.Printf("lead %d from %.0f to %.0f s, %.0f µV\n", e.Lead, e.Onset, e.End, float64(e.Deviation))
	}
	t.Reset(stRate, 1)
	var rep Report // of the engine's windows, as a rule
	for at := 0.0; at < 600; at += 10 {
		st := 0.0
		if at >= 200 && at < 400 {
			st = 150
		}
		t.Add(stReport(&rep, []float64{st}, 1, 0), at, at+10)
	}
	t.Flush()
	// Output: lead 0 from 198 to 402 s, 150 µV
}
