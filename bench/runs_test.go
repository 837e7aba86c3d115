package bench

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rhythmMarks is marks with rhythm changes: a symbol that starts with ( is the text of one.
func rhythmMarks(t testing.TB, text string) []wfdb.Annotation {
	var out []wfdb.Annotation
	for _, f := range strings.Fields(text) {
		if at, aux, ok := strings.Cut(f, ":("); ok {
			a := marks(t, at+":+")[0]
			a.Aux = "(" + aux
			out = append(out, a)
			continue
		}
		out = append(out, marks(t, f)...)
	}
	return out
}

// The worked examples were run through the comparison program of the WFDB library.
func TestRunsWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name                  string
		ref, test             []wfdb.Annotation
		kind                  RunKind
		couplets, short, long MatchCounts
	}{
		{"couplets, short and long", everySecond(t, "NVVNNVVVNVNNVVVVVVVN"), everySecond(t, "NVVNNVVNNVNNVVVVVVNN"), VERuns,
			MatchCounts{1, 0, 2, 0}, MatchCounts{0, 1, 0, 0}, MatchCounts{1, 0, 1, 0}},
		{"fusion beats belong to runs, unclassifiable ones end them", everySecond(t, "NVFNVQVN"), everySecond(t, "NVVNVVVN"), VERuns,
			MatchCounts{1, 0, 1, 0}, MatchCounts{0, 0, 0, 1}, MatchCounts{}},
		{"a couplet within a longer run", everySecond(t, "NVVVVN"), everySecond(t, "NVVNVN"), VERuns,
			MatchCounts{0, 0, 1, 0}, MatchCounts{0, 1, 0, 0}, MatchCounts{}},
		{"fibrillation marked by the reference", marks(t, "1000:N 2000:[ 6000:] 7000:N 8000:N"),
			everySecond(t, "NVVVVVVNN"), VERuns, MatchCounts{}, MatchCounts{}, MatchCounts{0, 1, 1, 0}},
		{"fibrillation marked by the test", everySecond(t, "NVVVVVVVNN"), marks(t, "1000:N 2000:[ 8000:] 9000:N 10000:N"), VERuns,
			MatchCounts{}, MatchCounts{}, MatchCounts{1, 0, 1, 0}},
		{"supraventricular", rhythmMarks(t, "1000:N 2000:A 3000:A 4000:N 5000:(AFIB 5500:N 6500:N 7500:N 8000:(N 8000:N 8500:N 9500:N"),
			marks(t, "1000:N 2000:A 3000:N 4000:N 5500:A 6500:A 7500:A 8500:N 9500:N"), SVERuns,
			MatchCounts{0, 1, 0, 0}, MatchCounts{0, 0, 1, 0}, MatchCounts{0, 1, 0, 0}},
		{"unreadable stretches break runs", marks(t, "1000:N 2000:V 3000:V 3500:~30 3900:~0 4000:V 5000:N 6000:N"), everySecond(t, "NVVVNN"), VERuns,
			MatchCounts{1, 0, 0, 0}, MatchCounts{0, 0, 0, 1}, MatchCounts{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := CompareRuns(c.ref, c.test, c.kind, 1000, 60000, BeatOptions{Start: -1})
			assert.Equal(t, c.couplets, r.Couplets(), "couplets")
			assert.Equal(t, c.short, r.Short(), "short runs")
			assert.Equal(t, c.long, r.Long(), "long runs")
		})
	}
}

func TestRunsEdges(t *testing.T) {
	o := BeatOptions{Start: -1}
	run := everySecond(t, "NNVV")
	r := CompareRuns(run, run, VERuns, 1000, 60000, o)
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, r.Couplets(), "the end of the file closes a run")
	r = CompareRuns(run, run, VERuns, 1000, 3500, o)
	assert.Equal(t, MatchCounts{}, r.Couplets(), "a run that the end of the record cuts is not counted")
	r = CompareRuns(run, nil, VERuns, 1000, 0, o)
	assert.Equal(t, MatchCounts{0, 1, 0, 0}, r.Couplets())
	r = CompareRuns(nil, run, VERuns, 1000, 0, o)
	assert.Equal(t, MatchCounts{0, 0, 0, 1}, r.Couplets())
	r = CompareRuns(nil, nil, VERuns, 1000, 0, o)
	assert.Equal(t, RunResult{}, r)

	// Fibrillation that began in the learning period is on at its end.
	vf := marks(t, "200000:[ 310000:] 311000:N 312000:N")
	r = CompareRuns(vf, vf, VERuns, 1000, 400000, BeatOptions{})
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, r.Long())
	r = CompareRuns(vf, marks(t, "200000:N 301000:V 302000:V 303000:V 311000:N"), VERuns, 1000, 400000, BeatOptions{})
	assert.Equal(t, MatchCounts{0, 1, 0, 0}, r.Long())
	assert.Equal(t, MatchCounts{0, 0, 1, 0}, r.Short())

	// Atrial fibrillation that follows ventricular fibrillation ends it, in flutter as well.
	two := rhythmMarks(t, "1000:N 2000:(VFL 4000:(AFL 4500:N 5000:N 6000:(N 6500:N 7000:V 8000:N")
	assert.Equal(t, "[{SS}NVN", func() (s string) {
		for _, m := range runMarks(two)[1:] {
			s += string(rune(m.label))
		}
		return s
	}())
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, CompareRunsLong(two, VERuns))
	assert.Equal(t, MatchCounts{1, 0, 1, 0}, CompareRunsLong(two, SVERuns))
	assert.Panics(t, func() { CompareRuns(nil, nil, VERuns, 0, 0, o) })
}

// CompareRunsLong compares a list with itself.
func CompareRunsLong(list []wfdb.Annotation, kind RunKind) MatchCounts {
	r := CompareRuns(list, list, kind, 1000, 60000, BeatOptions{Start: -1})
	return r.Long()
}

// Every run of both sides is counted once, and a list compared with itself has no errors.
func TestRunsRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range 2000 {
		ref, test := randomRuns(r), randomRuns(r)
		o := BeatOptions{Start: []float64{-1, 5}[r.IntN(2)]}
		length := []int64{0, 10000}[r.IntN(2)]
		for _, kind := range []RunKind{VERuns, SVERuns} {
			checkRuns(t, ref, test, kind, length, o)
			checkRunsAlike(t, ref, kind, length, o)
		}
	}
}

// randomRuns is a list with many ectopic beats, episodes and unreadable stretches.
func randomRuns(r *rand.Rand) []wfdb.Annotation {
	var out []wfdb.Annotation
	at := int64(0)
	for range r.IntN(60) {
		at += 60 + r.Int64N(300)
		a := wfdb.Annotation{Sample: at, Code: []byte{wfdb.CodeNormal, wfdb.CodeNormal, wfdb.CodePVC, wfdb.CodePVC, wfdb.CodePVC, wfdb.CodeAPC,
			wfdb.CodeAPC, wfdb.CodeFusion, wfdb.CodePace, wfdb.CodeNoise, wfdb.CodeVFOn, wfdb.CodeVFOff, wfdb.CodeRhythm}[r.IntN(13)]}
		switch {
		case a.Code == wfdb.CodeNoise && r.IntN(2) == 0:
			a.Subtype = -1
		case a.Code == wfdb.CodeRhythm:
			a.Aux = []string{"(AFIB", "(N", "(VFL", ""}[r.IntN(4)]
		}
		out = append(out, a)
	}
	return out
}

func checkRuns(t *testing.T, ref, test []wfdb.Annotation, kind RunKind, length int64, o BeatOptions) {
	res := CompareRuns(ref, test, kind, 250, length, o)
	alone, other := CompareRuns(ref, nil, kind, 250, length, o), CompareRuns(nil, test, kind, 250, length, o)
	for n := range res.Se {
		require.Equal(t, alone.Se[n][0], rowSum(&res.Se, n), "runs of the reference of length %d", n)
		require.Equal(t, other.PPV[0][n], columnSum(&res.PPV, n), "runs of the test of length %d", n)
	}
	require.Zero(t, rowSum(&res.Se, 0)+columnSum(&res.PPV, 0))
}

// checkRunsAlike requires that a list finds its own runs. Marks closer than the windows of two runs may be read for the first of them
// only, and the start of an episode of the other kind breaks a run of the side that is searched only, so it leaves episodes out.
func checkRunsAlike(t *testing.T, ref []wfdb.Annotation, kind RunKind, length int64, o BeatOptions) {
	var plain []wfdb.Annotation
	for _, a := range ref {
		if a.Code != wfdb.CodeRhythm && a.Code != wfdb.CodeVFOn {
			plain = append(plain, a)
		}
	}
	same := CompareRuns(plain, plain, kind, 250, length, o)
	for _, c := range []MatchCounts{same.Couplets(), same.Short(), same.Long()} {
		require.Equal(t, c.TPs, c.TPp)
	}
	for i := range same.Se {
		for j := range same.Se[i] {
			require.True(t, i <= j || same.Se[i][j] == 0, "a run of %d is found as one of %d", i, j)
		}
	}
}

func rowSum(m *RunMatrix, i int) (n int) {
	for j := range m[i] {
		n += m[i][j]
	}
	return n
}

func columnSum(m *RunMatrix, j int) (n int) {
	for i := range m {
		n += m[i][j]
	}
	return n
}
