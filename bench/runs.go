package bench

import (
	"math"
	"strings"

	"github.com/goecg/goecg/formats/wfdb"
)

// LongRun is the length at which runs are counted no further: 6 stands for "more than 5".
const LongRun = 6

// RunKind says of which beats runs are compared.
type RunKind int

// Kinds of runs.
const (
	// VERuns are of ventricular ectopic and fusion beats. Ventricular flutter or fibrillation counts as a long run.
	VERuns RunKind = iota
	// SVERuns are of supraventricular ectopic beats, which all normal beats are while atrial fibrillation or flutter lasts; it
	// counts as a long run.
	SVERuns
)

// RunMatrix counts runs by their length in the reference (rows) and in the test (columns): 0 to 5, and LongRun.
type RunMatrix [LongRun + 1][LongRun + 1]int

// RunResult is a comparison of runs in both directions: Se has an entry for each run of the reference with the longest run of the
// test at that time, PPV one for each run of the test with the longest of the reference.
type RunResult struct {
	Se  RunMatrix `json:"se"`
	PPV RunMatrix `json:"ppv"`
}

// CompareRuns compares the runs of ectopic beats of two annotation lists as the program rxr does. The lists and the arguments are
// those of [CompareBeats]; of o, Start and Window are used. A run that the end of the record cuts is not counted.
// It panics unless rate is positive.
func CompareRuns(ref, test []wfdb.Annotation, kind RunKind, rate float64, length int64, o BeatOptions) RunResult {
	if !(rate > 0) {
		panic("bench: CompareRuns with a rate that is not positive")
	}
	c := runComparison{kind: kind, start: o.start(rate), end: length, w: o.window(rate)}
	a, b := runMarks(ref), runMarks(test)
	var out RunResult
	c.pass(a, b, func(inA, inB int) { out.Se[inA][inB]++ })
	c.pass(b, a, func(inA, inB int) { out.PPV[inB][inA]++ })
	return out
}

// runMark is an annotation as far as runs are concerned.
type runMark struct {
	time  int64
	label byte
}

// Labels of runMark beside the classes of beats.
const (
	labelUnreadable = 'U'
	labelVFOn       = '['
	labelVFOff      = ']'
	labelAFOn       = '{'
	labelAFOff      = '}'
)

// runMarks labels a list. Normal beats within atrial fibrillation are supraventricular ectopic, the start of one of atrial and
// ventricular fibrillation ends the other, and what changes nothing is left out.
func runMarks(list []wfdb.Annotation) []runMark {
	out := make([]runMark, 0, len(list))
	af, vf, bad := false, false, false
	for i := range list {
		a := &list[i]
		label := wfdb.Class(a.Code)
		switch {
		case label == 'N' && af:
			label = 'S'
		case a.Code == wfdb.CodeNoise:
			if unreadable(a) && !bad {
				label = labelUnreadable
			}
			bad = unreadable(a)
		case a.Code == wfdb.CodeVFOn && !vf, a.Code == wfdb.CodeRhythm && strings.HasPrefix(a.Aux, "(VF") && !vf:
			label, vf, af = labelVFOn, true, false
		case a.Code == wfdb.CodeVFOff && vf:
			label, vf = labelVFOff, false
		case a.Code != wfdb.CodeRhythm || a.Aux == "" || strings.HasPrefix(a.Aux, "(VF"):
		case strings.HasPrefix(a.Aux, "(AF"):
			if !af {
				label, af, vf = labelAFOn, true, false
			}
		case af:
			label, af = labelAFOff, false
		case vf:
			label, vf = labelVFOff, false
		}
		if label != 0 {
			out = append(out, runMark{a.Sample, label})
		}
	}
	return out
}

type runComparison struct {
	kind          RunKind
	start, end, w int64
}

// What a mark means to runs of one kind.
const (
	runNothing = iota
	runMember
	runBreaker
	runEpisodeOn
	runEpisodeOff
	runOtherOn // the start of an episode of the other kind
)

func (c *runComparison) meaning(label byte) int {
	if c.kind == SVERuns {
		switch label {
		case 'S':
			return runMember
		case 'N', 'V', 'F', 'Q', labelUnreadable:
			return runBreaker
		case labelAFOn:
			return runEpisodeOn
		case labelAFOff:
			return runEpisodeOff
		case labelVFOn:
			return runOtherOn
		}
		return runNothing
	}
	switch label {
	case 'V', 'F':
		return runMember
	case 'N', 'S', 'Q', labelUnreadable:
		return runBreaker
	case labelVFOn:
		return runEpisodeOn
	case labelVFOff:
		return runEpisodeOff
	case labelAFOn:
		return runOtherOn
	}
	return runNothing
}

// pass finds the runs of a and, for each, the longest run of b within its time and a window more on both sides.
func (c *runComparison) pass(a, b []runMark, count func(inA, inB int)) {
	other := runReader{comparison: c, list: b, episodeEnd: math.MinInt64}
	run := 0
	from, to := c.start-c.w, c.start+c.w
	i := 0
	for ; i < len(a) && a[i].time < c.start; i++ {
		switch {
		case c.meaning(a[i].label) == runEpisodeOn:
			run = LongRun
		case a[i].label == labelVFOff || a[i].label == labelAFOff:
			run = 0
		}
	}
	closeRun := func() {
		count(run, other.longest(from, to))
		run = 0
	}
	for first := i; i < len(a); i++ {
		m := a[i]
		if c.end > 0 && m.time > c.end && i > first {
			return
		}
		meaning := c.meaning(m.label)
		switch {
		case run == 0 && meaning == runMember:
			run, from, to = 1, m.time-c.w, m.time+c.w
		case run == 0 && meaning == runEpisodeOn:
			// The end follows from the marks to come; where the other kind of fibrillation ends this one silently there is none, and
			// the comparison program is left with that of an earlier run.
			run, from, to = LongRun, m.time-c.w, m.time+c.w
		case run == 0:
		case meaning == runMember:
			run, to = min(run+1, LongRun), m.time+c.w
		case meaning == runEpisodeOff: // the run goes on until a beat of another kind
			to = m.time + c.w
		case meaning == runBreaker:
			closeRun()
		}
	}
	if run > 0 && (len(a) == 0 || c.end <= 0 || a[len(a)-1].time <= c.end) {
		closeRun()
	}
}

// runReader reads the other list forward only.
type runReader struct {
	comparison *runComparison
	list       []runMark
	pos        int
	episodeEnd int64 // of the last episode met
}

// longest returns the length of the longest run between from and to.
func (r *runReader) longest(from, to int64) int {
	if r.episodeEnd > from {
		return LongRun
	}
	for ; r.pos < len(r.list) && r.list[r.pos].time < from; r.pos++ {
		if r.comparison.meaning(r.list[r.pos].label) != runEpisodeOn {
			continue
		}
		if r.skipEpisode(); r.episodeEnd > from {
			return LongRun
		}
	}
	best, n := 0, 0
	for ; r.pos < len(r.list) && r.list[r.pos].time <= to; r.pos++ {
		switch r.comparison.meaning(r.list[r.pos].label) {
		case runMember:
			n = min(n+1, LongRun)
			best = max(best, n)
		case runBreaker, runOtherOn:
			n = 0
		case runEpisodeOn:
			r.skipEpisode()
			return LongRun
		}
	}
	return best
}

// skipEpisode goes on to the mark that ends the episode which begins at the current one: its end, the start of the other kind, or
// an unreadable stretch. An episode without an end lasts for ever.
func (r *runReader) skipEpisode() {
	for r.pos++; r.pos < len(r.list); r.pos++ {
		m := r.list[r.pos]
		meaning := r.comparison.meaning(m.label)
		if meaning == runEpisodeOff || meaning == runOtherOn || m.label == labelUnreadable {
			r.episodeEnd = m.time
			return
		}
	}
	r.episodeEnd = endOfTime
}
