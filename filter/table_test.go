package filter

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// tablePresets are the records that the table in the package documentation is measured on.
var tablePresets = []string{"normal", "brady", "tachy", "afib", "bigeminy", "lbbb", "stemi-anterior", "stemi-inferior", "st-depression"}

const tableRate = 500.0

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

func (r *tableRow) String() string {
	return fmt.Sprintf("%-26s %-8s %6.1f %8.1f %6.2f %7.1f %6.1f %6.1f", r.name, r.delay, r.st, r.stNoise, r.qrs, r.left, r.db, r.ns)
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
		r := tableRow{name: fmt.Sprintf("ZeroPhase HighPass %d, %g Hz", order, corner), delay: "batch"}
		r.remove = func(leads [][]float64, _ *ecgtest.Truth) [][]float64 { return z.ApplyLeads(nil, leads) }
		return r
	}
	beat := tableMust(NewBeatBaseline(fs, BeatOptions{}))
	finder := tableMust(NewKnotFinder(fs))
	var spline Spline
	return []tableRow{
		{name: "BeatBaseline", delay: "batch", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 { return beat.RemoveLeads(nil, x, nil) }},
		each("Baseline", tableMust(NewBaseline(fs, 0))),
		hp(2, 0.67),
		hp(2, 0.05),
		{name: "Spline, knots by KnotFinder", delay: "batch", remove: func(x [][]float64, truth *ecgtest.Truth) [][]float64 {
			var beats []int
			for _, b := range truth.Beats {
				beats = append(beats, b.R.Sample)
			}
			knots := finder.Find(nil, x, beats)
			out := make([][]float64, len(x))
			for l := range x {
				out[l] = spline.Remove(nil, x[l], fs, knots)
			}
			return out
		}},
		each("LinearBaseline", tableMust(NewLinearBaseline(fs, LinearOptions{}))),
		each("MedianBaseline", tableMust(NewMedianBaseline(fs, MedianOptions{}))),
		each("MorphBaseline", tableMust(NewMorphBaseline(fs, MorphOptions{}))),
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
		r := tableRow{name: fmt.Sprintf("ZeroPhase LowPass 2, %g Hz", corner), delay: "batch"}
		r.remove = func(leads [][]float64, _ *ecgtest.Truth) [][]float64 { return z.ApplyLeads(nil, leads) }
		return r
	}
	sg := tableMust(NewSavGol(11, 2, 0))
	return []tableRow{
		each("Smoother", tableMust(NewSmoother(fs, SmootherOptions{}))),
		{name: "SavGol 11, 2", delay: "10 ms", remove: func(x [][]float64, _ *ecgtest.Truth) [][]float64 {
			out := make([][]float64, len(x))
			for l := range x {
				out[l] = sg.Apply(nil, x[l])
			}
			return out
		}},
		lp(40), lp(100),
	}
}

func TestTableX(t *testing.T) {
	var b strings.Builder
	for i, rows := range [][]tableRow{baselineRows(), lineRows(), muscleRows()} {
		noise := []ecgtest.Noise{{BaselineUV: 1000, BaselineHz: 0.3}, {MainsUV: 200, MainsHz: 50.1}, {MuscleUV: 25}}[i]
		for k := range rows {
			rows[k].fill(t, noise)
			fmt.Fprintln(&b, rows[k].String())
		}
		fmt.Fprintln(&b)
	}
	fmt.Print(b.String())
}
