package measure

import "github.com/goecg/goecg/ecg"

// HRVReport holds the indices of heart-rate variability. What could not be computed is NaN and listed in Missing.
type HRVReport struct {
	// Duration is the time from the start of the first NN interval to the end of the last, in s.
	Duration ecg.Value `json:"duration_s"`
	// Excluded is the share of the intervals that are not NN, 0 to 1; Corrected the share that was replaced by interpolation.
	Excluded  ecg.Value `json:"excluded"`
	Corrected ecg.Value `json:"corrected"`

	Time      HRVTime      `json:"time"`
	Welch     HRVSpectrum  `json:"welch"`
	Lomb      HRVSpectrum  `json:"lomb_scargle"`
	Poincare  HRVPoincare  `json:"poincare"`
	Nonlinear HRVNonlinear `json:"nonlinear"`
	// Turbulence follows ventricular premature beats.
	Turbulence HRVTurbulence `json:"turbulence"`

	// Missing says what is NaN and why; never nil after Measure.
	Missing []HRVMissing `json:"missing"`
}

// HRVTime are the indices of the time domain, of NN intervals.
type HRVTime struct {
	Count     int             `json:"nn_count"`
	Mean      ecg.Millisecond `json:"nn_mean_ms"`
	Median    ecg.Millisecond `json:"nn_median_ms"`
	Min       ecg.Millisecond `json:"nn_min_ms"`
	Max       ecg.Millisecond `json:"nn_max_ms"`
	HeartRate ecg.Value       `json:"hr_mean_bpm"` // 60000 / mean NN
	SDNN      ecg.Millisecond `json:"sdnn_ms"`     // divisor n-1
	MAD       ecg.Millisecond `json:"mad_ms"`      // 1.4826 times the median distance from the median
	IQR       ecg.Millisecond `json:"iqr_ms"`      // between the quartiles, by linear interpolation
	RMSSD     ecg.Millisecond `json:"rmssd_ms"`
	SDSD      ecg.Millisecond `json:"sdsd_ms"`     // of the successive differences, divisor n-1
	NN20      int             `json:"nn20"`        // differences over 20 ms
	NN50      int             `json:"nn50"`        // differences over 50 ms
	PNN20     ecg.Value       `json:"pnn20_pct"`   // in %
	PNN50     ecg.Value       `json:"pnn50_pct"`   // in %
	CV        ecg.Value       `json:"cv_pct"`      // SDNN over the mean, in %
	CVSD      ecg.Value       `json:"cvsd_pct"`    // RMSSD over the mean, in %
	SDANN     ecg.Millisecond `json:"sdann_ms"`    // SD of the means of blocks of 5 min
	SDNNIndex ecg.Millisecond `json:"sdnn_idx_ms"` // mean of the SDs of blocks of 5 min
	Blocks    int             `json:"blocks_5min"` // of these
	Triangle  ecg.Value       `json:"triangular_index"`
	TINN      ecg.Millisecond `json:"tinn_ms"`
}

// HRVSpectrum are the powers of the bands, in ms², lower limits inclusive and upper ones exclusive: ULF below 0.003 Hz, VLF
// to 0.04, LF to 0.15, HF to 0.4.
type HRVSpectrum struct {
	// Total is the power up to the upper limit of HF.
	Total ecg.Value `json:"total_ms2"`
	ULF   ecg.Value `json:"ulf_ms2"`
	VLF   ecg.Value `json:"vlf_ms2"`
	LF    ecg.Value `json:"lf_ms2"`
	HF    ecg.Value `json:"hf_ms2"`
	LFnu  ecg.Value `json:"lf_nu"` // 100 LF / (LF + HF)
	HFnu  ecg.Value `json:"hf_nu"`
	Ratio ecg.Value `json:"lf_hf"`
	// Frequencies of the greatest density in a band, Hz.
	VLFPeak ecg.Value `json:"vlf_peak_hz"`
	LFPeak  ecg.Value `json:"lf_peak_hz"`
	HFPeak  ecg.Value `json:"hf_peak_hz"`
	// Segments is how many segments were averaged.
	Segments int `json:"segments"`
}

// HRVPoincare describes the plot of each NN interval against the one before.
type HRVPoincare struct {
	SD1   ecg.Millisecond `json:"sd1_ms"` // across the diagonal: SDSD/sqrt 2
	SD2   ecg.Millisecond `json:"sd2_ms"` // along it
	Ratio ecg.Value       `json:"sd1_sd2"`
	Area  ecg.Value       `json:"area_ms2"` // of the ellipse, pi SD1 SD2
	CVI   ecg.Value       `json:"cvi"`      // log10(16 SD1 SD2), Toichi 1997
	Pairs int             `json:"pairs"`
}

// HRVNonlinear are entropies and scaling exponents.
type HRVNonlinear struct {
	SampEn ecg.Value `json:"sampen"`
	ApEn   ecg.Value `json:"apen"`
	// Tolerance is r in ms, the mean over blocks.
	Tolerance ecg.Millisecond `json:"r_ms"`
	// Multiscale is the sample entropy at scales 1, 2, ...
	Multiscale []ecg.Value `json:"multiscale,omitempty"`
	Alpha1     ecg.Value   `json:"dfa_alpha1"` // boxes of 4 to 16 beats
	Alpha2     ecg.Value   `json:"dfa_alpha2"` // boxes of 16 to 64 beats
	// Inflections is the share of intervals at which acceleration turns to deceleration or back (PIP of Costa 2017), 0 to 1.
	Inflections ecg.Value `json:"inflections"`
	// Deceleration and Acceleration are the capacities of Bauer 2006; the latter is negative.
	Deceleration ecg.Millisecond `json:"deceleration_ms"`
	Acceleration ecg.Millisecond `json:"acceleration_ms"`
}

// HRVTurbulence is heart-rate turbulence after ventricular premature beats.
type HRVTurbulence struct {
	Onset  ecg.Value `json:"onset_pct"` // mean over the beats, %; normal below 0
	Slope  ecg.Value `json:"slope_ms"`  // of the averaged tachogram, ms per interval; normal over 2.5
	Events int       `json:"events"`
}

// HRVMissing says why an index is NaN.
type HRVMissing struct {
	Index  string    `json:"index"`  // its JSON name, or "all"
	Reason HRVReason `json:"reason"` //
	// Need is what the index takes: seconds, intervals, pairs or beats, or the greatest share excluded.
	Need ecg.Value `json:"need"`
}

// HRVReason is why an index is NaN.
type HRVReason string

// The reasons.
const (
	missShort  HRVReason = "too_short"          // Need is in s
	missFew    HRVReason = "too_few"            // Need is a number of intervals, pairs, blocks or ectopic beats
	missEctopy HRVReason = "too_many_excluded"  // Need is the greatest share of intervals excluded
	missFlat   HRVReason = "no_variation"       // all intervals are equal
	missGaps   HRVReason = "too_many_gaps"      // Need is the time without gaps, s
	missMatch  HRVReason = "no_matching_series" // sample entropy is not defined: no templates match
)

// hrvAll is the Index of HRVMissing when no variability was computed.
const hrvAll = "all"

func (r *HRVReport) miss(index string, why HRVReason, need float64) {
	r.Missing = append(r.Missing, HRVMissing{index, why, ecg.Value(need)})
}

func (r *HRVReport) reset(scales int) {
	v, ms := ecg.NaN[ecg.Value](), ecg.NaN[ecg.Millisecond]()
	multi, missing := r.Nonlinear.Multiscale[:0], r.Missing[:0]
	if missing == nil {
		missing = []HRVMissing{}
	}
	for range scales {
		multi = append(multi, v)
	}
	none := HRVSpectrum{v, v, v, v, v, v, v, v, v, v, v, 0}
	*r = HRVReport{
		Duration: v, Excluded: v, Corrected: 0, Time: nanTime(), Welch: none, Lomb: none,
		Poincare:   HRVPoincare{ms, ms, v, v, v, 0},
		Nonlinear:  HRVNonlinear{v, v, ms, multi, v, v, v, ms, ms},
		Turbulence: HRVTurbulence{v, v, 0}, Missing: missing,
	}
}

func nanTime() HRVTime {
	v, ms := ecg.NaN[ecg.Value](), ecg.NaN[ecg.Millisecond]()
	return HRVTime{
		Mean: ms, Median: ms, Min: ms, Max: ms, HeartRate: v, SDNN: ms, MAD: ms, IQR: ms, RMSSD: ms, SDSD: ms, PNN20: v, PNN50: v,
		CV: v, CVSD: v, SDANN: ms, SDNNIndex: ms, Triangle: v, TINN: ms,
	}
}
