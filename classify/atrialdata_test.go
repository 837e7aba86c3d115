package classify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// TestFibrillationHandheld scores AFIB on single hand-held leads, the unreadable ones left out.
func TestFibrillationHandheld(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "cinc2017")
	b, err := os.ReadFile(filepath.Join(dir, "REFERENCE-v3.csv"))
	require.NoError(t, err)
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	var tp, fn, fp int
	for line := range strings.FieldsSeq(string(b)) {
		name, class, _ := strings.Cut(line, ",")
		if _, err := os.Stat(filepath.Join(dir, name+".hea")); err != nil || class == "~" {
			continue
		}
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), name+".hea"))
		switch called := res.Has("AFIB"); {
		case class == "A" && called:
			tp++
		case class == "A":
			fn++
		case called:
			fp++
		}
	}
	f1 := 2 * float64(tp) / float64(2*tp+fn+fp)
	t.Logf("%d true, %d missed, %d false, F1 %.3f", tp, fn, fp, f1)
	require.Greater(t, f1, 0.81)
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
	score := func(dir, file, name string, truth bool) {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			return
		}
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), file))
		switch called := res.HasAny("AFIB", "AFL"); {
		case truth && called:
			tp++
		case truth:
			fn++
			t.Logf("missed: %s", name)
		case called:
			fp++
			t.Logf("false: %s", name)
		default:
			tn++
		}
	}
	dir := testdata.Dir(t, "ludb")
	for _, row := range table(t, filepath.Join(dir, "ludb.csv")) {
		id, rhythm := row["ID"], row["Rhythms"]
		score(dir, id+".hea", "ludb "+id, strings.Contains(rhythm, "fibrillation") || strings.Contains(rhythm, "flutter"))
	}
	dir = testdata.Dir(t, "ptbxl")
	for _, row := range table(t, filepath.Join(dir, "ptbxl_database.csv")) {
		id, err := strconv.Atoi(row["ecg_id"])
		require.NoError(t, err)
		codes := row["scp_codes"]
		score(dir, fmt.Sprintf("%05d_hr.hea", id), "ptbxl "+row["ecg_id"], strings.Contains(codes, "'AFIB'") || strings.Contains(codes, "'AFLT'"))
	}
	t.Logf("%d true, %d missed, %d false, %d right otherwise", tp, fn, fp, tn)
	require.GreaterOrEqual(t, float64(tp), 0.85*float64(tp+fn))
	require.GreaterOrEqual(t, float64(tn), 0.985*float64(tn+fp))
}
