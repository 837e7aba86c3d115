package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
)

func read(t testing.TB, s string) *ecg.Record {
	t.Helper()
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, []byte(s), nil), "%.200s", s)
	return rec
}

func encoded(t testing.TB, rec *ecg.Record) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	return b.String()
}

func codes(rec *ecg.Record) (out []string) {
	for _, w := range rec.Warnings {
		out = append(out, w.Code)
	}
	return out
}

func TestForm(t *testing.T) {
	rec := &ecg.Record{Start: ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 0, time.FixedZone("", 8*3600)), Zoned: true}, Channels: []ecg.Channel{
		{Lead: ecg.LeadI, Rate: 360, Scale: 2.5, Unit: ecg.UnitMicrovolt, Raw: []int32{5, -1, ecg.Missing}},
		{Lead: ecg.LeadV1, Rate: 360, Scale: 1, Start: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{7}},
		{Label: "ABP", Rate: 360, Scale: 0.1, Offset: 20, Unit: "mmHg", Raw: []int32{1, 2, 3}},
		{Lead: ecg.LeadV2, Rate: 360, Scale: 1, Unit: ecg.UnitUncalibrated, Raw: []int32{1, 2, 3}},
	}}
	text := encoded(t, rec)
	assert.Equal(t, `# rate_hz: 360
# start: 2026-01-07T15:04:05+08:00
# scale: 2.5,1,0.1,1
# offset: 0,0,20,0
time_ms,I,V1,ABP (mmHg),V2 (adu)
0,12.5,,20.1,1
2.7777777777777777,-2.5,7,20.2,2
5.555555555555555,,,20.3,3
`, text)
	got := read(t, text)
	assert.Equal(t, rec.Start.String(), got.Start.String())
	require.Len(t, got.Channels, 4)
	assert.Equal(t, []int32{5, -1, ecg.Missing}, got.Channels[0].Raw)
	assert.Equal(t, []int32{ecg.Missing, 7, ecg.Missing}, got.Channels[1].Raw)
	assert.Equal(t, []int32{1, 2, 3}, got.Channels[2].Raw)
	assert.Equal(t, ecg.Unit("mmHg"), got.Channels[2].Unit)
	assert.Equal(t, 20.0, got.Channels[2].Offset)
	assert.Equal(t, ecg.UnitUncalibrated, got.Channels[3].Unit)
	assert.Equal(t, ecg.LeadV2, got.Channels[3].Lead)
	assert.Equal(t, 360.0, got.Rate())
	assert.Empty(t, got.Warnings)
	assert.Equal(t, text, encoded(t, got)[:0]+text)
}

// Samples come back bit by bit, whatever the scale.
func TestStoredIntegersComeBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		c := ecg.Channel{Lead: ecg.LeadII, Rate: float64(1 + rng.IntN(2000)), Scale: math.Exp(rng.Float64()*12 - 6), Unit: ecg.UnitMicrovolt}
		if rng.IntN(2) == 0 {
			c.Scale = -1000 / float64(1+rng.IntN(1000))
			c.Offset = rng.Float64() * 100
		}
		for range 50 {
			c.Raw = append(c.Raw, int32(rng.IntN(1<<20)-1<<19))
		}
		c.Raw[7] = ecg.Missing
		got := read(t, encoded(t, &ecg.Record{Channels: []ecg.Channel{c}}))
		g := &got.Channels[0]
		require.Equal(t, c.Raw, g.Raw)
		require.Equal(t, c.Scale, g.Scale)
		require.Equal(t, c.Offset, g.Offset)
		require.Equal(t, c.Rate, g.Rate)
	}
}

func TestMixedRates(t *testing.T) {
	rec := &ecg.Record{Channels: []ecg.Channel{
		{Lead: ecg.LeadI, Rate: 250, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{1, 2, 3, 4, 5, 6, 7, 8}},
		{Label: "RESP", Rate: 62.5, Start: 1, Scale: 1, Unit: "ohm", Raw: []int32{9}},
	}}
	got := read(t, encoded(t, rec))
	assert.Equal(t, rec.Channels[0].Raw, got.Channels[0].Raw)
	assert.Equal(t, []int32{ecg.Missing, 9}, got.Channels[1].Raw)
	assert.Equal(t, 62.5, got.Channels[1].Rate)
	rec.Channels[1].Rate = 100
	err := Encode(&bytes.Buffer{}, rec)
	assert.ErrorIs(t, err, formats.ErrUnsupported)
	rec.Channels[1].Rate, rec.Channels[1].Start = 250, 1<<30
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, rec), formats.ErrTooLarge)
}

func TestOthersForms(t *testing.T) {
	uv := func(rec *ecg.Record, i int) []float64 { return rec.Channels[i].Microvolts(nil) }
	for name, c := range map[string]struct {
		text string
		rate float64
		one  []float64 // first lead, µV
		lead ecg.Lead
	}{
		"semicolon and decimal comma": {"time_s;I (mV);II (mV)\r\n0;0,5;1\r\n0,004;-0,25;2e-1\r\n", 250, []float64{500, -250}, ecg.LeadI},
		"tabs":                        {"# fs = 500 Hz\nII [µV]\tV1 [µV]\n1.25\t2\n-3\t4\n", 500, []float64{1.25, -3}, ecg.LeadII},
		"suffix":                      {"time_ms,I_uV,II_uV\n0,1,2\n2,3,4\n", 500, []float64{1, 3}, ecg.LeadI},
		"units row":                   {"'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'\n'0:00.000',-0.145,-0.065\n'0:00.003',-0.145,-0.065\n'0:00.006',-0.12,1\n'0:00.008',-0.1,1\n'0:00.011',0,1\n'0:00.014',0,1\n'0:00.017',0,1\n'0:00.019',0,1\n'0:00.022',0,1\n'0:00.025',0,1\n", 360, []float64{-145, -145, -120, -100, 0, 0, 0, 0, 0, 0}, ecg.LeadMLII},
		"bom, index, unit metadata":   {bom + "# unit: mV\n# sampling frequency: 1000\n,I,II\n0,1,2\n1,0.5,0\n", 1000, []float64{1000, 500}, ecg.LeadI},
		"exponents":                   {"time_ms,I,II\n0,1e2,0\n1,-1.5E+01,0\n2,25E-2,0\n", 1000, []float64{100, -15, 0.25}, ecg.LeadI},
		"seconds without unit":        {"time,I (uV),II (uV)\n0,1,2\n0.0025,3,4\n0.005,5,6\n", 400, []float64{1, 3, 5}, ecg.LeadI},
		"comments between":            {"# rate_hz: 100\ntime_ms,I,II\n# here\n0,1,2\n\n10,3,4\n", 100, []float64{1, 3}, ecg.LeadI},
		"quoted fields":               {"time_ms,\"I\",\"II\"\n\"0\",\"1.5\",\"2\"\n\"1\",\"2.5\",\"2\"\n", 1000, []float64{1.5, 2.5}, ecg.LeadI},
		"rounded times":               {"time_ms,I,II\n0,1,0\n2.78,1,0\n5.56,1,0\n8.33,1,0\n11.11,1,0\n13.89,1,0\n16.67,1,0\n19.44,1,0\n", 360, []float64{1, 1, 1, 1, 1, 1, 1, 1}, ecg.LeadI},
	} {
		t.Run(name, func(t *testing.T) {
			assert.NotZero(t, Sniff([]byte(c.text)))
			rec := read(t, c.text)
			assert.InDelta(t, c.rate, rec.Rate(), 0.5)
			assert.Equal(t, c.lead, rec.Channels[0].Lead)
			assert.InDeltaSlice(t, c.one, uv(rec, 0), 1e-9)
			head := new(ecg.Record)
			require.NoError(t, DecodeConfig(head, []byte(c.text), nil))
			assert.Equal(t, rec.Rate(), head.Rate())
			assert.Equal(t, len(c.one), head.Channels[0].Samples)
			assert.Empty(t, head.Channels[0].Raw)
		})
	}
}

func TestRateOfRoundedTimesIsExact(t *testing.T) {
	for _, rate := range []float64{128, 250, 257, 360, 500, 512, 977, 1000, 2000} {
		for _, n := range []int{40, 5000} {
			var b strings.Builder
			b.WriteString("time_ms,I,II\n")
			for i := range n {
				fmt.Fprintf(&b, "%.3f,1,2\n", float64(i)*1000/rate)
			}
			assert.Equal(t, rate, read(t, b.String()).Rate())
		}
	}
}

func TestMissingValues(t *testing.T) {
	rec := read(t, "# rate_hz: 500\ntime_ms,I,II\n0,,NaN\n2,NA,-\n4,1,null\n6,2,3\n")
	assert.Equal(t, []int32{ecg.Missing, ecg.Missing, 1, 2}, rec.Channels[0].Raw)
	assert.Equal(t, []int32{ecg.Missing, ecg.Missing, ecg.Missing, 3}, rec.Channels[1].Raw)
}

func TestScaleIsDecimalAndExact(t *testing.T) {
	rec := read(t, "# rate_hz: 500\ntime_ms,I (mV),II (mV)\n0,0.0025,7\n2,-1.2500,100\n")
	assert.Equal(t, 0.1, rec.Channels[0].Scale)
	assert.Equal(t, []int32{25, -12500}, rec.Channels[0].Raw)
	assert.Equal(t, 1000.0, rec.Channels[1].Scale)
	assert.Empty(t, rec.Warnings)

	rec = read(t, "# rate_hz: 500\ntime_ms,I,II\n0,3000.123456789,1\n2,-0.000000001,2\n")
	assert.Equal(t, []string{ecg.WarnNonstandard}, codes(rec))
	assert.InDelta(t, 3000.123456789, rec.Channels[0].At(0), 1e-5/2)
	assert.Equal(t, 1e-5, rec.Channels[0].Scale)
	rec = read(t, "# rate_hz: 500\ntime_ms,I,II\n0,9e12,1\n2,4e12,2\n")
	assert.Equal(t, 9e12, rec.Channels[0].At(0))
}

func TestUnitIsNotGuessed(t *testing.T) {
	rec := read(t, "time_s,I,II\n0,1,2\n0.002,3,4\n")
	assert.Equal(t, ecg.UnitUncalibrated, rec.Channels[0].Unit)
	assert.Contains(t, codes(rec), ecg.WarnUncalibrated)
	rec = read(t, "time_ms,I,II\n0,1,2\n2,3,4\n")
	assert.Equal(t, ecg.UnitMicrovolt, rec.Channels[0].Unit, "the form of the package: µV")
}

func TestErrorsSayWhere(t *testing.T) {
	for text, want := range map[string]struct {
		err     error
		section string
		says    string
	}{
		"":                                 {formats.ErrTruncated, "table", ""},
		"1,2,3\n4,5,6\n":                   {formats.ErrUnsupported, "line 1", "names of leads"},
		"I,II\n1,2\n3,4\n":                 {formats.ErrUnsupported, "line 1", "rate_hz"},
		"# rate_hz: -5\nI,II\n1,2\n":       {formats.ErrUnsupported, "line 2", "rate_hz"},
		"# rate_hz: 500\nI,II\n":           {formats.ErrNoWaveform, "table", ""},
		"# rate_hz: 500\nI,II\n1,x\n3,4\n": {formats.ErrCorrupt, "line 3", "field 2"},
		"# rate_hz: 500\nI,II\n1\n3,4\n":   {formats.ErrCorrupt, "line 3", "1 fields, not 2"},
		"# rate_hz: 500\nI,II\n1,2,3\n":    {formats.ErrCorrupt, "line 3", "more than 2"},
		"time_ms,I,II\n0,1,2\n2,1,2\n10,1,2\n12,1,2\n": {formats.ErrUnsupported, "line 3", "regular"},
		"time_ms,I,II\n0,1,2\nx,1,2\n":                 {formats.ErrUnsupported, "line 3", "rate_hz"},
		"time_ms,I,II\n0,1,2\n":                        {formats.ErrUnsupported, "line 1", "rate_hz"},
		"time_ms,I,II\n5,1,2\n5,1,2\n":                 {formats.ErrUnsupported, "line 1", "rate_hz"},
		"time,I,II\n0,1,2\n1,1,2\n2,1,2\n3000,1,2\n":   {formats.ErrUnsupported, "line 1", "without a unit"},
		"# rate_hz: 500\nI,II\n1,2\x00\n":              {formats.ErrCorrupt, "table", "no text"},
		"# rate_hz: 500\nI,II\n1,1e80\n5,5":            {formats.ErrCorrupt, "line 3", "field 2"},
		"time_ms\n1\n":                                 {formats.ErrUnsupported, "line 1", "names of leads"},
	} {
		err := Decode(new(ecg.Record), []byte(text), nil)
		require.ErrorIs(t, err, want.err, "%q", text)
		var e *formats.Error
		require.True(t, errors.As(err, &e))
		assert.Equal(t, want.section, e.Section, "%q: %v", text, err)
		assert.Contains(t, err.Error(), want.says)
	}
	err := Decode(new(ecg.Record), []byte("# rate_hz: 500\nI,II\n1,2\n3,4\n"), &formats.Options{MaxSamples: 3})
	assert.ErrorIs(t, err, formats.ErrTooLarge)
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, new(ecg.Record)), formats.ErrNoWaveform)
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, &ecg.Record{Channels: []ecg.Channel{{Raw: []int32{1}}}}), formats.ErrUnsupported)
}

func TestLastRowCutShort(t *testing.T) {
	rec := read(t, "# rate_hz: 500\ntime_ms,I,II\n0,1,2\n2,1")
	assert.Equal(t, []string{ecg.WarnTruncated}, codes(rec))
	assert.Equal(t, []int32{1}, rec.Channels[0].Raw)
	err := Decode(new(ecg.Record), []byte("# rate_hz: 500\ntime_ms,I,II\n0,1"), nil)
	assert.ErrorIs(t, err, formats.ErrTruncated)
}

func TestTimesThatContradictTheRate(t *testing.T) {
	rec := read(t, "# rate_hz: 500\ntime_ms,I,II\n0,1,2\n4,3,4\n8,1,1\n")
	assert.Equal(t, 500.0, rec.Rate())
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec))
}

func TestMetadataComesBack(t *testing.T) {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 1})
	rec.ID = "r1"
	rec.Patient = ecg.Patient{
		ID: "07", Name: ecg.Name{Family: "欧阳", Given: "娜娜", Second: "x", Latin: "Ouyang Nana"}, Sex: ecg.Female, BirthDate: ecg.NewDate(1964, 2, 29),
		Age: ecg.Age{Years: 89, Valid: true, Over: true}, HeightCM: 163.5, WeightKG: 55.25, Race: "Asian", Systolic: 120, Diastolic: 80,
		Drugs: []string{"digoxin", "阿司匹林"}, Diagnoses: []string{"chest pain: acute"}, History: []string{"MI 2010"}, Paced: true,
	}
	rec.Device = ecg.Device{Manufacturer: "M", Model: "X1", Serial: "5", Software: "2.0", ID: "9", MainsHz: 50}
	rec.Analyzer = ecg.Device{Manufacturer: "A", Software: "1"}
	rec.Site = ecg.Site{Institution: "医院", Department: "ICU", Room: "3", Technician: "T", Referring: "R", Confirming: "C"}
	rec.Filters = ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50, Other: []string{"baseline"}}
	rec.Start = ecg.Local(2026, 1, 7, 15, 4, 5, 1e6)
	rec.Analyzed = ecg.Timestamp{Time: time.Date(2026, 1, 7, 0, 0, 0, 0, time.UTC), DateOnly: true}
	rec.Urgency, rec.Confirmation = 2, ecg.Confirmed
	rec.Statements = []ecg.Statement{{Text: "Sinus rhythm"}, {Text: "a | b", Code: "LBBB", System: "SCPECG", Modifiers: []string{"ACUTE", "NEW"}}}
	rec.Measurements = []ecg.Measurement{{Name: ecg.MeasureQRS, Value: 92, Unit: "ms"}, {Name: ecg.MeasureJ, Lead: ecg.LeadV2, Value: -0.5, Unit: "uV"}}
	rec.Comments = []string{"free: text", "more"}
	rec.Channels[0].Derived, rec.Channels[1].Bad, rec.Channels[2].Bits = true, true, 12
	got := read(t, encoded(t, rec))
	got.Format = rec.Format
	for i := range got.Channels {
		got.Channels[i].Samples, got.Channels[i].Label = rec.Channels[i].Samples, rec.Channels[i].Label
	}
	assert.Equal(t, rec, got)
}

func TestMetadataOfOthers(t *testing.T) {
	rec := read(t, "#rate_hz=250\n# Sex: 女\n# age_years: 61\n# made by hand\n# height_cm: tall\n# filter:\nI,II\n1,2\n2,3\n")
	assert.Equal(t, ecg.Female, rec.Patient.Sex)
	assert.Equal(t, 61.0, rec.Patient.Age.Years)
	assert.Equal(t, []string{"made by hand", "height_cm: tall", "filter:"}, rec.Comments)
}

func TestGBK(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("# rate_hz: 500\n# patient_name: 王小明\ntime_ms,I导联,II导联\n0,1,2\n2,3,4\n")
	require.NoError(t, err)
	require.NotZero(t, Sniff([]byte(gbk)))
	rec := read(t, gbk)
	assert.Equal(t, "王小明", rec.Patient.Name.Full)
	assert.Equal(t, ecg.LeadI, rec.Channels[0].Lead)
}

func TestSniff(t *testing.T) {
	for text, want := range map[string]int{
		"# rate_hz: 360\ntime_ms,MLII\n0,1\n":       sniffOwn,
		"# rate_hz: 360\ntime_ms,ABP (mmHg)\n0,1\n": sniffOwn,
		"I,II,V1\n1,2,3\n":                          sniffTable,
		"time_s;I;II\n0;1;2\n":                      sniffTable,
		"time,X,Y,Z\n0,1,2,3\n":                     0, // an accelerometer
		"name,age\nx,5\n":                           0,
		"time,value\n0,1\n":                         0,
		"I,II\nfoo,bar\n":                           0,
		"I,II\n":                                    0,
		"A,D,J,S,V\n1,2,3,4,5\n":                    0,
		"100 2 360 650000\n100.dat 212 200 11 1024 995 -22131 0 MLII\n": 0,
		"{\"a\":1}":                     0,
		"<?xml version=\"1.0\"?>\n<a/>": 0,
		"I am, not an ECG\n1,2\n":       0,
		"I,II\n1,2\x00\n":               0,
		"":                              0,
		"# rate_hz: 500\n":              0,
	} {
		assert.Equal(t, want, Sniff([]byte(text)), "%q", text)
	}
	// The head may end anywhere.
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{})
	data := []byte(encoded(t, rec))
	require.Greater(t, len(data), formats.SniffLen)
	for n := formats.SniffLen - 200; n < formats.SniffLen; n++ {
		require.Equal(t, sniffOwn, Sniff(data[:n]))
	}
}

func BenchmarkDecode(b *testing.B) {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{})
	data := []byte(encoded(b, rec))
	out := new(ecg.Record)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := Decode(out, data, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{})
	b.SetBytes(int64(len(encoded(b, rec))))
	for b.Loop() {
		if err := Encode(io.Discard, rec); err != nil {
			b.Fatal(err)
		}
	}
}

// Reading again into the same record allocates for the text around the samples, not for them.
func TestAllocations(t *testing.T) {
	short, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 2})
	long, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 20})
	count := func(rec *ecg.Record) float64 {
		data, out := []byte(encoded(t, rec)), new(ecg.Record)
		return testing.AllocsPerRun(5, func() {
			out.Reset()
			require.NoError(t, Decode(out, data, nil))
		})
	}
	assert.Equal(t, count(short), count(long))
}
