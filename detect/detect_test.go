package detect

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func checkOrder(t testing.TB, beats []int, n int) {
	t.Helper()
	last := -1
	for _, b := range beats {
		require.Greater(t, b, last)
		require.Less(t, b, n)
		last = b
	}
}

// matches asserts that got has one beat within tol samples of every want and no other.
func matches(t *testing.T, want, got []int, tol float64, what string, args ...any) {
	t.Helper()
	what = fmt.Sprintf(what, args...)
	if !assert.Len(t, got, len(want), what) {
		return
	}
	for i := range want {
		assert.InDelta(t, want[i], got[i], tol, "%s, beat %d", what, i)
	}
}

func detectors(t testing.TB, rate float64) map[string]Detector {
	p, err := NewPanTompkins(rate)
	require.NoError(t, err)
	m, err := NewMultiLead(rate)
	require.NoError(t, err)
	return map[string]Detector{"PanTompkins": p, "MultiLead": m}
}

func clone(x []float64) []float64 { return append([]float64(nil), x...) }

// TestRates: the same heart at any rate gives the same beats, on the R peak.
func TestRates(t *testing.T) {
	for _, rate := range []float64{100, 125, 128, 200, 250, 257, 300, 360, 500, 512, 977, 1000, 2000} {
		for _, rr := range []float64{0.4, 0.8, 1.4} {
			x, want := synthetic(rate, rr, 20)
			for name, d := range detectors(t, rate) {
				matches(t, want, d.Detect(nil, x), 0.02*rate, "%s at %g Hz, RR %g", name, rate, rr)
			}
		}
	}
}

// TestInvariance: beats follow scale, offset and polarity.
func TestInvariance(t *testing.T) {
	x, want := synthetic(360, 0.75, 30)
	for _, c := range []struct {
		name           string
		factor, offset float64
	}{
		{"tenth", 0.1, 0}, {"ten", 10, 0}, {"volts", 1e-6, 0}, {"inverted", -1, 0}, {"offset", 1, 1e5}, {"drawn", -3e3, -1e6},
	} {
		y := clone(x)
		for i := range y {
			y[i] = y[i]*c.factor + c.offset
		}
		for name, d := range detectors(t, 360) {
			matches(t, want, d.Detect(nil, y), 8, "%s, %s", name, c.name)
		}
	}
}

// TestGaps: a stretch of NaN or of flat line loses only the beats within it.
func TestGaps(t *testing.T) {
	x, beats := synthetic(360, 0.8, 40)
	from, to := 4100, 5900
	for _, v := range []float64{math.NaN(), 0, math.Inf(1)} {
		y := clone(x)
		for i := from; i < to; i++ {
			y[i] = v
		}
		for name, d := range detectors(t, 360) {
			got := d.Detect(nil, y)
			checkOrder(t, got, len(y))
			for _, b := range beats {
				if b > from-100 && b < to+100 {
					continue
				}
				found := false
				for _, g := range got {
					found = found || g > b-20 && g < b+20
				}
				assert.True(t, found, "%s lost %d beside a gap of %g", name, b, v)
			}
			for _, g := range got {
				assert.False(t, g > from+20 && g < to-20, "%s found %d in a gap of %g", name, g, v)
			}
		}
	}
}

func TestNothingToFind(t *testing.T) {
	nan := make([]float64, 5000)
	for i := range nan {
		nan[i] = math.NaN()
	}
	ramp := make([]float64, 5000)
	for i := range ramp {
		ramp[i] = float64(i)
	}
	for name, d := range detectors(t, 360) {
		for what, x := range map[string][]float64{"nil": nil, "one": {1}, "flat": make([]float64, 5000), "NaN": nan, "two": {1, 2}} {
			assert.Empty(t, d.Detect(nil, x), "%s on %s", name, what)
		}
		assert.LessOrEqual(t, len(d.Detect(nil, ramp)), 2, "%s on a ramp", name)
		assert.Equal(t, []int{7}, d.Detect([]int{7}, nil), "what is in dst stays")
	}
}

// TestStreamEqualsBatch: however the lead is cut, Push finds what Detect finds.
func TestStreamEqualsBatch(t *testing.T) {
	x, _ := synthetic(250, 0.7, 120)
	addBeat(x, 250, 33.05, 1.3, 2.4)
	for i := 10000; i < 10400; i++ {
		x[i] = math.NaN()
	}
	p, err := NewPanTompkins(250)
	require.NoError(t, err)
	want := p.Detect(nil, x)
	for _, piece := range []int{1, 7, 250, 1023, 1024, 1025, 9999, len(x)} {
		require.NoError(t, p.Reset(250))
		var got []int
		for at := 0; at < len(x); at += piece {
			got = p.Push(got, x[at:min(at+piece, len(x))])
		}
		got = p.Flush(got)
		assert.Equal(t, want, got, "pieces of %d", piece)
	}
	// Short strips, too.
	for n := range 800 {
		want := p.Detect(nil, x[:n])
		require.NoError(t, p.Reset(250))
		got := p.Flush(p.Push(p.Push(nil, x[:n/2]), x[n/2:n]))
		require.Equal(t, want, got, n)
		checkOrder(t, got, n)
	}
}

// TestStripEnds: a ten-second strip keeps its first and last beat, single leads and
// twelve, whatever its phase.
func TestStripEnds(t *testing.T) {
	for k := range 8 {
		x, beats := synthetic(500, 0.83, 14)
		from := beats[1] - 60 - 40*k
		x = x[from : from+5000]
		var want []int
		for _, b := range beats {
			if b-from >= 40 && b-from < 5000-40 {
				want = append(want, b-from)
			}
		}
		for name, d := range detectors(t, 500) {
			var got []int
			for _, g := range d.Detect(nil, x) {
				if g >= 25 && g < 5000-25 {
					got = append(got, g)
				}
			}
			matches(t, want, got, 15, "%s, cut %d", name, k)
		}
	}
}

// TestRules checks the rules of the paper on made-up beats.
func TestRules(t *testing.T) {
	const rate = 200
	p, err := NewPanTompkins(rate)
	require.NoError(t, err)
	assert.Equal(t, 6, p.fe.lp)
	assert.Equal(t, 32, p.fe.hp)
	assert.Equal(t, 1, p.fe.d)
	assert.Equal(t, 30, p.fe.win)
	assert.Equal(t, 5+16, p.fe.delay)

	// A low beat in regular rhythm: found by searching back.
	x, want := synthetic(rate, 0.8, 20)
	y := make([]float64, len(x))
	for i, b := range want {
		h := 1.0
		if i == 12 {
			h = 0.42
		}
		addBeat(y, rate, float64(b)/rate, h, 1)
	}
	matches(t, want, p.Detect(nil, y), 4, "low beat")

	// Two deflections 190 ms apart are one beat; 260 ms apart with full slope two.
	for _, c := range []struct {
		apart float64
		more  int
	}{{0.15, 0}, {0.27, 1}} {
		y := clone(x)
		addBeat(y, rate, float64(want[10])/rate+c.apart, 1, 1)
		assert.Len(t, p.Detect(nil, y), len(want)+c.more, "%g s apart", c.apart)
	}

	// Levels move by an eighth.
	l := levels{signal: 8, noise: 0}
	l.asSignal(16, levelWeight)
	assert.Equal(t, 9.0, l.signal)
	l.asSignal(17, searchWeight)
	assert.Equal(t, 11.0, l.signal)
	l.asNoise(8)
	assert.Equal(t, 1.0, l.noise)
	assert.Equal(t, 1+0.25*10, l.threshold())
}

// TestFilters checks the impulse response of the front end at 200 Hz: a triangle,
// and minus a thirty-second of it around the delayed one.
func TestFilters(t *testing.T) {
	var f frontEnd
	require.NoError(t, f.reset(200, 0.2, blockSize))
	x := make([]float64, 200)
	x[1] = 36 * 32 // sample 0 sets the level
	f.feed(x)
	f.process(0)
	l := f.l[f.hist+1:]
	for i, want := range []float64{1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 0} {
		assert.InDelta(t, 32*want, l[i], 1e-9)
	}
	total := 0.0
	for _, v := range f.b[f.hist : f.hist+100] {
		total += v
	}
	assert.InDelta(t, 0, total, 1e-8, "no gain at 0 Hz")
	assert.InDelta(t, 32*6-36, f.b[f.hist+1+5+16], 1e-9)
	assert.InDelta(t, -1, f.b[f.hist+1], 1e-9)
}

// TestArtefactAndPause: a giant artefact does not deafen the detectors for long, and a
// pause is not filled with noise.
func TestArtefactAndPause(t *testing.T) {
	x, beats := synthetic(360, 0.8, 120)
	for i := 7200; i < 7230; i++ {
		x[i] = 1e6
	}
	from, to := beats[110]+120, beats[120]-120
	seed := uint32(3)
	for i := from; i < to; i++ {
		seed = seed*1664525 + 1013904223
		x[i] = 20 * (float64(seed>>8)/(1<<23) - 1)
	}
	for name, d := range detectors(t, 360) {
		got := d.Detect(nil, x)
		late, paused := 0, 0
		for _, g := range got {
			if g > 7200+36*360 && (g < from-60 || g > to+60) {
				late++
			}
			if g > from && g < to {
				paused++
			}
		}
		want := 0
		for _, b := range beats {
			if b > 7200+36*360 && (b < from-60 || b > to+60) {
				want++
			}
		}
		assert.InDelta(t, want, late, 1, name)
		assert.Zero(t, paused, name)
	}
}

func TestIntervals(t *testing.T) {
	var s intervals
	s.add(200)
	assert.Equal(t, 200.0, s.regularMean())
	assert.False(t, s.irregular())
	s.add(300)
	assert.True(t, s.irregular())
	assert.Equal(t, 200.0, s.regularMean(), "outside the limits")
	for range 8 {
		s.add(200)
	}
	assert.False(t, s.irregular())
	for range 8 {
		s.add(100)
	}
	assert.Equal(t, 100.0, s.regularMean(), "a rate that moved for good")
}

func TestRateErrors(t *testing.T) {
	for _, rate := range []float64{0, -1, 49, 1e6, math.NaN(), math.Inf(1)} {
		_, err := NewPanTompkins(rate)
		require.ErrorIs(t, err, ErrRate)
		var re *RateError
		require.True(t, errors.As(err, &re))
		_, err = NewMultiLead(rate)
		require.ErrorIs(t, err, ErrRate)
	}
	assert.Panics(t, func() { (&PanTompkins{}).Detect(nil, []float64{1}) })
	assert.Panics(t, func() { (&PanTompkins{}).Push(nil, []float64{1}) })
	assert.Panics(t, func() { (&MultiLead{}).Detect(nil, []float64{1}) })
}

func TestNoAllocations(t *testing.T) {
	x, _ := synthetic(360, 0.8, 60)
	for name, d := range detectors(t, 360) {
		got := d.Detect(nil, x)
		assert.Zero(t, testing.AllocsPerRun(5, func() { got = d.Detect(got[:0], x) }), name)
	}
}

func FuzzDetect(f *testing.F) {
	f.Add(uint16(250), 100.0, []byte{1, 2, 200, 255, 3, 4, 4, 4, 90, 0, 0, 0})
	f.Add(uint16(51), 1e300, []byte{255, 0, 255, 0, 1, 1, 1})
	f.Add(uint16(1000), 1e99, []byte{128, 0, 1, 255, 9})
	f.Fuzz(func(t *testing.T, rate uint16, scale float64, data []byte) {
		if len(data) > 2000 {
			return
		}
		x := make([]float64, 0, 8*len(data))
		for i, b := range data {
			v := (float64(b) - 128) * scale
			if b == 255 {
				v = math.NaN()
			}
			for k := range i%8 + 1 {
				x = append(x, v*float64(k+1))
			}
		}
		p, err := NewPanTompkins(float64(rate))
		if err != nil {
			return
		}
		got := p.Detect(nil, x)
		checkOrder(t, got, len(x))
		require.NoError(t, p.Reset(float64(rate)))
		require.Equal(t, got, p.Flush(p.Push(p.Push(nil, x[:len(x)/3]), x[len(x)/3:])))
		m, err := NewMultiLead(float64(rate))
		require.NoError(t, err)
		leads := [][]float64{x, nil, x[len(x)/2:]}
		got = m.DetectLeads(nil, leads)
		checkOrder(t, got, len(x))
		require.Len(t, Classify(got, leads, float64(rate)), len(got))
	})
}

func ExamplePanTompkins() {
	x, _ := synthetic(360, 0.8, 10)
	d, err := NewPanTompkins(360)
	if err != nil {
		panic(err)
	}
	beats := d.Detect(nil, x)
	fmt.Println(len(beats), beats[1]-beats[0])
	// Output: 13 288
}

func ExamplePanTompkins_Push() {
	x, _ := synthetic(360, 0.8, 10)
	d, err := NewPanTompkins(360)
	if err != nil {
		panic(err)
	}
	var beats []int
	for len(x) > 0 {
		n := min(180, len(x)) // half a second arrives
		beats = d.Push(beats, x[:n])
		x = x[n:]
	}
	beats = d.Flush(beats)
	fmt.Println(len(beats))
	// Output: 13
}

func ExampleDefault() {
	x, _ := synthetic(500, 0.8, 10)
	d, err := Default(500)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(d.DetectLeads(nil, [][]float64{x, x})))
	// Output: 13
}
