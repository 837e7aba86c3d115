package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestSgarbossa(t *testing.T) {
	neg := func(r *measure.Report, l ecg.Lead, s ecg.Microvolt, j float64) {
		m := lead(r, l)
		m.Q, m.R, m.S, m.QRSNet = 0, 100, s, -30000
		setST(m, j, 0)
	}
	cases := []struct {
		name   string
		change func(r *measure.Report)
		want   bool
		conf   Confidence
	}{
		{"block alone", func(*measure.Report) {}, false, 0},
		{"A 99", func(r *measure.Report) { st(r, 99, ecg.LeadV6) }, false, 0},
		{"A 100", func(r *measure.Report) { st(r, 100, ecg.LeadV6) }, true, Definite},
		{"A 101 in I", func(r *measure.Report) { st(r, 101, ecg.LeadI) }, true, Definite},
		{"A gone after 40 ms", func(r *measure.Report) { st(r, 150, ecg.LeadV6); lead(r, ecg.LeadV6).ST40 = 49 }, false, 0},
		{"B -99", func(r *measure.Report) { st(r, -99, ecg.LeadV2) }, false, 0},
		{"B -100", func(r *measure.Report) { st(r, -100, ecg.LeadV2) }, true, Definite},
		{"B -101 in V1", func(r *measure.Report) { st(r, -101, ecg.LeadV1) }, true, Definite},
		{"B only V1-V3", func(r *measure.Report) { neg(r, ecg.LeadV4, -900, -150) }, false, 0},
		{"B not in III", func(r *measure.Report) { neg(r, ecg.LeadIII, -900, -150) }, false, 0},
		{"C' just short of a quarter", func(r *measure.Report) { st(r, 399, ecg.LeadV2) }, false, 0},
		{"C' a quarter", func(r *measure.Report) { st(r, 400, ecg.LeadV2) }, true, Probable},
		{"C' over a quarter", func(r *measure.Report) { st(r, 401, ecg.LeadV2) }, true, Probable},
		{"C' 99", func(r *measure.Report) { neg(r, ecg.LeadV3, -300, 99) }, false, 0},
		{"C' 100", func(r *measure.Report) { neg(r, ecg.LeadV3, -300, 100) }, true, Probable},
		{"C' inferior", func(r *measure.Report) { neg(r, ecg.LeadIII, -400, 100) }, true, Probable},
		{"C alone is not enough", func(r *measure.Report) { neg(r, ecg.LeadV3, -2400, 550) }, false, 0},
		{"B and C", func(r *measure.Report) { neg(r, ecg.LeadV3, -2400, 500); st(r, -100, ecg.LeadV1) }, true, Definite},
		{"A, fast", func(r *measure.Report) { st(r, 100, ecg.LeadV6); r.HeartRate = 130 }, true, Possible},
		{"A, noisy", func(r *measure.Report) { st(r, 100, ecg.LeadV6); r.Quality.Grade = "C" }, true, Possible},
		{"A, two beats", func(r *measure.Report) { st(r, 100, ecg.LeadV6); r.BeatsUsed = 2 }, true, Possible},
	}
	for _, c := range cases {
		for _, paced := range []bool{false, true} {
			r := normalReport()
			lbbb(r)
			c.change(r)
			want := c.want
			if paced {
				r.Pacing.Ventricular = len(r.Beats)
				want = want || c.name == "B only V1-V3" // V1-V6 behind pacing
			}
			res := classify(r, man50)
			require.Equal(t, !paced, res.Has("LBBB"), c.name)
			require.False(t, res.Has("STEMI"), c.name)
			f := res.Find("STEMI_EQUIVALENT")
			require.Equal(t, want, f != nil, "%s, paced %v: %v", c.name, paced, codes(res))
			if f == nil || !c.want {
				continue
			}
			require.Equal(t, c.conf, f.Confidence, c.name)
			require.Equal(t, "red", res.Priority.Level)
			require.True(t, has(f, "sgarbossa_score"))
			if !paced {
				require.Equal(t, 173, f.AHA)
			}
			require.False(t, res.HasAny("LVH", "ISCHEMIA", "OLD_MI"), "%v", codes(res))
		}
	}
	// an unspecific delay: never more than possible
	r := normalReport()
	r.QRS = 124
	st(r, 150, ecg.LeadV6)
	res := classify(r, man50)
	require.True(t, res.Has("IVCD"), "%v", codes(res))
	require.Equal(t, Possible, res.Find("STEMI_EQUIVALENT").Confidence)
}

// posteriorReport has horizontal depression in V2 and V3 under an R wave that dominates V2.
func posteriorReport(j float64) *measure.Report {
	r := normalReport()
	m := lead(r, ecg.LeadV2)
	m.R, m.S, m.RDur = 900, -500, 45
	st(r, j, ecg.LeadV2, ecg.LeadV3)
	return r
}

func TestPosterior(t *testing.T) {
	cases := []struct {
		name   string
		j      float64
		change func(r *measure.Report)
		want   bool
		conf   Confidence
	}{
		{"-49", -49, nil, false, 0},
		{"-50", -50, nil, true, Probable},
		{"-51", -51, nil, true, Probable},
		{"R/S 1", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).S = -900 }, false, 0},
		{"R/S over 1", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).S = -899 }, true, Probable},
		{"R of 30 ms", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).RDur = 30 }, false, 0},
		{"R of 31 ms", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).RDur = 31 }, true, Probable},
		{"R small, -99", -99, func(r *measure.Report) { lead(r, ecg.LeadV2).S = -1000 }, false, 0},
		{"R small, -100", -100, func(r *measure.Report) { lead(r, ecg.LeadV2).S = -1000 }, true, Possible},
		{"R small, -100, V6 depressed", -100, func(r *measure.Report) { lead(r, ecg.LeadV2).S = -1000; st(r, -50, ecg.LeadV6) }, false, 0},
		{"T inverted", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).T = -20 }, false, 0},
		{"T with a deep first phase", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).TNegative = -51 }, false, 0},
		{"deeper in V5", -80, func(r *measure.Report) { st(r, -81, ecg.LeadV5) }, false, 0},
		{"as deep in V5", -80, func(r *measure.Report) { st(r, -80, ecg.LeadV5) }, true, Probable},
		{"up-sloping by 30", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).ST80, lead(r, ecg.LeadV3).ST80 = -50, -50 }, true, Probable},
		{"up-sloping by 31", -80, func(r *measure.Report) { lead(r, ecg.LeadV2).ST80 = -49 }, false, 0},
		{"V2 alone", -80, func(r *measure.Report) { st(r, 0, ecg.LeadV3) }, false, 0},
		{"V7-V9 not elevated", -80, func(r *measure.Report) { st(r, 40, ecg.LeadV7, ecg.LeadV8, ecg.LeadV9) }, false, 0},
		{"RBBB", -80, rbbb, false, 0},
		{"fast", -80, func(r *measure.Report) { r.HeartRate = 130 }, true, Possible},
		{"noisy", -80, func(r *measure.Report) { r.Quality.Grade = "C" }, true, Possible},
	}
	for _, c := range cases {
		r := posteriorReport(c.j)
		if c.change != nil {
			c.change(r)
		}
		res := classify(r, man50)
		f := res.Find("STEMI_EQUIVALENT")
		require.Equal(t, c.want, f != nil, "%s: %v", c.name, codes(res))
		if f == nil {
			continue
		}
		require.Equal(t, "posterior", f.Territory)
		require.Equal(t, c.conf, f.Confidence, c.name)
		require.True(t, has(f, advicePosterior))
		require.False(t, res.Has("ISCHEMIA"))
		require.Equal(t, 162, f.AHA)
	}
	r := posteriorReport(-80) // V7 and V8 settle it
	st(r, 60, ecg.LeadV7, ecg.LeadV8)
	f := classify(r, man50).Find("STEMI")
	require.Equal(t, "posterior", f.Territory)
	require.Equal(t, Definite, f.Confidence)
}

// deWinterReport has up-sloping depression into tall T waves in V2-V4.
func deWinterReport(j float64, tWave ecg.Microvolt) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		setST(m, j, 0.5)
		m.T = tWave
	}
	return r
}

func TestDeWinter(t *testing.T) {
	for _, c := range []struct {
		name   string
		j      float64
		t      ecg.Microvolt
		change func(r *measure.Report)
		want   bool
		conf   Confidence
	}{
		{"-99", -99, 900, nil, false, 0},
		{"-100", -100, 900, nil, true, Possible},
		{"-101", -101, 900, nil, true, Possible},
		{"T 599", -150, 599, nil, false, 0},
		{"T 600", -150, 600, nil, true, Possible},
		{"aVR 49", -150, 900, func(r *measure.Report) { st(r, 49, ecg.LeadAVR) }, true, Possible},
		{"aVR 50", -150, 900, func(r *measure.Report) { st(r, 50, ecg.LeadAVR) }, true, Probable},
		{"horizontal", -150, 900, func(r *measure.Report) { lead(r, ecg.LeadV3).ST80 = -140 }, false, 0},
		{"rising by 11", -150, 900, func(r *measure.Report) { lead(r, ecg.LeadV3).ST80 = -139 }, true, Possible},
		{"one lead", -150, 900, func(r *measure.Report) { lead(r, ecg.LeadV3).T = 500 }, false, 0},
		{"129/min", -150, 900, func(r *measure.Report) { r.HeartRate = 129 }, true, Possible},
		{"130/min", -150, 900, func(r *measure.Report) { r.HeartRate = 130 }, false, 0},
		{"right bundle branch block", -150, 900, rbbb, false, 0},
	} {
		r := deWinterReport(c.j, c.t)
		if c.change != nil {
			c.change(r)
		}
		f := classify(r, man50).Find("STEMI_EQUIVALENT")
		require.Equal(t, c.want, f != nil, c.name)
		if f != nil {
			require.Equal(t, c.conf, f.Confidence, c.name)
			require.Equal(t, "anterior", f.Territory)
		}
	}
}

// aslangerReport has inferior elevation in III alone, depression in V5, and ST of V1 over V2.
func aslangerReport() *measure.Report {
	r := normalReport()
	st(r, 100, ecg.LeadIII)
	st(r, -50, ecg.LeadV5)
	st(r, 21, ecg.LeadV1)
	st(r, 20, ecg.LeadV2)
	return r
}

func TestAslanger(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *measure.Report)
		want   bool
	}{
		"at its limits":  {func(*measure.Report) {}, true},
		"III 99":         {func(r *measure.Report) { st(r, 99, ecg.LeadIII) }, false},
		"aVF too":        {func(r *measure.Report) { st(r, 100, ecg.LeadAVF) }, false},
		"V5 -49":         {func(r *measure.Report) { st(r, -49, ecg.LeadV5) }, false},
		"V5 T inverted":  {func(r *measure.Report) { lead(r, ecg.LeadV5).T = -50 }, false},
		"V1 as V2":       {func(r *measure.Report) { st(r, 21, ecg.LeadV2) }, false},
		"RBBB":           {rbbb, false},
		"noisy, III 150": {func(r *measure.Report) { st(r, 150, ecg.LeadIII); r.Quality.Grade = "C" }, true},
	} {
		r := aslangerReport()
		c.change(r)
		f := classify(r, man50).Find("STEMI_EQUIVALENT")
		require.Equal(t, c.want, f != nil, name)
		if f != nil {
			require.Equal(t, Possible, f.Confidence)
			require.Contains(t, f.EN, "consider")
		}
	}
}

// hyperacuteReport has broad T waves of that height and width (ms) above ST elevation in V3 and V4.
func hyperacuteReport(tWave ecg.Microvolt, width int, j float64) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		setST(m, j, 1)
		m.R, m.T = 2500, tWave
		m.Fiducials = measure.Fiducials{TOn: 40, TPeak: 40 + width/4, TOff: 40 + width/2}
	}
	return r
}

func TestHyperacute(t *testing.T) {
	woman := Context{AgeYears: 50, Sex: ecg.Female}
	none := func(*measure.Report) {}
	for _, c := range []struct {
		name   string
		r      *measure.Report
		ctx    Context
		change func(r *measure.Report)
		want   bool
	}{
		{"man 1000", hyperacuteReport(1000, 300, 50), man50, none, false},
		{"man 1001", hyperacuteReport(1001, 300, 50), man50, none, true},
		{"woman 800", hyperacuteReport(800, 300, 50), woman, none, false},
		{"woman 801", hyperacuteReport(801, 300, 50), woman, none, true},
		{"sex unknown 1000", hyperacuteReport(1000, 300, 50), Context{AgeYears: 50}, none, false},
		{"ST 49", hyperacuteReport(1100, 300, 49), man50, none, false},
		{"ST 50", hyperacuteReport(1100, 300, 50), man50, none, true},
		{"276 ms of 800", hyperacuteReport(1100, 276, 50), man50, none, false},
		{"284 ms of 800", hyperacuteReport(1100, 284, 50), man50, none, true},
		{"T/R 0.75", hyperacuteReport(750, 300, 50), man50, func(r *measure.Report) { lead(r, ecg.LeadV3).R, lead(r, ecg.LeadV4).R = 1000, 1000 }, false},
		{"T/R over 0.75", hyperacuteReport(751, 300, 50), man50, func(r *measure.Report) { lead(r, ecg.LeadV3).R, lead(r, ecg.LeadV4).R = 1000, 1000 }, true},
		{"one lead", hyperacuteReport(1100, 300, 50), man50, func(r *measure.Report) { lead(r, ecg.LeadV4).T = 500 }, false},
		{"fast", hyperacuteReport(1100, 300, 50), man50, func(r *measure.Report) { r.HeartRate = 130 }, false},
		{"noisy", hyperacuteReport(1100, 300, 50), man50, func(r *measure.Report) { r.Quality.Grade = "C" }, false},
		{"hypertrophy", hyperacuteReport(1100, 300, 50), man50, func(r *measure.Report) { hypertrophicS(r, -1000) }, false},
	} {
		c.change(c.r)
		f := classify(c.r, c.ctx).Find("STEMI_EQUIVALENT")
		require.Equal(t, c.want, f != nil, c.name)
		if f != nil {
			require.Equal(t, Possible, f.Confidence)
			require.Contains(t, f.EN, "consider")
			require.True(t, has(f, adviceRepeat))
		}
	}
	limb := func(v ecg.Microvolt) bool {
		r := normalReport()
		for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadAVF} {
			m := lead(r, l)
			setST(m, 60, 1)
			m.T, m.Fiducials = v, measure.Fiducials{TOn: 40, TPeak: 110, TOff: 190}
		}
		return classify(r, man50).Has("STEMI_EQUIVALENT")
	}
	require.False(t, limb(500))
	require.True(t, limb(501))
	k := New(Options{TallTMale: 1200}) // the limits are the user's to set
	require.False(t, k.Classify(nil, hyperacuteReport(1200, 300, 50), man50).Has("STEMI_EQUIVALENT"))
	require.True(t, k.Classify(nil, hyperacuteReport(1201, 300, 50), man50).Has("STEMI_EQUIVALENT"))
}
