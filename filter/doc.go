// Package filter holds the digital filters an ECG analysis needs, on plain
// []float64 leads and a sampling rate in hertz: Butterworth and notch design as
// second-order sections, causal (streaming) and zero-phase application,
// removal of baseline wander, power-line interference and muscle noise,
// resampling, and Welch spectra.
//
// Conventions. Samples are in any linear unit (the rest of the module uses
// microvolts, and the few thresholds that have a unit are in these), rates and
// corners in hertz, indexes 0-based. NaN marks a missing sample; an infinite
// sample is treated as missing too. Filters with memory
// bridge a gap by a straight line (or, while streaming, by the last good value),
// filter, and put NaN back where the gap was: a gap never spreads and is never
// invented away. Functions write to their first argument and return it; a nil
// destination allocates. The work objects (Cascade, ZeroPhase, Resampler,
// Cleaner, ...) keep their scratch memory and do not allocate once they have
// seen an input of the same size; none is safe for concurrent use. Whole leads
// go through a [Remover], pieces as they come through a [Stream] or, several leads at a time,
// a [LeadStream], which says by how many samples it lags and shifts nothing. [Lagged] makes a
// stream of anything that works on whole leads.
//
// # Which remover
//
// [Cleaner] is the default: [MainsFilter] and [BeatBaseline] over all leads at
// once. The tables tell what each remover does to nine synthetic records of 12
// leads, 10 s at 500 Hz (normal, slow and fast sinus rhythm, atrial fibrillation,
// bigeminy, left bundle branch block, two infarctions, ST depression), whose
// truth is known. ST is at J+60 ms against the level before the QRS complex: the
// largest error in uV of any normal beat of any lead, the first and last left
// out, without and with noise. QRS is the largest change of a clean QRS complex
// above 300 uV, peak to peak. What is left of the noise is in uV rms over the
// middle 8 s, and in dB against what there was.
//
// Baseline, under 1 mV of 0.3 Hz:
//
//	remover                      delay    ST clean  ST noisy   QRS %     left     dB  ns/sample
//	BeatBaseline                 batch         3.3       7.1    0.13      1.7  -51.5          4
//	NewBeatStream                4000 ms       5.8       7.9    0.10      4.1  -43.6         26
//	Baseline                     batch        24.2      43.1    0.75     18.3  -30.7          3
//	HighPass 2 at 0.67 Hz, twice batch        42.9      57.5    1.16     29.5  -26.5          6
//	HighPass 2 at 0.05 Hz, twice batch        43.3     447.4    0.65    660.2    0.5         12
//	Spline with KnotFinder       batch        58.7     195.7    2.84     69.7  -19.1         26
//	SplineStream                 4000 ms      58.8     296.4    2.84     83.2  -17.5         86
//	LinearBaseline               2062 ms      33.2      51.4    1.31     17.0  -31.3         27
//	MedianBaseline               400 ms      102.0     539.2    5.92     66.1  -19.5        160
//	MorphBaseline                500 ms      428.0     698.4   25.23     87.3  -17.1         35
//
// Medians and openings are known for following any step, and the table for
// what that costs. The high-pass of 0.05 Hz is the one that diagnostic
// recorders have built in.
//
// Power line, under 200 uV of 50.1 Hz, all but MainsFilter and Subtraction
// believing in 50 Hz:
//
//	remover                      delay    ST clean  ST noisy   QRS %     left     dB  ns/sample
//	MainsFilter                  batch         0.0       1.8    0.00      0.6  -49.0          6
//	NewMainsStream               4000 ms       0.0       1.8    0.00      0.6  -49.0         24
//	ZeroPhaseNotch               batch         5.9       7.3    0.71      3.2  -34.3          8
//	ZeroPhaseNotch, Q 10         batch         6.6       7.3    1.73      3.4  -33.7          9
//	Subtraction                  30 ms         8.1       8.4    3.65      1.6  -40.4         28
//	LMS                          0 ms          9.4      68.3    0.89     32.3  -14.2          8
//	StepNotch                    0 ms          8.3      31.8    1.99      6.0  -28.8          6
//
// Muscle noise of 25 uV rms, 20 to 150 Hz:
//
//	remover                      delay    ST clean  ST noisy   QRS %     left     dB  ns/sample
//	Smoother                     26 ms         1.4      40.9    0.58     10.0   -8.4         91
//	SavGol 11, 2                 batch         4.2      57.8    4.06     12.9   -6.2          6
//	LowPass 2 at 40 Hz, twice    batch         6.5      37.2   10.93     12.1   -6.8          7
//	LowPass 2 at 100 Hz, twice   batch         1.3      78.3    0.86     18.4   -3.1          4
//
// The default chain, under 1 mV of 0.3 Hz and 200 uV of 50.1 Hz:
//
//	remover                      delay    ST clean  ST noisy   QRS %     left     dB  ns/sample
//	Cleaner                      batch         3.3       6.9    0.13      1.7  -51.5          8
//	CleanerStream                4000 ms       5.8       8.1    0.10      4.2  -43.9         46
//
// The streams with a delay of 4 s are fixed-lag ones, see [Lagged]; these records of 10 s are
// all beginning to them, where they know few beats. In longer ones, whose windows are full,
// CleanerStream takes about 100 ns a sample, twelve times what Cleaner does.
//
// Four leads in one loop ([Bank], [ZeroPhase.ApplyLeads]) take 0.4 of the time of
// one after the other for one section, 0.7 for two, 0.8 to 0.9 for three and
// four.
//
// Limits. Filters are real; orders up to [MaxOrder]. Nothing assumes a sampling
// rate or a number of leads. Under 1 mV of 0.3 Hz and 200 uV of the line the
// default chain leaves ST right to 10 uV, and to 20 uV within 0.1 s of an end of
// the record; where beats differ from each other (alternans, two beats of a shape
// of their own) or hardly repeat (an escape rhythm of 32/min), to what the tests
// of the package list.
//
// Sources. Butterworth design by the pre-warped bilinear transform and notch
// design as in A. V. Oppenheim, R. W. Schafer, "Discrete-Time Signal Processing";
// the edge rule of zero-phase filtering and the rational resampler are those of
// SciPy (scipy.signal.sosfiltfilt, resample_poly), against whose values the
// package is tested; the corner of the baseline filter follows P. Kligfield et
// al., "Recommendations for the Standardization and Interpretation of the
// Electrocardiogram, Part I", Circulation 115:1306-1324, 2007. Others stand with
// what follows them.
package filter
