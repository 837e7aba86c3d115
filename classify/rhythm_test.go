package classify

import (
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestSinusRates(t *testing.T) {
	cases := []struct {
		bpm      float64
		code     string
		severity Severity
	}{
		{49.9, "SBRAD", Abnormal}, {50, "SBRAD", Borderline}, {59.9, "SBRAD", Borderline}, {60, "NSR", Normal},
		{100, "NSR", Normal}, {100.1, "STACH", Abnormal}, {150, "STACH", Abnormal},
	}
	for _, c := range cases {
		r := normalReport()
		r.HeartRate = ecg.Value(c.bpm)
		res := classify(r, man50)
		for _, code := range []string{"NSR", "STACH", "SBRAD"} {
			require.Equal(t, code == c.code, res.Has(code), "%v bpm: %v", c.bpm, codes(res))
		}
		require.Equal(t, c.severity, res.Find(c.code).Severity)
		require.Equal(t, c.severity == Abnormal, res.Has("ABNORMAL"))
	}
	r := normalReport()
	setRR(r, 700, 760, 830, 900, 940, 900, 840, 770, 720, 700, 740, 800)
	r.RR.Lag1 = 0.8
	res := classify(r, man50)
	require.True(t, res.Has("SARRH") && res.Has("NSR"), "%v", codes(res))
	require.Equal(t, 1, res.Find("NORMAL").AHA) // it is normal
	require.False(t, res.Has("AFIB"))

	r = normalReport() // P waves from below
	r.Axis.P = -40
	res = classify(r, man50)
	require.True(t, res.Has("RHYTHM_UNDETERMINED"))
	r.Axis.P = -80
	res = classify(r, man50)
	require.True(t, res.Has("ECTOPIC_ATRIAL"))
	require.False(t, res.Has("NSR") || res.Has("NORMAL"))
}

func TestAtrialFibrillation(t *testing.T) {
	check := func(name string, want bool, change func(r *measure.Report)) *Result {
		r := normalReport()
		fibrillate(r)
		change(r)
		res := classify(r, man50)
		require.Equal(t, want, res.Has("AFIB"), "%s: %v", name, codes(res))
		if want {
			require.False(t, res.HasAny("NSR", "STACH", "SBRAD", "SARRH", "PAC", "AVB1", "NORMAL"), "%s: %v", name, codes(res))
		}
		return res
	}
	res := check("typical", true, func(*measure.Report) {})
	require.Equal(t, Definite, res.Find("AFIB").Confidence)
	res = check("no f waves seen", true, func(r *measure.Report) { r.Atrial.FRate = ecg.NaN[ecg.Value]() })
	require.Equal(t, Probable, res.Find("AFIB").Confidence)
	check("CoSEn at its limit", true, func(r *measure.Report) { r.RR.CoSEn = -1.4 }) // nRMSSD alone
	res = check("nRMSSD at its limit", true, func(r *measure.Report) { r.RR.NRMSSD = 0.10 })
	require.Equal(t, Possible, res.Find("AFIB").Confidence)
	check("both at their limits", false, func(r *measure.Report) { r.RR.NRMSSD, r.RR.CoSEn = 0.10, -1.4 })
	check("P waves", false, func(r *measure.Report) {
		for i := range r.Beats {
			r.Beats[i].HasP = true
		}
		r.Atrial.PShare, r.Atrial.PCorr, r.Atrial.PRSD = 1, 0.9, 8
	})
	check("paced", false, func(r *measure.Report) { r.Pacing.Ventricular = len(r.Beats) })
	check("atrial activity not measured", false, func(r *measure.Report) { r.Atrial.PShare = ecg.NaN[ecg.Value]() })
	check("too few beats", false, func(r *measure.Report) { setRR(r, 620, 910, 540, 760, 1010); r.RR.CoSEn = -0.8 })
	check("bigeminy of premature beats", false, func(r *measure.Report) {
		setRR(r, 500, 1100, 510, 1090, 495, 1105, 505, 1100, 500, 1095, 500)
		r.RR.CoSEn, r.RR.NRMSSD = -1.0, 0.7
		for i := range r.Beats {
			r.Beats[i].HasP = false
		}
	})
	check("premature beats over a steady rhythm", false, func(r *measure.Report) {
		setRR(r, 800, 805, 795, 500, 1100, 800, 805, 800, 795, 800, 805)
		r.RR.CoSEn, r.RR.NRMSSD = -1.2, 0.3
		for i := range r.Beats {
			r.Beats[i].HasP = false
		}
	})
	check("mostly ventricular", false, func(r *measure.Report) {
		for i := range r.Beats {
			if i%3 != 0 {
				r.Beats[i].Class = detect.Ventricular
			}
		}
	})
	require.Contains(t, check("fast", true, func(r *measure.Report) { r.HeartRate = 101 }).Find("AFIB").EN, "rapid")
	require.NotContains(t, check("100", true, func(r *measure.Report) { r.HeartRate = 100 }).Find("AFIB").EN, "rapid")
	require.Contains(t, check("slow", true, func(r *measure.Report) { r.HeartRate = 59 }).Find("AFIB").ZH, "缓慢")
}

func TestFlutter(t *testing.T) {
	r := normalReport()
	setRR(r, rates(12, 800)...)
	for i := range r.Beats {
		r.Beats[i].HasP = false
	}
	r.Atrial = measure.Atrial{PShare: 0, PCorr: 0.2, PRSD: ecg.NaN[ecg.Millisecond](), FRate: 5, FPower: 0.7, FAmplitude: 150, FLead: ecg.LeadII}
	res := classify(r, man50)
	require.True(t, res.Has("AFL"))
	require.False(t, res.Has("AFIB"))
	require.Equal(t, Probable, res.Find("AFL").Confidence)
	for _, change := range []func(a *measure.Atrial){
		func(a *measure.Atrial) { a.FRate = 3.9 }, func(a *measure.Atrial) { a.FRate = 5.8 },
		func(a *measure.Atrial) { a.FPower = 0.6 }, // 5 Hz is four times the heart rate: perhaps a harmonic
		func(a *measure.Atrial) { a.FAmplitude = 49 },
	} {
		q := *r
		change(&q.Atrial)
		require.False(t, classify(&q, man50).Has("AFL"))
	}
	r.Atrial.FRate, r.Atrial.FPower = 4.4, 0.51
	require.True(t, classify(r, man50).Has("AFL"))
	r.Atrial.FPower = 0.5
	require.False(t, classify(r, man50).Has("AFL"))
	r.Atrial.FPower = 0.7
	setRR(r, rates(23, 400)...) // 150/min: less than two atrial waves a beat
	require.True(t, classify(r, man50).Has("AFL"))
	r.HeartRate = 156
	require.False(t, classify(r, man50).Has("AFL"))
}

func classBeats(r *measure.Report, class detect.Class, rr ecg.Millisecond, at ...int) {
	for _, i := range at {
		b := &r.Beats[i]
		b.Class, b.RR, b.HasP = class, rr, false
		if class == detect.Ventricular {
			b.QRS, b.Corr = 150, 0.2
		}
	}
}

func TestEctopy(t *testing.T) {
	r := normalReport()
	classBeats(r, detect.Ventricular, 500, 4, 8)
	res := classify(r, man50)
	require.Equal(t, ecg.Value(2), res.Find("PVC").Evidence[0].Value)
	require.True(t, res.Has("NSR") && res.Has("ABNORMAL"))
	require.False(t, res.HasAny("VT", "BIGU", "TRIGU"))

	r = normalReport() // an escape beat is not premature
	classBeats(r, detect.Ventricular, 1400, 4)
	require.False(t, classify(r, man50).Has("PVC"))

	r = normalReport()
	classBeats(r, detect.Ventricular, 500, 1, 3, 5, 7)
	require.True(t, classify(r, man50).Has("BIGU"))
	r = normalReport()
	classBeats(r, detect.Ventricular, 500, 2, 5, 8, 11)
	require.True(t, classify(r, man50).Has("TRIGU"))

	r = normalReport()
	classBeats(r, detect.Supraventricular, 500, 5)
	res = classify(r, man50)
	require.True(t, res.Has("PAC"))
	require.True(t, res.Has("NORMAL"))

	run := func(rr ecg.Millisecond, n int) *Result {
		r := normalReport()
		for i := range n {
			classBeats(r, detect.Ventricular, rr, 3+i)
		}
		return classify(r, man50)
	}
	require.False(t, run(400, 2).Has("VT"))
	require.True(t, run(400, 2).Has("PVC"))
	require.True(t, run(400, 3).Has("VT"))
	require.Equal(t, 71, run(400, 3).Find("VT").AHA)
	require.False(t, run(600, 3).Has("VT")) // 100/min is not over 100
	require.True(t, run(599, 3).Has("VT"))
	require.Equal(t, "orange", run(400, 3).Priority.Level)
}

func TestTachycardias(t *testing.T) {
	fast := func(ms, qrs float64, share float64) *Result {
		r := normalReport()
		setRR(r, rates(int(9500/ms), ms)...)
		r.QRS = ecg.Millisecond(qrs)
		for i := range r.Beats {
			r.Beats[i].HasP = float64(i) < share*float64(len(r.Beats))
		}
		r.Atrial.PShare, r.Atrial.PCorr = ecg.Value(share), 0.2
		return classify(r, man50)
	}
	require.True(t, fast(400, 90, 0).Has("SVT"))  // 150/min
	require.False(t, fast(430, 90, 0).Has("SVT")) // 139.5
	require.Contains(t, fast(400, 90, 0).Find("SVT").EN, "flutter")
	require.NotContains(t, fast(350, 90, 0).Find("SVT").EN, "flutter")
	require.False(t, fast(400, 90, 1).Has("SVT"))
	require.True(t, fast(400, 90, 1).Has("STACH"))
	r := normalReport() // P waves, but retrograde
	setRR(r, rates(23, 400)...)
	require.True(t, classify(r, man50).Has("STACH"))
	r.Axis.P = -100
	require.True(t, classify(r, man50).Has("SVT"))
	res := fast(380, 150, 0)
	require.Equal(t, 76, res.Find("VT").AHA)
	require.Equal(t, "CV-TA-2", res.Critical[0].Rule)
	require.False(t, res.HasAny("IVCD", "LBBB", "RBBB", "LVH", "OLD_MI"))
	require.Equal(t, "CV-TA-4", fast(299, 90, 0).Critical[0].Rule)
	require.Empty(t, fast(301, 90, 0).Critical)
}

func TestPauseAndPacing(t *testing.T) {
	longest := func(ms float64) *Result {
		r := normalReport()
		setRR(r, 800, 800, ms, 800, 800, 800, 800)
		return classify(r, man50)
	}
	require.False(t, longest(1999).Has("PAUSE"))
	require.Equal(t, Borderline, longest(2000).Find("PAUSE").Severity)
	require.Equal(t, Abnormal, longest(3000).Find("PAUSE").Severity)
	require.Empty(t, longest(4999).Critical)
	require.Equal(t, "CV-BR-2", longest(5000).Critical[0].Rule)

	r := normalReport()
	r.Pacing.Ventricular = 1
	require.False(t, classify(r, man50).Has("PACED"))
	r.Pacing.Ventricular = len(r.Beats)
	res := classify(r, man50)
	require.Equal(t, 181, res.Find("PACED").AHA)
	require.False(t, res.HasAny("LVH", "LQT", "NSR", "NORMAL"))
	r.Pacing.Atrial = len(r.Beats)
	require.Equal(t, 184, classify(r, man50).Find("PACED").AHA)
}
