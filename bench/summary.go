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
	return s
}
