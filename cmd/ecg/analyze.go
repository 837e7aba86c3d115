package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"math"
	"strings"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
)

func runAnalyze(e *env, args []string) error {
	fs := flag.NewFlagSet("analyze", flag.ContinueOnError)
	format := fs.String("format", "", "`text or json` (JSON Lines); default text on a terminal, json otherwise")
	lang := fs.String("lang", "en", "language of the text report: `en or zh`")
	rules := fs.String("rules", "", "critical-value `rule set`; default CN2017")
	workers := fs.Int("workers", 0, "analyses at the same `time`; 0: one a core")
	age := fs.Float64("age", math.NaN(), "age in `years`, instead of the file's")
	sex := fs.String("sex", "", "sex, `M or F`, instead of the file's")
	sqi := fs.Bool("sqi", false, "signal quality indices of each lead in the JSON")
	strict := fs.Bool("strict", false, "refuse what is odd in a file instead of warning")
	charset := fs.String("charset", "", "`character set` of undeclared text; default GB18030")
	if err := parse(e, fs, args, "ARG..."); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name a file, a folder, a WFDB record or -")
	}
	out, err := pickFormat(e, *format, "json")
	if err != nil {
		return err
	}
	if *lang != "en" && *lang != "zh" {
		return usagef("-lang %s: use en or zh", *lang)
	}
	if *workers < 0 {
		return usagef("-workers %d: use 0 for one a core, or more", *workers)
	}
	o := engine.RunOptions{Workers: *workers}
	o.Formats.Strict, o.Formats.Charset = *strict, *charset
	o.Measure.SQI = *sqi
	if *rules != "" {
		if !o.Classify.RuleSetKnown(*rules) {
			var names []string
			for _, s := range classify.RuleSets() {
				names = append(names, s.Name)
			}
			return usagef("-rules %s: there are %s", *rules, strings.Join(names, ", "))
		}
		o.Classify.RuleSet = *rules
	}
	if !math.IsNaN(*age) {
		if *age < 0 || *age > ecg.MaxAge {
			return usagef("-age %g: use 0 to %d", *age, ecg.MaxAge)
		}
		o.AgeYears = age
	}
	switch *sex {
	case "":
	case "M", "m":
		o.Sex = ecg.Male
	case "F", "f":
		o.Sex = ecg.Female
	default:
		return usagef("-sex %s: use M or F", *sex)
	}

	w := bufio.NewWriter(e.stdout)
	defer w.Flush()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	failed := false
	bar := newProgress(e, "analyze")
	defer bar.done()
	err = engine.Run(e.ctx, inputs(e.stdin, fs.Args()), o, func(r *engine.Result) error {
		defer bar.step()
		if r.Err != nil {
			failed = true
			report(e.stderr, r.Input, r.Err)
		}
		if out == "json" {
			if err := enc.Encode(r); err != nil {
				return err
			}
		} else if r.Err == nil {
			writeText(w, r, *lang)
		}
		return w.Flush()
	})
	if err != nil {
		return err
	}
	if failed {
		return errSomeFailed
	}
	return nil
}
