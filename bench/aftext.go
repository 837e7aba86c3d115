package bench

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text writes the report as aligned tables. The figures of durations and episodes are in percent.
func (p *AFReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [AFReport.Text] writes as Markdown.
func (p *AFReport) Markdown(w io.Writer, o TextOptions) error { return p.document(o).markdown(w) }

func (p *AFReport) document(o TextOptions) *document {
	d := &document{title: "atrial fibrillation, " + p.Database}
	if p.Strips != nil {
		d.lines = []string{"one decision a record: does the analysis find " + findingAF}
		d.tables = p.Strips.tables()
	} else {
		d.lines = []string{p.rules()}
		d.tables = p.tables(o)
	}
	for _, f := range p.Failed {
		d.notes = append(d.notes, fmt.Sprintf("%s: not scored: %v", f.Record, f.Err))
	}
	if len(p.Skipped) > 0 {
		d.notes = append(d.notes, "without reference: "+strings.Join(p.Skipped, " "))
	}
	return d
}

func (p *AFReport) rules() string {
	s := "from RR intervals of the detected beats"
	if p.Source == AFIntervals {
		s = "from given RR intervals"
	}
	s += ", " + period(p.Options.Episodes.Start)
	if p.Options.Episodes.ExcludeFlutter {
		s += ", without the time of atrial flutter"
	}
	return s
}

func (p *AFReport) tables(o TextOptions) []table {
	t := table{title: "by episode and duration", head: append(cellsOf("record", episodeHead), "Sp")}
	u := table{title: "duration, with 95 % confidence intervals", head: []string{"records", "Se", "Sp", "+P", "TP", "FN", "FP", "TN"},
		notes: []string{"Wilson's intervals with the effective sample size that the differences between records leave"}}
	if !o.SummaryOnly {
		for i := range p.Records {
			r := &p.Records[i]
			name := r.Record
			if r.Paced {
				name += " p"
			}
			t.row(append(cellsOf(name, r.cells(r.Stats())), whole(r.Sp))...)
		}
		t.gap()
	}
	for _, s := range []struct {
		name string
		*AFSummary
	}{{"all", p.All}, {"unpaced", p.Unpaced}} {
		if s.name != "all" && s.Records == p.All.Records {
			continue
		}
		e := s.Episodes
		name := s.name + " " + strconv.Itoa(s.Records)
		t.row(append(cellsOf("gross, "+name, e.cells(e.Gross)), whole(s.Sp.Value))...)
		t.row(cellsOf("average, "+name, blanks(4), e.Average.cells())...)
		d := s.Durations
		u.row(name, s.Se.String(), s.Sp.String(), s.PPV.String(), clock(d.TP), clock(d.FN), clock(d.FP), clock(d.TN))
	}
	return []table{t, u}
}

func (s *StripReport) tables() []table {
	t := table{title: "by label", head: []string{"label", "records", "called", "not called"}}
	for _, l := range s.Labels {
		t.row(cellsOf(l.Label, counts(l.Records, l.Called, l.Records-l.Called))...)
	}
	u := table{title: "of " + labelAF + ", with Wilson's 95 % confidence intervals", head: []string{"records", "Se", "Sp", "+P", "F1"}}
	u.row(strconv.Itoa(s.Records), s.Se.String(), s.Sp.String(), s.PPV.String(), fixed(s.F1, 2))
	return []table{t, u}
}
