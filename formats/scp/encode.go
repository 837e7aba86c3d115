package scp

import (
	"encoding/binary"
	"io"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// writtenProtocol is the protocol revision that Encode writes: 2.0.
const writtenProtocol = 20

var le = binary.LittleEndian

// Encode writes rec as an SCP-ECG record of protocol 2.0: sections 0, 1, 3 and 6, section 2 unless samples are plain 16-bit,
// 4 and 5 where rec has a representative beat, 7, 8 and 10 where it has measurements of the whole recording, statements and
// measurements of leads.
//
// The representative beat is one in all leads of the rhythm, at its rate and without missing samples; the positions of the
// beats go with it (section 4 belongs to section 5). Nothing is subtracted from the rhythm.
//
// SCP-ECG holds one sampling rate of a whole number of microseconds, one amplitude step of 1 to 65535 nV and 16-bit samples
// for all leads. The step is chosen so that every sample is exact; where no such step exists (the channels' scales are not
// whole nanovolts, or a value would not fit 16 bits) it is the finest that holds all values, and they are rounded to it.
//
// Missing samples at either end of a channel shorten it. The error is a *formats.Error wrapping ErrUnsupported for what
// the format cannot express (another rate, missing samples inside a channel), ErrTooLarge for channels that need more than
// 65535 bytes and ErrNoWaveform when there is no voltage channel. Not written: other groups, measurements of
// single beats, and channels that are not voltages.
func Encode(w io.Writer, rec *ecg.Record) error {
	sig, err := newSignals(rec)
	if err != nil {
		return err
	}
	ref := newReference(rec, sig)
	e := &encoder{rec: rec, text: chooseText(rec), reference: ref != nil}
	e.patient()
	if e.err != nil {
		return e.err
	}
	var list [sections][]byte
	list[sectionPatient] = e.buf
	if !sig.plain {
		list[sectionTables] = le.AppendUint16(nil, defaultTable)
	}
	list[sectionLeads] = sig.leadSection()
	if ref != nil {
		list[sectionBeats] = ref.beatSection(rec)
		list[sectionReference] = ref.rhythmSection()
	}
	list[sectionRhythm] = sig.rhythmSection()
	list[sectionMeasures] = measureSection(rec)
	list[sectionLeadMeasures] = leadMeasureSection(rec)
	if list[sectionStatements], err = e.statements(); err != nil {
		return err
	}
	_, err = w.Write(assemble(&list))
	return err
}

// assemble lays out the sections: headers, pointers, padding to even lengths and checksums.
func assemble(list *[sections][]byte) []byte {
	list[sectionPointers] = make([]byte, sections*pointerLen)
	length := recordHeaderLen
	var off, size [sections]int
	for id, data := range list {
		if data == nil {
			continue
		}
		off[id], size[id] = length, sectionHeaderLen+len(data)+len(data)%2
		length += size[id]
	}
	for id := range list {
		p := list[sectionPointers][id*pointerLen:]
		le.PutUint16(p, uint16(id))
		if size[id] > 0 {
			le.PutUint32(p[2:], uint32(size[id]))
			le.PutUint32(p[6:], uint32(off[id]+1))
		}
	}
	out := make([]byte, length)
	le.PutUint32(out[2:], uint32(length))
	for id, data := range list {
		if data == nil {
			continue
		}
		s := out[off[id] : off[id]+size[id]]
		le.PutUint16(s[2:], uint16(id))
		le.PutUint32(s[4:], uint32(size[id]))
		s[8], s[9] = writtenProtocol, writtenProtocol
		if id == sectionPointers {
			copy(s[10:], mark)
		}
		copy(s[sectionHeaderLen:], data)
		le.PutUint16(s, crc16(s[2:]))
	}
	le.PutUint16(out, crc16(out[2:]))
	return out
}

func encodeError(sentinel error, id int, detail string, args ...any) error {
	return formats.Errorf(sentinel, Name, sectionName(id), -1, detail, args...)
}
