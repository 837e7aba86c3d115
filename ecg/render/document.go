package render

import (
	"math"
	"slices"
)

// Geometry of a page, mm.
const (
	smallSquare, largeSquare = 1.0, 5.0

	margin     = 8.0
	topMargin  = 6.0
	footerRoom = 11.0
	tailRoom   = 5.0  // of paper after the traces
	calLead    = 2.5  // of baseline before and after the calibration pulse
	minRow     = 10.0 // rows that a page without a fixed height is lengthened for
	maxRow     = 45.0
	leastRow   = 2.0
	lineRow    = 22.0 // rows at least so high where several lines share a page
	lineGap    = 4.0  // between lines of several rows
	leastScale = 0.8  // of these heights, which follow the gain
	mostScale  = 2.0
	pulseTime  = 0.2 // s
	pulseUV    = 1000.0
)

// shortShare of what a page holds is the window from which columns go on one after another; in a shorter one every column shows
// its beginning.
const shortShare = 0.8

// Document is a recording laid out on pages. It may be used by one goroutine at a time.
type Document struct {
	src  *Source
	opt  Options
	arr  *arrangement
	cal  float64 // width of the calibration zone
	left float64 // of the paper
	wide float64 // width of the paper

	from, to float64 // the window, s
	lineTime float64 // s in a line
	cellTime float64 // s in a cell
	together bool    // every column begins at the same time
	perPage  int     // lines on a page
	pages    int
	head     header
	gridTop  float64
	gridHigh float64
	height   float64 // of the page

	work work
}

// New plans the pages of src. The errors wrap [ErrOptions]. A Source without samples gives one page that says so.
func New(src *Source, o Options) (*Document, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	clean := *src
	clean.Traces = nil
	for _, t := range src.Traces {
		if t.len() > 0 && usable(t.Rate) && !math.IsNaN(t.Start) && !math.IsInf(t.Start, 0) {
			clean.Traces = append(clean.Traces, t)
		}
	}
	d := &Document{src: &clean, opt: o}
	if d.arr, err = arrange(d.src, &d.opt); err != nil {
		return nil, err
	}
	if err := d.across(); err != nil {
		return nil, err
	}
	if err := d.window(); err != nil {
		return nil, err
	}
	d.down()
	return d, nil
}

// Pages returns the number of pages.
func (d *Document) Pages() int { return d.pages }

// Omitted lists the leads that the layout asked for has no room for.
func (d *Document) Omitted() []string { return d.arr.omitted }

// Options returns the options in force, defaults filled in; a Height of 0 is chosen by content.
func (d *Document) Options() Options { return d.opt }

func up(v, step float64) float64 { return math.Ceil(v/step-1e-9) * step }

// across plans the width.
func (d *Document) across() error {
	d.cal = up(2*calLead+pulseTime*d.opt.Speed, largeSquare)
	room := d.opt.Width - 2*margin
	seconds := (room - d.cal - tailRoom) / d.opt.Speed
	if seconds >= 1 {
		seconds = math.Floor(seconds + 1e-9)
	}
	if !(seconds > 0) {
		return optionError("paper of %g mm is too narrow for %g mm/s", d.opt.Width, d.opt.Speed)
	}
	d.lineTime = seconds
	d.wide = up(d.cal+seconds*d.opt.Speed+tailRoom, largeSquare)
	if d.wide > d.opt.Width {
		d.wide = d.opt.Width
	}
	d.left = (d.opt.Width - d.wide) / 2
	d.cellTime = d.lineTime / float64(d.arr.columns)
	return nil
}

// window settles what is shown of the recording.
func (d *Document) window() error {
	first, last := d.src.span()
	if !(last > first) {
		d.from, d.to = 0, 0
		return nil
	}
	d.from = d.opt.Start
	if d.from >= last || d.opt.Seconds > 0 && d.from+d.opt.Seconds <= first {
		return optionError("nothing was recorded at %g s: the recording lasts from %g to %g s", d.from, math.Round(first), math.Round(last))
	}
	d.from = max(d.from, min(first, 0))
	d.to = last
	if d.opt.Seconds > 0 {
		d.to = min(last, d.from+d.opt.Seconds)
	}
	return nil
}

// down plans the height: lines and rows.
func (d *Document) down() {
	rows := d.lineRows()
	d.height = d.opt.Height
	if d.height == 0 {
		d.height = DefaultHeight
	}
	d.head = d.planHeader()
	d.gridTop = d.head.bottom
	room := func() float64 { return math.Floor((d.height-footerRoom-d.gridTop)/largeSquare) * largeSquare }
	if d.opt.Height == 0 {
		if need := up(float64(rows)*minRow, largeSquare); room() < need {
			d.height = d.gridTop + need + footerRoom
		}
	}
	d.gridHigh = max(room(), largeSquare)
	scale := max(leastScale, min(mostScale, d.opt.Gain/DefaultGain))
	d.perPage = max(1, int(d.gridHigh/(float64(rows)*lineRow*scale+d.gap(2))))
	if d.perPage > 1 {
		high := max(lineRow*scale, min(d.tallest(float64(d.perPage)*d.lineTime), maxRow*scale))
		d.perPage = max(1, int(d.gridHigh/(float64(rows)*high+d.gap(2))))
	}
	lines := max(1, int(math.Ceil((d.to-d.from)/d.lineTime-1e-6)))
	if d.arr.columns > 1 && d.opt.Seconds == 0 {
		lines = min(lines, d.perPage)
	}
	if d.opt.Seconds == 0 {
		lines = min(lines, d.perPage)
		d.to = min(d.to, d.from+float64(lines)*d.lineTime)
	}
	d.pages = (lines + d.perPage - 1) / d.perPage
	d.perPage = min(d.perPage, lines)
	d.together = d.arr.columns > 1 && (d.opt.Simultaneous || d.to-d.from < shortShare*d.lineTime)
	most := up(float64(rows*d.perPage)*maxRow*scale+float64(d.perPage-1)*d.gap(d.perPage), largeSquare)
	if d.gridHigh > most && d.opt.Height == 0 {
		d.gridHigh = most
		d.height = d.gridTop + most + footerRoom
	}
}

// tallest is how high the highest trace is in the first seconds of the window, but for its rarest samples, mm.
func (d *Document) tallest(seconds float64) float64 {
	const (
		most  = 20_000 // samples that tell it well enough
		rare  = 0.002  // of the samples on either side: less than a QRS complex in ten seconds
		spare = 5.0    // mm
	)
	w := &d.work
	need := 0.0
	for i := range d.arr.traces {
		t := &d.arr.traces[i]
		if t.Uncalibrated {
			continue
		}
		_, v := t.window(nil, d.from, min(d.from+seconds, d.to))
		s := w.sorted[:0]
		for k := 0; k < len(v); k += len(v)/most + 1 {
			if v[k] == v[k] {
				s = append(s, v[k])
			}
		}
		w.sorted = s
		if len(s) == 0 {
			continue
		}
		slices.Sort(s)
		skip := int(rare * float64(len(s)))
		need = max(need, (s[len(s)-1-skip]-s[skip])*d.opt.Gain/pulseUV+spare)
	}
	return need
}

// lineRows is the number of rows of a line: those of the leads and the rhythm strips.
func (d *Document) lineRows() int { return d.arr.rows + len(d.arr.rhythm) }

// gap is the room between lines where there are n of them.
func (d *Document) gap(n int) float64 {
	if n > 1 && d.lineRows() > 1 {
		return lineGap
	}
	return 0
}

// Page draws page i, counted from 0. It panics when there is no such page.
func (d *Document) Page(i int) *Drawing {
	if i < 0 || i >= d.pages {
		panic("render: no such page")
	}
	out := &Drawing{Width: d.opt.Width, Height: d.height, Title: d.title()}
	d.paper(out)
	d.drawHeader(out)
	for k := range d.perPage {
		t := d.from + float64(i*d.perPage+k)*d.lineTime
		if t >= d.to && k > 0 {
			break
		}
		d.line(out, k, t)
	}
	if len(d.src.Traces) == 0 {
		w := out.Write(LayerText, ColorInk, nameSize, Point{d.opt.Width / 2, d.gridTop + d.gridHigh/2}, d.say(wordNothing))
		w.Anchor, w.Bold, w.Alt = AnchorMiddle, true, wordNothing.en
	}
	d.footer(out, i)
	return out
}

// title describes the picture without patient data.
func (d *Document) title() string {
	n := len(d.arr.cells)
	for _, c := range d.arr.cells {
		if c < 0 {
			n--
		}
	}
	return "ECG, leads: " + number(float64(n), 0) + ", " + number(d.opt.Speed, 1) + " mm/s, " + number(d.opt.Gain, 1) + " mm/mV"
}

// paper draws the grid.
func (d *Document) paper(out *Drawing) {
	fine, bold := paperColors(d.opt.Paper)
	if fine.A == 0 {
		return
	}
	for _, pass := range []struct {
		large bool
		width float64
	}{{false, fineLine}, {true, boldLine}} {
		var points []Point
		perLarge := int(largeSquare / smallSquare)
		for k := 0; float64(k)*smallSquare <= d.wide+1e-9; k++ {
			if x := d.left + float64(k)*smallSquare; (k%perLarge == 0) == pass.large {
				points = append(points, Point{x, d.gridTop}, Point{x, d.gridTop + d.gridHigh})
			}
		}
		for k := 0; float64(k)*smallSquare <= d.gridHigh+1e-9; k++ {
			if y := d.gridTop + float64(k)*smallSquare; (k%perLarge == 0) == pass.large {
				points = append(points, Point{d.left, y}, Point{d.left + d.wide, y})
			}
		}
		c := fine
		if pass.large {
			c = bold
		}
		out.Pairs(LayerPaper, c, pass.width, points)
	}
}

// beatTime is the time of a sample of the Report.
func (d *Document) beatTime(sample int) float64 { return float64(sample) / d.src.Report.RateHz }
