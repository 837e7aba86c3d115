package main

import (
	"flag"
	"fmt"
	"strings"

	"github.com/goecg/goecg/bench"
)

// requirement is what the figures of a report have to keep.
type requirement struct {
	text       string
	conditions []bench.Condition
}

func (r *requirement) flag(fs *flag.FlagSet) {
	fs.StringVar(&r.text, "require", "", "fail when a figure misses one of these `conditions`, NAME>=VALUE or NAME<=VALUE with commas between;\n"+
		"percent, ms or counts; a name that does not exist lists those that do. Figures that were not scored miss")
}

// parse reads the conditions before the run; p is a report of the kind that the run makes.
func (r *requirement) parse(p bench.Figured) error {
	if r.text == "" {
		return nil
	}
	var err error
	if r.conditions, err = bench.ParseConditions(r.text); err == nil {
		err = bench.CheckNames(p, r.conditions)
	}
	if err != nil {
		return usagef("-require: %s", strings.TrimPrefix(err.Error(), bench.ErrCondition.Error()+": "))
	}
	return nil
}

// check fails when the report misses a condition, and else returns failed, what came of its records.
func (r *requirement) check(p bench.Figured, failed error) error {
	if err := bench.Check(p, r.conditions); err != nil {
		return fmt.Errorf("%s", strings.TrimPrefix(err.Error(), bench.ErrMissed.Error()+": "))
	}
	return failed
}
