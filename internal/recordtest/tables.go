// Package recordtest lists the records of public databases that are here, with what the databases' tables say of them, for the
// tests that count over them.
package recordtest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/internal/testdata"
)

// Row is a row of a database's table, by column, the cells trimmed.
type Row map[string]string

// Labelled is a record that is here and what the database's table says of it.
type Labelled struct {
	Dir, Name string // the folder, and the name within it without an extension
	Row       Row
}

// Path returns the path of the record without an extension.
func (l Labelled) Path() string { return filepath.Join(l.Dir, l.Name) }

// Coded tells whether a record of PTB-XL has one of the statements, whatever its likelihood.
func (l Labelled) Coded(codes ...string) bool {
	for _, c := range codes {
		if strings.Contains(l.Row["scp_codes"], "'"+c+"'") {
			return true
		}
	}
	return false
}

// Table reads a CSV file whose first row names the columns, given in slash form ("ludb/ludb.csv").
func Table(t testdata.TB, name string) []Row {
	t.Helper()
	rows := cells(t, name)
	if len(rows) < 2 {
		t.Fatalf("%s: no rows", name)
	}
	out := make([]Row, 0, len(rows)-1)
	for _, row := range rows[1:] {
		m := make(Row, len(row))
		for i, h := range rows[0] {
			m[h] = strings.TrimSpace(row[i])
		}
		out = append(out, m)
	}
	return out
}

func cells(t testdata.TB, name string) [][]string {
	t.Helper()
	data, err := os.ReadFile(testdata.Dir(t, name))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return rows
}

// PTBXL returns the records of PTB-XL at 500 Hz that are here, with their rows of ptbxl_database.csv.
func PTBXL(t testdata.TB) []Labelled {
	t.Helper()
	return present(t, "ptbxl", Table(t, "ptbxl/ptbxl_database.csv"), func(r Row) string { return fmt.Sprintf("%05s_hr", r["ecg_id"]) })
}

// LUDB returns the records of LUDB that are here, with their rows of ludb.csv.
func LUDB(t testdata.TB) []Labelled {
	t.Helper()
	return present(t, "ludb", Table(t, "ludb/ludb.csv"), func(r Row) string { return r["ID"] })
}

// CinC2017 returns the hand-held strips of the PhysioNet challenge of 2017 that are here; column "class" is N for normal
// rhythm, A for fibrillation, O for another rhythm and ~ for noise.
func CinC2017(t testdata.TB) []Labelled {
	t.Helper()
	var rows []Row
	for _, c := range cells(t, "cinc2017/REFERENCE-v3.csv") {
		rows = append(rows, Row{"record": c[0], "class": c[1]})
	}
	return present(t, "cinc2017", rows, func(r Row) string { return r["record"] })
}

func present(t testdata.TB, db string, rows []Row, name func(Row) string) (out []Labelled) {
	t.Helper()
	dir := testdata.Dir(t, db)
	for _, r := range rows {
		n := name(r)
		if _, err := os.Stat(filepath.Join(dir, n+".hea")); err == nil {
			out = append(out, Labelled{dir, n, r})
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s: its table is here, its records are not", db)
	}
	return out
}
