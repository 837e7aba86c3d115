package json

import (
	"encoding/json"
	"io"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Encode writes rec as one line of JSON. Everything in rec is kept; see the package comment for the few limits. The error is a
// *formats.Error wrapping ErrNoWaveform when rec has no samples and ErrUnsupported when a channel's rate, scale or offset is
// not a finite number or its start lies out of bounds, or the writer's own.
func Encode(w io.Writer, rec *ecg.Record) error {
	if err := check(rec, formats.ErrUnsupported); err != nil {
		return err
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(documentOf(rec))
}

func documentOf(r *ecg.Record) *document {
	d := &document{
		Form: formVersion, Source: source{r.Format, r.FormatVersion}, ID: r.ID,
		Patient: patientOf(&r.Patient), Device: deviceOf(&r.Device), Analyzer: deviceOf(&r.Analyzer), Site: site(r.Site),
		Filters: filtersOf(&r.Filters), Start: moment{r.Start}, Analyzed: moment{r.Analyzed}, Urgency: r.Urgency,
		Channels: channelsOf(r.Channels), Confirmation: wordOf(confirmationWords, r.Confirmation), Comments: r.Comments, Warnings: r.Warnings,
	}
	for i := range r.Groups {
		g := &r.Groups[i]
		d.Groups = append(d.Groups, group{wordOf(groupWords, g.Kind), g.Label, known(float64(g.OffsetMS)), channelsOf(g.Channels)})
	}
	for i := range r.Annotations {
		a := &r.Annotations[i]
		d.Annotations = append(d.Annotations, annotation{
			Kind: wordOf(kindWords, a.Kind), Wave: wordOf(waveWords, a.Wave), Onset: given(a.Onset), Peak: given(a.Peak), End: given(a.End),
			Lead: a.Lead, Group: a.Group, Code: a.Code, System: a.System, Text: a.Text, Value: known(a.Value), Unit: a.Unit,
		})
	}
	for i := range r.Measurements {
		m := &r.Measurements[i]
		d.Measurements = append(d.Measurements, measurement{m.Name, m.Lead, number(m.Value), m.Unit, m.Group, m.Beat, m.Code, m.System})
	}
	for i := range r.Statements {
		d.Statements = append(d.Statements, statement(r.Statements[i]))
	}
	return d
}

func patientOf(p *ecg.Patient) patient {
	out := patient{
		ID: p.ID, Name: name(p.Name), Sex: p.Sex.String(), BirthDate: p.BirthDate, HeightCM: number(p.HeightCM), WeightKG: number(p.WeightKG),
		Race: p.Race, Systolic: p.Systolic, Diastolic: p.Diastolic, Drugs: p.Drugs, Diagnoses: p.Diagnoses, History: p.History, Paced: p.Paced,
	}
	if p.Age.Valid {
		out.Age = &age{number(p.Age.Years), p.Age.Over}
	}
	return out
}

func deviceOf(d *ecg.Device) device {
	return device{d.Manufacturer, d.Model, d.Serial, d.Software, d.ID, number(d.MainsHz)}
}

func filtersOf(f *ecg.Filters) filters {
	return filters{number(f.HighPass), number(f.LowPass), number(f.Notch), f.Other}
}

func channelsOf(in []ecg.Channel) list[channel] {
	out := make(list[channel], len(in))
	for i := range in {
		c := &in[i]
		out[i] = channel{
			Lead: c.Lead, Label: c.Label, Rate: &c.Rate, Start: int64(c.Start), Scale: &c.Scale, Offset: c.Offset, Unit: c.Unit,
			Filters: filtersOf(&c.Filters), Bits: c.Bits, Derived: c.Derived, Bad: c.Bad, Raw: c.Raw,
		}
	}
	return out
}
