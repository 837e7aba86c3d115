package bench

import (
	"fmt"
	"io"
	"strings"
)

// MatrixForm chooses whether and how a report shows class and run matrices.
type MatrixForm string

// Forms of matrices.
const (
	MatrixGross     MatrixForm = ""          // the full ones of the sums only
	MatrixFull      MatrixForm = "full"      // the full ones of every record too
	MatrixCondensed MatrixForm = "condensed" // of every record and the sums, with rows and columns joined as in the line format
	MatrixNone      MatrixForm = "none"
)

// TextOptions choose what [QRSReport.Text] and [QRSReport.Markdown] show. The zero value shows all but the records' matrices.
type TextOptions struct {
	// SummaryOnly leaves out the lines of records and leads, and the matrices.
	SummaryOnly bool
	Matrix      MatrixForm
}

// Text writes the report as aligned tables: a line for each record (p marks paced ones), gross and average figures with and
// without paced records and, lead by lead, those of each lead; then the matrices and the further comparisons that were made.
// Ratios are in percent, "-" where undefined.
func (p *QRSReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [QRSReport.Text] writes as Markdown.
func (p *QRSReport) Markdown(w io.Writer, o TextOptions) error { return p.document(o).markdown(w) }

func (p *QRSReport) document(o TextOptions) *document {
	if o.SummaryOnly {
		o.Matrix = MatrixNone
	}
	d := &document{title: fmt.Sprintf("QRS detection, %s, %s", p.Database, p.subject()), lines: []string{p.rules()}}
	d.tables = append(d.tables, p.beatTable(o))
	if !p.ByLead {
		d.tables = append(d.tables, p.beatMatrices(o.Matrix)...)
	}
	for _, s := range p.sections() {
		d.tables = append(d.tables, p.sectionTable(s, o))
		if s.matrices != nil {
			d.tables = append(d.tables, p.runMatrices(s, o.Matrix)...)
		}
	}
	d.notes = p.remarks()
	return d
}

// beatTable is the table of the beat-by-beat comparison.
func (p *QRSReport) beatTable(o TextOptions) table {
	t := table{head: []string{"record", "beats", "TP", "FN", "FP", "Se", "+P", "F1", "error"}}
	if p.Classes {
		t.head = append(t.head, "V Se", "V +P", "V FPR", "S Se", "S +P")
	}
	t.head = append(t.head, "RR err ms")
	ratios := func(s *Stats) []string {
		out := []string{fixed(s.Se, 2), fixed(s.PPV, 2), fixed(s.F1, 2), fixed(s.ErrorRate, 2)}
		if p.Classes {
			out = append(out, fixed(s.VEBSe, 2), fixed(s.VEBPPV, 2), fixed(s.VEBFPR, 3), fixed(s.SVEBSe, 2), fixed(s.SVEBPPV, 2))
		}
		return append(out, fixed(s.RMSRR, 2))
	}
	line := func(name string, beats int, c Counts, s *Stats) {
		t.row(cellsOf(name, counts(beats, c.TP, c.FN, c.FP), ratios(s))...)
	}
	if !p.ByLead && !o.SummaryOnly {
		for i := range p.Records {
			r := &p.Records[i]
			line(r.name(), r.Beats.Matrix.Beats(), r.QRS, &r.Stats)
		}
		t.gap()
	}
	if !o.SummaryOnly {
		for i := range p.Leads {
			l := &p.Leads[i]
			line("lead "+l.Lead, l.Beats, l.QRS, &l.Gross)
		}
		t.gap()
	}
	for _, s := range p.summaries() {
		line("gross, "+s.name, s.Beats, s.QRS, &s.Gross)
		t.row(cellsOf("average, "+s.name, blanks(4), ratios(&s.Average))...)
	}
	return t
}

// name is how a line of a report calls the record.
func (r *RecordResult) name() string {
	name := r.Record
	if r.Lead != "" {
		name += " " + r.Lead
	}
	if r.Paced {
		name += " p"
	}
	return name
}

// namedSummary is a summary and what it covers.
type namedSummary struct {
	name string
	*Summary
}

// summaries are those of all records and, where there are paced ones, of the others.
func (p *QRSReport) summaries() []namedSummary {
	unit := ""
	if len(p.Leads) > 0 {
		unit = " leads"
	}
	out := []namedSummary{{fmt.Sprintf("all %d%s", p.All.Records, unit), &p.All}}
	if p.Unpaced.Records < p.All.Records {
		out = append(out, namedSummary{fmt.Sprintf("unpaced %d%s", p.Unpaced.Records, unit), &p.Unpaced})
	}
	return out
}

// remarks say which records could not be scored.
func (p *QRSReport) remarks() []string {
	var out []string
	for _, f := range p.Failed {
		out = append(out, fmt.Sprintf("%s: not scored: %v", f.Record, f.Err))
	}
	if len(p.Skipped) > 0 {
		out = append(out, "without reference annotations: "+strings.Join(p.Skipped, " "))
	}
	return out
}

// subject says what was scored.
func (p *QRSReport) subject() string {
	o := &p.Options
	if o.AnnDir != "" {
		return "annotation files"
	}
	name, lead := o.Detector, o.Lead
	if name == "" {
		name = "default"
	}
	if o.Detect != nil || o.NewDetect != nil {
		name = "given"
	}
	if lead == "" {
		lead = LeadAll
	}
	return fmt.Sprintf("detector %s, lead %s", name, lead)
}

// rules says how it was scored.
func (p *QRSReport) rules() string {
	o := p.Options.Beats
	window := o.Window
	if window == 0 {
		window = DefaultWindow
	}
	if p.ByLead {
		return fmt.Sprintf("window %g ms, within the annotated span of each lead", window*1000)
	}
	return fmt.Sprintf("window %g ms, %s", window*1000, period(o.Start))
}

// period says from when on records are scored.
func period(start float64) string {
	switch {
	case start < 0:
		return "whole records"
	case start == 0:
		start = DefaultStart
	}
	return fmt.Sprintf("from %g s on", start)
}
