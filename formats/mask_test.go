package formats

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

func patient(id string) *ecg.Record {
	rec := &ecg.Record{Start: ecg.Local(2024, time.March, 5, 8, 0, 0, 0)}
	rec.Patient.ID = id
	*rec.AddChannel() = ecg.Channel{Raw: []int32{1, 2, 3}}
	return rec
}

func withKey(id, key string) *Mask { return NewMask(patient(id), &AnonymizeOptions{Key: []byte(key)}) }

func TestPseudonyms(t *testing.T) {
	a := withKey("4711", "k")
	assert.Len(t, a.Subject(64), pseudonymLen)
	assert.Equal(t, a.Subject(64), withKey(" 4711 ", "k").Subject(64))
	assert.Equal(t, a.Subject(64)[:5], a.Subject(5))
	assert.NotEqual(t, a.Subject(64), withKey("4712", "k").Subject(64))
	assert.NotEqual(t, a.Subject(64), withKey("4711", "l").Subject(64))
	assert.NotEqual(t, a.Subject(64), a.Pseudonym("id", "4711", 64), "kinds are apart")
	assert.Empty(t, a.Pseudonym("id", "", 64))
	assert.Empty(t, NewMask(patient("4711"), nil).Subject(64), "no key, no pseudonym")

	again := withKey(a.Subject(64), "k")
	assert.Equal(t, a.Subject(64), again.Subject(64), "a pseudonym is recognised")
	day := time.Date(2024, 3, 5, 0, 0, 0, 0, time.UTC)
	assert.Equal(t, day, again.Date(day))
	assert.NotEqual(t, day, withKey(a.Subject(64), "l").Date(day), "by its own key only")
}

func TestUIDs(t *testing.T) {
	a := withKey("4711", "k")
	u := a.UID("1.2.3")
	assert.Equal(t, u, a.UID("1.2.3\x00"))
	assert.NotEqual(t, u, a.UID("1.2.4"))
	assert.Equal(t, u, withKey("4712", "k").UID("1.2.3"), "a study is one study whoever is in it")
	assert.Equal(t, u, a.UID(DottedUID(u)))
	assert.Equal(t, u, a.UID(HexUUID(u)))
	assert.EqualValues(t, 0x80, u[6]&0xF0)
	assert.EqualValues(t, 0x80, u[8]&0xC0)
	assert.LessOrEqual(t, len(DottedUID(u)), 64)
	parsed, ok := ParseUUID(HexUUID(u))
	require.True(t, ok)
	assert.Equal(t, u, parsed)
	for _, s := range []string{"", "61d1a24f-b47e-41aa-ae95-f8ac302f4eeg", "61d1a24fxb47e-41aa-ae95-f8ac302f4eeb"} {
		_, ok := ParseUUID(s)
		assert.False(t, ok, s)
	}
	b := NewMask(patient("4711"), nil)
	assert.NotEqual(t, b.UID("1.2.3"), b.UID("1.2.4"))
	assert.Equal(t, b.UID("9"), b.UID("9"))
}

func TestDates(t *testing.T) {
	at := time.Date(2024, 3, 5, 8, 0, 0, 0, time.UTC)
	assert.Equal(t, time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC), NewMask(patient("x"), nil).Date(at))
	none := patient("x")
	none.Start = ecg.Timestamp{}
	assert.Equal(t, time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC), NewMask(none, nil).Date(at))
	seen := map[time.Time]bool{}
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		d := withKey(id, "k").Date(at)
		days := at.Sub(d).Hours() / 24
		assert.True(t, days >= 1 && days <= maxShiftDays)
		seen[d] = true
		w := NewMask(patient(id), &AnonymizeOptions{Key: []byte("k"), KeepWeekday: true}).Date(at)
		assert.Equal(t, at.Weekday(), w.Weekday())
		assert.True(t, w.Before(at))
	}
	assert.Len(t, seen, 6)
}

func TestAges(t *testing.T) {
	rec := patient("x")
	rec.Patient.BirthDate = ecg.NewDate(2022, 11, 1)
	m := NewMask(rec, nil)
	assert.InDelta(t, 16.0/12, m.AgeAt(rec).Years, 1e-9, "months of an infant")
	rec.Patient.BirthDate = ecg.NewDate(1970, 11, 1)
	assert.Equal(t, ecg.AgeOf(53, ecg.Year), m.AgeAt(rec))
	rec.Patient.Age = ecg.AgeOf(91, ecg.Year)
	assert.Equal(t, ecg.AgeOf(90, ecg.Year), m.AgeAt(rec))
	assert.Equal(t, ecg.Age{Years: 89, Valid: true, Over: true}, m.Age(ecg.Age{Years: 89, Valid: true, Over: true}))
	assert.False(t, NewMask(rec, &AnonymizeOptions{DropAgeSex: true}).AgeAt(rec).Valid)
}

// What a codec leaves behind is found: in any text when it is short, in any byte but samples when it is long.
func TestCheck(t *testing.T) {
	rec := patient("ID-7")
	rec.Patient.Name = ecg.Name{Family: "Li", Given: "Ann", Second: "Featherstone"}
	rec.Patient.BirthDate = ecg.NewDate(1964, 1, 31)
	rec.Site.Institution = "青山卫生院"
	out := patient("")
	whole := func(s string) *Anonymized {
		return &Anonymized{Data: []byte(s), Texts: []Span{{0, len(s)}}}
	}
	m := NewMask(rec, nil)
	for _, s := range []string{"", "nothing", "planner", "MyID-77", "Li"} {
		require.NoError(t, m.Check(rec, out, whole(s)), s)
	}
	gb := "\xc7\xe0\xc9\xbd\xce\xc0\xc9\xfa\xd4\xba"
	for _, s := range []string{"by Ann.", "Ann", "xxFeatherstonexx", "ID-7", "19640131", "on 1964-01-31", "31/01/1964", "x青山卫生院x", gb, "A\x00n\x00n\x00", "\x00A\x00n\x00n"} {
		err := m.Check(rec, out, whole(s))
		require.ErrorIs(t, err, ErrLeak, s)
		if s != "" && len(s) < 20 {
			assert.NotContains(t, err.Error(), s)
		}
	}
	long := whole("Ann Featherstone")
	long.Texts = nil
	require.ErrorIs(t, m.Check(rec, out, long), ErrLeak, "long strings are looked for everywhere")
	long.Samples = []Copy{{Out: 2, Len: 14}}
	require.NoError(t, m.Check(rec, out, long), "but not in samples")
	assert.True(t, m.Identifies("seen by ANN"))
	assert.False(t, m.Identifies("annual"))

	altered := patient("")
	altered.Channels[0].Raw[1] = 9
	require.ErrorIs(t, m.Check(rec, altered, whole("")), ErrAltered)
	for what, spoil := range map[string]func(*ecg.Record){
		"name": func(r *ecg.Record) { r.Patient.Name.Given = "X" }, "ID": func(r *ecg.Record) { r.Patient.ID = "X" },
		"birth": func(r *ecg.Record) { r.Patient.BirthDate = ecg.NewDate(2000, 1, 1) }, "age": func(r *ecg.Record) { r.Patient.Age = ecg.AgeOf(91, 1) },
		"site": func(r *ecg.Record) { r.Site.Room = "X" }, "serial": func(r *ecg.Record) { r.Analyzer.Serial = "X" },
		"height": func(r *ecg.Record) { r.Patient.HeightCM = 1 }, "diagnosis": func(r *ecg.Record) { r.Patient.Diagnoses = []string{"X"} },
	} {
		left := patient("")
		spoil(left)
		require.ErrorIs(t, m.Check(rec, left, whole("")), ErrLeak, what)
	}
}

// A format whose Anonymize is wrong gives an error and no output.
func TestAnonymizeChecksTheCodec(t *testing.T) {
	decode := func(rec *ecg.Record, data []byte, _ *Options) error {
		rec.Patient.Name.Full = string(data[4:])
		*rec.AddChannel() = ecg.Channel{Raw: []int32{int32(data[3])}}
		return nil
	}
	Register(Format{
		Name: "leaky", Decode: decode,
		Sniff: func(head []byte) int {
			if len(head) > 3 && string(head[:3]) == "LKY" {
				return 100
			}
			return 0
		},
		Anonymize: func(data []byte, m *Mask) (*Anonymized, error) {
			switch data[3] {
			case 'l':
				return &Anonymized{Data: data}, nil
			case 'a':
				return &Anonymized{Data: []byte("LKYx")}, nil
			case 's':
				return &Anonymized{Data: []byte("LKYs"), Samples: []Copy{{In: 0, Out: 1, Len: 2}}}, nil
			}
			m.Note("file", "patient name")
			return &Anonymized{Data: data[:4]}, nil
		},
	})
	for in, want := range map[string]error{"LKYlSomebody": ErrLeak, "LKYaSomebody": ErrAltered, "LKYsSomebody": ErrAltered} {
		out, removed, err := Anonymize([]byte(in), nil)
		require.ErrorIs(t, err, want)
		assert.Nil(t, out)
		assert.Nil(t, removed)
		assert.NotContains(t, err.Error(), "Somebody")
	}
	out, removed, err := Anonymize([]byte("LKYgSomebody"), nil)
	require.NoError(t, err)
	assert.Equal(t, "LKYg", string(out))
	assert.Equal(t, []Removed{{"file", "patient name", 1}}, removed)
}
