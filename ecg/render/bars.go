package render

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

const (
	barsHigh  = 17.0 // mm
	barWide   = 3.0
	barStep   = 11.0
	barMost   = 5.0 // height of the longest bar that is drawn whole
	barPerMV  = 10.0
	barShowUV = 100 // from which a bar is red
)

// bars draws ST at J+60 ms of each lead as a bar of 10 mm/mV above or below a line.
func (d *Document) bars(out *Drawing) {
	const uvPerMV = 1000
	title := text{x: d.left, y: d.head.barTop + smallSize, s: d.say(wordSTBars), alt: wordSTBars.en, size: smallSize, color: ColorDim, max: d.wide}
	d.write(out, &title)
	middle := d.head.barTop + barsHigh/2
	x := d.left + barStep/2 + TextWidth(wordSTBars.in(d.opt.Lang), smallSize, false)
	for i := range d.src.Report.Leads {
		l := &d.src.Report.Leads[i]
		if !ecg.Known(l.ST60) {
			continue
		}
		if x+barStep/2 > d.left+d.wide {
			return
		}
		name := l.Lead.String()
		if name == "" {
			name = l.Label
		}
		st := float64(l.ST60)
		high := max(-barMost, min(barMost, st/uvPerMV*barPerMV))
		c := ColorDim
		if st >= barShowUV || st <= -barShowUV {
			c = ColorRed
		}
		out.Line(LayerMarks, ColorInk, fineLine, Point{x - barStep/2, middle}, Point{x + barStep/2, middle})
		if high != 0 {
			out.Rect(LayerText, c, x-barWide/2, min(middle, middle-high), barWide, max(high, -high))
		}
		s := out.Write(LayerText, ColorInk, smallSize, Point{x, d.head.barTop + barsHigh - smallSize - 0.4}, name)
		s.Anchor, s.Alt = AnchorMiddle, name
		v := fixed(st/uvPerMV, 2)
		if strings.ContainsAny(v, "123456789") && st > 0 {
			v = "+" + v
		}
		s = out.Write(LayerText, c, tinySize, Point{x, d.head.barTop + barsHigh - 0.4}, v)
		s.Anchor = AnchorMiddle
		x += barStep
	}
}
