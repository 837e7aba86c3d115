package bench

import (
	"math"
	"strconv"

	"github.com/goecg/goecg/formats/wfdb"
)

// HeartRateWindow is the time that a heart rate is the mean of, and from one to the next: seconds.
const HeartRateWindow = 10.0

// HeartRates measures the heart rate of a list of beats every HeartRateWindow of time: the number of RR intervals between the
// first and the last beat of the window that ends there, over the time between them, in beats a minute, as measurement
// annotations for [CompareMeasurements]. Windows with fewer than two beats, or that touch fibrillation or an unreadable stretch,
// have none. length is that of the record in samples, 0 when unknown; rate is in Hz, and it panics unless that is positive.
func HeartRates(list []wfdb.Annotation, rate float64, length int64) []wfdb.Annotation {
	if !(rate > 0) {
		panic("bench: HeartRates with a rate that is not positive")
	}
	if length <= 0 && len(list) > 0 {
		length = list[len(list)-1].Sample
	}
	span := HeartRateWindow * rate // samples
	var out []wfdb.Annotation
	h := hrWindow{list: list}
	for h.pos < len(list) {
		// The window of the next annotation: those before it are empty.
		end := int64(math.Ceil((math.Floor(max(float64(list[h.pos].Sample), 0)/span) + 1) * span))
		if end > length || end <= list[h.pos].Sample {
			break
		}
		first, last, n := h.beats(end)
		if n < 2 || last <= first {
			continue
		}
		bpm := 60 * float64(n-1) * rate / float64(last-first)
		out = append(out, wfdb.Annotation{Sample: end, Code: codeMeasure, Aux: strconv.FormatFloat(bpm, 'f', -1, 64)})
	}
	return out
}

// hrWindow walks along a list from window to window.
type hrWindow struct {
	list []wfdb.Annotation
	pos  int
	vf   bool // fibrillation is on
	bad  bool // the signals are unreadable
}

// beats takes the annotations before end and returns the first and the last beat and how many there are; none where something
// else took place.
func (h *hrWindow) beats(end int64) (first, last int64, n int) {
	off := h.vf || h.bad
	for ; h.pos < len(h.list) && h.list[h.pos].Sample < end; h.pos++ {
		a := &h.list[h.pos]
		switch {
		case a.Code == wfdb.CodeVFOn:
			h.vf = true
		case a.Code == wfdb.CodeVFOff:
			h.vf = false
		case a.Code == wfdb.CodeNoise:
			h.bad = unreadable(a)
		case wfdb.IsBeat(a.Code):
			if n == 0 {
				first = a.Sample
			}
			last = a.Sample
			n++
		}
		off = off || h.vf || h.bad
	}
	if off {
		n = 0
	}
	return first, last, n
}
