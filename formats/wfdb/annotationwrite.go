package wfdb

import (
	"bufio"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/goecg/goecg/formats"
)

// AnnotationOptions says how annotations are written. The zero value states no resolution and defines no codes.
type AnnotationOptions struct {
	// Resolution is the number of ticks a second of Annotation.Sample, written into the file; 0 leaves it out, and times
	// are then frames of the record.
	Resolution float64 `json:"resolution,omitempty"`
	// Definitions are codes that the file redefines.
	Definitions []Definition `json:"definitions,omitempty"`
}

// maxAux is the longest text of an annotation in bytes.
const maxAux = 255

// WriteAnnotations writes list to w as an annotation file in the MIT form, in time order. A nil o means the defaults.
// The error is *formats.Error wrapping ErrUnsupported for a code above MaxCode or a text longer than 255 bytes, else w's.
func WriteAnnotations(w io.Writer, list []Annotation, o *AnnotationOptions) error {
	for i := range list {
		if list[i].Code > MaxCode || len(list[i].Aux) > maxAux {
			return formats.Errorf(formats.ErrUnsupported, formatName, "annotations", -1, "annotation %d: code %d, %d bytes of text", i, list[i].Code, len(list[i].Aux))
		}
	}
	if !slices.IsSortedFunc(list, byTime) {
		list = slices.Clone(list)
		slices.SortStableFunc(list, byTime)
	}
	e := &annotationWriter{w: bufio.NewWriter(w)}
	if o != nil {
		if err := e.preamble(o); err != nil {
			return err
		}
	}
	for i := range list {
		e.put(&list[i])
	}
	e.word(0, 0)
	return e.w.Flush()
}

type annotationWriter struct {
	w     *bufio.Writer // keeps the first error until Flush
	begun bool          // the first word is written; it must not look like an AHA file's
	time  int64
	ch    uint8
	num   int8
	b     [4]byte
}

func (e *annotationWriter) preamble(o *AnnotationOptions) error {
	note := func(s string) { e.put(&Annotation{Code: CodeNote, Aux: s}) }
	if o.Resolution > 0 {
		note(noteResolution + strconv.FormatFloat(o.Resolution, 'g', -1, 64))
	}
	if len(o.Definitions) > 0 {
		note(noteDefine)
	}
	for _, d := range o.Definitions {
		s := strconv.Itoa(int(d.Code)) + " " + d.Symbol
		if d.Description != "" {
			s += " " + d.Description
		}
		if d.Code > MaxCode || !validText(d.Symbol) || len(s) > maxAux {
			return formats.Errorf(formats.ErrUnsupported, formatName, "annotations", -1, "definition of code %d", d.Code)
		}
		note(s)
	}
	if len(o.Definitions) > 0 {
		note(noteDefineEnd)
	}
	if o.Resolution > 0 || len(o.Definitions) > 0 {
		e.put(&Annotation{}) // ends the notes about the file
	}
	return nil
}

func (e *annotationWriter) word(code byte, value uint16) {
	binary.LittleEndian.PutUint16(e.b[:], uint16(code)<<wordCodeShift|value&wordValueMask)
	e.w.Write(e.b[:2]) // Flush reports the error
}

// skip advances the running time by d, in as many words as it takes.
func (e *annotationWriter) skip(d int64) {
	for d != 0 {
		step := max(min(d, math.MaxInt32), math.MinInt32)
		e.skipOnce(step)
		d -= step
	}
}

// skipOnce writes one time increment, which fits 32 bits and may be 0.
func (e *annotationWriter) skipOnce(step int64) {
	e.word(wordSkip, 0)
	binary.LittleEndian.PutUint16(e.b[:], uint16(uint32(step)>>16))
	binary.LittleEndian.PutUint16(e.b[2:], uint16(step))
	e.w.Write(e.b[:])
}

func (e *annotationWriter) put(a *Annotation) {
	d := a.Sample - e.time
	inline := d >= 0 && d <= wordValueMask
	switch {
	case a.Code == CodeNone && (d == 0 || !inline):
		e.skip(d - 1) // a null annotation must not become the word 0, which ends the file
		d = 1
	case !inline:
		e.skip(d)
		d = 0
	case !e.begun && looksAHA(byte(d), a.Code<<2|byte(d>>8)):
		e.skipOnce(d)
		d = 0
	}
	e.begun = true
	e.time = a.Sample
	e.word(a.Code, uint16(d))
	if a.Subtype != 0 {
		e.word(wordSub, uint16(a.Subtype))
	}
	if a.Chan != e.ch {
		e.word(wordChan, uint16(a.Chan))
		e.ch = a.Chan
	}
	if a.Num != e.num {
		e.word(wordNum, uint16(a.Num))
		e.num = a.Num
	}
	if a.Aux != "" {
		e.word(wordAux, uint16(len(a.Aux)))
		e.w.WriteString(a.Aux)
		if len(a.Aux)%2 == 1 {
			e.w.WriteByte(0)
		}
	}
}
