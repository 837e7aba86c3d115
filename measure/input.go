package measure

import (
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// Input is one recording on a common time grid.
type Input struct {
	RateHz float64
	Leads  []InputLead
	Beats  []detect.Beat // ascending
	// Spikes are pacing spikes found before filtering, in samples, ascending.
	Spikes []int
	// Segments are the stretches in which the leads show no rhythm of beats, ascending; beats within those that hold none have
	// been left out.
	Segments []Segment
	// MainsHz is the mains frequency that was estimated and removed, 0 when none was found.
	MainsHz float64
}

// InputLead is one lead: Raw as recorded and Clean after the zero-phase chain, both in µV, of the same length in every
// lead; NaN where missing. Raw serves quality, Clean everything else.
type InputLead struct {
	Lead    ecg.Lead
	Label   string
	Derived bool    // computed from other leads
	Bad     bool    // the file itself calls it invalid
	MainsUV float64 // amplitude of the mains interference in Raw, 0 when none was found
	Raw     []float64
	Clean   []float64
}
