package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const testRate = 250.0

// spikes makes a record of seconds whose leads have a spike at each beat.
func spikes(seconds int, leads []string, beats []int) *ecg.Record {
	rec := new(ecg.Record)
	for k, name := range leads {
		c := rec.AddChannel()
		*c = ecg.Channel{Label: name, Lead: ecg.ParseLead(name), Rate: testRate, Scale: 5, Unit: ecg.UnitMicrovolt}
		c.Raw = make([]int32, seconds*testRate)
		for _, b := range beats {
			c.Raw[b] = int32(200 + k)
		}
	}
	return rec
}

// spikeDetector finds the spikes of the first lead and calls those of 1010 µV, the third lead's, ventricular.
func spikeDetector(rate float64, leads [][]float64) ([]detect.Beat, error) {
	if rate != testRate {
		return nil, errors.New("rate")
	}
	var out []detect.Beat
	for i, v := range leads[0] {
		if v >= 1000 {
			class := detect.Normal
			if v == 1010 {
				class = detect.Ventricular
			}
			out = append(out, detect.Beat{Sample: i, Class: class})
		}
	}
	return out, nil
}

func writeAnnotations(t testing.TB, file string, list []wfdb.Annotation) {
	var b bytes.Buffer
	require.NoError(t, wfdb.WriteAnnotations(&b, list, nil))
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
}

func annotations(code byte, at ...int) []wfdb.Annotation {
	var out []wfdb.Annotation
	for _, s := range at {
		out = append(out, wfdb.Annotation{Sample: int64(s), Code: code})
	}
	return out
}

// database writes three records: "1" with five beats, "2" paced, "10" without reference.
func database(t testing.TB) string {
	dir := t.TempDir()
	for i, name := range []string{"1", "2", "10"} {
		beats := []int{300, 500, 700 + i, 900, 1100}
		require.NoError(t, wfdb.WriteDir(dir, name, spikes(6, []string{"MLII", "V1", "V2"}, beats), nil))
	}
	writeAnnotations(t, filepath.Join(dir, "1.atr"), annotations(wfdb.CodeNormal, 300, 510, 700, 900, 1000, 1100))
	writeAnnotations(t, filepath.Join(dir, "2.atr"), annotations(wfdb.CodePace, 300, 500, 700, 900, 1100))
	return dir
}

func TestQRS(t *testing.T) {
	dir := database(t)
	var progress []string
	opt := QRSOptions{Detect: spikeDetector, Beats: BeatOptions{Start: -1}, Progress: func(done, total int, record string) {
		progress = append(progress, record+strconv.Itoa(total-done))
	}}
	r, err := QRS(context.Background(), dir, opt)
	require.NoError(t, err)
	assert.Equal(t, []string{"13", "22", "101"}, progress)
	assert.Equal(t, []string{"10"}, r.Skipped)
	assert.Empty(t, r.Failed)
	require.Len(t, r.Records, 2)
	assert.Equal(t, Counts{TP: 5, FN: 1}, r.Records[0].QRS)
	assert.Equal(t, Counts{TP: 5}, r.Records[1].QRS)
	assert.True(t, r.Records[1].Paced)
	assert.Equal(t, 2, r.All.Records)
	assert.Equal(t, Counts{TP: 10, FN: 1}, r.All.QRS)
	assert.Equal(t, Counts{TP: 5, FN: 1}, r.Unpaced.QRS)
	assert.True(t, r.Classes)
	assert.False(t, r.ByLead)

	var text bytes.Buffer
	require.NoError(t, r.Text(&text, TextOptions{}))
	for _, want := range []string{"whole records", "\n2 p ", "gross, all 2", "average, unpaced 1", "without reference annotations: 10", "90.91"} {
		assert.Contains(t, text.String(), want)
	}

	b, err := json.Marshal(r)
	require.NoError(t, err)
	var back map[string]any
	require.NoError(t, json.Unmarshal(b, &back))
	assert.InDelta(t, 90.909, back["all"].(map[string]any)["gross"].(map[string]any)["qrs_se"], 1e-9)
	assert.Nil(t, back["all"].(map[string]any)["gross"].(map[string]any)["veb_se"])
}

func TestQRSLeads(t *testing.T) {
	dir := database(t)
	opt := QRSOptions{Detect: spikeDetector, Beats: BeatOptions{Start: -1}, Records: []string{"1"}, Lead: LeadEach}
	r, err := QRS(context.Background(), dir, opt)
	require.NoError(t, err)
	require.Len(t, r.Records, 3)
	assert.Equal(t, []string{"mlii", "v1", "v2"}, []string{r.Records[0].Lead, r.Records[1].Lead, r.Records[2].Lead})
	assert.Len(t, r.Leads, 3)
	var text bytes.Buffer
	require.NoError(t, r.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "V FPR")
	assert.Contains(t, text.String(), "lead v2")

	for _, lead := range []string{"2", "V2", "v2"} {
		opt.Lead = lead
		r, err = QRS(context.Background(), dir, opt)
		require.NoError(t, err)
		assert.Equal(t, 5, r.All.Matrix[N][V], lead)
	}
	for _, lead := range []string{"3", "aVR", "1.5"} {
		opt.Lead = lead
		r, err = QRS(context.Background(), dir, opt)
		require.NoError(t, err)
		require.Len(t, r.Failed, 1, lead)
		assert.Equal(t, "1", r.Failed[0].Record)
	}
}

func TestQRSByLead(t *testing.T) {
	dir := t.TempDir()
	beats := []int{100, 300, 500, 700, 900, 1100, 1300}
	require.NoError(t, wfdb.WriteDir(dir, "1", spikes(6, []string{"i", "avr"}, beats), nil))
	// The first and last beats are not annotated, and one in the middle of lead avr is missing.
	writeAnnotations(t, filepath.Join(dir, "1.i"), annotations(wfdb.CodeNormal, 500, 700, 910))
	writeAnnotations(t, filepath.Join(dir, "1.avr"), annotations(wfdb.CodeNormal, 500, 905))
	r, err := QRS(context.Background(), dir, QRSOptions{Detect: spikeDetector})
	require.NoError(t, err)
	assert.True(t, r.ByLead)
	require.Len(t, r.Leads, 2)
	assert.Equal(t, Counts{TP: 3}, r.Leads[0].QRS)
	assert.Equal(t, Counts{TP: 2, FP: 1}, r.Leads[1].QRS)
	var text bytes.Buffer
	require.NoError(t, r.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "annotated span")

	r, err = QRS(context.Background(), dir, QRSOptions{Detect: spikeDetector, Lead: "aVR"})
	require.NoError(t, err)
	assert.Equal(t, Counts{TP: 2, FP: 1}, r.All.QRS)
}

func TestQRSAnnotationFiles(t *testing.T) {
	dir, out := database(t), t.TempDir()
	writeAnnotations(t, filepath.Join(out, "1.qrs"), annotations(wfdb.CodeNormal, 302, 512, 702))
	writeAnnotations(t, filepath.Join(out, "1.v1"), annotations(wfdb.CodeNormal, 302))
	opt := QRSOptions{AnnDir: out, Beats: BeatOptions{Start: -1}}
	r, err := QRS(context.Background(), dir, opt)
	require.NoError(t, err)
	assert.Equal(t, Counts{TP: 3, FN: 3}, r.All.QRS)
	require.Len(t, r.Failed, 1, "record 2 has no file")
	assert.ErrorIs(t, r.Failed[0].Err, os.ErrNotExist)

	opt.Lead, opt.Records = LeadEach, []string{"1"}
	r, err = QRS(context.Background(), dir, opt)
	require.NoError(t, err)
	assert.Equal(t, Counts{TP: 1, FN: 5}, r.Leads[1].QRS, "the lead's own file is taken")
	assert.Equal(t, Counts{TP: 3, FN: 3}, r.Leads[0].QRS)
}

func TestQRSErrors(t *testing.T) {
	_, err := QRS(context.Background(), t.TempDir(), QRSOptions{})
	assert.ErrorIs(t, err, ErrNoRecords)
	_, err = QRS(context.Background(), filepath.Join(t.TempDir(), "absent"), QRSOptions{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = QRS(context.Background(), t.TempDir(), QRSOptions{Detector: "magic"})
	assert.ErrorContains(t, err, "pantompkins")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = QRS(ctx, database(t), QRSOptions{})
	assert.ErrorIs(t, err, context.Canceled)

	dir := database(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "2.hea"), []byte("2 x\n"), 0o600))
	r, err := QRS(context.Background(), dir, QRSOptions{Detect: spikeDetector})
	require.NoError(t, err)
	require.Len(t, r.Failed, 1)
	assert.Equal(t, "corrupt", r.Failed[0].Reason)
}

// The reference scored against itself: every beat matches, and the numbers of beats are those of EC57's rules.
func TestQRSReferenceAgainstItself(t *testing.T) {
	dir := testdata.Dir(t, "mitdb")
	r, err := QRS(context.Background(), dir, QRSOptions{AnnDir: dir, Annotator: "atr"})
	require.NoError(t, err)
	require.Empty(t, r.Failed)
	var paced []string
	for _, rec := range r.Records {
		if rec.Paced {
			paced = append(paced, rec.Record)
		}
		assert.Zero(t, rec.QRS.FN+rec.QRS.FP, rec.Record)
	}
	assert.Equal(t, "102 104 107 217", strings.Join(paced, " "))
	assert.Equal(t, 100.0, float64(r.All.Gross.Se))
	assert.Equal(t, 100.0, float64(r.Unpaced.Gross.SVEBPPV))
	// Beats at or after 5:00, counted independently.
	want := 0
	for _, rec := range r.Records {
		list, err := wfdb.OpenAnnotations(os.DirFS(dir), rec.Record+".atr", 360)
		require.NoError(t, err)
		for _, a := range list {
			if a.Sample >= 300*360 && wfdb.IsBeat(a.Code) {
				want++
			}
		}
	}
	assert.Equal(t, want, r.All.Beats)
}

// The named detectors find nearly every beat of clean records.
func TestQRSDetectors(t *testing.T) {
	dir := testdata.Dir(t, "mitdb")
	for _, name := range engine.Detectors() {
		r, err := QRS(context.Background(), dir, QRSOptions{Detector: name, Lead: "0", Records: []string{"112", "115"}})
		require.NoError(t, err)
		assert.Greater(t, float64(r.All.Gross.Se), 99.0, name)
		assert.Greater(t, float64(r.All.Gross.PPV), 99.0, name)
	}
}
