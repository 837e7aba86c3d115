package classify_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

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
	res := engine.NewResult()
	var normal, possible, definite, labelled, called int
	for _, r := range recordtest.PTBXL(t) {
		truth, stage := r.Row["scp_codes"], r.Row["infarction_stadium1"]
		isNormal := r.Coded("NORM")
		isAcute := strings.Contains(truth, "'INJ") || strings.Contains(truth, "MI'") && (stage == "Stadium I" || stage == "Stadium I-II")
		if !isNormal && !isAcute {
			continue
		}
		a, err := engine.New(patient(r))
		require.NoError(t, err)
		analyseRecord(t, a, res, r)
		f := acute(&res.Result)
		if isAcute {
			labelled++
			if f != nil {
				called++
			}
			t.Logf("labelled acute: %s %s %s: %v", r.Name, truth, stage, summary(&res.Result))
		}
		if !isNormal {
			continue
		}
		normal++
		if f != nil {
			t.Logf("false alarm: %s %s %s: %v", r.Name, f.Code, f.Confidence, f.Evidence)
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
	look := func(r recordtest.Labelled) {
		analyseRecord(t, a, res, r)
		for _, code := range []string{"STEMI", "STEMI_EQUIVALENT", "OLD_MI", "ISCHEMIA", "ST_ELEVATION", "ST_DEPRESSION", "T_ABNORMAL"} {
			if f := res.Find(code); f != nil {
				t.Logf("%s: %s %s %s %v", r.Name, f.Code, f.Confidence, f.Territory, f.Evidence)
			}
		}
	}
	abnormal := func(name string) {
		require.True(t, res.HasAny("STEMI", "STEMI_EQUIVALENT", "OLD_MI", "ISCHEMIA", "ST_ELEVATION", "ST_DEPRESSION", "T_ABNORMAL"), name)
	}
	dir := testdata.Dir(t, "ptbdb")
	for _, name := range []string{"s0010_re", "s0015lre"} {
		look(recordtest.Labelled{Dir: dir, Name: name})
		abnormal(name)
	}
	for _, r := range recordtest.LUDB(t) {
		switch text := fmt.Sprint(r.Row); {
		case strings.Contains(text, "Stemi"):
			look(r)
			abnormal(r.Name)
		case strings.Contains(text, "Early repolarization"):
			look(r)
			if f := acute(&res.Result); f != nil {
				require.NotEqual(t, classify.Definite, f.Confidence, r.Name)
			}
		}
	}
}
