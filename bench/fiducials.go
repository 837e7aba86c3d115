package bench

import (
	"cmp"
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// fiducialNames are the marks of the three waves in the order of [FiducialStats] in a report.
var fiducialNames = [waveKinds * marksPerWave]string{"P on", "P peak", "P off", "QRS on", "R", "QRS off", "T on", "T peak", "T off"}

// FiducialStats are the figures of one kind of mark. Errors are test minus reference, over the pairs.
type FiducialStats struct {
	Fiducial string `json:"fiducial"`
	Counts
	Se     ecg.Value       `json:"se"`  // percent
	PPV    ecg.Value       `json:"ppv"` // percent
	Mean   ecg.Millisecond `json:"mean_ms"`
	SD     ecg.Millisecond `json:"sd_ms"`
	Median ecg.Millisecond `json:"median_abs_ms"` // of the size of the error
	P95    ecg.Millisecond `json:"p95_abs_ms"`    // of the size of the error
}

// fiducialTally counts one kind of mark; errors are in ms.
type fiducialTally struct {
	Counts
	errors []float64
}

func (t *fiducialTally) add(o *fiducialTally) {
	t.TP, t.FN, t.FP = t.TP+o.TP, t.FN+o.FN, t.FP+o.FP
	t.errors = append(t.errors, o.errors...)
}

func (t *fiducialTally) stats(name string) FiducialStats {
	d := describe(t.errors)
	return FiducialStats{
		Fiducial: name, Counts: t.Counts, Se: percent(t.TP, t.TP+t.FN), PPV: percent(t.TP, t.TP+t.FP),
		Mean: d.mean, SD: d.sd, Median: d.median, P95: d.p95,
	}
}

// distribution describes errors in ms; NaN where they are too few.
type distribution struct{ mean, sd, median, p95 ecg.Millisecond }

// p95 is the share of errors below the 95th percentile.
const p95 = 0.95

func describe(errors []float64) distribution {
	n := len(errors)
	nan := ecg.NaN[ecg.Millisecond]()
	if n == 0 {
		return distribution{nan, nan, nan, nan}
	}
	mean, squares := 0.0, 0.0
	sizes := make([]float64, n)
	for i, e := range errors {
		mean += e
		sizes[i] = math.Abs(e)
	}
	mean /= float64(n)
	for _, e := range errors {
		squares += (e - mean) * (e - mean)
	}
	slices.Sort(sizes)
	d := distribution{ecg.Millisecond(mean), nan, ecg.Millisecond(medianOf(sizes)), ecg.Millisecond(sizes[int(math.Ceil(p95*float64(n)))-1])}
	if n > 1 {
		d.sd = ecg.Millisecond(math.Sqrt(squares / float64(n-1)))
	}
	return d
}

// medianOf is the median of sorted values, NaN of none.
func medianOf(sorted []float64) float64 {
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// markPair is a mark of both sides, or of one: the other is unmarked.
type markPair struct{ ref, test int64 }

// pairMarks pairs marks at most window samples apart, one to one, the nearest pairs first and the earlier of equally near ones. The
// result is in time order; test marks without a partner are left out where they lie outside first to last.
func pairMarks(ref, test []int64, window, first, last int64) []markPair {
	ref, test = slices.Sorted(slices.Values(ref)), slices.Sorted(slices.Values(test))
	type candidate struct {
		i, j int
		size int64
	}
	var near []candidate
	from := 0
	for i, a := range ref {
		for from < len(test) && test[from] < a-window {
			from++
		}
		for j := from; j < len(test) && test[j] <= a+window; j++ {
			near = append(near, candidate{i, j, max(test[j]-a, a-test[j])})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.size, b.size) })
	var out []markPair
	usedRef, usedTest := make([]bool, len(ref)), make([]bool, len(test))
	for _, c := range near {
		if !usedRef[c.i] && !usedTest[c.j] {
			usedRef[c.i], usedTest[c.j] = true, true
			out = append(out, markPair{ref[c.i], test[c.j]})
		}
	}
	for i, a := range ref {
		if !usedRef[i] {
			out = append(out, markPair{a, unmarked})
		}
	}
	for j, b := range test {
		if !usedTest[j] && first <= b && b <= last {
			out = append(out, markPair{unmarked, b})
		}
	}
	slices.SortStableFunc(out, func(a, b markPair) int { return cmp.Compare(a.at(), b.at()) })
	return out
}

// at is the time of the pair: that of the reference where there is one.
func (p markPair) at() int64 {
	if p.ref != unmarked {
		return p.ref
	}
	return p.test
}
