package wfdb

import (
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// joinBlocks reads the rest of a record in blocks and puts them together.
func joinBlocks(t testing.TB, r *Reader, block int) [][]int32 {
	out := make([][]int32, len(r.Header().Channels))
	for i := range out {
		out[i] = []int32{}
	}
	var dst ecg.Record
	for {
		n, err := r.Read(&dst, block)
		if errors.Is(err, io.EOF) {
			require.Zero(t, n)
			return out
		}
		require.NoError(t, err)
		require.Positive(t, n)
		for i := range dst.Channels {
			require.Equal(t, len(dst.Channels[i].Raw), dst.Channels[i].Samples)
			out[i] = append(out[i], dst.Channels[i].Raw...)
		}
	}
}

// sameAsOpen compares a Reader with Open for several block sizes, then at places here and there.
func sameAsOpen(t testing.TB, fsys fs.FS, name string, blocks ...int) {
	var whole ecg.Record
	err := Open(&whole, fsys, name, false, nil)
	r, err2 := NewReader(fsys, name, nil)
	if err != nil {
		if err2 == nil { // gaps only, or a damaged compressed file, show when the samples are read
			r.Close()
		}
		return
	}
	require.NoError(t, err2)
	defer r.Close()
	require.Len(t, r.Header().Channels, len(whole.Channels))
	want := make([][]int32, len(whole.Channels))
	for i := range want {
		c, d := whole.Channels[i], r.Header().Channels[i]
		want[i] = c.Raw
		require.Equal(t, len(c.Raw), d.Samples)
		c.Raw, d.Raw, c.Samples, d.Samples = nil, nil, 0, 0
		require.Equal(t, c, d)
	}
	for _, b := range blocks {
		_, err := r.Seek(0, io.SeekStart)
		require.NoError(t, err)
		require.Equal(t, want, joinBlocks(t, r, b), "blocks of %d", b)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	var dst ecg.Record
	for range 12 {
		at := rnd.Int64N(r.Frames())
		k := 1 + rnd.IntN(50)
		_, err := r.Seek(at, io.SeekStart)
		require.NoError(t, err)
		n, err := r.Read(&dst, k)
		require.NoError(t, err)
		require.Equal(t, min(int64(k), r.Frames()-at), int64(n))
		for i := range want {
			spf := int64(dst.Channels[i].Rate/r.Rate() + 0.5)
			part := want[i][min(at*spf, int64(len(want[i]))):min((at+int64(n))*spf, int64(len(want[i])))]
			require.Equal(t, append([]int32{}, part...), append([]int32{}, dst.Channels[i].Raw...), "frames %d to %d of channel %d", at, at+int64(n), i)
		}
	}
}

func TestBlocksEqualOpen(t *testing.T) {
	for name, f := range samples() {
		t.Run(name, func(t *testing.T) { sameAsOpen(t, f, "r.hea", 1, 2, 3, 7, 19, 59, 60, 61, 1000) })
		t.Run(name+" forward only", func(t *testing.T) { sameAsOpen(t, streamFS{f}, "r.hea", 7, 61) })
		t.Run(name+" seekable", func(t *testing.T) { sameAsOpen(t, seekFS{f}, "r.hea", 7, 61) })
	}
	// Skew beyond the record, other skews in one file, a short file beside a long one, chunks of more than one unit.
	var long strings.Builder
	for i := range 30000 {
		long.WriteString(words(int16(i * 7)))
	}
	for name, f := range map[string]fstest.MapFS{
		"skew":  codectest.Folder("r.hea", "r 3 250 20\na 16:25 1\na 16x2:3 1\na 16:1 1\n", "a", long.String()),
		"short": codectest.Folder("r.hea", "r 2 250 900\na 16 1\nb 212 1\n", "a", long.String(), "b", long.String()[:40]),
		"cut":   codectest.Folder("r.hea", "r 3 250\na 310x3 1\na 310x2:2 1\na 310 1\n", "a", long.String()[:59998]),
		"wide":  codectest.Folder("r.hea", "r 2 250\na 311x5000 1\na 311x4999:5000 1\n", "a", long.String()),
		"eight": codectest.Folder("r.hea", "r 2 250\na 8 1 0 0 100\na 8x3:3 1 0 0 -5\n", "a", long.String()),
		"mixed": codectest.Folder("r.hea", "r 3 100 2\na 16 1\nb 16+2 1\na 16 1\n", "a", words(1, 2, 3, 4), "b", words(0, 7, 8)),
	} {
		t.Run(name, func(t *testing.T) { sameAsOpen(t, f, "r.hea", 1, 13, 997, 4096, 1<<20) })
	}
}

func TestBlocksOfReferenceRecords(t *testing.T) {
	dir, refs := loadReference(t)
	for name := range refs {
		if strings.HasPrefix(name, "annotation:") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			blocks := []int{4099, 30011}
			if testdata.RaceEnabled {
				blocks = blocks[:1]
			}
			sameAsOpen(t, os.DirFS(dir), name+".hea", blocks...)
			sameAsOpen(t, mappedDir{FS: os.DirFS(dir), dir: dir}, name+".hea", blocks[0])
		})
	}
}

// streamFS is a file system whose files can only be read forward, seekFS one whose files can be sought as well.
type (
	streamFS   struct{ fs.FS }
	streamFile struct{ f fs.File }
	seekFS     struct{ fs.FS }
	seekFile   struct {
		streamFile
		io.Seeker
	}
)

func (s streamFile) Stat() (fs.FileInfo, error) { return s.f.Stat() }
func (s streamFile) Read(p []byte) (int, error) { return s.f.Read(p) }
func (s streamFile) Close() error               { return s.f.Close() }

func (s streamFS) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return streamFile{f}, err
}

func (s seekFS) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	return seekFile{streamFile{f}, f.(io.Seeker)}, nil
}

func TestReaderDescribesBlocks(t *testing.T) {
	f := codectest.Folder("r.hea", "r 2 4 10 23:59:58.5 31/12/2020\na 16 1 16 0 0 0 0 I\na 16x2 1 16 0 0 0 0 II\n# 50 F 1 1 x1\n#Rx: drug\n",
		"a", strings.Repeat(words(1, 2, 3), 10))
	r, err := NewReader(f, "r.hea", nil)
	require.NoError(t, err)
	defer r.Close()
	assert.Equal(t, int64(10), r.Frames())
	assert.Equal(t, 4.0, r.Rate())
	assert.Equal(t, []int{10, 20}, []int{r.Header().Channels[0].Samples, r.Header().Channels[1].Samples})
	at, err := r.Seek(-3, io.SeekEnd)
	require.NoError(t, err)
	assert.Equal(t, int64(7), at)
	var dst ecg.Record
	n, err := r.Read(&dst, 2)
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	assert.Equal(t, time.Date(2021, 1, 1, 0, 0, 0, 250e6, time.UTC), dst.Start.Time)
	assert.Equal(t, []int32{2, 3, 2, 3}, dst.Channels[1].Raw)
	assert.Equal(t, ecg.Female, dst.Patient.Sex)
	assert.Equal(t, "wfdb", dst.Format)
	at, err = r.Seek(0, io.SeekCurrent)
	require.NoError(t, err)
	assert.Equal(t, int64(9), at)
	n, err = r.Read(&dst, 2)
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	n, err = r.Read(&dst, 2)
	assert.ErrorIs(t, err, io.EOF)
	assert.Zero(t, n)
	assert.Empty(t, dst.Channels[0].Raw)
	n, err = r.Read(&dst, 0)
	assert.NoError(t, err)
	assert.Zero(t, n)
	_, err = r.Seek(-1, io.SeekStart)
	assert.Error(t, err)
	_, err = r.Seek(0, 9)
	assert.Error(t, err)
	_, err = r.Seek(99, io.SeekStart)
	require.NoError(t, err)
	_, err = r.Read(&dst, 1)
	assert.ErrorIs(t, err, io.EOF)
}

func TestReaderErrors(t *testing.T) {
	for header, want := range map[string]error{
		"r 1 250 2\nabsent 16\n":  formats.ErrNoWaveform,
		"r 1 250 2\na 516\n":      formats.ErrUnsupported,
		"r 1 250 2\na 99\n":       formats.ErrUnsupported,
		"r 1 250 2\n../a 16\n":    formats.ErrCorrupt,
		"r 1 250 2\na 16x9000\n":  formats.ErrTruncated,
		"r/1 1 250 2\nabsent 2\n": formats.ErrNoWaveform,
		"r/2 1 250 2\ns 2\ns 2\n": formats.ErrCorrupt,
	} {
		_, err := NewReader(codectest.Folder("r.hea", header, "a", words(1, 2), "s.hea", "s 1 250 2\na 16\n"), "r.hea", nil)
		checkError(t, err)
		assert.ErrorIs(t, err, want, header)
	}
}

func TestReaderLimits(t *testing.T) {
	f := codectest.Folder("r.hea", "r 2 250 9\na 16\na 16\n", "a", strings.Repeat(words(1, 2), 9))
	r, err := NewReader(f, "r.hea", &formats.Options{MaxSamples: 8})
	require.NoError(t, err)
	var dst ecg.Record
	_, err = r.Read(&dst, 5)
	assert.ErrorIs(t, err, formats.ErrTooLarge)
	n, err := r.Read(&dst, 4)
	require.NoError(t, err)
	assert.Equal(t, 4, n)
	_, err = NewReader(f, "r.hea", &formats.Options{MaxBytes: 10})
	assert.ErrorIs(t, err, formats.ErrTooLarge)

	// A file that shrinks after it was opened.
	f["a"].Data = f["a"].Data[:20]
	r, err = NewReader(shrinking{f}, "r.hea", nil)
	require.NoError(t, err)
	_, err = r.Read(&dst, 9)
	assert.ErrorIs(t, err, formats.ErrTruncated)
	assert.Empty(t, dst.Channels)
}

// shrinking says that its files are twice as long as they are.
type shrinking struct{ fs.FS }

type twice struct{ fs.FileInfo }

func (t twice) Size() int64 { return 2 * t.FileInfo.Size() }

func (s shrinking) Stat(name string) (fs.FileInfo, error) {
	st, err := fs.Stat(s.FS, name)
	return twice{st}, err
}

// gaps of any length cost what the block costs.
func TestReaderGaps(t *testing.T) {
	f := codectest.Folder("r.hea", "r/3 1 250\ns 3\n~ 2000000000\nu 2\n", "s.hea", "s 1 250 3\na 16 1\n", "u.hea", "u 1 250 2\na 16 1\n", "a", words(1, 2, 3))
	r, err := NewReader(f, "r.hea", nil)
	require.NoError(t, err)
	defer r.Close()
	var dst ecg.Record
	_, err = r.Seek(-4, io.SeekEnd)
	require.NoError(t, err)
	n, err := r.Read(&dst, 10)
	require.NoError(t, err)
	assert.Equal(t, 4, n)
	assert.Equal(t, []int32{miss, miss, 1, 2}, dst.Channels[0].Raw)
	_, err = r.Seek(1, io.SeekStart)
	require.NoError(t, err)
	_, err = r.Read(&dst, 3)
	require.NoError(t, err)
	assert.Equal(t, []int32{2, 3, miss}, dst.Channels[0].Raw)
}

func TestReadAllocations(t *testing.T) {
	f := samples()["segments"]
	for name, fsys := range map[string]fs.FS{"segments": f, "212": samples()["212"], "8": samples()["8"]} {
		r, err := NewReader(fsys, "r.hea", nil)
		require.NoError(t, err)
		var dst ecg.Record
		_, err = r.Read(&dst, 25)
		require.NoError(t, err)
		at, err := r.Seek(0, io.SeekCurrent)
		require.NoError(t, err)
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			_, _ = r.Seek(at, io.SeekStart)
			_, _ = r.Read(&dst, 4)
		}), name)
	}
}

func FuzzReader(f *testing.F) {
	for _, s := range samples() {
		var other []byte
		for name, file := range s {
			if name != "r.hea" {
				other = file.Data
			}
		}
		f.Add(s["r.hea"].Data, other, uint16(7))
	}
	f.Fuzz(func(t *testing.T, header, data []byte, block uint16) {
		if len(header) > 1<<10 || len(data) > 1<<12 {
			return
		}
		fsys := anyFile{"r.hea": header, "": data}
		var whole ecg.Record
		if err := Open(&whole, fsys, "r.hea", false, &formats.Options{MaxSamples: 1 << 16}); err != nil {
			if r, err := NewReader(fsys, "r.hea", nil); err == nil {
				var dst ecg.Record
				_, err = r.Read(&dst, 100)
				if !errors.Is(err, io.EOF) {
					checkError(t, err)
				}
				r.Close()
			}
			return
		}
		sameAsOpen(t, fsys, "r.hea", int(block)+1)
	})
}

func BenchmarkReader(b *testing.B) {
	for _, c := range []struct {
		name string
		open func(dir string) (*Reader, error)
	}{
		{"mapped", func(dir string) (*Reader, error) { return OpenDir(dir, "101.hea", nil) }},
		{"file", func(dir string) (*Reader, error) { return NewReader(os.DirFS(dir), "101.hea", nil) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, err := c.open(testdata.Dir(b, "mitdb"))
			require.NoError(b, err)
			defer r.Close()
			b.ReportAllocs()
			var dst ecg.Record
			for b.Loop() {
				_, _ = r.Seek(0, io.SeekStart)
				for err = nil; err == nil; {
					_, err = r.Read(&dst, 3600)
				}
			}
		})
	}
}
