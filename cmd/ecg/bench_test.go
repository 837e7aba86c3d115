package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// syntheticDatabase writes three minutes each of sinus rhythm with ectopic beats, atrial fibrillation and pacing.
func syntheticDatabase(t *testing.T) string {
	db := filepath.Join(t.TempDir(), "db")
	require.NoError(t, os.Mkdir(db, 0o777))
	for i, rhythm := range []string{"pvc", "afib", "paced-v"} {
		code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-rhythm", rhythm, "-duration", "180", "-noise", "muscle=15,baseline=100",
			"-seed", "7", filepath.Join(db, "r"+string(rune('1'+i))))
		require.Equal(t, exitOK, code, errs)
	}
	return db
}

// benchRecords runs bench qrs and returns the records of its JSON.
func benchRecords(t *testing.T, args ...string) any {
	code, out, errs := call(t, nil, append([]string{"bench", "qrs", "-start", "-1", "-format", "json"}, args...)...)
	require.Equal(t, exitOK, code, errs)
	var m struct {
		Records []any `json:"records"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &m))
	require.NotEmpty(t, m.Records)
	return m.Records
}

// Scoring the files that detect writes gives what scoring the detector gives: every cell of every record, RR errors included.
func TestBenchFilesEqualDetector(t *testing.T) {
	db := syntheticDatabase(t)
	for _, detector := range []string{"default", "pantompkins"} {
		for _, lead := range []string{"all", "0"} {
			dir := t.TempDir()
			code, _, errs := call(t, nil, "detect", "-detector", detector, "-lead", lead, "-o", dir, db)
			require.Equal(t, exitOK, code, errs)
			direct := benchRecords(t, "-db", db, "-detector", detector, "-lead", lead, "-runs", "-hr", "-af")
			assert.Equal(t, direct, benchRecords(t, "-db", db, "-ann", dir, "-runs", "-hr", "-af"), "%s %s", detector, lead)
		}
	}
	dir := t.TempDir()
	code, _, errs := call(t, nil, "detect", "-lead", "each", "-o", dir, db)
	require.Equal(t, exitOK, code, errs)
	assert.Equal(t, benchRecords(t, "-db", db, "-lead", "each"), benchRecords(t, "-db", db, "-lead", "each", "-ann", dir))
}

func TestBenchFormats(t *testing.T) {
	db := syntheticDatabase(t)
	run := func(args ...string) string {
		code, out, errs := call(t, nil, append([]string{"bench"}, args...)...)
		require.Equal(t, exitOK, code, "%v: %s", args, errs)
		return out
	}
	assert.Contains(t, run("qrs", "-db", db, "-start", "-1", "-runs", "-af", "-vf", "-st", "-hr"), "heart rate")
	assert.Contains(t, run("qrs", "-db", db, "-start", "-1", "-format", "markdown", "-summary"), "| gross, unpaced 2 |")
	assert.Contains(t, run("qrs", "-db", db, "-start", "-1", "-format", "ec57", "-matrix", "condensed"), "Nn'")
	assert.Contains(t, run("qrs", "-db", db, "-start", "-1", "-format", "ec57-l"), "V FPR")
	assert.True(t, strings.HasPrefix(run("qrs", "-db", db, "-start", "-1", "-errors"), "record,lead,sample,time_s,kind,ref,test\n"))
	af := run("af", "-db", db, "-start", "-1", "-format", "json")
	assert.Contains(t, af, `"source": "signals"`)
	assert.Contains(t, run("af", "-db", db, "-start", "-1"), "Wilson")
	assert.Contains(t, run("speed", "-db", db, "-time", "1ms", "-format", "markdown"), "| plain pass |")

	for _, bad := range [][]string{
		{"qrs", "-db", db, "-format", "xml"}, {"qrs", "-db", db, "-matrix", "half"}, {"qrs", "-db", db, "-errors", "-format", "json"},
		{"qrs", "-db", db, "-ann", db, "-detector", "default"}, {"qrs", "-db", db, "-cv", "1"}, {"qrs", "-db", db, "-cv", "3", "-ann", db},
		{"af"}, {"af", "-db", db, "-format", "csv"}, {"speed", "-record", "x"}, {"delineate"}, {"quality"},
	} {
		code, _, errs := call(t, nil, append([]string{"bench"}, bad...)...)
		assert.Equal(t, exitUsage, code, "%v: %s", bad, errs)
	}
	code, _, errs := call(t, nil, "bench", "qrs", "-db", db, "-cv", "2", "-detector", "pantompkins")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no constants to choose")
}

func TestBenchHelp(t *testing.T) {
	code, _, stderr := call(t, nil, "bench", "-h")
	assert.Zero(t, code)
	assert.Contains(t, stderr, benchmarks)
}

func TestMissingAnnotations(t *testing.T) {
	for _, verb := range []string{"rhythm", "hrv"} {
		code, _, stderr := call(t, nil, verb, "-ann", filepath.Join(t.TempDir(), "100.atr"))
		assert.Equal(t, 1, code, verb)
		assert.NotContains(t, stderr, "usage")
	}
}
