package engine_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
)

// VF is stated where there is VF, flutter or torsades, and in no other preset.
func TestFibrillationOfPresets(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	for _, name := range ecgtest.Presets() {
		spec := preset(t, name)
		if spec.Noise.WhiteUV == 0 {
			spec.Noise.WhiteUV = 3 // no recorder is without
		}
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		res := engine.NewResult()
		require.NoError(t, a.AnalyzeRecord(res, rec), name)
		switch spec.Rhythm {
		case ecgtest.VF, ecgtest.VFlutter, ecgtest.Torsades:
			vf := res.Find("VF")
			require.NotNil(t, vf, name)
			assert.Equal(t, classify.Critical, vf.Severity)
			assert.Equal(t, "red", res.Priority.Level, name)
			assert.NotEmpty(t, res.Critical, name)
			assert.Empty(t, res.Report.Beats, name)
			var out struct {
				Segments []struct {
					Start float64 `json:"start_ms"`
					End   float64 `json:"end_ms"`
					Kind  string  `json:"kind"`
				} `json:"segments"`
			}
			data, err := json.Marshal(res)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(data, &out))
			require.Len(t, out.Segments, 1, name)
			assert.Equal(t, "vf", out.Segments[0].Kind)
			assert.Equal(t, 0.0, out.Segments[0].Start, name)
			assert.Equal(t, 10000.0, out.Segments[0].End, name)
		case ecgtest.Asystole:
			require.Len(t, res.Report.Segments, 1)
			assert.Equal(t, detect.Asystole, res.Report.Segments[0].Kind)
			assert.False(t, res.HasAny("VF", "PAUSE"), "there may be no patient")
		default:
			assert.False(t, res.Has("VF"), name)
			assert.Empty(t, res.Report.Segments, name)
			assert.NotEmpty(t, res.Report.Beats, name)
		}
	}
}

// A minute with fibrillation and asystole: beats before and after, none within, and the time between them is no pause where the
// heart fibrillated.
func TestBeatsAroundSegments(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	for _, c := range []struct {
		rhythm ecgtest.Rhythm
		code   string
		kind   detect.SegmentKind
	}{{ecgtest.VF, "VF", detect.VF}, {ecgtest.Asystole, "PAUSE", detect.Asystole}} {
		rec, truth, err := ecgtest.Generate(ecgtest.Spec{Duration: 60, Seed: 3, Noise: ecgtest.Noise{WhiteUV: 5},
			Episodes: []ecgtest.Episode{{Start: 20, End: 40, Rhythm: c.rhythm}}})
		require.NoError(t, err)
		res := engine.NewResult()
		require.NoError(t, a.AnalyzeRecord(res, rec))
		require.Len(t, res.Report.Segments, 1)
		g := res.Report.Segments[0]
		assert.Equal(t, c.kind, g.Kind)
		outside := 0
		for _, b := range res.Report.Beats {
			assert.False(t, b.Sample >= g.Start && b.Sample < g.End)
			if b.Sample < 20*500 || b.Sample >= 40*500 {
				outside++
			}
		}
		assert.InDelta(t, len(truth.Beats), outside, 1)
		assert.True(t, res.Has(c.code))
		assert.Equal(t, c.code == "PAUSE", res.Report.RR.Max > 5000, "%v", res.Report.RR.Max)
	}
}

// None of these recordings has fibrillation or asystole: on all leads jointly none is found.
func TestNoFalseFibrillation(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("ten hours of ECG take too long here")
	}
	s := new(detect.Segmenter)
	hours, noisy := 0.0, 0.0
	for _, db := range []string{"cinc2017", "ptbxl", "ptbdb", "formats"} {
		dir := testdata.Dir(t, db)
		require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !recording(path) {
				return err
			}
			rec, err := formats.Open(os.DirFS(filepath.Dir(path)), filepath.Base(path), nil)
			if err != nil || !(rec.Rate() >= 50) {
				return nil
			}
			var leads [][]float64
			n := 0
			for i := range rec.Channels {
				if c := &rec.Channels[i]; engine.IsECG(c) && c.Rate == rec.Rate() {
					leads = append(leads, c.Microvolts(nil))
					n = max(n, len(leads[len(leads)-1]))
				}
			}
			hours += float64(n) / rec.Rate() / 3600
			require.NoError(t, s.Reset(rec.Rate(), len(leads)))
			for _, g := range s.Segments(nil, leads) {
				assert.NotEqual(t, detect.VF, g.Kind, "%s %+v", path, g)
				assert.NotEqual(t, detect.Asystole, g.Kind, "%s %+v", path, g)
				if g.Kind == detect.Noise {
					noisy += float64(g.End-g.Start) / rec.Rate()
				}
			}
			return nil
		}))
	}
	t.Logf("%.1f hours, of which %.0f s are noise", hours, noisy)
	assert.Less(t, noisy, 60.0)
}

func recording(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".hea", ".scp", ".dcm", ".xml":
		return true
	}
	return false
}
