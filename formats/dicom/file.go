package dicom

import (
	"bytes"
	"compress/flate"
	"errors"
	"io"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Layout of a file (PS3.10 7.1): 128 bytes of preamble, "DICM", group 0002, the data set.
const (
	preamble = 128
	magic    = "DICM"
)

// Transfer syntaxes of PS3.5 annex A that are not explicit little endian.
const (
	uidImplicit  = "1.2.840.10008.1.2"
	uidExplicit  = "1.2.840.10008.1.2.1"
	uidDeflated  = "1.2.840.10008.1.2.1.99"
	uidBigEndian = "1.2.840.10008.1.2.2"
)

// Bounds of inflating, so that a deflated bomb stays cheap: what comes out may be inflateRatio times the input and
// inflateFloor bytes. ECGs deflate two- to threefold; the floor lets a flat line of 10 s through.
const (
	inflateRatio = 8
	inflateFloor = 1 << 20
	inflateGuess = 3 // usual ratio, for the first buffer
)

// Sniff says from 0 to 100 how sure the head of a file is DICOM: 100 for the mark after the preamble, less for a bare data set.
func Sniff(head []byte) int {
	const certain, bare = 100, 60
	if len(head) >= preamble+len(magic) && string(head[preamble:preamble+len(magic)]) == magic {
		return certain
	}
	if bytes.HasPrefix(head, []byte(magic)) {
		if _, ok := guess(head[len(magic):]); ok {
			return bare
		}
		return 0
	}
	if _, ok := guess(head); ok {
		return bare
	}
	return 0
}

// guess recognises the start of a data set by its first elements: one of group 0002 or 0008 with a length in reason, and
// after it a larger tag.
func guess(b []byte) (syn syntax, ok bool) {
	const (
		maxLength  = 1 << 12 // of a value at the start of a data set
		maxElement = 0x0100
		minHeader  = 8
	)
	if len(b) < minHeader {
		return syn, false
	}
	syn.big = b[0] == 0 && (b[1] == 2 || b[1] == 8)
	syn.explicit = knownVR[vr(b[4])<<8|vr(b[5])]
	s := scanner{data: b, syn: syn}
	var e element
	if err := s.header(&e, len(b)); err != nil {
		return syn, false
	}
	if g := e.tag.group(); g != 2 && g != 8 || e.tag&0xFFFF > maxElement || e.length > maxLength || e.length%2 != 0 || e.short {
		return syn, false
	}
	if e.tag.group() == 2 { // always explicit little endian; what follows may not be
		return syn, syn == syntax{explicit: true}
	}
	s.pos = e.end
	var next element
	if err := s.header(&next, len(b)); err != nil {
		return syn, errors.Is(err, formats.ErrTruncated)
	}
	return syn, next.tag > e.tag && (!syn.explicit || knownVR[next.vr]) && (next.length == undefined || next.length%2 == 0)
}

// openFile finds the data set: it sets d.s to its start and encoding.
func (d *decoder) openFile(rec *ecg.Record, data []byte) error {
	pos := 0
	switch {
	case len(data) >= preamble+len(magic) && string(data[preamble:preamble+len(magic)]) == magic:
		pos = preamble + len(magic)
	case bytes.HasPrefix(data, []byte(magic)):
		pos = len(magic)
	default:
		if _, ok := guess(data); !ok {
			if len(data) < preamble+len(magic) {
				return formats.Errorf(formats.ErrTruncated, formatName, "", int64(len(data)), "no DICM mark")
			}
			return formats.Errorf(formats.ErrUnknown, formatName, "", preamble, "no DICM mark")
		}
		warn(rec, ecg.WarnNonstandard, 0, "no preamble")
	}
	d.s = scanner{data: data, pos: pos}
	uid, err := d.meta()
	if err != nil {
		return err
	}
	return d.setSyntax(rec, uid)
}

// meta reads group 0002, which is explicit little endian in every file, and returns the transfer syntax.
func (d *decoder) meta() (uid string, err error) {
	s := &d.s
	all := span{end: len(s.data)}
	for {
		p := s.pos
		if len(s.data)-p < 8 || s.u16(p, false) != 2 {
			return uid, nil
		}
		s.syn = syntax{explicit: isLetters(s.data[p+4], s.data[p+5])}
		var e element
		ok, err := s.next(&all, &e)
		if err != nil || !ok {
			return uid, err
		}
		if e.tag == tagTransferSyntax && e.length != undefined {
			uid = string(trim(s.value(&e)))
		}
		if err := s.done(&e, &all); err != nil {
			return uid, err
		}
	}
}

// setSyntax settles the data set's encoding: as declared, unless its first element says otherwise.
func (d *decoder) setSyntax(rec *ecg.Record, uid string) error {
	s := &d.s
	declared := syntax{explicit: uid != uidImplicit, big: uid == uidBigEndian}
	seen, ok := guess(s.data[s.pos:])
	if uid == uidDeflated && (!ok || !seen.explicit) {
		if err := d.inflate(rec); err != nil {
			return err
		}
		seen, ok = guess(s.data[s.pos:])
	}
	switch {
	case uid == "" && !ok:
		s.syn = syntax{explicit: true}
	case uid == "":
		s.syn = seen
	case ok && seen != declared:
		warn(rec, ecg.WarnInconsistent, s.pos, "the data set is not in its declared transfer syntax")
		s.syn = seen
	default:
		s.syn = declared
	}
	return nil
}

// inflate replaces the data set by its inflated form. Offsets in later errors and warnings are in that form.
func (d *decoder) inflate(rec *ecg.Record) error {
	src := d.s.data[d.s.pos:]
	limit := inflateFloor + inflateRatio*len(src)
	r := flate.NewReader(bytes.NewReader(src))
	buf := make([]byte, min(limit, inflateGuess*len(src)+bytes.MinRead)+1)
	n, err := io.ReadFull(r, buf)
	if err == nil && len(buf) <= limit {
		more := make([]byte, limit+1)
		copy(more, buf)
		buf = more
		var m int
		m, err = io.ReadFull(r, buf[n:])
		n += m
	}
	switch {
	case err == nil:
		return formats.Errorf(formats.ErrTooLarge, formatName, "deflated data set", int64(d.s.pos), "inflates more than %d times", inflateRatio)
	case errors.Is(err, io.EOF):
		err = nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		// ReadFull says so for a short buffer too; only the stream itself knows whether it ended.
		if _, err = r.Read(make([]byte, 1)); errors.Is(err, io.EOF) {
			err = nil
		}
	}
	if err != nil {
		var corrupt flate.CorruptInputError
		if errors.As(err, &corrupt) {
			return formats.Errorf(formats.ErrCorrupt, formatName, "deflated data set", int64(d.s.pos)+int64(corrupt), "")
		}
		warn(rec, ecg.WarnTruncated, len(d.s.data), "the deflated data set ends early")
	}
	d.s = scanner{data: buf[:n], syn: syntax{explicit: true}}
	d.inflated = true
	return nil
}
