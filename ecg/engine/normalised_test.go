package engine

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/require"
)

// A record whose gains normalise every lead gets its voltages back; any other keeps what it states.
func TestRestoreScale(t *testing.T) {
	normalise := func(rec *ecg.Record) {
		for i := range rec.Channels {
			c := &rec.Channels[i]
			lo, hi := c.Raw[0], c.Raw[0]
			for _, v := range c.Raw {
				lo, hi = min(lo, v), max(hi, v)
			}
			c.Scale = normalisedSpan / float64(hi-lo)
		}
	}
	make12 := func() *ecg.Record {
		rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadIII, ecg.LeadV1, ecg.LeadV5}})
		for i := range rec.Channels {
			rec.Channels[i].Derived = false
		}
		return rec
	}
	want := make12()
	rec := make12()
	normalise(rec)
	restoreScale(rec)
	require.Len(t, rec.Warnings, 1)
	require.Equal(t, ecg.WarnInconsistent, rec.Warnings[0].Code)
	for i := range rec.Channels {
		require.InDelta(t, want.Channels[i].Scale, rec.Channels[i].Scale, 1e-9)
	}

	rec = make12() // voltages as recorded
	restoreScale(rec)
	require.Empty(t, rec.Warnings)

	rec = make12() // numbers that do not add up
	normalise(rec)
	rec.Channels[2].Raw[100] += 10
	restoreScale(rec)
	require.Empty(t, rec.Warnings)

	rec = make12() // one lead of another span
	normalise(rec)
	rec.Channels[4].Scale *= 1.01
	restoreScale(rec)
	require.Empty(t, rec.Warnings)
}
