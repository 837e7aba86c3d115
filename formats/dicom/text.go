package dicom

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/charset"
)

// minText is how many bytes of text are decoded whatever the input's size; see decoder.text.budget.
const minText = 256 << 10

// texts turns the text of one file into UTF-8.
type texts struct {
	budget   int  // bytes of text that may still be decoded
	declared set  // initial state
	utf8     bool // declared
	iso2022  bool // escape sequences may occur
	chinese  bool // the fallback is a Chinese set
	fallback charset.Decoder
	unknown  bool // a declared set is not known
	fellBack bool // some text was not in the declared set
	spent    bool
}

// open reads the Specific Character Set (PS3.3 C.12.1.1.2).
func (t *texts) open(value []byte, o *formats.Options) {
	name := o.OrDefault().Charset
	t.fallback.Fallback, _ = charset.Lookup(name)
	t.chinese = t.fallback.Fallback == nil || charset.IsChinese(name)
	for i, part := range bytes.Split(trim(value), []byte{'\\'}) {
		s, ok := setOf(part)
		if !ok {
			t.unknown = true
		}
		if i == 0 {
			t.declared = s
		}
		t.utf8 = t.utf8 || i == 0 && s == setUTF8
	}
}

// string decodes a text value. Of several values all are kept, joined by ", "; with whole, backslashes are text (ST, LT, UT).
func (t *texts) string(b []byte, whole bool) string {
	s := t.decode(trim(b))
	if !whole && strings.IndexByte(s, '\\') >= 0 {
		parts := strings.Split(s, "\\")
		kept := parts[:0]
		for _, p := range parts {
			if p = strings.TrimSpace(p); p != "" {
				kept = append(kept, p)
			}
		}
		s = strings.Join(kept, ", ")
	}
	return strings.TrimRight(s, " \x00\t\r\n")
}

// name decodes the first value of a PN: component groups in the order alphabetic, ideographic, phonetic, of which the
// ideographic is preferred; components family, given, middle, prefix, suffix.
func (t *texts) name(b []byte) ecg.Name {
	s := t.decode(trim(b))
	if s == "" {
		return ecg.Name{}
	}
	if i := strings.IndexByte(s, '\\'); i >= 0 {
		s = s[:i]
	}
	alphabetic, rest, _ := strings.Cut(s, "=")
	ideographic, _, _ := strings.Cut(rest, "=")
	if strings.Trim(ideographic, "^ ") == "" {
		return nameOf(alphabetic)
	}
	n := nameOf(ideographic)
	n.Latin = nameOf(alphabetic).String()
	return n
}

func nameOf(s string) ecg.Name {
	const parts = 3 // prefix and suffix are dropped
	f := strings.SplitN(s, "^", parts+1)
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	if strings.Trim(strings.Join(f[1:], ""), "^ ") == "" {
		return ecg.Name{Full: f[0]}
	}
	n := ecg.Name{Family: f[0], Given: f[1]}
	if len(f) > 2 {
		n.Second = f[2]
	}
	return n
}

// decode turns bytes into text.
func (t *texts) decode(b []byte) string {
	if t.budget -= len(b); t.budget < 0 {
		t.spent = true
		return ""
	}
	if bytes.IndexByte(b, escape) >= 0 {
		s, ok := decode2022(b, t.declared)
		if !ok {
			t.fellBack = true
		}
		return s
	}
	if charset.IsASCII(b) {
		return string(b)
	}
	if utf8.Valid(b) && !t.rather(b) {
		t.fellBack = t.fellBack || !t.utf8
		return string(b)
	}
	if e := t.declared.encoding(); e != nil && !(t.chinese && t.declared.isLatin() && charset.LooksGB2312(b)) {
		if s, ok := convert(e, b); ok {
			return s
		}
	}
	t.fellBack = true
	if e := t.fallback.Fallback; e != nil {
		if s, ok := convert(e, b); ok {
			return s
		}
	} else if s, ok := convert(setGB18030.encoding(), b); ok {
		return s
	}
	s, _ := t.fallback.Text(b)
	return s
}

// rather reports whether text that happens to be valid UTF-8 is GBK all the same: a third of the cells of GB 2312 look like
// two-byte UTF-8, but Chinese in UTF-8 has three bytes a character.
func (t *texts) rather(b []byte) bool {
	const threeBytes = 0xE0
	for _, c := range b {
		if c >= threeBytes {
			return false
		}
	}
	return t.declared == setGB18030 || t.declared == setGB2312 || t.declared == setASCII && t.chinese && charset.LooksGB2312(b)
}

func convert(e encoding.Encoding, b []byte) (string, bool) {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", false
	}
	return string(out), true
}
