package detect

import (
	"errors"
	"fmt"
)

// Class is the class of a beat in the five classes of ANSI/AAMI EC57.
type Class byte

// The beat classes of EC57.
const (
	Normal           Class = 'N' // normal and bundle branch block beats
	Supraventricular Class = 'S' // supraventricular ectopic beats
	Ventricular      Class = 'V' // ventricular ectopic beats
	Fusion           Class = 'F' // fusion of a ventricular and a normal beat
	Unclassified     Class = 'Q' // paced or unclassifiable
)

// String returns the one-letter name of the class.
func (c Class) String() string { return string(rune(c)) }

// Beat is one heart beat.
type Beat struct {
	Sample int   `json:"sample"` // 0-based index of the QRS complex
	Class  Class `json:"class"`
}

// Detector finds beats in one lead. Implementations keep their memory between
// records.
type Detector interface {
	// Reset forgets everything and prepares for a lead at rate Hz. The error is
	// *[RateError] for a rate the detector cannot work at.
	Reset(rate float64) error
	// Detect appends the beats of the whole lead x to dst, strictly increasing.
	Detect(dst []int, x []float64) []int
}

// Streamer is a Detector that also takes its lead piece by piece: the beats
// appended by any sequence of Push calls and one Flush are those of Detect.
type Streamer interface {
	Detector
	// Push appends the beats that the next samples x of the lead confirm;
	// indexes count from the first sample after Reset.
	Push(dst []int, x []float64) []int
	// Flush ends the stream and appends the beats still pending.
	Flush(dst []int) []int
}

// ErrRate says that a sampling rate is not usable by a detector.
var ErrRate = errors.New("sampling rate out of range")

// RateError carries the rate that a detector refused.
type RateError struct {
	Rate     float64
	Min, Max float64 // the accepted range, Hz
}

func (e *RateError) Error() string {
	return fmt.Sprintf("detect: %v: %g Hz, accepted %g to %g Hz", ErrRate, e.Rate, e.Min, e.Max)
}

// Unwrap returns ErrRate.
func (e *RateError) Unwrap() error { return ErrRate }

// Default returns the detector this package recommends for leads at rate Hz, one or
// many, at once or as a stream: a [MultiLead]. The error is *[RateError].
func Default(rate float64) (*MultiLead, error) { return NewMultiLead(rate) }
