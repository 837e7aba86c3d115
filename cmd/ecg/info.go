package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
)

// infoJSON is one line of `info -format json`; the names are those of `analyze` where they mean the same.
type infoJSON struct {
	Schema int    `json:"schema"`
	Input  string `json:"input"`
	engine.Header
	Channels []infoChannel `json:"channels"`
	Groups   []infoGroup   `json:"groups"`
	Content  infoContent   `json:"content"`
}

type infoChannel struct {
	Lead    string   `json:"lead"`
	Label   string   `json:"label"`
	RateHz  float64  `json:"rate_hz"`
	Start   int      `json:"start_sample"`
	Samples int      `json:"samples"`
	Scale   float64  `json:"unit_per_step"`
	Unit    ecg.Unit `json:"unit"`
	Derived bool     `json:"derived"`
}

type infoGroup struct {
	Label    string          `json:"label"`
	OffsetMS ecg.Millisecond `json:"offset_ms"`
	Channels []infoChannel   `json:"channels"`
}

type infoContent struct {
	Annotations  int `json:"annotations"`
	Measurements int `json:"measurements"`
	Statements   int `json:"statements"`
}

type infoFailure struct {
	Schema int                `json:"schema"`
	Input  string             `json:"input"`
	Error  engine.ErrorFields `json:"error"`
}

func runInfo(e *env, args []string) error {
	fs := flag.NewFlagSet("info", flag.ContinueOnError)
	format := fs.String("format", "", "`text or json` (JSON Lines); default text on a terminal, json otherwise")
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
	w := bufio.NewWriter(e.stdout)
	defer w.Flush()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	o := &formats.Options{Charset: *charset}
	failed := false
	rec := new(ecg.Record)
	for item, err := range inputs(e.stdin, fs.Args()) {
		if e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		if err == nil {
			err = openConfig(rec, item, o)
		}
		if err != nil {
			failed = true
			report(e.stderr, item.Name, err)
			if out == "json" {
				if err := enc.Encode(infoFailure{engine.Schema, item.Name, engine.DescribeError(err)}); err != nil {
					return err
				}
			}
			continue
		}
		if out == "json" {
			err = enc.Encode(newInfo(item.Name, rec))
		} else {
			err = writeInfo(w, item.Name, rec)
		}
		if err != nil {
			return err
		}
	}
	if failed {
		return errSomeFailed
	}
	return nil
}

// openConfig reads what the input says of itself.
func openConfig(rec *ecg.Record, item engine.Item, o *formats.Options) error {
	if item.Data != nil {
		r, err := formats.DecodeConfig(item.Data, o)
		*rec = *r
		return err
	}
	return formats.OpenInto(rec, item.FS, item.Path, true, o)
}

func newInfo(name string, rec *ecg.Record) infoJSON {
	out := infoJSON{
		Schema: engine.Schema, Input: name, Header: engine.Describe(rec, len(rec.Channels)),
		Channels: infoChannels(rec.Channels), Groups: []infoGroup{},
		Content: infoContent{len(rec.Annotations), len(rec.Measurements), len(rec.Statements)},
	}
	for i := range rec.Groups {
		g := &rec.Groups[i]
		out.Groups = append(out.Groups, infoGroup{g.Label, g.OffsetMS, infoChannels(g.Channels)})
	}
	return out
}

func infoChannels(list []ecg.Channel) []infoChannel {
	out := make([]infoChannel, 0, len(list))
	for i := range list {
		c := &list[i]
		out = append(out, infoChannel{engine.LeadName(c.Lead, c.Label), c.Label, c.Rate, c.Start, c.Len(), c.Scale, c.Unit, c.Derived})
	}
	return out
}

func writeInfo(w io.Writer, name string, rec *ecg.Record) error {
	in := newInfo(name, rec)
	row := func(label, format string, args ...any) {
		if s := strings.TrimSpace(fmt.Sprintf(format, args...)); s != "" {
			fmt.Fprintf(w, "  %-10s %s\n", label, s)
		}
	}
	fmt.Fprintln(w, name)
	r, p := &in.Recording, &rec.Patient
	row("format", "%s %s", in.Source.Format, in.Source.Version)
	row("leads", "%s", strings.Join(r.Leads, " "))
	row("rate", "%g Hz", r.RateHz)
	row("length", "%g s", r.DurationS)
	row("start", "%s", r.Start)
	row("patient", "%s %s %s", p.ID, p.Name, p.Sex)
	if ecg.Known(in.Patient.AgeYears) {
		row("age", "%.0f", float64(in.Patient.AgeYears))
	}
	row("device", "%s %s", rec.Device.Manufacturer, rec.Device.Model)
	if f := &rec.Filters; f.HighPass != 0 || f.LowPass != 0 || f.Notch != 0 {
		row("filters", "high-pass %g Hz, low-pass %g Hz, notch %g Hz", f.HighPass, f.LowPass, f.Notch)
	}
	for _, g := range in.Groups {
		row("group", "%s: %d channels", g.Label, len(g.Channels))
	}
	for _, wn := range in.Source.Warnings {
		row("warning", "%s: %s", wn.Code, wn.Message)
	}
	_, err := fmt.Fprintln(w)
	return err
}
