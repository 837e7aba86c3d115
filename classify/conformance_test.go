package classify

import (
	"fmt"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// bands are one patient of each sex and age band that limits depend on, and one of whom nothing is known.
var bands = []Context{
	{AgeYears: 20, Sex: ecg.Male}, {AgeYears: 20, Sex: ecg.Female}, {AgeYears: 34.9, Sex: ecg.Male}, {AgeYears: 35, Sex: ecg.Male},
	{AgeYears: 35, Sex: ecg.Female}, {AgeYears: 50, Sex: ecg.Male}, {AgeYears: 50, Sex: ecg.Female}, {AgeYears: 80, Sex: ecg.Male}, {AgeYears: 80, Sex: ecg.Female},
	{AgeYears: nan, Sex: ecg.SexUnknown},
}

// threshold is a rule held just below, at and just above its limit. step is the resolution that makes a difference.
type threshold struct {
	name  string
	code  string
	limit func(c Context) float64
	step  float64
	at    bool // whether the limit itself calls
	below bool // whether the rule calls below its limit instead of above
	set   func(r *measure.Report, v float64)
	none  func(c Context) bool // patients whom the rule does not apply to
}

func fixed(v float64) func(Context) float64 { return func(Context) float64 { return v } }

func bySex(m, f float64) func(Context) float64 {
	return func(c Context) float64 {
		if c.Sex == ecg.Female {
			return f
		}
		return m
	}
}

func young(c Context) bool { return c.AgeYears < 35 }

var thresholds = []threshold{
	{name: "bradycardia", code: "SBRAD", limit: fixed(60), step: 0.1, below: true, set: func(r *measure.Report, v float64) { r.HeartRate = ecg.Value(v) }},
	{name: "tachycardia", code: "STACH", limit: fixed(100), step: 0.1, set: func(r *measure.Report, v float64) { r.HeartRate = ecg.Value(v) }},
	{name: "first-degree block", code: "AVB1", limit: fixed(200), step: 1, set: func(r *measure.Report, v float64) { r.PR = ecg.Millisecond(v) }},
	{name: "short PR", code: "SHORT_PR", limit: fixed(120), step: 1, below: true, set: func(r *measure.Report, v float64) { r.PR = ecg.Millisecond(v) }},
	{name: "complete right block", code: "RBBB", limit: fixed(120), step: 1, at: true, set: func(r *measure.Report, v float64) { rbbb(r); r.QRS = ecg.Millisecond(v) }},
	{name: "complete left block", code: "LBBB", limit: fixed(120), step: 1, at: true, set: func(r *measure.Report, v float64) { lbbb(r); r.QRS = ecg.Millisecond(v) }},
	{name: "conduction delay", code: "IVCD", limit: fixed(110), step: 1, set: func(r *measure.Report, v float64) { r.QRS = ecg.Millisecond(v) }},
	{name: "incomplete left block", code: "ILBBB", limit: fixed(110), step: 1, at: true, set: func(r *measure.Report, v float64) { lbbb(r); r.QRS = ecg.Millisecond(v) }},
	{name: "late R of V6", code: "LBBB", limit: fixed(60), step: 1, at: true, set: func(r *measure.Report, v float64) {
		lbbb(r)
		r.QRS = 145
		for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadAVL, ecg.LeadV5, ecg.LeadV6} {
			lead(r, l).Notched, lead(r, l).VAT = false, 59
		}
		lead(r, ecg.LeadV6).VAT = ecg.Millisecond(v)
	}},
	{name: "anterior fascicle", code: "LAFB", limit: fixed(-35), step: 0.5, below: true, set: func(r *measure.Report, v float64) {
		leftAnterior(r)
		avf := lead(r, ecg.LeadAVF)
		avf.Q, avf.R, avf.S = 0, 150, -700
		r.Axis.QRS = ecg.Degree(v)
	}},
	{name: "posterior fascicle", code: "LPFB", limit: func(c Context) float64 {
		if c.AgeYears < 35 {
			return 95
		}
		return 90
	}, step: 0.5, at: true, set: func(r *measure.Report, v float64) { leftPosterior(r); r.Axis.QRS = ecg.Degree(v) }},
	{name: "left axis", code: "LAD", limit: fixed(-30), step: 0.5, below: true, set: func(r *measure.Report, v float64) { r.Axis.QRS = ecg.Degree(v) }},
	{name: "right axis", code: "RAD", limit: fixed(90), step: 0.5, set: func(r *measure.Report, v float64) { r.Axis.QRS = ecg.Degree(v) }},
	{name: "right superior axis", code: "ARAD", limit: fixed(-90), step: 0.5, below: true, set: func(r *measure.Report, v float64) { r.Axis.QRS = ecg.Degree(v) }},
	{name: "delta wave", code: "WPW", limit: fixed(45), step: 1, at: true, set: func(r *measure.Report, v float64) { r.PR, r.QRS, r.Upstroke = 110, 115, ecg.Millisecond(v) }},
	{name: "pre-excitation PR", code: "WPW", limit: fixed(120), step: 1, below: true, set: func(r *measure.Report, v float64) { r.PR, r.QRS, r.Upstroke = ecg.Millisecond(v), 115, 50 }},
	{name: "Sokolow-Lyon", code: "LVH", limit: fixed(3500), step: 1, at: true, none: young, set: func(r *measure.Report, v float64) {
		lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -1500, ecg.Microvolt(v-1500)
	}},
	{name: "high voltage of the young", code: "HVOLT", limit: fixed(3500), step: 1, at: true, none: func(c Context) bool { return !young(c) }, set: func(r *measure.Report, v float64) {
		lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -1500, ecg.Microvolt(v-1500)
	}},
	{name: "R of aVL", code: "LVH", limit: fixed(1100), step: 1, at: true, none: young, set: func(r *measure.Report, v float64) { lead(r, ecg.LeadAVL).R = ecg.Microvolt(v) }},
	{name: "Cornell", code: "LVH", limit: bySex(2800, 2000), step: 1, none: young, set: func(r *measure.Report, v float64) {
		r.QRS = 80
		lead(r, ecg.LeadAVL).R, lead(r, ecg.LeadV3).S = 900, ecg.Microvolt(900-v)
	}},
	{name: "Cornell product", code: "LVH", limit: bySex(244e3, 244e3), step: 300, none: func(c Context) bool { return young(c) || c.Sex == ecg.Female }, set: func(r *measure.Report, v float64) {
		r.QRS = 100
		lead(r, ecg.LeadAVL).R, lead(r, ecg.LeadV3).S = 900, ecg.Microvolt(900-v/100)
	}},
	{name: "Cornell product of women", code: "LVH", limit: fixed(244e3), step: 300, none: func(c Context) bool { return young(c) || c.Sex != ecg.Female }, set: func(r *measure.Report, v float64) {
		r.QRS = 118
		lead(r, ecg.LeadAVL).R, lead(r, ecg.LeadV3).S = 500, ecg.Microvolt(500-(v/118-600))
	}},
	{name: "Gubner with Peguero", code: "LVH", limit: fixed(2500), step: 1, none: young, set: func(r *measure.Report, v float64) {
		lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV4).S = -2000, -900
		lead(r, ecg.LeadI).R, lead(r, ecg.LeadIII).S = 1300, ecg.Microvolt(1300-v)
	}},
	{name: "Peguero with Gubner", code: "LVH", limit: bySex(2800, 2300), step: 1, at: true, none: young, set: func(r *measure.Report, v float64) {
		lead(r, ecg.LeadI).R, lead(r, ecg.LeadIII).S = 1300, -1300
		lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV4).S = -1900, ecg.Microvolt(1900-v)
	}},
	{name: "R of V1 with right axis", code: "RVH", limit: fixed(700), step: 1, at: true, set: func(r *measure.Report, v float64) {
		v1 := lead(r, ecg.LeadV1)
		v1.R, v1.S, v1.VAT = ecg.Microvolt(v), -300, 30
		r.Axis.QRS = 115
	}},
	{name: "right axis with R of V1", code: "RVH", limit: fixed(110), step: 0.5, at: true, set: func(r *measure.Report, v float64) {
		v1 := lead(r, ecg.LeadV1)
		v1.R, v1.S, v1.VAT = 800, -300, 30
		r.Axis.QRS = ecg.Degree(v)
	}},
	{name: "terminal force of P", code: "LAE", limit: fixed(-4000), step: 1, at: true, below: true, set: func(r *measure.Report, v float64) { lead(r, ecg.LeadV1).PTF, r.P = ecg.Value(v), 125 }},
	{name: "P of II", code: "RAE", limit: fixed(250), step: 1, set: func(r *measure.Report, v float64) { lead(r, ecg.LeadII).P = ecg.Microvolt(v) }},
	{name: "P of V1", code: "RAE", limit: fixed(150), step: 1, set: func(r *measure.Report, v float64) { lead(r, ecg.LeadV1).P = ecg.Microvolt(v) }},
	{name: "low limb leads", code: "LOW_VOLTAGE", limit: fixed(500), step: 1, below: true, set: func(r *measure.Report, v float64) {
		for _, l := range ecg.StandardLeads[:6] {
			lead(r, l).QRSPeak = ecg.Microvolt(v)
		}
	}},
	{name: "low chest leads", code: "LOW_VOLTAGE", limit: fixed(1000), step: 1, below: true, set: func(r *measure.Report, v float64) {
		for _, l := range ecg.StandardLeads[6:] {
			lead(r, l).QRSPeak = ecg.Microvolt(v)
		}
	}},
	{name: "R progression", code: "POOR_R_PROGRESSION", limit: fixed(300), step: 1, at: true, below: true, set: func(r *measure.Report, v float64) {
		lead(r, ecg.LeadV1).R, lead(r, ecg.LeadV2).R, lead(r, ecg.LeadV3).R = 200, 310, ecg.Microvolt(v)
	}},
	{name: "long QT", code: "LQT", limit: func(c Context) float64 {
		if c.Sex == ecg.Male {
			return 450
		}
		return 460
	}, step: 1, at: true, set: func(r *measure.Report, v float64) {
		r.QTc.Bazett, r.QTc.Fridericia = ecg.Millisecond(v), ecg.Millisecond(v-20)
	}},
	{name: "short QT", code: "SQT", limit: fixed(360), step: 1, at: true, below: true, set: func(r *measure.Report, v float64) { r.QTc.Bazett = ecg.Millisecond(v) }},
	{name: "pause", code: "PAUSE", limit: fixed(2000), step: 1, at: true, set: func(r *measure.Report, v float64) { setRR(r, 800, 800, v, 800, 800, 800) }},
	{name: "QRS alternans", code: "ELECTRICAL_ALTERNANS", limit: fixed(0.2), step: 0.01, at: true, set: func(r *measure.Report, v float64) { r.QRSAlternans = ecg.Value(v) }},
	{name: "T alternans", code: "T_ALTERNANS", limit: fixed(100), step: 1, at: true, set: func(r *measure.Report, v float64) { r.TAlternans = ecg.Microvolt(v) }},
	{name: "S1Q3T3", code: "PE_PATTERN", limit: fixed(150), step: 1, at: true, set: func(r *measure.Report, v float64) {
		r.HeartRate = 110
		lead(r, ecg.LeadI).S = ecg.Microvolt(-v)
		three := lead(r, ecg.LeadIII)
		three.Q, three.T = -160, -100
	}},
	{name: "upward P", code: "ECTOPIC_ATRIAL", limit: fixed(-45), step: 0.5, at: true, below: true, set: func(r *measure.Report, v float64) { r.Axis.P = ecg.Degree(v) }},
	{name: "retrograde P", code: "JUNCTIONAL", limit: fixed(120), step: 1, below: true, set: func(r *measure.Report, v float64) { r.Axis.P, r.PR = -80, ecg.Millisecond(v) }},
	{name: "wide tachycardia", code: "VT", limit: fixed(120), step: 1, at: true, set: func(r *measure.Report, v float64) {
		setRR(r, rates(24, 380)...)
		noP(r)
		r.QRS = ecg.Millisecond(v)
	}},
	{name: "premature ventricular beat", code: "PVC", limit: fixed(680.78), step: 0.02, below: true, set: func(r *measure.Report, v float64) { classBeats(r, detect.Ventricular, ecg.Millisecond(v), 5) }},
	{name: "premature atrial beat", code: "PAC", limit: fixed(680.78), step: 0.02, below: true, set: func(r *measure.Report, v float64) { classBeats(r, detect.Supraventricular, ecg.Millisecond(v), 5) }},
}

func noP(r *measure.Report) {
	for i := range r.Beats {
		r.Beats[i].HasP = false
	}
	r.Atrial.PShare, r.Atrial.PCorr = 0, 0.1
	r.PR, r.P, r.Axis.P = ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Degree]()
}

func leftPosterior(r *measure.Report) {
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadAVL} {
		m := lead(r, l)
		m.Q, m.R, m.S = 0, 150, -500
	}
	for _, l := range []ecg.Lead{ecg.LeadIII, ecg.LeadAVF} {
		m := lead(r, l)
		m.Q, m.R, m.S = -60, 900, 0
	}
}

// TestThresholds holds every limit from both sides and at the limit, in each sex and age band.
func TestThresholds(t *testing.T) {
	for _, c := range thresholds {
		for _, who := range bands {
			if c.none != nil && c.none(who) {
				continue
			}
			limit := c.limit(who)
			for _, off := range []float64{-1, 0, 1} {
				r := normalReport()
				c.set(r, limit+off*c.step)
				want := off > 0
				if c.below {
					want = off < 0
				}
				want = want || off == 0 && c.at
				res := classify(r, who)
				require.Equal(t, want, res.Has(c.code), "%s %+g of %g, age %g sex %v: %v", c.name, off*c.step, limit, who.AgeYears, who.Sex, codes(res))
				if f := res.Find(c.code); f != nil {
					require.NotEmpty(t, f.Evidence, c.name)
					require.NotEmpty(t, f.EN)
					require.NotEmpty(t, f.ZH)
					require.NoError(t, coded(f), c.name)
				}
			}
		}
	}
}

func coded(f *Finding) error {
	if f.AHA == 0 {
		return nil
	}
	return f.Coded().Check()
}

// TestChineseVoltage holds the limits of Chinese textbooks.
func TestChineseVoltage(t *testing.T) {
	for _, sex := range []ecg.Sex{ecg.Male, ecg.Female} {
		limit := map[ecg.Sex]float64{ecg.Male: 4000, ecg.Female: 3500}[sex]
		for _, off := range []float64{-1, 0, 1} {
			r := normalReport()
			lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = -1500, ecg.Microvolt(limit-1500+off)
			res := New(Options{ChineseVoltage: true}).Classify(nil, r, Context{AgeYears: 60, Sex: sex})
			require.Equal(t, off >= 0, res.Has("LVH"), "%v %+g: %v", sex, off, codes(res))
		}
	}
	require.InDelta(t, 3800, New(Options{ChineseVoltage: true, SokolowMale: 3800}).Options().SokolowMale, 0)
}

// TestRomhiltEstes counts points: four are not enough, five are.
func TestRomhiltEstes(t *testing.T) {
	points := func(change func(r *measure.Report)) *Result {
		r := normalReport()
		r.QRS = 85
		lead(r, ecg.LeadV5).R, lead(r, ecg.LeadV1).S = 3000, -200 // 3 points of voltage; the Sokolow-Lyon sum stays below
		change(r)
		return classify(r, man50)
	}
	require.False(t, points(func(*measure.Report) {}).Has("LVH"))
	require.False(t, points(func(r *measure.Report) { r.QRS = 90 }).Has("LVH")) // 4
	res := points(func(r *measure.Report) { r.QRS = 90; lead(r, ecg.LeadV5).VAT = 50 })
	require.True(t, res.Has("LVH"))
	require.InDelta(t, 5, evidenceValue(res.Find("LVH"), "romhilt_estes"), 0)
	require.True(t, points(func(r *measure.Report) { r.Axis.QRS = -30 }).Has("LVH"))
	limb := func(change func(r *measure.Report)) *Result { // 3 points of voltage by R of I, 2 of the axis, 1 of QRS
		return points(func(r *measure.Report) {
			leftAnterior(r)
			r.QRS = 90
			lead(r, ecg.LeadV5).R, lead(r, ecg.LeadV1).S, lead(r, ecg.LeadIII).S, lead(r, ecg.LeadII).S = 1000, -200, -400, -400
			lead(r, ecg.LeadI).R = 2000
			change(r)
		})
	}
	require.True(t, limb(func(r *measure.Report) { lead(r, ecg.LeadAVL).Q = 0 }).Has("LVH"))
	require.False(t, limb(func(*measure.Report) {}).Has("LVH")) // a left anterior block makes R tall there
	require.True(t, points(func(r *measure.Report) { lead(r, ecg.LeadV1).PTF = -4000 }).Has("LVH"))
	require.False(t, points(func(r *measure.Report) {
		lead(r, ecg.LeadV5).R = 2999
		r.Axis.QRS = -30
		lead(r, ecg.LeadV1).PTF = -4000
	}).Has("LVH"))
}

// TestRhythmsOfRate names rhythms without sinus P waves by their rate.
func TestRhythmsOfRate(t *testing.T) {
	for _, c := range []struct {
		ms, qrs float64
		code    string
		aha     int
	}{
		{1200, 90, "JUNCTIONAL", 38}, {1001, 90, "JUNCTIONAL", 38}, {990, 90, "JUNCTIONAL", 39}, {860, 90, "JUNCTIONAL", 39}, {850, 90, codeUndetermined, 27},
		{1500, 150, "IDIOVENTRICULAR", 63}, {1201, 150, "IDIOVENTRICULAR", 63}, {1190, 150, codeUndetermined, 27},
	} {
		r := normalReport()
		setRR(r, rates(8, c.ms)...)
		noP(r)
		r.QRS = ecg.Millisecond(c.qrs)
		res := classify(r, man50)
		f := res.Find(c.code)
		require.NotNil(t, f, "%v: %v", c, codes(res))
		require.Equal(t, c.aha, f.AHA, fmt.Sprint(c))
	}
	r := normalReport() // an accelerated ventricular run
	for i := range 4 {
		classBeats(r, detect.Ventricular, 700, 3+i)
	}
	require.True(t, classify(r, man50).Has("ACCEL_IDIOVENTRICULAR"))
	require.False(t, classify(r, man50).Has("VT"))
}
