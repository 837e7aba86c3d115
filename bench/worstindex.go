package bench

import (
	"bufio"
	"fmt"
	"html"
	"io"
)

// WriteWorstIndex writes an HTML page that shows pictures of the cases, one file for each, with a table of contents. files holds
// their names, relative to the page.
func WriteWorstIndex(w io.Writer, p *QRSReport, cases []WorstCase, files []string) error {
	b := bufio.NewWriter(w)
	title := html.EscapeString(p.Database + ": misses and false detections")
	q := p.All.Gross
	fmt.Fprintf(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>%s</title>\n", title)
	fmt.Fprint(b, "<style>body{font-family:sans-serif;margin:2em}td,th{padding:.1em .8em;text-align:left}"+
		"img{max-width:100%;border:1px solid #ccc}</style>\n")
	fmt.Fprintf(b, "<h1>%s</h1>\n<p>%d records, QRS: sensitivity %.3f %%, positive predictivity %.3f %%, F1 %.3f %%. %d cases are shown. "+
		"Above the trace are the beats of the reference (class and symbol), below those of the detector.</p>\n",
		title, len(p.Records), float64(q.Se), float64(q.PPV), float64(q.F1), len(cases))
	fmt.Fprint(b, "<table>\n<tr><th>record<th>lead<th>time<th>kind<th>reference<th>detector<th>of the record's\n")
	for i := range cases {
		c := &cases[i]
		fmt.Fprintf(b, "<tr><td><a href=\"#c%d\">%s</a><td>%s<td>%s<td>%s<td>%s<td>%s<td>%d\n", i, html.EscapeString(c.Record), html.EscapeString(c.Lead),
			tenths(c.Seconds), c.Kind, html.EscapeString(c.Ref), html.EscapeString(c.Test), c.Of)
	}
	fmt.Fprint(b, "</table>\n")
	for i := range cases {
		text := html.EscapeString(cases[i].Title())
		fmt.Fprintf(b, "<h2 id=\"c%d\">%s</h2>\n<img loading=\"lazy\" src=\"%s\" alt=\"%s\">\n", i, text, html.EscapeString(files[i]), text)
	}
	fmt.Fprint(b, "</html>\n")
	return b.Flush()
}
