package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/measure"
)

// STTrendOptions tune an [STTrend]. The zero value is the default.
type STTrendOptions struct {
	ST       measure.STOptions   `json:"st,omitzero"`
	Filter   filter.CleanOptions `json:"filter,omitzero"`
	Measure  measure.Options     `json:"measure,omitzero"`
	Detector string              `json:"detector,omitempty"`
	// WindowS is the length of the windows whose beats are averaged, 5 to 60 s (default 16, that of the Long-Term ST database).
	WindowS float64 `json:"window_s,omitempty"`
}

const (
	trendWindow    = 16 // s
	minTrendWindow = 5
	maxTrendWindow = 60
	// trendMargin is how much is cleaned on each side of a window, so that what the ends of a piece do to the baseline stays
	// outside; trendContext how much of that is measured along, so that the first and last beat are whole. In s.
	trendMargin  = 4.0
	trendContext = 1.0
)

// STTrend follows ST over leads that come block by block. Windows of 16 seconds, with four more on each side, go through the zero-phase
// chain of [Analyzer] as if they were recordings of their own: their ST is that of an analysis. Beats and their causal classes
// come from a [Stream]. See [measure.STTracker] for what happens to the windows.
//
// Memory does not grow with the recording but for the bytes that Stream keeps of each beat. A result is about [STTrend.Delay]
// seconds late.
type STTrend struct {
	// Tracker has the functions that get the results, leads in the order of Push. Set them before the first Push.
	Tracker *measure.STTracker

	opt      STTrendOptions
	stream   *Stream
	cleaner  filter.Cleaner
	measurer *measure.Measurer
	rate     float64
	leads    int

	held    [][]float64 // samples of each lead from base on
	base    int
	end     int // samples so far
	start   int // of the next window
	found   []int
	classes []detect.Class // causal
	first   int            // beat that no window needed yet
	clean   [][]float64
	in      measure.Input
	report  measure.Report
	view    [][]float64

	limbs    []limbLead // see Derive
	one, two int
}

// NewSTTrend returns an STTrend. The error says what is wrong with the options.
func NewSTTrend(o STTrendOptions) (*STTrend, error) {
	if o.WindowS == 0 {
		o.WindowS = trendWindow
	}
	if !(o.WindowS >= minTrendWindow && o.WindowS <= maxTrendWindow) {
		return nil, fmt.Errorf("engine: windows of %g s, accepted %d to %d s", o.WindowS, minTrendWindow, maxTrendWindow)
	}
	s, err := NewStream(o.Detector)
	if err != nil {
		return nil, err
	}
	return &STTrend{opt: o, stream: s, measurer: measure.New(o.Measure), Tracker: measure.NewSTTracker(o.ST)}, nil
}

// Delay is how late in s a window is handed on, counted from its end, at most: until all beats around it are known with their
// classes, and the windows after it are measured. Blocks of samples add their length.
func (s *STTrend) Delay() float64 {
	return 2*classWait + trendMargin + float64(s.Tracker.Delay()+1)*s.opt.WindowS
}

// Reset forgets everything and prepares for leads at rate Hz. Errors are *detect.RateError and *filter.DesignError.
func (s *STTrend) Reset(rate float64, leads int) error {
	if err := s.stream.Reset(rate, leads); err != nil {
		return err
	}
	if err := s.cleaner.Reset(rate, s.opt.Filter); err != nil {
		return err
	}
	s.rate, s.leads = rate, leads
	for len(s.held) < leads {
		s.held, s.clean = append(s.held, nil), append(s.clean, nil)
	}
	s.held, s.clean = s.held[:leads], s.clean[:leads]
	for i := range s.held {
		s.held[i] = s.held[i][:0]
	}
	s.base, s.end, s.start, s.first, s.classes = 0, 0, 0, 0, s.classes[:0]
	s.Tracker.Reset(rate, leads+len(s.limbs))
	return nil
}

// Push takes the next samples of the leads, in µV and NaN where missing. A lead shorter than the longest of the block counts as
// missing beyond its end. It panics when the number of leads is not that of Reset.
func (s *STTrend) Push(block [][]float64) {
	n := 0
	for _, x := range block {
		n = max(n, len(x))
	}
	for at := 0; at < n; at += streamBlock {
		m := min(streamBlock, n-at)
		s.view = s.view[:0]
		for i, x := range block {
			x = x[min(at, len(x)):min(at+m, len(x))]
			s.view = append(s.view, x)
			s.held[i] = append(s.held[i], x...)
			for range m - len(x) {
				s.held[i] = append(s.held[i], math.NaN())
			}
		}
		s.end += m
		s.found = s.stream.Push(s.found[:0], s.view)
		s.windows(s.stream.classes.fed)
	}
}

// Flush ends the recording. A Reset must follow before the next Push.
func (s *STTrend) Flush() {
	s.found = s.stream.Flush(s.found[:0])
	s.windows(s.end + s.samples(trendMargin) + s.samples(s.opt.WindowS))
	s.Tracker.Flush()
}

func (s *STTrend) samples(seconds float64) int { return int(math.Round(seconds * s.rate)) }

// windows measures the windows whose surroundings lie before sample known, or the end.
func (s *STTrend) windows(known int) {
	length, margin := s.samples(s.opt.WindowS), s.samples(trendMargin)
	s.classes = s.stream.classes.causal(s.classes)
	for s.start+length+margin <= known && s.start < s.end {
		s.window(s.start, min(s.start+length, s.end))
		s.start += length
	}
	if drop := min(s.start-margin, s.end) - s.base; drop > 2*length { // not for every window, so that little is moved
		for i, x := range s.held {
			s.held[i] = x[:copy(x, x[drop:])]
		}
		s.base += drop
	}
}

// window measures the samples from from to to; none when half of them hold no rhythm of beats.
func (s *STTrend) window(from, to int) {
	lo, hi := max(0, from-s.samples(trendMargin)), min(s.end, to+s.samples(trendMargin))
	spikes := s.stream.removed
	k := len(spikes)
	for k > 0 && spikes[k-1] >= lo {
		k--
	}
	s.view = s.view[:0]
	for i, x := range s.held {
		y := resize(s.clean[i], hi-lo)
		copy(y, x[lo-s.base:hi-s.base])
		if k < len(spikes) {
			detect.BridgeSpikes(y, lo, spikes[k:], s.rate)
		}
		s.clean[i] = y
		s.view = append(s.view, y)
	}
	s.cleaner.CleanLeads(s.view, s.view)
	a, b := max(lo, from-s.samples(trendContext)), min(hi, to+s.samples(trendContext))
	in := &s.in
	*in = measure.Input{RateHz: s.rate, Leads: in.Leads[:0], Beats: in.Beats[:0], Segments: in.Segments[:0]}
	for _, y := range s.view {
		in.Leads = append(in.Leads, measure.InputLead{Clean: y[a-lo : b-lo]})
	}
	beats, unread := s.stream.beats, 0
	for i := len(s.stream.parts) - 1; i >= 0 && s.stream.parts[i].End > a; i-- {
		g := s.stream.parts[i]
		if g.Start < b {
			in.Segments = append(in.Segments, detect.Segment{Start: max(g.Start, a) - a, End: min(g.End, b) - a, Kind: g.Kind})
			unread += max(0, min(g.End, to)-max(g.Start, from))
		}
	}
	slices.Reverse(in.Segments)
	for ; s.first < len(beats) && beats[s.first] < from; s.first++ {
	}
	for i := s.first; i < len(beats) && beats[i] < to; i++ {
		class := detect.Normal
		if i < len(s.classes) {
			class = s.classes[i]
		}
		if 2*unread <= to-from && !s.unreadable(beats[i]) {
			in.Beats = append(in.Beats, detect.Beat{Sample: beats[i] - a, Class: class})
		}
	}
	if err := s.measurer.Measure(&s.report, in); err != nil {
		// Nothing can contradict itself here but a rate that beats can be found at and not measured.
		s.report = measure.Report{Leads: make([]measure.Lead, s.leads)}
	}
	s.addLimbs()
	s.Tracker.Add(&s.report, float64(from)/s.rate, float64(to)/s.rate)
}

// unreadable reports whether a sample lies in noise.
func (s *STTrend) unreadable(at int) bool {
	for i := len(s.stream.parts) - 1; i >= 0 && s.stream.parts[i].End > at; i-- {
		if s.stream.parts[i].Start <= at {
			return true
		}
	}
	return false
}

// causal extends dst by the causal classes of the beats that it does not have yet; all are normal at a rate that none are told at.
func (c *streamClasses) causal(dst []detect.Class) []detect.Class {
	if c.usable {
		return c.sorter.Causal(dst, len(dst))
	}
	for len(dst) < c.count {
		dst = append(dst, detect.Normal)
	}
	return dst
}

// Run takes a whole recording, from Reset to Flush. The error is ctx's, that of Reset or that of the blocks.
func (s *STTrend) Run(ctx context.Context, src Blocks) error {
	if err := s.Reset(src.Rate(), src.Leads()); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		block, err := src.Next()
		if errors.Is(err, io.EOF) {
			s.Flush()
			return nil
		}
		if err != nil {
			return err
		}
		s.Push(block)
	}
}

// Channel returns the number in the record's header of the channel that lead i is read from.
func (l *LeadReader) Channel(i int) int { return l.leads[i].channel }
