package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Parameter is a free constant of a detector and the values to try for it.
type Parameter struct {
	Name    string    `json:"name"`
	Default float64   `json:"default"`
	Grid    []float64 `json:"grid"` // Default is tried too when it is not among them
}

// CVOptions are the parameters of [CrossValidate].
type CVOptions struct {
	// Folds is the number of parts; record i, in the order of the database, belongs to part i mod Folds. At least 2.
	Folds int `json:"folds"`
	// Parameters are the constants to choose, New makes a detector with given values of them, in their order.
	Parameters []Parameter                                `json:"parameters"`
	New        func(values []float64) (DetectFunc, error) `json:"-"`
	// QRS says how detectors are scored; Detector, Detect, NewDetect, AnnDir and the further comparisons are not used. Progress counts
	// the sets of values that were scored: their number is not known ahead, so total is 0, and record is the set.
	QRS QRSOptions `json:"qrs"`
	// Sweeps bounds how often the descent goes through all parameters, default 3.
	Sweeps int `json:"sweeps,omitempty"`
}

// defaultSweeps: constants that interact settle in two rounds as a rule.
const defaultSweeps = 3

// CVReport is the outcome of [CrossValidate].
type CVReport struct {
	Database string    `json:"database"`
	Options  CVOptions `json:"options"`
	Folds    []CVFold  `json:"folds"`
	// Pooled sums up what each record scored with the values chosen without it, Default what it scores with the defaults, and Resubstitution
	// with those chosen on all records: the first is what to expect on records never seen.
	Pooled         CVScore `json:"pooled"`
	Default        CVScore `json:"default"`
	Resubstitution CVScore `json:"resubstitution"`
	// Values are those chosen on all records, Evaluations how many sets of values were scored.
	Values      []float64 `json:"values"`
	Evaluations int       `json:"evaluations"`
}

// CVFold is one part that was held out.
type CVFold struct {
	Records []string  `json:"records"`
	Values  []float64 `json:"values"` // chosen on the other parts
	Train   CVScore   `json:"train"`  // of the other parts
	Test    CVScore   `json:"test"`   // of this part
}

// CVScore is a score with and without paced records.
type CVScore struct {
	QRS       Counts    `json:"qrs"`
	F1        ecg.Value `json:"qrs_f1"`
	ErrorRate ecg.Value `json:"qrs_error_rate"`
	Unpaced   Counts    `json:"unpaced_qrs"`
	UnpacedF1 ecg.Value `json:"unpaced_qrs_f1"`
}

// CrossValidate chooses the free constants of a detector on all parts of a database but one and scores the part left out, for every
// part, record by record. The constants are chosen by coordinate descent: one after another, each takes the value of its grid with the fewest
// FN+FP on the records to choose on (the value nearest to its default when several are equal), until a round changes nothing. Every
// set of values is scored once on all records and serves every part. Deterministic. The error is that of [QRS], one of New, or one
// about the options; a record that cannot be scored ends the run.
func CrossValidate(ctx context.Context, dir string, o CVOptions) (*CVReport, error) {
	if o.Sweeps <= 0 {
		o.Sweeps = defaultSweeps
	}
	if o.New == nil || len(o.Parameters) == 0 {
		return nil, errors.New("bench: nothing to choose in a cross-validation")
	}
	names, err := recordNames(os.DirFS(dir), o.QRS.Records)
	if err != nil {
		return nil, err
	}
	c := &crossValidation{ctx: ctx, dir: dir, o: o, known: map[string][]cvRecord{}}
	c.o.QRS.Records = names
	start := make([]float64, len(o.Parameters))
	for i, p := range o.Parameters {
		start[i] = p.Default
	}
	scored, err := c.scores(start)
	if err != nil {
		return nil, err
	}
	if o.Folds < 2 || o.Folds > len(scored) {
		return nil, fmt.Errorf("bench: %d parts of %d records", o.Folds, len(scored))
	}
	out := &CVReport{Database: filepath.Base(dir), Options: o}
	pooled := make([]cvRecord, len(scored))
	for f := range o.Folds {
		train := func(i int) bool { return i%o.Folds != f }
		test := func(i int) bool { return i%o.Folds == f }
		values, list, err := c.descend(start, train)
		if err != nil {
			return nil, err
		}
		fold := CVFold{Values: values, Train: scoreOf(list, train), Test: scoreOf(list, test)}
		for i := f; i < len(list); i += o.Folds {
			fold.Records = append(fold.Records, list[i].name)
			pooled[i] = list[i]
		}
		out.Folds = append(out.Folds, fold)
	}
	all := func(int) bool { return true }
	values, list, err := c.descend(start, all)
	if err != nil {
		return nil, err
	}
	out.Pooled, out.Default, out.Resubstitution = scoreOf(pooled, all), scoreOf(scored, all), scoreOf(list, all)
	out.Values, out.Evaluations = values, len(c.known)
	return out, nil
}

// cvRecord is what one record scored.
type cvRecord struct {
	name  string
	paced bool
	qrs   Counts
}

type crossValidation struct {
	ctx   context.Context
	dir   string
	o     CVOptions
	known map[string][]cvRecord
}

// scores returns the records' scores with given values.
func (c *crossValidation) scores(values []float64) ([]cvRecord, error) {
	key := c.describe(values)
	if list, ok := c.known[key]; ok {
		return list, nil
	}
	if c.o.QRS.Progress != nil {
		c.o.QRS.Progress(len(c.known), 0, key)
	}
	opt := QRSOptions{Lead: c.o.QRS.Lead, Reference: c.o.QRS.Reference, Records: c.o.QRS.Records, Beats: c.o.QRS.Beats, Workers: c.o.QRS.Workers,
		NewDetect: func() (DetectFunc, error) { return c.o.New(slices.Clone(values)) }}
	opt.Beats.KeepErrors = false
	r, err := QRS(c.ctx, c.dir, opt)
	if err != nil {
		return nil, err
	}
	if len(r.Failed) > 0 {
		return nil, fmt.Errorf("%s: %w", r.Failed[0].Record, r.Failed[0].Err)
	}
	var list []cvRecord
	for i := range r.Records {
		q := &r.Records[i]
		if n := len(list); n > 0 && list[n-1].name == q.Record { // another lead of the same record
			list[n-1].qrs.add(q.QRS)
			continue
		}
		list = append(list, cvRecord{q.Record, q.Paced, q.QRS})
	}
	c.known[key] = list
	return list, nil
}

func (c *Counts) add(o Counts) {
	c.TP += o.TP
	c.FN += o.FN
	c.FP += o.FP
	c.TN += o.TN
}

// describe writes a set of values as NAME=VALUE.
func (c *crossValidation) describe(values []float64) string {
	var s []string
	for i, v := range values {
		s = append(s, c.o.Parameters[i].Name+"="+strconv.FormatFloat(v, 'g', -1, 64))
	}
	return strings.Join(s, " ")
}

// descend chooses values on the records that use names, from start on, and returns the records' scores with them.
func (c *crossValidation) descend(start []float64, use func(i int) bool) ([]float64, []cvRecord, error) {
	values := slices.Clone(start)
	list, err := c.scores(values)
	if err != nil {
		return nil, nil, err
	}
	best := errorsOf(list, use)
	for range c.o.Sweeps {
		changed := false
		for k, p := range c.o.Parameters {
			for _, v := range candidates(p) {
				if v == values[k] {
					continue
				}
				try := slices.Clone(values)
				try[k] = v
				tried, err := c.scores(try)
				if err != nil {
					return nil, nil, err
				}
				if n := errorsOf(tried, use); n < best {
					best, values, list, changed = n, try, tried, true
				}
			}
		}
		if !changed {
			break
		}
	}
	return values, list, nil
}

// candidates are the values to try, those nearest to the default first: of equals the first one tried stays.
func candidates(p Parameter) []float64 {
	out := slices.Clone(p.Grid)
	if !slices.Contains(out, p.Default) {
		out = append(out, p.Default)
	}
	slices.SortStableFunc(out, func(a, b float64) int {
		da, db := max(a-p.Default, p.Default-a), max(b-p.Default, p.Default-b)
		switch {
		case da < db || da == db && a < b:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	return out
}

func errorsOf(list []cvRecord, use func(i int) bool) int {
	n := 0
	for i, r := range list {
		if use(i) {
			n += r.qrs.FN + r.qrs.FP
		}
	}
	return n
}

func scoreOf(list []cvRecord, use func(i int) bool) (s CVScore) {
	for i, r := range list {
		if !use(i) {
			continue
		}
		s.QRS.add(r.qrs)
		if !r.paced {
			s.Unpaced.add(r.qrs)
		}
	}
	q, u := s.QRS, s.Unpaced
	s.F1, s.ErrorRate = percent(2*q.TP, 2*q.TP+q.FN+q.FP), percent(q.FN+q.FP, q.TP+q.FN)
	s.UnpacedF1 = percent(2*u.TP, 2*u.TP+u.FN+u.FP)
	return s
}
