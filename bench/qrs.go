package bench

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// QRSOptions are the parameters of [QRS]. The zero value runs the default detector on all leads jointly and scores it by
// EC57's rules.
type QRSOptions struct {
	// Detector is a name of engine.Detectors; "" means "default". Not used with AnnDir or Detect.
	Detector string `json:"detector,omitempty"`
	// Detect replaces the named detector and works on one record at a time; NewDetect is called for one that is made for each
	// goroutine.
	Detect    DetectFunc                 `json:"-"`
	NewDetect func() (DetectFunc, error) `json:"-"`
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
	// Runs, AF, VF, ST and HR ask for the comparisons of runs of ectopic beats, of episodes of atrial fibrillation, ventricular
	// fibrillation and ST change, and of heart rates. Where the test side marks no rhythm, that which AddRhythm finds is taken.
	// They are left out in a database annotated lead by lead.
	Runs bool `json:"runs,omitempty"`
	AF   bool `json:"af,omitempty"`
	VF   bool `json:"vf,omitempty"`
	ST   bool `json:"st,omitempty"`
	HR   bool `json:"hr,omitempty"`
	// Episodes are the parameters of the comparison of episodes; its Start is that of Beats.
	Episodes EpisodeOptions `json:"episodes,omitzero"`
	// Workers is how many records are scored at a time; 0 means GOMAXPROCS, with Detect always 1.
	Workers int `json:"-"`
	// Progress, if set, is called in order, on the calling goroutine, before the result of each record is waited for, with how
	// many are done and how many there are.
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
	// The comparisons that the options asked for.
	VERuns  *RunResult     `json:"ve_runs,omitempty"`
	SVERuns *RunResult     `json:"sve_runs,omitempty"`
	AF      *EpisodeResult `json:"af,omitempty"`
	VF      *EpisodeResult `json:"vf,omitempty"`
	ST      *EpisodeResult `json:"st,omitempty"`
	HR      *MeasureResult `json:"hr,omitempty"`
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
	Classes  bool           `json:"classes"`           // the reference distinguishes classes, so VEB and SVEB figures mean something
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

// QRS scores a QRS detector, or annotation files, on the WFDB records of the folder dir, several at a time; results are in the
// order of the records. A record that cannot be read is reported in Failed and does not stop the run. The error is ctx's,
// ErrNoRecords, one about the options, or one of reading the folder.
func QRS(ctx context.Context, dir string, opt QRSOptions) (*QRSReport, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	fsys := os.DirFS(dir)
	workers, err := newQRSWorkers(fsys, opt)
	if err != nil {
		return nil, err
	}
	names, err := recordNames(fsys, opt.Records)
	if err != nil {
		return nil, err
	}
	report := &QRSReport{Database: filepath.Base(dir), Options: opt}
	var before func(int)
	if opt.Progress != nil {
		before = func(i int) { opt.Progress(i, len(names), names[i]) }
	}
	err = inOrder(ctx, len(names), workers[:min(len(workers), len(names))],
		func(w *qrsWorker, i int) recordOutcome { return w.score(names[i]) }, before, report.take)
	if err != nil {
		return nil, err
	}
	if len(report.Records) == 0 && len(report.Failed) == 0 {
		return nil, ErrNoRecords
	}
	report.summarize()
	return report, nil
}

// newQRSWorkers makes a worker for each goroutine.
func newQRSWorkers(fsys fs.FS, opt QRSOptions) ([]*qrsWorker, error) {
	if opt.Annotator == "" {
		opt.Annotator = "qrs"
	}
	if opt.Reference == "" {
		opt.Reference = "atr"
	}
	n := workerCount(opt.Workers)
	if opt.Detect != nil {
		n = 1
	}
	workers := make([]*qrsWorker, n)
	for i := range workers {
		w := &qrsWorker{fsys: fsys, opt: opt, detect: opt.Detect}
		workers[i] = w
		var err error
		switch {
		case opt.AnnDir != "":
			w.anns = os.DirFS(opt.AnnDir)
		case opt.Detect != nil:
		case opt.NewDetect != nil:
			w.detect, err = opt.NewDetect()
		default:
			w.detect, err = NewDetector(opt.Detector)
		}
		if err != nil {
			return nil, err
		}
	}
	return workers, nil
}

// take adds what came of a record.
func (p *QRSReport) take(o recordOutcome) {
	p.Records = append(p.Records, o.results...)
	p.ByLead = p.ByLead || o.byLead
	if o.skipped {
		p.Skipped = append(p.Skipped, o.name)
	}
	if o.err != nil {
		p.Failed = append(p.Failed, RecordError{o.name, formats.Reason(o.err), o.err})
	}
}

func (p *QRSReport) summarize() {
	p.Classes = !p.ByLead
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
