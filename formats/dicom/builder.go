package dicom

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// builder writes data elements in explicit VR little endian.
type builder struct {
	b     []byte
	ascii bool // no text beyond ASCII so far
}

// header writes an element's header for a value of n bytes.
func (w *builder) header(t tag, v string, n int) {
	w.b = binary.LittleEndian.AppendUint16(w.b, t.group())
	w.b = binary.LittleEndian.AppendUint16(w.b, uint16(t))
	w.b = append(w.b, v...)
	if vrOf(v).isShort() {
		w.b = binary.LittleEndian.AppendUint16(w.b, uint16(n))
		return
	}
	w.b = append(w.b, 0, 0)
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(n))
}

// put writes a text value that needs no cleaning, padded to an even length.
func (w *builder) put(t tag, v, s string) {
	w.header(t, v, (len(s)+1)&^1)
	w.b = append(w.b, s...)
	if len(s)%2 != 0 {
		pad := byte(' ')
		if v == "UI" || v == "OB" {
			pad = 0
		}
		w.b = append(w.b, pad)
	}
}

// Longest values in characters (PS3.5 6.2).
var textLimits = map[string]int{"SH": 16, "LO": 64, "PN": 64, "CS": 16, "ST": 1024, "LT": 10240}

// text writes a text value cut to what its representation allows. A backslash would separate values and becomes a slash;
// control characters become blanks.
func (w *builder) text(t tag, v, s string) { w.put(t, v, w.clean(v, s)) }

func (w *builder) clean(v, s string) string {
	long := v == "ST" || v == "LT"
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\\' && !long:
			return '/'
		case r == utf8.RuneError || r < ' ' && !(long && (r == '\r' || r == '\n')):
			return ' '
		}
		return r
	}, s)
	s = cut(strings.TrimSpace(s), textLimits[v])
	for i := range len(s) {
		w.ascii = w.ascii && s[i] < utf8.RuneSelf
	}
	return s
}

// cut shortens s to at most n characters.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func (w *builder) us(t tag, values ...int) {
	w.header(t, "US", 2*len(values))
	for _, v := range values {
		w.b = binary.LittleEndian.AppendUint16(w.b, uint16(v))
	}
}

func (w *builder) ul(t tag, values ...int64) {
	w.header(t, "UL", 4*len(values))
	for _, v := range values {
		w.b = binary.LittleEndian.AppendUint32(w.b, uint32(v))
	}
}

func (w *builder) ds(t tag, v float64) { w.put(t, "DS", decimalString(v)) }

// decimalString writes v in the 16 characters of a DS value, with as many digits as fit.
func decimalString(v float64) string {
	const longest, digits = 16, 17
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return "0"
	}
	if s := strconv.FormatFloat(v, 'f', -1, 64); len(s) <= longest {
		return s
	}
	for p := digits; p > 0; p-- {
		if s := strconv.FormatFloat(v, 'g', p, 64); len(s) <= longest {
			return s
		}
	}
	return "0"
}

// begin starts a sequence or, with tagItem, an item; end closes it and writes its length.
func (w *builder) begin(t tag) int {
	if t == tagItem {
		w.b = binary.LittleEndian.AppendUint16(w.b, t.group())
		w.b = binary.LittleEndian.AppendUint16(w.b, uint16(t&0xFFFF))
		w.b = append(w.b, 0, 0, 0, 0)
	} else {
		w.header(t, "SQ", 0)
	}
	return len(w.b)
}

func (w *builder) end(start int) {
	binary.LittleEndian.PutUint32(w.b[start-4:], uint32(len(w.b)-start))
}

// code writes a sequence of one coded entry.
func (w *builder) code(t tag, scheme, value, meaning string) {
	s := w.begin(t)
	i := w.begin(tagItem)
	w.text(tagCodeValue, "SH", value)
	w.text(tagCodeScheme, "SH", scheme)
	if scheme == "SCPECG" {
		w.text(tagCodeVersion, "SH", "1.3")
	}
	w.text(tagCodeMeaning, "LO", meaning)
	w.end(i)
	w.end(s)
}
