package bench

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// marks reads "1000:N 2000:V 2500:~30": time, symbol and, for noise marks, the subtype in hexadecimal.
func marks(t testing.TB, text string) []wfdb.Annotation {
	var out []wfdb.Annotation
	for _, f := range strings.Fields(text) {
		time, symbol, ok := strings.Cut(f, ":")
		require.True(t, ok, f)
		n, err := strconv.ParseInt(time, 10, 64)
		require.NoError(t, err)
		a := wfdb.Annotation{Sample: n}
		if sub, ok := strings.CutPrefix(symbol, "~"); ok {
			v, err := strconv.ParseInt(sub, 16, 8)
			require.NoError(t, err)
			a.Code, a.Subtype = wfdb.CodeNoise, int8(v)
		} else {
			a.Code, ok = wfdb.CodeOf(symbol)
			require.True(t, ok, symbol)
		}
		out = append(out, a)
	}
	return out
}

// cells names the cells of m that are not zero.
func cells(m *Matrix) map[string]int {
	out := map[string]int{}
	for i := range m {
		for j := range m[i] {
			if m[i][j] != 0 {
				out[matrixClasses[i:i+1]+strings.ToLower(matrixClasses[j:j+1])] = m[i][j]
			}
		}
	}
	return out
}

var none = math.NaN()

// The worked examples were run through the comparison program of the WFDB library.
func TestCompareWorkedExamples(t *testing.T) {
	const minute = 60000
	fromStart := BeatOptions{Start: -1}
	for _, c := range []struct {
		name      string
		ref, test string
		rate      float64
		length    int64
		o         BeatOptions
		want      map[string]int
		rms       float64
	}{
		{"1 classes and a late beat", "1000:N 2000:N 3000:N 4000:V 5000:A 6000:N", "1010:N 2000:N 2500:N 4020:V 5000:N 6000:V",
			1000, minute, fromStart, map[string]int{"Nn": 2, "Nv": 1, "No": 1, "Sn": 1, "Vv": 1, "On": 1}, 363.16},
		{"2 window above", "1000:N 3000:N 5000:N", "1000:N 3150:N 5151:N", 1000, minute, fromStart, map[string]int{"Nn": 2, "No": 1, "On": 1}, 106.07},
		{"2 window below", "1000:N 3000:N 5000:N", "1000:N 2850:N 4849:N", 1000, minute, fromStart, map[string]int{"Nn": 2, "No": 1, "On": 1}, none},
		{"2 window at 360 Hz", "360:N 1080:N 1800:N", "360:N 1134:N 1855:N", 360, 21600, fromStart, map[string]int{"Nn": 2, "No": 1, "On": 1}, none},
		{"3 tie", "1000:N 3000:N 5000:N", "1000:N 2900:V 3100:N 5000:N", 1000, minute, fromStart, map[string]int{"Nn": 3, "Ov": 1}, none},
		{"3 nearer later", "1000:N 3000:N 5000:N", "1000:N 2900:V 3050:N 5000:N", 1000, minute, fromStart, map[string]int{"Nn": 3, "Ov": 1}, none},
		{"3 tie of the reference", "1000:N 2900:V 3100:N 5000:N", "1000:N 3000:N 5000:N", 1000, minute, fromStart, map[string]int{"Nn": 3, "Vo": 1}, none},
		{"4 rescue", "1000:N 3096:N 3160:V 5000:N", "1000:N 3128:N 3185:V 5000:N", 1000, minute,
			BeatOptions{Start: -1, Window: 0.037}, map[string]int{"Nn": 3, "Vv": 1}, 23.79},
		{"5 RR with a miss", "1000:N 2000:N 3000:N 4000:N 5000:N", "1010:N 2000:N 4000:N 5030:N", 1000, minute, fromStart, map[string]int{"Nn": 4, "No": 1}, 707.28},
		{"5 RR", "1000:N 2000:N 3000:N", "1010:N 2000:N 3030:N", 1000, minute, fromStart, map[string]int{"Nn": 3}, 22.36},
		{"6 classes", "1000:N 2000:L 3000:a 4000:/ 5000:Q 6000:F 7000:V", "1000:N 2000:N 3000:N 4000:N 5000:N 6000:V 7000:F",
			1000, minute, fromStart, map[string]int{"Nn": 2, "Sn": 1, "Qn": 2, "Fv": 1, "Vf": 1}, none},
		{"7 fibrillation", "1000:N 2000:N 3000:[ 3500:V 6000:] 7000:N 8000:N", "1000:N 2000:N 3500:V 4000:N 5000:V 7000:N 8000:N",
			1000, minute, fromStart, map[string]int{"Nn": 4}, none},
		{"8 test shutdown", "1000:N 2000:N 3000:N 4000:V 5000:N 6000:N", "1000:N 2000:N 2500:~30 4500:~0 5000:N 6000:N",
			1000, minute, fromStart, map[string]int{"Nn": 4, "Nx": 1, "Vx": 1}, none},
		{"8 reference shutdown", "1000:N 2000:N 2500:~30 4500:~0 5000:N 6000:N", "1000:N 2000:N 3000:N 4000:V 5000:N 6000:N",
			1000, minute, fromStart, map[string]int{"Nn": 4, "Xn": 1, "Xv": 1}, none},
		{"9 straddling the start", "299000:N 300050:N 301000:N 302000:V", "299000:N 299950:N 301000:N 302000:V",
			1000, 6 * minute, BeatOptions{}, map[string]int{"Nn": 2, "Vv": 1}, 81.65},
		{"9 forgiven at the start", "299000:N 299990:N 301000:N 302000:V", "299000:N 300010:N 301000:N 302000:V",
			1000, 6 * minute, BeatOptions{}, map[string]int{"Nn": 1, "Vv": 1}, 14.14},
		{"10 end", "1000:N 2000:N 59950:N", "1000:N 2000:N 60020:N", 1000, minute, fromStart, map[string]int{"Nn": 3}, none},
		{"10 past the end", "1000:N 2000:N 59950:N 60100:V", "1000:N 2000:N 60020:N 60100:V", 1000, minute, fromStart, map[string]int{"Nn": 3}, none},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := CompareBeats(marks(t, c.ref), marks(t, c.test), c.rate, c.length, c.o)
			assert.Equal(t, c.want, cells(&r.Matrix))
			if !math.IsNaN(c.rms) {
				assert.InDelta(t, c.rms, r.RMSRR(), 0.005)
			}
		})
	}
}

func TestCompareMeasures(t *testing.T) {
	o := BeatOptions{Start: -1}
	r := CompareBeats(marks(t, "1000:N 2000:N 3000:N 4000:V 5000:A 6000:N"), marks(t, "1010:N 2000:N 2500:N 4020:V 5000:N 6000:V"), 1000, 60000, o)
	s := r.Stats()
	assert.InDelta(t, 83.33, float64(s.Se), 0.005)
	assert.InDelta(t, 83.33, float64(s.PPV), 0.005)
	assert.Equal(t, 100.0, float64(s.VEBSe))
	assert.Equal(t, 50.0, float64(s.VEBPPV))
	assert.Equal(t, 0.0, float64(s.SVEBSe))
	assert.True(t, math.IsNaN(float64(s.SVEBPPV)))
	assert.InDelta(t, 100*10.0/12, float64(s.F1), 1e-9)
	assert.InDelta(t, 100*2.0/6, float64(s.ErrorRate), 1e-9)

	r = CompareBeats(marks(t, "1000:N 2000:N 3000:N 4000:V 5000:N 6000:N"), marks(t, "1000:N 2000:N 2500:~30 4500:~0 5000:N 6000:N"), 1000, 60000, o)
	s = r.Stats()
	assert.InDelta(t, 66.67, float64(s.Se), 0.005)
	assert.Equal(t, 100.0, float64(s.PPV))
	assert.Equal(t, int64(2), r.ShutdownSeconds)
	missed, all := r.Matrix.Missed("NSVFQ")
	assert.Equal(t, [2]int{2, 6}, [2]int{missed, all})

	r = CompareBeats(marks(t, "1000:N 2000:N 2500:~30 4500:~0 5000:N 6000:N"), marks(t, "1000:N 2000:N 3000:N 4000:V 5000:N 6000:N"), 1000, 60000, o)
	assert.InDelta(t, 66.67, float64(r.Stats().PPV), 0.005)

	r = CompareBeats(marks(t, "1000:N 2000:L 3000:a 4000:/ 5000:Q 6000:F 7000:V"), marks(t, "1000:N 2000:N 3000:N 4000:N 5000:N 6000:V 7000:F"), 1000, 60000, o)
	s = r.Stats()
	assert.Equal(t, 100.0, float64(s.Se))
	assert.Equal(t, 0.0, float64(s.VEBSe))
	assert.True(t, math.IsNaN(float64(s.VEBPPV)), "fusion called ventricular is neither right nor wrong")

	merged := CompareBeats(marks(t, "1000:A 2000:N"), marks(t, "1000:N 2000:S"), 1000, 60000, BeatOptions{Start: -1, MergeSVEB: true})
	assert.Equal(t, map[string]int{"Nn": 2}, cells(&merged.Matrix))
}

// everySecond puts letters on the seconds from 1 on; '.' is no beat.
func everySecond(t testing.TB, letters string) []wfdb.Annotation {
	var b strings.Builder
	for i, r := range letters {
		if r != '.' {
			b.WriteString(strconv.Itoa(1000*(i+1)) + ":" + string(r) + " ")
		}
	}
	return marks(t, b.String())
}

func TestSummaries(t *testing.T) {
	o := BeatOptions{Start: -1}
	pairs := [][2]string{
		{"NNNNVNNNAN", "NNNNVNN.NN"},
		{"NNVV" + strings.Repeat("N", 16), "NNV" + strings.Repeat("N", 15) + "VN"},
		{"NNNN", "NNNN"},
	}
	var results []RecordResult
	for _, p := range pairs {
		r := CompareBeats(everySecond(t, p[0]), everySecond(t, p[1]), 1000, 30000, o)
		results = append(results, RecordResult{Beats: r, Stats: r.Stats()})
	}
	for i, want := range []float64{90, 100, 100} {
		assert.Equal(t, want, float64(results[i].Stats.Se))
	}
	assert.Equal(t, 50.0, float64(results[1].Stats.VEBSe))
	s := summarize(results)
	assert.InDelta(t, 97.06, float64(s.Gross.Se), 0.005)
	assert.Equal(t, 100.0, float64(s.Gross.PPV))
	assert.InDelta(t, 66.67, float64(s.Gross.VEBSe), 0.005)
	assert.InDelta(t, 66.67, float64(s.Gross.VEBPPV), 0.005)
	assert.Equal(t, 0.0, float64(s.Gross.SVEBSe))
	assert.True(t, math.IsNaN(float64(s.Gross.SVEBPPV)))
	assert.InDelta(t, 96.67, float64(s.Average.Se), 0.005)
	assert.Equal(t, 75.0, float64(s.Average.VEBSe))
	assert.Equal(t, 75.0, float64(s.Average.VEBPPV))
	assert.InDelta(t, 157.13, float64(s.Average.RMSRR), 0.005)
	assert.InDelta(t, 471.40, float64(results[0].Stats.RMSRR), 0.005)
	assert.True(t, math.IsNaN(float64(s.Gross.RMSRR)), "only the average is defined")
	assert.Equal(t, 34, s.Beats)

	// The false positive rate is reported with S merged into N.
	o.MergeSVEB = true
	results = results[:0]
	for _, p := range pairs {
		r := CompareBeats(everySecond(t, p[0]), everySecond(t, p[1]), 1000, 30000, o)
		results = append(results, RecordResult{Beats: r, Stats: r.Stats()})
	}
	s = summarize(results)
	assert.InDelta(t, 3.333, float64(s.Gross.VEBFPR), 0.0005)
	assert.InDelta(t, 1.852, float64(s.Average.VEBFPR), 0.0005)
}

func TestCompareEmptySides(t *testing.T) {
	beats := marks(t, "1000:N 2000:N")
	r := CompareBeats(nil, nil, 360, 0, BeatOptions{})
	assert.Empty(t, cells(&r.Matrix))
	r = CompareBeats(beats, nil, 1000, 5000, BeatOptions{Start: -1})
	assert.Equal(t, map[string]int{"No": 2}, cells(&r.Matrix))
	r = CompareBeats(nil, beats, 1000, 5000, BeatOptions{Start: -1})
	assert.Equal(t, map[string]int{"On": 2}, cells(&r.Matrix))
	assert.Panics(t, func() { CompareBeats(beats, beats, 0, 0, BeatOptions{}) })
}

// A list compared with itself has no errors, and moving both sides by the same time changes nothing.
func TestCompareMetamorphic(t *testing.T) {
	list := marks(t, "1000:N 1700:V 1980:N 2900:F 3000:~30 3900:~0 5000:A 6000:[ 6500:! 7000:] 8000:Q 8800:N")
	same := CompareBeats(list, list, 250, 10000, BeatOptions{Start: -1})
	q := same.Matrix.QRS()
	assert.Equal(t, Counts{TP: 7}, q)
	assert.Zero(t, same.RMSRR())

	other := marks(t, "1010:N 1690:N 2000:N 2880:F 4100:V 5030:S 8001:N 8300:N")
	shift := func(l []wfdb.Annotation) []wfdb.Annotation {
		out := append([]wfdb.Annotation(nil), l...)
		for i := range out {
			out[i].Sample += 5000
		}
		return out
	}
	a := CompareBeats(list, other, 250, 10000, BeatOptions{Start: -1})
	b := CompareBeats(shift(list), shift(other), 250, 15000, BeatOptions{Start: -1})
	assert.Equal(t, a, b)
}

func BenchmarkCompareBeats(b *testing.B) {
	var ref, test []wfdb.Annotation
	for i := int64(0); i < 2500; i++ {
		ref = append(ref, wfdb.Annotation{Sample: 260 * i, Code: wfdb.CodeNormal})
		if i%50 != 7 {
			test = append(test, wfdb.Annotation{Sample: 260*i + i%9, Code: wfdb.CodeNormal})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		CompareBeats(ref, test, 360, 650000, BeatOptions{})
	}
}

func TestCompareAllocates(t *testing.T) {
	list := marks(t, "1000:N 1700:V 1980:N 2900:F 5000:A 8000:Q 8800:N")
	assert.Zero(t, testing.AllocsPerRun(10, func() { CompareBeats(list, list, 250, 10000, BeatOptions{Start: -1}) }))
}
