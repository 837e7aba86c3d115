package all_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/internal/testdata"
)

var single = []string{"aecg", "csv", "dicom", "json", "scp"} // formats of one file

// person is everything about somebody that a file may hold.
type person struct {
	what    string
	patient ecg.Patient
	site    ecg.Site
	device  ecg.Device
	texts   []string // comments and statements
	secrets []string // what must not be found afterwards
}

func people() []person {
	return []person{
		{
			what: "Chinese",
			patient: ecg.Patient{
				ID: "330106196401310057", Name: ecg.Name{Family: "欧阳", Given: "明华"}, Sex: ecg.Male, BirthDate: ecg.NewDate(1964, 1, 31),
				HeightCM: 171, WeightKG: 66, Diagnoses: []string{"胸痛待查"}, History: []string{"高血压病史十年"},
			},
			site: ecg.Site{
				Institution: "杭州市青山镇卫生院", Department: "心电图室", Room: "三楼东二诊室", Technician: "赵小燕",
				Referring: "王建国", Confirming: "李淑芬",
			},
			device:  ecg.Device{Manufacturer: "MAKER", Model: "M12", Serial: "SN-QX20417", Software: "3.1", ID: "4711"},
			texts:   []string{"患者欧阳明华,住青山镇人民路88号,电话13800138000"},
			secrets: []string{"330106196401310057", "欧阳", "明华", "19640131", "1964-01-31", "杭州市青山镇", "心电图室", "三楼东二诊室", "赵小燕", "王建国", "李淑芬", "SN-QX20417", "人民路", "13800138000", "胸痛", "高血压"},
		},
		{
			what: "Latin",
			patient: ecg.Patient{
				ID: "MRN-0088123-X", Name: ecg.Name{Family: "Featherstonehaugh", Given: "Peregrine"}, Sex: ecg.Female, BirthDate: ecg.NewDate(1931, 12, 24),
				Age: ecg.AgeOf(94, ecg.Year), Systolic: 141, Diastolic: 88, Race: "Caucasian",
			},
			site: ecg.Site{
				Institution: "Saint Elsewhere", Department: "Noninvasive Lab", Room: "Ward 7B", Technician: "Quimby",
				Referring: "Dr. Zebulon Okonkwo", Confirming: "Ermintrude Vass",
			},
			device:  ecg.Device{Manufacturer: "MAKER", Model: "M12", Serial: "ZZ9-Plural", Software: "3.1", ID: "99"},
			texts:   []string{"Ms Featherstonehaugh of 12 Privet Drive felt dizzy"},
			secrets: []string{"MRN-0088123-X", "Featherstonehaugh", "Peregrine", "19311224", "1931-12-24", "Saint Elsewhere", "Noninvasive Lab", "Ward 7B", "Quimby", "Zebulon", "Okonkwo", "Ermintrude", "Vass", "ZZ9-Plural", "Privet Drive"},
		},
		{
			what: "short",
			patient: ecg.Patient{
				ID: "A17", Name: ecg.Name{Family: "Lee", Given: "Kim"}, Sex: ecg.Female, Age: ecg.AgeOf(33, ecg.Year),
			},
			site:    ecg.Site{Institution: "QRZ"},
			secrets: []string{"A17", "Lee", "Kim", "QRZ"},
		},
	}
}

var start = ecg.Local(2023, time.May, 17, 9, 30, 15, 0)

// record is a synthetic ECG of that person.
func (p *person) record(at ecg.Timestamp) *ecg.Record {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Seed: 7, Duration: 3})
	rec.Patient, rec.Site, rec.Device, rec.Start = p.patient, p.site, p.device, at
	rec.Comments = p.texts
	rec.Confirmation = ecg.Confirmed
	for _, s := range p.texts {
		rec.Statements = append(rec.Statements, ecg.Statement{Text: s})
	}
	return rec
}

func encode(t testing.TB, rec *ecg.Record, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, rec, format))
	return b.Bytes()
}

// contains looks for s in every encoding in which a file may hold it.
func contains(t testing.TB, data []byte, s string) bool {
	t.Helper()
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	le, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	be, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	for _, form := range [][]byte{[]byte(s), gb, le, be} {
		if bytes.Contains(data, form) {
			return true
		}
	}
	return false
}

func sameWaveform(t testing.TB, a, b *ecg.Record) {
	t.Helper()
	require.Equal(t, len(a.Channels), len(b.Channels))
	require.Equal(t, len(a.Groups), len(b.Groups))
	for i := range a.Channels {
		x, y := a.Channels[i], b.Channels[i]
		require.Equal(t, x.Raw, y.Raw)
		require.Equal(t, x.Lead, y.Lead)
		require.Equal(t, x.Rate, y.Rate)
		require.Equal(t, x.Scale, y.Scale)
		require.Equal(t, x.Start, y.Start)
	}
	for i := range a.Groups {
		for k := range a.Groups[i].Channels {
			require.Equal(t, a.Groups[i].Channels[k].Raw, b.Groups[i].Channels[k].Raw)
		}
	}
}

var keyed = &formats.AnonymizeOptions{Key: []byte("a key of no importance")}

func TestAnonymizeSynthetic(t *testing.T) {
	for _, format := range single {
		for _, p := range people() {
			for name, o := range map[string]*formats.AnonymizeOptions{
				"default": nil, "key": keyed, "statements": {KeepStatements: true}, "week": {Key: []byte("k"), KeepWeekday: true},
				"all": {Key: []byte("k"), KeepStatements: true, KeepCharacteristics: true}, "none": {DropAgeSex: true},
			} {
				t.Run(format+"/"+p.what+"/"+name, func(t *testing.T) {
					data := encode(t, p.record(start), format)
					before := bytes.Clone(data)
					in, err := formats.Decode(data, nil)
					require.NoError(t, err)
					for _, s := range p.secrets[:2] {
						require.True(t, contains(t, data, s), "the test is void: %s is not in the input", s)
					}
					out, removed, err := formats.Anonymize(data, o)
					require.NoError(t, err)
					assert.Equal(t, before, data, "the input is left alone")
					for _, s := range p.secrets {
						assert.False(t, contains(t, out, s), s)
						assert.NotContains(t, fmt.Sprint(removed), s, "the report holds no values")
					}
					rec, err := formats.Decode(out, &formats.Options{Strict: true})
					require.NoError(t, err)
					sameWaveform(t, in, rec)
					assert.Equal(t, ecg.Site{}, rec.Site)
					assert.Equal(t, ecg.Name{}, rec.Patient.Name)
					assert.True(t, rec.Patient.BirthDate.IsZero())
					if name == "none" {
						assert.False(t, rec.Patient.Age.Valid)
						assert.Equal(t, ecg.SexUnknown, rec.Patient.Sex)
					} else {
						want, _ := in.AgeYears()
						assert.InDelta(t, min(want, 90), rec.Patient.Age.Years, 1)
						assert.Equal(t, in.Patient.Sex, rec.Patient.Sex)
					}
					again, _, err := formats.Anonymize(out, o)
					require.NoError(t, err)
					assert.Equal(t, out, again, "what is anonymous stays as it is")
				})
			}
		}
	}
}

// Statements without anybody's name stay on request, all others and those with names do not; codes always stay.
func TestAnonymizeStatements(t *testing.T) {
	p := people()[1]
	for _, format := range single {
		rec := p.record(start)
		rec.Statements = []ecg.Statement{{Text: "Sinus rhythm"}, {Text: "Discussed with Peregrine"}}
		data := encode(t, rec, format)
		texts := func(o *formats.AnonymizeOptions) string {
			out, _, err := formats.Anonymize(data, o)
			require.NoError(t, err, format)
			rec, err := formats.Decode(out, nil)
			require.NoError(t, err)
			return fmt.Sprint(rec.Statements)
		}
		assert.NotContains(t, texts(nil), "Sinus rhythm", format)
		kept := texts(&formats.AnonymizeOptions{KeepStatements: true})
		assert.Contains(t, kept, "Sinus rhythm", format)
		assert.NotContains(t, kept, "Discussed", format)
	}
}

// One key gives one patient one pseudonym and one shift in every format; another key, others.
func TestPseudonymsAreStable(t *testing.T) {
	p := people()[0]
	later := ecg.Local(2023, time.August, 1, 23, 5, 0, 0)
	ids, shifts := map[string]bool{}, map[time.Duration]bool{}
	for _, format := range single {
		for _, at := range []ecg.Timestamp{start, later} {
			out, _, err := formats.Anonymize(encode(t, p.record(at), format), keyed)
			require.NoError(t, err)
			rec, err := formats.Decode(out, nil)
			require.NoError(t, err)
			ids[rec.Patient.ID] = true
			shifts[rec.Start.Time.Sub(at.Time)] = true
		}
	}
	require.Len(t, ids, 1)
	require.Len(t, shifts, 1)
	for d := range shifts {
		assert.Negative(t, d)
		assert.Zero(t, d%(24*time.Hour), "whole days")
	}
	for id := range ids {
		assert.Len(t, id, 16)
	}
	other := &formats.AnonymizeOptions{Key: []byte("another key"), KeepWeekday: true}
	out, _, err := formats.Anonymize(encode(t, p.record(start), "scp"), other)
	require.NoError(t, err)
	rec, err := formats.Decode(out, nil)
	require.NoError(t, err)
	assert.False(t, ids[rec.Patient.ID])
	assert.False(t, shifts[rec.Start.Time.Sub(start.Time)])
	assert.Equal(t, start.Time.Weekday(), rec.Start.Time.Weekday())

	q := people()[1]
	out, _, err = formats.Anonymize(encode(t, q.record(start), "dicom"), keyed)
	require.NoError(t, err)
	rec, err = formats.Decode(out, nil)
	require.NoError(t, err)
	assert.False(t, ids[rec.Patient.ID], "another patient")
}

func TestDatesWithoutKey(t *testing.T) {
	for _, format := range single {
		p := people()[2]
		out, _, err := formats.Anonymize(encode(t, p.record(start), format), nil)
		require.NoError(t, err)
		rec, err := formats.Decode(out, nil)
		require.NoError(t, err)
		assert.Equal(t, "2023-01-01T09:30:15", rec.Start.String(), format)
		if format == "aecg" { // an identifier is mandatory there
			continue
		}
		assert.Empty(t, rec.Patient.ID, format)
	}
}

func TestAnonymizeRealFiles(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	done := 0
	for _, format := range single {
		files, err := filepath.Glob(filepath.Join(testdata.Dir(t, "formats/"+format), "*"))
		require.NoError(t, err)
		for _, file := range files {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			in, err := formats.Decode(data, nil)
			if err != nil {
				_, _, anonErr := formats.Anonymize(data, nil)
				var e *formats.Error
				require.ErrorAs(t, anonErr, &e, file)
				continue
			}
			done++
			for _, o := range []*formats.AnonymizeOptions{nil, keyed} {
				out, _, err := formats.Anonymize(data, o)
				require.NoError(t, err, file)
				rec, err := formats.Decode(out, nil)
				require.NoError(t, err, file)
				sameWaveform(t, in, rec)
				assert.Len(t, rec.Annotations, len(in.Annotations), file)
				assert.Len(t, rec.Measurements, len(in.Measurements), file)
				assert.LessOrEqual(t, len(rec.Warnings), len(in.Warnings), file)
				for _, s := range []string{in.Patient.Name.String(), in.Site.Institution, in.Site.Referring, strings.ReplaceAll(in.Patient.BirthDate.String(), "-", "")} {
					if len(s) > 3 {
						assert.False(t, contains(t, out, s), file)
					}
				}
				again, _, err := formats.Anonymize(out, o)
				require.NoError(t, err, file)
				assert.Equal(t, out, again, file)
			}
		}
	}
	assert.Greater(t, done, 12)
}

func TestAnonymizeErrors(t *testing.T) {
	for _, c := range []struct {
		data []byte
		want error
	}{
		{nil, formats.ErrTruncated},
		{[]byte("not an ECG"), formats.ErrUnknown},
		{[]byte("100 1 360 10\n100.dat 16 200 16 0 0 0 0 II\n"), formats.ErrUnsupported}, // a header alone
		{[]byte(`<AnnotatedECG/>`), formats.ErrNoWaveform},
	} {
		out, _, err := formats.Anonymize(c.data, nil)
		require.ErrorIs(t, err, c.want)
		assert.Nil(t, out)
	}
}

// seeds are short files of every format.
func seeds(t testing.TB) (list [][]byte) {
	p := people()[1]
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 1, Rate: 100, Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII}})
	rec.Patient, rec.Site, rec.Device, rec.Start, rec.Comments = p.patient, p.site, p.device, start, p.texts
	rec.Statements = []ecg.Statement{{Text: "Sinus rhythm"}, {Text: "Normal", Code: "N", System: "LOCAL"}}
	for _, format := range single {
		list = append(list, encode(t, rec, format))
	}
	return list
}

func tryAnonymize(t *testing.T, data []byte) {
	for _, o := range []*formats.AnonymizeOptions{nil, {Key: []byte("k"), KeepStatements: true, KeepCharacteristics: true}} {
		out, _, err := formats.Anonymize(data, o)
		if err != nil {
			var e *formats.Error
			require.ErrorAs(t, err, &e)
			require.Nil(t, out)
			continue
		}
		_, err = formats.Decode(out, nil)
		require.NoError(t, err)
	}
}

func TestAnonymizeMutations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	rng := rand.New(rand.NewPCG(3, 4))
	for _, seed := range seeds(t) {
		for range 1500 {
			data := bytes.Clone(seed)
			switch rng.IntN(3) {
			case 0:
				data = data[:rng.IntN(len(data))]
			case 1:
				at := rng.IntN(len(data))
				data = append(data[:at:at], data[min(len(data), at+rng.IntN(20)):]...)
			}
			for range rng.IntN(6) {
				if len(data) > 0 {
					data[rng.IntN(min(len(data), 4096))] = byte(rng.UintN(256))
				}
			}
			tryAnonymize(t, data)
		}
	}
}

func FuzzAnonymize(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	hostile, _ := filepath.Glob("../../testdata/hostile/*")
	for _, name := range hostile {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<16 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { tryAnonymize(t, data) })
}

func BenchmarkAnonymize(b *testing.B) {
	p := people()[0]
	for _, format := range single {
		data := encode(b, p.record(start), format)
		b.Run(format, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, _, err := formats.Anonymize(data, keyed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
