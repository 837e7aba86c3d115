package bench

import (
	"math/rand/v2"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/require"
)

// randomMarks makes a list with beats of all classes, fibrillation and unreadable stretches, not always closed.
func randomMarks(r *rand.Rand) (list []wfdb.Annotation, beats int) {
	codes := []byte{wfdb.CodeNormal, wfdb.CodePVC, wfdb.CodeAPC, wfdb.CodeFusion, wfdb.CodePace, wfdb.CodeNoise, wfdb.CodeVFOn, wfdb.CodeVFOff, wfdb.CodeNote, wfdb.CodeFlutter}
	at := int64(0)
	for range r.IntN(40) {
		at += 1 + r.Int64N(400) // beats at the same time compete and may stay alone
		a := wfdb.Annotation{Sample: at, Code: wfdb.CodeNormal}
		if r.IntN(3) == 0 {
			a.Code = codes[r.IntN(len(codes))]
		}
		if a.Code == wfdb.CodeNoise && r.IntN(2) == 0 {
			a.Subtype = -1
		}
		if wfdb.IsBeat(a.Code) {
			beats++
		}
		list = append(list, a)
	}
	return list, beats
}

// Whatever the lists hold, the comparison ends, and no beat is counted twice.
func TestCompareRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 3000 {
		ref, refBeats := randomMarks(r)
		test, testBeats := randomMarks(r)
		o := BeatOptions{Start: []float64{-1, 1, 5}[r.IntN(3)]}
		res := CompareBeats(ref, test, 250, []int64{0, 5000, 20000}[r.IntN(3)], o)
		m := &res.Matrix
		require.LessOrEqual(t, m.Beats(), refBeats)
		require.LessOrEqual(t, m.sum(matrixClasses, "NSVFQ"), testBeats)
		q, v := m.QRS(), m.VEB()
		require.Equal(t, m.Beats(), q.TP+q.FN)
		require.Equal(t, m.sum("V", matrixClasses), v.TP+v.FN)
		require.Equal(t, m[F][V]+m[Q][V]+v.TP+v.FP, m.sum(matrixClasses, "V"))
		require.GreaterOrEqual(t, res.RRSquares, 0.0)

		same := CompareBeats(ref, ref, 250, 0, o)
		q = same.Matrix.QRS()
		require.Zero(t, q.FN+q.FP)
		require.Zero(t, same.RRSquares)
	}
}
