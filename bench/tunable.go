package bench

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goecg/goecg/ecg/engine"
)

// ErrNotTunable says that a detector has no free constants for [CrossValidate] to choose.
var ErrNotTunable = errors.New("no constants to choose")

// Tunable returns the free constants of a named detector and what makes one with other values of them, for [CrossValidate]. The
// error wraps ErrNotTunable, for instance for DetectorPanTompkins, which is kept as published.
func Tunable(detector string) (parameters []Parameter, with func(values []float64) (DetectFunc, error), err error) {
	name := strings.ToLower(detector)
	if name == "" {
		name = engine.DetectorDefault
	}
	if _, err := engine.NewBeatFinder(name); err != nil {
		return nil, nil, err
	}
	return nil, nil, fmt.Errorf("bench: detector %s: %w", name, ErrNotTunable)
}
