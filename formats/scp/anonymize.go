package scp

import (
	"encoding/binary"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// copied are the sections whose bytes are numbers only and stay as they are, as far as the standard defines them.
var copied = [...]int{sectionTables, sectionLeads, sectionBeats, sectionReference, sectionRhythm, sectionMeasures, sectionLeadMeasures}

// anonymizer writes a record of the same length and layout as its input, starting from zeros: what is not copied or rewritten
// on purpose is gone, such as gaps between sections, manufacturer sections and those of later editions.
type anonymizer struct {
	d     *decoder
	m     *formats.Mask
	out   []byte
	texts []formats.Span
	kept  []formats.Copy
}

// anonymize rewrites sections 1, 8 and 11 in place, empties section 9 and all unknown ones, copies the others, and renews
// the CRCs. Bytes after the record are dropped.
func anonymize(data []byte, m *formats.Mask) (*formats.Anonymized, error) {
	rec := new(ecg.Record)
	d := new(decoder)
	if err := d.decode(rec, data, &formats.Options{Charset: m.Options().Charset}, true); err != nil {
		return nil, err
	}
	size := len(data)
	if n := d.u32(2); n >= firstPointer && n < int64(size) {
		m.Note("record", "bytes after its end")
		size = int(n)
	}
	// A pointer may lead past a record length that is too small.
	for _, s := range d.known {
		if s.present {
			size = max(size, s.off+sectionHeaderLen+len(s.data))
		}
	}
	a := &anonymizer{d: d, m: m, out: make([]byte, size)}
	copy(a.out, data[:recordHeaderLen])
	a.copySection(d.known[sectionPointers])
	for _, id := range copied {
		a.copySection(d.known[id])
	}
	a.trimMeasures()
	for id := range d.known {
		if s := &d.known[id]; s.present {
			a.head(s.off)
		}
	}
	if s := d.known[sectionPatient]; s.present {
		a.patient(rec, s)
	}
	a.statements(d.known[sectionStatements], false)
	a.statements(d.known[sectionCodes], true)
	if s := d.known[sectionManufacturer]; s.present && !allZero(s.data) {
		m.Note(sectionName(sectionManufacturer), "data of the manufacturer's own")
	}
	a.unknownSections()
	a.seal()
	return &formats.Anonymized{Data: a.out, Samples: a.kept, Texts: a.texts}, nil
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// copySection copies a section's data; those of the waveform are noted as such.
func (a *anonymizer) copySection(s section) {
	if !s.present {
		return
	}
	from := s.off + sectionHeaderLen
	copy(a.out[from:], s.data)
	switch s.id {
	case sectionTables, sectionReference, sectionRhythm:
		a.kept = append(a.kept, formats.Copy{In: from, Out: from, Len: len(s.data)})
	}
}

// head copies a section header without its reserved bytes, in which some devices leave whatever was in memory.
func (a *anonymizer) head(off int) {
	const reserved = 10
	copy(a.out[off:off+reserved], a.d.data[off:])
	if off == recordHeaderLen && string(a.d.data[markOffset:markOffset+len(mark)]) == string(mark) {
		copy(a.out[markOffset:], mark)
	}
}

// trimMeasures clears what follows the QTc formula in section 7: fields of the manufacturer's own.
func (a *anonymizer) trimMeasures() {
	s := a.d.known[sectionMeasures]
	if !s.present {
		return
	}
	f := s.fields()
	blocks, spikes := f.u8(), f.u8()
	f.bytes(2 + 2) // RR and PP
	f.bytes(blocks*measureBlockLen + spikes*(spikeTimeLen+spikeKindLen))
	f.bytes(f.u16())
	f.bytes(2 + 2 + 2 + 1) // rates, QTc, formula
	if f.short {
		return
	}
	if rest := a.out[f.at():][:f.left()]; !allZero(rest) {
		a.m.Note(sectionName(sectionMeasures), "fields of the manufacturer's own")
		clear(rest)
	}
}

// unknownSections leaves the sections that section 0 lists beyond 11 as headers with nothing but zeros in them.
func (a *anonymizer) unknownSections() {
	d := a.d
	f := d.known[sectionPointers].fields()
	for f.left() >= pointerLen {
		id, length, off := f.u16(), f.u32(), f.u32()-1
		if id < sections || length <= sectionHeaderLen || !d.headerAt(off, id) || off+length > int64(len(a.out)) || a.meets(off, length) {
			continue
		}
		a.m.Note("section of the manufacturer or of a later edition", "data")
		a.head(int(off))
		a.crc(int(off), length)
	}
}

// meets reports whether a range overlaps a section that is kept.
func (a *anonymizer) meets(off, length int64) bool {
	for _, s := range a.d.known {
		if s.present && off < int64(s.off+sectionHeaderLen+len(s.data)) && int64(s.off) < off+length {
			return true
		}
	}
	return false
}

// seal renews the CRCs of the sections, then that of the record.
func (a *anonymizer) seal() {
	for id := range a.d.known {
		if s := &a.d.known[id]; s.present && !s.cut {
			a.crc(s.off, int64(sectionHeaderLen+len(s.data)))
		}
	}
	if n := a.d.u32(2); n >= firstPointer && n <= int64(len(a.out)) {
		binary.LittleEndian.PutUint16(a.out, crc16(a.out[2:n]))
	}
}

func (a *anonymizer) crc(off int, length int64) {
	binary.LittleEndian.PutUint16(a.out[off:], crc16(a.out[off+2:off+int(length)]))
}

// statements rewrites section 8 or 11: the head with its date moved, then the statements that may stay.
func (a *anonymizer) statements(s section, coded bool) {
	if !s.present || len(s.data) == 0 {
		return
	}
	const head = 9 // state, date, time, number of statements
	if len(s.data) < head {
		return
	}
	where := sectionName(s.id)
	to := a.out[s.off+sectionHeaderLen:][:len(s.data)]
	copy(to[:head], s.data)
	a.date(to[1:5], where)
	n, at := 0, head
	f := s.fields()
	f.bytes(head - 1)
	for range f.u8() {
		number, length := f.u8(), f.u16()
		if f.short {
			break
		}
		v := f.bytes(min(length, f.left()))
		if len(v) == 0 {
			continue
		}
		text := v
		keep := a.m.Options().KeepStatements
		if coded {
			text = v[1:]
			keep = keep || v[0] == statementCoded
		}
		if !keep || a.m.Identifies(a.d.text.line(text)) || a.identifiesPart(text) {
			a.m.Note(where, "text of a statement")
			continue
		}
		to[at] = byte(number)
		binary.LittleEndian.PutUint16(to[at+1:], uint16(len(v)))
		at += tagHeader + copy(to[at+tagHeader:], v)
		n++
	}
	to[head-1] = byte(n)
	a.text(s)
}

// identifiesPart looks behind the NULs of a coded statement, between which modifiers stand.
func (a *anonymizer) identifiesPart(v []byte) bool {
	for i, c := range v {
		if c == 0 && i+1 < len(v) && a.m.Identifies(a.d.text.line(v[i+1:])) {
			return true
		}
	}
	return false
}

// text notes that a section holds text.
func (a *anonymizer) text(s section) {
	from := s.off + sectionHeaderLen
	a.texts = append(a.texts, formats.Span{Start: from, End: from + len(s.data)})
}

// date moves the date in b (year, month, day) in place; what is no date is cleared.
func (a *anonymizer) date(b []byte, where string) {
	f := fields{b: b}
	y, month, day := f.u16(), time.Month(f.u8()), f.u8()
	if allZero(b) {
		return
	}
	a.m.Note(where, "date")
	if f.short {
		clear(b)
		return
	}
	t := ecg.Local(y, month, day, 0, 0, 0, 0)
	clear(b)
	if t.IsZero() || y == 0 {
		return
	}
	moved := a.m.Date(t.Time)
	if moved.Year() < 1 {
		return
	}
	binary.LittleEndian.PutUint16(b, uint16(moved.Year()))
	b[2], b[3] = byte(moved.Month()), byte(moved.Day())
}
