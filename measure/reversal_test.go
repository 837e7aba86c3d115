package measure

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The potentials of a body, from which every arrangement of the limb cables follows.
const bodyRA, bodyLA, bodyLL = -210.0, 90.0, 480.0

func TestLimbArrangements(t *testing.T) {
	one, two := bodyLA-bodyRA, bodyLL-bodyRA
	for _, c := range []struct {
		code       string
		ra, la, ll float64 // what the cables of RA, LA, LL record
	}{
		{"", bodyRA, bodyLA, bodyLL},
		{"RA-LA", bodyLA, bodyRA, bodyLL},
		{"RA-LL", bodyLL, bodyLA, bodyRA},
		{"LA-LL", bodyRA, bodyLL, bodyLA},
		{"RA>LA>LL", bodyLA, bodyLL, bodyRA},
		{"RA>LL>LA", bodyLL, bodyRA, bodyLA},
	} {
		recorded := [2]float64{c.la - c.ra, c.ll - c.ra}
		for _, a := range limbArrangements {
			if a.code == c.code {
				assert.InDelta(t, one, a.one[0]*recorded[0]+a.one[1]*recorded[1], 1e-9, c.code)
				assert.InDelta(t, two, a.two[0]*recorded[0]+a.two[1]*recorded[1], 1e-9, c.code)
			}
		}
	}
	for i := range limbUndo { // rotations and reflections
		u := &limbUndo[i]
		assert.InDelta(t, 1, math.Abs(u.det()), 1e-12)
		assert.InDelta(t, 1, u[0][0]*u[0][0]+u[0][1]*u[0][1], 1e-12)
		assert.InDelta(t, 0, u[0][0]*u[1][0]+u[0][1]*u[1][1], 1e-12)
	}
}

func TestChestExchanges(t *testing.T) {
	assert.Len(t, chestExchanges, 17)
	seen := map[chestOrder]bool{}
	for _, e := range chestExchanges {
		assert.False(t, seen[e.order])
		seen[e.order] = true
		assert.Equal(t, chestExchanges[0].order, compose(&e.order, &e.order), "%s undoes itself", e.code)
	}
	// The quick sum over a table is that of the features.
	in, _ := synth(t, ecgtest.Spec{})
	m := New(Options{})
	require.NoError(t, m.Measure(&Report{}, in))
	for i := range chestExchanges {
		o := &chestExchanges[i].order
		assert.InDelta(t, dot(m.elec.table.features(nil, o), chestWeights[:]), m.elec.table.score(o, &chestWeights), 1e-9)
	}
}

// rewire exchanges the electrodes of an input in place: RA and LA, or two chest leads.
func rewire(in *Input, code string) {
	x := map[ecg.Lead][]float64{}
	for _, l := range in.Leads {
		x[l.Lead] = l.Clean
	}
	from := map[ecg.Lead]ecg.Lead{}
	switch code {
	case "RA-LA":
		from = map[ecg.Lead]ecg.Lead{ecg.LeadII: ecg.LeadIII, ecg.LeadIII: ecg.LeadII, ecg.LeadAVR: ecg.LeadAVL, ecg.LeadAVL: ecg.LeadAVR}
	default:
		a, b := ecg.ParseLead(code[:2]), ecg.ParseLead(code[3:])
		from[a], from[b] = b, a
	}
	for i := range in.Leads {
		l := &in.Leads[i]
		if o, ok := from[l.Lead]; ok {
			l.Clean, l.Raw = x[o], x[o]
		}
		if code == "RA-LA" && l.Lead == ecg.LeadI {
			y := make([]float64, len(l.Clean))
			for k, v := range l.Clean {
				y[k] = -v
			}
			l.Clean, l.Raw = y, y
		}
	}
}

func TestElectrodesExchanged(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	right := measured(t, in).Electrodes
	assert.Less(t, float64(right.Limb.LogOdds), 0.0)
	assert.Less(t, float64(right.Chest.LogOdds), 0.0)
	for _, code := range []string{"RA-LA", "V1-V3", "V2-V5", "V1-V6"} {
		in, _ := synth(t, ecgtest.Spec{})
		rewire(in, code)
		e := measured(t, in).Electrodes
		x := e.Chest
		if code == "RA-LA" {
			x = e.Limb
		}
		assert.Equal(t, code, x.Code)
		assert.Greater(t, float64(x.LogOdds), 3.0)
		rewire(in, code)
		e = measured(t, in).Electrodes
		assert.Equal(t, right.Limb.Code, e.Limb.Code, "exchanged back")
		assert.InDelta(t, float64(right.Limb.LogOdds), float64(e.Limb.LogOdds), 1e-9)
		assert.InDelta(t, float64(right.Chest.LogOdds), float64(e.Chest.LogOdds), 1e-9)
	}
}

func TestElectrodesNotJudged(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadV1}})
	e := measured(t, in).Electrodes
	assert.Empty(t, e.Limb.Code)
	assert.Empty(t, e.Chest.Code)
	assert.True(t, math.IsNaN(float64(e.Limb.LogOdds)))
	in, _ = synth(t, ecgtest.Spec{})
	in.Leads = in.Leads[:11] // without V6
	e = measured(t, in).Electrodes
	assert.NotEmpty(t, e.Limb.Code)
	assert.Empty(t, e.Chest.Code)
}

// The judgement must not depend on the gain of the recorder.
func TestElectrodesScale(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{})
	a := measured(t, in).Electrodes
	for l := range in.Leads {
		x := append([]float64(nil), in.Leads[l].Clean...)
		for i := range x {
			x[i] *= 2
		}
		in.Leads[l].Clean, in.Leads[l].Raw = x, x
	}
	b := measured(t, in).Electrodes
	assert.InDelta(t, float64(a.Limb.LogOdds), float64(b.Limb.LogOdds), 0.7) // fiducials may move by a sample
	assert.InDelta(t, float64(a.Chest.LogOdds), float64(b.Chest.LogOdds), 0.7)
}
