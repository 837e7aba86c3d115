package formats

import (
	"errors"
	"fmt"
	"strings"
)

// Sentinels that every decoding error wraps; test with errors.Is.
var (
	ErrUnknown     = errors.New("format not recognised")
	ErrTruncated   = errors.New("input ends early")
	ErrCorrupt     = errors.New("input is corrupt")
	ErrUnsupported = errors.New("not supported")
	ErrTooLarge    = errors.New("limit exceeded")
	ErrNoWaveform  = errors.New("no ECG waveform")
)

// Error says where decoding failed.
type Error struct {
	Format  string // "scp", "dicom", "aecg", "wfdb"; "" when not recognised
	Section string // part of the file, in the format's own terms: "section 3", "(5400,0100)", "series 1", "100.hea line 2"
	Offset  int64  // byte offset in the input, -1 when not known
	Detail  string // what was found, without patient data
	Err     error  // one of the sentinels, possibly wrapping a cause
}

// Error gives one line: format, section, offset, reason, detail.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Format != "" {
		b.WriteString(e.Format + ": ")
	}
	if e.Section != "" {
		b.WriteString(e.Section + ": ")
	}
	if e.Offset >= 0 {
		fmt.Fprintf(&b, "offset %d: ", e.Offset)
	}
	b.WriteString(e.Err.Error())
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	return b.String()
}

// Unwrap returns the wrapped sentinel.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error. Give offset -1 where it means nothing. The detail must not hold patient data.
func Errorf(sentinel error, format, section string, offset int64, detail string, args ...any) *Error {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	return &Error{Format: format, Section: section, Offset: offset, Detail: detail, Err: sentinel}
}

// Reason names the sentinel that err wraps in one word, as the command's JSON does: unknown, truncated, corrupt,
// unsupported, too_large, no_waveform, or internal for any other error.
func Reason(err error) string {
	for _, r := range []struct {
		err  error
		name string
	}{
		{ErrUnknown, "unknown"}, {ErrTruncated, "truncated"}, {ErrCorrupt, "corrupt"},
		{ErrUnsupported, "unsupported"}, {ErrTooLarge, "too_large"}, {ErrNoWaveform, "no_waveform"},
	} {
		if errors.Is(err, r.err) {
			return r.name
		}
	}
	return "internal"
}
