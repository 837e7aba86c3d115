package measure

// Options tune a Measurer. The zero value is the default; a field left 0 takes its default value.
type Options struct {
	// MinBeatCorr is the correlation over all leads from which a QRS complex belongs to a class of beats (default 0.85).
	MinBeatCorr float64 `json:"min_beat_corr,omitempty"`
	// MinPCorr is the correlation from which the window before a QRS complex holds the P wave of the other beats (default 0.6).
	MinPCorr float64 `json:"min_p_corr,omitempty"`
	// MinPShare is the share of beats that must hold it for P to be measured (default 0.6).
	MinPShare float64 `json:"min_p_share,omitempty"`
	// MinPAmplitudeUV is the least height in the best lead for a wave to be called P (default 20 µV).
	MinPAmplitudeUV float64 `json:"min_p_amplitude_uv,omitempty"`
	// MinTAmplitudeUV is the least height in a lead for a wave to be called T (default 28 µV).
	MinTAmplitudeUV float64 `json:"min_t_amplitude_uv,omitempty"`
	// Baseline is the level that amplitudes of QRS, ST and T count from (default BaselinePQ).
	Baseline Baseline `json:"baseline,omitempty"`
	// SQI asks for the signal quality indices of each lead, which cost more than all other measurements.
	SQI bool `json:"sqi,omitempty"`
}

// Baseline is the level that amplitudes count from.
type Baseline string

// The baselines. Where T and P leave no stretch between them, as in tachycardia, the PQ junction serves in both.
const (
	BaselinePQ Baseline = ""   // the PQ junction, just before QRS onset (CSE working party 1985)
	BaselineTP Baseline = "tp" // between the end of T and the onset of P
)

func (o Options) withDefaults() Options {
	def := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	def(&o.MinBeatCorr, 0.85) // normal beats of one origin stay above 0.9; fusion and aberrant beats fall below
	def(&o.MinPCorr, 0.6)     // sinus rhythm lies above (median 0.97 in PTB-XL), fibrillation below (0.2 to 0.5)
	def(&o.MinPShare, 0.6)    // 3 of 120 synthetic fibrillations reach it, sinus rhythm is near 1
	def(&o.MinPAmplitudeUV, 20)
	def(&o.MinTAmplitudeUV, 28)
	return o
}
