package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// asCommand makes the test binary be the command, whose memory can then be measured.
const asCommand = "ECG_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) == "" {
		os.Exit(m.Run())
	}
	code := run(&env{ctx: context.Background(), stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:])
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for _, l := range strings.Split(string(status), "\n") {
			if peak, ok := strings.CutPrefix(l, "VmHWM:"); ok {
				fmt.Fprintln(os.Stderr, asCommand, strings.TrimSuffix(strings.TrimSpace(peak), " kB"))
			}
		}
	}
	os.Exit(code)
}

// holter writes a record of some hours with three leads at 250 Hz in format 212: ten minutes with ectopic beats, a pause and an
// episode of paced rhythm over and over. It returns the beats of the whole.
func holter(t testing.TB, dir, name string, hours int) (beats int) {
	t.Helper()
	const minutes = 10
	rec, truth, err := ecgtest.Generate(ecgtest.Spec{
		Rate: 250, Duration: 60 * minutes, Seed: 3, Leads: []ecg.Lead{ecg.LeadMLII, ecg.LeadV1, ecg.LeadV5}, HeartRate: 72, RSA: 40, StepUV: 5,
		PVC: ecgtest.Ectopy{Fraction: 0.03}, PAC: ecgtest.Ectopy{Fraction: 0.02}, Pauses: []ecgtest.Pause{{After: 100, RR: 3}},
		Episodes: []ecgtest.Episode{{Start: 300, End: 360, Rhythm: ecgtest.PacedVentricular}},
	})
	require.NoError(t, err)
	require.NoError(t, wfdb.WriteDir(dir, "part", rec, &wfdb.WriteOptions{Format: 212}))
	part, err := os.ReadFile(filepath.Join(dir, "part.dat"))
	require.NoError(t, err)
	require.Len(t, part, 3*250*60*minutes*3/2)
	head, err := os.ReadFile(filepath.Join(dir, "part.hea"))
	require.NoError(t, err)
	text := strings.ReplaceAll(string(head), "part", name)
	whole := strings.Replace(text, fmt.Sprint(" ", 250*60*minutes), fmt.Sprint(" ", 250*3600*hours), 1)
	require.NotEqual(t, text, whole)
	require.NoError(t, os.WriteFile(filepath.Join(dir, name+".hea"), []byte(whole), 0o666))
	f, err := os.Create(filepath.Join(dir, name+".dat"))
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	for range hours * 60 / minutes {
		_, err := w.Write(part)
		require.NoError(t, err)
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())
	require.NoError(t, os.Remove(filepath.Join(dir, "part.hea")))
	return len(truth.Beats) * hours * 60 / minutes
}

// peakMemory runs the command in a process of its own and returns its largest resident set in bytes, 0 where the system does not
// tell, and how long it took.
func peakMemory(t *testing.T, args ...string) (int64, time.Duration) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	started := time.Now()
	require.NoError(t, cmd.Run(), stderr.String())
	took := time.Since(started)
	_, told, ok := strings.Cut(stderr.String(), asCommand+" ")
	if !ok {
		return 0, took
	}
	kB, err := strconv.ParseInt(strings.TrimSpace(told), 10, 64)
	require.NoError(t, err)
	return kB << 10, took
}

// TestMemoryOfALongRecord: beats of a recording of a day are found in less memory than its samples take.
func TestMemoryOfALongRecord(t *testing.T) {
	const limit = 64 << 20
	hours := 24
	if testing.Short() || testdata.RaceEnabled {
		hours = 2
	}
	dir := t.TempDir()
	beats := holter(t, dir, "day", hours)
	peak, took := peakMemory(t, "detect", "-o", dir, filepath.Join(dir, "day"))
	t.Logf("%d h, %d beats: %.1f MB at most, %v: %.1f h/s, %.0f beats/s", hours, beats, float64(peak)/(1<<20), took.Round(time.Millisecond),
		float64(hours)/took.Seconds(), float64(beats)/took.Seconds())
	data, err := os.ReadFile(filepath.Join(dir, "day.qrs"))
	require.NoError(t, err)
	list, err := wfdb.ReadAnnotations(data, 250)
	require.NoError(t, err)
	assert.InEpsilon(t, beats, len(list), 0.02)
	if peak == 0 || testdata.RaceEnabled { // the race detector needs memory of its own
		t.Skip("memory is not measured here")
	}
	assert.Less(t, peak, int64(limit))
}
