package typeface

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/goecg/goecg/ecg/render"
)

// Numbers of the fonts of a Set.
const (
	Regular = iota
	Bold
	Fallback // for Chinese

	fontCount
)

// Set is a set of fonts. It is for one goroutine at a time.
type Set struct {
	fonts    [fontCount]*sfnt.Font
	path     string // of the Chinese font
	searched bool
	buf      sfnt.Buffer
	missing  map[rune]bool
}

// Load returns the fonts of the program and the one in file. With an empty name the Chinese font is looked for on the computer as
// soon as a text needs it; see [Set.Path] and [Set.Missing] for the outcome.
func Load(file string) (*Set, error) {
	s := &Set{missing: make(map[rune]bool)}
	for i, data := range [][]byte{Regular: goregular.TTF, Bold: gobold.TTF} {
		f, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("typeface: Go font: %w", err)
		}
		s.fonts[i] = f
	}
	if file != "" {
		f, err := open(file)
		if err != nil {
			return nil, err
		}
		s.fonts[Fallback], s.path, s.searched = f, file, true
	}
	return s, nil
}

// LoadLatin returns the fonts of the program alone, which give the same pictures on every computer.
func LoadLatin() (*Set, error) {
	s, err := Load("")
	if err == nil {
		s.searched = true
	}
	return s, err
}

// Path is the file of the Chinese font, "" when there is none or none was needed yet.
func (s *Set) Path() string { return s.path }

// Missing lists the characters that no font had in any text so far, in rising order.
func (s *Set) Missing() []rune {
	var list []rune
	for r := range s.missing {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}

// Reset forgets what was missing.
func (s *Set) Reset() { clear(s.missing) }

// Glyph is a letter at its place.
type Glyph struct {
	Font  int // number in the Set
	Index sfnt.GlyphIndex
	Rune  rune
	X     float64 // em from the start of the text
	Copy  bool    // painted over the letter before it to make that bold
}

// boldShift is how far apart the two copies of a letter are that stand for bold where there is no bold font, em.
const boldShift = 0.025

// Shape places the letters of a text; width is in em.
func (s *Set) Shape(text string, bold bool) (glyphs []Glyph, width float64) {
	for _, r := range text {
		n, index := s.find(r, bold)
		if n < 0 {
			continue
		}
		glyphs = append(glyphs, Glyph{Font: n, Index: index, Rune: r, X: width})
		if bold && n == Fallback {
			glyphs = append(glyphs, Glyph{Font: n, Index: index, Rune: r, X: width + boldShift, Copy: true})
		}
		f := s.fonts[n]
		per := f.UnitsPerEm()
		if a, err := f.GlyphAdvance(&s.buf, index, fixed.Int26_6(per), font.HintingNone); err == nil {
			width += float64(a) / float64(per)
		}
	}
	return glyphs, width
}

// find returns the font and the glyph of a character, -1 when there is none.
func (s *Set) find(r rune, bold bool) (int, sfnt.GlyphIndex) {
	first := Regular
	if bold {
		first = Bold
	}
	if i, ok := s.glyph(first, r); ok {
		return first, i
	}
	if !s.searched && r > unicode.MaxLatin1 {
		s.searched = true
		s.fonts[Fallback], s.path = search()
	}
	if i, ok := s.glyph(Fallback, r); ok {
		return Fallback, i
	}
	return -1, 0
}

func (s *Set) glyph(n int, r rune) (sfnt.GlyphIndex, bool) {
	if s.fonts[n] == nil {
		return 0, false
	}
	i, err := s.fonts[n].GlyphIndex(&s.buf, r)
	return i, err == nil && i != 0
}

// has reports whether every character of a text can be drawn.
func (s *Set) has(text string, bold bool) bool {
	for _, r := range text {
		if n, _ := s.find(r, bold); n < 0 {
			return false
		}
	}
	return true
}

// Text gives what to write for a label: its text, else its other wording, with characters spelled that no font has.
func (s *Set) Text(h *render.Shape) string {
	if s.has(h.Text, h.Bold) {
		return h.Text
	}
	for _, r := range h.Text {
		if n, _ := s.find(r, h.Bold); n < 0 {
			s.missing[r] = true
		}
	}
	text := h.Alt
	if text == "" {
		text = h.Text
	}
	if s.has(text, h.Bold) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if n, _ := s.find(r, h.Bold); n >= 0 {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "[U+%04X]", r)
		}
	}
	return b.String()
}

// Outline returns the outline of a glyph at ppem pixels an em, y downward from the baseline. It is valid until the next call; nil
// for what has no outline.
func (s *Set) Outline(g Glyph, ppem float64) sfnt.Segments {
	const unit = 64
	seg, err := s.fonts[g.Font].LoadGlyph(&s.buf, g.Index, fixed.Int26_6(ppem*unit), nil)
	if err != nil {
		return nil
	}
	return seg
}

// Place returns where in mm the text of a shape begins, width mm wide when drawn as it is, and by what factor it has to be
// narrowed to keep within the room of its label: 1 for not at all.
func Place(h *render.Shape, width float64) (x, narrow float64) {
	narrow = 1
	if h.MaxWidth > 0 && width > h.MaxWidth {
		narrow = h.MaxWidth / width
	}
	x = h.Points[0].X
	switch h.Anchor {
	case render.AnchorMiddle:
		x -= width * narrow / 2
	case render.AnchorEnd:
		x -= width * narrow
	}
	return x, narrow
}
