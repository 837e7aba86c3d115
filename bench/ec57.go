package bench

import (
	"fmt"
	"io"
	"strconv"
)

// EC57Options choose what [QRSReport.EC57] writes. The zero value distinguishes supraventricular ectopic beats and writes no
// matrices.
type EC57Options struct {
	// MergeSVEB counts supraventricular ectopic beats as normal, and gives the false positive rate of ventricular ones instead.
	MergeSVEB bool
	// Matrix adds matrices; MatrixGross, the zero value, here means none.
	Matrix MatrixForm
}

// EC57 writes the report in the form of the standard's record-by-record tables, with the columns of the line formats of bxb, rxr
// and epicmp and the last lines of sumstats: beats, what was missed in stretches called unreadable, and the further comparisons
// that were made. A name of a column like Nn' is a cell of the class matrix, reference first; a prime joins cells: n' is n, f
// and q; o' is o and x; F' is F and Q; O' is O and X, as far as the columns beside it leave them.
func (p *QRSReport) EC57(w io.Writer, o EC57Options) error {
	d := &document{title: "EC57, " + p.Database + ", " + p.subject(), lines: []string{p.rules()}, notes: p.remarks()}
	d.tables = append(d.tables, p.lineTable(o.MergeSVEB), p.shutdownTable())
	if o.Matrix != MatrixGross {
		d.tables = append(d.tables, p.beatMatrices(o.Matrix)...)
	}
	for _, s := range p.sections() {
		d.tables = append(d.tables, p.ec57Section(s))
		if s.matrices != nil && o.Matrix != MatrixGross {
			d.tables = append(d.tables, p.runMatrices(s, o.Matrix)...)
		}
	}
	return d.text(w)
}

// lineCell is a column of the line format: the sum of the cells where rows and columns of the matrix meet.
type lineCell struct{ head, rows, columns string }

var lineCells = []lineCell{
	{"Nn'", "N", "NFQ"}, {"Sn'", "S", "NFQ"}, {"Vn'", "V", "NFQ"},
	{"Fn'", "FQ", "NFQ"}, {"On'", "OX", "NFQ"},
	{"Ns", "N", "S"}, {"Ss", "S", "S"}, {"Vs", "V", "S"},
	{"Fs'", "FQ", "S"}, {"Os'", "OX", "S"},
	{"Nv", "N", "V"}, {"Sv", "S", "V"}, {"Vv", "V", "V"},
	{"Fv'", "FQ", "V"}, {"Ov'", "OX", "V"},
	{"No'", "N", "OX"}, {"So'", "S", "OX"}, {"Vo'", "V", "OX"},
	{"Fo'", "FQ", "OX"},
}

// lineCellsMerged are those with S merged into N.
var lineCellsMerged = []lineCell{
	{"Nn'", "N", "NFQ"}, {"Vn'", "V", "NFQ"}, {"Fn'", "FQ", "NFQ"}, {"On'", "OX", "NFQ"},
	{"Nv", "N", "V"}, {"Vv", "V", "V"}, {"Fv'", "FQ", "V"}, {"Ov'", "OX", "V"},
	{"No'", "N", "OX"}, {"Vo'", "V", "OX"}, {"Fo'", "FQ", "OX"},
}

// MergeSVEB returns the matrix of the same comparison with supraventricular ectopic beats counted as normal: matching does not
// look at classes.
func (m *Matrix) MergeSVEB() Matrix {
	out := *m
	for k := range out {
		out[N][k] += out[S][k]
		out[S][k] = 0
	}
	for k := range out {
		out[k][N] += out[k][S]
		out[k][S] = 0
	}
	return out
}

// lineTable is the line format of the beat-by-beat comparison, with sums, gross figures and averages.
func (p *QRSReport) lineTable(merge bool) table {
	cells, t := lineCells, table{title: "beat by beat", head: []string{"Record"}}
	ratioHead := []string{"Q Se", "Q +P", "V Se", "V +P", "S Se", "S +P", "RR err"}
	if merge {
		cells, ratioHead = lineCellsMerged, []string{"Q Se", "Q +P", "V Se", "V +P", "V FPR"}
	}
	for _, c := range cells {
		t.head = append(t.head, c.head)
	}
	t.head = append(t.head, ratioHead...)
	matrix := func(m *Matrix) *Matrix {
		if merge {
			x := m.MergeSVEB()
			return &x
		}
		return m
	}
	cellsIn := func(m *Matrix) (out []string) {
		for _, c := range cells {
			out = append(out, strconv.Itoa(m.sum(c.rows, c.columns)))
		}
		return out
	}
	ratios := func(s *Stats) []string {
		out := []string{fixed(s.Se, 2), fixed(s.PPV, 2), fixed(s.VEBSe, 2), fixed(s.VEBPPV, 2)}
		if merge {
			return append(out, fixed(s.VEBFPR, 3))
		}
		return append(out, fixed(s.SVEBSe, 2), fixed(s.SVEBPPV, 2), fixed(s.RMSRR, 2))
	}
	all, unpaced := make([]Stats, 0, len(p.Records)), []Stats(nil)
	for i := range p.Records {
		r := &p.Records[i]
		m := matrix(&r.Beats.Matrix)
		s := m.Stats()
		s.RMSRR = r.Stats.RMSRR
		if all = append(all, s); !r.Paced {
			unpaced = append(unpaced, s)
		}
		t.row(cellsOf(r.name(), cellsIn(m), ratios(&s))...)
	}
	t.gap()
	for k, sum := range p.summaries() {
		m := matrix(&sum.Matrix)
		gross, average := m.Stats(), Average([][]Stats{all, unpaced}[k])
		t.row(cellsOf("Sum, "+sum.name, cellsIn(m))...)
		t.row(cellsOf("Gross", blanks(len(cells)), ratios(&gross))...)
		t.row(cellsOf("Average", blanks(len(cells)), ratios(&average))...)
		t.notes = append(t.notes, fmt.Sprintf("Total QRS complexes, %s: %d; VEBs: %d; SVEBs: %d",
			sum.name, m.Beats(), m.sum("V", matrixClasses), m.sum("S", matrixClasses)))
	}
	return t
}

// shutdownTable says what was missed while the test side called the signals unreadable.
func (p *QRSReport) shutdownTable() table {
	t := table{title: "missed in unreadable stretches",
		head: []string{"Record", "Nx", "Sx", "Vx", "Fx", "Qx", "% beats", "% N", "% S", "% V", "% F", "seconds", "N", "S", "V", "F", "Q"}}
	cells := func(m *Matrix, seconds int64) []string {
		var missed, totals []int
		for _, class := range "NSVFQ" {
			x, all := m.Missed(string(class))
			missed, totals = append(missed, x), append(totals, all)
		}
		out := counts(missed...)
		for _, classes := range []string{"NSVFQ", "N", "S", "V", "F"} {
			x, all := m.Missed(classes)
			out = append(out, fixed(percent(x, all), 2))
		}
		return append(append(out, strconv.FormatInt(seconds, 10)), counts(totals...)...)
	}
	var all, unpaced int64
	for i := range p.Records {
		r := &p.Records[i]
		if all += r.Beats.ShutdownSeconds; !r.Paced {
			unpaced += r.Beats.ShutdownSeconds
		}
		t.row(cellsOf(r.name(), cells(&r.Beats.Matrix, r.Beats.ShutdownSeconds))...)
	}
	t.gap()
	for k, sum := range p.summaries() {
		t.row(cellsOf("Sum, "+sum.name, cells(&sum.Matrix, []int64{all, unpaced}[k]))...)
	}
	return t
}

// ec57Section is the line format of another comparison.
func (p *QRSReport) ec57Section(s section) table {
	t := p.sectionTable(s, TextOptions{})
	t.head[0] = "Record"
	return t
}
