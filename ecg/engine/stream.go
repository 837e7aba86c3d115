package engine

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/goecg/goecg/detect"
)

// Stream finds the beats of simultaneous leads block by block and classifies them: pacing spikes are taken out of the leads
// (not for DetectorPanTompkins, which works as published), a detector runs over them, and beats in stretches without any, as in
// ventricular fibrillation, are left out. What any sequence of Push calls and one Flush finds is what [BeatFinder.Find] finds
// in the whole leads.
//
// Memory does not grow with the recording but for some bytes a beat, spike and segment: classes are known at the end, since
// they rest on all beats. A Stream keeps its memory between recordings and is for one goroutine.
type Stream struct {
	detector leadDetector
	bridging bool
	leads    int
	spikes   detect.SpikeRemover
	scout    detect.SpikeTracker // for whole leads
	segments detect.Segmenter
	classes  streamClasses

	found   []int // by the detector, not yet released
	beats   []int // released
	removed []int // spikes
	parts   []detect.Segment
	next    int // the first of parts that may hold beats yet to be released
	sorted  []detect.Class
	view    [][]float64
}

// leadDetector is a detector that takes simultaneous leads piece by piece.
type leadDetector interface {
	Reset(rate float64) error
	PushLeads(dst []int, block [][]float64) []int
	Flush(dst []int) []int
}

// firstLead is a detector that looks at the first lead only.
type firstLead struct{ detect.PanTompkins }

func (f *firstLead) PushLeads(dst []int, block [][]float64) []int {
	if len(block) == 0 {
		return dst
	}
	return f.Push(dst, block[0])
}

// NewStream returns a Stream with the named detector, the default one for "". Reset comes next.
func NewStream(detector string) (*Stream, error) {
	s := new(Stream)
	switch detector {
	case "", DetectorDefault:
		s.detector, s.bridging = new(detect.MultiLead), true
	case DetectorPanTompkins:
		s.detector = new(firstLead)
	default:
		return nil, fmt.Errorf("engine: no detector %q, there are %v", detector, Detectors())
	}
	return s, nil
}

// Reset forgets everything and prepares for leads at rate Hz. The error is *detect.RateError.
func (s *Stream) Reset(rate float64, leads int) error {
	if err := s.detector.Reset(rate); err != nil {
		return err
	}
	if err := s.segments.Reset(rate, leads); err != nil {
		return err
	}
	s.leads = leads
	if s.bridging {
		s.spikes.Reset(rate, leads)
	} else {
		s.spikes.Reset(0, leads) // there are no spikes at such a rate
	}
	s.classes.reset(rate, leads)
	s.found, s.beats, s.removed, s.parts, s.next = s.found[:0], s.beats[:0], s.removed[:0], s.parts[:0], 0
	return nil
}

// streamBlock is how many samples of a block go through the chain at a time, so that buffers stay small.
const streamBlock = 4096

// Push takes the next samples of the leads, NaN where missing, and appends the beats that they confirm to dst: samples counted
// from the first after Reset, rising. A lead shorter than the longest of the block counts as missing beyond its end. It panics
// when the number of leads is not that of Reset.
func (s *Stream) Push(dst []int, block [][]float64) []int {
	if len(block) != s.leads {
		panic("engine: Stream: Push with another number of leads than Reset")
	}
	n := 0
	for _, x := range block {
		n = max(n, len(x))
	}
	from := len(s.beats)
	for at := 0; at < n; at += streamBlock {
		s.view = s.view[:0]
		for _, x := range block {
			s.view = append(s.view, x[min(at, len(x)):min(at+streamBlock, len(x))])
		}
		s.take(s.spikes.Push(s.view))
		s.release(s.segments.Settled())
	}
	return append(dst, s.beats[from:]...)
}

// Flush ends the recording and appends the beats still pending. A Reset must follow before the next Push.
func (s *Stream) Flush(dst []int) []int {
	from := len(s.beats)
	if s.leads > 0 {
		s.take(s.spikes.Flush())
		s.found = s.detector.Flush(s.found)
		s.parts = s.segments.Flush(s.parts)
		s.release(never)
		s.classes.flush()
	}
	return append(dst, s.beats[from:]...)
}

// never is behind the end of every recording.
const never = int(^uint(0) >> 1)

// take runs samples without spikes through the chain.
func (s *Stream) take(clean [][]float64) {
	from := len(s.removed)
	s.removed = s.spikes.TakeSpikes(s.removed)
	s.classes.pacing(s.removed[from:])
	if len(clean) == 0 || len(clean[0]) == 0 {
		return
	}
	s.found = s.detector.PushLeads(s.found, clean)
	s.parts = s.segments.Push(s.parts, clean)
	s.classes.push(clean)
}

// release hands on the beats before sample settled that lie in no stretch without beats.
func (s *Stream) release(settled int) {
	open, within := s.segments.Open()
	k := 0
	for ; k < len(s.found) && s.found[k] < settled; k++ {
		b := s.found[k]
		for s.next < len(s.parts) && s.parts[s.next].End <= b {
			s.next++
		}
		published := !s.bridging // the published detector stays as published
		if !published && s.next < len(s.parts) && s.parts[s.next].Start <= b && s.parts[s.next].Kind.Beatless() {
			continue
		}
		if !published && within && open.Start <= b && b < open.End && open.Kind.Beatless() {
			continue
		}
		s.beats = append(s.beats, b)
		s.classes.beat(b)
	}
	s.found = s.found[:copy(s.found, s.found[k:])]
	s.classes.settled(settled)
}

// Beats appends all beats with their classes to dst. Call it after Flush.
func (s *Stream) Beats(dst []detect.Beat) []detect.Beat {
	s.sorted = s.classes.classes(s.sorted[:0])
	for i, b := range s.beats {
		dst = append(dst, detect.Beat{Sample: b, Class: s.sorted[i]})
	}
	return dst
}

// Spikes appends the pacing spikes taken out so far to dst.
func (s *Stream) Spikes(dst []int) []int { return append(dst, s.removed...) }

// Segments appends the stretches found so far that are no rhythm of beats to dst.
func (s *Stream) Segments(dst []detect.Segment) []detect.Segment { return append(dst, s.parts...) }

// Run takes a whole recording, from Reset to Flush, and calls found, unless it is nil, with the beats of each block. The error is
// ctx's, *detect.RateError, that of the blocks, or found's.
func (s *Stream) Run(ctx context.Context, src Blocks, found func(beats []int) error) error {
	if err := s.Reset(src.Rate(), src.Leads()); err != nil {
		return err
	}
	var beats []int
	tell := func() error {
		if len(beats) == 0 || found == nil {
			return nil
		}
		return found(beats)
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		block, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		beats = s.Push(beats[:0], block)
		if err := tell(); err != nil {
			return err
		}
	}
	beats = s.Flush(beats[:0])
	return tell()
}
