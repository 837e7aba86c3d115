package measure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

func TestAngleBetweenAxes(t *testing.T) {
	for _, c := range [][3]ecg.Degree{{170, -170, 20}, {0, 180, 180}, {-90, 90, 180}, {45, 45, 0}, {-179, 1, 180}} {
		assert.InDelta(t, float64(c[2]), float64(between(c[0], c[1])), 1e-9)
		assert.InDelta(t, float64(c[2]), float64(between(c[1], c[0])), 1e-9)
	}
	assert.False(t, ecg.Known(between(ecg.NaN[ecg.Degree](), 3)))
}

// A dipole along an axis of the body, seen through Dower's lead field, comes back in its direction. The regression of Kors is
// of other origin than that field: it is off by some degrees.
func TestSpaceVector(t *testing.T) {
	dower := [8][3]float64{
		{0.632, -0.235, 0.059}, {0.235, 1.066, -0.132}, {-0.515, 0.157, -0.917}, {0.044, 0.164, -1.387},
		{0.882, 0.098, -1.277}, {1.213, 0.127, -0.601}, {1.125, 0.127, -0.086}, {0.831, 0.076, 0.230},
	}
	report := func(q, tw [3]float64) *Report {
		r := &Report{}
		for k, lead := range korsLeads {
			l := Lead{Lead: lead, OK: true}
			for i := range 3 {
				l.QRSNet += ecg.Value(dower[k][i] * q[i])
				l.TNet += ecg.Value(dower[k][i] * tw[i])
			}
			r.Leads = append(r.Leads, l)
		}
		return r
	}
	const size = 20000
	left, front, down := [3]float64{size, 0, 0}, [3]float64{0, 0, -size}, [3]float64{0, size, 0}
	for _, c := range []struct {
		q, t       [3]float64
		horizontal float64
		spatial    float64
	}{{left, left, 0, 0}, {front, left, 90, 90}, {left, down, 0, 90}, {left, [3]float64{-size, 0, 0}, 0, 180}, {front, front, 90, 0}} {
		a := axes(report(c.q, c.t))
		assert.InDelta(t, c.horizontal, float64(a.HorizontalQRS), 12)
		assert.InDelta(t, c.spatial, float64(a.QRSTSpatial), 15)
	}
	r := report(left, down)
	r.Leads[5].OK = false
	a := axes(r)
	assert.False(t, ecg.Known(a.HorizontalQRS), "a chest lead is missing")
	assert.False(t, ecg.Known(a.QRSTSpatial))
	assert.True(t, ecg.Known(a.QRS), "limb leads suffice")
}

// What the measurements say of axes is the same whatever the size of the waves, and turns with them.
func TestAxesTurn(t *testing.T) {
	for _, want := range []float64{-170, -60, 0, 45, 110, 179} {
		spec := ecgtest.Spec{QRSAxis: &want}
		r, truth := run(t, spec)
		d := math.Mod(float64(r.Axis.QRS)-want+540, 360) - 180
		assert.InDelta(t, 0, d, truthDeg, "axis %g", want)
		assert.InDelta(t, float64(between(truth.Templates[0].QRSAxis, truth.Templates[0].TAxis)), float64(r.Axis.QRSTFrontal), truthDeg)
	}
}
