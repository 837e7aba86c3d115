package wfdb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/formats"
)

// Annotation is one mark of an annotation file.
type Annotation struct {
	Sample  int64 // 0-based, in samples of the record's frame rate (or ticks, see [DecodeAnnotations])
	Code    byte  // one of the Code constants, 0 to 63 when read
	Subtype int8
	Chan    uint8
	Num     int8
	Aux     string // without the NUL bytes some writers put at its end
}

// AnnotationFile is all that an annotation file holds.
type AnnotationFile struct {
	Annotations []Annotation // in time order
	Resolution  float64      // ticks a second that the file states, 0 when it does not
	Definitions []Definition // codes redefined by the file
	AHA         bool         // the file is in the AHA form
	NoEnd       bool         // the mark of the end is missing, so the file may have been cut
}

// Definition gives a code another meaning within one annotation file.
type Definition struct {
	Code        byte
	Symbol      string
	Description string
}

// Words of the MIT form: the upper six bits are a code, the lower ten a value.
const (
	wordCodeShift = 10
	wordValueMask = 1<<wordCodeShift - 1
	wordSkip      = 59 // a 32-bit time increment follows
	wordNum       = 60
	wordSub       = 61
	wordChan      = 62
	wordAux       = 63 // text follows
)

// Text of the notes at time 0 that describe the file itself.
const (
	noteResolution = "## time resolution: "
	noteDefine     = "## annotation type definitions"
	noteDefineEnd  = "## end of definitions"
)

// ReadAnnotations reads an annotation file in the MIT or AHA form. rate is the frame rate of the record in Hz, to which
// times are converted where the file states another resolution; 0 leaves them as they are. The result is in time order.
// A file cut within an annotation gives those before it and an error wrapping formats.ErrTruncated.
func ReadAnnotations(data []byte, rate float64) ([]Annotation, error) {
	var f AnnotationFile
	err := DecodeAnnotations(&f, data, rate)
	return f.Annotations, err
}

// OpenAnnotations reads the annotation file name of fsys, for example "100.atr", as [ReadAnnotations] does.
func OpenAnnotations(fsys fs.FS, name string, rate float64) ([]Annotation, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	list, err := ReadAnnotations(data, rate)
	var e *formats.Error
	if errors.As(err, &e) {
		e.Section = path.Base(name)
	}
	return list, err
}

// DecodeAnnotations is [ReadAnnotations] into f, whose memory is reused, with the file's own definitions.
func DecodeAnnotations(f *AnnotationFile, data []byte, rate float64) error {
	*f = AnnotationFile{Annotations: f.Annotations[:0]}
	var err error
	if isAHA(data) {
		err = decodeAHA(f, data)
	} else {
		err = decodeMIT(f, data)
	}
	if f.Resolution > 0 && rate > 0 {
		scale := rate / f.Resolution
		for i := range f.Annotations {
			a := &f.Annotations[i]
			// Beyond 2^53 a float64 is not exact; no recording comes near.
			if t := math.Round(float64(a.Sample) * scale); math.Abs(t) < 1<<62 {
				a.Sample = int64(t)
			}
		}
	}
	if !slices.IsSortedFunc(f.Annotations, byTime) {
		slices.SortStableFunc(f.Annotations, byTime)
	}
	return err
}

func byTime(a, b Annotation) int {
	switch {
	case a.Sample < b.Sample:
		return -1
	case a.Sample > b.Sample:
		return 1
	}
	return 0
}

func annError(at int, detail string) error {
	return formats.Errorf(formats.ErrTruncated, formatName, "annotations", int64(at), "%s", detail)
}

// minAnnotation is the size of the smallest annotation in bytes.
const minAnnotation = 2

func decodeMIT(f *AnnotationFile, data []byte) error {
	if cap(f.Annotations) == 0 {
		f.Annotations = make([]Annotation, 0, len(data)/minAnnotation)
	}
	var time int64
	var ch uint8
	var num int8
	preamble := preambleReader{f: f, open: true}
	at := 0
	for {
		switch len(data) - at {
		case 0:
			f.NoEnd = true
			return nil
		case 1:
			return annError(at, "half a word at the end")
		}
		w := binary.LittleEndian.Uint16(data[at:])
		at += 2
		if w == 0 {
			return nil
		}
		code, value := byte(w>>wordCodeShift), int64(w&wordValueMask)
		if code == wordSkip {
			if len(data)-at < 4 {
				return annError(at, "time increment cut")
			}
			high := int32(binary.LittleEndian.Uint16(data[at:])) << 16
			time = addTime(time, int64(high|int32(binary.LittleEndian.Uint16(data[at+2:]))))
			at += 4
			continue
		}
		if code > wordSkip { // a modifier with nothing to modify
			return formats.Errorf(formats.ErrCorrupt, formatName, "annotations", int64(at-2), "modifier %d before any annotation", code)
		}
		time = addTime(time, value)
		a := Annotation{Sample: time, Code: code, Chan: ch, Num: num}
		n, err := modifiers(&a, data, at)
		if err != nil {
			return err
		}
		at = n
		ch, num = a.Chan, a.Num
		if !preamble.take(&a) {
			f.Annotations = append(f.Annotations, a)
		}
	}
}

// addTime adds without overflow; files cannot be long enough to reach it honestly.
func addTime(t, d int64) int64 {
	if s := t + d; (s > t) == (d > 0) {
		return s
	}
	return t
}

// modifiers reads the words that follow an annotation and belong to it, and returns the position after them.
func modifiers(a *Annotation, data []byte, at int) (int, error) {
	for len(data)-at >= 2 {
		w := binary.LittleEndian.Uint16(data[at:])
		code, value := w>>wordCodeShift, w&wordValueMask
		switch code {
		case wordNum:
			a.Num = int8(value)
		case wordSub:
			a.Subtype = int8(value)
		case wordChan:
			a.Chan = uint8(value)
		case wordAux:
			n := int(value & 0xFF)
			if len(data)-at-2 < n {
				return at, annError(at, "text cut")
			}
			a.Aux = strings.TrimRight(string(data[at+2:at+2+n]), "\x00")
			at += n + n&1
			if at > len(data)-2 { // the pad byte at the very end may be missing
				at = len(data) - 2
			}
		default:
			return at, nil
		}
		at += 2
	}
	return at, nil
}

// preambleReader consumes the notes at time 0 that describe the file.
type preambleReader struct {
	f    *AnnotationFile
	open bool
	any  bool // a note was taken; a null annotation may end them
}

func (p *preambleReader) take(a *Annotation) bool {
	if !p.open {
		return false
	}
	if a.Sample != 0 || a.Subtype != 0 || a.Code != CodeNote {
		p.open = false
		return a.Code == CodeNone && a.Sample == 0 && p.any
	}
	if strings.HasPrefix(a.Aux, "#") {
		if s, ok := strings.CutPrefix(a.Aux, noteResolution); ok {
			if v, err := strconv.ParseFloat(strings.TrimSpace(s), 64); err == nil && v > 0 && v <= maxRate {
				p.f.Resolution = v
			}
		}
		p.any = true
		return true
	}
	f := strings.Fields(a.Aux)
	if len(f) < 2 {
		return false
	}
	code, err := strconv.ParseUint(f[0], 10, 8)
	if err != nil || code > MaxCode {
		return false
	}
	p.any = true
	p.f.Definitions = append(p.f.Definitions, Definition{Code: byte(code), Symbol: f[1], Description: strings.Join(f[2:], " ")})
	return true
}

// String gives time, symbol and the fields that are set, for people and test failures.
func (a Annotation) String() string {
	return fmt.Sprintf("%d %s sub %d chan %d num %d %q", a.Sample, Symbol(a.Code), a.Subtype, a.Chan, a.Num, a.Aux)
}
