package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats/wfdb"
)

func TestBenchWorst(t *testing.T) {
	dir := t.TempDir()
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-duration", "40", filepath.Join(dir, "rec"))
	require.Equal(t, exitOK, code, errs)
	var ref []wfdb.Annotation
	for i := range 10 { // beats that are nowhere near those of the record in most places
		ref = append(ref, wfdb.Annotation{Sample: int64(1000 + 1711*i), Code: wfdb.CodeNormal})
	}
	var b bytes.Buffer
	require.NoError(t, wfdb.WriteAnnotations(&b, ref, nil))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rec.atr"), b.Bytes(), 0o600))

	out := filepath.Join(dir, "worst")
	code, stdout, errs := call(t, nil, "bench", "qrs", "-db", dir, "-start", "-1", "-worst", "3", "-o", out, "-pictures", "svg,png", "-dpi", "50")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, stdout, "gross", "the report is written all the same")
	for _, ext := range []string{"svg", "png"} {
		found, err := filepath.Glob(filepath.Join(out, "rec_all_*_f?."+ext))
		require.NoError(t, err)
		assert.Len(t, found, 3)
	}
	index, err := os.ReadFile(filepath.Join(out, "index.html"))
	require.NoError(t, err)
	assert.Equal(t, 3, strings.Count(string(index), "<img "))
	assert.Contains(t, string(index), ".png")

	for _, args := range [][]string{
		{"-worst", "3"}, {"-o", out}, {"-worst", "-1", "-o", out}, {"-worst", "3", "-o", out, "-pictures", "gif"},
		{"-worst", "3", "-o", out, "-worst-kinds", "x"}, {"-worst", "3", "-o", out, "-pictures", ","}, {"-worst", "3", "-o", out, "-dpi", "1"},
	} {
		code, _, _ := call(t, nil, append([]string{"bench", "qrs", "-db", dir, "-start", "-1"}, args...)...)
		assert.Equal(t, exitUsage, code, args)
	}
}
