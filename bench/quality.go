package bench

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/measure"
)

// grades are those of measure.Quality, from good to not usable.
var grades = [...]string{measure.GradeA, measure.GradeB, measure.GradeC, measure.GradeD}

func gradeIndex(g string) int { return slices.Index(grades[:], g) }

// QualityOptions are the parameters of [Quality]. The zero value makes every part that the database allows.
type QualityOptions struct {
	CorpusOptions
	// NoReversals leaves out the exchanges of electrodes, which take most of the time.
	NoReversals bool `json:"no_reversals,omitempty"`
	// NoiseDir is a folder of WFDB records of noise (bw, em, ma of the MIT-BIH Noise Stress Test Database) that are added to clean
	// records; "" leaves that part out.
	NoiseDir string `json:"noise_dir,omitempty"`
}

// QualityReport is the outcome of [Quality].
type QualityReport struct {
	Database string         `json:"database"` // the folder's name
	Source   string         `json:"source"`   // one of CorpusPTBXL, CorpusLUDB, CorpusPTB
	Options  QualityOptions `json:"options"`
	Failed   []RecordError  `json:"failed,omitempty"`
	Records  int            `json:"records"`
	Usable   Interval       `json:"usable"` // records called usable
	// RecordGrades has the grades of records, with and without noise that readers name in any lead.
	RecordGrades []GradeCount `json:"record_grades"`
	// Noise compares the grades of leads with the leads in which readers of PTB-XL name noise, for each kind and for any; nil for other
	// databases.
	Noise []NoiseReport `json:"noise,omitempty"`
	// Unread counts the records where a word in those lists names no lead.
	Unread    int               `json:"unread_lists,omitempty"`
	Reversals []ReversalStratum `json:"reversals,omitempty"`
	Stress    []StressRow       `json:"stress,omitempty"`
}

// GradeCount counts records or leads of one grade.
type GradeCount struct {
	Grade   string `json:"grade"`
	With    int    `json:"with"`
	Without int    `json:"without"`
}

// anyNoise is the kind of a NoiseReport about all kinds together.
const anyNoise = "any"

// NoiseReport is about one kind of noise.
type NoiseReport struct {
	Kind   string       `json:"kind"`
	Grades []GradeCount `json:"grades"` // of leads
	// Below says how often leads with and leads without the noise get a grade below A.
	Below        Interval `json:"with_below_a"`
	BelowWithout Interval `json:"without_below_a"`
	// AUC are the areas under the receiver operating characteristic of the grade and of what the grade rests on: the chance that a lead
	// with the noise has more than one without, in percent.
	AUC NoiseAUC `json:"auc"`
}

// NoiseAUC are areas in percent, 50 being chance.
type NoiseAUC struct {
	Grade    ecg.Value `json:"grade"`
	Baseline ecg.Value `json:"baseline"`
	Mains    ecg.Value `json:"mains"`
	Muscle   ecg.Value `json:"muscle"`
}

// leadScore is what was found of one lead.
type leadScore struct {
	index                   int // in standardLeads
	grade                   int
	baseline, mains, muscle float64 // µV
}

// qualityOutcome is what came of one record.
type qualityOutcome struct {
	grade     int
	usable    bool
	leads     []leadScore
	reversals *reversalOutcome
	stress    []stressOutcome
}

// Quality scores the judgement of signal quality and the detection of exchanged electrodes on the labelled records of the folder
// dir, which is laid out as PTB-XL or LUDB. Grades of leads are compared with the leads that PTB-XL's readers call disturbed: these
// were noted in passing, so that many disturbed leads are not named. Exchanges of electrodes are computed on the recorded leads (see
// [ReversalStratum]), noise is added at signal-to-noise ratios (see [StressRow]).
//
// A record that cannot be read is reported in Failed and does not stop the run. The error is ctx's, ErrNoLabels, or one of reading
// the folders.
func Quality(ctx context.Context, dir string, opt QualityOptions) (*QualityReport, error) {
	p := &QualityReport{Database: filepath.Base(dir), Options: opt}
	noises, err := openNoises(opt.NoiseDir)
	if err != nil {
		return nil, err
	}
	s := &qualitySums{noises: noises}
	c, failed, err := overCorpus(ctx, dir, &opt.CorpusOptions, func(w *analysisWorker, r *corpusRecord) (*qualityOutcome, error) {
		res, err := w.analyze(r)
		if err != nil {
			return nil, err
		}
		out := newQualityOutcome(res)
		x := newExchanger(res)
		if x == nil {
			return out, nil
		}
		a, err := w.analyzer(r)
		if err != nil {
			return nil, err
		}
		if !opt.NoReversals {
			out.reversals = &reversalOutcome{recorded: namedElectrodes(res), cases: x.cases(a)}
		}
		if out.clean() {
			out.stress, err = x.disturb(a, noises, r.name)
		}
		return out, err
	}, s.add)
	if err != nil {
		return nil, err
	}
	p.Source, p.Failed = c.kind, failed
	s.report(p, c.kind)
	return p, nil
}

func newQualityOutcome(res *engine.Result) *qualityOutcome {
	q := &res.Report.Quality
	out := &qualityOutcome{grade: gradeIndex(q.Grade), usable: q.Usable}
	for i := range q.Leads {
		l := &q.Leads[i]
		if k := leadIndex(l.Lead); k >= 0 {
			out.leads = append(out.leads, leadScore{k, gradeIndex(l.Grade), float64(l.Baseline), float64(l.Mains), float64(l.Muscle)})
		}
	}
	return out
}

// clean reports whether the record is good enough for noise to be added to it.
func (o *qualityOutcome) clean() bool {
	return o.usable && o.grade == 0 && !slices.ContainsFunc(o.leads, func(l leadScore) bool { return l.grade > 0 })
}

// qualitySums adds up records.
type qualitySums struct {
	records, usable, odd int
	grades               [len(grades)][2]int // without, with
	kinds                [noiseKinds + 1]noiseSums
	reversals            reversalSums
	stress               stressSums
	noises               []noiseRecord
}

// noiseSums are the scores of the leads without (0) and with (1) a kind of noise.
type noiseSums struct{ leads [2][]leadScore }

func (s *qualitySums) add(r *corpusRecord, o *qualityOutcome) {
	s.records++
	if o.usable {
		s.usable++
	}
	if r.odd {
		s.odd++
	}
	var noisy leadMask
	for _, m := range r.noise {
		noisy |= m
	}
	if o.grade >= 0 {
		s.grades[o.grade][b2i(noisy != 0)]++
	}
	for _, l := range o.leads {
		if l.grade < 0 {
			continue
		}
		for k := range s.kinds {
			m := noisy
			if k < noiseKinds {
				m = r.noise[k]
			}
			side := b2i(m.has(l.index))
			s.kinds[k].leads[side] = append(s.kinds[k].leads[side], l)
		}
	}
	s.reversals.add(r, o.reversals)
	s.stress.add(o.stress)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *qualitySums) report(p *QualityReport, kind string) {
	p.Records, p.Usable = s.records, counted(s.usable, s.records)
	for g, n := range s.grades {
		p.RecordGrades = append(p.RecordGrades, GradeCount{grades[g], n[1], n[0]})
	}
	if kind == CorpusPTBXL {
		p.Unread = s.odd
		for k := range s.kinds {
			name := anyNoise
			if k < noiseKinds {
				name = strings.ReplaceAll(noiseColumns[k], "_", " ")
			}
			p.Noise = append(p.Noise, s.kinds[k].report(name))
		}
	}
	p.Reversals = s.reversals.strata()
	p.Stress = s.stress.rows(s.noises)
}

func (s *noiseSums) report(name string) NoiseReport {
	out := NoiseReport{Kind: name}
	var n [len(grades)][2]int
	for side, list := range s.leads {
		for _, l := range list {
			n[l.grade][side]++
		}
	}
	for g := range n {
		out.Grades = append(out.Grades, GradeCount{grades[g], n[g][1], n[g][0]})
	}
	out.Below = counted(len(s.leads[1])-n[0][1], len(s.leads[1]))
	out.BelowWithout = counted(len(s.leads[0])-n[0][0], len(s.leads[0]))
	area := func(of func(l *leadScore) float64) ecg.Value {
		var v [2][]float64
		for side, list := range s.leads {
			for i := range list {
				v[side] = append(v[side], of(&list[i]))
			}
		}
		return auc(v[1], v[0])
	}
	out.AUC = NoiseAUC{
		Grade:    area(func(l *leadScore) float64 { return float64(l.grade) }),
		Baseline: area(func(l *leadScore) float64 { return l.baseline }),
		Mains:    area(func(l *leadScore) float64 { return l.mains }),
		Muscle:   area(func(l *leadScore) float64 { return l.muscle }),
	}
	return out
}
