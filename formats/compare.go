package formats

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Compare says what of want is not in got, a phrase a kind of loss ("patient race", "samples: rounded by up to 0.5 µV", "codes
// of 12 beats"), none when nothing is lost. What got has beyond want is no loss. The phrases name kinds and counts, lead
// names and codes of measurements, never what a file says of a person.
//
// It serves to check a conversion: write a record, read it back, compare. Samples are compared as physical values on the
// record's time axis, so that another scale, or leads filled up with missing samples, are no loss. Not compared are what
// belongs to a file rather than to the recording: Format, FormatVersion, Warnings, Bits, the spelling (Label) of a known lead
// and the codes of a measurement whose Name is known.
func Compare(want, got *ecg.Record) []string {
	c := new(comparison)
	c.text("record id", want.ID, got.ID)
	c.moment("start", want.Start, got.Start)
	c.patient(&want.Patient, &got.Patient)
	c.device("device", &want.Device, &got.Device)
	c.device("analysing device", &want.Analyzer, &got.Analyzer)
	c.moment("time of analysis", want.Analyzed, got.Analyzed)
	c.site(&want.Site, &got.Site)
	c.filters("filters", &want.Filters, &got.Filters)
	c.number("urgency", float64(want.Urgency), float64(got.Urgency))
	c.flag("confirmation of the statements", want.Confirmation != ecg.ConfirmationUnknown && want.Confirmation != got.Confirmation)
	places := c.signals(want, got)
	c.annotations(want, got, places)
	c.measurements(want, got, places)
	c.statements(want.Statements, got.Statements)
	c.list("comments", want.Comments, got.Comments)
	return c.losses
}

type comparison struct{ losses []string }

func (c *comparison) add(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(c.losses, s) {
		c.losses = append(c.losses, s)
	}
}

func (c *comparison) flag(name string, lost bool) {
	if lost {
		c.add("%s", name)
	}
}

func (c *comparison) text(name, want, got string) { c.flag(name, want != "" && want != got) }

// Bounds of numbers that are the same, and of those that are the same but for rounding, relative.
const (
	sameNumber    = 1e-9
	roundedNumber = 0.05
)

// number compares values for which 0 means unknown.
func (c *comparison) number(name string, want, got float64) {
	switch d := math.Abs(want - got); {
	case want == 0 || d <= sameNumber*math.Abs(want):
	case got == 0 || math.IsNaN(got):
		c.add("%s", name)
	case d <= roundedNumber*math.Abs(want):
		c.add("%s: rounded", name)
	default:
		c.add("%s: changed", name)
	}
}

// list compares texts; their order does not count.
func (c *comparison) list(name string, want, got []string) {
	left := slices.Clone(got)
	lost := 0
	for _, s := range want {
		if s == "" {
			continue
		}
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			lost++
		}
	}
	switch {
	case lost == 0:
	case contains(strings.Join(got, " "), strings.Join(want, " ")):
		c.add("%s: how they are divided", name)
	case lost == len(want):
		c.add("%s", name)
	default:
		c.add("%s: %d of %d", name, lost, len(want))
	}
}

// contains reports whether the letters and digits of s are in text, in their order and together.
func contains(text, s string) bool {
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r <= ' ' || strings.ContainsRune(".,;:|-", r) {
				return -1
			}
			return r
		}, s)
	}
	return strings.Contains(plain(text), plain(s))
}

func (c *comparison) moment(name string, want, got ecg.Timestamp) {
	const second = "2006-01-02T15:04:05"
	const day = "2006-01-02"
	switch {
	case want.IsZero():
	case got.IsZero():
		c.add("%s", name)
	case want.DateOnly:
		c.flag(name, want.Time.Format(day) != got.Time.Format(day))
		c.flag(name+": that the time of day is unknown", !got.DateOnly)
	case got.DateOnly:
		c.add("%s: time of day", name)
	default:
		a, b := want.Time, got.Time
		c.flag(name+": fractions of a second", a.Nanosecond() != b.Nanosecond())
		_, x := a.Zone()
		_, y := b.Zone()
		a, b = a.Add(-nanos(a)), b.Add(-nanos(b))
		same := a.Format(second) == b.Format(second)
		if want.Zoned && got.Zoned {
			c.flag(name+": time zone", x != y && a.Equal(b))
			same = a.Equal(b)
		} else {
			c.flag(name+": time zone", want.Zoned != got.Zoned)
		}
		c.flag(name, !same)
	}
}

func (c *comparison) patient(want, got *ecg.Patient) {
	c.text("patient id", want.ID, got.ID)
	c.name(want.Name, got.Name)
	c.flag("patient sex", want.Sex != ecg.SexUnknown && want.Sex != got.Sex)
	c.flag("patient birth date", !want.BirthDate.IsZero() && want.BirthDate != got.BirthDate)
	if want.Age.Valid {
		switch d := math.Abs(want.Age.Years - got.Age.Years); {
		case !got.Age.Valid:
			c.add("patient age")
		case d > 1:
			c.add("patient age: changed")
		case d > sameNumber*max(1, want.Age.Years):
			c.add("patient age: rounded")
		}
		c.flag("patient age: that it is a bound", got.Age.Valid && want.Age.Over != got.Age.Over)
	}
	c.number("patient height", want.HeightCM, got.HeightCM)
	c.number("patient weight", want.WeightKG, got.WeightKG)
	c.text("patient race", want.Race, got.Race)
	c.number("patient systolic pressure", float64(want.Systolic), float64(got.Systolic))
	c.number("patient diastolic pressure", float64(want.Diastolic), float64(got.Diastolic))
	c.list("drugs", want.Drugs, got.Drugs)
	c.list("diagnoses", want.Diagnoses, got.Diagnoses)
	c.list("medical history", want.History, got.History)
	c.flag("that the patient has a pacemaker", want.Paced && !got.Paced)
}

func (c *comparison) name(want, got ecg.Name) {
	c.text("patient name in Latin letters", want.Latin, got.Latin)
	want.Latin, got.Latin = "", ""
	switch {
	case want == (ecg.Name{}) || want == got:
	case want == (ecg.Name{Full: got.String()}): // its parts were not known
	case sameWords(want, got):
		c.add("patient name: its parts")
	default:
		c.add("patient name")
	}
}

// sameWords reports whether two names have the same words, in whatever order and parts.
func sameWords(a, b ecg.Name) bool {
	words := func(n ecg.Name) []string {
		w := strings.Fields(n.String())
		slices.Sort(w)
		return w
	}
	return slices.Equal(words(a), words(b))
}

func (c *comparison) device(name string, want, got *ecg.Device) {
	c.text(name+" manufacturer", want.Manufacturer, got.Manufacturer)
	if want.Model != got.Model && got.Model != "" && strings.HasPrefix(want.Model, got.Model) {
		c.add("%s model: cut short", name)
	} else {
		c.text(name+" model", want.Model, got.Model)
	}
	c.text(name+" serial number", want.Serial, got.Serial)
	c.text(name+" software", want.Software, got.Software)
	c.text(name+" id", want.ID, got.ID)
	c.number(name+" mains frequency", want.MainsHz, got.MainsHz)
}

func (c *comparison) site(want, got *ecg.Site) {
	c.text("institution", want.Institution, got.Institution)
	c.text("department", want.Department, got.Department)
	c.text("room", want.Room, got.Room)
	c.text("technician", want.Technician, got.Technician)
	c.text("referring physician", want.Referring, got.Referring)
	c.text("confirming physician", want.Confirming, got.Confirming)
}

func (c *comparison) filters(name string, want, got *ecg.Filters) {
	c.number(name+": high-pass", want.HighPass, got.HighPass)
	c.number(name+": low-pass", want.LowPass, got.LowPass)
	c.number(name+": notch", want.Notch, got.Notch)
	c.list(name+": others", want.Other, got.Other)
}
