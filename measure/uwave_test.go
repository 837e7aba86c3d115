package measure

import (
	"fmt"
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
)

var uLeads = []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4}

func withU(spec ecgtest.Spec, uv float64) ecgtest.Spec {
	spec.U = map[ecg.Lead]float64{}
	for _, l := range uLeads {
		spec.U[l] = uv
	}
	return spec
}

func TestUWave(t *testing.T) {
	for _, rate := range []float64{45, 55, 65, 75} {
		for _, uv := range []float64{-200, -80, -50, 50, 100, 200, 300} {
			for _, noise := range []float64{0, 8} {
				r, truth := run(t, withU(ecgtest.Spec{HeartRate: rate, Noise: ecgtest.Noise{MuscleUV: noise}}, uv))
				for i := range r.Leads {
					l := &r.Leads[i]
					if rate > 70 && uv > 200 {
						continue // taken for a P wave
					}
					want := float64(truth.Templates[0].Leads[l.Lead].U)
					name := fmt.Sprintf("%g/min %g µV noise %g %v: T end %d", rate, uv, noise, l.Lead, r.Fiducials.TOff)
					assert.False(t, ecg.Known(l.TBeforeU), name)
					if want == 0 {
						assert.False(t, math.Abs(float64(l.U)) > 0, name)
					} else if noise == 0 || math.Abs(want) >= 80 {
						assert.InDelta(t, want, float64(l.U), 12+0.05*math.Abs(want), name)
					}
				}
			}
		}
	}
}

func TestNoUWave(t *testing.T) {
	absent := 0
	for rate := 50.0; rate <= 120; rate += 5 {
		for _, noise := range []ecgtest.Noise{{}, {MuscleUV: 10, WhiteUV: 3}, {MuscleUV: 30}, {BaselineUV: 200}} {
			for seed := range uint64(3) {
				r, _ := run(t, ecgtest.Spec{HeartRate: rate, Noise: noise, Seed: seed})
				for i := range r.Leads {
					l := &r.Leads[i]
					assert.False(t, math.Abs(float64(l.U)) > 0, "%g/min %+v %v %v", rate, noise, l.Lead, l.U)
					assert.False(t, ecg.Known(l.TBeforeU))
					if l.U == 0 {
						absent++
					}
					if rate > 100 {
						assert.False(t, ecg.Known(l.U), "P is too near")
					}
				}
			}
		}
	}
	assert.Greater(t, absent, 300)
}

// A U wave larger than T is taken for T, with QU for QT: both are told apart again.
func TestUWaveTakenForT(t *testing.T) {
	for _, rate := range []float64{50, 55, 60} {
		for _, tScale := range []float64{0.15, 0.3} {
			spec := ecgtest.Spec{HeartRate: rate, TScale: tScale, U: map[ecg.Lead]float64{}}
			for _, l := range ecg.StandardLeads {
				if l != ecg.LeadAVR && l != ecg.LeadV1 {
					spec.U[l] = 300
				}
			}
			r, truth := run(t, spec)
			for _, l := range uLeads {
				want := truth.Templates[0].Leads[l]
				m := r.Find(l)
				name := fmt.Sprintf("%g/min T %g %v: QT %v T %v before %v", rate, tScale, l, r.QT, m.T, m.TBeforeU)
				assert.InDelta(t, float64(want.U), float64(m.U), 35, name)
				assert.InDelta(t, float64(want.T), float64(m.TBeforeU), 25, name)
				assert.Greater(t, float64(r.QT), float64(truth.Templates[0].QT)+40, name)
				assert.InDelta(t, float64(truth.Templates[0].QT)+240*math.Sqrt(60/rate), float64(m.QU), 25, name)
			}
		}
	}
}

func TestUWaveNeedsAQuietPlace(t *testing.T) {
	spec := withU(ecgtest.Spec{HeartRate: 60}, 100)
	spec.Noise.MuscleUV = 120
	r, _ := run(t, spec)
	for _, l := range uLeads {
		assert.NotZero(t, float64(r.Find(l).U), "absent cannot be told in noise")
	}
	r, _ = run(t, ecgtest.Spec{HeartRate: 60, Duration: 1.2})
	for i := range r.Leads {
		assert.False(t, ecg.Known(r.Leads[i].U), "one beat")
	}
}

func TestUWaveAllocates(t *testing.T) {
	in, _ := synth(t, withU(ecgtest.Spec{HeartRate: 60}, 200))
	m := New(Options{})
	var r Report
	assert.NoError(t, m.Measure(&r, in))
	assert.Zero(t, testing.AllocsPerRun(5, func() { _ = m.Measure(&r, in) }))
	assert.Greater(t, float64(r.Find(ecg.LeadV3).U), 150.0)
	r.BlankAmplitudes()
	assert.False(t, ecg.Known(r.Find(ecg.LeadV3).U))
	assert.True(t, ecg.Known(r.Find(ecg.LeadV3).QU))
}
