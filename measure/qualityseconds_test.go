package measure

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// white is Gaussian noise of the given RMS.
func white(n int, seed uint64, uv float64) []float64 {
	x := ecgtestNoise(n, seed)
	for i := range x {
		x[i] *= uv / 8
	}
	return x
}

// changed measures a normal ECG whose lead V4 was changed.
func changed(t *testing.T, change func(x []float64, in *Input)) (*Report, *LeadQuality) {
	in, _ := synth(t, ecgtest.Spec{HeartRate: 70})
	x := append([]float64(nil), in.Leads[9].Clean...)
	change(x, in)
	in.Leads[9].Raw = x
	r := measured(t, in)
	require.Equal(t, ecg.LeadV4, r.Quality.Leads[9].Lead)
	return r, &r.Quality.Leads[9]
}

func TestDefectsOfSeconds(t *testing.T) {
	noise := white(5000, 8, 80)
	for _, c := range []struct {
		name   string
		change func(x []float64, in *Input)
		want   []Span
		grade  string
	}{
		{"nothing", func([]float64, *Input) {}, nil, GradeA},
		{"muscle", func(x []float64, _ *Input) {
			for i := 1500; i < 2500; i++ {
				x[i] += noise[i]
			}
		}, []Span{{ReasonMuscle, 3, 5}}, GradeB},
		{"flat", func(x []float64, _ *Input) {
			for i := 2000; i < 4000; i++ {
				x[i] = 0
			}
		}, []Span{{ReasonFlat, 4, 8}}, GradeC},
		{"missing", func(x []float64, _ *Input) {
			for i := 1010; i < 1990; i++ {
				x[i] = math.NaN()
			}
		}, []Span{{ReasonMissing, 2, 4}}, GradeC},
		{"spikes", func(x []float64, _ *Input) { x[700] += 5000; x[2700] -= 5000 }, []Span{{ReasonSpikes, 1, 2}, {ReasonSpikes, 5, 6}}, GradeB},
		{"saturated", func(x []float64, _ *Input) {
			for i := 3000; i < 3490; i++ {
				x[i] = 5000
			}
		}, []Span{{ReasonSaturated, 6, 7}, {ReasonBaseline, 5, 9}}, GradeD},
		{"out of range", func(x []float64, _ *Input) { x[700], x[701] = 9000, -9000 }, []Span{{ReasonSpikes, 1, 2}}, GradeD},
		{"drift", func(x []float64, _ *Input) {
			for i := 2500; i < 5000; i++ {
				x[i] += 2500 * math.Min(1, float64(i-2500)/500)
			}
		}, []Span{{ReasonBaseline, 4, 7}}, GradeC},
		{"mains", func(x []float64, in *Input) {
			in.MainsHz, in.Leads[9].MainsUV = 50, 90
			for i := 1000; i < 3000; i++ {
				x[i] += 120 * math.Sin(2*math.Pi*50*float64(i)/500)
			}
		}, []Span{{ReasonMains, 2, 6}}, GradeB},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, q := changed(t, c.change)
			assert.Len(t, q.Seconds, 10)
			assert.Equal(t, c.want, spansLess(q, c.want))
			assert.Equal(t, c.grade, q.Grade, "%v", q.Reasons)
			assert.Equal(t, r.Quality.Grade >= GradeC, len(r.Quality.Repeat) > 0)
			for i := range r.Quality.Leads {
				if o := &r.Quality.Leads[i]; o != q {
					assert.Empty(t, o.Spans(nil), o.Label)
				}
			}
		})
	}
}

// spansLess are the spans of q without defects that no span of want has: a burst of noise is not judged as drift.
func spansLess(q *LeadQuality, want []Span) (out []Span) {
	for _, s := range q.Spans(nil) {
		for _, w := range want {
			if w.Reason == s.Reason {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

func TestClipped(t *testing.T) {
	r, q := changed(t, func(x []float64, _ *Input) {
		for i, v := range x {
			x[i] = math.Min(2.5*v, 2000)
		}
	})
	assert.Equal(t, []string{ReasonClipped}, q.Reasons)
	assert.Equal(t, GradeC, q.Grade)
	assert.Contains(t, codes(r), "electrode_V4")
	_, q = changed(t, func(x []float64, _ *Input) { // a lead that just is large
		for i, v := range x {
			x[i] = 2.5 * v
		}
	})
	assert.Empty(t, q.Reasons)
}

func TestDefectsString(t *testing.T) {
	assert.Empty(t, Defects(0).String())
	assert.Equal(t, "missing,muscle", (DefectMissing | DefectMuscle).String())
	for i := range reasonOf {
		assert.Equal(t, reasonOf[i], Defects(1<<i).String())
	}
	assert.Equal(t, ReasonSpikes, DefectSpikes.String())
	assert.True(t, (DefectFlat | DefectMains).Has(DefectMains))
	assert.False(t, DefectFlat.Has(DefectMains))
}

// The ratio must be that of the powers, whatever the scale and whatever drifts. (At 75 a minute beats lie a whole number of samples
// apart; else the jitter of half a sample is noise too.)
func TestSNRKnown(t *testing.T) {
	noise := white(5000, 21, 1)
	for _, sd := range []float64{10, 30, 100} {
		in, _ := synth(t, ecgtest.Spec{HeartRate: 75})
		r := measured(t, in)
		tm := r.Leads[9].Template
		from, to := r.Leads[9].TemplateR+r.Fiducials.QRSOn, r.Leads[9].TemplateR+r.Fiducials.TOff
		base, power := tm[from], 0.0
		for _, v := range tm[from : to+1] {
			power += (v - base) * (v - base)
		}
		want := 10 * math.Log10(power/float64(to+1-from)/(sd*sd))
		for _, scale := range []float64{1, 10, -0.3} {
			in, _ := synth(t, ecgtest.Spec{HeartRate: 75})
			x, y := make([]float64, 5000), make([]float64, 5000)
			for i, v := range in.Leads[9].Clean {
				y[i] = scale * v
				x[i] = scale * (v + sd*noise[i] + 200*math.Sin(2*math.Pi*0.15*float64(i)/500))
			}
			in.Leads[9].Clean, in.Leads[9].Raw = y, x
			assert.InDelta(t, want, float64(measured(t, in).Quality.Leads[9].SNR), 0.8, "noise %g, scale %g", sd, scale)
		}
	}
	in, _ := synth(t, ecgtest.Spec{})
	in.Beats = in.Beats[3:4]
	assert.True(t, math.IsNaN(float64(measured(t, in).Quality.Leads[9].SNR)), "one beat tells nothing")
}

func TestIndicesOnRequest(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{Noise: ecgtest.Noise{WhiteUV: 5}})
	r := measured(t, in)
	assert.False(t, r.Quality.Leads[0].SQI.Computed())
	m := New(Options{SQI: true})
	require.NoError(t, m.Measure(r, in))
	for i := range r.Quality.Leads {
		q := &r.Quality.Leads[i]
		require.True(t, q.SQI.Computed())
		assert.Equal(t, 1.0, float64(q.SQI.B), q.Label)
		assert.Equal(t, 1.0, float64(q.SQI.I), q.Label)
		assert.Greater(t, float64(q.SQI.Bas), 0.9)
		good, of := q.SQI.Good()
		assert.Equal(t, 5, of)
		assert.GreaterOrEqual(t, good, 3)
		assert.InDelta(t, KSQI(in.Leads[i].Raw), float64(q.SQI.K), 1e-9)
	}
	assert.Zero(t, testing.AllocsPerRun(5, func() { _ = m.Measure(r, in) }))
}

func TestNeutralElectrode(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	for l := range in.Leads {
		in.Leads[l].MainsUV = 300
	}
	in.MainsHz = 50
	r := measured(t, in)
	assert.Contains(t, codes(r), "electrode_RL")
	assert.Contains(t, r.Quality.Repeat, "electrode_RL")
	in, _ = synth(t, ecgtest.Spec{})
	for l := 6; l < 12; l++ {
		x := append([]float64(nil), in.Leads[l].Clean...)
		for i, v := range white(5000, 77, 150) {
			x[i] += v
		}
		in.Leads[l].Raw = x
	}
	r = measured(t, in)
	assert.Contains(t, codes(r), "electrode_RL")
	assert.NotContains(t, codes(r), "electrode_V1")
}

func TestLeadOff(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	x := white(5000, 5, 200)
	in.Leads[8].Clean, in.Leads[8].Raw = x, x
	r := measured(t, in)
	assert.Contains(t, r.Quality.Leads[8].Reasons, ReasonLeadOff)
	assert.Contains(t, r.Quality.Messages[0].EN, "V3")
	assert.Contains(t, r.Quality.Messages[0].EN, "attach")
	assert.True(t, r.Quality.Usable)
	assert.NotEmpty(t, r.Quality.Repeat)
}

// FuzzQuality feeds samples of any kind: the judgement must hold together, and not panic.
func FuzzQuality(f *testing.F) {
	var seed []byte
	for i := range 300 { // each lead plays it again and again
		seed = binary.LittleEndian.AppendUint16(seed, uint16(int16(800*math.Sin(float64(i)/20))))
	}
	f.Add(seed, uint16(125), uint8(3))
	f.Add(seed[:20], uint16(250), uint8(12))
	f.Add([]byte{}, uint16(500), uint8(1))
	m := New(Options{SQI: true})
	var r Report
	f.Fuzz(func(t *testing.T, data []byte, rate uint16, leads uint8) {
		n := 0
		if len(data) >= 2 {
			n = 600
		}
		in := &Input{RateHz: float64(min(max(rate, minRate), 1000)), MainsHz: float64(rate % 61)}
		for l := range min(int(leads), 12) {
			x := make([]float64, n)
			for i := range x {
				k := (i + 37*l) % (len(data) / 2)
				v := int16(binary.LittleEndian.Uint16(data[2*k:]))
				x[i] = float64(v)
				if v == math.MinInt16 {
					x[i] = math.NaN()
				}
			}
			in.Leads = append(in.Leads, InputLead{Lead: ecg.StandardLeads[l], MainsUV: float64(leads), Raw: x, Clean: x})
		}
		if len(in.Leads) > 0 {
			for at := 10; at < n; at += max(20, int(rate)) {
				in.Beats = append(in.Beats, detect.Beat{Sample: at, Class: detect.Normal})
			}
		}
		require.NoError(t, m.Measure(&r, in))
		require.Len(t, r.Quality.Leads, len(in.Leads))
		require.Contains(t, []string{GradeA, GradeB, GradeC, GradeD}, r.Quality.Grade)
		require.Equal(t, r.Quality.Grade != GradeD, r.Quality.Usable)
		for i := range r.Quality.Leads {
			q := &r.Quality.Leads[i]
			require.Equal(t, q.Grade == GradeA, len(q.Reasons) == 0)
			seconds := math.Ceil(float64(n)/in.RateHz - 1e-9)
			require.True(t, len(q.Seconds) == int(seconds) || n == 0)
			for _, v := range []ecg.Value{q.SQI.B, q.SQI.I, q.SQI.P} {
				require.False(t, v < 0 || v > 1, "%v", q.SQI)
			}
		}
	})
}
