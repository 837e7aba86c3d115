package flac_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sameAsOpen reads a record in blocks of several sizes and here and there, and compares it with Open.
func sameAsOpen(t *testing.T, fsys fs.FS, name string, blocks ...int) {
	var whole ecg.Record
	require.NoError(t, wfdb.Open(&whole, fsys, name, false, nil))
	r, err := wfdb.NewReader(fsys, name, nil)
	require.NoError(t, err)
	defer r.Close()
	for _, b := range blocks {
		_, err := r.Seek(0, io.SeekStart)
		require.NoError(t, err)
		got := make([][]int32, len(whole.Channels))
		var dst ecg.Record
		for {
			_, err := r.Read(&dst, b)
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			for i := range dst.Channels {
				got[i] = append(got[i], dst.Channels[i].Raw...)
			}
		}
		for i := range got {
			require.Equal(t, whole.Channels[i].Raw, got[i], "blocks of %d", b)
		}
		assert.Equal(t, codesOf(&whole), codesOf(r.Header()))
	}
	var dst ecg.Record
	for _, at := range []int64{r.Frames() - 3, 5, r.Frames() / 2, 0} {
		_, err := r.Seek(at, io.SeekStart)
		require.NoError(t, err)
		n, err := r.Read(&dst, 3)
		require.NoError(t, err)
		require.Equal(t, 3, n)
		for i := range dst.Channels {
			spf := int64(len(dst.Channels[i].Raw)) / 3
			require.Equal(t, whole.Channels[i].Raw[at*spf:(at+3)*spf], dst.Channels[i].Raw)
		}
	}
}

func TestBlocks(t *testing.T) {
	x, y := wander(3000, 16, 1), wander(3000, 16, 2)
	data := string(encode(t, 16, 100, true, x, y))
	open := string(encode(t, 16, 100, false, x, y))
	for name, f := range map[string]fs.FS{
		"header":    codectest.Folder("r.hea", "r 2 250 3000\na 516 1\na 516 1\n", "a", data),
		"file":      codectest.Folder("r.hea", "r 2 250\na 516x3 1\na 516x3 1\n", "a", data),
		"unknown":   codectest.Folder("r.hea", "r 2 250\na 516x3 1\na 516x3 1\n", "a", open),
		"skew":      codectest.Folder("r.hea", "r 2 250 3000\na 516 1\na 516:250 1\n", "a", open),
		"offset":    codectest.Folder("r.hea", "r 2 250 3000\na 516+3 1\na 516+3 1\n", "a", "..."+data),
		"cut":       codectest.Folder("r.hea", "r 2 250 3000\na 516 1\na 516:70 1\n", "a", data[:len(data)*2/3]),
		"damaged":   codectest.Folder("r.hea", "r 2 250 3000\na 516 1\na 516 1\n", "a", data[:len(data)/2]+"?!?"+data[len(data)/2+3:]),
		"too short": codectest.Folder("r.hea", "r 2 250 3333\na 516 1\na 516:70 1\n", "a", open),
		"two files": codectest.Folder("r.hea", "r 3 250 3000\na 516 1\nb 80 1\na 516 1\n", "a", open, "b", strings.Repeat("z", 3000)),
		"segments": codectest.Folder("r.hea", "r/3 1 250 600\ns1 300\n~ 100\ns2 200\n",
			"s1.hea", "s1 1 250 300\ns1.dat 516 1/mV\n", "s1.dat", string(encode(t, 16, 64, true, x[:300])),
			"s2.hea", "s2 1 250 200\ns2.dat 524 1/mV\n", "s2.dat", string(encode(t, 16, 64, false, y[:200]))),
	} {
		t.Run(name, func(t *testing.T) { sameAsOpen(t, f, "r.hea", 1, 99, 101, 1700, 5000) })
	}
	for _, name := range []string{"flacformats.hea", "mixedsignals.hea"} {
		sameAsOpen(t, os.DirFS(testdata.Dir(t, "wfdb-samples")), name, 37, 4099)
	}
}

// Blocks of a file too large to open are read in little memory.
func TestBlocksOfABomb(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: it encodes millions of samples")
	}
	f := codectest.Folder("r.hea", "r 8 250\n"+strings.Repeat("a 508 1\n", 8), "a", bomb(t, 15, 8, 65535, false))
	_, err := open(t, f, nil)
	require.ErrorIs(t, err, formats.ErrTooLarge)
	r, err := wfdb.NewReader(f, "r.hea", nil)
	require.NoError(t, err)
	defer r.Close()
	assert.Equal(t, int64(15*65535), r.Frames())
	var dst ecg.Record
	for n := 0; ; {
		k, err := r.Read(&dst, 10000)
		if errors.Is(err, io.EOF) {
			assert.Equal(t, 15*65535, n)
			return
		}
		require.NoError(t, err)
		n += k
	}
}
