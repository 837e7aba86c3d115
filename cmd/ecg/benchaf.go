package main

import (
	"flag"

	"github.com/goecg/goecg/bench"
)

func benchAF(e *env, args []string) error {
	fs := flag.NewFlagSet("bench af", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of WFDB records with rhythm annotations, of qrsNAME.txt and atrNAME.txt, or of strips with REFERENCE*.csv")
	format := fs.String("format", "", "`text, markdown or json`; default text")
	var text bench.TextOptions
	var opt bench.AFOptions
	fs.BoolVar(&text.SummaryOnly, "summary", false, "text and markdown: summary lines only")
	fs.StringVar(&opt.Detector, "detector", "", "`default or pantompkins`")
	fs.StringVar(&opt.Lead, "lead", "", "`lead`: its name, its 0-based number or all (jointly)")
	fs.Float64Var(&opt.Episodes.Start, "start", 0, "`s` of learning left out; default 300 (EC57), negative: none")
	fs.BoolVar(&opt.Episodes.ExcludeFlutter, "exclude-flutter", false, "leave the time of atrial flutter out")
	fs.IntVar(&opt.Workers, "workers", 0, "records at a time; default: every core")
	var required requirement
	required.flag(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	write, err := reportWriter[*bench.AFReport](*format, text)
	if err != nil {
		return err
	}
	return scored(e, fs.Name(), write, &required, new(bench.AFReport), func(step func(int, int, string)) (*bench.AFReport, []bench.RecordError, error) {
		opt.Progress = step
		p, err := bench.AF(e.ctx, *db, opt)
		if err != nil {
			return nil, nil, err
		}
		return p, p.Failed, nil
	})
}
