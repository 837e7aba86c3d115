package png

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"

	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// canvas is a picture being painted.
type canvas struct {
	img    *image.RGBA
	perMM  float64
	fonts  *typeface.Set
	raster vector.Rasterizer
	mask   []uint8 // how much of each pixel the shape at hand covers
	dirty  image.Rectangle
}

func (c *canvas) reset(wide, high int, perMM float64, fonts *typeface.Set) {
	c.perMM, c.fonts = perMM, fonts
	if c.img == nil || c.img.Rect.Dx() != wide || c.img.Rect.Dy() != high {
		c.img = image.NewRGBA(image.Rect(0, 0, wide, high))
		c.mask = make([]uint8, wide*high)
	}
	for i := range c.img.Pix {
		c.img.Pix[i] = 255
	}
}

func (c *canvas) paint(h *render.Shape) {
	if len(h.Points) == 0 {
		return
	}
	for _, p := range h.Points {
		if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
			return
		}
	}
	switch h.Kind {
	case render.Segments:
		for i := 0; i+1 < len(h.Points); i += 2 {
			if h.Layer != render.LayerPaper || !c.ruled(h, h.Points[i], h.Points[i+1]) {
				c.stroke(h.Points[i], h.Points[i+1], h.Width)
			}
		}
		c.blend(h.Color)
	case render.Polyline:
		if len(h.Points) == 1 {
			c.stroke(h.Points[0], h.Points[0], h.Width)
		}
		for i := 1; i < len(h.Points); i++ {
			c.stroke(h.Points[i-1], h.Points[i], h.Width)
		}
		c.blend(h.Color)
	case render.Area:
		c.area(h)
	case render.Label:
		c.label(h)
	}
}

// leastShade keeps lines visible that are thinner than a pixel.
const leastShade = 0.6

// ruled paints a line of the paper on whole pixels; false when it is neither upright nor level.
func (c *canvas) ruled(h *render.Shape, p, q render.Point) bool {
	wide := h.Width * c.perMM
	n := max(1, int(math.Round(wide)))
	place := func(v float64) (int, int) {
		a := int(math.Round(v*c.perMM - float64(n)/2))
		return a, a + n
	}
	along := func(a, b float64) (int, int) {
		a, b = min(a, b)*c.perMM, max(a, b)*c.perMM
		return int(math.Floor(a)), int(math.Ceil(b))
	}
	var r image.Rectangle
	switch {
	case p.X == q.X:
		r.Min.X, r.Max.X = place(p.X)
		r.Min.Y, r.Max.Y = along(p.Y, q.Y)
	case p.Y == q.Y:
		r.Min.Y, r.Max.Y = place(p.Y)
		r.Min.X, r.Max.X = along(p.X, q.X)
	default:
		return false
	}
	r = r.Intersect(c.img.Rect)
	cover := uint8(255)
	if wide < 1 {
		cover = uint8(255 * max(wide, leastShade))
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := c.mask[y*c.img.Rect.Dx()+r.Min.X:][:r.Dx()]
		for i := range row {
			row[i] = max(row[i], cover)
		}
	}
	c.dirty = c.dirty.Union(r)
	return true
}

// stroke covers the pixels along a line with round ends. A pixel's share is taken from the distance of its middle.
func (c *canvas) stroke(p, q render.Point, width float64) {
	const half = 0.5 // of a pixel
	x0, y0, x1, y1 := p.X*c.perMM-half, p.Y*c.perMM-half, q.X*c.perMM-half, q.Y*c.perMM-half
	radius := max(width*c.perMM/2, half)
	far := radius + half
	if y0 > y1 {
		x0, y0, x1, y1 = x1, y1, x0, y0
	}
	dx, dy := x1-x0, y1-y0
	length := dx*dx + dy*dy
	wide, high := c.img.Rect.Dx(), c.img.Rect.Dy()
	top, low := max(0, clampInt(math.Ceil(y0-far))), min(high-1, clampInt(math.Floor(y1+far)))
	for y := top; y <= low; y++ {
		fy := float64(y)
		a, b := x0, x1 // the part of the line that may be near this row
		if dy > 0 {
			a = x0 + dx*max(0, (fy-far-y0)/dy)
			b = x0 + dx*min(1, (fy+far-y0)/dy)
		}
		left, right := max(0, clampInt(math.Ceil(min(a, b)-far))), min(wide-1, clampInt(math.Floor(max(a, b)+far)))
		if left > right {
			continue
		}
		c.dirty = c.dirty.Union(image.Rect(left, y, right+1, y+1))
		row := c.mask[y*wide:][:wide]
		for x := left; x <= right; x++ {
			ex, ey := float64(x)-x0, fy-y0
			if length > 0 {
				t := min(1, max(0, (ex*dx+ey*dy)/length))
				ex, ey = ex-t*dx, ey-t*dy
			}
			square := ex*ex + ey*ey
			if square >= far*far {
				continue
			}
			cover := uint8(255)
			if d := far - math.Sqrt(square); d < 1 {
				cover = uint8(d*255 + half)
			}
			row[x] = max(row[x], cover)
		}
	}
}

// clampInt turns a coordinate into an int that is safe on every machine.
func clampInt(v float64) int { return int(max(-1e9, min(1e9, v))) }

// blend paints what the mask covers and clears it.
func (c *canvas) blend(col color.NRGBA) {
	wide := c.img.Rect.Dx()
	r, g, b, a := uint32(col.R), uint32(col.G), uint32(col.B), uint32(col.A)
	for y := c.dirty.Min.Y; y < c.dirty.Max.Y; y++ {
		row := c.mask[y*wide+c.dirty.Min.X:][:c.dirty.Dx()]
		pix := c.img.Pix[y*c.img.Stride+4*c.dirty.Min.X:]
		for i, m := range row {
			if m == 0 {
				continue
			}
			row[i] = 0
			k := uint32(m) * a // of 255*255
			const one = 255 * 255
			p := pix[4*i : 4*i+3 : 4*i+3]
			p[0] = uint8((uint32(p[0])*(one-k) + r*k + one/2) / one)
			p[1] = uint8((uint32(p[1])*(one-k) + g*k + one/2) / one)
			p[2] = uint8((uint32(p[2])*(one-k) + b*k + one/2) / one)
		}
	}
	c.dirty = image.Rectangle{}
}

// area paints a polygon.
func (c *canvas) area(h *render.Shape) {
	lo, hi := h.Points[0], h.Points[0]
	for _, p := range h.Points {
		lo = render.Point{X: min(lo.X, p.X), Y: min(lo.Y, p.Y)}
		hi = render.Point{X: max(hi.X, p.X), Y: max(hi.Y, p.Y)}
	}
	r := image.Rect(clampInt(math.Floor(lo.X*c.perMM)), clampInt(math.Floor(lo.Y*c.perMM)),
		clampInt(math.Ceil(hi.X*c.perMM)), clampInt(math.Ceil(hi.Y*c.perMM)))
	if r = r.Intersect(c.img.Rect); r.Empty() {
		return
	}
	c.raster.Reset(r.Dx(), r.Dy())
	for i, p := range h.Points {
		x, y := float32(p.X*c.perMM-float64(r.Min.X)), float32(p.Y*c.perMM-float64(r.Min.Y))
		if i == 0 {
			c.raster.MoveTo(x, y)
		} else {
			c.raster.LineTo(x, y)
		}
	}
	c.raster.ClosePath()
	c.raster.Draw(c.img, r, image.NewUniform(h.Color), image.Point{})
}
