package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
)

// labelAF is the label of atrial fibrillation in a file of labels, findingAF the finding that calls it.
const (
	labelAF   = "A"
	findingAF = "AFIB"
)

// StripReport scores one decision a record.
type StripReport struct {
	Records int `json:"records"`
	// Labels counts the records of each label, in the order of the labels.
	Labels []StripLabel `json:"labels"`
	Se     Interval     `json:"se"`  // of records labelled A
	Sp     Interval     `json:"sp"`  // of all others
	PPV    Interval     `json:"ppv"` // of records called
	F1     ecg.Value    `json:"f1"`  // percent
	// Wrong are the records of a wrong decision.
	Wrong []StripError `json:"wrong,omitempty"`
}

// StripLabel counts the records of one label.
type StripLabel struct {
	Label   string `json:"label"`
	Records int    `json:"records"`
	Called  int    `json:"called"` // called atrial fibrillation
}

// StripError is a wrong decision on one record.
type StripError struct {
	Record string `json:"record"`
	Label  string `json:"label"`
	Called bool   `json:"called"`
}

type labelled struct{ name, label string }

// scoreStrips analyses the records that a file of labels names and that are there.
func (p *AFReport) scoreStrips(ctx context.Context, dir, file string) error {
	fsys := os.DirFS(dir)
	list, err := readText(fsys, file, readLabels)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(l labelled) bool {
		_, err := fs.Stat(fsys, l.name+".hea")
		return err != nil || p.Options.Records != nil && !slices.Contains(p.Options.Records, l.name)
	})
	if len(list) == 0 {
		return ErrNoRecords
	}
	type worker struct {
		analyzer *engine.Analyzer
		result   *engine.Result
	}
	workers := make([]worker, min(workerCount(p.Options.Workers), len(list)))
	for i := range workers {
		a, err := engine.New(engine.Options{Detector: p.Options.Detector, Lead: p.Options.Lead})
		if err != nil {
			return err
		}
		workers[i] = worker{a, engine.NewResult()}
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = l.name
	}
	type decision struct {
		labelled
		called bool
		err    error
	}
	s := new(StripReport)
	err = inOrder(ctx, len(list), workers, func(w worker, i int) decision {
		err := w.analyzer.AnalyzeFile(w.result, fsys, list[i].name+".hea")
		return decision{list[i], err == nil && w.result.Has(findingAF), err}
	}, p.step(names), func(d decision) {
		if d.err != nil {
			p.Failed = append(p.Failed, RecordError{d.name, formats.Reason(d.err), d.err})
			return
		}
		s.take(d.labelled, d.called)
	})
	if err != nil {
		return err
	}
	s.summarize()
	p.Strips = s
	return nil
}

// readLabels reads lines of a record's name and its label.
func readLabels(r io.Reader) ([]labelled, error) {
	var out []labelled
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" {
			continue
		}
		name, label, ok := strings.Cut(line, ",")
		if name, label = strings.TrimSpace(name), strings.TrimSpace(label); !ok || !fs.ValidPath(name) || label == "" {
			return nil, fmt.Errorf("line %d: want a record and its label", n)
		}
		out = append(out, labelled{name, label})
	}
	return out, lines.Err()
}

func (s *StripReport) take(l labelled, called bool) {
	s.Records++
	k := slices.IndexFunc(s.Labels, func(x StripLabel) bool { return x.Label == l.label })
	if k < 0 {
		k = len(s.Labels)
		s.Labels = append(s.Labels, StripLabel{Label: l.label})
	}
	s.Labels[k].Records++
	if called {
		s.Labels[k].Called++
	}
	if called != (l.label == labelAF) {
		s.Wrong = append(s.Wrong, StripError{l.name, l.label, called})
	}
}

func (s *StripReport) summarize() {
	slices.SortFunc(s.Labels, func(a, b StripLabel) int { return strings.Compare(a.Label, b.Label) })
	af, found, other, wrong := 0, 0, 0, 0
	for _, l := range s.Labels {
		if l.Label == labelAF {
			af, found = l.Records, l.Called
		} else {
			other, wrong = other+l.Records, wrong+l.Called
		}
	}
	s.Se, s.Sp, s.PPV = counted(found, af), counted(other-wrong, other), counted(found, found+wrong)
	s.F1 = percent(2*found, af+found+wrong)
}
