package measure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

// Whatever is missing has a reason and whatever is there has a confidence.
func TestTrustIsComplete(t *testing.T) {
	for _, name := range ecgtest.Presets() {
		in, _ := synth(t, preset(t, name))
		r := measured(t, in)
		known := map[Quantity]bool{
			HeartRate: ecg.Known(r.HeartRate), RRInterval: ecg.Known(r.RR.Mean), PPInterval: ecg.Known(r.PP), PDuration: ecg.Known(r.P),
			PRInterval: ecg.Known(r.PR), PRSegment: ecg.Known(r.PRSegment), QRSDuration: ecg.Known(r.QRS), QTInterval: ecg.Known(r.QT),
			QTCorrected: ecg.Known(r.QTc.Bazett), QTDispersion: ecg.Known(r.QTSpread.Dispersion), PAxis: ecg.Known(r.Axis.P),
			QRSAxis: ecg.Known(r.Axis.QRS), TAxis: ecg.Known(r.Axis.T), HorizontalPAxis: ecg.Known(r.Axis.HorizontalP),
			HorizontalQRSAxis: ecg.Known(r.Axis.HorizontalQRS), HorizontalTAxis: ecg.Known(r.Axis.HorizontalT),
			QRSTFrontalAngle: ecg.Known(r.Axis.QRSTFrontal), QRSTSpatialAngle: ecg.Known(r.Axis.QRSTSpatial),
		}
		assert.Len(t, known, Quantities)
		for q, k := range known {
			tr := r.Trust[q]
			assert.Equal(t, k, tr.Reason == "", "%s: quantity %d, reason %q", name, q, tr.Reason)
			assert.Equal(t, k, tr.Level() != "", "%s: quantity %d", name, q)
			assert.True(t, tr.Confidence >= 0 && tr.Confidence < 1)
		}
		for i := range r.Leads {
			l := &r.Leads[i]
			assert.Equal(t, ecg.Known(l.PR), l.PAbsent == "", "%s %s", name, l.Label)
			assert.Equal(t, ecg.Known(l.QT), l.TAbsent == "", "%s %s", name, l.Label)
		}
	}
}

func TestReasons(t *testing.T) {
	reason := func(spec ecgtest.Spec, q Quantity) Reason {
		in, _ := synth(t, spec)
		return measured(t, in).Trust[q].Reason
	}
	assert.Equal(t, ReasonFibrillation, reason(ecgtest.Spec{Rhythm: ecgtest.AFib}, PRInterval))
	assert.Equal(t, ReasonDissociated, reason(ecgtest.Spec{Rhythm: ecgtest.AVBlock3}, PRInterval))
	assert.Equal(t, ReasonNoP, reason(ecgtest.Spec{Rhythm: ecgtest.Junctional}, PDuration))
	assert.Equal(t, ReasonNoP, reason(ecgtest.Spec{Rhythm: ecgtest.Junctional}, PAxis))
	assert.Equal(t, ReasonNoBeats, reason(ecgtest.Spec{Rhythm: ecgtest.Asystole}, HeartRate))
	assert.Equal(t, ReasonNoT, reason(ecgtest.Spec{Rhythm: ecgtest.Junctional, TScale: 1e-6, Noise: ecgtest.Noise{WhiteUV: 2}}, QTInterval))
	assert.Equal(t, ReasonTooShort, reason(ecgtest.Spec{Duration: 0.8}, QRSDuration))
	assert.Equal(t, ReasonNoLead, reason(ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadII}}, QRSAxis))
	assert.Equal(t, ReasonNoLead, reason(ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII}}, HorizontalQRSAxis))
	assert.Equal(t, ReasonNoLead, reason(ecgtest.Spec{Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII}}, QTDispersion))
	// Nothing but noise in the leads, with beats marked all the same.
	in, _ := synth(t, ecgtest.Spec{PScale: 0.1, Noise: ecgtest.Noise{WhiteUV: 150}})
	assert.Equal(t, ReasonNoise, measured(t, in).Trust[PRInterval].Reason)
	// One beat.
	one, _ := synth(t, ecgtest.Spec{Duration: 1.3, PScale: 0.05})
	one.Beats = one.Beats[:1]
	r := measured(t, one)
	assert.Equal(t, ReasonFewBeats, r.Trust[HeartRate].Reason)
	assert.Equal(t, ReasonFewBeats, r.Trust[QTCorrected].Reason)
	assert.Equal(t, ReasonFewBeats, r.Trust[PDuration].Reason)
	// Leads without P or T of their own say so.
	r, _ = run(t, ecgtest.Spec{LeadScale: map[ecg.Lead]float64{ecg.LeadV3: 0.02}})
	assert.Equal(t, ReasonSmall, r.Find(ecg.LeadV3).PAbsent)
	assert.Empty(t, r.Find(ecg.LeadV4).PAbsent)
}

// The reason why there is no P wave, from what was found in its stead.
func TestWhyNoP(t *testing.T) {
	m := New(Options{})
	m.found, m.used, m.rep.x, m.quiet = true, 8, [][]float64{{0}}, []float64{2}
	r := &Report{PWaves: PWaves{PP: ecg.NaN[ecg.Millisecond]()}}
	assert.Equal(t, ReasonNoP, m.whyNoP(r))
	r.Atrial.FRate, r.Atrial.FPower = 5, 0.8
	assert.Equal(t, ReasonFlutter, m.whyNoP(r))
	r.Atrial.FRate, r.RR.NRMSSD, r.RR.NN = 7, 0.25, 12
	assert.Equal(t, ReasonFibrillation, m.whyNoP(r))
	r.RR.Mean, r.PWaves = 1500, PWaves{PP: 720, Regular: 1, Found: 0.9}
	assert.Equal(t, ReasonDissociated, m.whyNoP(r))
	r.PWaves.PP = 750 // half of RR: no more than what is left of the beats
	assert.Equal(t, ReasonFibrillation, m.whyNoP(r))
	m.quiet[0] = 60
	assert.Equal(t, ReasonNoise, m.whyNoP(r))
	m.used = 1
	assert.Equal(t, ReasonFewBeats, m.whyNoP(r))
	m.hasP = true
	assert.Empty(t, m.whyNoP(r))
}

// Confidence falls with noise, with fewer beats, and outside the rates that the corrections of QT are made for.
func TestConfidence(t *testing.T) {
	trust := func(spec ecgtest.Spec, q Quantity) float64 {
		in, _ := synth(t, spec)
		return measured(t, in).Trust[q].Confidence
	}
	for _, q := range []Quantity{PRInterval, QRSDuration, QTInterval, QRSAxis} {
		last := 1.0
		for _, noise := range []float64{0, 10, 30, 60} {
			c := trust(ecgtest.Spec{Seed: 3, Noise: ecgtest.Noise{WhiteUV: noise}}, q)
			assert.Less(t, c, last+0.02, "quantity %d in %g µV", q, noise)
			last = c
		}
		assert.Less(t, last, trust(ecgtest.Spec{}, q)-0.1)
		assert.Less(t, trust(ecgtest.Spec{Duration: 2.5}, q), trust(ecgtest.Spec{Duration: 10}, q))
	}
	assert.Equal(t, "high", Trust{Confidence: trust(ecgtest.Spec{}, QRSDuration)}.Level())
	assert.Less(t, trust(ecgtest.Spec{HeartRate: 125}, QTCorrected), 0.75*trust(ecgtest.Spec{HeartRate: 90}, QTCorrected))
	assert.Equal(t, "medium", Trust{Confidence: 0.5}.Level())
	assert.Equal(t, "low", Trust{Confidence: 0.1}.Level())
	assert.Empty(t, Trust{Reason: ReasonNoP}.Level())
}

func TestPPInterval(t *testing.T) {
	r, _ := run(t, ecgtest.Spec{HeartRate: 75})
	assert.InDelta(t, 800, float64(r.PP), 3)
	assert.Less(t, float64(r.SecondP), 0.01)
	// Every other P wave is blocked: the atria beat at twice the rate of the ventricles.
	b, truth := run(t, preset(t, "avb2-2to1"))
	assert.InDelta(t, float64(truth.RRMean)/2, float64(b.PP), 25)
	assert.Greater(t, float64(b.SecondP), 0.8)
	d, _ := run(t, ecgtest.Spec{Rhythm: ecgtest.AVBlock3})
	assert.InDelta(t, 750, float64(d.PP), 10, "atria at 80/min")
	for _, rhythm := range []ecgtest.Rhythm{ecgtest.Junctional, ecgtest.AFib, ecgtest.PacedVentricular} {
		n, _ := run(t, ecgtest.Spec{Rhythm: rhythm})
		assert.False(t, ecg.Known(n.PP), rhythm)
	}
}

func TestPhases(t *testing.T) {
	r, truth := run(t, preset(t, "normal"))
	for i := range r.Leads {
		l := &r.Leads[i]
		a := truth.Templates[0].Leads[l.Lead]
		assert.Equal(t, l.P, map[bool]ecg.Microvolt{true: l.PPositive, false: l.PNegative}[l.PPositive >= -l.PNegative])
		assert.Equal(t, math.Min(float64(a.P), -float64(a.PNeg)) >= phaseUV, l.PBiphasic, l.Label)
	}
	// P of V1 is made biphasic by an opposite second half.
	in, truth := synth(t, ecgtest.Spec{})
	x := append([]float64(nil), in.Leads[6].Clean...)
	for k := range truth.Beats {
		b := &truth.Beats[k]
		for s := max(b.POn.Sample, 0); s <= b.POff.Sample; s++ {
			u := float64(s-b.POn.Sample) / float64(b.POff.Sample-b.POn.Sample)
			x[s] = 80 * math.Sin(2*math.Pi*u)
		}
	}
	in.Leads[6].Clean, in.Leads[6].Raw = x, x
	v1 := measured(t, in).Find(ecg.LeadV1)
	assert.True(t, v1.PBiphasic)
	assert.InDelta(t, 80, float64(v1.PPositive), 8)
	assert.InDelta(t, -80, float64(v1.PNegative), 8)
	assert.Less(t, float64(v1.PTF), -1500.0)
}
