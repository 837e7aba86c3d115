package main

import (
	"encoding/json"
	"io"
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

func writeIndented(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}
