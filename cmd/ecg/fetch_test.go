package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBenchFetch(t *testing.T) {
	files := map[string]string{"RECORDS": "100\n101\n", "100.hea": "100 0 360\n", "101.hea": "101 0 360\n", "101.dat": "absent"}
	sums := ""
	for name, data := range files {
		sums += fmt.Sprintf("%x %s\n", sha256.Sum256([]byte(data)), name)
	}
	delete(files, "101.dat")
	files["SHA256SUMS.txt"] = sums
	agent := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		data, ok := files[filepath.Base(r.URL.Path)]
		if !ok || filepath.Dir(r.URL.Path) != "/mirror/mitdb/1.0.0" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write([]byte(data))
	}))
	defer server.Close()

	dir := filepath.Join(t.TempDir(), "db")
	for _, args := range [][]string{
		{"bench", "fetch", "mitdb", "-o", dir, "-url", server.URL + "/mirror", "-records", "100"},
		{"bench", "fetch", "-url", server.URL + "/mirror", "-records", "100", "mitdb", "-o", dir},
	} {
		code, out, errs := call(t, nil, args...)
		require.Equal(t, exitOK, code, errs)
		assert.Empty(t, errs)
		assert.Contains(t, out, "mitdb 1.0.0 in "+dir)
		assert.FileExists(t, filepath.Join(dir, "100.hea"))
		assert.NoFileExists(t, filepath.Join(dir, "101.hea"))
	}
	assert.Regexp(t, `^goecg/\d`, agent)

	// One file is missing on the server: the others are there, and the exit status says so. The bar goes to standard error.
	var out, errs bytes.Buffer
	e := &env{ctx: context.Background(), stdout: &out, stderr: &errs, progress: true}
	assert.Equal(t, exitFailed, run(e, []string{"bench", "fetch", "mitdb", "-o", dir, "-url", server.URL + "/mirror"}))
	assert.Contains(t, out.String(), "failed: 101.dat: the server answers 404")
	assert.Contains(t, out.String(), "present        2")
	assert.Contains(t, errs.String(), "mitdb")
	b, err := os.ReadFile(filepath.Join(dir, "101.hea"))
	require.NoError(t, err)
	assert.Equal(t, files["101.hea"], string(b))

	code, table, _ := call(t, nil, "bench", "fetch", "-list")
	assert.Equal(t, exitOK, code)
	assert.Regexp(t, `(?m)^ptb-xl, ptbxl +1\.0\.3 +3\.0 GB +CC BY 4\.0 +PTB-XL`, table)

	code, _, msg := call(t, nil, "bench", "fetch", "mitdb", "-o", dir, "-url", server.URL+"/nowhere")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, msg, "404")
	for _, args := range [][]string{{}, {"nosuch"}, {"mitdb", "nstdb"}, {"mitdb", "-url", "ftp://x"}, {"-nosuch"}, {"mitdb", "-parallel", "x"}} {
		code, stdout, msg := call(t, nil, append([]string{"bench", "fetch"}, args...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.NotEmpty(t, msg, args)
		assert.Empty(t, stdout, args)
	}
}
