package classify_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// table reads a CSV file as maps by column.
func table(t *testing.T, name string) []map[string]string {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	out := make([]map[string]string, 0, len(rows))
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = strings.TrimSpace(row[i])
		}
		out = append(out, m)
	}
	return out
}

// acute are the findings that raise an alarm for an infarct.
func acute(r *classify.Result) *classify.Finding {
	if f := r.Find("STEMI"); f != nil {
		return f
	}
	return r.Find("STEMI_EQUIVALENT")
}

// TestNormalsRaiseNoAlarm counts alarms for an infarct in ECGs that cardiologists called normal, and lists what is called where
// they saw an acute one.
func TestNormalsRaiseNoAlarm(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "ptbxl")
	res := engine.NewResult()
	var normal, possible, definite, labelled, called int
	for _, row := range table(t, filepath.Join(dir, "ptbxl_database.csv")) {
		truth, stage := row["scp_codes"], row["infarction_stadium1"]
		isNormal := strings.Contains(truth, "'NORM'")
		isAcute := strings.Contains(truth, "'INJ") || strings.Contains(truth, "MI'") && (stage == "Stadium I" || stage == "Stadium I-II")
		id, err := strconv.Atoi(row["ecg_id"])
		require.NoError(t, err)
		name := fmt.Sprintf("%05d_hr.hea", id)
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil || !isNormal && !isAcute {
			continue
		}
		o := engine.Options{Sex: ecg.Male}
		if row["sex"] == "1" {
			o.Sex = ecg.Female
		}
		if age, _ := strconv.ParseFloat(row["age"], 64); age > 0 {
			age = min(age, 90) // 300 stands for over 89
			o.AgeYears = &age
		}
		a, err := engine.New(o)
		require.NoError(t, err)
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), name))
		f := acute(&res.Result)
		if isAcute {
			labelled++
			if f != nil {
				called++
			}
			t.Logf("labelled acute: %d %s %s: %v", id, truth, stage, summary(&res.Result))
		}
		if !isNormal {
			continue
		}
		normal++
		if f != nil {
			t.Logf("false alarm: %d %s %s: %v", id, f.Code, f.Confidence, f.Evidence)
			possible++
			if f.Confidence == classify.Definite {
				definite++
			}
		}
	}
	t.Logf("normal %d: %d alarms, %d of them definite; labelled acute %d: %d alarms", normal, possible, definite, labelled, called)
	require.NotZero(t, normal)
	require.LessOrEqual(t, definite, 1)
	require.LessOrEqual(t, float64(possible), 5./153*float64(normal))
}

// TestInfarctRecords lists what is found in records called STEMI or infarct, most of which miss the limits at J; and holds that
// early repolarisation is never a definite infarct.
func TestInfarctRecords(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	analyse := func(dir, name string) {
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), name+".hea"))
		for _, code := range []string{"STEMI", "STEMI_EQUIVALENT", "OLD_MI", "ISCHEMIA", "ST_ELEVATION", "ST_DEPRESSION", "T_ABNORMAL"} {
			if f := res.Find(code); f != nil {
				t.Logf("%s: %s %s %s %v", name, f.Code, f.Confidence, f.Territory, f.Evidence)
			}
		}
	}
	abnormal := func(name string) {
		require.True(t, res.HasAny("STEMI", "STEMI_EQUIVALENT", "OLD_MI", "ISCHEMIA", "ST_ELEVATION", "ST_DEPRESSION", "T_ABNORMAL"), name)
	}
	dir := testdata.Dir(t, "ptbdb")
	for _, name := range []string{"s0010_re", "s0015lre"} {
		analyse(dir, name)
		abnormal(name)
	}
	dir = testdata.Dir(t, "ludb")
	for _, row := range table(t, filepath.Join(dir, "ludb.csv")) {
		name := row["ID"]
		if _, err := os.Stat(filepath.Join(dir, name+".hea")); err != nil {
			continue
		}
		switch text := fmt.Sprint(row); {
		case strings.Contains(text, "Stemi"):
			analyse(dir, name)
			abnormal(name)
		case strings.Contains(text, "Early repolarization"):
			analyse(dir, name)
			if f := acute(&res.Result); f != nil {
				require.NotEqual(t, classify.Definite, f.Confidence, name)
			}
		}
	}
}
