package measure

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/internal/testdata"
)

// sinus makes seconds of intervals that swing by amplitudes in ms at frequencies in Hz, with independent noise.
func sinus(seconds, mean float64, swing map[float64]float64, noise float64) HRVInput {
	rng := rand.New(rand.NewPCG(11, 13))
	var in HRVInput
	for now := 0.0; now < seconds; {
		rr := mean + noise*rng.NormFloat64()
		for f, a := range swing {
			rr += a * math.Sin(2*math.Pi*f*now)
		}
		now += rr / 1000
		in.RR, in.Time = append(in.RR, rr), append(in.Time, now)
	}
	return in
}

// The power of a sinusoid is half the square of its amplitude, in its band.
func TestHRVSpectrumOfSinusoids(t *testing.T) {
	for _, seconds := range []float64{300, 1800} {
		r := measureHRV(HRVOptions{}, sinus(seconds, 800, map[float64]float64{0.1: 30, 0.28: 20}, 0))
		// A straight tachogram between beats 0.8 s apart loses some of the faster swing, a spline less.
		assert.InDelta(t, 450, float64(r.Welch.LF), 25)
		assert.InDelta(t, 200, float64(r.Welch.HF), 25)
		assert.InDelta(t, 0.1, float64(r.Welch.LFPeak), 0.005)
		assert.InDelta(t, 0.28, float64(r.Welch.HFPeak), 0.005)
		assert.InDelta(t, 450, float64(r.Lomb.LF), 30)
		assert.InDelta(t, 200, float64(r.Lomb.HF), 30)
		assert.InDelta(t, 0.1, float64(r.Lomb.LFPeak), 0.005)
		assert.InDelta(t, 0.28, float64(r.Lomb.HFPeak), 0.005)
		assert.InDelta(t, 100, float64(r.Lomb.LFnu+r.Lomb.HFnu), 1e-9)
	}
}

// All of the periodogram together is the variance.
func TestHRVLombTotal(t *testing.T) {
	in := sinus(600, 800, map[float64]float64{0.08: 20, 0.2: 20}, 0)
	r := measureHRV(HRVOptions{}, in)
	_, sd := spread(in.RR)
	assert.InEpsilon(t, sd*sd, float64(r.Lomb.Total)+0, 0.05, "all swings lie below 0.4 Hz")
	// Even times without noise: exact by Parseval's theorem.
	n := 501
	tm, x := make([]float64, n), make([]float64, n)
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range x {
		tm[i], x[i] = 0.8*float64(i), rng.NormFloat64()
	}
	level(tm, x, false)
	df := 1 / (0.8 * float64(n))
	psd := LombScargle(make([]float64, n/2), tm, x, df)
	sum, variance := 0.0, 0.0
	for _, v := range psd {
		sum += v * df
	}
	for _, v := range x {
		variance += v * v / float64(n)
	}
	assert.InEpsilon(t, variance, sum, 1e-9)
}

// The transform on a grid gives what the sums give.
func TestLombScargleFast(t *testing.T) {
	in := sinus(1800, 700, map[float64]float64{0.1: 30}, 15)
	x := append([]float64(nil), in.RR...)
	level(in.Time, x, true)
	var w lombWork
	n := 700
	df := 1.0 / 1800
	direct, fast := make([]float64, n), make([]float64, n)
	w.direct(direct, in.Time, x, df)
	w.fast(fast, in.Time, x, df)
	top := 0.0
	for _, v := range direct {
		top = math.Max(top, v)
	}
	for k := range direct {
		require.InDelta(t, direct[k], fast[k], 1e-6*top)
	}
}

func TestHRVScaleAndShift(t *testing.T) {
	in := sinus(900, 800, map[float64]float64{0.1: 30, 0.25: 25}, 12)
	base := measureHRV(HRVOptions{MaxChange: -1, MaxRR: 4000, Scales: 3}, in)
	// Later by any time: the same.
	late := HRVInput{RR: in.RR, Time: make([]float64, len(in.Time))}
	for i, v := range in.Time {
		late.Time[i] = v + 900.25
	}
	r := measureHRV(HRVOptions{MaxChange: -1, MaxRR: 4000, Scales: 3}, late)
	assert.InEpsilon(t, float64(base.Welch.LF), float64(r.Welch.LF), 1e-6)
	assert.InEpsilon(t, float64(base.Lomb.HF), float64(r.Lomb.HF), 1e-6)
	assert.Equal(t, fmt.Sprint(base.Time), fmt.Sprint(r.Time))
	assert.Equal(t, fmt.Sprint(base.Nonlinear), fmt.Sprint(r.Nonlinear))
	// Longer by a constant, without times: the spread stays.
	longer := HRVInput{RR: make([]float64, len(in.RR))}
	for i, v := range in.RR {
		longer.RR[i] = v + 256
	}
	r = measureHRV(HRVOptions{MaxChange: -1, MaxRR: 4000}, longer)
	assert.InEpsilon(t, float64(base.Time.SDNN), float64(r.Time.SDNN), 1e-9)
	assert.InEpsilon(t, float64(base.Poincare.Area), float64(r.Poincare.Area), 1e-9)
	assert.InDelta(t, float64(base.Nonlinear.SampEn), float64(r.Nonlinear.SampEn), 1e-9)
	assert.InEpsilon(t, float64(base.Nonlinear.Alpha1), float64(r.Nonlinear.Alpha1), 1e-9)
	// Twice as slow: spreads double, powers are four times as great at half the frequency, ratios stay.
	slow := HRVInput{RR: make([]float64, len(in.RR))}
	for i, v := range in.RR {
		slow.RR[i] = 2 * v
	}
	r = measureHRV(HRVOptions{MaxChange: -1, MaxRR: 4000, Scales: 3}, slow)
	assert.InEpsilon(t, 2*float64(base.Time.SDNN), float64(r.Time.SDNN), 1e-9)
	assert.InEpsilon(t, 2*float64(base.Time.MAD), float64(r.Time.MAD), 1e-9)
	assert.InDelta(t, float64(base.Nonlinear.SampEn), float64(r.Nonlinear.SampEn), 1e-9)
	assert.InDelta(t, float64(base.Nonlinear.Multiscale[2]), float64(r.Nonlinear.Multiscale[2]), 1e-9)
	assert.InEpsilon(t, float64(base.Nonlinear.Alpha2), float64(r.Nonlinear.Alpha2), 1e-9)
	assert.InDelta(t, 0.05, float64(r.Lomb.LFPeak), 0.003)
	// Backwards: what does not know the direction of time stays.
	back := HRVInput{RR: make([]float64, len(in.RR))}
	for i, v := range in.RR {
		back.RR[len(in.RR)-1-i] = v
	}
	r = measureHRV(HRVOptions{MaxChange: -1, MaxRR: 4000}, back)
	assert.InEpsilon(t, float64(base.Time.RMSSD), float64(r.Time.RMSSD), 1e-9)
	assert.InEpsilon(t, float64(base.Poincare.SD2), float64(r.Poincare.SD2), 1e-9)
}

// Premature beats change little of what is reported, whatever takes their place.
func TestHRVEctopy(t *testing.T) {
	in := sinus(600, 800, map[float64]float64{0.1: 30, 0.25: 25}, 5)
	in.Class = make([]detect.Class, len(in.RR)+1)
	for i := range in.Class {
		in.Class[i] = detect.Normal
	}
	clean := measureHRV(HRVOptions{}, in)
	ectopic := HRVInput{RR: append([]float64(nil), in.RR...), Time: append([]float64(nil), in.Time...), Class: append([]detect.Class(nil), in.Class...)}
	for i := 20; i+25 < len(ectopic.RR); i += 25 {
		d := 0.35 * ectopic.RR[i]
		ectopic.RR[i] -= d
		ectopic.RR[i+1] += d
		ectopic.Time[i] -= d / 1000
		ectopic.Class[i+1] = detect.Ventricular
	}
	for _, c := range []Correction{CorrectRemove, CorrectLinear, CorrectCubic} {
		r := measureHRV(HRVOptions{Correction: c}, ectopic)
		assert.Greater(t, float64(r.Excluded), 0.07)
		assert.InEpsilon(t, float64(clean.Time.SDNN), float64(r.Time.SDNN), 0.03, c)
		assert.InEpsilon(t, float64(clean.Time.RMSSD), float64(r.Time.RMSSD), 0.05, c)
		assert.InEpsilon(t, float64(clean.Welch.LF), float64(r.Welch.LF), 0.12, c)
		assert.InEpsilon(t, float64(clean.Lomb.LF), float64(r.Lomb.LF), 0.12, c)
		assert.InDelta(t, float64(clean.Nonlinear.SampEn), float64(r.Nonlinear.SampEn), 0.3, c)
		assert.InDelta(t, float64(clean.Nonlinear.Alpha1), float64(r.Nonlinear.Alpha1), 0.2, c)
		assert.Equal(t, c != CorrectRemove, r.Corrected > 0)
		assert.Greater(t, r.Turbulence.Events, 10)
	}
	raw := measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: ectopic.RR, Time: ectopic.Time})
	assert.Greater(t, float64(raw.Time.RMSSD), 1.5*float64(clean.Time.RMSSD), "and would, if they were counted")
}

// Nothing is interpolated across a minute that is lost.
func TestHRVGap(t *testing.T) {
	in := sinus(1200, 800, map[float64]float64{0.1: 30, 0.25: 25}, 3)
	whole := measureHRV(HRVOptions{}, in)
	cut := HRVInput{}
	for i, at := range in.Time {
		switch {
		case at < 500 || at > 560:
			cut.RR, cut.Time = append(cut.RR, in.RR[i]), append(cut.Time, at)
		case at > 559:
			cut.RR, cut.Time = append(cut.RR, math.NaN()), append(cut.Time, at)
		}
	}
	for _, c := range []Correction{CorrectRemove, CorrectLinear, CorrectCubic} {
		r := measureHRV(HRVOptions{Correction: c}, cut)
		assert.Zero(t, r.Corrected)
		assert.Equal(t, 5, r.Welch.Segments, "two before the gap and three behind it")
		assert.InEpsilon(t, float64(whole.Welch.LF), float64(r.Welch.LF), 0.1)
		assert.InEpsilon(t, float64(whole.Lomb.LF), float64(r.Lomb.LF), 0.1)
		assert.InEpsilon(t, float64(whole.Time.SDNN), float64(r.Time.SDNN), 0.05)
	}
}

func TestHRVBeatsAndSegments(t *testing.T) {
	in := sinus(400, 800, map[float64]float64{0.1: 30}, 3)
	const rate = 1000.0
	beats := []detect.Beat{{Sample: 0, Class: detect.Normal}}
	for _, at := range in.Time {
		beats = append(beats, detect.Beat{Sample: int(math.Round(at * rate)), Class: detect.Normal})
	}
	h := NewHRV(HRVOptions{})
	var a, b HRVReport
	h.Measure(&a, in)
	h.MeasureBeats(&b, beats, nil, rate)
	assert.InDelta(t, float64(a.Time.SDNN), float64(b.Time.SDNN), 0.05)
	assert.InEpsilon(t, float64(a.Welch.LF), float64(b.Welch.LF), 0.01)
	// Leads off from second 100 to 110: its intervals are lost, those beside it stay. Noise in which every beat was found, and
	// asystole, take none away.
	list := h.Input(beats, []detect.Segment{
		{Start: 20 * rate, End: 40 * rate, Kind: detect.Noise}, {Start: 100 * rate, End: 110 * rate, Kind: detect.Flat},
		{Start: 200 * rate, End: 203 * rate, Kind: detect.Asystole},
	}, rate)
	lost := 0
	for i, v := range list.RR {
		if math.IsNaN(v) {
			lost++
			assert.Greater(t, list.Time[i], 100.0)
			assert.Less(t, list.Time[i], 111.0)
		}
	}
	assert.InDelta(t, 13, lost, 2)
	part := list.Window(200, 300)
	assert.InDelta(t, 125, len(part.RR), 2)
	assert.Len(t, part.Class, len(part.RR)+1)
	assert.Empty(t, list.Window(1000, 2000).RR)
}

func TestSplineAgainstPolynomials(t *testing.T) {
	f := func(x float64) float64 { return 2 + x - 0.5*x*x + 0.1*x*x*x } // a not-a-knot spline is exact for cubics
	for n := 4; n < 9; n++ {
		var x, y []float64
		for i := range n {
			v := float64(i) + 0.3*math.Sin(float64(i))
			x, y = append(x, v), append(y, f(v))
		}
		var s spline
		s.fit(x, y)
		for v := x[0]; v <= x[n-1]; v += 0.05 {
			assert.InDelta(t, f(v), s.at(v), 1e-9)
		}
	}
	var s spline
	s.fit([]float64{0, 1, 3}, []float64{0, 1, 9})
	assert.InDelta(t, 4, s.at(2), 1e-12)
	s.fit([]float64{0, 2}, []float64{0, 4})
	assert.InDelta(t, 2, s.at(1), 1e-12)
}

func FuzzHRV(f *testing.F) {
	f.Add([]byte{80, 80, 80, 40, 120, 80, 80, 255, 80, 0, 80}, byte(0), true)
	f.Add([]byte("a series of intervals that is a little longer than the other one"), byte(1), false)
	f.Add([]byte{}, byte(2), true)
	f.Fuzz(func(t *testing.T, data []byte, correction byte, classes bool) {
		var in HRVInput
		now := 0.0
		for i, b := range data {
			rr := 10 * float64(b)
			now += rr/1000 + 0.01
			if b == 255 {
				rr, now = math.NaN(), now+100
			}
			in.RR, in.Time = append(in.RR, rr), append(in.Time, now)
			if classes && i == 0 {
				in.Class = append(in.Class, detect.Normal)
			}
			if classes {
				in.Class = append(in.Class, [...]detect.Class{detect.Normal, detect.Normal, detect.Normal, detect.Ventricular}[b%4])
			}
		}
		h := NewHRV(HRVOptions{Correction: Correction(correction % 4), MinIntervals: 1, MaxExcluded: 1, Scales: 3, MinEvents: 1})
		var a, b HRVReport
		h.Measure(&a, in)
		first := a
		first.Missing = append([]HRVMissing(nil), a.Missing...)
		h.Measure(&b, in)
		assert.Equal(t, len(first.Missing), len(b.Missing), "the same again")
		if s := float64(a.Time.SDNN); s == s {
			assert.GreaterOrEqual(t, s, 0.0)
		}
		for _, v := range []float64{float64(a.Welch.Total), float64(a.Lomb.Total), float64(a.Nonlinear.SampEn), float64(a.Nonlinear.Alpha1)} {
			assert.False(t, math.IsInf(v, 0))
		}
	})
}

func TestHRVAllocations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the race detector allocates")
	}
	in := sinus(300, 800, map[float64]float64{0.1: 30, 0.25: 25}, 5)
	in.Class = make([]detect.Class, len(in.RR)+1)
	for i := range in.Class {
		in.Class[i] = detect.Normal
	}
	for _, o := range []HRVOptions{{}, {Correction: CorrectCubic, Scales: 5}} {
		h := NewHRV(o)
		var r HRVReport
		h.Measure(&r, in)
		assert.Zero(t, testing.AllocsPerRun(10, func() { h.Measure(&r, in) }))
	}
}

func benchmarkHRV(b *testing.B, seconds float64) {
	in := sinus(seconds, 800, map[float64]float64{0.1: 30, 0.25: 25}, 5)
	h := NewHRV(HRVOptions{})
	var r HRVReport
	h.Measure(&r, in)
	b.ReportAllocs()
	for b.Loop() {
		h.Measure(&r, in)
	}
}

func BenchmarkHRV5min(b *testing.B) { benchmarkHRV(b, 300) }
func BenchmarkHRV24h(b *testing.B)  { benchmarkHRV(b, 86400) }
