package filter

import "github.com/goecg/goecg/internal/dsp"

// interleaved is how many leads one loop works on: each section's recursion waits for
// its own last result, and four of them hide each other's latency.
const interleaved = 4

// interleaveSpan is how many samples of four leads pass through one section before the next: they
// stay in the first-level cache.
const interleaveSpan = 256

// Bank filters several simultaneous leads as a stream, four in one loop. The results
// are the same to the bit as those of one [Cascade] a lead.
type Bank struct {
	sos  SOS
	st   [][]state // of each lead
	last []float64
	zi   []state
}

// NewBank returns a bank at rest for the given number of leads, over a copy of sos.
func NewBank(sos SOS, leads int) *Bank {
	b := &Bank{}
	b.Init(sos, leads)
	return b
}

// Init makes b a bank at rest, reusing its memory.
func (b *Bank) Init(sos SOS, leads int) {
	b.sos = append(b.sos[:0], sos...)
	b.zi = append(b.zi[:0], make([]state, len(sos))...)
	b.sos.stepState(b.zi)
	b.st = growLists(b.st, leads)
	b.last = dsp.Resize(b.last, leads)
	for l := range b.st {
		if cap(b.st[l]) < len(sos) {
			b.st[l] = make([]state, len(sos))
		}
		b.st[l] = b.st[l][:len(sos)]
	}
	b.Reset()
}

// Reset returns to the state of rest.
func (b *Bank) Reset() {
	for _, st := range b.st {
		clear(st)
	}
	clear(b.last)
}

// Settle sets the state that endless constant inputs, one a lead, would leave.
func (b *Bank) Settle(x0 []float64) {
	for l, v := range x0 {
		if !dsp.Present(v) {
			v = 0
		}
		for i, z := range b.zi {
			b.st[l][i] = state{z.s1 * v, z.s2 * v}
		}
		b.last[l] = v
	}
}

// Process filters the leads src, all of one length, into dst, continuing the stream, and
// returns dst. dst may be src; nil allocates; it panics when the number of leads is not
// that of the bank or lengths differ. Missing samples as in [Cascade.Push].
func (b *Bank) Process(dst, src [][]float64) [][]float64 {
	if len(src) != len(b.st) {
		panic("filter: the bank has another number of leads")
	}
	dst = destinations(dst, src)
	for l := 0; l < len(src); {
		k := 0 // leads without a gap, from l on
		for k < interleaved && l+k < len(src) && len(src[l+k]) == len(src[l]) && copyWhole(dst[l+k], src[l+k]) {
			if n := len(src[l+k]); n > 0 {
				b.last[l+k] = src[l+k][n-1]
			}
			k++
		}
		if k == interleaved {
			run4(b.sos, b.st[l:l+k], dst[l:l+k])
		} else {
			for i := range k {
				run(b.sos, b.st[l+i], dst[l+i])
			}
			if l+k < len(src) { // the lead that stopped the group
				if len(src[l+k]) != len(src[0]) {
					panic("filter: the leads of a bank differ in length")
				}
				b.last[l+k] = bridged(b.sos, b.st[l+k], dst[l+k], src[l+k], b.last[l+k])
				k++
			}
		}
		l += k
	}
	return dst
}

// ApplyLeads is [ZeroPhase.Apply] for several leads, four in one loop, with the same
// bits. Leads of other lengths than their neighbours are done alone. dst may be src; a nil dst or a nil
// lead in it allocates.
func (z *ZeroPhase) ApplyLeads(dst, src [][]float64) [][]float64 {
	dst = destinations(dst, src)
	l := 0
	for ; l+interleaved <= len(src); l += interleaved {
		alike := true
		for _, x := range src[l+1 : l+interleaved] {
			alike = alike && len(x) == len(src[l])
		}
		if !alike || len(src[l]) == 0 {
			break
		}
		z.apply4(dst[l:l+interleaved], src[l:l+interleaved])
	}
	for ; l < len(src); l++ {
		z.Apply(dst[l], src[l])
	}
	return dst
}

func (z *ZeroPhase) apply4(dst, src [][]float64) {
	n := len(src[0])
	edge := max(0, min(z.Edge, n-1))
	z.gaps = z.gaps[:0]
	var count [interleaved]int
	var bufs [interleaved][]float64
	for k, x := range src {
		z.bufs[k] = dsp.Resize(z.bufs[k], n+2*edge)
		bufs[k] = z.bufs[k]
		mid := bufs[k][edge : edge+n]
		count[k] = z.gaps.bridge(mid, x)
		oddExtend(bufs[k], edge)
		z.sts[k] = append(z.sts[k][:0], z.zi...)
	}
	for range 2 {
		for k, b := range bufs {
			for i, s := range z.zi {
				z.sts[k][i] = state{s.s1 * b[0], s.s2 * b[0]}
			}
		}
		run4(z.sos, z.sts[:], bufs[:])
		for _, b := range bufs {
			reverse(b)
		}
	}
	gaps := z.gaps
	for k, b := range bufs {
		mid := b[edge : edge+n]
		gaps = gaps.restore(mid, count[k])
		copy(dst[k], mid)
	}
}

// run4 filters four leads of one length in place, section by section, in spans.
func run4(sos SOS, st [][]state, x [][]float64) {
	n := len(x[0])
	for at := 0; at < n; at += interleaveSpan {
		end := min(at+interleaveSpan, n)
		a, b, c, d := x[0][at:end], x[1][at:end], x[2][at:end], x[3][at:end]
		for i := range sos {
			section4(&sos[i], &st[0][i], &st[1][i], &st[2][i], &st[3][i], a, b, c, d)
		}
	}
}

func section4(s *Section, sa, sb, sc, sd *state, a, b, c, d []float64) {
	b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
	b0, b1, b2, a1, a2 := s.B0, s.B1, s.B2, s.A1, s.A2
	p1, p2, q1, q2 := sa.s1, sa.s2, sb.s1, sb.s2
	r1, r2, t1, t2 := sc.s1, sc.s2, sd.s1, sd.s2
	for i, u := range a {
		v, w, x := b[i], c[i], d[i]
		k := b0*u + p1
		l := b0*v + q1
		m := b0*w + r1
		n := b0*x + t1
		p1 = b1*u - a1*k + p2
		q1 = b1*v - a1*l + q2
		r1 = b1*w - a1*m + r2
		t1 = b1*x - a1*n + t2
		p2 = b2*u - a2*k
		q2 = b2*v - a2*l
		r2 = b2*w - a2*m
		t2 = b2*x - a2*n
		a[i], b[i], c[i], d[i] = k, l, m, n
	}
	sa.s1, sa.s2, sb.s1, sb.s2 = p1, p2, q1, q2
	sc.s1, sc.s2, sd.s1, sd.s2 = r1, r2, t1, t2
}
