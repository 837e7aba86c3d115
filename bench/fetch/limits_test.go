package fetch

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHostileLists(t *testing.T) {
	sum := fmt.Sprintf("%x", sha256.Sum256(nil))
	for _, line := range []string{
		sum + "  ../escape.dat", sum + " /etc/passwd", sum + " a/../../b", sum + " a//b", sum + " ", sum, sum + " x.part", sum + " a\\b",
		sum + " a\tb\x1b[2J", "zz" + sum[2:] + " x", sum[2:] + " x", "x", sum + " x\n" + strings.Repeat("1", 64) + " x",
		sum + " " + strings.Repeat("a/", maxLine) + "x",
	} {
		a := newArchive(t, sample())
		a.sums = []byte(sum + " ok\n" + line + "\n")
		parent := t.TempDir()
		dir := filepath.Join(parent, "db")
		_, err := Fetch(context.Background(), dir, testDB, a.options())
		var list *ListError
		if assert.ErrorAs(t, err, &list, "%.80q", line) {
			assert.GreaterOrEqual(t, list.Line, 2)
		}
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, entries, "%q", line)
		entries, err = os.ReadDir(parent)
		require.NoError(t, err)
		assert.Len(t, entries, 1, "%q", line)
	}
	files, err := ParseSums([]byte(sum + "  a b.dat\r\n\n" + sum + " *./c/d\n" + sum + " SHA256SUMS.txt\n" + sum + " c/d\n"))
	require.NoError(t, err)
	require.Len(t, files, 2)
	assert.Equal(t, "a b.dat", files[0].Path)
	assert.Equal(t, "c/d", files[1].Path)
}

func TestLinksOutOfTheFolder(t *testing.T) {
	a := newArchive(t, sample())
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "a")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	_, err := Fetch(context.Background(), dir, testDB, a.options())
	require.Error(t, err)
	entries, err := os.ReadDir(outside)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestSizeLimits(t *testing.T) {
	for _, stated := range []bool{true, false} {
		a := newArchive(t, sample())
		a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
			if stated || !strings.HasSuffix(r.URL.Path, "100.dat") {
				return false
			}
			_ = http.NewResponseController(w).Flush() // so that no length is stated
			_, _ = w.Write(a.files["100.dat"])
			return true
		}
		o := a.options()
		o.MaxFile = 100_000
		dir := t.TempDir()
		rep, err := Fetch(context.Background(), dir, testDB, o)
		require.ErrorIs(t, err, ErrTooLarge)
		want := sample()
		delete(want, "100.dat")
		holds(t, dir, want)
		assert.LessOrEqual(t, rep.Received, int64(200_000))

		o = a.options()
		o.MaxTotal, o.Parallel = 100_000, 1
		rep, err = Fetch(context.Background(), t.TempDir(), testDB, o)
		require.ErrorIs(t, err, ErrTotal)
		assert.LessOrEqual(t, rep.Received, int64(100_000))
	}
}

type full struct {
	w io.Writer
	n *int
}

func (f full) Write(p []byte) (int, error) {
	if *f.n < len(p) {
		n, _ := f.w.Write(p[:*f.n])
		*f.n = 0
		return n, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	*f.n -= len(p)
	return f.w.Write(p)
}

func TestDiskFull(t *testing.T) {
	a := newArchive(t, sample())
	o := a.options()
	o.Parallel = 1
	left := 150_000
	o.writer = func(w io.Writer) io.Writer { return full{w, &left} }
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, o)
	require.ErrorIs(t, err, syscall.ENOSPC)
	assert.Len(t, a.requests("100.dat"), 1, "not tried again")
	assert.Empty(t, a.requests("a/101.dat"), "and nothing else")

	// With room again the file goes on.
	rep, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	n, _ := rep.Count(Resumed)
	assert.Equal(t, 1, n)
	holds(t, dir, a.files)

	left = 10
	_, err = Fetch(context.Background(), dir, testDB, o)
	require.ErrorIs(t, err, syscall.ENOSPC)
	holds(t, dir, a.files) // the list of before included
}

func TestUnreachable(t *testing.T) {
	a := newArchive(t, sample())
	o := a.options()
	a.Close()
	o.Retries = 1
	rep, err := Fetch(context.Background(), t.TempDir(), testDB, o)
	var file *FileError
	require.ErrorAs(t, err, &file)
	assert.Equal(t, sumsName, file.Path)
	require.NotNil(t, rep)

	for _, u := range []string{"ftp://x/y", "files", "http://", "http://[::1"} {
		_, err = Fetch(context.Background(), t.TempDir(), testDB, &Options{BaseURL: u})
		require.ErrorIs(t, err, ErrBaseURL, u)
	}
	_, err = Fetch(context.Background(), filepath.Join(os.Args[0], "x"), testDB, o)
	require.Error(t, err)
}
