package main

import (
	"context"
	"flag"
	"io"

	"github.com/goecg/goecg/bench"
)

func benchDiagnosis(e *env, args []string) error {
	fs := flag.NewFlagSet("bench diagnosis", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of labelled records: PTB-XL or LUDB with their tables")
	errorList := fs.Bool("errors", false, "instead of the report, list missed and false findings by record as CSV")
	return benchCorpus(e, fs, args, db, errorList, new(bench.DiagnosisReport), func(ctx context.Context, o bench.CorpusOptions) (*bench.DiagnosisReport, []bench.RecordError, error) {
		p, err := bench.Diagnose(ctx, *db, bench.DiagnosisOptions{CorpusOptions: o})
		if err != nil {
			return nil, nil, err
		}
		return p, p.Failed, nil
	}, func(w io.Writer, p *bench.DiagnosisReport) error { return p.ErrorsCSV(w) })
}

func benchSTEMI(e *env, args []string) error {
	fs := flag.NewFlagSet("bench stemi", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of labelled records: PTB-XL or LUDB with their tables, or headers with diagnoses (PTB)")
	return benchCorpus(e, fs, args, db, nil, new(bench.STEMIReport), func(ctx context.Context, o bench.CorpusOptions) (*bench.STEMIReport, []bench.RecordError, error) {
		p, err := bench.STEMI(ctx, *db, bench.STEMIOptions{CorpusOptions: o})
		if err != nil {
			return nil, nil, err
		}
		return p, p.Failed, nil
	}, nil)
}

// corpusReport is the report of a benchmark on labelled records.
type corpusReport interface {
	tabled
	bench.Figured
}

// benchCorpus runs a benchmark on labelled records and writes its report, or the list of errors when that was asked for.
func benchCorpus[T corpusReport](e *env, fs *flag.FlagSet, args []string, db *string, errorList *bool,
	empty T, run func(context.Context, bench.CorpusOptions) (T, []bench.RecordError, error), list func(io.Writer, T) error,
) error {
	format := fs.String("format", "", "`text, markdown or json`; default text")
	var text bench.TextOptions
	var opt bench.CorpusOptions
	fs.BoolVar(&text.SummaryOnly, "summary", false, "text and markdown: without lines of single records")
	fs.IntVar(&opt.Workers, "workers", 0, "records at a time; default: every core")
	var required requirement
	required.flag(fs)
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	listed := errorList != nil && *errorList
	if listed && *format == "csv" {
		*format = ""
	} else if listed && *format != "" {
		return usagef("-errors writes CSV, not %s", *format)
	}
	write, err := reportWriter[T](*format, text)
	if err != nil {
		return err
	}
	if listed {
		write = list
	}
	return scored(e, fs.Name(), write, &required, empty, func(step func(int, int, string)) (T, []bench.RecordError, error) {
		opt.Progress = step
		return run(e.ctx, opt)
	})
}

// scored runs the benchmark called name with a progress bar, writes its report and checks what is required of it.
func scored[T corpusReport](e *env, name string, write func(io.Writer, T) error, required *requirement, empty T,
	run func(step func(int, int, string)) (T, []bench.RecordError, error),
) error {
	if err := required.parse(empty); err != nil {
		return err
	}
	bar := newProgress(e, name)
	p, failed, err := run(func(int, int, string) { bar.step() })
	bar.done()
	if err != nil {
		return err
	}
	if err := write(e.stdout, p); err != nil {
		return err
	}
	return required.check(p, benchFailures(e, failed))
}
