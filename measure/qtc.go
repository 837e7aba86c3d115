package measure

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// minuteMS is one minute in milliseconds.
const minuteMS = 60000

// Rate gives the heart rate in beats per minute for the mean RR interval rr, NaN unless rr > 0.
func Rate(rr ecg.Millisecond) ecg.Value {
	if !(rr > 0) {
		return ecg.NaN[ecg.Value]()
	}
	return ecg.Value(minuteMS / float64(rr))
}

// Bazett corrects qt for the RR interval rr: QT/√RR with RR in seconds (Bazett 1920). NaN unless both are positive, as in
// all corrections here.
func Bazett(qt, rr ecg.Millisecond) ecg.Millisecond {
	return corrected(qt, rr, func(q, s float64) float64 { return q / math.Sqrt(s) })
}

// Fridericia corrects qt for rr: QT/∛RR (Fridericia 1920).
func Fridericia(qt, rr ecg.Millisecond) ecg.Millisecond {
	return corrected(qt, rr, func(q, s float64) float64 { return q / math.Cbrt(s) })
}

// Framingham corrects qt for rr: QT + 154(1-RR) (Sagie 1992).
func Framingham(qt, rr ecg.Millisecond) ecg.Millisecond {
	return corrected(qt, rr, func(q, s float64) float64 { return q + 154*(1-s) })
}

// Hodges corrects qt for rr: QT + 1.75(HR-60) (Hodges 1983).
func Hodges(qt, rr ecg.Millisecond) ecg.Millisecond {
	return corrected(qt, rr, func(q, s float64) float64 { return q + 1.75*(60/s-60) })
}

// Rautaharju corrects qt for rr: QT(120+HR)/180 (Rautaharju 2014, QTcMod).
func Rautaharju(qt, rr ecg.Millisecond) ecg.Millisecond {
	return corrected(qt, rr, func(q, s float64) float64 { return q * (120 + 60/s) / 180 })
}

func corrected(qt, rr ecg.Millisecond, f func(qt, rrSeconds float64) float64) ecg.Millisecond {
	if !(qt > 0) || !(rr > 0) {
		return ecg.NaN[ecg.Millisecond]()
	}
	return ecg.Millisecond(f(float64(qt), float64(rr)/1000))
}

// CorrectQT applies all five corrections.
func CorrectQT(qt, rr ecg.Millisecond) QTc {
	return QTc{
		Bazett: Bazett(qt, rr), Fridericia: Fridericia(qt, rr), Framingham: Framingham(qt, rr),
		Hodges: Hodges(qt, rr), Rautaharju: Rautaharju(qt, rr),
	}
}
