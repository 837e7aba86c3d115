package aecg

import (
	"bufio"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// writer writes elements, indented; the first error sticks in the bufio.Writer.
type writer struct {
	*bufio.Writer
	depth int
	buf   []byte
}

// attribute of an element; one with an empty value is left out.
type attribute struct{ name, value string }

const writeBuffer = 64 << 10

func newWriter(w io.Writer) *writer { return &writer{Writer: bufio.NewWriterSize(w, writeBuffer)} }

func (w *writer) tag(name string, end string, attrs []attribute) {
	w.WriteByte('\n')
	for range w.depth {
		w.WriteByte('\t')
	}
	w.WriteByte('<')
	w.WriteString(name)
	for _, a := range attrs {
		if a.value == "" && a.name != "extension" { // some readers crash on an id without one
			continue
		}
		w.WriteByte(' ')
		w.WriteString(a.name)
		w.WriteString(`="`)
		xml.EscapeText(w, []byte(a.value))
		w.WriteByte('"')
	}
	w.WriteString(end)
}

// open starts an element, leaf writes one without content.
func (w *writer) open(name string, attrs ...attribute) {
	w.tag(name, ">", attrs)
	w.depth++
}

func (w *writer) leaf(name string, attrs ...attribute) { w.tag(name, "/>", attrs) }

// openAll opens each element inside the one before, closeAll closes as many.
func (w *writer) openAll(names ...string) {
	for _, n := range names {
		w.open(n)
	}
}

func (w *writer) closeAll(names ...string) {
	for i := len(names) - 1; i >= 0; i-- {
		w.close(names[i])
	}
}

func (w *writer) close(name string) {
	w.depth--
	w.WriteByte('\n')
	for range w.depth {
		w.WriteByte('\t')
	}
	w.WriteString("</" + name + ">")
}

// text writes an element with text, nothing when the text is empty.
func (w *writer) text(name, text string, attrs ...attribute) {
	if text == "" {
		return
	}
	w.tag(name, ">", attrs)
	xml.EscapeText(w, []byte(text))
	w.WriteString("</" + name + ">")
}

// coded writes an element with a code. A code with white space, which the schema refuses, becomes its display name.
func (w *writer) coded(name, code, system, display string, more ...attribute) {
	if strings.ContainsAny(code, " \t\r\n") {
		if display == "" {
			display = code
		}
		code = ""
	}
	oid := ""
	for o, n := range systemNames {
		if n == system {
			oid = o
		}
	}
	attrs := append(more, attribute{"code", code}, attribute{"codeSystem", oid}, attribute{"codeSystemName", system},
		attribute{"displayName", display})
	w.leaf(name, attrs...)
}

// samples writes digits, missing ones as NaN.
func (w *writer) samples(raw []int32, missing int32) {
	w.tag("digits", ">", nil)
	w.buf = w.buf[:0]
	for i, v := range raw {
		if len(w.buf) > writeBuffer/2 {
			w.Write(w.buf)
			w.buf = w.buf[:0]
		}
		if i > 0 {
			w.buf = append(w.buf, ' ')
		}
		if v == missing {
			w.buf = append(w.buf, "NaN"...)
		} else {
			w.buf = strconv.AppendInt(w.buf, int64(v), 10)
		}
	}
	w.Write(w.buf)
	w.WriteString("</digits>")
}

func (w *writer) quantity(name string, v float64, unit string, more ...attribute) {
	unit = strings.Join(strings.Fields(unit), "") // the schema takes no blanks in it
	w.leaf(name, append(more, attribute{"value", decimalString(v)}, attribute{"unit", unit})...)
}

// decimalString is the shortest decimal that reads back as v.
func decimalString(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
