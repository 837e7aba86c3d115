package classify

import (
	"math"
	"math/rand"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func termsOf(r *measure.Report) (x afInput, n int) {
	n = x.measure(r)
	return x, n
}

func TestFibrillationTerms(t *testing.T) {
	r := normalReport()
	setRR(r, 1000, 1000, 1100, 1000, 1000, 1050, 1000) // differences 0 100 100 0 50 50
	x, n := termsOf(r)
	require.Equal(t, 6, n)
	require.InDelta(t, 2.0/6, x[afSteps], 1e-12)
	require.InDelta(t, math.Log(0.05), x[afUpper], 1e-9)
	require.Equal(t, 1.0, x[afConstant])
	require.Equal(t, 1.0, x[afP], "a P wave before every beat")
	require.Zero(t, x[afWaves])
	require.Zero(t, x[afVentricular]+x[afPremature])
	for share, want := range map[float64]float64{0: 0, 0.4: 0, 0.6: 0.5, 0.8: 1} {
		r.Atrial.PShare, r.Atrial.FRate = ecg.Value(share), 6
		x, _ = termsOf(r)
		require.InDelta(t, want, x[afP], 1e-12)
		require.Equal(t, 1.0, x[afWaves])
	}
	for _, bpm := range []float64{20, 300} { // held within bounds
		r.HeartRate = ecg.Value(bpm)
		x, _ = termsOf(r)
		require.LessOrEqual(t, math.Abs(x[afRate]), math.Log(2)+1e-9)
	}
	r = normalReport()
	setRR(r, 800, 800, 800, 800, 400, 1200, 800, 800, 800, 800, 800)
	r.Beats[5].Class = measure.Ventricular
	x, n = termsOf(r)
	require.Equal(t, 7, n, "what lies beside the ventricular beat is left out")
	require.Zero(t, x[afSteps])
	require.InDelta(t, 1.0/12, x[afVentricular], 1e-12)
	r.Beats[5].Class, r.Beats[5].Corr = measure.Normal, 0.2
	x, n = termsOf(r)
	require.Equal(t, 7, n, "and so it is beside an artefact")
	require.Zero(t, x[afSteps])
	_, n = termsOf(new(measure.Report))
	require.Zero(t, n)
}

// TestFibrillationScore holds the score to what its terms mean.
func TestFibrillationScore(t *testing.T) {
	for k, sign := range map[int]float64{afSteps: 1, afUpper: 1, afEntropy: 1, afP: -1, afVentricular: -1, afPremature: -1, afRate: 1, afWaves: 1} {
		require.GreaterOrEqual(t, sign*afWeights[k], 0.0, "term %d", k)
	}
	probability := func(change func(r *measure.Report)) float64 {
		r := normalReport()
		fibrillate(r)
		change(r)
		x, _ := termsOf(r)
		return x.probability()
	}
	base := probability(func(*measure.Report) {})
	require.Greater(t, base, afDefinite)
	require.Less(t, probability(func(r *measure.Report) { r.Atrial.PShare = 1 }), base)
	require.Less(t, probability(func(r *measure.Report) { r.Beats[3].Class = measure.Supraventricular }), base)
	require.Less(t, probability(func(r *measure.Report) { r.Atrial.FRate = 3.1 }), base)
	require.Less(t, probability(func(r *measure.Report) { setRR(r, rates(12, 800)...) }), 0.1)
	// Intervals matter relative to one another.
	rng := rand.New(rand.NewSource(5))
	r, q := normalReport(), normalReport()
	var rr, slow []float64
	for range 40 {
		v := 500 + 500*rng.Float64()
		rr, slow = append(rr, v), append(slow, 1.3*v)
	}
	setRR(r, rr...)
	setRR(q, slow...)
	a, _ := termsOf(r)
	b, _ := termsOf(q)
	for _, k := range []int{afSteps, afUpper, afEntropy} {
		require.InDelta(t, a[k], b[k], 1e-9)
	}
	// Order does: the same intervals in a smooth order are predictable.
	smooth := append([]float64(nil), rr...)
	for i := range smooth {
		smooth[i] = 750 + 250*math.Sin(float64(i)/4)
	}
	setRR(q, smooth...)
	b, _ = termsOf(q)
	require.Less(t, b[afEntropy], a[afEntropy])
	require.Less(t, b[afUpper], a[afUpper])
	require.Zero(t, testing.AllocsPerRun(10, func() { a.measure(r) }))
}

// TestFibrillationOtherwise covers what the RR intervals cannot show.
func TestFibrillationOtherwise(t *testing.T) {
	waves := func(r *measure.Report) { // f waves alike in V1 and II
		r.Atrial = measure.Atrial{PShare: 0.2, PCorr: 0.3, PRSD: ecg.NaN[ecg.Millisecond](), FRate: 6.3, FPower: 0.45, FAmplitude: 80, FKurtosis: 3, FSpread: 0.02}
		for i := range r.Beats {
			r.Beats[i].HasP = false
		}
	}
	cases := []struct {
		name   string
		want   string
		change func(r *measure.Report)
	}{
		{"complete block", "AFIB", func(r *measure.Report) { setRR(r, rates(6, 1500)...); r.HeartRate = 40; waves(r) }},
		{"regular at a usual rate", "", func(r *measure.Report) { waves(r) }},
		{"P waves with a quiet line between", "", func(r *measure.Report) {
			setRR(r, rates(6, 1500)...)
			r.HeartRate = 40
			waves(r)
			r.Atrial.FKurtosis = 7
		}},
		{"tremor in one lead", "", func(r *measure.Report) {
			setRR(r, rates(6, 1500)...)
			r.HeartRate = 40
			waves(r)
			r.Atrial.FSpread = 0.4
		}},
		{"one lead", "", func(r *measure.Report) {
			setRR(r, rates(6, 1500)...)
			r.HeartRate = 40
			waves(r)
			r.Atrial.FSpread = ecg.Value(nan)
		}},
		{"paced", "AFIB", func(r *measure.Report) { waves(r); pace(r, len(r.Beats)) }},
		{"paced without f waves", "", func(r *measure.Report) { pace(r, len(r.Beats)) }},
		{"many ventricular beats", "AFIB", func(r *measure.Report) {
			setRR(r, afRR...)
			waves(r)
			r.RR.NRMSSD, r.RR.CoSEn = 0.3, -0.5
			for i := 1; i < len(r.Beats); i += 3 {
				r.Beats[i].Class = measure.Ventricular
			}
		}},
		{"variable flutter", "AFL", func(r *measure.Report) {
			setRR(r, 440, 660, 440, 880, 660, 440, 660, 880, 440, 660, 660, 440)
			waves(r)
			r.Atrial.FRate, r.Atrial.FPower, r.Atrial.FAmplitude = 1000.0/220, 0.38, 200
			r.RR.NRMSSD, r.RR.CoSEn = 0.35, -1.5
		}},
		{"harmonics of a regular rhythm", "", func(r *measure.Report) {
			waves(r)
			r.HeartRate = 87
			setRR(r, rates(12, 690)...)
			r.Atrial.FRate, r.Atrial.FPower, r.Atrial.FAmplitude = 4.35, 0.45, 120
		}},
		{"flutter 4:1", "AFL", func(r *measure.Report) {
			waves(r)
			r.Atrial.FRate, r.Atrial.FPower, r.Atrial.FAmplitude, r.Atrial.PShare = 5, 0.45, 160, 1
		}},
		{"flutter with its second harmonic in one lead", "AFL", func(r *measure.Report) {
			waves(r)
			r.HeartRate = 110
			r.Atrial.FRate, r.Atrial.FPower, r.Atrial.FAmplitude, r.Atrial.FSpread = 4.4, 0.7, 120, 1.02
		}},
		{"frequencies that differ", "", func(r *measure.Report) {
			waves(r)
			r.Atrial.FRate, r.Atrial.FPower, r.Atrial.FAmplitude, r.Atrial.FSpread = 4.4, 0.7, 120, 0.8
		}},
		{"demand pacing", "AFIB", func(r *measure.Report) {
			setRR(r, 1000, 1000, 1000, 1000, 960, 740, 820, 910, 700)
			pace(r, 5)
			r.Atrial.PShare = 0
		}},
		{"demand pacing, sinus beats between", "", func(r *measure.Report) {
			setRR(r, 1000, 1000, 1000, 1000, 960, 740, 820, 910, 700)
			pace(r, 5)
			r.Atrial.PShare = 0
			r.Beats[8].HasP = true
		}},
		{"demand pacing, regular beats between", "", func(r *measure.Report) {
			setRR(r, 1000, 1000, 1000, 1000, 960, 900, 910, 905, 900)
			pace(r, 5)
			r.Atrial.PShare = 0
		}},
	}
	for _, c := range cases {
		r := normalReport()
		c.change(r)
		res := classify(r, man50)
		for _, code := range []string{"AFIB", "AFL"} {
			require.Equal(t, code == c.want, res.Has(code), "%s: %v", c.name, codes(res))
		}
	}
}

// pace makes the first n beats paced ones without P waves, and takes the P waves from the others.
func pace(r *measure.Report, n int) {
	for i := range r.Beats {
		r.Beats[i].HasP = false
		if i < n {
			r.Beats[i].Class, r.Beats[i].Paced = measure.Unclassified, true
			r.Pacing.Spikes = append(r.Pacing.Spikes, r.Beats[i].Sample)
		}
	}
	r.Pacing.Ventricular = n
}
