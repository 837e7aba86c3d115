package render

import (
	"image/color"

	"github.com/goecg/goecg/measure"
)

// cellMarks draws what was found at its place in a cell between the heights top and low.
func (d *Document) cellMarks(out *Drawing, c *cell, y, top, low float64) {
	r := d.src.Report
	if r != nil && usable(r.RateHz) {
		if d.opt.Fiducials {
			d.fiducials(out, c, y)
		}
		if c.row == d.lineRows()-1 || len(d.arr.rhythm) == 0 && c.row == d.arr.rows-1 {
			if d.opt.Beats {
				d.beats(out, c, low)
			}
			if !d.opt.HideSpikes {
				d.spikes(out, c, low)
			}
		}
	}
	for _, m := range d.src.Marks {
		if m.Trace != 0 && m.Trace != c.number || !(m.At >= c.from && m.At < c.to) {
			continue
		}
		x := c.at(d, m.At)
		if m.Line {
			out.Pairs(LayerMarks, m.Color, markLine, []Point{{x, top}, {x, low}})
		}
		if m.Text == "" {
			continue
		}
		const tick = 2.0 // mm
		at := Point{x, top + markSize}
		stroke := at.Y + tickGap
		if m.Below {
			at.Y = low - labelRoom
			stroke = at.Y - markSize - tick
		}
		if m.Tick {
			out.Pairs(LayerMarks, m.Color, 2*markLine, []Point{{x, stroke}, {x, stroke + tick}})
		}
		s := out.Write(LayerMarks, m.Color, markSize, at, m.Text)
		s.Anchor, s.Bold = AnchorMiddle, true
	}
}

// The distance of labels from the lower border of their row, and what is kept free for the classes of beats, mm.
const (
	labelRoom = 1.0
	beatRoom  = 4.0
	tickGap   = 0.6
)

// classColor tells beats of other classes than normal apart.
func classColor(class string) color.NRGBA {
	switch class {
	case "N":
		return ColorDim
	case "V":
		return ColorRed
	case "S":
		return ColorBlue
	}
	return colorPurple
}

// beats writes the class of each beat below it, and the RR interval in ms between two.
func (d *Document) beats(out *Drawing, c *cell, low float64) {
	const leastRR = 7.0 // mm between beats for the interval to have room
	before, last, known := 0.0, 0.0, false
	for _, b := range d.src.Report.Beats {
		t := d.beatTime(b.Sample)
		if t >= c.to {
			break
		}
		if t < c.from {
			continue
		}
		x := c.at(d, t)
		s := out.Write(LayerMarks, classColor(b.Class.String()), markSize, Point{x, low - labelRoom}, b.Class.String())
		s.Anchor, s.Bold = AnchorMiddle, true
		if known && x-before > leastRR {
			rr := out.Write(LayerMarks, ColorDim, tinySize, Point{(x + before) / 2, low - labelRoom}, number((t-last)*1000, 0))
			rr.Anchor = AnchorMiddle
		}
		before, last, known = x, t, true
	}
}

// spikes draws a stroke below each pacing spike.
func (d *Document) spikes(out *Drawing, c *cell, low float64) {
	const high, above = 2.5, 4.0 // mm
	var points []Point
	for _, s := range d.src.Report.Pacing.Spikes {
		if t := d.beatTime(s); t >= c.from && t < c.to {
			x := c.at(d, t)
			points = append(points, Point{x, low - above - high}, Point{x, low - above})
		}
	}
	out.Pairs(LayerMarks, colorPurple, 2*markLine, points)
}

// fiducials marks the waves of each beat: strokes at onset and end, a dot at the peak.
func (d *Document) fiducials(out *Drawing, c *cell, y float64) {
	const half, dot = 1.8, 0.9 // mm
	for _, wave := range []struct {
		color color.NRGBA
		of    func(*measure.Fiducials) (on, peak, off int)
	}{
		{ColorBlue, func(f *measure.Fiducials) (on, peak, off int) { return f.POn, f.PPeak, f.POff }},
		{ColorRed, func(f *measure.Fiducials) (on, peak, off int) { return f.QRSOn, f.R, f.QRSOff }},
		{ColorGreen, func(f *measure.Fiducials) (on, peak, off int) { return f.TOn, f.TPeak, f.TOff }},
	} {
		var strokes []Point
		for i := range c.trace.Fiducials {
			on, peak, off := wave.of(&c.trace.Fiducials[i].Fiducials)
			for _, s := range []int{on, off} {
				if t := d.beatTime(s); s != measure.None && t >= c.from && t < c.to {
					x, h := c.at(d, t), c.heightAt(t, y)
					strokes = append(strokes, Point{x, h - half}, Point{x, h + half})
				}
			}
			if t := d.beatTime(peak); peak != measure.None && t >= c.from && t < c.to {
				p := Point{c.at(d, t), c.heightAt(t, y)}
				out.Line(LayerMarks, wave.color, dot, p, p)
			}
		}
		out.Pairs(LayerMarks, wave.color, markLine, strokes)
	}
}
