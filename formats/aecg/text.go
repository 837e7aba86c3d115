package aecg

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/charset"
	"github.com/goecg/goecg/internal/xmlscan"
)

// section names where the decoder is, without patient data: "series 1", "series 2 (derived) / MDC_ECG_LEAD_II".
func (d *decoder) section() string {
	if d.current < 0 {
		return ""
	}
	s := "series " + strconv.Itoa(d.current+1)
	if d.series[d.current].derived {
		s += " (derived)"
	}
	if d.lead != "" {
		s += " / " + d.lead
	}
	return s
}

// maxCode is the longest code that is shown in errors and interned.
const maxCode = 64

// isCode reports whether b looks like a code of a coding scheme rather than text about a person.
func isCode(b []byte) bool {
	if len(b) == 0 || len(b) > maxCode {
		return false
	}
	for _, c := range b {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == '-', c == '.', c == ':':
		default:
			return false
		}
	}
	return true
}

// intern returns raw as a string, the same one each time where it is a code.
func (d *decoder) intern(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if s, ok := knownStrings[string(raw)]; ok {
		return s
	}
	if !isCode(raw) {
		return d.str(raw)
	}
	if s, ok := d.interns[string(raw)]; ok {
		return s
	}
	if d.interns == nil {
		d.interns = make(map[string]string)
	}
	s := string(raw)
	d.interns[s] = s
	return s
}

// code returns an attribute of the current tag that holds a code.
func (d *decoder) code(attr string) string { return d.intern(d.sc.Attr(attr)) }

// attr returns an attribute of the current tag as text.
func (d *decoder) attr(name string) string { return d.str(d.sc.Attr(name)) }

// str converts an attribute's value.
func (d *decoder) str(raw []byte) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return ""
	}
	d.buf = d.appendText(d.buf[:0], raw, false)
	return strings.TrimSpace(string(d.buf))
}

// appendText appends raw as UTF-8 without references.
func (d *decoder) appendText(dst, raw []byte, cdata bool) []byte {
	if !charset.IsASCII(raw) {
		raw = []byte(d.convert(raw))
	}
	if cdata {
		return append(dst, raw...)
	}
	dst, ok := xmlscan.Unescape(dst, raw)
	if !ok && !d.badEntity {
		d.badEntity = true
		d.warn(ecg.WarnNonstandard, "unknown entity left as it is")
	}
	return dst
}

func (d *decoder) convert(raw []byte) string {
	if !d.looked {
		d.looked = true
		d.text = *charset.New(d.opts.Charset)
		// A declaration of UTF or UCS is no help with bytes that are not: writers declare UTF-16 and then write 8 bits.
		if name := string(d.src.Declared); name != "" && !strings.HasPrefix(strings.ToLower(name), "u") {
			d.text.Declared, _ = charset.Lookup(name)
		}
	}
	s, ok := d.text.Text(raw)
	if !ok && !d.badCharset {
		d.badCharset = true
		d.warn(ecg.WarnCharset, "text is not valid in any expected character set")
	}
	return s
}

// innerText returns all text inside the current element, whose end it passes; "" when the input ends in it. Texts of
// separate child elements are kept apart by a blank.
func (d *decoder) innerText() string {
	if !d.collect() {
		return ""
	}
	return strings.TrimSpace(string(d.buf))
}

// collect gathers the text of the current element in d.buf and passes its end; false when the input ends in it.
func (d *decoder) collect() bool {
	depth := d.sc.Depth()
	d.buf = d.buf[:0]
	for {
		switch d.sc.Next() {
		case xmlscan.Text:
			d.buf = d.appendText(d.buf, d.sc.Text(), d.sc.CDATA())
		case xmlscan.Start:
			d.buf = append(d.buf, ' ')
		case xmlscan.End:
			if d.sc.Depth() < depth {
				return true
			}
		case xmlscan.EOF:
			return false
		}
	}
}

// identifier returns an II element as the name of a document: its extension, unique under its root, else the root itself.
func (d *decoder) identifier() string {
	if ext := d.attr("extension"); ext != "" {
		return ext
	}
	return d.attr("root")
}

func (d *decoder) comment(s string) {
	if s != "" {
		d.rec.Comments = append(d.rec.Comments, s)
	}
}
