package filter

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
)

// tablePresets are the records that the table in the package documentation is measured on.
var tablePresets = []string{"normal", "brady", "tachy", "afib", "bigeminy", "lbbb", "stemi-anterior", "stemi-inferior", "st-depression"}

const (
	tableRate = 500.0
	leads12   = 12
)

// tableRow is a remover and what it does.
type tableRow struct {
	name    string
	remove  func(leads [][]float64, truth *ecgtest.Truth) [][]float64
	delay   string
	st      float64 // of the clean lead, uV: largest error of ST of a beat, first and last left out
	stNoise float64 // the same under noise
	qrs     float64 // largest change of a peak-to-peak QRS, %
	left    float64 // noise left, uV rms
	db      float64
	ns      float64
}

// each makes a row of a Remover for single leads.
func each(name string, r Remover) tableRow {
	row := tableRow{name: name, delay: "batch"}
	if s, ok := r.(Stream); ok {
		row.delay = fmt.Sprintf("%.0f ms", float64(s.Delay())*1000/tableRate)
	}
	row.remove = func(leads [][]float64, _ *ecgtest.Truth) [][]float64 {
		out := make([][]float64, len(leads))
		for l, x := range leads {
			out[l] = r.Remove(nil, x)
		}
		return out
	}
	return row
}

// streamed makes a row of a stream of all leads.
func streamed(name string, s LeadStream) tableRow {
	row := tableRow{name: name, delay: fmt.Sprintf("%.0f ms", float64(s.Delay())*1000/tableRate)}
	row.remove = func(leads [][]float64, truth *ecgtest.Truth) [][]float64 {
		if s, ok := s.(*SplineStream); ok {
			s.Beats(beatsOf(truth)...)
		}
		return s.FlushLeads(s.PushLeads(nil, leads))
	}
	return row
}

// beatsOf lists the R peaks.
func beatsOf(truth *ecgtest.Truth) (beats []int) {
	for _, b := range truth.Beats {
		beats = append(beats, b.R.Sample)
	}
	return beats
}

// qrsSpan is the peak to peak amplitude of every QRS of a lead.
func qrsSpan(x []float64, truth *ecgtest.Truth) (out []float64) {
	for _, b := range truth.Beats[1 : len(truth.Beats)-1] {
		if b.Template == 0 {
			y := x[b.QRSOn.Sample : b.QRSOff.Sample+1]
			out = append(out, slices.Max(y)-slices.Min(y))
		}
	}
	return out
}

// fill measures a row under the given noise.
func (r *tableRow) fill(t testing.TB, noise ecgtest.Noise) {
	var in, left, n float64
	for _, name := range tablePresets {
		noisy, clean, truth := preset(t, name, tableRate, noise)
		same := r.remove(clean, truth)
		got := r.remove(noisy, truth)
		r.st = math.Max(r.st, measureST(same, clean, truth).inner)
		r.stNoise = math.Max(r.stNoise, measureST(got, clean, truth).inner)
		for l := range clean {
			a, b := qrsSpan(clean[l], truth), qrsSpan(same[l], truth)
			for i := range a {
				if a[i] > 300 { // of small ones a percent says nothing
					r.qrs = math.Max(r.qrs, 100*math.Abs(b[i]/a[i]-1))
				}
			}
			// What is left beside the constant that no one can know.
			lo, hi := len(clean[l])/10, len(clean[l])*9/10
			var sum, square, was, first float64
			for i := lo; i < hi; i++ {
				d := got[l][i] - clean[l][i]
				e := noisy[l][i] - clean[l][i]
				sum += d
				square += d * d
				first += e
				was += e * e
			}
			m := float64(hi - lo)
			left += square - sum*sum/m
			in += was - first*first/m
			n += m
		}
	}
	r.left, r.db = math.Sqrt(left/n), 10*math.Log10(left/in)
	noisy, _, truth := preset(t, "normal", tableRate, noise)
	best := time.Duration(math.MaxInt64)
	for range 5 {
		start := time.Now()
		r.remove(noisy, truth)
		best = min(best, time.Since(start))
	}
	r.ns = float64(best.Nanoseconds()) / float64(len(noisy)*len(noisy[0]))
}

const tableHead = "//\tremover                      delay    ST clean  ST noisy   QRS %     left     dB  ns/sample"

func (r *tableRow) String() string {
	return fmt.Sprintf("//\t%-28s %-8s %8.1f %9.1f %7.2f %8.1f %6.1f %10.0f", r.name, r.delay, r.st, r.stNoise, r.qrs, r.left, r.db, r.ns)
}

func tableMust[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func baselineRows() []tableRow {
	const fs = tableRate
	hp := func(order int, corner float64) tableRow {
		z := NewZeroPhase(tableMust(HighPass(order, corner, fs)))
		z.Edge = int(2 * fs / corner)
		r := tableRow{name: fmt.Sprintf("HighPass %d at %g Hz, twice", order, corner), delay: "batch"}
		r.remove = func(leads [][]float64, _ *ecgtest.Truth) [][]float64 { return z.ApplyLeads(nil, leads) }
		return r
	}
	beat := tableMust(NewBeatBaseline(fs, BeatOptions{}))
	finder := tableMust(NewKnotFinder(fs))
	var spline Spline
	return []tableRow{
		{name: "BeatBaseline", delay: "batch", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 { return beat.RemoveLeads(nil, x, nil) }},
		streamed("NewBeatStream", tableMust(NewBeatStream(fs, leads12, BeatOptions{}, LagOptions{}))),
		each("Baseline", tableMust(NewBaseline(fs, 0))),
		hp(2, 0.67),
		hp(2, 0.05),
		{name: "Spline with KnotFinder", delay: "batch", remove: func(x [][]float64, truth *ecgtest.Truth) [][]float64 {
			knots := finder.Find(nil, x, beatsOf(truth))
			out := make([][]float64, len(x))
			for l := range x {
				out[l] = spline.Remove(nil, x[l], fs, knots)
			}
			return out
		}},
		streamed("SplineStream", tableMust(NewSplineStream(fs, leads12, LagOptions{}))),
		each("LinearBaseline", tableMust(NewLinearBaseline(fs, LinearOptions{}))),
		each("MedianBaseline", tableMust(NewMedianBaseline(fs, MedianOptions{}))),
		each("MorphBaseline", tableMust(NewMorphBaseline(fs, MorphOptions{}))),
	}
}

func chainRows() []tableRow {
	c := tableMust(NewCleaner(tableRate, CleanOptions{}))
	return []tableRow{
		{name: "Cleaner", delay: "batch", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 { return c.CleanLeads(nil, x) }},
		streamed("CleanerStream", tableMust(NewCleanerStream(tableRate, leads12, CleanOptions{}, LagOptions{}))),
	}
}

func lineRows() []tableRow {
	const fs = tableRate
	m := tableMust(NewMainsFilter(fs))
	return []tableRow{
		{name: "MainsFilter", delay: "batch", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 {
			line := m.Estimate(x, 0)
			out := make([][]float64, len(x))
			for l := range x {
				out[l] = m.Remove(nil, x[l], line)
			}
			return out
		}},
		streamed("NewMainsStream", tableMust(NewMainsStream(fs, leads12, 0, 0, LagOptions{}))),
		each("ZeroPhaseNotch", tableMust(NewZeroPhaseNotch(fs, NotchOptions{}))),
		each("ZeroPhaseNotch, Q 10", tableMust(NewZeroPhaseNotch(fs, NotchOptions{Q: 10}))),
		each("Subtraction", tableMust(NewSubtraction(fs, SubtractionOptions{}))),
		each("LMS", tableMust(NewLMS(fs, LMSOptions{}))),
		each("StepNotch", tableMust(NewStepNotch(fs, StepOptions{}))),
	}
}

func muscleRows() []tableRow {
	const fs = tableRate
	lp := func(corner float64) tableRow {
		z := NewZeroPhase(tableMust(LowPass(2, corner, fs)))
		r := tableRow{name: fmt.Sprintf("LowPass 2 at %g Hz, twice", corner), delay: "batch"}
		r.remove = func(leads [][]float64, _ *ecgtest.Truth) [][]float64 { return z.ApplyLeads(nil, leads) }
		return r
	}
	sg := tableMust(NewSavGol(11, 2, 0))
	return []tableRow{
		each("Smoother", tableMust(NewSmoother(fs, SmootherOptions{}))),
		{name: "SavGol 11, 2", delay: "batch", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 {
			out := make([][]float64, len(x))
			for l := range x {
				out[l] = sg.Apply(nil, x[l])
			}
			return out
		}},
		lp(40), lp(100),
	}
}

var updateTable = flag.Bool("update-table", false, "measure the table of the package documentation anew")

// TestTable holds the table of doc.go to what is measured here; the times are those of
// the machine that wrote it and are not held.
func TestTable(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("measured without the race detector")
	}
	const file = "doc.go"
	doc, err := os.ReadFile(file)
	require.NoError(t, err)
	lines := strings.Split(string(doc), "\n")
	noises := []ecgtest.Noise{{BaselineUV: 1000, BaselineHz: 0.3}, {MainsUV: 200, MainsHz: 50.1}, {MuscleUV: 25}, {BaselineUV: 1000, BaselineHz: 0.3, MainsUV: 200, MainsHz: 50.1}}
	at := 0
	for i, rows := range [][]tableRow{baselineRows(), lineRows(), muscleRows(), chainRows()} {
		for at < len(lines) && lines[at] != tableHead {
			at++
		}
		require.Less(t, at, len(lines), "table %d in %s", i, file)
		at++
		for k := range rows {
			r := &rows[k]
			r.fill(t, noises[i])
			require.Less(t, at, len(lines))
			if *updateTable {
				lines[at] = r.String()
			}
			require.True(t, strings.HasPrefix(lines[at], "//\t"+r.name+" "), "%s: line %q", r.name, lines[at])
			f := strings.Fields(lines[at][len("//\t")+28:])
			if f[1] == "ms" { // a delay of two words
				f = f[1:]
			}
			for j, v := range []float64{r.st, r.stNoise, r.qrs, r.left, r.db} {
				want, err := strconv.ParseFloat(f[j+1], 64)
				require.NoError(t, err, lines[at])
				assert.InDelta(t, want, v, 0.3+0.1*math.Abs(want), "%s: number %d of %q", r.name, j+1, lines[at])
			}
			at++
		}
	}
	if *updateTable {
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644))
	}
}
