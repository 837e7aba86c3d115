package detect

import "math"

// RunOptions are the limits of a [RunFinder]; the zero value means the defaults named with each.
type RunOptions struct {
	// TachycardiaBPM is the rate from which a run of three or more is a tachycardia: 100, as ACC/AHA/HRS define
	// ventricular tachycardia (Buxton et al., Circulation 114:2534-2570, 2006).
	TachycardiaBPM float64 `json:"tachycardia_bpm,omitempty"`
	// SustainedS is how long a sustained tachycardia lasts, in seconds: 30, by the same definition.
	SustainedS float64 `json:"sustained_s,omitempty"`
	// PauseS is the interval from which there is a pause, in seconds: 2, the usual limit of Holter reports.
	PauseS float64 `json:"pause_s,omitempty"`
	// PausePart is the part of the usual interval from which there is a pause as well: 1.5; a compensatory pause after an
	// ectopic beat is none by this. Negative: never.
	PausePart float64 `json:"pause_part,omitempty"`
}

// Defaults of RunOptions, and what makes a bigeminy or trigeminy: three of its groups in a row.
const (
	defaultTachycardia = 100.0
	defaultSustained   = 30.0
	defaultPause       = 2.0
	defaultPausePart   = 1.5
	geminyGroups       = 3
	pauseMemory        = 8 // intervals between normal beats whose mean is the usual one
)

func (o RunOptions) withDefaults() RunOptions {
	for _, d := range []struct {
		v *float64
		d float64
	}{
		{&o.TachycardiaBPM, defaultTachycardia}, {&o.SustainedS, defaultSustained},
		{&o.PauseS, defaultPause}, {&o.PausePart, defaultPausePart},
	} {
		if *d.v == 0 {
			*d.v = d.d
		}
	}
	return o
}

// RunKind says what an event of the rhythm is.
type RunKind string

// The kinds of events. Single beats are counted, not listed.
const (
	Couplet   RunKind = "couplet"   // two ectopic beats in a row
	Run       RunKind = "run"       // three or more, slower than a tachycardia
	Tachy     RunKind = "tachy"     // three or more, at the rate of a tachycardia
	Bigeminy  RunKind = "bigeminy"  // every second beat is ectopic, three times or more
	Trigeminy RunKind = "trigeminy" // every third
	Pause     RunKind = "pause"     // a long interval
)

// RunEvent is one couplet, run, bigeminy, trigeminy or pause.
type RunEvent struct {
	Kind  RunKind `json:"kind"`
	Class Class   `json:"class,omitempty"` // V or S; 0 for a pause
	// Start and End are the samples of the first and the last beat, both included: of the ectopic beats, or those
	// around a pause.
	Start int `json:"start"`
	End   int `json:"end"`
	Beats int `json:"beats"` // ectopic beats; 0 for a pause
	// RateBPM is that of the intervals between the beats of a run or couplet, in beats a minute, and 0 for the others.
	RateBPM float64 `json:"rate_bpm,omitempty"`
	// Sustained is set on a tachycardia that lasts long enough.
	Sustained bool `json:"sustained,omitempty"`
	// Seconds from Start to End.
	Seconds float64 `json:"seconds"`
}

// RunCounts sums up a recording. Beats of couplets and runs are not isolated; those of a bigeminy or trigeminy are, as long
// as they come one by one.
type RunCounts struct {
	Beats               int     `json:"beats"`
	Ventricular         int     `json:"ventricular"`
	Supraventricular    int     `json:"supraventricular"`
	Fusion              int     `json:"fusion"`
	Unclassified        int     `json:"unclassified"`
	IsolatedV           int     `json:"isolated_v"`
	IsolatedS           int     `json:"isolated_s"`
	CoupletsV           int     `json:"couplets_v"`
	CoupletsS           int     `json:"couplets_s"`
	RunsV               int     `json:"runs_v"` // three or more, any rate
	RunsS               int     `json:"runs_s"`
	TachycardiasV       int     `json:"tachycardias_v"` // of these runs
	TachycardiasS       int     `json:"tachycardias_s"`
	BigeminiesV         int     `json:"bigeminies_v"`
	TrigeminiesV        int     `json:"trigeminies_v"`
	BigeminiesS         int     `json:"bigeminies_s"`
	TrigeminiesS        int     `json:"trigeminies_s"`
	Pauses              int     `json:"pauses"`
	LongestRunV         int     `json:"longest_run_v"` // beats
	LongestRunS         int     `json:"longest_run_s"`
	LongestPauseS       float64 `json:"longest_pause_s"`
	FastestTachycardiaV float64 `json:"fastest_tachycardia_v_bpm"`
	FastestTachycardiaS float64 `json:"fastest_tachycardia_s_bpm"`
}

// RunFinder finds couplets, runs, bigeminies, trigeminies and pauses in beats that come one by one. It keeps a few numbers,
// whatever the length of the recording.
//
// A run is broken by a beat of any other class. In a bigeminy ectopic beats of one class and others (N) take turns, in a
// trigeminy one ectopic beat follows two others.
type RunFinder struct {
	options RunOptions
	rate    float64
	counts  RunCounts

	n     int // beats seen
	last  Beat
	usual float64 // mean interval between normal beats, samples; 0 unknown

	runClass Class
	runStart int
	runEnd   int
	runBeats int

	gem [2]geminy // every second and every third
}

// geminy follows one pattern of ectopic beats with every-1 others between them.
type geminy struct {
	every, others, groups int
	class                 Class
	start, end            int
}

// NewRunFinder returns a finder for beats at rate Hz. A rate that is not positive makes every time zero.
func NewRunFinder(rate float64, options RunOptions) *RunFinder {
	f := new(RunFinder)
	f.Reset(rate, options)
	return f
}

// Reset forgets all beats.
func (f *RunFinder) Reset(rate float64, options RunOptions) {
	*f = RunFinder{options: options.withDefaults(), rate: rate}
	f.gem[0].every, f.gem[1].every = 2, 3
}

// Counts returns what has been counted up to the events returned so far.
func (f *RunFinder) Counts() RunCounts { return f.counts }

// Push appends the events that beat b ends. Samples must increase.
func (f *RunFinder) Push(dst []RunEvent, b Beat) []RunEvent {
	f.count(b.Class)
	if f.n > 0 {
		dst = f.pause(dst, b)
	}
	if !ectopic(b.Class) || b.Class != f.runClass {
		dst = f.endRun(dst)
	}
	if ectopic(b.Class) {
		if f.runBeats == 0 {
			f.runClass, f.runStart = b.Class, b.Sample
		}
		f.runBeats++
		f.runEnd = b.Sample
	}
	for i := range f.gem {
		dst = f.follow(dst, &f.gem[i], b)
	}
	f.last = b
	f.n++
	return dst
}

// Flush appends the events that the end of the recording ends.
func (f *RunFinder) Flush(dst []RunEvent) []RunEvent {
	dst = f.endRun(dst)
	for i := range f.gem {
		dst = f.endGeminy(dst, &f.gem[i])
	}
	return dst
}

// Runs returns the events of a whole recording, in the order in which they end, and the counts.
func Runs(beats []Beat, rate float64, options RunOptions) ([]RunEvent, RunCounts) {
	f := NewRunFinder(rate, options)
	var out []RunEvent
	for _, b := range beats {
		out = f.Push(out, b)
	}
	out = f.Flush(out)
	return out, f.Counts()
}

func ectopic(c Class) bool { return c == Ventricular || c == Supraventricular }

func (f *RunFinder) count(c Class) {
	f.counts.Beats++
	switch c {
	case Ventricular:
		f.counts.Ventricular++
	case Supraventricular:
		f.counts.Supraventricular++
	case Fusion:
		f.counts.Fusion++
	case Unclassified:
		f.counts.Unclassified++
	}
}

func (f *RunFinder) seconds(samples int) float64 {
	if !(f.rate > 0) {
		return 0
	}
	return float64(samples) / f.rate
}

// pause looks at the interval before b.
func (f *RunFinder) pause(dst []RunEvent, b Beat) []RunEvent {
	rr := b.Sample - f.last.Sample
	s := f.seconds(rr)
	plain := f.last.Class == Normal && b.Class == Normal
	long := f.options.PausePart > 0 && plain && f.usual > 0 && float64(rr) > f.options.PausePart*f.usual
	if s > f.options.PauseS || long {
		f.counts.Pauses++
		f.counts.LongestPauseS = max(f.counts.LongestPauseS, s)
		return append(dst, RunEvent{Kind: Pause, Start: f.last.Sample, End: b.Sample, Seconds: s})
	}
	if plain {
		if f.usual == 0 {
			f.usual = float64(rr)
		}
		f.usual += (float64(rr) - f.usual) / pauseMemory
	}
	return dst
}

// endRun closes the ectopic beats in a row.
func (f *RunFinder) endRun(dst []RunEvent) []RunEvent {
	n, class := f.runBeats, f.runClass
	f.runBeats, f.runClass = 0, 0
	if n == 0 {
		return dst
	}
	v := class == Ventricular
	c := &f.counts
	if n == 1 {
		*pick(v, &c.IsolatedV, &c.IsolatedS)++
		return dst
	}
	e := RunEvent{Kind: Couplet, Class: class, Start: f.runStart, End: f.runEnd, Beats: n, Seconds: f.seconds(f.runEnd - f.runStart)}
	if e.Seconds > 0 {
		e.RateBPM = 60 * float64(n-1) / e.Seconds
	}
	if n == 2 {
		*pick(v, &c.CoupletsV, &c.CoupletsS)++
		return append(dst, e)
	}
	e.Kind = Run
	*pick(v, &c.RunsV, &c.RunsS)++
	longest := pick(v, &c.LongestRunV, &c.LongestRunS)
	*longest = max(*longest, n)
	if e.RateBPM >= f.options.TachycardiaBPM {
		e.Kind = Tachy
		e.Sustained = e.Seconds >= f.options.SustainedS
		*pick(v, &c.TachycardiasV, &c.TachycardiasS)++
		fastest := pick(v, &c.FastestTachycardiaV, &c.FastestTachycardiaS)
		*fastest = math.Max(*fastest, e.RateBPM)
	}
	return append(dst, e)
}

func pick[T any](first bool, a, b *T) *T {
	if first {
		return a
	}
	return b
}

// follow takes beat b into a pattern.
func (f *RunFinder) follow(dst []RunEvent, g *geminy, b Beat) []RunEvent {
	switch {
	case !ectopic(b.Class):
		if b.Class != Normal {
			dst = f.endGeminy(dst, g)
			return dst
		}
		if g.others++; g.others >= g.every {
			dst = f.endGeminy(dst, g)
		}
	case g.groups > 0 && b.Class == g.class && g.others == g.every-1:
		g.groups++
		g.others, g.end = 0, b.Sample
	default:
		dst = f.endGeminy(dst, g)
		g.class, g.groups, g.others = b.Class, 1, 0
		g.start, g.end = b.Sample, b.Sample
	}
	return dst
}

func (f *RunFinder) endGeminy(dst []RunEvent, g *geminy) []RunEvent {
	n := g.groups
	g.groups = 0
	if n < geminyGroups {
		return dst
	}
	v := g.class == Ventricular
	c := &f.counts
	e := RunEvent{Class: g.class, Start: g.start, End: g.end, Beats: n, Seconds: f.seconds(g.end - g.start)}
	if g.every == 2 {
		e.Kind = Bigeminy
		*pick(v, &c.BigeminiesV, &c.BigeminiesS)++
	} else {
		e.Kind = Trigeminy
		*pick(v, &c.TrigeminiesV, &c.TrigeminiesS)++
	}
	return append(dst, e)
}
