// Package ecgtest makes synthetic ECGs whose truth is known exactly, for tests of this module and of its users: beats and
// their classes, onsets and ends of P, QRS and T, amplitudes lead by lead, ST levels, rhythm, pacing spikes.
//
// A [Spec] says what is wanted; its zero value is a clean 10 s sinus rhythm in 12 leads at 500 Hz. [Generate] returns an
// [ecg.Record] and a [Truth]. The same Spec gives the same samples. [Preset] has named Specs. [Calibration] makes signals after
// those that electrocardiographs are tested with.
//
// # Model
//
// The heart is a moving dipole, projected to the leads by a fixed matrix, as in the multichannel generalisation (Sameni et
// al., EURASIP J Adv Signal Process 2007:043407) of the dynamical model of McSharry et al. (IEEE Trans Biomed Eng
// 2003;50:289). The matrix is Dower's (Dower, Machado, Osborne, Clin Cardiol 1980;3:87). Where those authors add up
// Gaussians, which never end, the lobes here are raised cosines with a start and an end: outside P, QRS, ST, T and U the
// clean signal is exactly zero, and every onset and end has one exact answer. A raised cosine leaves the baseline
// as a parabola: the lead that moves first passes 5 to 20 µV about 1 to 3 ms after the exact QRS onset (to 5 ms with a slow
// onset as in LBBB and WPW), and 5 to 12 ms inside the ends of P and T. The numbers of the lobes are this package's
// own, tuned so that intervals, axes and amplitudes lie within normal adult limits, or show the textbook picture of the
// disorder asked for. [Template] has the exact intervals and, as [Visible], those between the points where a reader would
// see the waves begin and end.
//
// f waves of atrial fibrillation follow Stridh and Sörnmo (IEEE Trans Biomed Eng 2001;48:105): a frequency-modulated sum of
// harmonics.
//
// # Exactness
//
// Everything is a function of continuous time, sampled: another sampling rate gives the same beats at the same times. III,
// aVR, aVL and aVF are made from the quantised I and II in integers, as [ecg.Record.DeriveLimbLeads] does, so that
// the limb leads add up exactly; the augmented leads have half the step. Noise comes from random streams of its own:
// the record with Spec.Noise cleared is the same ECG without noise.
//
// # Limits
//
// One dipole and one projection: no local effects other than what is asked for by lead. Posterior and right chest leads
// (V7-V9, V3R, V4R) continue Dower's matrix by this package's own extrapolation. The beats are copies of a few templates,
// with only the ST-T shortened where a cycle is short. It is no substitute for recordings of patients.
package ecgtest
