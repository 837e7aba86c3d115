package fetch

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// archive is a server of one database.

// holds checks that a folder has just these files.

func TestFetchAll(t *testing.T) {
	a := newArchive(t, sample())
	dir := filepath.Join(t.TempDir(), "new", "db")
	o := a.options()
	var last Progress
	calls := 0
	o.Progress = func(p Progress) {
		assert.GreaterOrEqual(t, p.Bytes, last.Bytes)
		assert.GreaterOrEqual(t, p.Done, last.Done)
		last = p
		calls++
	}
	rep, err := Fetch(context.Background(), dir, testDB, o)
	require.NoError(t, err)
	holds(t, dir, a.files)
	n, bytes := rep.Count(Fetched)
	assert.Equal(t, 7, n)
	assert.Equal(t, rep.Received, bytes)
	assert.Equal(t, Progress{Files: 7, Done: 7, Bytes: bytes}, Progress{Files: last.Files, Done: last.Done, Bytes: last.Bytes})
	assert.GreaterOrEqual(t, calls, 14)

	// A second call asks for the list only.
	a.asked, last = nil, Progress{}
	rep, err = Fetch(context.Background(), dir, testDB, o)
	require.NoError(t, err)
	n, bytes2 := rep.Count(Present)
	assert.Equal(t, 7, n)
	assert.Equal(t, bytes, bytes2)
	assert.Equal(t, []string{sumsName}, a.asked)
	assert.Zero(t, rep.Received)

	// A file that was damaged is fetched anew, and only that.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "100.hea"), []byte("100 9 360\n"), 0o666))
	last = Progress{}
	rep, err = Fetch(context.Background(), dir, testDB, o)
	require.NoError(t, err)
	holds(t, dir, a.files)
	n, _ = rep.Count(Fetched)
	assert.Equal(t, 1, n)
}

func TestFetchRecords(t *testing.T) {
	a := newArchive(t, sample())
	dir := t.TempDir()
	o := a.options()
	for _, name := range []string{"101", "a/101"} {
		o.Records = []string{name}
		_, err := Fetch(context.Background(), dir, testDB, o)
		require.NoError(t, err)
	}
	want := sample()
	for _, name := range []string{"100.dat", "100.hea", "doc/index.html"} {
		delete(want, name)
	}
	holds(t, dir, want)

	o.Records = []string{"100", "10"}
	_, err := Fetch(context.Background(), dir, testDB, o)
	var record *RecordError
	require.ErrorAs(t, err, &record)
	assert.Equal(t, "10", record.Record)
	holds(t, dir, want)
}

// breakOff sends the first n bytes of what is asked for and drops the connection.

func TestWrongChecksum(t *testing.T) {
	a := newArchive(t, sample())
	a.sums = a.list()
	right := a.files["100.dat"]
	a.files["100.dat"] = noise(300_000, 77)
	dir := t.TempDir()
	rep, err := Fetch(context.Background(), dir, testDB, a.options())
	require.ErrorIs(t, err, ErrChecksum)
	var file *FileError
	require.ErrorAs(t, err, &file)
	assert.Equal(t, "100.dat", file.Path)
	assert.Len(t, a.requests("100.dat"), 2, "once more, not for ever")
	want := sample()
	delete(want, "100.dat")
	holds(t, dir, want) // and nothing of the wrong file is left
	n, _ := rep.Count(Failed)
	assert.Equal(t, 1, n)

	// Once the server is right again the rest is all that is fetched.
	a.files["100.dat"] = right
	rep, err = Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	n, _ = rep.Count(Fetched)
	assert.Equal(t, 1, n)
	holds(t, dir, a.files)
}

func TestRefusedFile(t *testing.T) {
	a := newArchive(t, sample())
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if strings.HasSuffix(r.URL.Path, "a/101.dat") {
			http.Error(w, "gone", http.StatusNotFound)
			return true
		}
		return false
	}
	dir := t.TempDir()
	rep, err := Fetch(context.Background(), dir, testDB, a.options())
	var status *StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, 404, status.Code)
	assert.Equal(t, []string{""}, a.requests("a/101.dat"), "not tried again")
	want := sample()
	delete(want, "a/101.dat")
	holds(t, dir, want)
	var table strings.Builder
	require.NoError(t, rep.Text(&table))
	assert.Contains(t, table.String(), "failed: a/101.dat: the server answers 404 Not Found")
	assert.Regexp(t, `fetched +6 +300\.\d kB`, table.String())

	_, err = Fetch(context.Background(), dir, Database{Name: "nosuch", Version: "1"}, a.options())
	require.ErrorAs(t, err, &status)
	assert.EqualError(t, err, "fetch: SHA256SUMS.txt: the server answers 404 Not Found")
}

// full is a disk with room for n bytes.
