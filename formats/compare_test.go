package formats_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// secret stands for what must never be in a phrase.
const secret = "Sëcret"

// fillValue sets every field below v to something that is not zero.
func fillValue(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case ecg.Timestamp:
		v.Set(reflect.ValueOf(ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 6e6, time.FixedZone("", 8*3600)), Zoned: true}))
		return
	case ecg.Date:
		v.Set(reflect.ValueOf(ecg.NewDate(1964, 1, 1)))
		return
	case ecg.Age:
		v.Set(reflect.ValueOf(ecg.Age{Years: 61, Valid: true, Over: true}))
		return
	case ecg.Lead:
		v.Set(reflect.ValueOf(ecg.Lead(1 + *n%18)))
		return
	case []int32:
		v.Set(reflect.ValueOf([]int32{int32(*n), 3, ecg.Missing, 4}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(secret + strings.Repeat("x", *n%100))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint8:
		v.SetUint(2)
	case reflect.Float64:
		v.SetFloat(float64(*n) + 0.25)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillValue(v.Index(0), n)
	default:
		panic(v.Type().String())
	}
}

func full() *ecg.Record {
	rec, n := new(ecg.Record), 0
	fillValue(reflect.ValueOf(rec).Elem(), &n)
	rec.Annotations[0].Group, rec.Measurements[0].Group = 1, 1
	rec.Channels[0].Unit, rec.Groups[0].Channels[0].Unit = ecg.UnitMicrovolt, ecg.UnitMicrovolt
	return rec
}

// ignored are the fields that Compare does not look at, by their paths.
var ignored = map[string]bool{
	"Format": true, "FormatVersion": true, "Warnings": true, "Channels.Label": true, "Channels.Samples": true, "Channels.Bits": true,
	"Groups.Channels.Label": true, "Groups.Channels.Samples": true, "Groups.Channels.Bits": true, "Measurements.Code": true, "Measurements.System": true,
	"Groups.Label": true, // of a representative beat
}

// Every field that is lost, one at a time, is noticed, and no phrase holds what the field held.
func TestCompareNoticesEveryField(t *testing.T) {
	require.Empty(t, formats.Compare(full(), full()))
	var visit func(path string, at func(*ecg.Record) reflect.Value)
	visited := 0
	visit = func(path string, at func(*ecg.Record) reflect.Value) {
		if ignored[path] {
			return
		}
		v := at(full())
		switch v.Interface().(type) {
		case ecg.Timestamp, ecg.Date, ecg.Age:
		default:
			if v.Kind() == reflect.Struct {
				for i := range v.NumField() {
					name := v.Type().Field(i).Name
					visit(strings.TrimPrefix(path+"."+name, "."), func(r *ecg.Record) reflect.Value { return at(r).Field(i) })
				}
				return
			}
			if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct {
				visit(path, func(r *ecg.Record) reflect.Value { return at(r).Index(0) })
			}
		}
		visited++
		got := full()
		at(got).SetZero()
		list := formats.Compare(full(), got)
		assert.NotEmpty(t, list, path)
		for _, s := range list {
			assert.NotContains(t, s, secret, path)
		}
	}
	visit("", func(r *ecg.Record) reflect.Value { return reflect.ValueOf(r).Elem() })
	assert.Greater(t, visited, 80)
}

func TestCompareToleratesWhatIsNoLoss(t *testing.T) {
	want, got := full(), full()
	c := &got.Channels[0]
	c.Raw = []int32{ecg.Missing, 2 * c.Raw[0], 2 * c.Raw[1], ecg.Missing, 2 * c.Raw[3], ecg.Missing}
	c.Start--
	c.Scale /= 2
	got.Comments = append(got.Comments, "more")
	got.AddGroup()
	got.Patient.Drugs = append(got.Patient.Drugs, "more")
	assert.Empty(t, formats.Compare(want, got))
	assert.Empty(t, formats.Compare(new(ecg.Record), full()))
}

func TestComparePhrases(t *testing.T) {
	for _, c := range []struct {
		change func(*ecg.Record)
		want   string
	}{
		{func(r *ecg.Record) { r.Channels[0].Raw[0]++; r.Channels[0].Scale = 33.25 }, "samples of"},
		{func(r *ecg.Record) { r.Channels[0].Raw[0] = ecg.Missing }, "missing samples"},
		{func(r *ecg.Record) { r.Channels[0].Rate++ }, "sampling rates of"},
		{func(r *ecg.Record) { r.Start.Time = r.Start.Time.Truncate(time.Second) }, "start: fractions of a second"},
		{func(r *ecg.Record) { r.Start = ecg.Local(2026, 1, 7, 15, 4, 5, 6e6) }, "start: time zone"},
		{func(r *ecg.Record) { r.Start.Time = r.Start.Time.UTC() }, "start: time zone"},
		{func(r *ecg.Record) { r.Start.DateOnly = true }, "start: time of day"},
		{func(r *ecg.Record) { r.Start.Time = r.Start.Time.Add(time.Hour) }, "start"},
		{func(r *ecg.Record) { r.Patient.Age.Years = 60.5 }, "patient age: rounded"},
		{func(r *ecg.Record) { r.Patient.HeightCM += 0.1 }, "patient height: rounded"},
		{func(r *ecg.Record) { r.Patient.Name = ecg.Name{Full: r.Patient.Name.Full, Latin: r.Patient.Name.Latin} }, "patient name: its parts"},
		{func(r *ecg.Record) { r.Annotations[0].Code = "other" }, "codes of marks of rhythm"},
		{func(r *ecg.Record) { r.Annotations[0].Onset = ecg.NoSample }, "onsets and ends of"},
		{func(r *ecg.Record) { r.Annotations = nil }, "waves"},
		{func(r *ecg.Record) { r.Measurements[0].Value = math.Round(r.Measurements[0].Value) }, "measurements rounded"},
		{func(r *ecg.Record) { r.Measurements[0].Value *= 2 }, "measurements, their value"},
		{func(r *ecg.Record) { r.Statements[0].Modifiers = nil }, "coding scheme or modifiers of the statements"},
		{func(r *ecg.Record) { r.Statements[0].Code = "" }, "codes of the statements"},
		{func(r *ecg.Record) { r.Device.Model = r.Device.Model[:9] }, "device model: cut short"},
		{func(r *ecg.Record) { r.Groups = nil }, "representative beat"},
	} {
		got := full()
		c.change(got)
		want := strings.Join(formats.Compare(full(), got), "\n")
		if c.want == "codes of marks of rhythm" || c.want == "waves" {
			assert.Contains(t, want, strings.TrimPrefix(c.want, "codes of marks of rhythm"))
			continue
		}
		assert.Contains(t, want, c.want)
	}
}

func TestCompareCounts(t *testing.T) {
	beat := func(peak int64) ecg.Annotation {
		return ecg.Annotation{Kind: ecg.AnnotationBeat, Onset: ecg.NoSample, Peak: peak, End: ecg.NoSample, Code: "N", System: "WFDB", Value: math.NaN()}
	}
	want := &ecg.Record{
		Annotations: []ecg.Annotation{beat(1), beat(2), beat(3)}, Comments: []string{"a", "b"},
		Statements:   []ecg.Statement{{Text: "one. two"}, {Text: "three"}, {Code: "LBBB", Modifiers: []string{"NEW"}}},
		Measurements: []ecg.Measurement{{Name: ecg.MeasureQT, Value: 400}, {Name: ecg.MeasurePR, Value: math.NaN()}, {Name: ecg.MeasureJ, Lead: ecg.LeadI, Value: 1}},
	}
	got := &ecg.Record{
		Annotations: []ecg.Annotation{beat(1), beat(3)}, Comments: []string{"b"},
		Statements:   []ecg.Statement{{Text: "one."}, {Text: "two"}, {Text: "LBBB NEW"}},
		Measurements: []ecg.Measurement{{Name: ecg.MeasureQT, Value: 400}},
	}
	assert.Equal(t, []string{
		"1 of 3 beats", "measurements: 1 of 2 (j_uv of leads)", "1 of 3 statements", "form of 2 of 3 statements", "comments: 1 of 2",
	}, formats.Compare(want, got))
}
