// Package bench scores the algorithms of goecg against annotated databases, by the rules of ANSI/AAMI EC57 as the WFDB
// comparison programs apply them, and times them.
//
// # Comparisons of two annotation lists
//
// [CompareBeats] pairs the beats of a reference and a test annotation list as the program bxb does:
//
//   - The first 5 minutes are a learning period and are not scored; scoring ends with the record.
//   - A reference and a test beat match when they lie within 150 ms (rounded to whole samples, the bound included). Pairs are
//     made in time order; where two test beats compete for one reference beat the nearer one wins, the later one at equal
//     distance. Classes play no role in matching.
//   - Beats are N (normal, bundle branch block), S (supraventricular ectopic and escape), V (ventricular), F (fusion)
//     and Q (paced, unclassifiable). Ventricular flutter waves match but are not counted as beats.
//   - Between VF onset and end marks nothing is scored. Unreadable stretches ("shutdown") of the test side turn missed beats
//     into column x, those of the reference turn extra detections into row X.
//
// [Matrix] holds the counts, [Matrix.Stats] the measures: QRS sensitivity and positive predictivity, the same for VEB and
// SVEB, the false positive rate for VEB, and besides EC57 the F1 score and the detection error rate
// (FN+FP)/(TP+FN). The RMS RR error compares the RR intervals of both sides at every pair. Every disagreement can be kept as a
// [Mismatch].
//
// [CompareRuns] compares runs of ventricular and of supraventricular ectopic beats as rxr does, in both directions: the longest run
// of the other side at the time of each run. [CompareEpisodes] compares episodes of atrial and ventricular fibrillation and of ST
// change as epicmp does, by number and by duration, with exact sums. [CompareMeasurements] compares measurements such as those of
// [HeartRates] as mxm does. Known defects of the programs are not imitated: mxm's last pair that counts twice, sumstats' gross SVEB
// +P without fusion beats and its durations from rounded percentages.
//
// # Databases
//
// [QRS] runs a detector, or reads annotation files that another program wrote, over a folder of WFDB records, several at a time, and
// reports each record, the gross figures (counts summed, then divided) and the averages (mean of the records' ratios, over those
// that have one). Records with mostly paced beats are left out of EC57's beat statistics, so both summaries are given with
// and without them. A database with one annotation file a lead (LUDB) is scored lead by lead within the annotated span,
// since its first and last beats are not annotated. Further comparisons are made on request. [AF] scores the detection of atrial
// fibrillation on signals, on lists of RR intervals and on labelled strips, with confidence intervals. [CrossValidate] chooses a
// detector's free constants without the records that it is scored on. [Speed] times the detectors against a plain pass over a lead.
//
// [Delineate] scores the onsets, peaks and ends of P, QRS and T, lead by lead and mark by mark, and the intervals of a record against
// limits of the CSE database. [Diagnose] scores findings and [STEMI] calls of acute coronary occlusion on databases whose tables state
// diagnoses (PTB-XL, LUDB, PTB). [Quality] compares grades of signal quality with the leads that readers call disturbed, exchanges
// electrodes by the algebra of the leads, and adds recorded noise to clean records.
//
// # Reports
//
// Reports are written as aligned text, as Markdown, and as JSON by encoding/json; [QRSReport.EC57] has the columns of the
// standard's record-by-record tables. In JSON a ratio is in percent and null where it is undefined, a time is in the unit its
// name ends with (_s, _ms), sample numbers are 0-based, and names do not change, though new ones may come:
//
//	QRSReport   database, options, by_lead, classes, skipped [record], failed [{record, reason}], records [RecordResult],
//	            all, unpaced (Summary), leads [{lead, ...Summary}]
//	RecordResult record, lead, paced, beats {matrix 7x7 by rows N S V F Q O X, rr_squares, rr_count, shutdown_s, rate_hz,
//	            errors [Mismatch]}, qrs {tp, fn, fp}, stats, ve_runs, sve_runs {se, ppv 7x7}, af, vf, st (episodes), hr
//	Summary     records, beats, matrix, qrs, gross, average (stats), and ve_runs ... hr with gross and average of their own
//	stats       qrs_se, qrs_ppv, qrs_f1, qrs_error_rate, veb_se, veb_ppv, veb_fpr, sveb_se, sveb_ppv, rms_rr_ms
//	episodes    kind, tps, fn, tpp, fp, ref_s, ref_overlap_s, test_s, test_overlap_s, scored_s
//	hr          count, ref_sum, error_squares
//
// The fields of the other reports are documented with their types: [AFReport], [CVReport], [SpeedReport], [DelineationReport],
// [DiagnosisReport], [STEMIReport], [QualityReport].
//
// Figures of a report have names, by which [Check] holds it against conditions such as "p_on.se>=95,p_on.sd<=16" (see
// [ParseConditions]).
//
// # Scope
//
// Measurements of ST deviation (epicmp's lists) are not compared. The text of EC57 is not public; this package follows the
// programs, which its authors' guide describes.
//
// Sources: ANSI/AAMI EC57 as described by the WFDB Applications Guide, "Evaluating ECG Analyzers" (G. B. Moody), and the
// behaviour of bxb, rxr, epicmp, mxm and sumstats. Of delineation: the conventions of LUDB, IEC 60601-2-25 for the limits.
package bench
