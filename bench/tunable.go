package bench

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg/engine"
)

// ErrNotTunable says that a detector has no free constants for [CrossValidate] to choose.
var ErrNotTunable = errors.New("no constants to choose")

// tuning are the constants of detect.MultiLead that weigh most, each with the factors that are tried on its default.
var tuning = []struct {
	name    string
	field   func(*detect.Tuning) *float64
	factors []float64
}{
	{"level", func(t *detect.Tuning) *float64 { return &t.Level }, []float64{0.8, 1, 1.25}},
	{"noise", func(t *detect.Tuning) *float64 { return &t.Noise }, []float64{0.8, 1, 1.2}},
	{"match", func(t *detect.Tuning) *float64 { return &t.Match }, []float64{0.7, 1, 1.4}},
	{"noisy_match", func(t *detect.Tuning) *float64 { return &t.NoisyMatch }, []float64{0.7, 1, 1.4}},
	{"sharp", func(t *detect.Tuning) *float64 { return &t.Sharp }, []float64{0.6, 1, 1.5}},
	{"wave", func(t *detect.Tuning) *float64 { return &t.Wave }, []float64{0.7, 1, 1.4}},
	{"short", func(t *detect.Tuning) *float64 { return &t.Short }, []float64{0.7, 1, 1.4}},
	{"gap", func(t *detect.Tuning) *float64 { return &t.Gap }, []float64{0.7, 1, 1.4}},
	{"regular", func(t *detect.Tuning) *float64 { return &t.Regular }, []float64{0.6, 1, 1.5}},
}

// Tunable returns the free constants of a named detector and what makes one with other values of them, for [CrossValidate]. The
// detector made takes no pacing spikes out and drops no segments. The error wraps ErrNotTunable, for instance for
// DetectorPanTompkins, which is kept as published.
func Tunable(detector string) (parameters []Parameter, with func(values []float64) (DetectFunc, error), err error) {
	name := strings.ToLower(detector)
	if name == "" {
		name = engine.DetectorDefault
	}
	if _, err := engine.NewBeatFinder(name); err != nil {
		return nil, nil, err
	}
	if name != engine.DetectorDefault {
		return nil, nil, fmt.Errorf("bench: detector %s: %w", name, ErrNotTunable)
	}
	preset := detect.DefaultTuning()
	for _, c := range tuning {
		p := Parameter{Name: c.name, Default: *c.field(&preset)}
		for _, f := range c.factors {
			p.Grid = append(p.Grid, math.Round(1000*f*p.Default)/1000)
		}
		parameters = append(parameters, p)
	}
	return parameters, tuned, nil
}

// tuned makes the default detector with values of tuning.
func tuned(values []float64) (DetectFunc, error) {
	m := &detect.MultiLead{Tuning: detect.DefaultTuning()}
	for i, c := range tuning {
		*c.field(&m.Tuning) = values[i]
	}
	var found []int
	return func(rate float64, leads [][]float64) ([]detect.Beat, error) {
		if err := m.Reset(rate); err != nil {
			return nil, err
		}
		found = m.DetectLeads(found[:0], leads)
		beats := make([]detect.Beat, len(found))
		for i, s := range found {
			beats[i] = detect.Beat{Sample: s, Class: detect.Normal}
		}
		return beats, nil
	}, nil
}
