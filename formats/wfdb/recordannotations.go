package wfdb

import (
	"errors"
	"io/fs"
	"math"
	"path"
	"slices"
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/charset"
)

// SystemWFDB is the coding scheme of annotations read here: Code is the mnemonic of annot(5), of a rhythm its text.
const SystemWFDB = "WFDB"

// LoadAnnotations reads the annotation file of a record, for example name "100" (or "100.hea") and annotator "atr", and
// appends its marks to rec.Annotations, in samples at rec.Rate(). The header is read again to learn the frame rate in
// which the file counts; where it is absent, or says nothing, times count samples.
//
// What becomes of the marks:
//   - A beat is an AnnotationBeat with its mnemonic as Code. One between onset and end marks, as LUDB has them, has Wave
//     QRS, Onset and End too.
//   - Peaks of P (p, and x for one not conducted), T (t) and U (u), with the onset and end marks around them, are one
//     AnnotationWave. Onset or end marks without a peak are one too, of the wave that their number says by the convention
//     of ecgpuwave: 1 QRS, 2 T, 3 U; 0, which is what most programs write, says nothing.
//   - A rhythm change is an AnnotationRhythm with the text as Code, such as "(AFIB"; so are the begin and the end of
//     ventricular flutter, "[" and "]".
//   - A change of signal quality is an AnnotationNoise whose Value is the subtype: bits 0 to 3 say which of four signals
//     are noisy, 4 to 7 which are unreadable, -1 all. A pacing spike is an AnnotationSpike, a comment an AnnotationNote
//     with its Text; all else is AnnotationOther.
//
// Text is the mark's text, Value its subtype where that is not 0. Lead is the one whose name the annotator is if the
// record has it (LUDB has a file for each lead), else that of the mark's signal number where that is not 0; number 0 is
// what files without numbers have, and means all leads, as does a signal that is no known lead. Codes that the file itself defines keep their standard mnemonic,
// but are AnnotationOther. Numbers (num) other than those of waves without peak are not kept.
//
// The error is fsys's where the file is absent, and otherwise that of [ReadAnnotations]; the marks before the fault are
// then there. A file without end mark leaves a warning.
func LoadAnnotations(rec *ecg.Record, fsys fs.FS, name, annotator string) error {
	base := trimSuffixFold(name, ".hea")
	file := base + "." + annotator
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	var f AnnotationFile
	fault := DecodeAnnotations(&f, data, 0)
	var e *formats.Error
	if errors.As(fault, &e) {
		e.Section = path.Base(file)
	}
	rate := rec.Rate()
	ticks := f.Resolution
	if ticks == 0 {
		ticks = frameRate(fsys, base+".hea", rate)
	}
	if rate > 0 && ticks > 0 && ticks != rate {
		for i := range f.Annotations {
			a := &f.Annotations[i]
			if t := math.Round(float64(a.Sample) * (rate / ticks)); math.Abs(t) < 1<<62 {
				a.Sample = int64(t)
			}
		}
	}
	if f.NoEnd && fault == nil {
		rec.Warn(ecg.WarnTruncated, int64(len(data)), "%s has no end mark", path.Base(file))
	}
	l := annotationLoader{rec: rec, cs: charset.New(""), redefined: map[byte]bool{}, open: map[uint8]*openWave{}}
	if lead := ecg.ParseLead(annotator); rec.Lead(lead) != nil {
		l.lead = lead
	}
	for _, d := range f.Definitions {
		l.redefined[d.Code] = d.Symbol != Symbol(d.Code)
	}
	rec.Annotations = slices.Grow(rec.Annotations, len(f.Annotations))
	for i := range f.Annotations {
		l.add(&f.Annotations[i])
	}
	return fault
}

// frameRate returns the frame rate that a header states, or other.
func frameRate(fsys fs.FS, header string, other float64) float64 {
	data, err := fs.ReadFile(fsys, header)
	if err != nil {
		return other
	}
	h, err := ParseHeader(data, path.Base(header), nil)
	if err != nil || !h.RateGiven && h.Segments != nil {
		return other
	}
	return h.Rate
}

// annotationLoader turns marks into the record's annotations.
type annotationLoader struct {
	rec       *ecg.Record
	cs        *charset.Decoder
	lead      ecg.Lead
	redefined map[byte]bool
	open      map[uint8]*openWave // by signal number
}

// openWave is what onset and end marks may still join. Both are indexes into the record's annotations, -1 none.
type openWave struct {
	onset int // an onset mark without peak
	peak  int // a peak without end mark
}

func (l *annotationLoader) add(a *Annotation) {
	out := ecg.Annotation{
		Onset: ecg.NoSample, Peak: a.Sample, End: ecg.NoSample, Lead: l.leadOf(a.Chan), Code: Symbol(a.Code), System: SystemWFDB,
		Value: math.NaN(),
	}
	out.Text, _ = l.cs.Text([]byte(a.Aux))
	if a.Subtype != 0 || a.Code == CodeNoise {
		out.Value = float64(a.Subtype)
	}
	if a.Code > MaxCode {
		out.Code = "[" + strconv.Itoa(int(a.Code)) + "]"
	}
	w := l.open[a.Chan]
	if w == nil {
		w = &openWave{onset: -1, peak: -1}
		l.open[a.Chan] = w
	}
	at := len(l.rec.Annotations)
	switch kind, wave := kindOf(a.Code); {
	case l.redefined[a.Code]:
	case a.Code == CodeWaveOn:
		out.Kind, out.Wave = ecg.AnnotationWave, waveOf(a.Num)
		out.Onset, out.Peak = a.Sample, ecg.NoSample
		w.onset, w.peak = at, -1
	case a.Code == CodeWaveOff:
		l.end(a, w, out)
		return
	case wave != ecg.WaveNone:
		out.Kind = kind
		if kind == ecg.AnnotationWave {
			out.Wave = wave
		}
		if w.onset >= 0 {
			on := l.rec.Annotations[w.onset].Onset
			if w.onset == at-1 { // the usual case: the onset mark is the one before
				l.rec.Annotations = l.rec.Annotations[:w.onset]
			} else {
				l.remove(w.onset)
			}
			at = len(l.rec.Annotations)
			out.Onset, out.Wave = on, wave
		}
		w.onset, w.peak = -1, at
	default:
		out.Kind = kind
		if a.Code == CodeRhythm { // the text says which
			out.Code, out.Text = out.Text, ""
		}
	}
	l.rec.Annotations = append(l.rec.Annotations, out)
}

// remove takes out an onset mark that its peak has joined though other marks lie between.
func (l *annotationLoader) remove(i int) {
	list := l.rec.Annotations
	copy(list[i:], list[i+1:])
	l.rec.Annotations = list[:len(list)-1]
	for _, w := range l.open {
		if w.onset > i {
			w.onset--
		}
		if w.peak > i {
			w.peak--
		}
	}
}

// end adds an end mark to the peak or onset that waits for one.
func (l *annotationLoader) end(a *Annotation, w *openWave, out ecg.Annotation) {
	switch {
	case w.peak >= 0:
		p := &l.rec.Annotations[w.peak]
		p.End = a.Sample
		if p.Kind == ecg.AnnotationBeat {
			p.Wave = ecg.WaveQRS
		}
	case w.onset >= 0:
		l.rec.Annotations[w.onset].End = a.Sample
	default:
		out.Kind, out.Wave = ecg.AnnotationWave, waveOf(a.Num)
		out.Peak, out.End = ecg.NoSample, a.Sample
		l.rec.Annotations = append(l.rec.Annotations, out)
	}
	w.onset, w.peak = -1, -1
}

func (l *annotationLoader) leadOf(signal uint8) ecg.Lead {
	if l.lead != ecg.LeadUnknown || signal == 0 || int(signal) >= len(l.rec.Channels) {
		return l.lead
	}
	return l.rec.Channels[signal].Lead
}

// kindOf returns what a code is, and for the peak of a wave, beats included, which.
func kindOf(code byte) (ecg.AnnotationKind, ecg.Wave) {
	switch code {
	case CodePWave, codeNAPC:
		return ecg.AnnotationWave, ecg.WaveP
	case CodeTWave:
		return ecg.AnnotationWave, ecg.WaveT
	case CodeUWave:
		return ecg.AnnotationWave, ecg.WaveU
	case CodeRhythm, CodeVFOn, CodeVFOff:
		return ecg.AnnotationRhythm, ecg.WaveNone
	case CodeNoise:
		return ecg.AnnotationNoise, ecg.WaveNone
	case CodePaceSp:
		return ecg.AnnotationSpike, ecg.WaveNone
	case CodeNote:
		return ecg.AnnotationNote, ecg.WaveNone
	}
	if IsBeat(code) {
		return ecg.AnnotationBeat, ecg.WaveQRS
	}
	return ecg.AnnotationOther, ecg.WaveNone
}

// codeNAPC is a P wave that was not conducted, x.
const codeNAPC = 37

// Numbers of onset and end marks by the convention of ecgpuwave; 0 is the P wave there, and elsewhere any.
var waveNumbers = []ecg.Wave{ecg.WaveNone, ecg.WaveQRS, ecg.WaveT, ecg.WaveU}

func waveOf(num int8) ecg.Wave {
	if num < 0 || int(num) >= len(waveNumbers) {
		return ecg.WaveNone
	}
	return waveNumbers[num]
}

// AnnotationsOf turns the annotations of a record's rhythm into marks for [WriteAnnotations], in samples at rec.Rate():
// give that as AnnotationOptions.Resolution where it is not the frame rate. Marks that came from [LoadAnnotations] come
// back the same when they are loaded again, but for the order of those at one sample. A lead that is the record's first
// channel's has signal number 0, and so counts as all leads unless the annotator names it. Waves of one lead that overlap
// cannot be told apart in a file.
//
// Annotations of other coding schemes are written by their kind: a beat as CodeUnknown, a rhythm, a note and all else
// with Text, or else Code, as text. A QRS wave on a beat's sample gives that beat onset and end. Those of Groups,
// without a time, and with a WFDB code that no file can hold are left out; text beyond 255 bytes is cut.
func AnnotationsOf(rec *ecg.Record) []Annotation {
	w := annotationMarker{rec: rec, beats: map[beatKey]bool{}}
	for i := range rec.Annotations {
		if a := &rec.Annotations[i]; a.Kind == ecg.AnnotationBeat && a.Group == 0 {
			w.beats[beatKey{a.Peak, a.Lead}] = true
		}
	}
	for i := range rec.Annotations {
		if a := &rec.Annotations[i]; a.Group == 0 {
			w.put(a)
		}
	}
	return w.sorted()
}
