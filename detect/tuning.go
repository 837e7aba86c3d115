package detect

// Tuning are the free constants of [MultiLead]: those that experience sets rather than the literature. The zero value means
// [DefaultTuning]. Scores are in the manner of log-odds: 0 is undecided, and a beat is taken when the scores and costs along
// the best rhythm say so. Levels are parts of the usual amplitude of a beat; noise is the height of the valleys between
// beats, of the same amplitude.
type Tuning struct {
	// A deflection of Level + Noise·noise scores 0; Size is the weight of the logarithm of its amplitude over that.
	Level float64 `json:"level"`
	Noise float64 `json:"noise"`
	Size  float64 `json:"size"`
	// Match is the weight of the correlation with the forms of earlier beats, above MatchAt; NoisyMatch that of its Fisher
	// transform (the inverse hyperbolic tangent, which tells 0.9 from 0.95 as well as 0.3 from 0.6), times the noise.
	Match      float64 `json:"match"`
	NoisyMatch float64 `json:"noisy_match"`
	MatchAt    float64 `json:"match_at"`
	// Sharp is the weight of the sharpness against that of the last beats; NoisySharp and NoisySize weigh, in noise, how far
	// sharpness and amplitude are from what the clean parts showed, in standard deviations.
	Sharp      float64 `json:"sharp"`
	NoisySharp float64 `json:"noisy_sharp"`
	NoisySize  float64 `json:"noisy_size"`
	// Wave is the cost for each unit that a deflection is less steep and less sharp than one shortly before it, beyond
	// WaveAt: it then is a T wave.
	Wave   float64 `json:"wave"`
	WaveAt float64 `json:"wave_at"`
	// Lone is the cost of a deflection that none of several leads but a few show.
	Lone float64 `json:"lone"`
	// Short is the cost of two beats at the end of the refractory period.
	Short float64 `json:"short"`
	// Gap is the largest cost of a missing beat, Regular that of each usual deviation of an interval, times the noise, while the
	// rhythm was regular.
	Gap     float64 `json:"gap"`
	Regular float64 `json:"regular"`
	// After a small beat one of Small times its amplitude counts as much; after a missing beat one above Least does. Both
	// rise with LowNoise·noise.
	Small    float64 `json:"small"`
	Least    float64 `json:"least"`
	LowNoise float64 `json:"low_noise"`
}

// DefaultTuning returns the constants that [MultiLead] uses unless told otherwise: chosen by descent along each on the
// development records of the MIT-BIH database, of LUDB lead by lead, and of the noise stress test.
func DefaultTuning() Tuning {
	return Tuning{
		Level: 0.22, Noise: 1.05, Size: 3.5,
		Match: 2, NoisyMatch: 8, MatchAt: 0.5,
		Sharp: 0.45, NoisySharp: 2, NoisySize: 0.225,
		Wave: 1.7, WaveAt: -0.55,
		Lone:  8,
		Short: 6, Gap: 3, Regular: 4,
		Small: 0.3, Least: 0.1, LowNoise: 1.5,
	}
}
