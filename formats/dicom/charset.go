package dicom

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding"

	"github.com/goecg/goecg/internal/charset"
)

// escape starts a change of character set (ISO 2022).
const escape = 0x1B

// set is a character set of PS3.3 C.12.1.1.2.
type set byte

const (
	setASCII set = iota
	setUTF8
	setGB18030
	setGB2312
	setJISX0201
	setJISX0208
	setJISX0212
	setKSX1001
	setLatin1
	setLatin2
	setLatin3
	setLatin4
	setLatin5
	setCyrillic
	setArabic
	setGreek
	setHebrew
	setThai
)

// setNames are IANA names that decode a set's bytes of the upper half. Several are supersets, as files contain those.
var setNames = [...]string{
	setUTF8: "utf-8", setGB18030: "gb18030", setGB2312: "gb18030", setJISX0201: "shift_jis", setJISX0208: "euc-jp",
	setJISX0212: "euc-jp", setKSX1001: "euc-kr", setLatin1: "windows-1252", setLatin2: "iso-8859-2", setLatin3: "iso-8859-3",
	setLatin4: "iso-8859-4", setLatin5: "windows-1254", setCyrillic: "iso-8859-5", setArabic: "iso-8859-6",
	setGreek: "iso-8859-7", setHebrew: "iso-8859-8", setThai: "windows-874",
}

// encoding returns the decoder of the set, nil for ASCII and UTF-8.
func (s set) encoding() encoding.Encoding {
	if s == setASCII || s == setUTF8 {
		return nil
	}
	e, _ := charset.Lookup(setNames[s])
	return e
}

func (s set) isLatin() bool { return s >= setLatin1 && s <= setLatin5 }

// isoSets are the sets by the number in "ISO_IR n" and "ISO 2022 IR n".
var isoSets = map[string]set{
	"6": setASCII, "13": setJISX0201, "58": setGB2312, "87": setJISX0208, "159": setJISX0212, "149": setKSX1001, "100": setLatin1,
	"101": setLatin2, "109": setLatin3, "110": setLatin4, "148": setLatin5, "144": setCyrillic, "127": setArabic, "126": setGreek,
	"138": setHebrew, "166": setThai, "192": setUTF8,
}

// setOf reads one value of Specific Character Set, with the misspellings that occur: blanks, hyphens, IANA names.
func setOf(b []byte) (set, bool) {
	name := strings.ToUpper(string(trim(b)))
	name = strings.NewReplacer("_", " ", "-", " ").Replace(name)
	if name == "" {
		return setASCII, true
	}
	if i := strings.LastIndex(name, "IR "); i >= 0 {
		s, ok := isoSets[strings.TrimSpace(name[i+len("IR "):])]
		return s, ok
	}
	switch strings.TrimPrefix(strings.ReplaceAll(name, " ", ""), "ISO2022") {
	case "GB18030", "GBK":
		return setGB18030, true
	case "GB2312":
		return setGB2312, true
	case "UTF8", "UNICODE":
		return setUTF8, true
	case "ASCII", "USASCII":
		return setASCII, true
	case "ISO88591", "LATIN1":
		return setLatin1, true
	}
	return setASCII, false
}

// escapes are the sequences that select a set (PS3.3 C.12.1.1.2, tables C.12-3 and C.12-4): into the lower half (G0) or
// the upper (G1).
var escapes = []struct {
	seq   string
	set   set
	lower bool
}{
	{"$)A", setGB2312, false}, {"$)C", setKSX1001, false}, {"$(D", setJISX0212, true}, {"$B", setJISX0208, true}, {"$@", setJISX0208, true},
	{"(B", setASCII, true}, {"(J", setASCII, true}, {")I", setJISX0201, false}, {"-A", setLatin1, false}, {"-B", setLatin2, false},
	{"-C", setLatin3, false}, {"-D", setLatin4, false}, {"-M", setLatin5, false}, {"-L", setCyrillic, false}, {"-G", setArabic, false},
	{"-F", setGreek, false}, {"-H", setHebrew, false}, {"-T", setThai, false},
}

// decode2022 decodes text with escape sequences. The state is that of initial at the start and after each line end,
// and after each delimiter of names and values outside two-byte text.
func decode2022(b []byte, initial set) (string, bool) {
	var out strings.Builder
	lower, upper, good := setASCII, initial, true
	for len(b) > 0 {
		if b[0] == escape {
			found := false
			for _, e := range escapes {
				if bytes.HasPrefix(b[1:], []byte(e.seq)) {
					if e.lower {
						lower = e.set
					} else {
						upper = e.set
					}
					b, found = b[1+len(e.seq):], true
					break
				}
			}
			if !found {
				b, good = b[1:], false
			}
			continue
		}
		n := run(b, lower != setASCII)
		s, ok := decodeRun(b[:n], lower, upper)
		out.WriteString(s)
		good = good && ok
		if n < len(b) && b[n] != escape {
			out.WriteByte(b[n])
			lower, upper = setASCII, initial
			n++
		}
		b = b[n:]
	}
	return out.String(), good
}

// run returns how many bytes come before the next escape sequence or delimiter.
func run(b []byte, double bool) int {
	for i, c := range b {
		switch c {
		case escape, '\r', '\n', '\f', '\t':
			return i
		case '\\', '^', '=':
			if !double {
				return i
			}
		}
	}
	return len(b)
}

// decodeRun decodes text of one state. Sets of the lower half are moved to the upper, where their decoders want them.
func decodeRun(b []byte, lower, upper set) (string, bool) {
	if lower == setASCII {
		e := upper.encoding()
		if e == nil || charset.IsASCII(b) {
			return strings.ToValidUTF8(string(b), "\uFFFD"), charset.IsASCII(b)
		}
		if s, ok := convert(e, b); ok {
			return s, true
		}
		return strings.ToValidUTF8(string(b), "\uFFFD"), false
	}
	const high, singleShift3 = 0x80, 0x8F // EUC-JP marks JIS X 0212 by the latter
	moved := make([]byte, 0, len(b)+len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		if lower == setJISX0212 {
			moved = append(moved, singleShift3)
		}
		moved = append(moved, b[i]|high, b[i+1]|high)
	}
	s, ok := convert(lower.encoding(), moved)
	if !ok {
		return "\uFFFD", false
	}
	return s, len(b)%2 == 0
}
