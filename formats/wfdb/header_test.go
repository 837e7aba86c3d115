package wfdb

import (
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t testing.TB, text string) *Header {
	h, err := ParseHeader([]byte(text), "test.hea", nil)
	require.NoError(t, err, text)
	return h
}

func TestRecordLine(t *testing.T) {
	day := func(y, m, d, hh, mm, ss, ms int) ecg.Timestamp {
		return ecg.Timestamp{Time: time.Date(y, time.Month(m), d, hh, mm, ss, ms*1e6, time.UTC)}
	}
	for _, c := range []struct {
		line    string
		name    string
		rate    float64
		given   bool
		counter float64
		base    float64
		frames  int64
		start   ecg.Timestamp
	}{
		{"100 0 360 650000", "100", 360, true, 360, 0, 650000, ecg.Timestamp{}},
		{"r 0", "r", 250, false, 250, 0, 0, ecg.Timestamp{}},
		{"r 0 360.", "r", 360, true, 360, 0, 0, ecg.Timestamp{}},
		{"r 0 3.6e2/0 10", "r", 360, true, 360, 0, 10, ecg.Timestamp{}},
		{"x 0 0.0166666666667", "x", 0.0166666666667, true, 0.0166666666667, 0, 0, ecg.Timestamp{}},
		{"x\t0  250/24000(-5.5)  7 \r", "x", 250, true, 24000, -5.5, 7, ecg.Timestamp{}},
		{"x 0 62.4725/999.56 14400", "x", 62.4725, true, 999.56, 0, 14400, ecg.Timestamp{}},
		{"x 0 250 7 13:5:0", "x", 250, true, 250, 0, 7, ecg.Timestamp{}},
		{"x 0 250 7 0:0:0 0/0/0", "x", 250, true, 250, 0, 7, ecg.Timestamp{}},
		{"x 0 250 7 05:05:15 1/05/2000 ", "x", 250, true, 250, 0, 7, day(2000, 5, 1, 5, 5, 15, 0)},
		{"Q0001 0 500 5000 15-May-2020 15:35:30", "Q0001", 500, true, 500, 0, 5000, day(2020, 5, 15, 15, 35, 30, 0)},
		{"E00009.mat 0 500 5000 15:35:30.25 15-May-2020", "E00009", 500, true, 500, 0, 5000, day(2020, 5, 15, 15, 35, 30, 250)},
		{"p000878-2137 0 125 5 16:57:09.000 26/10/2137", "p000878-2137", 125, true, 125, 0, 5, day(2137, 10, 26, 16, 57, 9, 0)},
		{"x 0 1 7 5:07 2/3/2001", "x", 1, true, 1, 0, 7, day(2001, 3, 2, 0, 5, 7, 0)},
	} {
		h := parse(t, "#wfdb 10.6.0\n\n# remark\n"+c.line+"\n")
		assert.Equal(t, c.name, h.Name, c.line)
		assert.Equal(t, c.rate, h.Rate, c.line)
		assert.Equal(t, c.given, h.RateGiven, c.line)
		assert.Equal(t, c.counter, h.CounterRate, c.line)
		assert.Equal(t, c.base, h.BaseCounter, c.line)
		assert.Equal(t, c.frames, h.Frames, c.line)
		assert.Equal(t, c.start, h.Start, c.line)
	}
}

func TestSignalLine(t *testing.T) {
	base := Signal{File: "a.dat", Format: 16, PerFrame: 1, Gain: DefaultGain, Units: "mV", Line: 2, At: 8}
	with := func(f func(*Signal)) Signal { s := base; f(&s); return s }
	for line, want := range map[string]Signal{
		"a.dat 8":               with(func(s *Signal) { s.Format = 8 }),
		"a.dat 16x2+24":         with(func(s *Signal) { s.PerFrame, s.Offset = 2, 24 }),
		"a.dat 16+24:3x4":       with(func(s *Signal) { s.PerFrame, s.Offset, s.Skew = 4, 24, 3 }),
		"a.dat 16x0:-3":         base,
		"a.dat 16 0":            base,
		"a.dat 16 1.052e+04/mV": with(func(s *Signal) { s.Gain, s.Calibrated = 1.052e4, true }),
		"a.dat 16 12.84(-1605)/mmHg 12 0 -943 -23651 0 ABP ": with(func(s *Signal) {
			s.Gain, s.Calibrated, s.Baseline, s.Units, s.Bits, s.Description = 12.84, true, -1605, "mmHg", 12, "ABP"
			s.Initial, s.HasInitial, s.Checksum, s.HasChecksum = -943, true, 65536-23651, true
		}),
		"a.dat 16 200 11 1024": with(func(s *Signal) {
			s.Gain, s.Calibrated, s.Bits, s.Zero, s.Baseline, s.Initial = 200, true, 11, 1024, 1024, 1024
		}),
		"a.dat 16 1716(6)/mV 0 0 -120 62138": with(func(s *Signal) {
			s.Gain, s.Calibrated, s.Baseline, s.Initial, s.HasInitial, s.Checksum, s.HasChecksum = 1716, true, 6, -120, true, 62138, true
		}),
		"\ta.dat  16\t1 2 3 4 5 6  two words\t": with(func(s *Signal) {
			s.Gain, s.Calibrated, s.Bits, s.Zero, s.Baseline, s.Initial, s.HasInitial = 1, true, 2, 3, 3, 4, true
			s.Checksum, s.HasChecksum, s.Description = 5, true, "two words"
		}),
		"a.dat 16 1000(512.0)/mV 16.0 0.0 -29.0 1e4 0.0 II": with(func(s *Signal) {
			s.Gain, s.Calibrated, s.Baseline, s.Bits, s.Initial, s.HasInitial = 1000, true, 512, 16, -29, true
			s.Checksum, s.HasChecksum, s.Description = 10000, true, "II"
		}),
		"a.dat 16 -19.34(3064)/degC": with(func(s *Signal) { s.Gain, s.Calibrated, s.Baseline, s.Units = -19.34, true, 3064, "degC" }),
	} {
		h := parse(t, "r 1 360\n"+line+"\n")
		require.Len(t, h.Signals, 1)
		assert.Equal(t, want, h.Signals[0], line)
	}
}

func TestHeaderErrors(t *testing.T) {
	for text, want := range map[string]error{
		"":                                      formats.ErrTruncated,
		"# only\n":                              formats.ErrTruncated,
		"name\n":                                formats.ErrTruncated,
		"name x\n":                              formats.ErrCorrupt,
		"name -1\n":                             formats.ErrCorrupt,
		"name 99999\n":                          formats.ErrTooLarge,
		"name/0 1 250 5\n":                      formats.ErrCorrupt,
		"name/9999999 1\n":                      formats.ErrTooLarge,
		"name/2 1 250 5\na 5\n":                 formats.ErrTruncated,
		"name/1 1 250 5\na x\n":                 formats.ErrCorrupt,
		"name/1 1 250 5\na\n":                   formats.ErrTruncated,
		"name 1 abc\na 16\n":                    formats.ErrCorrupt,
		"name 1 NaN\na 16\n":                    formats.ErrCorrupt,
		"name 1 -5\na 16\n":                     formats.ErrCorrupt,
		"name 1 250 -1\na 16\n":                 formats.ErrCorrupt,
		"name 1 250 99999999999999999999\na 16": formats.ErrCorrupt,
		"name 1 250 5000.5\na 16\n":             formats.ErrCorrupt,
		"name 1 250 Inf\na 16\n":                formats.ErrCorrupt,
		"name 2 250\na 16\n":                    formats.ErrTruncated,
		"name 1 250\na\n":                       formats.ErrTruncated,
		"name 1 250\na x\n":                     formats.ErrCorrupt,
		"name 1 250\na 16y\n":                   formats.ErrCorrupt,
		"name 1 250\na 16x\n":                   formats.ErrCorrupt,
		"name 1 250\na 16+-1\n":                 formats.ErrCorrupt,
		"name 1 250\na 16 2(3\n":                formats.ErrCorrupt,
		"name 1 250\na 16 2(99999999999)\n":     formats.ErrCorrupt,
		"name 1 250\na 16 abc\n":                formats.ErrCorrupt,
		"name 1 250\na 16 1 1 1 1 1.5\n":        formats.ErrCorrupt,
		"name 1 250\na\xff 16\n":                formats.ErrCorrupt,
	} {
		_, err := ParseHeader([]byte(text), "x.hea", nil)
		var e *formats.Error
		require.ErrorAs(t, err, &e, text)
		assert.ErrorIs(t, err, want, text)
		assert.Contains(t, e.Section, "x.hea line ")
	}
	_, err := ParseHeader([]byte("name 2 250\na 16\nb x\n"), "x.hea", nil)
	var e *formats.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "x.hea line 3", e.Section)
	assert.Equal(t, int64(16), e.Offset)
}

func TestInfo(t *testing.T) {
	for _, c := range []struct {
		text     string
		age      float64
		over     bool
		sex      ecg.Sex
		comments []string
	}{
		{"# 69 M 1085 1629 x1\n# Aldomet, Inderal\n", 69, false, ecg.Male, []string{"1085 1629 x1", "Aldomet, Inderal"}},
		{"# -1 F 12 N/A x2\n", -1, false, ecg.Female, []string{"12 N/A x2"}},
		{"# Age: 64 Sex: F\n", 64, false, ecg.Female, nil},
		{"#Age: 46  Sex: M\n", 46, false, ecg.Male, nil},
		{"#<age>: >89\n#<sex>: F\n", 89, true, ecg.Female, nil},
		{"# <age>: 28  <sex>: M  <Height>: 170 <Weight>: 61.5 <smoker>: no\n", 28, false, ecg.Male, []string{"<smoker>: no"}},
		{"# age: n/a\n# sex: male\n# ECG date: 01/10/1990\n", -1, false, ecg.Male, []string{"ECG date: 01/10/1990"}},
		{"#Age: NaN\n#Sex: Unknown\n", -1, false, ecg.SexUnknown, nil},
		{"# average: 3\n# essex: M\n", -1, false, ecg.SexUnknown, []string{"average: 3", "essex: M"}},
		{"# age: unclear\n", -1, false, ecg.SexUnknown, []string{"age: unclear"}},
	} {
		h := parse(t, "# 5 F 1 1 x1\nr 1 360\n# not this: age: 3\na.dat 16\n"+c.text)
		var rec ecg.Record
		readInfo(&rec, h.Info)
		assert.Equal(t, c.age >= 0, rec.Patient.Age.Valid, c.text)
		if c.age >= 0 {
			assert.Equal(t, c.age, rec.Patient.Age.Years, c.text)
		}
		assert.Equal(t, c.over, rec.Patient.Age.Over, c.text)
		assert.Equal(t, c.sex, rec.Patient.Sex, c.text)
		assert.Equal(t, c.comments, rec.Comments, c.text)
	}
	var rec ecg.Record
	readInfo(&rec, []string{"Age: 53", "Dx: 164867002,427084000", "Rx: Unknown", "Hx: smoker", "Rx: Digoxin", "Sx: none",
		"<diagnoses>:", "Rhythm: Sinus bradycardia.", " Left axis. ", "<note>: x", "Dx: see text"})
	assert.Equal(t, []ecg.Statement{
		{Code: "164867002", System: SystemSNOMED}, {Code: "427084000", System: SystemSNOMED},
		{Text: "Rhythm: Sinus bradycardia."}, {Text: "Left axis."},
	}, rec.Statements)
	assert.Equal(t, []string{"Digoxin"}, rec.Patient.Drugs)
	assert.Equal(t, []string{"smoker"}, rec.Patient.History)
	assert.Equal(t, []string{"Sx: none", "<note>: x", "Dx: see text"}, rec.Comments)
	readInfo(&rec, []string{"<height>: 170", "<weight>: 61.5", "<height>: 9000"})
	assert.Equal(t, [2]float64{170, 61.5}, [2]float64{rec.Patient.HeightCM, rec.Patient.WeightKG})
}

func TestParseLead(t *testing.T) {
	for label, want := range map[string]ecg.Lead{
		"MLII": ecg.LeadMLII, "avr": ecg.LeadAVR, "ECG lead II": ecg.LeadII, "v1": ecg.LeadV1, "ii": ecg.LeadII,
		"ECG 1": ecg.LeadUnknown, "ECG_2": ecg.LeadUnknown, "ch1": ecg.LeadUnknown, "ECG": ecg.LeadUnknown, "col 0": ecg.LeadUnknown,
	} {
		assert.Equal(t, want, parseLead(label), label)
	}
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		"100 2 360 650000\n100.dat 212 200 11 1024 995 -22131 0 MLII\n": true,
		"# c\n\nr 1\na.mat 16+24\n":                                     true,
		"r 1\na.dat 508\n":                                              true,
		"r/2 3 125 2000\nr1 1000\n":                                     true,
		"#wfdb 10.7\nr 0 360\n":                                         true,
		"r 0 360\n":                                                     false,
		"hello 2 worlds\nand more\n":                                    false,
		"time_ms,I\n0,1\n2,3\n":                                         false,
		"1 2 3\n4 5 6\n":                                                false,
		"1 1 3\n4 16 6\n":                                               false,
		"<?xml version=\"1.0\"?>\n<a/>":                                 false,
		"{\"a\": 1}\n":                                                  false,
		"r 1\n":                                                         false,
		"r 1 250":                                                       false,
		"r 1 250\na.dat 7777\n":                                         false,
		"r 1 250\na\x00.dat 16\n":                                       false,
		"":                                                              false,
	} {
		assert.Equal(t, want, Sniff([]byte(text)) > 0, "%q", text)
	}
	long := "# " + strings.Repeat("x", 3000) + "\nr 1\na.dat 16\n" + strings.Repeat("# c\n", 5000)
	assert.Positive(t, Sniff([]byte(long)))
}

func TestSniffRealHeaders(t *testing.T) {
	for _, db := range []string{"mitdb", "ludb", "ptbxl", "cinc2017", "nstdb", "cudb", "ptbdb", "wfdb-samples"} {
		dir := testdata.Dir(t, db)
		files, err := filepath.Glob(filepath.Join(dir, "*.hea"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			b, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Positive(t, Sniff(b), file)
		}
		others, err := os.ReadDir(dir)
		require.NoError(t, err)
		head := make([]byte, formats.SniffLen)
		for _, o := range others {
			if o.IsDir() || strings.HasSuffix(o.Name(), ".hea") {
				continue
			}
			f, err := os.Open(filepath.Join(dir, o.Name()))
			require.NoError(t, err)
			n, _ := f.Read(head)
			f.Close()
			if Sniff(head[:n]) > 0 {
				t.Error(o.Name())
			}
		}
	}
}

func TestFiles(t *testing.T) {
	header := "r 5\na.dat 16\nb/c.dat 16\na.dat 16\n~ 0\n../x 16\n"
	assert.Equal(t, []string{"a.dat", "b/c.dat"}, Files([]byte(header)))
	assert.Nil(t, Files([]byte("nonsense")))
}

// noFS fails the test when a file is opened.
type noFS struct{ t *testing.T }

func (n noFS) Open(name string) (fs.File, error) {
	n.t.Errorf("opened %s", name)
	return nil, fs.ErrNotExist
}

func TestNamesStayInside(t *testing.T) {
	for _, name := range []string{"../x.dat", "/etc/passwd", "a/../../x", `..\x`, `c:x`, ".", "a//b"} {
		assert.False(t, safeName(name), name)
		f := fstest.MapFS{"d/r.hea": {Data: []byte("r 1 250 5\n" + name + " 16\n")}, "x.dat": {Data: make([]byte, 10)}}
		var rec ecg.Record
		err := Open(&rec, f, "d/r.hea", false, nil)
		require.ErrorIs(t, err, formats.ErrCorrupt, name)
	}
	r := newReader(new(ecg.Record), noFS{t}, "r.hea", false, nil)
	require.Error(t, r.record([]byte("r 1 250 5\n../x.dat 16\n")))
}

// The headers of the real databases say what their publishers say.
func TestDatabaseHeaders(t *testing.T) {
	for _, c := range []struct {
		db      string
		files   string
		records int
		leads   int
		rate    float64
		check   func(t *testing.T, rec *ecg.Record)
	}{
		{"mitdb", "*.hea", 26, 2, 360, func(t *testing.T, rec *ecg.Record) {
			assert.Equal(t, 650000, rec.Channels[0].Samples)
			assert.Equal(t, 5.0, rec.Channels[0].Scale)
			assert.Equal(t, -5120.0, rec.Channels[1].Offset)
			assert.NotEqual(t, ecg.SexUnknown, rec.Patient.Sex)
			assert.Equal(t, 11, rec.Channels[0].Bits)
		}},
		{"ludb", "*.hea", 100, 12, 500, func(t *testing.T, rec *ecg.Record) {
			assert.True(t, rec.Patient.Age.Valid)
			assert.NotEqual(t, ecg.SexUnknown, rec.Patient.Sex)
			assert.NotEmpty(t, rec.Statements)
			for i, l := range ecg.StandardLeads {
				assert.Equal(t, l, rec.Channels[i].Lead)
			}
		}},
		{"ptbxl", "*.hea", 250, 12, 500, func(t *testing.T, rec *ecg.Record) {
			assert.Equal(t, 1.0, rec.Channels[3].Scale)
			assert.Equal(t, ecg.LeadAVR, rec.Channels[3].Lead)
		}},
		{"cinc2017", "*.hea", 1066, 1, 300, func(t *testing.T, rec *ecg.Record) {
			assert.Equal(t, ecg.LeadUnknown, rec.Channels[0].Lead)
			assert.False(t, rec.Start.IsZero())
		}},
		{"ptbdb", "*.hea", 2, 12, 1000, func(t *testing.T, rec *ecg.Record) {
			require.Len(t, rec.Warnings, 1)
			assert.Equal(t, ecg.WarnMissingFile, rec.Warnings[0].Code)
			assert.True(t, rec.Patient.Age.Valid)
			assert.NotEmpty(t, rec.Comments)
		}},
	} {
		t.Run(c.db, func(t *testing.T) {
			dir := testdata.Dir(t, c.db)
			files, err := filepath.Glob(filepath.Join(dir, c.files))
			require.NoError(t, err)
			assert.Len(t, files, c.records)
			var rec ecg.Record
			for _, file := range files {
				require.NoError(t, formats.OpenInto(&rec, os.DirFS(dir), filepath.Base(file), true, nil), file)
				require.Len(t, rec.Channels, c.leads, file)
				for i := range rec.Channels {
					ch := &rec.Channels[i]
					require.Equal(t, c.rate, ch.Rate, file)
					require.Equal(t, ecg.UnitMicrovolt, ch.Unit, file)
					require.Positive(t, ch.Samples, file)
					require.Empty(t, ch.Raw, file)
					require.False(t, math.IsNaN(ch.Scale), file)
				}
				c.check(t, &rec)
				if t.Failed() {
					t.Fatal(file)
				}
			}
		})
	}
}
