package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"

	"github.com/goecg/goecg/bench"
)

// plannedBench are the benchmarks of later versions.
var plannedBench = map[string]bool{"delineate": true, "af": true, "stemi": true, "diagnosis": true, "quality": true, "speed": true}

func runBench(e *env, args []string) error {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return usagef("name a benchmark: qrs")
	}
	switch what := args[0]; {
	case what == "qrs":
		return benchQRS(e, args[1:])
	case what == "fetch":
		return benchFetch(e, args[1:])
	case plannedBench[what]:
		return usagef("%s is not part of this version yet; there is qrs", what)
	default:
		return usagef("no benchmark %q; there is qrs", what)
	}
}

func benchQRS(e *env, args []string) error {
	fs := flag.NewFlagSet("bench qrs", flag.ContinueOnError)
	db := fs.String("db", "", "`folder` of WFDB records with reference annotations")
	format := fs.String("format", "", "`text or json`; default text")
	detector := fs.String("detector", "", "`default or pantompkins`")
	lead := fs.String("lead", "", "`lead`: its name, its 0-based number, all (jointly) or each")
	ann := fs.String("ann", "", "score the annotation files in this `folder` instead of running a detector")
	annotator := fs.String("annotator", "", "their `suffix`; default qrs")
	start := fs.Float64("start", 0, "`s` of learning left out; default 300 (EC57), negative: none")
	window := fs.Float64("window", 0, "match window in `ms`; default 150 (EC57)")
	errs := fs.Bool("errors", false, "instead of the report, list every miss, false detection and wrong class as CSV")
	require := fs.Float64("require-f1", 0, "fail when the gross F1 is below this many `percent`")
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if *db == "" || fs.NArg() > 0 {
		return usagef("give -db FOLDER")
	}
	if *format != "" && *format != "text" && *format != "json" {
		return usagef("-format %s: use text or json", *format)
	}
	if *ann != "" && *detector != "" {
		return usagef("-ann scores files, -detector runs a detector: give one of them")
	}
	bar := newProgress(e, "bench qrs")
	opt := bench.QRSOptions{Detector: *detector, Lead: *lead, AnnDir: *ann, Annotator: *annotator,
		Beats:    bench.BeatOptions{Start: *start, Window: *window / 1000, KeepErrors: *errs},
		Progress: func(int, int, string) { bar.step() }}
	report, err := bench.QRS(e.ctx, *db, opt)
	bar.done()
	if err != nil {
		return err
	}
	if *errs {
		err = report.ErrorsCSV(e.stdout)
	} else if *format == "json" {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", " ")
		err = enc.Encode(report)
	} else {
		err = report.Text(e.stdout)
	}
	if err != nil {
		return err
	}
	for _, f := range report.Failed {
		fmt.Fprintf(e.stderr, "ecg: %s: %v\n", f.Record, f.Err)
	}
	if f1 := float64(report.All.Gross.F1); *require > 0 && !(f1 >= *require) {
		return fmt.Errorf("gross F1 is %.3f %%, %g %% is required", f1, *require)
	}
	if len(report.Failed) > 0 {
		return errSomeFailed
	}
	return nil
}
