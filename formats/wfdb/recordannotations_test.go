package wfdb

import (
	"bytes"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// marksFile gives a folder with a record at 250 frames a second, leads II, V1 (two samples a frame) and ABP, and its marks.
func marksFile(t testing.TB, o *AnnotationOptions, marks ...Annotation) fstest.MapFS {
	var b bytes.Buffer
	require.NoError(t, WriteAnnotations(&b, marks, o))
	return codectest.Folder("r.hea", "r 3 250 9\nr.dat 16 200 12 0 0 0 0 II\nr.dat 16x2 200 12 0 0 0 0 V1\nr.dat 16 1/mmHg 12 0 0 0 0 ABP\n",
		"r.dat", strings.Repeat(words(1, 2, 3, 4), 9), "r.atr", b.String(), "r.v1", b.String())
}

func load(t testing.TB, f fs.FS, annotator string) *ecg.Record {
	rec := new(ecg.Record)
	require.NoError(t, Open(rec, f, "r.hea", false, nil))
	require.NoError(t, LoadAnnotations(rec, f, "r", annotator))
	return rec
}

// brief leaves out what does not matter to a comparison: NaN is not equal to itself.
func brief(list []ecg.Annotation) []ecg.Annotation {
	out := append([]ecg.Annotation(nil), list...)
	for i := range out {
		if math.IsNaN(out[i].Value) {
			out[i].Value = -999
		}
	}
	return out
}

func TestLoadAnnotations(t *testing.T) {
	const none, nan = ecg.NoSample, -999
	rec := load(t, marksFile(t, nil,
		Annotation{Sample: 1, Code: CodeRhythm, Aux: "(AFIB"},
		Annotation{Sample: 10, Code: CodeWaveOn}, Annotation{Sample: 12, Code: CodePWave}, Annotation{Sample: 14, Code: CodeWaveOff},
		Annotation{Sample: 20, Code: CodeWaveOn}, Annotation{Sample: 21, Code: CodeNoise, Subtype: -1}, Annotation{Sample: 22, Code: CodeNormal}, Annotation{Sample: 25, Code: CodeWaveOff},
		Annotation{Sample: 30, Code: CodeTWave}, Annotation{Sample: 31, Code: CodeTWave, Subtype: 2}, Annotation{Sample: 35, Code: CodeWaveOff},
		Annotation{Sample: 40, Code: CodeWaveOn, Num: 2}, Annotation{Sample: 44, Code: CodeWaveOff, Num: 2},
		Annotation{Sample: 45, Code: CodeWaveOff, Num: 1},
		Annotation{Sample: 50, Code: CodePVC, Subtype: 1, Chan: 1, Aux: "odd"},
		Annotation{Sample: 51, Code: CodeVFOn}, Annotation{Sample: 52, Code: CodePaceSp}, Annotation{Sample: 53, Code: CodeNote, Aux: "note"},
		Annotation{Sample: 54, Code: CodeNoise}, Annotation{Sample: 55, Code: CodeFlutter, Chan: 2}, Annotation{Sample: 56, Code: 45, Chan: 9},
	), "atr")
	a := func(kind ecg.AnnotationKind, wave ecg.Wave, on, peak, end int64, code, text string, value float64) ecg.Annotation {
		twice := func(s int64) int64 {
			if s == none {
				return s
			}
			return 2 * s // the record's rate is that of V1
		}
		return ecg.Annotation{Kind: kind, Wave: wave, Onset: twice(on), Peak: twice(peak), End: twice(end), Code: code, System: "WFDB", Text: text, Value: value}
	}
	pvc := a(ecg.AnnotationBeat, 0, none, 50, none, "V", "odd", 1)
	pvc.Lead = ecg.LeadV1
	assert.Equal(t, []ecg.Annotation{
		a(ecg.AnnotationRhythm, 0, none, 1, none, "(AFIB", "", nan),
		a(ecg.AnnotationWave, ecg.WaveP, 10, 12, 14, "p", "", nan),
		a(ecg.AnnotationNoise, 0, none, 21, none, "~", "", -1),
		a(ecg.AnnotationBeat, ecg.WaveQRS, 20, 22, 25, "N", "", nan),
		a(ecg.AnnotationWave, ecg.WaveT, none, 30, none, "t", "", nan),
		a(ecg.AnnotationWave, ecg.WaveT, none, 31, 35, "t", "", 2),
		a(ecg.AnnotationWave, ecg.WaveT, 40, none, 44, "(", "", nan),
		a(ecg.AnnotationWave, ecg.WaveQRS, none, none, 45, ")", "", nan),
		pvc,
		a(ecg.AnnotationRhythm, 0, none, 51, none, "[", "", nan),
		a(ecg.AnnotationSpike, 0, none, 52, none, "^", "", nan),
		a(ecg.AnnotationNote, 0, none, 53, none, "\"", "note", nan),
		a(ecg.AnnotationNoise, 0, none, 54, none, "~", "", 0),
		a(ecg.AnnotationOther, 0, none, 55, none, "!", "", nan),
		a(ecg.AnnotationOther, 0, none, 56, none, "[45]", "", nan),
	}, brief(rec.Annotations))
	assert.Empty(t, rec.Warnings)
}

func TestLoadAnnotationsTimes(t *testing.T) {
	beat := Annotation{Sample: 1000, Code: CodeNormal}
	f := marksFile(t, &AnnotationOptions{Resolution: 1000, Definitions: []Definition{{CodePVC, "odd", "not a beat here"}}},
		beat, Annotation{Sample: 2000, Code: CodePVC})
	rec := load(t, f, "v1")
	require.Len(t, rec.Annotations, 2)
	assert.Equal(t, int64(500), rec.Annotations[0].Peak, "a second at 500 Hz")
	assert.Equal(t, ecg.LeadV1, rec.Annotations[0].Lead)
	assert.Equal(t, ecg.AnnotationOther, rec.Annotations[1].Kind, "redefined")

	f = marksFile(t, nil, beat)
	alone := fstest.MapFS{"r.atr": f["r.atr"]}
	require.NoError(t, LoadAnnotations(rec, alone, "r", "atr"))
	assert.Equal(t, int64(1000), rec.Annotations[2].Peak, "no header: samples")
	require.NoError(t, LoadAnnotations(rec, f, "r.hea", "atr"))
	assert.Equal(t, int64(2000), rec.Annotations[3].Peak)

	assert.ErrorIs(t, LoadAnnotations(rec, f, "r", "absent"), fs.ErrNotExist)
	data := f["r.atr"].Data
	f["r.atr"].Data = data[:len(data)-2]
	require.NoError(t, LoadAnnotations(rec, f, "r", "atr"))
	assert.Equal(t, []string{ecg.WarnTruncated}, codesOf(rec))
	f["r.atr"].Data = append(data[:len(data)-2:len(data)-2], 0xEC)
	err := LoadAnnotations(rec, f, "r", "atr")
	assert.ErrorIs(t, err, formats.ErrTruncated)
	assert.ErrorContains(t, err, "r.atr")
	assert.Len(t, rec.Annotations, 6, "what came before is there")
}

// again writes a record's annotations to a file and loads that.
func again(t testing.TB, rec *ecg.Record, annotator string) *ecg.Record {
	var b bytes.Buffer
	require.NoError(t, WriteAnnotations(&b, AnnotationsOf(rec), &AnnotationOptions{Resolution: rec.Rate()}))
	out := &ecg.Record{Channels: rec.Channels}
	require.NoError(t, LoadAnnotations(out, codectest.Folder("r."+annotator, b.String()), "r", annotator))
	return out
}

func TestAnnotationsRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var marks []Annotation
		at := int64(0)
		for range r.IntN(40) {
			at += int64(1 + r.IntN(30)) // no two at one sample, where order is free
			a := Annotation{Sample: at, Code: byte(r.IntN(50)), Chan: uint8(r.IntN(2))}
			if r.IntN(3) > 0 {
				a.Code = []byte{CodeWaveOn, CodeWaveOff, CodePWave, CodeTWave, CodeNormal, CodeRhythm}[r.IntN(6)]
			}
			if r.IntN(4) == 0 && a.Code != CodeWaveOn && a.Code != CodeWaveOff {
				a.Subtype, a.Aux = int8(r.IntN(256)-127), "(AFIB"
			}
			marks = append(marks, a)
		}
		rec := load(t, marksFile(t, nil, marks...), "atr")
		require.Equal(t, brief(rec.Annotations), brief(again(t, rec, "atr").Annotations), "%v", marks)
	}
}

func TestAnnotationsOfOtherSchemes(t *testing.T) {
	nan := math.NaN()
	rec := &ecg.Record{Annotations: []ecg.Annotation{
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveQRS, Onset: 90, Peak: 100, End: 110, Code: "MDC_ECG_WAVC_QRSWAVE", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationBeat, Onset: -1, Peak: 100, End: -1, Code: "1", System: "SCPECG", Value: 12.5},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveP, Onset: 50, Peak: -1, End: 60, System: "MDC", Value: nan},
		{Kind: ecg.AnnotationNote, Onset: -1, Peak: 5, End: -1, Text: "text", Value: nan},
		{Kind: ecg.AnnotationRhythm, Onset: -1, Peak: 6, End: -1, Code: "AF", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationBeat, Onset: -1, Peak: 7, End: -1, Group: 1, Value: nan},
		{Kind: ecg.AnnotationOther, Onset: -1, Peak: 8, End: -1, Code: "[55]", System: "WFDB", Value: nan},
		{Kind: ecg.AnnotationBeat, Onset: -1, Peak: -1, End: -1, Value: nan},
	}}
	rec.Annotations[3].Text = strings.Repeat("x", 254) + "é"
	assert.Equal(t, strings.Repeat("x", 254), AnnotationsOf(rec)[0].Aux)
	rec.Annotations[3].Text = "text"
	assert.Equal(t, []Annotation{
		{Sample: 5, Code: CodeNote, Aux: "text"}, {Sample: 6, Code: CodeRhythm, Aux: "AF"},
		{Sample: 50, Code: CodeWaveOn}, {Sample: 60, Code: CodeWaveOff},
		{Sample: 90, Code: CodeWaveOn}, {Sample: 100, Code: CodeUnknown}, {Sample: 110, Code: CodeWaveOff},
	}, AnnotationsOf(rec))
}

// The truth of a synthetic record comes back, with beats and QRS waves joined.
func TestAnnotationsOfTruth(t *testing.T) {
	rec, truth, err := ecgtest.Generate(ecgtest.Spec{})
	require.NoError(t, err)
	rec.Annotations = truth.Annotations()
	out := again(t, rec, "atr")
	beats := 0
	for _, a := range out.Annotations {
		if a.Kind == ecg.AnnotationBeat {
			b := truth.Beats[beats]
			assert.Equal(t, [3]int64{int64(b.QRSOn.Sample), int64(b.R.Sample), int64(b.QRSOff.Sample)}, [3]int64{a.Onset, a.Peak, a.End})
			beats++
		}
	}
	assert.Len(t, truth.Beats, beats)
	assert.Equal(t, brief(out.Annotations), brief(again(t, out, "atr").Annotations))
}

// Every annotation file of the databases comes back mark by mark.
func TestDatabaseAnnotationsRoundTrip(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: it reads whole databases")
	}
	counts := map[string]int{}
	for _, db := range []string{"mitdb", "ludb", "cudb", "nstdb"} {
		dir := testdata.Dir(t, db)
		files, err := filepath.Glob(filepath.Join(dir, "*.hea"))
		require.NoError(t, err)
		fsys := os.DirFS(dir)
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".hea")
			rec := new(ecg.Record)
			if Open(rec, fsys, name+".hea", true, nil) != nil {
				continue
			}
			list, err := filepath.Glob(filepath.Join(dir, name+".*"))
			require.NoError(t, err)
			for _, f := range list {
				suffix := strings.TrimPrefix(filepath.Ext(f), ".")
				if suffix == "hea" || suffix == "dat" || suffix == "xws" {
					continue
				}
				rec.Annotations = rec.Annotations[:0]
				require.NoError(t, LoadAnnotations(rec, fsys, name, suffix))
				want, err := OpenAnnotations(fsys, filepath.Base(f), rec.Rate())
				require.NoError(t, err)
				got := AnnotationsOf(rec)
				require.Len(t, got, len(want), f)
				for i := range got {
					if db == "ludb" {
						require.Equal(t, ecg.ParseLead(suffix), rec.Channels[got[i].Chan].Lead)
						got[i].Chan = 0
					}
					require.Equal(t, want[i], got[i], f)
				}
				for i := range rec.Annotations {
					a := &rec.Annotations[i]
					switch {
					case a.Kind == ecg.AnnotationBeat:
						counts[db+" beats"]++
						if a.Onset >= 0 && a.End >= 0 {
							counts[db+" whole QRS"]++
						}
					case a.Wave == ecg.WaveP:
						counts[db+" P"]++
					case a.Wave == ecg.WaveNone && a.Kind == ecg.AnnotationWave:
						counts[db+" stray marks"]++
					}
				}
			}
		}
	}
	t.Log(counts)
	assert.Greater(t, counts["mitdb beats"], 50000)
	assert.Greater(t, counts["ludb whole QRS"], 10000)
	assert.Less(t, counts["ludb stray marks"], 40, "an N before its onset mark stays apart from it")
}

func FuzzLoadAnnotations(f *testing.F) {
	var b bytes.Buffer
	require.NoError(f, WriteAnnotations(&b, []Annotation{
		{Sample: 1, Code: CodeWaveOn}, {Sample: 1, Code: CodeRhythm, Aux: "(N", Chan: 1}, {Sample: 2, Code: CodePWave}, {Sample: 3, Code: CodeWaveOff},
		{Sample: 4, Code: CodeNote, Aux: "\xC4\xE3"}, {Sample: 5, Code: CodeWaveOn, Num: 1, Chan: 2}, {Sample: 5, Code: CodeWaveOff, Num: 1, Chan: 2},
	}, &AnnotationOptions{Resolution: 500}))
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<12 {
			return
		}
		rec := &ecg.Record{Channels: []ecg.Channel{{Rate: 250, Lead: ecg.LeadII}, {Rate: 500, Lead: ecg.LeadV1}}}
		checkError(t, LoadAnnotations(rec, codectest.Folder("r.atr", string(data)), "r", "atr"))
		for i := range rec.Annotations {
			require.Equal(t, SystemWFDB, rec.Annotations[i].System)
		}
		list := AnnotationsOf(rec)
		var out bytes.Buffer
		require.NoError(t, WriteAnnotations(&out, list, nil))
	})
}
