package ecgtest

import (
	"math"
	"math/rand/v2"
)

// Continuous waves: atrial fibrillation and flutter; those of the ventricles are in vfwaves.go.
const (
	fHarmonics       = 3 // of f waves (Stridh and Sörnmo use 5; real f waves are rounder at surface leads)
	flutterHarmonics = 5
	waveTaper        = 0.06 // s over which waves begin and end inside a record
)

// Directions of the waves, normed later to the lead that the amplitude is stated for.
var (
	fMain      = vec{-0.3, 0.6, -0.5} // V1, then II
	fSide      = vec{0.25, 0.1, -0.2} // V2 to V5, so that the leads do not all show the same
	flutterDir = vec{0, -0.6, -0.45}  // negative in II, III, aVF, positive in V1
)

// source is one oscillator with a direction: a sum of harmonics whose phase and amplitude are modulated,
//
//	y(t) = (1 + am sin(2π ma t + pa)) Σ w_i sin(i θ(t)),  θ(t) = 2π f t + p + Σ_k (d_k/m_k) sin(2π m_k t + p_k)
//
// after Stridh and Sörnmo (IEEE Trans Biomed Eng 2001;48:105).
type source struct {
	amp        []float64 // basis leads, µV
	hz, phase  float64
	dev, mod   [2]float64 // frequency deviation and its rate, Hz
	modPhase   [2]float64
	am, amHz   float64
	amPhase    float64
	weights    []float64
	start, end float64
	fadeIn     bool
	fadeOut    bool
}

// at returns the oscillation at t seconds of the record.
func (o *source) at(t float64) float64 {
	if t < o.start || t >= o.end {
		return 0
	}
	theta := 2*math.Pi*o.hz*t + o.phase
	for k := range o.dev {
		if o.dev[k] != 0 {
			theta += o.dev[k] / o.mod[k] * math.Sin(2*math.Pi*o.mod[k]*t+o.modPhase[k])
		}
	}
	// sin(iθ) by recurrence
	sin, cos := math.Sincos(theta)
	prev, cur := 0.0, sin
	y := 0.0
	for _, w := range o.weights {
		y += w * cur
		prev, cur = cur, 2*cos*cur-prev
	}
	if o.am != 0 {
		y *= 1 + o.am*math.Sin(2*math.Pi*o.amHz*t+o.amPhase)
	}
	if d := t - o.start; o.fadeIn && d < waveTaper {
		y *= rise(d / waveTaper)
	}
	if d := o.end - t; o.fadeOut && d < waveTaper {
		y *= rise(d / waveTaper)
	}
	return y
}

// sawtooth returns weights of n harmonics, damped after Fejér so that they do not ring, for a peak of 1.
func sawtooth(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = (1 - float64(i+1)/float64(n+1)) / float64(i+1)
	}
	o := source{weights: w, hz: 1, end: 1}
	var peak float64
	const steps = 2000
	for k := range steps {
		peak = max(peak, o.at(float64(k)/steps))
	}
	for i := range w {
		w[i] /= peak
	}
	return w
}

// sources makes the oscillators of all waves of a plan.
func (s *schedule) sources() []source {
	rng := newRand(s.spec.Seed, streamAtrial)
	var list []source
	for _, w := range s.waves {
		base := source{
			start: w.start, end: w.end, hz: w.hz, phase: w.phase,
			fadeIn: w.start > 0, fadeOut: w.end < s.spec.Duration,
		}
		switch w.rhythm {
		case AFlutter:
			base.amp = s.along(flutterDir, basisII, s.spec.FlutterUV)
			base.weights = sawtooth(flutterHarmonics)
			list = append(list, base)
		case AFib:
			const v1, v3, sideShare = 2, 4, 0.5 // positions in basis; size of the second source in V3
			main, side := base, base
			main.amp = s.along(fMain, v1, s.spec.FWaveUV)
			main.weights = sawtooth(fHarmonics)
			main.wander(rng, [2]float64{0.35, 0.5}, [2]float64{0.13, 0.9}, 0.25)
			side.amp = s.along(fSide, v3, sideShare*s.spec.FWaveUV)
			side.weights = sawtooth(fHarmonics)
			side.hz *= 1.07
			side.wander(rng, [2]float64{0.5, 0.6}, [2]float64{0.17, 1.1}, 0.4)
			list = append(list, main, side)
		case VF, VFlutter, Torsades:
			list = s.ventricularSources(list, base, w.rhythm, rng)
		}
	}
	return list
}

func (o *source) wander(rng *rand.Rand, dev, mod [2]float64, am float64) {
	for k := range dev {
		o.dev[k] = dev[k]
		o.mod[k] = mod[k] * (0.8 + 0.4*rng.Float64())
		o.modPhase[k] = 2 * math.Pi * rng.Float64()
	}
	o.am, o.amHz, o.amPhase = am, 0.2+0.3*rng.Float64(), 2*math.Pi*rng.Float64()
}

// along gives the amplitudes of a vector of direction d that has size uv in basis lead ref.
func (s *schedule) along(d vec, ref int, uv float64) []float64 {
	amp := project(d, 0)
	k := uv / math.Abs(amp[ref])
	for i := range amp {
		amp[i] *= k
	}
	amp = s.h.scaled(amp)
	s.h.reverse(amp)
	return amp
}
