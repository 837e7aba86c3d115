package render

import (
	"math"
	"slices"
)

// work is memory reused from line to line.
type work struct {
	cells   []cell
	sorted  []float64
	reducer reducer
	clipped []Point
	bases   []float64 // height of the zero line of each row
	needUp  []float64 // mm that each row needs above its zero line
	needLow []float64
}

// cell is a trace in its place.
type cell struct {
	trace       *Trace
	number      int // of the trace in the Source, 1-based
	row, column int
	from, to    float64 // s
	x           float64 // of from
	first       int     // index of v[0] in the trace
	v           []float64
	offset      float64 // the level drawn at the zero line
	scale       float64 // mm/µV
	hi, lo      float64 // mm above and below the zero line
}

func (c *cell) at(d *Document, t float64) float64 { return c.x + (t-c.from)*d.opt.Speed }

// line draws line k of a page, which begins at time t.
func (d *Document) line(out *Drawing, k int, t float64) {
	w := &d.work
	gap := d.gap(d.perPage)
	high := (d.gridHigh - gap*float64(d.perPage-1)) / float64(d.perPage)
	top := d.gridTop + float64(k)*(high+gap)
	d.fillCells(t)
	rows := high
	if d.opt.Beats && d.src.Report != nil {
		rows -= beatRoom
	}
	d.placeRows(top, rows)
	d.shade(out, top, high)
	d.calibration(out)
	d.separators(out)
	for i := range w.cells {
		c := &w.cells[i]
		lo, hi := d.reach(w.bases, c.row)
		d.trace(out, c, w.bases[c.row], lo, hi)
	}
	for i := range w.cells {
		c := &w.cells[i]
		bandTop, bandLow := d.band(c.row, top, high)
		at := ""
		if i == 0 && (d.from != 0 || d.pages*d.perPage > 1) {
			at = clock(t)
		}
		d.leadName(out, c, w.bases[c.row], bandTop, at)
		d.cellMarks(out, c, w.bases[c.row], bandTop, bandLow)
	}
}

// fillCells takes the samples of a line that begins at time t.
func (d *Document) fillCells(t float64) {
	w, a := &d.work, d.arr
	n := 0
	add := func(trace, row, column int, from, to, x float64) {
		if n == len(w.cells) {
			w.cells = append(w.cells, cell{})
		}
		c := &w.cells[n]
		n++
		*c = cell{trace: &a.traces[trace], number: d.number(&a.traces[trace]), row: row, column: column, from: from, to: min(to, d.to), x: x, v: c.v}
		c.first, c.v = c.trace.window(c.v, c.from, c.to)
		d.measureCell(c)
	}
	x := d.left + d.cal
	if len(d.src.Traces) > 0 {
		for i, trace := range a.cells {
			if trace < 0 {
				continue
			}
			row, column := i%a.rows, i/a.rows
			from := t
			if !d.together {
				from += float64(column) * d.cellTime
			}
			add(trace, row, column, from, from+d.cellTime, x+float64(column)*d.cellTime*d.opt.Speed)
		}
		for i, trace := range a.rhythm {
			add(trace, a.rows+i, 0, t, t+d.lineTime, x)
		}
	}
	w.cells = w.cells[:n]
}

// number returns the 1-based number of a trace in the Source.
func (d *Document) number(t *Trace) int {
	for i := range d.src.Traces {
		u := &d.src.Traces[i]
		if u.Lead == t.Lead && u.Label == t.Label && u.Channel == t.Channel && u.Start == t.Start && u.len() == t.len() {
			return i + 1
		}
	}
	return 0
}

// uncalibratedHigh is what the samples of a lead without a scale are drawn to fill, mm.
const uncalibratedHigh = 15.0

// measureCell finds the level, the scale and the extent of a cell.
func (d *Document) measureCell(c *cell) {
	c.scale = d.opt.Gain / pulseUV
	s := d.work.sorted[:0]
	step := max(1, len(c.v)/maxLevelSamples)
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, v := range c.v {
		if v != v {
			continue
		}
		lo, hi = math.Min(lo, v), math.Max(hi, v)
		if i%step == 0 {
			s = append(s, v)
		}
	}
	d.work.sorted = s
	if !(lo <= hi) {
		return
	}
	c.offset = level(s)
	if len(s) == 0 {
		c.offset = (lo + hi) / 2
	}
	if c.trace.Uncalibrated {
		c.scale = 0
		if hi > lo {
			c.scale = uncalibratedHigh / (hi - lo)
		}
	}
	c.hi, c.lo = (hi-c.offset)*c.scale, (c.offset-lo)*c.scale
}

const (
	maxLevelSamples = 512 // that tell the level as well as all
	levelShare      = 0.4 // of the samples, which lie closest together: the baseline between the waves
)

// level estimates the isoelectric level: the middle of the narrowest range that holds levelShare of the samples. s is sorted.
func level(s []float64) float64 {
	if len(s) == 0 {
		return 0
	}
	slices.Sort(s)
	n := max(1, int(levelShare*float64(len(s))))
	best := 0
	for i := 0; i+n-1 < len(s); i++ {
		if s[i+n-1]-s[i] < s[best+n-1]-s[best] {
			best = i
		}
	}
	return (s[best] + s[best+n-1]) / 2
}

// Limits of the place that a row asks for, mm.
const (
	leastNeed  = 4.0
	mostNeed   = 45.0
	spareNeed  = 1.0
	snapFrom   = 20.0 // rows at least so high have their zero line on a bold line of the paper
	reachLeast = 40.0 // a trace may reach this far into other rows
	mostOuter  = 0.5  // of the paper's height, for what stands above the first and below the last zero line
)

// placeRows finds the zero lines: evenly spaced where the traces do not meet, else by what each row needs.
func (d *Document) placeRows(top, high float64) {
	w := &d.work
	n := d.lineRows()
	w.bases, w.needUp, w.needLow = sized(w.bases, n), sized(w.needUp, n), sized(w.needLow, n)
	for i := range w.cells {
		c := &w.cells[i]
		w.needUp[c.row] = max(w.needUp[c.row], min(c.hi, mostNeed))
		w.needLow[c.row] = max(w.needLow[c.row], min(c.lo, mostNeed))
	}
	row := high / float64(n)
	snap := smallSquare
	if row >= snapFrom {
		snap = largeSquare
	}
	for i := range w.bases {
		w.bases[i] = d.snapped(top+(float64(i)+0.5)*row, snap)
	}
	if d.roomy(top, high) {
		return
	}
	if need := w.needUp[0] + w.needLow[0]; n == 1 && need > 0 {
		w.bases[0] = d.snapped(top+high*w.needUp[0]/need, smallSquare)
		return
	}
	d.placeByNeed(top, high)
}

// placeByNeed gives each row the place that its trace asks for. Where there is not enough, the outermost traces and the first
// calibration pulse keep within the paper, and the others come closer together, by what they ask for and evenly in equal parts.
func (d *Document) placeByNeed(top, high float64) {
	w := &d.work
	last := len(w.bases) - 1
	w.needUp[0] = max(w.needUp[0], d.opt.Gain)
	for i := range w.bases {
		w.needUp[i], w.needLow[i] = max(w.needUp[i], leastNeed)+spareNeed, max(w.needLow[i], leastNeed)+spareNeed
	}
	above, below := w.needUp[0], w.needLow[last]
	between := 0.0
	for i := 1; i <= last; i++ {
		between += w.needLow[i-1] + w.needUp[i]
	}
	slack := 0.0
	if rest := high - above - below - between; rest > 0 {
		slack = rest / float64(last+1)
		above, below = above+slack/2, below+slack/2
	} else if outer := high * mostOuter; above+below > outer {
		above, below = above*outer/(above+below), below*outer/(above+below)
	}
	room := high - above - below
	factor := room / (between + slack*float64(last))
	even := 0.0
	if factor < 1-1e-9 {
		even = 0.5
	}
	y := top + above
	for i := range w.bases {
		w.bases[i] = d.snapped(y, smallSquare)
		if i < last {
			y += (1-even)*factor*(w.needLow[i]+w.needUp[i+1]+slack) + even*room/float64(last)
		}
	}
}

func sized(s []float64, n int) []float64 {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// roomy reports whether no row reaches into the next or off the paper.
func (d *Document) roomy(top, high float64) bool {
	w := &d.work
	last := len(w.bases) - 1
	ok := w.bases[0]-top >= w.needUp[0] && top+high-w.bases[last] >= w.needLow[last]
	for i := 1; i <= last; i++ {
		ok = ok && w.bases[i]-w.bases[i-1] >= w.needLow[i-1]+w.needUp[i]+spareNeed
	}
	return ok
}

// snapped moves a height onto the lines of the paper.
func (d *Document) snapped(y, step float64) float64 {
	return d.gridTop + math.Round((y-d.gridTop)/step)*step
}

// band gives the heights between which labels of a row stand: halfway to its neighbours.
func (d *Document) band(row int, top, high float64) (above, below float64) {
	b := d.work.bases
	above, below = top, top+high
	if row > 0 {
		above = (b[row-1] + b[row]) / 2
	}
	if row+1 < len(b) {
		below = (b[row] + b[row+1]) / 2
	}
	return above, below
}

// reach gives the heights within which a row's trace is drawn.
func (d *Document) reach(bases []float64, row int) (above, below float64) {
	room := reachLeast
	for i := 1; i < len(bases); i++ {
		if i == row || i == row+1 {
			room = max(room, bases[i]-bases[i-1])
		}
	}
	above, below = bases[row]-room, bases[row]+room
	if row == 0 {
		above = d.gridTop
	}
	if row == len(bases)-1 {
		below = d.gridTop + d.gridHigh
	}
	return max(d.gridTop, above), min(d.gridTop+d.gridHigh, below)
}

// calibration draws the pulse of 1 mV and 200 ms before each row, where rows are closer than that only before those that have room.
func (d *Document) calibration(out *Drawing) {
	const clear = 1.5 // mm between two pulses
	last := math.Inf(-1)
	for row, y := range d.work.bases {
		if y-last < d.opt.Gain+clear && row > 0 {
			continue
		}
		calibrated := slices.ContainsFunc(d.work.cells, func(c cell) bool { return c.row == row && !c.trace.Uncalibrated })
		if !calibrated {
			continue
		}
		last = y
		wide, high := pulseTime*d.opt.Speed, d.opt.Gain
		x := d.left + (d.cal-wide)/2
		top := max(y-high, d.gridTop)
		out.Line(LayerTrace, ColorInk, traceLine, Point{x - calLead, y}, Point{x, y}, Point{x, top},
			Point{x + wide, top}, Point{x + wide, y}, Point{x + wide + calLead, y})
	}
}

// separators draws the marks between columns.
func (d *Document) separators(out *Drawing) {
	const inner, outer = 2.0, 4.5 // mm from the zero line
	var points []Point
	for i := range d.work.cells {
		c := &d.work.cells[i]
		if c.column == 0 {
			continue
		}
		y := d.work.bases[c.row]
		points = append(points, Point{c.x, y - outer}, Point{c.x, y - inner}, Point{c.x, y + inner}, Point{c.x, y + outer})
	}
	out.Pairs(LayerTrace, ColorInk, traceLine, points)
}

// shade draws the stretches of the Source and, if asked for, those of its Report.
func (d *Document) shade(out *Drawing, top, high float64) {
	for _, s := range d.src.Segments {
		d.stretch(out, top, high, s.Start, s.End, same("%s", s.Text))
	}
	r := d.src.Report
	if r == nil || !d.opt.Segments || !usable(r.RateHz) {
		return
	}
	for _, s := range r.Segments {
		d.stretch(out, top, high, d.beatTime(s.Start), d.beatTime(s.End), segmentWords[s.Kind])
	}
}

// stretch shades a stretch in the columns and in the rhythm strips.
func (d *Document) stretch(out *Drawing, top, high, start, end float64, name phrase) {
	for i := range d.work.cells {
		c := &d.work.cells[i]
		from, to := max(start, c.from), min(end, c.to)
		if !(from < to) || c.row != 0 && c.row != d.arr.rows {
			continue
		}
		y0, y1 := top, top+high
		if len(d.arr.rhythm) > 0 { // the columns above, the rhythm strips below
			border, _ := d.band(d.arr.rows, top, high)
			if c.row == 0 {
				y1 = border
			} else {
				y0 = border
			}
		}
		x, wide := c.at(d, from), (to-from)*d.opt.Speed
		out.Rect(LayerShade, colorShade, x, y0, wide, y1-y0)
		s := d.say(name)
		if s == "" || wide < 2*smallSize {
			continue
		}
		t := out.Write(LayerMarks, ColorRed, smallSize, Point{x + wide - 0.5, y0 + smallSize + 0.5}, fit(s, smallSize, true, wide))
		t.Anchor, t.Bold, t.Alt = AnchorEnd, true, fit(name.en, smallSize, true, wide)
	}
}
