package classify

import "math"

// RRInterval is one RR interval of a beat list: samples of the beats it lies between, and its length.
type RRInterval struct {
	Start, End int
	Seconds    float64
}

// RhythmSegment is a stretch of one rhythm, from sample Start to sample End, exclusive. Rhythm is "AFIB" or "N" (anything
// that is not atrial fibrillation, as far as RR intervals can tell).
type RhythmSegment struct {
	Start  int    `json:"start_sample"`
	End    int    `json:"end_sample"`
	Rhythm string `json:"rhythm"`
}

// The rhythms that RR intervals tell apart.
const (
	RhythmAFIB = "AFIB"
	RhythmN    = "N"
)

// RROptions are the parameters of [RRRhythm]. Zero fields are the defaults.
type RROptions struct {
	Window    int     `json:"window,omitempty"`    // RR intervals of the longer window, default 120; the shorter has half
	Tolerance float64 `json:"tolerance,omitempty"` // relative difference below which two RR match, default 0.06
	Enter     float64 `json:"enter,omitempty"`     // score above which fibrillation begins, default 4.25
	Leave     float64 `json:"leave,omitempty"`     // score below which it ends, default 3.6
	MinRR     int     `json:"min_rr,omitempty"`    // intervals without which nothing is called, default 12
}

// Defaults of RROptions. Window, tolerance and the two scores were chosen on the 13 records of the MIT-BIH AF Database in
// the development set, where windows of 30 to 128 and tolerances of 0.04 to 0.08 change duration sensitivity at equal
// specificity by about 1 % only; twelve intervals are the least that CoSEn was designed for (Lake and Moorman 2011).
const (
	rrWindow    = 120
	rrTolerance = 0.06
	rrEnter     = 4.25
	rrLeave     = 3.6
	rrMin       = 12
)

// RR intervals outside these bounds (s) count as the bound: shorter ones are double detections, longer ones pauses or gaps.
const (
	rrShortest = 0.2
	rrLongest  = 3.0
)

// RRRhythm finds atrial fibrillation in a stream of RR intervals of any length. It looks at sliding windows of intervals
// and scores how unpredictable they are on the plot of each interval against the next, in logarithms, so that only relative
// differences count:
//
//	score = 2·SampEn + CorrDim
//	SampEn  = -ln((A+1)/(B+2))   sample entropy, m = 1 (Richman and Moorman 2000)
//	CorrDim = -ln((A+1)/pairs)   correlation sum over pairs of points
//
// where B counts pairs of points with like first intervals and A those with both intervals alike. Ectopic beats, bigeminy
// and trigeminy put points into a few tight clusters and so score low, where measures of dispersion score high; slow
// changes of rate move along the diagonal and match their neighbours. The combination follows the coefficient of sample
// entropy (Lake and Moorman 2011), with a tolerance relative to the interval in place of its correction by mean RR.
//
// Each interval gets the mean score of two windows around it, one of half the length of the other: the longer is surer, the
// shorter follows the ends of an episode. Two thresholds give hysteresis. Cost and memory are proportional to the window for
// each interval; nothing is allocated after New but the segments. Atrial flutter with a regular or cyclic response is called
// N: RR intervals cannot tell it.
type RRRhythm struct {
	o           RROptions
	long, short rrWindowCounts
	delay       int // vectors by which the short window lags, so that both have one centre
	last        float64
	pending     []RRInterval // ring of unlabelled intervals
	pHead       int
	pN          int
	seen        int // intervals since Reset
	af          bool
	seg         RhythmSegment
	open        bool
}

// NewRRRhythm returns a detector of atrial fibrillation from RR intervals.
func NewRRRhythm(o RROptions) *RRRhythm {
	if o.MinRR <= 0 {
		o.MinRR = rrMin
	}
	if o.Window <= 0 {
		o.Window = rrWindow
	}
	o.Window = max(o.Window, o.MinRR, 6)
	if o.Tolerance <= 0 {
		o.Tolerance = rrTolerance
	}
	if o.Enter <= 0 {
		o.Enter = rrEnter
	}
	if o.Leave <= 0 {
		o.Leave = min(rrLeave, o.Enter)
	}
	half := o.Window / 2
	return &RRRhythm{
		o: o, long: newRRWindow(o.Window-1, o.Tolerance), short: newRRWindow(half-1, o.Tolerance),
		delay: (o.Window - half) / 2, pending: make([]RRInterval, o.Window),
	}
}

// Reset forgets all intervals.
func (d *RRRhythm) Reset() {
	d.long.reset()
	d.short.reset()
	d.pHead, d.pN, d.seen = 0, 0, 0
	d.af, d.open = false, false
}

// Push takes the next interval and appends to dst the segments that it completes.
func (d *RRRhythm) Push(dst []RhythmSegment, iv RRInterval) []RhythmSegment {
	s := iv.Seconds
	if math.IsNaN(s) {
		s = rrLongest
	}
	x := math.Log(min(max(s, rrShortest), rrLongest))
	if d.seen > 0 {
		d.long.add([2]float64{d.last, x})
		if d.long.n > d.delay {
			d.short.add(d.long.at(d.long.n - 1 - d.delay))
		}
	}
	d.last = x
	d.seen++
	d.pending[(d.pHead+d.pN)%len(d.pending)] = iv
	d.pN++
	if d.seen < d.o.Window {
		return dst
	}
	score := d.score()
	for d.pN > d.o.Window-d.o.Window/2-1 {
		dst = d.label(dst, score)
	}
	return dst
}

// Flush ends the stream and appends the last segments. The detector is as after Reset.
func (d *RRRhythm) Flush(dst []RhythmSegment) []RhythmSegment {
	// The long window stays where it ends; the short one runs on to the end under the intervals that wait.
	for k := min(d.delay, d.long.n); k > 0; k-- {
		d.short.add(d.long.at(d.long.n - k))
		if d.seen >= d.o.Window && d.pN > 1 {
			dst = d.label(dst, d.score())
		}
	}
	score := math.Inf(-1)
	if d.seen >= d.o.MinRR {
		score = d.score()
	}
	for d.pN > 0 {
		dst = d.label(dst, score)
	}
	if d.open {
		dst = append(dst, d.seg)
	}
	d.Reset()
	return dst
}

func (d *RRRhythm) score() float64 { return (d.long.score() + d.short.score()) / 2 }

// rrWindowCounts is a sliding window of points (ln RR, ln next RR) with its counts of matching pairs.
type rrWindowCounts struct {
	tolerance float64
	vec       [][2]float64 // ring
	head, n   int
	a, b      int // matching pairs in the ring
}

func newRRWindow(n int, tolerance float64) rrWindowCounts {
	return rrWindowCounts{tolerance: tolerance, vec: make([][2]float64, n)}
}

func (w *rrWindowCounts) reset() { w.head, w.n, w.a, w.b = 0, 0, 0, 0 }

// at returns the i-th point of the window, the oldest being 0.
func (w *rrWindowCounts) at(i int) [2]float64 { return w.vec[(w.head+i)%len(w.vec)] }

// add puts v into the window, which loses its oldest point when full, and keeps the counts.
func (w *rrWindowCounts) add(v [2]float64) {
	if w.n == len(w.vec) {
		old := w.vec[w.head]
		w.head = (w.head + 1) % len(w.vec)
		w.n--
		a, b := w.matches(old)
		w.a, w.b = w.a-a, w.b-b
	}
	a, b := w.matches(v)
	w.a, w.b = w.a+a, w.b+b
	w.vec[(w.head+w.n)%len(w.vec)] = v
	w.n++
}

func (w *rrWindowCounts) matches(v [2]float64) (a, b int) {
	end := w.head + w.n
	tail := w.vec[w.head:min(end, len(w.vec))]
	for range 2 { // the ring in its two pieces
		for i := range tail {
			if math.Abs(v[0]-tail[i][0]) < w.tolerance {
				b++
				if math.Abs(v[1]-tail[i][1]) < w.tolerance {
					a++
				}
			}
		}
		tail = w.vec[:max(0, end-len(w.vec))]
	}
	return a, b
}

func (w *rrWindowCounts) score() float64 {
	pairs := float64(w.n) * float64(w.n-1) / 2
	if pairs < 1 {
		return math.Inf(-1)
	}
	a := float64(w.a) + 1
	return -2*math.Log(a/(float64(w.b)+2)) - math.Log(a/pairs)
}

// label gives the oldest pending interval the rhythm that score and the state before it imply.
func (d *RRRhythm) label(dst []RhythmSegment, score float64) []RhythmSegment {
	iv := d.pending[d.pHead]
	d.pHead = (d.pHead + 1) % len(d.pending)
	d.pN--
	switch {
	case score > d.o.Enter:
		d.af = true
	case score < d.o.Leave:
		d.af = false
	}
	rhythm := RhythmN
	if d.af {
		rhythm = RhythmAFIB
	}
	if d.open && d.seg.Rhythm == rhythm {
		d.seg.End = max(d.seg.End, iv.End)
		return dst
	}
	if d.open {
		dst = append(dst, d.seg)
	}
	d.seg, d.open = RhythmSegment{Start: iv.Start, End: iv.End, Rhythm: rhythm}, true
	return dst
}

// RhythmRR returns the rhythm of a list of RR intervals in time order as segments that follow one another; it is
// [RRRhythm] over a whole list. Lists shorter than o.MinRR are N.
func RhythmRR(rr []RRInterval, o RROptions) []RhythmSegment {
	d := NewRRRhythm(o)
	var segs []RhythmSegment
	for _, iv := range rr {
		segs = d.Push(segs, iv)
	}
	return d.Flush(segs)
}
