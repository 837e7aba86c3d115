package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
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

// Episodes become annotations that the scoring of ST episodes reads.
func TestTrendMarks(t *testing.T) {
	marks := appendMarks(nil, 1, measure.STEpisode{Lead: 0, Onset: 100, Peak: 160, End: 400, Deviation: -234.6})
	marks = appendMarks(marks, 0, measure.STEpisode{Lead: 1, Onset: 50, Peak: 120, End: 150.002, Deviation: 150})
	list := annotated(marks, 250)
	var aux []string
	for _, a := range list {
		aux = append(aux, a.Aux)
	}
	assert.Equal(t, []string{"(ST0+", "(ST1-", "AST0+150", "ST0+)", "AST1-235", "ST1-)"}, aux)
	assert.Equal(t, int64(37501), list[3].Sample)
	r := bench.CompareEpisodes(list, list, bench.STEpisodes, 250, 200000, bench.EpisodeOptions{})
	assert.InDelta(t, 100, r.Ref, 1e-9, "one episode over both signals, as they overlap, less the five minutes that are not scored")
	assert.InDelta(t, 100, r.RefOverlap, 1e-9)

	dir := t.TempDir()
	file := filepath.Join(dir, "x")
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-duration", "100", "-rate", "250", file)
	require.Equal(t, exitOK, code, errs)
	code, out, errs := call(t, nil, "trend", "-o", dir, file)
	require.Equal(t, exitOK, code, errs)
	assert.Empty(t, out)
	data, err := os.ReadFile(filepath.Join(dir, "x.stt"))
	require.NoError(t, err)
	read, err := wfdb.ReadAnnotations(data, 250)
	require.NoError(t, err)
	assert.Empty(t, read, "a steady ST, written all the same")
}
