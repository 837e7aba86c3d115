// Package detect finds heart beats in ECG leads, and says what they are: beats, their
// classes, the runs that they form, pacing spikes, and the stretches in which there
// is no rhythm of beats.
//
// Beats. [MultiLead], the default ([Default]), takes any number of simultaneous
// leads, one included: it scores every deflection of the leads together and chooses
// the rhythm that explains them best. [PanTompkins] is the QRS detector of Pan and
// Tompkins as published, for one lead, at any sampling rate.
//
// Classes. [Classifier] sorts beats by shape and rhythm into the classes of EC57,
// [Classify] does so in one call. [RunFinder] and [Runs] tell what consecutive beats
// form: couplets, runs, tachycardia and the like.
//
// Spikes. [SpikeTracker] finds pacing spikes over leads, [SpikeRemover] takes them out,
// so that they pass for no beats; [PacingSpikes] looks at one lead.
//
// Segments. [Segmenter] finds ventricular fibrillation and flutter, asystole, noise and
// leads that are off. MultiLead itself does not: it looks for beats everywhere.
//
// Streams. MultiLead, PanTompkins, RunFinder, Segmenter, SpikeTracker and SpikeRemover
// take their input in pieces of any size, and what they find does not depend on the
// pieces. MultiLead reports a beat about 1.5 s after it happened (1.6 s at most, and
// the piece it came in), the first one too. Memory does not grow with the length of the
// leads, except by what Classifier keeps of each beat.
//
// Conventions. A lead is a []float64 in any linear unit (the rest of the module
// uses microvolts; no threshold for beats depends on the unit), the rate is in Hz, and
// beats are 0-based sample indexes, strictly increasing, at the main deflection of
// the QRS complex. NaN and infinite samples are missing: they neither start nor
// extend a beat. Detectors reuse their memory, allocate nothing once warm, and are
// not safe for concurrent use.
//
// Limits. The detectors find ventricular depolarisations; they say nothing about
// atrial activity, and within ventricular fibrillation or flutter their marks mean
// no beats. Of MultiLead: the wide beats of a ventricular tachycardia that sets in
// within a rhythm of narrow ones may be missed on leads where they are as round as T
// waves; on a single lead where P waves are nearly as steep as the escape beats of a
// complete block, P waves may be marked. After a fall of the gain by 25 times it is
// deaf for up to 20 s, after an artefact 100 times as large as a beat for up to 8 s, 13 s
// at the start of a recording; noise in place of beats is marked not in the first ten
// seconds, but a few times after.
//
// Sources. J. Pan, W. J. Tompkins, "A real-time QRS detection algorithm", IEEE
// Trans. Biomed. Eng. BME-32(3):230-236, 1985, with the published correction of its
// high-pass filter; P. S. Hamilton, W. J. Tompkins, "Quantitative investigation of
// QRS detection rules using the MIT/BIH arrhythmia database", IEEE Trans. Biomed.
// Eng. BME-33(12):1157-1165, 1986.
package detect
