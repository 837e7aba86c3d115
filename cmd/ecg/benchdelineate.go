package main

import (
	"flag"

	"github.com/goecg/goecg/bench"
)

// defaultOver is the error from which on -errors lists a pair: twice the SD that the best delineators leave at the bounds of QRS.
const defaultOver = 20 // ms

func benchDelineate(e *env, args []string) error {
	fs := flag.NewFlagSet("bench delineate", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of WFDB records with an annotation file for each lead")
	format := fs.String("format", "", "`text, markdown or json`; default text")
	var text bench.TextOptions
	var opt bench.DelineationOptions
	fs.BoolVar(&text.SummaryOnly, "summary", false, "text and markdown: without the lines of each lead and record")
	leads := fs.String("lead", "", "score only these `leads`, with commas between")
	fs.BoolVar(&opt.Single, "single", false, "delineate each lead as if it were the only one of its record")
	fs.StringVar(&opt.AnnDir, "ann", "", "score the annotation files RECORD.LEAD in this `folder` instead of delineating")
	window := fs.Float64("window", 0, "match window in `ms`; default 150")
	errorList := fs.Bool("errors", false, "instead of the report, list misses, false marks and errors over -over as CSV, the worst first")
	over := fs.Float64("over", defaultOver, "`ms` of error from which on -errors lists a pair")
	fs.IntVar(&opt.Workers, "workers", 0, "records at a time; default: every core")
	var worst worstPictures
	worst.pictureFlags(fs, "draw the worst `N` marks into the folder -o: misses and false marks first, by turns of records and waves")
	var required requirement
	required.flag(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	if err := worst.check(); err != nil {
		return err
	}
	if opt.AnnDir != "" && opt.Single {
		return usagef("-ann scores files, -single runs the delineator: give one of them")
	}
	if *errorList && *format != "" && *format != "csv" {
		return usagef("-errors writes CSV, not %s", *format)
	}
	if *errorList {
		*format = ""
	}
	write, err := reportWriter[*bench.DelineationReport](*format, text)
	if err != nil {
		return err
	}
	if err := required.parse(new(bench.DelineationReport)); err != nil {
		return err
	}
	if *leads != "" {
		opt.Leads = names(*leads)
	}
	opt.Window = *window / 1000
	opt.KeepErrors = *errorList || worst.count > 0
	bar := newProgress(e, "bench delineate")
	opt.Progress = func(int, int, string) { bar.step() }
	p, err := bench.Delineate(e.ctx, *db, opt)
	bar.done()
	if err != nil {
		return err
	}
	if *errorList {
		err = p.ErrorsCSV(e.stdout, *over)
	} else {
		err = write(e.stdout, p)
	}
	if err != nil {
		return err
	}
	if err := worst.drawWaves(e, *db, p); err != nil {
		return err
	}
	return required.check(p, benchFailures(e, p.Failed))
}
