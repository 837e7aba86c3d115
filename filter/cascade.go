package filter

import "github.com/goecg/goecg/internal/dsp"

// Cascade applies sections to a stream, sample by sample or in blocks of any
// size, with the same result. Up to three sections run in one loop: a
// sample goes through the whole group before the next one is read, which overlaps
// the latency of the sections' recursions; longer cascades run as several groups.
type Cascade struct {
	sos  SOS
	st   []state
	zi   []state
	last float64 // last good input, fed in place of a missing sample
}

// NewCascade returns a filter at rest (all past input zero). It keeps a copy of sos.
func NewCascade(sos SOS) *Cascade {
	c := &Cascade{}
	c.Init(sos)
	return c
}

// Init makes c a filter at rest over sos, reusing its memory.
func (c *Cascade) Init(sos SOS) {
	c.sos = append(c.sos[:0], sos...)
	c.st = append(c.st[:0], make([]state, len(sos))...)
	c.zi = append(c.zi[:0], make([]state, len(sos))...)
	c.sos.stepState(c.zi)
	c.last = 0
}

// Reset returns to the state of rest.
func (c *Cascade) Reset() { clear(c.st); c.last = 0 }

// Settle sets the state the filter would have after an endless constant input x0,
// so that a stream starting at that level makes no step.
func (c *Cascade) Settle(x0 float64) {
	if !dsp.Present(x0) {
		x0 = 0
	}
	for i, z := range c.zi {
		c.st[i] = state{z.s1 * x0, z.s2 * x0}
	}
	c.last = x0
}

// Push filters one sample. A missing sample (NaN, infinite) gives NaN and is
// bridged by the last good one.
func (c *Cascade) Push(x float64) float64 {
	b := [1]float64{x}
	c.Process(b[:], b[:])
	return b[0]
}

// Process filters src into dst, continuing the stream, and returns dst. dst may be
// src; nil allocates; otherwise it panics unless the lengths agree. Missing
// samples as in [Cascade.Push].
func (c *Cascade) Process(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	c.last = bridged(c.sos, c.st, dst, src, c.last)
	return dst
}

// bridged filters src into dst, feeding the last good sample in place of missing ones,
// and returns the last good sample.
func bridged(sos SOS, st []state, dst, src []float64, last float64) float64 {
	if len(src) == 0 {
		return last
	}
	if end := src[len(src)-1]; copyWhole(dst, src) {
		run(sos, st, dst)
		return end
	}
	for i := 0; i < len(dst); {
		// The stretch of good samples from i, then the gap after it.
		j := i
		for j < len(dst) && dsp.Present(dst[j]) {
			j++
		}
		if j > i {
			last = dst[j-1]
			run(sos, st, dst[i:j])
		}
		for i = j; i < len(dst) && !dsp.Present(dst[i]); i++ {
			b := [1]float64{last}
			run(sos, st, b[:])
			dst[i] = missing
		}
	}
	return last
}

// run filters x in place through all sections.
func run(sos SOS, st []state, x []float64) {
	for len(sos) > 0 {
		n := min(len(sos), 3)
		if len(sos) == 4 {
			n = 2 // two pairs beat three and one
		}
		switch n {
		case 1:
			run1(sos, st, x)
		case 2:
			run2(sos, st, x)
		case 3:
			run3(sos, st, x)
		}
		sos, st = sos[n:], st[n:]
	}
}

func run1(sos SOS, st []state, x []float64) {
	c, s := sos[0], st[0]
	for i, v := range x {
		y := c.B0*v + s.s1
		s.s1 = c.B1*v - c.A1*y + s.s2
		s.s2 = c.B2*v - c.A2*y
		x[i] = y
	}
	st[0] = s
}

func run2(sos SOS, st []state, x []float64) {
	c, d := sos[0], sos[1]
	s, t := st[0], st[1]
	for i, v := range x {
		y := c.B0*v + s.s1
		s.s1 = c.B1*v - c.A1*y + s.s2
		s.s2 = c.B2*v - c.A2*y
		z := d.B0*y + t.s1
		t.s1 = d.B1*y - d.A1*z + t.s2
		t.s2 = d.B2*y - d.A2*z
		x[i] = z
	}
	st[0], st[1] = s, t
}

func run3(sos SOS, st []state, x []float64) {
	c, d, e := sos[0], sos[1], sos[2]
	s, t, u := st[0], st[1], st[2]
	for i, v := range x {
		y := c.B0*v + s.s1
		s.s1 = c.B1*v - c.A1*y + s.s2
		s.s2 = c.B2*v - c.A2*y
		z := d.B0*y + t.s1
		t.s1 = d.B1*y - d.A1*z + t.s2
		t.s2 = d.B2*y - d.A2*z
		w := e.B0*z + u.s1
		u.s1 = e.B1*z - e.A1*w + u.s2
		u.s2 = e.B2*z - e.A2*w
		x[i] = w
	}
	st[0], st[1], st[2] = s, t, u
}
