package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// withQ is a normal report with Q waves in leads.
func withQ(dur ecg.Millisecond, depth ecg.Microvolt, leads ...ecg.Lead) *measure.Report {
	r := normalReport()
	for _, l := range leads {
		lead(r, l).Q, lead(r, l).QDur = -depth, dur
	}
	return r
}

// withQS makes the QRS complexes of leads one negative wave.
func withQS(r *measure.Report, leads ...ecg.Lead) *measure.Report {
	for _, l := range leads {
		m := lead(r, l)
		m.Q, m.R, m.S, m.R2, m.QS, m.QDur, m.QRSPeak, m.QRSNet = -800, 0, 0, 0, true, 70, 800, -20000
	}
	return r
}

func TestQWaves(t *testing.T) {
	cases := []struct {
		name      string
		r         *measure.Report
		want      bool
		territory string
		conf      Confidence
	}{
		{"inferior 29 ms", withQ(29, 400, ecg.LeadII, ecg.LeadAVF), false, "", 0},
		{"inferior 30 ms", withQ(30, 400, ecg.LeadII, ecg.LeadAVF), true, "inferior", Probable},
		{"inferior 31 ms", withQ(31, 400, ecg.LeadII, ecg.LeadAVF), true, "inferior", Probable},
		{"99 µV", withQ(30, 99, ecg.LeadII, ecg.LeadAVF), false, "", 0},
		{"100 µV", withQ(30, 100, ecg.LeadII, ecg.LeadAVF), true, "inferior", Possible}, // under a quarter of R
		{"one lead", withQ(40, 400, ecg.LeadIII), false, "", 0},
		{"three leads", withQ(30, 400, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF), true, "inferior", Definite},
		{"II and III are no neighbours", withQ(40, 400, ecg.LeadII, ecg.LeadIII), false, "", 0},
		{"aVL and II are of two groups", withQ(40, 200, ecg.LeadAVL, ecg.LeadII), false, "", 0},
		{"I and aVL", withQ(30, 200, ecg.LeadAVL, ecg.LeadI), true, "high lateral", Probable},
		{"V2 V3 20 ms", withQ(20, 100, ecg.LeadV2, ecg.LeadV3), false, "", 0},
		{"V2 V3 21 ms", withQ(21, 100, ecg.LeadV2, ecg.LeadV3), true, "anterior", Possible},
		{"V2 V3 too shallow", withQ(21, 49, ecg.LeadV2, ecg.LeadV3), false, "", 0},
		{"V4 V5 29 ms", withQ(29, 300, ecg.LeadV4, ecg.LeadV5), false, "", 0},
		{"V4 V5 30 ms", withQ(30, 300, ecg.LeadV4, ecg.LeadV5), true, "anterolateral", Probable},
		{"V5 V6", withQ(30, 400, ecg.LeadV5, ecg.LeadV6), true, "lateral", Probable},
		{"QS V2 V3", withQS(normalReport(), ecg.LeadV2, ecg.LeadV3), true, "anterior", Probable},
		{"QS V2 V3 V4", withQS(normalReport(), ecg.LeadV2, ecg.LeadV3, ecg.LeadV4), true, "anterior", Definite},
		{"QS V1 alone is normal", withQS(normalReport(), ecg.LeadV1), false, "", 0},
		{"QS III alone is normal", withQS(normalReport(), ecg.LeadIII), false, "", 0},
		{"QS aVL with a right axis", func() *measure.Report {
			r := withQS(normalReport(), ecg.LeadAVL, ecg.LeadI)
			r.Axis.QRS = 90
			return r
		}(), false, "", 0},
		{"noise", func() *measure.Report {
			r := withQ(30, 400, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
			r.Quality.Grade = "C"
			return r
		}(), true, "inferior", Possible},
		{"left bundle branch block", func() *measure.Report {
			r := normalReport()
			lbbb(r)
			return withQS(r, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3)
		}(), false, "", 0},
		{"paced", func() *measure.Report {
			r := withQS(normalReport(), ecg.LeadV2, ecg.LeadV3)
			r.Pacing.Ventricular = len(r.Beats)
			return r
		}(), false, "", 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := classify(c.r, man50).Find("OLD_MI")
			require.Equal(t, c.want, f != nil)
			if f == nil {
				return
			}
			require.Equal(t, c.territory, f.Territory)
			require.Equal(t, c.conf, f.Confidence)
			require.NotEmpty(t, f.Evidence)
			for _, e := range f.Evidence {
				require.Equal(t, sourceUDMI4, e.Source)
				require.NotZero(t, e.Lead)
				if e.What == "q_ms" {
					limit := ecg.Value(qWide)
					if e.Lead == ecg.LeadV2 || e.Lead == ecg.LeadV3 {
						limit = qAnyV23
					}
					require.Equal(t, limit, e.Limit)
				}
			}
		})
	}
}

// A tall broad R in V1 and V2 may be an old posterior infarct.
func TestPosteriorR(t *testing.T) {
	tall := func(change func(v1, v2 *measure.Lead, r *measure.Report)) *Finding {
		r := normalReport()
		v1, v2 := lead(r, ecg.LeadV1), lead(r, ecg.LeadV2)
		for _, m := range []*measure.Lead{v1, v2} {
			m.R, m.S, m.RDur, m.T = 600, -500, 41, 300
		}
		change(v1, v2, r)
		return classify(r, man50).Find("OLD_MI")
	}
	none := func(_, _ *measure.Lead, _ *measure.Report) {}
	f := tall(none)
	require.NotNil(t, f)
	require.Equal(t, Possible, f.Confidence)
	require.Equal(t, "posterior", f.Territory)
	for name, change := range map[string]func(v1, v2 *measure.Lead, r *measure.Report){
		"R of 40 ms in V1": func(v1, _ *measure.Lead, _ *measure.Report) { v1.RDur = 40 },
		"R of 40 ms in V2": func(_, v2 *measure.Lead, _ *measure.Report) { v2.RDur = 40 },
		"R/S of 1":         func(_, v2 *measure.Lead, _ *measure.Report) { v2.S = -600 },
		"T negative":       func(v1, _ *measure.Lead, _ *measure.Report) { v1.T = -50 },
		"right axis":       func(_, _ *measure.Lead, r *measure.Report) { r.Axis.QRS = 95 },
		"tall R of RVH":    func(v1, _ *measure.Lead, r *measure.Report) { v1.R = 900; r.Axis.QRS = 115 },
		"RBBB":             func(_, _ *measure.Lead, r *measure.Report) { rbbb(r) },
	} {
		require.Nil(t, tall(change), name)
	}
}
