package ecgtest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func preset(t *testing.T, name string) *Truth {
	t.Helper()
	s, ok := Preset(name)
	require.True(t, ok, name)
	_, truth := MustGenerate(s)
	return truth
}

func classes(truth *Truth) string {
	var s []byte
	for i := range truth.Beats {
		s = append(s, byte(truth.Beats[i].Class))
	}
	return string(s)
}

func TestSinusIsRegular(t *testing.T) {
	_, truth := MustGenerate(Spec{HeartRate: 60})
	assert.Len(t, truth.Beats, 10)
	for i := 1; i < len(truth.Beats); i++ {
		assert.InDelta(t, 1000, float64(truth.Beats[i].RR), 1e-6)
	}
	assert.InDelta(t, 60, float64(truth.HeartRate), 1e-9)
}

func TestHeartRatesAsAsked(t *testing.T) {
	for _, hr := range []float64{30, 45, 70, 100, 150, 200} {
		_, truth := MustGenerate(Spec{HeartRate: hr, Duration: 30})
		assert.InDelta(t, hr, float64(truth.HeartRate), 1e-6)
		for i := range truth.Beats {
			b := &truth.Beats[i]
			assert.Less(t, float64(b.QT), 0.87*60000/hr, "ST-T ends before the next QRS")
		}
	}
}

func TestFibrillationIsIrregularAndUncorrelated(t *testing.T) {
	_, truth := MustGenerate(Spec{Rhythm: AFib, HeartRate: 90, Duration: 600, Leads: Spec{}.Leads, Rate: 100, Seed: 4})
	var rr []float64
	for i := 1; i < len(truth.Beats); i++ {
		rr = append(rr, float64(truth.Beats[i].RR))
		assert.False(t, truth.Beats[i].HasP())
		assert.Greater(t, rr[i-1], 250.0)
	}
	assert.Empty(t, truth.PWaves)
	var mean, sd, cov float64
	for _, v := range rr {
		mean += v / float64(len(rr))
	}
	for i, v := range rr {
		sd += (v - mean) * (v - mean) / float64(len(rr))
		if i > 0 {
			cov += (v - mean) * (rr[i-1] - mean) / float64(len(rr))
		}
	}
	assert.InDelta(t, 60000/90, mean, 25)
	assert.InDelta(t, 0.26, math.Sqrt(sd)/mean, 0.05)
	assert.InDelta(t, 0, cov/sd, 0.1)
	assert.InDelta(t, 6.2, float64(truth.FWaveHz), 1e-9)
}

func TestFlutter(t *testing.T) {
	truth := preset(t, "aflutter-2to1")
	assert.InDelta(t, 150, float64(truth.HeartRate), 1e-6)
	assert.InDelta(t, 5, float64(truth.FlutterHz), 1e-9)
	truth = preset(t, "aflutter-var")
	seen := map[int]bool{}
	for i := 1; i < len(truth.Beats); i++ {
		n := float64(truth.Beats[i].RR) / 200
		assert.InDelta(t, math.Round(n), n, 1e-6)
		seen[int(math.Round(n))] = true
	}
	assert.Equal(t, map[int]bool{2: true, 3: true, 4: true}, seen)
	_, truth = MustGenerate(Spec{Rhythm: AFlutter, HeartRate: 140, FlutterRatio: 2})
	assert.InDelta(t, 140, float64(truth.HeartRate), 1e-6)
	assert.InDelta(t, 280.0/60, float64(truth.FlutterHz), 1e-9)
}

func TestAVBlocks(t *testing.T) {
	truth := preset(t, "avb1")
	assert.InDelta(t, 260, float64(truth.Templates[0].PR), 1e-9)
	assert.InDelta(t, 260, float64(truth.Beats[2].PR), 1e-6)

	truth = preset(t, "avb2")
	blocked := 0
	for i, p := range truth.PWaves {
		if !p.Conducted {
			blocked++
		}
		if i > 0 {
			assert.InDelta(t, 0.8, p.On.Seconds-truth.PWaves[i-1].On.Seconds, 1e-9, "P waves march through")
		}
	}
	assert.InDelta(t, float64(len(truth.PWaves))/4, blocked, 1)
	for i := 1; i < len(truth.Beats); i++ {
		a, b := &truth.Beats[i-1], &truth.Beats[i]
		if b.RR > 1200 {
			assert.Less(t, float64(b.PR), float64(a.PR)-50, "PR is shortest after the pause")
		} else {
			assert.Greater(t, float64(b.PR), float64(a.PR)+20, "PR grows")
		}
	}

	truth = preset(t, "avb2-mobitz2")
	for i := range truth.Beats {
		assert.InDelta(t, float64(truth.Beats[0].PR), float64(truth.Beats[i].PR), 1e-6)
	}
	truth = preset(t, "avb2-2to1")
	assert.InDelta(t, 37.5, float64(truth.HeartRate), 1e-6)

	truth = preset(t, "avb3")
	for _, p := range truth.PWaves {
		assert.False(t, p.Conducted)
	}
	assert.InDelta(t, 38, float64(truth.HeartRate), 1e-6)
	assert.InDelta(t, 13, len(truth.PWaves), 1)
	assert.Equal(t, "escape", preset(t, "avb3-wide").Templates[0].Name)
}

func TestEctopy(t *testing.T) {
	truth := preset(t, "pvc")
	assert.Equal(t, byte('V'), classes(truth)[3])
	assert.Equal(t, byte('V'), classes(truth)[8])
	assert.False(t, truth.Beats[3].HasP())
	rr := 60000.0 / 70
	assert.Less(t, float64(truth.Beats[3].RR), 0.7*rr)
	assert.InDelta(t, 2*rr, float64(truth.Beats[3].RR+truth.Beats[4].RR), 40, "compensatory pause")
	assert.Equal(t, 1, truth.Beats[3].Template)
	assert.Equal(t, "pvc", truth.Templates[1].Name)

	truth = preset(t, "bigeminy")
	for i, c := range classes(truth) {
		assert.Equal(t, i%2 == 1, c == 'V')
	}
	truth = preset(t, "pvc-couplet")
	assert.Equal(t, "NNNNVVN", classes(truth)[:7])

	truth = preset(t, "pac")
	assert.Equal(t, "NNNNSNNNNS", classes(truth)[:10])
	assert.True(t, truth.Beats[4].HasP())
	assert.Equal(t, "A", truth.Beats[4].Symbol)
	ectopic := 0
	for _, p := range truth.PWaves {
		if p.Ectopic {
			ectopic++
			assert.Equal(t, ClassS, truth.Beats[p.Beat].Class)
		}
	}
	assert.Equal(t, 2, ectopic)

	_, many := MustGenerate(Spec{Duration: 600, Rate: 100, PVC: Ectopy{Fraction: 0.1}, Seed: 2})
	v := 0
	for _, c := range classes(many) {
		if c == 'V' {
			v++
		}
	}
	assert.InDelta(t, 0.1, float64(v)/float64(len(many.Beats)), 0.03)
}

func TestPause(t *testing.T) {
	truth := preset(t, "sinus-pause")
	assert.InDelta(t, 3400, float64(truth.Beats[4].RR), 1e-6)
	assert.True(t, truth.Beats[4].HasP())
}

func TestPacing(t *testing.T) {
	for name, perBeat := range map[string]int{"paced": 1, "paced-atrial": 1, "paced-dual": 2} {
		s, _ := Preset(name)
		rec, truth := MustGenerate(s)
		assert.True(t, rec.Patient.Paced)
		assert.InDelta(t, perBeat*len(truth.Beats), len(truth.Spikes), float64(perBeat), name)
		two := rec.Channels[1]
		for _, x := range truth.Spikes {
			lo := max(0, x.Sample-1)
			steep := 0.0
			for n := lo; n < min(x.Sample+2, len(two.Raw)-1); n++ {
				steep = max(steep, math.Abs(two.At(n+1)-two.At(n)))
			}
			assert.Greater(t, steep, 500.0, "%s: a spike is steep", name)
		}
	}
	assert.Equal(t, ClassQ, preset(t, "paced").Beats[0].Class)
	assert.Equal(t, ClassN, preset(t, "paced-atrial").Beats[0].Class)
	b := preset(t, "paced-dual").Beats[2]
	assert.InDelta(t, 160, float64(b.PR), 1e-6)
}

func TestEpisodes(t *testing.T) {
	s := Spec{Duration: 120, Seed: 5, Episodes: []Episode{
		{Start: 60, End: 80, Rhythm: AFlutter}, {Start: 20, End: 50, Rhythm: AFib, HeartRate: 110},
	}}
	_, truth := MustGenerate(s)
	var names []Rhythm
	for _, r := range truth.Rhythms {
		names = append(names, r.Rhythm)
	}
	assert.Equal(t, []Rhythm{Sinus, AFib, Sinus, AFlutter, Sinus}, names)
	assert.Equal(t, 10000, truth.Rhythms[1].First)
	assert.Equal(t, 25000, truth.Rhythms[1].Limit)
	for i := range truth.Beats {
		b := &truth.Beats[i]
		in := b.R.Seconds >= 20 && b.R.Seconds < 50 || b.R.Seconds >= 60 && b.R.Seconds < 80
		assert.Equal(t, !in, b.HasP(), "beat at %g", b.R.Seconds)
		if i > 0 {
			assert.Greater(t, float64(b.RR), 200.0)
			assert.Less(t, float64(b.RR), 2000.0)
		}
	}
	truth = preset(t, "vt-run")
	for i := range truth.Beats {
		b := &truth.Beats[i]
		assert.Equal(t, b.R.Seconds >= 4 && b.R.Seconds < 7, b.Class == ClassV)
	}
}

func TestNoBeats(t *testing.T) {
	s, _ := Preset("asystole")
	rec, truth := MustGenerate(s)
	assert.Empty(t, truth.Templates)
	assert.True(t, math.IsNaN(float64(truth.HeartRate)))
	for _, v := range rec.Channels[1].Raw {
		require.Zero(t, v)
	}
	s, _ = Preset("vf")
	rec, _ = MustGenerate(s)
	var sum float64
	for n := range rec.Channels[1].Raw {
		sum += math.Pow(rec.Channels[1].At(n), 2)
	}
	assert.Greater(t, math.Sqrt(sum/5000), 80.0)
}

// The waves of fibrillation, flutter and torsades have about the rate and size asked for in the lead that shows them best.
func TestVentricularWaves(t *testing.T) {
	for name, hz := range map[string]float64{"vf": 5, "vf-fine": 6, "vflutter": 4.5, "torsades": 3.7} {
		s, ok := Preset(name)
		require.True(t, ok)
		s.Duration = 30
		rec, truth := MustGenerate(s)
		assert.Empty(t, truth.Beats)
		uv, crossings := 0.0, 0.0
		for i := range rec.Channels {
			c := &rec.Channels[i]
			top, n := 0.0, 0.0
			for k := range c.Raw {
				top = max(top, math.Abs(c.At(k)))
				if k > 0 && c.Raw[k-1] < 0 && c.Raw[k] >= 0 {
					n++
				}
			}
			if top > uv {
				uv, crossings = top, n
			}
		}
		assert.InDelta(t, hz, crossings/s.Duration, 0.25*hz, name)
		assert.Greater(t, uv, 0.5*truth.Spec.VFUV, name)
		assert.Less(t, uv, 4*truth.Spec.VFUV, name)
	}
	s := Spec{Seed: 2, Duration: 30, Episodes: []Episode{{Start: 10, End: 20, Rhythm: VFlutter}}}
	rec, truth := MustGenerate(s)
	require.NotEmpty(t, truth.Beats)
	for i := range truth.Beats {
		r := truth.Beats[i].R.Seconds
		assert.False(t, r > 10 && r < 20, r)
	}
	assert.Greater(t, math.Abs(rec.Channels[1].At(7500))+math.Abs(rec.Channels[1].At(7528)), 300.0)
}
