package bench

import "strconv"

// Condensed matrices join the rows and columns of a Matrix as the line format does: fusion and unclassifiable beats have one row,
// and what the test calls so counts as normal; being missed and being called unreadable are one.
var (
	condensedRows    = []struct{ name, rows string }{{"N", "N"}, {"S", "S"}, {"V", "V"}, {"F'", "FQ"}, {"O'", "OX"}}
	condensedColumns = []struct{ name, columns string }{{"n'", "NFQ"}, {"s", "S"}, {"v", "V"}, {"o'", "OX"}}
)

// matrixTable writes m with the reference's classes as rows.
func matrixTable(title string, m *Matrix, condensed bool) table {
	t := table{title: title, head: []string{"reference \\ test"}}
	if condensed {
		for _, c := range condensedColumns {
			t.head = append(t.head, c.name)
		}
		for _, r := range condensedRows {
			row := []string{r.name}
			for _, c := range condensedColumns {
				if r.name == "O'" && c.name == "o'" {
					continue
				}
				row = append(row, strconv.Itoa(m.sum(r.rows, c.columns)))
			}
			t.row(row...)
		}
		return t
	}
	t.head = append(t.head, "n", "s", "v", "f", "q", "o", "x")
	for i := range m {
		row := []string{matrixClasses[i : i+1]}
		for j := range m[i] {
			if i < O || j < O {
				row = append(row, strconv.Itoa(m[i][j]))
			}
		}
		t.row(row...)
	}
	return t
}

// beatMatrices are the class matrices that form asks for.
func (p *QRSReport) beatMatrices(form MatrixForm) []table {
	var out []table
	if form == MatrixNone {
		return nil
	}
	if form != MatrixGross {
		for i := range p.Records {
			out = append(out, matrixTable("beats, "+p.Records[i].name(), &p.Records[i].Beats.Matrix, form == MatrixCondensed))
		}
	}
	for _, s := range p.summaries() {
		out = append(out, matrixTable("beats, "+s.name, &s.Matrix, form == MatrixCondensed))
	}
	return out
}

// runRanges are the lengths that condensed run matrices join: no run, one beat, a couplet, a short and a long run.
var runRanges = []struct {
	name     string
	from, to int
}{{"NC", 0, 0}, {"V", 1, 1}, {"C", coupletLength, coupletLength}, {"S", shortFrom, shortTo}, {"L", LongRun, LongRun}}

// runTable writes m with the reference's run lengths as rows.
func runTable(title string, m *RunMatrix, condensed bool) table {
	t := table{title: title, head: []string{"reference \\ test"}}
	if condensed {
		for _, c := range runRanges {
			t.head = append(t.head, c.name)
		}
		for _, r := range runRanges {
			row := []string{r.name}
			for _, c := range runRanges {
				n := 0
				for i := r.from; i <= r.to; i++ {
					for j := c.from; j <= c.to; j++ {
						n += m[i][j]
					}
				}
				row = append(row, strconv.Itoa(n))
			}
			t.row(row...)
		}
	} else {
		name := func(n int) string {
			if n == LongRun {
				return ">5"
			}
			return strconv.Itoa(n)
		}
		for i := range m {
			t.head = append(t.head, name(i))
		}
		for i := range m {
			t.row(cellsOf(name(i), counts(m[i][:]...))...)
		}
	}
	t.rows[0][1] = "" // no run on either side is not counted
	return t
}

// runMatrices are the matrices of a comparison of runs that form asks for.
func (p *QRSReport) runMatrices(s section, form MatrixForm) []table {
	var out []table
	if form == MatrixNone {
		return nil
	}
	add := func(name string, r *RunResult) {
		if r != nil {
			out = append(out, runTable(s.title+", "+name+", sensitivity", &r.Se, form == MatrixCondensed),
				runTable(s.title+", "+name+", positive predictivity", &r.PPV, form == MatrixCondensed))
		}
	}
	if form != MatrixGross {
		for i := range p.Records {
			add(p.Records[i].name(), s.each(&p.Records[i]))
		}
	}
	for _, sum := range p.summaries() {
		add(sum.name, s.matrices(sum.Summary))
	}
	return out
}
