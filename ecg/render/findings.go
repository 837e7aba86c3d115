package render

import (
	"image/color"
	"strings"

	"github.com/goecg/goecg/classify"
)

const (
	mostLines   = 10 // of findings in a column of the header
	manyColumns = 2  // where there are more, and the block is wide
	wideBlock   = 90.0
)

// statement is a finding as the page words it, or a line of one.
type statement struct {
	s, alt string
	bold   bool
	color  color.NRGBA
}

// findings writes the findings, most severe first, and that they are unconfirmed.
func (b *block) findings() {
	b.add(wordUnconfirmed, headSize, true, ColorRed, pitch)
	r := b.d.src.Result
	if r == nil {
		return
	}
	b.add(wordFindings, headSize, true, ColorInk, pitch)
	list := b.d.statements(r)
	lines := wrapAll(list, b.wide)
	if len(lines) <= mostLines || b.wide < wideBlock {
		b.fill(lines, mostLines)
		return
	}
	first := *b
	first.wide = (b.wide - blockGap) / manyColumns
	second := first
	second.x += first.wide + blockGap
	lines = wrapAll(list, first.wide)
	n := min((len(lines)+1)/manyColumns, mostLines)
	first.fill(lines[:n], n)
	second.fill(lines[n:], n)
	b.y = max(first.y, second.y)
}

// fill writes at most so many lines, the last of which says how many there are more.
func (b *block) fill(lines []statement, most int) {
	for i, l := range lines {
		if i >= most {
			return
		}
		if i == most-1 && len(lines) > most {
			b.add(join(" ", same("+%d", len(lines)-i), wordMore), headSize, true, ColorRed, pitch)
			continue
		}
		b.write(l.s, l.alt, headSize, l.bold, l.color, pitch)
	}
}

// statements words critical values and findings.
func (d *Document) statements(r *classify.Result) []statement {
	var list []statement
	add := func(p phrase, critical bool) {
		s := statement{s: printable(d.say(p)), alt: printable(p.en), bold: critical, color: ColorInk}
		if critical {
			s.color = ColorRed
		}
		list = append(list, s)
	}
	for i := range r.Critical {
		c := &r.Critical[i]
		add(valued(wordCritical, phrase{en: c.EN, zh: c.ZH}), true)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		p := phrase{en: orElse(f.EN, f.Code), zh: f.ZH}
		if f.Confidence == classify.Possible {
			p = phrase{en: p.en + " (" + wordPossible.en + ")", zh: orElse(p.zh, p.en) + "（" + wordPossible.zh + "）"}
		}
		add(p, f.Severity >= classify.Critical)
	}
	if len(list) == 0 {
		add(wordNoFindings, false)
	}
	return list
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// wrapAll breaks statements into lines of a width; what goes on is indented. What is written where no font has the characters
// is broken likewise; its last line takes what is left of it.
func wrapAll(list []statement, wide float64) []statement {
	const indent = "   "
	room := wide - TextWidth(indent, headSize, true)
	var out []statement
	for _, s := range list {
		lines, alt := wrap(s.s, headSize, s.bold, room), wrap(s.alt, headSize, s.bold, room)
		if TextWidth(s.s, headSize, s.bold) <= wide {
			lines = []string{s.s}
		}
		for i, l := range lines {
			line := statement{s: l, bold: s.bold, color: s.color}
			if i < len(alt) {
				line.alt = alt[i]
			}
			if i == len(lines)-1 && i < len(alt) {
				line.alt = strings.Join(alt[i:], " ")
			}
			if i > 0 {
				line.s, line.alt = indent+line.s, indent+line.alt
			}
			out = append(out, line)
		}
	}
	return out
}
