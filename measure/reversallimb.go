package measure

import "math"

// leastChest is how many chest leads must be there to judge the limb electrodes by them.
const leastChest = 4

// frontal is a linear map of the frontal plane (x, y).
type frontal [2][2]float64

func (t *frontal) apply(x, y float64) (float64, float64) {
	return t[0][0]*x + t[0][1]*y, t[1][0]*x + t[1][1]*y
}

func (t *frontal) det() float64 { return t[0][0]*t[1][1] - t[0][1]*t[1][0] }

// frontalOf is the map of (x, y) that belongs to the map of (I, II) with these rows.
func frontalOf(one, two [2]float64) frontal {
	// (x, y) = A (I, II) and back.
	k := math.Sqrt(3)
	a := frontal{{1, 0}, {-1 / k, 2 / k}}
	back := frontal{{1, 0}, {0.5, k / 2}}
	return mul(a, mul(frontal{one, two}, back))
}

func mul(a, b frontal) (c frontal) {
	for i := range c {
		for j := range c[i] {
			c[i][j] = a[i][0]*b[0][j] + a[i][1]*b[1][j]
		}
	}
	return c
}

// limbFeatureCount is the number of features of limbFeatures.
const limbFeatureCount = waveCount*(2+2+1+1+2*chestLeads) + 2*qrsParts + 2*pParts + 3 + 12

// limbFeatures appends what tells how natural the limb leads are once t is applied to them: directions of P, QRS and T, the
// shapes of their frontal loops, and how they go
// with the chest leads in the order o. Each lies about within ±1 and is free of scale.
func (mo *electrodeMoments) limbFeatures(dst []float64, t *frontal, o *chestOrder) []float64 {
	var dir [waveCount][2]float64
	det := t.det()
	for w := range waveCount {
		c := &mo.cov[w]
		power := c[frontX][frontX] + c[frontY][frontY]
		if !(power > 0) {
			for range 2 + 2 + 1 + 1 + 2*chestLeads {
				dst = append(dst, 0)
			}
			continue
		}
		x, y := t.apply(mo.net[w][frontX], mo.net[w][frontY])
		k := 1 / math.Sqrt(mo.n[w]*power)
		x, y = x*k, y*k
		dir[w] = [2]float64{x, y}
		r := math.Hypot(x, y)
		third := 0.0 // r sin 3θ; the cosine is the same in every arrangement
		if r > 0 {
			third = y * (3 - 4*y*y/(r*r))
		}
		// The covariance of the plane turns with t: T C T'.
		ax, ay := t.apply(c[frontX][frontX], c[frontY][frontX])
		bx, by := t.apply(c[frontX][frontY], c[frontY][frontY])
		xx, _ := t.apply(ax, bx)
		xy := t[1][0]*ax + t[1][1]*bx
		yy := t[1][0]*ay + t[1][1]*by
		dst = append(dst, x, y, (xx-yy)/power, 2*xy/power, third, det*mo.turn[w]/power)
		for _, i := range o {
			j := firstChest + int(i)
			u, v := 0.0, 0.0
			if c[j][j] > 0 {
				k := 1 / math.Sqrt(power*c[j][j])
				u, v = t.apply(c[frontX][j]*k, c[frontY][j]*k)
			}
			dst = append(dst, u, v)
		}
	}
	dst = parts(dst, mo.qrs[:], mo.n[waveQRS], &mo.cov[waveQRS], t)
	dst = parts(dst, mo.p[:], mo.n[waveP], &mo.cov[waveP], t)
	for w := range waveCount {
		a, b := dir[w], dir[(w+1)%waveCount]
		dst = append(dst, a[0]*b[1]-a[1]*b[0], a[0]*b[0], a[0]*b[1], a[1]*b[0], a[1]*b[1])
	}
	return dst
}

// parts appends the directions of parts of a wave of n samples with the covariance c.
func parts(dst []float64, sums [][electrodeLeads]float64, n float64, c *[electrodeLeads][electrodeLeads]float64, t *frontal) []float64 {
	k := 0.0
	if power := c[frontX][frontX] + c[frontY][frontY]; power > 0 {
		k = 1 / math.Sqrt(n*power)
	}
	for i := range sums {
		x, y := t.apply(sums[i][frontX]*k, sums[i][frontY]*k)
		dst = append(dst, x, y)
	}
	return dst
}
