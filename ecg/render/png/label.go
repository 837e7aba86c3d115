package png

import (
	"image"
	"math"

	"golang.org/x/image/font/sfnt"

	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// label paints a text.
func (c *canvas) label(h *render.Shape) {
	glyphs, width := c.fonts.Shape(c.fonts.Text(h), h.Bold)
	if len(glyphs) == 0 || !(h.Size > 0) {
		return
	}
	x, narrow := typeface.Place(h, width*h.Size)
	ppem := h.Size * c.perMM
	left, base := x*c.perMM, h.Points[0].Y*c.perMM
	const above, below = 1.3, 0.5 // em from the baseline that letters may reach
	r := image.Rect(clampInt(math.Floor(left-ppem)), clampInt(math.Floor(base-above*ppem)),
		clampInt(math.Ceil(left+(width*narrow+1)*ppem)), clampInt(math.Ceil(base+below*ppem))).Intersect(c.img.Rect)
	if r.Empty() {
		return
	}
	c.raster.Reset(r.Dx(), r.Dy())
	const unit = 64 // sub-pixels of the outlines
	for _, g := range glyphs {
		ox, oy := left+g.X*ppem*narrow-float64(r.Min.X), base-float64(r.Min.Y)
		at := func(k int, s *sfnt.Segment) (x, y float32) {
			return float32(ox + float64(s.Args[k].X)/unit*narrow), float32(oy + float64(s.Args[k].Y)/unit)
		}
		outline := c.fonts.Outline(g, ppem)
		for i := range outline {
			s := &outline[i]
			x0, y0 := at(0, s)
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				if i > 0 {
					c.raster.ClosePath()
				}
				c.raster.MoveTo(x0, y0)
			case sfnt.SegmentOpLineTo:
				c.raster.LineTo(x0, y0)
			case sfnt.SegmentOpQuadTo:
				x1, y1 := at(1, s)
				c.raster.QuadTo(x0, y0, x1, y1)
			case sfnt.SegmentOpCubeTo:
				x1, y1 := at(1, s)
				x2, y2 := at(2, s)
				c.raster.CubeTo(x0, y0, x1, y1, x2, y2)
			}
		}
		c.raster.ClosePath()
	}
	c.raster.Draw(c.img, r, image.NewUniform(h.Color), image.Point{})
}
