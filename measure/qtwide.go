package measure

import "github.com/goecg/goecg/ecg"

// WideQT are measures of repolarisation that allow for the width of the QRS complex, for bundle branch block, preexcitation
// and pacing.
type WideQT struct {
	JT  ecg.Millisecond // QT less QRS
	JTc ecg.Millisecond // JT/√RR, Bazett's formula on JT
	// QTm is the modified QT of Bogossian, QT less 48.5 % of QRS; Bazett and Fridericia correct it for rate.
	QTm, QTmBazett, QTmFridericia ecg.Millisecond
	// Men and Women are the QT corrected for rate and QRS by Rautaharju, which differs by sex.
	Men, Women ecg.Millisecond
}

// Of returns Rautaharju's value for sex, NaN when that is neither male nor female.
func (w *WideQT) Of(sex ecg.Sex) ecg.Millisecond {
	switch sex {
	case ecg.Male:
		return w.Men
	case ecg.Female:
		return w.Women
	}
	return ecg.NaN[ecg.Millisecond]()
}

// JT is the time from the end of the QRS complex to the end of T. NaN unless 0 < qrs < qt, as in all functions here.
func JT(qt, qrs ecg.Millisecond) ecg.Millisecond {
	if !(qrs > 0) || !(qt > qrs) {
		return ecg.NaN[ecg.Millisecond]()
	}
	return qt - qrs
}

// bogossianShare is the part of a wide QRS complex that does not count (Bogossian et al., Heart Rhythm 2014;11:2273).
const bogossianShare = 0.485

// Bogossian is the modified QT in left bundle branch block or pacing: QT - 0.485·QRS (Bogossian et al., Heart Rhythm
// 2014;11:2273). It still depends on the rate: put it through one of the corrections.
func Bogossian(qt, qrs ecg.Millisecond) ecg.Millisecond {
	if !(qrs > 0) || !(qt > qrs) {
		return ecg.NaN[ecg.Millisecond]()
	}
	return qt - bogossianShare*qrs
}

// Rautaharju's QT corrected for rate and QRS: QT - 155(60/HR-1) - 0.93(QRS-139) + k (Rautaharju, Zhang, Prineas, Heiss, Am J
// Cardiol 2004;94:730).
const (
	rautaharjuRR    = 155.0
	rautaharjuQRS   = 0.93
	rautaharjuWide  = 139.0
	rautaharjuMen   = -22.0
	rautaharjuWomen = -34.0
)

// RautaharjuWide corrects qt for the RR interval rr and a wide qrs, in a patient of the sex given: NaN when that is neither
// male nor female.
func RautaharjuWide(qt, rr, qrs ecg.Millisecond, sex ecg.Sex) ecg.Millisecond {
	k := 0.0
	switch sex {
	case ecg.Male:
		k = rautaharjuMen
	case ecg.Female:
		k = rautaharjuWomen
	default:
		return ecg.NaN[ecg.Millisecond]()
	}
	if !(rr > 0) || !(qrs > 0) || !(qt > qrs) {
		return ecg.NaN[ecg.Millisecond]()
	}
	return ecg.Millisecond(float64(qt) - rautaharjuRR*(float64(rr)/1000-1) - rautaharjuQRS*(float64(qrs)-rautaharjuWide) + k)
}

// CorrectWideQT computes all of them.
func CorrectWideQT(qt, rr, qrs ecg.Millisecond) WideQT {
	w := WideQT{
		JT: JT(qt, qrs), QTm: Bogossian(qt, qrs),
		Men: RautaharjuWide(qt, rr, qrs, ecg.Male), Women: RautaharjuWide(qt, rr, qrs, ecg.Female),
	}
	w.JTc = Bazett(w.JT, rr)
	w.QTmBazett, w.QTmFridericia = Bazett(w.QTm, rr), Fridericia(w.QTm, rr)
	return w
}
