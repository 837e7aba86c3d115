package dicom

import (
	"bytes"
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/codectest"
)

// sample is a record that uses everything the writer writes: 12 leads with missing samples, two scales, a representative
// beat, marks, measurements and statements.
func sample() *ecg.Record {
	const rate, seconds = 500, 4
	rec := &ecg.Record{
		Patient: ecg.Patient{
			ID: "P-1", Name: ecg.Name{Family: "王", Given: "小明", Latin: "Wang XiaoMing"}, Sex: ecg.Female,
			BirthDate: ecg.NewDate(1960, 2, 29), Age: ecg.AgeOf(63, ecg.Year), HeightCM: 162, WeightKG: 58.5, Race: "Han",
			Diagnoses: []string{"胸痛"}, History: []string{"高血压"},
		},
		Device: ecg.Device{Manufacturer: "Maker", Model: "Cart 3", Serial: "0042", Software: "2.1", ID: "ROOM7"},
		Site: ecg.Site{Institution: "人民医院", Department: "Cardiology", Room: "12", Technician: "Li", Referring: "Zhao",
			Confirming: "Qian"},
		Filters: ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50},
		Start: ecg.Timestamp{
			Time: time.Date(2026, 1, 7, 15, 4, 5, 250e6, time.FixedZone("", 8*3600)), Zoned: true,
		},
		Comments:   []string{"tremor"},
		Statements: []ecg.Statement{{Text: "窦性心律"}, {Text: "Sinus rhythm", Code: "251150006", System: "SCT"}},
		Measurements: []ecg.Measurement{
			{Name: ecg.MeasureHeartRate, Value: 72, Unit: "bpm", Code: "8867-4", System: "LN"},
			{Name: ecg.MeasurePR, Value: 160, Unit: "ms", Code: "2:15872", System: "MDC"},
			{Name: ecg.MeasureQTcHodges, Value: 411.5, Unit: "ms", Code: "qtc_hodges_ms", System: ownScheme},
			{Name: ecg.MeasureQRSAxis, Value: -30, Unit: "deg", Code: "2:16132", System: "MDC"},
			{Name: ecg.MeasureJ, Lead: ecg.LeadV2, Value: 110, Unit: "uV", Code: "2:1024", System: "MDC"},
		},
	}
	for i, l := range ecg.StandardLeads {
		c := rec.AddChannel()
		c.Lead, c.Label, c.Rate, c.Scale, c.Unit, c.Bits = l, l.String(), rate, 2.5, ecg.UnitMicrovolt, 16
		c.Filters = rec.Filters
		if i == 3 {
			c.Scale, c.Offset = 4.8828125, 12.5
		}
		for k := range rate * seconds {
			c.Raw = append(c.Raw, int32(300*math.Sin(float64(k)/20+float64(i))))
		}
	}
	rec.Channels[2].Raw[7] = ecg.Missing
	rec.Channels[11].Bad = true
	g := rec.AddGroup()
	g.Kind, g.Label = ecg.GroupRepresentativeBeat, "MEDIAN BEAT"
	for _, l := range ecg.StandardLeads {
		c := g.AddChannel()
		c.Lead, c.Label, c.Rate, c.Scale, c.Unit, c.Bits = l, l.String(), rate, 2.5, ecg.UnitMicrovolt, 16
		for k := range rate {
			c.Raw = append(c.Raw, int32(k%17)-8)
		}
	}
	nan := math.NaN()
	rec.Annotations = []ecg.Annotation{
		{Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: 100, Peak: 120, End: 145, Code: "10:1600", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveT, Onset: 200, Peak: ecg.NoSample, End: 290, Code: "10:1024", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: ecg.NoSample, Peak: 520, End: ecg.NoSample, Code: "10:8336", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveP, Onset: 10, Peak: 20, End: 30, Lead: ecg.LeadII, Group: 1, Code: "10:256", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationNote, Onset: ecg.NoSample, Peak: 700, End: ecg.NoSample, Text: "cough", Value: nan},
	}
	return rec
}

func encode(t testing.TB, rec *ecg.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	return b.Bytes()
}

func decoded(t testing.TB, data []byte) *ecg.Record {
	t.Helper()
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, data, nil))
	return rec
}

func TestRoundTrip(t *testing.T) {
	want := sample()
	data := encode(t, want)
	got := decoded(t, data)
	assert.Empty(t, got.Warnings)
	assert.Equal(t, "General ECG", got.FormatVersion) // 24 channels in all
	assert.Equal(t, want.Patient, got.Patient)
	assert.Equal(t, want.Device, got.Device)
	assert.Equal(t, want.Site, got.Site)
	assert.Equal(t, want.Filters, got.Filters)
	assert.Equal(t, want.Start.String(), got.Start.String())
	assert.Equal(t, want.Comments, got.Comments)
	assert.Equal(t, want.Statements, got.Statements)
	assert.Equal(t, want.Measurements, got.Measurements)
	require.Len(t, got.Annotations, len(want.Annotations))
	for i := range want.Annotations {
		a, b := want.Annotations[i], got.Annotations[i]
		b.Text, b.Value = a.Text, 0
		a.Value = 0
		assert.Equal(t, a, b, i)
	}
	assert.Equal(t, "cough", got.Annotations[4].Text)
	assert.Equal(t, want.Channels, got.Channels)
	require.Len(t, got.Groups, 1)
	assert.Equal(t, want.Groups[0].Channels, got.Groups[0].Channels)
	assert.Equal(t, ecg.GroupRepresentativeBeat, got.Groups[0].Kind)

	assert.Equal(t, data, encode(t, sample()), "equal records give equal files")
	again := decoded(t, encode(t, got))
	again.ID = got.ID
	again.Annotations, got.Annotations = nil, nil
	again.Groups[0].OffsetMS, got.Groups[0].OffsetMS = 0, 0
	assert.Equal(t, got, again, "a second round changes nothing")
}

// TestReencodeRealFiles checks that real records survive being written: every sample, scale and measurement.
func TestReencodeRealFiles(t *testing.T) {
	for _, path := range realFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			a := decoded(t, codectest.Read(t, path))
			b := decoded(t, encode(t, a))
			assert.Empty(t, b.Warnings)
			require.Len(t, b.Channels, len(a.Channels))
			for i := range a.Channels {
				assert.Equal(t, codectest.Digest(a.Channels[i].Microvolts(nil)), codectest.Digest(b.Channels[i].Microvolts(nil)))
				assert.Equal(t, a.Channels[i].Label, b.Channels[i].Label)
			}
			require.Len(t, b.Groups, len(a.Groups))
			require.Len(t, b.Annotations, len(a.Annotations))
			for i, m := range a.Measurements {
				assert.Equal(t, m.Name, b.Measurements[i].Name)
				assert.Equal(t, m.Value, b.Measurements[i].Value)
			}
			assert.Equal(t, a.Statements, b.Statements)
			assert.Equal(t, a.Patient, b.Patient)
			assert.Equal(t, a.Start, b.Start)
		})
	}
}

func TestClassAndSize(t *testing.T) {
	one := func(rate float64, n int, v int32) *ecg.Record {
		rec := new(ecg.Record)
		c := rec.AddChannel()
		*c = ecg.Channel{Lead: ecg.LeadI, Rate: rate, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: make([]int32, n)}
		c.Raw[0] = v
		return rec
	}
	for _, c := range []struct {
		rec   *ecg.Record
		class string
		bits  int
	}{
		{one(500, 5000, 1), "12-lead ECG", 16},
		{one(500, 20000, 1), "General ECG", 16},
		{one(128, 5000, 1), "Ambulatory ECG", 16},
		{one(2000, 5000, 1), "General 32-bit ECG", 32},
		{one(500, 5000, 40000), "General 32-bit ECG", 32},
		{one(500, 5000, ecg.Missing), "12-lead ECG", 16},
		{one(500, 5000, -32768), "General 32-bit ECG", 32}, // the mark of missing samples
	} {
		got := decoded(t, encode(t, c.rec))
		assert.Equal(t, c.class, got.FormatVersion)
		assert.Equal(t, c.bits, got.Channels[0].Bits)
		assert.Equal(t, c.rec.Channels[0].Raw, got.Channels[0].Raw)
	}
}

func TestEncodeRefuses(t *testing.T) {
	var b bytes.Buffer
	assert.Error(t, Encode(&b, new(ecg.Record)))
	rec := new(ecg.Record)
	for range 25 {
		*rec.AddChannel() = ecg.Channel{Rate: 500, Scale: 1, Raw: make([]int32, 10)}
	}
	assert.Error(t, Encode(&b, rec))
	rec.Channels = rec.Channels[:1]
	rec.Channels[0].Rate = 0
	assert.Error(t, Encode(&b, rec))
	assert.Zero(t, b.Len())
}

func TestDecimalString(t *testing.T) {
	for _, v := range []float64{0, 2.5, -0.05, 4.8828125, 1e-9, 123456789012345, 1.0 / 3, -1.0 / 3, 6.02e23} {
		s := decimalString(v)
		assert.LessOrEqual(t, len(s), 16)
		assert.InEpsilon(t, v+1, decimal([]byte(s))+1, 1e-9, s)
	}
}
