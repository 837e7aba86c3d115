package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

// delineateWorker delineates and scores records one at a time, with buffers that serve every record.
type delineateWorker struct {
	fsys, anns fs.FS
	opt        *DelineationOptions
	analyzer   *engine.Analyzer
	rec, one   ecg.Record
	report     measure.Report
	rows       [][]measure.BeatFiducials
}

// delineation is what came of one record.
type delineation struct {
	name      string
	rate      float64
	reference bool // there are reference annotations
	leads     []leadDelineation
	pairs     []FiducialPair
	measured  bool // global holds the intervals of the Report, in ms, NaN where it has none
	global    [intervalCount]float64
	err       error
}

// leadDelineation is the score of one lead, with the waves of both sides.
type leadDelineation struct {
	sums      leadSums
	ref, test [waveKinds][]wave
}

func newDelineateWorker(fsys fs.FS, opt *DelineationOptions) (*delineateWorker, error) {
	w := &delineateWorker{fsys: fsys, opt: opt}
	if opt.AnnDir != "" {
		if _, err := os.Stat(opt.AnnDir); err != nil {
			return nil, err
		}
		w.anns = os.DirFS(opt.AnnDir)
		return w, nil
	}
	var err error
	w.analyzer, err = engine.New(engine.Options{KeepRecorded: true})
	return w, err
}

func (w *delineateWorker) score(name string) *delineation {
	d := &delineation{name: name}
	d.err = w.record(d)
	return d
}

func (w *delineateWorker) record(d *delineation) error {
	h, err := readHeader(w.fsys, d.name)
	if err != nil {
		return err
	}
	d.rate = h.Rate
	type reference struct {
		lead string
		list []wfdb.Annotation
	}
	var refs []reference
	for i := range h.Signals {
		lead := strings.ToLower(h.Signals[i].Description)
		if lead == "" || !fs.ValidPath(d.name+"."+lead) {
			continue
		}
		list, err := wfdb.OpenAnnotations(w.fsys, d.name+"."+lead, h.Rate)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		d.reference = true
		if len(list) > 0 && w.wanted(lead) {
			refs = append(refs, reference{lead, list})
		}
	}
	if len(refs) == 0 {
		return nil
	}
	test, err := w.test(d, h)
	if err != nil {
		return err
	}
	for _, r := range refs {
		list, ok := test[r.lead]
		if !ok {
			continue
		}
		w.compare(d, r.lead, r.list, list)
	}
	if len(d.leads) == 0 {
		return fmt.Errorf("bench: no lead of %s: %w", filepath.Base(d.name), fs.ErrNotExist)
	}
	return nil
}

// wanted reports whether a lead is to be scored.
func (w *delineateWorker) wanted(lead string) bool {
	return w.opt.Leads == nil || slices.ContainsFunc(w.opt.Leads, func(l string) bool { return strings.EqualFold(l, lead) })
}

// test returns the marks of the test side by lead in lower case, read or made.
func (w *delineateWorker) test(d *delineation, h *wfdb.Header) (map[string][]wfdb.Annotation, error) {
	out := map[string][]wfdb.Annotation{}
	if w.anns != nil {
		for i := range h.Signals {
			lead := strings.ToLower(h.Signals[i].Description)
			list, err := wfdb.OpenAnnotations(w.anns, filepath.ToSlash(d.name)+"."+lead, h.Rate)
			if err == nil {
				out[lead] = list
			} else if !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
		}
		return out, nil
	}
	if err := wfdb.Open(&w.rec, w.fsys, d.name+".hea", false, nil); err != nil {
		w.rec.Reset()
		return nil, err
	}
	scale := h.Rate / w.rec.Rate()
	if w.opt.Single {
		return out, w.single(out, scale)
	}
	in, err := w.analyzer.Input(&w.rec)
	if err != nil {
		return nil, err
	}
	w.delineate(out, in, scale)
	if err := w.analyzer.Measurer().Measure(&w.report, in); err != nil {
		return nil, err
	}
	d.measured, d.global = true, reportIntervals(&w.report)
	return out, nil
}

// delineate adds the marks of every lead of in.
func (w *delineateWorker) delineate(out map[string][]wfdb.Annotation, in *measure.Input, scale float64) {
	w.rows = w.analyzer.Measurer().DelineateAll(w.rows, in)
	for i := range in.Leads {
		Untangle(w.rows[i])
		out[strings.ToLower(in.Leads[i].Label)] = WaveMarks(nil, w.rows[i], scale)
	}
}

// single delineates each lead as the only one of the record.
func (w *delineateWorker) single(out map[string][]wfdb.Annotation, scale float64) error {
	for i := range w.rec.Channels {
		c := &w.rec.Channels[i]
		if !engine.IsECG(c) || !w.wanted(strings.ToLower(c.Label)) {
			continue
		}
		w.one = w.rec
		w.one.Channels = w.rec.Channels[i : i+1 : i+1]
		in, err := w.analyzer.Input(&w.one)
		if err != nil {
			return err
		}
		w.delineate(out, in, scale)
	}
	return nil
}

// compare scores one lead.
func (w *delineateWorker) compare(d *delineation, lead string, ref, test []wfdb.Annotation) {
	l := leadDelineation{sums: leadSums{lead: lead, records: 1}, ref: waves(ref), test: waves(test)}
	first, last := ref[0].Sample, ref[0].Sample
	for i := range ref {
		first, last = min(first, ref[i].Sample), max(last, ref[i].Sample)
	}
	window := BeatOptions{Window: w.opt.Window}.window(d.rate)
	ms := 1000 / d.rate
	for k := range fiducialNames {
		t := &l.sums.tallies[k]
		a, b := positions(l.ref[k/marksPerWave], k%marksPerWave), positions(l.test[k/marksPerWave], k%marksPerWave)
		for _, m := range pairMarks(a, b, window, first, last) {
			p := FiducialPair{Record: d.name, Lead: lead, Fiducial: fiducialNames[k], Kind: KindPair, Ref: m.ref, Test: m.test, ErrorMS: math.NaN()}
			switch {
			case m.test == unmarked:
				t.FN++
				p.Kind = KindFN
			case m.ref == unmarked:
				t.FP++
				p.Kind = KindFP
			default:
				t.TP++
				p.ErrorMS = float64(m.test-m.ref) * ms
				t.errors = append(t.errors, p.ErrorMS)
			}
			if w.opt.KeepErrors {
				d.pairs = append(d.pairs, p)
			}
		}
	}
	d.leads = append(d.leads, l)
}
