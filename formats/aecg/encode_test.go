package aecg

import (
	"bytes"
	"encoding/xml"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
)

// fixture is a record with everything that a document has a place for.
func fixture() *ecg.Record {
	wave := func(n int, scale float64) []int32 {
		raw := make([]int32, n)
		for i := range raw {
			raw[i] = int32(math.Round(scale * math.Sin(float64(i)/7)))
		}
		return raw
	}
	rec := &ecg.Record{
		Format: Name, ID: "rec-1",
		Patient: ecg.Patient{
			ID: `P<1>&"`, Name: ecg.Name{Family: "李", Given: "小", Second: "明"}, Sex: ecg.Female,
			BirthDate: ecg.NewDate(1960, 2, 29), Age: ecg.AgeOf(63, ecg.Year), HeightCM: 165, WeightKG: 60.5, Race: "Asian",
			Systolic: 120, Diastolic: 80,
		},
		Device:       ecg.Device{Manufacturer: "Maker & Co", Model: "M1", Serial: "S7", Software: "1.2", ID: "D9"},
		Analyzer:     ecg.Device{Manufacturer: "Other", Model: "A1", Software: "3", ID: "X"},
		Site:         ecg.Site{Institution: "Clinic", Technician: "T"},
		Filters:      ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50},
		Start:        ecg.Local(2023, 4, 5, 6, 7, 8, 250e6),
		Analyzed:     ecg.Local(2023, 4, 5, 6, 8, 0, 0),
		Confirmation: ecg.Confirmed,
		Comments:     []string{"felt dizzy\nfor a while"},
		Statements:   []ecg.Statement{{Text: "Sinus rhythm"}, {Text: "Normal", Code: "N-1", System: "LOCAL"}},
	}
	for i, l := range []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadAVR, ecg.LeadV1} {
		*rec.AddChannel() = ecg.Channel{
			Lead: l, Label: l.MDCName(), Rate: 500, Raw: wave(1000, float64(100*(i+1))), Scale: 2.5, Unit: ecg.UnitMicrovolt,
		}
	}
	rec.Channels[3].Filters = ecg.Filters{LowPass: 40}
	rec.Channels[3].Offset = -12.5
	rec.Channels[2].Raw[17] = ecg.Missing
	g := rec.AddGroup()
	g.Kind, g.Label = ecg.GroupRepresentativeBeat, codeRepresentative
	*g.AddChannel() = ecg.Channel{Lead: ecg.LeadI, Label: "MDC_ECG_LEAD_I", Rate: 500, Raw: wave(300, 80), Scale: 2.5, Unit: ecg.UnitMicrovolt}
	h := rec.AddGroup()
	h.Kind, h.Label, h.OffsetMS = ecg.GroupRhythm, codeRhythm, 2500
	*h.AddChannel() = ecg.Channel{Lead: ecg.LeadV5, Label: "MDC_ECG_LEAD_V5", Rate: 250, Raw: wave(400, 50), Scale: 5, Unit: ecg.UnitMicrovolt}
	none, nan := int64(ecg.NoSample), math.NaN()
	rec.Annotations = []ecg.Annotation{
		{Kind: ecg.AnnotationBeat, Onset: 90, Peak: none, End: 140, Code: "MDC_ECG_BEAT_NORMAL", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationBeat, Onset: none, Peak: 510, End: none, Code: "V", System: "WFDB", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveP, Onset: 40, Peak: 55, End: 70, Code: "MDC_ECG_WAVC_PWAVE", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveT, Onset: none, Peak: none, End: 250, Lead: ecg.LeadII, Code: "MDC_ECG_WAVC_TWAVE", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationRhythm, Onset: 0, Peak: none, End: 1000, Code: "MDC_ECG_RHY_SINUS_RHY", System: "MDC", Text: "Sinus", Value: nan},
		{Kind: ecg.AnnotationSpike, Onset: none, Peak: 33, End: none, Value: nan},
		{Kind: ecg.AnnotationNoise, Onset: 600, Peak: none, End: 700, Text: "muscle", Value: nan},
		{Kind: ecg.AnnotationNote, Onset: none, Peak: 1, End: none, Code: "NOTE", Text: "hello", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveQRS, Onset: 10, Peak: none, End: 60, Group: 1, Code: "MDC_ECG_WAVC_QRSWAVE", System: "MDC", Value: nan},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveU, Onset: none, Peak: 9, End: none, Group: 2, Code: "MDC_ECG_WAVC_UWAVE", System: "MDC", Value: nan},
	}
	rec.Measurements = []ecg.Measurement{
		{Name: ecg.MeasureHeartRate, Value: 61, Unit: "bpm", Code: "MDC_ECG_HEART_RATE", System: "MDC"},
		{Name: ecg.MeasureTAmplitude, Lead: ecg.LeadV1, Value: -123.5, Unit: "uV", Code: "MDC_ECG_AMPL_T", System: "MDC"},
		{Name: ecg.MeasureST60, Lead: ecg.LeadII, Value: 15, Unit: "uV", Code: ecg.MeasureST60},
		{Name: ecg.MeasureQT, Value: 401, Unit: "ms", Beat: 1, Code: "MDC_ECG_TIME_PD_QT", System: "MDC"},
		{Value: 7, Unit: "1", Beat: 2, Code: "ODD", System: "MAKER"},
		{Name: ecg.MeasureQRS, Value: 98, Unit: "ms", Group: 1, Code: "MDC_ECG_TIME_PD_QRS", System: "MDC"},
	}
	return rec
}

func encoded(t testing.TB, rec *ecg.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	return b.Bytes()
}

// comparable strips what a round trip may change: warnings, and NaN, which equals nothing.
func comparable(rec *ecg.Record) *ecg.Record {
	c := *rec
	c.Warnings = nil
	c.Annotations = append([]ecg.Annotation(nil), rec.Annotations...)
	for i := range c.Annotations {
		c.Annotations[i].Value = 0
	}
	c.Groups = append([]ecg.Group(nil), rec.Groups...)
	for i := range c.Groups {
		if !ecg.Known(c.Groups[i].OffsetMS) {
			c.Groups[i].OffsetMS = -1
		}
	}
	return &c
}

func TestRoundTrip(t *testing.T) {
	want := fixture()
	data := encoded(t, want)
	var got ecg.Record
	require.NoError(t, Decode(&got, data, nil), string(data))
	a, b := comparable(want), comparable(&got)
	assert.Equal(t, a.Channels, b.Channels)
	assert.Equal(t, a.Groups, b.Groups)
	assert.ElementsMatch(t, a.Annotations, b.Annotations)
	assert.ElementsMatch(t, a.Measurements, b.Measurements)
	a.Channels, b.Channels, a.Groups, b.Groups = nil, nil, nil, nil
	a.Annotations, b.Annotations, a.Measurements, b.Measurements = nil, nil, nil, nil
	assert.Equal(t, a, b)
	require.Len(t, got.Warnings, 1) // the missing sample
	assert.Equal(t, ecg.WarnSkipped, got.Warnings[0].Code)

	again := encoded(t, &got)
	assert.Equal(t, string(data), string(again), "what was decoded is written the same")
}

func TestRoundTripVariants(t *testing.T) {
	for name, change := range map[string]func(r *ecg.Record){
		"no start": func(r *ecg.Record) { r.Start = ecg.Timestamp{}; r.Groups = r.Groups[:1] },
		"date only": func(r *ecg.Record) {
			r.Start = ecg.Timestamp{Time: r.Start.Time.Truncate(24 * time.Hour), DateOnly: true}
			r.Groups = r.Groups[:1]
		},
		"zone": func(r *ecg.Record) {
			r.Start = ecg.Timestamp{Time: time.Date(2024, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 8*3600)), Zoned: true}
		},
		"rate 360": func(r *ecg.Record) {
			for i := range r.Channels {
				r.Channels[i].Rate = 360
			}
		},
		"rate 128.5, odd scale": func(r *ecg.Record) {
			for i := range r.Channels {
				r.Channels[i].Rate, r.Channels[i].Scale, r.Channels[i].Offset = 128.5, 1000.0/3, 1e-3/7
			}
		},
		"not a voltage": func(r *ecg.Record) { r.Channels[0].Unit = "mm[Hg]"; r.Channels[1].Unit = ecg.UnitUncalibrated },
		"leads without a code": func(r *ecg.Record) {
			r.Channels[0].Lead, r.Channels[0].Label = ecg.LeadMLII, "MLII"
			r.Channels[1].Lead, r.Channels[1].Label = ecg.LeadUnknown, "odd lead"
			r.Channels[2].Lead, r.Channels[2].Label = ecg.LeadFromSCP(chestLead), "MDC_ECG_LEAD_C"
		},
		"leads one after another": func(r *ecg.Record) { r.Channels[2].Start, r.Channels[3].Start = 1000, 1000 },
		"no patient":              func(r *ecg.Record) { r.Patient = ecg.Patient{}; r.Device = ecg.Device{} },
	} {
		t.Run(name, func(t *testing.T) {
			want := fixture()
			change(want)
			if len(want.Groups) == 1 {
				want.Annotations = want.Annotations[:9]
			}
			var got ecg.Record
			data := encoded(t, want)
			require.NoError(t, Decode(&got, data, nil))
			a, b := comparable(want), comparable(&got)
			assert.Equal(t, a.Channels, b.Channels)
			assert.Equal(t, a.Groups, b.Groups)
			assert.ElementsMatch(t, a.Annotations, b.Annotations)
			assert.Equal(t, a.Start.String(), b.Start.String())
			assert.Equal(t, a.Patient, b.Patient)
		})
	}
}

func TestRoundTripRealFiles(t *testing.T) {
	for _, name := range realFiles(t) {
		var want, got ecg.Record
		if Decode(&want, codectest.Read(t, name), nil) != nil {
			continue
		}
		require.NoError(t, Decode(&got, encoded(t, &want), nil), filepath.Base(name))
		a, b := comparable(&want), comparable(&got)
		assert.ElementsMatch(t, a.Annotations, b.Annotations)
		assert.ElementsMatch(t, a.Measurements, b.Measurements)
		a.Annotations, b.Annotations, a.Measurements, b.Measurements = nil, nil, nil, nil
		assert.Equal(t, a, b)
	}
}

func TestEncodeRefuses(t *testing.T) {
	var b bytes.Buffer
	assert.ErrorIs(t, Encode(&b, &ecg.Record{}), formats.ErrNoWaveform)
	rec := fixture()
	rec.Channels[0].Rate = 0
	assert.ErrorIs(t, Encode(&b, rec), formats.ErrUnsupported)
	rec = fixture()
	rec.Groups[0].Channels[0].Scale = math.Inf(1)
	assert.ErrorIs(t, Encode(&b, rec), formats.ErrUnsupported)
	assert.Empty(t, b.Bytes())
}

// schemaOrder is the order of children by class, for those that are written (PORT_MT020001).
var schemaOrder = map[string]string{
	"AnnotatedECG":             "id code text effectiveTime confidentialityCode reasonCode componentOf definition location controlVariable pertainsTo component",
	"timepointEvent":           "code effectiveTime reasonCode performer componentOf",
	"subjectAssignment":        "subject definition componentOf",
	"trialSubject":             "id code subjectDemographicPerson",
	"subjectDemographicPerson": "name administrativeGenderCode birthTime raceCode",
	"clinicalTrial":            "id title activityTime componentOf author location responsibleParty",
	"testingSite":              "id location",
	"relatedObservation":       "code text value author",
	"subjectFindingComment":    "code text value author",
	"series":                   "id code effectiveTime author secondaryPerformer support controlVariable component subjectOf derivation",
	"derivedSeries":            "id code effectiveTime author secondaryPerformer support controlVariable component subjectOf derivation",
	"seriesAuthor":             "id manufacturedSeriesDevice manufacturerOrganization",
	"manufacturedSeriesDevice": "id code manufacturerModelName softwareName",
	"secondaryPerformer":       "functionCode time seriesPerformer",
	"seriesPerformer":          "id assignedPerson",
	"supportingROI":            "code component",
	"boundary":                 "code value",
	"sequenceSet":              "controlVariable component",
	"sequence":                 "code value controlVariable",
	"annotationSet":            "code activityTime methodCode author controlVariable component",
	"assignedEntity":           "id assignedAuthorType representedAuthoringOrganization",
	"assignedDevice":           "id code manufacturerModelName softwareName playedManufacturedDevice",
	"annotation":               "code text value support component",
	"value":                    "low high head increment origin scale digits",
}

func TestSchemaOrder(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(encoded(t, fixture())))
	type open struct {
		name  string
		place int
	}
	var stack []open
	seen := map[string]bool{}
	for {
		tok, err := d.Token()
		if tok == nil {
			break
		}
		require.NoError(t, err)
		switch v := tok.(type) {
		case xml.StartElement:
			name := v.Name.Local
			require.Equal(t, "urn:hl7-org:v3", v.Name.Space)
			if len(stack) > 0 {
				up := &stack[len(stack)-1]
				if order, ok := schemaOrder[up.name]; ok {
					place := -1
					for i, n := range strings.Fields(order) {
						if n == name {
							place = i
						}
					}
					require.GreaterOrEqual(t, place, up.place, "%s in %s", name, up.name)
					up.place = place
				}
			}
			for _, a := range v.Attr {
				if a.Name.Local == "code" {
					assert.NotContains(t, a.Value, " ")
				}
			}
			seen[name] = true
			stack = append(stack, open{name, 0})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
	for name := range schemaOrder {
		assert.True(t, seen[name], "%s is not in the fixture", name)
	}
}
