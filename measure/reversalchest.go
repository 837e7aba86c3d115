package measure

import "math"

// chestOrder says which recorded chest lead, 0 to 5 for V1 to V6, is taken for each place.
type chestOrder [chestLeads]int8

// Features of a chest lead in its place, and their numbers.
const (
	ownWave           = 5 // features of each wave, the logarithm of its power among them
	ownSize           = 1
	ownRatio          = ownWave * waveCount // R against S
	chestOwn          = ownRatio + 1 + qrsParts + pParts
	chestPairs        = chestLeads * (chestLeads - 1) / 2
	chestLikeness     = waveCount + len(chestApart) // of a pair of leads
	chestFeatureCount = chestLeads*chestOwn + chestPairs*chestLikeness
)

// chestApart are the features whose distance tells how unlike two leads are: R against S, and the powers of QRS and T.
var chestApart = [...]int{ownRatio, ownSize + waveQRS*ownWave, ownSize + waveT*ownWave}

// chestTable holds the features of every recorded lead and pair of leads; those of an order are read off it.
type chestTable struct {
	own [chestLeads][chestOwn]float64
	// like are the correlations of P, QRS and T, and the distances of chestApart.
	like [chestLikeness][chestLeads][chestLeads]float64
}

// chestTable fills t, the frontal plane being mapped by undo; false when a chest lead is not there.
func (mo *electrodeMoments) chestTable(t *chestTable, undo *frontal) bool {
	var level [waveCount]float64 // mean logarithm of the power
	for i := range chestLeads {
		if !mo.have[firstChest+i] {
			return false
		}
	}
	power := func(w, i int) float64 { return mo.cov[w][firstChest+i][firstChest+i] + mo.n[w] } // + 1 µV² a sample
	for w := range waveCount {
		for i := range chestLeads {
			if mo.n[w] > 0 {
				level[w] += math.Log(power(w, i)) / chestLeads
			}
		}
	}
	for i := range chestLeads {
		j := firstChest + i
		f := t.own[i][:0]
		for w := range waveCount {
			if mo.n[w] == 0 {
				f = append(f, 0, 0, 0, 0, 0)
				continue
			}
			p := power(w, i)
			size := 0.5 * (math.Log(p) - level[w])
			front := mo.cov[w][frontX][frontX] + mo.cov[w][frontY][frontY]
			k := 0.0
			if front > 0 {
				k = 1 / math.Sqrt(front*p)
			}
			x, y := undo.apply(mo.cov[w][frontX][j]*k, mo.cov[w][frontY][j]*k)
			f = append(f, mo.net[w][j]/math.Sqrt(mo.n[w]*p), size, size*size, x, y)
		}
		f = append(f, (mo.high[j]-mo.low[j])/(mo.high[j]+mo.low[j]+1))
		for k := range mo.qrs {
			f = append(f, mo.qrs[k][j]/math.Sqrt(mo.n[waveQRS]*power(waveQRS, i)))
		}
		for k := range mo.p {
			v := 0.0
			if mo.n[waveP] > 0 {
				v = mo.p[k][j] / math.Sqrt(mo.n[waveP]*power(waveP, i))
			}
			f = append(f, v)
		}
		for w := range waveCount {
			for h := range chestLeads {
				t.like[w][i][h] = 0
				if mo.n[w] > 0 {
					t.like[w][i][h] = mo.cov[w][j][firstChest+h] / math.Sqrt(power(w, i)*power(w, h))
				}
			}
		}
	}
	for i := range chestLeads {
		for h := range i {
			for k, at := range chestApart {
				d := math.Abs(t.own[i][at] - t.own[h][at])
				t.like[waveCount+k][i][h], t.like[waveCount+k][h][i] = d, d
			}
		}
	}
	return true
}

// features appends the features of the leads in the order o.
func (t *chestTable) features(dst []float64, o *chestOrder) []float64 {
	for _, i := range o {
		dst = append(dst, t.own[i][:]...)
	}
	for w := range t.like {
		for a := range o {
			for b := range a {
				dst = append(dst, t.like[w][o[a]][o[b]])
			}
		}
	}
	return dst
}

// score is the scalar product of the features of the order o with the weights.
func (t *chestTable) score(o *chestOrder, weight *[chestFeatureCount]float64) float64 {
	s, k := 0.0, 0
	for _, i := range o {
		s += dot(t.own[i][:], weight[k:k+chestOwn])
		k += chestOwn
	}
	for w := range t.like {
		for a := range o {
			for b := range a {
				s += weight[k] * t.like[w][o[a]][o[b]]
				k++
			}
		}
	}
	return s
}
