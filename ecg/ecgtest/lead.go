package ecgtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// vec is a heart vector in µV in the axes of Frank: x to the left, y to the feet, z to the back.
type vec [3]float64

func (v vec) scale(k float64) vec { return vec{v[0] * k, v[1] * k, v[2] * k} }

// basis are the leads that are computed from the heart vector. The other limb leads follow from I and II.
//
// I to V6 are Dower's matrix (Clin Cardiol 1980;3:87). V7 to V9, V3R and V4R continue it by eye, with amplitudes that fall
// off around the chest as in recordings.
var basis = []struct {
	lead ecg.Lead
	row  vec
}{
	{ecg.LeadI, vec{0.632, -0.235, 0.059}},
	{ecg.LeadII, vec{0.235, 1.066, -0.132}},
	{ecg.LeadV1, vec{-0.515, 0.157, -0.917}},
	{ecg.LeadV2, vec{0.044, 0.164, -1.387}},
	{ecg.LeadV3, vec{0.882, 0.098, -1.277}},
	{ecg.LeadV4, vec{1.213, 0.127, -0.601}},
	{ecg.LeadV5, vec{1.125, 0.127, -0.086}},
	{ecg.LeadV6, vec{0.831, 0.076, 0.230}},
	{ecg.LeadV7, vec{0.620, 0.065, 0.360}},
	{ecg.LeadV8, vec{0.430, 0.055, 0.450}},
	{ecg.LeadV9, vec{0.240, 0.045, 0.500}},
	{ecg.LeadV3R, vec{-0.620, 0.140, -0.560}},
	{ecg.LeadV4R, vec{-0.600, 0.130, -0.330}},
	{ecg.LeadX, vec{1, 0, 0}},
	{ecg.LeadY, vec{0, 1, 0}},
	{ecg.LeadZ, vec{0, 0, 1}},
	{ecg.LeadMLI, vec{0.632, -0.235, 0.059}},
	{ecg.LeadMLII, vec{0.235, 1.066, -0.132}},
	{ecg.LeadMLIII, vec{-0.397, 1.301, -0.191}},
}

// Positions of I and II in basis.
const (
	basisI  = 0
	basisII = 1
)

// derived gives a limb lead as a times I plus b times II.
func derived(l ecg.Lead) (a, b float64, ok bool) {
	switch l {
	case ecg.LeadI:
		return 1, 0, true
	case ecg.LeadII:
		return 0, 1, true
	case ecg.LeadIII:
		return -1, 1, true
	case ecg.LeadAVR:
		return -0.5, -0.5, true
	case ecg.LeadAVL:
		return 1, -0.5, true
	case ecg.LeadAVF:
		return -0.5, 1, true
	}
	return 0, 0, false
}

func basisIndex(l ecg.Lead) int {
	for i := range basis {
		if basis[i].lead == l {
			return i
		}
	}
	return -1
}

func knownLead(l ecg.Lead) bool {
	_, _, limb := derived(l)
	return limb || basisIndex(l) >= 0
}

// valueIn returns the value in lead l of a quantity known in the basis leads.
func valueIn(l ecg.Lead, amp []float64) float64 {
	if a, b, ok := derived(l); ok {
		return a*amp[basisI] + b*amp[basisII]
	}
	return amp[basisIndex(l)]
}

// project gives the amplitudes of v in the basis leads. The frontal plane is turned by turn radians, clockwise as axes are
// counted: I and II change, chest leads do not.
func project(v vec, turn float64) []float64 {
	amp := make([]float64, len(basis))
	for i := range basis {
		r := &basis[i].row
		amp[i] = r[0]*v[0] + r[1]*v[1] + r[2]*v[2]
	}
	if turn != 0 {
		amp[basisI], amp[basisII] = turnFrontal(amp[basisI], amp[basisII], turn)
	}
	return amp
}

// turnFrontal rotates the frontal vector (I, 2/sqrt(3)*aVF) of a pair I, II.
func turnFrontal(one, two, turn float64) (i, ii float64) {
	h, v := one, (2*two-one)/math.Sqrt(3)
	sin, cos := math.Sincos(turn)
	h, v = h*cos-v*sin, h*sin+v*cos
	return h, (math.Sqrt(3)*v + h) / 2
}

// frontalAxis is the angle in degrees of the frontal vector with the given I and II, clockwise from I.
func frontalAxis(one, two float64) float64 {
	if one == 0 && two == 0 {
		return math.NaN()
	}
	return math.Atan2((2*two-one)/math.Sqrt(3), one) * 180 / math.Pi
}

// byLead turns wishes by lead, in µV, into amplitudes in the basis leads. Limb leads hang together: I and II are the
// least-squares answer to all limb leads asked for, the smallest one where they leave a choice.
func byLead(want map[ecg.Lead]float64) []float64 {
	amp := make([]float64, len(basis))
	var aa, ab, bb, ad, bd float64 // normal equations
	for _, l := range sortedLeads(want) {
		d := want[l]
		if a, b, ok := derived(l); ok {
			aa, ab, bb = aa+a*a, ab+a*b, bb+b*b
			ad, bd = ad+a*d, bd+b*d
			continue
		}
		amp[basisIndex(l)] = d
	}
	const singular = 1e-9
	switch det, trace := aa*bb-ab*ab, aa+bb; {
	case trace == 0:
	case det > singular:
		amp[basisI], amp[basisII] = (bb*ad-ab*bd)/det, (aa*bd-ab*ad)/det
	default: // all rows parallel: the normal matrix has one eigenvalue, its trace
		amp[basisI], amp[basisII] = ad/trace, bd/trace
	}
	return amp
}

func sortedLeads[V any](m map[ecg.Lead]V) []ecg.Lead {
	list := make([]ecg.Lead, 0, len(m))
	for l := range m {
		list = append(list, l)
	}
	slices.Sort(list)
	return list
}

// Reversal names an exchange of two electrodes; see [Spec].Reversal.
type Reversal string

// Exchanged electrodes. Two chest electrodes are written "V1-V2", in any pair. Those with RL take the two legs to have the
// same potential and leave Wilson's terminal alone.
const (
	RALA Reversal = "RA-LA"
	RALL Reversal = "RA-LL"
	LALL Reversal = "LA-LL"
	RARL Reversal = "RA-RL"
	LARL Reversal = "LA-RL"
)

// reverser returns what the exchange does to amplitudes in the basis leads.
func (r Reversal) reverser() (func(amp []float64), error) {
	limb := func(f func(one, two float64) (float64, float64)) (func([]float64), error) {
		return func(amp []float64) { amp[basisI], amp[basisII] = f(amp[basisI], amp[basisII]) }, nil
	}
	switch r {
	case "":
		return func([]float64) {}, nil
	case RALA:
		return limb(func(one, two float64) (float64, float64) { return -one, two - one })
	case RALL:
		return limb(func(one, two float64) (float64, float64) { return one - two, -two })
	case LALL:
		return limb(func(one, two float64) (float64, float64) { return two, one })
	case RARL:
		return limb(func(one, two float64) (float64, float64) { return one - two, 0 })
	case LARL:
		return limb(func(_, two float64) (float64, float64) { return two, two })
	}
	for i := range basis {
		for j := range basis {
			a, b := basis[i].lead, basis[j].lead
			if i != j && a.IsChest() && b.IsChest() && string(r) == a.String()+"-"+b.String() {
				return func(amp []float64) { amp[i], amp[j] = amp[j], amp[i] }, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: reversal %q", ErrSpec, string(r))
}
