package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// archive is a server of one database.
type archive struct {
	*httptest.Server
	files map[string][]byte
	sums  []byte // instead of the right ones

	mu       sync.Mutex
	asked    []string                                                 // "PATH RANGE" of each request
	disturb  func(w http.ResponseWriter, r *http.Request, n int) bool // the nth request for a path; true: answered
	perPath  map[string]int
	noRanges bool
}

var testDB = Database{Name: "testdb", Version: "1.2.3"}

func newArchive(t *testing.T, files map[string][]byte) *archive {
	a := &archive{files: files, perPath: map[string]int{}}
	a.Server = httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(a.Close)
	return a
}

func (a *archive) serve(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutPrefix(r.URL.Path, "/files/testdb/1.2.3/")
	if !ok {
		http.NotFound(w, r)
		return
	}
	a.mu.Lock()
	a.asked = append(a.asked, strings.TrimSpace(name+" "+r.Header.Get("Range")))
	a.perPath[name]++
	n, disturb := a.perPath[name], a.disturb
	a.mu.Unlock()
	if disturb != nil && disturb(w, r, n) {
		return
	}
	data, ok := a.files[name]
	if name == sumsName {
		data, ok = a.list(), true
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	if a.noRanges {
		_, _ = w.Write(data)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(data)))
}

func (a *archive) list() []byte {
	if a.sums != nil {
		return a.sums
	}
	var b strings.Builder
	for _, name := range []string{"RECORDS", "100.dat", "100.hea", "a/101.dat", "a/101.hea", "LICENSE.txt", "doc/index.html"} {
		if data, ok := a.files[name]; ok {
			fmt.Fprintf(&b, "%x %s\n", sha256.Sum256(data), name)
		}
	}
	return []byte(b.String())
}

func (a *archive) requests(name string) (list []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range a.asked {
		if q == name || strings.HasPrefix(q, name+" ") {
			list = append(list, strings.TrimSpace(strings.TrimPrefix(q, name)))
		}
	}
	return list
}

func (a *archive) options() *Options {
	return &Options{BaseURL: a.URL + "/files", Backoff: time.Millisecond, Stall: 2 * time.Second}
}

func noise(n int, seed int64) []byte {
	b := make([]byte, n)
	rand.New(rand.NewSource(seed)).Read(b)
	return b
}

func sample() map[string][]byte {
	return map[string][]byte{
		"RECORDS": []byte("100\na/101\n"), "100.dat": noise(300_000, 1), "100.hea": []byte("100 1 360\n"),
		"a/101.dat": noise(50_000, 2), "a/101.hea": []byte("101 1 360\n"), "LICENSE.txt": []byte("ODC-By\n"), "doc/index.html": []byte("<p>"),
	}
}

// holds checks that a folder has just these files.
func holds(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	found := map[string]bool{}
	require.NoError(t, filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			found[filepath.ToSlash(rel)] = true
		}
		return err
	}))
	assert.True(t, found[sumsName])
	delete(found, sumsName)
	for name, data := range files {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		assert.NoError(t, err)
		assert.Equal(t, string(data), string(got), name)
		delete(found, name)
	}
	assert.Empty(t, found)
}

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
func breakOff(w http.ResponseWriter, data []byte, n int) {
	w.Header().Set("Content-Length", fmt.Sprint(len(data)))
	_, _ = w.Write(data[:n])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func TestResumeAfterABrokenConnection(t *testing.T) {
	a := newArchive(t, sample())
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if strings.HasSuffix(r.URL.Path, "100.dat") && n == 1 {
			breakOff(w, a.files["100.dat"], 100_000)
		}
		return false
	}
	dir := t.TempDir()
	rep, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	holds(t, dir, a.files)
	asked := a.requests("100.dat")
	require.Len(t, asked, 2)
	var from int
	_, err = fmt.Sscanf(asked[1], "bytes=%d-", &from)
	require.NoError(t, err)
	assert.Positive(t, from)
	assert.LessOrEqual(t, from, 100_000)
	all := int64(0)
	for _, data := range a.files {
		all += int64(len(data))
	}
	assert.Equal(t, all, rep.Received, "nothing was received twice")
}

func TestResumeInALaterCall(t *testing.T) {
	a := newArchive(t, sample())
	dir := t.TempDir()
	part := filepath.Join(dir, "100.dat.part")
	o := a.options()
	o.Records = []string{"100"}
	for _, c := range []struct {
		name  string
		part  []byte
		asked []string
		state State
		bare  bool
	}{
		{"begun", a.files["100.dat"][:123_456], []string{"bytes=123456-"}, Resumed, false},
		{"complete but not renamed", a.files["100.dat"], []string{"bytes=300000-"}, Resumed, false},
		{"too long", noise(300_001, 9), []string{"bytes=300001-", ""}, Fetched, false},
		{"of another version", noise(123_456, 9), []string{"bytes=123456-", ""}, Fetched, false},
		{"a server without ranges", a.files["100.dat"][:123_456], []string{"bytes=123456-"}, Fetched, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			_ = os.Remove(filepath.Join(dir, "100.dat"))
			require.NoError(t, os.WriteFile(part, c.part, 0o666))
			a.asked, a.noRanges = nil, c.bare
			rep, err := Fetch(context.Background(), dir, testDB, o)
			require.NoError(t, err)
			assert.Equal(t, c.asked, a.requests("100.dat"))
			got, err := os.ReadFile(filepath.Join(dir, "100.dat"))
			require.NoError(t, err)
			assert.Equal(t, a.files["100.dat"], got)
			assert.NoFileExists(t, part)
			for _, f := range rep.Files {
				if f.Path == "100.dat" {
					assert.Equal(t, c.state, f.State)
					assert.EqualValues(t, 300_000, f.Bytes)
				}
			}
		})
	}
}

func TestWrongRange(t *testing.T) {
	a := newArchive(t, sample())
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "100.dat.part"), a.files["100.dat"][:1000], 0o666))
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if r.Header.Get("Range") == "" {
			return false
		}
		w.Header().Set("Content-Range", "bytes 5-299999/300000")
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(a.files["100.dat"][5:])
		return true
	}
	_, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	holds(t, dir, a.files)
}

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

func TestServerErrorsAreTriedAgain(t *testing.T) {
	a := newArchive(t, sample())
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if n <= 2 {
			w.Header().Set("Retry-After", "0")
			http.Error(w, "busy", []int{503, 429}[n-1])
			return true
		}
		return false
	}
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	holds(t, dir, a.files)
	assert.Len(t, a.asked, 8*3)

	// A server that stays so ends the download: the other files would not come either.
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if strings.HasSuffix(r.URL.Path, sumsName) {
			return false
		}
		http.Error(w, "down", http.StatusBadGateway)
		return true
	}
	a.asked = nil
	o := a.options()
	o.Retries, o.Parallel = 3, 1
	rep, err := Fetch(context.Background(), t.TempDir(), testDB, o)
	var status *StatusError
	require.ErrorAs(t, err, &status)
	assert.Equal(t, 502, status.Code)
	assert.Len(t, a.asked, 1+4)
	n, _ := rep.Count(Pending)
	assert.Equal(t, 6, n)
	o.Retries = -1
	a.asked = nil
	_, err = Fetch(context.Background(), t.TempDir(), testDB, o)
	require.Error(t, err)
	assert.Len(t, a.asked, 2)
}

func TestProgressForgivesFailures(t *testing.T) {
	// The connection breaks off after every 100 kB: more often than Retries, but always further.
	files := sample()
	files["100.dat"] = noise(2_000_000, 5)
	a := newArchive(t, files)
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if !strings.HasSuffix(r.URL.Path, "100.dat") {
			return false
		}
		from := 0
		_, _ = fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from)
		rest := files["100.dat"][from:]
		if len(rest) <= 100_000 {
			return false
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(rest)))
		if from > 0 {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(files["100.dat"])-1, len(files["100.dat"])))
			w.WriteHeader(http.StatusPartialContent)
		}
		_, _ = w.Write(rest[:100_000])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	o := a.options()
	o.Retries = 2
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, o)
	require.NoError(t, err)
	holds(t, dir, files)
	assert.Greater(t, len(a.requests("100.dat")), 10)
}

func TestSilentServer(t *testing.T) {
	a := newArchive(t, sample())
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		if strings.HasSuffix(r.URL.Path, "100.dat") && n == 1 {
			w.Header().Set("Content-Length", "300000")
			_, _ = w.Write(a.files["100.dat"][:1000])
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-release:
			}
			return true
		}
		return false
	}
	o := a.options()
	o.Stall = 50 * time.Millisecond
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, o)
	require.NoError(t, err)
	holds(t, dir, a.files)
	assert.Equal(t, []string{"", "bytes=1000-"}, a.requests("100.dat"))
}

func TestCancel(t *testing.T) {
	a := newArchive(t, sample())
	ctx, cancel := context.WithCancel(context.Background())
	o := a.options()
	o.Parallel = 1
	o.Progress = func(p Progress) {
		if p.File == "100.dat" && p.FileBytes > 100_000 {
			cancel()
		}
	}
	dir := t.TempDir()
	_, err := Fetch(ctx, dir, testDB, o)
	require.ErrorIs(t, err, context.Canceled)
	st, err := os.Stat(filepath.Join(dir, "100.dat.part"))
	require.NoError(t, err, "what has come is kept")
	assert.Greater(t, st.Size(), int64(100_000))

	rep, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	n, _ := rep.Count(Resumed)
	assert.Equal(t, 1, n)
	holds(t, dir, a.files)

	// While waiting to try again.
	a.disturb = func(w http.ResponseWriter, r *http.Request, n int) bool {
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return true
	}
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	o.Backoff = time.Hour
	_, err = Fetch(ctx, dir, testDB, o)
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

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

// full is a disk with room for n bytes.
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

func TestEscapedNames(t *testing.T) {
	a := newArchive(t, map[string][]byte{"a b%2F?#é.txt": []byte("x")})
	a.sums = fmt.Appendf(nil, "%x  a b%%2F?#é.txt\n", sha256.Sum256([]byte("x")))
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	holds(t, dir, a.files)
}

func TestFind(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Databases() {
		assert.False(t, seen[d.Name], d.Name)
		seen[d.Name] = true
		assert.NotEmpty(t, d.Title)
		assert.NotEmpty(t, d.License)
		assert.True(t, exactly.MatchString(d.Name+"/"+d.Version), d.Name)
		for _, name := range append(d.Aliases, d.Name, strings.ToUpper(d.Name), d.Name+"/"+d.Version) {
			got, err := Find(name)
			require.NoError(t, err)
			assert.Equal(t, d, got)
		}
	}
	other, err := Find("szdb/1.0.0")
	require.NoError(t, err)
	assert.Equal(t, Database{Name: "szdb", Version: "1.0.0"}, other)
	for _, name := range []string{"", "szdb", "../x/1", "a/b/1.0", "mitdb/../x", "mitdb/1.0.0/100.dat", "x/1?y"} {
		_, err := Find(name)
		var unknown *UnknownError
		assert.ErrorAs(t, err, &unknown, name)
	}
}

func TestContentRange(t *testing.T) {
	for _, c := range []struct {
		s          string
		from, size int64
		ok         bool
	}{
		{"bytes 5-9/10", 5, 10, true}, {"bytes 5-9/*", 5, -1, true}, {"bytes */10", 0, 10, true}, {"", 0, 0, false}, {"bytes 5", 0, 0, false},
		{"bytes 5/10", 5, 10, false}, {"bytes -5-9/10", 0, 10, false}, {"bytes 5-9/-1", 0, 0, false}, {"items 5-9/10", 0, 0, false},
	} {
		from, size, ok := contentRange(c.s)
		assert.Equal(t, c.ok, ok, c.s)
		if ok {
			assert.Equal(t, [2]int64{c.from, c.size}, [2]int64{from, size}, c.s)
		}
	}
}

func FuzzParseSums(f *testing.F) {
	sum := strings.Repeat("0a", 32)
	f.Add([]byte(sum + " 100.dat\n"))
	f.Add([]byte(sum + "  *a/b.hea\r\n\n" + sum + " ../x"))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := ParseSums(data)
		var list *ListError
		if err != nil && !errors.As(err, &list) {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, x := range files {
			if seen[x.Path] || strings.Contains(x.Path, "..") && !safePath(x.Path) || filepath.IsAbs(x.Path) {
				t.Fatalf("%q", x.Path)
			}
			seen[x.Path] = true
		}
	})
}

func ExampleFind() {
	db, _ := Find("cinc2017")
	fmt.Println(db.Name, db.Version, Size(db.Bytes))
	// Output: challenge-2017 1.0.0 1.4 GB
}
