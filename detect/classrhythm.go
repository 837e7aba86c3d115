package detect

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

const (
	nearBeats  = 10   // intervals to either side that make the local mean
	longestGap = 2.5  // s: a longer interval counts no more in a mean, and is none of a rhythm
	modeWidth  = 1.12 // ratio of the longest and the shortest of intervals that are called equal
)

// classRhythm looks at the intervals of beats.
type classRhythm struct {
	beats  []beatInfo
	rate   float64
	causal bool
	sorted []float64
}

// verdict is what is known of beat k.
func (c *classRhythm) verdict(k int) *verdict {
	if c.causal {
		return &c.beats[k].causal
	}
	return &c.beats[k].final
}

// rr is the interval before beat k in seconds, 0 when there is none.
func (c *classRhythm) rr(k int) float64 {
	if k < 1 || k >= len(c.beats) {
		return 0
	}
	return float64(c.beats[k].at-c.beats[k-1].at) / c.rate
}

// local is the mean interval around beat k, in seconds, without those on either side of it.
func (c *classRhythm) local(k int) float64 {
	s, n := 0.0, 0
	for j := max(k-nearBeats, 1); j <= min(k+1+nearBeats, len(c.beats)-1); j++ {
		if j != k && j != k+1 {
			s += min(c.rr(j), longestGap)
			n++
		}
	}
	if n == 0 {
		return c.rr(k)
	}
	return s / float64(n)
}

// mode is the part of some intervals that are equal within modeWidth: near one in a regular rhythm, a half or a third where
// premature beats alternate with others, less in atrial fibrillation. With few intervals it is one.
func (c *classRhythm) mode(rr []float64) float64 {
	if len(rr) < 4 {
		return 1
	}
	c.sorted = append(c.sorted[:0], rr...)
	slices.Sort(c.sorted)
	best, j := 0, 0
	for i := range c.sorted {
		for j < len(c.sorted) && c.sorted[j] <= modeWidth*c.sorted[i] {
			j++
		}
		best = max(best, j-i)
	}
	return float64(best) / float64(len(c.sorted))
}

// median returns the upper median of x, 0 when it is empty.
func (c *classRhythm) median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	c.sorted = append(c.sorted[:0], x...)
	slices.Sort(c.sorted)
	return c.sorted[len(x)/2]
}

// seen is the running mean of the correlation of P windows with the usual one, over conducted beats that are in time. It is
// low in noise, in atrial fibrillation and where P waves are flat.
type seen struct{ mean, n float64 }

const (
	seenBeats = 40 // beats in the mean
	seenPrior = 4  // beats without a P wave that it starts from
)

func (s *seen) reset() { s.mean, s.n = 0, seenPrior }

func (s *seen) add(b *beatInfo) {
	if b.timely && b.alike >= usualLike {
		s.n = min(s.n+1, seenBeats)
		s.mean += (float64(b.p) - s.mean) / s.n
	}
}

func logRatio(a, b float64) float64 {
	if !(a > 0 && b > 0) {
		return 0
	}
	return math.Log(a / b)
}

func logistic(x, w []float64) float64 { return 1 / (1 + math.Exp(-dsp.Dot(x, w))) }
