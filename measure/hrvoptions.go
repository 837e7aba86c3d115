package measure

import "fmt"

// HRVOptions tune an [HRV]. The zero value is the published default; a field left 0 takes its default value.
type HRVOptions struct {
	// Correction is what takes the place of intervals that are not NN.
	Correction Correction `json:"correction,omitempty"`
	// MaxChange is the share by which an interval may differ from the median of those before it (default 0.2 without classes and
	// 0.5 with them; a negative value sets none).
	MaxChange float64 `json:"max_change,omitempty"`
	// MinRR and MaxRR bound an NN interval in ms (default 300 and 2000).
	MinRR float64 `json:"min_rr_ms,omitempty"`
	MaxRR float64 `json:"max_rr_ms,omitempty"`
	// MaxExcluded is the share of intervals that may be excluded before nothing but rate is reported (default 0.2).
	MaxExcluded float64 `json:"max_excluded,omitempty"`
	// MaxGap is the longest time without NN intervals that interpolation bridges, in s (default 3).
	MaxGap float64 `json:"max_gap_s,omitempty"`

	// ResampleHz is the rate of the tachogram for the Welch spectrum (default 4).
	ResampleHz float64 `json:"resample_hz,omitempty"`
	// LinearTachogram draws straight lines between intervals instead of a cubic spline.
	LinearTachogram bool `json:"linear_tachogram,omitempty"`
	// SegmentS is the length of the segments of the Welch spectrum in s (default 300); they overlap by half. A shorter recording is
	// one segment.
	SegmentS float64 `json:"segment_s,omitempty"`
	// KeepTrend takes only the mean from a series before its spectrum, not the line.
	KeepTrend bool `json:"keep_trend,omitempty"`
	// HFTo is the upper limit of the HF band in Hz (default 0.4; children and fast breathing need more).
	HFTo float64 `json:"hf_to_hz,omitempty"`

	// EntropyM is the length of templates (default 2), EntropyR the tolerance as a share of the SD (default 0.2).
	EntropyM int     `json:"entropy_m,omitempty"`
	EntropyR float64 `json:"entropy_r,omitempty"`
	// EntropyBlock bounds the work: longer series are cut into blocks of equal length, at most so many intervals, each with its
	// own SD, and the entropies of the blocks are averaged (default 2048).
	EntropyBlock int `json:"entropy_block,omitempty"`
	// Scales is how many scales of multiscale entropy to compute; 0 computes none.
	Scales int `json:"entropy_scales,omitempty"`

	// MinIntervals is how many intervals entropy and short-term fluctuations need (default 200).
	MinIntervals int `json:"min_intervals,omitempty"`
	// MinEvents is how many ventricular premature beats turbulence needs (default 5).
	MinEvents int `json:"min_events,omitempty"`
}

// Defaults of HRVOptions that are used elsewhere, too.
const (
	hrvChange    = 0.2 // Kleiger 1987, Malik 1989
	hrvMissed    = 0.5 // a beat that was missed doubles an interval; breathing changes it by less than half
	hrvMinRR     = 300 // ms
	hrvMaxRR     = 2000
	hrvExcluded  = 0.2
	hrvGap       = 3    // s
	hrvResample  = 4    // Hz, Task Force 1996: from 2 to 4
	hrvSegment   = 300  // s
	hrvHFTo      = 0.4  // Hz
	hrvM         = 2    // Richman and Moorman 2000
	hrvR         = 0.2  // likewise
	hrvBlock     = 2048 // beyond 400 intervals entropies for m = 2 gain little (10^m to 20^m)
	hrvIntervals = 200
	hrvEvents    = 5 // Schmidt 1999
)

// maxScales bounds HRVOptions.Scales.
const maxScales = 20

func (o HRVOptions) withDefaults() HRVOptions {
	def := func(v *float64, d float64) {
		if !(*v > 0) {
			*v = d
		}
	}
	defInt := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	def(&o.MinRR, hrvMinRR)
	def(&o.MaxRR, hrvMaxRR)
	def(&o.MaxExcluded, hrvExcluded)
	def(&o.MaxGap, hrvGap)
	def(&o.ResampleHz, hrvResample)
	def(&o.SegmentS, hrvSegment)
	def(&o.HFTo, hrvHFTo)
	def(&o.EntropyR, hrvR)
	defInt(&o.EntropyM, hrvM)
	defInt(&o.EntropyBlock, hrvBlock)
	defInt(&o.MinIntervals, hrvIntervals)
	defInt(&o.MinEvents, hrvEvents)
	o.Scales = min(max(o.Scales, 0), maxScales)
	return o
}

// Correction is how a series is made whole where intervals are not NN, such as the coupling interval and the pause of a
// premature beat.
type Correction byte

// The corrections. Gaps longer than HRVOptions.MaxGap are bridged by none.
const (
	// CorrectRemove leaves the intervals out. The tachogram goes on from one neighbour to the next at their true times,
	// templates of entropies do not reach across, and fluctuations join the neighbours.
	CorrectRemove Correction = iota
	// CorrectLinear replaces them by values on the line between the neighbours.
	CorrectLinear
	// CorrectCubic replaces them by values on the cubic spline through the NN intervals.
	CorrectCubic
)

var correctionNames = [...]string{"remove", "linear", "cubic"}

// String gives "remove", "linear" or "cubic".
func (c Correction) String() string {
	if int(c) < len(correctionNames) {
		return correctionNames[c]
	}
	return fmt.Sprintf("Correction(%d)", c)
}

// MarshalText gives [Correction.String].
func (c Correction) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (c *Correction) UnmarshalText(text []byte) error {
	for i, name := range correctionNames {
		if string(text) == name {
			*c = Correction(i)
			return nil
		}
	}
	return fmt.Errorf("measure: no correction %q: remove, linear or cubic", text)
}
