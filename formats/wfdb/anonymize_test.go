package wfdb

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
)

// sink collects files.
type sink map[string]*bytes.Buffer

type sinkFile struct{ *bytes.Buffer }

func (sinkFile) Close() error { return nil }

func (s sink) create(name string) (io.WriteCloser, error) {
	s[name] = new(bytes.Buffer)
	return sinkFile{s[name]}, nil
}

func (s sink) fs() fstest.MapFS {
	m := make(fstest.MapFS)
	for name, b := range s {
		m[name] = &fstest.MapFile{Data: b.Bytes()}
	}
	return m
}

func (s sink) all() (text string) {
	for _, b := range s {
		text += b.String()
	}
	return text
}

func shorts(n int) (b []byte) {
	for i := range n {
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(i*7%500)-100))
	}
	return b
}

func secretive(t *testing.T) fstest.MapFS {
	var atr bytes.Buffer
	require.NoError(t, WriteAnnotations(&atr, []Annotation{
		{Sample: 1, Code: CodeRhythm, Aux: "(AFIB"}, {Sample: 2, Code: CodeNormal, Aux: "BEATSECRET"}, {Sample: 3, Code: CodeNote, Aux: "NOTESECRET"},
		{Sample: 4, Code: CodeRhythm, Aux: "seen by SECRET"}, {Sample: 5, Code: codeMeasure, Aux: "12.5"}, {Sample: 6, Code: 45},
	}, &AnnotationOptions{Resolution: 250, Definitions: []Definition{{45, "ZZ", "DESCRIPTIONSECRET"}}}))
	matlab := append([]byte("MATLAB 5.0 MAT-file, Created by: MATLABSECRET on: Mon May 17 2023"), bytes.Repeat([]byte(" "), 192)...)[:192]
	return fstest.MapFS{
		"rec.hea": {Data: []byte("#wfdb 10.7\n# FIRSTSECRET\nrec 3 250 20 09:30:15.5 17/05/2023 EXTRASECRET\n# BETWEENSECRET\n" +
			"rec.dat 16 200 16 0 0 0 0 II\nrec.dat 16 200(0)/mV 16 0 0 0 0 V1\nraw.mat 16+192 1000/mV 16 0 0 0 0 V5\nGARBAGESECRET\n" +
			"# 94 F 1085 1629 x1\n#Dx: 164889003,426783006\n#Hx: HISTORYSECRET\n# Dr SECRET saw the patient\n#<diagnoses>:\n#Rhythm SECRET.\n")},
		"rec.dat": {Data: append(shorts(40), "TRAILINGSECRET............................"...)},
		"raw.mat": {Data: append(matlab, shorts(20)...)},
		"rec.atr": {Data: atr.Bytes()},
	}
}

func TestAnonymizeEveryCorner(t *testing.T) {
	fsys := secretive(t)
	in := new(ecg.Record)
	require.NoError(t, Open(in, fsys, "rec.hea", false, nil))
	for _, o := range []*formats.AnonymizeOptions{nil, {Key: []byte("k")}} {
		out := make(sink)
		removed, err := Anonymize(out.create, fsys, "rec", "new", o)
		require.NoError(t, err)
		assert.NotContains(t, out.all(), "SECRET")
		assert.NotContains(t, out.all(), "rec")
		assert.NotContains(t, out.all(), "2023 ")
		assert.NotEmpty(t, removed)
		assert.Equal(t, shorts(40), out["new.dat"].Bytes())
		assert.Equal(t, shorts(20), out["new.mat"].Bytes()[192:])
		rec := new(ecg.Record)
		require.NoError(t, Open(rec, out.fs(), "new.hea", false, nil))
		require.Len(t, rec.Channels, 3)
		for i := range in.Channels {
			assert.Equal(t, in.Channels[i].Raw, rec.Channels[i].Raw)
			assert.Equal(t, in.Channels[i].Lead, rec.Channels[i].Lead)
		}
		assert.Equal(t, ecg.AgeOf(90, ecg.Year), rec.Patient.Age)
		assert.Equal(t, ecg.Female, rec.Patient.Sex)
		assert.Len(t, rec.Statements, 2, "Dx codes stay")
		assert.Equal(t, "09:30:15.5", rec.Start.Time.Format("15:04:05.9"))
		if o == nil {
			assert.Equal(t, "2023-01-01", rec.Start.Time.Format("2006-01-02"))
		}
		list, err := ReadAnnotations(out["new.atr"].Bytes(), 0)
		require.NoError(t, err)
		require.Len(t, list, 6)
		assert.Equal(t, []string{"(AFIB", "", "", "", "12.5", ""}, []string{list[0].Aux, list[1].Aux, list[2].Aux, list[3].Aux, list[4].Aux, list[5].Aux})

		again := make(sink)
		_, err = Anonymize(again.create, out.fs(), "new.hea", "new", o)
		require.NoError(t, err)
		for name := range out {
			assert.Equal(t, out[name].String(), again[name].String(), name)
		}
	}
}

func TestAnonymizeName(t *testing.T) {
	fsys := secretive(t)
	out := make(sink)
	_, err := Anonymize(out.create, fsys, "rec", "", &formats.AnonymizeOptions{Key: []byte("k")})
	require.NoError(t, err)
	for name := range out {
		assert.Len(t, strings.SplitN(name, ".", 2)[0], 16)
	}
	out = make(sink)
	_, err = Anonymize(out.create, fsys, "rec", "", nil)
	require.NoError(t, err)
	assert.Contains(t, out, "anonymous.hea")
	_, err = Anonymize(out.create, fsys, "rec", "../x", nil)
	require.ErrorIs(t, err, formats.ErrUnsupported)
	_, err = Anonymize(out.create, fsys, "absent", "x", nil)
	require.Error(t, err)
}

func TestAnonymizeSegments(t *testing.T) {
	fsys := fstest.MapFS{
		"m.hea":  {Data: []byte("m/4 1 250 40 10:00:00 01/06/2020\nm_layout 0\nm1 10\n~ 20\nm2 10\n")},
		"m1.hea": {Data: []byte("m1 1 250 10 10:00:00 01/06/2020\nm1.dat 16 200 16 0 0 0 0 II\n# SECRET\n")},
		"m2.hea": {Data: []byte("m2 1 250 10 10:00:00.12 01/06/2020\nm2.dat 16 200 16 0 0 0 0 II\n")},
		"m1.dat": {Data: shorts(10)}, "m2.dat": {Data: shorts(10)},
		"m_layout.hea": {Data: []byte("m_layout 1 250 0\n~ 0 200 16 0 0 0 0 II\n")},
	}
	in := new(ecg.Record)
	require.NoError(t, Open(in, fsys, "m.hea", false, nil))
	out := make(sink)
	_, err := Anonymize(out.create, fsys, "m", "s", nil)
	require.NoError(t, err)
	assert.NotContains(t, out.all(), "SECRET")
	assert.NotContains(t, out.all(), "2020\n#")
	assert.Contains(t, out["s.hea"].String(), "01/01/2020")
	assert.Contains(t, out["s_1.hea"].String(), "01/01/2020")
	rec := new(ecg.Record)
	require.NoError(t, Open(rec, out.fs(), "s.hea", false, nil))
	assert.Equal(t, in.Channels[0].Raw, rec.Channels[0].Raw)
}

func TestCleanFLAC(t *testing.T) {
	stream := append([]byte("fLaC\x00\x00\x00\x04INFO\x04\x00\x00\x06SECRET\x83\x00\x00\x02SK"), "frames"...)
	assert.True(t, cleanFLAC(stream))
	assert.Equal(t, "fLaC\x00\x00\x00\x04INFO\x01\x00\x00\x06\x00\x00\x00\x00\x00\x00\x83\x00\x00\x02SKframes", string(stream))
	assert.False(t, cleanFLAC(stream))
	assert.False(t, cleanFLAC([]byte("fLaC\x04\xFF")))
	assert.False(t, cleanFLAC([]byte("RIFF")))
}

func TestAnonymizeRealRecords(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	for _, record := range []string{"ludb/3", "ptbxl/00449_hr", "wfdb-samples/a103l", "wfdb-samples/binformats", "wfdb-samples/multi-segment/041s/041s", "cinc2017/A00008"} {
		path := testdata.Dir(t, record+".hea")
		fsys := os.DirFS(filepath.Dir(path))
		in, out := new(ecg.Record), make(sink)
		require.NoError(t, Open(in, fsys, filepath.Base(path), false, nil))
		_, err := Anonymize(out.create, fsys, filepath.Base(path), "a", nil)
		require.NoError(t, err, record)
		rec := new(ecg.Record)
		require.NoError(t, Open(rec, out.fs(), "a.hea", false, nil))
		require.Len(t, rec.Channels, len(in.Channels))
		for i := range in.Channels {
			assert.Equal(t, in.Channels[i].Raw, rec.Channels[i].Raw, record)
		}
	}
}

func FuzzAnonymizeHeader(f *testing.F) {
	for _, header := range []string{
		"rec 1 250 20 09:30:15.5 17/05/2023\nrec.dat 16 200 16 0 0 0 0 II\n# 94 F 1085 1629 x1\n#Dx: 164889003\n",
		"rec/2 1 250 20\nrec 10\nx 10\n", "rec/1 1 250 10\nx 10\n", "rec 2 0\nrec.dat 212x2:1+4\nrec.dat 212+4 0 0 0 0 0 0\n",
	} {
		f.Add([]byte(header))
	}
	f.Fuzz(func(t *testing.T, header []byte) {
		fsys := fstest.MapFS{"rec.hea": {Data: header}, "rec.dat": {Data: shorts(64)}, "x.hea": {Data: []byte("x 1 250 10\nx.dat 16 200 16 0 0 0 0 II\n")}, "x.dat": {Data: shorts(10)}}
		out := make(sink)
		_, err := Anonymize(out.create, fsys, "rec", "new", &formats.AnonymizeOptions{Key: []byte("k")})
		if err != nil {
			var e *formats.Error
			require.ErrorAs(t, err, &e)
			require.Empty(t, out, "nothing is written before the proof")
		}
	})
}
