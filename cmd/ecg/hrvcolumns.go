package main

import "github.com/goecg/goecg/measure"

// hrvColumn is an index of heart-rate variability in tables. Names are those of the JSON, those of spectra with a prefix.
type hrvColumn struct {
	name   string
	digits int
	value  func(*measure.HRVReport) float64
}

var hrvColumns = append([]hrvColumn{
	{"duration_s", 1, func(r *measure.HRVReport) float64 { return float64(r.Duration) }},
	{"excluded", 4, func(r *measure.HRVReport) float64 { return float64(r.Excluded) }},
	{"corrected", 4, func(r *measure.HRVReport) float64 { return float64(r.Corrected) }},
	{"nn_count", 0, func(r *measure.HRVReport) float64 { return float64(r.Time.Count) }},
	{"nn_mean_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.Mean) }},
	{"nn_median_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.Median) }},
	{"nn_min_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.Min) }},
	{"nn_max_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.Max) }},
	{"hr_mean_bpm", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.HeartRate) }},
	{"sdnn_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.SDNN) }},
	{"mad_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.MAD) }},
	{"iqr_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.IQR) }},
	{"rmssd_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.RMSSD) }},
	{"sdsd_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.SDSD) }},
	{"pnn20_pct", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.PNN20) }},
	{"pnn50_pct", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.PNN50) }},
	{"cv_pct", 2, func(r *measure.HRVReport) float64 { return float64(r.Time.CV) }},
	{"cvsd_pct", 2, func(r *measure.HRVReport) float64 { return float64(r.Time.CVSD) }},
	{"sdann_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.SDANN) }},
	{"sdnn_idx_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.SDNNIndex) }},
	{"triangular_index", 2, func(r *measure.HRVReport) float64 { return float64(r.Time.Triangle) }},
	{"tinn_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Time.TINN) }},
	{"sd1_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Poincare.SD1) }},
	{"sd2_ms", 1, func(r *measure.HRVReport) float64 { return float64(r.Poincare.SD2) }},
	{"sd1_sd2", 3, func(r *measure.HRVReport) float64 { return float64(r.Poincare.Ratio) }},
	{"area_ms2", 0, func(r *measure.HRVReport) float64 { return float64(r.Poincare.Area) }},
	{"sampen", 3, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.SampEn) }},
	{"apen", 3, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.ApEn) }},
	{"dfa_alpha1", 3, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.Alpha1) }},
	{"dfa_alpha2", 3, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.Alpha2) }},
	{"inflections", 3, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.Inflections) }},
	{"deceleration_ms", 2, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.Deceleration) }},
	{"acceleration_ms", 2, func(r *measure.HRVReport) float64 { return float64(r.Nonlinear.Acceleration) }},
	{"turbulence_events", 0, func(r *measure.HRVReport) float64 { return float64(r.Turbulence.Events) }},
	{"turbulence_onset_pct", 2, func(r *measure.HRVReport) float64 { return float64(r.Turbulence.Onset) }},
	{"turbulence_slope_ms", 2, func(r *measure.HRVReport) float64 { return float64(r.Turbulence.Slope) }},
}, append(
	spectrumColumns("welch_", func(r *measure.HRVReport) *measure.HRVSpectrum { return &r.Welch }),
	spectrumColumns("lomb_", func(r *measure.HRVReport) *measure.HRVSpectrum { return &r.Lomb })...)...)

func spectrumColumns(prefix string, of func(*measure.HRVReport) *measure.HRVSpectrum) (list []hrvColumn) {
	add := func(name string, digits int, value func(*measure.HRVSpectrum) float64) {
		list = append(list, hrvColumn{prefix + name, digits, func(r *measure.HRVReport) float64 { return value(of(r)) }})
	}
	add("total_ms2", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.Total) })
	add("ulf_ms2", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.ULF) })
	add("vlf_ms2", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.VLF) })
	add("lf_ms2", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.LF) })
	add("hf_ms2", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.HF) })
	add("lf_nu", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.LFnu) })
	add("hf_nu", 1, func(s *measure.HRVSpectrum) float64 { return float64(s.HFnu) })
	add("lf_hf", 3, func(s *measure.HRVSpectrum) float64 { return float64(s.Ratio) })
	add("lf_peak_hz", 4, func(s *measure.HRVSpectrum) float64 { return float64(s.LFPeak) })
	add("hf_peak_hz", 4, func(s *measure.HRVSpectrum) float64 { return float64(s.HFPeak) })
	return list
}
