package codectest

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDamage(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789"), 20)
	for name, e := range map[string]Edit{
		"bit": Bit, "byte": Byte, "ones": Ones, "word": Word, "over": Overwrite("abc"), "insert": Insert("x", "yz"), "delete": Delete(300),
	} {
		d := Damage{Seed: 3, Copies: 200, Places: 4, Edits: []Edit{e}}
		var first []string
		changed := 0
		for bad := range d.Of(data) {
			first = append(first, string(bad))
			if !bytes.Equal(bad, data) {
				changed++
			}
		}
		assert.Len(t, first, 200, name)
		assert.Greater(t, changed, 180, name)
		assert.Equal(t, bytes.Repeat([]byte("0123456789"), 20), data, "%s: the original is left alone", name)
		var again []string
		for bad := range d.Of(data) {
			again = append(again, string(bad))
		}
		assert.Equal(t, first, again, "%s: the seed says all", name)
		for range d.Of(data) {
			break
		}
	}
	d := Damage{Copies: 300, Places: 1, Edits: []Edit{Overwrite("#")}, Near: Head(5)}
	inHead := 0
	for bad := range d.Of(data) {
		if bytes.IndexByte(bad, '#') < 5 {
			inHead++
		}
	}
	assert.InDelta(t, 150, inHead, 40)
}

func TestCuts(t *testing.T) {
	var sizes []int
	for part := range Cuts(make([]byte, 10), 4) {
		assert.Equal(t, len(part), cap(part))
		sizes = append(sizes, len(part))
	}
	assert.Equal(t, []int{0, 2, 5, 7}, sizes)
	assert.Len(t, slices.Collect(Cuts(make([]byte, 3), 100)), 3)
	assert.Empty(t, slices.Collect(Cuts(nil, 100)))
}

// failures records what a test is told.
type failures []string

func (*failures) Helper()              {}
func (*failures) Skipf(string, ...any) {}
func (f *failures) Fatalf(format string, args ...any) {
	*f = append(*f, fmt.Sprintf(format, args...))
}

var sink []byte

func TestBounded(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("nothing is measured under the race detector")
	}
	var f failures
	Bounded(&f, 10, func() { sink = make([]byte, 1<<20) })
	assert.Empty(t, f)
	Bounded(&f, 10, func() { sink = make([]byte, allocBase+allocFactor*10+1) })
	assert.Len(t, f, 1)
	Bounded(&f, 1<<20, func() { sink = make([]byte, 70<<20) })
	assert.Len(t, f, 1)
}

func TestRefused(t *testing.T) {
	known := func(error) string { return "corrupt" }
	var f failures
	inner := &fs.PathError{Op: "x", Err: fs.ErrInvalid}
	assert.Same(t, inner, Refused[*fs.PathError](&f, fmt.Errorf("outer: %w", inner), known))
	assert.Empty(t, f)
	Refused[*fs.PathError](&f, errors.New("of another type"), known)
	Refused[*fs.PathError](&f, inner, func(error) string { return "internal" })
	assert.Len(t, f, 2)
}

func TestFiles(t *testing.T) {
	root := t.TempDir()
	t.Setenv("ECG_DATA", root)
	name := filepath.Join(root, "formats", "x", "a.dat")
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte("abc"), 0o600))
	require.Equal(t, []string{name}, Files(t, "formats/x/*.dat"))
	assert.Equal(t, []byte("abc"), Read(t, name))
	var f failures
	Files(&f, "formats/x/*.scp")
	assert.Len(t, f, 1)
	Read(&f, name+"x")
	assert.Len(t, f, 2)
}

func TestFolder(t *testing.T) {
	f := Folder("a", "xyz", "b", "")
	g := With(f, "a", []byte("0123456"))
	assert.Equal(t, 3, Size(f))
	assert.Equal(t, 7, Size(g))
	data, err := fs.ReadFile(g, "b")
	require.NoError(t, err)
	assert.Empty(t, data)
}

func TestDigest(t *testing.T) {
	assert.Equal(t, Digest([]float64{0, 2, -2}), Digest([]float64{0.5, 1.5, math.Nextafter(-2.5, 0)}))
	assert.NotEqual(t, Digest([]float64{0, 2}), Digest([]float64{0, 3}))
	// SHA-256 of 01 00 00 00.
	assert.Equal(t, "67abdd721024f0ff4e0b3f4c2fc13bc5bad42d0b7851d456d88d203d15aaa450", Digest([]float64{1}))
}
