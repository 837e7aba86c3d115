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
	return scored(e, fs.Name(), write, &required, new(bench.QualityReport), func(step func(int, int, string)) (*bench.QualityReport, []bench.RecordError, error) {
		opt.Progress = step
		p, err := bench.Quality(e.ctx, *db, opt)
		if err != nil {
			return nil, nil, err
		}
		return p, p.Failed, nil
	})
}
