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
