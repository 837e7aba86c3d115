package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestSgarbossa(t *testing.T) {
	cases := []struct {
		name   string
		change func(r *measure.Report)
		want   bool
		conf   Confidence
	}{
		{"block alone", func(*measure.Report) {}, false, 0},
		{"A just below", func(r *measure.Report) { st(r, 99, ecg.LeadV6) }, false, 0},
		{"A at", func(r *measure.Report) { st(r, 100, ecg.LeadV6) }, true, Definite},
		{"B just above", func(r *measure.Report) { st(r, -99, ecg.LeadV2) }, false, 0},
		{"B at", func(r *measure.Report) { st(r, -100, ecg.LeadV2) }, true, Definite},
		{"B only V1-V3", func(r *measure.Report) {
			m := lead(r, ecg.LeadV4)
			m.QRSNet = -30000
			setST(m, -150, 0)
		}, false, 0},
		{"C' just short of a quarter", func(r *measure.Report) { st(r, 399, ecg.LeadV2) }, false, 0},
		{"C' a quarter", func(r *measure.Report) { st(r, 400, ecg.LeadV2) }, true, Probable},
		{"C' under 100 µV", func(r *measure.Report) {
			m := lead(r, ecg.LeadV3)
			m.S = -300
			setST(m, 99, 0)
		}, false, 0},
		{"C alone is not enough", func(r *measure.Report) {
			m := lead(r, ecg.LeadV3)
			m.S = -2400
			setST(m, 550, 0)
		}, false, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := normalReport()
			lbbb(r)
			c.change(r)
			res := classify(r, man50)
			require.True(t, res.Has("LBBB"))
			require.False(t, res.Has("STEMI"))
			f := res.Find("STEMI_EQUIVALENT")
			require.Equal(t, c.want, f != nil, "%v", codes(res))
			if f != nil {
				require.Equal(t, c.conf, f.Confidence)
				require.Equal(t, 173, f.AHA)
				require.Equal(t, "red", res.Priority.Level)
				require.False(t, res.Has("LVH") || res.Has("ISCHEMIA") || res.Has("OLD_MI"))
			}
		})
	}
	// paced: B reaches to V6
	r := normalReport()
	lbbb(r)
	r.Pacing.Ventricular = len(r.Beats)
	m := lead(r, ecg.LeadV5)
	m.QRSNet, m.S, m.R = -30000, -900, 100
	setST(m, -120, 0)
	require.True(t, classify(r, man50).Has("STEMI_EQUIVALENT"))
	require.False(t, classify(r, man50).Has("LBBB"))
}

func TestPosteriorAndDeWinter(t *testing.T) {
	r := normalReport()
	m := lead(r, ecg.LeadV2)
	m.R, m.S, m.RDur = 900, -500, 45
	st(r, -50, ecg.LeadV2, ecg.LeadV3)
	res := classify(r, man50)
	require.Equal(t, "posterior", res.Find("STEMI_EQUIVALENT").Territory)
	require.False(t, res.Has("ISCHEMIA"))
	st(r, -49, ecg.LeadV2, ecg.LeadV3)
	require.False(t, classify(r, man50).Has("STEMI_EQUIVALENT"))
	st(r, -80, ecg.LeadV2, ecg.LeadV3)
	st(r, -150, ecg.LeadV5) // deeper towards the side: subendocardial
	require.False(t, classify(r, man50).Has("STEMI_EQUIVALENT"))
	require.True(t, classify(r, man50).Has("ISCHEMIA"))
	st(r, 0, ecg.LeadV5)
	m.S = -1000 // R/S below 1
	require.False(t, classify(r, man50).Has("STEMI_EQUIVALENT"))

	r = normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		setST(m, -150, 2)
		m.T = 900
	}
	f := classify(r, man50).Find("STEMI_EQUIVALENT")
	require.NotNil(t, f)
	require.Equal(t, Possible, f.Confidence)
	st(r, 60, ecg.LeadAVR)
	require.Equal(t, Probable, classify(r, man50).Find("STEMI_EQUIVALENT").Confidence)
	r.HeartRate = 140
	require.False(t, classify(r, man50).Has("STEMI_EQUIVALENT"))
}

func TestIschaemia(t *testing.T) {
	depressed := func(j float64) *measure.Report {
		r := normalReport()
		st(r, j, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6)
		return r
	}
	require.False(t, classify(depressed(-49), man50).Has("ISCHEMIA"))
	f := classify(depressed(-50), man50).Find("ISCHEMIA")
	require.NotNil(t, f)
	require.Equal(t, Possible, f.Confidence)
	res := classify(depressed(-100), man50)
	require.Equal(t, Definite, res.Find("ISCHEMIA").Confidence)
	require.Equal(t, "CV-ACS-2", res.Critical[0].Rule)

	r := depressed(-120) // up-sloping
	for _, l := range []ecg.Lead{ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		setST(lead(r, l), -120, 1)
	}
	require.False(t, classify(r, man50).Has("ISCHEMIA"))

	r = normalReport() // not neighbours
	st(r, -120, ecg.LeadV4, ecg.LeadV6)
	require.False(t, classify(r, man50).Has("ISCHEMIA"))

	r = depressed(-120)
	lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -2000, 2200
	res = classify(r, man50)
	require.True(t, res.Has("LVH") && res.Has("ST_DEPRESSION"), "%v", codes(res))
	require.False(t, res.Has("ISCHEMIA"))

	r = depressed(-120)
	st(r, -120, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
	st(r, 120, ecg.LeadAVR)
	f = classify(r, man50).Find("ISCHEMIA")
	require.Equal(t, "diffuse", f.Territory)
	require.Equal(t, Definite, f.Confidence)
	st(r, 49, ecg.LeadAVR)
	require.NotEqual(t, "diffuse", classify(r, man50).Find("ISCHEMIA").Territory)

	inverted := func(v ecg.Microvolt) *Result {
		r := normalReport()
		for _, l := range []ecg.Lead{ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
			lead(r, l).T, lead(r, l).TNegative = v, v
		}
		return classify(r, man50)
	}
	require.True(t, inverted(-101).Has("ISCHEMIA"))
	wellens := func(v ecg.Microvolt) *Result {
		r := normalReport()
		lead(r, ecg.LeadV2).T, lead(r, ecg.LeadV3).T = v, v // R/S below 1 there
		return classify(r, man50)
	}
	require.True(t, wellens(-300).Has("ISCHEMIA"))
	require.False(t, wellens(-299).Has("ISCHEMIA"))
	require.False(t, inverted(-100).Has("ISCHEMIA"))
	require.True(t, inverted(-100).Has("T_ABNORMAL"))
	require.False(t, inverted(-50).Has("T_ABNORMAL"))
}

func TestQWaves(t *testing.T) {
	q := func(dur ecg.Millisecond, depth ecg.Microvolt, leads ...ecg.Lead) *Result {
		r := normalReport()
		for _, l := range leads {
			lead(r, l).Q, lead(r, l).QDur = -depth, dur
		}
		return classify(r, man50)
	}
	require.False(t, q(29, 400, ecg.LeadII, ecg.LeadAVF).Has("OLD_MI"))
	require.False(t, q(30, 99, ecg.LeadII, ecg.LeadAVF).Has("OLD_MI"))
	require.False(t, q(40, 400, ecg.LeadIII).Has("OLD_MI"))
	res := q(30, 400, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
	require.Equal(t, "inferior", res.Find("OLD_MI").Territory)
	require.Equal(t, Definite, res.Find("OLD_MI").Confidence)
	require.Equal(t, Possible, q(30, 100, ecg.LeadII, ecg.LeadAVF).Find("OLD_MI").Confidence)
	require.True(t, q(21, 100, ecg.LeadV2, ecg.LeadV3).Has("OLD_MI"))
	require.False(t, q(20, 100, ecg.LeadV2, ecg.LeadV3).Has("OLD_MI"))
	require.False(t, q(40, 200, ecg.LeadAVL, ecg.LeadII).Has("OLD_MI"))

	r := normalReport()
	lbbb(r)
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3} {
		lead(r, l).R = 0
	}
	require.False(t, classify(r, man50).Has("OLD_MI"))
}
