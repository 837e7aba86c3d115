package dicom

import (
	"bytes"
	"encoding/binary"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Codes of PS3.16 CID 7050 that say what was done.
var (
	methodBasic = [2]string{"113100", "Basic Application Confidentiality Profile"}
	methodDates = [2]string{"113107", "Retain Longitudinal Temporal Information Modified Dates Option"}
	methodTrait = [2]string{"113108", "Retain Patient Characteristics Option"}
)

// deidentifier writes a data set anew, element by element, in the encoding of its input.
type deidentifier struct {
	d     *decoder
	m     *formats.Mask
	o     formats.AnonymizeOptions
	keyed bool
	out   []byte
	added []addition // elements to insert, in tag order
	texts []formats.Span
	kept  []formats.Copy

	instance string // the new SOP Instance UID
	lostText bool   // of the annotation being written
	concept  bool   // the annotation being written has a coded concept
}

// addition is an element that the output has whether the input had it or not.
type addition struct {
	tag   tag
	vr    string
	value string
	codes [][2]string // instead of value: code values of scheme DCM with their meanings
}

// anonymize follows the Basic Application Level Confidentiality Profile of PS3.15 annex E and goes further: what is not in
// fileRules is removed. Sequences are written with defined lengths. Samples and the encoding of the data set stay; a deflated
// one is written inflated, as explicit little endian. The preamble is cleared and group 0002 written anew.
func anonymize(data []byte, m *formats.Mask) (*formats.Anonymized, error) {
	o := m.Options()
	rec := new(ecg.Record)
	d := &decoder{labels: map[string]string{}, config: true}
	if err := d.openFile(rec, data); err != nil {
		return nil, err
	}
	start, syn := d.s.pos, d.s.syn
	if syn.big && !syn.explicit {
		return nil, formats.Errorf(formats.ErrUnsupported, formatName, "", int64(start), "de-identifying implicit big endian")
	}
	const passes = 2
	d.text.budget = passes * (minText + len(d.s.data))
	_ = d.walk(rec) // what is wrong was reported when the input was decoded
	d.text.open(d.fields[fieldCharset], &formats.Options{Charset: o.Charset})
	d.header(rec)

	x := &deidentifier{d: d, m: m, o: o, keyed: len(o.Key) > 0, added: additions(rec, m)}
	d.s.pos, d.s.syn, d.s.depth = start, syn, 0
	x.dataSet()

	var file builder
	file.b = append(make([]byte, preamble, preamble+len(x.out)+1<<10), magic...)
	meta := metaFor(d, syn, x.instance)
	file.header(tagMetaLength, "UL", 4)
	file.b = binary.LittleEndian.AppendUint32(file.b, uint32(len(meta)))
	file.b = append(file.b, meta...)
	base := len(file.b)
	file.b = append(file.b, x.out...)
	for i := range x.texts {
		x.texts[i].Start += base
		x.texts[i].End += base
	}
	for i := range x.kept {
		x.kept[i].Out += base
	}
	return &formats.Anonymized{Data: file.b, Samples: x.kept, Texts: x.texts}, nil
}

func metaFor(d *decoder, syn syntax, instance string) []byte {
	uid := uidExplicit
	switch {
	case syn.big:
		uid = uidBigEndian
	case !syn.explicit:
		uid = uidImplicit
	}
	var w builder
	w.put(tagMetaVersion, "OB", "\x00\x01")
	w.put(tagMetaClass, "UI", string(trim(d.fields[fieldSOPClass])))
	w.put(tagMetaInstance, "UI", instance)
	w.put(tagTransferSyntax, "UI", uid)
	w.put(tagImplementation, "UI", implementationUID)
	w.put(tagImplementerName, "SH", implementationName)
	return w.b
}

// additions are the age and what says that the file was de-identified and how (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1).
func additions(rec *ecg.Record, m *formats.Mask) []addition {
	o := m.Options()
	methods := [][2]string{methodBasic}
	dates := "REMOVED"
	if len(o.Key) > 0 {
		methods, dates = append(methods, methodDates), "MODIFIED"
	}
	if !o.DropAgeSex || o.KeepCharacteristics {
		methods = append(methods, methodTrait)
	}
	list := []addition{
		{tag: tagIdentityRemoved, vr: "CS", value: "YES"},
		{tag: tagMethod, vr: "LO", value: "goecg: DICOM PS3.15 Basic Profile, attributes by whitelist"},
		{tag: tagMethodCodes, vr: "SQ", codes: methods},
		{tag: tagLongitudinal, vr: "CS", value: dates},
	}
	if a := m.AgeAt(rec); a.Valid {
		list = append([]addition{{tag: tagAge, vr: "AS", value: ageString(a.Years)}}, list...)
		if rec.Patient.Age.Valid && a != rec.Patient.Age {
			m.Note(tagAge.String(), removedNames[tagAge])
		}
	} else if rec.Patient.Age.Valid {
		m.Note(tagAge.String(), removedNames[tagAge])
	}
	return list
}

// dataSet walks over the data set and writes what may stay. It ends at the first fault: the check of the result shows
// whether anything was lost by that.
func (x *deidentifier) dataSet() {
	s := &x.d.s
	all := span{end: len(s.data)}
	for {
		if s.pos+4 <= all.end && s.u32(s.pos, false) == 0 {
			break
		}
		var e element
		ok, err := s.next(&all, &e)
		if err != nil || !ok {
			break
		}
		x.insert(e.tag)
		if err := x.element(&e, &all, fileRules); err != nil {
			break
		}
	}
	const last tag = 0xFFFFFFFF
	x.insert(last)
}

// insert writes the additions that come before tag t.
func (x *deidentifier) insert(t tag) {
	for len(x.added) > 0 && x.added[0].tag < t {
		a := x.added[0]
		x.added = x.added[1:]
		syn := x.d.s.syn
		if a.codes == nil {
			x.put(syn, a.tag, vrOf(a.vr), []byte(a.value))
			continue
		}
		s := x.begin(syn, a.tag, vrSQ)
		for _, c := range a.codes {
			i := x.begin(syn, tagItem, 0)
			x.put(syn, tagCodeValue, vrOf("SH"), []byte(c[0]))
			x.put(syn, tagCodeScheme, vrOf("SH"), []byte("DCM"))
			x.put(syn, tagCodeMeaning, vrOf("LO"), []byte(c[1]))
			x.end(syn, i)
		}
		x.end(syn, s)
	}
}

// own reports whether the tag is one that the output has anyway.
func (x *deidentifier) own(t tag) bool {
	switch t {
	case tagAge, tagIdentityRemoved, tagMethod, tagMethodCodes, tagLongitudinal:
		return true
	}
	return false
}

// element writes one element by its rule and moves past it.
func (x *deidentifier) element(e *element, c *span, rules map[tag]rule) error {
	s := &x.d.s
	r := rules[e.tag]
	if r.action == doSequence && e.isSequence() {
		return x.sequence(e, c, r.items)
	}
	if e.length == undefined || r.action == doSequence {
		x.note(e.tag)
		if r.action == doEmpty {
			x.put(s.syn, e.tag, e.vr, nil)
		}
		return s.done(e, c)
	}
	x.value(e, r.action)
	return s.done(e, c)
}

// value writes an element that is no sequence.
func (x *deidentifier) value(e *element, a action) {
	s := &x.d.s
	v := s.value(e)
	out := func(b []byte) {
		x.put(s.syn, e.tag, e.vr, b)
		if len(b) > 0 || len(trim(v)) == 0 {
			return
		}
		x.note(e.tag)
	}
	switch a {
	case doKeep:
		from := len(x.out)
		x.put(s.syn, e.tag, e.vr, v)
		if e.tag == tagData {
			k := formats.Copy{In: e.start, Out: len(x.out) - len(v), Len: len(v)}
			if k.Out < from || x.d.inflated || len(v)%2 != 0 {
				k.In, k.Out, k.Len = -1, from, len(x.out)-from
			}
			x.kept = append(x.kept, k)
		}
	case doKeepText, doStatement:
		if a == doStatement && !x.o.KeepStatements || x.m.Identifies(x.d.text.string(v, true)) {
			x.lostText = x.lostText || e.tag == tagText
			x.note(e.tag)
			if e.tag == tagManufacturer || e.tag == tagCodeMeaning { // types 2 and 1
				out(nil)
			}
			return
		}
		out(v)
		x.texts = append(x.texts, formats.Span{Start: len(x.out) - len(v), End: len(x.out)})
	case doEmpty:
		out(nil)
	case doDate, doDateTime:
		out(x.moved(v, a == doDateTime))
		x.noteIf(v, e.tag, "date")
	case doDateKeyed:
		x.noteIf(v, e.tag, "date")
		if x.keyed {
			out(x.moved(v, false))
		}
	case doTimeKeyed:
		if x.keyed {
			out(v)
		} else {
			x.note(e.tag)
		}
	case doUID:
		out(x.uids(v))
		x.noteIf(v, e.tag, "UID")
		if e.tag == tagSOPInstance {
			x.instance = string(trim(x.uids(v)))
		}
	case doSubject:
		const longest = 64 // characters of an LO
		b := []byte(x.m.Subject(longest))
		if len(b) > 0 {
			x.noteIf(v, e.tag, removedNames[e.tag])
		}
		out(b)
	case doSex:
		if x.o.DropAgeSex {
			out(nil)
			return
		}
		out(v)
	case doTrait:
		if x.o.KeepCharacteristics {
			out(v)
			return
		}
		x.note(e.tag)
	default:
		if !x.own(e.tag) && len(trim(v)) > 0 {
			x.note(e.tag)
		}
	}
}

// sequence writes the items of a sequence.
func (x *deidentifier) sequence(e *element, c *span, rules map[tag]rule) error {
	s := &x.d.s
	outer, from := s.syn, len(x.out)
	length := x.begin(outer, e.tag, e.vr)
	q, err := s.open(e, c)
	if err != nil {
		x.out = x.out[:from]
		return err
	}
	err = x.items(&q, e.tag, rules)
	x.end(outer, length)
	return err
}

func (x *deidentifier) items(q *sequence, of tag, rules map[tag]rule) error {
	s := &x.d.s
	for {
		item, ok, err := s.item(q)
		if err != nil || !ok {
			return err
		}
		from, texts := len(x.out), len(x.texts)
		if of == tagAnnotations {
			x.lostText, x.concept = false, false
		}
		inner := s.syn
		length := x.begin(inner, tagItem, 0)
		var e element
		for {
			if ok, err = s.next(&item, &e); err != nil || !ok {
				break
			}
			x.concept = x.concept || e.tag == tagConceptName || e.tag == tagConceptCode
			if err = x.element(&e, &item, rules); err != nil {
				break
			}
		}
		x.end(inner, length)
		if of == tagAnnotations && x.lostText && !x.concept { // nothing is left that it says
			x.out, x.texts = x.out[:from], x.texts[:texts]
		}
		if err != nil {
			return err
		}
	}
}

func (x *deidentifier) note(t tag) {
	what := removedNames[t]
	switch {
	case t.group()%2 != 0:
		x.m.Note("private groups", "private attribute")
		return
	case what == "":
		what = "other attribute"
	}
	x.m.Note(t.String(), what)
}

func (x *deidentifier) noteIf(v []byte, t tag, what string) {
	if len(trim(v)) > 0 {
		x.m.Note(t.String(), what)
	}
}

// wellKnown starts the UIDs that DICOM itself defines.
const wellKnown = "1.2.840.10008."

// uids replaces the values of a UI element.
func (x *deidentifier) uids(v []byte) []byte {
	parts := bytes.Split(trim(v), []byte{'\\'})
	for i, p := range parts {
		if p = trim(p); len(p) > 0 && !bytes.HasPrefix(p, []byte(wellKnown)) {
			p = []byte(formats.DottedUID(x.m.UID(string(p))))
		}
		parts[i] = p
	}
	return bytes.Join(parts, []byte{'\\'})
}
