package engine

import (
	"encoding/json"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// qualityJSON analyses what spec describes and returns the part of the JSON about quality.
func qualityJSON(t *testing.T, spec ecgtest.Spec, o Options) (q struct {
	Grade string                     `json:"grade"`
	Leads map[string]json.RawMessage `json:"leads"`
	jsonQualityRest
}) {
	t.Helper()
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	a, err := New(o)
	require.NoError(t, err)
	res := NewResult()
	require.NoError(t, a.AnalyzeRecord(res, rec))
	b, err := json.Marshal(res)
	require.NoError(t, err)
	var all struct {
		Quality json.RawMessage `json:"quality"`
	}
	require.NoError(t, json.Unmarshal(b, &all))
	require.NoError(t, json.Unmarshal(all.Quality, &q))
	return q
}

type jsonQualityRest struct {
	Repeat     []string `json:"repeat"`
	Electrodes struct {
		Limb, Chest *struct {
			Code    string
			LogOdds *float64 `json:"log_odds"`
		}
	} `json:"electrodes"`
}

func TestQualityJSON(t *testing.T) {
	q := qualityJSON(t, ecgtest.Spec{}, Options{})
	assert.Equal(t, "A", q.Grade)
	assert.NotNil(t, q.Repeat)
	assert.Empty(t, q.Repeat)
	require.NotNil(t, q.Electrodes.Limb)
	assert.Negative(t, *q.Electrodes.Limb.LogOdds)
	require.NotNil(t, q.Electrodes.Chest)
	assert.Contains(t, string(q.Leads["V3"]), `"sqi":null`)
	assert.Contains(t, string(q.Leads["V3"]), `"spans":[]`)

	o := Options{}
	o.Measure.SQI = true
	q = qualityJSON(t, ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI, ecg.LeadV3},
		Noise: ecgtest.Noise{Artifacts: []ecgtest.Artifact{{Kind: ecgtest.Flat, Lead: ecg.LeadV3, Start: 2, End: 6}}}}, o)
	assert.Nil(t, q.Electrodes.Limb)
	assert.Nil(t, q.Electrodes.Chest)
	assert.Contains(t, string(q.Leads["V3"]), `{"reason":"flat","from_s":2,`)
	assert.Contains(t, string(q.Leads["I"]), `"bas":`)
}
