package ecgtest

import (
	"fmt"
	"math"

	"github.com/goecg/goecg/ecg"
)

// Bounds of what can be asked for.
const (
	minRate, maxRate           = 50.0, 50000.0
	maxSamples                 = 1 << 30 // of all leads together
	minHeartRate, maxHeartRate = 15.0, 350.0
	maxUV                      = 1e6
	maxFactor                  = 1000.0
)

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrSpec}, args...)...)
}

// within is false for NaN.
func within(v, lo, hi float64) bool { return v >= lo && v <= hi }

func (s *Spec) check() error {
	switch {
	case !within(s.Rate, minRate, maxRate):
		return bad("rate %g Hz is outside %g to %g", s.Rate, minRate, maxRate)
	case !(s.Duration > 0) || !within(s.Duration*s.Rate*float64(len(s.Leads)), 1, maxSamples):
		return bad("duration %g s gives no or too many samples", s.Duration)
	case !within(s.StepUV, 1e-3, 1e3):
		return bad("step %g µV", s.StepUV)
	case !within(s.HeartRate, minHeartRate, maxHeartRate) || !within(s.AtrialRate, minHeartRate, 2*maxHeartRate):
		return bad("rate %g or %g /min is outside %g to %g", s.HeartRate, s.AtrialRate, minHeartRate, maxHeartRate)
	case !within(s.PDuration, 20, 300) || !within(s.PR, 40, 800) || s.PR < s.PDuration*0.5:
		return bad("P of %g ms with PR of %g ms", s.PDuration, s.PR)
	case !within(s.QRS, 40, 300):
		return bad("QRS %g ms", s.QRS)
	case s.QT != 0 && !within(s.QT, s.QRS+60, 1000):
		return bad("QT %g ms with QRS %g ms", s.QT, s.QRS)
	case s.FlutterRatio < -1 || s.FlutterRatio > 20 || s.BlockRatio < 2:
		return bad("flutter ratio %d, block ratio %d", s.FlutterRatio, s.BlockRatio)
	case s.Sex != ecg.SexUnknown && s.Sex != ecg.Male && s.Sex != ecg.Female && s.Sex != ecg.SexOther:
		return bad("sex %d", s.Sex)
	case s.Age < 0 || s.Age > ecg.MaxAge || math.IsNaN(s.Age):
		return bad("age %g", s.Age)
	}
	if err := s.checkRhythm(); err != nil {
		return err
	}
	if err := s.checkLeads(); err != nil {
		return err
	}
	for _, v := range []float64{s.PScale, s.QRSScale, s.TScale} {
		if !within(math.Abs(v), 0, maxFactor) {
			return bad("scale %g", v)
		}
	}
	for _, v := range []float64{s.FWaveUV, s.FlutterUV, s.VFUV, s.SpikeUV} {
		if !within(v, 0, maxUV) {
			return bad("amplitude %g µV", v)
		}
	}
	if !within(s.FWaveHz, 1, 20) || !within(s.VFHz, 1, 20) || !within(s.SpikeMS, 0.05, 50) {
		return bad("f waves of %g Hz, ventricular waves of %g Hz or spikes of %g ms", s.FWaveHz, s.VFHz, s.SpikeMS)
	}
	if s.QRSAxis != nil && !within(*s.QRSAxis, -360, 360) {
		return bad("axis %g", *s.QRSAxis)
	}
	return s.Noise.check()
}

// checkLeads looks at what is given by lead.
func (s *Spec) checkLeads() error {
	if _, ok := stShapes[s.STShape]; !ok {
		return bad("ST shape %q", string(s.STShape))
	}
	for i, l := range s.Leads {
		if !knownLead(l) {
			return bad("lead %d (%q) cannot be made", i, l.String())
		}
	}
	for i, m := range [...]map[ecg.Lead]float64{s.ST, s.Q, s.JNotch, s.U, s.TFactor, s.LeadScale} {
		limit := maxUV
		if i >= 4 {
			limit = maxFactor
		}
		for _, l := range sortedLeads(m) {
			if !knownLead(l) || !within(math.Abs(m[l]), 0, limit) {
				return bad("value %g for lead %q", m[l], l.String())
			}
		}
	}
	for _, l := range sortedLeads(s.LeadScale) {
		if basisIndex(l) < 0 {
			return bad("lead scale of %s: it follows from I and II", l)
		}
	}
	return nil
}

// checkRhythm looks at what is given by time and beat.
func (s *Spec) checkRhythm() error {
	for _, x := range []*Ectopy{&s.PVC, &s.PAC} {
		if !within(x.Coupling, 0.3, 1) || !within(x.Fraction, 0, 1) || x.Every < 0 || x.Run < 0 {
			return bad("ectopic beats with coupling %g, fraction %g, every %d, run %d", x.Coupling, x.Fraction, x.Every, x.Run)
		}
	}
	for _, p := range s.Pauses {
		if !within(p.RR, 0.2, 60) {
			return bad("pause of %g s", p.RR)
		}
	}
	if !within(s.TAlternans, 0, 1) || !within(s.QRSAlternans, 0, 1) {
		return bad("alternans of %g and %g", s.TAlternans, s.QRSAlternans)
	}
	if !within(s.RSA, 0, 1000) || !within(s.RRJitter, 0, 1000) {
		return bad("RR variation of %g and %g ms", s.RSA, s.RRJitter)
	}
	for _, e := range s.Episodes {
		if _, ok := e.Rhythm.defaultHeartRate(); !ok || !(e.Start >= 0) || !(e.End > e.Start) {
			return bad("episode of %q from %g to %g s", string(e.Rhythm), e.Start, e.End)
		}
		if e.HeartRate != 0 && !within(e.HeartRate, minHeartRate, maxHeartRate) {
			return bad("heart rate %g of an episode", e.HeartRate)
		}
	}
	return nil
}
