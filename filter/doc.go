// Package filter holds the digital filters an ECG analysis needs, on plain
// []float64 leads and a sampling rate in hertz: Butterworth and notch design as
// second-order sections, causal (streaming) and zero-phase application,
// baseline-wander and power-line removal, resampling, and Welch spectra.
//
// Conventions. Samples are in any linear unit (the rest of the module uses
// microvolts), rates and corners in hertz, indexes 0-based. NaN marks a missing
// sample; an infinite sample is treated as missing too. Filters with memory
// bridge a gap by a straight line (or, while streaming, by the last good value),
// filter, and put NaN back where the gap was: a gap never spreads and is never
// invented away. Functions write to their first argument and return it; a nil
// destination allocates. The work objects (Cascade, ZeroPhase, Resampler,
// Cleaner, ...) keep their scratch memory and do not allocate once they have
// seen an input of the same size; none is safe for concurrent use.
//
// Limits. Filters are linear and real; orders up to [MaxOrder]. Nothing assumes a
// sampling rate or a number of leads.
//
// Sources. Butterworth design by the pre-warped bilinear transform and notch
// design as in A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing";
// the edge rule of zero-phase filtering and the rational resampler are those of
// SciPy (scipy.signal.sosfiltfilt, resample_poly), against whose values the
// package is tested; the corner of the baseline filter follows P. Kligfield et
// al., "Recommendations for the Standardization and Interpretation of the
// Electrocardiogram, Part I", Circulation 115:1306-1324, 2007.
package filter
