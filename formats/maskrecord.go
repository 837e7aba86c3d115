package formats

import (
	"bytes"
	"io"

	"github.com/goecg/goecg/ecg"
)

// Rewriter returns the Anonymize function of a format whose files are written anew rather than edited.
func Rewriter(decode func(*ecg.Record, []byte, *Options) error, encode func(io.Writer, *ecg.Record) error) func([]byte, *Mask) (*Anonymized, error) {
	return func(data []byte, m *Mask) (*Anonymized, error) {
		rec := new(ecg.Record)
		if err := decode(rec, data, &Options{Charset: m.options.Charset}); err != nil {
			return nil, err
		}
		m.Record(rec)
		var b bytes.Buffer
		if err := encode(&b, rec); err != nil {
			return nil, err
		}
		return &Anonymized{Data: b.Bytes()}, nil
	}
}

// Record anonymises a decoded record in place: for formats that are written anew rather than edited. Samples, leads, times
// relative to each other, device models, codes and numbers stay.
func (m *Mask) Record(rec *ecg.Record) {
	const where = "record"
	o := m.options
	age := m.AgeAt(rec) // before the dates move
	m.clearText(&rec.ID, where, "record id", m.Pseudonym("record", rec.ID, pseudonymLen))

	p, was := &rec.Patient, rec.Patient
	*p = ecg.Patient{ID: m.Subject(pseudonymLen), Sex: was.Sex, Age: age, Paced: was.Paced}
	if o.DropAgeSex {
		p.Sex = ecg.SexUnknown
	}
	if o.KeepCharacteristics {
		p.HeightCM, p.WeightKG, p.Race, p.Systolic, p.Diastolic = was.HeightCM, was.WeightKG, was.Race, was.Systolic, was.Diastolic
	}
	m.noteIf(was.ID != p.ID, where, "patient ID")
	m.noteIf(was.Name != (ecg.Name{}), where, "patient name")
	m.noteIf(!was.BirthDate.IsZero(), where, "birth date")
	m.noteIf(was.Age.Valid && was.Age != age, where, "age")
	m.noteIf(was.Sex != p.Sex, where, "sex")
	m.noteIf(was.HeightCM != p.HeightCM, where, "height")
	m.noteIf(was.WeightKG != p.WeightKG, where, "weight")
	m.noteIf(was.Race != p.Race, where, "ethnic group")
	m.noteIf(was.Systolic != p.Systolic || was.Diastolic != p.Diastolic, where, "blood pressure")
	m.noteIf(len(was.Drugs) > 0, where, "drugs")
	m.noteIf(len(was.Diagnoses) > 0, where, "diagnosis or indication")
	m.noteIf(len(was.History) > 0, where, "history")

	m.noteIf(rec.Site != (ecg.Site{}), where, "institution, department, room or staff")
	rec.Site = ecg.Site{}
	for _, d := range []*ecg.Device{&rec.Device, &rec.Analyzer} {
		m.clearText(&d.Serial, where, "serial number", "")
		m.clearText(&d.ID, where, "identity of the device", "")
	}
	for _, t := range []*ecg.Timestamp{&rec.Start, &rec.Analyzed} {
		if moved := m.Date(t.Time); !t.IsZero() && !moved.Equal(t.Time) {
			t.Time = moved
			m.Note(where, "date")
		}
	}
	m.freeText(rec)
}

// freeText removes what a person may have written.
func (m *Mask) freeText(rec *ecg.Record) {
	const where = "record"
	for i := range rec.Statements {
		if s := &rec.Statements[i]; !m.options.KeepStatements || m.Identifies(s.Text) {
			m.clearText(&s.Text, where, "text of a statement", "")
		}
	}
	for i := range rec.Annotations {
		m.clearText(&rec.Annotations[i].Text, where, "text of an annotation", "")
	}
	m.noteIf(len(rec.Comments) > 0, where, "comments")
	rec.Comments = nil
	for i := range rec.Groups {
		if g := &rec.Groups[i]; m.Identifies(g.Label) {
			m.clearText(&g.Label, where, "label", "")
		}
	}
}

// clearText replaces a string and notes it when it changed.
func (m *Mask) clearText(s *string, where, what, by string) {
	m.noteIf(*s != by, where, what)
	*s = by
}

func (m *Mask) noteIf(changed bool, where, what string) {
	if changed {
		m.Note(where, what)
	}
}
