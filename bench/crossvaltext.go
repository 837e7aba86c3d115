package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text writes the report as tables; of o, SummaryOnly leaves the parts out.
func (p *CVReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [CVReport.Text] writes as Markdown.
func (p *CVReport) Markdown(w io.Writer, o TextOptions) error { return p.document(o).markdown(w) }

func (p *CVReport) document(o TextOptions) *document {
	lead := p.Options.QRS.Lead
	if lead == "" {
		lead = LeadAll
	}
	q := QRSReport{Options: QRSOptions{Beats: p.Options.QRS.Beats}}
	d := &document{
		title: fmt.Sprintf("cross-validation, %s, lead %s", p.Database, lead),
		lines: []string{q.rules(), fmt.Sprintf("%d parts by record, %d sets of values scored", len(p.Folds), p.Evaluations)},
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	chosen := table{title: "chosen values", head: []string{"part left out"}}
	def := []string{"default"}
	for _, x := range p.Options.Parameters {
		chosen.head = append(chosen.head, x.Name)
		def = append(def, number(x.Default))
	}
	scores := table{title: "scores", head: []string{"", "TP", "FN", "FP", "F1", "error", "unpaced F1"}}
	score := func(name string, s *CVScore) {
		scores.row(cellsOf(name, counts(s.QRS.TP, s.QRS.FN, s.QRS.FP), []string{fixed(s.F1, 3), fixed(s.ErrorRate, 3), fixed(s.UnpacedF1, 3)})...)
	}
	line := func(name string, values []float64) {
		row := []string{name}
		for _, v := range values {
			row = append(row, number(v))
		}
		chosen.row(row...)
	}
	for i := range p.Folds {
		f := &p.Folds[i]
		line(strconv.Itoa(i+1)+": "+strings.Join(f.Records, " "), f.Values)
		if !o.SummaryOnly {
			score("part "+strconv.Itoa(i+1), &f.Test)
		}
	}
	line("none", p.Values)
	chosen.row(def...)
	scores.gap()
	score("cross-validated", &p.Pooled)
	score("default values", &p.Default)
	score("chosen on all records", &p.Resubstitution)
	if !o.SummaryOnly {
		d.tables = append(d.tables, chosen)
	}
	d.tables = append(d.tables, scores)
	return d
}
