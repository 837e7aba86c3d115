package engine

import (
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	_ "github.com/goecg/goecg/formats/wfdb/flac"
	"github.com/goecg/goecg/internal/testdata"
)

// readBlocks puts the blocks of the leads that lead selects together.
func readBlocks(t *testing.T, fsys fs.FS, name, lead string, frames int) ([][]float64, float64, error) {
	t.Helper()
	r, err := wfdb.NewReader(fsys, name, nil)
	require.NoError(t, err)
	defer r.Close()
	l, err := NewLeadReader(r, lead)
	if err != nil {
		return nil, 0, err
	}
	if frames > 0 {
		l.block = frames
	}
	out := make([][]float64, l.Leads())
	for {
		block, err := l.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		require.Len(t, block, len(out))
		require.NotEmpty(t, block[0])
		for i, x := range block {
			require.Len(t, x, len(block[0]))
			out[i] = append(out[i], x...)
		}
	}
	_, err = l.Next()
	assert.Equal(t, io.EOF, err)
	return out, l.Rate(), nil
}

// wholeLeads gives the same of a record in memory.
func wholeLeads(t *testing.T, fsys fs.FS, name, lead string) ([][]float64, float64, error) {
	t.Helper()
	rec, err := formats.Open(fsys, name, nil)
	require.NoError(t, err)
	p, err := newPreparer("")
	require.NoError(t, err)
	if err := p.load(rec); err != nil {
		return nil, 0, err
	}
	if err := p.choose(lead); err != nil {
		return nil, 0, err
	}
	return p.chosen, p.grid.rate, nil
}

// sameLeads compares leads, which may be longer by missing samples. Of each lead a part of the samples, those beside
// gaps of leads that were resampled, may differ.
func sameLeads(t *testing.T, want, got [][]float64, part float64, name string) {
	t.Helper()
	require.Len(t, got, len(want), name)
	for k := range want {
		differ := 0
		require.GreaterOrEqual(t, len(got[k]), len(want[k]), name)
		for i, v := range got[k] {
			w := math.NaN()
			if i < len(want[k]) {
				w = want[k][i]
			}
			if math.IsNaN(v) != math.IsNaN(w) {
				require.Fail(t, "missing", "%s: lead %d, sample %d: %g, not %g", name, k, i, v, w)
			}
			if math.Abs(v-w) > 1e-6 {
				differ++
			}
		}
		assert.LessOrEqual(t, float64(differ), part*float64(len(want[k])), "%s: lead %d", name, k)
	}
}

// mixedRecord has leads of three rates, one that begins late and one that ends early, a gap, and a signal that is no ECG.
func mixedRecord(seconds int) *ecg.Record {
	rng := rand.New(rand.NewPCG(1, 2))
	rec := &ecg.Record{}
	for k, rate := range []float64{250, 500, 125, 500, 250} {
		c := rec.AddChannel()
		c.Label = []string{"II", "V1", "V5", "V2", "RESP"}[k]
		c.Lead, c.Unit = ecg.ParseLead(c.Label), ecg.UnitMicrovolt
		c.Rate, c.Scale = rate, 2.5
		n := seconds * int(rate)
		if k == 3 {
			n -= int(2.5 * rate)
		}
		for i := range n {
			s := float64(i) / rate
			c.Raw = append(c.Raw, int32(300*math.Sin(2*math.Pi*7*s)+200*math.Sin(2*math.Pi*1.3*s+float64(k))+10*rng.NormFloat64()))
			if s > 8 && s < 9 && k == 2 {
				c.Raw[i] = ecg.Missing
			}
		}
		if k == 1 {
			for i := range 700 {
				c.Raw[i] = ecg.Missing
			}
		}
	}
	return rec
}

func TestLeadReaderOfMixedRates(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "mixed", mixedRecord(30), nil))
	fsys := os.DirFS(dir)
	for _, lead := range []string{"all", "", "II", "v5", "2", "3"} {
		want, rate, err := wholeLeads(t, fsys, "mixed.hea", lead)
		require.NoError(t, err)
		assert.EqualValues(t, 500, rate)
		for _, frames := range []int{0, 1, 7, 100, 333, 4000} {
			got, rate, err := readBlocks(t, fsys, "mixed.hea", lead, frames)
			require.NoError(t, err)
			assert.EqualValues(t, 500, rate)
			sameLeads(t, want, got, 0.005, lead)
		}
	}
	for _, lead := range []string{"V6", "7", "4", "RESP"} {
		_, _, err := readBlocks(t, fsys, "mixed.hea", lead, 0)
		assert.ErrorIs(t, err, ErrNoLead, lead)
	}
}

func TestLeadReaderWithoutLeads(t *testing.T) {
	rec := mixedRecord(3)
	rec.Channels = rec.Channels[4:]
	dir := t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "resp", rec, nil))
	_, _, err := readBlocks(t, os.DirFS(dir), "resp.hea", "all", 0)
	require.ErrorIs(t, err, formats.ErrNoWaveform)
	_, _, want := wholeLeads(t, os.DirFS(dir), "resp.hea", "all")
	assert.Equal(t, want.Error(), err.Error())
}

// TestLeadReaderOfEveryForm compares blocks with the whole on records of every storage format, of several segments, with skew.
func TestLeadReaderOfEveryForm(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too long under the race detector")
	}
	root := testdata.Dir(t, "wfdb-samples")
	compared := 0
	require.NoError(t, filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(p, ".hea") {
			return err
		}
		fsys, name := os.DirFS(filepath.Dir(p)), filepath.Base(p)
		if rec, err := formats.Open(fsys, name, nil); err != nil || rec.Format != "wfdb" {
			return nil // the reader's own tests say why
		}
		want, rate, werr := wholeLeads(t, fsys, name, "all")
		for _, frames := range []int{0, 173} {
			got, grate, gerr := readBlocks(t, fsys, name, "all", frames)
			if werr != nil {
				assert.EqualError(t, gerr, werr.Error(), p)
				continue
			}
			require.NoError(t, gerr, p)
			assert.Equal(t, rate, grate, p)
			sameLeads(t, want, got, 0.002, p)
			compared++
		}
		return nil
	}))
	assert.Greater(t, compared, 10)
}
