package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// STOptions tune an [STTracker]. The zero value is the default; a field left 0 takes its default value.
type STOptions struct {
	// PointMS is where ST is taken for deviations and episodes, in ms after J (default 60).
	PointMS float64 `json:"point_ms,omitempty"`
	// EpisodeUV is the deviation that makes an episode when it lasts EpisodeS, EdgeUV that at its onset and end (default 100 µV,
	// 30 s and 50 µV).
	EpisodeUV float64 `json:"episode_uv,omitempty"`
	EpisodeS  float64 `json:"episode_s,omitempty"`
	EdgeUV    float64 `json:"edge_uv,omitempty"`
	// ReferenceS is how much of the beginning makes the reference (default 60 s).
	ReferenceS float64 `json:"reference_s,omitempty"`
	// DriftH is the time constant in h with which the reference follows ST outside episodes (default 1); a negative value keeps it.
	DriftH float64 `json:"drift_h,omitempty"`
	// ShiftShare is the change of the QRS complex from one half minute to the next, as a share of itself, that makes a step of ST
	// a change of posture or of the electrodes rather than of the heart (default 0.15); a negative value never does.
	ShiftShare float64 `json:"shift_share,omitempty"`
}

// Defaults of STOptions. The episode is that of the European ST-T database (A. Taddei et al., Eur. Heart J. 13:1164-1172, 1992)
// and of protocol B of the Long-Term ST database (F. Jager et al., Med. Biol. Eng. Comput. 41:172-182, 2003).
const (
	trendPointMS   = 60
	trendEpisodeUV = 100
	trendEpisodeS  = 30
	trendEdgeUV    = 50
	trendReference = 60
	trendDriftH    = 1
	// trendShift lies above what breathing and noise leave in averages of half a minute, below what turning over changes.
	trendShift = 0.15
)

func (o STOptions) withDefaults() STOptions {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	def(&o.PointMS, trendPointMS)
	def(&o.EpisodeUV, trendEpisodeUV)
	def(&o.EpisodeS, trendEpisodeS)
	def(&o.EdgeUV, trendEdgeUV)
	def(&o.ReferenceS, trendReference)
	def(&o.DriftH, trendDriftH)
	def(&o.ShiftShare, trendShift)
	return o
}

// STWindow is what the average beat of some seconds showed.
type STWindow struct {
	Start, End float64   // s
	Beats      int       // averaged
	HeartRate  ecg.Value // bpm
	// Leads are in the order of the Reports; NaN where a lead could not be measured, or in all when the beats were not those of
	// the reference.
	Leads []STLead
}

// STLead is ST in one lead of a window, in µV against the PQ segment.
type STLead struct {
	J, ST60, ST80 ecg.Microvolt
	// Deviation is ST at STOptions.PointMS less its reference; NaN until that is known.
	Deviation ecg.Microvolt
	// Noise is what remains of the noise of single beats in their average, RMS.
	Noise ecg.Microvolt

	point float64 // ST at STOptions.PointMS
}

// STEpisode is a transient deviation of ST in one lead. It begins and ends where the deviation passes EdgeUV, when it reaches
// EpisodeUV for EpisodeS in between and stays below EdgeUV for EpisodeS behind its end.
type STEpisode struct {
	Lead        int
	Onset, Peak float64 // s; Peak is when the deviation is greatest
	End         float64
	Deviation   ecg.Microvolt // at Peak, signed
	Open        bool          // the recording, or all that can be measured, ends within it
}

// STShift is a step of ST that is none of the heart.
type STShift struct {
	Time float64   // s
	QRS  ecg.Value // change of the QRS complex as a share of itself
	// Rebased says that the beats became others, as when a bundle branch block sets in: reference beat and levels are learned anew.
	// Otherwise the reference level of every lead takes the step along, as in the Long-Term ST database.
	Rebased bool
}

// STTracker follows ST over a recording of any length: it takes the [Report] of one window of 5 to 60 s after the other, each of
// the same leads at one rate, and hands on what it finds in the order of time. Memory does not grow. It is for one goroutine.
//
// The average beat of a window is laid on a reference beat, learned over the first windows, by the correlation of the QRS
// complexes in all leads; the points of the reference, the medians of what was delineated in these windows, are used in every
// window, so that ST does not move with the uncertainty of a single delineation. Windows whose QRS complex does not correlate are
// not measured; when they go on for a minute, they become the reference.
//
// Results come [STTracker.Delay] windows late: what follows decides whether a step is one of the heart, and when an episode ends.
type STTracker struct {
	// Window, Episode and Shift, where not nil, get what was found. The STWindow is valid until the function returns.
	Window  func(*STWindow)
	Episode func(STEpisode)
	Shift   func(STShift)

	opt     STOptions
	rate    float64
	leads   int
	ref     trendBeat
	other   trendBeat      // of windows whose beats are others
	pending []trendPending // in order of time; the first ones may be history
	spare   []trendPending
	valid   []int // of pending
	level   []trendLevel
	quiet   int // measured windows since the last shift
	others  int // windows in a row whose beats are others
	since   float64
	values  []float64
}

// trendPending is a window on its way.
type trendPending struct {
	STWindow
	ok    bool
	final bool
	qrs   []float64 // all leads, against PQ
	step  float64   // change of the QRS from the three windows before to the three from here on; -1 not computed
}

const (
	// trendAround is how many windows on each side tell whether a step lasts.
	trendAround = 3
	// trendMinBeats is the least number of beats of an average.
	trendMinBeats = 3
	// trendOthers is after how many windows other beats become the reference.
	trendOthers = 6
	// trendMaxGap is the longest time without measurement within an episode, s.
	trendMaxGap = 60
)

// NewSTTracker returns a tracker with the options o. Reset comes next.
func NewSTTracker(o STOptions) *STTracker { return &STTracker{opt: o.withDefaults()} }

// Delay is how many windows later than the one that it came in a window is handed on.
func (t *STTracker) Delay() int { return trendAround }

// Reset forgets everything and prepares for Reports of so many leads at rate Hz.
func (t *STTracker) Reset(rate float64, leads int) {
	t.rate, t.leads = rate, leads
	t.ref.reset(rate, leads)
	t.other.reset(rate, leads)
	t.spare = append(t.spare, t.pending...)
	t.pending = t.pending[:0]
	t.level = resize(t.level, leads)
	for i := range t.level {
		t.level[i].reset()
	}
	t.quiet, t.others = trendAround, 0
}

// Add takes the Report of the window from start to end, in s. It panics when the number of leads is not that of Reset.
func (t *STTracker) Add(rep *Report, start, end float64) {
	if len(rep.Leads) != t.leads {
		panic("measure: STTracker: Add with another number of leads than Reset")
	}
	p := t.next()
	p.Start, p.End, p.Beats, p.HeartRate = start, end, rep.BeatsUsed, rep.HeartRate
	p.ok, p.final, p.step = false, false, -1
	nan := ecg.NaN[ecg.Microvolt]()
	p.Leads = resize(p.Leads, t.leads)
	for i := range p.Leads {
		p.Leads[i] = STLead{nan, nan, nan, nan, nan, math.NaN()}
	}
	if rep.BeatsUsed >= trendMinBeats && rep.Fiducials.QRSOn != None && rep.Fiducials.QRSOff != None {
		t.measure(p, rep)
	}
	t.advance(false)
}

// next appends an item to pending, with the memory of an old one.
func (t *STTracker) next() *trendPending {
	var p trendPending
	if n := len(t.spare); n > 0 {
		p, t.spare = t.spare[n-1], t.spare[:n-1]
	}
	t.pending = append(t.pending, p)
	return &t.pending[len(t.pending)-1]
}

// measure lays the average beat of a window on the reference.
func (t *STTracker) measure(p *trendPending, rep *Report) {
	r := &t.ref
	if !r.known {
		r.take(rep)
		t.since = p.Start
	}
	shift, like := r.align(rep)
	if !(like >= trendLike) {
		if !t.otherwise(rep) {
			return
		}
		p = t.rebase()
		r = &t.ref
		shift, _ = r.align(rep)
	}
	t.others = 0
	r.learn(rep, shift)
	p.qrs = resize(p.qrs, t.leads*len(r.span))
	for i := range rep.Leads {
		r.lead(&p.Leads[i], p.qrs[i*len(r.span):(i+1)*len(r.span)], &rep.Leads[i], shift, t.opt.PointMS)
		p.ok = p.ok || !math.IsNaN(p.Leads[i].point)
		if noise := float64(rep.Leads[i].Noise); p.Beats > 0 {
			p.Leads[i].Noise = ecg.Microvolt(noise / math.Sqrt(float64(p.Beats)))
		}
	}
}

// otherwise counts windows whose beats are not those of the reference, and reports whether there are enough like each other.
func (t *STTracker) otherwise(rep *Report) bool {
	if t.others > 0 {
		if _, like := t.other.align(rep); like >= trendLike {
			t.others++
			return t.others >= trendOthers
		}
	}
	t.other.take(rep)
	t.others = 1
	return false
}

// rebase ends what went on with the beats so far, makes the others the reference and returns the window at hand, the only one left.
func (t *STTracker) rebase() *trendPending {
	n := len(t.pending) - 1
	now := t.pending[n]
	t.pending = t.pending[:n]
	t.advance(true)
	for i := range t.level {
		t.close(i)
		t.level[i].reset()
	}
	t.spare = append(t.spare, t.pending...)
	t.pending = append(t.pending[:0], now)
	t.ref, t.other = t.other, t.ref
	t.since = now.Start
	t.quiet = trendAround
	if t.Shift != nil {
		t.Shift(STShift{Time: now.Start, QRS: ecg.NaN[ecg.Value](), Rebased: true})
	}
	return &t.pending[0]
}

// Flush hands on what is pending and ends the recording. A Reset must follow before the next Add.
func (t *STTracker) Flush() {
	t.advance(true)
	for i := range t.level {
		t.close(i)
	}
}
