package formats

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// AnonymizeOptions says how an ECG is anonymised. The zero value is the safest: names, IDs, birth dates, addresses,
// physicians, institutions, serial numbers, free text and what is private to a manufacturer are removed, dates become 1
// January of their year, and of the person there remain sex and age, 90 standing for all higher ages
// (45 CFR 164.514(b)(2)).
type AnonymizeOptions struct {
	// Key makes pseudonyms: the patient ID becomes a keyed hash (HMAC-SHA-256) of itself, UIDs likewise, and dates move
	// back by a number of whole days that the key and the patient ID decide, so that the records of one patient stay
	// together, in order and at their distances. Whoever has the key can tell whose pseudonym it is by trying the known IDs; use
	// at least 16 random bytes and keep them secret. Without a key there are no pseudonyms.
	Key []byte `json:"-"`
	// KeepWeekday moves dates by whole weeks. It has no effect without a key.
	KeepWeekday bool `json:"keep_weekday,omitempty"`
	// KeepStatements keeps the text of diagnostic statements unless the patient's or a physician's name or the like is found
	// in it. Codes are always kept.
	KeepStatements bool `json:"keep_statements,omitempty"`
	// KeepCharacteristics keeps height, weight, blood pressure, ethnic group and coded drugs and history.
	KeepCharacteristics bool `json:"keep_characteristics,omitempty"`
	// DropAgeSex removes age and sex too.
	DropAgeSex bool `json:"drop_age_sex,omitempty"`
	// Charset is Options.Charset for reading the input.
	Charset string `json:"charset,omitempty"`
}

// Removed is one kind of thing that anonymising removed or replaced. It never holds a value.
type Removed struct {
	Where string `json:"where"` // in the format's own terms: "section 1", "(0010,0010)", "trialSubject"
	What  string `json:"what"`  // "patient name"
	Count int    `json:"count"`
}

// Reasons why an anonymised file is refused. Errors are *Error wrapping them; they say what kind of string was found,
// never the string.
var (
	ErrLeak    = errors.New("what identifies the patient would remain")
	ErrAltered = errors.New("the waveform would not stay as it is")
)

// Span is the range of bytes [Start, End).
type Span struct{ Start, End int }

// Copy is a range of bytes that was copied unchanged from the input to the output.
type Copy struct {
	In, Out int // offsets; In is -1 where the input is compressed or in another character set
	Len     int
}

// Anonymized is what a format's Anonymize returns.
type Anonymized struct {
	Data []byte
	// Samples are the bytes of the waveforms in Data. Strings of the patient are not looked for in them: any may occur
	// by chance.
	Samples []Copy
	// Texts are the ranges of Data that hold text rather than numbers and codes. Short strings are looked for there only.
	Texts []Span
}

// Anonymize returns data, one file of any format that can be anonymised, without what tells who the patient is: the same
// format, the same waveform to the bit. removed says what kinds of things went.
//
// The result is checked before it is returned. Both files are decoded: leads, rates and samples must be equal (else
// the error wraps ErrAltered), and neither the decoded record nor the bytes of the output may hold a name, an ID, a
// birth date or an institution of the input, in UTF-8, GB 18030 or UTF-16 (else it wraps ErrLeak). A file that cannot be
// decoded is not anonymised, nor is one without a waveform. Formats of several files have functions of their own: wfdb.Anonymize.
//
// An ECG may identify its patient by itself, to one who has another ECG of the same person: what is returned is not
// anonymous against that.
func Anonymize(data []byte, o *AnonymizeOptions) (out []byte, removed []Removed, err error) {
	if len(data) == 0 {
		return nil, nil, Errorf(ErrTruncated, "", "", 0, "empty input")
	}
	f, _, ok := Sniff(data)
	if !ok {
		return nil, nil, Errorf(ErrUnknown, "", "", 0, "%d bytes", len(data))
	}
	if f.Anonymize == nil {
		return nil, nil, Errorf(ErrUnsupported, f.Name, "", -1, "anonymising a single file of this format")
	}
	if o == nil {
		o = new(AnonymizeOptions)
	}
	decoding := &Options{Charset: o.Charset}
	in := new(ecg.Record)
	if err := finish(in, f, f.Decode(in, data, decoding), decoding); err != nil {
		return nil, nil, err
	}
	m := NewMask(in, o)
	result, err := f.Anonymize(data, m)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range result.Samples {
		if c.In >= 0 && !bytes.Equal(data[c.In:c.In+c.Len], result.Data[c.Out:c.Out+c.Len]) {
			return nil, nil, Errorf(ErrAltered, f.Name, "", int64(c.Out), "sample bytes differ")
		}
	}
	after := new(ecg.Record)
	if err := finish(after, f, f.Decode(after, result.Data, decoding), decoding); err != nil {
		return nil, nil, Errorf(ErrAltered, f.Name, "", -1, "the output cannot be decoded: %v", err)
	}
	if err := m.Check(in, after, result); err != nil {
		return nil, nil, err
	}
	return result.Data, m.Removed(), nil
}

// Check proves an anonymised file: in is the record decoded from the input, out that from the output. Anonymize calls
// it; it is for functions that anonymise several files.
func (m *Mask) Check(in, out *ecg.Record, a *Anonymized) error {
	if what := differs(in, out); what != "" {
		return Errorf(ErrAltered, in.Format, "", -1, "%s", what)
	}
	if what := m.remains(out); what != "" {
		return Errorf(ErrLeak, in.Format, "", -1, "%s", what)
	}
	if what, at := m.find(a); what != "" {
		return Errorf(ErrLeak, in.Format, "", int64(at), "%s", what)
	}
	return nil
}

// differs compares what measuring depends on and says where the first difference is, "" when there is none.
func differs(a, b *ecg.Record) string {
	if len(a.Groups) != len(b.Groups) {
		return "number of groups"
	}
	if what := differsIn(a.Channels, b.Channels); what != "" {
		return what
	}
	for i := range a.Groups {
		if what := differsIn(a.Groups[i].Channels, b.Groups[i].Channels); what != "" {
			return "group: " + what
		}
	}
	return ""
}

func differsIn(a, b []ecg.Channel) string {
	if len(a) != len(b) {
		return "number of channels"
	}
	same := func(x, y float64) bool { return x == y || math.IsNaN(x) && math.IsNaN(y) }
	for i := range a {
		x, y := &a[i], &b[i]
		switch {
		case x.Lead != y.Lead || x.Start != y.Start || x.Unit != y.Unit || x.Samples != y.Samples || x.Derived != y.Derived || x.Bad != y.Bad:
			return "a channel"
		case !same(x.Rate, y.Rate):
			return "a sampling rate"
		case !same(x.Scale, y.Scale) || !same(x.Offset, y.Offset):
			return "an amplitude scale"
		case !slices.Equal(x.Raw, y.Raw):
			return "samples"
		}
	}
	return ""
}

// remains names a field of the record that must be empty after anonymising and is not.
func (m *Mask) remains(r *ecg.Record) string {
	p, s := &r.Patient, &r.Site
	switch {
	case p.Name != (ecg.Name{}):
		return "patient name"
	case p.ID != "" && !m.isPseudonym(p.ID) && !strings.HasPrefix(m.short, p.ID) && !m.isOwnUID(p.ID):
		return "patient ID"
	case !p.BirthDate.IsZero():
		return "birth date"
	case p.Age.Valid && (p.Age.Years > maxAge || m.options.DropAgeSex):
		return "age"
	case p.Sex != ecg.SexUnknown && m.options.DropAgeSex:
		return "sex"
	case *s != (ecg.Site{}):
		return "institution, department, room or staff"
	case r.Device.Serial != "" || r.Analyzer.Serial != "":
		return "serial number"
	case !m.options.KeepCharacteristics && (p.HeightCM != 0 || p.WeightKG != 0 || p.Race != "" || len(p.Drugs)+len(p.History) > 0):
		return "patient characteristics"
	case len(p.Diagnoses) > 0:
		return "diagnosis or indication"
	}
	return ""
}
