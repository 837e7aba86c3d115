package engine

import (
	"slices"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The order in which a file holds its leads says nothing about the patient.
func TestLeadOrder(t *testing.T) {
	a, err := New(Options{})
	require.NoError(t, err)
	for _, name := range []string{"normal", "avb3-wide", "stemi-inferior", "afib", "lbbb", "pvc", "vt"} {
		spec, ok := ecgtest.Preset(name)
		require.True(t, ok)
		spec.Noise.MuscleUV, spec.Seed = 15, 4
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		one, two := NewResult(), NewResult()
		require.NoError(t, a.AnalyzeRecord(one, rec))
		again, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		slices.Reverse(again.Channels)
		require.NoError(t, a.AnalyzeRecord(two, again))
		require.Equal(t, len(one.Report.Beats), len(two.Report.Beats), name)
		for i := range one.Report.Beats {
			assert.Equal(t, one.Report.Beats[i].Sample, two.Report.Beats[i].Sample, "%s beat %d", name, i)
			assert.Equal(t, one.Report.Beats[i].Class, two.Report.Beats[i].Class, "%s beat %d", name, i)
		}
		codes := func(r *Result) (list []string) {
			for _, f := range r.Findings {
				list = append(list, f.Code)
			}
			slices.Sort(list)
			return list
		}
		assert.Equal(t, codes(one), codes(two), name)
		assert.InDelta(t, float64(one.Report.Find(ecg.LeadV2).ST60), float64(two.Report.Find(ecg.LeadV2).ST60), 3, name)
	}
}
