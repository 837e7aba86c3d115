package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// FrontalAxis is the direction of the frontal vector whose net areas (or amplitudes) in the leads I and aVF are given,
// in degrees from -180 to 180: atan2(2·aVF/√3, I). The factor undoes the lower gain of the augmented lead. NaN when a
// component is missing or both are 0.
func FrontalAxis(i, avf float64) ecg.Degree {
	if math.IsNaN(i) || math.IsNaN(avf) || i == 0 && avf == 0 {
		return ecg.NaN[ecg.Degree]()
	}
	return ecg.Degree(math.Atan2(2*avf/math.Sqrt(3), i) * 180 / math.Pi)
}

// minNetArea is the least length of a vector, µV·ms, that has a direction: that of a wave of 20 µV over 40 ms.
const minNetArea = 800

// korsLeads and kors give the orthogonal leads of Frank, X to the left, Y to the feet and Z to the back, from eight leads by
// regression (Kors, van Herpen, Sittig, van Bemmel, Eur Heart J 1990;11:1083).
var (
	korsLeads = [8]ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6}
	kors      = [3][8]float64{
		{0.38, -0.07, -0.13, 0.05, -0.01, 0.14, 0.06, 0.54},
		{-0.07, 0.93, 0.06, -0.02, -0.05, 0.06, -0.17, 0.13},
		{0.11, -0.23, -0.43, -0.06, -0.14, -0.20, -0.11, 0.31},
	}
)

// netWave names one of the three waves of a beat.
type netWave int

const (
	netP netWave = iota
	netQRS
	netT
)

// net is the net area of the wave in l, NaN when the lead could not be measured.
func (l *Lead) net(w netWave) float64 {
	switch {
	case l == nil || !l.OK:
		return math.NaN()
	case w == netP:
		return float64(l.PNet)
	case w == netQRS:
		return float64(l.QRSNet)
	}
	return float64(l.TNet)
}

// axes computes all directions from the net areas of the leads.
func axes(r *Report) Axes {
	p, q, t := spaceVector(r, netP), spaceVector(r, netQRS), spaceVector(r, netT)
	a := Axes{
		P: limbAxis(r, netP), QRS: limbAxis(r, netQRS), T: limbAxis(r, netT),
		HorizontalP: p.horizontal(), HorizontalQRS: q.horizontal(), HorizontalT: t.horizontal(),
		QRSTSpatial: q.angle(t),
	}
	a.QRSTFrontal = between(a.QRS, a.T)
	return a
}

// between is the angle between two directions in a plane, 0 to 180.
func between(a, b ecg.Degree) ecg.Degree {
	d := math.Mod(math.Abs(float64(a-b)), 360)
	return ecg.Degree(math.Min(d, 360-d)) // NaN stays NaN
}

// limbAxis computes a frontal axis from I and aVF, or from any two limb leads that imply these.
func limbAxis(r *Report, w netWave) ecg.Degree {
	get := func(l ecg.Lead) float64 { return r.Find(l).net(w) }
	first := func(v ...float64) float64 {
		for _, x := range v {
			if x == x {
				return x
			}
		}
		return math.NaN()
	}
	i, ii, iii := get(ecg.LeadI), get(ecg.LeadII), get(ecg.LeadIII)
	avr, avl, avf := get(ecg.LeadAVR), get(ecg.LeadAVL), get(ecg.LeadAVF)
	i = first(i, ii-iii, 2*(avl-avr)/3)
	avf = first(avf, ii-i/2, iii+i/2, -avr-avl)
	if math.Hypot(i, 2*avf/math.Sqrt(3)) < minNetArea {
		return ecg.NaN[ecg.Degree]()
	}
	return FrontalAxis(i, avf)
}

// vector is a net area in space, µV·ms; NaN when a lead is missing.
type vector [3]float64

// spaceVector estimates the vector of a wave from eight leads.
func spaceVector(r *Report, w netWave) (v vector) {
	for k, lead := range korsLeads {
		a := r.Find(lead).net(w)
		for i := range v {
			v[i] += kors[i][k] * a
		}
	}
	return v
}

// length of v, µV·ms.
func (v vector) length() float64 { return math.Sqrt(v[0]*v[0] + v[1]*v[1] + v[2]*v[2]) }

// horizontal is the direction in the horizontal plane, seen from above with the front up: 0 to the left, 90 to the front.
// NaN when the vector is too short there.
func (v vector) horizontal() ecg.Degree {
	if !(math.Hypot(v[0], v[2]) >= minNetArea) {
		return ecg.NaN[ecg.Degree]()
	}
	return ecg.Degree(math.Atan2(-v[2], v[0]) * 180 / math.Pi)
}

// angle is the angle between v and u, NaN when one of them is too short.
func (v vector) angle(u vector) ecg.Degree {
	a, b := v.length(), u.length()
	if !(a >= minNetArea) || !(b >= minNetArea) {
		return ecg.NaN[ecg.Degree]()
	}
	c := (v[0]*u[0] + v[1]*u[1] + v[2]*u[2]) / (a * b)
	return ecg.Degree(math.Acos(math.Max(-1, math.Min(1, c))) * 180 / math.Pi)
}
