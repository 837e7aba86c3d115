package pdf

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"image/color"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"

	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
	"github.com/goecg/goecg/internal/version"
)

const pointsPerMM = 72 / 25.4

// Numbers of the objects that are written last but are referred to before.
const (
	objectCatalog = 1 + iota
	objectPages
	objectResources
	objectInfo
	firstObject
)

// Write writes the drawings as the pages of a document; nil fonts are those of the program and, when needed, a Chinese one of the
// computer. Coordinates that are no finite numbers leave their shape out.
func Write(w io.Writer, pages iter.Seq[*render.Drawing], fonts *typeface.Set) error {
	if fonts == nil {
		var err error
		if fonts, err = typeface.Load(""); err != nil {
			return err
		}
	}
	d := &document{w: bufio.NewWriter(w), letters: newLetters(fonts), alphas: make(map[uint8]bool)}
	d.put("%s", "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n") // bytes above 127 tell programs that it is no text
	d.offsets = make([]int, firstObject)
	var list []int
	title := ""
	for page := range pages {
		title = page.Title
		list = append(list, d.page(page))
	}
	d.finish(list, title)
	return d.w.Flush()
}

// document is a file being written. Errors stay with the bufio.Writer until Flush.
type document struct {
	w       *bufio.Writer
	at      int
	offsets []int // of each object
	content bytes.Buffer
	packed  bytes.Buffer
	letters *letters
	alphas  map[uint8]bool // opacities in use
}

func (d *document) put(format string, args ...any) {
	n, _ := fmt.Fprintf(d.w, format, args...)
	d.at += n
}

// object begins object n, or the next free one for 0, and returns its number.
func (d *document) object(n int) int {
	if n == 0 {
		n = len(d.offsets)
		d.offsets = append(d.offsets, 0)
	}
	d.offsets[n] = d.at
	d.put("%d 0 obj\n", n)
	return n
}

// stream writes an object that holds data, compressed.
func (d *document) stream(data []byte) int {
	d.packed.Reset()
	z := zlib.NewWriter(&d.packed)
	_, _ = z.Write(data)
	_ = z.Close()
	n := d.object(0)
	d.put("<</Length %d/Filter/FlateDecode>>\nstream\n", d.packed.Len())
	k, _ := d.w.Write(d.packed.Bytes())
	d.at += k
	d.put("\nendstream\nendobj\n")
	return n
}

func number(v float64) string {
	const steps = 1000
	v = math.Round(v*steps) / steps
	if v == 0 {
		v = 0 // no negative zero
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// page writes a page and returns its object.
func (d *document) page(p *render.Drawing) int {
	b := &d.content
	b.Reset()
	fmt.Fprintf(b, "%s 0 0 %s 0 %s cm 1 J 1 j\n", number(pointsPerMM), number(-pointsPerMM), number(p.Height*pointsPerMM))
	for i := range p.Shapes {
		d.shape(&p.Shapes[i])
	}
	content := d.stream(b.Bytes())
	n := d.object(0)
	d.put("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R>>\nendobj\n",
		objectPages, number(p.Width*pointsPerMM), number(p.Height*pointsPerMM), objectResources, content)
	return n
}

func (d *document) shape(h *render.Shape) {
	for _, p := range h.Points {
		if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
			return
		}
	}
	if len(h.Points) == 0 {
		return
	}
	switch h.Kind {
	case render.Segments, render.Polyline:
		d.stroke(h)
	case render.Area:
		d.color(h.Color, "rg")
		for i, p := range h.Points {
			d.to(p, i == 0)
		}
		d.content.WriteString("f\n")
	case render.Label:
		d.color(h.Color, "rg")
		d.color(h.Color, "RG")
		d.letters.write(&d.content, h)
	}
}

func (d *document) stroke(h *render.Shape) {
	d.color(h.Color, "RG")
	fmt.Fprintf(&d.content, "%s w\n", number(h.Width))
	for i, p := range h.Points {
		if h.Kind == render.Segments && i == len(h.Points)-1 && i%2 == 0 {
			break // without its other end
		}
		d.to(p, i == 0 || h.Kind == render.Segments && i%2 == 0)
	}
	if len(h.Points) == 1 {
		d.to(h.Points[0], false)
	}
	d.content.WriteString("S\n")
}

func (d *document) to(p render.Point, move bool) {
	op := "l"
	if move {
		op = "m"
	}
	fmt.Fprintf(&d.content, "%s %s %s\n", number(p.X), number(p.Y), op)
}

// color sets the color of lines (RG) or areas (rg), and the opacity.
func (d *document) color(c color.NRGBA, op string) {
	const full = 255
	d.alphas[c.A] = true
	fmt.Fprintf(&d.content, "/A%d gs %s %s %s %s\n", c.A, number(float64(c.R)/full), number(float64(c.G)/full), number(float64(c.B)/full), op)
}

// finish writes what all pages share, and the table of objects.
func (d *document) finish(pages []int, title string) {
	fonts := d.letters.objects(d)
	d.object(objectResources)
	d.put("<</Font<<")
	for i, n := range fonts {
		d.put("/F%d %d 0 R", i, n)
	}
	d.put(">>/ExtGState<<")
	var alphas []int
	for a := range d.alphas {
		alphas = append(alphas, int(a))
	}
	slices.Sort(alphas)
	for _, a := range alphas {
		d.put("/A%d<</ca %s/CA %s>>", a, number(float64(a)/255), number(float64(a)/255))
	}
	d.put(">>>>\nendobj\n")
	d.object(objectPages)
	d.put("<</Type/Pages/Count %d/Kids[", len(pages))
	for _, n := range pages {
		d.put("%d 0 R ", n)
	}
	d.put("]>>\nendobj\n")
	d.object(objectCatalog)
	d.put("<</Type/Catalog/Pages %d 0 R>>\nendobj\n", objectPages)
	d.object(objectInfo)
	d.put("<</Producer(%s)/Title(%s)>>\nendobj\n", escape(version.String), escape(title))
	start := d.at
	d.put("xref\n0 %d\n0000000000 65535 f \n", len(d.offsets))
	for _, at := range d.offsets[1:] {
		d.put("%010d 00000 n \n", at)
	}
	d.put("trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(d.offsets), objectCatalog, objectInfo, start)
}

// escape writes a text of ASCII as a PDF string; other characters become question marks.
func escape(s string) string {
	var b []byte
	for _, r := range s {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r > '~':
			b = append(b, '?')
		default:
			b = append(b, byte(r))
		}
	}
	return string(b)
}
