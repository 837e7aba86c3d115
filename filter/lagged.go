package filter

import "math"

// LeadStream is a [Stream] of several simultaneous leads.
type LeadStream interface {
	// PushLeads appends what is ready after the samples x, as many of each lead, to the
	// lists of dst and returns dst; nil allocates. It panics unless x has a list for every
	// lead, all of one length. The lists of dst and x must not share memory.
	PushLeads(dst, x [][]float64) [][]float64
	// FlushLeads appends the samples held back to the lists of dst, returns dst, and leaves
	// the stream ready for another record.
	FlushLeads(dst [][]float64) [][]float64
	// Delay is how many samples of each lead are held back.
	Delay() int
}

var (
	_ Stream     = (*Lagged)(nil)
	_ LeadStream = (*Lagged)(nil)
	_ LeadStream = (*CleanerStream)(nil)
	_ LeadStream = (*SplineStream)(nil)
)

// Defaults of [LagOptions], chosen on minutes of the presets of ecgtest under 1 mV of 0.3 Hz
// and 200 uV of the line: from a lag of 3 s on, ST of a beat is as good as in batch, at 2 s
// twice as wrong; a window shorter than 16 s holds too few beats where they are slow or
// irregular.
const (
	DefaultLag    = 3.0  // s
	DefaultHop    = 1.0  // s
	DefaultWindow = 16.0 // s
)

// LagOptions say how much a fixed-lag stream sees of its leads; the zero value is the default.
type LagOptions struct {
	// Lag is how much is known of what comes after a sample before its result is settled,
	// in s; 0 means DefaultLag.
	Lag float64 `json:"lag_s,omitempty"`
	// Hop is how much is settled at a time, in s; 0 means DefaultHop. The delay of the stream
	// is Lag and Hop together.
	Hop float64 `json:"hop_s,omitempty"`
	// Window is how much is looked at each time, in s, at least Lag and Hop together; 0 means
	// DefaultWindow, or so much. The time a sample takes goes with Window/Hop.
	Window float64 `json:"window_s,omitempty"`
}

// Lagged makes a stream of something that works on whole leads: every hop it does so to the
// window of samples seen last and keeps of the result what lies a lag or more before its
// end, so that ends do not show. The results of two windows are faded into each other over a
// hop (or a lag, if that is shorter): there is no step between them. Near the beginning of
// the leads the window holds what there is. The memory is that of a window; once that has
// been full, nothing is allocated.
//
// What comes out is what the whole leads would have given, as far as that does not depend on
// samples outside the window.
type Lagged struct {
	remove func(dst, src [][]float64)
	lag    int // samples
	hop    int
	window int
	fade   int

	raw   [][]float64 // the samples of each lead seen last, up to window+hop of them
	in    int         // samples pushed
	out   int         // samples returned
	until int         // samples to the next window
	first int         // index of the first sample of the window at hand
	clean [][]float64 // what remove makes of a window
	part  [][]float64 // clean, as long as raw
	tail  [][]float64 // what the window before said about the first samples not settled
	ready [][]float64 // settled
	taken int         // of ready

	oneIn, oneOut [1][]float64 // a lead of its own
}

// NewLagged returns a stream of so many leads at rate Hz. remove writes what it makes of the
// leads src, all of one length, to dst, of the same shape; the two share no memory, and src
// must stay as it is. The error is *[DesignError] around ErrRate or ErrWindow. It panics
// unless there is a lead.
func NewLagged(rate float64, leads int, remove func(dst, src [][]float64), opts LagOptions) (*Lagged, error) {
	g := &Lagged{}
	if err := g.init("stream", rate, leads, opts); err != nil {
		return nil, err
	}
	g.remove = remove
	return g, nil
}

func (g *Lagged) init(kind string, rate float64, leads int, opts LagOptions) error {
	if leads < 1 {
		panic("filter: a stream without leads")
	}
	lag, hop := orDefault(opts.Lag, DefaultLag), orDefault(opts.Hop, DefaultHop)
	window := orDefault(opts.Window, max(DefaultWindow, lag+hop))
	for _, s := range [...]float64{lag, hop, window} {
		if err := checkWindow(kind, s, rate); err != nil {
			return err
		}
	}
	if window < lag+hop {
		return &DesignError{kind, window, rate, ErrWindow}
	}
	samples := func(s float64) int { return max(1, int(math.Round(s*rate))) }
	g.lag, g.hop = samples(lag), samples(hop)
	g.window = max(samples(window), g.lag+g.hop)
	g.fade = min(g.lag, g.hop)
	lists := func(size int) [][]float64 {
		x := make([][]float64, leads)
		for l := range x {
			x[l] = make([]float64, 0, size)
		}
		return x
	}
	g.raw, g.clean, g.part = lists(g.window+g.hop), lists(g.window), make([][]float64, leads)
	g.tail, g.ready = lists(g.fade), lists(g.Delay()+g.hop)
	g.start()
	return nil
}

// start forgets the leads seen.
func (g *Lagged) start() {
	for l := range g.raw {
		g.raw[l], g.tail[l], g.ready[l] = g.raw[l][:0], g.tail[l][:0], g.ready[l][:0]
	}
	g.in, g.out, g.taken, g.until = 0, 0, 0, g.hop
}

// Delay implements [Stream] and [LeadStream]: lag and hop, in samples.
func (g *Lagged) Delay() int { return g.lag + g.hop }

// Push implements [Stream] for a stream of one lead; for more it panics.
func (g *Lagged) Push(dst, x []float64) []float64 {
	g.oneIn[0], g.oneOut[0] = x, dst
	dst = g.PushLeads(g.oneOut[:], g.oneIn[:])[0]
	g.oneIn[0], g.oneOut[0] = nil, nil
	return dst
}

// Flush implements [Stream] for a stream of one lead; for more it panics.
func (g *Lagged) Flush(dst []float64) []float64 {
	g.oneOut[0] = dst
	dst = g.FlushLeads(g.oneOut[:])[0]
	g.oneOut[0] = nil
	return dst
}

// PushLeads implements [LeadStream].
func (g *Lagged) PushLeads(dst, x [][]float64) [][]float64 {
	dst = g.lists(dst)
	if len(x) != len(g.raw) {
		panic("filter: a stream takes as many leads as it was made for")
	}
	n := len(x[0])
	for _, v := range x {
		if len(v) != n {
			panic("filter: leads pushed together have one length")
		}
	}
	for at := 0; at < n; {
		k := min(n-at, g.until)
		for l := range x {
			g.raw[l] = append(g.raw[l], x[l][at:at+k]...)
		}
		at += k
		g.in += k
		g.until -= k
		g.release(dst, max(0, g.in-g.Delay())-g.out)
		if g.until == 0 {
			g.settle(g.lag)
			g.until = g.hop
		}
	}
	return dst
}

// FlushLeads implements [LeadStream].
func (g *Lagged) FlushLeads(dst [][]float64) [][]float64 {
	dst = g.lists(dst)
	if g.in > g.out {
		g.release(dst, len(g.ready[0])-g.taken)
		g.settle(0)
		g.release(dst, len(g.ready[0]))
	}
	g.start()
	return dst
}

func (g *Lagged) lists(dst [][]float64) [][]float64 {
	if dst == nil {
		dst = make([][]float64, len(g.raw))
	}
	if len(dst) != len(g.raw) {
		panic("filter: destination has the wrong number of leads")
	}
	return dst
}

// release appends the next n samples to dst.
func (g *Lagged) release(dst [][]float64, n int) {
	for l := range dst {
		dst[l] = append(dst[l], g.ready[l][g.taken:g.taken+n]...)
	}
	g.taken += n
	g.out += n
}

// settle works on the window that ends here and fills ready with what follows the samples
// returned, up to lag samples before the end.
func (g *Lagged) settle(lag int) {
	have := len(g.raw[0])
	if drop := have - g.window; drop > 0 {
		for l, x := range g.raw {
			copy(x, x[drop:])
			g.raw[l] = x[:g.window]
		}
		have = g.window
	}
	g.taken = 0
	g.first = g.in - have
	from, to := g.out-g.first, g.in-lag-g.first
	if to <= from {
		return
	}
	for l, x := range g.raw {
		g.part[l] = g.clean[l][:len(x)]
	}
	g.remove(g.part, g.raw)
	for l, y := range g.part {
		r := append(g.ready[l][:0], y[from:to]...)
		fadeIn(r, g.tail[l])
		g.ready[l] = r
		g.tail[l] = append(g.tail[l][:0], y[to:min(to+g.fade, have)]...)
	}
}

// fadeIn makes x begin as old, which may be shorter.
func fadeIn(x, old []float64) {
	step := 1 / float64(len(old)+1)
	for i, v := range old[:min(len(old), len(x))] {
		x[i] = v + float64(i+1)*step*(x[i]-v)
	}
}
