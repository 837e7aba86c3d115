package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats/wfdb"
)

// qrsWorker scores records one at a time, with buffers that serve every record.
type qrsWorker struct {
	fsys, anns fs.FS
	opt        QRSOptions
	detect     DetectFunc
	rec        ecg.Record
	leads      [][]float64
	segmenter  detect.Segmenter
	segments   []detect.Segment
	// What was found last, which serves every lead of a record that is scored on all leads jointly.
	lastName, lastPick string
	last               testLists

	out recordOutcome
}

// recordOutcome is what came of one record.
type recordOutcome struct {
	name    string
	results []RecordResult
	byLead  bool // the reference is annotated lead by lead
	skipped bool // there is no reference
	err     error
}

// testLists are what one detector or file says of a record: beats as they are scored, and the same with the marks of fibrillation
// that the further comparisons look at. Beats are scored without, so that asking for more does not change their figures.
type testLists struct{ beats, marked []wfdb.Annotation }

// score scores one record against RECORD.atr or, where that does not exist, against the annotation file of each lead.
func (r *qrsWorker) score(name string) recordOutcome {
	r.out = recordOutcome{name: name}
	r.out.err = r.record(name)
	return r.out
}

func (r *qrsWorker) record(name string) error {
	header, err := readHeader(r.fsys, name)
	if err != nil {
		return err
	}
	ref, err := wfdb.OpenAnnotations(r.fsys, name+"."+r.opt.Reference, header.Rate)
	if err == nil {
		return r.whole(name, header, ref)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for i := range header.Signals {
		lead := strings.ToLower(header.Signals[i].Description)
		if lead == "" || !fs.ValidPath(name+"."+lead) {
			continue
		}
		ref, err := wfdb.OpenAnnotations(r.fsys, name+"."+lead, header.Rate)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		r.out.byLead = true
		if err := r.byLead(name, header, lead, ref); err != nil {
			return err
		}
	}
	r.out.skipped = !r.out.byLead
	return nil
}

// whole scores a record with one reference for all its leads.
func (r *qrsWorker) whole(name string, h *wfdb.Header, ref []wfdb.Annotation) error {
	leads := []string{r.opt.Lead}
	if strings.EqualFold(r.opt.Lead, LeadEach) {
		leads = leads[:0]
		for i := range h.Signals {
			leads = append(leads, strings.ToLower(h.Signals[i].Description))
		}
	}
	for i, lead := range leads {
		pick, shown := lead, ""
		if strings.EqualFold(r.opt.Lead, LeadEach) {
			pick, shown = fmt.Sprint(i), lead
		}
		test, err := r.test(name, h, pick, shown)
		if err != nil {
			return err
		}
		r.add(name, shown, h.Rate, ref, test.beats, h.Frames, r.opt.Beats)
		r.compareMore(&r.out.results[len(r.out.results)-1], ref, test.marked, h)
	}
	return nil
}

// byLead scores one lead of a record against that lead's own annotations, within their span.
func (r *qrsWorker) byLead(name string, h *wfdb.Header, lead string, ref []wfdb.Annotation) error {
	pick := r.opt.Lead
	switch {
	case strings.EqualFold(pick, LeadEach):
		pick = lead
	case pick != "" && !strings.EqualFold(pick, LeadAll):
		if n := signalNumber(h, pick); n < 0 || !strings.EqualFold(h.Signals[n].Description, lead) {
			return nil // another lead was asked for
		}
	}
	test, err := r.test(name, h, pick, lead)
	if err != nil || len(ref) == 0 {
		return err
	}
	o := r.opt.Beats
	o.Start = -1
	w := o.window(h.Rate)
	first, last := ref[0].Sample-w, ref[len(ref)-1].Sample+w
	var within []wfdb.Annotation
	for _, a := range test.beats {
		if a.Sample >= first && a.Sample <= last {
			within = append(within, a)
		}
	}
	r.add(name, lead, h.Rate, ref, within, last, o)
	return nil
}

// test returns what is to be scored: detected, or read from AnnDir.
func (r *qrsWorker) test(name string, h *wfdb.Header, pick, lead string) (testLists, error) {
	if r.anns != nil {
		list, err := r.readTest(filepath.ToSlash(name), h, lead)
		return testLists{list, r.withRhythm(list, h.Rate)}, err
	}
	if r.lastName == name && r.lastPick == pick {
		return r.last, nil
	}
	if r.rec.ID != name || len(r.rec.Channels) == 0 {
		if err := wfdb.Open(&r.rec, r.fsys, name+".hea", false, nil); err != nil {
			r.rec.Reset()
			return testLists{}, err
		}
		r.rec.ID = name
	}
	leads, rate, err := pickLeads(&r.rec, pick, r.leads)
	if err != nil {
		return testLists{}, err
	}
	r.leads = leads
	beats, err := r.detect(rate, leads)
	if err != nil {
		return testLists{}, err
	}
	scale := h.Rate / rate
	list := annotate(beats, scale)
	marked, err := r.withSegments(list, leads, rate, scale)
	if err != nil {
		return testLists{}, err
	}
	r.lastName, r.lastPick, r.last = name, pick, testLists{list, r.withRhythm(marked, h.Rate)}
	return r.last, nil
}

// readTest reads the annotation file of a lead or, where there is none, of the record.
func (r *qrsWorker) readTest(name string, h *wfdb.Header, lead string) ([]wfdb.Annotation, error) {
	if lead != "" {
		list, err := wfdb.OpenAnnotations(r.anns, name+"."+lead, h.Rate)
		if !errors.Is(err, fs.ErrNotExist) {
			return list, err
		}
	}
	return wfdb.OpenAnnotations(r.anns, name+"."+r.opt.Annotator, h.Rate)
}

func (r *qrsWorker) add(name, lead string, rate float64, ref, test []wfdb.Annotation, length int64, o BeatOptions) {
	res := RecordResult{Record: name, Lead: lead, Paced: mostlyPaced(ref), Beats: CompareBeats(ref, test, rate, length, o)}
	res.QRS = res.Beats.Matrix.QRS()
	res.Stats = res.Beats.Stats()
	if o.KeepErrors {
		res.Ref, res.Test = ref, test
	}
	r.out.results = append(r.out.results, res)
}

// compareMore makes the comparisons beside beat by beat that the options ask for.
func (r *qrsWorker) compareMore(res *RecordResult, ref, test []wfdb.Annotation, h *wfdb.Header) {
	o, rate := &r.opt, h.Rate
	if o.Runs {
		ve := CompareRuns(ref, test, VERuns, rate, h.Frames, o.Beats)
		sve := CompareRuns(ref, test, SVERuns, rate, h.Frames, o.Beats)
		res.VERuns, res.SVERuns = &ve, &sve
	}
	episodes := o.Episodes
	episodes.Start = o.Beats.Start
	for _, e := range []struct {
		want bool
		kind EpisodeKind
		dst  **EpisodeResult
	}{{o.AF, AFEpisodes, &res.AF}, {o.VF, VFEpisodes, &res.VF}, {o.ST, STEpisodes, &res.ST}} {
		if e.want {
			c := CompareEpisodes(ref, test, e.kind, rate, h.Frames, episodes)
			*e.dst = &c
		}
	}
	if o.HR {
		hr := CompareMeasurements(HeartRates(ref, rate, h.Frames), HeartRates(test, rate, h.Frames), rate, h.Frames, MeasureOptions{Start: o.Beats.Start})
		res.HR = &hr
	}
}
