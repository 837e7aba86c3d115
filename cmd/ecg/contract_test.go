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

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
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

// A signal of another kind is no lead, even if its header states no unit.
func TestRespirationIsNoLead(t *testing.T) {
	dir := t.TempDir()
	twoPerFrame(t, dir)
	head := "fast 2 500 2500\nfast.dat 16 1000/mV 16 0 0 0 0 II\nfast.dat 16 1000 16 0 0 0 0 Resp\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "fast.hea"), []byte(head), 0o666))
	code, out, errs := call(t, nil, "info", filepath.Join(dir, "fast"))
	require.Equal(t, exitOK, code, errs)
	assert.Equal(t, []any{"II"}, lines(t, out)[0]["recording"].(map[string]any)["leads"])
}

// A link to nothing that is called an ECG is an error of a walk; a header may end in capitals.
func TestLinksAndCapitals(t *testing.T) {
	dir := t.TempDir()
	twoPerFrame(t, dir)
	require.NoError(t, os.Rename(filepath.Join(dir, "fast.hea"), filepath.Join(dir, "fast.HEA")))
	code, _, errs := call(t, nil, "info", filepath.Join(dir, "fast"))
	assert.Equal(t, exitOK, code, errs)
	if os.Symlink("nowhere", filepath.Join(dir, "gone.scp")) != nil {
		t.Skip("no symbolic links here")
	}
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "gone.txt")))
	code, out, errs := call(t, nil, "info", dir)
	assert.Equal(t, exitFailed, code)
	assert.Len(t, lines(t, out), 2)
	assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
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

// Waves follow one another: what overlaps ends where the next wave begins.
func TestUntangle(t *testing.T) {
	none := measure.None
	fid := func(v ...int) measure.BeatFiducials {
		var b measure.BeatFiducials
		for i, p := range []*int{&b.POn, &b.PPeak, &b.POff, &b.QRSOn, &b.R, &b.QRSOff, &b.TOn, &b.TPeak, &b.TOff} {
			*p = v[i]
		}
		return b
	}
	beats := []measure.BeatFiducials{
		fid(10, 20, 32, 30, 55, 50, 45, 80, 130),         // all overlap
		fid(120, 125, 128, 140, 150, 160, 170, 180, 190), // none does
		fid(none, none, none, 185, 180, none, none, none, none),
	}
	bench.Untangle(beats)
	assert.Equal(t, []measure.BeatFiducials{
		fid(10, 20, 30, 30, 50, 50, 50, 80, 120),
		fid(120, 125, 128, 140, 150, 160, 170, 180, 185),
		fid(none, none, none, 185, 185, none, none, none, none),
	}, beats)
	beats = []measure.BeatFiducials{
		fid(none, none, none, 0, 10, 20, 40, 100, 130),
		fid(60, 80, 90, 95, 100, 105, 120, 140, 160),        // its QRS begins before the T peaks
		fid(125, 130, 150, 165, 170, 175, none, none, none), // its P peaks before the T
	}
	bench.Untangle(beats)
	assert.Equal(t, none, beats[0].TPeak)
	assert.Equal(t, 80, beats[1].PPeak)
	assert.Equal(t, none, beats[2].PPeak)
	open := 0
	for _, a := range bench.WaveMarks(nil, beats[:2], 1) {
		switch a.Code {
		case wfdb.CodeWaveOn:
			open++
		case wfdb.CodeWaveOff:
			open--
		}
		assert.Contains(t, []int{0, 1}, open)
	}
}

// The Chinese report gives the reason of the priority in Chinese.
func TestTextPriority(t *testing.T) {
	code, out, _ := call(t, nil, "analyze", "-format", "text", "-lang", "zh", filepath.Join(files, "normal.scp"))
	require.Equal(t, exitOK, code)
	assert.Contains(t, out, "green: 正常心电图")
	assert.NotContains(t, out, " -0")
}
