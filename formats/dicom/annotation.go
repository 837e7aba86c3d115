package dicom

import (
	"bytes"
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Bounds on annotations: a lawful one takes some hundred bytes, so this many never meet a sound file, and what they occupy
// stays a bounded multiple of the input.
const (
	minMarks     = 4096
	bytesPerMark = 64
)

// firstBeat is the annotation group number of the first beat in the files of several makers; lower numbers stand for the
// whole record and for the representative beat.
const firstBeat = 100

// annotation is a Waveform Annotation item as the file has it.
type annotation struct {
	off         int
	refs        []byte
	refsBig     bool
	kind        []byte // temporal range type
	positions   []byte
	positionBig bool
	times       []byte
	moments     []byte // dates and times of day
	group       int    // annotation group number, -1 when absent
	text        []byte
	concept     code
	value       code
	unit        code
	number      float64
	hasNumber   bool
}

// annotations reads the Waveform Annotation Sequence, which comes before the waveforms that it refers to and is therefore
// walked again. Faults in it cannot spoil the waveforms; they were reported by the first walk.
func (d *decoder) annotations(rec *ecg.Record) {
	s := &d.s
	s.depth, s.syn = 0, d.marksSyntax
	all := span{end: len(s.data)}
	q, err := s.open(&d.marks, &all)
	for n := 0; err == nil; n++ {
		var item span
		var ok bool
		if item, ok, err = s.item(&q); err != nil || !ok {
			break
		}
		if n == d.maxMarks {
			warn(rec, ecg.WarnSkipped, item.off, "more than %d annotations", d.maxMarks)
			break
		}
		a := &d.annotation
		if *a, err = s.annotation(&item); err == nil {
			d.interpret(rec, a)
		}
	}
	if d.beats || d.onlyOneBeat(rec) {
		for _, i := range d.early {
			d.moveToBeat(&rec.Annotations[i])
		}
	}
}

// onlyOneBeat reports whether the marks of low annotation groups are those of a single beat.
func (d *decoder) onlyOneBeat(rec *ecg.Record) bool {
	var seen [ecg.WaveU + 1]bool
	for _, i := range d.early {
		w := rec.Annotations[i].Wave
		if seen[w] {
			return false
		}
		seen[w] = true
	}
	return true
}

// annotation reads one item.
func (s *scanner) annotation(item *span) (a annotation, err error) {
	a.off, a.group = item.off, -1
	for {
		var e element
		ok, err := s.next(item, &e)
		if err != nil || !ok {
			return a, err
		}
		switch e.tag {
		case tagMeasureUnits, tagConceptName, tagConceptCode:
			if e.isSequence() {
				k, err := s.codeSequence(&e, item)
				if err != nil {
					return a, err
				}
				switch e.tag {
				case tagMeasureUnits:
					a.unit = k
				case tagConceptName:
					a.concept = k
				default:
					a.value = k
				}
				continue
			}
		case tagReferences:
			a.refs, a.refsBig = s.value(&e), e.syn.big
		case tagTemporalRange:
			a.kind = trim(s.value(&e))
		case tagSamplePositions:
			a.positions, a.positionBig = s.value(&e), e.syn.big
		case tagTimeOffsets:
			a.times = trim(s.value(&e))
		case tagMoments:
			a.moments = trim(s.value(&e))
		case tagAnnotationGroup:
			a.group = s.short(&e)
		case tagNumericValue:
			a.number = decimal(s.value(&e))
			a.hasNumber = !math.IsNaN(a.number)
		case tagText:
			a.text = trim(s.value(&e))
		}
		if err := s.done(&e, item); err != nil {
			return a, err
		}
	}
}

// target is what an annotation refers to.
type target struct {
	group *group // nil when the reference is void
	lead  ecg.Lead
	start int // of the channel on its axis
	place int // as ecg.Annotation.Group
}

// target resolves the first pair of channel references.
func (d *decoder) target(a *annotation) target {
	const pair = 4 // bytes
	if len(a.refs) < pair {
		return target{}
	}
	s := scanner{data: a.refs}
	i, ch := int(s.u16(0, a.refsBig))-1, int(s.u16(2, a.refsBig))-1
	if i < 0 || i >= len(d.groups) || d.groups[i].dropped {
		return target{}
	}
	g := &d.groups[i]
	t := target{group: g, place: g.place, start: g.start}
	if ch >= 0 && ch < g.defs && len(a.refs) < 2*pair {
		t.lead = d.defs[g.first+ch].lead()
	}
	return t
}

// interpret adds what an annotation says to the record: a measurement, a statement, or marks in the signal.
func (d *decoder) interpret(rec *ecg.Record, a *annotation) {
	t := d.target(a)
	at := d.positions(rec, a, &t)
	switch {
	case a.hasNumber && len(a.concept.value)+len(a.concept.meaning) > 0:
		d.measurement(rec, a, &t)
	case len(at) > 0 || len(a.positions)+len(a.times)+len(a.moments) > 0:
		d.marksOf(rec, a, &t, at)
	case len(a.text) > 0:
		for line := range strings.FieldsFuncSeq(d.text.string(a.text, true), isLineEnd) {
			if len(rec.Statements) >= d.maxMarks {
				warn(rec, ecg.WarnSkipped, a.off, "more than %d statements", d.maxMarks)
				return
			}
			if line = strings.TrimSpace(line); line != "" {
				rec.Statements = append(rec.Statements, ecg.Statement{Text: line})
			}
		}
	case len(a.value.value)+len(a.value.meaning) > 0:
		d.statement(rec, &a.value)
	case len(a.concept.value)+len(a.concept.meaning) > 0:
		d.statement(rec, &a.concept)
	}
}

func isLineEnd(r rune) bool { return r == '\r' || r == '\n' }

func (d *decoder) statement(rec *ecg.Record, k *code) {
	rec.Statements = append(rec.Statements, ecg.Statement{
		Text: d.text.string(k.meaning, true), Code: d.intern(k.value), System: d.intern(k.scheme),
	})
}

// positions returns the annotation's 0-based samples on the axis of its target.
func (d *decoder) positions(rec *ecg.Record, a *annotation, t *target) []int64 {
	const wide = 4 // bytes of a UL
	at := d.at[:0]
	limit := d.maxMarks
	s := scanner{data: a.positions}
	for p := 0; p+wide <= len(a.positions) && len(at) < limit; p += wide {
		if n := int64(s.u32(p, a.positionBig)); n > 0 {
			at = append(at, n-1+int64(t.start))
		}
	}
	if len(at) == 0 && t.group != nil {
		for rest := a.times; len(rest) > 0 && len(at) < limit; {
			v, tail, _ := bytes.Cut(rest, []byte{'\\'})
			rest = tail
			if n := math.Round(decimal(v) * t.group.rate); n >= 0 && n < math.MaxInt32 {
				at = append(at, int64(n)+int64(t.start))
			}
		}
	}
	if len(at) == 0 && t.group != nil && t.place == 0 && !rec.Start.IsZero() && !rec.Start.DateOnly {
		for rest := a.moments; len(rest) > 0 && len(at) < limit; {
			v, tail, _ := bytes.Cut(rest, []byte{'\\'})
			rest = tail
			m := dateTime(trim(v), d.zone())
			n := math.Round(m.Time.Sub(rec.Start.Time).Seconds() * t.group.rate)
			if !m.IsZero() && !m.DateOnly && m.Zoned == rec.Start.Zoned && n >= 0 && n < math.MaxInt32 {
				at = append(at, int64(n))
			}
		}
	}
	d.at = at
	return at
}

// marksOf adds the marks of an annotation with positions.
func (d *decoder) marksOf(rec *ecg.Record, a *annotation, t *target, at []int64) {
	if t.group == nil || len(at) == 0 {
		warn(rec, ecg.WarnSkipped, a.off, "an annotation refers to no sample")
		return
	}
	m, code := d.mark(a)
	ann := ecg.Annotation{
		Kind: m.kind, Wave: m.wave, Onset: ecg.NoSample, Peak: ecg.NoSample, End: ecg.NoSample, Lead: t.lead, Group: t.place,
		Code: code, Value: math.NaN(),
	}
	if code != "" {
		ann.System = d.intern(a.concept.scheme)
	}
	if len(a.text) > 0 {
		ann.Kind, ann.Text = ecg.AnnotationNote, d.text.string(a.text, true)
	} else if m.kind == ecg.AnnotationOther {
		ann.Text = d.text.string(a.concept.meaning, true)
		if len(a.value.meaning) > 0 {
			ann.Text = d.text.string(a.value.meaning, true)
		}
	}
	d.beats = d.beats || a.group >= firstBeat
	kind := string(a.kind)
	step := 1
	if (kind == "SEGMENT" || kind == "MULTISEGMENT") && len(at) > 1 {
		step = 2
	}
	for ; len(at) >= step && len(rec.Annotations) < d.maxMarks; at = at[step:] {
		one := ann
		switch {
		case step == 2:
			one.Onset, one.End = at[0], at[1]
		case m.part == onset || m.part == whole && kind == "BEGIN":
			one.Onset = at[0]
		case m.part == end || m.part == whole && kind == "END":
			one.End = at[0]
		default:
			one.Peak = at[0]
		}
		if !d.merge(rec, &one, a.group) {
			if a.group >= 0 && a.group < firstBeat && t.place == 0 && m.wave != ecg.WaveNone {
				d.early = append(d.early, len(rec.Annotations))
			}
			rec.Annotations = append(rec.Annotations, one)
		}
	}
	d.lastGroup = a.group
}

// moveToBeat refers marks of the representative beat to its group. Files number the marks of single beats from 100 on and
// give those of the representative beat a lower number, but name the rhythm as the group that both refer to; some mark the
// representative beat alone.
func (d *decoder) moveToBeat(a *ecg.Annotation) {
	for i := range d.groups {
		g := &d.groups[i]
		if !g.dropped && g.kind == ecg.GroupRepresentativeBeat && max(a.Onset, a.Peak, a.End) < int64(g.frames) {
			a.Group = g.place
			return
		}
	}
}

// merge adds a point to the mark of the same wave and beat that it belongs to: onset, peak and end come as items of their
// own.
func (d *decoder) merge(rec *ecg.Record, one *ecg.Annotation, group int) bool {
	const near = 6 // marks of one beat
	if one.Wave == ecg.WaveNone || group < 0 || group != d.lastGroup {
		return false
	}
	list := rec.Annotations
	for i := len(list) - 1; i >= 0 && i >= len(list)-near; i-- {
		m := &list[i]
		if m.Wave != one.Wave || m.Kind != one.Kind || m.Lead != one.Lead || m.Group != one.Group || m.System != one.System {
			continue
		}
		if one.Onset != ecg.NoSample && (m.Onset != ecg.NoSample || m.Peak != ecg.NoSample && one.Onset > m.Peak || m.End != ecg.NoSample && one.Onset > m.End) ||
			one.Peak != ecg.NoSample && (m.Peak != ecg.NoSample || one.Peak < m.Onset || m.End != ecg.NoSample && one.Peak > m.End) ||
			one.End != ecg.NoSample && (m.End != ecg.NoSample || one.End < m.Onset || one.End < m.Peak) {
			return false
		}
		if one.Onset != ecg.NoSample {
			m.Onset = one.Onset
		}
		if one.Peak != ecg.NoSample {
			m.Peak, m.Code = one.Peak, one.Code
		}
		if one.End != ecg.NoSample {
			m.End = one.End
		}
		return true
	}
	return false
}

// mark interprets the annotation's concept and returns its code as in the file.
func (d *decoder) mark(a *annotation) (mark, string) {
	k := &a.concept
	if bytes.EqualFold(k.scheme, schemeSCPECG) {
		if m, ok := scpMarks[string(k.value)]; ok {
			return m, m.code
		}
	}
	if n, ok := bytes.CutPrefix(k.value, []byte("10:")); ok {
		if v, ok := plain(n); ok {
			m, _ := mdcMark(int(v))
			return m, d.intern(k.value)
		}
	}
	return mark{}, d.intern(k.value)
}
