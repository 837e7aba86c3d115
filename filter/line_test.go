package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/dsp"
)

// sine is n samples of a sinusoid.
func sine(n int, rate, f, amplitude, phase float64) []float64 {
	return addMains(make([]float64, n), rate, f, amplitude, phase)
}

func rms(x []float64) float64 { return math.Sqrt(dsp.Dot(x, x) / float64(len(x))) }

// TestLMSIsANotch: in the long run it has the gain of a notch of the stated width, at
// every rate.
func TestLMSIsANotch(t *testing.T) {
	for _, rate := range []float64{250, 360, 500, 1000} {
		l, err := NewLMS(rate, LMSOptions{Frequency: 50, Width: 2})
		require.NoError(t, err)
		n := int(20 * rate)
		for _, f := range []float64{1, 20, 40, 48, 49, 49.5, 50, 50.5, 51, 52, 60, 90} {
			y := l.Remove(nil, sine(n, rate, f, 100, 0.4))
			got := rms(y[n/2:]) / (100 / math.Sqrt2)
			d := 2 * (f - 50) / 2 // offset over half the width
			want := math.Abs(d) / math.Sqrt(1+d*d)
			assert.InDelta(t, want, got, 0.03, "%g Hz at rate %g", f, rate)
		}
	}
	l, err := NewLMS(1000, LMSOptions{Harmonics: 2})
	require.NoError(t, err)
	x := sine(20000, 1000, 50, 100, 0)
	for i := range x {
		x[i] += 40*math.Sin(2*math.Pi*150*float64(i)/1000) + 20*math.Sin(2*math.Pi*100*float64(i)/1000)
	}
	assert.Less(t, rms(l.Remove(nil, x)[10000:]), 1e-3)
	for _, o := range []LMSOptions{{Frequency: 300}, {Frequency: -1}, {Width: -1}, {Width: 60}, {Width: math.NaN()}} {
		_, err := NewLMS(500, o)
		assert.Error(t, err, o)
	}
}

// TestStepNotch: it learns 200 uV at the stated speed, keeps to it within a few steps, and
// a QRS moves it little.
func TestStepNotch(t *testing.T) {
	for _, rate := range []float64{250, 360, 500, 1000} {
		s, err := NewStepNotch(rate, StepOptions{})
		require.NoError(t, err)
		n := int(8 * rate)
		y := s.Remove(nil, sine(n, rate, 50, 200, 1))
		assert.Greater(t, rms(y[:int(0.2*rate)]), 50.0)
		assert.Less(t, rms(y[n/2:]), 5.0, "%g Hz", rate)
		x, _ := strip(rate, 75, 0, 8)
		z := s.Remove(nil, x)
		worst := 0.0
		for i := range z {
			worst = math.Max(worst, math.Abs(z[i]-x[i]))
		}
		assert.Less(t, worst, 30.0, "what a clean lead suffers at %g Hz", rate)
	}
	_, err := NewStepNotch(500, StepOptions{Step: -1})
	assert.ErrorIs(t, err, ErrBand)
	_, err = NewStepNotch(90, StepOptions{})
	assert.ErrorIs(t, err, ErrCorner)
}

// TestSubtraction: lines at and off the nominal frequency, at rates that are multiples of it
// and that are not, with nothing left after a QRS that was not there before.
func TestSubtraction(t *testing.T) {
	for _, rate := range []float64{245, 250, 257, 360, 500, 1000} {
		for _, nominal := range []float64{50, 60} {
			if rate <= 4*nominal {
				continue
			}
			for _, off := range []float64{-0.3, 0, 0.2} {
				s, err := NewSubtraction(rate, SubtractionOptions{Frequency: nominal})
				require.NoError(t, err)
				x, _ := strip(rate, 70, 150, 10)
				y := addMains(x, rate, nominal+off, 100, 0.7)
				z := s.Push(nil, y)
				assert.InDelta(t, nominal+off, s.Frequency(), 0.03)
				z = s.Flush(z)
				sum := 0.0
				for i := int(3 * rate); i < len(z); i++ {
					sum += (z[i] - x[i]) * (z[i] - x[i])
				}
				left := math.Sqrt(sum / (7 * rate))
				assert.Less(t, left, 4.0, "rms left of 71 uV: %g%+g Hz at %g", nominal, off, rate)
				// Remove goes back for the first samples.
				head := s.Remove(nil, y)
				n := int(0.1 * rate)
				for i := range head {
					if i > 2*n {
						require.Equal(t, z[i], head[i])
					}
				}
				d := 0.0
				for i := range n {
					d = math.Max(d, math.Abs(head[i]-x[i]))
				}
				assert.Less(t, d, 30.0, "the first 100 ms")
			}
		}
	}
	// A clean lead: QRS complexes keep their height.
	s, _ := NewSubtraction(500, SubtractionOptions{})
	x, beats := strip(500, 70, 0, 10)
	y := s.Remove(nil, x)
	for _, r := range beats {
		if i := int(r * 500); i > 50 && i < len(x)-50 {
			assert.InDelta(t, x[i], y[i], 6)
		}
	}
	for _, o := range []SubtractionOptions{{Frequency: 200}, {Bend: -1}, {Frequency: math.NaN()}} {
		_, err := NewSubtraction(500, o)
		assert.Error(t, err)
	}
}

// TestZeroPhaseNotch: gains, harmonics and a lead shorter than its edge.
func TestZeroPhaseNotch(t *testing.T) {
	n, err := NewZeroPhaseNotch(500, NotchOptions{Harmonics: 5})
	require.NoError(t, err)
	for f, want := range map[float64]float64{10: 1, 50: 0, 100: 0, 150: 0, 200: 0, 75: 1, 49.1722: 0.5} {
		y := n.Remove(nil, sine(10000, 500, f, 100, 0.2))
		assert.InDelta(t, want*100/math.Sqrt2, rms(y[4000:6000]), 1, "%g Hz", f)
	}
	assert.Len(t, n.z.sos, 4, "harmonics beyond Nyquist are left out")
	assert.Len(t, n.Remove(nil, []float64{1, 2, 3}), 3)
	a := n.RemoveLeads(nil, [][]float64{noise(300, 1), noise(300, 2), noise(300, 3), noise(300, 4), noise(300, 5)})
	for l := range a {
		assert.InDeltaSlice(t, n.Remove(nil, noise(300, uint64(l+1))), a[l], 1e-9)
	}
	_, err = NewZeroPhaseNotch(500, NotchOptions{Q: -3})
	assert.ErrorIs(t, err, ErrQuality)
}

// TestRinging: the height of what a tall QRS leaves behind in the 200 ms after it, method by
// method: the ones made for it ring less than the notch.
func TestRinging(t *testing.T) {
	const rate = 500.0
	x := make([]float64, 3000)
	for i := range x {
		u := (float64(i) - 1500) / 1.5
		x[i] = 2000 * math.Exp(-u*u/2)
	}
	ring := func(y []float64) float64 {
		worst := 0.0
		for i := 1540; i < 1640; i++ {
			worst = math.Max(worst, math.Abs(y[i]-x[i]))
		}
		return worst
	}
	notch, _ := NewZeroPhaseNotch(rate, NotchOptions{})
	sub, _ := NewSubtraction(rate, SubtractionOptions{})
	step, _ := NewStepNotch(rate, StepOptions{})
	m, _ := NewMainsFilter(rate)
	reference := ring(notch.Remove(nil, x))
	assert.Greater(t, reference, 10.0)
	assert.Less(t, ring(sub.Remove(nil, x)), reference/5)
	assert.Less(t, ring(step.Remove(nil, x)), reference/2)
	assert.Less(t, ring(m.Remove(nil, x, Mains{Nominal: 50, Frequency: 50})), reference/5)
}

func ExampleLMS() {
	l, err := NewLMS(500, LMSOptions{Frequency: 60})
	if err != nil {
		panic(err)
	}
	y := l.Push(nil, sine(2500, 500, 60, 100, 0))
	fmt.Println(math.Abs(y[2499]) < 1)
	// Output: true
}

func ExampleStepNotch() {
	n, err := NewStepNotch(500, StepOptions{Frequency: 60})
	if err != nil {
		panic(err)
	}
	y := n.Push(nil, sine(2500, 500, 60, 100, 0))
	fmt.Println(rms(y[2000:]) < 5)
	// Output: true
}

func ExampleSubtraction() {
	s, err := NewSubtraction(360, SubtractionOptions{Frequency: 50})
	if err != nil {
		panic(err)
	}
	lead, _ := strip(360, 60, 0, 5)
	y := s.Remove(nil, addMains(lead, 360, 50, 100, 0))
	fmt.Println(math.Abs(y[900]-lead[900]) < 5, s.Delay())
	// Output: true 12
}

func ExampleZeroPhaseNotch() {
	n, err := NewZeroPhaseNotch(500, NotchOptions{Frequency: 50, Harmonics: 2})
	if err != nil {
		panic(err)
	}
	y := n.Remove(nil, sine(5000, 500, 50, 100, 0))
	fmt.Println(rms(y[2000:3000]) < 0.1)
	// Output: true
}

// TestHarmonics: a line with its second and third harmonic goes, and of harmonics that are
// not there nothing is taken.
func TestHarmonics(t *testing.T) {
	for _, rate := range []float64{360, 500, 1000} {
		for _, f := range []float64{50.1, 59.9} {
			noisy, clean, _ := preset(t, "normal", rate, ecgtest.Noise{})
			for l := range noisy {
				noisy[l] = addMains(noisy[l], rate, f, 100, 1)
				noisy[l] = addMains(noisy[l], rate, 3*f, 30, 2)
				fill(noisy[l][1000:1100], math.NaN())
			}
			c, err := NewCleaner(rate, CleanOptions{BaselineCorner: -1, MainsHarmonics: 3})
			require.NoError(t, err)
			got := c.CleanLeads(nil, noisy)
			m, _ := NewMainsFilter(rate)
			m.Harmonics = 3
			for l := range got {
				limit, in := 2.0, 0.0
				if 3*f > 0.9*rate/2 {
					limit = 22 // out of reach
				}
				one := m.Remove(nil, noisy[l], c.Mains())
				for i := range got[l] {
					if dsp.Finite(got[l][i]) {
						in += (got[l][i] - clean[l][i]) * (got[l][i] - clean[l][i])
						require.InDelta(t, got[l][i], one[i], 1e-6, "Cleaner and Remove")
					}
				}
				assert.Less(t, math.Sqrt(in/float64(len(got[l]))), limit, "lead %d, %g Hz at rate %g", l, f, rate)
			}
			// Without harmonics: next to no difference.
			for l := range noisy {
				noisy[l] = addMains(clean[l], rate, f, 100, 1)
			}
			with := c.CleanLeads(nil, noisy)
			c2, _ := NewCleaner(rate, CleanOptions{BaselineCorner: -1})
			sameLeads(t, c2.CleanLeads(nil, noisy), with, 8, "no harmonics")
			assert.Zero(t, testing.AllocsPerRun(2, func() { c.CleanLeads(with, noisy) }))
		}
	}
}
