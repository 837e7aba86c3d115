package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestConduction(t *testing.T) {
	r := normalReport()
	lbbb(r)
	require.True(t, classify(r, man50).Has("LBBB"))
	r.QRS = 119
	require.False(t, classify(r, man50).HasAny("LBBB", "IVCD"))
	plain := normalReport()
	plain.QRS = 119
	require.Equal(t, Borderline, classify(plain, man50).Find("IVCD").Severity)
	plain.QRS = 120
	require.Equal(t, Abnormal, classify(plain, man50).Find("IVCD").Severity)
	r.QRS = 120
	require.True(t, classify(r, man50).Has("LBBB"))
	lead(r, ecg.LeadV6).Q = -120 // a septal q wave is against it
	res := classify(r, man50)
	require.False(t, res.Has("LBBB"))
	require.True(t, res.Has("IVCD"))

	r = normalReport()
	rbbb(r)
	res = classify(r, man50)
	require.True(t, res.Has("RBBB"))
	require.False(t, res.HasAny("IRBBB", "IVCD", "RVH"))
	r.QRS = 119
	require.True(t, classify(r, man50).Has("IRBBB"))
	require.Equal(t, Probable, classify(r, man50).Find("IRBBB").Confidence)
	r.QRS = 109 // a normal variant
	require.Equal(t, Possible, classify(r, man50).Find("IRBBB").Confidence)
	lead(r, ecg.LeadV1).R2 = 74
	require.False(t, classify(r, man50).HasAny("IRBBB", "RBBB"))
	septal := normalReport()
	septal.QRS = 100
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2} { // R' in both leads needs no S in I or V6
		lead(septal, ecg.LeadI).S, lead(septal, ecg.LeadV6).S = 0, 0
		require.False(t, classify(septal, man50).Has("IRBBB"), l)
		lead(septal, l).S, lead(septal, l).R2 = -400, 75
	}
	require.Equal(t, Possible, classify(septal, man50).Find("IRBBB").Confidence)
	septal.QRS = 115
	require.Equal(t, Possible, classify(septal, man50).Find("IRBBB").Confidence)
	require.False(t, classify(septal, man50).Has("IVCD"))
	septal.QRS = 125
	require.False(t, classify(septal, man50).HasAny("IRBBB", "RBBB"))
	lead(r, ecg.LeadV1).R2 = 700
	r.QRS = 130
	lead(r, ecg.LeadI).SDur, lead(r, ecg.LeadV6).SDur = 30, 30 // no broad S
	require.True(t, classify(r, man50).Has("IVCD"))

	r = normalReport()
	r.PR = 200
	require.False(t, classify(r, man50).Has("AVB1"))
	r.PR = 201
	require.Equal(t, Borderline, classify(r, man50).Find("AVB1").Severity)
	r.PR = 220
	require.Equal(t, Abnormal, classify(r, man50).Find("AVB1").Severity)
	r.PR = 212
	require.Equal(t, Probable, classify(r, man50).Find("AVB1").Confidence)
	r.PR = 213
	require.Equal(t, Definite, classify(r, man50).Find("AVB1").Confidence)
	for i, l := range ecg.StandardLeads { // in seven leads PR is not long
		lead(r, l).PR = 200
		if i >= 7 {
			lead(r, l).PR = 213
		}
	}
	require.False(t, classify(r, man50).Has("AVB1"))
	lead(r, ecg.LeadI).PR = 201
	lead(r, ecg.LeadII).PR = 0 // not measured
	require.True(t, classify(r, man50).Has("AVB1"))
	for _, l := range ecg.StandardLeads {
		lead(r, l).PR = 0
	}
	fibrillate(r)
	r.PR = 240 // whatever was measured there is no PR
	require.False(t, classify(r, man50).Has("AVB1"))

	r = normalReport()
	r.PR, r.QRS = 119, 120
	require.Equal(t, Possible, classify(r, man50).Find("WPW").Confidence)
	r.PR = 120
	require.False(t, classify(r, man50).Has("WPW"))
	r.PR, r.QRS = 119, 119
	require.False(t, classify(r, man50).Has("WPW"))
	require.True(t, classify(r, man50).Has("SHORT_PR"))
	r.Upstroke, r.QRS = 44, 110
	require.False(t, classify(r, man50).Has("WPW"))
	r.Upstroke = 45
	require.Equal(t, Probable, classify(r, man50).Find("WPW").Confidence)
	r.QRS = 109
	require.False(t, classify(r, man50).Has("WPW"))
	r.PR, r.QRS, r.Upstroke = 139, 112, 60
	require.Equal(t, Possible, classify(r, man50).Find("WPW").Confidence)
	r.PR = 140
	require.False(t, classify(r, man50).Has("WPW"))
}

func leftAnterior(r *measure.Report) {
	r.Axis.QRS = -50
	avl, two, three := lead(r, ecg.LeadAVL), lead(r, ecg.LeadII), lead(r, ecg.LeadIII)
	avl.Q, avl.R, avl.VAT = -60, 700, 50
	two.Q, two.R, two.S = 0, 200, -600
	three.Q, three.R, three.S = 0, 150, -900
}

func TestFascicles(t *testing.T) {
	r := normalReport()
	leftAnterior(r)
	res := classify(r, man50)
	require.True(t, res.Has("LAFB"))
	require.False(t, res.Has("LAD")) // part of it
	r.Axis.QRS = -44
	res = classify(r, man50)
	require.False(t, res.Has("LAFB"))
	require.True(t, res.Has("LAD"))
	r = normalReport()
	leftAnterior(r)
	lead(r, ecg.LeadII).S = -150 // the late R of aVL says as much
	require.True(t, classify(r, man50).Has("LAFB"))
	lead(r, ecg.LeadAVL).VAT = 44
	require.False(t, classify(r, man50).Has("LAFB"))
	r = normalReport()
	leftAnterior(r)
	rbbb(r)
	require.True(t, classify(r, man50).Has("LAFB") && classify(r, man50).Has("RBBB"))

	for _, c := range []struct {
		axis ecg.Degree
		code string
	}{{-30, ""}, {-31, "LAD"}, {90, ""}, {91, "RAD"}, {180, "RAD"}, {-90, "LAD"}, {-91, "ARAD"}} {
		r := normalReport()
		r.Axis.QRS = c.axis
		res := classify(r, man50)
		for _, code := range []string{"LAD", "RAD", "ARAD"} {
			require.Equal(t, code == c.code, res.Has(code), "%v: %v", c.axis, codes(res))
		}
	}
}

func TestChambers(t *testing.T) {
	hyper := func(s, rv float64, c Context) *Result {
		r := normalReport()
		lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R = ecg.Microvolt(-s), ecg.Microvolt(rv)
		return classify(r, c)
	}
	require.False(t, hyper(1500, 1999, man50).Has("LVH"))
	f := hyper(1500, 2000, man50).Find("LVH")
	require.NotNil(t, f)
	require.Equal(t, Possible, f.Confidence)
	require.False(t, hyper(1500, 2500, Context{AgeYears: 34, Sex: ecg.Male}).Has("LVH"))
	require.True(t, hyper(1500, 2500, Context{AgeYears: 35, Sex: ecg.Male}).Has("LVH"))

	cornell := func(sum float64, c Context) bool {
		r := normalReport()
		r.QRS = 85 // the product stays below its limit
		lead(r, ecg.LeadAVL).R, lead(r, ecg.LeadV3).S = 1000, ecg.Microvolt(1000-sum)
		return classify(r, c).Has("LVH")
	}
	woman := Context{AgeYears: 60, Sex: ecg.Female}
	require.False(t, cornell(2800, man50))
	require.True(t, cornell(2801, man50))
	require.False(t, cornell(2000, woman))
	require.True(t, cornell(2001, woman))

	r := normalReport()
	v1 := lead(r, ecg.LeadV1)
	v1.R, v1.S, v1.RDur, v1.VAT = 900, -300, 45, 35
	require.False(t, classify(r, man50).Has("RVH"))
	r.Axis.QRS = 110
	require.True(t, classify(r, man50).Has("RVH"))

	r = normalReport()
	ptf := func(v, p float64) bool {
		r := normalReport()
		lead(r, ecg.LeadV1).PTF, r.P = ecg.Value(v), ecg.Millisecond(p)
		return classify(r, man50).Has("LAE")
	}
	require.False(t, ptf(-3999, 120))
	require.False(t, ptf(-4000, 119))
	require.True(t, ptf(-4000, 120))
	require.False(t, ptf(-6000, 100))
	deep := func(v, p, two, depth float64) *Finding {
		r := normalReport()
		v1 := lead(r, ecg.LeadV1)
		v1.PTF, v1.PNegative, r.P, lead(r, ecg.LeadII).PDur = ecg.Value(v), ecg.Microvolt(-depth), ecg.Millisecond(p), ecg.Millisecond(two)
		return classify(r, man50).Find("LAE")
	}
	require.Nil(t, deep(-4000, 130, 119, 99)) // long over all leads, not in II
	require.Equal(t, Possible, deep(-4000, 130, 119, 100).Confidence)
	require.Equal(t, Probable, deep(-4000, 130, 120, 99).Confidence)
	require.Nil(t, deep(-4000, 130, 120, 49))
	require.NotNil(t, deep(-4000, 130, 120, 50))
	r = normalReport()
	lead(r, ecg.LeadII).P = 250
	require.False(t, classify(r, man50).Has("RAE"))
	lead(r, ecg.LeadII).P = 251
	require.True(t, classify(r, man50).Has("RAE"))

	r = normalReport()
	for _, l := range ecg.StandardLeads[:6] {
		lead(r, l).QRSPeak = 499
	}
	require.True(t, classify(r, man50).Has("LOW_VOLTAGE"))
	lead(r, ecg.LeadII).QRSPeak = 500
	require.False(t, classify(r, man50).Has("LOW_VOLTAGE"))
}

func TestQT(t *testing.T) {
	qtc := func(b float64, sex ecg.Sex, hr float64) *Result {
		r := normalReport()
		r.QTc.Bazett, r.QTc.Fridericia, r.HeartRate = ecg.Millisecond(b), ecg.Millisecond(b-30), ecg.Value(hr)
		return classify(r, Context{AgeYears: 50, Sex: sex})
	}
	require.False(t, qtc(449, ecg.Male, 70).Has("LQT"))
	require.True(t, qtc(450, ecg.Male, 70).Has("LQT"))
	require.False(t, qtc(459, ecg.Female, 70).Has("LQT"))
	require.True(t, qtc(460, ecg.Female, 70).Has("LQT"))
	require.False(t, qtc(459, ecg.SexUnknown, 70).Has("LQT"))
	require.Equal(t, Borderline, qtc(479, ecg.Male, 70).Find("LQT").Severity)
	require.Equal(t, Abnormal, qtc(480, ecg.Male, 70).Find("LQT").Severity)
	require.False(t, qtc(470, ecg.Male, 110).Has("LQT")) // Fridericia 440 disagrees
	require.True(t, qtc(485, ecg.Male, 110).Has("LQT"))
	require.True(t, qtc(360, ecg.Male, 70).Has("SQT"))
	require.False(t, qtc(361, ecg.Male, 70).Has("SQT"))
	require.Empty(t, qtc(549, ecg.Male, 70).Critical)
	require.Equal(t, "CV-OT-4", qtc(550, ecg.Male, 70).Critical[0].Rule)

	r := normalReport() // 470 - 0.485·140 = 402 at 75/min: 450
	rbbb(r)
	r.QRS, r.QT, r.QTc.Bazett = 140, 470, 525
	q, modified := correctedQT(r, "bazett")
	require.True(t, modified)
	require.InDelta(t, (470-67.9)/0.8944, q, 0.5)

	// QT 400 at 75/min by the four formulas
	for name, want := range map[string]float64{"bazett": 447.2, "fridericia": 430.9, "framingham": 430.8, "hodges": 426.25} {
		require.InDelta(t, want, rateCorrect(400, 0.8, name), 0.06, name)
	}
}
