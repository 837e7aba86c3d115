// Package classify judges the measurements of an ECG: it turns a [measure.Report] into findings with their evidence, checks
// critical values, and gives the recording its place in the list of those that wait for a reader. It reads measurements
// only, never samples, and its statements are unconfirmed until a physician has read the ECG.
//
// Every [Finding] carries the numbers, leads and limits it rests on. A criterion whose measurements are missing does not
// fire. Criteria run in a fixed order ([DefaultCriteria]); users add their own with [Classifier.Append]. Contradictions
// are resolved by a table, and findings come in a fixed order: by falling severity, then by code.
//
// # What is stated
//
// Rhythm: NSR, STACH, SBRAD, SARRH, ECTOPIC_ATRIAL, ATRIAL_TACHY, JUNCTIONAL, IDIOVENTRICULAR, ACCEL_IDIOVENTRICULAR, AFIB, AFL,
// SVT, VT, VT_POLYMORPHIC, VF, PVC, PAC, BIGU, TRIGU, PAUSE, PACED, RHYTHM_UNDETERMINED. Conduction: AVB1, AVB2 (Mobitz I and II, 2:1,
// advanced), AVB3, AV_DISSOCIATION, SHORT_PR, LBBB, RBBB, ILBBB, IRBBB, IVCD, LAFB, LPFB, WPW. Axis, voltage and chambers: LAD,
// RAD, ARAD, LOW_VOLTAGE, HVOLT, ELECTRICAL_ALTERNANS, POOR_R_PROGRESSION, DEXTROCARDIA, LVH, RVH, BVH, LAE, RAE. Infarction and
// repolarisation: STEMI, STEMI_EQUIVALENT, OLD_MI, ISCHEMIA, ST_ELEVATION, ST_DEPRESSION, T_ABNORMAL, T_ALTERNANS, EARLY_REPOL,
// PERICARDITIS, BRUGADA, LQT, SQT, HYPERKALEMIA, HYPOKALEMIA, PROMINENT_U, INVERTED_U, PE_PATTERN. Technical: LEAD_REVERSAL, POOR_QUALITY. Verdict: NORMAL, ABNORMAL, or
// none when too little was measured to call an ECG normal.
//
// Findings have the numbers of AHA/ACC/HRS statements: a primary one, secondary ones and modifiers, which keep to the grammar
// that [Coded] checks and puts into words. [Alarms] makes the records of critical values that a platform acknowledges and closes.
// [Compare] compares two ECGs of a patient and gives the comparison statements 400 to 406.
//
// AVB2 and AVB3 rest on P waves found anywhere in the rhythm: regular, alike, and on time. A block of 2:1 whose blocked P waves
// all lie in QRS complexes cannot be seen. Hypertrophy by one voltage criterion alone is borderline; under 35 years voltage
// without strain is HVOLT. With fewer than three leads a PVC must be followed by its pause and differ in width or shape.
//
// ST elevation follows the Fourth Universal Definition of Myocardial Infarction (2018) or a set of limits named in [Options]:
// limits by lead, sex and age, two neighbouring leads, and gates for what looks like an infarct (hypertrophy, bundle branch
// block, pacing, pre-excitation, hyperkalaemia, early repolarisation, pericarditis, the Brugada pattern, aneurysm). There are two
// tiers: a STEMI is definite with reciprocal depression or large elevation in a clean recording of known demographics, and
// possible when something speaks against certainty. Poor quality makes it possible and never suppresses it. Equivalents are the
// Sgarbossa criteria, original and modified by Smith, posterior infarction, the patterns of de Winter and Aslanger, and
// hyperacute T waves, for which no limits are agreed on. Territory, a hint at the artery and what to record next ([Advice]) come
// with the finding.
//
// Under 16 years only PAEDIATRIC is stated, and ST_ELEVATION where adult limits are reached: no infarct is called. In an unusable
// recording only technical findings, pacing, ventricular fibrillation, a pause with asystole and suspected infarction are.
//
// HYPOKALEMIA is only ever possible: U waves larger than T in two neighbours of V2-V4, with flat T waves or ST depression and a long
// QU. Where the QT interval was measured on those U waves it is a QU interval, and LQT is not stated beside it; an LQT measured on
// T stands. Without a T wave before it a U wave is taken for a late T wave, and from about 75/min on a U wave of 0.3 mV for a P wave.
//
// # What is not stated
//
// Parasystole, sinoatrial block, failure of a pacemaker to capture or to sense, and paediatric limits are not included. Axis
// limits, fascicular blocks and rhythms without P waves are read from one ECG of ten seconds: what is worded as possible is
// not more than that.
//
// # Sources
//
// Thygesen et al., Fourth Universal Definition of Myocardial Infarction, 2018; AHA/ACCF/HRS recommendations for the
// standardization and interpretation of the electrocardiogram, parts II to VI, 2007-2009; Sgarbossa et al. 1996 and Smith et
// al. 2012 for infarction behind LBBB; Macfarlane et al. 2015 for early repolarisation; Lake and Moorman 2011, Dash et al.
// 2009 for atrial fibrillation; the Chinese expert consensus on critical ECG values 2017 and provincial lists. Limits are
// named constants beside the criteria, each with its source.
package classify
