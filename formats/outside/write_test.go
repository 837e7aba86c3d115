package outside

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
)

// extensions of the formats that other programs check.
var extensions = map[string]string{"scp": ".scp", "dicom": ".dcm", "aecg": ".xml"}

// variant is a record that puts a writer to a test of its own.
type variant struct {
	name    string
	formats []string
	record  func(t *testing.T) *ecg.Record
}

var variants = []variant{
	{"twelve-full", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record { return described(generate(t, ecgtest.Spec{Seed: 1})) }},
	{"twelve-1000hz", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		return generate(t, ecgtest.Spec{Seed: 2, Rate: 1000, Duration: 3})
	}},
	{"one-lead-250hz", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 3, Rate: 250, Duration: 30})
		rec.Channels = rec.Channels[1:2]
		return rec
	}},
	{"odd-length", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 4, Duration: 2})
		for i := range rec.Channels {
			rec.Channels[i].Raw = rec.Channels[i].Raw[:777]
		}
		rec.Channels = rec.Channels[:3]
		return rec
	}},
	{"full-swing", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 5, Duration: 2})
		for i := range rec.Channels {
			c := &rec.Channels[i]
			c.Scale = 2.5
			for k := range c.Raw {
				c.Raw[k] = int32(k*7919%65535) - 32767 // every jump that 16 bits hold
			}
		}
		return rec
	}},
	{"without-patient", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 6, Duration: 2})
		rec.Patient, rec.Device = ecg.Patient{}, ecg.Device{}
		return rec
	}},
	{"without-start", []string{"scp", "dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 10, Duration: 2})
		rec.Start = ecg.Timestamp{}
		return rec
	}},
	{"median-beat", []string{"dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := described(generate(t, ecgtest.Spec{Seed: 7}))
		beat := generate(t, ecgtest.Spec{Seed: 7, Duration: 1})
		g := rec.AddGroup()
		g.Kind, g.Channels = ecg.GroupRepresentativeBeat, beat.Channels
		return rec
	}},
	{"missing-samples", []string{"dicom"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 8, Duration: 2})
		for k := 100; k < 150; k++ {
			rec.Channels[4].Raw[k] = ecg.Missing
		}
		return rec
	}},
	{"two-rates", []string{"dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 11, Duration: 2})
		slow := generate(t, ecgtest.Spec{Seed: 11, Duration: 2, Rate: 250})
		rec.Channels = append(rec.Channels[:6], slow.Channels[6:]...)
		return rec
	}},
	{"wide-32bit", []string{"dicom", "aecg"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 12, Duration: 2})
		for i := range rec.Channels {
			c := &rec.Channels[i]
			c.Scale = 0.001
			for k := range c.Raw {
				c.Raw[k] = c.Raw[k]*1000 + int32(k%1000)
			}
		}
		return rec
	}},
	{"holter", []string{"dicom"}, func(t *testing.T) *ecg.Record {
		rec := generate(t, ecgtest.Spec{Seed: 9, Rate: 200, Duration: 180})
		rec.Channels = rec.Channels[:3]
		return rec
	}},
}

// anonymous are the variants that are anonymised too, by the name of the result.
var anonymous = map[string]map[string]formats.AnonymizeOptions{
	"twelve-full": {
		"anonymous":       {},
		"pseudonymous":    {Key: []byte("sixteen bytes or more")},
		"anonymous-least": {Key: []byte("sixteen bytes or more"), KeepStatements: true, KeepCharacteristics: true, KeepWeekday: true},
	},
}

func generate(t *testing.T, spec ecgtest.Spec) *ecg.Record {
	t.Helper()
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	return rec
}

// described adds everything that the formats have a place for.
func described(rec *ecg.Record) *ecg.Record {
	rec.Patient = ecg.Patient{
		ID: "ID-0042", Name: ecg.Name{Family: "王", Given: "小明", Latin: "Wang XiaoMing"}, Sex: ecg.Male,
		BirthDate: ecg.NewDate(1961, 2, 3), Age: ecg.AgeOf(64, ecg.Year), HeightCM: 171, WeightKG: 70.5,
	}
	rec.Device = ecg.Device{Manufacturer: "Maker", Model: "Cart", Serial: "0042", Software: "2.1", ID: "ROOM7"}
	rec.Site = ecg.Site{Institution: "人民医院", Department: "Cardiology", Technician: "Li", Referring: "Zhao"}
	rec.Filters = ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50}
	rec.Start = ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 0, time.FixedZone("", 8*3600)), Zoned: true}
	for i := range rec.Channels {
		rec.Channels[i].Filters = rec.Filters
	}
	rec.Statements = []ecg.Statement{{Text: "窦性心律"}, {Text: "Sinus rhythm", Code: "251150006", System: "SCT"}}
	rec.Comments = []string{"tremor"}
	rec.Measurements = []ecg.Measurement{
		{Name: ecg.MeasureHeartRate, Value: 72, Unit: "bpm"},
		{Name: ecg.MeasurePR, Value: 160, Unit: "ms"},
		{Name: ecg.MeasureQRS, Value: 92, Unit: "ms"},
		{Name: ecg.MeasureQT, Value: 380, Unit: "ms"},
		{Name: ecg.MeasureQTcBazett, Value: 411.5, Unit: "ms"},
		{Name: ecg.MeasureQRSAxis, Value: -30, Unit: "deg"},
		{Name: ecg.MeasureJ, Lead: ecg.LeadV2, Value: 110, Unit: "uV"},
	}
	nan := math.NaN()
	rec.Annotations = []ecg.Annotation{
		{Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: 100, Peak: 120, End: 145, Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveT, Onset: 200, Peak: ecg.NoSample, End: 290, Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveP, Onset: 10, Peak: 20, End: 30, Lead: ecg.LeadII, Value: nan},
		{Kind: ecg.AnnotationNote, Onset: ecg.NoSample, Peak: 700, End: ecg.NoSample, Text: "cough", Value: nan},
	}
	return rec
}

// writeFiles writes every variant in its formats, and its samples in µV as NAME.ref: a line for each lead, its name first.
func writeFiles(t *testing.T, dir string) {
	for _, v := range variants {
		rec := v.record(t)
		var ref strings.Builder
		for i := range rec.Channels {
			c := &rec.Channels[i]
			ref.WriteString(c.Lead.String())
			for _, x := range c.Microvolts(nil) {
				ref.WriteString(" " + strconv.FormatFloat(x, 'g', -1, 64))
			}
			ref.WriteByte('\n')
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, v.name+".ref"), []byte(ref.String()), 0o666))
		for _, f := range v.formats {
			var b bytes.Buffer
			require.NoError(t, formats.Encode(&b, rec, f), "%s as %s", v.name, f)
			require.NoError(t, os.WriteFile(filepath.Join(dir, v.name+extensions[f]), b.Bytes(), 0o666))
			for name, o := range anonymous[v.name] {
				data, _, err := formats.Anonymize(b.Bytes(), &o)
				require.NoError(t, err, "%s as %s", name, f)
				require.NoError(t, os.WriteFile(filepath.Join(dir, name+extensions[f]), data, 0o666))
				require.NoError(t, os.WriteFile(filepath.Join(dir, name+".ref"), []byte(ref.String()), 0o666))
			}
		}
	}
}
