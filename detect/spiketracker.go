package detect

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// SpikeTracker finds pacing spikes over simultaneous leads, in blocks: the samples at which
// at least three of the leads, or all of fewer, show a spike within 4 ms. The spikes that any
// sequence of Push calls and one Flush append are those of Find.
//
// A spike is known at most 0.1 s after it happened, in the first second of a lead at the end
// of that second. Memory is bounded. Below 250 Hz there are no spikes. The zero value is
// ready for Reset.
type SpikeTracker struct {
	span, near, far, slack int // samples; span 0 means that the rate is too low
	leads                  []spikeLead

	total   int   // samples received
	judged  int   // samples, in whole stretches, whose spikes are known lead by lead
	pending []int // spikes of single leads that are not decided over the leads
}

// spikeLead is what is kept of one lead.
type spikeLead struct {
	x, bend []float64 // samples from keep on; their second difference, absolute
	tops    []float64 // ring of usualCount: the largest bends of stretches
	oldest  int       // in tops, once it is full
	rank    []float64 // the same, sorted
	last    int       // the spike found last
}

// spikeBlock bounds how much of a block is buffered at once.
const spikeBlock = 1024

// Reset prepares for leads at rate Hz.
func (t *SpikeTracker) Reset(rate float64, leads int) {
	t.span, t.total, t.judged, t.pending = 0, 0, 0, t.pending[:0]
	if !(rate >= minSpikeRate) || !dsp.Finite(rate) || leads == 0 {
		return
	}
	t.span, t.near, t.far = samples(spikeSpan, rate), samples(spikeNear, rate), samples(spikeFar, rate)
	t.slack = int(math.Round(spikeSlack * rate))
	for len(t.leads) < leads {
		t.leads = append(t.leads, spikeLead{})
	}
	t.leads = t.leads[:leads]
	for i := range t.leads {
		l := &t.leads[i]
		l.x, l.bend, l.tops, l.rank = l.x[:0], l.bend[:0], l.tops[:0], l.rank[:0]
		l.oldest, l.last = 0, -t.near-1
	}
}

// Find appends the spikes of whole leads at rate Hz to dst; it begins with a Reset. A lead
// shorter than the longest counts as missing beyond its end.
func (t *SpikeTracker) Find(dst []int, leads [][]float64, rate float64) []int {
	t.Reset(rate, len(leads))
	return t.Flush(t.Push(dst, leads))
}

// Push appends the spikes that the next samples of the leads confirm; indexes count from the
// first sample after Reset. A lead shorter than the longest of the block counts as missing
// beyond its end. It panics when the number of leads is not that of Reset.
func (t *SpikeTracker) Push(dst []int, block [][]float64) []int {
	if t.span == 0 {
		return dst
	}
	if len(block) != len(t.leads) {
		panic("detect: SpikeTracker: Push with another number of leads than Reset")
	}
	n := blockLen(block)
	for from := 0; from < n; from += spikeBlock {
		size := min(spikeBlock, n-from)
		for i := range t.leads {
			t.leads[i].take(block[i], from, size, t.total == 0)
		}
		t.total += size
		dst = t.judge(dst)
	}
	return dst
}

// Flush ends the stream and appends the spikes still pending. A Reset must follow.
func (t *SpikeTracker) Flush(dst []int) []int {
	if t.span == 0 || t.total < 2*t.far+3 {
		return dst
	}
	for i := range t.leads {
		t.leads[i].bend = append(t.leads[i].bend, 0) // of the last sample, which has none after it
	}
	for t.judged < t.total {
		t.stretch(t.total - t.far)
	}
	return t.decide(dst, math.MaxInt)
}

// Decided returns the sample before which all spikes are known.
func (t *SpikeTracker) Decided() int {
	if t.span == 0 {
		return math.MaxInt
	}
	if len(t.pending) > 0 {
		return t.pending[0]
	}
	return t.judged
}

// blockLen is the length of the longest lead of a block.
func blockLen(block [][]float64) int {
	n := 0
	for _, x := range block {
		n = max(n, len(x))
	}
	return n
}

// take appends size samples of x from sample from on.
func (l *spikeLead) take(x []float64, from, size int, first bool) {
	have := max(min(len(x)-from, size), 0)
	if have > 0 {
		l.x = append(l.x, x[from:from+have]...)
	}
	for range size - have {
		l.x = append(l.x, math.NaN())
	}
	if first && size > 0 {
		l.bend = append(l.bend, 0) // of the first sample, which has none before it
	}
	at := len(l.bend)
	n := len(l.x) - 1 - at
	if n <= 0 {
		return
	}
	l.bend = slices.Grow(l.bend, n)[:at+n]
	d, x0, x1, x2 := l.bend[at:], l.x[at-1:][:n], l.x[at:][:n], l.x[at+1:][:n]
	for i := range d {
		v := math.Abs(x0[i] - 2*x1[i] + x2[i])
		if !(v <= dsp.MaxSample) { // beside a gap
			v = 0
		}
		d[i] = v
	}
}

// judge looks at the stretches whose surroundings have come.
func (t *SpikeTracker) judge(dst []int) []int {
	// Sample i needs the bends to i+far, and that one the sample after it.
	for t.total >= max(t.judged+t.span, firstStretches*t.span)+t.far+1 {
		t.stretch(math.MaxInt)
	}
	return t.decide(dst, t.judged)
}

// stretch finds the spikes of the next stretch in each lead, before sample end.
func (t *SpikeTracker) stretch(end int) {
	from, base := t.judged, t.base()
	k := from / t.span
	for i := range t.leads {
		l := &t.leads[i]
		top := l.top(from-base, from-base+t.span)
		switch {
		case k == 0: // the first stretches are compared with one another
			for j := 0; j < firstStretches && j*t.span < len(l.bend); j++ {
				l.tops = append(l.tops, l.top(j*t.span, (j+1)*t.span))
			}
			l.rank = append(l.rank, l.tops...)
			slices.Sort(l.rank)
		case k >= firstStretches && k%usualEvery == 0:
			l.rankTop(top)
		}
		if least := spikeOverUsual * l.rank[len(l.rank)/2]; top > least {
			t.pending = t.search(t.pending, l, least, min(from+t.span, end))
		}
	}
	t.judged = min(t.judged+t.span, t.total)
	if len(t.pending) > 1 {
		slices.Sort(t.pending)
	}
	// Forget what no later stretch looks at.
	if drop := t.judged - t.far - 1 - t.base(); drop > spikeBlock {
		for i := range t.leads {
			l := &t.leads[i]
			l.x = l.x[:copy(l.x, l.x[drop:])]
			l.bend = l.bend[:copy(l.bend, l.bend[drop:])]
		}
	}
}

// base is the index of the first sample that is kept.
func (t *SpikeTracker) base() int { return t.total - len(t.leads[0].x) }

// top is the largest bend between two kept samples, 0 beyond the end.
func (l *spikeLead) top(from, to int) float64 {
	from, to = min(from, len(l.bend)), min(to, len(l.bend))
	var top uint64 // numbers that are not negative compare as their bits do, and without a branch
	for _, v := range l.bend[from:to] {
		if b := math.Float64bits(v); b > top {
			top = b
		}
	}
	return math.Float64frombits(top)
}

// rankTop takes the largest bend of a stretch among the usual ones, of which it replaces the oldest.
func (l *spikeLead) rankTop(top float64) {
	if len(l.tops) < usualCount {
		l.tops = append(l.tops, top)
	} else {
		old := &l.tops[l.oldest]
		l.oldest = (l.oldest + 1) % usualCount
		at, _ := slices.BinarySearch(l.rank, *old)
		l.rank = slices.Delete(l.rank, at, at+1)
		*old = top
	}
	at, _ := slices.BinarySearch(l.rank, top)
	l.rank = slices.Insert(l.rank, at, top)
}

// search appends the spikes of lead l from the next stretch, before sample end, whose bend is above least.
func (t *SpikeTracker) search(dst []int, l *spikeLead, least float64, end int) []int {
	base := t.base()
	d := l.bend
	near, far := t.near, t.far
	for i := max(t.judged, far, l.last+near+1) - base; i < end-base; i++ {
		v := d[i]
		if v <= least || v < slices.Max(d[i-near:i+near+1]) {
			continue
		}
		around := max(slices.Max(d[i-far:i-near]), slices.Max(d[i+near+1:i+far+1]))
		if v > spikeOverNear*around && v > spikeOverHeight*height(l.x[i-near:i+near+1]) {
			l.last = i + base
			dst = append(dst, l.last)
			i += near
		}
	}
	return dst
}

// decide appends the spikes that enough leads show, as far as all that belongs to them lies before known.
func (t *SpikeTracker) decide(dst []int, known int) []int {
	p := t.pending
	need := min(spikeLeads, len(t.leads))
	i := 0
	for i < len(p) && p[i] < known-t.slack {
		j := i
		for j < len(p) && p[j] <= p[i]+t.slack {
			j++
		}
		if j-i >= need {
			dst = append(dst, p[i+(j-i)/2])
		}
		i = j
	}
	t.pending = p[:copy(p, p[i:])]
	return dst
}

func height(x []float64) float64 {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if dsp.Present(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return hi - lo
}
