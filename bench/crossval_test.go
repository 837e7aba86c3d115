package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tunable finds spikes of at least values[0] µV and leaves out those within values[1] samples of the one before.
func tunable(values []float64) (DetectFunc, error) {
	if values[0] < 0 {
		return nil, errors.New("negative threshold")
	}
	return func(_ float64, leads [][]float64) ([]detect.Beat, error) {
		var out []detect.Beat
		last := -1 << 20
		for i, v := range leads[0] {
			if v >= values[0] && i-last > int(values[1]) {
				out = append(out, detect.Beat{Sample: i, Class: detect.Normal})
				last = i
			}
		}
		return out, nil
	}, nil
}

// tunableDatabase has six records with beats of 1000 µV, artefacts of 400 µV and echoes 40 samples after each beat. The last record's
// artefacts are of 800 µV.
func tunableDatabase(t testing.TB) string {
	dir := t.TempDir()
	for k := range 6 {
		name := fmt.Sprint(k + 1)
		beats := []int{300, 500, 700, 900, 1100 + k}
		rec := spikes(6, []string{"II"}, beats)
		artefact := int32(80) // of 5 µV
		if k == 5 {
			artefact = 160
		}
		for _, b := range beats {
			rec.Channels[0].Raw[b-100] = artefact
			rec.Channels[0].Raw[b+40] = 200
		}
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
		writeAnnotations(t, filepath.Join(dir, name+".atr"), annotations(wfdb.CodeNormal, beats...))
	}
	return dir
}

func tunableOptions() CVOptions {
	return CVOptions{
		Folds: 3, New: tunable, QRS: QRSOptions{Beats: BeatOptions{Start: -1}},
		Parameters: []Parameter{{"threshold", 100, []float64{500, 900, 1100}}, {"refractory", 0, []float64{25, 50}}},
	}
}

func TestCrossValidate(t *testing.T) {
	o := tunableOptions()
	sets := 0
	o.QRS.Progress = func(done, total int, set string) {
		assert.Equal(t, sets, done)
		assert.Contains(t, set, "threshold=")
		sets++
	}
	r, err := CrossValidate(context.Background(), tunableDatabase(t), o)
	require.NoError(t, err)
	require.Len(t, r.Folds, 3)
	assert.Equal(t, []string{"1", "4"}, r.Folds[0].Records)
	assert.Equal(t, []string{"3", "6"}, r.Folds[2].Records)
	assert.Equal(t, []float64{900, 50}, r.Folds[0].Values)
	assert.Equal(t, []float64{500, 50}, r.Folds[2].Values, "nothing on the other records asks for more than 500")
	assert.Equal(t, Counts{TP: 10, FP: 5}, r.Folds[2].Test.QRS)
	assert.Equal(t, []float64{900, 50}, r.Values)
	assert.Equal(t, Counts{TP: 30}, r.Resubstitution.QRS)
	assert.Equal(t, Counts{TP: 30, FP: 5}, r.Pooled.QRS)
	assert.Equal(t, Counts{TP: 30, FP: 60}, r.Default.QRS)
	assert.Equal(t, sets, r.Evaluations)
	assert.Less(t, sets, 12, "no set of values is scored twice")

	var text, md bytes.Buffer
	require.NoError(t, r.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "3: 3 6")
	assert.Contains(t, text.String(), "cross-validated")
	require.NoError(t, r.Markdown(&md, TextOptions{SummaryOnly: true}))
	assert.NotContains(t, md.String(), "chosen values")
	b, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"pooled":{"qrs":{"tp":30,"fn":0,"fp":5}`)
}

func TestCrossValidateErrors(t *testing.T) {
	dir := tunableDatabase(t)
	for _, folds := range []int{0, 1, 7} {
		o := tunableOptions()
		o.Folds = folds
		_, err := CrossValidate(context.Background(), dir, o)
		assert.ErrorContains(t, err, "parts")
	}
	_, err := CrossValidate(context.Background(), dir, CVOptions{Folds: 2})
	assert.Error(t, err)
	o := tunableOptions()
	o.Parameters[0].Grid = []float64{-1}
	_, err = CrossValidate(context.Background(), dir, o)
	assert.ErrorContains(t, err, "negative threshold")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = CrossValidate(ctx, dir, tunableOptions())
	assert.ErrorIs(t, err, context.Canceled)
	_, err = CrossValidate(context.Background(), t.TempDir(), tunableOptions())
	assert.ErrorIs(t, err, ErrNoRecords)
}

func TestCandidates(t *testing.T) {
	assert.Equal(t, []float64{3, 2, 4, 1, 9}, candidates(Parameter{Default: 3, Grid: []float64{1, 2, 4, 9}}))
	assert.Equal(t, []float64{2, 1}, candidates(Parameter{Default: 2, Grid: []float64{1, 2}}))
}
