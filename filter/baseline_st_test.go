package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
)

// leadsOf returns the channels of a record in microvolts.
func leadsOf(rec *ecg.Record) [][]float64 {
	out := make([][]float64, len(rec.Channels))
	for i := range rec.Channels {
		c := &rec.Channels[i]
		x := make([]float64, len(c.Raw))
		for k, v := range c.Raw {
			x[k] = float64(v)*c.Scale + c.Offset
			if v == ecg.Missing {
				x[k] = math.NaN()
			}
		}
		out[i] = x
	}
	return out
}

// preset returns the leads of a preset under noise, those without it, and the truth.
func preset(t testing.TB, name string, rate float64, noise ecgtest.Noise) (noisy, clean [][]float64, truth *ecgtest.Truth) {
	spec, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	spec.Rate, spec.Noise = rate, ecgtest.Noise{}
	rec, _ := ecgtest.MustGenerate(spec)
	clean = leadsOf(rec)
	spec.Noise = noise
	rec, truth = ecgtest.MustGenerate(spec)
	return leadsOf(rec), clean, truth
}

// levelAt is the mean of x from a to b s.
func levelAt(x []float64, a, b, rate float64) float64 {
	i, j := max(int(math.Round(a*rate)), 0), min(int(math.Round(b*rate)), len(x)-1)
	sum := 0.0
	for _, v := range x[i : j+1] {
		sum += v
	}
	return sum / float64(j-i+1)
}

// stErrors are the errors of ST at J+60 ms against the level before QRS onset, over the
// beats of the first template.
type stErrors struct {
	mean        float64 // largest of any lead, of the mean over its beats
	inner       float64 // largest of any lead and beat but the first and last
	first, last float64
	margin      float64 // from J+60 of the last beat to the end of the record, s
}

func measureST(got, want [][]float64, truth *ecgtest.Truth) (e stErrors) {
	rate := truth.Spec.Rate
	e.margin = math.Inf(1)
	for l := range got {
		sum, n := 0.0, 0.0
		for i, b := range truth.Beats {
			on, j := b.QRSOn.Seconds, b.QRSOff.Seconds+0.06
			margin := float64(len(got[l]))/rate - j
			if b.Template != 0 || on < 0.012 || margin < 0.002 {
				continue
			}
			st := func(x []float64) float64 {
				return levelAt(x, j, j, rate) - levelAt(x, on-0.010, on-0.002, rate)
			}
			d := st(got[l]) - st(want[l])
			if math.IsNaN(d) {
				continue
			}
			sum += d
			n++
			switch i {
			case 0:
				e.first = math.Max(e.first, math.Abs(d))
			case len(truth.Beats) - 1:
				e.last, e.margin = math.Max(e.last, math.Abs(d)), margin
			default:
				e.inner = math.Max(e.inner, math.Abs(d))
			}
		}
		if n > 0 {
			e.mean = math.Max(e.mean, math.Abs(sum/n))
		}
	}
	return e
}

// The promise of the default chain, in uV.
const (
	stLimit    = 10.0 // the mean over the beats, and every beat
	stLimitEnd = 20.0 // a beat whose J+60 lies within stNear of the end of the record
	stNear     = 0.1  // s
)

// hard presets are those whose beats differ from each other or are too few for an
// average: what single beats may be off by there, and the first and the last.
var hard = map[string][2]float64{
	"t-alternans":  {14.5, 22.5}, // T waves that alternate by 30 %: half of that looks like wander
	"avb3-wide":    {19.5, 21},   // five beats at 32/min among dissociated P waves
	"vt":           {12.5, 25.5}, // no isoelectric line, dissociated P waves
	"vt-run":       {11.5, 10},   // seven beats of a shape of their own
	"pvc-couplet":  {12, 12},     // two of them
	"afib-fast":    {11.5, 12.5}, // f waves of 70 uV
	"aflutter-var": {10, 12.5},
	"avb3":         {10, 15}, // dissociated P waves, here one at the edge of a gap
	"bigeminy":     {10, 13},
	"paced":        {10, 13},
	"paced-dual":   {10, 13},
}

// TestCleanerKeepsST: under 1 mV of 0.3 Hz and 200 uV of the power line, ST of every lead
// of every preset is right to 10 uV, in the mean over the beats as in each of them.
func TestCleanerKeepsST(t *testing.T) {
	wander := ecgtest.Noise{BaselineUV: 1000, BaselineHz: 0.3, MainsUV: 200}
	gaps := []ecgtest.Artifact{
		{Kind: ecgtest.Gap, Lead: ecg.LeadV2, Start: 3.3, End: 3.5},
		{Kind: ecgtest.Gap, Lead: ecg.LeadII, Start: 5, End: 6.2},
		{Kind: ecgtest.Gap, Lead: ecg.LeadV5, Start: 7.7, End: 7.71},
	}
	for _, c := range []struct {
		rate, hz float64
		gaps     []ecgtest.Artifact
	}{
		{500, 50, nil}, {500, 60, nil}, {250, 50.3, nil}, {360, 60, nil}, {360, 49.7, nil}, {1000, 50, nil}, {500, 50, gaps}, {250, 60, gaps},
	} {
		noise := wander
		noise.MainsHz, noise.Artifacts = c.hz, c.gaps
		var cl Cleaner
		require.NoError(t, cl.Reset(c.rate, CleanOptions{}))
		for i, name := range ecgtest.Presets() {
			if testdata.RaceEnabled && i%8 > 0 {
				continue
			}
			noisy, clean, truth := preset(t, name, c.rate, noise)
			e := measureST(cl.CleanLeads(nil, noisy), clean, truth)
			limit, first, last := stLimit, stLimit, stLimit
			if e.margin < stNear {
				last = stLimitEnd
			}
			if v, ok := hard[name]; ok {
				limit, first, last = v[0], v[1], math.Max(last, v[1])
			}
			what := fmt.Sprintf("%s at %g Hz, mains %g", name, c.rate, c.hz)
			assert.InDelta(t, c.hz, cl.Mains().Frequency, 0.02, what)
			assert.LessOrEqual(t, e.mean, math.Min(limit, 16), "%s: mean", what)
			assert.LessOrEqual(t, e.inner, limit, "%s: a beat", what)
			assert.LessOrEqual(t, e.first, first, "%s: first beat", what)
			assert.LessOrEqual(t, e.last, last, "%s: last beat, %.3f s from the end", what, e.margin)
		}
	}
}
