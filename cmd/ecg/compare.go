package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
)

// comparison is the JSON of `ecg compare`.
type comparison struct {
	Schema  int           `json:"schema"`
	Version string        `json:"version"`
	Old     comparedInput `json:"old"`
	New     comparedInput `json:"new"`
	Patient *bool         `json:"same_patient"` // by identifier, null when either has none
	classify.Comparison
	Unconfirmed bool `json:"unconfirmed"`
}

type comparedInput struct {
	Input  string        `json:"input"`
	SHA256 engine.Digest `json:"sha256"`
	Start  ecg.Timestamp `json:"start"`
	Codes  []string      `json:"codes"`
}

// compareWords are the fixed words of the text.
type compareWords struct {
	old, now, differ, electrodes, unreadable, statements, findings, measurements, unconfirmed string
	change                                                                                    map[classify.Change]string
}

var compareWordsOf = map[string]compareWords{
	"en": {"Earlier ECG", "This ECG", "The two files name different patients.",
		"The frontal axis has turned with lead I: check the electrodes of both ECGs before trusting the comparison.",
		"One of the ECGs is too poor to be read: what is not in it may be there all the same.",
		"Comparison", "Findings", "Measurements", "Computer comparison, UNCONFIRMED: to be confirmed by a physician.",
		map[classify.Change]string{classify.ChangeNew: "new", classify.ChangeResolved: "resolved", classify.ChangeWorse: "worse",
			classify.ChangeBetter: "better", classify.ChangeUnchanged: "unchanged"}},
	"zh": {"前次心电图", "本次心电图", "两份文件的患者标识不一致。", "额面电轴与Ⅰ导联同时翻转：请先核对两次记录的肢体导联电极。",
		"其中一份心电图质量过差、无法判读：其中未见的改变不能视为不存在。",
		"对比结论", "诊断变化", "测量值", "计算机自动对比，未经确认：须由医师审核。",
		map[classify.Change]string{classify.ChangeNew: "新出现", classify.ChangeResolved: "已消失", classify.ChangeWorse: "加重",
			classify.ChangeBetter: "减轻", classify.ChangeUnchanged: "无变化"}},
}

func runCompare(e *env, args []string) error {
	fs := flag.NewFlagSet("compare", flag.ContinueOnError)
	format := fs.String("format", "", "`text or json`; default text on a terminal, json otherwise")
	lang := fs.String("lang", "en", "language of the text: `en or zh`")
	if err := parse(e, fs, args, "OLD NEW"); err != nil {
		return err
	}
	if fs.NArg() != 2 {
		return usagef("name two ECGs of a patient, the earlier one first")
	}
	out, err := pickFormat(e, *format, "json")
	if err != nil {
		return err
	}
	if *lang != "en" && *lang != "zh" {
		return usagef("-lang %s: use en or zh", *lang)
	}
	a, err := engine.New(engine.Options{})
	if err != nil {
		return err
	}
	var res [2]*engine.Result
	failed := false
	w := bufio.NewWriter(e.stdout)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range res {
		res[i] = engine.NewResult()
		if err := analyzeOne(e, a, res[i], fs.Arg(i)); err != nil {
			if errors.Is(err, errUsage) {
				return err
			}
			report(e.stderr, fs.Arg(i), err)
			failed = true
			if res[i].Err = err; out == "json" {
				if err := enc.Encode(res[i]); err != nil {
					return err
				}
			}
		}
	}
	if failed {
		if err := w.Flush(); err != nil {
			return err
		}
		return errSomeFailed
	}
	c := compareResults(res[0], res[1])
	if out == "json" {
		if err := enc.Encode(c); err != nil {
			return err
		}
	} else {
		writeComparison(w, c, *lang)
	}
	return w.Flush()
}

// analyzeOne analyses the only input that arg names.
func analyzeOne(e *env, a *engine.Analyzer, res *engine.Result, arg string) error {
	n := 0
	var err error
	for item, ierr := range inputs(e.stdin, []string{arg}) {
		if n++; n > 1 {
			return usagef("%s holds several ECGs", arg)
		}
		switch {
		case ierr != nil:
			res.Input, err = item.Name, ierr
		case item.Data != nil || item.FS == nil:
			err = a.Analyze(res, item.Name, item.Data)
		default:
			err = a.AnalyzeFile(res, item.FS, item.Path)
			res.Input = item.Name
		}
	}
	if n == 0 {
		return usagef("%s holds no ECG", arg)
	}
	return err
}

func compareResults(old, now *engine.Result) *comparison {
	c := &comparison{Schema: engine.Schema, Version: engine.Version, Old: compared(old), New: compared(now), Unconfirmed: true}
	if a, b := old.Record.Patient.ID, now.Record.Patient.ID; a != "" && b != "" {
		same := a == b
		c.Patient = &same
	}
	c.Comparison = classify.Compare(reading(old), reading(now))
	return c
}

func reading(r *engine.Result) classify.Reading {
	return classify.Reading{Report: r.Report, Findings: r.Findings, QTc: r.Options.Classify.QTc}
}

func compared(r *engine.Result) comparedInput {
	in := comparedInput{Input: r.Input, SHA256: r.SHA256, Start: engine.Describe(r.Record, r.Recorded).Recording.Start, Codes: []string{}}
	for i := range r.Findings {
		in.Codes = append(in.Codes, r.Findings[i].Code)
	}
	return in
}

func writeComparison(w io.Writer, c *comparison, lang string) {
	t := compareWordsOf[lang]
	fmt.Fprintf(w, "%s %s  %s\n", pad(t.old, 13), c.Old.Input, c.Old.Start)
	fmt.Fprintf(w, "%s %s  %s\n", pad(t.now, 13), c.New.Input, c.New.Start)
	if c.Patient != nil && !*c.Patient {
		fmt.Fprintln(w, t.differ)
	}
	if c.Electrodes {
		fmt.Fprintln(w, t.electrodes)
	}
	if c.Unreadable {
		fmt.Fprintln(w, t.unreadable)
	}
	if len(c.Statements) > 0 {
		fmt.Fprintln(w, t.statements)
	}
	for _, s := range c.Statements {
		fmt.Fprintf(w, "  %d %s\n", s.AHA, pick(lang, s.EN, s.ZH))
		writeChanges(w, s.Evidence)
	}
	if len(c.Findings) > 0 {
		fmt.Fprintln(w, t.findings)
	}
	for _, f := range c.Findings {
		fmt.Fprintf(w, "  %s %s [%s]\n", pad(t.change[f.Change], 10), pick(lang, f.EN, f.ZH), f.Code)
		writeChanges(w, f.Evidence)
	}
	if len(c.Measurements) > 0 {
		fmt.Fprintln(w, t.measurements)
	}
	for _, m := range c.Measurements {
		mark := ""
		if m.Significant {
			mark = " *"
		}
		fmt.Fprintf(w, "  %s %s -> %s%s\n", pad(m.What, 16), num(m.Before), num(m.Now), mark)
	}
	fmt.Fprintln(w, t.unconfirmed)
}

// writeChanges writes what was compared: the value now and, in Limit, the earlier one.
func writeChanges(w io.Writer, list []classify.Evidence) {
	if len(list) == 0 {
		return
	}
	var parts []string
	for _, e := range list {
		s := e.What + " " + num(e.Limit) + " -> " + num(e.Value)
		if e.Lead != ecg.LeadUnknown {
			s = e.Lead.String() + " " + s
		}
		parts = append(parts, s)
	}
	fmt.Fprintf(w, "      %s\n", strings.Join(parts, "; "))
}
