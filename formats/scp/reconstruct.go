package scp

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// grid is the integer scale that holds residual and reference beat exactly. Their steps differ, and bimodal compression
// interpolates by the decimation factor D and averages over 3, so a residual value counts in AVM6/(3D) nV; the grid's step
// is the greatest common divisor of that and AVM5.
type grid struct {
	scale      float64 // µV a step
	residual   int64   // steps of one residual value
	reference  int64   // steps of one reference value
	subtracted bool
	overflow   int
}

// averaged is the width of the moving average outside protected areas.
const averaged = 3

func (d *decoder) grid() grid {
	g := grid{scale: float64(d.rhythm.avm) / nvPerUV, residual: 1}
	g.subtracted = d.subtracts()
	parts := int64(1)
	if d.rhythm.factor > 1 {
		parts = averaged * int64(d.rhythm.factor)
	}
	a, b := int64(d.rhythm.avm), int64(0)
	if g.subtracted {
		b = int64(d.ref.avm) * parts
	}
	if a == 0 {
		d.rec.Warn(ecg.WarnUncalibrated, int64(d.known[sectionRhythm].off+sectionHeaderLen),
			"section 6: amplitude multiplier 0, the scale is unknown")
		g.scale = 1
		return g
	}
	step := gcd(a, b)
	g.residual, g.reference = a/step, b/step
	g.scale = float64(step) / float64(parts*nvPerUV)
	return g
}

// subtracts reports whether a reference beat is to be added again.
func (d *decoder) subtracts() bool {
	if !d.beats.subtracted {
		return false
	}
	zones := false
	for i := range d.beats.beats {
		zones = zones || d.beats.beats[i].subtracts()
	}
	off := int64(d.known[sectionLeads].off)
	switch {
	case !d.has(sectionBeats) || d.ref.blocks == nil || len(d.rec.Groups) == 0:
		d.rec.Warn(ecg.WarnInconsistent, off, "section 3 says that a reference beat was subtracted, section 4 or 5 is absent")
		return false
	case !zones:
		return false
	case d.rhythm.avm == 0 || d.ref.avm == 0:
		d.rec.Warn(ecg.WarnUncalibrated, off, "the reference beat cannot be added: amplitude multiplier 0")
		return false
	case d.ref.interval*d.rhythm.factor != d.rhythm.interval:
		d.rec.Warn(ecg.WarnInconsistent, off, "sections 5 and 6 have sample intervals of %d and %d µs", d.ref.interval, d.rhythm.interval)
	}
	return true
}

// maxCover is how often subtraction zones may cover a lead; lawful ones do not overlap at all.
const maxCover = 2

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// multiply brings residual values to the grid.
func (g *grid) multiply(x []int32) {
	if g.residual == 1 {
		return
	}
	for i, v := range x {
		x[i] = g.clip(int64(v) * g.residual)
	}
}

func (g *grid) clip(v int64) int32 {
	if v <= math.MinInt32 || v > math.MaxInt32 {
		g.overflow++
		return ecg.Missing
	}
	return int32(v)
}

// addReference adds the reference beat to its zones in c. Zones and fiducials count on the record's time axis. It returns
// false when zones overlap so much that they cannot be meant.
func (g *grid) addReference(c *ecg.Channel, ref []int32, t *beatTable) bool {
	start, end := int64(c.Start), int64(c.Start+len(c.Raw))
	left := maxCover * int64(len(c.Raw))
	for i := range t.beats {
		b := &t.beats[i]
		if !b.subtracts() {
			continue
		}
		shift := t.fiducial - b.fiducial // from the record's time to the reference beat's
		from := max(b.zone.from, start, -shift)
		to := min(b.zone.to, end, int64(len(ref))-shift)
		if from >= to {
			continue
		}
		if left -= to - from; left < 0 {
			return false
		}
		x, r := c.Raw[from-start:to-start], ref[from+shift:to+shift]
		for k, v := range r[:len(x)] {
			if x[k] != ecg.Missing {
				x[k] = g.clip(int64(x[k]) + int64(v)*g.reference)
			}
		}
	}
	return true
}

// bimodal is the layout of one lead under bimodal compression (EN 1064, 5.9.4): full rate inside protected areas; outside,
// a run of m samples is m/factor decimated values and m%factor at the full rate.
type bimodal struct {
	factor         int64
	protected      []span
	start, samples int64
}

// runs calls fn for each run of the lead in turn, as indexes from its first sample.
func (b *bimodal) runs(fn func(from, to int64, full bool)) {
	at := int64(0)
	for _, p := range b.protected {
		if p.from-b.start >= b.samples {
			break
		}
		from, to := max(p.from-b.start, at), min(p.to-b.start, b.samples)
		if from >= to {
			continue
		}
		if from > at {
			fn(at, from, false)
		}
		fn(from, to, true)
		at = to
	}
	if at < b.samples {
		fn(at, b.samples, false)
	}
}

// count is the number of stored values.
func (b *bimodal) count() int64 {
	var n int64
	b.runs(func(from, to int64, full bool) {
		if m := to - from; full {
			n += m
		} else {
			n += m/b.factor + m%b.factor
		}
	})
	return n
}

// expand writes the samples to dst, in 1/(3*factor) of a stored step, and returns how many there are: fewer than declared
// when values run out. Decimated values are joined by straight lines, the first and last one held for half a step, and the
// run is smoothed by a moving average of 3 that leaves its first and last sample.
func (b *bimodal) expand(dst, values []int32) int {
	f := b.factor
	unit := averaged * f
	n := 0
	b.runs(func(from, to int64, full bool) {
		if int64(n) < from { // an earlier run ended short
			return
		}
		if full {
			k := min(int(to-from), len(values))
			for i, v := range values[:k] {
				dst[n+i] = int32(clamp(v) * unit)
			}
			values = values[k:]
			n += k
			return
		}
		run := dst[from:min(to, int64(len(dst)))]
		q := min((to-from)/f, int64(len(values)))
		out := run[:0]
		for i := range q {
			v := clamp(values[i])
			next := v
			if i+1 < q {
				next = clamp(values[i+1])
			}
			if i == 0 {
				for range f / 2 {
					out = append(out, int32(v*f))
				}
			}
			steps := f
			if i+1 == q {
				steps = f - f/2
			}
			for j := range steps {
				out = append(out, int32(v*f+j*(next-v)))
			}
		}
		values = values[q:]
		rest := min(int(to-from)-len(out), len(values), int((to-from)%f))
		for _, v := range values[:rest] {
			out = append(out, int32(clamp(v)*f))
		}
		values = values[rest:]
		smooth(out)
		n += len(out)
	})
	return n
}

// smooth replaces x by three times its moving average of 3; the first and last value are only multiplied.
func smooth(x []int32) {
	if len(x) == 0 {
		return
	}
	before := x[0]
	x[0] *= averaged
	for i := 1; i < len(x); i++ {
		v := x[i]
		if i+1 == len(x) {
			x[i] = averaged * v
			return
		}
		x[i] = before + v + x[i+1]
		before = v
	}
}

// clampLimit keeps expanded values within 32 bits; real amplitudes have 16.
const clampLimit = 1 << 24

func clamp(v int32) int64 {
	return int64(max(-clampLimit, min(clampLimit, v)))
}
