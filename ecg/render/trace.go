package render

import (
	"math"
	"slices"
)

// trace draws the samples of a cell between the heights top and low; y is its zero line. Missing samples leave a gap.
func (d *Document) trace(out *Drawing, c *cell, y, top, low float64) {
	step := d.opt.Speed / c.trace.Rate
	x0 := c.at(d, c.trace.Start+float64(c.first)/c.trace.Rate)
	for i := 0; i < len(c.v); {
		if c.v[i] != c.v[i] {
			i++
			continue
		}
		j := i
		for j < len(c.v) && c.v[j] == c.v[j] {
			j++
		}
		points := d.work.reducer.run(c.v[i:j], x0+float64(i)*step, step, y+c.offset*c.scale, c.scale)
		d.clip(out, points, top, low)
		i = j
	}
}

// clip draws a line where it lies between the heights top and low, and a mark where it does not.
func (d *Document) clip(out *Drawing, points []Point, top, low float64) {
	inside := true
	for _, p := range points {
		inside = inside && p.Y >= top && p.Y <= low
	}
	if inside {
		emit(out, points)
		return
	}
	run := d.work.clipped[:0]
	leftAt, leftUp := points[0].X, false // where the line went out
	side := func(p Point) int {
		switch {
		case p.Y < top:
			return -1
		case p.Y > low:
			return 1
		}
		return 0
	}
	cross := func(p, q Point, y float64) Point { return Point{p.X + (q.X-p.X)*(y-p.Y)/(q.Y-p.Y), y} }
	limit := func(s int) float64 {
		if s < 0 {
			return top
		}
		return low
	}
	last := side(points[0])
	leftUp = last < 0
	if last == 0 {
		run = append(run, points[0])
	}
	for i := 1; i < len(points); i++ {
		p, q := points[i-1], points[i]
		s := side(q)
		if s == last {
			if s == 0 {
				run = append(run, q)
			}
			continue
		}
		if last == 0 { // goes out
			e := cross(p, q, limit(s))
			emit(out, append(run, e))
			run = run[:0]
			leftAt, leftUp = e.X, s < 0
		} else { // comes in, perhaps to go out on the other side
			e := cross(p, q, limit(last))
			cutMark(out, leftAt, e.X, limit(last), leftUp)
			run = append(run[:0], e)
			if s != 0 {
				e = cross(p, q, limit(s))
				emit(out, append(run, e))
				run = run[:0]
				leftAt, leftUp = e.X, s < 0
			} else {
				run = append(run, q)
			}
		}
		last = s
	}
	if last == 0 {
		emit(out, run)
	} else {
		cutMark(out, leftAt, points[len(points)-1].X, limit(last), leftUp)
	}
	d.work.clipped = run[:0]
}

// emit adds a copy of points as a piece of trace; a single point becomes a dot.
func emit(out *Drawing, points []Point) {
	if len(points) == 0 {
		return
	}
	p := slices.Clone(points)
	if len(p) == 1 {
		p = append(p, p[0])
	}
	out.Line(LayerTrace, ColorInk, traceLine, p...)
}

// cutMark draws a triangle where the trace leaves its place between x0 and x1.
func cutMark(out *Drawing, x0, x1, y float64, upward bool) {
	const half, high = 0.8, 1.4 // mm
	x, tip := (x0+x1)/2, y
	base := y + high
	if !upward {
		base = y - high
	}
	out.Fill(LayerMarks, ColorRed, Point{x - half, base}, Point{x + half, base}, Point{x, tip})
}

// heightAt returns the height of the trace of a cell at time t, or its zero line where there is no sample.
func (c *cell) heightAt(t, y float64) float64 {
	i := math.Round((t-c.trace.Start)*c.trace.Rate) - float64(c.first)
	if !(i >= 0 && i < float64(len(c.v))) || math.IsNaN(c.v[int(i)]) {
		return y
	}
	return y - (c.v[int(i)]-c.offset)*c.scale
}

// leadName writes the name of a cell's lead, and a time behind it, where the trace leaves room for it.
func (d *Document) leadName(out *Drawing, c *cell, y, bandTop float64, time string) {
	const (
		usual    = 7.0 // mm above the zero line
		clear    = 1.0 // mm from the trace
		side     = 1.0 // mm from the border of the cell
		step     = 2.0
		farthest = 20.0
	)
	name := c.trace.Name()
	if c.trace.Uncalibrated {
		name += " (" + d.say(wordUncalibrated) + ")"
	}
	wide, timeAt := TextWidth(name, leadSize, true), 0.0
	if time != "" {
		timeAt = wide + 2*clear
		wide = timeAt + TextWidth(time, smallSize, false)
	}
	highest := max(bandTop, d.gridTop) + leadSize
	// Right at the beginning, as high as need be; else further on; else at the beginning all the same.
	at := 0.0
	x := side
	for ; ; x += step {
		if x > farthest {
			x, at = side, highest
			break
		}
		free := c.topBetween(d, x-clear, x+wide+clear, y) - clear
		if at = max(highest, min(y-usual, free)); at <= free {
			break
		}
	}
	at = min(at, max(y, highest))
	s := out.Write(LayerText, ColorInk, leadSize, Point{c.x + x, at}, name)
	s.Bold, s.Alt = true, c.trace.Name()
	if time != "" {
		out.Write(LayerText, ColorDim, smallSize, Point{c.x + x + timeAt, at}, time)
	}
}

// topBetween returns the height of the highest point of a trace between two distances from the beginning of its cell, mm.
func (c *cell) topBetween(d *Document, from, to, y float64) float64 {
	index := func(x float64) float64 {
		return (c.from+x/d.opt.Speed-c.trace.Start)*c.trace.Rate - float64(c.first)
	}
	n := float64(len(c.v))
	top := y
	for i := int(max(0, min(index(from), n))); i < int(max(0, min(index(to), n))); i++ {
		if v := c.v[i]; v == v {
			top = min(top, y-(v-c.offset)*c.scale)
		}
	}
	return top
}
