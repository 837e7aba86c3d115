package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// QRSOptions are the parameters of [QRS]. The zero value runs the default detector on all leads jointly and scores it by
// EC57's rules.
type QRSOptions struct {
	// Detector is a name of engine.Detectors; "" means "default". Not used with AnnDir or Detect.
	Detector string `json:"detector,omitempty"`
	// Detect replaces the named detector.
	Detect DetectFunc `json:"-"`
	// Lead chooses what the detector sees: "all" or "" for all leads jointly, "each" for every lead alone, a 0-based number of
	// a signal, or a lead's name.
	Lead string `json:"lead,omitempty"`
	// AnnDir is a folder of annotation files to score instead of running a detector: RECORD.qrs, or RECORD.LEAD for
	// Lead "each" and for databases annotated lead by lead.
	AnnDir string `json:"ann_dir,omitempty"`
	// Annotator is the suffix of the files in AnnDir, "" means "qrs".
	Annotator string `json:"annotator,omitempty"`
	// Reference is the suffix of the reference annotations, "" means "atr".
	Reference string `json:"reference,omitempty"`
	// Records limits the run to these records; nil means all that the folder holds.
	Records []string `json:"records,omitempty"`
	// Beats are the parameters of the comparison. In a database annotated lead by lead Beats.Start is not used: the
	// annotated span is scored.
	Beats BeatOptions `json:"beats"`
	// Progress, if set, is called before each record with how many are done and how many there are.
	Progress func(done, total int, record string) `json:"-"`
}

// RecordResult is the score of one record or, in a database annotated lead by lead, of one lead.
type RecordResult struct {
	Record string     `json:"record"`
	Lead   string     `json:"lead,omitempty"` // in lower case
	Paced  bool       `json:"paced,omitempty"`
	Beats  BeatResult `json:"beats"`
	QRS    Counts     `json:"qrs"`
	Stats  Stats      `json:"stats"`
	// Ref and Test are the lists that were compared, kept with BeatOptions.KeepErrors, in samples at Beats.Rate. Where the
	// database is annotated lead by lead Test is cut to the annotated span.
	Ref  []wfdb.Annotation `json:"-"`
	Test []wfdb.Annotation `json:"-"`
}

// RecordError is a record that could not be scored.
type RecordError struct {
	Record string `json:"record"`
	Reason string `json:"reason"` // as in formats.Reason
	Err    error  `json:"-"`
}

// QRSReport is the outcome of a run over a database.
type QRSReport struct {
	Database string         `json:"database"` // the folder's name
	Options  QRSOptions     `json:"options"`
	ByLead   bool           `json:"by_lead"`           // the reference is annotated lead by lead
	Classes  bool           `json:"classes"`           // both sides may distinguish classes, so VEB and SVEB figures mean something
	Skipped  []string       `json:"skipped,omitempty"` // records without reference annotations
	Failed   []RecordError  `json:"failed,omitempty"`
	Records  []RecordResult `json:"records"`
	// All sums up every record; Unpaced leaves out those with mostly paced beats, as EC57 asks.
	All     Summary `json:"all"`
	Unpaced Summary `json:"unpaced"`
	// Leads sums up each lead of a run lead by lead, in the order of their first record.
	Leads []LeadSummary `json:"leads,omitempty"`
}

// LeadSummary is the summary of one lead over all records.
type LeadSummary struct {
	Lead string `json:"lead"`
	Summary
}

// ErrNoRecords says that a folder holds no record that can be scored.
var ErrNoRecords = errors.New("bench: no records with reference annotations")

// QRS scores a QRS detector, or annotation files, on the WFDB records of the folder dir. A record that cannot be read is
// reported in Failed and does not stop the run. The error is ctx's, ErrNoRecords, one about the options, or one of
// reading the folder.
func QRS(ctx context.Context, dir string, opt QRSOptions) (*QRSReport, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	r := &qrsRun{fsys: os.DirFS(dir), opt: opt, report: &QRSReport{Database: filepath.Base(dir), Options: opt}}
	if err := r.prepare(); err != nil {
		return nil, err
	}
	names, err := recordNames(r.fsys, opt.Records)
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if opt.Progress != nil {
			opt.Progress(i, len(names), name)
		}
		if err := r.record(name); err != nil {
			r.report.Failed = append(r.report.Failed, RecordError{name, formats.Reason(err), err})
		}
	}
	if len(r.report.Records) == 0 && len(r.report.Failed) == 0 {
		return nil, ErrNoRecords
	}
	r.report.summarize()
	return r.report, nil
}

// qrsRun is one call of QRS, with buffers that serve every record.
type qrsRun struct {
	fsys, anns fs.FS
	opt        QRSOptions
	detect     DetectFunc
	report     *QRSReport
	rec        ecg.Record
	leads      [][]float64
	// The beats found last, which serve every lead of a record that is scored on all leads jointly.
	lastName, lastPick string
	last               []wfdb.Annotation
}

func (r *qrsRun) prepare() error {
	o := &r.opt
	if o.Annotator == "" {
		o.Annotator = "qrs"
	}
	if o.Reference == "" {
		o.Reference = "atr"
	}
	if o.AnnDir != "" {
		r.anns = os.DirFS(o.AnnDir)
		return nil
	}
	r.detect = o.Detect
	if r.detect == nil {
		var err error
		r.detect, err = NewDetector(o.Detector)
		return err
	}
	return nil
}

// recordNames lists the records of a folder: those that the file RECORDS names and that are there, or else every header.
func recordNames(fsys fs.FS, chosen []string) ([]string, error) {
	if chosen != nil {
		return chosen, nil
	}
	var names []string
	if b, err := fs.ReadFile(fsys, "RECORDS"); err == nil {
		for _, name := range strings.Fields(string(b)) {
			if _, err := fs.Stat(fsys, name+".hea"); err == nil {
				names = append(names, name)
			}
		}
		return names, nil
	}
	files, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".hea"); ok && !f.IsDir() {
			names = append(names, name)
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return len(names[i]) < len(names[j]) }) // 9 before 10; equal lengths stay in name order
	return names, nil
}

// record scores one record against RECORD.atr or, where that does not exist, against the annotation file of each lead.
func (r *qrsRun) record(name string) error {
	base := wfdb.OpenAnnotations
	header, err := readHeader(r.fsys, name)
	if err != nil {
		return err
	}
	ref, err := base(r.fsys, name+"."+r.opt.Reference, header.Rate)
	if err == nil {
		return r.whole(name, header, ref)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	found := false
	for i := range header.Signals {
		lead := strings.ToLower(header.Signals[i].Description)
		if lead == "" || !fs.ValidPath(name+"."+lead) {
			continue
		}
		ref, err := base(r.fsys, name+"."+lead, header.Rate)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		found = true
		if err := r.byLead(name, header, lead, ref); err != nil {
			return err
		}
	}
	if !found {
		r.report.Skipped = append(r.report.Skipped, name)
	}
	r.rec.Reset()
	return nil
}

func readHeader(fsys fs.FS, name string) (*wfdb.Header, error) {
	b, err := fs.ReadFile(fsys, name+".hea")
	if err != nil {
		return nil, err
	}
	return wfdb.ParseHeader(b, name+".hea", nil)
}

// whole scores a record with one reference for all its leads.
func (r *qrsRun) whole(name string, h *wfdb.Header, ref []wfdb.Annotation) error {
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
		r.add(name, shown, h.Rate, ref, test, h.Frames, r.opt.Beats)
	}
	return nil
}

// byLead scores one lead of a record against that lead's own annotations, within their span.
func (r *qrsRun) byLead(name string, h *wfdb.Header, lead string, ref []wfdb.Annotation) error {
	r.report.ByLead = true
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
	within := test[:0:0]
	for _, a := range test {
		if a.Sample >= first && a.Sample <= last {
			within = append(within, a)
		}
	}
	r.add(name, lead, h.Rate, ref, within, last, o)
	return nil
}

// test returns the annotations to score: detected, or read from AnnDir.
func (r *qrsRun) test(name string, h *wfdb.Header, pick, lead string) ([]wfdb.Annotation, error) {
	if r.anns != nil {
		file := filepath.ToSlash(name)
		if lead != "" {
			list, err := wfdb.OpenAnnotations(r.anns, file+"."+lead, h.Rate)
			if !errors.Is(err, fs.ErrNotExist) {
				return list, err
			}
		}
		return wfdb.OpenAnnotations(r.anns, file+"."+r.opt.Annotator, h.Rate)
	}
	if r.rec.ID != name || len(r.rec.Channels) == 0 {
		if err := wfdb.Open(&r.rec, r.fsys, name+".hea", false, nil); err != nil {
			return nil, err
		}
		r.rec.ID = name
	}
	if r.lastName == name && r.lastPick == pick {
		return r.last, nil
	}
	leads, rate, err := pickLeads(&r.rec, pick, r.leads)
	if err != nil {
		return nil, err
	}
	r.leads = leads
	beats, err := r.detect(rate, leads)
	if err != nil {
		return nil, err
	}
	r.lastName, r.lastPick, r.last = name, pick, annotate(beats, h.Rate/rate)
	return r.last, nil
}

// annotate turns beats into annotations at the frame rate, scale times the detector's.
func annotate(beats []detect.Beat, scale float64) []wfdb.Annotation {
	out := make([]wfdb.Annotation, len(beats))
	for i, b := range beats {
		out[i] = wfdb.Annotation{Sample: int64(float64(b.Sample)*scale + 0.5), Code: wfdb.ClassCode(byte(b.Class))}
	}
	return out
}

func (r *qrsRun) add(name, lead string, rate float64, ref, test []wfdb.Annotation, length int64, o BeatOptions) {
	res := RecordResult{Record: name, Lead: lead, Paced: mostlyPaced(ref), Beats: CompareBeats(ref, test, rate, length, o)}
	res.QRS = res.Beats.Matrix.QRS()
	res.Stats = res.Beats.Stats()
	if o.KeepErrors {
		res.Ref, res.Test = ref, test
	}
	r.report.Records = append(r.report.Records, res)
	for _, a := range test {
		if r.report.ByLead {
			break // wave marks have no classes
		}
		if c := wfdb.Class(a.Code); c == 'V' || c == 'S' || c == 'F' {
			r.report.Classes = true
			break
		}
	}
}

// mostlyPaced reports whether more than half of the beats are paced: 102, 104, 107 and 217 of the MIT-BIH database.
func mostlyPaced(list []wfdb.Annotation) bool {
	beats, paced := 0, 0
	for i := range list {
		if wfdb.IsBeat(list[i].Code) {
			beats++
		}
		if list[i].Code == wfdb.CodePace {
			paced++
		}
	}
	return 2*paced > beats
}

func (p *QRSReport) summarize() {
	p.All = summarize(p.Records)
	var unpaced []RecordResult
	var order []string
	leads := map[string][]RecordResult{}
	for _, r := range p.Records {
		if !r.Paced {
			unpaced = append(unpaced, r)
		}
		if r.Lead != "" {
			if leads[r.Lead] == nil {
				order = append(order, r.Lead)
			}
			leads[r.Lead] = append(leads[r.Lead], r)
		}
	}
	p.Unpaced = summarize(unpaced)
	for _, l := range order {
		p.Leads = append(p.Leads, LeadSummary{l, summarize(leads[l])})
	}
}
