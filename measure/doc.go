// Package measure turns cleaned leads and beat positions into a [Report]: a representative beat of each lead, the
// global P, QRS and T fiducials, intervals, rate-corrected QT, axes, amplitudes, the ST segment, RR statistics, atrial
// activity and signal quality. Criteria (package classify) read the Report and never the samples.
//
// # Conventions
//
// Amplitudes are µV against the level just before QRS onset (the PQ junction, CSE working party 1985); P amplitudes are
// against the level before P onset. J is the global QRS offset, and ST20 to ST80 lie 20 to 80 ms behind it. Global
// intervals run from the earliest onset to the latest offset over the leads, outliers left out. Q and S are negative. What
// could not be measured is NaN, never 0; a wave that is certainly absent has amplitude 0. Every global measurement has a
// [Trust]: a confidence, or the reason why it is missing. Peaks are read from parabolas between the samples. Axes are
// those of net areas: frontal from I and aVF, horizontal and in space from the regression of Kors (1990) on eight leads.
//
// # Method
//
// Beats are grouped by the correlation of their QRS complexes over all leads; those of the dominant group that are not
// ectopic are averaged, without the extremes at each sample, into the representative beat. QRS onset and offset are
// where its spatial velocity falls to the background; P and T end at the corner of the greatest trapezium under their
// last slope (Vázquez-Seisdedos 2011). A hump before QRS is a P wave only when it stands in the same place before most
// beats: each beat is compared with the mean of the others, the leads weighted by their noise. Single beats take the
// fiducials of the representative beat, P and T moved to where they correlate best.
//
// A U wave is a hump of 80 to 240 ms that has its peak 90 to 200 ms after the end of T (times √RR in s). It is measured where it
// stands clear of the next P wave, against the level before that. From about 75/min on a U wave of 0.3 mV passes for a P wave.
//
// Signals must come from a zero-phase chain or from a high-pass of 0.05 Hz at most: a phase-distorting filter bends the ST
// segment (AHA/ACC/HRS 2007, part I).
//
// Measurements need no demographics and are made at any age. For patients under 16 they are all that this library offers:
// package classify makes no adult statement about them.
package measure
