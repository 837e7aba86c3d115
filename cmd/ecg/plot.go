package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/pdf"
	"github.com/goecg/goecg/ecg/render/png"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// Marks that can be asked for.
const (
	markBeats     = "beats"
	markFiducials = "fiducials"
	markST        = "st"
	markSegments  = "segments"
)

// What the samples go through before they are drawn.
const (
	filterRaw   = "raw"
	filterClean = "clean"
)

// plotRun is one call of the verb.
type plotRun struct {
	options render.Options
	dpi     float64
	font    string
	filter  string
	ending  string // of OUT: ".svg", ".png" or ".pdf"
}

func runPlot(e *env, args []string) error {
	fs := flag.NewFlagSet("plot", flag.ContinueOnError)
	p := plotRun{}
	o := &p.options
	fs.StringVar(&o.Layout, "layout", "", "`ROWSxCOLUMNS`: 3x4, 6x2, 12x1 or any other; default by the number of leads, 3x4 for 12")
	leads := fs.String("leads", "", "`names` of the leads to show, with commas between; -aVR is aVR upside down")
	rhythm := fs.String("rhythm", "", "`names` of the leads of the rhythm strips, none for none; default II below three columns and more")
	fs.Float64Var(&o.Start, "start", 0, "start of what is shown, in `s`")
	fs.Float64Var(&o.Seconds, "seconds", 0,
		"its length in `s`; 0: what a page holds, negative: all, on as many pages as needed (OUT-1, OUT-2, ...; PDF: one file)")
	fs.BoolVar(&o.Simultaneous, "simultaneous", false, "let all columns begin at the same time instead of one after another")
	fs.Float64Var(&o.Speed, "speed", render.DefaultSpeed, "paper speed in `mm/s`")
	fs.Float64Var(&o.Gain, "gain", render.DefaultGain, "gain in `mm/mV`")
	fs.StringVar(&o.Lang, "lang", render.English, "language: `en, zh or both`")
	marks := fs.String("marks", "", "what to mark, with commas between: `beats, fiducials, st, segments`")
	paper := fs.String("paper", "", "`size`: a4, a4-portrait, letter or WIDTHxHEIGHT in mm; default a4, its height as needed")
	fs.StringVar(&o.Paper, "grid", render.PaperRed, "lines of the paper: `red, grey or none`")
	fs.BoolVar(&o.HidePatient, "no-patient", false, "leave out who the patient is and when and where the ECG was taken")
	fs.BoolVar(&o.HideHeader, "no-header", false, "leave out everything above the paper")
	fs.StringVar(&p.filter, "filter", filterRaw, "`raw` as recorded, or clean: without baseline wander and mains")
	fs.Float64Var(&p.dpi, "dpi", png.DefaultDPI, "`dots` per inch of a PNG picture")
	fs.StringVar(&p.font, "font", "", "font `file` for Chinese text in PNG and PDF; default: one that is installed")
	if err := parse(e, fs, args, "IN OUT.svg|OUT.png|OUT.pdf"); err != nil {
		return err
	}
	if fs.NArg() != 2 {
		return usagef("name one input and one output")
	}
	in, out := fs.Arg(0), fs.Arg(1)
	if *leads != "" {
		o.Leads = names(*leads)
	}
	if *rhythm != "" {
		o.Rhythm = names(*rhythm)
	}
	if err := p.settle(*marks, *paper, in, out); err != nil {
		return err
	}
	err := p.run(e, in, out)
	switch {
	case errors.Is(err, render.ErrOptions), errors.Is(err, png.ErrOptions):
		return usagef("%s", err)
	case err != nil:
		report(e.stderr, in, plain(err))
		return errSomeFailed
	}
	return nil
}

// names splits a list at its commas.
func names(s string) []string {
	var list []string
	for _, n := range strings.Split(s, ",") {
		if n = strings.TrimSpace(n); n != "" {
			list = append(list, n)
		}
	}
	return list
}

// settle checks what was asked for.
func (p *plotRun) settle(marks, paper, in, out string) error {
	p.ending = strings.ToLower(filepath.Ext(out))
	switch {
	case p.ending != ".svg" && p.ending != ".png" && p.ending != ".pdf":
		return usagef("OUT must end in .svg, .png or .pdf")
	case p.filter != filterRaw && p.filter != filterClean:
		return usagef("-filter %s: use %s or %s", p.filter, filterRaw, filterClean)
	case sameFile(in, out):
		return usagef("OUT is IN")
	}
	if st, err := os.Stat(in); err == nil && st.IsDir() {
		return usagef("%s is a folder: name one file", in)
	}
	for _, m := range names(marks) {
		switch m {
		case markBeats:
			p.options.Beats = true
		case markFiducials:
			p.options.Fiducials = true
		case markST:
			p.options.STBars = true
		case markSegments:
			p.options.Segments = true
		default:
			return usagef("-marks %s: use %s, %s, %s, %s", m, markBeats, markFiducials, markST, markSegments)
		}
	}
	var err error
	p.options.Width, p.options.Height, err = paperSize(paper)
	return err
}

// papers are the sizes with a name, mm.
var papers = map[string][2]float64{"a4": {297, 210}, "a4-portrait": {210, 297}, "letter": {279.4, 215.9}, "letter-portrait": {215.9, 279.4}}

func paperSize(s string) (width, height float64, err error) {
	if s == "" {
		return 0, 0, nil
	}
	if p, ok := papers[strings.ToLower(s)]; ok {
		return p[0], p[1], nil
	}
	w, h, ok := strings.Cut(strings.ToLower(s), "x")
	width, err1 := strconv.ParseFloat(w, 64)
	height, err2 := strconv.ParseFloat(h, 64)
	if !ok || err1 != nil || err2 != nil || !(width > 0) || !(height > 0) {
		return 0, 0, usagef("-paper %s: use a4, a4-portrait, letter, letter-portrait or WIDTHxHEIGHT in mm", s)
	}
	return width, height, nil
}

// run draws the input.
func (p *plotRun) run(e *env, in, out string) error {
	src, err := p.source(e, in)
	if err != nil {
		return err
	}
	doc, err := render.New(src, p.options)
	if err != nil {
		return err
	}
	if left := doc.Omitted(); len(left) > 0 {
		fmt.Fprintf(e.stderr, "ecg: plot: no room for %s\n", strings.Join(left, " "))
	}
	if p.ending == ".svg" {
		return p.files(e, doc, out, render.WriteSVG)
	}
	fonts, err := typeface.Load(p.font)
	if err != nil {
		return err
	}
	defer reportFonts(e, fonts)
	if p.ending == ".pdf" {
		return create(out, func(w io.Writer) error { return pdf.Write(w, pages(e.ctx, doc), fonts) })
	}
	enc, err := png.NewEncoder(png.Options{DPI: p.dpi, Fonts: fonts})
	if err != nil {
		return err
	}
	return p.files(e, doc, out, enc.Encode)
}

// pages draws one page after another until the context is done.
func pages(ctx context.Context, doc *render.Document) iter.Seq[*render.Drawing] {
	return func(yield func(*render.Drawing) bool) {
		for i := range doc.Pages() {
			if ctx.Err() != nil || !yield(doc.Page(i)) {
				return
			}
		}
	}
}

// files writes a file for each page.
func (p *plotRun) files(e *env, doc *render.Document, out string, write func(io.Writer, *render.Drawing) error) error {
	n := 0
	for d := range pages(e.ctx, doc) {
		if err := create(pageName(out, n, doc.Pages()), func(w io.Writer) error { return write(w, d) }); err != nil {
			return err
		}
		n++
	}
	return e.ctx.Err()
}

// pageName puts the number of a page before the ending of the name where there are several.
func pageName(out string, page, pages int) string {
	if pages == 1 {
		return out
	}
	ext := filepath.Ext(out)
	return fmt.Sprintf("%s-%0*d%s", strings.TrimSuffix(out, ext), len(strconv.Itoa(pages)), page+1, ext)
}

// create writes a file; one that could not be written is removed.
func create(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := errors.Join(write(w), w.Flush(), f.Close()); err != nil {
		_ = os.Remove(name)
		return err
	}
	return nil
}

// reportFonts tells what no font had.
func reportFonts(e *env, fonts *typeface.Set) {
	n := len(fonts.Missing())
	switch {
	case n == 0:
	case fonts.Path() == "":
		fmt.Fprintf(e.stderr, "ecg: plot: no Chinese font is installed: %d characters were replaced; name a font file with -font\n", n)
	default:
		fmt.Fprintf(e.stderr, "ecg: plot: %s lacks %d characters, which were replaced; name another font file with -font\n",
			filepath.Base(fonts.Path()), n)
	}
}

// source analyses the input and gathers what is to be drawn.
func (p *plotRun) source(e *env, in string) (*render.Source, error) {
	var item engine.Item
	for it, err := range inputs(e.stdin, []string{in}) {
		if err != nil {
			return nil, err
		}
		item = it
	}
	rec := new(ecg.Record)
	if err := open(rec, item); err != nil {
		return nil, err
	}
	a, err := engine.New(engine.Options{})
	if err != nil {
		return nil, err
	}
	res := engine.NewResult()
	src := &render.Source{Record: rec}
	if err := a.AnalyzeRecord(res, rec); err != nil {
		fmt.Fprintf(e.stderr, "ecg: plot: drawn without measurements: %v\n", plain(err))
		src.Traces = render.Traces(rec, engine.IsECG)
		return src, nil
	}
	src.Report, src.Result = res.Report, &res.Result
	if ecg.Known(res.AgeYears) && !rec.Patient.Age.Valid {
		src.Age = ecg.AgeOf(float64(res.AgeYears), ecg.Year)
	}
	return src, p.traces(src, a)
}

// traces takes the samples, as recorded or cleaned, and the waves if asked for.
func (p *plotRun) traces(src *render.Source, a *engine.Analyzer) error {
	src.Traces = render.Traces(src.Record, engine.IsECG)
	if p.filter == filterRaw && !p.options.Fiducials {
		return nil
	}
	in, err := a.Input(src.Record)
	if err != nil {
		return err
	}
	if p.filter == filterClean {
		raw := src.Traces
		src.Traces = nil
		src.Processing = "clean: baseline and mains removed"
		for i := range in.Leads {
			l := &in.Leads[i]
			t := render.Trace{Lead: l.Lead, Label: l.Label, Rate: in.RateHz, X: slices.Clone(l.Clean)}
			if i < len(raw) {
				t.Uncalibrated = raw[i].Uncalibrated
			}
			src.Traces = append(src.Traces, t)
		}
	}
	if p.options.Fiducials && len(src.Traces) == len(in.Leads) && !math.IsNaN(in.RateHz) {
		beats := a.Measurer().DelineateAll(nil, in)
		for i := range beats {
			src.Traces[i].Fiducials = beats[i]
		}
	}
	return nil
}
