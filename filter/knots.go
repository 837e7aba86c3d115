package filter

import (
	"math"
	"slices"

	"github.com/goecg/goecg/internal/dsp"
)

// Where the PQ segment is looked for.
const (
	knotFrom  = 0.140 // s before the beat
	knotTo    = 0.024 // s before the beat: the steep part of a QRS has begun by then
	knotClear = 0.010 // s that the level's window stays clear of where the QRS begins
	knotSlope = 0.006 // s that slopes are taken over, so as not to drown in noise
	knotSteep = 0.15  // the QRS begins where the slope exceeds the usual one by this part of its largest
	knotQuiet = 0.016 // s that it must stay below before that
)

// KnotFinder finds the knots of a [Spline]: a place in the PQ segment of every beat,
// the quietest 20 ms shortly before the QRS complex begins, the same in all leads.
type KnotFinder struct {
	rate  float64
	slope []float64 // sum over the leads of the slope's size, each against its own scale
	sizes []float64
}

// NewKnotFinder returns a finder for leads at rate Hz. The error is *[DesignError] around
// ErrRate.
func NewKnotFinder(rate float64) (*KnotFinder, error) {
	if err := checkRate("knots", rate); err != nil {
		return nil, err
	}
	return &KnotFinder{rate: rate}, nil
}

// Find appends one knot for each beat (sample indexes, ascending) to dst: rising sample
// indexes, for [Spline.Remove]. Leads may have gaps. A beat whose PQ segment lies outside the record, in a
// gap of all leads or before the knot of the beat before gets none.
func (f *KnotFinder) Find(dst []int, leads [][]float64, beats []int) []int {
	n := 0
	for _, x := range leads {
		n = max(n, len(x))
	}
	f.measure(leads, n)
	last := -1
	for _, r := range beats {
		if k := f.find(r, n); k > last {
			dst = append(dst, k)
			last = k
		}
	}
	return dst
}

// measure fills slope.
func (f *KnotFinder) measure(leads [][]float64, n int) {
	f.slope = dsp.Resize(f.slope, n)
	clear(f.slope)
	step := max(1, int(math.Round(knotSlope*f.rate)))
	for _, x := range leads {
		f.sizes = f.sizes[:0]
		for i := step; i < len(x); i++ {
			if d := math.Abs(x[i] - x[i-step]); dsp.Present(d) {
				f.sizes = append(f.sizes, d)
			}
		}
		if len(f.sizes) == 0 {
			continue
		}
		slices.Sort(f.sizes)
		// QRS complexes take up several percent of a lead.
		scale := f.sizes[len(f.sizes)-1-len(f.sizes)/50]
		if !(scale > 0) {
			continue
		}
		for i := step; i < len(x); i++ {
			if d := math.Abs(x[i] - x[i-step]); dsp.Present(d) {
				f.slope[i-step/2] += d / scale
			}
		}
	}
}

// find returns the knot of the beat at r, -1 for none.
func (f *KnotFinder) find(r, n int) int {
	samples := func(s float64) int { return int(math.Round(s * f.rate)) }
	from, to := r-samples(knotFrom), r-samples(knotTo)
	if r < 0 || r >= n || from < 0 || to <= from {
		return -1
	}
	// Back from the beat to where the slope has become small for good.
	top := 0.0
	for _, v := range f.slope[to : min(r+samples(knotTo), n-1)+1] {
		top = math.Max(top, v)
	}
	f.sizes = append(f.sizes[:0], f.slope[from:to]...)
	usual := median(f.sizes)
	threshold := usual + knotSteep*math.Max(top-usual, 0)
	onset, quiet := to, 0
	for i := to; i > from; i-- {
		if f.slope[i] > threshold {
			onset, quiet = i, 0
		} else if quiet++; quiet >= max(1, samples(knotQuiet)) {
			break
		}
	}
	half := max(1, samples(knotSpan/2))
	best, at := math.Inf(1), -1
	for k := max(from, half); k+half <= onset-samples(knotClear); k++ {
		sum := 0.0
		for _, v := range f.slope[k-half : k+half+1] {
			sum += v
		}
		// Of two alike the later one: nearer to the level that ST is measured from.
		if sum <= best {
			best, at = sum, k
		}
	}
	return at
}
