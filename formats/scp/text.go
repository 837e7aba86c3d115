package scp

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/goecg/goecg/internal/charset"
)

// Language support codes (tag 14, byte 16). Bit 0 clear means 7-bit ASCII, bits 1-0 = 01 ISO 8859-1; the others are exact
// values.
const (
	languageASCII   = 0x00
	languageLatin1  = 0x01
	languageUnicode = 0x07
	languageGB2312  = 0x27
)

var languages = map[int]encoding.Encoding{
	0x03: charmap.ISO8859_2,
	0x0B: charmap.ISO8859_4,
	0x13: charmap.ISO8859_5,
	0x1B: charmap.ISO8859_6,
	0x23: charmap.ISO8859_7,
	0x2B: charmap.ISO8859_8,
	0x33: charmap.Windows874, // ISO 8859-11, Thai
	0x3B: charmap.ISO8859_15,
	0x0F: japanese.EUCJP, // JIS X 0201
	0x17: japanese.EUCJP, // JIS X 0208
	0x1F: japanese.EUCJP, // JIS X 0212
	0x27: simplifiedchinese.GB18030,
	0x2F: korean.EUCKR,
}

// textDecoder turns the text fields of sections 1, 8 and 11 into UTF-8.
type textDecoder struct {
	chain    charset.Decoder
	language int
	eastern  bool // the declared set is a multi-byte one
	latin    bool // the declared set is ISO 8859-1
	chinese  bool // the fallback is a Chinese set
	bad      bool // some text could not be decoded
	kept     strings.Builder
}

// keepAtOnce is how many bytes of plain text share one allocation: a record has dozens of short texts.
const keepAtOnce = 2 << 10

// keep copies plain text.
func (t *textDecoder) keep(b []byte) string {
	if t.kept.Cap()-t.kept.Len() < len(b) {
		t.kept.Reset()
		t.kept.Grow(max(keepAtOnce, len(b)))
	}
	start := t.kept.Len()
	t.kept.Write(b)
	return t.kept.String()[start:]
}

func (t *textDecoder) init(fallback string) {
	t.chain = charset.Decoder{}
	t.kept.Reset()
	t.chinese = fallback == "" || charset.IsChinese(fallback)
	if fallback != "" {
		t.chain.Fallback, _ = charset.Lookup(fallback)
	}
}

// declare sets the language code of the record.
func (t *textDecoder) declare(code int) {
	t.language = code
	t.chain.Declared, t.eastern, t.latin = nil, false, false
	switch {
	case code&1 == 0: // ASCII: what else is found is not declared
	case code&3 == languageLatin1:
		t.chain.Declared, t.latin = charmap.ISO8859_1, true
	default:
		t.chain.Declared = languages[code]
		t.eastern = code == 0x0F || code == 0x17 || code == 0x1F || code == languageGB2312 || code == 0x2F
	}
}

// decode converts one field as [textDecoder.line] does and drops blanks at both ends.
func (t *textDecoder) decode(b []byte) string { return strings.TrimSpace(t.line(b)) }

// line converts one field: up to the first NUL or the field's end, without control characters or blanks at the end.
func (t *textDecoder) line(b []byte) string {
	if t.language == languageUnicode {
		if s, ok := decodeUTF16(b); ok {
			return clean(s)
		}
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	if len(b) == 0 {
		return ""
	}
	if charset.IsASCII(b) {
		return clean(t.keep(b))
	}
	// Two bytes of GB 2312 or EUC are now and then valid UTF-8, then always of a rune below U+0800; East Asian text in
	// UTF-8 has larger ones.
	if t.eastern && utf8.Valid(b) && !hasWideRune(b) {
		if s, err := t.chain.Declared.NewDecoder().Bytes(b); err == nil && !bytes.ContainsRune(s, utf8.RuneError) {
			return clean(string(s))
		}
	}
	chain := t.chain
	if t.latin && t.chinese && charset.LooksGB2312(b) {
		chain.Declared, t.bad = nil, true
	}
	s, ok := chain.Text(b)
	if !ok {
		t.bad = true
	}
	return clean(s)
}

func hasWideRune(b []byte) bool {
	for _, c := range b {
		if c >= 0xE0 { // lead byte of three or more
			return true
		}
	}
	return false
}

// decodeUTF16 reads little-endian UTF-16 up to a NUL unit; false when b holds 8-bit text after all.
func decodeUTF16(b []byte) (string, bool) {
	n := 0
	for n+1 < len(b) && (b[n] != 0 || b[n+1] != 0) {
		n += 2
	}
	if n == 0 || utf8.Valid(b[:n]) && bytes.IndexByte(b[:n], 0) < 0 {
		return "", false
	}
	s, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b[:n])
	if err != nil || bytes.ContainsRune(s, utf8.RuneError) {
		return "", false
	}
	return string(s), true
}

// clean puts blanks for control characters other than line ends and tabs, and drops blanks at the end; those at the start
// indent the lines of a report.
func clean(s string) string {
	if strings.IndexFunc(s, isControl) >= 0 {
		s = strings.Map(func(r rune) rune {
			if isControl(r) {
				return ' '
			}
			return r
		}, s)
	}
	return strings.TrimRight(s, " \t\r\n")
}

func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7F
}
