package classify_test

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/stretchr/testify/require"
)

func analyzer(t *testing.T) *engine.Analyzer {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	return a
}

// analyse makes the ECG and runs the whole chain over it.
func analyse(t *testing.T, a *engine.Analyzer, s ecgtest.Spec) *engine.Result {
	rec, _, err := ecgtest.Generate(s)
	require.NoError(t, err)
	res := engine.NewResult()
	require.NoError(t, a.AnalyzeRecord(res, rec))
	return res
}

// TestBlockPresets makes each degree of block at several rates, through signal and measurement.
func TestBlockPresets(t *testing.T) {
	a := analyzer(t)
	for _, c := range []struct {
		spec ecgtest.Spec
		code string
		aha  int
	}{
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock1}, "AVB1", 82},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz1}, "AVB2", 83},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz1, HeartRate: 90, BlockRatio: 5}, "AVB2", 83},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz2, BlockRatio: 3}, "AVB2", 84},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz2, HeartRate: 65, BlockRatio: 4}, "AVB2", 84},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz2, BlockRatio: 2}, "AVB2", 85},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock2Mobitz2, HeartRate: 95, BlockRatio: 2}, "AVB2", 85},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock3}, "AVB3", 88},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock3, HeartRate: 44, AtrialRate: 95}, "AVB3", 88},
		{ecgtest.Spec{Rhythm: ecgtest.AVBlock3, HeartRate: 33, AtrialRate: 72, WideEscape: true}, "AVB3", 88},
	} {
		for seed := range uint64(3) {
			s := c.spec
			s.Seed, s.Age, s.Sex = seed+1, 70, ecg.Male
			s.Noise = ecgtest.Noise{BaselineUV: 100, MuscleUV: 5, WhiteUV: 3}
			res := analyse(t, a, s)
			f := res.Find(c.code)
			require.NotNil(t, f, "%+v seed %d: %v", c.spec, seed, summary(&res.Result))
			require.Equal(t, c.aha, f.AHA, "%+v seed %d: %v", c.spec, seed, summary(&res.Result))
		}
	}
}

// TestChainThresholds makes ECGs on both sides of a limit, farther from it than a measurement errs, for men and women.
func TestChainThresholds(t *testing.T) {
	a := analyzer(t)
	axis := func(v float64) *float64 { return &v }
	for _, sex := range []ecg.Sex{ecg.Male, ecg.Female} {
		for _, c := range []struct {
			code    string
			in, out ecgtest.Spec
		}{
			{"SBRAD", ecgtest.Spec{HeartRate: 58}, ecgtest.Spec{HeartRate: 61}},
			{"STACH", ecgtest.Spec{HeartRate: 102}, ecgtest.Spec{HeartRate: 99}},
			{"AVB1", ecgtest.Spec{PR: 215}, ecgtest.Spec{PR: 188}},
			{"SHORT_PR", ecgtest.Spec{PR: 104, PDuration: 80}, ecgtest.Spec{PR: 138, PDuration: 80}},
			{"RBBB", ecgtest.Spec{Conduction: ecgtest.RBBB, QRS: 134}, ecgtest.Spec{Conduction: ecgtest.RBBB, QRS: 104}},
			{"LBBB", ecgtest.Spec{Conduction: ecgtest.LBBB, QRS: 140}, ecgtest.Spec{Conduction: ecgtest.LBBB, QRS: 106}},
			{"WPW", ecgtest.Spec{Conduction: ecgtest.WPW, PR: 90}, ecgtest.Spec{PR: 150}},
			{"LAD", ecgtest.Spec{QRSAxis: axis(-36)}, ecgtest.Spec{QRSAxis: axis(-24)}},
			{"RAD", ecgtest.Spec{QRSAxis: axis(97)}, ecgtest.Spec{QRSAxis: axis(82)}},
			{"LQT", ecgtest.Spec{HeartRate: 60, QT: 480}, ecgtest.Spec{HeartRate: 60, QT: 435}},
			{"SQT", ecgtest.Spec{HeartRate: 60, QT: 335}, ecgtest.Spec{HeartRate: 60, QT: 385}},
			{"PAUSE", ecgtest.Spec{Pauses: []ecgtest.Pause{{After: 3, RR: 2.1}}}, ecgtest.Spec{Pauses: []ecgtest.Pause{{After: 3, RR: 1.9}}}},
			{"PVC", ecgtest.Spec{PVC: ecgtest.Ectopy{At: []int{5}}}, ecgtest.Spec{}},
			{"PAC", ecgtest.Spec{PAC: ecgtest.Ectopy{At: []int{5}}}, ecgtest.Spec{}},
			{"BIGU", ecgtest.Spec{PVC: ecgtest.Ectopy{Every: 2}}, ecgtest.Spec{PVC: ecgtest.Ectopy{Every: 4}}},
			{"RAE", ecgtest.Spec{RAE: true}, ecgtest.Spec{}},
			{"LVH", ecgtest.Spec{LVH: true}, ecgtest.Spec{}},
			{"RVH", ecgtest.Spec{RVH: true}, ecgtest.Spec{}},
			{"JUNCTIONAL", ecgtest.Spec{Rhythm: ecgtest.Junctional}, ecgtest.Spec{HeartRate: 50}},
			{"SVT", ecgtest.Spec{Rhythm: ecgtest.SVT}, ecgtest.Spec{HeartRate: 120}},
			{"VT", ecgtest.Spec{HeartRate: 75, Episodes: []ecgtest.Episode{{Start: 4, End: 7, Rhythm: ecgtest.VT}}}, ecgtest.Spec{PVC: ecgtest.Ectopy{At: []int{4}, Run: 2}}},
			{"LOW_VOLTAGE", ecgtest.Spec{QRSScale: 0.3}, ecgtest.Spec{QRSScale: 1}},
			{"PACED", ecgtest.Spec{Rhythm: ecgtest.PacedVentricular}, ecgtest.Spec{Conduction: ecgtest.LBBB}},
		} {
			for k, s := range []ecgtest.Spec{c.in, c.out} {
				s.Sex, s.Age, s.Seed = sex, 60, 7
				res := analyse(t, a, s)
				require.Equal(t, k == 0, res.Has(c.code), "%s, %v: %v, PR %.0f QRS %.0f QTc %.0f axis %.0f", c.code, sex, summary(&res.Result),
					res.Report.PR, res.Report.QRS, res.Report.QTc.Bazett, res.Report.Axis.QRS)
			}
		}
	}
}
