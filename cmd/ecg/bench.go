package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/goecg/goecg/bench"
)

const benchmarks = "qrs, delineate, af, diagnosis, stemi, quality, speed and fetch"

func runBench(e *env, args []string) error {
	if len(args) > 0 && slices.Contains([]string{"-h", "-help", "--help"}, args[0]) {
		fmt.Fprintf(e.stderr, "usage: ecg bench NAME [flags], NAME being one of %s; each takes -h\n", benchmarks)
		return flag.ErrHelp
	}
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return usagef("name a benchmark: %s", benchmarks)
	}
	switch what := args[0]; {
	case what == "qrs":
		return benchQRS(e, args[1:])
	case what == "delineate":
		return benchDelineate(e, args[1:])
	case what == "quality":
		return benchQuality(e, args[1:])
	case what == "diagnosis":
		return benchDiagnosis(e, args[1:])
	case what == "stemi":
		return benchSTEMI(e, args[1:])
	case what == "af":
		return benchAF(e, args[1:])
	case what == "speed":
		return benchSpeed(e, args[1:])
	case what == "fetch":
		return benchFetch(e, args[1:])
	default:
		return usagef("no benchmark %q; there are %s", what, benchmarks)
	}
}

// benchFailures reports the records that could not be scored.
func benchFailures(e *env, failed []bench.RecordError) error {
	for _, f := range failed {
		report(e.stderr, f.Record, f.Err)
	}
	if len(failed) > 0 {
		return errSomeFailed
	}
	return nil
}

// tabled is a report that can be written as text and as Markdown.
type tabled interface {
	Text(w io.Writer, o bench.TextOptions) error
	Markdown(w io.Writer, o bench.TextOptions) error
}

// reportWriter chooses the format of a report.
func reportWriter[T tabled](format string, o bench.TextOptions) (func(io.Writer, T) error, error) {
	switch format {
	case "", "text":
		return func(w io.Writer, p T) error { return p.Text(w, o) }, nil
	case "markdown":
		return func(w io.Writer, p T) error { return p.Markdown(w, o) }, nil
	case "json":
		return func(w io.Writer, p T) error { return writeIndented(w, p) }, nil
	}
	return nil, usagef("-format %s: use text, markdown or json", format)
}

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}
