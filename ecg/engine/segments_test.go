package engine_test

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The digest of a record of several segments is over all its files, so a change in any of them shows.
func TestDigestOfSegments(t *testing.T) {
	rec, _, err := ecgtest.Generate(preset(t, "normal"))
	require.NoError(t, err)
	dir := t.TempDir()
	f := fstest.MapFS{"all.hea": {Data: []byte("all/3 12 500 15000\none 5000\n~ 5000\ntwo 5000\n")}}
	for _, name := range []string{"one", "two"} {
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
		for _, suffix := range []string{".hea", ".dat"} {
			data, err := os.ReadFile(filepath.Join(dir, name+suffix))
			require.NoError(t, err)
			f[name+suffix] = &fstest.MapFile{Data: data}
		}
	}
	sum := func() engine.Digest {
		a, err := engine.New(engine.Options{})
		require.NoError(t, err)
		res := engine.NewResult()
		_ = a.AnalyzeFile(res, f, "all.hea")
		return res.SHA256
	}
	var all []byte
	for _, name := range []string{"all.hea", "one.hea", "one.dat", "two.hea", "two.dat"} {
		all = append(all, f[name].Data...)
	}
	first := sum()
	assert.Equal(t, engine.Digest(sha256.Sum256(all)), first)
	f["two.dat"].Data[99] ^= 1
	assert.NotEqual(t, first, sum())
	all = all[:len(all)-len(f["two.dat"].Data)]
	delete(f, "two.dat") // absent files are left out
	assert.Equal(t, engine.Digest(sha256.Sum256(all)), sum())
}
