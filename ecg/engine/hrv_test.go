package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
)

// A sinus rhythm that breathes four seconds a breath has its variability there; a strip of ten seconds has none.
func TestResultHRV(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 180, Rate: 250, RSA: 40, Seed: 3})
	require.NoError(t, a.AnalyzeRecord(res, rec))
	require.NotNil(t, res.HRV)
	assert.InDelta(t, 0.25, float64(res.HRV.Lomb.HFPeak), 0.01)
	assert.InDelta(t, 0.25, float64(res.HRV.Welch.HFPeak), 0.01)
	assert.InDelta(t, 28, float64(res.HRV.Time.SDNN), 5)
	assert.Less(t, float64(res.HRV.Lomb.Ratio), 0.2)
	data, err := json.Marshal(res)
	require.NoError(t, err)
	var m struct {
		HRV struct {
			Time map[string]float64 `json:"time"`
			Lomb map[string]any     `json:"lomb_scargle"`
		} `json:"hrv"`
	}
	require.NoError(t, json.Unmarshal(data, &m))
	assert.InDelta(t, float64(res.HRV.Time.SDNN), m.HRV.Time["sdnn_ms"], 0.001)
	assert.Nil(t, m.HRV.Lomb["ulf_ms2"])

	rec, _ = ecgtest.MustGenerate(ecgtest.Spec{Seed: 4})
	require.NoError(t, a.AnalyzeRecord(res, rec))
	assert.Nil(t, res.HRV)
	data, err = json.Marshal(res)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"hrv":null`)
}
