package filter

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// Defaults of the baseline filter.
const (
	// DefaultBaselineCorner is below the 0.67 Hz that Kligfield et al. 2007 allow for
	// a filter without phase distortion, and below the 0.67 Hz of 40 beats a minute,
	// so that the harmonics which make up the ST segment pass. Of the corners 0.3 to
	// 0.67 Hz and orders 1 to 4, this corner and order left the smallest error of ST
	// against PQ on synthetic leads with a 300 uV shelf, 40 to 120 beats a minute and
	// 500 uV of wander at 0.15 and 0.3 Hz: 11 to 20 uV at worst, where a 0.67 Hz corner
	// of order 2 errs by 99 uV. With very irregular intervals the order hardly matters.
	// Nothing tells a shelf from wander in a beat cut by the end of a strip: the
	// outermost half second is not held to this.
	DefaultBaselineCorner = 0.5 // Hz, -6 dB
	baselineOrder         = 4
	// The baseline is estimated on block means at about this rate: fifty times its
	// corner, so that a straight line between means errs by 0.1 % of the wander.
	baselineRate = 25.0 // Hz
	// Beyond both ends the means go on for this many periods of the corner.
	baselineEdge = 2.0
	// The slope and level the extension starts from are those of the medians of two
	// spans of this length, each long enough to hold a beat's share of baseline.
	edgeSpan = 0.6 // s
)

// Baseline removes baseline wander: it subtracts the lead's own zero-phase
// Butterworth low-pass, which is the same as a zero-phase high-pass of squared
// magnitude (f/fc)^8 / (1 + (f/fc)^8), but is computed on block means at about 25 Hz
// and so costs little more than a copy.
type Baseline struct {
	rate, corner float64
	block        int
	lp           ZeroPhase
	part         []float64 // (k+0.5)/block for k = 0..block-1
	mean         []float64
	med          []float64
	gaps         gapList
}

// NewBaseline returns a remover for leads at rate Hz. A corner of 0 means
// [DefaultBaselineCorner]. The error is *[DesignError] around ErrRate or ErrCorner.
func NewBaseline(rate, corner float64) (*Baseline, error) {
	b := &Baseline{}
	if err := b.Reset(rate, corner); err != nil {
		return nil, err
	}
	return b, nil
}

// Reset prepares b for another rate or corner.
func (b *Baseline) Reset(rate, corner float64) error {
	const kind = "baseline"
	if corner == 0 {
		corner = DefaultBaselineCorner
	}
	if rate == b.rate && corner == b.corner && rate > 0 {
		return nil
	}
	if err := checkCorner(kind, corner, rate); err != nil {
		return err
	}
	// A corner far from the usual one moves the rate of the means along.
	means := math.Min(rate, baselineRate*math.Max(1, corner/DefaultBaselineCorner))
	block := max(1, int(math.Round(rate/means)))
	low, err := LowPass(baselineOrder, corner, rate/float64(block))
	if err != nil {
		return err
	}
	b.rate, b.corner, b.block = rate, corner, block
	b.lp.Init(low)
	b.lp.Edge = int(baselineEdge*rate/float64(block)/corner) + 1
	b.part = dsp.Resize(b.part, block)
	for k := range b.part {
		b.part[k] = (float64(k) + 0.5) / float64(block)
	}
	return nil
}

// Remove writes src without its baseline to dst and returns dst; dst may be src, nil
// allocates. Gaps stay gaps. A lead shorter than one period of the corner has no
// baseline to speak of and loses its median.
func (b *Baseline) Remove(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	b.gaps = b.gaps[:0]
	n := b.gaps.bridge(dst, src)
	b.remove(dst)
	b.gaps.restore(dst, n)
	return dst
}

// remove works in place on a lead without gaps.
func (b *Baseline) remove(x []float64) {
	n := len(x)
	if n == 0 {
		return
	}
	blocks := n / b.block
	if float64(n) < b.rate/b.corner || blocks < 4 {
		m := b.median(x)
		for i := range x {
			x[i] -= m
		}
		return
	}
	z := &b.lp
	edge := min(z.Edge, blocks-1)
	z.buf = dsp.Resize(z.buf, blocks+2*edge)
	mean := z.buf[edge : edge+blocks]
	scale := 1 / float64(b.block)
	for k := range mean {
		mean[k] = scale * total(x[k*b.block:(k+1)*b.block])
	}
	b.extend(z.buf, edge)
	z.pass()
	// From the start to the first centre, between centres, from the last to the end.
	half := b.block / 2
	level := mean[0]
	slope := mean[1] - mean[0]
	for i := range half {
		x[i] -= level + slope*(float64(i)+0.5-float64(b.block)/2)*scale
	}
	shift := 0.0
	if b.block%2 == 1 {
		shift = -0.5 * scale // an odd block has a sample on its centre
	}
	at := half
	for k := 0; k+1 < blocks; k++ {
		c, d := mean[k]+shift*(mean[k+1]-mean[k]), mean[k+1]-mean[k]
		y := x[at : at+b.block]
		part := b.part[:len(y)]
		for i := range y {
			y[i] -= c + d*part[i]
		}
		at += b.block
	}
	c, d := mean[blocks-1], mean[blocks-1]-mean[blocks-2]
	for i := at; i < n; i++ {
		x[i] -= c + d*(float64(i-at)*scale+0.5*scale+shift)
	}
}

// extend continues the means beyond both ends, point-reflected about a level that no
// single wave decides: the line through the medians of the first two edge spans.
func (b *Baseline) extend(buf []float64, edge int) {
	mid := buf[edge : len(buf)-edge]
	n := len(mid)
	left, right := mid[0], mid[n-1]
	span := int(edgeSpan * b.rate / float64(b.block))
	if span > 0 && 2*span <= n {
		m1, m2 := b.median(mid[:span]), b.median(mid[span:2*span])
		left = m1 + (m1-m2)/2
		m1, m2 = b.median(mid[n-span:]), b.median(mid[n-2*span:n-span])
		right = m1 + (m1-m2)/2
	}
	for j := range edge {
		buf[j] = 2*left - mid[edge-1-j]
		buf[edge+n+j] = 2*right - mid[n-1-j]
	}
}

func (b *Baseline) median(x []float64) float64 {
	b.med = append(b.med[:0], x...)
	slices.Sort(b.med)
	return (b.med[(len(x)-1)/2] + b.med[len(x)/2]) / 2
}

func total(x []float64) float64 {
	var a, b, c, d float64
	i := 0
	for ; i+3 < len(x); i += 4 {
		a += x[i]
		b += x[i+1]
		c += x[i+2]
		d += x[i+3]
	}
	for ; i < len(x); i++ {
		a += x[i]
	}
	return a + b + (c + d)
}
