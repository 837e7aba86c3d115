// Package formats is the registry of ECG file formats: it recognises a file by its content, decodes it into an
// [ecg.Record] and says exactly what is wrong when it cannot.
//
// Codecs are packages below this one (scp, dicom, aecg, wfdb). Each registers itself when imported and can be used
// alone; package formats/all imports every one of them:
//
//	import _ "github.com/goecg/goecg/formats/all"
//
//	rec, err := formats.Decode(data, nil)
//
// # Errors
//
// A decoder returns an [*Error] that names the format, the section and the byte offset and wraps one of the sentinels
// ErrUnknown, ErrTruncated, ErrCorrupt, ErrUnsupported, ErrTooLarge, ErrNoWaveform. What is odd but readable is a
// [ecg.Warning] of the record instead; [Options.Strict] turns warnings into errors. Errors and warnings never hold patient
// data.
//
// # Limits
//
// No decoder allocates more than 16 MB + 64 times the size of its input, whatever the input declares ([Options.MaxSamples]
// lowers that further), and none panics or hangs on hostile input.
package formats
