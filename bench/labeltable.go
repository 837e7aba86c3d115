package bench

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/goecg/goecg/formats"
)

// labelTable is a table of CSV with a heading, such as databases have beside their records.
type labelTable struct {
	column map[string]int // by heading
	rows   [][]string
}

// ludbTable is the table of the Lobachevsky University Database, ptbxlTable that of PTB-XL.
const (
	ludbTable  = "ludb.csv"
	ptbxlTable = "ptbxl_database.csv"
)

// openTable reads a table; nil without an error when there is none of that name.
func openTable(fsys fs.FS, name string) (*labelTable, error) {
	t, err := readText(fsys, name, readTable)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return t, err
}

func readTable(r io.Reader) (*labelTable, error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	rows, err := c.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%w: no heading", formats.ErrTruncated)
	}
	t := &labelTable{column: map[string]int{}, rows: rows[1:]}
	for i, h := range rows[0] {
		t.column[strings.TrimSpace(strings.TrimPrefix(h, "\ufeff"))] = i
	}
	return t, nil
}

// cell is the text of a row in a column, "" where there is none.
func (t *labelTable) cell(row []string, column string) string {
	if k, ok := t.column[column]; ok && k < len(row) {
		return strings.TrimSpace(row[k])
	}
	return ""
}

// lines are the lines of a cell in lower case.
func (t *labelTable) lines(row []string, column string) []string {
	var out []string
	for l := range strings.Lines(t.cell(row, column)) {
		if l = strings.ToLower(strings.TrimSpace(l)); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// fibrillating names the records that ludb.csv, if there is one, calls atrial fibrillation.
func fibrillating(fsys fs.FS) (map[string]bool, error) {
	t, err := openTable(fsys, ludbTable)
	if t == nil || err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, row := range t.rows {
		for _, l := range t.lines(row, "Rhythms") {
			if l == "atrial fibrillation" {
				out[t.cell(row, "ID")] = true
			}
		}
	}
	return out, nil
}
