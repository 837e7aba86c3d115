package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text writes the report as aligned tables. Ratios are in percent, with Wilson's 95 % confidence intervals.
func (p *QualityReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [QualityReport.Text] writes as Markdown.
func (p *QualityReport) Markdown(w io.Writer, o TextOptions) error {
	return p.document(o).markdown(w)
}

func (p *QualityReport) document(o TextOptions) *document {
	d := &document{
		title: fmt.Sprintf("signal quality, %s, %d records", p.Database, p.Records),
		lines: []string{"called usable: " + p.Usable.String() + " %; with Wilson's 95 % confidence intervals"},
	}
	d.tables = append(d.tables, p.recordTable())
	if p.Noise != nil {
		d.tables = append(d.tables, p.noiseTable(), p.aucTable())
	}
	for i := range p.Reversals {
		d.tables = append(d.tables, p.Reversals[i].table(o))
	}
	if len(p.Stress) > 0 {
		d.tables = append(d.tables, p.stressTable())
	}
	if p.Unread > 0 {
		d.notes = append(d.notes, fmt.Sprintf("%d lists of disturbed leads have words that name none", p.Unread))
	}
	d.notes = append(d.notes, remarks(p.Failed, nil)...)
	return d
}

func (p *QualityReport) recordTable() table {
	t := table{title: "grades of records", head: []string{"grade", "records"}}
	if p.Noise != nil {
		t.head = []string{"grade", "noise named", "none named"}
	}
	for _, g := range p.RecordGrades {
		if p.Noise != nil {
			t.row(g.Grade, strconv.Itoa(g.With), strconv.Itoa(g.Without))
			continue
		}
		t.row(g.Grade, strconv.Itoa(g.With+g.Without))
	}
	return t
}

func (p *QualityReport) noiseTable() table {
	t := table{title: "grades of leads, in which readers name noise (with) or not (without)", head: []string{"noise"}}
	for _, side := range []string{"with", "without"} {
		for _, g := range grades {
			t.head = append(t.head, side+" "+g)
		}
	}
	t.head = append(t.head, "with: below A", "without: below A")
	for i := range p.Noise {
		n := &p.Noise[i]
		cells := []string{n.Kind}
		for _, g := range n.Grades {
			cells = append(cells, strconv.Itoa(g.With))
		}
		for _, g := range n.Grades {
			cells = append(cells, strconv.Itoa(g.Without))
		}
		t.row(append(cells, n.Below.String(), n.BelowWithout.String())...)
	}
	return t
}

func (p *QualityReport) aucTable() table {
	t := table{
		title: "area under the curve: how often a lead with the noise has more than one without",
		head:  []string{"noise", "grade", "baseline", "mains", "muscle"},
	}
	for i := range p.Noise {
		n := &p.Noise[i]
		t.row(n.Kind, fixed(n.AUC.Grade, 1), fixed(n.AUC.Baseline, 1), fixed(n.AUC.Mains, 1), fixed(n.AUC.Muscle, 1))
	}
	return t
}

// shownMistakes is how many of the sets of electrodes named wrongly a line shows.
const shownMistakes = 2

func (s *ReversalStratum) table(o TextOptions) table {
	t := table{
		title: fmt.Sprintf("exchanged electrodes, %s records: %d", s.Group, s.Records),
		head:  []string{"exchange", "found", "right electrodes named", "named instead"},
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		var instead []string
		for _, m := range c.Mistaken[:min(len(c.Mistaken), shownMistakes)] {
			instead = append(instead, fmt.Sprintf("%s: %d", m.Electrodes, m.Records))
		}
		t.row(c.Exchange, c.Found.String(), c.Named.String(), strings.Join(instead, ", "))
	}
	t.gap()
	t.row("as recorded", s.False.String())
	if len(s.Alarms) > 0 && !o.SummaryOnly {
		t.notes = append(t.notes, "called as recorded: "+strings.Join(s.Alarms, " "))
	}
	return t
}

func (p *QualityReport) stressTable() table {
	t := table{title: "clean records with noise added", head: []string{"noise", "SNR dB", "records"}}
	for _, g := range grades {
		t.head = append(t.head, "leads "+g)
	}
	t.head = append(t.head, "usable")
	last := ""
	for i := range p.Stress {
		r := &p.Stress[i]
		if r.Noise != last {
			t.gap()
			last = r.Noise
		}
		cells := []string{r.Noise, strconv.FormatFloat(r.SNR, 'f', -1, 64), strconv.Itoa(r.Records)}
		for _, g := range r.Leads {
			cells = append(cells, fixed(g.Share, 1))
		}
		t.row(append(cells, r.Usable.String())...)
	}
	return t
}
