package ecgtest

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

func TestCalibration(t *testing.T) {
	for _, c := range []Calibration{{}, {QUV: 300, STUV: 200}, {RUV: 3000, SUV: -1, STUV: -200, HeartRate: 120}, {Rate: 1000, RUV: 500}} {
		rec, truth, err := c.Generate()
		require.NoError(t, err)
		require.Len(t, rec.Channels, 12)
		require.NotEmpty(t, truth.Beats)
		x := map[ecg.Lead][]float64{}
		for i := range rec.Channels {
			x[rec.Channels[i].Lead] = rec.Channels[i].Microvolts(nil)
		}
		for i := range x[ecg.LeadI] {
			require.InDelta(t, x[ecg.LeadI][i], x[ecg.LeadV4][i], 1e-9)
			require.Zero(t, x[ecg.LeadIII][i])
			require.InDelta(t, -x[ecg.LeadI][i], x[ecg.LeadAVR][i], 1e-9)
			require.InDelta(t, x[ecg.LeadI][i]/2, x[ecg.LeadAVF][i], 1e-9)
		}
		a, ok := truth.Lead(ecg.LeadII)
		require.True(t, ok)
		lo, hi := 0.0, 0.0
		b := &truth.Beats[2]
		for _, v := range x[ecg.LeadII][b.QRSOn.Sample : b.QRSOff.Sample+1] {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
		assert.InDelta(t, float64(a.R), hi, 2+0.08*hi, "the peak may fall between samples")
		assert.InDelta(t, float64(a.QRSMin), lo, 2-0.1*lo)
		assert.InDelta(t, 1000*(b.QRSOff.Seconds-b.QRSOn.Seconds), float64(b.QRS), 1e-6)
		at := func(s float64) float64 { return x[ecg.LeadII][int(math.Round((b.QRSOff.Seconds+s)*rec.Rate()))] }
		assert.InDelta(t, float64(a.ST20), at(0.02), 1)
		assert.InDelta(t, float64(a.ST60), at(0.06), 1)
		if a.Area > 0 {
			assert.InDelta(t, 30, float64(truth.Templates[0].QRSAxis), 1e-6, "I and II are equal")
		}
		aVR, _ := truth.Lead(ecg.LeadAVR)
		assert.InDelta(t, -float64(a.T), float64(aVR.T), 1e-9)
		assert.Zero(t, float64(aVR.P))
	}
	for _, c := range []Calibration{{Rate: 1}, {HeartRate: 300}, {RUV: math.Inf(1)}, {Duration: -1}} {
		_, _, err := c.Generate()
		assert.ErrorIs(t, err, ErrSpec)
	}
}

// The visible intervals lie inside the exact ones, by little.
func TestVisible(t *testing.T) {
	for _, name := range Presets() {
		spec, _ := Preset(name)
		_, truth := MustGenerate(spec)
		for _, tm := range truth.Templates {
			v := &tm.Visible
			assert.LessOrEqual(t, float64(v.QRS), float64(tm.QRS), name)
			assert.Greater(t, float64(v.QRS), 0.8*float64(tm.QRS), name)
			assert.LessOrEqual(t, float64(v.QT), float64(tm.QT), name)
			assert.Greater(t, float64(v.QT), float64(tm.QT)-40, name)
			if ecg.Known(tm.P) {
				assert.Less(t, float64(v.P), float64(tm.P), name)
				assert.Greater(t, float64(v.P), 0.75*float64(tm.P), name)
				assert.InDelta(t, float64(tm.PR), float64(v.PR), 12, name)
			}
		}
	}
}
