package bench

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text writes the report as an aligned table. Ratios are in percent, with Wilson's 95 % confidence intervals.
func (p *DiagnosisReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [DiagnosisReport.Text] writes as Markdown.
func (p *DiagnosisReport) Markdown(w io.Writer, o TextOptions) error {
	return p.document(o).markdown(w)
}

func (p *DiagnosisReport) document(o TextOptions) *document {
	d := &document{
		title: fmt.Sprintf("diagnoses, %s, %d records", p.Database, p.Records),
		lines: []string{"findings against labels, with Wilson's 95 % confidence intervals; out: records whose label leaves it open; definite: calls of that tier only"},
	}
	t := table{head: []string{"", "labelled", "TP", "FN", "FP", "TN", "out", "Se", "Sp", "+P", "F1", "definite TP", "FP"}}
	for i := range p.Diagnoses {
		s := &p.Diagnoses[i]
		t.row(cellsOf(s.Diagnosis, counts(s.TP+s.FN, s.TP, s.FN, s.FP, s.TN, s.Left),
			[]string{s.Se.String(), s.Sp.String(), s.PPV.String(), fixed(s.F1, 1)}, counts(s.Definite.TP, s.Definite.FP))...)
	}
	d.tables = append(d.tables, t)
	d.notes = remarks(p.Failed, nil)
	return d
}

// ErrorsCSV writes the wrong decisions as CSV with a heading: diagnosis, record, kind (fn or fp).
func (p *DiagnosisReport) ErrorsCSV(w io.Writer) error {
	rows := [][]string{{"diagnosis", "record", "kind"}}
	for i := range p.Diagnoses {
		s := &p.Diagnoses[i]
		for _, r := range s.Missed {
			rows = append(rows, []string{s.Diagnosis, r, KindFN})
		}
		for _, r := range s.False {
			rows = append(rows, []string{s.Diagnosis, r, KindFP})
		}
	}
	return writeCSV(w, rows)
}

func writeCSV(w io.Writer, rows [][]string) error {
	b := bufio.NewWriter(w)
	if err := csv.NewWriter(b).WriteAll(rows); err != nil {
		return err
	}
	return b.Flush()
}

// Text writes the report as aligned tables.
func (p *STEMIReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [STEMIReport.Text] writes as Markdown.
func (p *STEMIReport) Markdown(w io.Writer, o TextOptions) error { return p.document(o).markdown(w) }

func (p *STEMIReport) document(o TextOptions) *document {
	d := &document{
		title: fmt.Sprintf("acute coronary occlusion, %s, %d records", p.Database, p.Records),
		lines: []string{"called: " + strings.Join(stemiFindings, " or ") + ", by the surest of a record; with Wilson's 95 % confidence intervals"},
	}
	t := table{head: []string{"label", "records", "definite", "probable", "possible", "called %", "definite or probable %", "ST elevation only"}}
	for i := range p.Groups {
		g := &p.Groups[i]
		t.row(g.Group, strconv.Itoa(g.Records), strconv.Itoa(g.Definite), strconv.Itoa(g.Probable), strconv.Itoa(g.Possible),
			g.Called.String(), g.Sure.String(), strconv.Itoa(g.STElevation))
	}
	d.tables = append(d.tables, t)
	if len(p.Cases) > 0 && !o.SummaryOnly {
		u := table{title: "acute infarcts, and other records called", head: []string{"record", "group", "labels", "called", "findings"}}
		last := p.Cases[0].Group
		for i := range p.Cases {
			c := &p.Cases[i]
			if c.Group != last {
				u.gap()
				last = c.Group
			}
			tier := c.Tier
			if tier == "" {
				tier = "no"
			}
			u.row(c.Record, c.Group, strings.Join(c.Labels, ", "), tier, strings.Join(c.Findings, ", "))
		}
		d.tables = append(d.tables, u)
	}
	d.notes = remarks(p.Failed, nil)
	return d
}
