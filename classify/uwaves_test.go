package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// uReport is a normal report with U and T waves of so many µV in V2-V4, and ST there at j.
func uReport(u, t, j float64) *measure.Report {
	r := normalReport()
	for i := range r.Leads {
		r.Leads[i].TBeforeU = ecg.NaN[ecg.Microvolt]()
		r.Leads[i].QU = ecg.NaN[ecg.Millisecond]()
	}
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		m.U, m.T, m.QU = ecg.Microvolt(u), ecg.Microvolt(t), 600
		setST(m, j, 0)
	}
	return r
}

func TestUWaveLimits(t *testing.T) {
	for name, c := range map[string]struct {
		u, t, j float64
		code    string // the one expected among those of U waves
	}{
		"none":                             {0, 300, 0, ""},
		"missing":                          {nan, 300, 0, ""},
		"150 is not over 150":              {150, 800, 0, ""},
		"over 150":                         {151, 800, 0, codeProminentU},
		"a quarter of T":                   {100, 400, 0, ""},
		"over a quarter of T":              {101, 400, 0, codeProminentU},
		"over a quarter, too small to see": {49, 120, 0, ""},
		"at 50 it is seen":                 {50, 120, 0, codeProminentU},
		"inverted by 50":                   {-50, 300, 0, ""},
		"inverted by more":                 {-51, 300, 0, codeInvertedU},
		"inverted after an inverted T":     {-80, -300, 0, ""},
		"as large as a flat T":             {80, 80, 0, codeProminentU},
		"larger than a flat T":             {81, 80, 0, "HYPOKALEMIA"},
		"larger than a T that is not flat": {120, 101, 0, codeProminentU},
		"T just flat":                      {120, 100, 0, "HYPOKALEMIA"},
		"with ST depression":               {220, 200, -50, "HYPOKALEMIA"},
		"ST depression short of the limit": {220, 200, -49, codeProminentU},
		"T inverted, U larger":             {180, -90, -60, "HYPOKALEMIA"},
	} {
		res := classify(uReport(c.u, c.t, c.j), man50)
		for _, code := range []string{"HYPOKALEMIA", codeProminentU, codeInvertedU} {
			require.Equal(t, code == c.code, res.Has(code), "%s: %s", name, code)
		}
		if x := res.Find(c.code); x != nil {
			require.NotEmpty(t, x.Evidence, name)
			for _, e := range x.Evidence {
				require.NotEmpty(t, e.Source, "%s: %s", name, e.Rule)
			}
		}
	}
}

func TestHypokalaemiaWording(t *testing.T) {
	x := classify(uReport(250, 60, -80), man50).Find("HYPOKALEMIA")
	require.NotNil(t, x)
	require.Equal(t, Possible, x.Confidence)
	require.Equal(t, Abnormal, x.Severity)
	require.Equal(t, 150, x.AHA)
	require.Equal(t, []int{211}, x.Secondary)
	require.Equal(t, "EL", x.SCP)
	require.Contains(t, x.EN, "consider hypokalaemia")
	require.Equal(t, "U波高于T波，低钾血症待排", x.ZH)
	zh, err := x.Coded().Text("zh")
	require.NoError(t, err)
	require.Equal(t, "U波明显（可能），提示低钾血症或药物作用", zh)
}

func TestHypokalaemiaNeedsALongQUAndTwoLeads(t *testing.T) {
	r := uReport(250, 60, 0)
	for i := range r.Leads {
		r.Leads[i].QU = 428 // 479 ms at 75/min
	}
	require.False(t, classify(r, man50).Has("HYPOKALEMIA"))
	for i := range r.Leads {
		r.Leads[i].QU = 430
	}
	require.True(t, classify(r, man50).Has("HYPOKALEMIA"))
	for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
		lead(r, l).U = 0
	}
	require.False(t, classify(r, man50).HasAny("HYPOKALEMIA", codeProminentU))
}

// LQT stands beside the pattern when QT ends with T, and not when it ends with U.
func TestLongQTWithUWaves(t *testing.T) {
	r := uReport(250, 60, 0)
	r.QT, r.QTc = 470, measure.QTc{Bazett: 525, Fridericia: 506, Framingham: 500, Hodges: 496}
	res := classify(r, man50)
	require.True(t, res.Has("HYPOKALEMIA"))
	require.True(t, res.Has("LQT"))
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		m.T, m.TBeforeU = 250, 60
	}
	res = classify(r, man50)
	require.False(t, res.Has("LQT"))
	require.NotNil(t, res.Find("HYPOKALEMIA"))
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		lead(r, l).U = ecg.NaN[ecg.Microvolt]()
	}
	require.True(t, classify(r, man50).Has("LQT"), "without U waves nothing speaks against it")
}

func TestNoUWavesAmongAtrialOrWideOnes(t *testing.T) {
	r := uReport(250, 60, -80)
	fibrillate(r)
	require.False(t, classify(r, man50).HasAny("HYPOKALEMIA", codeProminentU))
	r = uReport(250, 60, -80)
	r.QRS = 120
	require.False(t, classify(r, man50).HasAny("HYPOKALEMIA", codeProminentU))
}
