package wfdb

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samples are small records of all storage formats and layouts, made here.
func samples() map[string]fstest.MapFS {
	noise := func(n int) string {
		r := rand.New(rand.NewPCG(1, uint64(n)))
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return string(b)
	}
	out := map[string]fstest.MapFS{}
	for format := range storages {
		out[fmt.Sprint(format)] = codectest.Folder(
			"r.hea", fmt.Sprintf("#wfdb 10.7\nr 3 250/1000(5) 60 10:20:30 1/2/2003\nr.dat %d 200(3)/mV 12 0 7 9 0 II\nr.dat %dx2:3 1/mmHg 12 5 7 9 0 ABP\nr.dat %d\n# 50 M 1 2 x1\n# Age: 3\n#Dx: 164867002\n", format, format, format),
			"r.dat", noise(1000))
	}
	out["files"] = codectest.Folder("r.hea", "r 3 250 20\na.mat 16+24 200 12 0 1 1 0 V1\nb 212 200\nmissing 16\n", "a.mat", noise(70), "b", noise(31))
	out["segments"] = codectest.Folder("r.hea", "r/4 2 100 60\nlay 0\n~ 10\nr1 20\nr2 30\n",
		"lay.hea", "lay 2 100 0\n~ 0 200/mV 12 0 0 0 0 II\n~ 0x2 100/mV 12 0 0 0 0 V\n",
		"r1.hea", "r1 1 100 20\nr1.dat 16 200 12 0 7 15 0 II\n", "r1.dat", noise(40),
		"r2.hea", "r2 2 100 30\nr2.dat 212x2 50(4)/mV 12 0 5 0 0 V\nr2.dat 212 200 12 0 9 0 0 II\n", "r2.dat", noise(135))
	return out
}

// sound fails unless the outcome is a typed error or a record that can be used.
func sound(t testing.TB, rec *ecg.Record, err error, what string) {
	checkError(t, err)
	if err != nil {
		return
	}
	require.NotEmpty(t, rec.Channels, what)
	for i := range rec.Channels {
		c := &rec.Channels[i]
		require.True(t, c.Rate > 0 && ecg.Known(c.Rate) && c.Scale != 0 && ecg.Known(c.Scale) && ecg.Known(c.Offset), what)
		require.Zero(t, c.Start, what)
	}
}

func TestTruncations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: thousands of decodings")
	}
	n := 0
	for name, f := range samples() {
		for file := range f {
			for part := range codectest.Cuts(f[file].Data, 100) {
				cut := len(part)
				rec, err := open(t, codectest.With(f, file, part))
				sound(t, rec, err, name)
				if err == nil && strings.HasPrefix(file, "r.dat") && cut < 90 {
					assert.Contains(t, codesOf(rec), ecg.WarnTruncated, "%s cut at %d", name, cut)
				}
				n++
			}
		}
	}
	assert.Greater(t, n, 250)
}

func TestMutations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: thousands of decodings")
	}
	damage := codectest.Damage{Seed: 7, Places: 4, Edits: []codectest.Edit{
		codectest.Byte, codectest.Bit,
		codectest.Insert("0", "9", "99999999", "999999999999999999999", "-1", "x", "+", ":", "/", "(", " ", "\n", "~", "../", "1e308", "2147483647", "\x00", "#"),
	}}
	for name, f := range samples() {
		damage.Copies = 250 / len(f)
		for file := range f {
			for bad := range damage.Of(f[file].Data) {
				g := codectest.With(f, file, bad)
				var rec *ecg.Record
				var err error
				codectest.Bounded(t, codectest.Size(g), func() { rec, err = open(t, g) })
				sound(t, rec, err, name)
			}
		}
	}
}

// Tiny files that declare huge records.
func TestHostileHeaders(t *testing.T) {
	many := "r 4000 250 10\n" + strings.Repeat("a 80\n", 4000)
	pairs := "r 4000 250 10\n" + strings.Repeat("a 80\nb 80\n", 2000)
	for name, f := range map[string]fstest.MapFS{
		"samples":  codectest.Folder("r.hea", "r 1 250 9223372036854775807\na 16\n", "a", words(1, 2)),
		"frames":   codectest.Folder("r.hea", "r 2 250 9223372036854775807\na 16x1048576\na 16x1048576\n", "a", words(1, 2)),
		"offset":   codectest.Folder("r.hea", "r 1 250 5\na 16+9223372036854775807\n", "a", words(1, 2)),
		"skew":     codectest.Folder("r.hea", "r 1 250 5\na 16:1073741823\n", "a", words(1, 2, 3, 4, 5)),
		"signals":  codectest.Folder("r.hea", "r 4000 250 5\na 16\n", "a", words(1, 2)),
		"many":     codectest.Folder("r.hea", many, "a", strings.Repeat("x", 40000)),
		"pairs":    codectest.Folder("r.hea", pairs, "a", strings.Repeat("x", 20000), "b", strings.Repeat("x", 20000)),
		"segments": codectest.Folder("r.hea", "r/65536 1 250 5\na 16\n"),
		"lines":    codectest.Folder("r.hea", "r 1 250 5\na 16\n"+strings.Repeat("#\n", 200000), "a", words(1)),
		"comments": codectest.Folder("r.hea", "r 1 250 5\na 16\n#Dx:"+strings.Repeat("12345,", 50000)+"12345\n#<diagnoses>:\n"+strings.Repeat("#a\n", 50000), "a", words(1)),
		"one line": codectest.Folder("r.hea", strings.Repeat("r ", 500000)),
	} {
		t.Run(name, func(t *testing.T) {
			codectest.Bounded(t, codectest.Size(f), func() {
				rec, err := open(t, f)
				sound(t, rec, err, name)
			})
			var rec ecg.Record
			checkError(t, Open(&rec, f, "r.hea", true, nil))
			checkError(t, DecodeConfig(&rec, f["r.hea"].Data, nil))
			checkError(t, Decode(&rec, f["r.hea"].Data, nil))
		})
	}
}

func TestAnnotationMutations(t *testing.T) {
	var b bytes.Buffer
	var list []Annotation
	for i := 0; i < 200; i++ {
		list = append(list, Annotation{Sample: int64(i * i * 40), Code: byte(i % 50), Subtype: int8(i), Chan: uint8(i / 7), Num: int8(i / 9), Aux: strings.Repeat("z", i%5)})
	}
	require.NoError(t, WriteAnnotations(&b, list, &AnnotationOptions{Resolution: 500}))
	damage := codectest.Damage{Seed: 3, Copies: 1000, Places: 5, Edits: []codectest.Edit{codectest.Byte, codectest.Byte, codectest.Byte, codectest.Delete(b.Len())}}
	for bad := range damage.Of(b.Bytes()) {
		_, err := ReadAnnotations(bad, 360)
		checkError(t, err)
	}
	for part := range codectest.Cuts(b.Bytes(), b.Len()) {
		var f AnnotationFile
		err := DecodeAnnotations(&f, part, 0)
		checkError(t, err)
		assert.True(t, err != nil || f.NoEnd, len(part))
	}
	big := bytes.Repeat([]byte{1, 4}, 1<<20)
	codectest.Bounded(t, len(big), func() { _, _ = ReadAnnotations(big, 360) })
}

func FuzzHeader(f *testing.F) {
	for _, s := range samples() {
		f.Add(s["r.hea"].Data)
	}
	f.Add([]byte("Q0001 12 500 5000 15-May-2020 15:35:30\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		h, err := ParseHeader(data, "x.hea", nil)
		checkError(t, err)
		if err == nil {
			require.True(t, h.Rate > 0)
			require.True(t, h.Segments != nil || len(h.Signals) == h.NumSignals)
		}
		Sniff(data)
		Files(data)
		var rec ecg.Record
		checkError(t, Decode(&rec, data, nil))
		checkError(t, DecodeConfig(&rec, data, nil))
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples() {
		var other []byte
		for name, file := range s {
			if name != "r.hea" {
				other = file.Data
			}
		}
		f.Add(s["r.hea"].Data, other)
	}
	f.Fuzz(func(t *testing.T, header, data []byte) {
		if len(header) > 1<<11 || len(data) > 1<<14 { // every name has the same content, so work grows with the product
			return
		}
		fsys := anyFile{"r.hea": header, "": data}
		var rec ecg.Record
		err := Open(&rec, fsys, "r.hea", false, &formats.Options{MaxSamples: 1 << 20})
		sound(t, &rec, err, "fuzz")
	})
}

// anyFile is a file system in which every name without content of its own has that of "".
type anyFile map[string][]byte

func (a anyFile) Open(name string) (fs.File, error) {
	data, ok := a[name]
	if !ok {
		data = a[""]
	}
	return fstest.MapFS{name: {Data: data}}.Open(name)
}

// Real files, cut and damaged.
func TestRealFilesDamaged(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: many decodings")
	}
	dir := testdata.Dir(t, "ludb")
	f := codectest.Folder("1.dat", string(codectest.Read(t, filepath.Join(dir, "1.dat"))))
	try := func(header []byte) {
		rec, err := open(t, codectest.With(f, "r.hea", header))
		sound(t, rec, err, "ludb")
	}
	head := codectest.Read(t, filepath.Join(dir, "1.hea"))
	for part := range codectest.Cuts(head, 150) {
		try(part)
	}
	damage := codectest.Damage{Seed: 5, Copies: 150, Places: 1, Edits: []codectest.Edit{codectest.Byte}}
	for bad := range damage.Of(head) {
		try(bad)
	}
}
