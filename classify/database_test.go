package classify_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// patient gives the sex and age that PTB-XL's table has for a record.
func patient(r recordtest.Labelled) engine.Options {
	o := engine.Options{Sex: ecg.Male}
	if r.Row["sex"] == "1" {
		o.Sex = ecg.Female
	}
	if age, _ := strconv.ParseFloat(r.Row["age"], 64); age > 0 { // empty: unknown
		age = min(age, 90) // 300 stands for over 89
		o.AgeYears = &age
	}
	return o
}

// analyseRecord runs an analyzer on a record.
func analyseRecord(t *testing.T, a *engine.Analyzer, res *engine.Result, r recordtest.Labelled) {
	t.Helper()
	require.NoError(t, a.AnalyzeFile(res, os.DirFS(r.Dir), r.Name+".hea"), r.Name)
}

// TestPTBXL counts calls that must be rare on a hospital's ECGs: an acute infarct or a critical value where the cardiologists
// saw a normal ECG, fibrillation where they saw sinus rhythm.
func TestPTBXL(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	var records, normal, normalCalled, sinus, falseAF, noMI, falseMI int
	res := engine.NewResult()
	for _, r := range recordtest.PTBXL(t) {
		a, err := engine.New(patient(r))
		require.NoError(t, err)
		analyseRecord(t, a, res, r)
		records++
		if r.Coded("NORM") {
			normal++
			if res.Has("NORMAL") {
				normalCalled++
			}
			require.Empty(t, res.Critical, "%s %s", r.Name, r.Row["scp_codes"])
		}
		if r.Coded("SR") {
			sinus++
			if res.HasAny("AFIB", "AFL") {
				falseAF++
			}
		}
		if truth := r.Row["scp_codes"]; !strings.Contains(truth, "MI'") && !strings.Contains(truth, "'INJ") {
			noMI++
			if res.HasAny("STEMI", "STEMI_EQUIVALENT") {
				falseMI++
			}
		}
	}
	t.Logf("%d records: normal %d, called so %d; sinus rhythm %d, fibrillation or flutter called %d; no infarct %d, acute called %d",
		records, normal, normalCalled, sinus, falseAF, noMI, falseMI)
	require.GreaterOrEqual(t, float64(normalCalled), 0.75*float64(normal))
	require.LessOrEqual(t, float64(falseAF), 0.03*float64(sinus))
	require.LessOrEqual(t, float64(falseMI), 0.015*float64(noMI))
}
