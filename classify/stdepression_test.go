package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// depressed has ST depression in V4-V6 with a slope in µV/ms.
func depressed(j, slope float64) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		setST(lead(r, l), j, slope)
	}
	return r
}

func TestSTDepression(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      *measure.Report
		change func(r *measure.Report)
		code   string
		conf   Confidence
	}{
		{"-49", depressed(-49, 0), nil, "", 0},
		{"-50", depressed(-50, 0), nil, "ISCHEMIA", Possible},
		{"-51", depressed(-51, 0), nil, "ISCHEMIA", Possible},
		{"-99", depressed(-99, 0), nil, "ISCHEMIA", Possible},
		{"-100", depressed(-100, 0), nil, "ISCHEMIA", Definite},
		{"-101", depressed(-101, 0), nil, "ISCHEMIA", Definite},
		{"down-sloping", depressed(-60, -1), nil, "ISCHEMIA", Possible},
		{"rising by 10 in 80 ms", depressed(-100, 0.125), nil, "ISCHEMIA", Definite},
		{"rising by 11 in 80 ms", depressed(-100, 0.1376), nil, "ST_DEPRESSION", Possible},
		{"rising by 40 in 80 ms", depressed(-100, 0.5), nil, "ST_DEPRESSION", Possible},
		{"rising by 41 in 80 ms", depressed(-100, 0.5126), nil, "", 0},
		{"rising by 40, hypertrophy", depressed(-120, 0.5), func(r *measure.Report) { lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -2000, 2200 }, "ST_DEPRESSION", Probable},
		{"rising by 15, over the limit", depressed(-60, 0.1876), nil, "", 0},
		{"up-sloping", depressed(-120, 1), nil, "", 0},
		{"no neighbours", normalReport(), func(r *measure.Report) { st(r, -120, ecg.LeadV4, ecg.LeadV6) }, "", 0},
		{"one lead", normalReport(), func(r *measure.Report) { st(r, -120, ecg.LeadV4) }, "", 0},
		{"inferior", normalReport(), func(r *measure.Report) { st(r, -60, ecg.LeadII, ecg.LeadAVF) }, "ISCHEMIA", Possible},
		{"hypertrophy", depressed(-120, 0), func(r *measure.Report) { lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -2000, 2200 }, "ST_DEPRESSION", Probable},
		{"fibrillation", depressed(-120, 0), fibrillate, "ISCHEMIA", Probable},
		{"fast", depressed(-120, 0), func(r *measure.Report) { r.HeartRate = 130 }, "ISCHEMIA", Possible},
		{"noisy", depressed(-120, 0), func(r *measure.Report) { r.Quality.Grade = "C" }, "ISCHEMIA", Possible},
		{"unusable", depressed(-120, 0), func(r *measure.Report) { r.Quality.Grade = "D" }, "", 0},
		{"V1-V3 of RBBB", normalReport(), func(r *measure.Report) { rbbb(r); st(r, -120, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3) }, "", 0},
		{"LBBB", normalReport(), func(r *measure.Report) { lbbb(r); st(r, -90, ecg.LeadV5, ecg.LeadV6) }, "", 0},
		{"paced", depressed(-120, 0), func(r *measure.Report) { r.Pacing.Ventricular = len(r.Beats) }, "", 0},
		{"pre-excitation", depressed(-120, 0), func(r *measure.Report) { r.PR, r.QRS = 100, 130 }, "", 0},
	} {
		if c.change != nil {
			c.change(c.r)
		}
		res := classify(c.r, man50)
		require.Equal(t, c.code == "ISCHEMIA", res.Has("ISCHEMIA"), "%s: %v", c.name, codes(res))
		require.Equal(t, c.code == "ST_DEPRESSION", res.Has("ST_DEPRESSION"), "%s: %v", c.name, codes(res))
		if f := res.Find(c.code); f != nil {
			require.Equal(t, c.conf, f.Confidence, c.name)
			require.NotEmpty(t, f.Evidence[0].Source)
		}
	}
	res := classify(depressed(-100, 0), man50)
	require.Equal(t, "CV-ACS-2", res.Critical[0].Rule)
	r := inferior() // opposite to an infarct it is reciprocal
	st(r, -120, ecg.LeadAVL, ecg.LeadI)
	require.False(t, classify(r, man50).HasAny("ISCHEMIA", "ST_DEPRESSION"))
}

// leftMainReport has depression in n leads and elevation in aVR.
func leftMainReport(j, avr float64, n int) *measure.Report {
	r := normalReport()
	leads := []ecg.Lead{ecg.LeadII, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6, ecg.LeadI, ecg.LeadAVF, ecg.LeadV3, ecg.LeadIII}
	for i, l := range leads {
		if i < n {
			setST(lead(r, l), j, 1) // up-sloping: no ischaemia by the rule for neighbours
		}
	}
	st(r, avr, ecg.LeadAVR)
	return r
}

func TestLeftMain(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      *measure.Report
		change func(r *measure.Report)
		want   bool
		conf   Confidence
	}{
		{"five leads", leftMainReport(-120, 120, 5), nil, false, 0},
		{"six leads", leftMainReport(-120, 120, 6), nil, true, Definite},
		{"seven leads", leftMainReport(-120, 120, 7), nil, true, Definite},
		{"-99", leftMainReport(-99, 120, 6), nil, false, 0},
		{"-100", leftMainReport(-100, 120, 6), nil, true, Definite},
		{"aVR 49", leftMainReport(-120, 49, 6), nil, false, 0},
		{"aVR 50", leftMainReport(-120, 50, 6), nil, true, Probable},
		{"aVR 99", leftMainReport(-120, 99, 6), nil, true, Probable},
		{"aVR 100", leftMainReport(-120, 100, 6), nil, true, Definite},
		{"V1 instead", leftMainReport(-120, 0, 6), func(r *measure.Report) { st(r, 60, ecg.LeadV1) }, true, Probable},
		{"fast", leftMainReport(-120, 120, 6), func(r *measure.Report) { r.HeartRate = 130 }, true, Possible},
		{"noisy", leftMainReport(-120, 120, 6), func(r *measure.Report) { r.Quality.Grade = "C" }, true, Possible},
	} {
		if c.change != nil {
			c.change(c.r)
		}
		res := classify(c.r, man50)
		require.False(t, res.HasAny("STEMI", "STEMI_EQUIVALENT"), c.name)
		f := res.Find("ISCHEMIA")
		require.Equal(t, c.want, f != nil && f.Territory == "diffuse", "%s: %v", c.name, codes(res))
		if c.want {
			require.Equal(t, c.conf, f.Confidence, c.name)
			require.Contains(t, f.EN, "consider left main")
		}
	}
}

func TestTInversion(t *testing.T) {
	inverted := func(v ecg.Microvolt, leads ...ecg.Lead) *measure.Report {
		r := normalReport()
		for _, l := range leads {
			lead(r, l).T, lead(r, l).TNegative = v, v
		}
		return r
	}
	for _, c := range []struct {
		name   string
		r      *measure.Report
		change func(r *measure.Report)
		code   string
		conf   Confidence
	}{
		{"-50 in I", inverted(-50, ecg.LeadI), nil, "", 0},
		{"-51 in I", inverted(-51, ecg.LeadI), nil, "T_ABNORMAL", Possible},
		{"-100", inverted(-100, ecg.LeadV5, ecg.LeadV6), nil, "T_ABNORMAL", Possible},
		{"-101", inverted(-101, ecg.LeadV5, ecg.LeadV6), nil, "ISCHEMIA", Possible},
		{"-299", inverted(-299, ecg.LeadV5, ecg.LeadV6), nil, "ISCHEMIA", Possible},
		{"-300", inverted(-300, ecg.LeadV5, ecg.LeadV6), nil, "ISCHEMIA", Probable},
		{"R/S 1", inverted(-150, ecg.LeadV5, ecg.LeadV6), func(r *measure.Report) { lead(r, ecg.LeadV5).S = -1200 }, "T_ABNORMAL", Possible},
		{"small R", inverted(-150, ecg.LeadII, ecg.LeadAVF), func(r *measure.Report) {
			lead(r, ecg.LeadII).R, lead(r, ecg.LeadII).S = 199, 0
		}, "T_ABNORMAL", Possible},
		{"III and V1 alone are normal", inverted(-200, ecg.LeadIII, ecg.LeadV1), nil, "", 0},
		{"RBBB", inverted(-350, ecg.LeadV2, ecg.LeadV3), rbbb, "", 0},
		{"noisy", inverted(-400, ecg.LeadV5, ecg.LeadV6), func(r *measure.Report) { r.Quality.Grade = "C" }, "ISCHEMIA", Possible},
	} {
		if c.change != nil {
			c.change(c.r)
		}
		res := classify(c.r, man50)
		require.Equal(t, c.code == "ISCHEMIA", res.Has("ISCHEMIA"), "%s: %v", c.name, codes(res))
		require.Equal(t, c.code == "T_ABNORMAL", res.Has("T_ABNORMAL"), "%s: %v", c.name, codes(res))
		if f := res.Find(c.code); f != nil {
			require.Equal(t, c.conf, f.Confidence, c.name)
		}
	}
}

// wellensReport has deep inverted T waves in V2 and V3.
func wellensReport(v ecg.Microvolt) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3} {
		lead(r, l).T, lead(r, l).TNegative = v, v
	}
	return r
}

// biphasic has T waves positive first in V2 and V3.
func biphasic(up, down ecg.Microvolt, peak int) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3} {
		m := lead(r, l)
		m.T, m.TNegative, m.Fiducials = up, down, measure.Fiducials{TOn: 80, TPeak: peak, TOff: 180}
	}
	return r
}

func TestWellens(t *testing.T) {
	for _, c := range []struct {
		name   string
		r      *measure.Report
		change func(r *measure.Report)
		want   string
		conf   Confidence
	}{
		{"B -199", wellensReport(-199), nil, "", 0},
		{"B -200", wellensReport(-200), nil, "B", Possible},
		{"B -299", wellensReport(-299), nil, "B", Possible},
		{"B -300", wellensReport(-300), nil, "B", Probable},
		{"A 100 / -100", biphasic(100, -100, 120), nil, "A", Possible},
		{"A 99", biphasic(99, -100, 120), nil, "", 0},
		{"A -99", biphasic(100, -99, 120), nil, "", 0},
		{"negative first", biphasic(150, -150, 140), nil, "", 0},
		{"ST 99", wellensReport(-250), func(r *measure.Report) { st(r, 99, ecg.LeadV2) }, "B", Possible},
		{"ST 100", wellensReport(-250), func(r *measure.Report) { st(r, 100, ecg.LeadV2) }, "", 0},
		{"ST -49", wellensReport(-250), func(r *measure.Report) { st(r, -49, ecg.LeadV3) }, "B", Possible},
		{"ST -50", wellensReport(-250), func(r *measure.Report) { st(r, -50, ecg.LeadV3) }, "", 0},
		{"R of V3 300", wellensReport(-250), func(r *measure.Report) { lead(r, ecg.LeadV3).R = 300 }, "", 0},
		{"R of V3 301", wellensReport(-250), func(r *measure.Report) { lead(r, ecg.LeadV3).R = 301 }, "B", Possible},
		{"QS in V1", wellensReport(-250), func(r *measure.Report) { withQS(r, ecg.LeadV1) }, "", 0},
		{"Q in V2", wellensReport(-250), func(r *measure.Report) { lead(r, ecg.LeadV2).Q, lead(r, ecg.LeadV2).QDur = -100, 30 }, "", 0},
		{"99/min", wellensReport(-250), func(r *measure.Report) { r.HeartRate = 99 }, "B", Possible},
		{"100/min", wellensReport(-250), func(r *measure.Report) { r.HeartRate = 100 }, "", 0},
		{"RBBB", wellensReport(-250), rbbb, "", 0},
	} {
		if c.change != nil {
			c.change(c.r)
		}
		f := classify(c.r, man50).Find("ISCHEMIA")
		found := ""
		if f != nil {
			for _, e := range f.Evidence {
				switch e.Rule {
				case ruleWellensA:
					found = "A"
				case ruleWellensB:
					found = "B"
				}
			}
		}
		require.Equal(t, c.want, found, c.name)
		if c.want != "" {
			require.Equal(t, c.conf, f.Confidence, c.name)
			require.Contains(t, f.EN, "consider")
		}
	}
}
