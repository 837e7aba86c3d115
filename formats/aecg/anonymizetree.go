package aecg

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/xmlscan"
)

// element is an element of a document as its anonymiser sees it: where things are, not what they mean.
type element struct {
	name   string
	prefix string
	parent int // index, -1 for the root
	from   int // of the start tag
	attrs  []attrAt
	texts  []run
}

// attrAt is where one stands in the document.
type attrAt struct {
	name     string // local
	prefixed bool
	span     formats.Span // with its name
	value    formats.Span
}

// run is a stretch of character data that is not blank.
type run struct {
	token formats.Span // with the marks of CDATA
	text  formats.Span
}

// tree is a document: elements in document order, and what lies between tokens.
type tree struct {
	src      []byte
	elements []element
	gaps     []formats.Span // comments, processing instructions, DOCTYPE
	root     formats.Span   // from the start of the root element to the end of what could be read
}

// parse reads a document as far as it is well-formed.
func parse(src []byte) *tree {
	t := &tree{src: src}
	var sc xmlscan.Scanner
	sc.Reset(src)
	var open []int
	last := -1
	for {
		k := sc.Next()
		if k == xmlscan.EOF {
			break
		}
		if last < 0 {
			t.root.Start = sc.Offset()
		} else if sc.Offset() > last {
			t.gaps = append(t.gaps, formats.Span{Start: last, End: sc.Offset()})
		}
		last = max(sc.End(), last)
		switch k {
		case xmlscan.Start:
			e := element{name: string(sc.Name()), prefix: string(sc.Prefix()), parent: -1, from: sc.Offset()}
			if len(open) > 0 {
				e.parent = open[len(open)-1]
			}
			for i := range sc.Attrs() {
				prefix, local, _ := sc.AttrAt(i)
				from, to, v, w := sc.AttrSpan(i)
				e.attrs = append(e.attrs, attrAt{string(local), len(prefix) > 0, formats.Span{Start: from, End: to}, formats.Span{Start: v, End: w}})
				if string(prefix) == "xmlns" {
					e.attrs[i].name = "xmlns"
				}
			}
			open = append(open, len(t.elements))
			t.elements = append(t.elements, e)
		case xmlscan.End:
			open = open[:len(open)-1]
		case xmlscan.Text:
			if len(bytes.TrimSpace(sc.Text())) == 0 {
				continue
			}
			r := run{token: formats.Span{Start: sc.Offset(), End: sc.End()}}
			r.text = r.token
			if sc.CDATA() {
				const opening, closing = len("<![CDATA["), len("]]>")
				r.text = formats.Span{Start: r.token.Start + opening, End: r.token.End - closing}
			}
			e := &t.elements[open[len(open)-1]]
			e.texts = append(e.texts, r)
		}
	}
	t.root.End = max(last, t.root.Start)
	return t
}

// attr returns the attribute without prefix of that name.
func (e *element) attr(name string) *attrAt {
	for i := range e.attrs {
		if a := &e.attrs[i]; a.name == name && !a.prefixed {
			return a
		}
	}
	return nil
}

// value returns the raw value of an attribute without prefix, "" when it is absent.
func (t *tree) value(e *element, name string) string {
	if a := e.attr(name); a != nil {
		return string(bytes.TrimSpace(t.src[a.value.Start:a.value.End]))
	}
	return ""
}

// parent returns the name of e's parent.
func (t *tree) parentName(e *element) string {
	if e.parent < 0 {
		return ""
	}
	return t.elements[e.parent].name
}

// within reports whether e or an element around it has that name.
func (t *tree) within(e *element, name string) bool {
	for {
		if e.name == name {
			return true
		}
		if e.parent < 0 {
			return false
		}
		e = &t.elements[e.parent]
	}
}

// branch returns the child of the root that e lies in, e itself where it is one; "" for the root.
func (t *tree) branch(e *element) string {
	if e.parent < 0 {
		return ""
	}
	for t.elements[e.parent].parent >= 0 {
		e = &t.elements[e.parent]
	}
	return e.name
}

// edit replaces a range of the document.
type edit struct {
	at   formats.Span
	with string
}

// apply makes the edits and moves the spans to their new places. Neither edits nor spans may overlap edits.
func apply(dst, src []byte, within formats.Span, edits []edit, spans ...[]formats.Span) []byte {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.at.Start, b.at.Start) })
	type shift struct{ from, by int }
	shifts := []shift{{0, len(dst) - within.Start}}
	at := within.Start
	for _, e := range edits {
		dst = append(append(dst, src[at:e.at.Start]...), e.with...)
		at = e.at.End
		shifts = append(shifts, shift{at, len(dst) - at})
	}
	dst = append(dst, src[at:within.End]...)
	for _, list := range spans {
		for i := range list {
			n, exact := slices.BinarySearchFunc(shifts, list[i].Start, func(s shift, p int) int { return cmp.Compare(s.from, p) })
			if !exact {
				n--
			}
			for n+1 < len(shifts) && shifts[n+1].from <= list[i].Start {
				n++
			}
			list[i].Start += shifts[n].by
			list[i].End += shifts[n].by
		}
	}
	return dst
}
