package scp

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Sections by number.
const (
	sectionPointers     = 0
	sectionPatient      = 1
	sectionTables       = 2
	sectionLeads        = 3
	sectionBeats        = 4
	sectionReference    = 5
	sectionRhythm       = 6
	sectionMeasures     = 7
	sectionStatements   = 8
	sectionManufacturer = 9
	sectionLeadMeasures = 10
	sectionCodes        = 11
	sections            = 12

	lastSection3 = 18 // protocol 3.0 defines sections 12 to 18
)

// section is one section as found in the input.
type section struct {
	id      int
	off     int    // of the section header in the input
	data    []byte // after the header, cut at the end of the input
	present bool
	cut     bool // the input ends before the section does
}

func (s section) fields() fields {
	return fields{b: s.data, base: s.off + sectionHeaderLen}
}

func (d *decoder) has(id int) bool { return d.known[id].present }

// hasLater reports whether sections of protocol 3.0 were met.
func (d *decoder) hasLater() bool {
	f := d.known[sectionPointers].fields()
	for f.left() >= pointerLen {
		id, length := f.u16(), f.u32()
		f.u32()
		if id >= sections && id <= lastSection3 && length > sectionHeaderLen {
			return true
		}
	}
	return false
}

func sectionName(id int) string { return fmt.Sprintf("section %d", id) }

func (d *decoder) fail(sentinel error, id int, off int64, detail string, args ...any) error {
	return formats.Errorf(sentinel, Name, sectionName(id), off, detail, args...)
}

// truncated reports once that the input ends before the record does.
func (d *decoder) truncated(off int, detail string, args ...any) {
	d.cut = true
	d.rec.Warn(ecg.WarnTruncated, int64(off), detail, args...)
}

func (d *decoder) u16(off int) int { return int(binary.LittleEndian.Uint16(d.data[off:])) }
func (d *decoder) u32(off int) int64 {
	return int64(binary.LittleEndian.Uint32(d.data[off:]))
}

// readPointers checks the record header and finds the sections that section 0 lists.
func (d *decoder) readPointers() error {
	n := len(d.data)
	if n < firstPointer+pointerLen {
		return formats.Errorf(formats.ErrTruncated, Name, "record header", int64(n), "%d bytes", n)
	}
	switch Sniff(d.data) {
	case 0:
		return formats.Errorf(formats.ErrUnknown, Name, sectionName(0), recordHeaderLen, "no SCP-ECG section 0")
	case sniffZero:
		return d.fail(formats.ErrUnsupported, sectionPointers, firstPointer,
			"scrambled variant (Healforce, Prince 180D): pointers count from 0 and the rhythm is not SCP-ECG")
	case sniffPointer:
		if !bytes.Equal(d.data[markOffset:markOffset+len(mark)], mark) {
			d.rec.Warn(ecg.WarnNonstandard, markOffset, "section 0 lacks the mark SCPECG")
		}
	}
	d.checkRecord()
	length := d.u32(recordHeaderLen + 4)
	if length < sectionHeaderLen+pointerLen {
		return d.fail(formats.ErrCorrupt, sectionPointers, recordHeaderLen+4, "length %d", length)
	}
	zero := d.cutSection(sectionPointers, recordHeaderLen, length)
	d.known[sectionPointers] = zero
	if (length-sectionHeaderLen)%pointerLen != 0 || length < sectionHeaderLen+sections*pointerLen {
		d.rec.Warn(ecg.WarnNonstandard, recordHeaderLen+4, "section 0 has an unusual length of %d bytes", length)
	}
	f := zero.fields()
	for f.left() >= pointerLen {
		at := f.at()
		id, length, index := f.u16(), f.u32(), f.u32()
		if length == 0 || id == sectionPointers {
			continue
		}
		if id >= sections { // later editions and manufacturers
			continue
		}
		if d.has(id) {
			d.rec.Warn(ecg.WarnInconsistent, at, "%s is listed twice", sectionName(id))
			continue
		}
		d.known[id] = d.locate(id, index, length, at)
	}
	return nil
}

// checkRecord compares the record header with the input.
func (d *decoder) checkRecord() {
	n := int64(len(d.data))
	switch length := d.u32(2); {
	case length > n:
		d.truncated(len(d.data), "the record declares %d bytes, the file has %d", length, n)
	case length < recordHeaderLen+sectionHeaderLen:
		d.rec.Warn(ecg.WarnInconsistent, 2, "record length of %d bytes", length)
	default:
		if length < n {
			d.rec.Warn(ecg.WarnNonstandard, length, "%d bytes after the record", n-length)
		}
		if crc16(d.data[2:length]) != uint16(d.u16(0)) {
			d.rec.Warn(ecg.WarnChecksum, 0, "record CRC does not match")
		}
	}
}

// cutSection makes the section at off with the declared length, cut at the end of the input, and checks its CRC.
func (d *decoder) cutSection(id, off int, length int64) section {
	s := section{id: id, off: off, present: true}
	end := int64(off) + length
	if end > int64(len(d.data)) {
		end, s.cut = int64(len(d.data)), true
		d.truncated(len(d.data), "%s ends at byte %d of a file of %d", sectionName(id), int64(off)+length, len(d.data))
	} else if !d.crcMatches(off, length) {
		d.rec.Warn(ecg.WarnChecksum, int64(off), "%s: CRC does not match", sectionName(id))
	}
	s.data = d.data[off+sectionHeaderLen : end]
	return s
}

func (d *decoder) crcMatches(off int, length int64) bool {
	return length >= sectionHeaderLen && int64(off)+length <= int64(len(d.data)) &&
		crc16(d.data[off+2:off+int(length)]) == uint16(d.u16(off))
}

// headerAt reports whether a header of section id lies at off.
func (d *decoder) headerAt(off int64, id int) bool {
	return off >= recordHeaderLen && off+sectionHeaderLen <= int64(len(d.data)) && d.u16(int(off)+2) == id &&
		d.u32(int(off)+4) >= sectionHeaderLen
}

// locate finds the section of one pointer: where it points, one byte on (indexes counted from 0), or else by walking from
// header to header.
func (d *decoder) locate(id int, index, length, at int64) section {
	off := index - 1
	switch {
	case d.headerAt(off, id):
	case off+sectionHeaderLen > int64(len(d.data)) && d.cut:
		d.rec.Warn(ecg.WarnTruncated, int64(len(d.data)), "%s lies beyond the end of the file", sectionName(id))
		return section{}
	case d.headerAt(index, id):
		d.rec.Warn(ecg.WarnNonstandard, at, "%s: pointer counts from 0", sectionName(id))
		off = index
	default:
		s, ok := d.walk(id)
		if !ok {
			if off+sectionHeaderLen > int64(len(d.data)) {
				d.truncated(len(d.data), "%s lies beyond the end of the file", sectionName(id))
			} else {
				d.rec.Warn(ecg.WarnInconsistent, at, "%s is not where its pointer says", sectionName(id))
			}
			return section{}
		}
		d.rec.Warn(ecg.WarnInconsistent, at, "%s: bad pointer, found at byte %d", sectionName(id), s.off)
		off, length = int64(s.off), d.u32(s.off+4)
	}
	own := d.u32(int(off) + 4)
	if own != length {
		d.rec.Warn(ecg.WarnInconsistent, off+4, "%s: its pointer says %d bytes, its header %d", sectionName(id), length, own)
		fits := off+own <= int64(len(d.data))
		if length < sectionHeaderLen || fits && (d.crcMatches(int(off), own) || off+length > int64(len(d.data))) {
			length = own
		}
	}
	return d.cutSection(id, int(off), length)
}

// walk finds section id by following header lengths from the end of section 0.
func (d *decoder) walk(id int) (section, bool) {
	if d.walked == nil {
		d.walked = make([]section, 0, sections)
		for off := int64(recordHeaderLen) + d.u32(recordHeaderLen+4); off+sectionHeaderLen <= int64(len(d.data)); {
			length := d.u32(int(off) + 4)
			if length < sectionHeaderLen || len(d.walked) >= 4*sections {
				break
			}
			d.walked = append(d.walked, section{id: d.u16(int(off) + 2), off: int(off)})
			off += length
		}
	}
	for _, s := range d.walked {
		if s.id == id {
			return s, true
		}
	}
	return section{}, false
}
