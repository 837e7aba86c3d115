package bench

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
)

// Databases whose labels are known.
const (
	CorpusPTBXL = "ptbxl" // PTB-XL (Wagner et al, Sci Data 2020;7:154): ptbxl_database.csv
	CorpusLUDB  = "ludb"  // Lobachevsky University Database: ludb.csv
	CorpusPTB   = "ptbdb" // PTB Diagnostic ECG Database: comments of the headers
)

// corpus is a database of records with labels of diagnoses.
type corpus struct {
	kind    string
	records []corpusRecord
}

// corpusRecord is one record and what its labels say.
type corpusRecord struct {
	name   string // without .hea
	age    *float64
	sex    ecg.Sex
	labels labels
	// Of PTB-XL: the leads that readers call disturbed, by kind of noise, and words among them that name no lead.
	noise [noiseKinds]leadMask
	odd   bool
}

// openCorpus reads the labels of the records that are in the folder.
func openCorpus(fsys fs.FS, chosen []string) (*corpus, error) {
	for _, kind := range []struct {
		table, kind string
		read        func(fsys fs.FS, t *labelTable) ([]corpusRecord, error)
	}{{ptbxlTable, CorpusPTBXL, ptbxlRecords}, {ludbTable, CorpusLUDB, ludbRecords}} {
		t, err := openTable(fsys, kind.table)
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		list, err := kind.read(fsys, t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind.table, err)
		}
		return newCorpus(kind.kind, list, chosen)
	}
	list, err := ptbRecords(fsys)
	if err != nil {
		return nil, err
	}
	return newCorpus(CorpusPTB, list, chosen)
}

func newCorpus(kind string, list []corpusRecord, chosen []string) (*corpus, error) {
	c := &corpus{kind: kind}
	want := map[string]bool{}
	for _, n := range chosen {
		want[n] = true
	}
	for _, r := range list {
		if chosen == nil || want[r.name] {
			c.records = append(c.records, r)
		}
	}
	if len(c.records) == 0 {
		return nil, ErrNoLabels
	}
	return c, nil
}

// ErrNoLabels says that a folder holds no record whose labels are known.
var ErrNoLabels = errors.New("bench: no labelled records: want ptbxl_database.csv, ludb.csv or headers with diagnoses beside the records")

// Ages in PTB-XL: 300 stands for over 89.
const (
	ptbxlHidden = 89
	ptbxlOldest = 90
)

// ptbxlRecords finds the 500 Hz records, in the folder itself (00001_hr.hea) or where the table says, else those of 100 Hz.
func ptbxlRecords(fsys fs.FS, t *labelTable) ([]corpusRecord, error) {
	var out []corpusRecord
	for i, row := range t.rows {
		id, err := strconv.Atoi(t.cell(row, "ecg_id"))
		if err != nil {
			return nil, fmt.Errorf("%w: row %d: ecg_id", formats.ErrCorrupt, i+2)
		}
		name := firstRecord(fsys, fmt.Sprintf("%05d_hr", id), t.cell(row, "filename_hr"), t.cell(row, "filename_lr"))
		if name == "" {
			continue
		}
		r := corpusRecord{name: name, sex: ecg.Male}
		switch t.cell(row, "sex") {
		case "1":
			r.sex = ecg.Female
		case "":
			r.sex = ecg.SexUnknown
		}
		if age, err := strconv.ParseFloat(t.cell(row, "age"), 64); err == nil && age >= 0 {
			if age > ptbxlHidden {
				age = ptbxlOldest
			}
			r.age = &age
		}
		if r.labels, err = ptbxlLabels(t, row); err != nil {
			return nil, fmt.Errorf("row %d: %w", i+2, err)
		}
		for k, column := range noiseColumns {
			leads, ok := parseLeadList(t.cell(row, column))
			r.noise[k], r.odd = leads, r.odd || !ok
		}
		out = append(out, r)
	}
	return out, nil
}

// firstRecord is the first of the names whose header exists.
func firstRecord(fsys fs.FS, names ...string) string {
	for _, n := range names {
		if fs.ValidPath(n + ".hea") {
			if _, err := fs.Stat(fsys, n+".hea"); err == nil {
				return n
			}
		}
	}
	return ""
}

func ludbRecords(fsys fs.FS, t *labelTable) ([]corpusRecord, error) {
	var out []corpusRecord
	for _, row := range t.rows {
		name := firstRecord(fsys, t.cell(row, "ID"), "data/"+t.cell(row, "ID"))
		if name == "" {
			continue
		}
		r := corpusRecord{name: name, labels: ludbLabels(t, row)}
		switch strings.ToUpper(t.cell(row, "Sex")) {
		case "M":
			r.sex = ecg.Male
		case "F":
			r.sex = ecg.Female
		}
		age := strings.TrimPrefix(t.cell(row, "Age"), ">")
		if v, err := strconv.ParseFloat(strings.TrimSpace(age), 64); err == nil && v >= 0 && !math.IsInf(v, 0) {
			r.age = &v
		}
		out = append(out, r)
	}
	return out, nil
}

// ptbRecords takes the records whose headers tell of a diagnosis.
func ptbRecords(fsys fs.FS) ([]corpusRecord, error) {
	names, err := recordNames(fsys, nil)
	if err != nil {
		return nil, err
	}
	var out []corpusRecord
	for _, n := range names {
		b, err := fs.ReadFile(fsys, n+".hea")
		if err != nil {
			return nil, err
		}
		if l, ok := ptbLabels(string(b)); ok {
			out = append(out, corpusRecord{name: n, labels: l}) // age and sex are in the header
		}
	}
	return out, nil
}

// analysisWorker analyses labelled records, one at a time.
type analysisWorker struct {
	fsys      fs.FS
	analyzers map[analyzerKey]*engine.Analyzer
	res       *engine.Result
}

type analyzerKey struct {
	age float64 // NaN is no key, so -1 for unknown
	sex ecg.Sex
}

// analyze runs the chain on a record with the age and sex of its label.
func (w *analysisWorker) analyze(r *corpusRecord) (*engine.Result, error) {
	a, err := w.analyzer(r)
	if err != nil {
		return nil, err
	}
	return w.res, a.AnalyzeFile(w.res, w.fsys, r.name+".hea")
}

// analyzer is the one for the age and sex of a record.
func (w *analysisWorker) analyzer(r *corpusRecord) (*engine.Analyzer, error) {
	key := analyzerKey{-1, r.sex}
	if r.age != nil {
		key.age = *r.age
	}
	a := w.analyzers[key]
	if a == nil {
		var err error
		if a, err = engine.New(engine.Options{AgeYears: r.age, Sex: r.sex}); err != nil {
			return nil, err
		}
		w.analyzers[key] = a
	}
	return a, nil
}

// CorpusOptions are the parameters of the benchmarks on labelled records.
type CorpusOptions struct {
	// Records limits the run to these records; nil means all that the database names and the folder holds.
	Records []string `json:"records,omitempty"`
	// Workers and Progress are as in QRSOptions.
	Workers  int                                  `json:"-"`
	Progress func(done, total int, record string) `json:"-"`
}

// overCorpus opens the database in dir, does the work on each record, several at a time, and hands the results over in order. Errors of
// records are returned apart.
func overCorpus[R any](ctx context.Context, dir string, o *CorpusOptions, work func(w *analysisWorker, r *corpusRecord) (R, error),
	collect func(r *corpusRecord, result R),
) (*corpus, []RecordError, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, nil, err
	}
	fsys := os.DirFS(dir)
	c, err := openCorpus(fsys, o.Records)
	if err != nil {
		return nil, nil, err
	}
	workers := make([]*analysisWorker, min(workerCount(o.Workers), len(c.records)))
	for i := range workers {
		workers[i] = &analysisWorker{fsys: fsys, analyzers: map[analyzerKey]*engine.Analyzer{}, res: engine.NewResult()}
	}
	type outcome struct {
		i      int
		result R
		err    error
	}
	var before func(int)
	if o.Progress != nil {
		before = func(i int) { o.Progress(i, len(c.records), c.records[i].name) }
	}
	var failed []RecordError
	err = inOrder(ctx, len(c.records), workers, func(w *analysisWorker, i int) outcome {
		r, err := work(w, &c.records[i])
		return outcome{i, r, err}
	}, before, func(out outcome) {
		r := &c.records[out.i]
		if out.err != nil {
			failed = append(failed, RecordError{filepath.Base(r.name), formats.Reason(out.err), out.err})
			return
		}
		collect(r, out.result)
	})
	return c, failed, err
}
