package wfdb

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/goecg/goecg/ecg"
)

// annotationMarker turns a record's annotations into marks.
type annotationMarker struct {
	rec   *ecg.Record
	beats map[beatKey]bool
	list  []mark
}

type beatKey struct {
	sample int64
	lead   ecg.Lead
}

// mark is an annotation of a file with what decides its place among those of the same sample.
type mark struct {
	Annotation
	middle int64 // where the wave it belongs to lies
	step   int   // onset, peak, end
}

const (
	stepOnset = iota
	stepPeak
	stepEnd
)

func (w *annotationMarker) put(a *ecg.Annotation) {
	m := Annotation{Chan: w.signalOf(a.Lead)}
	if v := a.Value; a.Unit == "" && v >= math.MinInt8 && v <= math.MaxInt8 && v == math.Trunc(v) {
		m.Subtype = int8(v)
	}
	code, text, ok := codeFor(a)
	if !ok {
		return
	}
	m.Code, m.Aux = code, cutText(text)
	middle := a.Peak
	for _, s := range []int64{a.Onset, a.End} {
		if middle == ecg.NoSample {
			middle = s
		}
	}
	add := func(m Annotation, sample int64, step int) {
		if sample != ecg.NoSample {
			m.Sample = sample
			w.list = append(w.list, mark{m, middle, step})
		}
	}
	if a.Peak != ecg.NoSample && !(a.Kind == ecg.AnnotationWave && a.Wave == ecg.WaveQRS && w.beats[beatKey{a.Peak, a.Lead}]) {
		add(m, a.Peak, stepPeak)
	}
	limit := Annotation{Chan: m.Chan}
	if a.Peak == ecg.NoSample { // nothing else says which wave it is
		limit.Num = numberOf(a.Wave)
	}
	limit.Code = CodeWaveOn
	add(limit, a.Onset, stepOnset)
	limit.Code = CodeWaveOff
	add(limit, a.End, stepEnd)
}

// sorted returns the marks in order of time. At one sample the end of a wave comes before the onset of the next.
func (w *annotationMarker) sorted() []Annotation {
	slices.SortStableFunc(w.list, func(a, b mark) int {
		if c := byTime(a.Annotation, b.Annotation); c != 0 {
			return c
		}
		if a.middle != b.middle {
			if a.middle < b.middle {
				return -1
			}
			return 1
		}
		return a.step - b.step
	})
	out := make([]Annotation, len(w.list))
	for i := range w.list {
		out[i] = w.list[i].Annotation
	}
	return out
}

// signalOf returns the number of the first channel of a lead, 0 for all leads.
func (w *annotationMarker) signalOf(l ecg.Lead) uint8 {
	for i := range w.rec.Channels {
		if l != ecg.LeadUnknown && i <= math.MaxUint8 && w.rec.Channels[i].Lead == l {
			return uint8(i)
		}
	}
	return 0
}

// cutText cuts text that is too long for a file, between characters.
func cutText(s string) string {
	if len(s) <= maxAux {
		return s
	}
	n := maxAux
	for n > maxAux-utf8.UTFMax && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// codeFor returns the code and text of an annotation's mark, false when a file has no place for it.
func codeFor(a *ecg.Annotation) (code byte, text string, ok bool) {
	text = a.Text
	if a.System == SystemWFDB && a.Kind != ecg.AnnotationRhythm {
		if code, ok = CodeOf(a.Code); ok || a.Kind == ecg.AnnotationOther {
			return code, text, ok
		}
	}
	switch a.Kind {
	case ecg.AnnotationBeat:
		return beatCode(a), text, true
	case ecg.AnnotationSpike:
		return CodePaceSp, text, true
	case ecg.AnnotationNoise:
		return CodeNoise, text, true
	case ecg.AnnotationWave:
		return peakCode(a.Wave), text, true
	case ecg.AnnotationRhythm:
		code = CodeRhythm
		if a.System == SystemWFDB {
			if c, _ := CodeOf(a.Code); c == CodeVFOn || c == CodeVFOff {
				return c, text, true
			}
			return code, a.Code, true
		}
	default:
		code = CodeNote
	}
	if text == "" {
		text = a.Code
	}
	return code, text, true
}

func peakCode(w ecg.Wave) byte {
	switch w {
	case ecg.WaveP:
		return CodePWave
	case ecg.WaveT:
		return CodeTWave
	case ecg.WaveU:
		return CodeUWave
	case ecg.WaveQRS:
		return CodeNormal
	}
	return CodeNote
}

func numberOf(w ecg.Wave) int8 {
	if i := slices.Index(waveNumbers, w); i >= 0 {
		return int8(i)
	}
	return 0
}
