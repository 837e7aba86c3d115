package measure

import (
	"math"

	"github.com/goecg/goecg/detect"
)

// Segment is a stretch without a rhythm of beats, in samples at Report.RateHz; see [detect.Segment].
type Segment = detect.Segment

// SegmentKind says what a Segment is: one of the constants below.
type SegmentKind = detect.SegmentKind

// The kinds of segments.
const (
	VF       = detect.VF
	Asystole = detect.Asystole
	Noise    = detect.Noise
	Flat     = detect.Flat
)

// unreadPause is the RR interval, s, that noise may hide a beat in: where every second holds one, noise has hidden none.
const unreadPause = 2.0

// interval is the time from beat i-1 to beat i in samples, NaN where it is no RR interval: before the first beat, and where
// fibrillation, leads that are off or noise lie between. Asystole is a pause.
func (m *Measurer) interval(i int) float64 {
	rr := m.beats[i].prev
	for _, g := range m.in.Segments {
		if i == 0 || g.Kind == Asystole || g.End <= m.beats[i-1].mark || g.Start >= m.beats[i].mark {
			continue
		}
		if g.Kind != Noise || rr >= unreadPause*m.rate {
			return math.NaN()
		}
	}
	return rr
}
