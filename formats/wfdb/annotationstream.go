package wfdb

import (
	"bufio"
	"io"

	"github.com/goecg/goecg/formats"
)

// AnnotationWriter writes an annotation file in the MIT form one annotation after another, for lists that are not in memory.
// What it writes is what [WriteAnnotations] writes of the whole list.
type AnnotationWriter struct {
	e      annotationWriter
	count  int
	closed bool
}

// NewAnnotationWriter begins a file on w. A nil o means the defaults. The error is that of WriteAnnotations for the options.
func NewAnnotationWriter(w io.Writer, o *AnnotationOptions) (*AnnotationWriter, error) {
	a := &AnnotationWriter{e: annotationWriter{w: bufio.NewWriter(w)}}
	if o != nil {
		if err := a.e.preamble(o); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// Write appends an annotation, whose time is not before the last one's. The error is *formats.Error wrapping ErrUnsupported for
// one that is, for a code above MaxCode and for a text longer than 255 bytes; nothing is written then. Errors of the file
// itself come at the latest from Close.
func (w *AnnotationWriter) Write(a *Annotation) error {
	switch {
	case w.closed:
		return formats.Errorf(formats.ErrUnsupported, formatName, "annotations", -1, "annotation %d: the file is closed", w.count)
	case a.Code > MaxCode || len(a.Aux) > maxAux:
		return formats.Errorf(formats.ErrUnsupported, formatName, "annotations", -1, "annotation %d: code %d, %d bytes of text", w.count, a.Code, len(a.Aux))
	case w.count > 0 && a.Sample < w.e.time:
		return formats.Errorf(formats.ErrUnsupported, formatName, "annotations", -1, "annotation %d: not in time order", w.count)
	}
	w.e.put(a)
	w.count++
	_, err := w.e.w.Write(nil) // the first error of the file, if there was one
	return err
}

// Close ends the annotations; it does not close the file below. The error is the first one of writing.
func (w *AnnotationWriter) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	w.e.word(0, 0)
	return w.e.w.Flush()
}
