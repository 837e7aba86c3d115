package fetch

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
