package detect

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

	cells  int // cells that are complete, before smoothing
	mean   [ringCells]float64
	smooth [ringCells]float64 // complete up to cells-smoothReach
	gone   [ringCells]int32   // missing cells before and in this one, since the start
}

func (g *gridLead) reset(rate float64) {
	g.step, g.edge, g.seen = rate/gridRate, rate/gridRate/2, 0
	g.area, g.missing, g.last, g.started, g.cells = 0, false, 0, false, 0
}

// push takes n samples of x; those beyond its end are missing.
func (g *gridLead) push(x []float64, n int) {
	for i := range n {
		v, ok := g.last, false
		if i < len(x) && present(x[i]) {
			v, ok = x[i], true
		}
		if ok && !g.started {
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
	n := int32(0)
	if g.cells > 0 {
		n = g.gone[(g.cells-1)&ringMask]
	}
	if g.missing {
		n++
	}
	g.gone[k] = n
	g.area, g.missing = 0, false
	g.cells++
	g.even(g.cells - 1 - smoothReach)
}

// even computes the smoothed cell k.
func (g *gridLead) even(k int) {
	if k < 0 {
		return
	}
	at := func(i int) float64 { return g.mean[max(i, 0)&ringMask] }
	g.smooth[k&ringMask] = (at(k-2) + at(k+2) + 2*(at(k-1)+at(k)+at(k+1))) / 8
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
	}
}

// cellOf returns the grid position of sample i.
func cellOf(i int, rate float64) float64 { return float64(i) * gridRate / rate }
