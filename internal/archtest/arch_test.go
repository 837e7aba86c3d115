package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/goecg/goecg"

// imports is the import table: package (or folder, ending in /*) to what it may import of this module. Every package may
// also import internal/*.
var imports = []struct {
	pkg     string
	allowed []string
}{
	{"ecg", nil},
	{"filter", nil},
	{"detect", []string{"filter"}},
	{"measure", []string{"ecg", "filter", "detect"}},
	{"classify", []string{"ecg", "measure"}},
	{"formats", []string{"ecg"}},
	{"formats/all", []string{"formats/*"}},
	{"formats/wfdb/flac", []string{"formats", "formats/wfdb"}},
	{"formats/*", []string{"ecg", "formats"}},
	{"ecg/engine", []string{"ecg", "filter", "detect", "measure", "classify", "formats", "formats/*"}},
	{"ecg/render", []string{"ecg", "measure", "classify"}},
	{"ecg/render/*", []string{"ecg/render", "ecg/render/*"}},
	{"ecg/ecgtest", []string{"ecg"}},
	{"bench/fetch", nil},
	{"bench", []string{"ecg", "filter", "detect", "measure", "classify", "formats", "formats/*", "ecg/engine", "ecg/render", "ecg/ecgtest"}},
	{"cmd/ecg", []string{"*"}},
	{"cmd/ecg/*", []string{"*"}},
	{"examples/*", []string{"*"}},
	{"internal/*", nil},
}

// stdOnly are the packages that may import the standard library and this module only.
var stdOnly = map[string]bool{"ecg": true, "ecg/ecgtest": true, "bench/fetch": true}

// importerModules are what a service gets when it imports the library packages: the module itself and these.
var importerModules = map[string]bool{
	module: true, "gonum.org/v1/gonum": true, "github.com/mjibson/go-dsp": true,
	"golang.org/x/exp": true, "golang.org/x/text": true,
}

// library are the packages that importerModules is promised for.
var library = []string{"ecg", "ecg/ecgtest", "ecg/engine", "ecg/render", "filter", "detect", "measure", "classify", "formats",
	"formats/all", "formats/scp", "formats/dicom", "formats/aecg", "formats/wfdb"}

type pkg struct {
	ImportPath string
	Name       string
	Doc        string
	Dir        string
	Imports    []string
	GoFiles    []string
	Standard   bool
	Module     *struct{ Path string }
}

func root(t *testing.T) string {
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	return dir
}

func goList(t *testing.T, args ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	cmd.Dir = root(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var list []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err)
		list = append(list, p)
	}
}

func match(pattern, name string) bool {
	if pattern == "*" || pattern == name {
		return true
	}
	dir, ok := strings.CutSuffix(pattern, "/*")
	return ok && strings.HasPrefix(name, dir+"/")
}

func allowedFor(name string) (allowed []string, listed bool) {
	for _, row := range imports {
		if match(row.pkg, name) {
			return row.allowed, true
		}
	}
	return nil, false
}

func TestImportTable(t *testing.T) {
	for _, p := range goList(t, "./...") {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		allowed, listed := allowedFor(name)
		require.True(t, listed, "package %s is not in the import table", name)
		for _, imp := range p.Imports {
			if !strings.HasPrefix(imp, module) {
				std := !strings.Contains(strings.Split(imp, "/")[0], ".")
				require.False(t, stdOnly[name] && !std, "%s imports %s: it may import the standard library only", name, imp)
				continue
			}
			target := strings.TrimPrefix(imp, module+"/")
			ok := match("internal/*", target)
			for _, a := range allowed {
				ok = ok || match(a, target)
			}
			require.True(t, ok, "%s imports %s, which the import table does not allow", name, target)
		}
	}
}

func TestImportersStayLight(t *testing.T) {
	args := []string{"-deps"}
	for _, name := range library {
		args = append(args, "./"+name)
	}
	for _, p := range goList(t, args...) {
		if p.Standard || p.Module == nil {
			continue
		}
		require.True(t, importerModules[p.Module.Path], "the library packages pull in %s (through %s)", p.Module.Path, p.ImportPath)
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	for _, p := range goList(t, "./...") {
		require.NotEmpty(t, strings.TrimSpace(p.Doc), "%s has no package comment", p.ImportPath)
	}
}

// maxLines is where a file certainly has more than one subject; tables are exempt.
const maxLines = 500

func TestFilesHaveOneSubject(t *testing.T) {
	for _, p := range goList(t, "./...") {
		for _, f := range p.GoFiles {
			if strings.Contains(f, "table") {
				continue
			}
			b, err := os.ReadFile(filepath.Join(p.Dir, f))
			require.NoError(t, err)
			require.LessOrEqual(t, bytes.Count(b, []byte("\n")), maxLines, "%s/%s is too long", p.ImportPath, f)
		}
	}
}
