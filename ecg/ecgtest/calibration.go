package ecgtest

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Calibration says what calibration signal to make. The zero value of each field is its default. The signals are built after
// the CAL signals of IEC 60601-2-25:2011 (201.12.1.101): sharp, simple waves, the same in I, II and V1 to V6, so that
// III is flat, aVR inverted, and aVL and aVF half as large. The courses and times are this package's own, not those of
// the CTS database.
type Calibration struct {
	Rate      float64 `json:"rate_hz,omitempty"`    // Hz, default 500
	Duration  float64 `json:"duration_s,omitempty"` // s, default 10
	HeartRate float64 `json:"heart_rate,omitempty"` // beats/min, default 60, at most 120
	PUV       float64 `json:"p_uv,omitempty"`       // half a sine of 116 ms, default 150
	QUV       float64 `json:"q_uv,omitempty"`       // depth (positive) of a triangle of 24 ms before R, default none
	RUV       float64 `json:"r_uv,omitempty"`       // height of a triangle of 56 ms, default 1000
	SUV       float64 `json:"s_uv,omitempty"`       // depth (positive) of a triangle of 44 ms behind R, default RUV; negative: none
	STUV      float64 `json:"st_uv,omitempty"`      // level of the ST segment, default 0
	TUV       float64 `json:"t_uv,omitempty"`       // half a sine of 180 ms, default 250
}

// Times of the calibration signals, s.
const (
	calP     = 0.116
	calPQ    = 0.178 // P onset to QRS onset
	calQ     = 0.024
	calR     = 0.056
	calS     = 0.044
	calQT    = 0.394
	calT     = 0.180
	calFirst = 0.35 // QRS onset of the first beat
)

// calLeads are the factors by which the leads show the signal.
var calLeads = map[ecg.Lead]float64{
	ecg.LeadI: 1, ecg.LeadII: 1, ecg.LeadIII: 0, ecg.LeadAVR: -1, ecg.LeadAVL: 0.5, ecg.LeadAVF: 0.5,
	ecg.LeadV1: 1, ecg.LeadV2: 1, ecg.LeadV3: 1, ecg.LeadV4: 1, ecg.LeadV5: 1, ecg.LeadV6: 1,
}

// knot is a corner of the QRS complex: s after its onset, µV.
type knot struct{ at, uv float64 }

// knots are the corners of the QRS complex of c.
func (c *Calibration) knots() []knot {
	list := []knot{{0, 0}}
	end := 0.0
	wave := func(width, uv, back float64) {
		if uv != 0 {
			list = append(list, knot{end + width/2, uv}, knot{end + width, back})
			end += width
		}
	}
	back := func(last bool) float64 {
		if last {
			return c.STUV
		}
		return 0
	}
	s := -max(c.SUV, 0)
	wave(calQ, -c.QUV, 0)
	wave(calR, c.RUV, back(s == 0))
	wave(calS, s, back(true))
	return list
}

func (c *Calibration) fill() error {
	setDefault(&c.Rate, defaultRate)
	setDefault(&c.Duration, defaultDuration)
	setDefault(&c.HeartRate, 60)
	setDefault(&c.PUV, 150)
	setDefault(&c.RUV, 1000)
	setDefault(&c.SUV, c.RUV)
	setDefault(&c.TUV, 250)
	if !within(c.Rate, minRate, maxRate) || !(c.Duration > 0) || !within(c.Duration*c.Rate*12, 1, maxSamples) ||
		!within(c.HeartRate, minHeartRate, 120) {
		return bad("rate %g Hz, duration %g s, %g beats/min", c.Rate, c.Duration, c.HeartRate)
	}
	for _, v := range []float64{c.PUV, c.QUV, c.RUV, c.SUV, c.STUV, c.TUV} {
		if !within(math.Abs(v), 0, 1e5) {
			return bad("wave of %g µV", v)
		}
	}
	return nil
}

// value is the signal at t seconds after QRS onset.
func (c *Calibration) value(knots []knot, t float64) float64 {
	if u := t + calPQ; u >= 0 && u < calP {
		return c.PUV * math.Sin(math.Pi*u/calP)
	}
	if t < 0 || t >= calQT {
		return 0
	}
	for i := 1; i < len(knots); i++ {
		a, b := knots[i-1], knots[i]
		if t < b.at {
			return a.uv + (b.uv-a.uv)*(t-a.at)/(b.at-a.at)
		}
	}
	u := (t - (calQT - calT)) / calT
	if u <= 0 {
		return c.STUV
	}
	return c.STUV*(1-u) + c.TUV*math.Sin(math.Pi*u) // back to zero at the end of T
}

// Generate makes the signal in 12 leads, one µV a step, and says what is in it. Errors wrap [ErrSpec].
func (c Calibration) Generate() (*ecg.Record, *Truth, error) {
	if err := c.fill(); err != nil {
		return nil, nil, err
	}
	spec := Spec{Rate: c.Rate, Duration: c.Duration, HeartRate: c.HeartRate}
	spec, err := spec.filled()
	if err != nil {
		return nil, nil, err
	}
	knots := c.knots()
	qrs := knots[len(knots)-1].at
	n := int(math.Round(c.Duration * c.Rate))
	one := make([]int32, n)
	cycle := 60 / c.HeartRate
	for i := range one {
		t := float64(i)/c.Rate - calFirst
		k := math.Floor((t + calPQ) / cycle)
		if k >= 0 {
			one[i] = int32(math.Round(c.value(knots, t-k*cycle)))
		}
	}
	rec := header(&spec)
	for _, l := range ecg.StandardLeads {
		ch := rec.AddChannel()
		*ch = ecg.Channel{Lead: l, Label: l.String(), Rate: c.Rate, Scale: 1, Unit: ecg.UnitMicrovolt, Bits: 16, Samples: n}
		if _, _, limb := derived(l); limb && basisIndex(l) < 0 {
			ch.Raw, ch.Scale = deriveLimb(l, one, one, 1)
		} else {
			ch.Raw = append([]int32(nil), one...)
		}
	}
	return rec, c.truth(&spec, knots, qrs, n), nil
}

// truth says what is in the signal.
func (c *Calibration) truth(spec *Spec, knots []knot, qrs float64, n int) *Truth {
	nan := ecg.NaN[ecg.Value]()
	t := &Truth{Spec: *spec, Samples: n, HeartRate: ecg.Value(c.HeartRate), RRMean: ecg.Millisecond(60000 / c.HeartRate), FWaveHz: nan, FlutterHz: nan}
	x := make(trace, int(math.Round(calQT/fiducialStep))+1)
	r := 0.0
	for _, k := range knots {
		if k.uv == c.RUV {
			r = k.at
		}
	}
	tpl := Template{
		Name: kindMain.String(), P: 1000 * calP, PR: 1000 * calPQ, QRS: ecg.Millisecond(1000 * qrs), QT: 1000 * calQT, R: ecg.Millisecond(1000 * r),
		Leads: map[ecg.Lead]Amplitudes{},
	}
	seen := newVisibility()
	for l, f := range calLeads {
		at := func(s float64) float64 { return f * c.value(knots, s) }
		for i := range x {
			x[i] = at(float64(i) * fiducialStep)
		}
		var a Amplitudes
		a.readQRS(x, qrs)
		a.readST(at, &beatTemplate{qrs: qrs})
		a.TWave = ecg.Microvolt(f * c.TUV)
		a.readT(x, calQT-calT, calQT-calT/2)
		a.P, a.PNeg = ecg.Microvolt(max(0, f*c.PUV)), ecg.Microvolt(min(0, f*c.PUV))
		const halfSine = 2 / math.Pi // mean of half a sine
		a.PArea, a.TArea = ecg.Value(f*c.PUV*calP*halfSine*1000), ecg.Value(f*c.TUV*calT*halfSine*1000)
		seen.beat(x, qrs, &a)
		tpl.Leads[l] = a
	}
	axis := func(one, two float64) ecg.Degree { return ecg.Degree(frontalAxis(one, two)) }
	i, ii := tpl.Leads[ecg.LeadI], tpl.Leads[ecg.LeadII]
	tpl.QRSAxis, tpl.QRSAxisAmplitude = axis(float64(i.Area), float64(ii.Area)), axis(float64(i.QRSMax+i.QRSMin), float64(ii.QRSMax+ii.QRSMin))
	tpl.TAxis, tpl.PAxis = axis(c.TUV, c.TUV), axis(c.PUV, c.PUV)
	tpl.Visible = seen.limits(false, 0)
	t.Templates = []Template{tpl}
	for on := calFirst; t.instant(on+r).Sample != ecg.NoSample; on += 60 / c.HeartRate {
		b := Beat{
			Class: ClassN, Symbol: "N", R: t.instant(on + r), QRSOn: t.instant(on), QRSOff: t.instant(on + qrs),
			TOn: t.instant(on + calQT - calT), TPeak: t.instant(on + calQT - calT/2), TOff: t.instant(on + calQT),
			POn: t.instant(on - calPQ), PPeak: t.instant(on - calPQ + calP/2), POff: t.instant(on - calPQ + calP),
			PR: tpl.PR, QRS: tpl.QRS, QT: tpl.QT, RR: t.RRMean, TGain: 1, QRSGain: 1,
		}
		if len(t.Beats) == 0 {
			b.RR = ecg.NaN[ecg.Millisecond]()
		}
		t.PWaves = append(t.PWaves, PWave{On: b.POn, Peak: b.PPeak, Off: b.POff, Conducted: true, Beat: len(t.Beats)})
		t.Beats = append(t.Beats, b)
	}
	t.Rhythms = []RhythmSpan{{Sinus, 0, c.Duration, 0, n}}
	return t
}
