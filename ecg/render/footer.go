package render

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/version"
)

const (
	footerLine = 3.4 // from the paper to the first line of the footer
	footerStep = 3.0
	leftShare  = 0.68 // of the width
)

// footer writes below the paper how to read it.
func (d *Document) footer(out *Drawing, page int) {
	y := d.gridTop + d.gridHigh + footerLine
	const gap, sizes = "  ·  ", headSize
	var left []phrase
	left = append(left, same("%s mm/s", number(d.opt.Speed, 2)), same("%s mm/mV", number(d.opt.Gain, 2)), d.filters())
	if r := d.rate(); r > 0 {
		left = append(left, same("%s Hz", number(r, 1)))
	}
	if d.src.Processing != "" {
		left = append(left, same("%s", d.src.Processing))
	}
	if d.together {
		left = append(left, wordTogether)
	}
	put := func(p phrase, x, y, size float64, anchor Anchor, max float64, bold bool) {
		d.write(out, &text{x: x, y: y, s: d.say(p), alt: p.en, size: size, color: ColorInk, anchor: anchor, max: max, bold: bold})
	}
	right := join("   ", same("%s", version.String), d.pageOf(page))
	room := d.wide * leftShare
	put(join(gap, left...), d.left, y, sizes, AnchorStart, room, false)
	put(right, d.left+d.wide, y, sizes, AnchorEnd, d.wide-room-1, false)
	y += footerStep
	put(wordUnconfirmed, d.left+d.wide, y, smallSize, AnchorEnd, d.wide-room-1, true)
	const most = 2 // lines of explanations
	p := d.legend(out)
	alt := wrap(p.en, smallSize, false, room)
	for i, s := range wrap(d.say(p), smallSize, false, room) {
		if i == most {
			break
		}
		t := text{x: d.left, y: y + float64(i)*footerStep, s: s, size: smallSize, color: ColorInk, max: room}
		if i < len(alt) {
			t.alt = alt[i]
		}
		d.write(out, &t)
	}
}

func (d *Document) pageOf(page int) phrase {
	if d.pages < 2 {
		return phrase{}
	}
	n, of := number(float64(page+1), 0), number(float64(d.pages), 0)
	return join(" ", wordPage, same("%s/%s", n, of))
}

// filters words the filters of the recorder.
func (d *Document) filters() phrase {
	var f ecg.Filters
	if d.src.Record != nil {
		f = d.src.Record.Filters
	}
	value := ""
	switch {
	case f.HighPass > 0 && f.LowPass > 0:
		value = number(f.HighPass, 3) + "–" + number(f.LowPass, 1) + " Hz"
	case f.HighPass > 0:
		value = "≥ " + number(f.HighPass, 3) + " Hz"
	case f.LowPass > 0:
		value = "≤ " + number(f.LowPass, 1) + " Hz"
	}
	p := join(" ", wordFilter, same("%s", value))
	if value == "" {
		p = join(" ", wordFilter, wordNotKnown)
	}
	if f.Notch > 0 {
		p = join(" ", p, wordNotch, same("%s Hz", number(f.Notch, 1)))
	}
	return p
}

// rate is the highest sampling rate shown, Hz.
func (d *Document) rate() float64 {
	r := 0.0
	for i := range d.arr.traces {
		r = math.Max(r, d.arr.traces[i].Rate)
	}
	return r
}

// legend explains the marks that are on the page.
func (d *Document) legend(out *Drawing) phrase {
	var list []phrase
	for i := range out.Shapes {
		if s := &out.Shapes[i]; s.Kind == Area && s.Layer == LayerMarks {
			list = append(list, wordCut)
			break
		}
	}
	if d.src.Report != nil {
		if d.opt.Beats && len(d.src.Report.Beats) > 0 {
			list = append(list, wordClasses)
		}
		if d.opt.Fiducials {
			list = append(list, wordWaves)
		}
		if !d.opt.HideSpikes && len(d.src.Report.Pacing.Spikes) > 0 {
			list = append(list, wordSpike)
		}
	}
	return join("; ", list...)
}
