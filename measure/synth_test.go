package measure

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// synth makes an ECG and the Input it gives, with the true beats, unfiltered.
func synth(t testing.TB, spec ecgtest.Spec) (*Input, *ecgtest.Truth) {
	t.Helper()
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	in := &Input{RateHz: rec.Rate()}
	for i := range rec.Channels {
		c := &rec.Channels[i]
		x := c.Microvolts(nil)
		in.Leads = append(in.Leads, InputLead{Lead: c.Lead, Label: c.Label, Derived: c.Derived, Raw: x, Clean: x})
	}
	for i := range truth.Beats {
		b := &truth.Beats[i]
		in.Beats = append(in.Beats, detect.Beat{Sample: b.R.Sample, Class: detect.Class(b.Class)})
	}
	for _, s := range truth.Spikes {
		in.Spikes = append(in.Spikes, s.Sample)
	}
	return in, truth
}

func measured(t testing.TB, in *Input) *Report {
	t.Helper()
	r := &Report{}
	require.NoError(t, New(Options{}).Measure(r, in))
	return r
}

// run measures what synth makes.
func run(t testing.TB, spec ecgtest.Spec) (*Report, *ecgtest.Truth) {
	in, truth := synth(t, spec)
	return measured(t, in), truth
}

func preset(t testing.TB, name string) ecgtest.Spec {
	t.Helper()
	s, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	return s
}

func worstST(r *Report, tm *ecgtest.Template) (worst float64, lead ecg.Lead) {
	for i := range r.Leads {
		l := &r.Leads[i]
		a := tm.Leads[l.Lead]
		for _, d := range []ecg.Microvolt{l.J - a.J, l.ST20 - a.ST20, l.ST40 - a.ST40, l.ST60 - a.ST60, l.ST80 - a.ST80} {
			if v := math.Abs(float64(d)); v > worst || v != v {
				worst, lead = v, l.Lead
			}
		}
	}
	return
}

// sinusPresets are those whose beats all come from one template with a P wave and no noise.
var sinusPresets = []string{
	"normal", "normal-female", "brady", "tachy", "sinus-pause", "avb1", "avb2-2to1", "avb2-mobitz2", "bigeminy", "brugada",
	"early-repol", "hyperkalemia", "lafb", "lbbb", "left-axis", "long-qt", "low-voltage", "lpfb", "lvh", "old-anterior-mi",
	"old-inferior-mi", "pac", "pericarditis", "pvc", "pvc-couplet", "ra-la-reversal", "rbbb", "rbbb-lafb", "right-axis",
	"short-qt", "st-depression", "stemi-anterior", "stemi-inferior", "stemi-lateral", "stemi-posterior", "t-inversion",
	"trigeminy", "vt-run", "wpw", "paced-atrial",
}

func TestIntervalsOfSyntheticECGs(t *testing.T) {
	for _, name := range sinusPresets {
		t.Run(name, func(t *testing.T) {
			r, truth := run(t, preset(t, name))
			tm := &truth.Templates[0]
			assert.InDelta(t, float64(tm.P), float64(r.P), 10, "P")
			assert.InDelta(t, float64(tm.PR), float64(r.PR), 10, "PR")
			assert.InDelta(t, float64(tm.QRS), float64(r.QRS), 10, "QRS")
			assert.InDelta(t, float64(tm.QT), float64(r.QT), 10, "QT")
			assert.InDelta(t, float64(tm.QRSAxis), float64(r.Axis.QRS), 5)
			assert.InDelta(t, float64(tm.PAxis), float64(r.Axis.P), 5)
			assert.InDelta(t, float64(truth.HeartRate), float64(r.HeartRate), 0.5)
			worst, lead := worstST(r, tm)
			assert.Less(t, worst, 15.0, "ST in %v", lead)
			assert.True(t, r.Quality.Usable)
			assert.Less(t, r.Quality.Grade, GradeC)
		})
	}
}

func TestAmplitudesOfSyntheticECGs(t *testing.T) {
	for _, name := range []string{"normal", "lbbb", "rbbb", "lvh", "old-inferior-mi", "stemi-anterior", "low-voltage", "avb1", "left-axis"} {
		t.Run(name, func(t *testing.T) {
			r, truth := run(t, preset(t, name))
			tm := &truth.Templates[0]
			for i := range r.Leads {
				l := &r.Leads[i]
				a := tm.Leads[l.Lead]
				near := func(want, got ecg.Microvolt, what string) {
					t.Helper()
					if math.Abs(float64(want)) < 45 && math.Abs(float64(got)) < 45 {
						return // at the limit of what counts as a wave
					}
					assert.InDelta(t, float64(want), float64(got), 25+0.05*math.Abs(float64(want)), "%s in %v", what, l.Lead)
				}
				near(a.Q, l.Q, "Q")
				near(a.R, l.R, "R")
				near(a.S, l.S, "S")
				near(a.R2, l.R2, "R'")
				if a.P > -a.PNeg {
					near(a.P, l.P, "P")
				}
				near(a.J, l.J, "J")
			}
		})
	}
}

func TestBundleBranchBlock(t *testing.T) {
	l, _ := run(t, preset(t, "lbbb"))
	assert.Greater(t, float64(l.QRS), 120.0)
	assert.True(t, l.Find(ecg.LeadV6).Notched)
	assert.Greater(t, float64(l.Find(ecg.LeadV6).VAT), 60.0)
	r, _ := run(t, preset(t, "rbbb"))
	assert.Greater(t, float64(r.QRS), 120.0)
	assert.Greater(t, float64(r.Find(ecg.LeadV1).R2), 200.0)
	assert.Greater(t, float64(r.Find(ecg.LeadV1).VAT), 50.0)
	n, _ := run(t, preset(t, "normal"))
	for i := range n.Leads {
		assert.False(t, n.Leads[i].Notched, n.Leads[i].Label)
	}
}

// Users of other programs complain of PR and QT that are off by half.
func TestIntervalsAtTheLimits(t *testing.T) {
	axis := 60.0
	for name, spec := range map[string]ecgtest.Spec{
		"rate 120":         {HeartRate: 120},
		"rate 140":         {HeartRate: 140},
		"rate 160":         {HeartRate: 160},
		"rate 40":          {HeartRate: 40},
		"PR 300":           {PR: 300},
		"PR 300, rate 90":  {PR: 300, HeartRate: 90},
		"PR 360, rate 60":  {PR: 360, HeartRate: 60},
		"PR 120":           {PR: 120, PDuration: 90},
		"tall T":           {TScale: 3},
		"tall T, rate 120": {TScale: 3, HeartRate: 120},
		"flat T":           {TScale: 0.15},
		"flat T, rate 110": {TScale: 0.2, HeartRate: 110},
		"small P":          {PScale: 0.4},
		"tall P, flat T":   {PScale: 2, TScale: 0.3},
		"QT 340":           {QT: 340},
		"QT 480":           {QT: 480, HeartRate: 60},
		"noise":            {HeartRate: 75, QRSAxis: &axis, Noise: ecgtest.Noise{MuscleUV: 10, WhiteUV: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			r, truth := run(t, spec)
			tm := &truth.Templates[0]
			assert.InDelta(t, float64(tm.PR), float64(r.PR), 10, "PR")
			assert.InDelta(t, float64(tm.QRS), float64(r.QRS), 10, "QRS")
			assert.InDelta(t, float64(tm.QT), float64(r.QT), 10, "QT")
			assert.InDelta(t, 1, float64(r.Atrial.PShare), 0.1)
		})
	}
}

func TestNoPInFibrillation(t *testing.T) {
	for _, spec := range []ecgtest.Spec{{Rhythm: ecgtest.AFib}, {Rhythm: ecgtest.AFib, HeartRate: 70, FWaveUV: 40}, {Rhythm: ecgtest.AFib, HeartRate: 140}} {
		for seed := range uint64(4) {
			spec.Seed = seed
			r, truth := run(t, spec)
			if low := assert.Less(t, float64(r.Atrial.PShare), 0.75); !low {
				continue
			}
			assert.False(t, ecg.Known(r.PR))
			assert.False(t, ecg.Known(r.P))
			assert.Zero(t, float64(r.Find(ecg.LeadII).P))
			assert.InDelta(t, float64(truth.FWaveHz), float64(r.Atrial.FRate), 1.2)
			assert.Greater(t, float64(r.Atrial.FPower), 0.3)
			assert.Greater(t, float64(r.RR.NRMSSD), 0.1)
			for i := range r.Beats {
				assert.False(t, r.Beats[i].HasP)
			}
		}
	}
	r, truth := run(t, ecgtest.Spec{Rhythm: ecgtest.AFlutter, FlutterRatio: -1})
	assert.InDelta(t, float64(truth.FlutterHz), float64(r.Atrial.FRate), 0.3)
}

func TestNoWavesInFlatLines(t *testing.T) {
	r, _ := run(t, ecgtest.Spec{Rhythm: ecgtest.Junctional})
	assert.False(t, ecg.Known(r.PR), "no P wave")
	assert.Zero(t, float64(r.Atrial.PShare))
	in, truth := synth(t, ecgtest.Spec{Rhythm: ecgtest.Junctional, TScale: 1e-6})
	r = measured(t, in)
	assert.False(t, ecg.Known(r.QT), "no T wave")
	assert.Equal(t, None, r.Fiducials.TOff)
	for l := range in.Leads { // nor with noise about
		noise := ecgtestNoise(len(in.Leads[l].Clean), uint64(l))
		x := make([]float64, len(noise))
		for i, v := range in.Leads[l].Clean {
			x[i] = v + noise[i]
		}
		in.Leads[l].Clean, in.Leads[l].Raw = x, x
	}
	r = measured(t, in)
	assert.False(t, ecg.Known(r.PR))
	assert.Less(t, float64(r.Atrial.PShare), 0.5)
	assert.InDelta(t, float64(truth.Templates[0].QRS), float64(r.QRS), 16)
}

// ecgtestNoise is Gaussian noise of 8 µV.
func ecgtestNoise(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	x := make([]float64, n)
	for i := range x {
		x[i] = 8 * rng.NormFloat64()
	}
	return x
}

func TestEctopicBeatsStayOut(t *testing.T) {
	spec := ecgtest.Spec{PVC: ecgtest.Ectopy{At: []int{3, 8}}}
	in, truth := synth(t, spec)
	r := measured(t, in)
	assert.Equal(t, len(truth.Beats)-2, r.BeatsUsed)
	assert.Less(t, r.Beats[3].Corr, 0.85)
	assert.False(t, r.Beats[3].HasP)
	assert.Greater(t, float64(r.Beats[3].QRS), 120.0)
	assert.Greater(t, float64(r.Beats[2].Corr), 0.99)
	// Not even when the detector calls them normal.
	for i := range in.Beats {
		in.Beats[i].Class = detect.Normal
	}
	u := measured(t, in)
	assert.Equal(t, r.BeatsUsed, u.BeatsUsed)
	assert.InDelta(t, float64(r.QRS), float64(u.QRS), 1)
}

func TestBeatPR(t *testing.T) {
	r, truth := run(t, preset(t, "avb2"))
	for i := range truth.Beats {
		b := &truth.Beats[i]
		if r.Beats[i].HasP && b.HasP() {
			assert.InDelta(t, float64(b.PR), float64(r.Beats[i].PR), 30, "beat %d", i)
		}
	}
	assert.Greater(t, float64(r.Atrial.PRSD), 30.0, "PR grows")
	n, _ := run(t, preset(t, "normal"))
	assert.Less(t, float64(n.Atrial.PRSD), 4.0)
}

func TestPacing(t *testing.T) {
	r, truth := run(t, preset(t, "paced-dual"))
	assert.Equal(t, len(truth.Beats), r.Pacing.Ventricular)
	assert.InDelta(t, len(truth.Beats), r.Pacing.Atrial, 1)
	assert.True(t, r.Beats[2].Paced)
	assert.InDelta(t, float64(truth.Templates[0].QRS), float64(r.QRS), 14)
	a, _ := run(t, preset(t, "paced-atrial"))
	assert.Zero(t, a.Pacing.Ventricular)
	assert.Greater(t, a.Pacing.Atrial, 8)
}

func TestTimesAndTWaves(t *testing.T) {
	for _, name := range []string{"normal", "lbbb", "rbbb", "lvh", "t-inversion", "stemi-anterior", "rvh", "tachy"} {
		r, truth := run(t, preset(t, name))
		for i := range r.Leads {
			l := &r.Leads[i]
			a := truth.Templates[0].Leads[l.Lead]
			if a.QRSMax > 200 && a.R2 == 0 && !l.Notched {
				assert.InDelta(t, float64(a.RPeak), float64(l.VAT), 8, "%s VAT %v", name, l.Lead)
			}
			if math.Abs(float64(a.T)) > 100 && math.Abs(float64(a.J)) < 100 {
				assert.InDelta(t, float64(a.T), float64(l.T), 25+0.06*math.Abs(float64(a.T)), "%s T %v", name, l.Lead)
			}
			if a.QMS > 12 && a.Q < -60 {
				assert.InDelta(t, float64(a.QMS), float64(l.QDur), 10, "%s Q %v", name, l.Lead)
			}
			assert.InDelta(t, float64(a.Area), float64(l.QRSNet), 1500+0.05*math.Abs(float64(a.Area)), "%s area %v", name, l.Lead)
			assert.InDelta(t, float64(a.STSlope), float64(l.STSlope), 150+0.1*math.Abs(float64(a.STSlope)), "%s slope %v", name, l.Lead)
		}
	}
}

// The P wave of V1 is negative throughout in the synthetic heart: its force is its depth times its duration.
func TestPTerminalForce(t *testing.T) {
	for _, name := range []string{"normal", "lae"} {
		r, truth := run(t, preset(t, name))
		tm := &truth.Templates[0]
		whole := float64(tm.Leads[ecg.LeadV1].PNeg) * float64(tm.P)
		got := float64(r.Find(ecg.LeadV1).PTF)
		assert.Less(t, got, 0.5*whole, name)
		assert.Greater(t, got, whole, name)
	}
}

func TestSlowUpstroke(t *testing.T) {
	w, _ := run(t, preset(t, "wpw"))
	assert.Greater(t, float64(w.Upstroke), 30.0)
	for _, name := range []string{"normal", "lbbb", "rbbb", "lvh", "stemi-anterior", "old-inferior-mi"} {
		r, _ := run(t, preset(t, name))
		assert.Less(t, float64(r.Upstroke), 28.0, name)
	}
}

func TestAlternans(t *testing.T) {
	a, _ := run(t, preset(t, "t-alternans"))
	assert.Greater(t, float64(a.TAlternans), 40.0)
	assert.Less(t, float64(a.QRSAlternans), 0.05)
	q, _ := run(t, preset(t, "qrs-alternans"))
	assert.Greater(t, float64(q.QRSAlternans), 0.2)
	for _, name := range []string{"normal", "noise", "afib", "tachy", "pvc"} {
		r, _ := run(t, preset(t, name))
		assert.False(t, r.TAlternans > 20, name)
		assert.False(t, r.QRSAlternans > 0.1, name)
	}
	short, _ := run(t, ecgtest.Spec{Duration: 4})
	assert.False(t, ecg.Known(short.TAlternans))
}
