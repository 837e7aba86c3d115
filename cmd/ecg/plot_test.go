package main

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

func TestPlotUsage(t *testing.T) {
	in := filepath.Join(files, "stemi_inferior.scp")
	out := filepath.Join(t.TempDir(), "x.svg")
	for _, args := range [][]string{
		{"plot"}, {"plot", in}, {"plot", in, "x.jpeg"}, {"plot", in, "x"}, {"plot", t.TempDir(), out}, {"plot", "-marks", "stars", in, out},
		{"plot", "-paper", "a9", in, out}, {"plot", "-paper", "0x5", in, out}, {"plot", "-filter", "x", in, out}, {"plot", "-layout", "4", in, out},
		{"plot", "-leads", "V77", in, out}, {"plot", "-rhythm", "X9", in, out}, {"plot", "-start", "1e6", in, out}, {"plot", "-speed", "-2", in, out},
		{"plot", "-lang", "fr", in, out}, {"plot", "-grid", "blue", in, out}, {"plot", "-dpi", "1", in, out[:len(out)-3] + "png"},
	} {
		code, _, errs := call(t, nil, args...)
		assert.Equal(t, exitUsage, code, "%v: %s", args, errs)
		assert.NotEmpty(t, errs)
	}
	_, err := os.Stat(out)
	assert.ErrorIs(t, err, os.ErrNotExist)
	code, _, errs := call(t, nil, "plot", filepath.Join(files, "absent.scp"), out)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no such file")
	code, _, errs = call(t, nil, "plot", "-font", "absent.ttf", in, out[:len(out)-3]+"png")
	assert.Equal(t, exitFailed, code, errs)
}

func TestPlot(t *testing.T) {
	in := filepath.Join(files, "stemi_inferior.scp")
	dir := t.TempDir()
	draw := func(name string, args ...string) []byte {
		t.Helper()
		out := filepath.Join(dir, name)
		code, stdout, errs := call(t, nil, append(append([]string{"plot"}, args...), in, out)...)
		require.Equal(t, exitOK, code, errs)
		assert.Empty(t, stdout)
		data, err := os.ReadFile(out)
		require.NoError(t, err)
		return data
	}
	svg := draw("a.svg", "-marks", "beats,fiducials,st", "-lang", "both")
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := dec.Token(); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
	}
	assert.Contains(t, string(svg), "UNCONFIRMED")
	assert.Contains(t, string(svg), "V6")
	assert.Equal(t, svg, draw("b.svg", "-marks", "beats,fiducials,st", "-lang", "both"))
	assert.NotEqual(t, svg, draw("c.svg", "-marks", "beats,fiducials,st", "-lang", "both", "-filter", "clean"))
	assert.NotContains(t, string(draw("d.svg", "-leads", "II,V2", "-rhythm", "none")), ">V6<")

	img, err := png.Decode(bytes.NewReader(draw("a.png", "-dpi", "60")))
	require.NoError(t, err)
	assert.Equal(t, 702, img.Bounds().Dx())
	assert.True(t, bytes.HasPrefix(draw("a.pdf", "-no-patient"), []byte("%PDF-")))

	code, _, errs := call(t, nil, "plot", "-layout", "2x2", in, filepath.Join(dir, "few.svg"))
	require.Equal(t, exitOK, code)
	assert.Contains(t, errs, "no room for")
}

func TestPlotPages(t *testing.T) {
	dir := t.TempDir()
	record := filepath.Join(dir, "long")
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-duration", "120", record)
	require.Equal(t, exitOK, code, errs)
	code, _, errs = call(t, nil, "plot", "-seconds", "-1", record, filepath.Join(dir, "p.svg"))
	require.Equal(t, exitOK, code, errs)
	found, err := filepath.Glob(filepath.Join(dir, "p-*.svg"))
	require.NoError(t, err)
	assert.Greater(t, len(found), 1)
	code, _, errs = call(t, nil, "plot", "-start", "100", "-seconds", "10", record, filepath.Join(dir, "q.svg"))
	require.Equal(t, exitOK, code, errs)
	data, err := os.ReadFile(filepath.Join(dir, "q.svg"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "0:01:40")
}

func TestPlotRealRecords(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"formats/scp/pixelmed_PFE105_high.scp", "formats/dicom/pydicom_waveform_ecg.dcm", "formats/aecg/fda_subject1_0.xml",
		"mitdb/108.hea", "ludb/95.hea", "cinc2017/A00008.hea", "ptbdb/s0010_re.hea"} {
		in := testdata.Dir(t, name)
		out := filepath.Join(dir, "x.svg")
		code, _, errs := call(t, nil, "plot", "-seconds", "10", "-marks", "beats", in, out)
		require.Equal(t, exitOK, code, "%s: %s", name, errs)
		st, err := os.Stat(out)
		require.NoError(t, err)
		assert.Less(t, st.Size(), int64(400_000))
	}
}
