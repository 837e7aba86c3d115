package dicom

import (
	"errors"
	"sync"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func init() {
	formats.Register(formats.Format{
		Name: formatName, Description: "DICOM ECG waveform", Extensions: []string{".dcm", ".dicom"},
		Sniff: Sniff, Decode: Decode, DecodeConfig: DecodeConfig, Encode: Encode, Anonymize: anonymize,
	})
}

// Decode reads a DICOM file into rec, which is empty but may own buffers to reuse. The error is a *formats.Error whose
// Section is the tag at fault.
func Decode(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, false, o)
}

// DecodeConfig is [Decode] without samples: channels have Samples set and Raw empty.
func DecodeConfig(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, true, o)
}

// decoder is the work space of one decoding, reused.
type decoder struct {
	s           scanner
	inflated    bool
	config      bool
	budget      int64 // samples that may still be decoded
	fields      [fieldCount][]byte
	text        texts
	groups      []group
	defs        []channelDef
	marks       element // the Waveform Annotation Sequence
	hasMarks    bool
	annotation  annotation
	at          []int64 // positions of an annotation
	lastGroup   int
	early       []int // annotations of annotation groups below firstBeat
	beats       bool  // there are annotation groups from firstBeat on
	marksSyntax syntax
	// inWaveforms is set while the walk is within the Waveform Sequence.
	inWaveforms bool
	document    bool // there is an encapsulated document
	maxMarks    int
	labels      map[string]string
}

var decoders = sync.Pool{New: func() any { return &decoder{labels: map[string]string{}} }}

// release empties d, which must keep nothing of the patient's.
func (d *decoder) release() {
	clear(d.groups[:cap(d.groups)])
	clear(d.defs[:cap(d.defs)])
	clear(d.labels)
	*d = decoder{groups: d.groups[:0], defs: d.defs[:0], at: d.at[:0], early: d.early[:0], labels: d.labels}
	decoders.Put(d)
}

func decode(rec *ecg.Record, data []byte, config bool, o *formats.Options) error {
	rec.Format = formatName
	d := decoders.Get().(*decoder)
	defer d.release()
	d.config = config
	if err := d.openFile(rec, data); err != nil {
		return err
	}
	d.budget = o.Budget(len(d.s.data))
	d.maxMarks = minMarks + len(data)/bytesPerMark
	d.text.budget = minText + len(data)
	start := d.s.pos
	walkErr := d.walk(rec)
	d.text.open(d.fields[fieldCharset], o)
	d.header(rec)
	if d.text.unknown {
		warn(rec, ecg.WarnCharset, start, "unknown character set declared")
	}
	if len(d.groups) == 0 {
		if walkErr != nil {
			return walkErr
		}
		if d.document {
			return fail(formats.ErrNoWaveform, tagDocument, start, "a document in a DICOM file, such as a report in PDF")
		}
		return formats.Errorf(formats.ErrNoWaveform, formatName, tagWaveforms.String(), -1, "no multiplex group%s", ofClass(d.fields[fieldSOPClass]))
	}
	if walkErr != nil {
		// A damaged tail does not spoil the waveforms before it; damage among them does, unless the file was only cut.
		var e *formats.Error
		errors.As(walkErr, &e)
		switch {
		case errors.Is(walkErr, formats.ErrTruncated):
			warn(rec, ecg.WarnTruncated, int(e.Offset), "%s: the file ends early", e.Section)
		case d.inWaveforms:
			return walkErr
		default:
			warn(rec, ecg.WarnSkipped, int(e.Offset), "%s: unreadable from here on", e.Section)
		}
	}
	if err := d.assemble(rec); err != nil {
		return err
	}
	if d.hasMarks {
		d.annotations(rec)
	}
	if d.text.fellBack {
		warn(rec, ecg.WarnCharset, 0, "text is not in the declared character set")
	}
	if d.text.spent {
		warn(rec, ecg.WarnSkipped, 0, "too much text, the rest is left out")
	}
	return nil
}

// walk goes over the data set, noting values and reading multiplex groups.
func (d *decoder) walk(rec *ecg.Record) error {
	s := &d.s
	all := span{end: len(s.data)}
	for {
		if s.pos+4 <= all.end && s.u32(s.pos, false) == 0 { // no file has elements of group 0000
			if !allZero(s.data[s.pos:]) {
				return fail(formats.ErrCorrupt, 0, s.pos, "command element in a file")
			}
			return nil // some writers fill a block
		}
		var e element
		ok, err := s.next(&all, &e)
		if err != nil || !ok {
			return err
		}
		switch {
		case e.tag == tagWaveforms && e.isSequence():
			if err := d.waveforms(&e, &all); err != nil {
				return err
			}
			continue
		case e.tag == tagAnnotations && e.isSequence():
			d.marks, d.hasMarks, d.marksSyntax = e, true, s.syn
		case e.tag == tagDocument:
			d.document = true
		case e.tag < tagAnnotations && e.length != undefined:
			if f, ok := fieldOf(e.tag); ok {
				d.fields[f] = s.value(&e)
			}
		}
		if err := s.done(&e, &all); err != nil {
			return err
		}
	}
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
