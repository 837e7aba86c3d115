package ecgtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/goecg/goecg/ecg"
)

// Noise is what is laid over the clean ECG; amplitudes in µV, 0 none. Each of I, II and the chest leads gets noise of
// its own; III, aVR, aVL and aVF get what follows from I and II (III sqrt(2) times as much).
type Noise struct {
	BaselineUV float64 `json:"baseline_uv,omitempty"` // baseline wander: peak
	BaselineHz float64 `json:"baseline_hz,omitempty"` // its frequency; 0: a mixture of 0.1 to 0.5 Hz
	MainsUV    float64 `json:"mains_uv,omitempty"`    // mains interference: peak
	MainsHz    float64 `json:"mains_hz,omitempty"`    // default 50; 50.2 is a frequency offset
	MuscleUV   float64 `json:"muscle_uv,omitempty"`   // muscle noise, Gaussian, 20 to 150 Hz: rms
	WhiteUV    float64 `json:"white_uv,omitempty"`    // Gaussian white noise: rms
	// Leads limits the noise to these leads; empty is all. III, aVR, aVL and aVF cannot be named.
	Leads     []ecg.Lead `json:"leads,omitempty"`
	Artifacts []Artifact `json:"artifacts,omitempty"`
}

// ArtifactKind says what is wrong in a stretch of a lead.
type ArtifactKind string

// The artifacts. Pop and Burst in I or II reach the leads that follow from them, the others spoil the named lead alone.
const (
	Pop      ArtifactKind = "pop"      // a step of UV that decays with a time constant of a third of the stretch
	Burst    ArtifactKind = "burst"    // white noise of UV rms
	Flat     ArtifactKind = "flat"     // constantly UV, an electrode that is off
	Saturate ArtifactKind = "saturate" // amplified 20 times and cut at ±UV, default 5000
	Gap      ArtifactKind = "gap"      // samples missing
)

// Artifact spoils a lead from Start to End (0: to the end of the record), in s.
type Artifact struct {
	Kind  ArtifactKind `json:"kind"`
	Lead  ecg.Lead     `json:"lead"`
	Start float64      `json:"start_s"`
	End   float64      `json:"end_s,omitempty"`
	UV    float64      `json:"uv,omitempty"`
}

const (
	muscleLow, muscleHigh = 20.0, 150.0 // Hz
	nyquistShare          = 0.45        // highest corner, of the rate
	wanderLow, wanderHigh = 0.1, 0.5    // Hz
	wanderTones           = 3
	saturateGain          = 20.0
	saturateUV            = 5000.0
	popConstants          = 3.0 // time constants in the stretch of a pop
)

func (n *Noise) check() error {
	for _, v := range []float64{n.BaselineUV, n.BaselineHz, n.MainsUV, n.MainsHz, n.MuscleUV, n.WhiteUV} {
		if !(v >= 0 && v < 1e6) {
			return fmt.Errorf("%w: noise of %g", ErrSpec, v)
		}
	}
	for _, l := range n.Leads {
		if basisIndex(l) < 0 {
			return fmt.Errorf("%w: noise in %q: it is not an independent lead", ErrSpec, l.String())
		}
	}
	for _, a := range n.Artifacts {
		switch a.Kind {
		case Pop, Burst, Flat, Saturate, Gap:
		default:
			return fmt.Errorf("%w: artifact %q", ErrSpec, string(a.Kind))
		}
		if !knownLead(a.Lead) || !(a.Start >= 0) || a.End != 0 && !(a.End > a.Start) || !(math.Abs(a.UV) < 1e6) {
			return fmt.Errorf("%w: artifact %q in %q from %g to %g s", ErrSpec, string(a.Kind), a.Lead.String(), a.Start, a.End)
		}
		if _, _, limb := derived(a.Lead); limb && basisIndex(a.Lead) < 0 && (a.Kind == Pop || a.Kind == Burst) {
			return fmt.Errorf("%w: %s in %s: it follows from I and II", ErrSpec, a.Kind, a.Lead)
		}
	}
	return nil
}

// span gives the samples of an artifact.
func (a *Artifact) span(rate float64, n int) (first, limit int) {
	first = min(n, int(math.Ceil(a.Start*rate)))
	limit = n
	if a.End > 0 {
		limit = min(n, int(math.Ceil(a.End*rate)))
	}
	return first, limit
}

// leadNoise makes the noise of one basis lead, sample after sample.
type leadNoise struct {
	noise  *Noise
	rng    *rand.Rand
	rate   float64
	lead   ecg.Lead
	n      int // next sample
	total  int
	active bool

	wanderHz, wanderAmp, wanderPhase [wanderTones]float64
	mainsPhase                       float64
	high, low                        biquad
	gain                             float64
}

func newLeadNoise(s *Spec, total, lead int) *leadNoise {
	l := &leadNoise{noise: &s.Noise, rate: s.Rate, lead: basis[lead].lead, total: total}
	// A stream a lead, so that a lead's noise does not depend on which others are recorded.
	l.rng = newRand(s.Seed, streamNoise<<32+uint64(lead))
	l.active = len(s.Noise.Leads) == 0
	for _, x := range s.Noise.Leads {
		l.active = l.active || x == l.lead
	}
	var sum float64
	for k := range l.wanderHz {
		l.wanderHz[k] = wanderLow + (wanderHigh-wanderLow)*l.rng.Float64()
		l.wanderAmp[k] = 0.3 + l.rng.Float64()
		l.wanderPhase[k] = 2 * math.Pi * l.rng.Float64()
		sum += l.wanderAmp[k]
	}
	for k := range l.wanderAmp {
		l.wanderAmp[k] *= s.Noise.BaselineUV / sum
	}
	if s.Noise.BaselineHz > 0 {
		l.wanderHz[0] = s.Noise.BaselineHz
		l.wanderAmp = [wanderTones]float64{s.Noise.BaselineUV}
	}
	l.mainsPhase = 2 * math.Pi * l.rng.Float64()
	l.high, l.low = butterworthPair(muscleLow, min(muscleHigh, nyquistShare*s.Rate), s.Rate)
	l.gain = s.Noise.MuscleUV / impulseNorm(l.high, l.low, int(s.Rate))
	return l
}

// add adds the noise of the next len(x) samples to x.
func (l *leadNoise) add(x []float64) {
	z := l.noise
	if l.active {
		for i := range x {
			t := float64(l.n+i) / l.rate
			var v float64
			if z.BaselineUV != 0 {
				for k, a := range l.wanderAmp {
					if a != 0 {
						v += a * math.Sin(2*math.Pi*l.wanderHz[k]*t+l.wanderPhase[k])
					}
				}
			}
			if z.MainsUV != 0 {
				v += z.MainsUV * math.Sin(2*math.Pi*z.MainsHz*t+l.mainsPhase)
			}
			if z.MuscleUV != 0 {
				v += l.gain * l.low.step(l.high.step(l.rng.NormFloat64()))
			}
			if z.WhiteUV != 0 {
				v += z.WhiteUV * l.rng.NormFloat64()
			}
			x[i] += v
		}
	}
	for i := range z.Artifacts {
		if a := &z.Artifacts[i]; a.Lead == l.lead {
			l.artifact(a, x)
		}
	}
	l.n += len(x)
}

// artifact adds pops and bursts.
func (l *leadNoise) artifact(a *Artifact, x []float64) {
	first, limit := a.span(l.rate, l.total)
	lo, hi := max(first, l.n), min(limit, l.n+len(x))
	switch a.Kind {
	case Burst:
		for n := lo; n < hi; n++ {
			x[n-l.n] += a.UV * l.rng.NormFloat64()
		}
	case Pop:
		tau := float64(limit-first) / popConstants
		for n := lo; n < hi; n++ {
			x[n-l.n] += a.UV * math.Exp(-float64(n-first)/tau)
		}
	}
}

// spoil applies the artifacts that overwrite samples of one channel.
func spoil(c *ecg.Channel, artifacts []Artifact) {
	for i := range artifacts {
		a := &artifacts[i]
		if a.Lead != c.Lead {
			continue
		}
		first, limit := a.span(c.Rate, len(c.Raw))
		rail := math.Abs(a.UV)
		if rail == 0 {
			rail = saturateUV
		}
		for n := first; n < limit; n++ {
			switch a.Kind {
			case Flat:
				c.Raw[n] = int32(math.Round(a.UV / c.Scale))
			case Gap:
				c.Raw[n] = ecg.Missing
			case Saturate:
				if c.Raw[n] != ecg.Missing {
					v := saturateGain * float64(c.Raw[n]) * c.Scale
					c.Raw[n] = int32(math.Round(max(-rail, min(rail, v)) / c.Scale))
				}
			}
		}
	}
}

// biquad is a second-order filter section in transposed direct form II.
type biquad struct{ b0, b1, b2, a1, a2, z1, z2 float64 }

func (f *biquad) step(x float64) float64 {
	y := f.b0*x + f.z1
	f.z1 = f.b1*x - f.a1*y + f.z2
	f.z2 = f.b2*x - f.a2*y
	return y
}

// butterworthPair designs a high-pass and a low-pass Butterworth section of second order by the bilinear transform.
func butterworthPair(low, high, rate float64) (hp, lp biquad) {
	k := math.Tan(math.Pi * low / rate)
	norm := 1 / (1 + math.Sqrt2*k + k*k)
	hp = biquad{b0: norm, b1: -2 * norm, b2: norm, a1: 2 * (k*k - 1) * norm, a2: (1 - math.Sqrt2*k + k*k) * norm}
	k = math.Tan(math.Pi * high / rate)
	norm = 1 / (1 + math.Sqrt2*k + k*k)
	lp = biquad{b0: k * k * norm, b1: 2 * k * k * norm, b2: k * k * norm, a1: 2 * (k*k - 1) * norm, a2: (1 - math.Sqrt2*k + k*k) * norm}
	return hp, lp
}

// impulseNorm is the gain of the two sections for white noise: the root of the energy of their impulse response.
func impulseNorm(hp, lp biquad, n int) float64 {
	var e float64
	x := 1.0
	for range n {
		y := lp.step(hp.step(x))
		e += y * y
		x = 0
	}
	return math.Sqrt(e)
}
