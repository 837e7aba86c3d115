package bench

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/require"
)

// fuzzMarks turns bytes into two lists: three bytes a mark, the list it belongs to, the time since the one before and the code.
func fuzzMarks(data []byte) (ref, test []wfdb.Annotation) {
	codes := []byte{wfdb.CodeNormal, wfdb.CodePVC, wfdb.CodeAPC, wfdb.CodeFusion, wfdb.CodePace, wfdb.CodeNoise, wfdb.CodeVFOn, wfdb.CodeVFOff,
		wfdb.CodeRhythm, wfdb.CodeFlutter, wfdb.CodeSTCh, codeMeasure, wfdb.CodeNote, wfdb.CodeUnknown}
	texts := []string{"(AFIB", "(N", "(VFL", "(AFL", "(ST0", "ST0", "AST0100", "72.5", "", "x"}
	at := int64(0)
	for ; len(data) >= 3; data = data[3:] {
		step := int64(data[1])
		if step > 250 {
			step <<= 10 * (step - 250) // up to beyond any file
		}
		at = min(at+4*step, math.MaxInt64/8)
		a := wfdb.Annotation{Sample: at, Code: codes[int(data[2])%len(codes)], Subtype: int8(data[0]), Aux: texts[int(data[0]>>1)%len(texts)]}
		if data[0]&1 == 0 {
			ref = append(ref, a)
		}
		if data[0]&1 == 1 || data[0]&6 == 0 {
			test = append(test, a)
		}
	}
	return ref, test
}

// Whatever two lists hold, every comparison ends, counts each beat, run and episode once, and finds a list like itself.
func FuzzCompare(f *testing.F) {
	r := rand.New(rand.NewPCG(8, 9))
	for range 20 {
		seed := make([]byte, 3*r.IntN(80))
		for i := range seed {
			seed[i] = byte(r.UintN(256))
		}
		f.Add(seed, uint8(r.UintN(8)))
	}
	f.Fuzz(func(t *testing.T, data []byte, options uint8) {
		ref, test := fuzzMarks(data)
		o := BeatOptions{Start: []float64{-1, 2}[options&1], KeepErrors: options&2 != 0}
		length := []int64{0, 20000}[options>>2&1]
		checkBeats(t, ref, test, length, o)
		for _, kind := range []RunKind{VERuns, SVERuns} {
			checkRuns(t, ref, test, kind, length, o)
		}
		for _, kind := range []EpisodeKind{AFEpisodes, VFEpisodes} {
			checkEpisodes(t, ref, test, kind, length, EpisodeOptions{Start: o.Start})
		}
		CompareEpisodes(ref, test, STEpisodes, 250, length, EpisodeOptions{ExcludeFlutter: true, MinLength: 1, MinOverlap: true})
		CompareEpisodes(ref, test, AFEpisodes, 250, length, EpisodeOptions{ExcludeFlutter: true, MinLength: 1})
		m := CompareMeasurements(ref, test, 250, length, MeasureOptions{Start: o.Start})
		require.True(t, m.Count >= 0 && m.Squares >= 0)
		rates := HeartRates(ref, 250, length)
		require.LessOrEqual(t, len(rates), len(ref))
		AddRhythm(test, 250)
	})
}

func checkBeats(t *testing.T, ref, test []wfdb.Annotation, length int64, o BeatOptions) {
	beats := func(list []wfdb.Annotation) (n int) {
		for i := range list {
			if wfdb.IsBeat(list[i].Code) {
				n++
			}
		}
		return n
	}
	res := CompareBeats(ref, test, 250, length, o)
	q := res.Matrix.QRS()
	require.Equal(t, res.Matrix.Beats(), q.TP+q.FN)
	require.LessOrEqual(t, q.TP+q.FN, beats(ref))
	require.LessOrEqual(t, q.TP+q.FP, beats(test))
	if !o.KeepErrors {
		return
	}
	fn, fp := 0, 0
	for _, e := range res.Errors {
		switch e.Kind {
		case KindFN:
			fn++
		case KindFP:
			fp++
		}
	}
	require.Equal(t, [2]int{q.FN, q.FP}, [2]int{fn, fp})
}

// Leaving one beat out is one miss, adding one far from others is one false detection, and calling one by another class is one
// confusion; nothing else changes but the error of the RR intervals.
func TestCompareOneChange(t *testing.T) {
	list := everySecond(t, strings.Repeat("NNNVNNASNF", 4))
	o := BeatOptions{Start: -1, KeepErrors: true}
	for k := range list {
		dropped := append(append([]wfdb.Annotation(nil), list[:k]...), list[k+1:]...)
		r := CompareBeats(list, dropped, 1000, 60000, o)
		require.Equal(t, Counts{TP: len(list) - 1, FN: 1}, r.Matrix.QRS(), "beat %d", k)
		require.Len(t, r.Errors, 1)
		require.Equal(t, list[k].Sample, r.Errors[0].Sample)
		r = CompareBeats(dropped, list, 1000, 60000, o)
		require.Equal(t, Counts{TP: len(list) - 1, FP: 1}, r.Matrix.QRS(), "beat %d", k)
		require.Equal(t, KindFP, r.Errors[0].Kind)

		changed := append([]wfdb.Annotation(nil), list...)
		changed[k].Code = wfdb.CodeUnknown
		r = CompareBeats(list, changed, 1000, 60000, o)
		require.Equal(t, Counts{TP: len(list)}, r.Matrix.QRS())
		require.Len(t, r.Errors, 1)
		require.Equal(t, KindClass, r.Errors[0].Kind)
		require.Zero(t, r.RMSRR())
	}
}
