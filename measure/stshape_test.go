package measure

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

var stShapesMade = map[ecgtest.STShape]STShape{
	ecgtest.Horizontal: STHorizontal, ecgtest.Upsloping: STUpsloping, ecgtest.Downsloping: STDownsloping,
	ecgtest.Convex: STConvex, ecgtest.Concave: STConcave,
}

func TestSTShapes(t *testing.T) {
	for made, want := range stShapesMade {
		for _, uv := range []float64{150, 300, -200} {
			spec := ecgtest.Spec{HeartRate: 60, STShape: made, ST: map[ecg.Lead]float64{ecg.LeadV2: uv, ecg.LeadV4: uv}}
			r, truth := run(t, spec)
			if uv < 0 { // a depression that is domed downward opens to the top
				switch want {
				case STConvex:
					want = STConcave
				case STConcave:
					want = STConvex
				}
			}
			for _, lead := range []ecg.Lead{ecg.LeadV2, ecg.LeadV4} {
				l, a := r.Find(lead), truth.Templates[0].Leads[lead]
				assert.Equal(t, want, l.STShape, "%s of %g µV in %s", made, uv, lead)
				area := float64(a.J+4*a.ST20+2*a.ST40+4*a.ST60+a.ST80) * 80 / 12
				assert.InDelta(t, area, float64(l.STIntegral), 0.03*math.Abs(area)+100)
			}
			assert.Equal(t, STHorizontal, r.Find(ecg.LeadV6).STShape, "a lead without deviation")
		}
	}
}

// The shape holds in the noise of a resting recording.
func TestSTShapesInNoise(t *testing.T) {
	right, all := 0, 0
	for made, want := range stShapesMade {
		for seed := range uint64(6) {
			spec := ecgtest.Spec{
				HeartRate: 65, Seed: seed, STShape: made, ST: map[ecg.Lead]float64{ecg.LeadV2: 250, ecg.LeadV3: 250, ecg.LeadV4: 250},
				Noise: ecgtest.Noise{MuscleUV: 8, WhiteUV: 3},
			}
			r, _ := run(t, spec)
			for _, lead := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
				all++
				if r.Find(lead).STShape == want {
					right++
				}
			}
		}
	}
	t.Logf("%d of %d", right, all)
	assert.Greater(t, right, all*8/10)
}

// Where P runs into QRS the PQ junction is no zero line, and the TP segment serves: it differs by the PR segment's level.
func TestBaselineTP(t *testing.T) {
	in, truth := synth(t, ecgtest.Spec{HeartRate: 60})
	pq := measured(t, in)
	tp := &Report{}
	assert.NoError(t, New(Options{Baseline: BaselineTP}).Measure(tp, in))
	for i := range pq.Leads {
		assert.InDelta(t, float64(pq.Leads[i].ST60), float64(tp.Leads[i].ST60), 2, "both lie on zero")
		assert.InDelta(t, 0, float64(pq.Leads[i].TPLevel), 2)
	}
	// A shifted PR segment, as in pericarditis: everything between the end of P and QRS onset 60 µV lower.
	for l := range in.Leads {
		x := append([]float64(nil), in.Leads[l].Clean...)
		for k := range truth.Beats {
			b := &truth.Beats[k]
			for s := b.PPeak.Sample; s < b.QRSOn.Sample && s >= 0; s++ {
				x[s] -= 60
			}
		}
		in.Leads[l].Clean, in.Leads[l].Raw = x, x
	}
	a := measured(t, in)
	assert.NoError(t, New(Options{Baseline: BaselineTP}).Measure(tp, in))
	l, u := a.Find(ecg.LeadV5), tp.Find(ecg.LeadV5)
	assert.InDelta(t, float64(pq.Find(ecg.LeadV5).ST60)+60, float64(l.ST60), 12)
	assert.InDelta(t, float64(pq.Find(ecg.LeadV5).ST60), float64(u.ST60), 8)
	assert.InDelta(t, 60, float64(l.TPLevel), 12)
	// Tachycardia leaves no TP segment: PQ serves in both.
	fast, _ := synth(t, ecgtest.Spec{HeartRate: 150})
	a = measured(t, fast)
	assert.NoError(t, New(Options{Baseline: BaselineTP}).Measure(tp, fast))
	assert.False(t, ecg.Known(a.Find(ecg.LeadII).TPLevel))
	assert.Equal(t, a.Find(ecg.LeadII).ST60, tp.Find(ecg.LeadII).ST60)
}
