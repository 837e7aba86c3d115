package engine

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/measure"
)

// measurementsOf analyses an ECG and returns its measurements as a caller reads them.
func measurementsOf(t *testing.T, spec ecgtest.Spec, change func(*ecg.Record)) map[string]any {
	t.Helper()
	a, err := New(Options{})
	require.NoError(t, err)
	rec, _ := ecgtest.MustGenerate(spec)
	if change != nil {
		change(rec)
	}
	var res Result
	require.NoError(t, a.AnalyzeRecord(&res, rec))
	data, err := json.Marshal(&res)
	require.NoError(t, err)
	var out struct {
		Measurements map[string]any `json:"measurements"`
	}
	require.NoError(t, json.Unmarshal(data, &out))
	return out.Measurements
}

// A global measurement is a number with a confidence, or null with a reason.
func TestMeasurementsHaveConfidenceOrReason(t *testing.T) {
	for _, spec := range []ecgtest.Spec{{Sex: ecg.Male}, {Rhythm: ecgtest.AFib}, {Rhythm: ecgtest.Asystole}, {Leads: []ecg.Lead{ecg.LeadII}}, {Duration: 0.5}} {
		m := measurementsOf(t, spec, nil)
		confidence, reasons := m["confidence"].(map[string]any), m["reasons"].(map[string]any)
		for q := range measure.Quantities {
			name := quantityNames[q]
			require.NotEmpty(t, name)
			v, there := m[name]
			require.True(t, there, name)
			_, judged := confidence[name]
			_, excused := reasons[name]
			assert.Equal(t, v != nil, judged, "%s: %v", name, v)
			assert.Equal(t, v == nil, excused, "%s: %v", name, v)
		}
	}
}

func TestMeasurementsOfWideQRS(t *testing.T) {
	spec := ecgtest.Spec{Conduction: ecgtest.LBBB}
	unknown := measurementsOf(t, spec, nil)
	assert.Nil(t, unknown["qtc_rautaharju_wide_ms"])
	assert.Equal(t, "sex_unknown", unknown["reasons"].(map[string]any)["qtc_rautaharju_wide_ms"])
	spec.Sex = ecg.Male
	men := measurementsOf(t, spec, nil)
	assert.NotNil(t, men["qtc_rautaharju_wide_ms"])
	qt, qrs := men["qt_ms"].(float64), men["qrs_ms"].(float64)
	assert.InDelta(t, qt-qrs, men["jt_ms"].(float64), 0.01)
	assert.InDelta(t, qt-0.485*qrs, men["qt_bogossian_ms"].(float64), 0.01)
}

func TestMeasurementsOfLeads(t *testing.T) {
	m := measurementsOf(t, ecgtest.Spec{STShape: ecgtest.Convex, ST: map[ecg.Lead]float64{ecg.LeadV2: 300, ecg.LeadV3: 300}}, nil)
	v2 := m["leads"].(map[string]any)["V2"].(map[string]any)
	assert.Equal(t, "convex", v2["st_shape"])
	assert.Greater(t, v2["st_integral_uv_ms"].(float64), 20000.0)
	for _, name := range []string{
		"p_positive_uv", "p_negative_uv", "r2_uv", "s2_uv", "t_positive_uv", "t_negative_uv", "p_duration_ms", "pr_ms", "qrs_ms", "qt_ms",
		"q_duration_ms", "r_duration_ms", "s_duration_ms", "vat_ms", "tp_level_uv", "u_uv",
	} {
		assert.IsType(t, 0.0, v2[name], name)
	}
	af := measurementsOf(t, ecgtest.Spec{Rhythm: ecgtest.AFib}, nil)
	lead := af["leads"].(map[string]any)["II"].(map[string]any)
	assert.Nil(t, lead["pr_ms"])
	assert.Equal(t, "atrial_fibrillation", lead["reasons"].(map[string]any)["p"])
}

// Without a scale there are intervals and no voltages.
func TestMeasurementsUncalibrated(t *testing.T) {
	m := measurementsOf(t, ecgtest.Spec{}, func(rec *ecg.Record) { rec.Channels[0].Unit = ecg.UnitUncalibrated })
	assert.Equal(t, "uncalibrated", m["reasons"].(map[string]any)["amplitudes"])
	assert.NotNil(t, m["pr_ms"])
	ii := m["leads"].(map[string]any)["II"].(map[string]any)
	for _, name := range []string{"p_uv", "r_uv", "t_positive_uv", "st60_uv", "st_integral_uv_ms", "tp_level_uv"} {
		assert.Nil(t, ii[name], name)
	}
	assert.NotNil(t, ii["qt_ms"])
}
