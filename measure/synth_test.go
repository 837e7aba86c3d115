package measure

import (
	"math"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/require"
)

// synth makes an ECG and the Input it gives, with the true beats, unfiltered.
func synth(t testing.TB, spec ecgtest.Spec) (*Input, *ecgtest.Truth) {
	t.Helper()
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	in := &Input{RateHz: rec.Rate()}
	for i := range rec.Channels {
		c := &rec.Channels[i]
		x := c.Microvolts(nil)
		in.Leads = append(in.Leads, InputLead{Lead: c.Lead, Label: c.Label, Derived: c.Derived, Raw: x, Clean: x})
	}
	for i := range truth.Beats {
		b := &truth.Beats[i]
		in.Beats = append(in.Beats, detect.Beat{Sample: b.R.Sample, Class: detect.Class(b.Class)})
	}
	for _, s := range truth.Spikes {
		in.Spikes = append(in.Spikes, s.Sample)
	}
	return in, truth
}

func measured(t testing.TB, in *Input) *Report {
	t.Helper()
	r := &Report{}
	require.NoError(t, New(Options{}).Measure(r, in))
	return r
}

func preset(t testing.TB, name string) ecgtest.Spec {
	t.Helper()
	s, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	return s
}

func worstST(r *Report, tm *ecgtest.Template) (worst float64, lead ecg.Lead) {
	for i := range r.Leads {
		l := &r.Leads[i]
		a := tm.Leads[l.Lead]
		for _, d := range []ecg.Microvolt{l.J - a.J, l.ST20 - a.ST20, l.ST40 - a.ST40, l.ST60 - a.ST60, l.ST80 - a.ST80} {
			if v := math.Abs(float64(d)); v > worst || v != v {
				worst, lead = v, l.Lead
			}
		}
	}
	return
}

func TestZZPresets(t *testing.T) {
	for _, name := range ecgtest.Presets() {
		in, truth := synth(t, preset(t, name))
		r := measured(t, in)
		if len(truth.Templates) == 0 {
			t.Logf("%-16s none: beats %d HR %v grade %s", name, len(r.Beats), r.HeartRate, r.Quality.Grade)
			continue
		}
		tm := &truth.Templates[0]
		d := func(a, b ecg.Millisecond) float64 { return float64(a - b) }
		w, l := worstST(r, tm)
		t.Logf("%-16s P%+4.0f PR%+4.0f QRS%+4.0f QT%+4.0f ST %3.0f(%s) ax %+.0f/%+.0f/%+.0f pshare %.2f corr %.2f sd %.0f used %d/%d f %.1f %.2f %.0f %s", name,
			d(r.P, tm.P), d(r.PR, tm.PR), d(r.QRS, tm.QRS), d(r.QT, tm.QT), w, l, r.Axis.P-tm.PAxis, r.Axis.QRS-tm.QRSAxis, r.Axis.T-tm.TAxis,
			float64(r.Atrial.PShare), float64(r.Atrial.PCorr), float64(r.Atrial.PRSD), r.BeatsUsed, len(r.Beats), float64(r.Atrial.FRate), float64(r.Atrial.FPower), float64(r.Atrial.FAmplitude), r.Quality.Grade)
	}
}
