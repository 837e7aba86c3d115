package engine_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/codectest"
)

var update = flag.Bool("update", false, "write the files and golden results of testdata anew")

// folder is the repository's testdata.
const folder = "../../testdata"

// generated are the synthetic files of testdata: every format that can be written.
var generated = []struct {
	name, format, preset string
	tune                 func(*ecgtest.Spec)
}{
	{"normal.scp", "scp", "normal", nil},
	{"stemi_inferior.scp", "scp", "stemi-inferior", func(s *ecgtest.Spec) {
		s.Sex, s.Age = ecg.Male, 61
		s.Noise = ecgtest.Noise{BaselineUV: 80, MainsUV: 20, MuscleUV: 5}
	}},
	{"afib.dcm", "dicom", "afib", nil},
	{"lbbb.xml", "aecg", "lbbb", func(s *ecgtest.Spec) { s.Rate, s.Duration = 250, 8 }},
	{"pvc.hea", "wfdb", "pvc", func(s *ecgtest.Spec) { s.Rate = 360; s.Leads = []ecg.Lead{ecg.LeadMLII, ecg.LeadV5} }},
}

// makeFile writes the synthetic file of row i to dir.
func makeFile(t testing.TB, i int, dir string) *ecg.Record {
	t.Helper()
	g := generated[i]
	spec := preset(t, g.preset)
	spec.Seed = uint64(i + 1)
	if g.tune != nil {
		g.tune(&spec)
	}
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	if g.format == "wfdb" {
		require.NoError(t, wfdb.WriteDir(dir, g.name[:len(g.name)-len(".hea")], rec, nil))
		return rec
	}
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, rec, g.format))
	require.NoError(t, os.WriteFile(filepath.Join(dir, g.name), b.Bytes(), 0o666))
	return rec
}

// The files in testdata are what the generator and the encoders make, and read back as what was generated.
func TestGeneratedFiles(t *testing.T) {
	dir := folder
	if !*update {
		dir = t.TempDir()
	}
	for i, g := range generated {
		rec := makeFile(t, i, dir)
		back, err := formats.Open(os.DirFS(folder), g.name, nil)
		require.NoError(t, err, g.name)
		require.Empty(t, back.Warnings, g.name)
		require.Len(t, back.Channels, len(rec.Channels), g.name)
		for k := range rec.Channels {
			want, got := rec.Channels[k].Microvolts(nil), back.Channels[k].Microvolts(nil)
			assert.Equal(t, rec.Channels[k].Lead, back.Channels[k].Lead)
			require.Len(t, got, len(want))
			for s := range want {
				// Other processors round sums of products otherwise: one step at most.
				require.InDelta(t, want[s], got[s], 1.01, "%s lead %d sample %d", g.name, k, s)
			}
		}
	}
}

// The analysis of each file is what it was; -update accepts what it is now.
func TestGoldenResults(t *testing.T) {
	if runtime.GOARCH == "386" {
		t.Skip("floating point on 386 differs in the last bits")
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	for _, g := range generated {
		res := engine.NewResult()
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(folder), g.name), g.name)
		data, err := json.MarshalIndent(res, "", " ")
		require.NoError(t, err)
		golden := filepath.Join(folder, "golden", g.name+".json")
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o777))
			require.NoError(t, os.WriteFile(golden, append(data, '\n'), 0o666))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		var w, have any
		require.NoError(t, json.Unmarshal(want, &w))
		require.NoError(t, json.Unmarshal(data, &have))
		w.(map[string]any)["version"] = have.(map[string]any)["version"]
		same(t, g.name, w, have)
	}
}

// same compares JSON values, numbers with the tolerance that fused multiply-adds need.
func same(t *testing.T, at string, want, have any) {
	t.Helper()
	switch w := want.(type) {
	case map[string]any:
		h, ok := have.(map[string]any)
		require.True(t, ok, at)
		require.Equal(t, keys(w), keys(h), at)
		for k := range w {
			same(t, at+"."+k, w[k], h[k])
		}
	case []any:
		h, ok := have.([]any)
		require.True(t, ok, at)
		require.Len(t, h, len(w), at)
		for i := range w {
			same(t, at, w[i], h[i])
		}
	case float64:
		h, ok := have.(float64)
		require.True(t, ok, "%s: %v", at, have)
		require.InDelta(t, w, h, 0.002+1e-6*math.Abs(w), at)
	default:
		require.Equal(t, want, have, at)
	}
}

func keys(m map[string]any) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// hostile are small inputs that declare much or never end.
func hostile() map[string][]byte {
	scp := append(bytes.Repeat([]byte{0xFF}, 6), 0x11, 0x22, 0, 0, 136, 0, 0, 0, 20, 20, 'S', 'C', 'P', 'E', 'C', 'G')
	for id := range 12 {
		scp = append(scp, byte(id), 0, 0xF0, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0)
	}
	dicom := append(bytes.Repeat([]byte{0}, 128), "DICM"...)
	dicom = append(dicom, 2, 0, 0x10, 0, 'U', 'I', 20, 0)
	dicom = append(dicom, "1.2.840.10008.1.2.1\x00"...)
	for range 2000 { // sequences within sequences, none of which ends
		dicom = append(dicom, 0x00, 0x54, 0x00, 0x01, 'S', 'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF)
	}
	bomb := []byte(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><AnnotatedECG xmlns="urn:hl7-org:v3">`)
	bomb = append(bomb, bytes.Repeat([]byte("<component>&b;"), 5000)...)
	return map[string][]byte{
		"declares_2gb.scp":    scp,
		"nested_forever.dcm":  dicom,
		"entity_bomb.xml":     bomb,
		"declares_huge.hea":   []byte("huge 64 500 9223372036854775807\n" + string(bytes.Repeat([]byte("huge.dat 16 200 16 0 0 0 0 I\n"), 64))),
		"escapes_folder.hea":  []byte("e 1 500 1000\n../../../etc/passwd 16 200 16 0 0 0 0 I\n"),
		"segments_itself.hea": []byte("segments_itself/2 1 500 1000\nsegments_itself 500\nsegments_itself 500\n"),
	}
}

func TestHostileFiles(t *testing.T) {
	dir := filepath.Join(folder, "hostile")
	if *update {
		require.NoError(t, os.MkdirAll(dir, 0o777))
		for name, data := range hostile() {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o666))
		}
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	for name, data := range hostile() {
		stored, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, data, stored, name)
		codectest.Bounded(t, len(data), func() { err = a.AnalyzeFile(engine.NewResult(), os.DirFS(dir), name) })
		require.Error(t, err, name)
		assert.NotEqual(t, "internal", formats.Reason(err), "%s: %v", name, err)
	}
}
