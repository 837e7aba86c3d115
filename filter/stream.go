package filter

import "github.com/goecg/goecg/internal/dsp"

// Remover takes one disturbance from a whole lead: it writes src without it to dst and
// returns dst. dst may be src; nil allocates; otherwise it panics unless the lengths
// agree. Gaps stay gaps. Every remover of this package keeps its memory between leads.
type Remover interface {
	Remove(dst, src []float64) []float64
}

// Stream is a filter that takes its lead piece by piece. Of k samples pushed, the first
// k-Delay() have come back: the m-th sample returned is the m-th pushed, filtered, so
// that nothing is shifted in time; Flush returns the rest. The pieces may be of any
// size, the result is the same to the bit. Missing samples come back as NaN.
type Stream interface {
	// Push appends what is ready after the samples x to dst and returns it.
	Push(dst, x []float64) []float64
	// Flush appends the samples held back to dst, returns it, and leaves the stream
	// ready for another lead.
	Flush(dst []float64) []float64
	// Delay is how many samples are held back.
	Delay() int
}

var (
	_ Remover = (*Baseline)(nil)
	_ Remover = (*BeatBaseline)(nil)
	_ Remover = (*MedianBaseline)(nil)
	_ Remover = (*MorphBaseline)(nil)
	_ Remover = (*LinearBaseline)(nil)
	_ Remover = (*ZeroPhaseNotch)(nil)
	_ Remover = (*LMS)(nil)
	_ Remover = (*StepNotch)(nil)
	_ Remover = (*Subtraction)(nil)
	_ Remover = (*Smoother)(nil)

	_ Stream = (*MedianBaseline)(nil)
	_ Stream = (*MorphBaseline)(nil)
	_ Stream = (*LinearBaseline)(nil)
	_ Stream = (*LMS)(nil)
	_ Stream = (*StepNotch)(nil)
	_ Stream = (*Subtraction)(nil)
	_ Stream = (*Smoother)(nil)
	_ Stream = causal{}
)

// removeAll runs a whole lead through a stream at rest. Results lag behind what was
// read, so dst may be src.
func removeAll(s Stream, dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	out := s.Flush(s.Push(dst[:0], src))
	return out[:len(src)]
}

// causal is a Cascade seen as a Stream.
type causal struct{ c *Cascade }

// Stream returns c as a [Stream] without delay, which goes on from c's state. Flush
// resets c. (The filter's own group delay is in the signal: see [SOS.GroupDelay].)
func (c *Cascade) Stream() Stream { return causal{c} }

func (s causal) Push(dst, x []float64) []float64 {
	n := len(dst)
	dst = append(dst, x...)
	s.c.Process(dst[n:], dst[n:])
	return dst
}

func (s causal) Flush(dst []float64) []float64 {
	s.c.Reset()
	return dst
}

func (s causal) Delay() int { return 0 }

// delayLine holds the samples that wait for their result.
type delayLine struct {
	buf  []float64
	head int // the oldest
	n    int
}

func (d *delayLine) init(size int) {
	d.buf = dsp.Resize(d.buf, size)
	d.head, d.n = 0, 0
}

func (d *delayLine) put(x float64) {
	i := d.head + d.n
	if i >= len(d.buf) {
		i -= len(d.buf)
	}
	d.buf[i] = x
	d.n++
}

func (d *delayLine) take() float64 {
	x := d.buf[d.head]
	d.head++
	if d.head == len(d.buf) {
		d.head = 0
	}
	d.n--
	return x
}

// window is a multiset of the samples in a sliding window, oldest first; NaN takes its
// place but does not count.
type window interface {
	add(x float64) // at the end; room must have been made with drop
	drop()         // the oldest
	value() float64
	clear()
}

// centred is a filter whose result is the value of the window of half samples to each
// side, cut short at the ends of the lead.
type centred[W window] struct {
	w    W
	half int
	in   int // samples added
	out  int // results given
	kept int // samples in the window
}

func (c *centred[W]) reset() {
	c.w.clear()
	c.in, c.out, c.kept = 0, 0, 0
}

// push adds a sample and returns the result that became ready, if any.
func (c *centred[W]) push(x float64) (y float64, ok bool) {
	if c.kept > 2*c.half {
		c.w.drop()
		c.kept--
	}
	c.w.add(x)
	c.in++
	c.kept++
	if c.in <= c.half {
		return 0, false
	}
	c.out++
	return c.w.value(), true
}

// next returns the next result after the end of the lead.
func (c *centred[W]) next() (y float64, ok bool) {
	if c.out == c.in {
		return 0, false
	}
	for c.kept > c.in-c.out+c.half {
		c.w.drop()
		c.kept--
	}
	c.out++
	return c.w.value(), true
}

// staged is a baseline remover of several centred filters in a row.
type staged[W window] struct {
	stages []centred[W]
	line   delayLine
}

func (s *staged[W]) start() {
	for i := range s.stages {
		s.stages[i].reset()
	}
	s.line.init(s.Delay() + 1)
}

// Delay is the sum of the half windows, in samples.
func (s *staged[W]) Delay() (n int) {
	for i := range s.stages {
		n += s.stages[i].half
	}
	return n
}

// Push implements [Stream].
func (s *staged[W]) Push(dst, x []float64) []float64 {
	for _, v := range x {
		if !dsp.Present(v) {
			v = missing
		}
		s.line.put(v)
		if y, ok := s.through(0, v); ok {
			dst = append(dst, s.line.take()-y)
		}
	}
	return dst
}

// through passes a value through the stages from the given one on.
func (s *staged[W]) through(from int, v float64) (y float64, ok bool) {
	for i := from; i < len(s.stages); i++ {
		if v, ok = s.stages[i].push(v); !ok {
			return 0, false
		}
	}
	return v, true
}

// Flush implements [Stream].
func (s *staged[W]) Flush(dst []float64) []float64 {
	for i := range s.stages {
		for {
			v, ok := s.stages[i].next()
			if !ok {
				break
			}
			if y, ok := s.through(i+1, v); ok {
				dst = append(dst, s.line.take()-y)
			}
		}
	}
	s.start()
	return dst
}

// Remove implements [Remover]. It drops what was pushed before.
func (s *staged[W]) Remove(dst, src []float64) []float64 {
	s.start()
	return removeAll(s, dst, src)
}

// halfWindow is half a window of the given length, in samples.
func halfWindow(seconds, rate float64) int { return max(1, int(seconds*rate/2+0.5)) }
