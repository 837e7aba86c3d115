package bench

import (
	"math"

	"github.com/goecg/goecg/formats/wfdb"
)

// Defaults of EC57.
const (
	DefaultStart  = 300.0 // s: the learning period
	DefaultWindow = 0.15  // s: largest distance of a match
)

// BeatOptions are the parameters of [CompareBeats]. The zero value is EC57's.
type BeatOptions struct {
	// Start is where scoring begins, in seconds; 0 means DefaultStart, a negative value the start of the record.
	Start float64 `json:"start_s,omitempty"`
	// Window is the largest distance of matching beats in seconds; 0 means DefaultWindow.
	Window float64 `json:"window_s,omitempty"`
	// MergeSVEB counts supraventricular ectopic beats as normal ones.
	MergeSVEB bool `json:"merge_sveb,omitempty"`
	// KeepErrors keeps every mismatch in BeatResult.Errors.
	KeepErrors bool `json:"keep_errors,omitempty"`
}

func (o BeatOptions) start(rate float64) int64 {
	switch {
	case o.Start < 0:
		return 0
	case o.Start == 0:
		o.Start = DefaultStart
	}
	return int64(math.Round(o.Start * rate))
}

func (o BeatOptions) window(rate float64) int64 {
	if o.Window == 0 {
		o.Window = DefaultWindow
	}
	return int64(math.Floor(o.Window*rate + 0.5))
}

// BeatResult is the outcome of comparing two annotation lists.
type BeatResult struct {
	Matrix Matrix `json:"matrix"`
	// RRSquares is the sum of squared differences of RR intervals in samples squared, over RRCount pairs.
	RRSquares float64 `json:"rr_squares"`
	RRCount   int     `json:"rr_count"`
	// ShutdownSeconds is how long the test side called the signals unreadable, in whole seconds.
	ShutdownSeconds int64   `json:"shutdown_s"`
	Rate            float64 `json:"rate_hz"`
	// Errors are all mismatches in the order they were met, when BeatOptions.KeepErrors asks for them.
	Errors []Mismatch `json:"errors,omitempty"`
}

// RMSRR returns the RMS error of the RR intervals in ms, NaN when there is none to compare.
func (r *BeatResult) RMSRR() float64 {
	if r.RRCount == 0 || r.Rate <= 0 {
		return math.NaN()
	}
	return 1000 / r.Rate * math.Sqrt(r.RRSquares/float64(r.RRCount))
}

// Stats returns the measures of the comparison, RMS RR error included.
func (r *BeatResult) Stats() Stats {
	s := r.Matrix.Stats()
	s.RMSRR = value(r.RMSRR())
	return s
}

// CompareBeats compares test with ref beat by beat. Both lists are in time order, in samples at rate Hz; length is that of
// the record in samples, 0 when unknown, in which case scoring ends with the reference. It panics when rate is not
// positive.
func CompareBeats(ref, test []wfdb.Annotation, rate float64, length int64, o BeatOptions) BeatResult {
	if !(rate > 0) {
		panic("bench: CompareBeats with a rate that is not positive")
	}
	c := comparison{start: o.start(rate), end: length, w: o.window(rate), keep: o.KeepErrors}
	c.ref = side{list: ref, w: c.w, merge: o.MergeSVEB}
	c.test = side{list: test, w: c.w, merge: o.MergeSVEB, isTest: true, recordEnd: length}
	c.out.Rate = rate
	c.begin()
	for c.more() {
		c.step()
	}
	// Rounded to whole seconds as bxb does.
	c.out.ShutdownSeconds = int64((float64(c.test.shutdownTotal) + rate/2) / rate)
	return c.out
}

type comparison struct {
	ref, test     side
	start, end, w int64
	keep          bool
	out           BeatResult
}

// begin finds the first pair. A test beat just before the start may match the first reference beat, and a test beat up
// to a window after the start that matches nothing is forgiven when the next one fits better.
func (c *comparison) begin() {
	c.ref.advance()
	for c.ref.cur.time < c.start {
		c.ref.advance()
	}
	c.test.advance()
	for c.test.next.time < c.start {
		c.test.advance()
	}
	T, t := c.ref.cur, c.test.cur
	if T.time-t.time < distance(T, c.test.next) && T.time-t.time <= c.w {
		if T.class != classNone || t.class != classNone {
			c.pair(T, t)
		}
		c.ref.advance()
		c.test.advance()
		return
	}
	c.test.advance()
	if c.test.cur.time-c.start <= c.w && distance(T, c.test.next) < distance(T, c.test.cur) {
		c.test.advance()
	}
}

func (c *comparison) more() bool {
	if c.end > 0 {
		return c.ref.cur.time <= c.end || c.test.cur.time <= c.end
	}
	return c.ref.cur.class != classEnd
}

// step handles the earlier one of the current beats. It pairs with the other side's when that is within the window and
// either nearer than the other side's next, or the crossing pair would leave the next two further apart.
func (c *comparison) step() {
	T, T2, t, t2 := c.ref.cur, c.ref.next, c.test.cur, c.test.next
	if t.time < T.time {
		d := T.time - t.time
		if d <= c.w && (d < distance(T, t2) || distance(T2, t2) < distance(T, t2)) {
			c.match(T, t)
			return
		}
		c.pair(beat{t.time, c.ref.extra(t.time)}, t)
		c.test.advance()
		return
	}
	d := t.time - T.time
	if d <= c.w && (d < distance(t, T2) || distance(T2, t2) < distance(t, T2)) {
		c.match(T, t)
		return
	}
	c.pair(T, beat{T.time, c.test.missed(T.time)})
	c.ref.advance()
}

func (c *comparison) match(T, t beat) {
	c.pair(T, t)
	c.ref.advance()
	c.test.advance()
}

// pair counts one pair of classes and compares the RR intervals that end at both sides' current beats.
func (c *comparison) pair(ref, test beat) {
	if i, j, ok := cell(ref.class, test.class); ok {
		c.out.Matrix[i][j]++
		if c.keep {
			c.out.note(i, j, ref.time, test.time)
		}
	}
	if c.ref.rr > 0 && c.test.rr > 0 {
		d := float64(c.ref.rr - c.test.rr)
		c.out.RRSquares += d * d
		c.out.RRCount++
	}
}

func distance(a, b beat) int64 {
	if a.time > b.time {
		return a.time - b.time
	}
	return b.time - a.time
}
