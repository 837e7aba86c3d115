package ecgtest

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Visible are the intervals of a Template as they could be read from its curves: a wave begins where the first lead leaves
// the zero line by a twentieth of what that lead reaches in the wave, the QRS complex at 20 µV at least (the least wave of
// the CSE working party, Eur Heart J 1985;6:815), and ends where the last lead comes back to within as much. Leads that
// show less than half of the largest P or T do not count. A raised cosine takes 14 % of its flank to rise by a twentieth: the
// exact ends lie outside.
type Visible struct {
	P   ecg.Millisecond `json:"p_ms"` // NaN without P wave
	PR  ecg.Millisecond `json:"pr_ms"`
	QRS ecg.Millisecond `json:"qrs_ms"`
	QT  ecg.Millisecond `json:"qt_ms"`
}

const (
	visibleShare = 0.05
	visibleLeads = 0.5
)

// visibility collects, lead after lead, where waves pass the threshold, in s after the origin of their template.
type visibility struct {
	qrsOn, qrsOff float64
	p, t          []visibleWave
}

// visibleWave is a wave in one lead.
type visibleWave struct{ size, on, off float64 }

func newVisibility() *visibility { return &visibility{qrsOn: math.Inf(1), qrsOff: math.Inf(-1)} }

// beat looks at the QRS-T x of one lead.
func (v *visibility) beat(x trace, qrs float64, a *Amplitudes) {
	size := max(float64(a.QRSMax), -float64(a.QRSMin))
	thr := max(waveMinUV, visibleShare*size)
	n := min(len(x), int(math.Round(qrs/fiducialStep))+1)
	end := x[n-1]
	for i := 0; i < n; i++ {
		if math.Abs(x[i]) >= thr {
			v.qrsOn = min(v.qrsOn, float64(i)*fiducialStep)
			break
		}
	}
	for i := n - 1; i >= 0; i-- {
		if math.Abs(x[i]-end) >= thr {
			v.qrsOff = max(v.qrsOff, float64(i)*fiducialStep)
			break
		}
	}
	if s := math.Abs(float64(a.T)); s > 0 {
		v.t = append(v.t, visibleWave{size: s, off: lastAbove(x, visibleShare*s)})
	}
}

// atrial looks at the P wave x of one lead.
func (v *visibility) atrial(x trace, size float64) {
	if size == 0 {
		return
	}
	w := visibleWave{size: size, off: lastAbove(x, visibleShare*size)}
	for i := range x {
		if math.Abs(x[i]) >= visibleShare*size {
			w.on = float64(i) * fiducialStep
			break
		}
	}
	v.p = append(v.p, w)
}

// lastAbove is the time at which |x| is last at thr or above.
func lastAbove(x trace, thr float64) float64 {
	for i := len(x) - 1; i >= 0; i-- {
		if math.Abs(x[i]) >= thr {
			return float64(i) * fiducialStep
		}
	}
	return 0
}

// span is the earliest onset and the latest end of the leads that show a wave well.
func span(waves []visibleWave) (on, off float64) {
	largest := 0.0
	for _, w := range waves {
		largest = max(largest, w.size)
	}
	on, off = math.Inf(1), math.Inf(-1)
	for _, w := range waves {
		if w.size >= visibleLeads*largest {
			on, off = min(on, w.on), max(off, w.off)
		}
	}
	return on, off
}

// limits gives the intervals; pr is the exact PR interval in ms.
func (v *visibility) limits(withP bool, pr float64) Visible {
	ms := func(s float64) ecg.Millisecond {
		if math.IsInf(s, 0) {
			return ecg.NaN[ecg.Millisecond]()
		}
		return ecg.Millisecond(1000 * s)
	}
	nan := ecg.NaN[ecg.Millisecond]()
	_, tOff := span(v.t)
	out := Visible{P: nan, PR: nan, QRS: ms(v.qrsOff - v.qrsOn), QT: ms(tOff - v.qrsOn)}
	if withP {
		on, off := span(v.p)
		out.P, out.PR = ms(off-on), ecg.Millisecond(pr)+ms(v.qrsOn-on)
	}
	return out
}
