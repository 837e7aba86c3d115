package bench

import "strconv"

// section is one of the comparisons beside beat by beat, as columns.
type section struct {
	title    string
	head     []string // without the name
	note     string
	record   func(r *RecordResult) []string   // nil when the record has none
	sum      func(s *Summary) []string        // counts and gross figures; nil when no record has any
	average  func(s *Summary) []string        // of the ratios, blank below counts
	matrices func(s *Summary) *RunResult      // of runs only
	each     func(r *RecordResult) *RunResult // the same of a record
}

var (
	runHead = []string{"CTs", "CFN", "CTp", "CFP", "STs", "SFN", "STp", "SFP", "LTs", "LFN", "LTp", "LFP",
		"CSe", "C+P", "SSe", "S+P", "LSe", "L+P"}
	episodeHead = []string{"TPs", "FN", "TPp", "FP", "ESe", "E+P", "DSe", "D+P", "ref duration", "test duration"}
	hrHead      = []string{"values", "mean ref", "error", "error %"}
)

const (
	runNote = "C couplets, S runs of 3 to 5, L of more; Ts found and FN missed of the reference's, Tp right and FP wrong of the test's; " +
		"Se and +P in percent"
	epiNote = "TPs found and FN missed of the reference's episodes, TPp right and FP wrong of the test's; " +
		"E by episodes, D by duration, in percent"
	hrNote = "root mean square error of the mean heart rate of every 10 s, in beats a minute and in percent of the reference's mean"
)

// sections are the comparisons that the report holds.
func (p *QRSReport) sections() []section {
	var out []section
	if p.All.VERuns != nil {
		out = append(out, runSection("runs of ventricular ectopic beats",
			func(r *RecordResult) *RunResult { return r.VERuns }, func(s *Summary) *RunSummary { return s.VERuns }))
	}
	if p.All.SVERuns != nil {
		out = append(out, runSection("runs of supraventricular ectopic beats",
			func(r *RecordResult) *RunResult { return r.SVERuns }, func(s *Summary) *RunSummary { return s.SVERuns }))
	}
	if p.All.AF != nil {
		out = append(out, episodeSection("episodes of atrial fibrillation",
			func(r *RecordResult) *EpisodeResult { return r.AF }, func(s *Summary) *EpisodeSummary { return s.AF }))
	}
	if p.All.VF != nil {
		out = append(out, episodeSection("episodes of ventricular fibrillation",
			func(r *RecordResult) *EpisodeResult { return r.VF }, func(s *Summary) *EpisodeSummary { return s.VF }))
	}
	if p.All.ST != nil {
		out = append(out, episodeSection("episodes of ST change",
			func(r *RecordResult) *EpisodeResult { return r.ST }, func(s *Summary) *EpisodeSummary { return s.ST }))
	}
	if p.All.HR != nil {
		out = append(out, hrSection())
	}
	return out
}

func (r *RunResult) counted() []string {
	c, s, l := r.Couplets(), r.Short(), r.Long()
	return counts(c.TPs, c.FN, c.TPp, c.FP, s.TPs, s.FN, s.TPp, s.FP, l.TPs, l.FN, l.TPp, l.FP)
}

func (s *RunStats) cells() (out []string) {
	for _, v := range s.values() {
		out = append(out, whole(v))
	}
	return out
}

func runSection(title string, of func(*RecordResult) *RunResult, sum func(*Summary) *RunSummary) section {
	return section{
		title: title, head: runHead, note: runNote, each: of,
		record: func(r *RecordResult) []string {
			x := of(r)
			if x == nil {
				return nil
			}
			stats := x.Stats()
			return append(x.counted(), stats.cells()...)
		},
		sum: func(s *Summary) []string {
			x := sum(s)
			if x == nil {
				return nil
			}
			return append(x.counted(), x.Gross.cells()...)
		},
		average: func(s *Summary) []string { return append(blanks(12), sum(s).Average.cells()...) },
		matrices: func(s *Summary) *RunResult {
			if sum(s) == nil {
				return nil
			}
			return &sum(s).RunResult
		},
	}
}

func (s *EpisodeStats) cells() (out []string) {
	for _, v := range s.values() {
		out = append(out, whole(v))
	}
	return out
}

func (r *EpisodeResult) cells(s EpisodeStats) []string {
	out := append(counts(r.TPs, r.FN, r.TPp, r.FP), s.cells()...)
	return append(out, clock(r.Ref), clock(r.Test))
}

func episodeSection(title string, of func(*RecordResult) *EpisodeResult, sum func(*Summary) *EpisodeSummary) section {
	return section{
		title: title, head: episodeHead, note: epiNote,
		record: func(r *RecordResult) []string {
			x := of(r)
			if x == nil {
				return nil
			}
			return x.cells(x.Stats())
		},
		sum: func(s *Summary) []string {
			x := sum(s)
			if x == nil {
				return nil
			}
			return x.cells(x.Gross)
		},
		average: func(s *Summary) []string { return append(blanks(4), sum(s).Average.cells()...) },
	}
}

func (s *MeasureStats) cells() []string {
	return []string{fixed(s.Mean, 2), fixed(s.RMS, 2), fixed(s.Normalized, 2)}
}

func hrSection() section {
	return section{
		title: "heart rate", head: hrHead, note: hrNote,
		record: func(r *RecordResult) []string {
			if r.HR == nil {
				return nil
			}
			stats := r.HR.Stats()
			return append([]string{strconv.Itoa(r.HR.Count)}, stats.cells()...)
		},
		sum: func(s *Summary) []string {
			if s.HR == nil {
				return nil
			}
			return append(counts(s.HR.Count), s.HR.Gross.cells()...)
		},
		average: func(s *Summary) []string { return append(blanks(1), s.HR.Average.cells()...) },
	}
}

func (p *QRSReport) sectionTable(s section, o TextOptions) table {
	t := table{title: s.title, head: cellsOf("record", s.head)}
	if !o.SummaryOnly {
		for i := range p.Records {
			if cells := s.record(&p.Records[i]); cells != nil {
				t.row(cellsOf(p.Records[i].name(), cells)...)
			}
		}
		t.gap()
		t.notes = []string{s.note}
	}
	for _, sum := range p.summaries() {
		if cells := s.sum(sum.Summary); cells != nil {
			t.row(cellsOf("gross, "+sum.name, cells)...)
			t.row(cellsOf("average, "+sum.name, s.average(sum.Summary))...)
		}
	}
	return t
}
