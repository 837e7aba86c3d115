package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// irregular is as irregular an RR interval as a hash makes it, in seconds.
func irregular(i int) float64 {
	n := int64(i) // squares overflow 32 bits
	return 0.4 + float64((n*7919+n*n*104729)%613)/1000
}

// intervalDatabase writes a record that fibrillates from 400 s to 800 s, one without reference and one that is damaged.
func intervalDatabase(t testing.TB) string {
	dir := t.TempDir()
	var rr strings.Builder
	at := 0
	for i := 0; at < 1200*250; i++ {
		s := 0.8 + 0.01*float64(i%3)
		if at >= 400*250 && at < 800*250 {
			s = irregular(i)
		}
		n := int(math.Round(s * 250))
		fmt.Fprintf(&rr, "%d\t%.3f\t%d\n", at, float64(n)/250, at+n)
		at += n
	}
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("qrs1.txt", rr.String())
	write("atr1.txt", "Elapsed time  Sample #  Type  Sub Chan  Num\tAux\n 0:00.1 25 + 0 0 0\t(N\n 6:40 100000 + 0 0 0\t(AFIB\n 13:20 200000 + 0 0 0\t(N\n")
	write("qrs2.txt", rr.String())
	write("qrs3.txt", "0 0.8 200\nnonsense\n")
	write("atr3.txt", "x\n")
	return dir
}

func TestAFIntervals(t *testing.T) {
	var steps []string
	p, err := AF(context.Background(), intervalDatabase(t), AFOptions{Progress: func(_, _ int, name string) { steps = append(steps, name) }})
	require.NoError(t, err)
	assert.Equal(t, AFIntervals, p.Source)
	assert.Equal(t, []string{"1", "2", "3"}, steps)
	assert.Equal(t, []string{"2"}, p.Skipped)
	require.Len(t, p.Failed, 1)
	assert.ErrorIs(t, p.Failed[0].Err, formats.ErrCorrupt)
	require.Len(t, p.Records, 1)
	r := p.Records[0]
	assert.InDelta(t, 400, r.Ref, 1e-9)
	assert.InDelta(t, 900, r.Scored, 1)
	assert.Greater(t, float64(r.Se), 90.0)
	assert.Greater(t, float64(r.Sp), 90.0)
	d := r.Durations
	assert.InDelta(t, r.Scored, d.TP+d.FN+d.FP+d.TN, 1e-6)
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, p.All.Episodes.MatchCounts)
	assert.InDelta(t, float64(r.Se), float64(p.All.Se.Value), 1e-9)

	var text, md bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "without reference: 2")
	assert.Contains(t, text.String(), "6:40.000")
	require.NoError(t, p.Markdown(&md, TextOptions{SummaryOnly: true}))
	assert.NotContains(t, md.String(), "\n| 1 |")
	b, err := json.Marshal(p)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"duration_se":{"value":`)
}

// Flutter that is called fibrillation counts neither way when asked for.
func TestAFExcludeFlutter(t *testing.T) {
	e := CompareEpisodes(rhythmMarks(t, "1000:(AFL 31000:(N"), rhythmMarks(t, "1000:(AFIB 41000:(N"), AFEpisodes, 1000, 101000,
		EpisodeOptions{Start: -1, ExcludeFlutter: true})
	assert.Equal(t, Durations{FP: 10, TN: 61}, e.durations())
}

func TestAFSignals(t *testing.T) {
	dir := t.TempDir()
	for name, rhythm := range map[string]ecgtest.Rhythm{"1": ecgtest.AFib, "2": ecgtest.Sinus} {
		rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Rhythm: rhythm, Seed: 3, Duration: 200, Rate: testRate, Leads: []ecg.Lead{ecg.LeadII}})
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
	}
	writeAnnotations(t, filepath.Join(dir, "1.atr"), rhythmMarks(t, "50:(AFIB 40000:(N"))
	writeAnnotations(t, filepath.Join(dir, "2.atr"), rhythmMarks(t, "50:(N"))
	p, err := AF(context.Background(), dir, AFOptions{Episodes: EpisodeOptions{Start: -1}})
	require.NoError(t, err)
	assert.Equal(t, AFSignals, p.Source)
	require.Len(t, p.Records, 2)
	assert.InDelta(t, 200, p.Records[0].Scored, 1e-9)
	assert.Greater(t, float64(p.Records[0].Se), 95.0)
	assert.InDelta(t, 40, p.Records[0].Durations.FP, 2, "the part that the reference calls normal")
	assert.Equal(t, 100.0, float64(p.Records[1].Sp))
	assert.Equal(t, 2, p.Unpaced.Records)
}

func TestAFStrips(t *testing.T) {
	dir := t.TempDir()
	strip := func(name string, rhythm ecgtest.Rhythm) {
		rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Rhythm: rhythm, Seed: 3, Duration: 30})
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
	}
	strip("a", ecgtest.AFib)
	strip("b", ecgtest.Sinus)
	strip("c", ecgtest.Sinus)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "d.hea"), []byte("d x\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "REFERENCE-v3.csv"), []byte("a,A\nb,N\nc,A\nd,N\nabsent,N\n"), 0o600))
	p, err := AF(context.Background(), dir, AFOptions{Workers: 2})
	require.NoError(t, err)
	require.NotNil(t, p.Strips)
	s := p.Strips
	assert.Equal(t, []StripLabel{{"A", 2, 1}, {"N", 1, 0}}, s.Labels)
	assert.Equal(t, []StripError{{"c", "A", false}}, s.Wrong)
	assert.Equal(t, 50.0, float64(s.Se.Value))
	assert.Equal(t, 100.0, float64(s.PPV.Value))
	require.Len(t, p.Failed, 1)
	var text bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "66.67")

	require.NoError(t, os.WriteFile(filepath.Join(dir, "REFERENCE-v3.csv"), []byte("a\n"), 0o600))
	_, err = AF(context.Background(), dir, AFOptions{})
	assert.ErrorContains(t, err, "line 1")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "REFERENCE-v3.csv"), []byte("zz,A\n"), 0o600))
	_, err = AF(context.Background(), dir, AFOptions{})
	assert.ErrorIs(t, err, ErrNoRecords)
}

func TestAFErrors(t *testing.T) {
	_, err := AF(context.Background(), filepath.Join(t.TempDir(), "absent"), AFOptions{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = AF(context.Background(), t.TempDir(), AFOptions{})
	assert.ErrorIs(t, err, ErrNoRecords)
}

// Intervals of the 13 long records, as they were measured when the rhythm detector was chosen.
func TestAFDatabase(t *testing.T) {
	p, err := AF(context.Background(), testdata.Dir(t, "afdb"), AFOptions{})
	require.NoError(t, err)
	assert.Len(t, p.Records, 13)
	assert.Greater(t, float64(p.All.Se.Value), 95.0)
	assert.Greater(t, float64(p.All.Sp.Value), 95.0)
	assert.Greater(t, float64(p.All.PPV.Value), 95.0)
}
