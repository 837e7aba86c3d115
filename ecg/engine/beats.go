package engine

import (
	"fmt"

	"github.com/goecg/goecg/detect"
)

// Names of detectors.
const (
	DetectorDefault     = "default"     // detect.MultiLead: every lead jointly
	DetectorPanTompkins = "pantompkins" // detect.PanTompkins: one lead
)

// Detectors lists the names of the detectors.
func Detectors() []string { return []string{DetectorDefault, DetectorPanTompkins} }

// BeatFinder finds beats with a named detector and classifies them. It keeps its memory and is for one goroutine.
type BeatFinder struct {
	run     func(rate float64, leads [][]float64) ([]int, error)
	found   []int
	classes []detect.Class
	sorter  detect.Classifier
	splicer splicer
}

// NewBeatFinder returns a finder with the named detector, the default one for "".
func NewBeatFinder(detector string) (*BeatFinder, error) {
	f := new(BeatFinder)
	switch detector {
	case "", DetectorDefault:
		d := new(detect.MultiLead)
		f.run = func(rate float64, leads [][]float64) ([]int, error) {
			err := d.Reset(rate)
			if err != nil {
				return nil, err
			}
			return d.DetectLeads(f.found[:0], f.splicer.splice(leads)), nil
		}
	case DetectorPanTompkins:
		d := new(detect.PanTompkins)
		f.run = func(rate float64, leads [][]float64) ([]int, error) {
			err := d.Reset(rate)
			if err != nil || len(leads) == 0 {
				return nil, err
			}
			return d.Detect(f.found[:0], leads[0]), nil
		}
	default:
		return nil, fmt.Errorf("engine: no detector %q, there are %v", detector, Detectors())
	}
	return f, nil
}

// Find appends the beats of leads on one time axis at rate Hz, NaN where missing, to dst. The default detector joins leads that
// were recorded one after another; a single-lead detector looks at the first lead. The error is *detect.RateError.
func (f *BeatFinder) Find(dst []detect.Beat, rate float64, leads [][]float64) ([]detect.Beat, error) {
	found, err := f.run(rate, leads)
	if err != nil {
		return dst, err
	}
	f.found = found
	f.classes = f.sorter.Classify(f.classes[:0], found, leads, rate)
	for i, s := range found {
		dst = append(dst, detect.Beat{Sample: s, Class: f.classes[i]})
	}
	return dst, nil
}
