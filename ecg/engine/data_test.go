package engine_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// Every record of the annotated 12-lead databases is analysed without a failure.
func TestDatabasesHaveNoFailure(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("long: left out under the race detector and with -short")
	}
	for _, db := range []string{"ludb", "ptbxl"} {
		dir := testdata.Dir(t, db)
		n := 0
		items := func(yield func(engine.Item, error) bool) {
			fsys := os.DirFS(dir)
			_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
				if err == nil && strings.HasSuffix(p, ".hea") && !yield(engine.Item{Name: p, FS: fsys, Path: p}, nil) {
					return fs.SkipAll
				}
				return err
			})
		}
		err := engine.Run(context.Background(), items, engine.RunOptions{}, func(r *engine.Result) error {
			n++
			assert.NoError(t, r.Err, r.Input)
			if r.Err == nil {
				assert.NotEmpty(t, r.Report.Beats, r.Input)
				_, err := json.Marshal(r)
				assert.NoError(t, err, r.Input)
			}
			return nil
		})
		require.NoError(t, err)
		assert.Greater(t, n, 50, db)
	}
}

// One ECG, written in three formats by other people's programs, reads the same.
func TestThreeFormatsSameSamples(t *testing.T) {
	dir := testdata.Dir(t, "formats")
	var want map[string]string
	for _, file := range []string{"scp/ecgtoolkit_Example.scp", "dicom/ecgtoolkit_Example.dcm", "aecg/ecgtoolkit_Example.xml"} {
		rec, err := formats.Decode(codectest.Read(t, filepath.Join(dir, file)), nil)
		require.NoError(t, err, file)
		rec.DeriveLimbLeads()
		got := make(map[string]string)
		for i := range rec.Channels {
			c := &rec.Channels[i]
			if !c.Derived {
				got[c.Lead.String()] = codectest.Digest(c.Microvolts(nil))
			}
		}
		if want == nil {
			want = got
			continue
		}
		for lead, sum := range got {
			if w, ok := want[lead]; ok {
				assert.Equal(t, w, sum, "%s lead %s", file, lead)
			}
		}
		assert.GreaterOrEqual(t, len(got), 8, file)
	}
}
