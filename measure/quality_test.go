package measure

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func leadQuality(t *testing.T, r *Report, l ecg.Lead) LeadQuality {
	t.Helper()
	for _, q := range r.Quality.Leads {
		if q.Lead == l {
			return q
		}
	}
	require.Fail(t, "no such lead")
	return LeadQuality{}
}

func codes(r *Report) (out []string) {
	for _, m := range r.Quality.Messages {
		out = append(out, m.Code)
	}
	return out
}

func TestCleanRecordIsA(t *testing.T) {
	for _, name := range []string{"normal", "brady", "lbbb", "low-voltage", "afib", "stemi-anterior", "pvc", "sinus-pause", "avb3"} {
		r, _ := run(t, preset(t, name))
		assert.Equal(t, GradeA, r.Quality.Grade, name)
		assert.True(t, r.Quality.Usable)
		assert.Empty(t, r.Quality.Messages, name)
	}
}

func TestFaultyLeads(t *testing.T) {
	for _, c := range []struct {
		name   string
		noise  ecgtest.Noise
		lead   ecg.Lead
		grade  string
		reason string
		code   string
	}{
		{"flat", ecgtest.Noise{Artifacts: []ecgtest.Artifact{{Kind: ecgtest.Flat, Lead: ecg.LeadV3}}}, ecg.LeadV3, GradeD, ReasonFlat, "electrode_V3"},
		{"muscle", ecgtest.Noise{Artifacts: []ecgtest.Artifact{{Kind: ecgtest.Burst, Lead: ecg.LeadV6, UV: 250}}}, ecg.LeadV6, GradeC, ReasonMuscle, "electrode_V6"},
		{"saturated", ecgtest.Noise{Artifacts: []ecgtest.Artifact{{Kind: ecgtest.Saturate, Lead: ecg.LeadV1, Start: 2, End: 8}}}, ecg.LeadV1, GradeD, ReasonSaturated, "electrode_V1"},
		{"gap", ecgtest.Noise{Artifacts: []ecgtest.Artifact{{Kind: ecgtest.Gap, Lead: ecg.LeadV2, Start: 1, End: 9}}}, ecg.LeadV2, GradeD, ReasonMissing, "electrode_V2"},
		{"baseline", ecgtest.Noise{BaselineUV: 1500, BaselineHz: 0.3, Leads: []ecg.Lead{ecg.LeadV4}}, ecg.LeadV4, GradeC, ReasonBaseline, "electrode_V4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := run(t, ecgtest.Spec{Noise: c.noise})
			q := leadQuality(t, r, c.lead)
			assert.Contains(t, q.Reasons, c.reason)
			assert.GreaterOrEqual(t, q.Grade, c.grade)
			assert.Contains(t, codes(r), c.code)
			assert.True(t, r.Quality.Usable, "one chest lead is not all")
			assert.Greater(t, r.Quality.Grade, GradeA)
			for _, other := range r.Quality.Leads {
				if other.Lead != c.lead {
					assert.Equal(t, GradeA, other.Grade, "%v: %v", other.Lead, other.Reasons)
				}
			}
			for _, m := range r.Quality.Messages {
				assert.NotEmpty(t, m.EN)
				assert.NotEmpty(t, m.ZH)
			}
		})
	}
}

// A bad limb electrode spoils the two of I, II, III that use it; the message names the electrode.
func TestLimbElectrode(t *testing.T) {
	noise := ecgtestNoise(5000, 3)
	for _, c := range []struct {
		code  string
		signs map[ecg.Lead]float64
	}{
		{"electrode_RA", map[ecg.Lead]float64{ecg.LeadI: -1, ecg.LeadII: -1, ecg.LeadAVR: 1, ecg.LeadAVL: -0.5, ecg.LeadAVF: -0.5}},
		{"electrode_LA", map[ecg.Lead]float64{ecg.LeadI: 1, ecg.LeadIII: -1, ecg.LeadAVR: -0.5, ecg.LeadAVL: 1, ecg.LeadAVF: -0.5}},
		{"electrode_LL", map[ecg.Lead]float64{ecg.LeadII: 1, ecg.LeadIII: 1, ecg.LeadAVR: -0.5, ecg.LeadAVL: -0.5, ecg.LeadAVF: 1}},
	} {
		in, _ := synth(t, ecgtest.Spec{})
		for l := range in.Leads {
			x := append([]float64(nil), in.Leads[l].Clean...)
			for i := range x {
				x[i] += 30 * c.signs[in.Leads[l].Lead] * noise[i]
			}
			in.Leads[l].Clean, in.Leads[l].Raw = x, x
		}
		r := measured(t, in)
		assert.Contains(t, codes(r), c.code)
		assert.Greater(t, r.Quality.Grade, GradeB)
	}
}

func TestMains(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{Noise: ecgtest.Noise{MainsUV: 120}})
	clean, _ := synth(t, ecgtest.Spec{})
	for l := range in.Leads {
		in.Leads[l].Clean, in.Leads[l].MainsUV = clean.Leads[l].Clean, 120
	}
	in.MainsHz = 50
	r := measured(t, in)
	q := leadQuality(t, r, ecg.LeadV5)
	assert.Equal(t, []string{ReasonMains}, q.Reasons, "mains is not muscle")
	assert.Equal(t, GradeB, q.Grade)
	assert.Contains(t, codes(r), MessageMains)
	assert.Less(t, float64(q.Muscle), 30.0)
}

func TestUnusable(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	in.Beats = nil
	for l := range in.Leads {
		noise := ecgtestNoise(5000, uint64(l))
		for i := range noise {
			noise[i] *= 40
		}
		in.Leads[l].Clean, in.Leads[l].Raw = noise, noise
	}
	r := measured(t, in)
	assert.False(t, r.Quality.Usable)
	assert.Contains(t, codes(r), MessageNoBeats)
	assert.False(t, ecg.Known(r.QRS))
	for l := range in.Leads { // asystole or no patient: flat everywhere
		x := make([]float64, 5000)
		in.Leads[l].Clean, in.Leads[l].Raw = x, x
	}
	r = measured(t, in)
	assert.Equal(t, GradeD, r.Quality.Grade)
	for _, q := range r.Quality.Leads {
		assert.Equal(t, GradeD, q.Grade)
	}
}

func TestInconsistentLimbLeads(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	assert.NotContains(t, codes(measured(t, in)), MessageMismatch)
	for _, k := range []int{2, 3, 4, 5} { // III or one of Goldberger's leads holds another lead
		in, _ := synth(t, ecgtest.Spec{})
		in.Leads[k].Derived = false
		in.Leads[k].Clean = in.Leads[7].Clean
		r := measured(t, in)
		assert.Contains(t, codes(r), MessageMismatch)
		assert.Contains(t, r.Quality.Repeat, MessageMismatch)
		assert.GreaterOrEqual(t, r.Quality.Grade, GradeC)
	}
}

func TestSpikes(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	x := append([]float64(nil), in.Leads[7].Clean...)
	for i := 100; i < len(x); i += 900 {
		x[i] += 4000
	}
	in.Leads[7].Raw = x
	r := measured(t, in)
	assert.Contains(t, r.Quality.Leads[7].Reasons, ReasonSpikes)
	for i := 100; i < len(x); i += 900 { // known pacing spikes are no fault
		in.Spikes = append(in.Spikes, i)
	}
	r = measured(t, in)
	assert.NotContains(t, r.Quality.Leads[7].Reasons, ReasonSpikes)
	assert.False(t, math.IsNaN(float64(r.QRS)))
}

// Where the beats are not alike and no larger than the noise, they may be none.
func TestBeatsUnlike(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI}})
	noise := ecgtestNoise(5000, 9)
	x := make([]float64, 5000)
	for i := range x {
		x[i] = 25 * noise[i]
	}
	in.Leads[0].Clean, in.Leads[0].Raw = x, x
	r := measured(t, in)
	assert.Greater(t, r.Quality.Grade, GradeB)
	assert.Contains(t, codes(r), MessageUnlike)
	b, _ := run(t, preset(t, "bigeminy"))
	assert.NotContains(t, codes(b), MessageUnlike, "two shapes, but clear")
}
