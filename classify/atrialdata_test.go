package classify_test

import (
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// TestFibrillationHandheld scores AFIB on single hand-held leads, against normal rhythm and other rhythms, without the unreadable
// strips and with them.
func TestFibrillationHandheld(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	var tp, fn, fp, noise int
	for _, r := range recordtest.CinC2017(t) {
		class := r.Row["class"]
		analyseRecord(t, a, res, r)
		switch called := res.Has("AFIB"); {
		case class == "A" && called:
			tp++
		case class == "A":
			fn++
		case class == "~" && called:
			noise++
		case called:
			fp++
		}
	}
	f1 := func(fp int) float64 { return 2 * float64(tp) / float64(2*tp+fn+fp) }
	t.Logf("%d true, %d missed, %d false, F1 %.3f; with %d in noise %.3f", tp, fn, fp, f1(fp), noise, f1(fp+noise))
	require.Greater(t, f1(fp), 0.81)
	require.Greater(t, f1(fp+noise), 0.72)
}

// TestFibrillationTwelveLeads scores fibrillation or flutter on 12 leads of 10 s. Many PTB-XL records have no rhythm
// statement; three of these fibrillate.
func TestFibrillationTwelveLeads(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	var tp, fn, fp, tn int
	score := func(r recordtest.Labelled, truth bool) {
		analyseRecord(t, a, res, r)
		switch called := res.HasAny("AFIB", "AFL"); {
		case truth && called:
			tp++
		case truth:
			fn++
			t.Logf("missed: %s", r.Name)
		case called:
			fp++
			t.Logf("false: %s", r.Name)
		default:
			tn++
		}
	}
	for _, r := range recordtest.LUDB(t) {
		rhythm := r.Row["Rhythms"]
		score(r, strings.Contains(rhythm, "fibrillation") || strings.Contains(rhythm, "flutter"))
	}
	for _, r := range recordtest.PTBXL(t) {
		score(r, r.Coded("AFIB", "AFLT"))
	}
	t.Logf("%d true, %d missed, %d false, %d right otherwise", tp, fn, fp, tn)
	require.GreaterOrEqual(t, float64(tp), 0.85*float64(tp+fn))
	require.GreaterOrEqual(t, float64(tn), 0.985*float64(tn+fp))
}
