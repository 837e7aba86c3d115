package filter

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// Constants of [BeatBaseline], chosen on all presets of ecgtest under 1 mV of 0.3 Hz.
const (
	beatOrder      = 5    // of the penalty: the flattest that float64 holds with ease
	beatPlainOrder = 4    // of the first pass without beats, the order of Baseline
	beatStart      = 0.9  // corner of the first pass, as a multiple of the plain corner
	beatRise       = 1.6  // how much it rises over the coarse passes
	beatFinal      = 1.8  // and of the last pass, a multiple of the plain corner
	beatOutlier    = 4.0  // a block's weight is 1/(1+(score/beatOutlier)^2)
	beatEnds       = 0.2  // weight of what no beat of the record reaches
	beatOdd        = 0.02 // weight of beats that are like no other
	beatOddBefore  = 0.12 // s before R that are odd then
	beatOddAfter   = 0.55 // s after R
	beatGuard      = 0.8  // s from the ends where residuals tell more of the curve than of outliers
	beatSlow       = 1.0  // s; beats that repeat more slowly than this need more passes,
	beatSlower     = 1.5  // s; and still more
	beatPasses     = 3    // coarse passes
	beatMorePasses = 8
	beatMostPasses = 16
	// A corner outside these leaves the beats alone or cannot be told from them.
	beatLowest, beatHighest = 0.25, 0.8 // Hz
	beatStretch             = 0.2       // a cell may be this part longer or shorter
	beatWindow              = 60.0      // s, longer records are done in windows
	beatOverlap             = 8.0       // s of overlap of two windows
)

// BeatBaseline removes baseline wander without touching the beats: it averages the
// beats of the record, subtracts the averages, and takes for baseline what a smooth
// curve makes of the rest. Because the beats are gone from it, the curve may follow
// wander nearly as fast as the beats come, where a high-pass that fast would bend the ST
// segment.
//
// The leads are reduced to means over about 20 ms. Beats are given, or found as bends
// that all leads share; they are sorted by the shape of their QRS, and of each shape
// seen three times an average is made. The curve is penalised least squares (Whittaker)
// of order 5. Averages and curve improve each other over a few passes in which the
// curve's corner rises from 0.9 to 1.8 times [BeatOptions.Corner]. Blocks that neither
// explains, such as dissociated P waves, premature beats of a shape of their own,
// artefacts, count little (Cauchy weights). Ends need no padding, and a gap counts nothing.
//
// Where no shape repeats (ventricular fibrillation, asystole, noise, less than about
// three beats), what remains is the smooth curve at the plain corner, which is the same
// as a zero-phase high-pass of order 4. Leads are worked on four at a time. Records
// longer than a minute are done in windows with a cross-fade, so that shapes may change.
type BeatBaseline struct {
	rate   float64
	corner float64
	cell   int  // usual samples of a cell of the fine level
	beats  bool // whether the corner lets beats be told from baseline
	fine   beatLevel
	coarse beatLevel
	finder finder
	curve  [2]whittaker
	weight [2][]float64
	factor []float64
	score  []float64
	level  []float64   // mean of each lead in the window
	node   [][]float64 // baseline of each lead at the centres of fine blocks
	gaps   gapList
	gapped []int
	lens   []int
}

// BeatOptions tunes a [BeatBaseline].
type BeatOptions struct {
	// Corner is the -6 dB corner in Hz for what is not a beat, before the average beat
	// is known; 0 means DefaultBaselineCorner.
	Corner float64 `json:"corner_hz,omitempty"`
}

// NewBeatBaseline returns a remover for leads at rate Hz. The error is *[DesignError]
// around ErrRate or ErrCorner.
func NewBeatBaseline(rate float64, opts BeatOptions) (*BeatBaseline, error) {
	b := &BeatBaseline{}
	if err := b.Reset(rate, opts); err != nil {
		return nil, err
	}
	return b, nil
}

// Reset prepares b for another rate or corner.
func (b *BeatBaseline) Reset(rate float64, opts BeatOptions) error {
	corner := opts.Corner
	if corner == 0 {
		corner = DefaultBaselineCorner
	}
	if rate == b.rate && corner == b.corner && rate > 0 {
		return nil
	}
	if err := checkCorner("beat baseline", corner, rate); err != nil {
		return err
	}
	b.rate, b.corner = rate, corner
	b.beats = corner >= beatLowest && corner <= beatHighest
	// Another corner moves the size of the cells along, so that the penalty stays small.
	b.cell = max(1, int(math.Round(beatCell*rate*DefaultBaselineCorner/corner)))
	return nil
}

// Remove removes the baseline of a single lead; see [BeatBaseline.RemoveLeads].
func (b *BeatBaseline) Remove(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	d, s := [1][]float64{dst}, [1][]float64{src}
	b.RemoveLeads(d[:], s[:], nil)
	return dst
}

// RemoveLeads writes the simultaneous leads src without their baselines to dst and
// returns dst. beats are the sample indexes of the QRS complexes, ascending, at the
// same place in every beat of a shape; nil means that RemoveLeads looks for them. dst
// may be src; a nil dst or a nil lead in it allocates; other lengths must agree or it
// panics. Neighbours of one length are done together. Gaps stay gaps. It panics before
// the first Reset.
func (b *BeatBaseline) RemoveLeads(dst, src [][]float64, beats []int) [][]float64 {
	if b.rate == 0 {
		panic("filter: RemoveLeads before Reset")
	}
	dst = destinations(dst, src)
	b.gaps, b.gapped = b.gaps[:0], b.gapped[:0]
	for i, x := range src {
		b.gapped = append(b.gapped, b.gaps.bridge(dst[i], x))
	}
	b.remove(dst, beats, b.gaps, b.gapped)
	gaps := b.gaps
	for i, y := range dst {
		gaps = gaps.restore(y, b.gapped[i])
	}
	return dst
}

// remove works in place on bridged leads; gaps lists count[i] gaps of lead i.
func (b *BeatBaseline) remove(leads [][]float64, beats []int, gaps gapList, count []int) {
	for i := 0; i < len(leads); {
		j, n := i+1, count[i]
		for j < len(leads) && len(leads[j]) == len(leads[i]) {
			n += count[j]
			j++
		}
		b.removeAlike(leads[i:j], beats, gaps[:2*n], count[i:j])
		gaps = gaps[2*n:]
		i = j
	}
}

// removeAlike works in place on leads of one length.
func (b *BeatBaseline) removeAlike(leads [][]float64, beats []int, gaps gapList, count []int) {
	n := len(leads[0])
	if n == 0 {
		return
	}
	cell := b.cellFor(n)
	block := 2 * cell
	blocks := n / block
	if float64(n) < b.rate/b.corner || blocks < 2*(beatOrder+1) {
		for _, x := range leads {
			b.level = append(b.level[:0], x...)
			m := median(b.level)
			for i := range x {
				x[i] -= m
			}
		}
		return
	}
	blocks -= blocks & 1 // the coarse level takes them in pairs
	off := (n - blocks*block) / 2
	b.node = growLists(b.node, len(leads))
	for i := range leads {
		b.node[i] = dsp.Resize(b.node[i], blocks+2)
	}
	perSecond := b.rate / float64(block)
	window, overlap := 2*int(beatWindow*perSecond/2), 2*int(beatOverlap*perSecond/2)
	for from := 0; ; {
		to := from + window
		if to+window/2 > blocks {
			to = blocks // rather a longer window than a short one at the end
		}
		fade := 0
		if from > 0 {
			fade = overlap
		}
		b.window(leads, cell, off, from, to, fade, beats, gaps, count)
		if to == blocks {
			break
		}
		from = to - overlap
	}
	for i, x := range leads {
		b.subtract(x, b.node[i], off, block)
	}
}

// cellFor returns the samples of a cell for a record of n samples: near the usual size,
// such that whole coarse blocks leave few samples over at the ends.
func (b *BeatBaseline) cellFor(n int) int {
	best, over := b.cell, n%(4*b.cell)
	for d := 1; float64(d) <= beatStretch*float64(b.cell); d++ {
		for _, c := range [...]int{b.cell - d, b.cell + d} {
			if rest := n % (4 * c); rest < over {
				best, over = c, rest
			}
		}
	}
	return best
}

// window finds the baseline of the blocks from up to to and puts it into node, fading
// from what is there already over the first fade blocks.
func (b *BeatBaseline) window(leads [][]float64, cell, off, from, to, fade int, beats []int, gaps gapList, count []int) {
	blocks := to - from
	groups := (len(leads) + 3) / 4
	b.fine.reset(cell, b.rate, groups, blocks)
	b.coarse.reset(2*cell, b.rate, groups, blocks/2)
	start := off + from*2*cell
	b.reduce(leads, start, gaps, count)
	b.coarse.halve(&b.fine)
	classes := 0
	if b.beats {
		classes = b.seek(start, 2*cell*blocks, beats)
	}
	if classes == 0 {
		b.plain(len(leads), from, fade)
		return
	}
	b.finder.stretch(b.rate, 2*cell*blocks)
	b.model(len(leads), classes, from, fade)
}

// reduce fills the cells of the fine level, less the mean of each lead.
func (b *BeatBaseline) reduce(leads [][]float64, start int, gaps gapList, count []int) {
	v := &b.fine
	cells, cell := v.cells(), v.cell
	b.level = dsp.Resize(b.level, len(leads))
	scale := 1 / float64(cell)
	if k := len(leads) & 3; k > 0 {
		clear(v.m[len(leads)/4]) // lanes without a lead
	}
	for l, x := range leads {
		m, c := v.m[l/4], l&3
		x = x[start : start+cells*cell]
		level := scale * total(x[:cell]) // so that numbers stay small
		b.level[l] = level
		for k := range m {
			m[k][c] = scale*total(x[k*cell:(k+1)*cell]) - level
		}
		n := count[l]
		for ; n > 0; n-- {
			b.absent(l, gaps[0]-start, gaps[1]-start)
			gaps = gaps[2:]
		}
	}
	for g := range v.absent {
		slices.SortFunc(v.absent[g], func(p, q absence) int { return int(p.cell - q.cell) })
	}
}

// absent notes the cells of lead l of which the gap from i to j takes half or more.
func (b *BeatBaseline) absent(l, i, j int) {
	v := &b.fine
	i, j = max(i, 0), min(j, v.cells()*v.cell)
	for k := max(0, i/v.cell); k < v.cells() && k*v.cell < j; k++ {
		if 2*(min(j, (k+1)*v.cell)-max(i, k*v.cell)) >= v.cell {
			v.absent[l/4] = append(v.absent[l/4], absence{int32(k), int32(l & 3)})
		}
	}
}

// seek fills the finder with the beats in a window of n samples and returns the number
// of classes.
func (b *BeatBaseline) seek(start, n int, beats []int) int {
	f := &b.finder
	if beats == nil {
		f.search(&b.fine)
		classes := f.sort(&b.fine)
		if classes > 0 {
			f.align(&b.fine)
		}
		return classes
	}
	f.marks = f.marks[:0]
	i, _ := slices.BinarySearch(beats, start)
	for ; i < len(beats) && beats[i] < start+n; i++ {
		f.marks = append(f.marks, beatMark{at: float64(beats[i] - start)})
	}
	return f.sort(&b.fine)
}

// subtract takes the baseline from x: between two centres it is a straight line.
func (b *BeatBaseline) subtract(x, node []float64, off, block int) {
	// Node i lies at off+(i-1)*block+(block-1)/2; the block is even.
	half := block / 2
	last := len(node) - 1
	for i := range last {
		lo, hi := off+(i-1)*block+half, off+i*block+half
		step := (node[i+1] - node[i]) / float64(block)
		base := node[i] + step/2 // at lo
		if i == 0 {
			base -= step * float64(lo)
			lo = 0
		}
		if i+1 == last {
			hi = len(x)
		}
		ramp(x[max(lo, 0):min(hi, len(x))], base-step*float64(min(lo, 0)), step)
	}
}

// ramp subtracts base, base+step, ... from x.
func ramp(x []float64, base, step float64) {
	c0, c1, c2, c3 := base, base+step, base+2*step, base+3*step
	step4 := 4 * step
	for len(x) >= 4 {
		x[0] -= c0
		x[1] -= c1
		x[2] -= c2
		x[3] -= c3
		c0 += step4
		c1 += step4
		c2 += step4
		c3 += step4
		x = x[4:]
	}
	for i := range x {
		x[i] -= c0 + float64(i)*step
	}
}

// median returns the median of x, which it sorts.
func median(x []float64) float64 {
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}
