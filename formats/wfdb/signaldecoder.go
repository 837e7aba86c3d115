package wfdb

import (
	"fmt"
	"io"
	"sync"
)

// flacFormats are the signal formats that hold FLAC streams, with the stored value of a sample that is not valid. Their
// decoder is a package of its own.
var flacFormats = map[int]int32{508: -1 << 7, 516: -1 << 15, 524: -1 << 23}

// flacPackage is what a program imports to have FLAC read.
const flacPackage = "github.com/goecg/goecg/formats/wfdb/flac"

// SignalSource is a signal file that a registered decoder is to read.
type SignalSource struct {
	R       io.Reader // of the file, its byte offset skipped
	Format  int       // signal format
	Signals int       // how many signals the header says the file holds
	// Charge is to be called with the number of bytes before each allocation whose size the file decides. Its error, which
	// wraps formats.ErrTooLarge, ends the decoding and is to be returned.
	Charge func(bytes int64) error
}

// SignalStream gives the samples of one signal file in order.
type SignalStream interface {
	// Next returns the next samples as stored: one slice a signal, all of the same length of at least 1, valid until the
	// next call. The error is io.EOF at the end of the file, else *formats.Error.
	Next() ([][]int32, error)
	// Samples is how many samples a signal the file says it holds, 0 when it does not. It is not to be trusted.
	Samples() int64
}

var (
	decodersMu sync.RWMutex
	decoders   = map[int]func(SignalSource) (SignalStream, error){}
)

// RegisterSignalDecoder lets this package read one of the signal formats 508, 516 and 524 (FLAC) with the help of open,
// which starts reading a file. Its errors are *formats.Error. Package formats/wfdb/flac calls it when it is imported; a
// program may register a decoder of its own instead. RegisterSignalDecoder panics for any other format and when a format is
// taken.
func RegisterSignalDecoder(format int, open func(SignalSource) (SignalStream, error)) {
	decodersMu.Lock()
	defer decodersMu.Unlock()
	if _, ok := flacFormats[format]; !ok || open == nil || decoders[format] != nil {
		panic(fmt.Sprintf("wfdb: RegisterSignalDecoder of signal format %d", format))
	}
	decoders[format] = open
}

// signalDecoder returns the decoder registered for a format, or nil.
func signalDecoder(format int) func(SignalSource) (SignalStream, error) {
	decodersMu.RLock()
	defer decodersMu.RUnlock()
	return decoders[format]
}

// invalidOf returns the stored value of a sample that is not valid, and whether the format has one.
func invalidOf(format int) (v int32, ok bool) {
	if v, ok := flacFormats[format]; ok {
		return v, true
	}
	st := storages[format]
	return st.invalid, st.hasInvalid
}
