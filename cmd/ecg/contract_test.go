package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats/wfdb"
)

// twoPerFrame writes a record of one signal with two samples a frame, 250 frames a second, and beats every second.
func twoPerFrame(t *testing.T, dir string) {
	t.Helper()
	const frames, perSecond = 2500, 500
	var raw bytes.Buffer
	for i := range 2 * frames {
		x := (float64(i%perSecond) - perSecond/2) / 8
		require.NoError(t, binary.Write(&raw, binary.LittleEndian, int16(1000*math.Exp(-x*x/2))))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "fast.dat"), raw.Bytes(), 0o666))
	head := "fast 1 250 2500\nfast.dat 16x2 1000/mV 16 0 0 0 0 II\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "fast.hea"), []byte(head), 0o666))
}

// Annotation files count frames, as the header beside them does, whatever the rate of the signals.
func TestAnnotationsCountFrames(t *testing.T) {
	dir := t.TempDir()
	twoPerFrame(t, dir)
	for verb, ext := range map[string]string{"detect": ".qrs", "delineate": ".ii"} {
		code, _, errs := call(t, nil, verb, "-o", dir, filepath.Join(dir, "fast"))
		require.Equal(t, exitOK, code, errs)
		data, err := os.ReadFile(filepath.Join(dir, "fast"+ext))
		require.NoError(t, err)
		list, err := wfdb.ReadAnnotations(data, 0)
		require.NoError(t, err)
		beats := 0
		for _, a := range list {
			if wfdb.IsBeat(a.Code) {
				beats++
				assert.InDelta(t, 125, a.Sample%250, 5, verb)
			}
		}
		assert.GreaterOrEqual(t, beats, 8, verb)
	}
	rate, err := headerRate(filepath.Join(dir, "fast.qrs"))
	require.NoError(t, err)
	assert.Equal(t, 250.0, rate)
}

// A header that names itself as its segment still yields an object in a walk.
func TestMasterIsNoSegment(t *testing.T) {
	code, out, _ := call(t, nil, "analyze", filepath.Join(files, "hostile"))
	assert.Equal(t, exitFailed, code)
	entries, err := os.ReadDir(filepath.Join(files, "hostile"))
	require.NoError(t, err)
	assert.Len(t, lines(t, out), len(entries))
	assert.Contains(t, out, "segments_itself.hea")
}

// A failed input is one line on standard error, whatever its name.
func TestReportIsOneLine(t *testing.T) {
	var b bytes.Buffer
	report(&b, "a\nb", errors.New("c\r\nd\x1b[2J"))
	assert.Equal(t, 1, strings.Count(b.String(), "\n"))
	assert.NotContains(t, b.String(), "\x1b")
	assert.NotContains(t, b.String(), "\r")
	code, _, _ := call(t, nil, "analyze", "-workers", "-1", "x")
	assert.Equal(t, exitUsage, code)
}
