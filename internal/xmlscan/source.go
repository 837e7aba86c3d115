package xmlscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Source is a document ready for a Scanner.
type Source struct {
	Data []byte // without a byte order mark; UTF-8 when the input was UTF-16
	// Declared is the encoding that the XML declaration names, nil when it names none or the input was UTF-16.
	Declared []byte
	// UTF16 is set when the input was UTF-16 and Data is a converted copy.
	UTF16 bool
	// Odd is set when UTF-16 input ended within a code unit.
	Odd  bool
	mark int // bytes of byte order mark
}

// Byte order marks.
var (
	bomUTF8    = []byte{0xEF, 0xBB, 0xBF}
	bomUTF16LE = []byte{0xFF, 0xFE}
	bomUTF16BE = []byte{0xFE, 0xFF}
)

// Open recognises the byte order mark and UTF-16 (also without a mark, by its first character), and reads the XML
// declaration. Only UTF-16 input is copied: at most 1.5 times its size, into buf when that is large enough.
func Open(data, buf []byte) Source {
	switch {
	case bytes.HasPrefix(data, bomUTF8):
		return declared(Source{Data: data[len(bomUTF8):], mark: len(bomUTF8)})
	case bytes.HasPrefix(data, bomUTF16LE):
		return fromUTF16(data, buf, 2, 0)
	case bytes.HasPrefix(data, bomUTF16BE):
		return fromUTF16(data, buf, 2, 1)
	case len(data) >= 2 && data[1] == 0 && (data[0] == '<' || isSpace(data[0])):
		return fromUTF16(data, buf, 0, 0)
	case len(data) >= 2 && data[0] == 0 && (data[1] == '<' || isSpace(data[1])):
		return fromUTF16(data, buf, 0, 1)
	}
	return declared(Source{Data: data})
}

// Offset converts an offset in Data to one in the input of Open.
func (s *Source) Offset(pos int) int64 {
	if !s.UTF16 {
		return int64(pos + s.mark)
	}
	units := 0
	for rest := s.Data[:min(pos, len(s.Data))]; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		units++
		if r > 0xFFFF {
			units++
		}
		rest = rest[n:]
	}
	return int64(2*units + s.mark)
}

func declared(s Source) Source {
	rest := s.Data[:min(len(s.Data), maxDeclaration)]
	if !bytes.HasPrefix(rest, []byte("<?xml")) || len(rest) < 6 || !isSpace(rest[5]) {
		return s
	}
	end := bytes.Index(rest, closePI)
	if end < 0 {
		return s
	}
	rest = rest[:end]
	i := bytes.Index(rest, []byte("encoding"))
	if i < 0 {
		return s
	}
	rest = bytes.TrimLeft(rest[i+len("encoding"):], " \t\r\n")
	if len(rest) == 0 || rest[0] != '=' {
		return s
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return s
	}
	if i := bytes.IndexByte(rest[1:], rest[0]); i >= 0 {
		s.Declared = rest[1 : 1+i]
	}
	return s
}

// maxDeclaration is how far an XML declaration is looked for.
const maxDeclaration = 512

// fromUTF16 converts; big is 1 for big endian. A code unit that pairs with nothing becomes U+FFFD.
func fromUTF16(data, buf []byte, mark, big int) Source {
	s := Source{UTF16: true, mark: mark, Odd: len(data)%2 != 0}
	u := data[mark:]
	out := buf[:0]
	if need := len(u)/2*3 + utf8.UTFMax; cap(out) < need {
		out = make([]byte, 0, need)
	}
	unit := func(i int) rune { return rune(u[i+1-big])<<8 | rune(u[i+big]) }
	for i := 0; i+1 < len(u); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if i+3 < len(u) {
				pair = utf16.DecodeRune(r, unit(i+2))
			}
			if r = pair; r != utf8.RuneError {
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	s.Data = out
	return s
}

// Root returns the local name of the root element of the document that starts with head, whatever comes before it: byte
// order mark, white space, XML declaration, comments, processing instructions, DOCTYPE. It returns nil when head holds no
// start tag's name or is no XML.
func Root(head []byte) []byte {
	data := Open(head, nil).Data
	for p := 0; p < len(data); {
		rest := data[p:]
		var end []byte
		switch {
		case isSpace(rest[0]):
			p++
			continue
		case bytes.HasPrefix(rest, openComment):
			end = closeComment
		case bytes.HasPrefix(rest, openPI):
			end = closePI
		case hasPrefixFold(rest, openDoctype):
			if p = doctypeEnd(data, p+len(openDoctype)); p < 0 {
				return nil
			}
			continue
		case rest[0] == '<':
			stop, local := readName(data, p+1)
			if stop >= len(data) {
				return nil
			}
			return data[local:stop]
		default:
			return nil
		}
		const opening = 2 // of "<?"; a comment's own first "--" must not close it
		from := opening
		if end[0] == '-' {
			from = len(openComment)
		}
		if len(rest) < from {
			return nil
		}
		i := bytes.Index(rest[from:], end)
		if i < 0 {
			return nil
		}
		p += from + i + len(end)
	}
	return nil
}
