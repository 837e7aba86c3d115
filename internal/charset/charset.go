// Package charset turns the text of ECG files into UTF-8. Devices declare one character set and write another, so
// decoding is a chain: valid UTF-8 that is not plain ASCII is taken as such, then the declared set, then a fallback.
package charset

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Decoder turns bytes into text by the chain above. The zero value has no declared set and falls back on GB18030.
type Decoder struct {
	Declared encoding.Encoding // nil: none, or one that is not to be trusted
	Fallback encoding.Encoding // nil: GB18030
}

// Lookup returns the encoding with an IANA or WHATWG name; false when unknown.
func Lookup(name string) (encoding.Encoding, bool) {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil, false
	}
	if e, err := htmlindex.Get(name); err == nil {
		return e, true
	}
	if e, err := ianaindex.IANA.Encoding(name); err == nil && e != nil {
		return e, true
	}
	return nil, false
}

// New returns a decoder whose fallback is the named set, GB18030 when the name is empty or unknown.
func New(fallback string) *Decoder {
	d := new(Decoder)
	d.Fallback, _ = Lookup(fallback)
	return d
}

// IsASCII reports whether b holds 7-bit bytes only.
func IsASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Text decodes b. ok is false when no step of the chain could decode every byte; what could not is then U+FFFD.
func (d *Decoder) Text(b []byte) (s string, ok bool) {
	if IsASCII(b) || utf8.Valid(b) {
		return string(b), true
	}
	var first string
	for _, e := range []encoding.Encoding{d.Declared, d.fallback()} {
		if e == nil {
			continue
		}
		out, err := e.NewDecoder().Bytes(b)
		if err == nil && !strings.ContainsRune(string(out), utf8.RuneError) {
			return string(out), true
		}
		if first == "" && err == nil {
			first = string(out)
		}
	}
	if first == "" {
		first = strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return first, false
}

func (d *Decoder) fallback() encoding.Encoding {
	if d.Fallback != nil {
		return d.Fallback
	}
	return simplifiedchinese.GB18030
}
