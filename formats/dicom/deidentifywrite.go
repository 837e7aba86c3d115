package dicom

import (
	"bytes"
	"encoding/binary"
	"time"
)

// byteOrder is the order of numbers under a syntax.
func (s syntax) byteOrder() binary.ByteOrder {
	if s.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// hasVR reports whether an element's header holds its representation.
func (s syntax) hasVR(t tag) bool { return s.explicit && t.group() != tagItem.group() }

// header appends an element's header.
func (x *deidentifier) header(s syntax, t tag, v vr, n int) {
	order := s.byteOrder()
	var b [12]byte
	order.PutUint16(b[:], t.group())
	order.PutUint16(b[2:], uint16(t&0xFFFF))
	switch {
	case !s.hasVR(t):
		order.PutUint32(b[4:], uint32(n))
		x.out = append(x.out, b[:8]...)
	case v.isShort():
		b[4], b[5] = byte(v>>8), byte(v)
		order.PutUint16(b[6:], uint16(n))
		x.out = append(x.out, b[:8]...)
	default:
		b[4], b[5] = byte(v>>8), byte(v)
		order.PutUint32(b[8:], uint32(n))
		x.out = append(x.out, b[:]...)
	}
}

// put appends an element, its value padded to an even length.
func (x *deidentifier) put(s syntax, t tag, v vr, value []byte) {
	const longest = 0xFFFE // even, of a 16-bit length
	if s.hasVR(t) && v.isShort() && len(value) > longest {
		value = value[:longest]
	}
	x.header(s, t, v, (len(value)+1)&^1)
	x.out = append(x.out, value...)
	if len(value)%2 != 0 {
		pad := byte(' ')
		if v == vrOf("UI") || v == vrOB || v == vrOW || v == vrUN || v == 0 && padsWithNUL(t) {
			pad = 0
		}
		x.out = append(x.out, pad)
	}
}

// padsWithNUL tells the tags whose padding is NUL where the representation is not written.
func padsWithNUL(t tag) bool { return fileRules[t].action == doUID || t == tagData || t == tagPadding }

// begin starts a sequence or an item; end writes its length.
func (x *deidentifier) begin(s syntax, t tag, v vr) int {
	x.header(s, t, v, 0)
	return len(x.out)
}

func (x *deidentifier) end(s syntax, start int) {
	s.byteOrder().PutUint32(x.out[start-4:], uint32(len(x.out)-start))
}

// date2time reads a DA value, zero when it is none.
func date2time(b []byte) time.Time {
	d := date(b)
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
}

// moved moves the dates of a DA or DT element. Values that are no date, or less than one, become empty.
func (x *deidentifier) moved(v []byte, withTime bool) []byte {
	parts := bytes.Split(trim(v), []byte{'\\'})
	for i, p := range parts {
		parts[i] = x.movedOne(trim(p), withTime)
	}
	return bytes.Join(parts, []byte{'\\'})
}

func (x *deidentifier) movedOne(p []byte, withTime bool) []byte {
	const digits = 8 // YYYYMMDD
	day, rest := p, []byte(nil)
	if withTime {
		if len(p) < digits {
			return nil
		}
		day, rest = p[:digits], p[digits:]
		if !x.keyed { // the zone of the whole file goes too
			if i := bytes.IndexAny(rest, "+-"); i >= 0 {
				rest = rest[:i]
			}
		}
		for _, c := range rest {
			if (c < '0' || c > '9') && c != '.' && c != '+' && c != '-' && c != ':' {
				return nil
			}
		}
	}
	t := date2time(day)
	if t.IsZero() {
		return nil
	}
	t = x.m.Date(t)
	if t.Year() < 1 {
		return nil
	}
	return append([]byte(t.Format("20060102")), rest...)
}
