package bench

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fibrillation makes rhythm changes from "10-30 90-": seconds from (AFIB to (N, or open, at 1000 Hz.
func fibrillation(t testing.TB, text string) []wfdb.Annotation {
	return spans(t, text, wfdb.CodeRhythm, "(AFIB", "(N")
}

func spans(t testing.TB, text string, code byte, on, off string) []wfdb.Annotation {
	var out []wfdb.Annotation
	for _, f := range strings.Fields(text) {
		from, to, ok := strings.Cut(f, "-")
		require.True(t, ok)
		a := wfdb.Annotation{Code: code, Aux: on, Sample: 1000 * number(t, from)}
		out = append(out, a)
		if to == "" {
			continue
		}
		a = wfdb.Annotation{Code: code, Aux: off, Sample: 1000 * number(t, to)}
		if code == wfdb.CodeVFOn {
			a.Code = wfdb.CodeVFOff
		}
		out = append(out, a)
	}
	return out
}

func number(t testing.TB, s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	require.NoError(t, err)
	return n
}

// The worked examples were run through the comparison program of the WFDB library.
func TestEpisodesWorkedExamples(t *testing.T) {
	const undefined = -1.0
	fromStart := EpisodeOptions{Start: -1}
	for _, c := range []struct {
		name      string
		ref, test []wfdb.Annotation
		kind      EpisodeKind
		length    int64
		o         EpisodeOptions
		counts    MatchCounts
		stats     [4]float64 // rounded
		durations [2]float64
	}{
		{"shifted", fibrillation(t, "10-30"), fibrillation(t, "15-35"), AFEpisodes, 120000, fromStart,
			MatchCounts{1, 0, 1, 0}, [4]float64{100, 100, 75, 75}, [2]float64{20, 20}},
		{"in pieces", fibrillation(t, "10-30"), fibrillation(t, "12-15 20-25 50-60"), AFEpisodes, 120000, fromStart,
			MatchCounts{1, 0, 2, 1}, [4]float64{100, 67, 40, 44}, [2]float64{20, 18}},
		{"joined", fibrillation(t, "10-20 30-40 70-75"), fibrillation(t, "5-45"), AFEpisodes, 120000, fromStart,
			MatchCounts{2, 1, 1, 0}, [4]float64{67, 100, 80, 50}, [2]float64{25, 40}},
		{"open", fibrillation(t, "90-"), fibrillation(t, "100-"), AFEpisodes, 120000, fromStart,
			MatchCounts{1, 0, 1, 0}, [4]float64{100, 100, 67, 100}, [2]float64{30, 20}},
		{"learning period", fibrillation(t, "200-400"), fibrillation(t, "100-350"), AFEpisodes, 600000, EpisodeOptions{},
			MatchCounts{1, 0, 1, 0}, [4]float64{100, 100, 50, 100}, [2]float64{100, 50}},
		{"flutter called fibrillation", spans(t, "10-30", wfdb.CodeRhythm, "(AFL", "(N"), fibrillation(t, "10-30"), AFEpisodes, 120000, fromStart,
			MatchCounts{0, 0, 0, 1}, [4]float64{undefined, 0, undefined, 0}, [2]float64{0, 20}},
		{"flutter excluded", spans(t, "10-30", wfdb.CodeRhythm, "(AFL", "(N"), fibrillation(t, "10-30"), AFEpisodes, 120000,
			EpisodeOptions{Start: -1, ExcludeFlutter: true},
			MatchCounts{}, [4]float64{undefined, undefined, undefined, undefined}, [2]float64{0, 0}},
		{"touching", fibrillation(t, "10-20"), fibrillation(t, "20-30"), AFEpisodes, 120000, fromStart,
			MatchCounts{0, 1, 0, 1}, [4]float64{0, 0, 0, 0}, [2]float64{10, 10}},
		{"VF", spans(t, "10-20", wfdb.CodeVFOn, "", ""), spans(t, "12-16 50-52", wfdb.CodeVFOn, "", ""), VFEpisodes, 120000, fromStart,
			MatchCounts{1, 0, 1, 1}, [4]float64{100, 50, 40, 67}, [2]float64{10, 6}},
		{"VF as a rhythm only", spans(t, "10-20", wfdb.CodeRhythm, "(VFL", "(N"), spans(t, "12-16", wfdb.CodeVFOn, "", ""), VFEpisodes, 120000, fromStart,
			MatchCounts{0, 0, 0, 1}, [4]float64{undefined, 0, undefined, 0}, [2]float64{0, 4}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := CompareEpisodes(c.ref, c.test, c.kind, 1000, c.length, c.o)
			assert.Equal(t, c.counts, r.MatchCounts)
			assert.Equal(t, c.durations, [2]float64{r.Ref, r.Test})
			stats := r.Stats()
			for k, v := range stats.values() {
				got := math.Floor(float64(v) + 0.5)
				if math.IsNaN(got) {
					got = undefined
				}
				assert.Equal(t, c.stats[k], got, "figure %d", k)
			}
		})
	}
}

// The third summary figure of the program is off by its rounding; sums here are exact.
func TestEpisodeSummary(t *testing.T) {
	var list []*EpisodeResult
	for _, p := range [][2]string{{"10-30", "15-35"}, {"10-13", "10-12"}, {"", "20-25"}} {
		r := CompareEpisodes(fibrillation(t, p[0]), fibrillation(t, p[1]), AFEpisodes, 1000, 120000, EpisodeOptions{Start: -1})
		list = append(list, &r)
	}
	s := summarizeEpisodes(AFEpisodes, list)
	for k, want := range []float64{100, 67, 74, 63} {
		assert.InDelta(t, want, float64(s.Gross.values()[k]), 0.5)
	}
	for k, want := range []float64{100, 67, 71, 58} {
		assert.InDelta(t, want, float64(s.Average.values()[k]), 0.5)
	}
	assert.InDelta(t, 100*17.0/23, float64(s.Gross.DurationSe), 1e-9)
	assert.InDelta(t, 100*17.0/27, float64(s.Gross.DurationPPV), 1e-9)
}

func TestEpisodeOptions(t *testing.T) {
	ref, test := fibrillation(t, "10-12 30-60"), fibrillation(t, "10-20 30-31 40-60")
	o := EpisodeOptions{Start: -1, MinLength: 5}
	r := CompareEpisodes(ref, test, AFEpisodes, 1000, 120000, o)
	assert.Equal(t, MatchCounts{1, 0, 2, 0}, r.MatchCounts, "the short episodes of the other side still overlap")
	assert.Equal(t, 21.0, r.RefOverlap)
	o.MinOverlap = true
	r = CompareEpisodes(ref, test, AFEpisodes, 1000, 120000, o)
	assert.Equal(t, MatchCounts{1, 0, 1, 1}, r.MatchCounts)
	assert.Equal(t, 20.0, r.RefOverlap)

	// Flutter at the start, in the middle and at the end of what is called fibrillation.
	flutterAt := func(text string) []wfdb.Annotation { return spans(t, text, wfdb.CodeRhythm, "(AFL", "(N") }
	o = EpisodeOptions{Start: -1, ExcludeFlutter: true}
	r = CompareEpisodes(flutterAt("5-15 20-22 28-40"), fibrillation(t, "10-30"), AFEpisodes, 1000, 120000, o)
	assert.Equal(t, MatchCounts{0, 0, 0, 1}, r.MatchCounts)
	assert.Equal(t, 11.0, r.Test)

	r = CompareEpisodes(fibrillation(t, "10-20"), fibrillation(t, "10-20"), AFEpisodes, 1000, 15000, EpisodeOptions{Start: -1})
	assert.Equal(t, [2]float64{5, 5}, [2]float64{r.Ref, r.RefOverlap}, "cut at the end of the record")
	assert.Panics(t, func() { CompareEpisodes(nil, nil, AFEpisodes, 0, 0, o) })
}

func TestEpisodesST(t *testing.T) {
	st := func(text string) (out []wfdb.Annotation) {
		for _, f := range strings.Fields(text) {
			at, aux, _ := strings.Cut(f, ":")
			out = append(out, wfdb.Annotation{Sample: 1000 * number(t, at), Code: wfdb.CodeSTCh, Aux: aux})
		}
		return out
	}
	compare := func(ref, test string, kind EpisodeKind) MatchCounts {
		r := CompareEpisodes(st(ref), st(test), kind, 1000, 300000, EpisodeOptions{Start: -1})
		return r.MatchCounts
	}
	const ref = "10:(ST0- 40:AST0-150 50:ST0-"
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, compare(ref, "38:(ST0- 42:AST0-100 44:ST0-", ST0Episodes), "the extremum is covered")
	assert.Equal(t, MatchCounts{0, 1, 1, 0}, compare(ref, "10:(ST0- 12:AST0-100 25:ST0-", ST0Episodes), "less than half is covered")
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, compare(ref, "10:(ST0- 12:AST0-100 30:ST0-", ST0Episodes), "half is covered")
	assert.Equal(t, MatchCounts{}, compare(ref, ref, ST1Episodes))
	// Both signals nested make one episode.
	both := ref[:len(ref)-len("50:ST0-")] + "45:(ST1+ 50:ST0- 60:AST1200 70:ST1+"
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, compare(both, "59:(ST1+ 60:AST1200 61:ST1+", STEpisodes))
	r := CompareEpisodes(st(both), nil, STEpisodes, 1000, 300000, EpisodeOptions{Start: -1})
	assert.Equal(t, 60.0, r.Ref)
}

func TestEpisodesRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		ref, test := randomRuns(r), randomRuns(r)
		for _, kind := range []EpisodeKind{AFEpisodes, VFEpisodes} {
			checkEpisodes(t, ref, test, kind, []int64{0, 8000}[r.IntN(2)], EpisodeOptions{Start: []float64{-1, 4}[r.IntN(2)]})
		}
	}
}

func checkEpisodes(t *testing.T, ref, test []wfdb.Annotation, kind EpisodeKind, length int64, o EpisodeOptions) {
	e := CompareEpisodes(ref, test, kind, 250, length, o)
	require.LessOrEqual(t, e.RefOverlap, e.Ref+1e-9)
	require.LessOrEqual(t, e.TestOverlap, e.Test+1e-9)
	require.True(t, e.Ref >= 0 && e.Test >= 0)
	back := CompareEpisodes(test, ref, kind, 250, length, o)
	require.Equal(t, e.Ref, back.Test)
	require.Equal(t, MatchCounts{e.TPs, e.FN, e.TPp, e.FP}, MatchCounts{back.TPp, back.FP, back.TPs, back.FN})
	if length > 0 {
		require.InDelta(t, e.RefOverlap, e.TestOverlap, 1e-9)
	}
	same := CompareEpisodes(ref, ref, kind, 250, length, o)
	require.Equal(t, same.Ref, same.RefOverlap)
}
