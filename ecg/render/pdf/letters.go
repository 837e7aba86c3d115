package pdf

import (
	"bytes"
	"fmt"
	"unicode/utf16"

	"golang.org/x/image/font/sfnt"

	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// A Type 3 font has at most so many codes; the first is not used, for some readers take it for the end of a text.
const (
	codesPerFont = 255
	firstCode    = 1
)

// em is how many units of the outlines an em has.
const em = 1000

// boldLine is the width of the line along the outline of a letter that has to be bold, in units.
const boldLine = 25

type letterKey struct {
	font  int
	index sfnt.GlyphIndex
	bold  bool // made so by a line along the outline
}

// letter is a glyph in use.
type letter struct {
	typeface.Glyph
	bold bool
}

// letters are the glyphs in use, in the order of their first use.
type letters struct {
	set   *typeface.Set
	codes map[letterKey]int
	list  []letter
}

func newLetters(set *typeface.Set) *letters {
	return &letters{set: set, codes: make(map[letterKey]int)}
}

// code returns the number of a glyph: its font is the number divided by codesPerFont.
func (l *letters) code(g typeface.Glyph, bold bool) int {
	key := letterKey{g.Font, g.Index, bold}
	n, ok := l.codes[key]
	if !ok {
		n = len(l.list)
		l.codes[key] = n
		l.list = append(l.list, letter{g, bold})
	}
	return n
}

// write writes a text, each letter at its place.
func (l *letters) write(b *bytes.Buffer, h *render.Shape) {
	glyphs, width := l.set.Shape(l.set.Text(h), h.Bold)
	x, narrow := typeface.Place(h, width*h.Size)
	b.WriteString("BT\n")
	last := -1
	for i, g := range glyphs {
		if g.Copy {
			continue
		}
		n := l.code(g, i+1 < len(glyphs) && glyphs[i+1].Copy)
		if f := n / codesPerFont; f != last {
			fmt.Fprintf(b, "/F%d %s Tf\n", f, number(h.Size))
			last = f
		}
		fmt.Fprintf(b, "%s 0 0 1 %s %s Tm<%02x>Tj\n", number(narrow), number(x+g.X*h.Size*narrow), number(h.Points[0].Y), n%codesPerFont+firstCode)
	}
	b.WriteString("ET\n")
}

// objects writes the fonts and returns their objects.
func (l *letters) objects(d *document) []int {
	var fonts []int
	for from := 0; from < len(l.list); from += codesPerFont {
		part := l.list[from:min(from+codesPerFont, len(l.list))]
		var procs []int
		var widths, names bytes.Buffer
		for i, g := range part {
			outline, width := l.outline(g)
			procs = append(procs, d.stream(outline))
			fmt.Fprintf(&widths, "%s ", number(width))
			fmt.Fprintf(&names, "/g%d", i)
		}
		unicode := d.stream(l.unicode(part))
		fonts = append(fonts, d.object(0))
		d.put("<</Type/Font/Subtype/Type3/FontBBox[0 0 0 0]/FontMatrix[.001 0 0 .001 0 0]/FirstChar %d/LastChar %d/Widths[%s]",
			firstCode, firstCode+len(part)-1, widths.String())
		d.put("/Encoding<</Type/Encoding/Differences[%d%s]>>/ToUnicode %d 0 R/Resources<<>>/CharProcs<<", firstCode, names.String(), unicode)
		for i, n := range procs {
			d.put("/g%d %d 0 R", i, n)
		}
		d.put(">>>>\nendobj\n")
	}
	return fonts
}

// outline gives the procedure that paints a glyph; y points downward, as on the page.
func (l *letters) outline(g letter) ([]byte, float64) {
	_, width := l.set.Shape(string(g.Rune), g.Font == typeface.Bold)
	width *= em
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s 0 0 0 0 0 d0\n", number(width)) // d0: the color is that of the page
	paint := "f\n"
	if g.bold {
		fmt.Fprintf(&b, "%d w 1 j\n", boldLine)
		paint = "b\n"
	}
	var at [2]float64
	const unit = 64
	for i, s := range l.set.Outline(g.Glyph, em) {
		p := func(k int) (x, y float64) { return float64(s.Args[k].X) / unit, float64(s.Args[k].Y) / unit }
		x, y := p(0)
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				b.WriteString("h\n")
			}
			fmt.Fprintf(&b, "%s %s m\n", number(x), number(y))
		case sfnt.SegmentOpLineTo:
			fmt.Fprintf(&b, "%s %s l\n", number(x), number(y))
		case sfnt.SegmentOpQuadTo: // as a cubic curve
			ex, ey := p(1)
			fmt.Fprintf(&b, "%s %s %s %s %s %s c\n", number(at[0]+2*(x-at[0])/3), number(at[1]+2*(y-at[1])/3),
				number(ex+2*(x-ex)/3), number(ey+2*(y-ey)/3), number(ex), number(ey))
			x, y = ex, ey
		case sfnt.SegmentOpCubeTo:
			x1, y1 := p(1)
			x2, y2 := p(2)
			fmt.Fprintf(&b, "%s %s %s %s %s %s c\n", number(x), number(y), number(x1), number(y1), number(x2), number(y2))
			x, y = x2, y2
		}
		at = [2]float64{x, y}
	}
	b.WriteString(paint)
	return b.Bytes(), width
}

// unicode gives the table from codes to characters (PDF reference 1.4, section 5.9.2).
func (l *letters) unicode(part []letter) []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CMapType 2 def/CMapName/U def\n" +
		"1 begincodespacerange<00><ff>endcodespacerange\n")
	const perBlock = 100 // entries that a block may have
	for from := 0; from < len(part); from += perBlock {
		block := part[from:min(from+perBlock, len(part))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, g := range block {
			fmt.Fprintf(&b, "<%02x><", from+i+firstCode)
			for _, u := range utf16.AppendRune(nil, g.Rune) {
				fmt.Fprintf(&b, "%04x", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap end end\n")
	return b.Bytes()
}
