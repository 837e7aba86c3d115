package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// TestSTLimits holds each limit of the Universal Definition at just below, at and just above, with a neighbour that is well
// over its own.
func TestSTLimits(t *testing.T) {
	man := func(age float64) Context { return Context{AgeYears: age, Sex: ecg.Male} }
	woman := func(age float64) Context { return Context{AgeYears: age, Sex: ecg.Female} }
	unknown := Context{AgeYears: nan}
	cases := []struct {
		name      string
		lead      ecg.Lead
		neighbour ecg.Lead
		ctx       Context
		limit     float64
	}{
		{"V2 man 39", ecg.LeadV2, ecg.LeadV1, man(39), 250},
		{"V2 man 39.99", ecg.LeadV2, ecg.LeadV1, man(39.99), 250},
		{"V2 man 40", ecg.LeadV2, ecg.LeadV1, man(40), 200},
		{"V3 man 60", ecg.LeadV3, ecg.LeadV4, man(60), 200},
		{"V2 woman 30", ecg.LeadV2, ecg.LeadV1, woman(30), 150},
		{"V3 woman 70", ecg.LeadV3, ecg.LeadV4, woman(70), 150},
		{"V2 unknown", ecg.LeadV2, ecg.LeadV1, unknown, 200},
		{"V3 young of unknown sex", ecg.LeadV3, ecg.LeadV4, Context{AgeYears: 25}, 200},
		{"V3 man of unknown age", ecg.LeadV3, ecg.LeadV4, Context{AgeYears: nan, Sex: ecg.Male}, 200},
		{"V1 man 30", ecg.LeadV1, ecg.LeadV2, man(30), 100},
		{"V4 woman", ecg.LeadV4, ecg.LeadV3, woman(50), 100},
		{"V5", ecg.LeadV5, ecg.LeadV6, man(50), 100},
		{"V6", ecg.LeadV6, ecg.LeadV5, man(50), 100},
		{"I", ecg.LeadI, ecg.LeadAVL, man(50), 100},
		{"II", ecg.LeadII, ecg.LeadAVF, man(50), 100},
		{"III", ecg.LeadIII, ecg.LeadAVF, man(50), 100},
		{"aVL", ecg.LeadAVL, ecg.LeadI, man(50), 100},
		{"V7 man 39", ecg.LeadV7, ecg.LeadV8, man(39), 100},
		{"V7 man 40", ecg.LeadV7, ecg.LeadV8, man(40), 50},
		{"V9 woman 30", ecg.LeadV9, ecg.LeadV8, woman(30), 50},
		{"V4R man 29", ecg.LeadV4R, ecg.LeadV3R, man(29), 100},
		{"V4R man 30", ecg.LeadV4R, ecg.LeadV3R, man(30), 50},
		{"V3R woman 25", ecg.LeadV3R, ecg.LeadV4R, woman(25), 50},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, d := range []float64{-1, 0, 1} {
				r := normalReport()
				st(r, 400, c.neighbour)
				st(r, c.limit+d, c.lead)
				res := classify(r, c.ctx)
				require.Equal(t, d >= 0, res.Has("STEMI"), "J %v: %v", c.limit+d, codes(res))
				if d < 0 {
					require.True(t, res.Has("ST_ELEVATION"), "one lead only: %v", codes(res))
					continue
				}
				ev := evidenceOf(res.Find("STEMI"), c.lead)
				require.NotNil(t, ev)
				require.Equal(t, ecg.Value(c.limit), ev.Limit)
				require.Equal(t, "UDMI4", ev.Rule)
				require.NotEmpty(t, res.Critical)
				require.Equal(t, "red", res.Priority.Level)
				missing := false
				for _, e := range res.Find("STEMI").Evidence {
					missing = missing || e.What == "demographics_missing"
				}
				require.Equal(t, !c.ctx.demographics(), missing)
			}
		})
	}
}

func evidenceOf(f *Finding, l ecg.Lead) *Evidence {
	for i := range f.Evidence {
		if f.Evidence[i].Lead == l && f.Evidence[i].What == "j_uv" {
			return &f.Evidence[i]
		}
	}
	return nil
}

func TestThresholdSets(t *testing.T) {
	r := normalReport()
	st(r, 250, ecg.LeadV2, ecg.LeadV3)
	require.True(t, New(Options{STSet: UDMI4}).Classify(nil, r, man50).Has("STEMI"))
	require.False(t, New(Options{STSet: CNLegacy}).Classify(nil, r, man50).Has("STEMI"))
	require.True(t, New(Options{STSet: ACCESC2000}).Classify(nil, r, man50).Has("STEMI"))
	st(r, 300, ecg.LeadV2, ecg.LeadV3)
	require.True(t, New(Options{STSet: CNLegacy}).Classify(nil, r, man50).Has("STEMI"))
	require.Equal(t, UDMI4, New(Options{STSet: "?"}).Options().STSet)
}

func TestContiguity(t *testing.T) {
	cases := []struct {
		name  string
		leads []ecg.Lead
		want  bool
	}{
		{"aVL I", []ecg.Lead{ecg.LeadAVL, ecg.LeadI}, true},
		{"II aVF", []ecg.Lead{ecg.LeadII, ecg.LeadAVF}, true},
		{"III aVF", []ecg.Lead{ecg.LeadIII, ecg.LeadAVF}, true},
		{"I II: -aVR lies between", []ecg.Lead{ecg.LeadI, ecg.LeadII}, false},
		{"aVL III", []ecg.Lead{ecg.LeadAVL, ecg.LeadIII}, false},
		{"V1 V3", []ecg.Lead{ecg.LeadV1, ecg.LeadV3}, false},
		{"V4 V6", []ecg.Lead{ecg.LeadV4, ecg.LeadV6}, false},
		{"V6 V7", []ecg.Lead{ecg.LeadV6, ecg.LeadV7}, true},
		{"V1 V3R", []ecg.Lead{ecg.LeadV1, ecg.LeadV3R}, true},
		{"V6 aVL", []ecg.Lead{ecg.LeadV6, ecg.LeadAVL}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := normalReport()
			st(r, 260, c.leads...)
			require.Equal(t, c.want, classify(r, man50).Has("STEMI"))
		})
	}
	// depression of aVR is elevation of its negative, a neighbour of I and of II
	r := normalReport()
	st(r, 120, ecg.LeadII)
	st(r, -110, ecg.LeadAVR)
	f := classify(r, man50).Find("STEMI")
	require.NotNil(t, f)
	require.Equal(t, ecg.Value(-100), evidenceOf(f, ecg.LeadAVR).Limit)
	// elevation of aVR is not
	st(r, 110, ecg.LeadAVR)
	require.False(t, classify(r, man50).Has("STEMI"))
	// aVL and V2 with depression in III: a diagonal branch
	r = normalReport()
	st(r, 220, ecg.LeadAVL, ecg.LeadV2)
	require.False(t, classify(r, man50).Has("STEMI"))
	st(r, -60, ecg.LeadIII)
	require.True(t, classify(r, man50).Has("STEMI"))
}

func TestTerritories(t *testing.T) {
	cases := []struct {
		leads []ecg.Lead
		want  string
		aha   int
	}{
		{[]ecg.Lead{ecg.LeadII, ecg.LeadIII, ecg.LeadAVF}, "inferior", 161},
		{[]ecg.Lead{ecg.LeadV1, ecg.LeadV2}, "septal", 165},
		{[]ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4}, "anterior", 160},
		{[]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3}, "anteroseptal", 165},
		{[]ecg.Lead{ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6}, "anterolateral", 160},
		{[]ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5}, "extensive anterior", 166},
		{[]ecg.Lead{ecg.LeadI, ecg.LeadAVL}, "high lateral", 163},
		{[]ecg.Lead{ecg.LeadV5, ecg.LeadV6}, "lateral", 163},
		{[]ecg.Lead{ecg.LeadII, ecg.LeadAVF, ecg.LeadV5, ecg.LeadV6}, "inferolateral", 161},
		{[]ecg.Lead{ecg.LeadII, ecg.LeadAVF, ecg.LeadV7, ecg.LeadV8}, "inferoposterior", 161},
		{[]ecg.Lead{ecg.LeadV7, ecg.LeadV8, ecg.LeadV9}, "posterior", 162},
		{[]ecg.Lead{ecg.LeadV3R, ecg.LeadV4R}, "right ventricular", 174},
	}
	for _, c := range cases {
		t.Run(c.want, func(t *testing.T) {
			r := normalReport()
			st(r, 350, c.leads...)
			f := classify(r, man50).Find("STEMI")
			require.NotNil(t, f)
			require.Equal(t, c.want, f.Territory)
			require.Equal(t, c.aha, f.AHA)
			require.Contains(t, f.EN, c.want)
			require.Equal(t, Critical, f.Severity)
		})
	}
}

// inferior is a typical inferior infarct with reciprocal depression in aVL.
func inferior() *measure.Report {
	r := normalReport()
	st(r, 160, ecg.LeadII)
	st(r, 220, ecg.LeadIII)
	st(r, 190, ecg.LeadAVF)
	st(r, -100, ecg.LeadAVL)
	return r
}

func TestSTEMIConfidence(t *testing.T) {
	set := func(c Confidence, change func(*measure.Report, *Context)) {
		t.Helper()
		r, ctx := inferior(), man50
		change(r, &ctx)
		f := classify(r, ctx).Find("STEMI")
		require.NotNil(t, f)
		require.Equal(t, c, f.Confidence, "%+v", f.Evidence)
	}
	set(Definite, func(*measure.Report, *Context) {})
	set(Definite, func(_ *measure.Report, c *Context) { c.HighPassHz = 0.05 })
	set(Possible, func(_ *measure.Report, c *Context) { c.HighPassHz = 0.5 })
	set(Probable, func(_ *measure.Report, c *Context) { c.Sex = ecg.SexUnknown })
	set(Probable, func(_ *measure.Report, c *Context) { c.AgeYears = nan })
	set(Probable, func(r *measure.Report, _ *Context) { st(r, 0, ecg.LeadAVL) })
	set(Definite, func(r *measure.Report, _ *Context) { st(r, 0, ecg.LeadAVL); st(r, 220, ecg.LeadII, ecg.LeadAVF) })
	set(Possible, func(r *measure.Report, _ *Context) {
		st(r, 0, ecg.LeadAVL)
		st(r, 120, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
	})
	set(Possible, func(r *measure.Report, _ *Context) { r.Quality.Grade = "C" })
	set(Possible, func(r *measure.Report, _ *Context) { r.Quality.Grade, r.Quality.Usable = "D", false })
	set(Possible, func(r *measure.Report, _ *Context) { r.HeartRate = 130 })
	set(Definite, func(r *measure.Report, _ *Context) { r.HeartRate = 129 })
	set(Possible, func(r *measure.Report, _ *Context) { r.BeatsUsed = 2 })
	set(Possible, func(r *measure.Report, _ *Context) { // noise in two of the three leads
		for i := range r.Quality.Leads {
			if l := &r.Quality.Leads[i]; l.Lead == ecg.LeadII || l.Lead == ecg.LeadAVF {
				l.Grade = "C"
			}
		}
	})
}

func TestSTGates(t *testing.T) {
	anterior := func() *measure.Report {
		r := normalReport()
		st(r, 300, ecg.LeadV2, ecg.LeadV3)
		return r
	}
	check := func(name string, r *measure.Report, want bool, gate string) {
		t.Run(name, func(t *testing.T) {
			res := classify(r, man50)
			require.Equal(t, want, res.Has("STEMI"), "%v", codes(res))
			if gate == "" {
				return
			}
			f := res.Find("ST_ELEVATION")
			require.NotNil(t, f, "%v", codes(res))
			require.Equal(t, gate, f.Evidence[len(f.Evidence)-1-countJ(f)].What)
			require.Empty(t, res.Critical)
		})
	}
	check("none", anterior(), true, "")

	r := anterior()
	lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV3).S = -2400, -2400, -2400
	check("hypertrophy, ST under a quarter of S", r, false, "secondary_to_lvh")
	r = anterior()
	lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV3).S = -2400, -1200, -1200
	check("hypertrophy, ST a quarter of S", r, true, "")

	r = anterior()
	lbbb(r)
	st(r, 300, ecg.LeadV2, ecg.LeadV3)
	check("left bundle branch block", r, false, "secondary_to_qrs")
	r = anterior()
	rbbb(r)
	check("right bundle branch block", r, true, "")
	r = anterior()
	r.QRS = 130
	lead(r, ecg.LeadV3).S = -1300
	lead(r, ecg.LeadV2).S = -1300
	check("unspecific delay", r, false, "secondary_to_qrs")
	r = anterior()
	r.Pacing.Ventricular = len(r.Beats)
	lead(r, ecg.LeadV3).S = -1300
	lead(r, ecg.LeadV2).S = -1300
	check("paced", r, false, "secondary_to_qrs")
	r = anterior()
	r.PR, r.QRS = 100, 130
	check("pre-excitation", r, false, "secondary_to_qrs")

	r = normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2} {
		m := lead(r, l)
		setST(m, 300, -2)
		m.T, m.TNegative = -150, -150
	}
	check("Brugada", r, false, "brugada")
	require.True(t, classify(r, man50).Has("BRUGADA"))

	r = normalReport()
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadAVF, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		m := lead(r, l)
		setST(m, 130, 1)
		m.T, m.PRSegment = 350, -60
	}
	check("pericarditis", r, false, "")
	require.True(t, classify(r, man50).Has("PERICARDITIS"))
	st(r, -60, ecg.LeadAVL) // never in pericarditis
	check("no pericarditis with depression in aVL", r, true, "")

	r = normalReport()
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadAVF, ecg.LeadIII} {
		m := lead(r, l)
		m.JNotch, m.T = 150, 700
		setST(m, 120, 1)
	}
	check("early repolarisation", r, false, "early_repolarisation")
	require.True(t, classify(r, man50).Has("EARLY_REPOL"))
	for _, c := range []struct {
		notch, j float64
		want     bool
	}{{100, 50, true}, {99, 50, false}, {100, 49, false}} {
		q := normalReport()
		for _, l := range []ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
			m := lead(q, l)
			m.JNotch = ecg.Microvolt(c.notch)
			setST(m, c.j, 1)
		}
		require.Equal(t, c.want, classify(q, man50).Has("EARLY_REPOL"), "%+v", c)
	}
	st(r, -60, ecg.LeadAVL)
	check("notches with reciprocal depression", r, true, "")

	r = normalReport() // Smith: 0.052·425 - 0.151·16 - 0.268·20 + 1.062·2.4 = 16.9
	lead(r, ecg.LeadV4).R = 2000
	setST(lead(r, ecg.LeadV2), 220, 1)
	setST(lead(r, ecg.LeadV3), 220, 1)
	check("normal variant by Smith's formula", r, false, "normal_variant")
	lead(r, ecg.LeadV4).R = 500 // 20.9
	check("occlusion by Smith's formula", r, true, "")

	r = normalReport() // ST gone 40 ms after J: the end of QRS was put too early
	for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3} {
		m := lead(r, l)
		setST(m, 300, 0)
		m.ST40, m.ST60, m.ST80 = 50, 40, 30
	}
	check("elevation that does not persist", r, false, "")
	require.False(t, classify(r, man50).Has("ST_ELEVATION"))

	r = anterior()
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3} {
		m := lead(r, l)
		m.Q, m.R, m.S, m.QDur, m.QRSPeak = -1500, 0, 0, 60, 1500
	}
	check("aneurysm", r, false, "aneurysm")
	lead(r, ecg.LeadV2).T = 900
	check("Q waves with large T", r, true, "")
}

// countJ is how many pieces of evidence follow the gate.
func countJ(f *Finding) int {
	n := 0
	for i := len(f.Evidence) - 1; i >= 0 && (f.Evidence[i].What == "j_uv" || f.Evidence[i].What == "demographics_missing"); i-- {
		n++
	}
	return n
}

// Exchanged arm electrodes make ST of the limb leads doubtful.
func TestReversalDowngrades(t *testing.T) {
	r := inferior()
	m := lead(r, ecg.LeadI)
	m.P, m.QRSNet, m.T = -60, -9000, -200
	res := classify(r, man50)
	require.True(t, res.Has("LEAD_REVERSAL"))
	require.Equal(t, Possible, res.Find("STEMI").Confidence)
}

// Smith's formula against the worked numbers of the authors' calculator.
func TestSmithScore(t *testing.T) {
	r := normalReport()
	r.QTc.Bazett = 420
	lead(r, ecg.LeadV3).ST60 = 200
	lead(r, ecg.LeadV2).R, lead(r, ecg.LeadV2).S = 400, -800
	lead(r, ecg.LeadV4).R = 1000
	require.InDelta(t, 19.472, smithLADScore(r), 1e-9)
	r.QTc.Bazett = 450
	lead(r, ecg.LeadV3).ST60 = 300
	lead(r, ecg.LeadV2).R, lead(r, ecg.LeadV2).S = 400, -400
	lead(r, ecg.LeadV4).R = 500
	require.InDelta(t, 24.038, smithLADScore(r), 1e-9)
	r.HeartRate, r.QT = 50, 450
	r.QTc.Bazett = 411 // not used below 60/min
	require.InDelta(t, 24.038, smithLADScore(r), 1e-9)
}
