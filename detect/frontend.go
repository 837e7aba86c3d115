package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Durations of the Pan-Tompkins front end, in seconds. At 200 Hz they are exactly
// the paper's filters: a triangle of two 6-sample means (low-pass), the 32-sample
// mean taken from the 16-sample delay (high-pass, corrected form), the five-point
// derivative, and the 30-sample window.
const (
	lowPassSpan  = 0.030 // one of the two means of the low-pass
	highPassSpan = 0.160
	derivStep    = 0.005
	windowSpan   = 0.150

	// The front end works between these rates: below, the derivative spans more than
	// a QRS complex; above, nothing is gained and memory grows.
	minRate = 50
	maxRate = 50000
)

// frontEnd runs low-pass, high-pass, derivative, squaring and moving window over a
// stream, in blocks. Every buffer starts with hist samples of the past, so that the
// loops index without wrapping.
//
// Running sums make every stage cost the same at any rate. Their rounding errors do
// not decay, so the sums are formed anew every refreshEvery samples, at fixed
// positions of the stream.
type frontEnd struct {
	// Spans of the filters, s; 0 means the paper's.
	lowPass, highPass, window float64
	// root asks for the root of the moving sum, an amplitude, in its place.
	root bool

	rate       float64
	lp, hp     int // lengths of the low-pass and high-pass means
	d          int // derivative step
	win        int // moving window
	delay      int // band-passed sample n shows input sample n-delay
	slopeDelay int // further delay of the derivative

	block int // samples of a block
	hist  int // past samples kept in front of each buffer
	fill  int // samples in the current block
	base  int // stream index of the first sample of the block

	// The lead, its first sum, low-passed, band-passed, its derivative, and the moving sum of the squares of that.
	x, a, l, b, e, w []float64

	s1, s2, s3, s4 float64
	sinceRefresh   int

	// A gap is bridged by the last value; off makes the lead continuous after it.
	off, last float64
	started   bool
	inGap     bool
}

const (
	blockSize    = 1024
	refreshEvery = 8 * blockSize
)

// reset prepares for a new stream at rate, in blocks of block samples, with history
// seconds kept for looking back from a confirmed peak.
func (f *frontEnd) reset(rate, history float64, block int) error {
	if !(rate >= minRate && rate <= maxRate) {
		return &RateError{rate, minRate, maxRate}
	}
	if f.rate != rate {
		f.rate = rate
		f.lp = max(1, samples(orElse(f.lowPass, lowPassSpan), rate))
		f.hp = 2 * max(1, samples(orElse(f.highPass, highPassSpan)/2, rate))
		f.d = max(1, samples(derivStep, rate))
		f.win = max(2, samples(orElse(f.window, windowSpan), rate))
		f.delay = f.lp - 1 + f.hp/2
		f.slopeDelay = 2 * f.d
		f.hist = max(f.hp, 4*f.d, f.win, samples(history, rate)) + f.win + f.delay + 4*f.d + 2
	}
	f.block = block
	n := f.hist + block
	for _, p := range [...]*[]float64{&f.x, &f.a, &f.l, &f.b, &f.e, &f.w} {
		if cap(*p) < n {
			*p = make([]float64, n)
		}
		*p = (*p)[:n]
		clear((*p)[:f.hist]) // the rest is written before it is read
	}
	f.fill, f.base = 0, 0
	f.s1, f.s2, f.s3, f.s4 = 0, 0, 0, 0
	f.sinceRefresh = 0
	f.off, f.last, f.started, f.inGap = 0, 0, false, false
	return nil
}

func orElse(x, other float64) float64 {
	if x > 0 {
		return x
	}
	return other
}

// lag is how far the moving window trails the input.
func (f *frontEnd) lag() int { return f.delay + f.slopeDelay + f.win }

func samples(seconds, rate float64) int { return int(seconds*rate + 0.5) }

// feed takes samples from x into the current block and returns how many; process
// must be called on [old fill, fill) afterwards, and next when the block is full.
func (f *frontEnd) feed(x []float64) int {
	n := min(len(x), f.block-f.fill)
	dst := f.x[f.hist+f.fill : f.hist+f.fill+n]
	off, last := f.off, f.last
	for i, v := range x[:n] {
		if !dsp.Present(v) {
			f.inGap = true
			dst[i] = last
			continue
		}
		if f.inGap || !f.started {
			off = v - last
			f.inGap, f.started = false, true
		}
		last = v - off
		dst[i] = last
	}
	f.off, f.last = off, last
	f.fill += n
	return n
}

// feedPairs is feed on the means of two samples each, as long as both are there and no gap goes before; it returns how many means
// that were, n at the most and as far as there is room.
func (f *frontEnd) feedPairs(x []float64, n int) int {
	if f.inGap || !f.started {
		return 0
	}
	n = min(n, f.block-f.fill)
	dst, off := f.x[f.hist+f.fill:][:n], f.off
	x = x[:2*n]
	k := 0
	for ; k < len(dst); k++ {
		s := x[2*k] + x[2*k+1]
		if !dsp.Present(s) {
			break
		}
		dst[k] = 0.5*s - off
	}
	if k > 0 {
		f.last = dst[k-1]
	}
	f.fill += k
	return k
}

// gap is feed on n missing samples, for which there has to be room.
func (f *frontEnd) gap(n int) {
	dst := f.x[f.hist+f.fill:][:n]
	for i := range dst {
		dst[i] = f.last
	}
	f.inGap = true
	f.fill += n
}

// process filters block samples [from, fill).
func (f *frontEnd) process(from int) {
	lo, hi := f.hist+from, f.hist+f.fill
	n := hi - lo
	if n <= 0 {
		return
	}
	lp, hp, d, win := f.lp, f.hp, f.d, f.win
	x, xm := f.x[lo:hi], f.x[lo-lp:][:n]
	a, am := f.a[lo:hi], f.a[lo-lp:][:n]
	l, lc, lm := f.l[lo:hi], f.l[lo-hp/2:][:n], f.l[lo-hp:][:n]
	b := f.b[lo:hi]
	b1, b3, b4 := f.b[lo-d:][:n], f.b[lo-3*d:][:n], f.b[lo-4*d:][:n]
	e, em := f.e[lo:hi], f.e[lo-win:][:n]
	w := f.w[lo:hi]
	s1, s2, s3, s4 := f.s1, f.s2, f.s3, f.s4
	gain := 1 / float64(lp*lp)
	mean := 1 / float64(hp)
	root := f.root
	for i := range x {
		s1 += x[i] - xm[i]
		a[i] = s1
		s2 += s1 - am[i]
		y := s2 * gain
		l[i] = y
		s3 += y - lm[i]
		v := lc[i] - s3*mean
		b[i] = v
		u, um := 2*(v-b4[i])+(b1[i]-b3[i]), em[i]
		e[i] = u
		s4 += float64(u*u) - float64(um*um) // rounded both, so that what comes in is what goes out
		y = s4
		if root {
			y = math.Sqrt(math.Abs(s4)) // by rounding it may be negative
		}
		w[i] = y
	}
	f.s1, f.s2, f.s3, f.s4 = s1, s2, s3, s4
}

// next starts a new block once the current one is full.
func (f *frontEnd) next() {
	if f.fill == f.block {
		f.advance()
	}
}

// advance ends the current block and keeps its end as history.
func (f *frontEnd) advance() {
	for _, p := range [...][]float64{f.x, f.a, f.l, f.b, f.e, f.w} {
		copy(p[:f.hist], p[f.fill:f.fill+f.hist])
	}
	f.base += f.fill
	f.sinceRefresh += f.fill
	f.fill = 0
	if f.sinceRefresh >= refreshEvery {
		f.sinceRefresh = 0
		f.s1 = sum(f.x[f.hist-f.lp : f.hist])
		f.s2 = sum(f.a[f.hist-f.lp : f.hist])
		f.s3 = sum(f.l[f.hist-f.hp : f.hist])
		f.s4 = sumSquares(f.e[f.hist-f.win : f.hist])
	}
}

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

func sumSquares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += float64(v * v)
	}
	return s
}
