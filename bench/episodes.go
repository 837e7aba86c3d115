package bench

import (
	"math"
	"sort"
	"strings"

	"github.com/goecg/goecg/formats/wfdb"
)

// EpisodeKind is what episodes are of.
type EpisodeKind string

// Kinds of episodes, and the annotations that bound them.
const (
	// AFEpisodes last from a rhythm change (AFIB to the next rhythm change to anything else; flutter (AFL is another rhythm.
	AFEpisodes EpisodeKind = "AF"
	// VFEpisodes last from [ to ]; rhythm changes mean nothing to them.
	VFEpisodes EpisodeKind = "VF"
	// Episodes of ischaemic ST change of the first signal, of the second, and of either, last from an ST change (ST0, (ST1 or
	// (ST to ST0, ST1 or as many ST as began; AST0 and AST1 mark the extrema.
	ST0Episodes EpisodeKind = "ST0"
	ST1Episodes EpisodeKind = "ST1"
	STEpisodes  EpisodeKind = "ST"
)

// flutter is the kind that ExcludeFlutter leaves out.
const flutter EpisodeKind = "AFL"

// EpisodeOptions are the parameters of [CompareEpisodes]. The zero value is EC57's.
type EpisodeOptions struct {
	// Start is where scoring begins, in seconds; 0 means DefaultStart, a negative value the start of the record.
	Start float64 `json:"start_s,omitempty"`
	// MinLength leaves out episodes shorter than this many seconds.
	MinLength float64 `json:"min_length_s,omitempty"`
	// MinOverlap leaves them out also on the side that the overlap is measured with.
	MinOverlap bool `json:"min_overlap,omitempty"`
	// ExcludeFlutter leaves atrial flutter of the reference out of the positive predictivity of AFEpisodes: calling it
	// fibrillation is then neither right nor wrong.
	ExcludeFlutter bool `json:"exclude_flutter,omitempty"`
}

// EpisodeResult is the outcome of comparing the episodes of two annotation lists.
type EpisodeResult struct {
	Kind EpisodeKind `json:"kind"`
	MatchCounts
	// Durations in seconds: of the reference's episodes and of what the test's cover of them, and the other way round.
	Ref         float64 `json:"ref_s"`
	RefOverlap  float64 `json:"ref_overlap_s"`
	Test        float64 `json:"test_s"`
	TestOverlap float64 `json:"test_overlap_s"`
	// Scored is the time that was scored, without what ExcludeFlutter leaves out; where the length of the record is not known it
	// ends with the last annotation.
	Scored float64 `json:"scored_s"`
}

// CompareEpisodes compares the episodes of two annotation lists as the program epicmp does, with exact sums of durations. The
// lists are in time order, in samples at rate Hz; length is that of the record in samples, 0 when unknown. An episode without an
// end lasts to the end of the record. Episodes of AF and VF match when they overlap, those of ST when the overlap holds the
// extremum or half of the episode. It panics when rate is not positive.
func CompareEpisodes(ref, test []wfdb.Annotation, kind EpisodeKind, rate float64, length int64, o EpisodeOptions) EpisodeResult {
	if !(rate > 0) {
		panic("bench: CompareEpisodes with a rate that is not positive")
	}
	out := EpisodeResult{Kind: kind}
	c := episodeComparison{kind: kind, start: BeatOptions{Start: o.Start}.start(rate), end: length, least: int64(math.Round(o.MinLength * rate))}
	a, b := findEpisodes(ref, kind, length), findEpisodes(test, kind, length)
	inA, inB := a, b
	if o.MinOverlap {
		inA, inB = c.longEnough(a), c.longEnough(b)
	}
	ts := c.pass(a, inB)
	out.TPs, out.FN, out.Ref, out.RefOverlap = ts.match, ts.mismatch, float64(ts.duration)/rate, float64(ts.overlap)/rate
	if o.ExcludeFlutter && kind == AFEpisodes {
		c.excluded = findEpisodes(ref, flutter, length)
	}
	out.Scored = float64(c.scored(max(lastSample(ref), lastSample(test)))) / rate
	tp := c.pass(b, inA)
	out.TPp, out.FP, out.Test, out.TestOverlap = tp.match, tp.mismatch, float64(tp.duration)/rate, float64(tp.overlap)/rate
	return out
}

func lastSample(list []wfdb.Annotation) int64 {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].Sample
}

// scored is the time from the start to the end, or else to last, without what is excluded.
func (c *episodeComparison) scored(last int64) int64 {
	whole := episode{interval: interval{c.start, last}}
	if c.end > 0 {
		whole.off = c.end
	}
	n := max(0, whole.off-whole.on)
	out, _ := overlapWith(&whole, c.excluded)
	return n - min(n, out)
}

// episode is a stretch of time with up to two extrema.
type episode struct {
	interval
	extremes [2]int64
	extreme  [2]bool
}

// findEpisodes lists the episodes of one kind in time order.
func findEpisodes(list []wfdb.Annotation, kind EpisodeKind, length int64) []episode {
	var out []episode
	var e episode
	open := 0 // begun and not ended; more than one only for STEpisodes
	for i := range list {
		a := &list[i]
		if begins(a, kind) {
			switch {
			case open == 0:
				e, open = episode{interval: interval{on: a.Sample}}, 1
			case kind == STEpisodes:
				open++
			}
			continue
		}
		if open == 0 {
			continue
		}
		if s, ok := extremum(a, kind); ok {
			e.extremes[s], e.extreme[s] = a.Sample, true
		}
		if !ends(a, kind) {
			continue
		}
		if open--; open == 0 {
			e.off = a.Sample
			out = append(out, e)
		}
	}
	if open > 0 {
		e.off = max(length, list[len(list)-1].Sample)
		out = append(out, e)
	}
	return out
}

func begins(a *wfdb.Annotation, kind EpisodeKind) bool {
	switch kind {
	case AFEpisodes:
		return a.Code == wfdb.CodeRhythm && strings.HasPrefix(a.Aux, "(AFIB")
	case flutter:
		return a.Code == wfdb.CodeRhythm && strings.HasPrefix(a.Aux, "(AFL")
	case VFEpisodes:
		return a.Code == wfdb.CodeVFOn
	}
	return a.Code == wfdb.CodeSTCh && strings.HasPrefix(a.Aux, "("+string(kind))
}

// ends is asked of annotations that do not begin an episode.
func ends(a *wfdb.Annotation, kind EpisodeKind) bool {
	switch kind {
	case AFEpisodes, flutter:
		return a.Code == wfdb.CodeRhythm
	case VFEpisodes:
		return a.Code == wfdb.CodeVFOff
	}
	return a.Code == wfdb.CodeSTCh && strings.HasPrefix(a.Aux, string(kind))
}

// extremum reports whether a marks an extremum of an ST episode, and of which signal.
func extremum(a *wfdb.Annotation, kind EpisodeKind) (signal int, ok bool) {
	if a.Code != wfdb.CodeSTCh {
		return 0, false
	}
	switch {
	case kind != ST1Episodes && strings.HasPrefix(a.Aux, "AST0"):
		return 0, true
	case kind != ST0Episodes && strings.HasPrefix(a.Aux, "AST1"):
		return 1, true
	}
	return 0, false
}

type episodeComparison struct {
	kind              EpisodeKind
	start, end, least int64
	excluded          []episode
}

func (c *episodeComparison) longEnough(list []episode) []episode {
	var out []episode
	for _, e := range list {
		if e.off-e.on >= c.least {
			out = append(out, e)
		}
	}
	return out
}

type episodeTally struct {
	match, mismatch   int
	duration, overlap int64
}

// pass scores the episodes of a by those of b.
func (c *episodeComparison) pass(a, b []episode) (t episodeTally) {
	for _, e := range a {
		if e.off < c.start || c.end > 0 && e.on >= c.end {
			continue
		}
		e.on = max(e.on, c.start)
		if c.end > 0 {
			e.off = min(e.off, c.end)
		}
		for s := range e.extreme {
			e.extreme[s] = e.extreme[s] && e.extremes[s] > c.start && (c.end <= 0 || e.extremes[s] < c.end)
		}
		duration, ok := c.exclude(&e)
		if !ok || duration < c.least {
			continue
		}
		t.duration += duration
		overlap, holds := overlapWith(&e, b)
		t.overlap += overlap
		if matches := c.kind == AFEpisodes || c.kind == VFEpisodes || holds || 2*overlap >= duration; overlap > 0 && matches {
			t.match++
		} else {
			t.mismatch++
		}
	}
	return t
}

// exclude cuts the excluded time off the ends of e and returns how much of it counts; ok is false when nothing does.
func (c *episodeComparison) exclude(e *episode) (duration int64, ok bool) {
	duration = e.off - e.on
	from := sort.Search(len(c.excluded), func(i int) bool { return c.excluded[i].off > e.on })
	for _, x := range c.excluded[from:] {
		if x.on >= e.off {
			break
		}
		switch {
		case x.off <= e.on || x.on >= e.off:
		case x.on <= e.on && x.off >= e.off:
			return 0, false
		case x.on <= e.on:
			duration -= x.off - e.on
			e.on = x.off
		case x.off >= e.off:
			duration -= e.off - x.on
			e.off = x.on
		default:
			duration -= x.off - x.on
		}
	}
	return duration, true
}

// overlapWith adds up how much of e the episodes of list cover, and reports whether they cover an extremum of it.
func overlapWith(e *episode, list []episode) (sum int64, extreme bool) {
	// Episodes of a list follow one another.
	from := sort.Search(len(list), func(i int) bool { return list[i].off >= e.on })
	for i := from; i < len(list) && list[i].on <= e.off; i++ {
		on, off := max(e.on, list[i].on), min(e.off, list[i].off)
		if on > off {
			continue
		}
		sum += off - on
		for s := range e.extreme {
			extreme = extreme || e.extreme[s] && on <= e.extremes[s] && e.extremes[s] <= off
		}
	}
	return sum, extreme
}
