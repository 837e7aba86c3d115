package bench

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Text writes the report as aligned tables: the fiducials of the primary leads, of all leads and of each lead, the intervals, and P
// waves in atrial fibrillation. Ratios are in percent, times in ms.
func (p *DelineationReport) Text(w io.Writer, o TextOptions) error { return p.document(o).text(w) }

// Markdown writes what [DelineationReport.Text] writes as Markdown.
func (p *DelineationReport) Markdown(w io.Writer, o TextOptions) error {
	return p.document(o).markdown(w)
}

func (p *DelineationReport) document(o TextOptions) *document {
	d := &document{title: fmt.Sprintf("delineation, %s, %d records, %s", p.Database, p.Records, p.subject()), lines: []string{p.rules()}}
	d.tables = append(d.tables, p.fiducialTables(o)...)
	d.tables = append(d.tables, p.intervalTable(o))
	if p.AF != nil {
		d.tables = append(d.tables, p.AF.table(o))
	}
	d.notes = remarks(p.Failed, p.Skipped)
	return d
}

// remarks say which records could not be scored.
func remarks(failed []RecordError, skipped []string) []string {
	var out []string
	for _, f := range failed {
		out = append(out, fmt.Sprintf("%s: not scored: %v", f.Record, f.Err))
	}
	if len(skipped) > 0 {
		out = append(out, "without reference: "+strings.Join(skipped, " "))
	}
	return out
}

func (p *DelineationReport) subject() string {
	switch {
	case p.Options.AnnDir != "":
		return "annotation files"
	case p.Options.Single:
		return "each lead alone"
	}
	return "all leads together"
}

func (p *DelineationReport) rules() string {
	window := p.Options.Window
	if window == 0 {
		window = DefaultWindow
	}
	return fmt.Sprintf("window %g ms, one to one, within the annotated span of each lead; error: test minus reference, ms", window*1000)
}

var fiducialHead = []string{"", "marks", "TP", "FN", "FP", "Se", "+P", "mean", "SD", "|median|", "|95 %|"}

func (p *DelineationReport) fiducialTables(o TextOptions) []table {
	full := func(l *LeadFiducials, name string) table {
		t := table{title: fmt.Sprintf("%s, %d leads", name, l.Records), head: fiducialHead}
		for i := range l.Fiducials {
			f := &l.Fiducials[i]
			t.row(cellsOf(f.Fiducial, counts(f.TP+f.FN, f.TP, f.FN, f.FP),
				[]string{fixed(f.Se, 2), fixed(f.PPV, 2), signed(f.Mean), ms(f.SD), ms(f.Median), ms(f.P95)})...)
			if i%marksPerWave == marksPerWave-1 && i+1 < len(l.Fiducials) {
				t.gap()
			}
		}
		return t
	}
	var out []table
	if p.Primary != nil {
		out = append(out, full(p.Primary, p.Primary.Lead))
	}
	if len(p.Leads) > 1 {
		out = append(out, full(&p.All, "all leads"))
	} else if len(p.Leads) == 1 {
		return append(out, full(&p.Leads[0], "lead "+p.Leads[0].Lead))
	}
	if o.SummaryOnly || len(p.Leads) == 0 {
		return out
	}
	t := table{title: "each lead: Se/+P, mean ± SD", head: append([]string{"lead"}, fiducialNames[:]...)}
	line := func(l *LeadFiducials) {
		cells := []string{l.Lead}
		for i := range l.Fiducials {
			f := &l.Fiducials[i]
			cells = append(cells, fmt.Sprintf("%s/%s %s ± %s", fixed(f.Se, 1), fixed(f.PPV, 1), signed(f.Mean), ms(f.SD)))
		}
		t.row(cells...)
	}
	for i := range p.Leads {
		line(&p.Leads[i])
	}
	t.gap()
	if p.Primary != nil {
		line(p.Primary)
	}
	line(&p.All)
	return append(out, t)
}

func (p *DelineationReport) intervalTable(o TextOptions) table {
	t := table{
		title: "intervals, a median a record, test minus reference, ms; global: earliest onset to latest offset over the leads; median: over the leads",
		head:  []string{"interval", "lead", "from", "records", "missing", "mean", "SD", "|median|", "|95 %|", "mean less 4 %", "SD less 4 %", "CSE limit", "within"},
		notes: []string{"less 4 %: without the records that differ most, as the standard allows; its limits are for the CSE database's global intervals"},
	}
	last := ""
	for i := range p.Intervals {
		v := &p.Intervals[i]
		if o.SummaryOnly && v.Lead != LeadGlobal && v.Lead != LeadMedian {
			continue
		}
		if key := v.Lead + v.Source; key != last {
			t.gap()
			last = key
		}
		within := "no"
		if v.Within {
			within = "yes"
		}
		t.row(v.Interval, v.Lead, v.Source, strconv.Itoa(v.Records), strconv.Itoa(v.Missing), signed(v.Mean), ms(v.SD), ms(v.Median), ms(v.P95),
			signed(v.TrimmedMean), ms(v.TrimmedSD), fmt.Sprintf("±%g / %g", float64(v.LimitMean), float64(v.LimitSD)), within)
	}
	return t
}

func (r *PWaveReport) table(o TextOptions) table {
	t := table{title: "P waves marked in atrial fibrillation", head: []string{"record", "beats", "with P", "%", "P of the reference"}}
	if !o.SummaryOnly {
		for i := range r.Records {
			p := &r.Records[i]
			t.row(p.Record, strconv.Itoa(p.Beats), strconv.Itoa(p.WithP), fixed(p.Share, 1), strconv.Itoa(p.Reference))
		}
		t.gap()
	}
	ref := 0
	for i := range r.Records {
		ref += r.Records[i].Reference
	}
	t.row(fmt.Sprintf("all %d", len(r.Records)), strconv.Itoa(r.Beats), strconv.Itoa(r.WithP), fixed(r.Share, 1), strconv.Itoa(ref))
	return t
}

// ms writes a time in ms, signed with its sign.
func ms(v ecg.Millisecond) string { return fixed(ecg.Value(v), 1) }

func signed(v ecg.Millisecond) string {
	s := ms(v)
	if s != undefined && !strings.HasPrefix(s, "-") {
		s = "+" + s
	}
	return s
}

// ErrorsCSV writes the marks that only one side has, then the pairs more than over ms apart, the worst first, as CSV with a heading:
// record, lead, fiducial, kind (fn, fp or pair), reference and test (samples, empty where absent), error_ms. The run must have been
// made with DelineationOptions.KeepErrors.
func (p *DelineationReport) ErrorsCSV(w io.Writer, over float64) error {
	var list []FiducialPair
	for _, e := range p.Pairs {
		if e.Kind != KindPair || math.Abs(e.ErrorMS) > over {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, worseFirst)
	rows := [][]string{{"record", "lead", "fiducial", "kind", "reference", "test", "error_ms"}}
	for i := range list {
		e := &list[i]
		ref, test, size := strconv.FormatInt(e.Ref, 10), strconv.FormatInt(e.Test, 10), strconv.FormatFloat(e.ErrorMS, 'f', 1, 64)
		switch e.Kind {
		case KindFN:
			test, size = "", ""
		case KindFP:
			ref, size = "", ""
		}
		rows = append(rows, []string{e.Record, e.Lead, e.Fiducial, e.Kind, ref, test, size})
	}
	return writeCSV(w, rows)
}

// worseFirst orders marks: what one side lacks is worse than any error.
func worseFirst(a, b FiducialPair) int {
	if c := cmp.Compare(b.unpaired(), a.unpaired()); c != 0 || a.Kind != KindPair {
		return c
	}
	return compareSizes(b.ErrorMS, a.ErrorMS)
}

func (e *FiducialPair) unpaired() int {
	if e.Kind == KindPair {
		return 0
	}
	return 1
}

func compareSizes(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) }
