package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

// TestLostLead holds that a lead without signal says nothing of the heart: neither a channel of no known lead nor a chest electrode
// that is off takes findings away or adds any.
func TestLostLead(t *testing.T) {
	a, err := New(Options{})
	require.NoError(t, err)
	// What is said of the whole depends on the number of leads.
	verdicts := []string{"NORMAL", "ABNORMAL"}
	find := func(rec *ecg.Record) map[string]classify.Confidence {
		res := NewResult()
		require.NoError(t, a.AnalyzeRecord(res, rec))
		found := map[string]classify.Confidence{}
		for i := range res.Findings {
			found[res.Findings[i].Code] = res.Findings[i].Confidence
		}
		for _, code := range verdicts {
			delete(found, code)
		}
		return found
	}
	silent := func(rec *ecg.Record, c ecg.Channel) *ecg.Channel {
		c.Raw = make([]int32, len(c.Raw))
		rec.Channels = append(rec.Channels, c)
		return &rec.Channels[len(rec.Channels)-1]
	}
	for _, name := range []string{"normal", "avb2", "avb3", "avb2-mobitz2", "brugada", "early-repol", "stemi-anterior", "stemi-inferior", "sinus-pause"} {
		spec, ok := ecgtest.Preset(name)
		require.True(t, ok)
		rec, _ := ecgtest.MustGenerate(spec)
		want := find(rec)

		rec, _ = ecgtest.MustGenerate(spec)
		c := silent(rec, rec.Channels[0])
		c.Lead, c.Label = ecg.LeadUnknown, "EXTRA"
		assert.Equal(t, want, find(rec), "%s with an empty channel", name)

		rec, _ = ecgtest.MustGenerate(spec)
		clear(rec.Lead(ecg.LeadV6).Raw)
		got := find(rec)
		if name == "early-repol" { // V6 had part of what explains the elevation
			assert.Equal(t, classify.Possible, got["STEMI"])
			continue
		}
		for _, code := range []string{"AVB2", "AVB3", "BRUGADA", "STEMI", "PAUSE", "NSR", "SBRAD"} {
			assert.Equal(t, want[code], got[code], "%s without V6: %s", name, code)
			assert.Equal(t, has(want, code), has(got, code), "%s without V6: %s", name, code)
		}
	}

	// But with a chest lead lost nobody can call an ECG normal.
	spec, _ := ecgtest.Preset("normal")
	rec, _ := ecgtest.MustGenerate(spec)
	clear(rec.Lead(ecg.LeadV6).Raw)
	res := NewResult()
	require.NoError(t, a.AnalyzeRecord(res, rec))
	assert.False(t, res.Has("NORMAL"))
	assert.Equal(t, "C", res.Report.Quality.Grade)
	assert.True(t, res.Report.Quality.LostOnly)
}

func has(m map[string]classify.Confidence, code string) bool {
	_, ok := m[code]
	return ok
}
