package detect

import "github.com/goecg/goecg/internal/dsp"

// The classifier looks at every lead on one time grid, so that nothing behind it depends on the sampling rate.
const (
	gridRate  = 200.0 // Hz: QRS shapes that matter lie below 40 Hz
	ringCells = 2048  // cells kept, about 10 s; a power of two
	ringMask  = ringCells - 1

	// A cell is smoothed over its neighbours with the weights 1 2 2 2 1: a mean over 20 ms of a mean over 10 ms, which
	// has its zeros at 50 and 100 Hz and takes most of 60 Hz away.
	smoothReach = 2
)

// gridLead resamples one lead to the grid: every cell is the mean of the lead's linear interpolation over the cell.
// Missing samples are bridged by the last one, and counted.
type gridLead struct {
	step    float64 // length of a cell in samples
	edge    float64 // end of the current cell, in samples since the start
	seen    int     // samples taken
	area    float64 // of the current cell so far
	missing bool    // a sample of the current cell is missing
	last    float64
	started bool

	allGone int32 // missing cells so far
	evened  int   // cells that are smoothed
	cells   int   // cells that are complete, before smoothing
	mean    [ringCells]float64
	smooth  [ringCells]float64 // complete up to cells-smoothReach
	gone    [ringCells]int32   // missing cells before and in this one, since the start
}

func (g *gridLead) reset(rate float64) {
	g.step, g.edge, g.seen = rate/gridRate, rate/gridRate/2, 0
	g.area, g.missing, g.last, g.started = 0, false, 0, false
	g.cells, g.evened, g.allGone = 0, 0, 0
}

// push takes n samples of x; those beyond its end are missing.
func (g *gridLead) push(x []float64, n int) {
	for n > 0 {
		k := min(n, max(1, int(evenAtOnce*g.step)))
		g.pushSome(x[:min(k, len(x))], k)
		x = x[min(k, len(x)):]
		n -= k
		g.even()
	}
}

// evenAtOnce is how many cells are smoothed at a time at most: less than those kept.
const evenAtOnce = ringCells / 4

func (g *gridLead) pushSome(x []float64, n int) {
	for i := 0; i < len(x); {
		if i += g.pushWhole(x[i:]); i < len(x) {
			g.pushOne(x[i], dsp.Present(x[i]))
			i++
		}
	}
	for range n - len(x) {
		g.pushOne(g.last, false)
	}
}

// pushWhole takes the samples of x up to the first that is missing, none before the lead has begun, and returns how many.
func (g *gridLead) pushWhole(x []float64) int {
	if !g.started || g.seen == 0 {
		return 0
	}
	area, last, edge, step, seen, cells := g.area, g.last, g.edge, g.step, g.seen, g.cells
	n := len(x)
	for i, v := range x {
		if !dsp.Present(v) {
			n = i
			break
		}
		at := float64(seen)
		seen++
		if at < edge {
			area += (last + v) / 2
			last = v
			continue
		}
		from, slope := at-1, v-last
		for edge <= at {
			area += (edge - from) * (v - slope*(at-(from+edge)/2))
			from = edge
			g.mean[cells&ringMask] = area / step
			if g.missing {
				g.missing = false
				g.allGone++
			}
			g.gone[cells&ringMask] = g.allGone
			cells++
			area, edge = 0, (float64(cells)+0.5)*step
		}
		area += (at - from) * (v - slope*(at-from)/2)
		last = v
	}
	g.area, g.last, g.edge, g.seen, g.cells = area, last, edge, seen, cells
	return n
}

// pushOne takes a sample, which is not to be looked at when it is missing.
func (g *gridLead) pushOne(v float64, ok bool) {
	if !ok {
		v = g.last
	} else if !g.started {
		g.started = true
		g.last = v
	}
	g.missing = g.missing || !ok
	at := float64(g.seen)
	switch {
	case g.seen == 0:
		g.area = v * g.step / 2 // the half cell before the first sample
	case at < g.edge:
		g.area += (g.last + v) / 2
	default:
		g.line(at, v, !ok)
	}
	g.last = v
	g.seen++
}

// line adds the line from the last sample to v at time at, which crosses the edges of one or more cells.
func (g *gridLead) line(at, v float64, missing bool) {
	from, slope := at-1, v-g.last
	for g.edge <= at {
		g.area += (g.edge - from) * (v - slope*(at-(from+g.edge)/2))
		from = g.edge
		g.close()
		g.missing = missing
		g.edge = (float64(g.cells) + 0.5) * g.step
	}
	g.area += (at - from) * (v - slope*(at-from)/2)
}

func (g *gridLead) close() {
	k := g.cells & ringMask
	g.mean[k] = g.area / g.step
	if g.missing {
		g.allGone++
	}
	g.gone[k] = g.allGone
	g.area, g.missing = 0, false
	g.cells++
}

// even smooths the cells that can be.
func (g *gridLead) even() {
	m, end := &g.mean, g.cells-smoothReach
	k := g.evened
	if k >= end {
		return
	}
	a, b, c, d := m[max(k-2, 0)&ringMask], m[max(k-1, 0)&ringMask], m[k&ringMask], m[(k+1)&ringMask]
	for ; k < end; k++ {
		e := m[(k+2)&ringMask]
		g.smooth[k&ringMask] = (a + e + 2*(b+c+d)) / 8
		a, b, c, d = b, c, d, e
	}
	g.evened = end
}

// around copies len(smooth) cells from cell from on, smoothed and as they came; before the lead its first cell counts.
func (g *gridLead) around(smooth, mean []float64, from int) {
	for ; from < 0 && len(smooth) > 0; from++ {
		smooth[0], mean[0] = g.smooth[0], g.mean[0]
		smooth, mean = smooth[1:], mean[1:]
	}
	for len(smooth) > 0 {
		k := from & ringMask
		n := copy(smooth, g.smooth[k:])
		copy(mean, g.mean[k:])
		smooth, mean = smooth[n:], mean[n:]
		from += n
	}
}

// ready is the number of cells that are smoothed.
func (g *gridLead) ready() int { return max(g.cells-smoothReach, 0) }

// missingIn counts the missing cells of [from, to).
func (g *gridLead) missingIn(from, to int) int {
	if to <= from {
		return 0
	}
	n := int(g.gone[(to-1)&ringMask])
	if from > 0 {
		n -= int(g.gone[(from-1)&ringMask])
	}
	return n
}

// pad ends the lead: it goes on with missing cells until cell n is ready.
func (g *gridLead) pad(n int) {
	for g.ready() < n {
		g.missing = true
		g.area = g.last * g.step
		g.close()
		g.even()
	}
}

// cellOf returns the grid position of sample i.
func cellOf(i int, rate float64) float64 { return float64(i) * gridRate / rate }
