package detect

import (
	"math"

	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/internal/dsp"
)

// Constants of the front end of Segmenter.
const (
	// Leads are averaged down to the lowest rate above this one: fibrillation has no power above 20 Hz, and the slopes of QRS
	// complexes show at 25 Hz.
	segmentRate = 100.0 // Hz
	// Windows: four seconds hold 8 to 40 waves of VF and, at 30 a minute, two beats.
	segmentHop = 0.5 // s
	windowHops = 8
	// Wander goes below the lower corner (1 Hz, as usual before VF detectors: Amann et al. 2005), mains above the upper.
	segmentLow       = 1.0  // Hz
	segmentHigh      = 25.0 // Hz
	segmentHighPart  = 0.4  // of the rate, where that is less
	segmentLowOrder  = 2
	segmentHighOrder = 4
	// The delay of the low-pass at low frequencies: 2.61/(2π 25 Hz).
	segmentDelay = 0.017 // s
	// Slopes are differences over this time.
	slopeSpan = 0.020 // s
	// A lead counts in a window when it is there for at least this part of it.
	leastPresent = 0.75
)

// stillness says that an averaged sample does not differ from those before.
type stillness byte

const (
	moving stillness = iota
	constant
	missing
)

// segmentBin sums up one hop of one lead.
type segmentBin struct {
	d2, d4   float64 // sums of powers of the slope
	top, low float64 // extremes of the filtered lead
	gone     int     // samples missing; all of a constant hop
}

// segmentLead averages, filters and sums up one lead.
type segmentLead struct {
	step, hop, lag int
	cascade        filter.Cascade

	// The averaged sample in the making.
	sum     float64
	have    int // samples present
	taken   int // samples in all
	last    float64
	started bool
	moved   bool // the lead was not constant

	// Bridging of gaps: the last averaged value is held, and the lead goes on from there.
	level, shift float64
	gap          bool

	fill    int         // averaged samples of the hop
	raw     []float64   // of the hop
	flat    []stillness // of the hop
	missing int         // of the hop: samples missing
	x       []float64   // filtered: lag samples before the window, and the window
	bins    [windowHops]segmentBin
}

func (l *segmentLead) reset(rate float64, step, hop int) {
	window := windowHops * hop
	if l.hop != hop || l.step != step || l.raw == nil {
		l.step, l.hop, l.lag = step, hop, max(1, samples(slopeSpan, rate))
		l.raw, l.flat = make([]float64, hop), make([]stillness, hop)
		l.x = make([]float64, l.lag+window)
	}
	// The corners lie within the limits that filter asks for at every rate from minRate on.
	high, _ := filter.HighPass(segmentLowOrder, segmentLow, rate)
	low, _ := filter.LowPass(segmentHighOrder, min(segmentHigh, segmentHighPart*rate), rate)
	l.cascade.Init(append(high, low...))
	clear(l.x)
	clear(l.bins[:])
	for i := range l.bins {
		l.bins[i].gone = hop
	}
	l.sum, l.have, l.taken, l.last, l.started, l.moved = 0, 0, 0, 0, false, false
	l.level, l.shift, l.gap, l.fill, l.missing = 0, 0, true, 0, 0
}

// feed takes samples that do not go beyond the hop.
func (l *segmentLead) feed(x []float64) {
	if !l.started {
		for _, v := range x {
			if dsp.Present(v) {
				l.last, l.started = v, true // the first value is no movement
				break
			}
		}
	}
	if l.taken == 0 {
		x = x[l.feedWhole(x):]
	}
	sum, have, taken, last, moved := l.sum, l.have, l.taken, l.last, l.moved
	for _, v := range x {
		if dsp.Present(v) {
			sum += v
			have++
			if v != last {
				last, moved = v, true
			}
		}
		if taken++; taken == l.step {
			l.put(sum, have, moved)
			sum, have, taken, moved = 0, 0, 0, false
		}
	}
	l.sum, l.have, l.taken, l.last, l.moved = sum, have, taken, last, moved
}

// feedWhole takes samples of x from the start of an averaged sample on, as many as complete averaged samples and as long as none is
// missing and no gap goes before; it returns how many.
func (l *segmentLead) feedWhole(x []float64) int {
	if l.gap || !l.started {
		return 0
	}
	taken, last, step, scale := 0, l.last, l.step, float64(l.step)
	for ; l.fill < l.hop && len(x)-taken >= step; taken += step {
		y := x[taken : taken+step]
		sum := 0.0
		for _, v := range y {
			if !dsp.Present(v) {
				l.last = last
				return taken
			}
			sum += v
		}
		still := moving
		if y[0] == last && equal(y) {
			still = constant
		}
		last = y[step-1]
		l.level = sum/scale - l.shift
		l.raw[l.fill], l.flat[l.fill] = l.level, still
		l.fill++
	}
	l.last = last
	return taken
}

// equal reports whether all of x, of which there is one at least, are the same.
func equal(x []float64) bool {
	for _, v := range x[1:] {
		if v != x[0] {
			return false
		}
	}
	return true
}

// skip takes n missing samples.
func (l *segmentLead) skip(n int) {
	for ; n > 0; n-- {
		if l.taken++; l.taken == l.step {
			l.complete()
		}
	}
}

// complete ends the averaged sample in the making.
func (l *segmentLead) complete() {
	if l.taken == 0 {
		return
	}
	l.put(l.sum, l.have, l.moved)
	l.sum, l.have, l.taken, l.moved = 0, 0, 0, false
}

// put adds an averaged sample to the hop.
func (l *segmentLead) put(sum float64, have int, moved bool) {
	if l.fill == l.hop {
		return
	}
	l.flat[l.fill] = moving
	if !moved {
		l.flat[l.fill] = constant
	}
	if have == 0 {
		l.flat[l.fill] = missing
		l.gap = true
		l.missing++
	} else {
		mean := sum / float64(have)
		if l.gap {
			l.shift, l.gap = mean-l.level, false
		}
		l.level = mean - l.shift
	}
	l.raw[l.fill] = l.level
	l.fill++
}

// next filters the hop and moves the window on to it.
func (l *segmentLead) next() {
	copy(l.x, l.x[l.hop:])
	copy(l.bins[:], l.bins[1:])
	l.fill = 0
	y := l.x[len(l.x)-l.hop:]
	l.cascade.Process(y, l.raw)
	before := l.x[len(l.x)-l.hop-l.lag:][:len(y)]
	b := segmentBin{top: math.Inf(-1), low: math.Inf(1)}
	still := true
	for i, v := range y {
		d := v - before[i]
		d *= d
		b.d2 += d
		b.d4 += d * d
		if v > b.top {
			b.top = v
		}
		if v < b.low {
			b.low = v
		}
		still = still && l.flat[i] != moving
	}
	if b.gone = l.missing; still {
		b.gone = l.hop
	}
	l.missing = 0
	l.bins[windowHops-1] = b
}

// leadWindow is what the sums of a window say.
type leadWindow struct {
	off      bool    // the lead is missing or constant for too much of it
	height   float64 // peak to peak
	kurtosis float64 // of the slopes: 3 for Gaussian noise, 1.5 for a sine, 10 to 40 with QRS complexes; NaN without slopes
}

func (l *segmentLead) measure() leadWindow {
	n := float64(windowHops * l.hop)
	var b segmentBin
	b.top, b.low = math.Inf(-1), math.Inf(1)
	for i := range l.bins {
		c := &l.bins[i]
		b.d2 += c.d2
		b.d4 += c.d4
		b.top, b.low = max(b.top, c.top), min(b.low, c.low)
		b.gone += c.gone
	}
	return leadWindow{
		off:      float64(b.gone) > (1-leastPresent)*n,
		height:   b.top - b.low,
		kurtosis: b.d4 / b.d2 / b.d2 * n,
	}
}
