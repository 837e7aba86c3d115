package bench

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/formats/wfdb"
)

// missedResult is a result with n misses a second apart, and as many beats of a wrong class.
func missedResult(record string, n int) RecordResult {
	r := RecordResult{Record: record, Beats: BeatResult{Rate: 100}}
	for i := range n {
		r.Beats.Errors = append(r.Beats.Errors, Mismatch{Sample: int64(100 * i), Kind: KindFN, Ref: "N", Test: "O"},
			Mismatch{Sample: int64(100*i + 50), Kind: KindClass, Ref: "N", Test: "V"})
	}
	return r
}

func TestWorst(t *testing.T) {
	p := &QRSReport{Database: "db", Options: QRSOptions{Lead: "0"},
		Records: []RecordResult{missedResult("few", 2), missedResult("many", 60), missedResult("none", 0), missedResult("some", 20)}}
	count := func(list []WorstCase) map[string]int {
		m := map[string]int{}
		for _, c := range list {
			m[c.Record]++
		}
		return m
	}
	assert.Empty(t, p.Worst(0))
	assert.Equal(t, map[string]int{"many": 1}, count(p.Worst(1)))
	assert.Equal(t, map[string]int{"many": 6, "some": 2}, count(p.Worst(8)))
	list := p.Worst(1000)
	assert.Equal(t, map[string]int{"many": 60, "some": 20, "few": 2}, count(list))
	assert.Equal(t, "many", list[0].Record, "the record with most errors comes first")
	list = p.Worst(4)
	for i := range 2 { // spread over the record
		assert.Greater(t, list[i+1].Seconds-list[i].Seconds, 15.0)
	}
	for _, c := range p.Worst(10, KindClass) {
		assert.Equal(t, KindClass, c.Kind)
	}
	assert.Len(t, p.Worst(1000, KindFN, KindClass), 164)
	c := p.Worst(1)[0]
	assert.Equal(t, "db many lead 0 00:00:30.0 FN: a beat N was missed", c.Title())
	assert.Equal(t, "many_0_3000_fn", c.File())
	assert.Equal(t, 60, c.Of)
	c.Record, c.Lead = "../x/y", "a b/µ"
	assert.Equal(t, "_x_y_a_b___3000_fn", c.File())
}

// worstDatabase writes a record whose reference has beats that are not there, and scores a detector that knows the truth.
func worstDatabase(t *testing.T, lead string) (dir string, report *QRSReport) {
	t.Helper()
	rec, truth, err := ecgtest.Generate(ecgtest.Spec{Duration: 60, Rate: 360, Leads: []ecg.Lead{ecg.LeadMLII, ecg.LeadV1}})
	require.NoError(t, err)
	for i := 9000; i < 9300; i++ { // a gap near an error
		rec.Channels[0].Raw[i] = ecg.Missing
	}
	dir = t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "r1", rec, nil))
	var ref []wfdb.Annotation
	var beats []detect.Beat
	for i, b := range truth.Beats {
		at := int64(b.R.Sample)
		if b.R.Sample < 0 {
			continue
		}
		ref = append(ref, wfdb.Annotation{Sample: at, Code: wfdb.CodeNormal})
		if i%20 == 5 {
			ref = append(ref, wfdb.Annotation{Sample: at + 150, Code: wfdb.CodePVC}) // a miss
		}
		beats = append(beats, detect.Beat{Sample: b.R.Sample, Class: detect.Normal})
		if i%20 == 15 {
			beats = append(beats, detect.Beat{Sample: b.R.Sample + 150, Class: detect.Ventricular}) // a false detection
		}
	}
	var b bytes.Buffer
	require.NoError(t, wfdb.WriteAnnotations(&b, ref, nil))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "r1.atr"), b.Bytes(), 0o600))
	report, err = QRS(context.Background(), dir, QRSOptions{Lead: lead, Beats: BeatOptions{Start: -1, KeepErrors: true},
		Detect: func(float64, [][]float64) ([]detect.Beat, error) { return beats, nil }})
	require.NoError(t, err)
	require.Empty(t, report.Failed)
	return dir, report
}

func TestDrawWorst(t *testing.T) {
	for lead, want := range map[string]struct {
		name string
		rows []string
	}{
		"0":   {"MLII", []string{"MLII", "MLII 5-15 Hz, twice as high"}},
		"V1":  {"V1", []string{"V1", "V1 5-15 Hz, twice as high"}},
		"all": {"all", []string{"MLII", "V1", "MLII 5-15 Hz, twice as high", "V1 5-15 Hz, twice as high"}},
	} {
		dir, report := worstDatabase(t, lead)
		cases := report.Worst(100)
		require.Greater(t, len(cases), 4)
		var files []string
		err := DrawWorst(context.Background(), dir, cases, func(c *WorstCase, d *render.Drawing) error {
			files = append(files, c.File()+".svg")
			assert.Equal(t, want.name, c.Lead)
			var texts []string
			red := 0
			x := math.NaN()
			for _, s := range d.Shapes {
				texts = append(texts, s.Text)
				if s.Layer == render.LayerMarks && s.Kind == render.Segments && s.Color == colorError {
					red++
					x = s.Points[0].X
				}
			}
			assert.Equal(t, len(want.rows), red, "a red line in each row")
			for _, row := range want.rows {
				assert.Contains(t, texts, row)
			}
			assert.Contains(t, texts, c.Title())
			assert.Contains(t, texts, "N")
			marked := false // a mark of the side that has the beat stands at the line
			for _, s := range d.Shapes {
				col := colorReference
				if c.Kind == KindFP {
					col = colorOurs
				}
				marked = marked || s.Kind == render.Label && s.Color == col && math.Abs(s.Points[0].X-x) < 1e-6 && strings.HasPrefix(s.Text, "V")
			}
			assert.True(t, marked, c.Title())
			return render.WriteSVG(&bytes.Buffer{}, d)
		})
		require.NoError(t, err)
		var page bytes.Buffer
		require.NoError(t, WriteWorstIndex(&page, report, cases, files))
		for i := range cases {
			assert.Contains(t, page.String(), cases[i].Title())
			assert.Contains(t, page.String(), `src="`+files[i]+`"`)
		}
	}
}

func TestDrawWorstFails(t *testing.T) {
	dir, report := worstDatabase(t, "0")
	cases := report.Worst(3)
	stop := errors.New("stop")
	err := DrawWorst(context.Background(), dir, cases, func(*WorstCase, *render.Drawing) error { return stop })
	assert.ErrorIs(t, err, stop)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, DrawWorst(ctx, dir, cases, nil), context.Canceled)
	assert.Error(t, DrawWorst(context.Background(), t.TempDir(), cases, nil))
}
