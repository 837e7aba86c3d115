package formats

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/charset"
)

// needle is a string of the input that must not remain.
type needle struct {
	what  string
	text  string
	long  bool // unlikely to stand in numbers and codes by chance: looked for in all bytes but samples
	forms [][]byte
}

// How long a string must be to be looked for, in characters, and in bytes to be looked for everywhere.
const (
	minASCII   = 3
	minOther   = 2 // such as a Chinese given name
	longText   = 6
	longDigits = 8
)

// collect gathers the strings of the record that identify the patient, physicians and places.
func (m *Mask) collect(rec *ecg.Record) {
	p, s := &rec.Patient, &rec.Site
	m.short = m.Subject(pseudonymLen)
	for _, name := range []string{
		p.Name.Family, p.Name.Given, p.Name.Second, p.Name.Full, p.Name.Latin, p.Name.String(), p.Name.Family + p.Name.Given,
		p.Name.Family + p.Name.Second + p.Name.Given, p.Name.Given + " " + p.Name.Family,
	} {
		m.name("patient name", name)
	}
	if !m.isPseudonym(p.ID) && !m.isOwnUID(p.ID) {
		m.needle("patient ID", p.ID)
	}
	if b := p.BirthDate; !b.IsZero() {
		moved := m.Date(rec.Start.Time)
		if y, mo, d := moved.Date(); rec.Start.IsZero() || b != ecg.NewDate(y, mo, d) {
			m.needle("birth date", fmt.Sprintf("%04d%02d%02d", b.Year, b.Month, b.Day))
			m.needle("birth date", b.String())
			m.needle("birth date", fmt.Sprintf("%02d/%02d/%04d", b.Day, b.Month, b.Year))
			m.needle("birth date", fmt.Sprintf("%02d.%02d.%04d", b.Day, b.Month, b.Year))
		}
	}
	for _, name := range []string{s.Referring, s.Confirming, s.Technician} {
		m.name("name of staff", name)
	}
	m.needle("institution", s.Institution)
	m.needle("department", s.Department)
	m.needle("room", s.Room)
	m.needle("serial number", rec.Device.Serial)
	m.needle("serial number", rec.Analyzer.Serial)
}

// name adds a name and its parts.
func (m *Mask) name(what, name string) {
	m.needle(what, name)
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("^=,;·", r) }) {
		m.needle(what, strings.Trim(part, ".()"))
	}
}

// titles are parts of names that identify nobody.
var titles = map[string]bool{"dr": true, "dr.": true, "prof": true, "mrs": true, "miss": true, "phd": true, "unknown": true, "none": true, "n/a": true}

func (m *Mask) needle(what, text string) {
	text = strings.TrimSpace(text)
	least := minASCII
	if !charset.IsASCII([]byte(text)) {
		least = minOther
	}
	if utf8.RuneCountInString(text) < least || titles[strings.ToLower(text)] || m.isPseudonym(text) ||
		slices.ContainsFunc(m.needles, func(n needle) bool { return n.text == text }) {
		return
	}
	digits := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' }) < 0
	n := needle{what: what, text: text, long: len(text) >= longText && !digits || len(text) >= longDigits}
	for _, set := range []string{"utf-8", "gb18030", "utf-16le", "utf-16be"} {
		form := []byte(text)
		if e, ok := charset.Lookup(set); ok && set != "utf-8" {
			var err error
			if form, err = e.NewEncoder().Bytes([]byte(text)); err != nil {
				continue
			}
		}
		if !slices.ContainsFunc(n.forms, func(b []byte) bool { return bytes.Equal(b, form) }) {
			n.forms = append(n.forms, form)
		}
	}
	m.needles = append(m.needles, n)
}

// Identifies reports whether text holds one of the strings that must not remain, in any case.
func (m *Mask) Identifies(text string) bool {
	lower := []byte(strings.ToLower(text))
	for i := range m.needles {
		if index(lower, []byte(strings.ToLower(m.needles[i].text)), !m.needles[i].long) >= 0 {
			return true
		}
	}
	return false
}

// find looks for the strings that must not remain and returns the kind of the first one found and its offset.
func (m *Mask) find(a *Anonymized) (what string, at int) {
	for i := range m.needles {
		n := &m.needles[i]
		where := a.Texts
		if n.long {
			where = outside(a.Samples, len(a.Data))
		}
		for _, form := range n.forms {
			for _, s := range where {
				if at := index(a.Data[s.Start:s.End], form, !n.long); at >= 0 {
					return n.what, s.Start + at
				}
			}
		}
	}
	return "", 0
}

// outside returns the ranges between samples.
func outside(samples []Copy, length int) []Span {
	samples = slices.Clone(samples)
	slices.SortFunc(samples, func(a, b Copy) int { return a.Out - b.Out })
	var out []Span
	at := 0
	for _, c := range samples {
		if c.Out > at {
			out = append(out, Span{at, c.Out})
		}
		at = max(at, c.Out+c.Len)
	}
	if at < length {
		out = append(out, Span{at, length})
	}
	return out
}

// index finds s in b, with whole only where no letter or digit touches it, -1 when it is not there.
func index(b, s []byte, whole bool) int {
	for from := 0; from <= len(b)-len(s); {
		i := bytes.Index(b[from:], s)
		if i < 0 {
			return -1
		}
		i += from
		if !whole || (i == 0 || !wordByte(b[i-1]) || !wordByte(s[0])) && (i+len(s) == len(b) || !wordByte(b[i+len(s)]) || !wordByte(s[len(s)-1])) {
			return i
		}
		from = i + 1
	}
	return -1
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
