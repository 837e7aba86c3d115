// Package bench scores the algorithms of goecg against annotated databases, by the rules of ANSI/AAMI EC57 as the WFDB
// comparison programs apply them.
//
// # Beat by beat
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
// (FN+FP)/(TP+FN). The RMS RR error compares the RR intervals of both sides at every pair.
//
// # Databases
//
// [QRS] runs a detector, or reads annotation files that another program wrote, over a folder of WFDB records and reports
// each record, the gross figures (counts summed, then divided) and the averages (mean of the records' ratios, over those
// that have one). Records with mostly paced beats are left out of EC57's beat statistics, so both summaries are given with
// and without them. A database with one annotation file a lead (LUDB) is scored lead by lead within the annotated span,
// since its first and last beats are not annotated.
//
// # Scope
//
// Runs of ectopic beats, episodes (AF, VF, ST) and measurement comparisons of EC57 are not covered.
//
// Sources: ANSI/AAMI EC57 as described by the WFDB Applications Guide, "Evaluating ECG Analyzers" (G. B. Moody), and the
// behaviour of bxb and sumstats.
package bench
