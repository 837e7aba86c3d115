package classify_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// TestPTBXL counts calls that must be rare on a hospital's ECGs: an acute infarct or a critical value where the cardiologists
// saw a normal ECG, fibrillation where they saw sinus rhythm.
func TestPTBXL(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "ptbxl")
	f, err := os.Open(filepath.Join(dir, "ptbxl_database.csv"))
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	col := map[string]int{}
	for i, h := range rows[0] {
		col[h] = i
	}
	var records, normal, normalCalled, sinus, falseAF, noMI, falseMI int
	res := engine.NewResult()
	for _, row := range rows[1:] {
		id, err := strconv.Atoi(row[col["ecg_id"]])
		require.NoError(t, err)
		name := fmt.Sprintf("%05d_hr.hea", id)
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			continue
		}
		age, _ := strconv.ParseFloat(row[col["age"]], 64) // empty: unknown
		o := engine.Options{Sex: ecg.Male}
		if row[col["sex"]] == "1" {
			o.Sex = ecg.Female
		}
		if age = min(age, 90); age > 0 { // 300 stands for over 89
			o.AgeYears = &age
		}
		a, err := engine.New(o)
		require.NoError(t, err)
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), name))
		records++
		truth := row[col["scp_codes"]]
		if strings.Contains(truth, "'NORM'") {
			normal++
			if res.Has("NORMAL") {
				normalCalled++
			}
			require.Empty(t, res.Critical, "%d %s", id, truth)
		}
		if strings.Contains(truth, "'SR'") {
			sinus++
			if res.HasAny("AFIB", "AFL") {
				falseAF++
			}
		}
		if !strings.Contains(truth, "MI'") && !strings.Contains(truth, "'INJ") {
			noMI++
			if res.HasAny("STEMI", "STEMI_EQUIVALENT") {
				falseMI++
			}
		}
	}
	t.Logf("%d records: normal %d, called so %d; sinus rhythm %d, fibrillation or flutter called %d; no infarct %d, acute called %d",
		records, normal, normalCalled, sinus, falseAF, noMI, falseMI)
	require.NotZero(t, records)
	require.GreaterOrEqual(t, float64(normalCalled), 0.75*float64(normal))
	require.LessOrEqual(t, float64(falseAF), 0.03*float64(sinus))
	require.LessOrEqual(t, float64(falseMI), 0.015*float64(noMI))
}

// TestCinC2017 scores AFIB on single hand-held leads, against normal rhythm, other rhythms and noise.
func TestCinC2017(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "cinc2017")
	b, err := os.ReadFile(filepath.Join(dir, "REFERENCE-v3.csv"))
	require.NoError(t, err)
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	var tp, fn, fp, tn int
	for line := range strings.FieldsSeq(string(b)) {
		name, class, ok := strings.Cut(line, ",")
		require.True(t, ok)
		if _, err := os.Stat(filepath.Join(dir, name+".hea")); err != nil {
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
		default:
			tn++
		}
	}
	f1 := 2 * float64(tp) / float64(2*tp+fn+fp)
	t.Logf("AFIB: %d true, %d missed, %d false, %d right otherwise, F1 %.3f", tp, fn, fp, tn, f1)
	require.Greater(t, f1, 0.72)
}
