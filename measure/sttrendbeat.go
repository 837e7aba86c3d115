package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// The reference beat.
const (
	trendBeforeMS = 260 // of R that are kept
	trendAfterMS  = 360 // behind it
	trendShiftMS  = 60  // by which R may move in the complex
	trendSpanMS   = 20  // before QRS that is compared with it
	trendLike     = 0.9 // correlation from which beats are those of the reference
	trendLearn    = 30  // windows that its points are learned over
	trendFollow   = 1.0 / 180
	// PQ level: mean of the 20 ms that end 4 ms before QRS onset.
	trendPQFromMS = 24
	trendPQToMS   = 4
	trendMeanMS   = 8 // to each side of ST points, averaged
	// trendQRSShare is how much of the QRS complex is compared: ST lifts its end along.
	trendQRSShare = 0.7
)

// trendBeat is the reference beat of all leads.
type trendBeat struct {
	known   bool
	rate    float64
	r, n    int         // R and length in samples
	x       [][]float64 // by lead
	on, off []int       // of QRS, as delineated in the windows learned
	onset   int         // their medians
	offset  int
	span    []int // samples of QRS that are compared, counted from R
	windows int
	sorted  []int
}

func (b *trendBeat) samples(ms float64) int { return int(math.Round(ms * b.rate / 1000)) }

func (b *trendBeat) reset(rate float64, leads int) {
	b.known, b.rate = false, rate
	b.r = b.samples(trendBeforeMS)
	b.n = b.r + b.samples(trendAfterMS)
	for len(b.x) < leads {
		b.x = append(b.x, nil)
	}
	b.x = b.x[:leads]
	for i := range b.x {
		b.x[i] = resize(b.x[i], b.n)
	}
}

// sample is that of a lead's average beat, k samples from R; NaN outside.
func sample(l *Lead, k int) float64 {
	k += l.TemplateR
	if !l.OK || k < 0 || k >= len(l.Template) {
		return math.NaN()
	}
	return l.Template[k]
}

// take makes the average beat of a report the reference.
func (b *trendBeat) take(rep *Report) {
	b.known, b.windows = true, 0
	b.on, b.off = b.on[:0], b.off[:0]
	for i := range b.x {
		for k := range b.x[i] {
			b.x[i][k] = sample(&rep.Leads[i], k-b.r)
		}
	}
	b.points(rep.Fiducials.QRSOn, rep.Fiducials.QRSOff)
}

// points takes the QRS of one more window, from R of the reference.
func (b *trendBeat) points(on, off int) {
	b.on, b.off = append(b.on, on), append(b.off, off)
	middle := func(x []int) int {
		b.sorted = append(b.sorted[:0], x...)
		slices.Sort(b.sorted)
		return b.sorted[len(x)/2]
	}
	b.onset, b.offset = middle(b.on), middle(b.off)
	if len(b.on) == 1 { // the span stays, so that windows can be compared
		b.span = b.span[:0]
		for k := on - b.samples(trendSpanMS); k <= on+int(trendQRSShare*float64(off-on)); k++ {
			b.span = append(b.span, k)
		}
	}
}

// align returns by how many samples the R of a report's beat lies before that of the reference, and the correlation of the QRS
// complexes over all leads then.
func (b *trendBeat) align(rep *Report) (shift int, like float64) {
	like = math.Inf(-1)
	reach := b.samples(trendShiftMS)
	for s := -reach; s <= reach; s++ {
		var xy, xx, yy float64
		for i := range b.x {
			var n, sx, sy, sxy, sxx, syy float64
			for _, k := range b.span {
				if k+b.r < 0 || k+b.r >= b.n {
					continue
				}
				x, y := b.x[i][k+b.r], sample(&rep.Leads[i], k+s)
				if v := x + y; v != v {
					continue
				}
				n, sx, sy, sxy, sxx, syy = n+1, sx+x, sy+y, sxy+x*y, sxx+x*x, syy+y*y
			}
			if n > 0 {
				xy, xx, yy = xy+sxy-sx*sy/n, xx+sxx-sx*sx/n, yy+syy-sy*sy/n
			}
		}
		if c := xy / math.Sqrt(xx*yy); c > like {
			shift, like = s, c
		}
	}
	return shift, like
}

// learn follows the beats of the reference: points over the first windows, the shape slowly from then on.
func (b *trendBeat) learn(rep *Report, shift int) {
	b.windows++
	share := max(1/float64(b.windows), trendFollow)
	for i := range b.x {
		for k := range b.x[i] {
			v := sample(&rep.Leads[i], k-b.r+shift)
			if old := b.x[i][k]; old == old && v == v {
				b.x[i][k] += share * (v - old)
			} else if v == v {
				b.x[i][k] = v
			}
		}
	}
	if b.windows > 1 && b.windows <= trendLearn {
		b.points(rep.Fiducials.QRSOn-shift, rep.Fiducials.QRSOff-shift)
	}
}

// lead measures one lead at the points of the reference, and writes its QRS complex.
func (b *trendBeat) lead(dst *STLead, qrs []float64, l *Lead, shift int, pointMS float64) {
	from, to := b.onset-b.samples(trendPQFromMS), b.onset-b.samples(trendPQToMS)
	level, n := 0.0, 0
	for k := from; k <= to; k++ {
		level += sample(l, k+shift)
		n++
	}
	level /= float64(n)
	at := func(ms float64) float64 {
		mid := b.offset + b.samples(ms) + shift
		sum, n := 0.0, 0
		for k := mid - b.samples(trendMeanMS); k <= mid+b.samples(trendMeanMS); k++ {
			sum += sample(l, k)
			n++
		}
		return sum/float64(n) - level
	}
	// A mean would reach into the QRS complex at J itself.
	dst.J = ecg.Microvolt(sample(l, b.offset+shift) - level)
	dst.ST60, dst.ST80 = ecg.Microvolt(at(60)), ecg.Microvolt(at(80))
	dst.point = at(pointMS)
	for i, k := range b.span {
		qrs[i] = sample(l, k+shift) - level
	}
}
