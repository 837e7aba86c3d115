package main

import (
	"encoding/csv"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTrend(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "st")
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-duration", "120", "-rate", "250", "-st", "V2=200", "-hr", "75", file)
	require.Equal(t, exitOK, code, errs)
	code, out, errs := call(t, nil, "trend", file)
	require.Equal(t, exitOK, code, errs)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, []string{"record", "time_s", "lead", "hr_bpm", "beats", "j_uv", "st60_uv", "st80_uv", "deviation_uv", "noise_uv"}, rows[0])
	// Eight windows, the last of 8 s.
	require.Len(t, rows, 1+8*12)
	seen, sum := 0, make(map[string]float64)
	for _, r := range rows[1:] {
		assert.Equal(t, "st", r[0])
		hr, err := strconv.ParseFloat(r[3], 64)
		require.NoError(t, err)
		assert.InDelta(t, 75, hr, 1)
		st, err := strconv.ParseFloat(r[6], 64)
		require.NoError(t, err)
		sum[r[2]] += st
		if r[2] == "V2" {
			seen++
			assert.InDelta(t, 200+35, st, 45, "the normal ST of V2 and what was added")
		}
		if r[8] != "" {
			d, err := strconv.ParseFloat(r[8], 64)
			require.NoError(t, err)
			assert.InDelta(t, 0, d, 5)
		}
	}
	assert.Equal(t, 8, seen)
	assert.InDelta(t, sum["II"], sum["I"]+sum["III"], 2)
	assert.InDelta(t, 0, sum["aVR"]+sum["aVL"]+sum["aVF"], 2)
	code, out, _ = call(t, nil, "trend", "-episodes", "-lead", "V2", file)
	require.Equal(t, exitOK, code)
	assert.Equal(t, "record,kind,lead,onset_s,peak_s,end_s,deviation_uv\n", out, "a constant ST is no episode")
}

func TestTrendUsage(t *testing.T) {
	for _, args := range [][]string{{"trend"}, {"trend", "-window", "1s", "x"}, {"trend", "-point", "500", "x"}, {"trend", "-limit", "-3", "x"}} {
		code, out, errs := call(t, nil, args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out)
		assert.NotEmpty(t, errs)
	}
	code, _, errs := call(t, nil, "trend", filepath.Join(t.TempDir(), "absent"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "absent")
}
