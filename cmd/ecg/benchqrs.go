package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/goecg/goecg/bench"
)

func benchQRS(e *env, args []string) error {
	fs := flag.NewFlagSet("bench qrs", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of WFDB records with reference annotations")
	format := fs.String("format", "", "`text, markdown, json, ec57 or ec57-l`; default text. ec57: the standard's line format; -l: S counted as N")
	summary := fs.Bool("summary", false, "text and markdown: gross and average lines only")
	matrix := fs.String("matrix", "", "`full, condensed or none`: class and run matrices of each record too, or none; default: those of the sums")
	var opt bench.QRSOptions
	fs.StringVar(&opt.Detector, "detector", "", "`default or pantompkins`")
	fs.StringVar(&opt.Lead, "lead", "", "`lead`: its name, its 0-based number, all (jointly) or each")
	fs.StringVar(&opt.AnnDir, "ann", "", "score the annotation files in this `folder` instead of running a detector")
	fs.StringVar(&opt.Annotator, "annotator", "", "their `suffix`; default qrs")
	fs.Float64Var(&opt.Beats.Start, "start", 0, "`s` of learning left out; default 300 (EC57), negative: none")
	window := fs.Float64("window", 0, "match window in `ms`; default 150 (EC57)")
	fs.BoolVar(&opt.Runs, "runs", false, "compare runs of ectopic beats too")
	fs.BoolVar(&opt.AF, "af", false, "compare episodes of atrial fibrillation too, found in the RR intervals where the annotations mark no rhythm")
	fs.BoolVar(&opt.VF, "vf", false, "compare episodes of ventricular fibrillation too")
	fs.BoolVar(&opt.ST, "st", false, "compare episodes of ST change too")
	fs.BoolVar(&opt.HR, "hr", false, "compare heart rates too")
	fs.BoolVar(&opt.Episodes.ExcludeFlutter, "exclude-flutter", false,
		"-af: calling atrial flutter fibrillation is neither right nor wrong")
	errorList := fs.Bool("errors", false, "instead of the report, list every miss, false detection and wrong class as CSV")
	cv := fs.Int("cv", 0, "cross-validate the detector's free constants, left out in this many `parts`; F1 and what is required are those of the parts left out")
	leastF1 := fs.Float64("require-f1", 0, "fail when the gross F1 is below this many `percent`: short for -require f1>=percent")
	var required requirement
	required.flag(fs)
	fs.IntVar(&opt.Workers, "workers", 0, "records at a time; default: every core")
	var worst worstPictures
	worst.flags(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	if err := worst.check(); err != nil {
		return err
	}
	opt.Beats.KeepErrors = *errorList || worst.count > 0
	if opt.AnnDir != "" && opt.Detector != "" {
		return usagef("-ann scores files, -detector runs a detector: give one of them")
	}
	write, err := qrsWriter(*format, bench.TextOptions{SummaryOnly: *summary, Matrix: bench.MatrixForm(*matrix)}, *errorList)
	if err != nil {
		return err
	}
	opt.Beats.Window = *window / 1000
	if *cv != 0 {
		return crossValidate(e, *db, *cv, opt, *format, *summary, *leastF1, &required)
	}
	if err := required.parse(new(bench.QRSReport)); err != nil {
		return err
	}
	bar := newProgress(e, "bench qrs")
	opt.Progress = func(int, int, string) { bar.step() }
	report, err := bench.QRS(e.ctx, *db, opt)
	bar.done()
	if err != nil {
		return err
	}
	if err := write(e.stdout, report); err != nil {
		return err
	}
	if err := worst.draw(e, *db, report); err != nil {
		return err
	}
	failed := benchFailures(e, report.Failed)
	if err := checkF1(float64(report.All.Gross.F1), *leastF1); err != nil {
		return err
	}
	return required.check(report, failed)
}

// qrsWriter chooses what is written of a report.
func qrsWriter(format string, o bench.TextOptions, errorList bool) (func(io.Writer, *bench.QRSReport) error, error) {
	switch o.Matrix {
	case bench.MatrixGross, bench.MatrixFull, bench.MatrixCondensed, bench.MatrixNone:
	default:
		return nil, usagef("-matrix %s: use full, condensed or none", o.Matrix)
	}
	if errorList {
		if format != "" && format != "csv" {
			return nil, usagef("-errors writes CSV, not %s", format)
		}
		return func(w io.Writer, p *bench.QRSReport) error { return p.ErrorsCSV(w) }, nil
	}
	switch format {
	case "ec57", "ec57-l":
		lines := bench.EC57Options{MergeSVEB: format == "ec57-l", Matrix: o.Matrix}
		return func(w io.Writer, p *bench.QRSReport) error { return p.EC57(w, lines) }, nil
	case "", "text", "markdown", "json":
		return reportWriter[*bench.QRSReport](format, o)
	}
	return nil, usagef("-format %s: use text, markdown, json, ec57 or ec57-l", format)
}

// crossValidate chooses the free constants of a detector without the records that they are scored on.
func crossValidate(e *env, db string, parts int, opt bench.QRSOptions, format string, summary bool, leastF1 float64, required *requirement) error {
	if opt.AnnDir != "" || opt.Beats.KeepErrors || parts < 2 {
		return usagef("-cv takes two parts or more, and neither -ann nor -errors nor -worst")
	}
	write, err := reportWriter[*bench.CVReport](format, bench.TextOptions{SummaryOnly: summary})
	if err != nil {
		return err
	}
	if err := required.parse(new(bench.CVReport)); err != nil {
		return err
	}
	parameters, with, err := bench.Tunable(opt.Detector)
	if err != nil {
		return err
	}
	bar := newProgress(e, "bench qrs -cv")
	opt.Progress = func(int, int, string) { bar.step() }
	p, err := bench.CrossValidate(e.ctx, db, bench.CVOptions{Folds: parts, Parameters: parameters, New: with, QRS: opt})
	bar.done()
	if err != nil {
		return err
	}
	if err := write(e.stdout, p); err != nil {
		return err
	}
	if err := checkF1(float64(p.Pooled.F1), leastF1); err != nil {
		return err
	}
	return required.check(p, nil)
}

// checkF1 fails when a gross F1 is below what is required, 0 meaning nothing.
func checkF1(f1, least float64) error {
	if least > 0 && !(f1 >= least) {
		return fmt.Errorf("gross F1 is %.3f %%, %g %% is required", f1, least)
	}
	return nil
}
