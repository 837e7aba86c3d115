// Package detect finds heart beats in ECG leads: the QRS detector of Pan and
// Tompkins as published, generalised to any sampling rate ([PanTompkins]), and a
// detector over any number of leads built on the same front end ([MultiLead]) that
// does not lose the beats at the ends of a short strip. It also holds the plain
// types for beats and their classes, a simple beat classifier and a detector of
// pacing spikes.
//
// Conventions. A lead is a []float64 in any linear unit (the rest of the module
// uses microvolts; no threshold here depends on the unit), the rate is in Hz, and
// beats are 0-based sample indexes, strictly increasing, at the main deflection of
// the QRS complex. NaN and infinite samples are missing: they neither start nor
// extend a beat. Detectors reuse their memory, allocate nothing once warm, and are
// not safe for concurrent use.
//
// Limits. The detectors find ventricular depolarisations; they say nothing about
// atrial activity, and within ventricular fibrillation or flutter their marks mean
// no beats.
//
// Sources. J. Pan, W. J. Tompkins, "A real-time QRS detection algorithm", IEEE
// Trans. Biomed. Eng. BME-32(3):230-236, 1985, with the published correction of its
// high-pass filter; P. S. Hamilton, W. J. Tompkins, "Quantitative investigation of
// QRS detection rules using the MIT/BIH arrhythmia database", IEEE Trans. Biomed.
// Eng. BME-33(12):1157-1165, 1986.
package detect
