package scp

import (
	"time"

	"github.com/goecg/goecg/ecg"
)

// Sections 8 and 11 (EN 1064, 5.11 and 5.14) share their head: state of review, date, time, number of statements.

// readStatements reads section 8, the statements in plain text.
func (d *decoder) readStatements() {
	d.eachStatement(sectionStatements, func(f *fields) {
		if s := d.text.line(f.b); s != "" {
			d.rec.Statements = append(d.rec.Statements, ecg.Statement{Text: s})
		}
	})
}

// eachStatement reads the head of section id and calls fn for each of its statements.
func (d *decoder) eachStatement(id int, fn func(f *fields)) {
	if !d.has(id) {
		return
	}
	d.text.bad = false
	f := d.known[id].fields()
	if f.left() == 0 { // a header alone is lawful and means nothing
		return
	}
	state := f.u8()
	when := ecg.Local(f.u16(), time.Month(f.u8()), f.u8(), f.u8(), f.u8(), f.u8(), 0)
	n := f.u8()
	if f.short {
		d.rec.Warn(ecg.WarnInconsistent, f.at(), "section %d is too short", id)
		return
	}
	if d.rec.Confirmation == ecg.ConfirmationUnknown {
		switch state {
		case 0:
			d.rec.Confirmation = ecg.Unconfirmed
		case 1:
			d.rec.Confirmation = ecg.Confirmed
		case 2:
			d.rec.Confirmation = ecg.Overread
		}
	}
	if d.rec.Analyzed.IsZero() && when.Time.Year() > 0 {
		d.rec.Analyzed = d.inZone(when)
	}
	var one fields // outside the loop: it escapes, and records have dozens of statements
	for range n {
		at := f.at()
		f.u8() // sequence number
		length := f.u16()
		if f.short {
			d.rec.Warn(ecg.WarnInconsistent, at, "section %d holds fewer statements than it declares", id)
			break
		}
		if length > f.left() {
			d.rec.Warn(ecg.WarnInconsistent, at, "section %d: a statement of %d bytes exceeds the section", id, length)
			length = f.left()
		}
		base := f.base + f.pos
		one = fields{b: f.bytes(length), base: base}
		fn(&one)
	}
	if d.text.bad {
		d.rec.Warn(ecg.WarnCharset, int64(d.known[id].off), "section %d: text is not valid in the declared character set", id)
	}
}

// inZone gives t the zone of the recording: section 1 states it for the whole record.
func (d *decoder) inZone(t ecg.Timestamp) ecg.Timestamp {
	if t.IsZero() || !d.rec.Start.Zoned {
		return t
	}
	y, m, day := t.Time.Date()
	h, min, sec := t.Time.Clock()
	return ecg.Timestamp{Time: time.Date(y, m, day, h, min, sec, 0, d.rec.Start.Time.Location()), Zoned: true}
}
