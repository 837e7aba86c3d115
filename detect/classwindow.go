package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// The part of a lead around a beat that is looked at, in points of 10 ms relative to the middle of the QRS complex: the
// QRS window, before it the P window and after it the T window.
const (
	pointCells = 2 // grid cells a point
	pointMS    = 1000 / gridRate * pointCells

	qrsFrom, qrsTo = -12, 18 // both included
	pFrom, pTo     = -26, -8
	tFrom, tTo     = 19, 42

	qrsPoints = qrsTo - qrsFrom + 1
	pPoints   = pTo - pFrom + 1
	tPoints   = tTo - tFrom + 1

	centreReach = 20 // cells around the detector's mark in which the middle is sought: 100 ms
	shiftReach  = 5  // cells by which a shape may be shifted against a template: 25 ms
	shifts      = 2*shiftReach + 1

	// A P wave may come so many points earlier than usual, as after a longer conduction time.
	longerPR = 14

	// Cells that a beat needs before and after its mark; noise is looked for from cellsQuiet before it on.
	cellsQuiet  = centreReach + shiftReach - pointCells*pFrom + 2
	cellsBefore = cellsQuiet + pointCells*longerPR
	cellsAfter  = centreReach + shiftReach + pointCells*tTo + 2
	cellsAround = cellsBefore + cellsAfter + 1

	// The QRS window fades in and out over these points, so that P and T wave count little.
	fadePoints = 5
)

// The square roots of the weights of the QRS window, and with them an orthonormal base of constants and slopes. These are
// taken out of every shape, so that no baseline wander is left in it.
var qrsTaper, qrsConstant, qrsSlope = taper()

func taper() (w, c, s [qrsPoints]float64) {
	for i := range w {
		edge := min(i+1, qrsPoints-i)
		w[i] = 1
		if edge <= fadePoints {
			w[i] = math.Sin(math.Pi / 2 * float64(edge) / (fadePoints + 1))
		}
		c[i] = w[i]
		s[i] = w[i] * float64(i)
	}
	normalise(c[:])
	k := dsp.Dot(c[:], s[:])
	for i := range s {
		s[i] -= k * c[i]
	}
	normalise(s[:])
	return w, c, s
}

// cutQRS writes the QRS window of a lead's cells around middle to z, tapered and without mean and slope.
func cutQRS(z, cells []float64, middle int) {
	x := cells[middle+pointCells*qrsFrom:]
	z = z[:qrsPoints]
	var c, s float64
	for i := range z {
		v := x[pointCells*i] * qrsTaper[i]
		z[i] = v
		c += v * qrsConstant[i]
		s += v * qrsSlope[i]
	}
	for i := range z {
		z[i] -= c*qrsConstant[i] + s*qrsSlope[i]
	}
}

// qrsCuts are QRS windows around successive cells.
type qrsCuts [4][]float64

// cut is cutQRS around middle, the cell after it and so on: sums of four windows side by side wait less for each other.
func (z *qrsCuts) cut(cells []float64, middle int) {
	x := cells[middle+pointCells*qrsFrom:]
	z0, z1, z2, z3 := z[0][:qrsPoints], z[1][:qrsPoints], z[2][:qrsPoints], z[3][:qrsPoints]
	var c0, c1, c2, c3, s0, s1, s2, s3 float64
	for i := range z0 {
		v := x[pointCells*i:][:4]
		t, c, s := qrsTaper[i], qrsConstant[i], qrsSlope[i]
		v0, v1, v2, v3 := v[0]*t, v[1]*t, v[2]*t, v[3]*t
		z0[i], z1[i], z2[i], z3[i] = v0, v1, v2, v3
		c0 += v0 * c
		s0 += v0 * s
		c1 += v1 * c
		s1 += v1 * s
		c2 += v2 * c
		s2 += v2 * s
		c3 += v3 * c
		s3 += v3 * s
	}
	for i := range z0 {
		c, s := qrsConstant[i], qrsSlope[i]
		z0[i] -= c0*c + s0*s
		z1[i] -= c1*c + s1*s
		z2[i] -= c2*c + s2*s
		z3[i] -= c3*c + s3*s
	}
}

// cutWave writes len(z) points from the one called first, without their mean.
func cutWave(z, cells []float64, middle, first int) {
	x := cells[middle+pointCells*first:]
	s := 0.0
	for i := range z {
		z[i] = x[pointCells*i]
		s += z[i]
	}
	s /= float64(len(z))
	for i := range z {
		z[i] -= s
	}
}

// normalise scales x to unit length; an empty one stays zero.
func normalise(x []float64) {
	if power := dsp.Dot(x, x); power > 0 {
		k := 1 / math.Sqrt(power)
		for i := range x {
			x[i] *= k
		}
	}
}

func meanSquare(x []float64) float64 { return dsp.Dot(x, x) / float64(len(x)) }

func clamp(x, lo, hi float64) float64 { return max(lo, min(x, hi)) }
