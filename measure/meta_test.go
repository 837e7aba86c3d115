package measure

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// noisy is a normal ECG with a little noise, so that nothing is exact.
func noisy() ecgtest.Spec {
	return ecgtest.Spec{HeartRate: 72, RSA: 15, Seed: 5, Noise: ecgtest.Noise{WhiteUV: 4, MuscleUV: 5}}
}

// mapLeads returns in with every sample of every lead (or of one, with only >= 0) put through f.
func mapLeads(in *Input, only int, f func(float64) float64) *Input {
	out := *in
	out.Leads = append([]InputLead(nil), in.Leads...)
	for l := range out.Leads {
		if only >= 0 && l != only {
			continue
		}
		x := make([]float64, len(in.Leads[l].Clean))
		for i, v := range in.Leads[l].Clean {
			x[i] = f(v)
		}
		out.Leads[l].Clean, out.Leads[l].Raw = x, x
	}
	return &out
}

func near(t *testing.T, want, got ecg.Millisecond, tolerance float64, what string) {
	t.Helper()
	assert.InDelta(t, float64(want), float64(got), tolerance, what)
}

func TestScaling(t *testing.T) {
	in, _ := synth(t, noisy())
	r := measured(t, in)
	for _, k := range []float64{0.5, 2} {
		s := measured(t, mapLeads(in, -1, func(v float64) float64 { return k * v }))
		near(t, r.PR, s.PR, 4, "PR")
		near(t, r.QRS, s.QRS, 4, "QRS")
		near(t, r.QT, s.QT, 6, "QT")
		assert.InDelta(t, float64(r.Axis.QRS), float64(s.Axis.QRS), 1)
		for i := range r.Leads {
			// A tiny first r may fall below what counts as a wave.
			a, b := &r.Leads[i], &s.Leads[i]
			assert.InDelta(t, k*float64(max(a.R, a.R2)), float64(max(b.R, b.R2)), 25, a.Label)
			assert.InDelta(t, k*float64(r.Leads[i].ST60), float64(s.Leads[i].ST60), 6)
		}
	}
}

func TestOffset(t *testing.T) {
	in, _ := synth(t, noisy())
	a := measured(t, in)
	b := measured(t, mapLeads(in, -1, func(v float64) float64 { return v + 3000 }))
	near(t, a.PR, b.PR, 0, "PR")
	near(t, a.QT, b.QT, 0, "QT")
	assert.InDelta(t, float64(a.Leads[7].ST60), float64(b.Leads[7].ST60), 1e-6)
}

func TestInvertedLead(t *testing.T) {
	in, _ := synth(t, noisy())
	a := measured(t, in)
	for l := range in.Leads {
		b := measured(t, mapLeads(in, l, func(v float64) float64 { return -v }))
		near(t, a.PR, b.PR, 2, "PR")
		near(t, a.QRS, b.QRS, 2, "QRS")
		near(t, a.QT, b.QT, 2, "QT")
		assert.InDelta(t, float64(a.Leads[l].J), -float64(b.Leads[l].J), 1)
		assert.InDelta(t, float64(a.Leads[l].QRSNet), -float64(b.Leads[l].QRSNet), 200)
		assert.InDelta(t, float64(a.Leads[l].T), -float64(b.Leads[l].T), 1)
	}
}

func TestRates(t *testing.T) {
	for _, rate := range []float64{100, 125, 128, 200, 250, 300, 360, 500, 512, 1000, 2000} {
		spec := preset(t, "normal")
		spec.Rate = rate
		r, truth := run(t, spec)
		tm := &truth.Templates[0]
		slack := math.Max(0, 1000/rate-2) * 2 // two samples, where they are far apart
		near(t, tm.PR, r.PR, 10+slack, "PR")
		near(t, tm.QRS, r.QRS, 10+slack, "QRS")
		near(t, tm.QT, r.QT, 12+slack, "QT")
		assert.InDelta(t, float64(tm.QRSAxis), float64(r.Axis.QRS), 6)
		assert.InDelta(t, float64(tm.Leads[ecg.LeadV5].R), float64(r.Find(ecg.LeadV5).R), 0.15*float64(tm.Leads[ecg.LeadV5].R), "%g Hz", rate)
	}
}

func TestFewLeads(t *testing.T) {
	for _, leads := range [][]ecg.Lead{
		{ecg.LeadI}, {ecg.LeadII}, {ecg.LeadV5}, {ecg.LeadMLII, ecg.LeadV1}, {ecg.LeadII, ecg.LeadV2},
		{ecg.LeadI, ecg.LeadII, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6},
		{ecg.LeadX, ecg.LeadY, ecg.LeadZ},
	} {
		spec := noisy()
		spec.Leads = leads
		r, truth := run(t, spec)
		tm := &truth.Templates[0]
		near(t, tm.PR, r.PR, 16, "PR")
		near(t, tm.QRS, r.QRS, 16, "QRS")
		near(t, tm.QT, r.QT, 25, "QT")
		assert.InDelta(t, 1, float64(r.Atrial.PShare), 0.15, "%v", leads)
		assert.Equal(t, len(leads) == 8, ecg.Known(r.Axis.QRS))
		assert.NotEqual(t, GradeD, r.Quality.Grade)
	}
}

func TestGaps(t *testing.T) {
	in, truth := synth(t, noisy())
	for l := range in.Leads {
		x := append([]float64(nil), in.Leads[l].Clean...)
		for i := 2000; i < 2700; i++ {
			x[i] = math.NaN()
		}
		if l == 3 { // one lead is missing altogether
			for i := range x {
				x[i] = math.NaN()
			}
		}
		in.Leads[l].Clean, in.Leads[l].Raw = x, x
	}
	r := measured(t, in)
	tm := &truth.Templates[0]
	near(t, tm.PR, r.PR, 12, "PR")
	near(t, tm.QRS, r.QRS, 12, "QRS")
	near(t, tm.QT, r.QT, 14, "QT")
	assert.False(t, r.Leads[3].OK)
	assert.False(t, ecg.Known(r.Leads[3].R))
	assert.Equal(t, GradeD, r.Quality.Leads[3].Grade)
	assert.Contains(t, r.Quality.Leads[3].Reasons, ReasonMissing)
}

func TestShortRecords(t *testing.T) {
	in, _ := synth(t, noisy())
	m := New(Options{})
	var r Report
	for _, n := range []int{0, 1, 2, 10, 60, 100, 200, 300, 500, 700, 900, 1500} {
		cut := *in
		cut.Leads = append([]InputLead(nil), in.Leads...)
		for l := range cut.Leads {
			cut.Leads[l].Clean, cut.Leads[l].Raw = in.Leads[l].Clean[:n], in.Leads[l].Raw[:n]
		}
		cut.Beats = nil
		for _, b := range in.Beats {
			if b.Sample < n {
				cut.Beats = append(cut.Beats, b)
			}
		}
		require.NoError(t, m.Measure(&r, &cut))
		assert.Len(t, r.Beats, len(cut.Beats))
		assert.Len(t, r.Leads, len(in.Leads))
		if len(cut.Beats) == 0 {
			assert.False(t, ecg.Known(r.QRS))
			assert.False(t, ecg.Known(r.HeartRate))
			assert.False(t, r.Quality.Usable)
		}
		m.DelineateAll(nil, &cut)
	}
	require.NoError(t, m.Measure(&r, &Input{RateHz: 500}))
	assert.Equal(t, GradeD, r.Quality.Grade)
}

func TestBadInput(t *testing.T) {
	x := make([]float64, 100)
	for name, in := range map[string]*Input{
		"no rate":       {},
		"NaN rate":      {RateHz: math.NaN()},
		"lengths":       {RateHz: 500, Leads: []InputLead{{Clean: x}, {Clean: x[:50]}}},
		"raw":           {RateHz: 500, Leads: []InputLead{{Clean: x, Raw: x[:50]}}},
		"beat outside":  {RateHz: 500, Leads: []InputLead{{Clean: x}}, Beats: []detect.Beat{{Sample: 100}}},
		"beats swapped": {RateHz: 500, Leads: []InputLead{{Clean: x}}, Beats: []detect.Beat{{Sample: 9}, {Sample: 4}}},
	} {
		var r Report
		assert.ErrorIs(t, New(Options{}).Measure(&r, in), ErrInput, name)
		assert.Empty(t, New(Options{}).Delineate(nil, in, 0))
	}
}

// The memory of one recording does not show in the next.
func TestReuse(t *testing.T) {
	m := New(Options{})
	var r Report
	for _, name := range []string{"vt", "afib", "artifacts", "paced-dual", "normal"} {
		in, _ := synth(t, preset(t, name))
		require.NoError(t, m.Measure(&r, in))
		fresh := measured(t, in)
		for i := range fresh.Leads {
			for j, v := range fresh.Leads[i].Template {
				require.False(t, math.IsNaN(v), "%s %s %d", name, fresh.Leads[i].Label, j)
			}
		}
		assert.Equal(t, fresh.Fiducials, r.Fiducials, name)
		want, err := json.Marshal(fresh)
		require.NoError(t, err)
		got, err := json.Marshal(&r)
		require.NoError(t, err)
		assert.True(t, string(want) == string(got), name)
		for i := range r.Leads {
			assert.Equal(t, fresh.Leads[i].Template, r.Leads[i].Template)
		}
		assert.Equal(t, len(fresh.Beats), len(r.Beats))
	}
}

func TestAllocations(t *testing.T) {
	in, _ := synth(t, noisy())
	m := New(Options{})
	var r Report
	rows := m.DelineateAll(nil, in)
	require.NoError(t, m.Measure(&r, in))
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = m.Measure(&r, in) }))
	assert.Zero(t, testing.AllocsPerRun(20, func() { rows = m.DelineateAll(rows, in) }))
	assert.Zero(t, testing.AllocsPerRun(20, func() { rows, _ = m.MeasureBeats(&r, rows, in) }))
}

func FuzzMeasure(f *testing.F) {
	f.Add(uint64(1), uint16(500), uint16(1000), uint8(3), uint8(5))
	f.Add(uint64(2), uint16(100), uint16(90), uint8(1), uint8(40))
	f.Add(uint64(3), uint16(1000), uint16(3000), uint8(12), uint8(0))
	f.Fuzz(func(t *testing.T, seed uint64, rate, n uint16, leads, beats uint8) {
		rng := rand.New(rand.NewPCG(seed, 1))
		in := &Input{RateHz: float64(rate)}
		size := int(n) % 4000
		for range int(leads) % 13 {
			x := make([]float64, size)
			kind, level := rng.IntN(5), 0.0
			for i := range x {
				switch kind {
				case 0:
					x[i] = rng.NormFloat64() * 100
				case 1: // flat
				case 2:
					level += rng.NormFloat64() * 20
					x[i] = level
				case 3:
					if x[i] = 1000 * math.Sin(float64(i)/9); rng.IntN(30) == 0 {
						x[i] = math.NaN()
					}
				case 4:
					x[i] = math.Inf(1 - 2*rng.IntN(2))
				}
			}
			in.Leads = append(in.Leads, InputLead{Lead: ecg.Lead(rng.IntN(10)), Clean: x, Raw: x})
		}
		last := -1
		for range int(beats) % 60 {
			last += 1 + rng.IntN(60)
			if last >= size {
				break
			}
			in.Beats = append(in.Beats, detect.Beat{Sample: last, Class: []detect.Class{'N', 'V', 'S', 'Q', 'F'}[rng.IntN(5)]})
			if rng.IntN(9) == 0 {
				in.Spikes = append(in.Spikes, last-1)
			}
		}
		m := New(Options{})
		var r Report
		if m.Measure(&r, in) != nil {
			return
		}
		if len(r.Beats) != len(in.Beats) || len(r.Leads) != len(in.Leads) {
			t.Fatal("beats or leads lost")
		}
		for _, row := range m.DelineateAll(nil, in) {
			for _, b := range row {
				for _, v := range []int{b.POn, b.PPeak, b.POff, b.QRSOn, b.R, b.QRSOff, b.TOn, b.TPeak, b.TOff} {
					if v != None && (v < 0 || v >= size) {
						t.Fatalf("fiducial %d outside", v)
					}
				}
			}
		}
	})
}
