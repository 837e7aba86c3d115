package filter

import (
	"errors"
	"fmt"
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Sentinel errors, wrapped by [DesignError].
var (
	// ErrRate says a sampling rate is not a positive finite number.
	ErrRate = errors.New("sampling rate must be positive and finite")
	// ErrCorner says a corner frequency is not strictly between 0 and Nyquist.
	ErrCorner = errors.New("corner frequency must lie between 0 and half the sampling rate")
	// ErrBand says the lower corner of a band is not below the upper one.
	ErrBand = errors.New("lower corner must be below the upper corner")
	// ErrOrder says an order is outside 1..MaxOrder.
	ErrOrder = errors.New("filter order out of range")
	// ErrQuality says the quality factor of a notch is not positive and finite.
	ErrQuality = errors.New("quality factor must be positive and finite")
	// ErrWindow says the length of a window is not positive, or far too long.
	ErrWindow = errors.New("window length out of range")
	// ErrSegment says a spectral segment length is out of range.
	ErrSegment = errors.New("segment length out of range")
)

// DesignError reports a filter that cannot be designed: which kind, with which
// value, and why (one of the sentinels of this package).
type DesignError struct {
	Filter string  // "low-pass", "notch", ...
	Value  float64 // the offending value
	Rate   float64 // sampling rate, Hz
	Err    error
}

func (e *DesignError) Error() string {
	return fmt.Sprintf("filter: %s: %v (got %g at %g Hz)", e.Filter, e.Err, e.Value, e.Rate)
}

// Unwrap returns the sentinel.
func (e *DesignError) Unwrap() error { return e.Err }

func checkRate(kind string, rate float64) error {
	if !(rate > 0) || !dsp.Finite(rate) {
		return &DesignError{kind, rate, rate, ErrRate}
	}
	return nil
}

func checkCorner(kind string, corner, rate float64) error {
	if err := checkRate(kind, rate); err != nil {
		return err
	}
	if !(corner > 0) || !(corner < rate/2) || math.Tan(math.Pi*corner/rate) == 0 {
		return &DesignError{kind, corner, rate, ErrCorner}
	}
	return nil
}

func checkOrder(kind string, order int, rate float64) error {
	if order < 1 || order > MaxOrder {
		return &DesignError{kind, float64(order), rate, ErrOrder}
	}
	return nil
}

// maxWindow bounds the windows of sliding filters, in samples: 100 s at 10 kHz.
const maxWindow = 1e6

// checkWindow checks the length of a window, in s.
func checkWindow(kind string, seconds, rate float64) error {
	if err := checkRate(kind, rate); err != nil {
		return err
	}
	if !(seconds > 0) || !(seconds*rate <= maxWindow) {
		return &DesignError{kind, seconds, rate, ErrWindow}
	}
	return nil
}
