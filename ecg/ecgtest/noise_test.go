package ecgtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

// residual is what noise adds to a lead of a clean ECG.
func residual(t *testing.T, s Spec, l ecg.Lead) []float64 {
	t.Helper()
	noisy, truth := MustGenerate(s)
	s.Noise = Noise{}
	clean, same := MustGenerate(s)
	require.Equal(t, same.RSamples(), truth.RSamples(), "noise changes no beat")
	x, y := noisy.Lead(l).Microvolts(nil), clean.Lead(l).Microvolts(nil)
	for i := range x {
		x[i] -= y[i]
	}
	return x
}

func rms(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s / float64(len(x)))
}

// power returns the amplitude of the sine of frequency hz in x.
func power(x []float64, hz, rate float64) float64 {
	var re, im float64
	for i, v := range x {
		sin, cos := math.Sincos(2 * math.Pi * hz * float64(i) / rate)
		re, im = re+v*cos, im+v*sin
	}
	return 2 * math.Hypot(re, im) / float64(len(x))
}

func TestNoiseAmplitudes(t *testing.T) {
	base := Spec{StepUV: 0.01, Seed: 9, Duration: 20, Rate: 1000}
	with := func(n Noise) Spec { s := base; s.Noise = n; return s }

	x := residual(t, with(Noise{MainsUV: 40, MainsHz: 50.25}), ecg.LeadV2)
	assert.InDelta(t, 40, power(x, 50.25, 1000), 0.1)
	assert.InDelta(t, 40/math.Sqrt2, rms(x), 0.1)

	x = residual(t, with(Noise{BaselineUV: 300, BaselineHz: 0.3}), ecg.LeadI)
	assert.InDelta(t, 300, power(x, 0.3, 1000), 1)

	x = residual(t, with(Noise{BaselineUV: 300}), ecg.LeadV1)
	lo, hi := extremes(x)
	assert.True(t, hi <= 300 && lo >= -300 && hi-lo > 150, "%g %g", lo, hi)

	for _, rate := range []float64{250, 500, 1000} {
		s := with(Noise{MuscleUV: 25})
		s.Rate = rate
		assert.InDelta(t, 25, rms(residual(t, s, ecg.LeadV4)), 1, "rms at %g Hz", rate)
	}
	x = residual(t, with(Noise{MuscleUV: 25}), ecg.LeadV4)
	var low, mid float64
	for k := 1; k < 20; k++ {
		low += power(x, 0.25*float64(k), 1000)
		mid += power(x, 60+0.25*float64(k), 1000)
	}
	assert.Less(t, low, mid/8, "no muscle noise below 5 Hz")

	x = residual(t, with(Noise{WhiteUV: 12}), ecg.LeadII)
	assert.InDelta(t, 12, rms(x), 0.5)
	x = residual(t, with(Noise{WhiteUV: 12, Leads: []ecg.Lead{ecg.LeadV1}}), ecg.LeadII)
	assert.Zero(t, rms(x))
}

func TestArtifacts(t *testing.T) {
	s, _ := Preset("artifacts")
	s.Noise.MuscleUV = 0
	rec, _ := MustGenerate(s)
	for _, v := range rec.Lead(ecg.LeadV3).Raw {
		require.Zero(t, v)
	}
	v2 := rec.Lead(ecg.LeadV2).Raw
	for n, v := range v2 {
		require.Equal(t, n >= 3000 && n < 3500, v == ecg.Missing, n)
	}
	pop := residual(t, s, ecg.LeadV5)
	assert.InDelta(t, 1800, pop[1500], 2)
	assert.InDelta(t, 1800/math.E, pop[2000], 5)
	assert.Zero(t, pop[1499])
	assert.Zero(t, pop[3000])
	burst := residual(t, s, ecg.LeadV6)
	assert.InDelta(t, 300, rms(burst[2500:4000]), 25)
	v1 := rec.Lead(ecg.LeadV1).Microvolts(nil)
	lo, _ := extremes(v1)
	assert.Equal(t, -5000.0, lo)
}

func TestErrors(t *testing.T) {
	nan := math.NaN()
	for i, s := range []Spec{
		{Rate: 10}, {Rate: nan}, {Duration: -1}, {Duration: math.Inf(1)}, {Duration: 1e9}, {HeartRate: 5}, {HeartRate: nan},
		{Rhythm: "samba"}, {Conduction: "none"}, {STShape: "wavy"}, {Reversal: "RA-V1"}, {Reversal: "V1-V1"},
		{Leads: []ecg.Lead{ecg.LeadUnknown}}, {Leads: []ecg.Lead{ecg.LeadCM5}}, {QRS: 400}, {QT: 120}, {PR: 10}, {StepUV: -1},
		{ST: map[ecg.Lead]float64{ecg.LeadV1: nan}}, {Q: map[ecg.Lead]float64{ecg.LeadCM5: 1}},
		{LeadScale: map[ecg.Lead]float64{ecg.LeadIII: 2}}, {BlockRatio: 1, Rhythm: AVBlock2Mobitz1}, {FlutterRatio: -2},
		{Episodes: []Episode{{Start: 3, End: 2, Rhythm: VT}}}, {Episodes: []Episode{{Start: 1, End: 2, Rhythm: "x"}}},
		{PVC: Ectopy{Coupling: -1}}, {PAC: Ectopy{Fraction: 2}}, {Pauses: []Pause{{RR: -3}}}, {RSA: -1}, {Sex: 7}, {TScale: nan},
		{SpikeUV: 1e9}, {FWaveHz: 1000}, {QRSAxis: &nan},
		{Noise: Noise{MainsUV: -1}}, {Noise: Noise{Leads: []ecg.Lead{ecg.LeadAVF}}},
		{Noise: Noise{Artifacts: []Artifact{{Kind: "x", Lead: ecg.LeadI}}}},
		{Noise: Noise{Artifacts: []Artifact{{Kind: Pop, Lead: ecg.LeadAVF, UV: 5}}}},
	} {
		rec, truth, err := Generate(s)
		assert.ErrorIs(t, err, ErrSpec, "case %d", i)
		assert.Nil(t, rec)
		assert.Nil(t, truth)
	}
	assert.Panics(t, func() { MustGenerate(Spec{Rate: 1}) })
}

// FuzzGenerate: whatever the Spec, there is an ECG or an ErrSpec.
func FuzzGenerate(f *testing.F) {
	for _, name := range Presets() {
		s, _ := Preset(name)
		s.Duration = 3
		data, err := json.Marshal(s)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Spec
		if json.Unmarshal(data, &s) != nil {
			return
		}
		if !(s.Duration > 0 && s.Duration < 20) {
			s.Duration = 2
		}
		if !(s.Rate < 2000) || len(s.Leads) > 20 || s.PVC.Run > 1000 || s.PAC.Run > 1000 {
			return
		}
		rec, truth, err := Generate(s)
		if err != nil {
			require.True(t, errors.Is(err, ErrSpec), err)
			return
		}
		for i := range rec.Channels {
			require.Len(t, rec.Channels[i].Raw, truth.Samples)
		}
		_, err = json.Marshal(truth)
		require.NoError(t, err)
	})
}

func ExampleGenerate() {
	rec, truth, err := Generate(Spec{
		Rate: 500, HeartRate: 75, ST: map[ecg.Lead]float64{ecg.LeadV2: 250, ecg.LeadV3: 300}, STShape: Convex,
		Noise: Noise{BaselineUV: 100, MuscleUV: 10},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	v3, _ := truth.Lead(ecg.LeadV3)
	fmt.Printf("%d leads of %d samples, %d beats\n", len(rec.Channels), truth.Samples, len(truth.Beats))
	fmt.Printf("V3: J %.0f µV, ST60 %.0f µV\n", v3.J, v3.ST60)
	// Output:
	// 12 leads of 5000 samples, 12 beats
	// V3: J 300 µV, ST60 396 µV
}

func ExamplePreset() {
	s, _ := Preset("bigeminy")
	_, truth := MustGenerate(s)
	for _, b := range truth.Beats[:4] {
		fmt.Print(b.Class, " ")
	}
	// Output: N V N V
}

func BenchmarkGenerate(b *testing.B) {
	s, _ := Preset("noise")
	b.ReportAllocs()
	for b.Loop() {
		MustGenerate(s)
	}
}

func BenchmarkGenerateClean(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		MustGenerate(Spec{})
	}
}
