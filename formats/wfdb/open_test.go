package wfdb

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder makes a file system of name, content pairs.
// words gives 16-bit samples, low byte first.
func words(v ...int16) string {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, uint16(x))
	}
	return string(b)
}

func open(t testing.TB, f fs.FS) (*ecg.Record, error) {
	rec := new(ecg.Record)
	err := Open(rec, f, "r.hea", false, nil)
	checkError(t, err)
	return rec, err
}

func codesOf(rec *ecg.Record) []string {
	var out []string
	for _, w := range rec.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestOpenUnits(t *testing.T) {
	rec, err := open(t, codectest.Folder(
		"r.hea", "r 5 250 2\na 16 400(10)/mV 12 0 10 0 0 II\na 16 2/uV 12 0 0 0 0 V1\na 16 10/mmHg\na 16 0\na 16 0.5/NU\n",
		"a", words(10, 100, 50, 7, 8, 410, -32768, 0, 0, 0)))
	require.NoError(t, err)
	assert.Equal(t, []string{ecg.WarnUncalibrated}, codesOf(rec))
	c := rec.Channels
	assert.Equal(t, []float64{0, 1000}, c[0].Physical(nil))
	assert.Equal(t, []int32{100, ecg.Missing}, c[1].Raw)
	assert.Equal(t, 0.5, c[1].Scale)
	assert.Equal(t, ecg.Unit("mmHg"), c[2].Unit)
	assert.Equal(t, []float64{5, 0}, c[2].Physical(nil))
	assert.Equal(t, [2]any{5.0, ecg.UnitMicrovolt}, [2]any{c[3].Scale, c[3].Unit})
	assert.Equal(t, 2.0, c[4].Scale)
	assert.Equal(t, "r", rec.ID)
	assert.Equal(t, "wfdb", rec.Format)
}

func TestOpenMissingFiles(t *testing.T) {
	rec, err := open(t, codectest.Folder("r.hea", "r 3 250 2\na 16\nb 16\nc 16\n", "b", words(1, 2)))
	require.NoError(t, err)
	assert.Equal(t, []string{ecg.WarnMissingFile, ecg.WarnMissingFile, ecg.WarnUncalibrated}, codesOf(rec))
	require.Len(t, rec.Channels, 1)
	_, err = open(t, codectest.Folder("r.hea", "r 1 250 2\na 16\n"))
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
	_, err = open(t, codectest.Folder("r.hea", "r 0 250 2\n"))
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
	_, err = open(t, codectest.Folder("r.hea", "r 1 250 2\n~ 0\n"))
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
	_, err = open(t, codectest.Folder("r.hea", "r 1 250 2\na 16\n", "a/x", "")) // a folder is no signal file
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
	_, err = open(t, codectest.Folder())
	assert.ErrorIs(t, err, fs.ErrNotExist)

	var lone ecg.Record
	err = Decode(&lone, []byte("r 1 250 2\na 16 200 12 0 0 0 0 II\n# 50 M 1 1 x1\n"), nil)
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
	assert.Equal(t, ecg.WarnMissingFile, lone.Warnings[0].Code)
	assert.Equal(t, 50.0, lone.Patient.Age.Years)
	require.NoError(t, DecodeConfig(&lone, []byte("r 1 250 2\na 16x4 200 12 0 0 0 0 II\n"), nil))
	assert.Equal(t, 8, lone.Channels[0].Samples)
	assert.Equal(t, 1000.0, lone.Channels[0].Rate)
}

func TestOpenTruncated(t *testing.T) {
	full := words(1, 2, 3, 4, 5, 6)
	header := "r 2 250 3\na 16 1 16 0 1 9 0 I\na 16 1 16 0 2 12 0 II\n"
	rec, err := open(t, codectest.Folder("r.hea", header, "a", full))
	require.NoError(t, err)
	assert.Empty(t, rec.Warnings)
	for n := len(full) - 1; n >= 4; n-- {
		rec, err := open(t, codectest.Folder("r.hea", header, "a", full[:n]))
		require.NoError(t, err)
		assert.Equal(t, []string{ecg.WarnTruncated}, codesOf(rec), n)
		assert.Equal(t, []int32{1, 3, 5}[:n/4], rec.Channels[0].Raw)
		var config ecg.Record
		require.NoError(t, Open(&config, codectest.Folder("r.hea", header, "a", full[:n]), "r.hea", true, nil))
		assert.Equal(t, n/4, config.Channels[1].Samples)
	}
	_, err = open(t, codectest.Folder("r.hea", header, "a", full[:3]))
	assert.ErrorIs(t, err, formats.ErrTruncated)
	_, err = open(t, codectest.Folder("r.hea", "r 1 250\na 16\n", "a", ""))
	assert.ErrorIs(t, err, formats.ErrTruncated)
	_, err = formats.Open(codectest.Folder("r.hea", header, "a", full[:9]), "r", &formats.Options{Strict: true})
	assert.ErrorIs(t, err, formats.ErrCorrupt)
}

func TestOpenChecksums(t *testing.T) {
	for _, c := range []struct {
		initial, sum string
		warnings     []string
	}{
		{"5", "12", nil}, {"5", "-65524", nil}, {"5", "65548", nil}, {"0", "0", nil},
		{"5", "13", []string{ecg.WarnChecksum}}, {"6", "12", []string{ecg.WarnChecksum}},
	} {
		rec, err := open(t, codectest.Folder("r.hea", "r 1 250 2\na 16 1 16 0 "+c.initial+" "+c.sum+" 0 I\n", "a", words(5, 7, 99)))
		require.NoError(t, err)
		assert.Equal(t, c.warnings, codesOf(rec), c.initial+" "+c.sum)
		assert.Equal(t, []int32{5, 7}, rec.Channels[0].Raw)
	}
}

func TestOpenFramesAndSkew(t *testing.T) {
	rec, err := open(t, codectest.Folder("r.hea", "r 2 100 3\na 16x2 1\na 16:1 1\n", "a", words(1, 2, 10, 3, 4, 20, 5, 6, 30)))
	require.NoError(t, err)
	assert.Equal(t, []int32{1, 2, 3, 4, 5, 6}, rec.Channels[0].Raw)
	assert.Equal(t, []int32{20, 30, ecg.Missing}, rec.Channels[1].Raw)
	assert.Equal(t, 200.0, rec.Channels[0].Rate)
	assert.Equal(t, 100.0, rec.Channels[1].Rate)

	// Two files whose lines are interleaved: header order is kept, the oddity noted.
	rec, err = open(t, codectest.Folder("r.hea", "r 3 100 2\na 16 1\nb 16+2 1\na 16 1\n", "a", words(1, 2, 3, 4), "b", words(0, 7, 8)))
	require.NoError(t, err)
	assert.Equal(t, [][]int32{{1, 3}, {7, 8}, {2, 4}}, [][]int32{rec.Channels[0].Raw, rec.Channels[1].Raw, rec.Channels[2].Raw})
	assert.Equal(t, []string{ecg.WarnNonstandard}, codesOf(rec))
	_, err = open(t, codectest.Folder("r.hea", "r 2 100 2\na 16 1\na 212 1\n", "a", words(1, 2, 3, 4)))
	assert.ErrorIs(t, err, formats.ErrCorrupt)
}

func TestOpenUnsupported(t *testing.T) {
	_, err := open(t, codectest.Folder("r.hea", "r 1 250 2\na 516\n", "a", "fLaC"))
	require.ErrorIs(t, err, formats.ErrUnsupported)
	assert.ErrorContains(t, err, "FLAC")
	assert.ErrorContains(t, err, "import github.com/goecg/goecg/formats/wfdb/flac")
	_, err = open(t, codectest.Folder("r.hea", "r 1 250 2\na 99\n", "a", "xxxx"))
	require.ErrorIs(t, err, formats.ErrUnsupported)
	assert.ErrorContains(t, err, "signal format 99")
	rec, err := open(t, codectest.Folder("r.hea", "r 2 250 2\na 99 1\nb 16 1\n", "a", "xxxx", "b", words(1, 2)))
	require.NoError(t, err)
	assert.Equal(t, []string{ecg.WarnSkipped}, codesOf(rec))
}

func TestOpenLimits(t *testing.T) {
	f := codectest.Folder("r.hea", "r 2 250 4\na 16 1\na 16 1\n", "a", words(1, 2, 3, 4, 5, 6, 7, 8))
	var rec ecg.Record
	assert.ErrorIs(t, Open(&rec, f, "r.hea", false, &formats.Options{MaxSamples: 7}), formats.ErrTooLarge)
	require.NoError(t, Open(&rec, f, "r.hea", false, &formats.Options{MaxSamples: 8}))
	assert.ErrorIs(t, Open(&rec, f, "r.hea", false, &formats.Options{MaxBytes: 30}), formats.ErrTooLarge)
	require.NoError(t, Open(&rec, f, "r.hea", false, &formats.Options{MaxBytes: 100}))
	_, err := open(t, codectest.Folder("r.hea", "r 1 250 9000000000000000000\na 80x1000 1\n", "a", strings.Repeat("x", 5000)))
	require.NoError(t, err)
}

// Every record of the MIT-BIH database agrees with its header's checksums, and so do LUDB's and PTB-XL's.
func TestDatabaseChecksums(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: it reads whole databases")
	}
	for _, db := range []string{"mitdb", "ludb", "ptbxl", "nstdb", "cudb"} {
		dir := testdata.Dir(t, db)
		files, err := filepath.Glob(filepath.Join(dir, "*.hea"))
		require.NoError(t, err)
		var rec ecg.Record
		for i, file := range files {
			if db == "ptbxl" && i%5 != 0 {
				continue
			}
			require.NoError(t, formats.OpenInto(&rec, os.DirFS(dir), filepath.Base(file), false, nil), file)
			for _, w := range rec.Warnings {
				assert.Equal(t, ecg.WarnUncalibrated, w.Code, "%s: %s", file, w.Message)
			}
		}
	}
}

func TestOpenAllocations(t *testing.T) {
	dir := os.DirFS(testdata.Dir(t, "mitdb"))
	var rec ecg.Record
	require.NoError(t, Open(&rec, dir, "101.hea", false, nil))
	allocs := testing.AllocsPerRun(5, func() { _ = Open(&rec, dir, "101.hea", false, nil) })
	assert.Less(t, allocs, 120.0)
}

func BenchmarkDecode212(b *testing.B) {
	dir := testdata.Dir(b, "mitdb")
	data, err := os.ReadFile(filepath.Join(dir, "101.dat"))
	require.NoError(b, err)
	x, y := make([]int32, 650000), make([]int32, 650000)
	g := group{format: 212, width: 2, tracks: []track{{sig: &Signal{PerFrame: 1}, raw: x}, {sig: &Signal{PerFrame: 1}, raw: y}}}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		decodeGroup(&g, data, 650000, nil)
	}
	testdata.ReportCopies(b, b.N, len(x)+len(y))
}

func benchmarkOpen(b *testing.B, db, name string) {
	dir := os.DirFS(testdata.Dir(b, db))
	var rec ecg.Record
	b.ReportAllocs()
	for b.Loop() {
		if err := Open(&rec, dir, name, false, nil); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for i := range rec.Channels {
		n += len(rec.Channels[i].Raw)
	}
	testdata.ReportCopies(b, b.N, n)
}

func BenchmarkOpenMIT(b *testing.B)     { benchmarkOpen(b, "mitdb", "101.hea") }
func BenchmarkOpen12Leads(b *testing.B) { benchmarkOpen(b, "ptbxl", "00001_hr.hea") }
func BenchmarkOpen310(b *testing.B)     { benchmarkOpen(b, "wfdb-samples", "310derive.hea") }
func BenchmarkReadAnnotations(b *testing.B) {
	data, err := os.ReadFile(filepath.Join(testdata.Dir(b, "mitdb"), "101.atr"))
	require.NoError(b, err)
	var f AnnotationFile
	b.ReportAllocs()
	for b.Loop() {
		if err := DecodeAnnotations(&f, data, 360); err != nil {
			b.Fatal(err)
		}
	}
}
