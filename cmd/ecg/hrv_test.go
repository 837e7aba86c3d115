package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
)

// workedRR is a series of 30 intervals in ms, two of them those of a premature beat.
const workedRR = "812 798 845 871 860 832 804 790 815 842 868 855 540 1105 836 810 795 822 850 874 861 838 809 792 818 846 870 858 830 806"

func TestHRVFromIntervals(t *testing.T) {
	plain := strings.ReplaceAll(workedRR, " ", "\n")
	// The same as start sample, seconds and end sample at 1000 Hz, in which a minute is lost before the last interval.
	var timed strings.Builder
	at := 0
	for i, f := range strings.Fields(workedRR) {
		ms, err := strconv.Atoi(f)
		require.NoError(t, err)
		if i == 29 {
			at += 60000
		}
		fmt.Fprintf(&timed, "%d,%.3f,%d\n", at, float64(ms)/1000, at+ms)
		at += ms
	}
	row := func(input string, args ...string) map[string]string {
		code, out, errs := call(t, []byte(input), append([]string{"hrv", "-rr", "-", "-format", "csv"}, args...)...)
		require.Equal(t, exitOK, code, errs)
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		require.NoError(t, err)
		m := make(map[string]string)
		for i, name := range rows[0] {
			m[name] = rows[1][i]
		}
		return m
	}
	a := row(plain)
	assert.Equal(t, "27", a["nn_count"]) // the ratio rule takes the premature pair and the one behind it
	assert.Equal(t, "790", a["nn_min_ms"])
	assert.Equal(t, "874", a["nn_max_ms"])
	assert.Empty(t, a["lomb_lf_ms2"], "too short")
	assert.Equal(t, a["sdnn_ms"], row("# a comment\n" + plain)["sdnn_ms"])
	b := row(timed.String())
	assert.Equal(t, "27", b["nn_count"])
	assert.Equal(t, a["sdnn_ms"], b["sdnn_ms"])
	assert.NotEqual(t, a["rmssd_ms"], b["rmssd_ms"], "no difference across the gap")
}

func TestHRVOfARecording(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rsa")
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-duration", "200", "-rate", "250", file)
	require.Equal(t, exitOK, code, errs)
	code, out, errs := call(t, nil, "hrv", "-segment", "100s", file)
	require.Equal(t, exitOK, code, errs)
	rows := lines(t, out)
	require.Len(t, rows, 2)
	assert.InDelta(t, 100, rows[1]["start_s"], 0)
	hrv := rows[0]["hrv"].(map[string]any)
	assert.InDelta(t, 70, hrv["time"].(map[string]any)["hr_mean_bpm"], 1)
	assert.NotEmpty(t, hrv["missing"])

	// Its beats as an annotation file give the same.
	code, _, errs = call(t, nil, "detect", "-o", dir, file)
	require.Equal(t, exitOK, code, errs)
	code, out, errs = call(t, nil, "hrv", "-ann", filepath.Join(dir, "rsa.qrs"), "-format", "text")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "hr_mean_bpm")
	assert.Contains(t, out, "none: too short")
	code, whole, _ := call(t, nil, "hrv", "-format", "text", file)
	require.Equal(t, exitOK, code)
	assert.Equal(t, out[strings.IndexByte(out, '\n'):], whole[strings.IndexByte(whole, '\n'):])
}

func TestHRVUsage(t *testing.T) {
	list := filepath.Join(t.TempDir(), "rr.txt")
	require.NoError(t, os.WriteFile(list, []byte("no list\nof intervals\n"), 0o666))
	for _, args := range [][]string{
		{"hrv"}, {"hrv", "-rr", "a", "b"}, {"hrv", "-rr", "a", "-ann", "b"}, {"hrv", "-segment", "1ms", "x"}, {"hrv", "-correction", "guess", "x"},
		{"hrv", "-format", "xml", "x"}, {"hrv", "-rate", "-1", "-rr", "x"},
	} {
		code, out, errs := call(t, nil, args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Empty(t, out)
		assert.NotEmpty(t, errs)
	}
	code, _, errs := call(t, nil, "hrv", "-rr", list)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "line 2")
	code, out, errs := call(t, nil, "hrv", "-format", "json", filepath.Join(t.TempDir(), "absent"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, `"reason":`, "an object for each input")
	assert.Equal(t, 1, strings.Count(errs, "\n"))
}

func TestPlainIntervalsHaveOneUnit(t *testing.T) {
	for unit, text := range map[string]string{"ms": "RR\n800\n5\n0\n795\n805\n", "s": "0.8\n0.005\n0\n12\n0.795\n0.805\n"} {
		in, ok := plainIntervals([]byte(text))
		require.True(t, ok)
		assert.InDelta(t, 800, in.RR[0], 1e-9, unit)
		assert.InDelta(t, 5, in.RR[1], 1e-9, "%s: an artefact stays one", unit)
		assert.Zero(t, in.RR[2])
		assert.Len(t, in.Time, len(in.RR))
	}
	in, ok := plainIntervals([]byte("0.8\n12\n0.9\n"))
	require.True(t, ok)
	assert.InDelta(t, 12000, in.RR[1], 1e-9, "a gap in a list in s")
	_, ok = plainIntervals([]byte("800\n-3\n"))
	assert.False(t, ok)
}

func TestTimedIntervalsRise(t *testing.T) {
	list := []classify.RRInterval{{Start: 0, End: 100, Seconds: 0.8}, {Start: 50, End: 60, Seconds: 0.1}, {Start: 60, End: 70, Seconds: 0.1},
		{Start: 100, End: 190, Seconds: 0.72}, {Start: 200, End: 150, Seconds: 1}, {Start: 300, End: 400, Seconds: 0.8}}
	in := timedIntervals(list, 125)
	assert.IsIncreasing(t, in.Time)
	assert.Len(t, in.RR, 4) // three, and what is lost before the last
}
