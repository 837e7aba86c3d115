package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// files is the repository's testdata.
const files = "../../testdata"

// call runs the command as a pipe would and returns its exit status and what it wrote.
func call(t *testing.T, stdin []byte, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	e := &env{ctx: context.Background(), stdin: bytes.NewReader(stdin), stdout: &out, stderr: &errs}
	code = run(e, args)
	return code, out.String(), errs.String()
}

// lines decodes JSON Lines.
func lines(t *testing.T, s string) []map[string]any {
	t.Helper()
	var list []map[string]any
	for _, l := range strings.Split(strings.TrimSpace(s), "\n") {
		var m map[string]any
		require.NoError(t, json.Unmarshal([]byte(l), &m), l)
		list = append(list, m)
	}
	return list
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{}, {"nonsense"}, {"analyze"}, {"analyze", "-format", "pdf", "x"}, {"analyze", "-lang", "fr", "x"}, {"analyze", "-rules", "Mars", "x"},
		{"analyze", "-age", "-3", "x"}, {"analyze", "-sex", "X", "x"}, {"analyze", "-nosuchflag"}, {"detect"}, {"detect", "-detector", "x", "y"},
		{"delineate"}, {"rhythm"}, {"rhythm", "-rr", "a", "-ann", "b"}, {"bench"}, {"bench", "qrs"}, {"bench", "af"}, {"bench", "zzz"},
		{"convert", "a", "b"}, {"info"}, {"synth", "-st", "V2"}, {"synth", "-preset", "nope"}, {"synth", "-to", "pdf"}, {"synth", "a", "b"},
		{"synth", "-to", "wfdb"}, {"synth", "-noise", "thunder=3"}, {"synth", "-rhythm", "waltz"},
	} {
		code, out, errs := call(t, nil, args...)
		assert.Equal(t, exitUsage, code, args)
		assert.NotEmpty(t, errs, args)
		assert.Empty(t, out, args)
	}
	code, out, _ := call(t, nil, "help")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "delineate")
	code, _, errs := call(t, nil, "analyze", "-h")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, errs, "-lang")
	code, out, _ = call(t, nil, "version")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "goecg ")
}

func TestAnalyzeFileFolderAndStandardInput(t *testing.T) {
	file := filepath.Join(files, "stemi_inferior.scp")
	code, out, errs := call(t, nil, "analyze", file)
	require.Equal(t, exitOK, code, errs)
	one := lines(t, out)
	require.Len(t, one, 1)
	assert.Equal(t, file, one[0]["input"])

	data, err := os.ReadFile(file)
	require.NoError(t, err)
	code, out, _ = call(t, data, "analyze", "-")
	require.Equal(t, exitOK, code)
	piped := lines(t, out)[0]
	assert.Equal(t, "-", piped["input"])
	piped["input"] = file
	assert.Equal(t, one[0], piped)

	code, out, errs = call(t, nil, "analyze", "-format", "text", "-lang", "zh", file)
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "心肌梗死")
	assert.Contains(t, out, "未经确认")
	_, out, _ = call(t, nil, "analyze", "-format", "text", file)
	assert.Contains(t, out, "UNCONFIRMED")
}

// A walk yields what is recognised or has one of four endings, in name order; signal files and the like never.
func TestWalk(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, data []byte) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(p), 0o777))
		require.NoError(t, os.WriteFile(p, data, 0o666))
	}
	get := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(files, name))
		require.NoError(t, err)
		return data
	}
	put("a/renamed.bin", get("normal.scp"))      // recognised by content
	put("a/notes.txt", []byte("not an ECG"))     // passed over
	put("b/broken.SCP", []byte("not an ECG"))    // an error, for its ending
	put("b/report.xml", []byte("<html></html>")) // likewise
	put("c/pvc.hea", get("pvc.hea"))
	put("c/pvc.dat", get("pvc.dat"))
	put("c/ecg.json", get("normal.scp")) // never an input of a walk, whatever it holds
	put("c/x.csv", get("normal.scp"))
	put("d/master.hea", []byte("master/2 1 250 200\nseg1 100\nseg2 100\n"))
	put("d/seg1.hea", []byte("seg1 1 250 100\nseg1.dat 16 200 16 0 0 0 0 II\n"))
	put("d/seg2.hea", []byte("seg2 1 250 100\nseg1.dat 16 200 16 0 0 0 0 II\n"))
	put("d/seg1.dat", make([]byte, 200))

	code, out, errs := call(t, nil, "analyze", "-workers", "3", dir)
	assert.Equal(t, exitFailed, code)
	var names []string
	failed := 0
	for _, m := range lines(t, out) {
		rel, err := filepath.Rel(dir, m["input"].(string))
		require.NoError(t, err)
		names = append(names, filepath.ToSlash(rel))
		if m["error"] != nil {
			failed++
		}
	}
	assert.Equal(t, []string{"a/renamed.bin", "b/broken.SCP", "b/report.xml", "c/pvc.hea", "d/master.hea"}, names)
	assert.GreaterOrEqual(t, failed, 2)
	assert.Equal(t, failed, strings.Count(strings.TrimSpace(errs), "\n")+1, "a line for each failure:\n%s", errs)
}

func TestMissingInput(t *testing.T) {
	code, out, errs := call(t, nil, "analyze", "no/such/file.scp", filepath.Join(files, "normal.scp"))
	assert.Equal(t, exitFailed, code)
	list := lines(t, out)
	require.Len(t, list, 2, "the others are still written")
	assert.NotNil(t, list[0]["error"])
	assert.Nil(t, list[1]["error"])
	assert.Contains(t, errs, "no/such/file.scp")
}

func TestInfo(t *testing.T) {
	code, out, errs := call(t, nil, "info", filepath.Join(files, "pvc"), filepath.Join(files, "afib.dcm"))
	require.Equal(t, exitOK, code, errs)
	list := lines(t, out)
	require.Len(t, list, 2)
	rec := list[0]["recording"].(map[string]any)
	assert.Equal(t, 360.0, rec["rate_hz"])
	assert.Equal(t, []any{"MLII", "V5"}, rec["leads"])
	assert.Equal(t, 10.0, rec["duration_s"])
	code, out, _ = call(t, nil, "info", "-format", "text", filepath.Join(files, "normal.scp"))
	require.Equal(t, exitOK, code)
	assert.Contains(t, out, "500 Hz")
}

func TestDetect(t *testing.T) {
	rec := filepath.Join(files, "pvc")
	code, out, errs := call(t, nil, "detect", rec)
	require.Equal(t, exitOK, code, errs)
	rows := strings.Split(strings.TrimSpace(out), "\n")
	assert.Equal(t, "record,sample,time_s,class", rows[0])
	assert.Regexp(t, `^pvc,\d+,\d+\.\d{6},[NSVFQ]$`, rows[1])

	dir := filepath.Join(t.TempDir(), "new", "folder")
	for _, detector := range []string{"default", "pantompkins"} {
		code, _, errs = call(t, nil, "detect", "-detector", detector, "-o", dir, rec+".hea")
		require.Equal(t, exitOK, code, errs)
		list, err := wfdb.OpenAnnotations(os.DirFS(dir), "pvc.qrs", 360)
		require.NoError(t, err)
		assert.InDelta(t, len(rows)-1, len(list), 2)
	}
	code, _, errs = call(t, nil, "detect", "-lead", "each", "-o", dir, rec)
	require.Equal(t, exitOK, code, errs)
	for _, name := range []string{"pvc.mlii", "pvc.v5"} {
		assert.FileExists(t, filepath.Join(dir, name))
	}
	for _, lead := range []string{"1", "V5", "mlii"} {
		code, out, errs = call(t, nil, "detect", "-lead", lead, rec)
		assert.Equal(t, exitOK, code, errs)
		assert.Greater(t, strings.Count(out, "\n"), 5)
	}
	code, _, errs = call(t, nil, "detect", "-lead", "V9", rec)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no such lead")
}

func TestDelineate(t *testing.T) {
	code, out, errs := call(t, nil, "delineate", filepath.Join(files, "normal.scp"))
	require.Equal(t, exitOK, code, errs)
	rows := strings.Split(strings.TrimSpace(out), "\n")
	assert.Equal(t, "record,lead,beat,p_on,p_peak,p_off,qrs_on,r_peak,qrs_off,t_on,t_peak,t_off", rows[0])
	spec, _ := ecgtest.Preset("normal")
	_, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	assert.InDelta(t, 12*len(truth.Beats), len(rows)-1, 12)
	assert.Regexp(t, `^normal,I,1(,\d+){9}$`, rows[2])

	dir := t.TempDir()
	code, _, errs = call(t, nil, "delineate", "-o", dir, filepath.Join(files, "normal.scp"))
	require.Equal(t, exitOK, code, errs)
	for _, lead := range []string{"i", "ii", "iii", "avr", "avl", "avf", "v1", "v6"} {
		list, err := wfdb.OpenAnnotations(os.DirFS(dir), "normal."+lead, 500)
		require.NoError(t, err)
		symbols := ""
		for _, a := range list {
			symbols += wfdb.Symbol(a.Code)
		}
		want := "(p)(N)(t)"
		if lead == "avl" || lead == "v1" { // a T wave of less than 0.3 mm is not marked
			want = "(p)(N)(p)(N)"
		}
		assert.Contains(t, symbols, want, lead)
	}
}

func TestRhythm(t *testing.T) {
	var rr strings.Builder
	at := 0
	beat := func(seconds float64) {
		n := int(seconds * 250)
		fmt.Fprintf(&rr, "%d\t%g\t%d\n", at, seconds, at+n)
		at += n
	}
	for i := range 300 {
		beat(0.8 + 0.01*float64(i%3))
	}
	start := at
	for i := range 300 { // as irregular as a hash makes it
		beat(0.4 + float64((i*7919+i*i*104729)%613)/1000)
	}
	stop := at
	for i := range 300 {
		beat(0.8 + 0.01*float64(i%3))
	}
	file := filepath.Join(t.TempDir(), "rr.txt")
	require.NoError(t, os.WriteFile(file, []byte(rr.String()), 0o666))
	code, out, errs := call(t, nil, "rhythm", "-rr", file)
	require.Equal(t, exitOK, code, errs)
	rows := strings.Split(strings.TrimSpace(out), "\n")
	assert.Equal(t, "start_sample,end_sample,rhythm", rows[0])
	require.Len(t, rows, 4, out)
	assert.True(t, strings.HasSuffix(rows[2], ",AFIB"), out)
	var from, to int
	_, err := fmt.Sscanf(rows[2], "%d,%d", &from, &to)
	require.NoError(t, err)
	assert.InDelta(t, start, from, 60*250)
	assert.InDelta(t, stop, to, 60*250)

	code, _, errs = call(t, nil, "rhythm", "-rr", filepath.Join(files, "pvc.hea"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "line 2")
}

func TestSynthEveryFormat(t *testing.T) {
	dir := t.TempDir()
	for _, to := range []string{"scp", "dicom", "aecg", "wfdb", "csv", "json"} {
		out := filepath.Join(dir, "x."+to)
		if to == "wfdb" {
			out = filepath.Join(dir, "x")
		}
		truth := filepath.Join(dir, "truth.json")
		code, _, errs := call(t, nil, "synth", "-to", to, "-rhythm", "afib", "-st", "V2=300,V3=300", "-noise", "mains=30,baseline=50", "-seed", "5",
			"-truth", truth, out)
		require.Equal(t, exitOK, code, errs)
		assert.FileExists(t, truth)
		code, text, errs := call(t, nil, "analyze", out)
		require.Equal(t, exitOK, code, errs)
		assert.Equal(t, to, lines(t, text)[0]["source"].(map[string]any)["format"])
	}
	// A database of synthetic records can be scored like any other.
	db := filepath.Join(dir, "db")
	require.NoError(t, os.Mkdir(db, 0o777))
	code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-rhythm", "pvc", "-duration", "60", filepath.Join(db, "one"))
	require.Equal(t, exitOK, code, errs)
	code, _, errs = call(t, nil, "bench", "qrs", "-db", db, "-start", "-1", "-require-f1", "99")
	require.Equal(t, exitOK, code, errs)
	for _, noise := range []string{"25", "baseline", "all", "mains60=40,white"} {
		code, _, errs := call(t, nil, "synth", "-to", "dicom", "-noise", noise)
		assert.Equal(t, exitOK, code, "%s: %s", noise, errs)
	}
	code, piped, _ := call(t, nil, "synth", "-to", "scp")
	require.Equal(t, exitOK, code)
	code, again, _ := call(t, nil, "synth", "-to", "scp")
	require.Equal(t, exitOK, code)
	assert.Equal(t, piped, again, "the same seed gives the same file")
}

func TestBenchQRS(t *testing.T) {
	db := testdata.Dir(t, "nstdb")
	code, out, errs := call(t, nil, "bench", "qrs", "-db", db, "-lead", "0")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "118e24")
	assert.Contains(t, out, "gross")
	code, out, errs = call(t, nil, "bench", "qrs", "-db", db, "-format", "json", "-detector", "pantompkins", "-lead", "0")
	require.Equal(t, exitOK, code, errs)
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &m))
	code, _, _ = call(t, nil, "bench", "qrs", "-db", db, "-require-f1", "100")
	assert.Equal(t, exitFailed, code)
	code, _, _ = call(t, nil, "bench", "qrs", "-db", t.TempDir())
	assert.Equal(t, exitFailed, code)

	// Scoring files that detect wrote gives what scoring the detector gives.
	dir := t.TempDir()
	code, _, errs = call(t, nil, "detect", "-detector", "pantompkins", "-o", dir, db)
	require.Equal(t, exitOK, code, errs)
	_, direct, _ := call(t, nil, "bench", "qrs", "-db", db, "-detector", "pantompkins", "-lead", "0", "-format", "json")
	_, fromFiles, _ := call(t, nil, "bench", "qrs", "-db", db, "-ann", dir, "-format", "json")
	assert.Equal(t, grossQRS(t, direct), grossQRS(t, fromFiles))
}

func grossQRS(t *testing.T, report string) any {
	var m struct {
		All struct {
			QRS any `json:"qrs"`
		} `json:"all"`
	}
	require.NoError(t, json.Unmarshal([]byte(report), &m))
	require.NotNil(t, m.All.QRS)
	return m.All.QRS
}
