package engine

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// limbLead is a lead that follows from I and II.
type limbLead struct {
	lead     ecg.Lead
	one, two float64 // shares of them
	template []float64
}

// limbShares are the shares of I and II in the leads that follow from them (Einthoven 1913, Goldberger 1942).
func limbShares(l ecg.Lead) (one, two float64, ok bool) {
	switch l {
	case ecg.LeadIII:
		return -1, 1, true
	case ecg.LeadAVR:
		return -0.5, -0.5, true
	case ecg.LeadAVRneg:
		return 0.5, 0.5, true
	case ecg.LeadAVL:
		return 1, -0.5, true
	case ecg.LeadAVF:
		return -0.5, 1, true
	}
	return 0, 0, false
}

// Derive adds the given leads, those of III, aVR, aVL, aVF and -aVR, behind the ones that are pushed: their average beats are
// computed from those of leads one and two, I and II. What else is among them is passed over; the leads added are returned. It
// holds from the next Reset on.
func (s *STTrend) Derive(one, two int, leads []ecg.Lead) (added []ecg.Lead) {
	s.one, s.two, s.limbs = one, two, s.limbs[:0]
	for _, l := range leads {
		if a, b, ok := limbShares(l); ok {
			s.limbs = append(s.limbs, limbLead{lead: l, one: a, two: b})
			added = append(added, l)
		}
	}
	return added
}

// addLimbs appends the derived leads to the report.
func (s *STTrend) addLimbs() {
	rep := &s.report
	for i := range s.limbs {
		l := &s.limbs[i]
		one, two := &rep.Leads[s.one], &rep.Leads[s.two]
		out := measure.Lead{
			Lead: l.lead, Derived: true, TemplateR: one.TemplateR, SampleRate: one.SampleRate,
			OK:    one.OK && two.OK && one.TemplateR == two.TemplateR && len(one.Template) == len(two.Template),
			Noise: ecg.Microvolt(math.Hypot(l.one*float64(one.Noise), l.two*float64(two.Noise))),
		}
		if out.OK {
			l.template = resize(l.template, len(one.Template))
			for k := range l.template {
				l.template[k] = l.one*one.Template[k] + l.two*two.Template[k]
			}
			out.Template = l.template
		}
		rep.Leads = append(rep.Leads, out)
	}
}
