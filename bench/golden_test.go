package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write golden files")

// annotated writes a database of four records at 1000 Hz with test annotations in another folder: beats of all kinds of pairs, runs,
// episodes and an unreadable stretch, and a paced record.
func annotated(t testing.TB) (db, test string) {
	db, test = filepath.Join(t.TempDir(), "four"), t.TempDir()
	require.NoError(t, os.Mkdir(db, 0o777))
	for name, lists := range map[string][2][]wfdb.Annotation{
		"s1": {everySecond(t, "NNNNVNNNAN"), everySecond(t, "NNNNVNN.NN")},
		"s2": {everySecond(t, "NNVV"+strings.Repeat("N", 16)), everySecond(t, "NNV"+strings.Repeat("N", 15)+"VN")},
		"s3": {
			rhythmMarks(t, "1000:N 2000:V 3000:V 4000:V 5000:N 6000:A 7000:A 8000:F 9000:N 10000:(AFIB 10100:N 10900:N 11500:N 12400:(N 12500:N 13000:Q 14000:[ 18000:] 19000:N"),
			rhythmMarks(t, "1000:N 2010:V 2990:V 4000:N 5000:N 6000:A 7000:N 8000:V 9000:N 10000:(AFIB 10100:N 10900:S 11400:(N 11500:N 12500:N 13000:N 13500:N 14500:[ 17000:] 19000:~30 21000:~0"),
		},
		"p1": {everySecond(t, strings.Repeat("/", 20)+"N"), everySecond(t, strings.Repeat("N", 18)+".NV")},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(db, name+".hea"), []byte(name+" 1 1000 22000\nx.dat 16 200 16 0 0 0 0 II\n"), 0o600))
		writeAnnotations(t, filepath.Join(db, name+".atr"), lists[0])
		writeAnnotations(t, filepath.Join(test, name+".qrs"), lists[1])
	}
	return db, test
}

func annotatedReport(t testing.TB) *QRSReport {
	db, test := annotated(t)
	r, err := QRS(context.Background(), db, QRSOptions{AnnDir: test, Beats: BeatOptions{Start: -1}, Runs: true, AF: true, VF: true, ST: true, HR: true})
	require.NoError(t, err)
	require.Empty(t, r.Failed)
	r.Options.AnnDir = "test"
	return r
}

func golden(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, b.Bytes(), 0o666))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, strings.ReplaceAll(string(want), "\r\n", "\n"), b.String(), name)
}

func TestReportGolden(t *testing.T) {
	r := annotatedReport(t)
	golden(t, "report.txt", func(w io.Writer) error { return r.Text(w, TextOptions{}) })
	golden(t, "report-full.txt", func(w io.Writer) error { return r.Text(w, TextOptions{Matrix: MatrixFull}) })
	golden(t, "report.md", func(w io.Writer) error { return r.Markdown(w, TextOptions{Matrix: MatrixNone}) })
	golden(t, "summary.md", func(w io.Writer) error { return r.Markdown(w, TextOptions{SummaryOnly: true}) })
	golden(t, "ec57.txt", func(w io.Writer) error { return r.EC57(w, EC57Options{Matrix: MatrixCondensed}) })
	golden(t, "ec57-l.txt", func(w io.Writer) error { return r.EC57(w, EC57Options{MergeSVEB: true}) })
	golden(t, "report.json", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(r)
	})
}

// The three records of the worked example of the summary program, in both line formats.
func TestEC57Summaries(t *testing.T) {
	db, test := annotated(t)
	for _, s3 := range []string{db + "/s3.atr", test + "/s3.qrs"} {
		writeAnnotations(t, filepath.FromSlash(s3), everySecond(t, "NNNN"))
	}
	r, err := QRS(context.Background(), db, QRSOptions{AnnDir: test, Records: []string{"s1", "s2", "s3"}, Beats: BeatOptions{Start: -1}})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.EC57(&b, EC57Options{}))
	line := func(prefix string) []string {
		for _, l := range strings.Split(b.String(), "\n") {
			if strings.HasPrefix(l, prefix) {
				return strings.Fields(strings.TrimPrefix(l, prefix))
			}
		}
		require.Fail(t, "no line", prefix)
		return nil
	}
	assert.Equal(t, strings.Fields("28 1 1 0 0 0 0 0 0 0 1 0 2 0 0 1 0 0 0"), line("Sum, all 3"))
	assert.Equal(t, strings.Fields("97.06 100.00 66.67 66.67 0.00 - -"), line("Gross"))
	assert.Equal(t, strings.Fields("96.67 100.00 75.00 75.00 0.00 - 157.13"), line("Average"))
	assert.Contains(t, b.String(), "Total QRS complexes, all 3: 34; VEBs: 3; SVEBs: 1")
	b.Reset()
	require.NoError(t, r.EC57(&b, EC57Options{MergeSVEB: true}))
	assert.Equal(t, strings.Fields("97.06 100.00 66.67 66.67 3.333"), line("Gross"))
	assert.Equal(t, strings.Fields("96.67 100.00 75.00 75.00 1.852"), line("Average"))
}

// Merging the matrix is merging the classes.
func TestMergeSVEB(t *testing.T) {
	ref, test := everySecond(t, "NASVFQNNAVSN"), everySecond(t, "ANSSAFVVNA.S")
	separate := CompareBeats(ref, test, 1000, 60000, BeatOptions{Start: -1})
	merged := CompareBeats(ref, test, 1000, 60000, BeatOptions{Start: -1, MergeSVEB: true})
	assert.Equal(t, merged.Matrix, separate.Matrix.MergeSVEB())
}

// A report of many goroutines is that of one.
func TestQRSDeterministic(t *testing.T) {
	db, test := annotated(t)
	var first []byte
	for _, workers := range []int{1, 2, 5, 3} {
		r, err := QRS(context.Background(), db, QRSOptions{AnnDir: test, Workers: workers, Beats: BeatOptions{Start: -1}, Runs: true, HR: true})
		require.NoError(t, err)
		b, err := json.Marshal(r)
		require.NoError(t, err)
		if first == nil {
			first = b
		}
		require.JSONEq(t, string(first), string(b))
	}
}
