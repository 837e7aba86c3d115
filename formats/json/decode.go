package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Name is the format's name in the registry.
const Name = "json"

func init() {
	formats.Register(formats.Format{
		Name: Name, Description: "JSON of a whole record", Extensions: []string{".json"},
		Sniff: Sniff, Decode: Decode, DecodeConfig: DecodeConfig, Encode: Encode, Anonymize: formats.Rewriter(Decode, Encode),
	})
}

const (
	marker    = `"goecg_record"`
	bom       = "\xEF\xBB\xBF"
	jsonBlank = " \t\r\n"
)

// Sniff returns 100 when head is a JSON object whose first key is "goecg_record", else 0.
func Sniff(head []byte) int {
	b := bytes.TrimLeft(bytes.TrimPrefix(head, []byte(bom)), jsonBlank)
	if len(b) == 0 || b[0] != '{' {
		return 0
	}
	if bytes.HasPrefix(bytes.TrimLeft(b[1:], jsonBlank), []byte(marker)) {
		return 100
	}
	return 0
}

// Decode reads a record into rec, which is empty but may own lists to reuse. The error is a *formats.Error.
func Decode(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, false, o)
}

// DecodeConfig is [Decode] without samples: channels have Samples set and Raw empty.
func DecodeConfig(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, true, o)
}

// Objects that an input may hold beside one for so many of its bytes. The smallest takes two bytes and becomes structs of
// some 500, with what reading it takes.
const (
	freeObjects    = 4096
	bytesPerObject = 32
)

func decode(rec *ecg.Record, data []byte, config bool, o *formats.Options) error {
	head := len(data)
	data = bytes.TrimPrefix(data, []byte(bom))
	head -= len(data)
	if n := bytes.Count(data, []byte{'{'}); n > freeObjects+len(data)/bytesPerObject {
		return formats.Errorf(formats.ErrTooLarge, Name, "document", -1, "%d objects in %d bytes", n, len(data))
	}
	var d document
	if err := json.Unmarshal(data, &d); err != nil {
		return describe(err, int64(head), len(data))
	}
	if d.Form != formVersion {
		return formats.Errorf(formats.ErrUnsupported, Name, "goecg_record", -1, "form %d", d.Form)
	}
	if err := d.record(rec); err != nil {
		return err
	}
	if err := check(rec, formats.ErrCorrupt); err != nil {
		return err
	}
	return settle(rec, config, o)
}

// settle holds the bound on samples and counts them.
func settle(rec *ecg.Record, config bool, o *formats.Options) error {
	total, limit := int64(0), o.OrDefault().MaxSamples
	each := func(list []ecg.Channel) {
		for i := range list {
			c := &list[i]
			total += int64(len(c.Raw))
			c.Samples = len(c.Raw)
			if config {
				c.Raw = nil
			}
		}
	}
	each(rec.Channels)
	for i := range rec.Groups {
		each(rec.Groups[i].Channels)
	}
	if limit > 0 && total > limit && !config {
		return formats.Errorf(formats.ErrTooLarge, Name, "channels", -1, "more than %d samples", limit)
	}
	return nil
}

// describe turns an error of encoding/json into one that says where and holds nothing of the input.
func describe(err error, head int64, size int) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && syntax.Offset >= int64(size) && syntax.Error() == "unexpected end of JSON input":
		return formats.Errorf(formats.ErrTruncated, Name, "document", head+syntax.Offset, "")
	case errors.As(err, &syntax):
		return formats.Errorf(formats.ErrCorrupt, Name, "document", head+syntax.Offset, "no JSON")
	case errors.As(err, &kind):
		return formats.Errorf(formats.ErrCorrupt, Name, "document", head+kind.Offset, "wrong type of value")
	}
	for _, known := range []error{errNumber, errMoment, errSamples, errList} {
		if errors.Is(err, known) {
			return formats.Errorf(formats.ErrCorrupt, Name, "document", -1, "%s", known.Error())
		}
	}
	return formats.Errorf(formats.ErrCorrupt, Name, "document", -1, "wrong value")
}

func (d *document) record(r *ecg.Record) error {
	r.Format, r.FormatVersion, r.ID = Name, strconv.Itoa(formVersion), d.ID
	r.Patient, r.Site = d.Patient.value(), ecg.Site(d.Site)
	r.Device, r.Analyzer, r.Filters = d.Device.value(), d.Analyzer.value(), d.Filters.value()
	r.Start, r.Analyzed, r.Urgency = d.Start.Timestamp, d.Analyzed.Timestamp, d.Urgency
	r.Confirmation = valueOf[ecg.Confirmation](confirmationWords, d.Confirmation)
	for i := range d.Channels {
		if err := d.Channels[i].fill(r.AddChannel()); err != nil {
			return err
		}
	}
	for i := range d.Groups {
		in := &d.Groups[i]
		g := r.AddGroup()
		g.Kind, g.Label, g.OffsetMS = valueOf[ecg.GroupKind](groupWords, in.Kind), in.Label, ecg.Millisecond(orNaN(in.OffsetMS))
		for k := range in.Channels {
			if err := in.Channels[k].fill(g.AddChannel()); err != nil {
				return err
			}
		}
	}
	for i := range d.Annotations {
		a := &d.Annotations[i]
		r.Annotations = append(r.Annotations, ecg.Annotation{
			Kind: valueOf[ecg.AnnotationKind](kindWords, a.Kind), Wave: valueOf[ecg.Wave](waveWords, a.Wave),
			Onset: orNone(a.Onset), Peak: orNone(a.Peak), End: orNone(a.End), Lead: a.Lead, Group: d.place(a.Group), Code: a.Code, System: a.System,
			Text: a.Text, Value: orNaN(a.Value), Unit: a.Unit,
		})
	}
	for i := range d.Measurements {
		m := &d.Measurements[i]
		r.Measurements = append(r.Measurements, ecg.Measurement{
			Name: m.Name, Lead: m.Lead, Value: float64(m.Value), Unit: m.Unit, Group: d.place(m.Group), Beat: max(m.Beat, 0), Code: m.Code, System: m.System,
		})
	}
	for i := range d.Statements {
		r.Statements = append(r.Statements, ecg.Statement(d.Statements[i]))
	}
	r.Comments = append(r.Comments, d.Comments...)
	r.Warnings = append(r.Warnings, d.Warnings...)
	return nil
}

// place is a number of a group that exists: a mark on one that does not is put on the rhythm.
func (d *document) place(group int) int {
	if group < 0 || group > len(d.Groups) {
		return 0
	}
	return group
}

func (c *channel) fill(out *ecg.Channel) error {
	if c.Rate == nil || c.Scale == nil {
		return formats.Errorf(formats.ErrCorrupt, Name, "channels", -1, "a channel without rate_hz or scale")
	}
	if c.Start < 0 || c.Start > math.MaxInt32 {
		return formats.Errorf(formats.ErrCorrupt, Name, "channels", -1, "start out of bounds")
	}
	*out = ecg.Channel{
		Lead: c.Lead, Label: c.Label, Rate: *c.Rate, Start: int(c.Start), Raw: c.Raw, Scale: *c.Scale, Offset: c.Offset, Unit: c.Unit,
		Filters: c.Filters.value(), Bits: c.Bits, Derived: c.Derived, Bad: c.Bad,
	}
	return nil
}

func (p *patient) value() ecg.Patient {
	out := ecg.Patient{
		ID: p.ID, Name: ecg.Name(p.Name), BirthDate: p.BirthDate, HeightCM: float64(p.HeightCM), WeightKG: float64(p.WeightKG), Race: p.Race,
		Systolic: p.Systolic, Diastolic: p.Diastolic, Drugs: p.Drugs, Diagnoses: p.Diagnoses, History: p.History, Paced: p.Paced,
	}
	for _, s := range [...]ecg.Sex{ecg.Male, ecg.Female, ecg.SexOther} {
		if p.Sex == s.String() {
			out.Sex = s
		}
	}
	if p.Age != nil {
		out.Age = ecg.AgeOf(float64(p.Age.Years), ecg.Year)
		out.Age.Over = p.Age.Over && out.Age.Valid
	}
	return out
}

func (d *device) value() ecg.Device {
	return ecg.Device{Manufacturer: d.Manufacturer, Model: d.Model, Serial: d.Serial, Software: d.Software, ID: d.ID, MainsHz: float64(d.MainsHz)}
}

func (f *filters) value() ecg.Filters {
	return ecg.Filters{HighPass: float64(f.HighPass), LowPass: float64(f.LowPass), Notch: float64(f.Notch), Other: f.Other}
}
