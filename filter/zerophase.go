package filter

import "github.com/goecg/goecg/internal/dsp"

// ZeroPhase applies a filter forwards and backwards: no phase shift, the squared
// magnitude of one pass (so a Butterworth corner lies at -6 dB). It is a batch
// operation; see [Cascade] for streams.
//
// Edges follow SciPy's sosfiltfilt: the lead is extended at both ends by a point
// reflection ("odd" extension) of Edge samples, and both passes start from the
// steady state of their first sample. A lead not longer than the extension is
// extended by its length less one.
type ZeroPhase struct {
	sos  SOS
	zi   []state
	st   []state
	buf  []float64
	gaps gapList
	bufs [interleaved][]float64 // of four leads
	sts  [interleaved][]state

	// Edge is the number of samples of the extension. Init sets the published
	// rule, three times the number of filter taps; a high-pass near 0 Hz wants
	// more (twice the rate over the corner) to hide its start.
	Edge int
}

// NewZeroPhase returns a forward-backward filter over a copy of sos.
func NewZeroPhase(sos SOS) *ZeroPhase {
	z := &ZeroPhase{}
	z.Init(sos)
	return z
}

// Init makes z a filter over sos with the published edge, reusing its memory.
func (z *ZeroPhase) Init(sos SOS) {
	z.sos = append(z.sos[:0], sos...)
	z.zi = append(z.zi[:0], make([]state, len(sos))...)
	z.st = append(z.st[:0], make([]state, len(sos))...)
	z.sos.stepState(z.zi)
	z.Edge = defaultEdge(sos)
}

// defaultEdge is 3*(2*sections + 1 - min(#b2==0, #a2==0)).
func defaultEdge(sos SOS) int {
	b, a := 0, 0
	for _, c := range sos {
		if c.B2 == 0 {
			b++
		}
		if c.A2 == 0 {
			a++
		}
	}
	return 3 * (2*len(sos) + 1 - min(a, b))
}

// Apply filters src into dst and returns dst. dst may be src; nil allocates;
// otherwise it panics unless the lengths agree. Gaps are bridged by a straight line
// for the filter and are NaN in the result.
func (z *ZeroPhase) Apply(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	n := len(src)
	if n == 0 {
		return dst
	}
	edge := max(0, min(z.Edge, n-1))
	z.buf = dsp.Resize(z.buf, n+2*edge)
	mid := z.buf[edge : edge+n]
	z.gaps = z.gaps[:0]
	gaps := z.gaps.bridge(mid, src)
	oddExtend(z.buf, edge)
	z.pass()
	z.gaps.restore(mid, gaps)
	copy(dst, mid)
	return dst
}

// oddExtend fills edge samples on both sides of buf's middle by point reflection
// about the first and last sample.
func oddExtend(buf []float64, edge int) {
	mid := buf[edge : len(buf)-edge]
	n := len(mid)
	for j := range edge {
		buf[j] = 2*mid[0] - mid[edge-j]
		buf[edge+n+j] = 2*mid[n-1] - mid[n-2-j]
	}
}

func (z *ZeroPhase) pass() {
	z.settle(z.buf[0])
	run(z.sos, z.st, z.buf)
	reverse(z.buf)
	z.settle(z.buf[0])
	run(z.sos, z.st, z.buf)
	reverse(z.buf)
}

func (z *ZeroPhase) settle(x0 float64) {
	for i, s := range z.zi {
		z.st[i] = state{s.s1 * x0, s.s2 * x0}
	}
}

func reverse(x []float64) {
	for i, j := 0, len(x)-1; i < j; i, j = i+1, j-1 {
		x[i], x[j] = x[j], x[i]
	}
}

// FiltFilt applies sos forwards and backwards to src; see [ZeroPhase], which also
// reuses its memory.
func FiltFilt(dst, src []float64, sos SOS) []float64 {
	return NewZeroPhase(sos).Apply(dst, src)
}
