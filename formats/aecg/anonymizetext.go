package aecg

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// content decides on character data.
func (a *anonymizer) content(e *element, r run) {
	raw := a.src[r.text.Start:r.text.End]
	parent := a.parentName(e)
	what, keep := "text", false
	switch {
	case e.name == "digits" && onlyNumbers(raw):
		a.data = append(a.data, r.text)
		return
	case e.name == "digits":
		keep = true
	case e.name == "Age" && a.within(e, "subjectDemographicPerson"):
		a.ageText(e, r)
		return
	case e.name == "Paced":
		keep = bytes.EqualFold(bytes.TrimSpace(raw), []byte("true")) || bytes.EqualFold(bytes.TrimSpace(raw), []byte("false"))
	case a.within(e, "subjectDemographicPerson"):
		what = "data of the person"
	case e.name == "manufacturerModelName" || e.name == "softwareName" || e.name == "name" && parent == "manufacturerOrganization":
		what, keep = "name of the device", true
	case a.within(e, "annotation") && (e.name == "value" || e.name == "text"):
		what, keep = "text of a statement", a.o.KeepStatements
	case e.name == "name" || a.within(e, "name"):
		what = "name"
	case a.within(e, "addr"):
		what = "address"
	case e.name == "SerialNumber":
		what = "serial number"
	}
	if keep && !a.m.Identifies(a.text(r.text)) {
		a.texts = append(a.texts, r.text)
		return
	}
	a.m.Note(e.name, what)
	a.replace(r.token, "")
}

// onlyNumbers reports whether b is a list of numbers, "NaN" among them.
func onlyNumbers(b []byte) bool {
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c <= ' ', c == '-', c == '+', c == '.', c == 'e', c == 'E', c == 'N', c == 'a':
		default:
			return false
		}
	}
	return true
}

// ageText rewrites the age that makers add to subjectDemographicPerson.
func (a *anonymizer) ageText(e *element, r run) {
	raw := bytes.TrimSpace(a.src[r.text.Start:r.text.End])
	v := number(raw)
	age := a.m.Age(parseAge(v, a.value(e, "unit")))
	switch {
	case !age.Valid:
		a.m.Note(e.name, "age")
		a.replace(r.token, "")
	case age != parseAge(v, a.value(e, "unit")):
		a.m.Note(e.name, "age")
		a.replace(r.token, strconv.FormatFloat(age.Years, 'g', -1, 64))
		if u := e.attr("unit"); u != nil {
			a.set(u, "a", "age", e)
		}
	}
}

// addAge states the age where only the birth date did.
func (a *anonymizer) addAge(rec *ecg.Record) {
	age := a.m.AgeAt(rec)
	if rec.Patient.Age.Valid || !age.Valid || len(a.elements) == 0 {
		return
	}
	at := -1
	for i := range a.elements {
		if e := &a.elements[i]; e.parent == 0 && (e.name == "controlVariable" || e.name == "pertainsTo" || e.name == "component") {
			at = e.from
			break
		}
	}
	if at < 0 {
		return
	}
	p := a.elements[0].prefix
	if p != "" {
		p += ":"
	}
	value, unit := math.Round(age.Years), "a"
	if value < 3 {
		value, unit = math.Round(age.Years/ecg.Month), "mo"
	}
	text := "<@controlVariable><@relatedObservation><@code code=\"" + loincAgeReported + `" codeSystem="2.16.840.1.113883.6.1" codeSystemName="LOINC"/>` +
		`<@value value="` + strconv.FormatFloat(value, 'g', -1, 64) + `" unit="` + unit + "\"/></@relatedObservation></@controlVariable>\n"
	a.replace(formats.Span{Start: at, End: at}, strings.ReplaceAll(strings.ReplaceAll(text, "</@", "</"+p), "<@", "<"+p))
}
