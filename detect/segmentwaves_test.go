package detect

import (
	"math"
	"math/rand/v2"
)

// fibrillation is coarse VF of height µV, about: three oscillators near hz whose frequency and size wander.
func fibrillation(rate, seconds, hz, height float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	x := make([]float64, int(seconds*rate))
	for _, part := range [3]float64{0.5, 0.3, 0.2} {
		f, phase := hz*(0.85+0.3*rng.Float64()), 2*math.Pi*rng.Float64()
		slow, fast, am := rng.Float64()*6, rng.Float64()*6, rng.Float64()*6
		for i := range x {
			t := float64(i) / rate
			angle := 2*math.Pi*f*t + phase + 2*math.Sin(2*math.Pi*0.31*t+slow) + 0.6*math.Sin(2*math.Pi*1.3*t+fast)
			x[i] += part * height / 2 * (1 + 0.4*math.Sin(2*math.Pi*0.4*t+am)) * math.Sin(angle)
		}
	}
	return x
}

// flutterWaves is ventricular flutter: a rounded sine with a little of its first harmonic.
func flutterWaves(rate, seconds, hz, height float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for i := range x {
		a := 2 * math.Pi * hz * float64(i) / rate
		x[i] = height / 2 * (math.Sin(a) + 0.1*math.Sin(2*a+1))
	}
	return x
}

// gaussian is white noise of that standard deviation.
func gaussian(rate, seconds, sd float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 3))
	x := make([]float64, int(seconds*rate))
	for i := range x {
		x[i] = sd * rng.NormFloat64()
	}
	return x
}

func rhythm(rate, rr, seconds float64) []float64 {
	x, _ := synthetic(rate, rr, seconds)
	return x
}

func constantLead(rate, seconds, v float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for i := range x {
		x[i] = v
	}
	return x
}

func chain(parts ...[]float64) (x []float64) {
	for _, p := range parts {
		x = append(x, p...)
	}
	return x
}

func add(a, b []float64) []float64 {
	out := clone(a)
	for i := range out {
		out[i] += b[i]
	}
	return out
}

// wideBeats are ventricular beats: QRS complexes three times as wide, with T waves against them.
func wideBeats(rate, rr, seconds float64) []float64 {
	x := make([]float64, int(seconds*rate))
	for at := 0.2; at < seconds; at += rr {
		for i := max(int((at-0.3)*rate), 0); i < min(int((at+0.5)*rate), len(x)); i++ {
			d := float64(i)/rate - at
			x[i] += 1500*math.Exp(-d*d/(2*0.022*0.022)) - 500*math.Exp(-(d-0.06)*(d-0.06)/(2*0.02*0.02)) -
				300*math.Exp(-(d-0.2)*(d-0.2)/(2*0.04*0.04))
		}
	}
	return add(x, gaussian(rate, seconds, 5, 9)[:len(x)])
}

// mixed has every kind of segment.
func mixed(rate float64) []float64 {
	return chain(rhythm(rate, 0.8, 13.3), fibrillation(rate, 17.7, 5, 1500, 1), gaussian(rate, 12.1, 8, 1), rhythm(rate, 0.7, 9),
		constantLead(rate, 7, 100), gaussian(rate, 14, 300, 4), constantLead(rate, 3, math.NaN()), wideBeats(rate, 0.4, 12),
		flutterWaves(rate, 15.2, 4, 1200))
}
