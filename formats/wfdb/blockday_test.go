package wfdb

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// synthetic is a file system with one record whose signal file is computed when it is read.
type synthetic struct{ size int64 }

type syntheticFile struct{ size int64 }

func (s synthetic) Open(name string) (fs.File, error) {
	switch path.Base(name) {
	case "day.hea":
		return fstest.MapFS{name: {Data: []byte("day 3 250 21600000\nday.dat 16 200 12 0 0 0 0 V1\nday.dat 16 200 12 0 0 0 0 V3\nday.dat 16 200 12 0 0 0 0 V5\n")}}.Open(name)
	case "day.dat":
		return syntheticFile(s), nil
	}
	return nil, fs.ErrNotExist
}

func (s syntheticFile) Stat() (fs.FileInfo, error) { return s, nil }
func (s syntheticFile) Close() error               { return nil }
func (s syntheticFile) Read([]byte) (int, error)   { return 0, errors.New("read from the start") }
func (s syntheticFile) Name() string               { return "day.dat" }
func (s syntheticFile) Size() int64                { return s.size }
func (s syntheticFile) Mode() fs.FileMode          { return 0o444 }
func (s syntheticFile) ModTime() time.Time         { return time.Time{} }
func (s syntheticFile) IsDir() bool                { return false }
func (s syntheticFile) Sys() any                   { return nil }

// ReadAt gives sample i of the file the value i modulo 1021, which is prime to the number of signals.
func (s syntheticFile) ReadAt(p []byte, off int64) (int, error) {
	n := int(min(int64(len(p)), s.size-off))
	v := uint16(off / 2 % 1021)
	for i := 0; i+1 < n; i += 2 {
		p[i], p[i+1] = byte(v), byte(v>>8)
		if v++; v == 1021 {
			v = 0
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// A day of three leads at 250 Hz: 130 MB that are never in memory at once.
func TestReadADay(t *testing.T) {
	const frames = 24 * 3600 * 250
	day := synthetic{size: frames * 3 * 2}
	total, at := 0, int64(0)
	used := codectest.Allocated(func() {
		r, err := NewReader(day, "day.hea", nil)
		require.NoError(t, err)
		defer r.Close()
		var dst ecg.Record
		for {
			n, err := r.Read(&dst, 10*250)
			if errors.Is(err, io.EOF) {
				return
			}
			require.NoError(t, err)
			for k := range dst.Channels {
				raw := dst.Channels[k].Raw
				for i, v := range raw {
					if v != int32((3*(at+int64(i))+int64(k))%1021) {
						t.Fatalf("sample %d of channel %d is %d", at+int64(i), k, v)
					}
				}
				total += len(raw)
			}
			at += int64(n)
		}
	})
	assert.Equal(t, 3*frames, total)
	t.Logf("%d bytes allocated", used)
	assert.Less(t, used, uint64(4<<20))
}

func TestOpenDir(t *testing.T) {
	dir := t.TempDir()
	var rec ecg.Record
	c := rec.AddChannel()
	c.Rate, c.Scale, c.Unit, c.Label = 250, 5, ecg.UnitMicrovolt, "II"
	for i := range 100000 {
		c.Raw = append(c.Raw, int32(i%4001-2000))
	}
	require.NoError(t, WriteDir(dir, "r", &rec, nil))
	require.NoError(t, os.WriteFile(path.Join(dir, "e.hea"), []byte("e 1 250 0\ne.dat 16\n"), 0o600))
	require.NoError(t, os.WriteFile(path.Join(dir, "e.dat"), nil, 0o600))
	r, err := OpenDir(dir, "r.hea", nil)
	require.NoError(t, err)
	require.IsType(t, &mappedFile{}, r.single.sources[0].(*plainSource).file.f)
	assert.Equal(t, [][]int32{c.Raw}, joinBlocks(t, r, 3333))
	require.NoError(t, r.Close())
	require.NoError(t, r.Close())
	_, err = OpenDir(dir, "e.hea", nil)
	assert.ErrorIs(t, err, formats.ErrTruncated)
	_, err = OpenDir(dir, "absent.hea", nil)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	m := mappedDir{FS: os.DirFS(dir), dir: dir}
	require.NoError(t, fstest.TestFS(m, "r.hea", "r.dat", "e.hea", "e.dat"))
}
