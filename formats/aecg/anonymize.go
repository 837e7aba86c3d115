package aecg

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// anonymizer collects the edits that take out of a document what identifies.
type anonymizer struct {
	*tree
	m     *formats.Mask
	o     formats.AnonymizeOptions
	d     *decoder // for text conversion
	edits []edit
	texts []formats.Span
	data  []formats.Span // digits
}

// anonymize edits a document in place of rewriting it: digits, numbers, codes and structure stay byte for byte. Text and
// attributes stay only where they are on a list; comments, processing instructions and what follows the root element go.
// UTF-16 becomes UTF-8.
func anonymize(data []byte, m *formats.Mask) (*formats.Anonymized, error) {
	rec := new(ecg.Record)
	d := new(decoder)
	d.reset(rec, data, true, &formats.Options{Charset: m.Options().Charset})
	if err := d.run(); err != nil {
		return nil, err
	}
	a := &anonymizer{tree: parse(d.src.Data), m: m, o: m.Options(), d: d}
	for _, g := range a.gaps {
		a.replace(g, "")
		m.Note("document", "comment")
	}
	if len(bytes.TrimSpace(d.src.Data[a.root.End:])) > 0 {
		m.Note("document", "what follows it")
	}
	for i := range a.elements {
		a.element(&a.elements[i])
	}
	a.addAge(rec)

	head := a.declaration()
	from := slices.Clone(a.data)
	out := apply([]byte(head), d.src.Data, a.root, a.edits, a.texts, a.data)
	result := &formats.Anonymized{Data: append(out, '\n'), Texts: a.texts}
	for i, s := range a.data {
		c := formats.Copy{In: -1, Out: s.Start, Len: s.End - s.Start}
		if !d.src.UTF16 {
			c.In = int(d.src.Offset(from[i].Start))
		}
		result.Samples = append(result.Samples, c)
	}
	return result, nil
}

// declaration returns the XML declaration of the output: the encoding stays where the bytes do.
func (a *anonymizer) declaration() string {
	name := string(a.d.src.Declared)
	if a.d.src.UTF16 || name == "" || !isCode([]byte(name)) || strings.HasPrefix(strings.ToLower(name), "u") {
		name = "UTF-8"
	}
	if !a.d.src.UTF16 && !bytes.HasPrefix(a.src, []byte("<?xml")) {
		return ""
	}
	return `<?xml version="1.0" encoding="` + name + `"?>` + "\n"
}

func (a *anonymizer) replace(at formats.Span, with string) {
	a.edits = append(a.edits, edit{at, with})
}

// drop removes an attribute, or puts others in its place.
func (a *anonymizer) drop(at *attrAt, what string, e *element, with string) {
	if len(bytes.TrimSpace(a.src[at.value.Start:at.value.End])) > 0 {
		a.m.Note(e.name, what)
	}
	a.replace(at.span, with)
}

// set replaces an attribute's value.
func (a *anonymizer) set(at *attrAt, value, what string, e *element) {
	if string(a.src[at.value.Start:at.value.End]) == value {
		return
	}
	if len(bytes.TrimSpace(a.src[at.value.Start:at.value.End])) > 0 {
		a.m.Note(e.name, what)
	}
	a.replace(at.value, value)
}

// text converts a stretch of the document.
func (a *anonymizer) text(at formats.Span) string { return a.d.str(a.src[at.Start:at.End]) }

// structural are attributes whose values are codes of HL7, no matter of which element.
var structural = map[string]bool{
	"type": true, "classCode": true, "moodCode": true, "typeCode": true, "contextControlCode": true, "contextConductionInd": true,
	"determinerCode": true, "nullFlavor": true, "inclusive": true, "operator": true, "mediaType": true, "representation": true,
	"language": true, "ITSVersion": true, "negationInd": true, "use": true, "space": true, "lang": true, "partType": true,
}

func (a *anonymizer) element(e *element) {
	coded := false
	for i := range e.attrs {
		at := &e.attrs[i]
		raw := bytes.TrimSpace(a.src[at.value.Start:at.value.End])
		switch {
		case at.name == "xmlns":
		case at.prefixed && at.name == "type" || !at.prefixed && structural[at.name] || at.prefixed && (at.name == "lang" || at.name == "space"):
			if !isCode(bytes.ReplaceAll(raw, []byte("/"), nil)) && len(raw) > 0 {
				a.drop(at, "unknown attribute", e, "")
			}
		case at.prefixed:
			a.drop(at, "unknown attribute", e, "")
		case at.name == "root":
			a.identifierRoot(e, at, string(raw))
		case at.name == "extension":
			a.extension(e, at, raw)
		case at.name == "code" || at.name == "codeSystem" || at.name == "codeSystemName" || at.name == "codeSystemVersion" || at.name == "displayName":
			coded = true
		case at.name == "unit":
			if !a.keepsNumber(e) || !isUnit(raw) {
				a.drop(at, "unknown attribute", e, "")
			}
		case at.name == "value":
			a.number(e, at, raw)
		default:
			a.drop(at, "unknown attribute", e, "")
		}
	}
	if coded {
		a.code(e)
	}
	for _, r := range e.texts {
		a.content(e, r)
	}
}

// isUnit reports whether b may be a unit of measure.
func isUnit(b []byte) bool {
	const longest = 16
	return len(b) <= longest && !bytes.ContainsAny(b, " \t\r\n,;")
}

// identifierRoot replaces the root of an identifier: a UUID by a UUID, anything else, which names who assigns identifiers, by an OID.
func (a *anonymizer) identifierRoot(e *element, at *attrAt, raw string) {
	if raw == "" {
		return
	}
	u := a.m.UID(raw)
	with := formats.DottedUID(u)
	if _, ok := formats.ParseUUID(raw); ok {
		with = formats.HexUUID(u)
	}
	a.set(at, with, "identifier", e)
	if e.name == "id" && a.parentName(e) == "trialSubject" && e.attr("extension") == nil {
		const longest = 64
		if id := a.m.Subject(longest); id != "" {
			a.replace(formats.Span{Start: at.span.End, End: at.span.End}, ` extension="`+id+`"`)
		}
	}
}

// pseudonymous are the classes whose identifiers become pseudonyms; those of persons, places and devices are removed.
var pseudonymous = map[string]bool{
	rootElement: true, "series": true, "derivedSeries": true, "clinicalTrial": true, "clinicalTrialProtocol": true,
}

func (a *anonymizer) extension(e *element, at *attrAt, raw []byte) {
	const longest = 64
	with := ""
	switch parent := a.parentName(e); {
	case e.name != "id":
	case parent == "trialSubject":
		with = a.m.Subject(longest)
	case pseudonymous[parent]:
		with = a.m.Pseudonym("id", a.d.str(raw), longest)
	}
	a.set(at, with, "identifier", e)
}

// Roots of the code systems that HL7 and standards bodies maintain.
var publicSystems = []string{"2.16.840.1.113883.5.", "2.16.840.1.113883.6."}

func isPublic(system string) bool {
	for _, s := range publicSystems {
		if strings.HasPrefix(system, s) {
			return true
		}
	}
	return false
}

// trialBranches are the children of the root that tell of the trial and the visit, in codes of the sponsor's own.
var trialBranches = map[string]bool{
	"componentOf": true, "definition": true, "location": true, "confidentialityCode": true, "reasonCode": true, "performer": true,
}

// code decides on the attributes of a coded element.
func (a *anonymizer) code(e *element) {
	system := a.value(e, "codeSystem")
	public := isPublic(system) || strings.HasPrefix(a.value(e, "code"), "MDC_")
	personal := e.name == "administrativeGenderCode" || e.name == "raceCode"
	what := ""
	switch {
	case e.name == "administrativeGenderCode" && a.o.DropAgeSex:
		what = "sex"
	case e.name == "raceCode" && !a.o.KeepCharacteristics:
		what = "race"
	case trialBranches[a.branch(e)] && !public && !personal:
		what = "code of a trial"
	}
	for i := range e.attrs {
		at := &e.attrs[i]
		if at.prefixed {
			continue
		}
		raw := bytes.TrimSpace(a.src[at.value.Start:at.value.End])
		text := ""
		switch at.name {
		case "code", "codeSystem", "codeSystemName", "codeSystemVersion", "displayName":
			text = a.text(at.value)
		default:
			continue
		}
		switch {
		case what != "":
			a.drop(at, what, e, "")
		case at.name == "displayName":
			statement := a.within(e, "annotation") && e.name == "value"
			if len(raw) > 0 && (!public && statement && !a.o.KeepStatements || a.m.Identifies(text)) {
				a.drop(at, "text of a code", e, "")
				continue
			}
			a.texts = append(a.texts, at.value)
		case at.name == "code" || at.name == "codeSystem":
			if len(raw) > 0 && (!isCode(raw) || a.m.Identifies(text)) {
				a.drop(at, "what is no code", e, "")
			}
		case len(raw) > 0 && (!isPublic(system) && !isCode(raw) || a.m.Identifies(text)):
			a.drop(at, "name of a code system", e, "")
		default:
			a.texts = append(a.texts, at.value)
		}
	}
}

// timed are the elements whose value is a moment.
var timed = map[string]bool{
	"effectiveTime": true, "low": true, "high": true, "center": true, "activityTime": true, "time": true, "head": true,
}

// keepsNumber reports whether the element's value attribute may stay when it is a number.
func (a *anonymizer) keepsNumber(e *element) bool {
	if a.within(e, "subjectDemographicPerson") {
		return e.name == "Age" && !a.o.DropAgeSex
	}
	if a.parentName(e) != "relatedObservation" || e.name != "value" {
		return true
	}
	code := a.observed(e)
	if code == loincAgeReported || code == loincAge {
		return !a.o.DropAgeSex
	}
	return a.o.KeepCharacteristics
}

// observed returns the code of the relatedObservation that e lies in.
func (a *anonymizer) observed(e *element) string {
	for i := e.parent + 1; i < len(a.elements); i++ {
		if c := &a.elements[i]; c.parent == e.parent && c.name == "code" {
			return a.value(c, "code")
		} else if c.parent < e.parent {
			break
		}
	}
	return ""
}

// number decides on an attribute value: numbers stay, dates move, all else goes.
func (a *anonymizer) number(e *element, at *attrAt, raw []byte) {
	unit := a.value(e, "unit")
	switch {
	case len(raw) == 0:
	case e.name == "birthTime":
		a.drop(at, "birth date", e, masked(e))
	case !a.keepsNumber(e):
		a.drop(at, "patient characteristic", e, "")
	case timed[e.name] && unit != "" && parseRelative(raw, []byte(unit)).kind == relative:
	case timed[e.name] || unit == "" && startsWithDate(raw):
		moved, ok := a.moved(raw)
		if !ok {
			if timed[e.name] && !startsWithDate(raw) && isPlain(raw) && len(raw) < len("YYYY") { // a number, whatever it means
				return
			}
			a.drop(at, "date", e, masked(e))
			return
		}
		a.set(at, moved, "date", e)
	case !isPlain(raw):
		a.drop(at, "what is no number", e, "")
	default:
		a.capAge(e, at, raw, unit)
	}
}

// masked is the attribute that says that a value was withheld, unless the element says something of the kind already.
func masked(e *element) string {
	if e.attr("nullFlavor") != nil {
		return ""
	}
	return `nullFlavor="MSK"`
}

// isPlain reports whether b is a number as XML writes it.
func isPlain(b []byte) bool {
	v, err := strconv.ParseFloat(string(b), 64)
	return err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// capAge caps the age of a relatedObservation.
func (a *anonymizer) capAge(e *element, at *attrAt, raw []byte, unit string) {
	if a.parentName(e) != "relatedObservation" || e.name != "value" {
		return
	}
	if code := a.observed(e); code != loincAgeReported && code != loincAge {
		return
	}
	age := parseAge(number(raw), unit)
	limit := a.m.Age(age)
	if age == limit {
		return
	}
	a.set(at, strconv.FormatFloat(limit.Years, 'g', -1, 64), "age", e)
	if u := e.attr("unit"); u != nil {
		a.set(u, "a", "age", e)
	}
}
