package wfdb

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReferenceAnnotations(t *testing.T) {
	dir, refs := loadReference(t)
	checked := 0
	for name, ref := range refs {
		file, ok := strings.CutPrefix(name, "annotation:")
		if !ok {
			continue
		}
		checked++
		list, err := OpenAnnotations(os.DirFS(dir), file, 0)
		require.NoError(t, err, file)
		if len(list) > 0 && list[0].Code == CodeNote { // the reference leaves out the detector's command line
			assert.True(t, strings.HasPrefix(list[0].Aux, "gqrs "), file)
			list = list[1:]
		}
		require.Equal(t, ref.Count, len(list), file)
		var sum int64
		for i, a := range list {
			sum += a.Sample
			if i < len(ref.First) {
				assert.Equal(t, ref.First[i], a.Sample, file)
				assert.Equal(t, ref.Symbols[i], Symbol(a.Code), file)
			}
		}
		assert.Equal(t, ref.Sum, sum, file)
		assert.Equal(t, ref.Last, list[len(list)-1].Sample, file)
	}
	assert.Equal(t, 5, checked)
}

// mitBeats are the numbers of beats that the MIT-BIH database's directory gives for each record.
var mitBeats = map[string]int{
	"101": 1865, "102": 2187, "104": 2229, "106": 2027, "107": 2137, "108": 1763, "109": 2532, "112": 2539, "114": 1879,
	"115": 1953, "116": 2412, "118": 2278, "119": 1987, "122": 2476, "124": 1619, "201": 1963, "203": 2980, "205": 2656,
	"207": 1860, "208": 2955, "209": 3005, "215": 3363, "217": 2208, "220": 2048, "223": 2605, "230": 2256,
}

func TestMITBeats(t *testing.T) {
	dir := os.DirFS(testdata.Dir(t, "mitdb"))
	for name, want := range mitBeats {
		list, err := OpenAnnotations(dir, name+".atr", 360)
		require.NoError(t, err)
		n := 0
		for _, a := range list {
			if IsBeat(a.Code) {
				n++
			}
		}
		assert.Equal(t, want, n, name)
	}
}

func TestAnnotationWords(t *testing.T) {
	// The start of record 100 of the MIT-BIH database.
	list, err := ReadAnnotations([]byte{0x12, 0x70, 0x03, 0xfc, 0x28, 0x4e, 0, 0, 0x3b, 0x04}, 360)
	require.NoError(t, err)
	assert.Equal(t, []Annotation{{Sample: 18, Code: CodeRhythm, Aux: "(N"}, {Sample: 77, Code: CodeNormal}}, list)

	list, err = ReadAnnotations([]byte{0, 0xec, 0, 0, 0x88, 0x13, 0, 4, 0, 0}, 0)
	require.NoError(t, err)
	assert.Equal(t, []Annotation{{Sample: 5000, Code: CodeNormal}}, list)

	// Negative subtype and number, channel 255; number and channel stay for the next one, the subtype does not.
	list, err = ReadAnnotations([]byte{5, 56, 0xff, 0xf7, 0xff, 0xfb, 0xff, 0xf3, 1, 4, 0, 0, 9, 9, 9}, 0)
	require.NoError(t, err)
	assert.Equal(t, []Annotation{
		{Sample: 5, Code: CodeNoise, Subtype: -1, Chan: 255, Num: -1}, {Sample: 6, Code: CodeNormal, Chan: 255, Num: -1},
	}, list)
}

func TestAnnotationPreamble(t *testing.T) {
	in := []Annotation{{Code: CodeNote, Aux: "detector 1.0"}, {Sample: 1000, Code: 42}, {Sample: 1501, Code: CodeNormal}}
	var b bytes.Buffer
	opts := AnnotationOptions{Resolution: 1000, Definitions: []Definition{{42, "CAL", "Calibration pulse"}}}
	require.NoError(t, WriteAnnotations(&b, in, &opts))
	var f AnnotationFile
	require.NoError(t, DecodeAnnotations(&f, b.Bytes(), 360))
	assert.Equal(t, 1000.0, f.Resolution)
	assert.Equal(t, opts.Definitions, f.Definitions)
	assert.Equal(t, []Annotation{in[0], {Sample: 360, Code: 42}, {Sample: 540, Code: CodeNormal}}, f.Annotations)
}

func TestAnnotationDefinitionsWithoutHeading(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, WriteAnnotations(&b, []Annotation{{Code: CodeNote, Aux: "43 ABP pressure"}, {Sample: 7, Code: 43}}, nil))
	var f AnnotationFile
	require.NoError(t, DecodeAnnotations(&f, b.Bytes(), 0))
	assert.Equal(t, []Definition{{43, "ABP", "pressure"}}, f.Definitions)
	assert.Equal(t, []Annotation{{Sample: 7, Code: 43}}, f.Annotations)
}

func TestAnnotationRoundTrip(t *testing.T) {
	var in []Annotation
	add := func(a Annotation) { in = append(in, a) }
	add(Annotation{Sample: -3, Code: CodeNormal})
	add(Annotation{Sample: 0, Code: CodeNone})
	for code := byte(0); code <= MaxCode; code++ {
		add(Annotation{Sample: 10 + int64(code)*700, Code: code, Subtype: int8(code) - 20, Chan: code / 9, Num: -int8(code) / 7})
	}
	add(Annotation{Sample: 60000, Code: CodeNote, Aux: "odd"})
	add(Annotation{Sample: 60000, Code: CodeNote, Chan: 255, Num: -128, Aux: "even"})
	add(Annotation{Sample: 60000 + 1023, Code: CodeNone})
	add(Annotation{Sample: 60000 + 1023 + 1024, Code: CodeNone})
	add(Annotation{Sample: 80000, Code: CodeLearn, Aux: strings.Repeat("x", 255)})
	add(Annotation{Sample: 10_000_000_000, Code: CodePVC})
	add(Annotation{Sample: 10_000_000_000, Code: CodePVC})
	var b bytes.Buffer
	require.NoError(t, WriteAnnotations(&b, in, nil))
	out, err := ReadAnnotations(b.Bytes(), 0)
	require.NoError(t, err)
	assert.Equal(t, in, out)

	// Disorder is put right, equal times keep their order.
	b.Reset()
	require.NoError(t, WriteAnnotations(&b, []Annotation{{Sample: 9, Code: 1}, {Sample: 4, Code: 5}, {Sample: 4, Code: 6}}, nil))
	out, err = ReadAnnotations(b.Bytes(), 0)
	require.NoError(t, err)
	assert.Equal(t, []Annotation{{Sample: 4, Code: 5}, {Sample: 4, Code: 6}, {Sample: 9, Code: 1}}, out)
}

func TestAnnotationFilesRoundTrip(t *testing.T) {
	for _, pattern := range []string{"mitdb/*.atr", "nstdb/*.atr", "cudb/*.atr", "ludb/1*.avr", "wfdb-samples/*.*qrs*"} {
		db, _ := filepath.Split(pattern)
		dir := testdata.Dir(t, db)
		files, err := filepath.Glob(filepath.Join(dir, filepath.Base(pattern)))
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			var f, g AnnotationFile
			require.NoError(t, DecodeAnnotations(&f, data, 0), file)
			var b bytes.Buffer
			require.NoError(t, WriteAnnotations(&b, f.Annotations, &AnnotationOptions{Resolution: f.Resolution, Definitions: f.Definitions}))
			require.NoError(t, DecodeAnnotations(&g, b.Bytes(), 0), file)
			assert.Equal(t, f.Annotations, g.Annotations, file)
			assert.Equal(t, f.Resolution, g.Resolution, file)
		}
	}
}

// A first word that begins an AHA file as well is avoided.
func TestAnnotationsUnlikeAHA(t *testing.T) {
	for code := byte(0); code <= MaxCode; code++ {
		for _, at := range []int64{0, 255, 256, 512, 768, 1024} {
			in := []Annotation{{Sample: at, Code: code, Aux: "12345678901"}, {Sample: at, Code: 17}, {Sample: at + 9, Code: 1}}
			if preamble := at == 0 && code == CodeNote; preamble {
				continue
			}
			var b bytes.Buffer
			require.NoError(t, WriteAnnotations(&b, in, nil))
			out, err := ReadAnnotations(b.Bytes(), 0)
			require.NoError(t, err)
			require.Equal(t, in, out)
			require.False(t, looksAHA(b.Bytes()[0], b.Bytes()[1]))
		}
	}
}

func TestWriteAnnotationsRefuses(t *testing.T) {
	for _, a := range []Annotation{{Code: 50}, {Code: 1, Aux: strings.Repeat("x", 256)}} {
		assert.ErrorIs(t, WriteAnnotations(&bytes.Buffer{}, []Annotation{a}, nil), formats.ErrUnsupported)
	}
}

func TestAHA(t *testing.T) {
	entry := func(code byte, time uint32, sub byte, text string) []byte {
		b := make([]byte, 16)
		b[1], b[8] = code, sub
		b[2], b[3], b[4], b[5] = byte(time>>16), byte(time>>24), byte(time), byte(time>>8)
		copy(b[10:], text)
		return b
	}
	data := bytes.Join([][]byte{
		entry('N', 100, 0, ""), entry('V', 70000, 0, "abc"), entry('U', 80000, 0, ""), entry('[', 90000, 0, ""),
		bytes.Repeat([]byte{0xFF}, 16),
	}, nil)
	var f AnnotationFile
	require.NoError(t, DecodeAnnotations(&f, data, 0))
	assert.True(t, f.AHA)
	assert.Equal(t, []Annotation{
		{Sample: 100, Code: CodeNormal}, {Sample: 70000, Code: CodePVC, Aux: "abc"},
		{Sample: 80000, Code: CodeNoise, Subtype: -1}, {Sample: 90000, Code: CodeVFOn},
	}, f.Annotations)
	assert.ErrorIs(t, DecodeAnnotations(&f, data[:40], 0), formats.ErrTruncated)
	assert.Len(t, f.Annotations, 2)
}

func TestCodes(t *testing.T) {
	for code := byte(0); code <= MaxCode; code++ {
		got, ok := CodeOf(Symbol(code))
		assert.True(t, ok)
		assert.Equal(t, code, got)
	}
	classes := map[byte]string{'N': "NLRB", 'S': "JASajen", 'V': "VrE", 'F': "F", 'Q': "Q/f?"}
	beats := 0
	for class, symbols := range classes {
		for _, s := range symbols {
			code, ok := CodeOf(string(s))
			require.True(t, ok)
			assert.Equal(t, class, Class(code), string(s))
			assert.True(t, IsBeat(code) && IsQRS(code))
			beats++
		}
		assert.Equal(t, class, Class(ClassCode(class)))
	}
	for code := 0; code < 256; code++ {
		if IsBeat(byte(code)) {
			beats--
		}
	}
	assert.Zero(t, beats, "codes counted as beats")
	assert.True(t, IsQRS(CodeFlutter))
	assert.False(t, IsBeat(CodeFlutter))
	assert.Empty(t, Symbol(50))
	assert.Empty(t, Name(50))
}

// checkError fails unless err is nil or a *formats.Error around a sentinel.
func checkError(t testing.TB, err error) {
	if err == nil {
		return
	}
	var e *formats.Error
	require.ErrorAs(t, err, &e)
	require.NotEqual(t, "internal", formats.Reason(err), err)
}

func FuzzAnnotations(f *testing.F) {
	f.Add([]byte{0x12, 0x70, 0x03, 0xfc, 0x28, 0x4e, 0, 0, 0x3b, 0x04}, 360.0)
	f.Add([]byte{0, 0xec, 0xff, 0x7f, 0xff, 0xff, 0, 0xec, 0xff, 0x7f, 0xff, 0xff, 0, 4, 0, 0}, 0.0)
	var b bytes.Buffer
	_ = WriteAnnotations(&b, []Annotation{{Sample: 9, Code: 5, Num: 3, Chan: 1, Aux: "(AFIB"}},
		&AnnotationOptions{Resolution: 250, Definitions: []Definition{{44, "X", "y z"}}})
	f.Add(b.Bytes(), 500.0)
	f.Add(append([]byte{0, 'N', 0, 0, 5, 0}, make([]byte, 26)...), 0.0)
	f.Fuzz(func(t *testing.T, data []byte, rate float64) {
		if len(data) > 1<<16 || math.IsNaN(rate) {
			return
		}
		var f AnnotationFile
		err := DecodeAnnotations(&f, data, rate)
		checkError(t, err)
		for i := range f.Annotations {
			if a := &f.Annotations[i]; a.Code > MaxCode || len(a.Aux) > maxAux {
				return // not to be written
			}
		}
		var b bytes.Buffer
		require.NoError(t, WriteAnnotations(&b, f.Annotations, nil))
		var g AnnotationFile
		require.NoError(t, DecodeAnnotations(&g, b.Bytes(), 0))
		if g.Resolution > 0 || g.Definitions != nil || len(g.Annotations) != len(f.Annotations) {
			return // notes that describe the file, sorted to the front
		}
		for i := range f.Annotations {
			require.Equal(t, f.Annotations[i], g.Annotations[i])
		}
	})
}
