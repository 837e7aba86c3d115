package measure

import "github.com/goecg/goecg/ecg"

// BlankAmplitudes sets every voltage in r to "not measured". It is for recordings whose amplitude scale is unknown:
// intervals, rhythm and axes stand, voltages mean nothing.
func (r *Report) BlankAmplitudes() {
	uv := ecg.NaN[ecg.Microvolt]()
	area := ecg.NaN[ecg.Value]()
	r.Atrial.FAmplitude = uv
	r.Uncalibrated = true
	for i := range r.Leads {
		l := &r.Leads[i]
		for _, v := range []*ecg.Microvolt{
			&l.P, &l.PPositive, &l.PNegative, &l.Q, &l.R, &l.S, &l.R2, &l.S2, &l.T, &l.TPositive, &l.TNegative, &l.U, &l.TBeforeU, &l.QRSPeak,
			&l.J, &l.ST20, &l.ST40, &l.ST60, &l.ST80, &l.JNotch, &l.PRSegment, &l.TPLevel, &l.Noise,
		} {
			*v = uv
		}
		l.PTF, l.QRSNet, l.PNet, l.TNet, l.STSlope, l.STIntegral = area, area, area, area, area, area
	}
	for i := range r.Quality.Leads {
		q := &r.Quality.Leads[i]
		q.Baseline, q.Mains, q.Muscle = uv, uv, uv
	}
}
