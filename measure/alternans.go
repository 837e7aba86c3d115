package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Constants of the search for alternans.
const (
	alternansBeats = 8  // beats in a row it takes
	alternansSigma = 4  // standard errors that tell it from chance, in the best of many leads
	alternansTMS   = 20 // the T wave is measured by its mean over this to both sides of its peak
)

// alternation collects the values of one kind in beats of even and odd number.
type alternation struct{ n, sum, sq [2]float64 }

func (a *alternation) add(odd int, v float64) {
	if v == v {
		a.n[odd]++
		a.sum[odd] += v
		a.sq[odd] += v * v
	}
}

// difference is |even - odd| and the mean of both; 0 when it is no more than chance, NaN for too few beats.
func (a *alternation) difference() (d, mean float64) {
	if a.n[0]+a.n[1] < alternansBeats || a.n[0] < 2 || a.n[1] < 2 {
		return math.NaN(), math.NaN()
	}
	m0, m1 := a.sum[0]/a.n[0], a.sum[1]/a.n[1]
	variance := 0.0
	for k, m := range [2]float64{m0, m1} {
		variance += max(0, a.sq[k]/a.n[k]-m*m) / (a.n[k] - 1)
	}
	d, mean = math.Abs(m0-m1), (m0+m1)/2
	if d < alternansSigma*math.Sqrt(variance) {
		d = 0
	}
	return d, mean
}

// alternans writes how much QRS and T differ between every other beat of the longest unbroken row of averaged beats.
func (m *Measurer) alternans(dst *Report) {
	dst.QRSAlternans, dst.TAlternans = ecg.NaN[ecg.Value](), ecg.NaN[ecg.Microvolt]()
	from, to := m.longestRow()
	if !m.found || to-from < alternansBeats {
		return
	}
	s := &m.rep
	on, off, pk := s.g.QRSOn-s.r, s.g.QRSOff-s.r, None
	w := m.samples(alternansTMS)
	if s.g.TPeak != None {
		pk = s.g.TPeak - s.r
	}
	qrs, tw := 0.0, 0.0
	for _, l := range m.cmp {
		if s.x[l] == nil {
			continue
		}
		x := m.in.Leads[l].Clean
		var q, t alternation
		for i := from; i < to; i++ {
			r := m.beats[i].r
			a, z := r+on, r+off
			if a-w < 0 || z >= m.n {
				continue
			}
			lo, hi := math.Inf(1), math.Inf(-1)
			for _, v := range x[a : z+1] {
				lo, hi = min(lo, v), max(hi, v)
			}
			q.add(i&1, hi-lo)
			if pk != None && r+pk+w < m.n {
				t.add(i&1, meanOf(x[r+pk-w:r+pk+w+1])-meanOf(x[a-w:a]))
			}
		}
		if d, mean := q.difference(); d == d && mean > noQRSUV*2 {
			qrs = max(qrs, d/mean)
		}
		if d, _ := t.difference(); d == d {
			tw = max(tw, d)
		}
	}
	dst.QRSAlternans, dst.TAlternans = ecg.Value(qrs), ecg.Microvolt(tw)
	if pk == None {
		dst.TAlternans = ecg.NaN[ecg.Microvolt]()
	}
}

// longestRow is the longest row [from, to) of beats averaged into the representative beat.
func (m *Measurer) longestRow() (from, to int) {
	for i := 0; i < len(m.beats); i++ {
		j := i
		for j < len(m.beats) && m.beats[j].avg {
			j++
		}
		if j-i > to-from {
			from, to = i, j
		}
		i = j
	}
	return from, to
}

// meanOf is the mean of x, NaN when a value is missing.
func meanOf(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}
