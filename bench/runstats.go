package bench

import "github.com/goecg/goecg/ecg"

// Lengths of runs that are reported together.
const (
	coupletLength = 2
	shortFrom     = 3
	shortTo       = 5
)

// MatchCounts are the counts of a comparison in both directions, of runs or of episodes: of the reference's TPs were found and FN
// were not; of the test's TPp were right and FP were not.
type MatchCounts struct {
	TPs int `json:"tps"`
	FN  int `json:"fn"`
	TPp int `json:"tpp"`
	FP  int `json:"fp"`
}

// Couplets returns the counts of runs of two beats, found where the other side has two or more.
func (r *RunResult) Couplets() MatchCounts { return r.counts(coupletLength, coupletLength) }

// Short returns the counts of runs of three to five beats, found where the other side has three or more.
func (r *RunResult) Short() MatchCounts { return r.counts(shortFrom, shortTo) }

// Long returns the counts of runs of more than five beats, fibrillation included, found where the other side has such a run.
func (r *RunResult) Long() MatchCounts { return r.counts(LongRun, LongRun) }

func (r *RunResult) counts(from, to int) (c MatchCounts) {
	for n := from; n <= to; n++ {
		for other := range r.Se {
			if other >= from {
				c.TPs += r.Se[n][other]
				c.TPp += r.PPV[other][n]
			} else {
				c.FN += r.Se[n][other]
				c.FP += r.PPV[other][n]
			}
		}
	}
	return c
}

// Add adds the counts of o.
func (r *RunResult) Add(o *RunResult) {
	for i := range r.Se {
		for j := range r.Se[i] {
			r.Se[i][j] += o.Se[i][j]
			r.PPV[i][j] += o.PPV[i][j]
		}
	}
}

// RunStats are the measures of a comparison of runs, in percent, NaN (null in JSON) where the denominator is zero.
type RunStats struct {
	CoupletSe  ecg.Value `json:"couplet_se"`
	CoupletPPV ecg.Value `json:"couplet_ppv"`
	ShortSe    ecg.Value `json:"short_se"`
	ShortPPV   ecg.Value `json:"short_ppv"`
	LongSe     ecg.Value `json:"long_se"`
	LongPPV    ecg.Value `json:"long_ppv"`
}

// Stats returns the measures.
func (r *RunResult) Stats() RunStats {
	c, s, l := r.Couplets(), r.Short(), r.Long()
	return RunStats{
		CoupletSe: percent(c.TPs, c.TPs+c.FN), CoupletPPV: percent(c.TPp, c.TPp+c.FP),
		ShortSe: percent(s.TPs, s.TPs+s.FN), ShortPPV: percent(s.TPp, s.TPp+s.FP),
		LongSe: percent(l.TPs, l.TPs+l.FN), LongPPV: percent(l.TPp, l.TPp+l.FP),
	}
}

func (s *RunStats) values() []ecg.Value {
	return []ecg.Value{s.CoupletSe, s.CoupletPPV, s.ShortSe, s.ShortPPV, s.LongSe, s.LongPPV}
}

// RunSummary gathers the runs of several records.
type RunSummary struct {
	RunResult
	// Gross holds the ratios of the summed counts, Average the means of the records' ratios where they are defined.
	Gross   RunStats `json:"gross"`
	Average RunStats `json:"average"`
}

func summarizeRuns(list []*RunResult) *RunSummary {
	s := new(RunSummary)
	means := make([]mean, len(s.Gross.values()))
	for _, r := range list {
		s.Add(r)
		stats := r.Stats()
		for k, v := range stats.values() {
			means[k].add(v)
		}
	}
	s.Gross = s.RunResult.Stats()
	s.Average = RunStats{means[0].value(), means[1].value(), means[2].value(), means[3].value(), means[4].value(), means[5].value()}
	return s
}
