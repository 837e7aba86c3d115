package render

import (
	"bufio"
	"image/color"
	"io"
	"math"
	"strconv"
	"strings"
)

// svgFonts are the fonts of a page: Helvetica and what has its metrics, then Chinese fonts of Linux, macOS and Windows.
const svgFonts = "Helvetica,Arial,'Liberation Sans','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei'," +
	"'WenQuanYi Micro Hei',SimHei,sans-serif"

// svgUnits is how many steps a mm has in the paths: 0.01 mm is finer than any printer.
const svgUnits = 100

// WriteSVG writes a drawing as an SVG 1.1 picture whose width and height are in mm. The same drawing gives the same bytes.
func WriteSVG(w io.Writer, d *Drawing) error {
	s := svgWriter{w: bufio.NewWriterSize(w, 64<<10)}
	s.str(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="`)
	s.num(d.Width)
	s.str(`mm" height="`)
	s.num(d.Height)
	s.str(`mm" viewBox="0 0 `)
	s.num(d.Width)
	s.str(" ")
	s.num(d.Height)
	s.str(`" font-family="` + svgFonts + `">` + "\n<title>")
	s.escape(d.Title)
	s.str("</title>\n" + `<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i := 0; i < len(d.Shapes); {
		j := i
		for j < len(d.Shapes) && d.Shapes[j].Layer == d.Shapes[i].Layer {
			j++
		}
		s.str(`<g class="`)
		s.escape(string(d.Shapes[i].Layer))
		s.str(`" fill="none" stroke-linecap="round" stroke-linejoin="round">` + "\n")
		for k := i; k < j; k++ {
			s.shape(&d.Shapes[k])
		}
		s.str("</g>\n")
		i = j
	}
	s.str("</svg>\n")
	return s.w.Flush()
}

// svgWriter writes; errors stay with its bufio.Writer until Flush.
type svgWriter struct {
	w   *bufio.Writer
	buf []byte
}

func (s *svgWriter) str(t string) { _, _ = s.w.WriteString(t) }

// num writes at most three decimals.
func (s *svgWriter) num(v float64) {
	v = math.Round(v*1000) / 1000
	if v == 0 {
		v = 0 // no negative zero
	}
	s.buf = strconv.AppendFloat(s.buf[:0], v, 'f', -1, 64)
	_, _ = s.w.Write(s.buf)
}

func (s *svgWriter) escape(t string) {
	for _, r := range t {
		switch r {
		case '&':
			s.str("&amp;")
		case '<':
			s.str("&lt;")
		case '>':
			s.str("&gt;")
		case '"':
			s.str("&quot;")
		default:
			if shown(r) { // XML has no way to write control characters
				_, _ = s.w.WriteRune(r)
			}
		}
	}
}

func (s *svgWriter) paint(name string, c color.NRGBA) {
	const hex = "0123456789abcdef"
	b := [...]byte{'#', hex[c.R>>4], hex[c.R&15], hex[c.G>>4], hex[c.G&15], hex[c.B>>4], hex[c.B&15]}
	s.str(" " + name + `="`)
	_, _ = s.w.Write(b[:])
	s.str(`"`)
	if c.A != 255 {
		s.str(" " + name + `-opacity="`)
		s.num(float64(c.A) / 255)
		s.str(`"`)
	}
}

func (s *svgWriter) shape(h *Shape) {
	if len(h.Points) == 0 {
		return
	}
	switch h.Kind {
	case Segments:
		s.pairs(h)
	case Polyline:
		s.open(h)
		s.path(h.Points)
		s.str("\"/>\n")
	case Area:
		s.str("<path")
		s.paint("fill", h.Color)
		s.str(` transform="scale(.01)" d="`)
		s.path(h.Points)
		s.str("z\"/>\n")
	case Label:
		s.label(h)
	}
}

// open begins a stroked path; points are in steps of 0.01 mm.
func (s *svgWriter) open(h *Shape) {
	s.str("<path")
	s.paint("stroke", h.Color)
	s.str(` stroke-width="`)
	s.num(h.Width * svgUnits)
	s.str(`" transform="scale(.01)" d="`)
}

func steps(v float64) int64 { return int64(math.Round(v * svgUnits)) }

func (s *svgWriter) path(points []Point) {
	x, y := steps(points[0].X), steps(points[0].Y)
	b := append(s.buf[:0], 'M')
	b = strconv.AppendInt(b, x, 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, y, 10)
	drawn := false
	for _, p := range points[1:] {
		px, py := steps(p.X), steps(p.Y)
		if drawn && px == x && py == y {
			continue
		}
		if !drawn {
			b = append(b, 'l')
		} else if px >= x {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, px-x, 10)
		if py >= y {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, py-y, 10)
		x, y, drawn = px, py, true
	}
	s.buf = b
	_, _ = s.w.Write(b)
}

func (s *svgWriter) pairs(h *Shape) {
	s.open(h)
	b := s.buf[:0]
	for i := 0; i+1 < len(h.Points); i += 2 {
		x, y := steps(h.Points[i].X), steps(h.Points[i].Y)
		px, py := steps(h.Points[i+1].X), steps(h.Points[i+1].Y)
		b = append(b, 'M')
		b = strconv.AppendInt(b, x, 10)
		b = append(b, ' ')
		b = strconv.AppendInt(b, y, 10)
		switch {
		case y == py:
			b = append(b, 'h')
			b = strconv.AppendInt(b, px-x, 10)
		case x == px:
			b = append(b, 'v')
			b = strconv.AppendInt(b, py-y, 10)
		default:
			b = append(b, 'L')
			b = strconv.AppendInt(b, px, 10)
			b = append(b, ' ')
			b = strconv.AppendInt(b, py, 10)
		}
	}
	s.buf = b
	_, _ = s.w.Write(b)
	s.str("\"/>\n")
}

var svgAnchors = [...]string{AnchorMiddle: ` text-anchor="middle"`, AnchorEnd: ` text-anchor="end"`}

func (s *svgWriter) label(h *Shape) {
	if strings.TrimSpace(h.Text) == "" {
		return
	}
	s.str(`<text x="`)
	s.num(h.Points[0].X)
	s.str(`" y="`)
	s.num(h.Points[0].Y)
	s.str(`" font-size="`)
	s.num(h.Size)
	s.str(`"`)
	s.paint("fill", h.Color)
	if int(h.Anchor) < len(svgAnchors) {
		s.str(svgAnchors[h.Anchor])
	}
	if h.Bold {
		s.str(` font-weight="bold"`)
	}
	if h.MaxWidth > 0 && TextWidth(h.Text, h.Size, h.Bold) > h.MaxWidth {
		s.str(` lengthAdjust="spacingAndGlyphs" textLength="`)
		s.num(h.MaxWidth)
		s.str(`"`)
	}
	s.str(">")
	s.escape(h.Text)
	s.str("</text>\n")
}
