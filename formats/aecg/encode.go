package aecg

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"io"
	"math"
	"strings"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Encode writes rec as one document in UTF-8 that follows the order and the types of the schema (PORT_MT020001).
//
// The rhythm is a series, with one sequence set for each run of channels that share rate, start and length;
// representative beats are its derived series, and further rhythm groups are series of their own. Samples are written as they
// are, with scale and offset, so nothing is rounded; a missing sample is written as NaN, for which the schema has no
// place. Subject, device, site, filters, annotations, measurements, statements and comments are written as far as the
// schema has an element for them.
//
// The time base is absolute when the record has a start with a time of day, else relative. The schema demands a clinical
// trial; where there is none its id is a placeholder, made from the samples like the id of a document without one.
// The output depends on rec only.
//
// The error is a *formats.Error wrapping ErrNoWaveform when rec has no samples and ErrUnsupported when a channel has no
// sampling rate or no finite scale, or the writer's own.
func Encode(w io.Writer, rec *ecg.Record) error {
	if err := encodable(rec); err != nil {
		return err
	}
	e := &encoder{writer: newWriter(w), rec: rec, start: rec.Start}
	e.document()
	return e.Flush()
}

type encoder struct {
	*writer
	rec   *ecg.Record
	start ecg.Timestamp
}

func encodable(rec *ecg.Record) error {
	samples := 0
	check := func(list []ecg.Channel) error {
		for i := range list {
			c := &list[i]
			samples += len(c.Raw)
			if !(c.Rate >= minRate && c.Rate <= maxRate) {
				return formats.Errorf(formats.ErrUnsupported, Name, "", -1, "channel %d: sampling rate %g Hz", i+1, c.Rate)
			}
			if !ecg.Known(c.Scale) || !ecg.Known(c.Offset) {
				return formats.Errorf(formats.ErrUnsupported, Name, "", -1, "channel %d: scale or offset not finite", i+1)
			}
		}
		return nil
	}
	if err := check(rec.Channels); err != nil {
		return err
	}
	for i := range rec.Groups {
		if err := check(rec.Groups[i].Channels); err != nil {
			return err
		}
	}
	if samples == 0 {
		return formats.Errorf(formats.ErrNoWaveform, Name, "", -1, "nothing to write")
	}
	return nil
}

// fingerprint is a UUID of version 5's form made from the samples.
func (e *encoder) fingerprint() string {
	h := sha1.New()
	var b []byte
	add := func(list []ecg.Channel) {
		for i := range list {
			b = binary.LittleEndian.AppendUint64(b[:0], uint64(list[i].Lead))
			for _, v := range list[i].Raw {
				b = binary.LittleEndian.AppendUint32(b, uint32(v))
			}
			h.Write(b)
		}
	}
	h.Write([]byte(e.rec.ID + "\x00" + e.rec.Start.String()))
	add(e.rec.Channels)
	for i := range e.rec.Groups {
		add(e.rec.Groups[i].Channels)
	}
	sum := h.Sum(nil)[:16]
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80 // version 5, variant of RFC 4122
	s := hex.EncodeToString(sum)
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

func (e *encoder) document() {
	rec := e.rec
	unique := e.fingerprint()
	e.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	e.open(rootElement, attribute{"xmlns", "urn:hl7-org:v3"}, attribute{"xmlns:voc", "urn:hl7-org:v3/voc"},
		attribute{"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"},
		attribute{"xsi:schemaLocation", "urn:hl7-org:v3 PORT_MT020001.xsd"})
	switch {
	case rec.ID == "":
		e.leaf("id", attribute{"root", unique})
	case isUUID(rec.ID):
		e.leaf("id", attribute{"root", rec.ID})
	default:
		e.leaf("id", attribute{"root", unique}, attribute{"extension", rec.ID})
	}
	e.leaf("code", attribute{"code", "93000"}, attribute{"codeSystem", oidCPT}, attribute{"codeSystemName", "CPT-4"})
	e.effectiveTime(0, rec.Duration())
	e.componentOf(unique)
	if rec.Site.Institution != "" {
		e.openAll("location", "testingSite", "location")
		e.text("name", rec.Site.Institution)
		e.closeAll("location", "testingSite", "location")
	}
	e.observations()
	for _, c := range rec.Comments {
		if strings.TrimSpace(c) != "" {
			e.openAll("pertainsTo", "subjectFindingComment")
			e.text("text", c)
			e.closeAll("pertainsTo", "subjectFindingComment")
		}
	}
	e.allSeries()
	e.close(rootElement)
	e.WriteByte('\n')
}

// isUUID reports whether s has the form 8-4-4-4-12 of letters and digits that the schema takes as a root.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		letter := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if dash != (c == '-') || !dash && !letter {
			return false
		}
	}
	return true
}

func (e *encoder) componentOf(trial string) {
	p := &e.rec.Patient
	e.openAll("componentOf", "timepointEvent", "componentOf", "subjectAssignment", "subject", "trialSubject")
	e.leaf("id", attribute{"extension", p.ID})
	e.person(p)
	e.closeAll("subject", "trialSubject")
	e.openAll("componentOf", "clinicalTrial")
	e.leaf("id", attribute{"root", trial})
	e.closeAll("componentOf", "timepointEvent", "componentOf", "subjectAssignment", "componentOf", "clinicalTrial")
}

func (e *encoder) person(p *ecg.Patient) {
	if p.Name == (ecg.Name{}) && p.Sex == ecg.SexUnknown && p.BirthDate.IsZero() && p.Race == "" {
		return
	}
	e.open("subjectDemographicPerson")
	switch n := &p.Name; {
	case n.Full != "":
		e.text("name", n.Full)
	case *n != ecg.Name{}:
		e.open("name")
		e.text("family", n.Family)
		e.text("given", n.Given)
		e.text("given", n.Second)
		e.close("name")
	}
	sex := map[ecg.Sex]string{ecg.Male: "M", ecg.Female: "F", ecg.SexOther: "UN"}[p.Sex]
	if sex != "" {
		e.leaf("administrativeGenderCode", attribute{"code", sex}, attribute{"codeSystem", oidGender})
	}
	if b := p.BirthDate; !b.IsZero() {
		e.leaf("birthTime", attribute{"value", time.Date(b.Year, b.Month, b.Day, 0, 0, 0, 0, time.UTC).Format("20060102")})
	}
	if p.Race != "" {
		code, oid := "", ""
		for c, name := range raceNames {
			if name == p.Race {
				code, oid = c, oidRace
			}
		}
		e.leaf("raceCode", attribute{"code", code}, attribute{"codeSystem", oid}, attribute{"displayName", p.Race})
	}
	e.close("subjectDemographicPerson")
}

// observations writes what the document says of the subject beside the demographic person.
func (e *encoder) observations() {
	p := &e.rec.Patient
	if p.Age.Valid {
		e.observation(loincAgeReported, p.Age.Years, "a")
	}
	for _, o := range []struct {
		code  string
		value float64
		unit  string
	}{
		{loincHeight, p.HeightCM, "cm"}, {loincWeight, p.WeightKG, "kg"},
		{loincSystolic, float64(p.Systolic), "mm[Hg]"}, {loincDiastolic, float64(p.Diastolic), "mm[Hg]"},
	} {
		if o.value > 0 && !math.IsInf(o.value, 0) {
			e.observation(o.code, o.value, o.unit)
		}
	}
}

func (e *encoder) observation(code string, value float64, unit string) {
	e.openAll("controlVariable", "relatedObservation")
	e.coded("code", code, systemLOINC, "")
	e.quantity("value", value, unit, attribute{"xsi:type", "PQ"})
	e.closeAll("controlVariable", "relatedObservation")
}

// clocked reports whether the record's start is a moment to which seconds can be added.
func (e *encoder) clocked() bool { return !e.start.IsZero() && !e.start.DateOnly }

// at is the time that many seconds after the record's start, as a TS.
func (e *encoder) at(seconds float64) string {
	return formatTS(e.start, time.Duration(math.Round(seconds*1e9)))
}

func formatTS(t ecg.Timestamp, d time.Duration) string {
	layout := "20060102150405.000"
	at := t.Time.Add(d)
	switch {
	case t.DateOnly:
		return at.Format("20060102")
	case at.Nanosecond()%1e6 != 0:
		layout = "20060102150405.000000000"
	}
	if t.Zoned {
		layout += "-0700"
	}
	return at.Format(layout)
}

// effectiveTime writes the interval of that many seconds, from an offset in seconds after the start.
func (e *encoder) effectiveTime(offset, seconds float64) {
	switch {
	case e.start.IsZero() || !ecg.Known(offset):
		e.leaf("effectiveTime", attribute{"nullFlavor", "UNK"})
		return
	case e.start.DateOnly:
		e.open("effectiveTime")
		e.leaf("low", attribute{"value", e.at(0)})
	default:
		e.open("effectiveTime")
		e.leaf("low", attribute{"value", e.at(offset)}, attribute{"inclusive", "true"})
		e.leaf("high", attribute{"value", e.at(offset + seconds)}, attribute{"inclusive", "false"})
	}
	e.close("effectiveTime")
}
