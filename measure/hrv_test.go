package measure

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/internal/testdata"
)

// workedInput is the worked series with the class of its beats: one ventricular beat between intervals 12 and 13.
func workedInput() HRVInput {
	class := make([]detect.Class, len(worked)+1)
	for i := range class {
		class[i] = detect.Normal
	}
	class[13] = detect.Ventricular
	return HRVInput{RR: worked, Class: class}
}

// measureHRV measures in with what a short series allows.
func measureHRV(o HRVOptions, in HRVInput) *HRVReport {
	r := new(HRVReport)
	NewHRV(o).Measure(r, in)
	return r
}

func TestHRVTimeWorked(t *testing.T) {
	r := measureHRV(HRVOptions{}, workedInput())
	d := r.Time
	assert.Equal(t, 28, d.Count)
	assert.InDelta(t, 2.0/30, float64(r.Excluded), 1e-12)
	for _, c := range []struct {
		name      string
		want, got float64
	}{
		{"mean", 832.3928571, float64(d.Mean)}, {"HR", 72.08134895, float64(d.HeartRate)}, {"SDNN", 26.55719096, float64(d.SDNN)},
		{"RMSSD", 24.4343705, float64(d.RMSSD)}, {"SDSD", 24.91304879, float64(d.SDSD)}, {"pNN50", 0, float64(d.PNN50)},
		{"NN20", 18, float64(d.NN20)}, {"pNN20", 69.23076923, float64(d.PNN20)}, {"median", 834, float64(d.Median)},
		{"MAD", 35.5824, float64(d.MAD)}, {"IQR", 46, float64(d.IQR)}, {"CV", 3.190463581, float64(d.CV)},
		{"CVSD", 2.93543731, float64(d.CVSD)}, {"min", 790, float64(d.Min)}, {"max", 874, float64(d.Max)},
		{"SD1", 17.61618574, float64(r.Poincare.SD1)}, {"SD2", 33.86985272, float64(r.Poincare.SD2)},
		{"SD1/SD2", 0.5201140343, float64(r.Poincare.Ratio)}, {"area", 1874.455184, float64(r.Poincare.Area)},
		{"CVI", 3.979845171, float64(r.Poincare.CVI)}, {"SD1 by SDSD", float64(d.SDSD) / math.Sqrt2, float64(r.Poincare.SD1)},
	} {
		assert.InDelta(t, c.want, c.got, 5e-8*math.Max(1, c.want), c.name)
	}
	assert.Equal(t, 26, r.Poincare.Pairs)
	assert.True(t, math.IsNaN(float64(d.Triangle)), "25 s are too short")

	// Every interval counted shows the damage.
	all := measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: worked})
	assert.InDelta(t, 78.52912191, float64(all.Time.SDNN), 1e-7)
	assert.InDelta(t, 132.1355104, float64(all.Time.RMSSD), 1e-6)
	assert.InDelta(t, 134.4742087, float64(all.Time.SDSD), 1e-6)
	assert.Equal(t, 3, all.Time.NN50)
	assert.InDelta(t, 10.34482759, float64(all.Time.PNN50), 1e-7)
	assert.InDelta(t, 36.3237, float64(all.Time.MAD), 1e-9)
	// Without classes, the ratio rule takes both intervals of the premature beat and the one behind them.
	ratio := measureHRV(HRVOptions{}, HRVInput{RR: worked})
	assert.Equal(t, 27, ratio.Time.Count)
}

func TestHRVTriangleWorked(t *testing.T) {
	h := NewHRV(HRVOptions{MaxChange: -1})
	var r HRVReport
	h.Measure(&r, workedInput())
	index, _ := h.triangle()
	assert.InDelta(t, 7, index, 1e-12)
	h.Measure(&r, HRVInput{RR: worked})
	index, _ = h.triangle()
	assert.InDelta(t, 7.5, index, 1e-12)
}

// A histogram that is a triangle has the base of the triangle.
func TestHRVTINN(t *testing.T) {
	var rr []float64
	put := func(bin, n int) {
		for range n {
			rr = append(rr, (float64(bin)+0.5)*triangleBin)
		}
	}
	// Left side from the edge of bin 100 over 10 bins to the middle of bin 110, 21 half bins; right side from there to the edge of bin 118.
	for b := 100; b < 110; b++ {
		put(b, 10*(2*(b-100)+1))
	}
	put(110, 210)
	for b := 111; b < 118; b++ {
		put(b, 14*(2*(117-b)+1))
	}
	r := measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: rr})
	require.Greater(t, float64(r.Duration), 900.0)
	h := NewHRV(HRVOptions{MaxChange: -1})
	h.Measure(r, HRVInput{RR: rr})
	index, tinn := h.triangle()
	assert.InDelta(t, float64(len(rr))/210, index, 1e-12)
	assert.InDelta(t, 18*triangleBin, tinn, 1e-9)
}

func TestHRVBlocks(t *testing.T) {
	// Three blocks of 5 min of 600, 750 and 1000 ms, each alternating by its own amount.
	var rr []float64
	want := 0.0
	for _, b := range []struct{ rr, swing float64 }{{600, 10}, {750, 20}, {1000, 5}} {
		n := int(blockSeconds * 1000 / b.rr)
		for i := range n {
			rr = append(rr, b.rr+b.swing*float64(1-2*(i%2)))
		}
		want += b.swing * math.Sqrt(float64(n)/float64(n-1)) / 3
	}
	r := measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: rr})
	assert.Equal(t, 3, r.Time.Blocks)
	_, sdann := spread([]float64{600, 750, 1000})
	assert.InDelta(t, sdann, float64(r.Time.SDANN), 0.5) // a beat may fall into the next block
	assert.InDelta(t, want, float64(r.Time.SDNNIndex), 0.5)
	short := measureHRV(HRVOptions{}, HRVInput{RR: rr[:400]})
	assert.True(t, math.IsNaN(float64(short.Time.SDANN)))
	assert.Contains(t, short.Missing, HRVMissing{"sdann_ms", missShort, 600})
}

func TestHRVSpectrumWorked(t *testing.T) {
	// Lomb-Scargle of the NN intervals at their times.
	h := NewHRV(HRVOptions{})
	var r HRVReport
	h.choose(&r, workedInput())
	x := append([]float64(nil), h.nn.rr...)
	level(h.nn.t, x, false)
	for _, fast := range []bool{false, true} {
		psd := make([]float64, 100)
		if fast {
			dt := (h.nn.t[27] - h.nn.t[0]) / 27
			h.lomb.fast(psd, h.nn.t, x, 0.005)
			for k := range psd {
				psd[k] *= 2 * dt
			}
		} else {
			psd = LombScargle(psd, h.nn.t, x, 0.005)
		}
		assert.InDelta(t, 0.8524223186, psd[9], 1e-4)
		assert.InDelta(t, 36.43368096, psd[19], 1e-4)
		assert.InDelta(t, 246.2738161, psd[49], 1e-4)
		var s HRVSpectrum
		s.fill(psd, 0.005, 1, 0.4, 1)
		assert.InDelta(t, 2.672316019, float64(s.VLF), 1e-5)
		assert.InDelta(t, 131.2820099, float64(s.LF), 1e-4)
		assert.InDelta(t, 567.0993548, float64(s.HF), 1e-4)
		assert.InDelta(t, 0.2314973713, float64(s.Ratio), 1e-7)
		assert.InDelta(t, 18.79804023, float64(s.LFnu), 1e-5)
	}
	// One periodogram of the corrected series on its own time axis, by lines and by a spline.
	var whole HRVReport
	h = NewHRV(HRVOptions{Correction: CorrectLinear})
	h.Measure(&whole, workedInput())
	c := append([]float64(nil), h.fixed.rr...)
	require.Len(t, c, 30)
	for _, k := range []struct {
		linear        bool
		first         []float64
		lf, hf, ratio float64
	}{
		{true, []float64{808.7017544, 804.3157895, 799.9298246, 805.7869822}, 203.6750181, 279.0311633, 0.7299364546},
		{false, []float64{798.8037868, 791.838398, 794.4844407, 804.0500331}, 226.0898591, 320.9212045, 0.7045027126},
	} {
		h := NewHRV(HRVOptions{MaxChange: -1, KeepTrend: true, LinearTachogram: k.linear})
		h.choose(&whole, HRVInput{RR: c})
		h.correct(&whole)
		require.Equal(t, 96, h.tachogram())
		for i, v := range k.first {
			assert.InDelta(t, v, h.wave.x[i], 1e-6)
		}
		assert.Equal(t, 1, h.welchDensity(96))
		var s HRVSpectrum
		s.fill(h.wave.sum[1:], 4, 96, 0.4, 1)
		assert.InDelta(t, k.lf, float64(s.LF), 1e-5)
		assert.InDelta(t, k.hf, float64(s.HF), 1e-5)
		assert.InDelta(t, k.ratio, float64(s.Ratio), 1e-8)
	}
}

func TestHRVEntropyWorked(t *testing.T) {
	var a []float64
	for i, v := range worked {
		if i != 12 && i != 13 {
			a = append(a, v)
		}
	}
	assert.InDelta(t, 0.2876820725, SampleEntropy(a, 2, 5.311438191), 1e-10)
	assert.InDelta(t, 0.2876820725, SampleEntropy(a, 2, 5.215728763), 1e-10)
	r := measureHRV(HRVOptions{Correction: CorrectLinear, MinIntervals: 1}, workedInput())
	assert.InDelta(t, 5.170662897, float64(r.Nonlinear.Tolerance), 1e-8)
	assert.InDelta(t, 0.3053816496, float64(r.Nonlinear.SampEn), 1e-10)
	assert.InDelta(t, 2.0/30, float64(r.Corrected), 1e-12)
	assert.True(t, math.IsNaN(SampleEntropy([]float64{1, 2, 4, 8, 16}, 2, 0.1)), "nothing matches")
	assert.Zero(t, SampleEntropy([]float64{3, 3, 3, 3, 3, 3}, 2, 0.1), "all matches go on")
	// Templates do not reach across a gap.
	broken := []float64{1, 2, 3, math.NaN(), 1, 2, math.NaN(), 1, 2, 3}
	assert.Zero(t, SampleEntropy(broken, 2, 0.1))
}

// approximateByDefinition follows Pincus 1991 to the letter.
func approximateByDefinition(x []float64, m int, r float64) float64 {
	phi := func(m int) float64 {
		n := len(x) - m + 1
		sum := 0.0
		for i := range n {
			c := 0
			for j := range n {
				d := 0.0
				for k := range m {
					d = math.Max(d, math.Abs(x[i+k]-x[j+k]))
				}
				if d <= r {
					c++
				}
			}
			sum += math.Log(float64(c) / float64(n))
		}
		return sum / float64(n)
	}
	return phi(m) - phi(m+1)
}

// sampleByDefinition follows Richman and Moorman 2000 to the letter.
func sampleByDefinition(x []float64, m int, r float64) float64 {
	a, b := 0, 0
	for i := 0; i < len(x)-m; i++ {
		for j := i + 1; j < len(x)-m; j++ {
			k := 0
			for k <= m && math.Abs(x[i+k]-x[j+k]) <= r {
				k++
			}
			if k >= m {
				b++
			}
			if k > m {
				a++
			}
		}
	}
	return math.Log(float64(b) / float64(a))
}

func TestEntropiesByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	x := make([]float64, 300)
	for i := range x {
		x[i] = 800 + 50*rng.NormFloat64()
	}
	for m := 1; m <= 3; m++ {
		for _, r := range []float64{5, 15, 60} {
			e := entropyWork{full: true}
			e.count(x, m, r)
			assert.InDelta(t, approximateByDefinition(x, m, r), e.approximate(x, m), 1e-12)
			if e.a > 0 {
				assert.InDelta(t, sampleByDefinition(x, m, r), e.sample(), 1e-12)
			}
		}
	}
	if testdata.RaceEnabled {
		return // what follows takes long
	}
	// White noise: the chance that a further value matches is erf(r/2), about r/sqrt(pi), for a tolerance of r SD.
	long := make([]float64, 4000)
	for i := range long {
		long[i] = rng.NormFloat64()
	}
	assert.InDelta(t, -math.Log(math.Erf(0.1)), SampleEntropy(long, 2, 0.2), 0.06)
}

func TestHRVFluctuationsWorked(t *testing.T) {
	r := measureHRV(HRVOptions{Correction: CorrectLinear, MinIntervals: 1}, workedInput())
	assert.InDelta(t, 8.0/30, float64(r.Nonlinear.Inflections), 1e-12)
	h := NewHRV(HRVOptions{Correction: CorrectLinear})
	h.Measure(r, workedInput())
	h.dfa.integrate(&h.fixed, 3)
	want := map[int]float64{
		4: 11.20889315, 5: 16.10692283, 6: 21.20031114, 7: 24.18632206, 8: 24.39797734, 10: 27.4304205, 12: 29.17584373, 15: 29.03062362,
	}
	for n, f := range want {
		assert.InDelta(t, f, h.dfa.fluctuation(n), 1e-7, n)
	}
	if testdata.RaceEnabled {
		return // what follows takes long
	}
	rng := rand.New(rand.NewPCG(3, 3))
	white, walk := make([]float64, 20000), make([]float64, 20000)
	sum := 0.0
	for i := range white {
		white[i] = 800 + rng.NormFloat64()
		sum += rng.NormFloat64()
		walk[i] = 900 + sum
	}
	r = measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: white})
	assert.InDelta(t, 0.5, float64(r.Nonlinear.Alpha2), 0.03)
	r = measureHRV(HRVOptions{MaxChange: -1}, HRVInput{RR: walk})
	assert.InDelta(t, 1.5, float64(r.Nonlinear.Alpha2), 0.05)
}

func TestHRVTurbulenceAndCapacityWorked(t *testing.T) {
	r := measureHRV(HRVOptions{MinEvents: 1, MinIntervals: 1, Correction: CorrectLinear}, workedInput())
	assert.Equal(t, 1, r.Turbulence.Events)
	assert.InDelta(t, -4.468949507, float64(r.Turbulence.Onset), 1e-8)
	assert.InDelta(t, 18.4, float64(r.Turbulence.Slope), 1e-10)
	assert.InDelta(t, 19.8, float64(r.Nonlinear.Deceleration), 1e-10)
	assert.InDelta(t, -12.921875, float64(r.Nonlinear.Acceleration), 1e-10)
	// With the ectopic intervals left out, no window reaches them.
	r = measureHRV(HRVOptions{MinIntervals: 1}, workedInput())
	assert.InDelta(t, 19.8, float64(r.Nonlinear.Deceleration), 3)
	assert.InDelta(t, -12.921875, float64(r.Nonlinear.Acceleration), 3)
	assert.Contains(t, r.Missing, HRVMissing{"turbulence", missFew, 5})
}

func TestHRVMissingSaysWhy(t *testing.T) {
	r := measureHRV(HRVOptions{}, HRVInput{})
	assert.Equal(t, []HRVMissing{{"all", missFew, 1}}, r.Missing)
	r = measureHRV(HRVOptions{}, HRVInput{RR: []float64{800}})
	assert.InDelta(t, 800, float64(r.Time.Mean), 0)
	assert.True(t, math.IsNaN(float64(r.Time.SDNN)))
	// Bigeminy leaves the rate of what is normal and nothing else.
	in := HRVInput{RR: make([]float64, 300), Class: make([]detect.Class, 301)}
	for i := range in.Class {
		in.Class[i] = detect.Normal
		if i%5 == 1 {
			in.Class[i] = detect.Ventricular
		}
	}
	for i := range in.RR {
		in.RR[i] = 800 + float64(i%7)
	}
	r = measureHRV(HRVOptions{}, in)
	assert.Equal(t, []HRVMissing{{"all", missEctopy, 0.2}}, r.Missing)
	assert.False(t, math.IsNaN(float64(r.Time.Mean)))
	assert.True(t, math.IsNaN(float64(r.Time.RMSSD)))
	// A series without variation has no ratios.
	flat := HRVInput{RR: make([]float64, 500)}
	for i := range flat.RR {
		flat.RR[i] = 800
	}
	r = measureHRV(HRVOptions{}, flat)
	assert.Zero(t, r.Time.SDNN)
	assert.True(t, math.IsNaN(float64(r.Welch.Ratio)))
	assert.Contains(t, r.Missing, HRVMissing{"dfa_alpha1", missFlat, 0})
	data, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"sdann_ms":null`)
	require.Panics(t, func() { measureHRV(HRVOptions{}, HRVInput{RR: flat.RR, Time: []float64{1}}) })
}

func ExampleHRV() {
	// Five minutes with a breath every 4 s.
	var in HRVInput
	for now := 0.0; now < 300; {
		rr := 800 + 40*math.Sin(2*math.Pi*0.25*now)
		now += rr / 1000
		in.RR = append(in.RR, rr)
	}
	var r HRVReport
	NewHRV(HRVOptions{}).Measure(&r, in)
	fmt.Printf("SDNN %.0f ms, HF peak at %.2f Hz, LF/HF below 0.02: %v\n", float64(r.Time.SDNN), float64(r.Welch.HFPeak), r.Welch.Ratio < 0.02)
	// Output: SDNN 28 ms, HF peak at 0.25 Hz, LF/HF below 0.02: true
}
