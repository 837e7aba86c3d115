package ecgtest

import (
	"math"
	"math/rand/v2"
)

// Defaults of the waves of ventricular fibrillation, flutter and torsades de pointes. Coarse fibrillation has waves of some
// 0.2 to 2 mV at 150 to 500 a minute, flutter even ones at 240 to 300, torsades at 200 to 250 a minute.
const (
	vfUV, vfHz             = 450.0, 5.0
	vFlutterUV, vFlutterHz = 1000.0, 4.5
	torsadesUV, torsadesHz = 700.0, 3.7
	torsadesTurn           = 0.12 // Hz: half of the beat of the two oscillators, so that a spindle lasts four seconds
)

// The waves of flutter go along the axis of ventricular tachycardia; those of torsades turn between two axes.
var (
	vFlutterDir  = vec{-0.5, -0.8, 0.4}
	torsadesDirs = [2]vec{{0.3, 0.9, -0.3}, {0.5, 0.7, 0.4}}
)

// ventricularWaves returns amplitude and rate of the waves of a rhythm, those of the Spec where it is the main one.
func (s *schedule) ventricularWaves(r Rhythm) (uv, hz float64) {
	if r == s.spec.Rhythm {
		return s.spec.VFUV, s.spec.VFHz
	}
	return r.ventricularWaves()
}

func (s *Spec) ventricularWaves() (uv, hz float64) { return s.Rhythm.ventricularWaves() }

func (r Rhythm) ventricularWaves() (uv, hz float64) {
	switch r {
	case VFlutter:
		return vFlutterUV, vFlutterHz
	case Torsades:
		return torsadesUV, torsadesHz
	}
	return vfUV, vfHz
}

// ventricularSources appends the oscillators of a stretch of ventricular waves to list.
func (s *schedule) ventricularSources(list []source, base source, r Rhythm, rng *rand.Rand) []source {
	uv, _ := s.ventricularWaves(r)
	along := func(o *source, v vec, k float64) {
		norm := math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2])
		o.amp = s.h.scaled(project(v.scale(k*uv/norm), 0))
		s.h.reverse(o.amp)
	}
	switch r {
	case VFlutter:
		o := base
		along(&o, vFlutterDir, 1)
		o.weights = []float64{1, 0.12}
		o.wander(rng, [2]float64{0.03, 0.03}, [2]float64{0.2, 0.7}, 0.06)
		return append(list, o)
	case Torsades:
		for k, v := range torsadesDirs {
			o := base
			along(&o, v, 1)
			o.weights = []float64{1, 0.25}
			o.hz += torsadesTurn * float64(2*k-1)
			list = append(list, o)
		}
		return list
	}
	for _, k := range [3]float64{1, 0.6, 0.5} {
		o := base
		along(&o, vec{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}, k)
		o.weights = []float64{1, 0.3}
		o.hz *= 0.85 + 0.3*rng.Float64()
		o.phase = 2 * math.Pi * rng.Float64()
		o.wander(rng, [2]float64{0.9, 1.2}, [2]float64{0.31, 1.3}, 0.5)
		list = append(list, o)
	}
	return list
}
