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

// Exchanged arm electrodes make ST of the limb leads doubtful.
func TestReversalDowngrades(t *testing.T) {
	r := inferior()
	m := lead(r, ecg.LeadI)
	m.P, m.QRSNet, m.T = -60, -9000, -200
	res := classify(r, man50)
	require.True(t, res.Has("LEAD_REVERSAL"))
	require.Equal(t, Possible, res.Find("STEMI").Confidence)
}
