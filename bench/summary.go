package bench

// Summary gathers several records: gross figures from summed counts, averages from the records' ratios.
type Summary struct {
	Records int    `json:"records"`
	Beats   int    `json:"beats"`
	Matrix  Matrix `json:"matrix"`
	QRS     Counts `json:"qrs"`
	// Gross holds the ratios of the summed counts; its RMSRR is NaN, as none is defined.
	Gross Stats `json:"gross"`
	// Average holds the mean of each record's ratio, over the records where it is defined.
	Average Stats `json:"average"`
	// The comparisons that the options asked for.
	VERuns  *RunSummary     `json:"ve_runs,omitempty"`
	SVERuns *RunSummary     `json:"sve_runs,omitempty"`
	AF      *EpisodeSummary `json:"af,omitempty"`
	VF      *EpisodeSummary `json:"vf,omitempty"`
	ST      *EpisodeSummary `json:"st,omitempty"`
	HR      *MeasureSummary `json:"hr,omitempty"`
}

// parts collects what the records have of one comparison.
func parts[T any](list []RecordResult, of func(*RecordResult) *T) []*T {
	var out []*T
	for i := range list {
		if p := of(&list[i]); p != nil {
			out = append(out, p)
		}
	}
	return out
}

func summarize(list []RecordResult) Summary {
	var s Summary
	stats := make([]Stats, 0, len(list))
	for i := range list {
		s.Matrix.Add(&list[i].Beats.Matrix)
		stats = append(stats, list[i].Stats)
	}
	s.Records = len(list)
	s.Beats = s.Matrix.Beats()
	s.QRS = s.Matrix.QRS()
	s.Gross = s.Matrix.Stats()
	s.Average = Average(stats)
	if ve := parts(list, func(r *RecordResult) *RunResult { return r.VERuns }); ve != nil {
		s.VERuns = summarizeRuns(ve)
	}
	if sve := parts(list, func(r *RecordResult) *RunResult { return r.SVERuns }); sve != nil {
		s.SVERuns = summarizeRuns(sve)
	}
	if af := parts(list, func(r *RecordResult) *EpisodeResult { return r.AF }); af != nil {
		s.AF = summarizeEpisodes(AFEpisodes, af)
	}
	if vf := parts(list, func(r *RecordResult) *EpisodeResult { return r.VF }); vf != nil {
		s.VF = summarizeEpisodes(VFEpisodes, vf)
	}
	if st := parts(list, func(r *RecordResult) *EpisodeResult { return r.ST }); st != nil {
		s.ST = summarizeEpisodes(STEpisodes, st)
	}
	if hr := parts(list, func(r *RecordResult) *MeasureResult { return r.HR }); hr != nil {
		s.HR = summarizeMeasurements(hr)
	}
	return s
}
