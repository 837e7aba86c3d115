package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestCulprit(t *testing.T) {
	inf := func(two, three, one, avl, v1, v56 float64) *measure.Report {
		r := normalReport()
		st(r, two, ecg.LeadII)
		st(r, three, ecg.LeadIII)
		st(r, (two+three)/2, ecg.LeadAVF)
		st(r, one, ecg.LeadI)
		st(r, avl, ecg.LeadAVL)
		st(r, v1, ecg.LeadV1)
		st(r, v56, ecg.LeadV5, ecg.LeadV6)
		return r
	}
	ant := func(v1, v2, v3 float64) *measure.Report {
		r := normalReport()
		st(r, v1, ecg.LeadV1)
		st(r, v2, ecg.LeadV2)
		st(r, v3, ecg.LeadV3)
		return r
	}
	cases := []struct {
		name, what, en string
		r              *measure.Report
	}{
		{"III over II, aVL -50", "culprit_rca", "right coronary", inf(150, 160, 0, -50, 10, 0)},
		{"III over II, I -50", "culprit_rca", "right coronary", inf(150, 160, -50, 0, 10, 0)},
		{"III over II, neither depressed", "", "", inf(150, 160, -49, -49, 10, 0)},
		{"III as II", "", "", inf(150, 150, 0, -50, 10, 0)},
		{"III over II by 9", "", "", inf(150, 159, 0, -50, 10, 0)},
		{"V1 49", "culprit_rca", "consider right coronary", inf(150, 160, 0, -50, 49, 0)},
		{"V1 50", "culprit_rca_proximal", "proximal right coronary", inf(150, 160, 0, -50, 50, 0)},
		{"II as III", "culprit_lcx", "circumflex", inf(150, 150, 0, 0, 10, 0)},
		{"II under III", "", "", inf(150, 151, 0, 0, 10, 0)},
		{"II over III, aVL -50", "", "", inf(160, 150, 0, -50, 10, 0)},
		{"II over III, I -49, V5 -49", "culprit_lcx", "circumflex", inf(160, 150, -49, 0, 10, -49)},
		{"II over III, V5 -50", "", "", inf(160, 150, 0, 0, 10, -50)},
		{"V1-V3 250", "", "", ant(150, 250, 250)},
		{"V1-V3 251", "culprit_lad_proximal", "proximal left anterior descending", ant(150, 251, 220)},
		{"V1 251", "culprit_lad_proximal", "proximal left anterior descending", ant(251, 220, 220)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := classify(c.r, man50).Find("STEMI")
			require.NotNil(t, f)
			for _, what := range []string{"culprit_rca", "culprit_rca_proximal", "culprit_lcx", "culprit_lad_proximal"} {
				require.Equal(t, what == c.what || what == "culprit_rca" && c.what == "culprit_rca_proximal", has(f, what), what)
			}
			require.Contains(t, f.EN, c.en)
			require.Equal(t, c.en == "", f.EN == "ST elevation myocardial infarction, "+f.Territory || f.EN == "Possible ST elevation myocardial infarction, "+f.Territory, f.EN)
		})
	}

	r := ant(150, 220, 220)
	rbbb(r)
	st(r, 49, ecg.LeadAVR)
	require.False(t, has(classify(r, man50).Find("STEMI"), "culprit_lad_proximal"))
	st(r, 50, ecg.LeadAVR)
	require.True(t, has(classify(r, man50).Find("STEMI"), "culprit_lad_proximal"))

	r = inf(150, 160, 0, -50, 10, 0) // V3R and V4R show the right ventricle
	st(r, 60, ecg.LeadV3R, ecg.LeadV4R)
	f := classify(r, man50).Find("STEMI")
	require.True(t, has(f, "culprit_rca_proximal"))
	require.Equal(t, "inferior and right ventricular", f.Territory)
	require.False(t, has(f, adviceRight))
}

// Depression in V1-V3 beside an inferior infarct may be injury of the back.
func TestPosteriorExtension(t *testing.T) {
	for _, c := range []struct {
		j    float64
		t    ecg.Microvolt
		want bool
	}{{-50, 300, true}, {-49, 300, false}, {-120, 300, true}, {-120, -10, false}} {
		r := inferior()
		st(r, c.j, ecg.LeadV1, ecg.LeadV2)
		lead(r, ecg.LeadV2).T = c.t
		f := classify(r, man50).Find("STEMI")
		require.Equal(t, "inferior", f.Territory)
		require.Equal(t, c.want, has(f, "posterior_extension_j_uv"), "%+v", c)
	}
	r := inferior()
	st(r, 60, ecg.LeadV7, ecg.LeadV8)
	f := classify(r, man50).Find("STEMI")
	require.Equal(t, "inferoposterior", f.Territory)
	require.False(t, has(f, advicePosterior))
}
