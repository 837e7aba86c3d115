package main

import (
	"flag"
	"time"

	"github.com/goecg/goecg/bench"
)

func benchSpeed(e *env, args []string) error {
	fs := flag.NewFlagSet("bench speed", flag.ContinueOnError)
	format := fs.String("format", "", "`text, markdown or json`; default text")
	var opt bench.SpeedOptions
	fs.StringVar(&opt.DB, "db", "", "`folder` of WFDB records; default: a synthetic record")
	fs.StringVar(&opt.Record, "record", "", "`name` of the record in it; default: the first")
	fs.Float64Var(&opt.Block, "block", 0, "`s` given to a stream at a time; default 1")
	fs.DurationVar(&opt.Time, "time", 500*time.Millisecond, "how long each detector is timed")
	var required requirement
	required.flag(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if fs.NArg() > 0 || opt.Record != "" && opt.DB == "" {
		return usagef("give -db FOLDER -record NAME, or neither")
	}
	write, err := reportWriter[*bench.SpeedReport](*format, bench.TextOptions{})
	if err != nil {
		return err
	}
	if err := required.parse(new(bench.SpeedReport)); err != nil {
		return err
	}
	p, err := bench.Speed(e.ctx, opt)
	if err != nil {
		return err
	}
	if err := write(e.stdout, p); err != nil {
		return err
	}
	return required.check(p, nil)
}
