package wfdb

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRecordFiles(t *testing.T) {
	single := "r 5 250 2\nb 16\nb 16\na 16\n~ 0\nabsent 16\n"
	f := codectest.Folder("d/r.hea", single, "d/a", "", "d/b", "",
		"d/m.hea", "m/5 1 250 9\nlay 0\n~ 3\ns 2\ngone 2\nt 2\n", "d/lay.hea", "lay 1 250 0\n~ 0\n",
		"d/s.hea", "s 2 250 2\nx.dat 16\ny.dat 16\n", "d/t.hea", "t 2 250 2\nx.dat 16\nz.dat 16\n",
		"d/odd.hea", "odd/4 1 250 9\nodd 1\n../r 1\nm 1\nbad 1\n", "d/bad.hea", "nonsense", "text.hea", "nonsense")
	for name, want := range map[string][]string{
		"d/r.hea":   {"d/r.hea", "d/b", "d/a", "d/absent"},
		"d/m.hea":   {"d/m.hea", "d/lay.hea", "d/s.hea", "d/x.dat", "d/y.dat", "d/gone.hea", "d/t.hea", "d/z.dat"},
		"d/odd.hea": {"d/odd.hea", "d/m.hea", "d/bad.hea"},
	} {
		got, err := RecordFiles(f, name)
		require.NoError(t, err)
		assert.Equal(t, want, got, name)
	}
	sub, err := fs.Sub(f, "d")
	require.NoError(t, err)
	got, err := RecordFiles(sub, "r.hea")
	require.NoError(t, err)
	assert.Equal(t, append([]string{"r.hea"}, Files([]byte(single))...), got, "as Files has it")
	_, err = RecordFiles(f, "d/gone.hea")
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = RecordFiles(f, "text.hea")
	assert.ErrorIs(t, err, formats.ErrTruncated)
}

// Nothing else is needed to open the multi-segment records, and every file there but headers of other records is named.
func TestRecordFilesOfSegments(t *testing.T) {
	dir := filepath.Join(testdata.Dir(t, "wfdb-samples"), "multi-segment")
	for _, name := range []string{"041s/041s", "fixed1/v102s", "p000878/p000878-2137-10-26-16-57", "s25047/s25047-2704-05-04-10-44"} {
		files, err := RecordFiles(os.DirFS(dir), name+".hea")
		require.NoError(t, err)
		only := fstest.MapFS{}
		for _, f := range files {
			if b, err := os.ReadFile(filepath.Join(dir, f)); err == nil {
				only[f] = &fstest.MapFile{Data: b}
			}
		}
		sameAsOpen(t, only, name+".hea", 5000)
		r, err := NewReader(only, name+".hea", nil)
		require.NoError(t, err)
		whole, err := NewReader(os.DirFS(dir), name+".hea", nil)
		require.NoError(t, err)
		a, err := r.Seek(0, 2)
		require.NoError(t, err)
		b, err := whole.Seek(0, 2)
		require.NoError(t, err)
		assert.Equal(t, b, a)
		assert.Equal(t, whole.Header().Warnings, r.Header().Warnings)
		require.NoError(t, r.Close())
		require.NoError(t, whole.Close())
	}
}
