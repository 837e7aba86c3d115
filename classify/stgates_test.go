package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// anteriorST is elevation of 300 µV in V2 and V3.
func anteriorST() *measure.Report {
	r := normalReport()
	st(r, 300, ecg.LeadV2, ecg.LeadV3)
	return r
}

// perimyocarditis is diffuse concave elevation with PR depression.
func perimyocarditis(j float64) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadAVF, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		m := lead(r, l)
		setST(m, j, 1)
		m.T, m.PRSegment = 4*ecg.Microvolt(j), -60
	}
	lead(r, ecg.LeadAVR).PRSegment = 55
	return r
}

// repol is concave inferior elevation with notches.
func repol(notch, j float64) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadAVF, ecg.LeadIII} {
		m := lead(r, l)
		m.JNotch, m.T = ecg.Microvolt(notch), 700
		setST(m, j, 1)
	}
	return r
}

// hypertrophic makes S of V1-V3 so deep, with the voltage of hypertrophy.
func hypertrophicS(r *measure.Report, s ecg.Microvolt) *measure.Report {
	lead(r, ecg.LeadV1).S = -2400
	lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV3).S = s, s
	return r
}

// aneurysmal has Q waves under elevation in V1-V4, with T as given in all four.
func aneurysmal(tWave ecg.Microvolt) *measure.Report {
	r := normalReport()
	st(r, 250, ecg.LeadV2, ecg.LeadV3)
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		m.Q, m.R, m.S, m.QDur, m.QRSPeak, m.T = -1000, 0, 0, 60, 1000, tWave
	}
	return r
}

func brugadaReport(j float64, tNegative ecg.Microvolt) *measure.Report {
	r := normalReport()
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2} {
		m := lead(r, l)
		setST(m, j, -1.2)
		m.T, m.TNegative = tNegative, tNegative
	}
	return r
}

// TestSTGates holds every gate on both sides of its limits.
func TestSTGates(t *testing.T) {
	smith := func(r4 ecg.Microvolt) *measure.Report { // 0.052·425 - 0.151·16 - 0.268·R4 + 1.062·2.8
		r := normalReport()
		lead(r, ecg.LeadV4).R = r4
		lead(r, ecg.LeadV2).T, lead(r, ecg.LeadV3).T = 900, 900
		setST(lead(r, ecg.LeadV2), 220, 1)
		setST(lead(r, ecg.LeadV3), 220, 1)
		return r
	}
	with := func(r *measure.Report, change ...func(*measure.Report)) *measure.Report {
		for _, f := range change {
			f(r)
		}
		return r
	}
	deepS := func(r *measure.Report) { lead(r, ecg.LeadV2).S, lead(r, ecg.LeadV3).S = -1300, -1300 }
	reciprocal := func(r *measure.Report) { st(r, -60, ecg.LeadAVF) }
	cases := []struct {
		name string
		r    *measure.Report
		gate string // "" where an infarct is called
	}{
		{"none", anteriorST(), ""},
		{"LVH, ST just under a quarter of S", hypertrophicS(anteriorST(), -1201), "secondary_to_lvh"},
		{"LVH, ST a quarter of S", hypertrophicS(anteriorST(), -1200), ""},
		{"LVH, ST over a quarter of S", hypertrophicS(anteriorST(), -1199), ""},
		{"LVH, one lead explained, its neighbour not", with(hypertrophicS(anteriorST(), -1201), func(r *measure.Report) { lead(r, ecg.LeadV3).S = -700 }), "secondary_to_lvh"},
		{"LBBB", with(normalReport(), lbbb, func(r *measure.Report) { st(r, 300, ecg.LeadV2, ecg.LeadV3) }), "secondary_to_qrs"},
		{"RBBB keeps the rule", with(anteriorST(), rbbb), ""},
		{"IVCD", with(anteriorST(), deepS, func(r *measure.Report) { r.QRS = 130 }), "secondary_to_qrs"},
		{"QRS 119", with(anteriorST(), deepS, func(r *measure.Report) { r.QRS = 119 }), ""},
		{"QRS 120", with(anteriorST(), deepS, func(r *measure.Report) { r.QRS = 120 }), "secondary_to_qrs"},
		{"paced", with(anteriorST(), deepS, func(r *measure.Report) { r.Pacing.Ventricular = len(r.Beats) }), "secondary_to_qrs"},
		{"one lead, paced", with(normalReport(), deepS, func(r *measure.Report) {
			st(r, 120, ecg.LeadIII)
			lead(r, ecg.LeadIII).S, lead(r, ecg.LeadIII).QRSNet = -900, -9000
			r.Pacing.Ventricular = len(r.Beats)
		}), "secondary_to_qrs"},
		{"Brugada", brugadaReport(300, -150), "brugada"},
		{"Brugada at its limits", brugadaReport(200, -50), "brugada"},
		{"T not inverted", brugadaReport(300, -49), ""},
		{"pericarditis", perimyocarditis(130), "pericarditis"},
		{"pericarditis, domed", with(perimyocarditis(130), func(r *measure.Report) {
			m := lead(r, ecg.LeadV4)
			m.ST40 = (m.J+m.ST80)/2 + 51
		}), ""},
		{"pericarditis, PR of aVR not up", with(perimyocarditis(130), func(r *measure.Report) { lead(r, ecg.LeadAVR).PRSegment = 0 }), ""},
		{"pericarditis, PR -50", with(perimyocarditis(130), func(r *measure.Report) { setPR(r, -50) }), "pericarditis"},
		{"pericarditis, PR -49", with(perimyocarditis(130), func(r *measure.Report) { setPR(r, -49) }), ""},
		{"pericarditis, aVL -24", with(perimyocarditis(130), func(r *measure.Report) { st(r, -24, ecg.LeadAVL) }), "pericarditis"},
		{"pericarditis, aVL -25", with(perimyocarditis(130), func(r *measure.Report) { st(r, -25, ecg.LeadAVL) }), ""},
		{"pericarditis, III over II", with(perimyocarditis(130), func(r *measure.Report) { st(r, 131, ecg.LeadIII) }), ""},
		{"pericarditis, ST/T of V6 0.25", with(perimyocarditis(130), func(r *measure.Report) { lead(r, ecg.LeadV6).T = 520 }), "pericarditis"},
		{"pericarditis, ST/T of V6 under", with(perimyocarditis(130), func(r *measure.Report) { lead(r, ecg.LeadV6).T = 521 }), ""},
		{"pericarditis, 501 µV", with(perimyocarditis(130), func(r *measure.Report) { st(r, 501, ecg.LeadV4) }), ""},
		{"early repolarisation", repol(150, 120), "early_repolarisation"},
		{"early repolarisation, notch 100", repol(100, 120), "early_repolarisation"},
		{"notch 99", repol(99, 120), ""},
		{"notches, reciprocal depression", with(repol(150, 120), func(r *measure.Report) { st(r, -60, ecg.LeadAVL) }), ""},
		{"notches, ST a quarter of T", with(repol(150, 120), func(r *measure.Report) { lead(r, ecg.LeadII).T = 480 }), ""},
		{"normal variant by Smith's formula", smith(2000), "normal_variant"},
		{"occlusion by Smith's formula", smith(1000), ""},
		{"Smith's formula, reciprocal depression", with(smith(2000), reciprocal), ""},
		{"aneurysm", aneurysmal(219), "aneurysm"},
		{"aneurysm, sums at their limit", aneurysmal(220), "aneurysm"},
		{"T over 0.22 of QRS in sum", aneurysmal(221), ""},
		{"T 0.36 of QRS in one lead", with(aneurysmal(100), func(r *measure.Report) { lead(r, ecg.LeadV2).T = 360 }), "aneurysm"},
		{"T over 0.36 of QRS in one lead", with(aneurysmal(100), func(r *measure.Report) { lead(r, ecg.LeadV2).T = 361 }), ""},
		{"aneurysm, reciprocal depression", with(aneurysmal(100), reciprocal), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res := classify(c.r, man50)
			require.Equal(t, c.gate == "", res.Has("STEMI"), "%v", codes(res))
			if c.gate == "" {
				return
			}
			require.Empty(t, res.Critical)
			require.NotEqual(t, "red", res.Priority.Level)
			if c.gate == "pericarditis" { // which stands for the elevation
				require.True(t, res.Has("PERICARDITIS"))
				return
			}
			f := res.Find("ST_ELEVATION")
			require.NotNil(t, f, "%v", codes(res))
			require.True(t, has(f, c.gate), "%+v", f.Evidence)
		})
	}
	require.True(t, classify(brugadaReport(200, -50), man50).Has("BRUGADA"))
	require.False(t, classify(brugadaReport(199, -50), man50).Has("BRUGADA"))
}

func setPR(r *measure.Report, v ecg.Microvolt) {
	for i := range r.Leads {
		r.Leads[i].PRSegment = v
	}
	lead(r, ecg.LeadAVR).PRSegment = 55
}

// has reports whether the evidence of f names a circumstance.
func has(f *Finding, what string) bool {
	for _, e := range f.Evidence {
		if e.What == what {
			return true
		}
	}
	return false
}

// A hyperkalaemic pattern behind a right bundle branch block explains ST of V1-V3.
func TestHyperkalaemiaGate(t *testing.T) {
	r := normalReport()
	rbbb(r)
	r.PR, r.Atrial.PShare = ecg.NaN[ecg.Millisecond](), 0
	for i := range r.Beats {
		r.Beats[i].HasP = false
	}
	for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
		m := lead(r, l)
		m.T, m.QRSNet = 1200, 5000
		m.Fiducials = measure.Fiducials{TOn: 80, TPeak: 130, TOff: 180}
	}
	st(r, 250, ecg.LeadV1, ecg.LeadV2)
	res := classify(r, man50)
	require.True(t, res.Has("HYPERKALEMIA"), "%v", codes(res))
	require.True(t, has(res.Find("ST_ELEVATION"), "hyperkalaemia"))
	for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
		lead(r, l).T = 400
	}
	require.True(t, classify(r, man50).Has("STEMI"))
}

// Elevation that is gone 40 ms after J, or that falls by more than a third in 20 ms, is the end of the QRS complex.
func TestElevationMustPersist(t *testing.T) {
	with := func(st20, st40 ecg.Microvolt) *Result {
		r := normalReport()
		for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadAVF} {
			m := lead(r, l)
			setST(m, 140, 0)
			m.ST20, m.ST40, m.ST60, m.ST80 = st20, st40, st40, st40
		}
		return classify(r, man50)
	}
	require.True(t, with(99, 50).Has("STEMI"), "over 0.7 of J")
	require.False(t, with(97, 97).Has("STEMI"), "ST20 counts, and is short of 100")
	require.True(t, with(100, 50).Has("STEMI"))
	require.False(t, with(100, 49).Has("STEMI"), "half of the limit after 40 ms")
	require.False(t, with(60, 50).HasAny("STEMI", "ST_ELEVATION"))
}

// Where ST rises at once and then no more, J lies on the upstroke of S and ST20 is the level; the definite tier rests on J.
func TestJOnTheUpstroke(t *testing.T) {
	with := func(j, st20, st40 ecg.Microvolt) *Finding {
		r := normalReport()
		for _, l := range []ecg.Lead{ecg.LeadV4, ecg.LeadV5} {
			m := lead(r, l)
			m.J, m.ST20, m.ST40, m.ST60, m.ST80 = j, st20, st40, st40, st40
		}
		return classify(r, man50).Find("STEMI")
	}
	f := with(60, 105, 120) // 45 in 20 ms, then 15
	require.NotNil(t, f)
	require.True(t, has(f, "st20_uv"))
	require.Nil(t, with(60, 105, 121), "not three times as much")
	require.Nil(t, with(60, 99, 105), "short of 100")
	require.Nil(t, with(71, 100, 105), "less than 30 µV")
	require.NotNil(t, with(70, 100, 105))
	f = with(90, 260, 280)
	require.Equal(t, Probable, f.Confidence)
	require.Equal(t, Definite, with(260, 270, 280).Confidence)
}

// Limits of early repolarisation as a statement of its own.
func TestEarlyRepolarisation(t *testing.T) {
	for _, c := range []struct {
		notch, j, qrs float64
		leads         []ecg.Lead
		want          bool
	}{
		{100, 50, 90, []ecg.Lead{ecg.LeadV5, ecg.LeadV6}, true},
		{99, 50, 90, []ecg.Lead{ecg.LeadV5, ecg.LeadV6}, false},
		{100, 49, 90, []ecg.Lead{ecg.LeadV5, ecg.LeadV6}, false},
		{100, 50, 119, []ecg.Lead{ecg.LeadII, ecg.LeadAVF}, true},
		{100, 50, 120, []ecg.Lead{ecg.LeadII, ecg.LeadAVF}, false},
		{200, 90, 90, []ecg.Lead{ecg.LeadV2, ecg.LeadV3}, false}, // not there
		{200, 90, 90, []ecg.Lead{ecg.LeadV6, ecg.LeadII}, false}, // no neighbours
	} {
		r := normalReport()
		r.QRS = ecg.Millisecond(c.qrs)
		for _, l := range c.leads {
			m := lead(r, l)
			m.JNotch = ecg.Microvolt(c.notch)
			setST(m, c.j, 1)
		}
		require.Equal(t, c.want, classify(r, man50).Has("EARLY_REPOL"), "%+v", c)
	}
}

// Early repolarisation and hypertrophy keep an infarct out of the definite tier; reciprocal depression overrules the former.
func TestLessSure(t *testing.T) {
	r := repol(150, 250)
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadIII, ecg.LeadAVF} {
		lead(r, l).T = 500 // ST too large for a benign shape
	}
	f := classify(r, man50).Find("STEMI")
	require.Equal(t, Probable, f.Confidence)
	require.True(t, has(f, "early_repolarisation"))
	st(r, -60, ecg.LeadAVL)
	require.Equal(t, Definite, classify(r, man50).Find("STEMI").Confidence)

	r = inferior()
	require.Equal(t, Definite, classify(r, man50).Find("STEMI").Confidence)
	lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R, lead(r, ecg.LeadAVL).R = -2000, 2200, 1200
	res := classify(r, man50)
	require.True(t, res.Find("LVH").Confidence >= Probable)
	require.Equal(t, Probable, res.Find("STEMI").Confidence)
}

// Chest electrodes out of order make what they show doubtful, and not what the limbs show.
func TestChestReversalDowngrades(t *testing.T) {
	with := func(r *measure.Report) *Result {
		r.Electrodes.Chest = measure.Exchange{Code: "V1-V2", LogOdds: 100}
		return classify(r, man50)
	}
	r := normalReport()
	st(r, 350, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4)
	require.Equal(t, Definite, classify(r, man50).Find("STEMI").Confidence)
	res := with(r)
	require.True(t, res.Has("LEAD_REVERSAL"))
	require.Equal(t, Possible, res.Find("STEMI").Confidence)
	require.Equal(t, Possible, with(withQS(normalReport(), ecg.LeadV2, ecg.LeadV3, ecg.LeadV4)).Find("OLD_MI").Confidence)
	require.Equal(t, Definite, with(inferior()).Find("STEMI").Confidence)
}
