package measure

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

// Faults that users of other programs report.

// PR and QT off by half: the P wave of a long PR taken for T, or T for P, at rates where both fit.
func TestFaultHalf(t *testing.T) {
	for _, hr := range []float64{45, 60, 75, 90, 105, 120, 135, 150} {
		for _, pr := range []float64{110, 140, 180, 220, 260, 300} {
			cycle := 60000 / hr
			spec := ecgtest.Spec{HeartRate: hr, PR: pr, PDuration: 90, Leads: nil}
			_, truth := ecgtest.MustGenerate(spec)
			qt := float64(truth.Templates[0].QT)
			if qt+pr > cycle-20 { // P begins within T
				continue
			}
			r, truth := run(t, spec)
			require.True(t, ecg.Known(r.PR) && ecg.Known(r.QT), "rate %g, PR %g", hr, pr)
			assert.InDelta(t, pr, float64(r.PR), 12, "PR at rate %g", hr)
			assert.InDelta(t, float64(truth.Templates[0].QT), float64(r.QT), 15, "QT at rate %g, PR %g", hr, pr)
			assert.InDelta(t, hr, float64(r.HeartRate), 0.5)
		}
	}
}

// A sampling rate assumed rather than told: the same ECG at any rate has the same intervals.
func TestFaultRate(t *testing.T) {
	for _, rate := range []float64{200, 240, 250, 257, 300, 360, 400, 500, 512, 600, 977, 1000, 2000} {
		r, truth := run(t, ecgtest.Spec{Rate: rate, HeartRate: 66})
		tm := &truth.Templates[0]
		for what, v := range map[string][2]ecg.Millisecond{"P": {tm.P, r.P}, "PR": {tm.PR, r.PR}, "QRS": {tm.QRS, r.QRS}, "QT": {tm.QT, r.QT}, "RR": {truth.RRMean, r.RR.Mean}} {
			assert.InDelta(t, float64(v[0]), float64(v[1]), 12, "%s at %g Hz", what, rate)
		}
	}
	// The same samples said to be of twice the rate are an ECG of half the length: every interval halves.
	in, _ := synth(t, ecgtest.Spec{HeartRate: 60})
	a := measured(t, in)
	in.RateHz *= 2
	b := measured(t, in)
	assert.InDelta(t, float64(a.RR.Mean)/2, float64(b.RR.Mean), 0.01)
	assert.InDelta(t, float64(a.QRS)/2, float64(b.QRS), 8)
}

// Amplitudes are µV: a thousand times the volts give a thousand times the amplitude, and the intervals stay.
func TestFaultUnit(t *testing.T) {
	in, truth := synth(t, ecgtest.Spec{})
	r := measured(t, in)
	want := truth.Templates[0].Leads[ecg.LeadV4]
	assert.InDelta(t, float64(want.R), float64(r.Find(ecg.LeadV4).R), 0.02*float64(want.R))
	big := measured(t, mapLeads(in, -1, func(v float64) float64 { return 4 * v }))
	assert.InDelta(t, 4*float64(want.R), float64(big.Find(ecg.LeadV4).R), 0.08*float64(want.R))
	// Millivolts fed as microvolts leave nothing of the size of a wave: nothing is measured rather than something wrong.
	small := measured(t, mapLeads(in, -1, func(v float64) float64 { return v / 1000 }))
	assert.False(t, ecg.Known(small.QRS))
	assert.Equal(t, ReasonLeads, small.Trust[QRSDuration].Reason)
}

// The ST segment of an averaged beat with ectopic beats in it: an ectopic beat must not move it, called ventricular or not.
func TestFaultEctopicInAverage(t *testing.T) {
	for _, spec := range []ecgtest.Spec{
		{PVC: ecgtest.Ectopy{At: []int{2, 6}}}, {PVC: ecgtest.Ectopy{Every: 3}}, {PVC: ecgtest.Ectopy{At: []int{4}, Run: 3}},
		{PAC: ecgtest.Ectopy{At: []int{3, 7}}}, {Fusion: []int{5}, PVC: ecgtest.Ectopy{At: []int{8}}},
		{PVC: ecgtest.Ectopy{At: []int{1}}, Duration: 5},
	} {
		spec.HeartRate = 70
		spec.STShape = ecgtest.Convex
		spec.ST = map[ecg.Lead]float64{ecg.LeadV2: 200, ecg.LeadV3: 150, ecg.LeadII: -80}
		in, truth := synth(t, spec)
		for _, blind := range []bool{false, true} {
			if blind {
				for i := range in.Beats {
					in.Beats[i].Class = detect.Normal
				}
			}
			r := measured(t, in)
			for i := range r.Leads {
				l := &r.Leads[i]
				a := truth.Templates[0].Leads[l.Lead]
				assert.InDelta(t, float64(a.ST60), float64(l.ST60), 10, "%v %s, classes unknown: %v", spec.PVC, l.Label, blind)
				assert.InDelta(t, float64(a.J), float64(l.J), 15, "%v %s, classes unknown: %v", spec.PVC, l.Label, blind)
			}
		}
	}
}
