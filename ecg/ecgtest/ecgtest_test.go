package ecgtest

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/testdata"
)

func TestPresetsAllGenerate(t *testing.T) {
	require.NotEmpty(t, Presets())
	rates := []float64{100, 250, 360, 500, 1000}
	if testdata.RaceEnabled {
		rates = rates[1:2]
	}
	for _, name := range Presets() {
		for _, rate := range rates {
			s, ok := Preset(name)
			require.True(t, ok, name)
			s.Rate = rate
			rec, truth, err := Generate(s)
			require.NoError(t, err, name)
			require.Len(t, rec.Channels, 12, name)
			for i := range rec.Channels {
				assert.Len(t, rec.Channels[i].Raw, int(10*rate), name)
			}
			checkTruth(t, name, truth)
		}
	}
	_, ok := Preset("no such")
	assert.False(t, ok)
}

// checkTruth holds the order of instants and the links between beats and P waves.
func checkTruth(t *testing.T, name string, truth *Truth) {
	t.Helper()
	switch truth.Spec.Rhythm {
	case VF, VFlutter, Torsades, Asystole:
		assert.Empty(t, truth.Beats, name)
		return
	}
	require.Greater(t, len(truth.Beats), 2, name)
	hr := float64(truth.HeartRate)
	assert.InDelta(t, 60000/hr, float64(truth.RRMean), 1e-6, name)
	last := math.Inf(-1)
	for i := range truth.Beats {
		b := &truth.Beats[i]
		marks := []Instant{b.QRSOn, b.R, b.QRSOff, b.TOn, b.TPeak, b.TOff}
		if b.HasP() {
			marks = append([]Instant{b.POn, b.PPeak, b.POff}, marks...)
			assert.InDelta(t, float64(b.PR), 1000*(b.QRSOn.Seconds-b.POn.Seconds), 1e-6, name)
		} else {
			assert.True(t, math.IsNaN(float64(b.PR)), name)
			assert.Equal(t, NoInstant().Sample, b.PPeak.Sample, name)
		}
		for k := 1; k < len(marks); k++ {
			assert.Greater(t, marks[k].Seconds, marks[k-1].Seconds, "%s beat %d mark %d", name, i, k)
		}
		assert.Greater(t, b.R.Seconds, last, name)
		last = b.R.Seconds
		assert.InDelta(t, b.R.Seconds*truth.Spec.Rate, float64(b.R.Sample), 1, name)
		assert.Less(t, b.Template, len(truth.Templates), name)
	}
	for _, p := range truth.PWaves {
		if p.Beat >= 0 {
			assert.True(t, p.Conducted, name)
			assert.Equal(t, p.On, truth.Beats[p.Beat].POn, name)
		}
	}
	require.NotEmpty(t, truth.Rhythms, name)
	assert.Equal(t, 0, truth.Rhythms[0].First, name)
	assert.Equal(t, truth.Samples, truth.Rhythms[len(truth.Rhythms)-1].Limit, name)
}

// TestExactBaseline: the clean signal is zero outside the waves and not zero just inside them.
func TestExactBaseline(t *testing.T) {
	for _, c := range []Conduction{NormalConduction, LBBB, RBBB, LAFB, LPFB, RBBBLAFB, WPW} {
		rec, truth := MustGenerate(Spec{Conduction: c, Rate: 1000, HeartRate: 55, StepUV: 0.01, ST: map[ecg.Lead]float64{ecg.LeadV2: 200}})
		inside := make([]bool, truth.Samples)
		mark := func(from, to Instant) {
			for i := max(0, int(math.Ceil(from.Seconds*1000))); i < truth.Samples && float64(i) < to.Seconds*1000; i++ {
				inside[i] = true
			}
		}
		last := truth.Beats[len(truth.Beats)-1].TOff.Seconds
		for i := range truth.Beats {
			b := &truth.Beats[i]
			mark(b.POn, b.POff)
			mark(b.QRSOn, b.TOff)
		}
		for i := range rec.Channels {
			ch := &rec.Channels[i]
			for n, in := range inside {
				s := float64(n) / 1000
				if !in && s > truth.Beats[0].POn.Seconds && s < last {
					require.Zero(t, ch.Raw[n], "%s %s at %g s", c, ch.Lead, s)
				}
			}
		}
		// Within 3 ms of QRS onset, some lead has moved by more than 2 µV; 8 ms before T end by more than 1.
		b := &truth.Beats[2]
		assert.Greater(t, largest(rec, b.QRSOn.Seconds+0.003), 2.0, c)
		assert.Greater(t, largest(rec, b.QRSOff.Seconds-0.003), 2.0, c)
		assert.Greater(t, largest(rec, b.TOff.Seconds-0.010), 1.0, c)
		assert.Greater(t, largest(rec, b.POn.Seconds+0.008), 1.0, c)
	}
}

func largest(rec *ecg.Record, s float64) float64 {
	var m float64
	for i := range rec.Channels {
		c := &rec.Channels[i]
		m = max(m, math.Abs(c.At(int(math.Round(s*c.Rate)))))
	}
	return m
}

// TestAmplitudesInSamples compares the truth with a clean record at 10 kHz, where a beat's marks fall close to samples.
func TestAmplitudesInSamples(t *testing.T) {
	names := []string{"normal", "lbbb", "rbbb", "stemi-anterior", "stemi-inferior", "lvh", "pvc", "paced", "old-anterior-mi", "ra-la-reversal"}
	if testdata.RaceEnabled {
		names = names[:3]
	}
	for _, name := range names {
		s, _ := Preset(name)
		s.Rate, s.StepUV, s.Duration, s.Noise, s.RSA = 10000, 0.01, 6, Noise{}, 0
		s.SpikeUV = 1e-6 // out of the way
		s.Leads = append(ecg.StandardLeads[:], ecg.LeadV7, ecg.LeadV9, ecg.LeadV4R, ecg.LeadX)
		rec, truth := MustGenerate(s)
		for i := 1; i < len(truth.Beats)-1; i++ {
			b := &truth.Beats[i]
			tpl := &truth.Templates[b.Template]
			for k := range rec.Channels {
				ch := &rec.Channels[k]
				a, ok := tpl.Leads[ch.Lead]
				require.True(t, ok)
				lo, hi, at := 0.0, 0.0, b.QRSOn.Sample
				for n := b.QRSOn.Sample; n <= b.QRSOff.Sample; n++ {
					if v := ch.At(n); v > hi {
						hi, at = v, n
					}
					lo = min(lo, ch.At(n))
				}
				assert.InDelta(t, float64(a.QRSMax), hi, 0.5, "%s %s", name, ch.Lead)
				assert.InDelta(t, float64(a.QRSMin), lo, 0.5, "%s %s", name, ch.Lead)
				if r := truth.RPeak(i, ch.Lead); r.Exists() && a.QRSMax > a.J+5 {
					assert.InDelta(t, r.Sample, at, 5, "%s %s", name, ch.Lead)
				}
				for after, want := range map[float64]ecg.Microvolt{0: a.J, 20: a.ST20, 40: a.ST40, 60: a.ST60, 80: a.ST80} {
					n := int(math.Round((b.QRSOff.Seconds + after/1000) * s.Rate))
					assert.InDelta(t, float64(want), ch.At(n), 1.5, "%s %s J+%g", name, ch.Lead, after)
				}
			}
		}
	}
}

func TestRWithinRPeaks(t *testing.T) {
	_, truth := MustGenerate(Spec{})
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadV4, ecg.LeadV5} {
		assert.InDelta(t, truth.Beats[3].R.Seconds, truth.RPeak(3, l).Seconds, 0.006, l.String())
	}
	assert.False(t, truth.RPeak(0, ecg.LeadX).Exists(), "lead not in the record")
}

func TestEinthovenHoldsExactly(t *testing.T) {
	s, _ := Preset("noise")
	rec, _ := MustGenerate(s)
	get := func(l ecg.Lead) *ecg.Channel { return rec.Lead(l) }
	one, two := get(ecg.LeadI), get(ecg.LeadII)
	for n := range one.Raw {
		i, ii := one.Raw[n], two.Raw[n]
		require.Equal(t, ii-i, get(ecg.LeadIII).Raw[n])
		require.Equal(t, -(i + ii), get(ecg.LeadAVR).Raw[n])
		require.Equal(t, 2*i-ii, get(ecg.LeadAVL).Raw[n])
		require.Equal(t, 2*ii-i, get(ecg.LeadAVF).Raw[n])
	}
	assert.Equal(t, 0.5, get(ecg.LeadAVR).Scale)
	assert.Equal(t, 1.0, get(ecg.LeadIII).Scale)

	// The same as a file with I and II only, completed by the package ecg.
	s.Leads = []ecg.Lead{ecg.LeadI, ecg.LeadII}
	short, _ := MustGenerate(s)
	require.Equal(t, 4, short.DeriveLimbLeads())
	for _, l := range []ecg.Lead{ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF} {
		assert.Equal(t, get(l).Raw, short.Lead(l).Raw, l.String())
	}
	// And a lead does not depend on which others are recorded.
	s.Leads = []ecg.Lead{ecg.LeadV5, ecg.LeadAVF}
	few, _ := MustGenerate(s)
	assert.Equal(t, get(ecg.LeadV5).Raw, few.Lead(ecg.LeadV5).Raw)
	assert.Equal(t, get(ecg.LeadAVF).Raw, few.Lead(ecg.LeadAVF).Raw)
}

func TestDeterministicAndSeeded(t *testing.T) {
	s, _ := Preset("afib")
	s.Noise = Noise{MuscleUV: 20, BaselineUV: 100}
	a, ta := MustGenerate(s)
	b, tb := MustGenerate(s)
	assert.Equal(t, a, b)
	ja, err := json.Marshal(ta)
	require.NoError(t, err)
	jb, _ := json.Marshal(tb)
	assert.JSONEq(t, string(ja), string(jb))
	s.Seed++
	c, _ := MustGenerate(s)
	assert.NotEqual(t, a.Channels[1].Raw, c.Channels[1].Raw)
}

// TestGolden: a few values of the normal ECG, with room for fused multiply-adds.
func TestGolden(t *testing.T) {
	_, truth := MustGenerate(Spec{Seed: 7})
	tpl := truth.Templates[0]
	assert.Equal(t, "main", tpl.Name)
	assert.InDelta(t, 92, float64(tpl.QRS), 1e-9)
	assert.InDelta(t, 160, float64(tpl.PR), 1e-9)
	assert.InDelta(t, 104, float64(tpl.P), 1e-9)
	assert.InDelta(t, 400*math.Cbrt(6.0/7), float64(tpl.QT), 1e-9)
	golden := map[ecg.Lead][3]float64{ // R, S, T in µV
		ecg.LeadI: {570, -70, 166}, ecg.LeadII: {1031, -188, 293}, ecg.LeadV1: {312, -1146, 24}, ecg.LeadV5: {1366, -219, 427},
	}
	for l, g := range golden {
		a, _ := truth.Lead(l)
		assert.InDelta(t, g[0], float64(a.R), 0.6, l.String())
		assert.InDelta(t, g[1], float64(a.S), 0.6, l.String())
		assert.InDelta(t, g[2], float64(a.T), 0.6, l.String())
	}
}

// TestRateChangesNothingButSamples is metamorphic: other rates, the same times and amplitudes, and resampled values.
func TestRateChangesNothingButSamples(t *testing.T) {
	for _, name := range []string{"normal", "afib", "bigeminy", "aflutter-var", "avb3", "vt-run"} {
		s, _ := Preset(name)
		s.Rate = 250
		a, ta := MustGenerate(s)
		s.Rate = 1000
		b, tb := MustGenerate(s)
		require.Len(t, tb.Beats, len(ta.Beats), name)
		for i := range ta.Beats {
			assert.Equal(t, ta.Beats[i].R.Seconds, tb.Beats[i].R.Seconds, name)
			assert.Equal(t, ta.Beats[i].TOff.Seconds, tb.Beats[i].TOff.Seconds, name)
		}
		ja, err := json.Marshal(ta.Templates) // NaN as null
		require.NoError(t, err)
		jb, _ := json.Marshal(tb.Templates)
		assert.JSONEq(t, string(ja), string(jb), name)
		for n, v := range a.Channels[1].Raw {
			require.Equal(t, v, b.Channels[1].Raw[4*n], name)
		}
	}
}

func TestLongRecordIsMadeOfBlocks(t *testing.T) {
	s := Spec{Duration: 120, Leads: []ecg.Lead{ecg.LeadMLII, ecg.LeadV1}, Seed: 3, RRJitter: 30, Noise: Noise{MuscleUV: 10}}
	long, tl := MustGenerate(s)
	assert.Len(t, long.Channels[0].Raw, 60000)
	assert.InDelta(t, 140, len(tl.Beats), 4)
	s.Duration = 60
	short, ts := MustGenerate(s)
	assert.Equal(t, short.Channels[1].Raw, long.Channels[1].Raw[:30000])
	assert.Equal(t, ts.Beats[20], tl.Beats[20])
}

func TestSpecAsJSON(t *testing.T) {
	for _, name := range []string{"stemi-inferior", "left-axis", "artifacts", "vt-run"} {
		s, _ := Preset(name)
		data, err := json.Marshal(s)
		require.NoError(t, err)
		var back Spec
		require.NoError(t, json.Unmarshal(data, &back), string(data))
		assert.Equal(t, s, back)
	}
	zero, err := json.Marshal(Spec{})
	require.NoError(t, err)
	assert.JSONEq(t, "{}", string(zero))
}

func TestAnnotations(t *testing.T) {
	s, _ := Preset("paced-dual")
	_, truth := MustGenerate(s)
	count := map[ecg.AnnotationKind]int{}
	last := int64(0)
	for _, a := range truth.Annotations() {
		count[a.Kind]++
		assert.GreaterOrEqual(t, a.Peak, last)
		last = a.Peak
	}
	assert.Equal(t, len(truth.Beats), count[ecg.AnnotationBeat])
	assert.Equal(t, len(truth.Spikes), count[ecg.AnnotationSpike])
	assert.Equal(t, 1, count[ecg.AnnotationRhythm])
	assert.Equal(t, len(truth.Beats), len(truth.RSamples()))
}
