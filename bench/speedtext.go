package bench

import (
	"fmt"
	"io"
	"strconv"
)

// Text writes the report as a table; no option changes it.
func (p *SpeedReport) Text(w io.Writer, _ TextOptions) error { return p.document().text(w) }

// Markdown writes what [SpeedReport.Text] writes as Markdown.
func (p *SpeedReport) Markdown(w io.Writer, _ TextOptions) error { return p.document().markdown(w) }

func (p *SpeedReport) document() *document {
	t := table{head: []string{"detector", "leads", "beats", "ns/sample", "Msamples/s", "ratio", "allocations"}}
	number := func(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
	for _, r := range p.Rows {
		t.row(r.Detector+", "+r.Mode, strconv.Itoa(r.Leads), strconv.Itoa(r.Beats), number(r.NS, 2), number(r.Msps, 1), number(r.Ratio, 2),
			strconv.FormatUint(r.Allocs, 10))
	}
	t.row("plain pass", "1", "", number(p.PlainNS, 2), number(1000/p.PlainNS, 1), "1.00")
	return &document{
		title: "speed of QRS detectors, " + p.Record,
		lines: []string{
			fmt.Sprintf("%d samples at %g Hz in memory, one core, samples of all leads counted; blocks of %g s in a stream",
				p.Samples, p.Rate, p.Options.Block),
			"ratio: to the plain pass, a band-pass, derivative, squaring and moving sum, timed in the same rounds",
		},
		tables: []table{t},
	}
}
