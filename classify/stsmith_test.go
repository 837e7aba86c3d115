package classify

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// smithReport has the four variables of Smith's formulas: QTc in ms, the others in mm.
func smithReport(qtc, st60, qrs2, r4 float64) *measure.Report {
	r := normalReport()
	r.QTc.Bazett = ecg.Millisecond(qtc)
	lead(r, ecg.LeadV3).ST60 = ecg.Microvolt(100 * st60)
	lead(r, ecg.LeadV2).R, lead(r, ecg.LeadV2).S = ecg.Microvolt(100*qrs2/3), ecg.Microvolt(-200*qrs2/3)
	lead(r, ecg.LeadV4).R = ecg.Microvolt(100 * r4)
	return r
}

// Smith's formulas against worked numbers.
func TestSmithScore(t *testing.T) {
	a, b := smithReport(420, 2, 12, 10), smithReport(450, 3, 8, 5)
	require.InDelta(t, 19.472, smithLADScore(a), 1e-9)
	require.InDelta(t, 24.038, smithLADScore(b), 1e-9)
	require.InDelta(t, 23.912, smithLAD3Score(a), 1e-9)
	require.InDelta(t, 28.508, smithLAD3Score(b), 1e-9)
	b.QTc.Bazett, b.QT = 411, 450 // QT is not corrected below 60/min
	b.HeartRate = 59.9
	require.InDelta(t, 24.038, smithLADScore(b), 1e-9)
	require.InDelta(t, 28.508, smithLAD3Score(b), 1e-9)
	b.HeartRate = 60
	require.InDelta(t, 24.038-0.052*39, smithLADScore(b), 1e-9)
	for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
		m := lead(a, l)
		m.OK = false
		require.True(t, math.IsNaN(smithLADScore(a)) && math.IsNaN(smithLAD3Score(a)))
		m.OK = true
	}
}

// variant is elevation in V2 and V3, small against T, with an ST60 of V3 and an R of V4 that make the score.
func variant(score float64) *measure.Report {
	r := normalReport()
	lead(r, ecg.LeadV2).T, lead(r, ecg.LeadV3).T = 900, 900
	setST(lead(r, ecg.LeadV2), 220, 1)
	setST(lead(r, ecg.LeadV3), 220, 1)
	lead(r, ecg.LeadV4).R = ecg.Microvolt((0.052*425 - 0.151*16 + 1.062*2.8 - score) / 0.268 * 100)
	return r
}

func TestSmithGate(t *testing.T) {
	require.InDelta(t, 18.2, smithLADScore(variant(18.2)), 1e-9)
	require.False(t, classify(variant(18.19), man50).Has("STEMI"))
	require.True(t, classify(variant(18.201), man50).Has("STEMI"))
	f := classify(variant(17), man50).Find("ST_ELEVATION")
	require.True(t, has(f, "smith_lad_score") && has(f, "normal_variant"))
	require.True(t, New(Options{SubtleLAD: 16.9}).Classify(nil, variant(17), man50).Has("STEMI"))

	// without the shape of a normal variant the formula makes an infarct doubtful
	r := variant(17)
	lead(r, ecg.LeadV3).T = 880 // ST a quarter of T
	f = classify(r, man50).Find("STEMI")
	require.Equal(t, Possible, f.Confidence)
	require.True(t, has(f, "smith_lad_score") && has(f, adviceRepeat))
	lead(r, ecg.LeadV3).T = 881
	require.False(t, classify(r, man50).Has("STEMI"))
	r = variant(18.3)
	lead(r, ecg.LeadV3).T = 880
	require.False(t, has(classify(r, man50).Find("STEMI"), "smith_lad_score"))

	// what makes an occlusion obvious ends the use of the formula
	obvious := map[string]func(r *measure.Report){
		"over 5 mm":            func(r *measure.Report) { st(r, 501, ecg.LeadV3) },
		"convex":               func(r *measure.Report) { lead(r, ecg.LeadV3).ST40 = 220 + 40 + 51 },
		"inferior depression":  func(r *measure.Report) { st(r, -50, ecg.LeadIII) },
		"depression in V6":     func(r *measure.Report) { st(r, -50, ecg.LeadV6) },
		"Q wave":               func(r *measure.Report) { lead(r, ecg.LeadV4).Q, lead(r, ecg.LeadV4).QDur = -200, 30 },
		"terminal distortion":  func(r *measure.Report) { lead(r, ecg.LeadV3).S = 0 },
		"T inversion in V6":    func(r *measure.Report) { lead(r, ecg.LeadV6).T = -60 },
		"right bundle branch":  rbbb,
		"elevation in V1, too": func(r *measure.Report) { st(r, 120, ecg.LeadV1) },
	}
	for name, change := range obvious {
		r := variant(15)
		change(r)
		require.True(t, classify(r, man50).Has("STEMI"), name)
	}
	r = variant(15) // a notch is a J wave: no distortion
	lead(r, ecg.LeadV3).S, lead(r, ecg.LeadV3).JNotch = 0, 60
	require.False(t, classify(r, man50).Has("STEMI"))

	// without V2, the formula of three variables
	for _, c := range []struct {
		score float64
		want  bool
	}{{23.39, false}, {23.41, true}} {
		r := normalReport()
		lead(r, ecg.LeadV2).OK = false
		setST(lead(r, ecg.LeadV3), 220, 1)
		setST(lead(r, ecg.LeadV4), 120, 1)
		lead(r, ecg.LeadV3).T, lead(r, ecg.LeadV4).T = 900, 900
		lead(r, ecg.LeadV4).R = ecg.Microvolt((1.196*2.8 + 0.059*425 - c.score) / 0.326 * 100)
		res := classify(r, man50)
		require.Equal(t, c.want, res.Has("STEMI"), "%+v", codes(res))
		if !c.want {
			require.True(t, has(res.Find("ST_ELEVATION"), "smith_lad3_score"))
		}
	}
}

// Elevation below the limits that the formula takes for an occlusion is a borderline finding that asks for another ECG.
func TestSubtleLAD(t *testing.T) {
	subtle := func(j, r4 float64) *Result {
		r := normalReport()
		setST(lead(r, ecg.LeadV2), j, 1)
		setST(lead(r, ecg.LeadV3), j, 1)
		lead(r, ecg.LeadV4).R = ecg.Microvolt(r4)
		return classify(r, man50)
	}
	f := subtle(150, 500).Find("ST_ELEVATION") // 0.052·425 - 0.151·16 - 0.268·5 + 1.062·2.1 = 20.6
	require.NotNil(t, f)
	require.Equal(t, Possible, f.Confidence)
	require.Equal(t, Borderline, f.Severity)
	require.True(t, has(f, adviceRepeat) && has(f, "smith_lad_score"))
	require.Contains(t, f.EN, "consider")
	require.False(t, subtle(150, 1500).Has("ST_ELEVATION"), "17.9")
	require.False(t, subtle(99, 200).Has("ST_ELEVATION"), "no lead of 100 µV")
	require.True(t, subtle(100, 200).Has("ST_ELEVATION"))
}
