package engine

import "github.com/goecg/goecg/detect"

// Names of detectors.
const (
	DetectorDefault     = "default"     // detect.MultiLead: every lead jointly
	DetectorPanTompkins = "pantompkins" // detect.PanTompkins: one lead
)

// Detectors lists the names of the detectors.
func Detectors() []string { return []string{DetectorDefault, DetectorPanTompkins} }

// BeatFinder finds beats with a named detector and classifies them: what a [Stream] does, for leads in memory. It keeps its memory and is
// for one goroutine.
type BeatFinder struct {
	stream  *Stream
	found   []int
	splicer splicer
	tracked bool // the spikes found last are those of the leads as they are
}

// NewBeatFinder returns a finder with the named detector, the default one for "".
func NewBeatFinder(detector string) (*BeatFinder, error) {
	s, err := NewStream(detector)
	return &BeatFinder{stream: s}, err
}

// Find appends the beats of leads on one time axis at rate Hz, NaN where missing, to dst. The default detector joins leads that
// were recorded one after another; a single-lead detector looks at the first lead. The error is *detect.RateError.
func (f *BeatFinder) Find(dst []detect.Beat, rate float64, leads [][]float64) ([]detect.Beat, error) {
	s := f.stream
	tracks := leads
	if s.bridging {
		tracks = f.splicer.splice(leads)
	}
	if err := s.Reset(rate, len(tracks)); err != nil {
		return dst, err
	}
	if f.found = f.found[:0]; s.whole(rate, tracks) {
		f.found = append(f.found, s.beats...)
	} else {
		f.found = s.Flush(s.Push(f.found, tracks))
	}
	f.tracked = s.bridging && len(leads) > 1 && len(tracks) == len(leads)
	if len(tracks) == len(leads) {
		return s.Beats(dst), nil
	}
	// Joined leads differ in shape, so the classes come from the leads themselves.
	s.classes.whole(rate, leads, f.found, s.removed)
	return s.Beats(dst), nil
}

// Spikes appends the pacing spikes that Find took out of the leads last to dst.
func (f *BeatFinder) Spikes(dst []int) []int { return f.stream.Spikes(dst) }

// Segments appends the stretches without a rhythm of beats that Find met last to dst.
func (f *BeatFinder) Segments(dst []detect.Segment) []detect.Segment { return f.stream.Segments(dst) }
