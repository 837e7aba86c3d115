package main

import (
	"flag"

	"github.com/goecg/goecg/bench"
)

func benchQuality(e *env, args []string) error {
	fs := flag.NewFlagSet("bench quality", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of labelled records: PTB-XL or LUDB with their tables")
	format := fs.String("format", "", "`text, markdown or json`; default text")
	var text bench.TextOptions
	var opt bench.QualityOptions
	fs.BoolVar(&text.SummaryOnly, "summary", false, "text and markdown: without lists of records")
	fs.BoolVar(&opt.NoReversals, "no-reversals", false, "leave out the exchanges of electrodes")
	fs.StringVar(&opt.NoiseDir, "noise", "", "`folder` with the WFDB records bw, em or ma of noise, to be added to clean records")
	fs.IntVar(&opt.Workers, "workers", 0, "records at a time; default: every core")
	var required requirement
	required.flag(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	write, err := reportWriter[*bench.QualityReport](*format, text)
	if err != nil {
		return err
	}
	if err := required.parse(new(bench.QualityReport)); err != nil {
		return err
	}
	bar := newProgress(e, "bench quality")
	opt.Progress = func(int, int, string) { bar.step() }
	p, err := bench.Quality(e.ctx, *db, opt)
	bar.done()
	if err != nil {
		return err
	}
	if err := write(e.stdout, p); err != nil {
		return err
	}
	return required.check(p, benchFailures(e, p.Failed))
}
