package engine_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
)

// countingFS counts how often each file is opened and how many bytes are read of it, and may break reading off.
type countingFS struct {
	fs.FS
	opened map[string]int
	read   map[string]int
	fail   int // reading fails after so many bytes, -1 never
}

func counting(fsys fs.FS) *countingFS {
	return &countingFS{FS: fsys, opened: map[string]int{}, read: map[string]int{}, fail: -1}
}

var errCable = errors.New("the cable is out")

func (c *countingFS) Open(name string) (fs.File, error) {
	c.opened[name]++
	f, err := c.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return &countingFile{f, c, name}, nil
}

type countingFile struct {
	fs.File
	c    *countingFS
	name string
}

func (f *countingFile) Read(p []byte) (int, error) {
	if f.c.fail >= 0 {
		left := f.c.fail - f.c.read[f.name]
		if left <= 0 {
			return 0, errCable
		}
		p = p[:min(len(p), left)]
	}
	n, err := f.File.Read(p)
	f.c.read[f.name] += n
	return n, err
}

func TestAFileIsReadOnce(t *testing.T) {
	good := encode(t, preset(t, "normal"), "scp")
	fsys := counting(fstest.MapFS{"a.scp": {Data: good}})
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	require.NoError(t, a.AnalyzeFile(res, fsys, "a.scp"))
	assert.Equal(t, digest(good), res.SHA256.String())
	assert.NotEmpty(t, res.Report.Beats)
	assert.Equal(t, 1, fsys.opened["a.scp"])
	assert.Equal(t, len(good), fsys.read["a.scp"])
}

// What cannot be analysed still is digested as far as it can be read.
func TestFilesThatCannotBeAnalysed(t *testing.T) {
	good := encode(t, preset(t, "normal"), "scp")
	junk := bytes.Repeat([]byte("neither fish nor flesh "), 9000)
	for _, c := range []struct {
		name   string
		data   []byte
		max    int64
		fail   int
		err    error
		digest string
	}{
		{"too long", good, int64(len(good)) - 1, -1, formats.ErrTooLarge, digest(good)},
		{"much too long", bytes.Repeat(good, 20), 100, -1, formats.ErrTooLarge, digest(bytes.Repeat(good, 20))},
		{"just not too long", good, int64(len(good)), -1, nil, digest(good)},
		{"unrecognised", junk, 0, -1, formats.ErrUnknown, digest(junk)},
		{"unrecognised and too long", junk, 1000, -1, formats.ErrTooLarge, digest(junk)},
		{"empty", nil, 0, -1, formats.ErrTruncated, digest(nil)},
		{"unreadable", good, 0, 0, errCable, engine.Digest{}.String()},
		{"unreadable from the middle on", good, 0, len(good) / 2, errCable, engine.Digest{}.String()},
		{"unreadable beyond the limit", good, 1000, 2000, errCable, engine.Digest{}.String()},
	} {
		fsys := counting(fstest.MapFS{"x.scp": {Data: c.data}})
		fsys.fail = c.fail
		a, err := engine.New(engine.Options{Formats: formats.Options{MaxBytes: c.max}})
		require.NoError(t, err)
		res := engine.NewResult()
		err = a.AnalyzeFile(res, fsys, "x.scp")
		if c.err == nil {
			require.NoError(t, err, c.name)
		} else {
			assert.ErrorIs(t, err, c.err, c.name)
			assert.NotErrorIs(t, err, io.EOF, c.name)
		}
		assert.Equal(t, c.digest, res.SHA256.String(), c.name)
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	require.ErrorIs(t, a.AnalyzeFile(res, fstest.MapFS{}, "x.scp"), fs.ErrNotExist)
	assert.Zero(t, res.SHA256)
	require.Error(t, a.AnalyzeFile(res, fstest.MapFS{"x.scp/y": {}}, "x.scp"), "a folder")
}
