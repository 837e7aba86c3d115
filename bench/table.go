package bench

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// document is a report in words and tables, which can be written as text or as Markdown.
type document struct {
	title  string
	lines  []string // what was done and by which rules
	tables []table
	notes  []string // at the end
}

// table has one text column, then columns of numbers. A nil row separates groups; a row may be shorter than the heading.
type table struct {
	title string
	head  []string
	rows  [][]string
	notes []string
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

func (t *table) gap() {
	if n := len(t.rows); n > 0 && t.rows[n-1] != nil {
		t.rows = append(t.rows, nil)
	}
}

// text writes the document with aligned columns.
func (d *document) text(w io.Writer) error {
	b := bufio.NewWriter(w)
	line := func(s string) { b.WriteString(s + "\n") }
	line(d.title)
	for _, l := range d.lines {
		line(l)
	}
	for i := range d.tables {
		line("")
		d.tables[i].text(line)
	}
	if len(d.notes) > 0 {
		line("")
	}
	for _, n := range d.notes {
		line(n)
	}
	return b.Flush()
}

func (t *table) text(line func(string)) {
	width := make([]int, len(t.head))
	for _, r := range append([][]string{t.head}, t.rows...) {
		for k, c := range r {
			width[k] = max(width[k], utf8.RuneCountInString(c))
		}
	}
	write := func(r []string) {
		var s strings.Builder
		for k, c := range r {
			pad := strings.Repeat(" ", width[k]-utf8.RuneCountInString(c))
			if k == 0 {
				s.WriteString(c + pad)
			} else {
				s.WriteString("  " + pad + c)
			}
		}
		line(strings.TrimRight(s.String(), " "))
	}
	if t.title != "" {
		line(t.title)
	}
	write(t.head)
	for _, r := range t.rows {
		write(r)
	}
	for _, n := range t.notes {
		line(n)
	}
}

// markdown writes the document as Markdown with pipe tables.
func (d *document) markdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	paragraph := func(s string) { b.WriteString(escapeMarkdown(s) + "\n\n") }
	b.WriteString("**" + escapeMarkdown(d.title) + "**\n\n")
	if len(d.lines) > 0 {
		paragraph(strings.Join(d.lines, "; "))
	}
	for i := range d.tables {
		t := &d.tables[i]
		if t.title != "" {
			paragraph(t.title)
		}
		t.markdown(b)
		b.WriteString("\n")
		for _, n := range t.notes {
			paragraph(n)
		}
	}
	for _, n := range d.notes {
		paragraph(n)
	}
	return b.Flush()
}

func (t *table) markdown(b *bufio.Writer) {
	write := func(r []string) {
		b.WriteString("|")
		for k := range t.head {
			c := ""
			if k < len(r) {
				c = escapeMarkdown(r[k])
			}
			b.WriteString(" " + c + " |")
		}
		b.WriteString("\n")
	}
	write(t.head)
	b.WriteString("|---|" + strings.Repeat("---:|", len(t.head)-1) + "\n")
	for _, r := range t.rows {
		if r != nil {
			write(r)
		}
	}
}

// escapeMarkdown keeps what a name or a message holds from ending a cell or becoming markup.
func escapeMarkdown(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "*", `\*`, "_", `\_`, "<", "&lt;").Replace(s)
}
