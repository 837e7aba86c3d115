package detect

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/internal/testdata"
)

// preset makes a synthetic recording: its leads, beats and their classes.
func preset(t testing.TB, name string, seconds float64) (leads [][]float64, beats []int, want []Class, rate float64) {
	spec, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	spec.Duration = seconds
	rec, truth := ecgtest.MustGenerate(spec)
	for i := range rec.Channels {
		leads = append(leads, rec.Channels[i].Microvolts(nil))
	}
	for _, b := range truth.Beats {
		beats, want = append(beats, b.R.Sample), append(want, Class(b.Class))
	}
	return leads, beats, want, rec.Channels[0].Rate
}

// TestClassifyPresets: synthetic hearts with known beats, over ten seconds and longer. Rhythms that are ectopic or paced
// throughout are left out: nothing tells them from conducted ones.
func TestClassifyPresets(t *testing.T) {
	for _, name := range []string{"normal", "normal-female", "brady", "tachy", "sinus-pause", "afib", "aflutter", "aflutter-2to1",
		"avb1", "avb2",
		"avb2-mobitz2", "avb2-2to1", "avb3", "pvc", "pvc-couplet", "bigeminy", "trigeminy", "pac", "vt-run", "lbbb", "rbbb", "lafb", "wpw", "lvh",
		"rvh", "t-alternans", "qrs-alternans", "low-voltage", "long-qt", "hyperkalemia", "t-inversion", "stemi-anterior", "brugada",
		"old-inferior-mi", "noise", "baseline", "artifacts"} {
		for _, seconds := range []float64{10, 40} {
			leads, beats, want, rate := preset(t, name, seconds)
			assert.Equal(t, want, Classify(beats, leads, rate), "%s, %g s", name, seconds)
		}
	}
	// In fast atrial fibrillation a few early beats are S.
	leads, beats, _, rate := preset(t, "afib-fast", 60)
	early := 0
	for _, c := range Classify(beats, leads, rate) {
		assert.NotEqual(t, Ventricular, c)
		if c == Supraventricular {
			early++
		}
	}
	assert.Less(t, early, len(beats)/5)
}

// TestClassifyInvariance: classes follow neither scale nor polarity nor the order of the leads, and hardly the sampling rate.
func TestClassifyInvariance(t *testing.T) {
	type recording struct {
		name  string
		leads [][]float64
		beats []int
		rate  float64
	}
	var list []recording
	for _, name := range []string{"bigeminy", "pac", "vt-run", "afib"} {
		leads, beats, _, rate := preset(t, name, 30)
		list = append(list, recording{name, leads, beats, rate})
	}
	if dir, ok := testdata.Root(); ok && !testing.Short() {
		r := mitClasses(t, dir+"/mitdb", "208")
		n := 300 * mitRate
		k := 0
		for r.beats[k] < n {
			k++
		}
		list = append(list, recording{"208", [][]float64{r.leads[0][:n], r.leads[1][:n]}, r.beats[:k], mitRate})
	}
	for _, r := range list {
		want := Classify(r.beats, r.leads, r.rate)
		for _, factor := range []float64{0.1, 10, -1, -0.3, 1e-6} {
			leads := make([][]float64, len(r.leads))
			for l, x := range r.leads {
				leads[l] = clone(x)
				for i := range leads[l] {
					leads[l][i] = leads[l][i]*factor + 1e3*factor
				}
			}
			assert.Equal(t, want, Classify(r.beats, leads, r.rate), "%s × %g", r.name, factor)
		}
		turned := make([][]float64, len(r.leads))
		for l := range r.leads {
			turned[l] = r.leads[len(r.leads)-1-l]
		}
		assert.Equal(t, want, Classify(r.beats, turned, r.rate), "%s, leads in another order", r.name)
		for _, rate := range []float64{250, 500, 1000} {
			leads, beats := resampled(t, r.leads, r.beats, r.rate, rate)
			other := 0
			for k, c := range Classify(beats, leads, rate) {
				if c != want[k] {
					other++
				}
			}
			assert.LessOrEqual(t, other, len(want)/100, "%s at %g Hz", r.name, rate)
		}
	}
}

func resampled(t testing.TB, leads [][]float64, beats []int, from, to float64) (out [][]float64, at []int) {
	r, err := filter.NewResampler(from, to, filter.ResampleOptions{Edge: filter.EdgeHold})
	require.NoError(t, err)
	for _, x := range leads {
		out = append(out, r.Resample(nil, x))
	}
	for _, b := range beats {
		at = append(at, int(float64(b)*to/from+0.5))
	}
	return out, at
}

// TestClassifyBadLeads: a lead of noise, a flat one, a missing one, and an artefact in one lead decide nothing.
func TestClassifyBadLeads(t *testing.T) {
	leads, beats, want := ectopy(360)
	rng := rand.New(rand.NewPCG(1, 2))
	noise, flat, nan, burst := clone(leads[0]), make([]float64, len(leads[0])), clone(leads[0]), clone(leads[1])
	for i := range noise {
		noise[i] = 60 * rng.NormFloat64()
		nan[i] = math.NaN()
	}
	for i := beats[6] - 60; i < beats[6]+60; i++ {
		burst[i] += 2500 * math.Sin(float64(i)/4)
	}
	assert.Equal(t, want, Classify(beats, [][]float64{leads[0], leads[1], noise, flat, nan, nil}, 360))
	assert.Equal(t, want, Classify(beats, [][]float64{leads[0], clone(leads[0]), burst}, 360))
}

// cycle is a beat of a made-up rhythm: the interval before it, whether it is ectopic, and its P wave.
type cycle struct {
	rr      float64
	ectopic bool
	p       float64 // height of the P wave, 0 for none
	pr      float64
}

// play makes two leads of ten minutes of a rhythm.
func play(rate float64, next func() cycle) (leads [][]float64, beats []int, ectopic []bool) {
	rng := rand.New(rand.NewPCG(3, 4))
	leads = [][]float64{make([]float64, int(600*rate)), make([]float64, int(600*rate))}
	for l := range leads {
		for i := range leads[l] {
			leads[l][i] = 12 * rng.NormFloat64()
		}
	}
	bump := func(x []float64, at, width, height float64) {
		for i := int((at - 4*width) * rate); i <= int((at+4*width)*rate); i++ {
			if i >= 0 && i < len(x) {
				d := (float64(i)/rate - at) / width
				x[i] += height * math.Exp(-d*d/2)
			}
		}
	}
	for at := 1.0; at < 598; {
		c := next()
		at += c.rr
		beats, ectopic = append(beats, int(at*rate)), append(ectopic, c.ectopic)
		for l, k := range []float64{1, -0.6} {
			bump(leads[l], at-c.pr, 0.025, c.p*k)
			bump(leads[l], at, 0.012, 900*k)
			bump(leads[l], at+0.04, 0.020, -400*k)
			bump(leads[l], at+0.3, 0.05, 250*k)
		}
	}
	return leads, beats, ectopic
}

// TestRhythms: what pauses mean. With P waves of another kind, the many beats between the pauses of a sick sinus node are
// ectopic; where all P waves are the same, or come earlier and earlier, the node or its conduction pauses.
func TestRhythms(t *testing.T) {
	var rng *rand.Rand
	within := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	sick := func(p, pr float64) func() cycle {
		return func() cycle {
			if rng.Float64() < 0.22 {
				return cycle{within(1.3, 2.2), false, 120, 0.2}
			}
			return cycle{within(0.72, 0.82), true, p, pr}
		}
	}
	groups := func(list ...cycle) func() cycle {
		k := -1
		return func() cycle {
			k++
			c := list[k%len(list)]
			c.rr *= within(0.99, 1.01)
			return c
		}
	}
	n := func(rr float64) cycle { return cycle{rr, false, 120, 0.2} }
	phase := 0.0
	for name, next := range map[string]func() cycle{
		"sick sinus, no P":       sick(0, 0.2),
		"sick sinus, inverted P": sick(-80, 0.15),
		"mobitz 3:2":             groups(n(0.95), n(1.9)),
		"mobitz 4:3":             groups(n(0.95), n(0.95), n(1.9)),
		"2:1 and 1:1":            groups(n(0.95), n(0.95), n(0.95), n(0.95), n(1.9), n(1.9), n(1.9), n(1.9)),
		"wenckebach": groups(cycle{1.6, false, 120, 0.18}, cycle{1.0, false, 120, 0.26}, cycle{0.92, false, 120, 0.30},
			cycle{0.88, false, 120, 0.32}),
		"blocked premature beats": groups(n(0.9), n(0.9), n(0.9), n(0.9), n(1.35)),
		"sinus arrhythmia":        func() cycle { phase += 0.9; return n(0.9 + 0.2*math.Sin(phase)) },
		"atrial bigeminy":         groups(n(1.0), cycle{0.6, true, -60, 0.14}),
		"couplets":                groups(n(0.8), n(0.8), n(0.8), n(0.8), cycle{0.5, true, 0, 0.2}, cycle{0.45, true, 0, 0.2}, n(1)),
	} {
		rng = rand.New(rand.NewPCG(5, 6))
		leads, beats, ectopic := play(250, next)
		wrong := 0
		for k, c := range Classify(beats, leads, 250) {
			if (c == Supraventricular) != ectopic[k] || c == Ventricular {
				wrong++
			}
		}
		most := len(beats) / 20
		if name == "sick sinus, inverted P" {
			most = len(beats) / 2 // what follows an inverted wave may look like an upright one
		}
		assert.LessOrEqual(t, wrong, most, name)
	}
}

func ExampleClassify_presets() {
	leads, beats, _, rate := preset(&testing.B{}, "trigeminy", 10)
	for _, c := range Classify(beats, leads, rate) {
		fmt.Print(c)
	}
	fmt.Println()
	// Output: NNVNNVNNVNNV
}
