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
	Window    int     `json:"window,omitempty"`    // RR intervals, default 60
	Tolerance float64 `json:"tolerance,omitempty"` // relative difference below which two RR match, default 0.06
	Enter     float64 `json:"enter,omitempty"`     // score above which fibrillation begins, default 3.8
	Leave     float64 `json:"leave,omitempty"`     // score below which it ends, default 3.6
	MinRR     int     `json:"min_rr,omitempty"`    // intervals without which nothing is called, default 12
}

// Defaults of RROptions. Window, tolerance and the two scores were chosen on the 13 records of the MIT-BIH AF Database in
// the development set, where Window 30 to 128 and Tolerance 0.04 to 0.08 change duration sensitivity by about 1 % only;
// twelve intervals are the least that CoSEn was designed for (Lake and Moorman 2011).
const (
	rrWindow    = 60
	rrTolerance = 0.06
	rrEnter     = 3.8
	rrLeave     = 3.6
	rrMin       = 12
)

// RR intervals outside these bounds (s) count as the bound: shorter ones are double detections, longer ones pauses or gaps.
const (
	rrShortest = 0.2
	rrLongest  = 3.0
)

// RRRhythm finds atrial fibrillation in a stream of RR intervals of any length. It looks at a sliding window of intervals
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
// Each interval gets the score of the window around it, and two thresholds give hysteresis. Cost and memory are
// proportional to the window for each interval; nothing is allocated after New but the segments. Atrial flutter with a
// regular or cyclic response is called N: RR intervals cannot tell it.
type RRRhythm struct {
	o       RROptions
	vec     [][2]float64 // ring of (ln RR, ln next RR)
	head, n int
	a, b    int // matching pairs in the ring
	last    float64
	pending []RRInterval // ring of unlabelled intervals
	pHead   int
	pN      int
	seen    int // intervals since Reset
	af      bool
	seg     RhythmSegment
	open    bool
}

// NewRRRhythm returns a detector of atrial fibrillation from RR intervals.
func NewRRRhythm(o RROptions) *RRRhythm {
	if o.MinRR <= 0 {
		o.MinRR = rrMin
	}
	if o.Window <= 0 {
		o.Window = rrWindow
	}
	o.Window = max(o.Window, o.MinRR, 3)
	if o.Tolerance <= 0 {
		o.Tolerance = rrTolerance
	}
	if o.Enter <= 0 {
		o.Enter = rrEnter
	}
	if o.Leave <= 0 {
		o.Leave = min(rrLeave, o.Enter)
	}
	return &RRRhythm{o: o, vec: make([][2]float64, o.Window-1), pending: make([]RRInterval, o.Window)}
}

// Reset forgets all intervals.
func (d *RRRhythm) Reset() {
	d.head, d.n, d.a, d.b, d.pHead, d.pN, d.seen = 0, 0, 0, 0, 0, 0, 0
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
		d.add([2]float64{d.last, x})
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

// add puts v into the ring and keeps the counts of matching pairs.
func (d *RRRhythm) add(v [2]float64) {
	if d.n == len(d.vec) {
		old := d.vec[d.head]
		d.head = (d.head + 1) % len(d.vec)
		d.n--
		a, b := d.matches(old)
		d.a, d.b = d.a-a, d.b-b
	}
	a, b := d.matches(v)
	d.a, d.b = d.a+a, d.b+b
	d.vec[(d.head+d.n)%len(d.vec)] = v
	d.n++
}

func (d *RRRhythm) matches(v [2]float64) (a, b int) {
	for i := range d.n {
		w := d.vec[(d.head+i)%len(d.vec)]
		if math.Abs(v[0]-w[0]) < d.o.Tolerance {
			b++
			if math.Abs(v[1]-w[1]) < d.o.Tolerance {
				a++
			}
		}
	}
	return a, b
}

func (d *RRRhythm) score() float64 {
	pairs := float64(d.n) * float64(d.n-1) / 2
	if pairs < 1 {
		return math.Inf(-1)
	}
	a := float64(d.a) + 1
	return -2*math.Log(a/(float64(d.b)+2)) - math.Log(a/pairs)
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
