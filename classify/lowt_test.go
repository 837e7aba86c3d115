package classify

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// lowTReport has R of 1000 µV and T of so many in the leads.
func lowTReport(t float64, leads ...ecg.Lead) *measure.Report {
	r := normalReport()
	for _, l := range leads {
		m := lead(r, l)
		m.R, m.S, m.Q, m.T, m.TPositive, m.TNegative = 1000, -100, 0, ecg.Microvolt(t), ecg.Microvolt(max(t, 0)), ecg.Microvolt(min(t, 0))
	}
	return r
}

func TestLowT(t *testing.T) {
	two := []ecg.Lead{ecg.LeadV5, ecg.LeadV6}
	three := append(two, ecg.LeadI)
	for name, c := range map[string]struct {
		r        *measure.Report
		stated   bool
		severity Severity
	}{
		"flat":                 {lowTReport(49, two...), true, Abnormal},
		"a twentieth in two":   {lowTReport(50, two...), false, 0},
		"a twentieth in three": {lowTReport(50, three...), true, Borderline},
		"low":                  {lowTReport(99, three...), true, Borderline},
		"a tenth":              {lowTReport(100, three...), false, 0},
		"flat in one":          {lowTReport(10, ecg.LeadV6), false, 0},
		"in III and aVL":       {lowTReport(10, ecg.LeadIII, ecg.LeadAVL, ecg.LeadV1), false, 0},
		"small R":              {changedIn(lowTReport(10, three...), func(m *measure.Lead) { m.R = 499 }, three), false, 0},
		"R that does not lead": {changedIn(lowTReport(10, three...), func(m *measure.Lead) { m.S = -1000 }, three), false, 0},
		"not measured":         {changedIn(lowTReport(10, three...), func(m *measure.Lead) { m.T = ecg.NaN[ecg.Microvolt]() }, three), false, 0},
	} {
		f := classify(c.r, man50).Find("T_ABNORMAL")
		require.Equal(t, c.stated, f != nil, name)
		if f == nil {
			continue
		}
		require.Equal(t, c.severity, f.Severity, name)
		require.Equal(t, Possible, f.Confidence, name)
		require.NotEmpty(t, f.Evidence, name)
		require.NotEmpty(t, f.Evidence[0].Source, name)
	}
	res := classify(lowTReport(60, three...), man50) // a variant does not make it abnormal
	require.True(t, res.Has("NORMAL"))
	require.Equal(t, 2, res.Find("NORMAL").AHA)

	r := lowTReport(10, three...)
	r.QRS = 150
	require.False(t, classify(r, man50).Has("T_ABNORMAL")) // T follows a wide QRS complex
}

func changedIn(r *measure.Report, change func(*measure.Lead), leads []ecg.Lead) *measure.Report {
	for _, l := range leads {
		change(lead(r, l))
	}
	return r
}

func TestLongQTOfLowT(t *testing.T) {
	r := normalReport()
	r.QTc.Bazett, r.QTc.Fridericia = 490, 485
	require.Equal(t, Probable, classify(r, man50).Find("LQT").Confidence)
	for _, l := range ecg.StandardLeads {
		lead(r, l).T = 249
	}
	f := classify(r, man50).Find("LQT")
	require.Equal(t, Possible, f.Confidence)
	require.Len(t, f.Evidence, 2)
	require.NotEmpty(t, f.Evidence[0].Source)
	lead(r, ecg.LeadV2).T = 250
	require.Equal(t, Probable, classify(r, man50).Find("LQT").Confidence)
}

// A record of which leads are lost has its rhythm in the others.
func TestFibrillationInPoorRecord(t *testing.T) {
	poor := func(lost ...ecg.Lead) *measure.Report {
		r := normalReport()
		fibrillate(r)
		r.Quality.Grade, r.Quality.Usable = "D", false
		for i := range r.Quality.Leads {
			q := &r.Quality.Leads[i]
			q.Grade = "A"
			for _, l := range lost {
				if q.Lead == l {
					q.Grade = "D"
				}
			}
		}
		return r
	}
	limbs := []ecg.Lead{ecg.LeadIII, ecg.LeadAVF}
	res := classify(poor(limbs...), man50)
	require.Equal(t, []string{"ABNORMAL", "AFIB", "POOR_QUALITY"}, codes(res))
	require.NotEqual(t, Definite, res.Find("AFIB").Confidence)
	for name, lost := range map[string][]ecg.Lead{
		"V1":          {ecg.LeadV1},
		"I and II":    {ecg.LeadI, ecg.LeadII},
		"five leads":  {ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6},
		"limbs and 3": append(limbs, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4),
	} {
		require.False(t, classify(poor(lost...), man50).Has("AFIB"), name)
	}
	one := poor(limbs...)
	one.RR.CoSEn = -2 // one statistic alone is not enough
	require.False(t, classify(one, man50).Has("AFIB"))
	sinus := normalReport()
	sinus.Quality = one.Quality
	require.Equal(t, []string{"POOR_QUALITY"}, codes(classify(sinus, man50)))
}
