package ecgtest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

func TestLobesFillTheQRS(t *testing.T) {
	check := func(name string, lobes []lobe) {
		first, last := math.Inf(1), math.Inf(-1)
		for _, l := range lobes {
			assert.Positive(t, l.rise, name)
			assert.Positive(t, l.fall, name)
			first, last = min(first, l.at-l.rise), max(last, l.at+l.fall)
		}
		assert.InDelta(t, 0, first, 1e-12, name)
		assert.InDelta(t, 1, last, 1e-12, name)
	}
	for name, m := range morphologies {
		check(string(name), m.lobes)
	}
	check("pvc", pvcLobes)
	check("vt", vtLobes)
	check("paced", pacedLobes)
	check("P", sinusP)
	check("ectopic P", ectopicP)
	check("LAE", (&Spec{LAE: true}).pLobes())
	check("RVH", rvhMorphology.lobes)
	check("fusion", fused(morphologies[NormalConduction], 92, pvcMorphology).lobes)
}

// TestNormalIsNormal holds the normal ECG to adult limits.
func TestNormalIsNormal(t *testing.T) {
	truth := preset(t, "normal")
	m := truth.Templates[0]
	in := func(what string, v, lo, hi float64) {
		assert.True(t, v >= lo && v <= hi, "%s is %g, not within %g to %g", what, v, lo, hi)
	}
	in("QRS axis", float64(m.QRSAxis), 30, 70)
	in("QRS axis by amplitude", float64(m.QRSAxisAmplitude), 30, 70)
	in("P axis", float64(m.PAxis), 30, 70)
	in("T axis", float64(m.TAxis), 15, 75)
	in("QT", float64(m.QT), 360, 420)
	a := func(l ecg.Lead) Amplitudes { return m.Leads[l] }
	for _, l := range ecg.StandardLeads {
		x := a(l)
		if l != ecg.LeadAVR {
			assert.Positive(t, float64(x.T), "T upright in %s", l)
		}
		in("J "+l.String(), float64(x.J), -10, 10)
		in("P "+l.String(), float64(x.P), 0, 200)
	}
	assert.Negative(t, float64(a(ecg.LeadAVR).T))
	in("P II", float64(a(ecg.LeadII).P), 80, 200)
	in("P I", float64(a(ecg.LeadI).P), 30, 120)
	in("P aVR", float64(a(ecg.LeadAVR).PNeg), -120, -40)
	assert.Negative(t, float64(a(ecg.LeadV1).PNeg), "P of V1 ends negative")
	in("R II", float64(a(ecg.LeadII).R), 500, 1800)
	in("R V5", float64(a(ecg.LeadV5).R), 800, 2400)
	in("S V1", float64(a(ecg.LeadV1).S), -1500, -500)
	in("Q V6", float64(a(ecg.LeadV6).Q), -250, -50)
	assert.Less(t, float64(-a(ecg.LeadV1).S+a(ecg.LeadV5).R), 3500.0, "no Sokolow-Lyon")
	assert.Zero(t, float64(a(ecg.LeadV1).Q), "rS in V1")
	last := 0.0
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
		assert.Greater(t, float64(a(l).R), last, "R grows from V1 to V4")
		last = float64(a(l).R)
	}
}

func TestBundleBranchBlocks(t *testing.T) {
	m := preset(t, "lbbb").Templates[0]
	assert.InDelta(t, 150, float64(m.QRS), 1e-9)
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadV5, ecg.LeadV6} {
		a := m.Leads[l]
		assert.Zero(t, float64(a.Q), "no q in %s", l)
		assert.Greater(t, float64(a.R), 500.0, l.String())
		assert.Greater(t, float64(a.RMS), 100.0, l.String())
		assert.Negative(t, float64(a.T), "discordant T in %s", l)
		assert.Negative(t, float64(a.J), "discordant ST in %s", l)
	}
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2} {
		a := m.Leads[l]
		assert.Less(t, float64(a.QRSMin), -1000.0)
		assert.Less(t, float64(a.R), 100.0)
		assert.Greater(t, float64(a.J), 100.0)
		assert.Greater(t, float64(a.T), 300.0)
	}
	m = preset(t, "rbbb").Templates[0]
	assert.InDelta(t, 144, float64(m.QRS), 1e-9)
	v1 := m.Leads[ecg.LeadV1]
	assert.Positive(t, float64(v1.R))
	assert.Negative(t, float64(v1.S))
	assert.Greater(t, float64(v1.R2), float64(v1.R), "rSR'")
	assert.Greater(t, float64(v1.R2MS), 50.0)
	assert.Negative(t, float64(v1.T))
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadV6} {
		assert.Greater(t, float64(m.Leads[l].SMS), 40.0, "wide S in %s", l)
	}
}

func TestFascicularBlocksAndPreexcitation(t *testing.T) {
	m := preset(t, "lafb").Templates[0]
	assert.InDelta(t, -60, float64(m.QRSAxis), 15)
	assert.Negative(t, float64(m.Leads[ecg.LeadAVL].Q))
	assert.GreaterOrEqual(t, float64(m.Leads[ecg.LeadAVL].RPeak), 45.0)
	assert.Less(t, float64(m.QRS), 120.0)
	m = preset(t, "lpfb").Templates[0]
	assert.InDelta(t, 110, float64(m.QRSAxis), 18)
	assert.Negative(t, float64(m.Leads[ecg.LeadIII].Q))
	m = preset(t, "wpw").Templates[0]
	assert.Less(t, float64(m.PR), 120.0)
	assert.Greater(t, float64(m.QRS), 110.0)
	m = preset(t, "lvh").Templates[0]
	assert.Greater(t, float64(m.Leads[ecg.LeadV5].R-m.Leads[ecg.LeadV1].S), 3500.0)
	m = preset(t, "low-voltage").Templates[0]
	for _, l := range ecg.StandardLeads[:6] {
		a := m.Leads[l]
		assert.Less(t, float64(a.QRSMax-a.QRSMin), 500.0, l.String())
	}
}

func TestAxisAsAsked(t *testing.T) {
	for _, c := range []Conduction{NormalConduction, LBBB, RBBB} {
		for _, want := range []float64{-120, -45, 0, 50, 90, 150} {
			_, truth := MustGenerate(Spec{QRSAxis: &want, Conduction: c})
			assert.InDelta(t, want, float64(truth.Templates[0].QRSAxis), 0.3, "%s", c)
		}
	}
}

// TestSTAsAsked: independent leads get exactly what is asked for, limb leads what adds up.
func TestSTAsAsked(t *testing.T) {
	want := map[ecg.Lead]float64{ecg.LeadII: 200, ecg.LeadIII: 300, ecg.LeadAVF: 250, ecg.LeadV2: -100, ecg.LeadV6: 33}
	shapes := map[STShape]func(d, u float64) float64{
		Horizontal:  func(d, u float64) float64 { return d },
		Upsloping:   func(d, u float64) float64 { return d + 0.6*math.Abs(d)*u },
		Downsloping: func(d, u float64) float64 { return d - 0.6*math.Abs(d)*u },
		Convex:      func(d, u float64) float64 { return d * (1 + 0.8*u - 0.5*u*u) },
		Concave:     func(d, u float64) float64 { return d * (1 + 0.1*u + 0.4*u*u) },
	}
	for shape, f := range shapes {
		_, truth := MustGenerate(Spec{ST: want, STShape: shape, HeartRate: 60})
		for l, d := range want {
			a, ok := truth.Lead(l)
			require.True(t, ok)
			assert.InDelta(t, d, float64(a.J), 1e-6, "%s J %s", shape, l)
			if l == ecg.LeadIII || l == ecg.LeadAVF {
				continue // their slope follows from I and II
			}
			for u, v := range map[float64]ecg.Microvolt{0.25: a.ST20, 0.5: a.ST40, 0.75: a.ST60, 1: a.ST80} {
				assert.InDelta(t, f(d, u), float64(v), 1e-6, "%s %s %g", shape, l, u)
			}
		}
		a, _ := truth.Lead(ecg.LeadI)
		assert.InDelta(t, -100, float64(a.J), 1e-6, "I = II - III")
	}
	_, truth := MustGenerate(Spec{ST: map[ecg.Lead]float64{ecg.LeadAVL: 120}})
	a, _ := truth.Lead(ecg.LeadAVL)
	assert.InDelta(t, 120, float64(a.J), 1e-6)
}

func TestByLeadLeastSquares(t *testing.T) {
	// Contradictory wishes: II - I must be III. The residual is shared.
	amp := byLead(map[ecg.Lead]float64{ecg.LeadI: 0, ecg.LeadII: 0, ecg.LeadIII: 300})
	assert.InDelta(t, -100, amp[basisI], 1e-9)
	assert.InDelta(t, 100, amp[basisII], 1e-9)
	assert.Equal(t, make([]float64, len(basis)), byLead(nil))
}

func TestTAndQByLead(t *testing.T) {
	_, plain := MustGenerate(Spec{})
	_, truth := MustGenerate(Spec{
		TFactor: map[ecg.Lead]float64{ecg.LeadV3: -1, ecg.LeadIII: -1}, Q: map[ecg.Lead]float64{ecg.LeadIII: 400, ecg.LeadV2: 800},
	})
	before, _ := plain.Lead(ecg.LeadV3)
	after, _ := truth.Lead(ecg.LeadV3)
	assert.InDelta(t, -float64(before.TWave), float64(after.TWave), 1e-9)
	b3, _ := plain.Lead(ecg.LeadIII)
	a3, _ := truth.Lead(ecg.LeadIII)
	assert.InDelta(t, -float64(b3.TWave), float64(a3.TWave), 1e-9)
	assert.Less(t, float64(a3.Q), -250.0)
	assert.GreaterOrEqual(t, float64(a3.QMS), 20.0)
	v2, _ := truth.Lead(ecg.LeadV2)
	assert.Zero(t, float64(v2.R), "QS in V2")
	assert.Less(t, float64(v2.Q), -600.0)
}

func TestScales(t *testing.T) {
	_, plain := MustGenerate(Spec{})
	_, truth := MustGenerate(Spec{QRSScale: 2, PScale: 0.5, TScale: 3, LeadScale: map[ecg.Lead]float64{ecg.LeadV4: 0.5}})
	for _, l := range ecg.StandardLeads {
		a, _ := plain.Lead(l)
		b, _ := truth.Lead(l)
		k := 1.0
		if l == ecg.LeadV4 {
			k = 0.5
		}
		assert.InDelta(t, 2*k*float64(a.QRSMax), float64(b.QRSMax), 1e-6, l.String())
		assert.InDelta(t, 0.5*k*float64(a.P), float64(b.P), 1e-6, l.String())
		assert.InDelta(t, 3*k*float64(a.TWave), float64(b.TWave), 1e-6, l.String())
	}
}

func TestReversals(t *testing.T) {
	get := func(r Reversal) map[ecg.Lead][]float64 {
		rec, _ := MustGenerate(Spec{Reversal: r, StepUV: 0.001, Duration: 2})
		m := map[ecg.Lead][]float64{}
		for i := range rec.Channels {
			m[rec.Channels[i].Lead] = rec.Channels[i].Microvolts(nil)
		}
		return m
	}
	ok := get("")
	same := func(r Reversal, got []float64, k float64, want []float64) {
		for n := range got {
			require.InDelta(t, k*want[n], got[n], 0.01, string(r))
		}
	}
	x := get(RALA)
	same(RALA, x[ecg.LeadI], -1, ok[ecg.LeadI])
	same(RALA, x[ecg.LeadII], 1, ok[ecg.LeadIII])
	same(RALA, x[ecg.LeadAVR], 1, ok[ecg.LeadAVL])
	same(RALA, x[ecg.LeadAVF], 1, ok[ecg.LeadAVF])
	same(RALA, x[ecg.LeadV3], 1, ok[ecg.LeadV3])
	x = get(RALL)
	same(RALL, x[ecg.LeadI], -1, ok[ecg.LeadIII])
	same(RALL, x[ecg.LeadII], -1, ok[ecg.LeadII])
	same(RALL, x[ecg.LeadAVR], 1, ok[ecg.LeadAVF])
	x = get(LALL)
	same(LALL, x[ecg.LeadI], 1, ok[ecg.LeadII])
	same(LALL, x[ecg.LeadIII], -1, ok[ecg.LeadIII])
	same(LALL, x[ecg.LeadAVL], 1, ok[ecg.LeadAVF])
	x = get(RARL)
	same(RARL, x[ecg.LeadII], 0, ok[ecg.LeadII])
	same(RARL, x[ecg.LeadI], -1, ok[ecg.LeadIII])
	same(RARL, x[ecg.LeadIII], 1, ok[ecg.LeadIII])
	x = get(LARL)
	same(LARL, x[ecg.LeadIII], 0, ok[ecg.LeadIII])
	same(LARL, x[ecg.LeadI], 1, ok[ecg.LeadII])
	x = get("V1-V6")
	same("V1-V6", x[ecg.LeadV1], 1, ok[ecg.LeadV6])
	same("V1-V6", x[ecg.LeadV6], 1, ok[ecg.LeadV1])
}

func TestEnlargedChambers(t *testing.T) {
	m := preset(t, "rvh").Templates[0]
	assert.Greater(t, float64(m.QRSAxis), 100.0)
	assert.Greater(t, float64(m.Leads[ecg.LeadV1].R), 700.0)
	assert.Less(t, float64(m.Leads[ecg.LeadV6].S), -300.0)
	assert.Negative(t, float64(m.Leads[ecg.LeadV1].T))
	m = preset(t, "rae").Templates[0]
	assert.Greater(t, float64(m.Leads[ecg.LeadII].P), 250.0)
	m = preset(t, "lae").Templates[0]
	assert.InDelta(t, 132, float64(m.P), 1e-9)
	assert.Less(t, float64(m.Leads[ecg.LeadV1].PNeg), -100.0)
}

func TestAlternansFusionAndNotch(t *testing.T) {
	s, _ := Preset("t-alternans")
	rec, truth := MustGenerate(s)
	v4 := rec.Lead(ecg.LeadV4)
	gains := map[float64]bool{}
	for i := range truth.Beats[:5] {
		b := &truth.Beats[i]
		gains[b.TGain] = true
		want := b.TGain * float64(truth.Templates[0].Leads[ecg.LeadV4].TWave)
		assert.InDelta(t, want, v4.At(b.TPeak.Sample), 3)
		assert.Equal(t, 1.0, b.QRSGain)
	}
	assert.Equal(t, map[float64]bool{1: true, 0.7: true}, gains)

	truth = preset(t, "fusion")
	assert.Equal(t, "NNNNNFNNV", classes(truth)[:9])
	b := truth.Beats[5]
	assert.True(t, b.HasP())
	assert.InDelta(t, 124, float64(b.QRS), 1e-6)
	assert.Equal(t, "fusion", truth.Templates[b.Template].Name)

	_, plain := MustGenerate(Spec{})
	rec, truth = MustGenerate(Spec{JNotch: map[ecg.Lead]float64{ecg.LeadV5: 250}, Rate: 1000})
	before, _ := plain.Lead(ecg.LeadV5)
	after, _ := truth.Lead(ecg.LeadV5)
	assert.Negative(t, float64(before.S))
	assert.Zero(t, float64(after.S))
	peak := truth.Beats[2].QRSOff.Sample - 14
	assert.InDelta(t, 250, rec.Lead(ecg.LeadV5).At(peak), 5)
	assert.Less(t, rec.Lead(ecg.LeadV5).At(peak-14), 200.0, "it stands off from R")
	assert.Equal(t, before.J, after.J)
}
