package classify

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// rrList makes a list of intervals (s) at 250 Hz.
func rrList(seconds []float64) []RRInterval {
	out := make([]RRInterval, len(seconds))
	at := 0
	for i, s := range seconds {
		end := at + int(s*250+0.5)
		out[i] = RRInterval{Start: at, End: end, Seconds: s}
		at = end
	}
	return out
}

func rrSeries(n int, f func(i int, r *rand.Rand) float64) []float64 {
	r := rand.New(rand.NewPCG(7, 7))
	out := make([]float64, n)
	for i := range out {
		out[i] = f(i, r)
	}
	return out
}

func TestRhythmRRSynthetic(t *testing.T) {
	af := func(_ int, r *rand.Rand) float64 { return max(0.35, 0.75+0.17*r.NormFloat64()) }
	cases := []struct {
		name string
		rr   []float64
		want string
	}{
		{"steady", rrSeries(300, func(_ int, r *rand.Rand) float64 { return 0.8 + 0.01*r.NormFloat64() }), RhythmN},
		{"fibrillation", rrSeries(300, af), RhythmAFIB},
		{"bigeminy", rrSeries(300, func(i int, r *rand.Rand) float64 {
			return []float64{0.5, 1.1}[i%2] + 0.01*r.NormFloat64()
		}), RhythmN},
		{"trigeminy", rrSeries(300, func(i int, r *rand.Rand) float64 {
			return []float64{0.5, 1.1, 0.8}[i%3] + 0.01*r.NormFloat64()
		}), RhythmN},
		{"rate ramp", rrSeries(300, func(i int, r *rand.Rand) float64 {
			return 1.0 - 0.0015*float64(i) + 0.01*r.NormFloat64()
		}), RhythmN},
		{"scattered ectopy", rrSeries(300, func(i int, r *rand.Rand) float64 {
			switch i % 11 {
			case 4:
				return 0.55 + 0.01*r.NormFloat64()
			case 5:
				return 1.05 + 0.01*r.NormFloat64()
			}
			return 0.8 + 0.01*r.NormFloat64()
		}), RhythmN},
		{"too short", rrSeries(8, af), RhythmN},
		{"short fibrillation", rrSeries(30, af), RhythmAFIB},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			list := rrList(c.rr)
			segs := RhythmRR(list, RROptions{})
			got := map[string]int{}
			for i, s := range segs {
				got[s.Rhythm] += s.End - s.Start
				if i > 0 {
					require.Equal(t, segs[i-1].End, s.Start)
					require.NotEqual(t, segs[i-1].Rhythm, s.Rhythm)
				}
			}
			require.Equal(t, 0, segs[0].Start)
			require.Equal(t, list[len(list)-1].End, segs[len(segs)-1].End)
			require.Greater(t, got[c.want], 9*(list[len(list)-1].End)/10)
		})
	}
	require.Empty(t, RhythmRR(nil, RROptions{}))
}

// Stretching time must not change the rhythm: the score is relative.
func TestRhythmRRScale(t *testing.T) {
	rr := rrSeries(400, func(i int, r *rand.Rand) float64 {
		if i >= 150 && i < 300 {
			return max(0.4, 0.7+0.15*r.NormFloat64())
		}
		return 0.7 + 0.01*r.NormFloat64()
	})
	slow := make([]float64, len(rr))
	for i := range rr {
		slow[i] = rr[i] * 1.4
	}
	a, b := RhythmRR(rrList(rr), RROptions{}), RhythmRR(rrList(slow), RROptions{})
	require.Len(t, a, 3)
	require.Len(t, b, 3)
	for i := range a {
		require.InDelta(t, float64(a[i].Start)*1.4, float64(b[i].Start), 2*250)
	}
}

// An interval that is not known, and ones that cannot be, count as gaps and double detections; options out of range as the
// defaults.
func TestRhythmRROdd(t *testing.T) {
	rr := rrSeries(300, func(_ int, r *rand.Rand) float64 { return 0.8 + 0.01*r.NormFloat64() })
	list := rrList(rr)
	list[100].Seconds, list[150].Seconds, list[200].Seconds = math.NaN(), 0, 60
	segs := RhythmRR(list, RROptions{Window: -1, Tolerance: -1, Enter: -1, MinRR: -5})
	require.Equal(t, []RhythmSegment{{list[0].Start, list[299].End, RhythmN}}, segs)
	for _, w := range []int{1, 7, 13, 299, 300, 301, 5000} {
		segs := RhythmRR(list, RROptions{Window: w})
		require.Equal(t, list[0].Start, segs[0].Start)
		require.Equal(t, list[299].End, segs[len(segs)-1].End, "window %d", w)
	}
}

func TestRRRhythmAllocs(t *testing.T) {
	list := rrList(rrSeries(200, func(_ int, r *rand.Rand) float64 { return 0.8 + 0.01*r.NormFloat64() }))
	d := NewRRRhythm(RROptions{})
	segs := make([]RhythmSegment, 0, 8)
	require.Zero(t, testing.AllocsPerRun(10, func() {
		segs = segs[:0]
		for _, iv := range list {
			segs = d.Push(segs, iv)
		}
		segs = d.Flush(segs)
	}))
}

// TestRhythmRRDatabase scores duration by the rules of EC57, flutter left out, on the MIT-BIH AF Database.
func TestRhythmRRDatabase(t *testing.T) {
	dir := testdata.Dir(t, "afdb")
	files, err := filepath.Glob(filepath.Join(dir, "qrs*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var tp, fn, fp, tn int
	for _, f := range files {
		list := readRR(t, f)
		truth := readRhythm(t, strings.Replace(f, "qrs", "atr", 1), list[len(list)-1].End)
		a, b, c, d := overlap(truth, RhythmRR(list, RROptions{}))
		t.Logf("%s AF %6d s missed %5d, other %6d s false %5d", filepath.Base(f), (a+b)/250, b/250, (c+d)/250, c/250)
		tp, fn, fp, tn = tp+a, fn+b, fp+c, tn+d
	}
	se, sp := float64(tp)/float64(tp+fn), float64(tn)/float64(tn+fp)
	t.Logf("duration sensitivity %.2f %%, specificity %.2f %%, +P %.2f %%", 100*se, 100*sp, 100*float64(tp)/float64(tp+fp))
	require.Greater(t, se, 0.97)
	require.Greater(t, sp, 0.97)
}

func readRR(t testing.TB, name string) []RRInterval {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var list []RRInterval
	for sc := bufio.NewScanner(f); sc.Scan(); {
		p := strings.Fields(sc.Text())
		require.Len(t, p, 3)
		start, _ := strconv.Atoi(p[0])
		sec, _ := strconv.ParseFloat(p[1], 64)
		end, _ := strconv.Atoi(p[2])
		list = append(list, RRInterval{start, end, sec})
	}
	return list
}

func readRhythm(t testing.TB, name string, end int) []RhythmSegment {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	var segs []RhythmSegment
	for sc := bufio.NewScanner(f); sc.Scan(); {
		p := strings.Fields(sc.Text())
		if len(p) < 3 || !strings.HasPrefix(p[len(p)-1], "(") {
			continue
		}
		at, err := strconv.Atoi(p[1])
		require.NoError(t, err)
		if n := len(segs); n > 0 {
			segs[n-1].End = at
		}
		segs = append(segs, RhythmSegment{at, end, p[len(p)-1][1:]})
	}
	return segs
}

// overlap returns the samples of fibrillation called and missed, and of other rhythms but flutter called and left alone.
func overlap(truth, got []RhythmSegment) (tp, fn, fp, tn int) {
	for _, a := range truth {
		if a.Rhythm == "AFL" {
			continue
		}
		for _, b := range got {
			n := min(a.End, b.End) - max(a.Start, b.Start)
			if n <= 0 {
				continue
			}
			switch {
			case a.Rhythm == "AFIB" && b.Rhythm == RhythmAFIB:
				tp += n
			case a.Rhythm == "AFIB":
				fn += n
			case b.Rhythm == RhythmAFIB:
				fp += n
			default:
				tn += n
			}
		}
	}
	return tp, fn, fp, tn
}

func BenchmarkRhythmRR(b *testing.B) {
	list := rrList(rrSeries(60000, func(_ int, r *rand.Rand) float64 { return max(0.4, 0.8+0.1*r.NormFloat64()) }))
	for b.Loop() {
		RhythmRR(list, RROptions{})
	}
}

func ExampleRhythmRR() {
	var rr []RRInterval
	at := 0
	for i := range 120 {
		s := 0.8 // sinus rhythm, then fibrillation
		if i >= 60 {
			s = 0.45 + 0.55*float64(i*i*7919%101)/101
		}
		end := at + int(s*250)
		rr = append(rr, RRInterval{Start: at, End: end, Seconds: s})
		at = end
	}
	for _, s := range RhythmRR(rr, RROptions{}) {
		fmt.Println(s.Rhythm)
	}
	// Output:
	// N
	// AFIB
}
