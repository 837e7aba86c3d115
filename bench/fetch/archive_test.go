package fetch

import (
	"crypto/sha256"
	"fmt"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

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
