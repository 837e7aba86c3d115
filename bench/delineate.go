package bench

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goecg/goecg/formats"
)

// PrimaryLeads are the leads of the primary table of [Delineate]: a limb lead, a right and a left chest lead.
var PrimaryLeads = []string{"ii", "v2", "v5"}

// DelineationOptions are the parameters of [Delineate]. The zero value delineates every record with all its leads.
type DelineationOptions struct {
	// Leads limits what is scored to these leads; nil means every lead that the reference marks. The delineator sees them all.
	Leads []string `json:"leads,omitempty"`
	// Single makes the delineator work on each lead as if it were the only one of the record.
	Single bool `json:"single,omitempty"`
	// AnnDir is a folder of annotation files RECORD.LEAD to score instead of running the delineator.
	AnnDir string `json:"ann_dir,omitempty"`
	// Window is how far apart paired marks may be, in seconds; 0 means DefaultWindow.
	Window float64 `json:"window_s,omitempty"`
	// Records limits the run to these records; nil means all that the folder holds.
	Records []string `json:"records,omitempty"`
	// KeepErrors keeps every pair in DelineationReport.Pairs.
	KeepErrors bool `json:"-"`
	// Workers and Progress are as in QRSOptions.
	Workers  int                                  `json:"-"`
	Progress func(done, total int, record string) `json:"-"`
}

// DelineationReport is the outcome of [Delineate].
type DelineationReport struct {
	Database string             `json:"database"` // the folder's name
	Options  DelineationOptions `json:"options"`
	Skipped  []string           `json:"skipped,omitempty"` // records without reference annotations
	Failed   []RecordError      `json:"failed,omitempty"`
	Records  int                `json:"records"`
	// Primary pools PrimaryLeads, All every lead, and Leads has each, in the order of the records' signals. Primary is nil where one
	// of its leads was not scored.
	Primary *LeadFiducials  `json:"primary,omitempty"`
	All     LeadFiducials   `json:"all"`
	Leads   []LeadFiducials `json:"leads"`
	// Intervals compares intervals, a value a record; see [IntervalStats].
	Intervals []IntervalStats `json:"intervals"`
	// AF is about records in atrial fibrillation, nil when the database names none.
	AF *PWaveReport `json:"af_p_waves,omitempty"`
	// Pairs are kept with KeepErrors, by record, lead, kind of mark and time.
	Pairs []FiducialPair `json:"-"`

	kept map[keptLead]keptWaves // with KeepErrors
}

// LeadFiducials are the figures of a lead, or of several pooled.
type LeadFiducials struct {
	Lead string `json:"lead"`
	// Records is how many annotated leads of records were scored.
	Records   int             `json:"records"`
	Fiducials []FiducialStats `json:"fiducials"`
}

// FiducialPair is one mark of the reference, of the test, or of both.
type FiducialPair struct {
	Record   string
	Lead     string // in lower case
	Fiducial string
	Kind     string // KindFN, KindFP or KindPair
	Ref      int64  // sample, meaningless with KindFP
	Test     int64  // sample, meaningless with KindFN
	ErrorMS  float64
}

// KindPair is the kind of a mark that both sides have.
const KindPair = "pair"

// Delineate scores the delineator of this library, run as the command `ecg delineate` runs it, on the WFDB records of the folder
// dir that have an annotation file for each lead: "(", p, N or t, and ")" for each wave, as in the Lobachevsky University Database
// (Kalyakulina et al, IEEE Access 2020;8:186181). Marks of a kind are paired one to one, at most 150 ms apart, the nearest first. What
// lies before the first or after the last mark of a lead is not marked there, so that a mark of the test side outside of that span
// counts only where it has a partner. A mark that the reference leaves out of a wave within the span counts as a false one.
//
// A record that cannot be read is reported in Failed and does not stop the run. The error is ctx's, ErrNoRecords, one about the
// options, or one of reading the folder.
func Delineate(ctx context.Context, dir string, opt DelineationOptions) (*DelineationReport, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	fsys := os.DirFS(dir)
	names, err := recordNames(fsys, opt.Records)
	if err != nil {
		return nil, err
	}
	workers := make([]*delineateWorker, min(workerCount(opt.Workers), len(names)))
	for i := range workers {
		if workers[i], err = newDelineateWorker(fsys, &opt); err != nil {
			return nil, err
		}
	}
	af, err := fibrillating(fsys)
	if err != nil {
		return nil, err
	}
	s := newDelineationSums(&opt, af)
	p := &DelineationReport{Database: filepath.Base(dir), Options: opt, kept: map[keptLead]keptWaves{}}
	var before func(int)
	if opt.Progress != nil {
		before = func(i int) { opt.Progress(i, len(names), names[i]) }
	}
	err = inOrder(ctx, len(names), workers, func(w *delineateWorker, i int) *delineation { return w.score(names[i]) }, before, func(d *delineation) {
		switch {
		case d.err != nil:
			p.Failed = append(p.Failed, RecordError{d.name, formats.Reason(d.err), d.err})
		case len(d.leads) == 0:
			if !d.reference {
				p.Skipped = append(p.Skipped, d.name)
			}
		default:
			p.Records++
			s.add(d)
			p.Pairs = append(p.Pairs, d.pairs...)
			if opt.KeepErrors {
				for i := range d.leads {
					l := &d.leads[i]
					p.kept[keptLead{d.name, l.sums.lead}] = keptWaves{l.ref, l.test, d.rate}
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if p.Records == 0 && len(p.Failed) == 0 {
		return nil, ErrNoRecords
	}
	s.report(p)
	return p, nil
}

// delineationSums adds up records.
type delineationSums struct {
	opt   *DelineationOptions
	leads []leadSums
	af    map[string]bool
	afSum *PWaveReport
	spans intervalSums
}

// leadSums are the tallies of one lead.
type leadSums struct {
	lead    string
	records int
	tallies [len(fiducialNames)]fiducialTally
}

func newDelineationSums(opt *DelineationOptions, af map[string]bool) *delineationSums {
	return &delineationSums{opt: opt, af: af}
}

func (s *leadSums) add(o *leadSums) {
	s.records += o.records
	for i := range o.tallies {
		s.tallies[i].add(&o.tallies[i])
	}
}

func (s *leadSums) figures() LeadFiducials {
	out := LeadFiducials{Lead: s.lead, Records: s.records}
	for i := range s.tallies {
		out.Fiducials = append(out.Fiducials, s.tallies[i].stats(fiducialNames[i]))
	}
	return out
}

func (s *delineationSums) add(d *delineation) {
	for i := range d.leads {
		l := &d.leads[i]
		k := slices.IndexFunc(s.leads, func(x leadSums) bool { return x.lead == l.sums.lead })
		if k < 0 {
			k = len(s.leads)
			s.leads = append(s.leads, leadSums{lead: l.sums.lead})
		}
		s.leads[k].add(&l.sums)
	}
	s.spans.add(d, s.opt.Leads == nil)
	if s.af[d.name] {
		if s.afSum == nil {
			s.afSum = new(PWaveReport)
		}
		s.afSum.add(d)
	}
}

func (s *delineationSums) report(p *DelineationReport) {
	all, primary := leadSums{lead: "all"}, leadSums{lead: strings.Join(PrimaryLeads, "+")}
	found := 0
	for i := range s.leads {
		l := &s.leads[i]
		p.Leads = append(p.Leads, l.figures())
		all.add(l)
		if slices.Contains(PrimaryLeads, l.lead) {
			primary.add(l)
			found++
		}
	}
	p.All = all.figures()
	if found == len(PrimaryLeads) {
		f := primary.figures()
		p.Primary = &f
	}
	p.Intervals = s.spans.stats()
	p.AF = s.afSum
}
