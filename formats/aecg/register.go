package aecg

import (
	"sync"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/xmlscan"
)

// Name is the format's name in the registry.
const Name = "aecg"

const rootElement = "AnnotatedECG"

func init() {
	formats.Register(formats.Format{
		Name:         Name,
		Description:  "HL7 annotated ECG (aECG, FDA XML)",
		Extensions:   []string{".xml", ".aecg"},
		Sniff:        Sniff,
		Decode:       Decode,
		DecodeConfig: DecodeConfig,
		Encode:       Encode,
		Anonymize:    anonymize,
	})
}

// Sniff returns 100 when the root element of the document that starts with head is AnnotatedECG, with any prefix and
// whatever comes before it, else 0.
func Sniff(head []byte) int {
	if string(xmlscan.Root(head)) == rootElement {
		return 100
	}
	return 0
}

// Decode fills rec, reusing its buffers. The error is a *formats.Error.
func Decode(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, false, o)
}

// DecodeConfig is Decode without samples: channels have Samples set, by counting, and Raw empty.
func DecodeConfig(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, true, o)
}

var decoders = sync.Pool{New: func() any { return new(decoder) }}

func decode(rec *ecg.Record, data []byte, config bool, o *formats.Options) error {
	d := decoders.Get().(*decoder)
	d.reset(rec, data, config, o)
	err := d.run()
	d.release()
	decoders.Put(d)
	if err != nil {
		return err
	}
	if d := o.OrDefault(); d.Strict && len(rec.Warnings) > 0 {
		w := rec.Warnings[0]
		return formats.Errorf(formats.ErrCorrupt, Name, "", w.Offset, "strict: %s: %s", w.Code, w.Message)
	}
	return nil
}
