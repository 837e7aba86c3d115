package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// QTSpread says how much the QT interval differs between leads (QT dispersion). It reflects the projection of one T loop and
// the limits of finding the end of T at least as much as the heart; it is here because it is asked for.
type QTSpread struct {
	Dispersion ecg.Millisecond // longest less shortest QT
	SD         ecg.Millisecond // over the leads
	Leads      int             // that counted
}

const (
	spreadLeads = 6  // fewer leads give no dispersion
	spreadMinUV = 50 // a T wave lower than this has no end to speak of
)

// qtSpread compares the QT of the leads with a T wave that has a clear end.
func qtSpread(leads []Lead) QTSpread {
	lo, hi, sum, sq, n := math.Inf(1), math.Inf(-1), 0.0, 0.0, 0
	for i := range leads {
		l := &leads[i]
		qt := float64(l.QT)
		if !l.OK || qt != qt || !(math.Max(float64(l.TPositive), -float64(l.TNegative)) >= spreadMinUV) {
			continue
		}
		lo, hi = math.Min(lo, qt), math.Max(hi, qt)
		sum += qt
		sq += qt * qt
		n++
	}
	out := QTSpread{Dispersion: ecg.NaN[ecg.Millisecond](), SD: ecg.NaN[ecg.Millisecond](), Leads: n}
	if n >= spreadLeads {
		k := float64(n)
		out.Dispersion = ecg.Millisecond(hi - lo)
		out.SD = ecg.Millisecond(math.Sqrt(math.Max(0, sq-sum*sum/k) / (k - 1)))
	}
	return out
}
