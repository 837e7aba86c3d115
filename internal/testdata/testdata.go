// Package testdata finds the real ECG records that tests and benchmarks use when they are there. They are public
// databases kept outside the repository: in ../shared/data beside it, or where the environment variable ECG_DATA points.
package testdata

import (
	"os"
	"path/filepath"
	"runtime"
)

// TB is the part of testing.TB that this package needs.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Root returns the folder of the records, and whether it exists.
func Root() (string, bool) {
	dir := os.Getenv("ECG_DATA")
	if dir == "" {
		_, file, _, ok := runtime.Caller(0)
		if !ok {
			return "", false
		}
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "shared", "data")
	}
	st, err := os.Stat(dir)
	return dir, err == nil && st.IsDir()
}

// Dir returns the path of a database or a folder or file in it, given in slash form ("mitdb", "formats/scp"). The test is
// skipped, with a message, where it is absent.
func Dir(t TB, name string) string {
	t.Helper()
	root, ok := Root()
	dir := filepath.Join(root, filepath.FromSlash(name))
	if ok {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Skipf("records %q are not here: put them in ../shared/data or set ECG_DATA", name)
	return ""
}
