package bench

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// column is one column of the table: a heading and how a line's figure is written.
type column struct {
	head string
	cell func(c Counts, beats int, s *Stats) string
}

func countColumn(head string, f func(c Counts, beats int) int) column {
	return column{head, func(c Counts, beats int, _ *Stats) string { return fmt.Sprint(f(c, beats)) }}
}

func statColumn(head string, decimals int, f func(s *Stats) ecg.Value) column {
	return column{head, func(_ Counts, _ int, s *Stats) string {
		if v := f(s); ecg.Known(v) {
			return fmt.Sprintf("%.*f", decimals, float64(v))
		}
		return "-"
	}}
}

var qrsColumns = []column{
	countColumn("beats", func(_ Counts, beats int) int { return beats }),
	countColumn("TP", func(c Counts, _ int) int { return c.TP }),
	countColumn("FN", func(c Counts, _ int) int { return c.FN }),
	countColumn("FP", func(c Counts, _ int) int { return c.FP }),
	statColumn("Se", 2, func(s *Stats) ecg.Value { return s.Se }),
	statColumn("+P", 2, func(s *Stats) ecg.Value { return s.PPV }),
	statColumn("F1", 2, func(s *Stats) ecg.Value { return s.F1 }),
	statColumn("error", 2, func(s *Stats) ecg.Value { return s.ErrorRate }),
}

var classColumns = []column{
	statColumn("V Se", 2, func(s *Stats) ecg.Value { return s.VEBSe }),
	statColumn("V +P", 2, func(s *Stats) ecg.Value { return s.VEBPPV }),
	statColumn("V FPR", 3, func(s *Stats) ecg.Value { return s.VEBFPR }),
	statColumn("S Se", 2, func(s *Stats) ecg.Value { return s.SVEBSe }),
	statColumn("S +P", 2, func(s *Stats) ecg.Value { return s.SVEBPPV }),
}

var rrColumns = []column{statColumn("RR err ms", 2, func(s *Stats) ecg.Value { return s.RMSRR })}

// Text writes the report as a table: a line for each record (p marks paced ones), gross and average figures with and
// without paced records, and, lead by lead, those of each lead. Ratios are in percent, "-" where undefined.
func (p *QRSReport) Text(w io.Writer) error {
	b := bufio.NewWriter(w)
	columns := append([]column(nil), qrsColumns...)
	if p.Classes {
		columns = append(columns, classColumns...)
	}
	columns = append(columns, rrColumns...)
	t := table{w: b, columns: columns}

	fmt.Fprintf(b, "QRS detection, %s, %s\n", p.Database, p.subject())
	fmt.Fprintf(b, "%s\n\n", p.rules())
	t.heading()
	if !p.ByLead {
		for i := range p.Records {
			r := &p.Records[i]
			name := r.Record
			if r.Lead != "" {
				name += " " + r.Lead
			}
			if r.Paced {
				name += " p"
			}
			t.line(name, r.QRS, r.Beats.Matrix.Beats(), &r.Stats)
		}
		b.WriteByte('\n')
	}
	for i := range p.Leads {
		l := &p.Leads[i]
		t.line("lead "+l.Lead, l.QRS, l.Beats, &l.Gross)
	}
	if len(p.Leads) > 0 {
		b.WriteByte('\n')
	}
	t.summary(fmt.Sprintf("all %d", p.All.Records), &p.All)
	if p.Unpaced.Records < p.All.Records {
		t.summary(fmt.Sprintf("unpaced %d", p.Unpaced.Records), &p.Unpaced)
	}
	for _, f := range p.Failed {
		fmt.Fprintf(b, "%s: not scored: %v\n", f.Record, f.Err)
	}
	if len(p.Skipped) > 0 {
		fmt.Fprintf(b, "without reference annotations: %s\n", strings.Join(p.Skipped, " "))
	}
	return b.Flush()
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
	if o.Detect != nil {
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
	switch {
	case p.ByLead:
		return fmt.Sprintf("window %g ms, within the annotated span of each lead", window*1000)
	case o.Start < 0:
		return fmt.Sprintf("window %g ms, whole records", window*1000)
	case o.Start == 0:
		o.Start = DefaultStart
	}
	return fmt.Sprintf("window %g ms, from %g s on", window*1000, o.Start)
}

type table struct {
	w       *bufio.Writer
	columns []column
}

const (
	nameWidth = 20
	cellWidth = 8
)

func (t *table) heading() {
	fmt.Fprintf(t.w, "%-*s", nameWidth, "record")
	for _, c := range t.columns {
		fmt.Fprintf(t.w, " %*s", max(cellWidth, len(c.head)), c.head)
	}
	t.w.WriteByte('\n')
}

func (t *table) line(name string, counts Counts, beats int, s *Stats) {
	fmt.Fprintf(t.w, "%-*s", nameWidth, name)
	for _, c := range t.columns {
		fmt.Fprintf(t.w, " %*s", max(cellWidth, len(c.head)), c.cell(counts, beats, s))
	}
	t.w.WriteByte('\n')
}

// summary writes the gross line and the line of averages, which has no counts.
func (t *table) summary(name string, s *Summary) {
	t.line("gross, "+name, s.QRS, s.Beats, &s.Gross)
	fmt.Fprintf(t.w, "%-*s", nameWidth, "average, "+name)
	for i, c := range t.columns {
		cell := ""
		if i >= 4 { // the first four are counts
			cell = c.cell(Counts{}, 0, &s.Average)
		}
		fmt.Fprintf(t.w, " %*s", max(cellWidth, len(c.head)), cell)
	}
	t.w.WriteByte('\n')
}
