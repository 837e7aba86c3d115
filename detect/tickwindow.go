package detect

import (
	"math"
	"math/bits"
	"slices"
)

// tickWindow follows two values of the last ticks of a lead, the largest and the one that noisePart of them lie below, without
// keeping them in order: what one tick more and one less change is mostly little. Ticks are not negative, so that they compare as
// their bits do, which takes no branch.
type tickWindow struct {
	from, to int // first and one past the last tick in it
	top, low float64
	// Places in the ring: of the ticks up to low, as many as there are below it in order and itself, and of the rest.
	small, large uint64
	lowAt        int // place of low
}

const tickMask = tickRing - 1

// A word has a bit for each place of the ring.
var _ [0]struct{} = [tickRing - 64]struct{}{}

// restart empties the window.
func (w *tickWindow) restart() { *w = tickWindow{} }

// move makes the window ticks [from, to) of ring, at least one.
func (w *tickWindow) move(ring *[tickRing]float64, from, to int) {
	if w.from == w.to || to != w.to+1 || from != w.from && from != w.from+1 { // not the usual step: one in, at most one out
		w.fill(ring, from, to)
		return
	}
	in, inBit := ring[w.to&tickMask], uint64(1)<<(w.to&tickMask)
	outAt := -1
	if from != w.from {
		outAt = w.from & tickMask
		w.small &^= 1 << outAt
		w.large &^= 1 << outAt
	}
	w.from, w.to = from, to
	if in < w.low {
		w.small |= inBit
	} else {
		w.large |= inBit
	}
	switch d := bits.OnesCount64(w.small) - smallCount(to-from); {
	case d > 0:
		w.small &^= 1 << w.lowAt
		w.large |= 1 << w.lowAt
		w.lowAt = largestOf(ring, w.small)
	case d < 0:
		w.lowAt = smallestOf(ring, w.large)
		w.large &^= 1 << w.lowAt
		w.small |= 1 << w.lowAt
	case outAt == w.lowAt:
		w.lowAt = largestOf(ring, w.small)
	}
	w.low = ring[w.lowAt]
	if in >= w.top {
		w.top = in
	} else if outAt >= 0 && ring[outAt] == w.top {
		w.top = ring[largestOf(ring, w.small|w.large)]
	}
}

// smallCount is how many of n ticks are up to low.
func smallCount(n int) int { return int(float64(n)*noisePart) + 1 }

// fill takes the ticks anew.
func (w *tickWindow) fill(ring *[tickRing]float64, from, to int) {
	var order [tickRing]int
	x := order[:0]
	for t := from; t < to; t++ {
		x = append(x, t&tickMask)
	}
	slices.SortFunc(x, func(a, b int) int {
		switch {
		case ring[a] < ring[b]:
			return -1
		case ring[a] > ring[b]:
			return 1
		}
		return 0
	})
	*w = tickWindow{from: from, to: to, top: ring[x[len(x)-1]]}
	n := smallCount(len(x))
	for i, at := range x {
		if i < n {
			w.small |= 1 << at
		} else {
			w.large |= 1 << at
		}
	}
	w.lowAt = x[n-1]
	w.low = ring[w.lowAt]
}

// largestOf returns the place of the largest tick of a set that is not empty.
func largestOf(ring *[tickRing]float64, set uint64) (at int) {
	best := uint64(0)
	for ; set != 0; set &= set - 1 {
		k := bits.TrailingZeros64(set) & tickMask
		v := math.Float64bits(ring[k])
		if v >= best {
			at = k
		}
		best = max(best, v)
	}
	return at
}

// smallestOf returns the place of the smallest.
func smallestOf(ring *[tickRing]float64, set uint64) (at int) {
	best := uint64(math.MaxUint64)
	for ; set != 0; set &= set - 1 {
		k := bits.TrailingZeros64(set) & tickMask
		v := math.Float64bits(ring[k])
		if v < best {
			at = k
		}
		best = min(best, v)
	}
	return at
}
