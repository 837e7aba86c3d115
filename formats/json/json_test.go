package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// fill sets every field below v to something that is not zero and differs from place to place, so that a field which the
// format forgets is found.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Interface().(type) {
	case ecg.Timestamp:
		v.Set(reflect.ValueOf(ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, *n%60, 123456789, time.UTC)}))
		return
	case ecg.Date:
		v.Set(reflect.ValueOf(ecg.NewDate(1964, 1, 1+*n%28)))
		return
	case ecg.Sex:
		v.Set(reflect.ValueOf(ecg.Female))
		return
	case ecg.Lead:
		v.Set(reflect.ValueOf(ecg.Lead(1 + *n%18)))
		return
	case ecg.AnnotationKind, ecg.Wave, ecg.GroupKind, ecg.Confirmation:
		v.SetUint(uint64(1 + *n%2))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("值<&> \"\n" + strings.Repeat("x", *n%7))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(1 + *n%2))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	default:
		panic("fill: " + v.Type().String())
	}
}

func filled() *ecg.Record {
	rec, n := new(ecg.Record), 0
	fill(reflect.ValueOf(rec).Elem(), &n)
	normal(rec)
	return rec
}

// normal sets the fields that the package comment says do not come back.
func normal(rec *ecg.Record) {
	rec.Format, rec.FormatVersion = Name, "1"
	each := func(list []ecg.Channel) {
		for i := range list {
			list[i].Samples = len(list[i].Raw)
		}
	}
	each(rec.Channels)
	for i := range rec.Groups {
		each(rec.Groups[i].Channels)
	}
}

func encoded(t testing.TB, rec *ecg.Record) []byte {
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	return b.Bytes()
}

func TestEveryFieldComesBack(t *testing.T) {
	want := filled()
	got, err := formats.Decode(encoded(t, want), &formats.Options{})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, encoded(t, want), encoded(t, got))
}

func TestUnknownAndMissing(t *testing.T) {
	want, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 2})
	want.Channels[0].Raw[3] = ecg.Missing
	want.Channels[1].Raw[0], want.Channels[1].Raw[1] = math.MaxInt32, math.MinInt32+1
	want.Channels[2].Scale, want.Channels[2].Offset = 4.0485829959514166, math.Copysign(0, -1)
	want.Start = ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 0, time.FixedZone("", 8*3600)), Zoned: true}
	want.Analyzed = ecg.Timestamp{Time: time.Date(2026, 1, 8, 0, 0, 0, 0, time.UTC), DateOnly: true}
	want.Annotations = []ecg.Annotation{{Onset: ecg.NoSample, Peak: 0, End: ecg.NoSample, Value: math.NaN()}}
	want.Measurements = []ecg.Measurement{{Name: "a", Value: math.NaN()}, {Name: "b", Value: math.Inf(-1)}, {Value: math.SmallestNonzeroFloat64}}
	g := want.AddGroup()
	g.Kind = ecg.GroupRepresentativeBeat
	*g.AddChannel() = ecg.Channel{Rate: 500, Scale: 1, Raw: []int32{1}}
	normal(want)
	data := encoded(t, want)
	got, err := formats.Decode(data, nil)
	require.NoError(t, err)
	assert.Equal(t, data, encoded(t, got))
	assert.True(t, math.IsNaN(float64(got.Groups[0].OffsetMS)))
	assert.True(t, math.IsNaN(got.Annotations[0].Value))
	assert.True(t, math.IsNaN(got.Measurements[0].Value))
	assert.True(t, math.IsInf(got.Measurements[1].Value, -1))
	assert.Equal(t, math.SmallestNonzeroFloat64, got.Measurements[2].Value)
	assert.Equal(t, int64(0), got.Annotations[0].Peak)
	assert.Equal(t, int64(ecg.NoSample), got.Annotations[0].Onset)
	assert.Equal(t, want.Channels, got.Channels)
	assert.True(t, got.Start.Zoned && got.Analyzed.DateOnly)
	assert.Equal(t, want.Start.String(), got.Start.String())

	head, err := formats.DecodeConfig(data, nil)
	require.NoError(t, err)
	assert.Empty(t, head.Channels[0].Raw)
	assert.Equal(t, len(want.Channels[0].Raw), head.Channels[0].Samples)
}

func TestFirstKey(t *testing.T) {
	data := encoded(t, filled())
	assert.True(t, bytes.HasPrefix(data, []byte(`{"goecg_record":1,`)))
	for head, want := range map[string]int{
		string(data): 100, bom + "\n { \"goecg_record\" : 1": 100, "{}": 0, "": 0, "{": 0, `{"schema":1,"goecg_record":1}`: 0, "[1]": 0, "I,II\n1,2\n": 0,
	} {
		assert.Equal(t, want, Sniff([]byte(head)), "%.40s", head)
	}
	var any map[string]any
	require.NoError(t, json.Unmarshal(data, &any))
}

func TestErrors(t *testing.T) {
	const ch = `{"rate_hz":500,"scale":1,"unit":"uV","raw":[1,2]}`
	for in, want := range map[string]error{
		``:                               formats.ErrTruncated,
		`{"goecg_record":1,"channels":[`: formats.ErrTruncated,
		`{"goecg_record":1,,}`:           formats.ErrCorrupt,
		`{"goecg_record":2,"channels":[` + ch + `]}`:                                                    formats.ErrUnsupported,
		`{"goecg_record":1,"channels":[]}`:                                                              formats.ErrNoWaveform,
		`{"goecg_record":1,"id":5}`:                                                                     formats.ErrCorrupt,
		`{"goecg_record":1,"start":"yesterday","channels":[` + ch + `]}`:                                formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"scale":1,"raw":[1]}]}`:                                         formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":-1,"scale":1,"raw":[1]}]}`:                            formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"raw":[1]}]}`:                                     formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"raw":[1.5]}]}`:                         formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"raw":[3000000000]}]}`:                  formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"raw":[[1]]}]}`:                         formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"raw":"1"}]}`:                           formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"start_sample":2000000000,"raw":[1]}]}`: formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[` + ch + `],"measurements":[{"value":"x"}]}`:                     formats.ErrCorrupt,
		`{"goecg_record":1,"channels":[` + strings.Repeat("{},", 8000) + `{}]}`:                         formats.ErrTooLarge,
	} {
		err := Decode(new(ecg.Record), []byte(in), nil)
		assert.ErrorIs(t, err, want, "%.80s", in)
		var e *formats.Error
		assert.True(t, errors.As(err, &e), "%.80s", in)
	}
	err := Decode(new(ecg.Record), encoded(t, filled()), &formats.Options{MaxSamples: 3})
	assert.ErrorIs(t, err, formats.ErrTooLarge)
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, &ecg.Record{}), formats.ErrNoWaveform)
	bad := filled()
	bad.Channels[0].Scale = math.NaN()
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, bad), formats.ErrUnsupported)
}

// A mark on a group that does not exist would lead its reader out of bounds.
func TestMarksStayInBounds(t *testing.T) {
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, []byte(`{"goecg_record":1,"channels":[{"rate_hz":500,"scale":1,"raw":[ ]},{"rate_hz":500,"scale":1,"raw":[ 1 , null ]}],
		"annotations":[{"group":7,"peak":-9}],"measurements":[{"group":-1,"beat":-2}]}`), nil))
	assert.Equal(t, 0, rec.Annotations[0].Group)
	assert.Equal(t, int64(ecg.NoSample), rec.Annotations[0].Peak)
	assert.Equal(t, 0, rec.Measurements[0].Group)
	assert.Equal(t, 0, rec.Measurements[0].Beat)
	assert.Equal(t, []int32{1, ecg.Missing}, rec.Channels[1].Raw)
}

// hold decodes hostile input: a record or a typed error, within the bounds.
func hold(t testing.TB, data []byte) {
	var err error
	codectest.Bounded(t, len(data), func() { err = Decode(new(ecg.Record), data, nil) })
	if err != nil {
		codectest.Refused[*formats.Error](t, err, formats.Reason)
	}
}

func TestHostile(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	data := encoded(t, filled())
	for part := range codectest.Cuts(data, len(data)) {
		hold(t, part)
	}
	damage := codectest.Damage{
		Seed: 1, Copies: 3000, Places: 5, Edits: []codectest.Edit{codectest.Overwrite(strings.Split("{}[],:\"0-nxe9", "")...)},
	}
	for bad := range damage.Of(data) {
		hold(t, bad)
	}
	const size = 4 << 20
	for head, part := range map[string]string{
		`{"goecg_record":1,"channels":[`:                      `{},`,
		`{"goecg_record":1,"annotations":[`:                   `{"peak":1},`,
		`{"goecg_record":1,"comments":[`:                      `"",`,
		`{"goecg_record":1,"channels":[{"raw":[`:              `0,`,
		`{"goecg_record":1,"measurements":[`:                  `null,`,
		`{"goecg_record":1,"channels":[{"filters":{"other":[`: `"",`,
		`{"goecg_record":1,"groups":[`:                        `{"offset_ms":1,"channels":[]},`,
		`{"goecg_record":1,"x":`:                              `[`,
	} {
		b := strings.Builder{}
		b.WriteString(head)
		for b.Len() < size {
			b.WriteString(part)
		}
		hold(t, []byte(b.String()))
		end := strings.TrimSuffix(b.String(), ",") + strings.NewReplacer("{", "}", "[", "]").Replace(reverse(onlyBrackets(head)))
		hold(t, []byte(end))
	}
}

func onlyBrackets(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '{' || r == '[' {
			return r
		}
		return -1
	}, s)
}

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"goecg_record":1,"channels":[{"lead":"I","rate_hz":500,"scale":1,"unit":"uV","raw":[1,null,-3]}]}`))
	rec := filled()
	var b bytes.Buffer
	if err := Encode(&b, rec); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		rec := new(ecg.Record)
		if Decode(rec, data, nil) != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := Encode(&once, rec); err != nil {
			t.Fatal(err)
		}
		again := new(ecg.Record)
		if err := Decode(again, once.Bytes(), nil); err != nil {
			t.Fatal(err)
		}
		if err := Encode(&twice, again); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatal("not the same when read back")
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{})
	data := encoded(b, rec)
	b.SetBytes(int64(len(data)))
	out := new(ecg.Record)
	for b.Loop() {
		out.Reset()
		if err := Decode(out, data, nil); err != nil {
			b.Fatal(err)
		}
	}
}
