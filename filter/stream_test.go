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

// streams are all streaming removers at a rate.
func streams(t testing.TB, rate float64) map[string]Stream {
	must := func(s Stream, err error) Stream {
		require.NoError(t, err)
		return s
	}
	median, err := NewMedianBaseline(rate, MedianOptions{})
	require.NoError(t, err)
	morph, err := NewMorphBaseline(rate, MorphOptions{})
	require.NoError(t, err)
	linear, err := NewLinearBaseline(rate, LinearOptions{})
	require.NoError(t, err)
	smoother, err := NewSmoother(rate, SmootherOptions{})
	require.NoError(t, err)
	out := map[string]Stream{
		"median": must(median, err), "morphology": must(morph, err), "linear": must(linear, err), "smoother": must(smoother, err),
	}
	hp, err := HighPass(2, 0.5, rate)
	require.NoError(t, err)
	out["cascade"] = NewCascade(hp).Stream()
	out["cleaner"] = must(NewCleanerStream(rate, 1, CleanOptions{MainsHarmonics: 1}, LagOptions{}))
	out["beats"] = must(NewBeatStream(rate, 1, BeatOptions{}, LagOptions{Lag: 1.5, Hop: 0.25, Window: 4}))
	out["mains"] = must(NewMainsStream(rate, 1, 50, 0, LagOptions{Hop: 0.3}))
	spline, err := NewSplineStream(rate, 1, LagOptions{Lag: 0.5, Hop: 2})
	require.NoError(t, err)
	out["spline"] = spline
	if rate > 110 {
		lms, err := NewLMS(rate, LMSOptions{Harmonics: 1})
		out["lms"] = must(lms, err)
		step, err := NewStepNotch(rate, StepOptions{})
		out["step"] = must(step, err)
	}
	if rate >= 240 {
		sub, err := NewSubtraction(rate, SubtractionOptions{})
		out["subtraction"] = must(sub, err)
	}
	return out
}

// gapped is a lead with everything in it: beats, wander, line, noise, gaps at both ends
// and within.
func gapped(rate, seconds float64) []float64 {
	x, _ := strip(rate, 80, 100, seconds)
	x = addMains(wander(x, rate), rate, 50.2, 50, 1)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range x {
		x[i] += 10 * r.NormFloat64()
	}
	for _, g := range [][2]float64{{0, 0.01}, {0.3, 0.31}, {0.5, 0.9}, {0.93, 0.96}, {0.995, 1}} {
		fill(x[int(g[0]*float64(len(x))):int(g[1]*float64(len(x)))], math.NaN())
	}
	if len(x) > 100 {
		x[len(x)/3], x[len(x)/3+2] = math.Inf(1), 1e300
	}
	return x
}

// TestStreams: any cut into blocks gives the same bits, the delay is what it says, Flush
// returns the rest and makes a stream like new, gaps stay gaps and spread nowhere.
func TestStreams(t *testing.T) {
	for _, rate := range []float64{100, 128, 250, 257, 360, 500, 1000} {
		for name, s := range streams(t, rate) {
			for _, seconds := range []float64{7.3, 0.02, 0.5, 0} {
				x := gapped(rate, seconds)
				want := s.Flush(s.Push(nil, x))
				require.Len(t, want, len(x), name)
				for i, v := range want {
					require.Equal(t, dsp.Present(x[i]), dsp.Finite(v), "%s at %g Hz: sample %d of %d is %g", name, rate, i, len(x), v)
				}
				var got []float64
				for at, step := 0, 1; at < len(x); step = step*5%71 + 1 {
					end := min(at+step, len(x))
					got = s.Push(got, x[at:end])
					at = end
					require.Equal(t, max(0, at-s.Delay()), len(got), "%s at %g Hz: delay", name, rate)
				}
				got = s.Flush(got)
				sameLeads(t, [][]float64{want}, [][]float64{got}, 0, name)
				if r, ok := s.(Remover); ok && name != "subtraction" {
					sameLeads(t, [][]float64{want}, [][]float64{r.Remove(nil, x)}, 0, name+" Remove")
				}
				if r, ok := s.(Remover); ok {
					want := r.Remove(nil, x)
					sameLeads(t, [][]float64{want}, [][]float64{r.Remove(x, x)}, 0, name+" in place")
				}
			}
		}
	}
}

func TestStreamAllocations(t *testing.T) {
	x := gapped(500, 4)
	buf := make([]float64, 0, 2*len(x))
	for name, s := range streams(t, 500) {
		s.Flush(s.Push(buf, x))
		assert.Zero(t, testing.AllocsPerRun(2, func() { s.Flush(s.Push(buf, x)) }), name)
	}
}

// TestLinearStreams: the linear ones are linear, and none of them is moved in time: a
// symmetrical lead gives a symmetrical result.
func TestLinearStreams(t *testing.T) {
	x, y := noise(3000, 7), noise(3000, 8)
	sum := make([]float64, len(x))
	for i := range sum {
		sum[i] = 2*x[i] - 3*y[i]
	}
	for _, name := range []string{"linear", "lms", "cascade"} {
		s := streams(t, 250)[name]
		a, b, c := s.Flush(s.Push(nil, x)), s.Flush(s.Push(nil, y)), s.Flush(s.Push(nil, sum))
		for i := range c {
			require.InDelta(t, 2*a[i]-3*b[i], c[i], 1e-9, name)
		}
	}
	bell := make([]float64, 2501)
	for i := range bell {
		u := float64(i-1250) / 20
		bell[i] = 1000 * math.Exp(-u*u/2)
	}
	for _, name := range []string{"median", "morphology"} {
		s := streams(t, 250)[name]
		got := s.Flush(s.Push(nil, bell))
		for i := range got {
			require.InDelta(t, got[i], got[len(got)-1-i], 1e-6, "%s at %d", name, i)
		}
	}
}

// TestScaleAndShift: another unit or offset changes the result as it must.
func TestScaleAndShift(t *testing.T) {
	x := gapped(500, 5)
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 500 + 4*v
	}
	for _, name := range []string{"median", "morphology", "linear", "smoother"} {
		s := streams(t, 500)[name].(Remover)
		a, b := s.Remove(nil, x), s.Remove(nil, y)
		offset := 0.0
		if name == "smoother" {
			offset = 500
		}
		for i, v := range a {
			if dsp.Finite(v) {
				require.InDelta(t, offset+4*v, b[i], 1e-8, name)
			}
		}
	}
}

func ExampleStream() {
	lead, _ := strip(360, 70, 0, 5)
	baseline, err := NewLinearBaseline(360, LinearOptions{})
	if err != nil {
		panic(err)
	}
	line, err := NewSubtraction(360, SubtractionOptions{Frequency: 60})
	if err != nil {
		panic(err)
	}
	var clean, half []float64
	for i := 0; i < len(lead); i += 90 { // blocks as they come
		half = baseline.Push(half[:0], lead[i:i+90])
		clean = line.Push(clean, half)
	}
	clean = line.Push(clean, baseline.Flush(nil))
	clean = line.Flush(clean)
	fmt.Println(len(lead), len(clean), baseline.Delay()+line.Delay())
	// Output: 1800 1800 746
}
