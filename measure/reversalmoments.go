package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// The independent leads that electrode exchanges are judged on: the frontal plane as the orthogonal pair x (lead I) and
// y ((2·II - I)/√3, pointing to the feet), on which an exchange of limb electrodes is a rotation or reflection, and V1 to V6.
const (
	frontX = iota
	frontY
	firstChest
	chestLeads     = 6
	electrodeLeads = firstChest + chestLeads
)

// Waves of the representative beat, and parts of them in time.
const (
	waveP = iota
	waveQRS
	waveT
	waveCount
	qrsParts = 4
	pParts   = 2
)

// electrodeMoments are sums over the representative beat from which every exchange of electrodes can be judged without
// looking at samples again.
type electrodeMoments struct {
	have [electrodeLeads]bool
	// n is the number of samples of a wave, 0 when it is absent.
	n [waveCount]float64
	// cov[w][i][j] is the sum of products of leads i and j over wave w, net[w][i] the sum of lead i.
	cov [waveCount][electrodeLeads][electrodeLeads]float64
	net [waveCount][electrodeLeads]float64
	// qrs and p are the sums over equal parts of the QRS complex and the P wave.
	qrs [qrsParts][electrodeLeads]float64
	p   [pParts][electrodeLeads]float64
	// turn is twice the area that the frontal loop of a wave encloses, positive from x to y.
	turn [waveCount]float64
	// high and low are the extremes of the QRS complex against the level before it, low positive.
	high, low [electrodeLeads]float64

	x [electrodeLeads][]float64
}

// electrodeMoments fills mo from the representative beat; false when leads I and II or the chest leads are not there.
func (m *Measurer) electrodeMoments(mo *electrodeMoments) bool {
	s := &m.rep
	if !m.found {
		return false
	}
	x := mo.x
	*mo = electrodeMoments{x: x}
	one, two := -1, -1
	var at [electrodeLeads]int
	chest := 0
	for l := range m.in.Leads {
		if s.x[l] == nil {
			continue
		}
		switch lead := m.in.Leads[l].Lead; {
		case lead == ecg.LeadI:
			one = l
		case lead == ecg.LeadII:
			two = l
		case lead >= ecg.LeadV1 && lead <= ecg.LeadV6:
			j := firstChest + int(lead-ecg.LeadV1)
			if !mo.have[j] {
				mo.have[j], at[j] = true, l
				chest++
			}
		}
	}
	if one < 0 || two < 0 || chest < leastChest {
		return false
	}
	mo.have[frontX], mo.have[frontY] = true, true
	for i := range mo.x {
		mo.x[i] = resize(mo.x[i], s.n)
	}
	wave := func(w, a, z int, straight bool) {
		a, z = max(a, 0), min(z, s.n-1)
		if z-a < 2*qrsParts {
			return
		}
		n := z - a + 1
		load := func(dst, src []float64, base float64) {
			lo, hi := base, base
			if straight {
				lo, hi = src[a], src[z]
			}
			d := (hi - lo) / float64(n-1)
			for k, v := range src[a : z+1] {
				dst[k] = v - lo - d*float64(k)
			}
		}
		load(mo.x[frontX], s.x[one], s.base[one])
		load(mo.x[frontY], s.x[two], s.base[two])
		for k, v := range mo.x[frontX][:n] {
			mo.x[frontY][k] = (2*mo.x[frontY][k] - v) / math.Sqrt(3)
		}
		for j := firstChest; j < electrodeLeads; j++ {
			if mo.have[j] {
				load(mo.x[j], s.x[at[j]], s.base[at[j]])
			}
		}
		mo.wave(w, n)
	}
	if m.hasP {
		wave(waveP, s.g.POn, s.g.POff, true)
	}
	wave(waveQRS, s.g.QRSOn, s.g.QRSOff, false)
	if s.g.TOff != None {
		wave(waveT, s.g.TOn, s.g.TOff, false)
	}
	return mo.n[waveQRS] > 0
}

// wave sums wave w from the first n samples of mo.x.
func (mo *electrodeMoments) wave(w, n int) {
	mo.n[w] = float64(n)
	for i := range mo.x {
		if !mo.have[i] {
			continue
		}
		x := mo.x[i][:n]
		sum, hi, lo := 0.0, 0.0, 0.0
		for _, v := range x {
			sum += v
			hi, lo = max(hi, v), min(lo, v)
		}
		mo.net[w][i] = sum
		switch w {
		case waveQRS:
			mo.high[i], mo.low[i] = hi, -lo
			for k := range mo.qrs {
				mo.qrs[k][i] = total(x[k*n/qrsParts : (k+1)*n/qrsParts])
			}
		case waveP:
			for k := range mo.p {
				mo.p[k][i] = total(x[k*n/pParts : (k+1)*n/pParts])
			}
		}
		for j := 0; j <= i; j++ {
			if mo.have[j] {
				c := dot(x, mo.x[j][:n])
				mo.cov[w][i][j], mo.cov[w][j][i] = c, c
			}
		}
	}
	x, y := mo.x[frontX][:n], mo.x[frontY][:n]
	for k := 1; k < n; k++ {
		mo.turn[w] += x[k-1]*y[k] - x[k]*y[k-1]
	}
}

func total(x []float64) float64 {
	s, odd, i := 0.0, 0.0, 1
	for ; i < len(x); i += 2 {
		s += x[i-1]
		odd += x[i]
	}
	if i == len(x) {
		s += x[i-1]
	}
	return s + odd
}
