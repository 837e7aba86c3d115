package outside

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
)

// folder is where the script asks the tests to write to and to read from.
const folder = "OUTSIDE_DIR"

// limit is what the whole check may take.
const limit = 2 * time.Minute

// TestPrograms runs the script and then reads what the programs made of our files.
func TestPrograms(t *testing.T) {
	switch {
	case testing.Short():
		t.Skip("short")
	case testdata.RaceEnabled:
		t.Skip("other programs gain nothing from the race detector")
	case os.Getenv(folder) != "":
		t.Skip("run by the script")
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	var present []string
	for _, name := range []string{"save2gdf", "dcmconv", "dciodvfy"} {
		if _, err := exec.LookPath(name); err == nil {
			present = append(present, name)
		}
	}
	if len(present) == 0 {
		t.Skip("none of biosig, DCMTK and dicom3tools is installed (see verify.sh)")
	}
	dir := t.TempDir()
	writeFiles(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "verify.sh", dir)
	cmd.Env = append(os.Environ(), "FROM_TEST=1", "INSTALL=")
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, line := range strings.Split(string(out), "\n") {
		if strings.HasPrefix(line, "SKIP") || strings.HasPrefix(line, "total") {
			t.Log(line)
		}
	}
	readReencoded(t, dir)
}

// TestWriteFiles writes the variants for the script.
func TestWriteFiles(t *testing.T) {
	dir := os.Getenv(folder)
	if dir == "" {
		t.Skip("run by verify.sh")
	}
	writeFiles(t, dir)
}

// TestReencoded reads what other programs made of our files, for the script.
func TestReencoded(t *testing.T) {
	dir := os.Getenv(folder)
	if dir == "" {
		t.Skip("run by verify.sh")
	}
	readReencoded(t, dir)
}

// readReencoded compares every file in dir/reencoded, named NAME.HOW.dcm, with NAME.dcm: everything but the encoding is the
// same. NAME.HOW.xml was made of NAME.scp by another program and has the same samples.
func readReencoded(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "reencoded", "*.dcm"))
	require.NoError(t, err)
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		want, err := formats.Open(os.DirFS(dir), name+".dcm", nil)
		require.NoError(t, err, name)
		got, err := formats.Open(os.DirFS(filepath.Dir(file)), filepath.Base(file), nil)
		require.NoError(t, err, file)
		assert.Empty(t, want.Warnings, name)
		assert.Empty(t, got.Warnings, file)
		require.Len(t, got.Channels, len(want.Channels), file)
		for i := range want.Channels {
			require.Equal(t, want.Channels[i], got.Channels[i], "%s channel %d", file, i+1)
		}
		require.Equal(t, len(want.Groups), len(got.Groups), file)
		for i := range want.Groups {
			require.Equal(t, want.Groups[i].Channels, got.Groups[i].Channels, file)
		}
		assert.Equal(t, want.Patient, got.Patient, file)
		assert.Equal(t, want.Statements, got.Statements, file)
		assert.Equal(t, len(want.Annotations), len(got.Annotations), file)
		assert.Equal(t, len(want.Measurements), len(got.Measurements), file)
		assert.True(t, want.Start.Time.Equal(got.Start.Time), file)
	}
	converted, err := filepath.Glob(filepath.Join(dir, "reencoded", "*.xml"))
	require.NoError(t, err)
	for _, file := range converted {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		want, err := formats.Open(os.DirFS(dir), name+".scp", nil)
		require.NoError(t, err, name)
		got, err := formats.Open(os.DirFS(filepath.Dir(file)), filepath.Base(file), nil)
		require.NoError(t, err, file)
		require.Len(t, got.Channels, len(want.Channels), file)
		for i := range want.Channels {
			require.Equal(t, want.Channels[i].Lead, got.Channels[i].Lead, file)
			require.InDelta(t, want.Channels[i].Rate, got.Channels[i].Rate, 1e-9, file)
			require.InDeltaSlice(t, want.Channels[i].Microvolts(nil), got.Channels[i].Microvolts(nil), 1e-9, "%s %s", file, want.Channels[i].Lead)
		}
	}
	t.Logf("%d re-encoded files read", len(files)+len(converted))
}
