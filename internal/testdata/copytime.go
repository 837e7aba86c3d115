package testdata

import "time"

// Reporter is the part of testing.B that ReportCopies needs.
type Reporter interface {
	Elapsed() time.Duration
	ReportMetric(v float64, unit string)
}

// ReportCopies reports the time of a benchmark that ran n times as a multiple of copying so many int32 samples, timed here:
// a figure that depends little on the machine. Call it last.
func ReportCopies(b Reporter, n, samples int) {
	const rounds, copies = 5, 50
	src, dst := make([]int32, samples), make([]int32, samples)
	copy(dst, src) // touch the memory
	best := time.Duration(1 << 62)
	for range rounds {
		start := time.Now()
		for range copies {
			copy(dst, src)
		}
		best = min(best, time.Since(start))
	}
	perCopy := float64(max(best, 1)) / copies
	b.ReportMetric(float64(b.Elapsed())/float64(n)/perCopy, "copies")
}
