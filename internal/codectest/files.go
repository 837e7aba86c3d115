package codectest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math"
	"os"
	"path"
	"path/filepath"
	"testing/fstest"

	"github.com/goecg/goecg/internal/testdata"
)

// Files returns the paths of the files that match a pattern in slash form ("formats/dicom/*.dcm"), of which there is at least
// one: where the folder is absent the test is skipped.
func Files(t testdata.TB, pattern string) []string {
	t.Helper()
	dir, last := path.Split(pattern)
	names, err := filepath.Glob(filepath.Join(testdata.Dir(t, path.Clean(dir)), last))
	if err != nil || len(names) == 0 {
		t.Fatalf("no file matches %q: %v", pattern, err)
	}
	return names
}

// Read returns what is in a file.
func Read(t testdata.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return data
}

// Digest is how the references beside the files tell all samples of a lead: the SHA-256 of the µV, rounded half to even, as
// little-endian int32.
func Digest(uv []float64) string {
	b := make([]byte, 0, 4*len(uv))
	for _, v := range uv {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.RoundToEven(v))))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Folder is a folder in memory, of names and contents in turn.
func Folder(pairs ...string) fstest.MapFS {
	f := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		f[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return f
}

// With is the folder with other content of one file; f itself stays as it is.
func With(f fstest.MapFS, name string, data []byte) fstest.MapFS {
	out := maps.Clone(f)
	out[name] = &fstest.MapFile{Data: data}
	return out
}

// Size is how many bytes the files of a folder hold.
func Size(f fstest.MapFS) (n int) {
	for _, file := range f {
		n += len(file.Data)
	}
	return n
}
