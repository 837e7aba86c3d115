package json

import (
	"bytes"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// anonymize writes the record anew, in the project's own form, without what tells who the patient is.
func anonymize(data []byte, m *formats.Mask) (*formats.Anonymized, error) {
	rec := new(ecg.Record)
	if err := Decode(rec, data, &formats.Options{Charset: m.Options().Charset}); err != nil {
		return nil, err
	}
	m.Record(rec)
	var b bytes.Buffer
	if err := Encode(&b, rec); err != nil {
		return nil, err
	}
	return &formats.Anonymized{Data: b.Bytes()}, nil
}
