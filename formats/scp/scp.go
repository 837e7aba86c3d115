package scp

import (
	"bytes"
	"encoding/binary"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Name is the codec's name in the registry and in Record.Format.
const Name = "scp"

func init() {
	formats.Register(formats.Format{
		Name:         Name,
		Description:  "SCP-ECG (EN 1064)",
		Extensions:   []string{".scp", ".ecg"},
		Sniff:        Sniff,
		Decode:       Decode,
		DecodeConfig: DecodeConfig,
		Encode:       Encode,
		Anonymize:    anonymize,
	})
}

// Layout of the record header and of a section header (EN 1064, 5.2 and 5.3).
const (
	recordHeaderLen  = 6
	sectionHeaderLen = 16
	pointerLen       = 10
	markOffset       = recordHeaderLen + 10 // of "SCPECG" within the reserved bytes of section 0
	firstPointer     = recordHeaderLen + sectionHeaderLen
)

var mark = []byte("SCPECG")

// Confidence that Sniff reports.
const (
	sniffMark    = 100 // section 0 carries the mark "SCPECG"
	sniffPointer = 90  // no mark, but section 0 points at itself (protocol 1.0)
	sniffZero    = 60  // the same, counting bytes from 0 (Healforce)
)

// Sniff says from 0 to 100 whether head starts an SCP-ECG record: by the mark SCPECG, or by a section 0 whose first pointer
// describes section 0.
func Sniff(head []byte) int {
	if len(head) < firstPointer {
		return 0
	}
	if binary.LittleEndian.Uint16(head[8:]) == 0 && bytes.Equal(head[markOffset:markOffset+len(mark)], mark) {
		return sniffMark
	}
	if len(head) < firstPointer+pointerLen {
		return 0
	}
	length := binary.LittleEndian.Uint32(head[10:])
	p := head[firstPointer:]
	if binary.LittleEndian.Uint16(head[8:]) != 0 || binary.LittleEndian.Uint16(p) != 0 ||
		binary.LittleEndian.Uint32(p[2:]) != length || length < sectionHeaderLen+pointerLen || length > formats.SniffLen {
		return 0
	}
	switch binary.LittleEndian.Uint32(p[6:]) {
	case recordHeaderLen + 1:
		return sniffPointer
	case recordHeaderLen:
		return sniffZero
	}
	return 0
}

// Decode fills rec from an SCP-ECG record. Errors are [*formats.Error] naming the section; when one is returned rec may hold
// what was read before.
func Decode(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, o, false)
}

// DecodeConfig is [Decode] without the samples: channels have Samples set and Raw empty.
func DecodeConfig(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, o, true)
}

// decoder is the state of decoding one record.
type decoder struct {
	rec     *ecg.Record
	data    []byte
	config  bool
	text    textDecoder
	budget  int64 // samples that may still be allocated
	known   [sections]section
	walked  []section // sections met by walking from header to header, nil until asked for
	device  deviceBlock
	huffman coding
	leads   []lead
	beats   beatTable
	ref     waveform // section 5
	rhythm  waveform // section 6
	spare   []int32  // scratch of bimodal decoding
	cut     bool     // the truncation of the record was reported
}

// leastBudget is how many samples any record may have: bimodal compression can pack 32 a byte, more than Options.Budget
// foresees. 8 MB of samples are within what a decoder may take whatever the size of its input.
const leastBudget = 2 << 20

func decode(rec *ecg.Record, data []byte, o *formats.Options, config bool) error {
	return new(decoder).decode(rec, data, o, config)
}

func (d *decoder) decode(rec *ecg.Record, data []byte, o *formats.Options, config bool) error {
	rec.Format = Name
	*d = decoder{rec: rec, data: data, config: config, budget: o.Budget(len(data))}
	if o.OrDefault().MaxSamples == 0 {
		d.budget = max(d.budget, leastBudget)
	}
	d.text.init(o.OrDefault().Charset)
	if err := d.readPointers(); err != nil {
		return err
	}
	d.readPatient()
	if err := d.readTables(); err != nil {
		return err
	}
	if err := d.readSignals(); err != nil {
		return err
	}
	d.readMeasurements()
	d.readStatements()
	d.readLeadMeasurements()
	d.readCodes()
	return nil
}

// readSignals reads sections 3 to 6. The order matters: leads, then beats, then the two waveform sections.
func (d *decoder) readSignals() error {
	if !d.has(sectionReference) && !d.has(sectionRhythm) {
		if d.cut {
			return d.fail(formats.ErrTruncated, sectionRhythm, int64(len(d.data)), "the waveform sections are cut off")
		}
		if d.hasLater() {
			return d.fail(formats.ErrUnsupported, sectionRhythm, -1, "the rhythm is in a section of protocol 3.0 only")
		}
		return d.fail(formats.ErrNoWaveform, sectionRhythm, -1, "absent")
	}
	if err := d.readLeads(); err != nil {
		return err
	}
	d.readBeats()
	if err := d.readRhythm(); err != nil {
		return err
	}
	d.readReference()
	if err := d.decodeSamples(); err != nil {
		return err
	}
	d.annotateBeats()
	return nil
}
