package render

import (
	"image/color"
	"math"
	"strings"
)

// Sizes of text, mm an em, and the distance of lines of text.
const (
	nameSize  = 4.2
	headSize  = 2.7
	leadSize  = 3.2
	markSize  = 2.6
	smallSize = 2.2
	tinySize  = 1.9

	pitch     = 3.6 // from line to line
	namePitch = 4.8
	headEnd   = 2.2 // below the last line
	blockGap  = 4.0 // between the blocks of the header
)

// Shares of the header's width.
const (
	patientShare  = 0.31
	measuredShare = 0.25
	wideHeader    = 230.0 // mm, from which three blocks stand side by side with findings in two columns where they are many
)

// text is one line of the header at its place.
type text struct {
	x, y   float64 // y from the top of the page
	s, alt string  // as in Shape
	size   float64
	bold   bool
	color  color.NRGBA
	anchor Anchor
	max    float64
}

// header is the part of the page above the paper.
type header struct {
	texts  []text
	barTop float64 // of the ST bars, 0 without
	bottom float64
}

// block fills a column of the header from the top.
type block struct {
	d       *Document
	h       *header
	x, wide float64
	y       float64
}

func (b *block) add(p phrase, size float64, bold bool, c color.NRGBA, step float64) {
	b.write(b.d.say(p), p.en, size, bold, c, step)
}

// write writes s on a line of its own, or alt where no font has the characters of s.
func (b *block) write(s, alt string, size float64, bold bool, c color.NRGBA, step float64) {
	b.y += step
	b.h.texts = append(b.h.texts, text{x: b.x, y: b.y, s: s, alt: alt, size: size, bold: bold, color: c, max: b.wide})
}

func (b *block) line(p phrase) { b.add(p, headSize, false, ColorInk, pitch) }

// pair writes a name and, in a column of its own, a value.
func (b *block) pair(name, value phrase, column float64) {
	b.y += pitch
	b.h.texts = append(b.h.texts,
		text{x: b.x, y: b.y, s: b.d.say(name), alt: name.en, size: headSize, color: ColorInk, max: column - 1},
		text{x: b.x + column, y: b.y, s: b.d.say(value), alt: value.en, size: headSize, bold: true, color: ColorInk, max: b.wide - column})
}

// planHeader fills the header.
func (d *Document) planHeader() header {
	h := header{}
	x, wide := d.left, d.wide
	top := topMargin
	if s := d.src.Heading; s != "" {
		b := block{d: d, h: &h, x: x, wide: wide, y: top - pitch}
		b.add(same("%s", s), nameSize, true, ColorInk, namePitch)
		top = b.y + headEnd
	}
	if d.opt.HideHeader {
		h.texts = append(h.texts, text{x: x + wide, y: top, s: d.say(wordUnconfirmed), alt: wordUnconfirmed.en,
			size: headSize, bold: true, color: ColorRed, anchor: AnchorEnd, max: wide})
		h.bottom = top + headEnd
		return h
	}
	top -= pitch / 2
	gaps := blockGap
	left := block{d: d, h: &h, x: x, wide: wide*patientShare - gaps, y: top}
	left.patient()
	middle := block{d: d, h: &h, x: x + wide*patientShare, wide: wide*measuredShare - gaps, y: top}
	middle.measured()
	share := patientShare + measuredShare
	if d.src.Report == nil {
		share = patientShare
	}
	right := block{d: d, h: &h, x: x + wide*share, wide: wide * (1 - share), y: top}
	right.findings()
	h.bottom = max(left.y, middle.y, right.y) + headEnd
	if d.opt.STBars && d.src.Report != nil {
		h.barTop = h.bottom
		h.bottom += barsHigh
	}
	return h
}

// measured writes the measurements.
func (b *block) measured() {
	r := b.d.src.Report
	if r == nil {
		return
	}
	const column = 0.56 // of the block, for the names
	c := b.wide * column
	pair := func(name phrase, value string, unit phrase) {
		if !strings.ContainsAny(value, "0123456789") { // nothing was measured
			unit = phrase{}
		}
		b.pair(name, join(" ", same("%s", value), unit), c)
	}
	ms := same("ms")
	pair(wordRate, number(r.HeartRate, 0), wordPerMin)
	pair(wordP, number(r.P, 0), ms)
	pair(wordPR, number(r.PR, 0), ms)
	pair(wordQRS, number(r.QRS, 0), ms)
	pair(wordQT, number(r.QT, 0)+"/"+number(r.QTc.Bazett, 0), ms)
	pair(wordQTcF, number(r.QTc.Fridericia, 0), ms)
	pair(wordAxes, number(r.Axis.P, 0)+"/"+number(r.Axis.QRS, 0)+"/"+number(r.Axis.T, 0), same("°"))
	if rv5, sv1, ok := voltages(r); ok {
		const uvPerMV = 1000
		pair(wordRV5SV1, fixed(rv5/uvPerMV, 2)+"/"+fixed(sv1/uvPerMV, 2), same("mV"))
		pair(wordSokolow, fixed((rv5+sv1)/uvPerMV, 2), same("mV"))
	}
	if g := r.Quality.Grade; g != "" {
		pair(wordQuality, g, phrase{})
	}
	const long = 60 // s from which a page is a small part of what was measured
	if usable(r.RateHz) && float64(r.Samples)/r.RateHz > long {
		pair(wordWhole, clock(math.Round(float64(r.Samples)/r.RateHz)), phrase{})
	}
}

// drawHeader writes the header.
func (d *Document) drawHeader(out *Drawing) {
	for i := range d.head.texts {
		d.write(out, &d.head.texts[i])
	}
	if d.head.barTop > 0 {
		d.bars(out)
	}
}

// write writes one text, cut to its room.
func (d *Document) write(out *Drawing, t *text) {
	s := out.Write(LayerText, t.color, t.size, Point{t.x, t.y}, fit(printable(t.s), t.size, t.bold, t.max))
	s.Bold, s.Anchor, s.MaxWidth = t.bold, t.anchor, t.max
	s.Alt = fit(printable(t.alt), t.size, t.bold, t.max)
}
