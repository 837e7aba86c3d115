package wfdb

import (
	"bytes"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/goecg/goecg/ecg"
)

var (
	reMagic = regexp.MustCompile(`^#wfdb\s+\d+(\.\d+)*\s*$`)
	reCodes = regexp.MustCompile(`^\d[\d,\s]*$`)
)

// headerText writes a header anew: the record line with its date moved, signal and segment lines with their new names, and
// of the comments what demographics may stay.
func (a *anonymizer) headerText(data []byte, h *Header, newName string) []byte {
	var out bytes.Buffer
	p := headerParser{text: bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))}
	if first, _, _ := bytes.Cut(p.text, []byte("\n")); reMagic.Match(bytes.TrimSpace(first)) {
		out.Write(bytes.TrimSpace(first))
		out.WriteByte('\n')
	}
	line, _ := p.content()
	out.WriteString(a.recordLine(strings.Fields(string(line)), newName) + "\n")
	for range h.Segments {
		l, _ := p.content()
		f := strings.Fields(string(l))
		if name, ok := a.segments[f[0]]; ok {
			f[0] = name
		}
		out.WriteString(f[0] + " " + f[1] + "\n")
	}
	for i := range h.Signals {
		l, _ := p.content()
		f, n := splitFields(l)
		fields := make([]string, n)
		for k := range fields {
			fields[k] = string(f[k])
		}
		if name, ok := a.files[fields[fieldFile]]; ok {
			fields[fieldFile] = name
		}
		if n > fieldDescription {
			fields[fieldDescription] = h.Signals[i].Description
			if a.m.Identifies(fields[fieldDescription]) || !utf8.ValidString(fields[fieldDescription]) {
				fields = fields[:fieldDescription]
				a.m.Note("header", "description of a signal")
			}
		}
		out.WriteString(strings.Join(fields, " ") + "\n")
	}
	comments := bytes.Count(p.text[:p.pos], []byte("\n#"))
	for range comments {
		a.m.Note("header", "comment")
	}
	a.info(&out, h)
	return out.Bytes()
}

// recordLine rewrites the fields of a record line.
func (a *anonymizer) recordLine(f []string, newName string) string {
	if _, segments, ok := strings.Cut(f[0], "/"); ok {
		newName += "/" + segments
	}
	const clock = 4 // first of the fields for time and date
	out := append([]string{newName}, f[1:min(len(f), clock)]...)
	for _, s := range f[min(len(f), clock):min(len(f), clock+2)] {
		if _, ok := parseDate(s); ok {
			a.m.Note("header", "date")
			if s = a.moveDate(s); s == "" {
				continue
			}
		} else if _, ok := parseClock(s); !ok {
			a.m.Note("header", "what is no date")
			continue
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func (a *anonymizer) moveDate(s string) string {
	for _, layout := range []struct{ read, write string }{{"2/1/2006", "02/01/2006"}, {"2-Jan-2006", "02-Jan-2006"}} {
		if t, err := time.Parse(layout.read, s); err == nil {
			if t = a.m.Date(t); t.Year() >= 1 {
				return t.Format(layout.write)
			}
		}
	}
	return ""
}

// info writes the demographics that may stay, in the forms that readInfo knows.
func (a *anonymizer) info(out *bytes.Buffer, h *Header) {
	var old, kept ecg.Record
	readInfo(&old, h.Info)
	p, q := &old.Patient, &kept.Patient
	note := func(gone bool, what string) {
		if gone {
			a.m.Note("header", what)
		}
	}
	q.Age = a.m.Age(p.Age)
	note(q.Age != p.Age, "age")
	if !a.o.DropAgeSex {
		q.Sex = p.Sex
	}
	note(q.Sex != p.Sex, "sex")
	if a.o.KeepCharacteristics {
		q.HeightCM, q.WeightKG = p.HeightCM, p.WeightKG
		q.Drugs, q.History = onlyCodes(p.Drugs), onlyCodes(p.History)
	}
	note(q.HeightCM != p.HeightCM || q.WeightKG != p.WeightKG, "height or weight")
	note(len(q.Drugs) != len(p.Drugs), "drugs")
	note(len(q.History) != len(p.History), "history")
	for _, s := range old.Statements {
		if s.Code == "" && (!a.o.KeepStatements || a.m.Identifies(s.Text)) {
			note(true, "text of a statement")
			continue
		}
		kept.Statements = append(kept.Statements, s)
	}
	for _, c := range old.Comments {
		note(!strings.HasPrefix(c, anonymizedNote), "comment")
	}
	note(h.InfoDropped > 0, "comment")
	mark := anonymizedNote
	const longest = 16
	if id := a.m.Subject(longest); id != "" {
		mark += ": " + id
	}
	kept.Comments = []string{mark}
	for _, s := range infoLines(&kept) {
		out.WriteString("# " + s + "\n")
	}
	if q.HeightCM > 0 {
		out.WriteString("# <height>: " + number(q.HeightCM) + "\n")
	}
	if q.WeightKG > 0 {
		out.WriteString("# <weight>: " + number(q.WeightKG) + "\n")
	}
}

func onlyCodes(list []string) []string {
	var out []string
	for _, s := range list {
		if reCodes.MatchString(s) {
			out = append(out, s)
		}
	}
	return out
}

// Texts of annotations that are vocabulary: names of rhythms and of ST and T changes ("(AFIB", "(ST0+"), and numbers.
var (
	reRhythm  = regexp.MustCompile(`^\(?[A-Za-z0-9+\-.]{1,10}\)?$`)
	reNumbers = regexp.MustCompile(`^[0-9+\-.eE ]{1,64}$`)
)

// Codes of annotations with texts that Code constants do not name.
const (
	codeTCh     = 19 // T
	codeMeasure = 23 // =
)

// annotations rewrites an annotation file, if there is one.
func (a *anonymizer) annotations(name, newName string) error {
	data, err := a.read(name)
	if err != nil {
		return nil // there is none
	}
	var f AnnotationFile
	if err := DecodeAnnotations(&f, data, 0); err != nil {
		return err
	}
	list := f.Annotations[:0]
	for _, n := range f.Annotations {
		if n.Code > MaxCode {
			a.m.Note("annotations", "annotation of an undefined type")
			continue
		}
		keep := false
		switch n.Code {
		case CodeRhythm, CodeSTCh, codeTCh:
			keep = reRhythm.MatchString(strings.TrimSpace(n.Aux))
		case codeMeasure:
			keep = reNumbers.MatchString(n.Aux)
		}
		if n.Aux != "" && (!keep || a.m.Identifies(n.Aux)) {
			n.Aux = ""
			a.m.Note("annotations", "text")
		}
		list = append(list, n)
	}
	o := AnnotationOptions{Resolution: f.Resolution}
	for _, d := range f.Definitions {
		if d.Description != "" {
			a.m.Note("annotations", "description of a type")
		}
		const longest = 8
		if len(d.Symbol) <= longest && !a.m.Identifies(d.Symbol) {
			o.Definitions = append(o.Definitions, Definition{Code: d.Code, Symbol: d.Symbol})
		}
	}
	var out bytes.Buffer
	if err := WriteAnnotations(&out, list, &o); err != nil {
		return err
	}
	a.put(newName, out.Bytes())
	return nil
}
