package dicom

import (
	"encoding/binary"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// formatName is the codec's name in the registry and in errors.
const formatName = "dicom"

// maxDepth bounds the nesting of sequences. ECG objects need 4; a stack of empty sequences must not exhaust ours.
const maxDepth = 32

// undefined is the length of what ends with a delimiter.
const undefined = 0xFFFFFFFF

// syntax is how a data set is encoded.
type syntax struct{ explicit, big bool }

// scanner walks over a data set. It never reads outside data and goes over each byte once.
type scanner struct {
	data  []byte
	pos   int
	syn   syntax
	depth int
}

// element is a data element's header.
type element struct {
	tag    tag
	vr     vr
	off    int // of the header
	start  int // of the value
	end    int // of the value, as far as there is one; start when the length is undefined
	length uint32
	short  bool   // the value runs past its container
	syn    syntax // of the value
}

// span is a data set: the whole file's, or an item's.
type span struct {
	off       int // of the item header
	end       int
	delimited bool // ends with an item delimiter
	short     bool // its length runs past what there is
}

// sequence is a sequence being walked.
type sequence struct {
	tag    tag
	end    int
	undef  bool
	short  bool
	outer  syntax
	parent int // end of the data set that holds the sequence
}

func (s *scanner) u16(p int, big bool) uint16 {
	if big {
		return binary.BigEndian.Uint16(s.data[p:])
	}
	return binary.LittleEndian.Uint16(s.data[p:])
}

func (s *scanner) u32(p int, big bool) uint32 {
	if big {
		return binary.BigEndian.Uint32(s.data[p:])
	}
	return binary.LittleEndian.Uint32(s.data[p:])
}

// fault is the error for something that does not fit before end: the input is cut there, or a length is wrong.
func (s *scanner) fault(t tag, off, end int, what string) error {
	if end >= len(s.data) {
		return fail(formats.ErrTruncated, t, off, what)
	}
	return fail(formats.ErrCorrupt, t, off, what+" past the end of its sequence or item")
}

func fail(sentinel error, t tag, off int, detail string, args ...any) error {
	return formats.Errorf(sentinel, formatName, t.String(), int64(off), detail, args...)
}

// header reads a data element's header, which must end before end, into e.
func (s *scanner) header(e *element, end int) error {
	const short, long = 8, 12 // bytes of the two forms of header
	p := s.pos
	*e = element{off: p, syn: s.syn}
	if end-p < short {
		return s.fault(0, p, end, "element header")
	}
	big := s.syn.big
	e.tag = tag(s.u16(p, big))<<16 | tag(s.u16(p+2, big))
	switch {
	case e.tag.group() == 0xFFFE || !s.syn.explicit:
		e.length, e.start = s.u32(p+4, big), p+short
	default:
		e.vr = vr(s.data[p+4])<<8 | vr(s.data[p+5])
		switch {
		case e.vr.isShort():
			e.length, e.start = uint32(s.u16(p+6, big)), p+short
		case !isLetters(s.data[p+4], s.data[p+5]):
			return fail(formats.ErrCorrupt, e.tag, p, "value representation is not two letters")
		case end-p < long:
			return s.fault(e.tag, p, end, "element header")
		default:
			e.length, e.start = s.u32(p+8, big), p+long
			if e.vr == vrUN { // implicit little endian whatever the file is (PS3.5 6.2.2)
				e.syn = syntax{}
			}
		}
	}
	e.end = e.start
	if e.length != undefined {
		if uint64(e.length) > uint64(end-e.start) {
			e.end, e.short = end, true
		} else {
			e.end = e.start + int(e.length)
		}
	}
	return nil
}

func isLetters(a, b byte) bool { return a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z' }

// next reads the next element of the data set into e, false at its end. The caller must move on with done, directly or
// after walking the value as a sequence.
func (s *scanner) next(c *span, e *element) (bool, error) {
	for {
		if s.pos >= c.end {
			if c.short || c.delimited {
				return false, s.fault(tagItem, c.off, c.end, "item")
			}
			return false, nil
		}
		if err := s.header(e, c.end); err != nil {
			return false, err
		}
		switch {
		case e.tag.group() != 0xFFFE:
			return true, nil
		case e.tag != tagItemEnd:
			return false, fail(formats.ErrCorrupt, e.tag, e.off, "delimiter out of place")
		}
		s.pos = e.start
		if c.delimited {
			return false, nil
		}
	}
}

// value returns the bytes of an element of defined length, as many as there are.
func (s *scanner) value(e *element) []byte { return s.data[e.start:e.end:e.end] }

// done moves past an element that was not walked.
func (s *scanner) done(e *element, c *span) error {
	if e.length == undefined {
		return s.skipSequence(e, c)
	}
	s.pos = e.end
	if e.short {
		return s.fault(e.tag, e.off, e.end, "value")
	}
	return nil
}

// isSequence says whether an element with the tag of a sequence really is one.
func (e *element) isSequence() bool {
	return e.vr == vrSQ || e.vr == vrUN || e.vr == 0
}

// open starts walking the items of a sequence in the data set c.
func (s *scanner) open(e *element, c *span) (q sequence, err error) {
	if s.depth++; s.depth > maxDepth {
		return q, fail(formats.ErrTooLarge, e.tag, e.off, "sequences nested deeper than %d", maxDepth)
	}
	q = sequence{tag: e.tag, end: e.end, short: e.short, outer: s.syn, parent: c.end}
	if e.length == undefined {
		q.end, q.undef = c.end, true
	}
	s.syn, s.pos = e.syn, e.start
	return q, nil
}

// item returns the next item of the sequence, false at its end, where the sequence is closed.
func (s *scanner) item(q *sequence) (c span, ok bool, err error) {
	if s.pos >= q.end && !q.undef {
		if q.short {
			return c, false, s.fault(q.tag, s.pos, q.end, "sequence")
		}
		s.pos, s.syn = q.end, q.outer
		s.depth--
		return c, false, nil
	}
	var e element
	if err := s.header(&e, q.end); err != nil {
		return c, false, err
	}
	switch {
	case e.tag == tagItem:
		c = span{off: e.off, end: e.end, short: e.short}
		if e.length == undefined {
			c.end, c.delimited = q.end, true
		}
		s.pos = e.start
		return c, true, nil
	case e.tag == tagSequenceEnd:
		s.pos, s.syn = e.start, q.outer
		if !q.undef {
			s.pos = q.end
		}
		s.depth--
		return c, false, nil
	}
	return c, false, fail(formats.ErrCorrupt, q.tag, e.off, "no item where one is due")
}

// skipSequence moves past a sequence of undefined length, or encapsulated fragments.
func (s *scanner) skipSequence(e *element, c *span) error {
	q, err := s.open(e, c)
	if err != nil {
		return err
	}
	var item span // outside the loop: the recursion would move it to the heap at every turn
	for ok := false; ; {
		if item, ok, err = s.item(&q); err != nil || !ok {
			return err
		}
		if err := s.skipItem(&item); err != nil {
			return err
		}
	}
}

// skipItem moves past an item.
func (s *scanner) skipItem(c *span) error {
	if !c.delimited {
		s.pos = c.end
		if c.short {
			return s.fault(tagItem, c.off, c.end, "item")
		}
		return nil
	}
	var e element
	for {
		if ok, err := s.next(c, &e); err != nil || !ok {
			return err
		}
		if err := s.done(&e, c); err != nil {
			return err
		}
	}
}

// code is a coded entry: scheme, value and meaning as in the file, trimmed.
type code struct{ scheme, value, meaning []byte }

// codeSequence reads the first item of a sequence of coded entries.
func (s *scanner) codeSequence(e *element, c *span) (k code, err error) {
	q, err := s.open(e, c)
	if err != nil {
		return k, err
	}
	for first := true; ; first = false {
		c, ok, err := s.item(&q)
		if err != nil || !ok {
			return k, err
		}
		if !first {
			if err := s.skipItem(&c); err != nil {
				return k, err
			}
			continue
		}
		for {
			var e element
			ok, err := s.next(&c, &e)
			if err != nil {
				return k, err
			}
			if !ok {
				break
			}
			switch e.tag {
			case tagCodeValue, tagLongCodeValue:
				k.value = trim(s.value(&e))
			case tagCodeScheme:
				k.scheme = trim(s.value(&e))
			case tagCodeMeaning:
				k.meaning = trim(s.value(&e))
			}
			if err := s.done(&e, &c); err != nil {
				return k, err
			}
		}
	}
}

// trim removes the padding of text values: blanks, NULs and stray line ends.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] <= ' ') {
		b = b[:len(b)-1]
	}
	for len(b) > 0 && b[0] <= ' ' && b[0] != escape {
		b = b[1:]
	}
	return b
}

// warnings are limited so that a hostile file cannot multiply them.
const maxWarnings = 50

func warn(rec *ecg.Record, kind string, off int, format string, args ...any) {
	if len(rec.Warnings) < maxWarnings {
		rec.Warn(kind, int64(off), format, args...)
	}
}
