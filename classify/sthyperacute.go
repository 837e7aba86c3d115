package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// hyperacuteST is the ST elevation, µV, that must accompany a hyperacute T wave. Its height and width are in [Options], since
// no limits are agreed on.
const hyperacuteST = 50

const ruleHyperacute = "hyperacute T, limits not agreed on"

// hyperacute states T waves that are too tall for the patient or for their R wave, broad, above ST elevation, in two
// neighbours: only ever to be considered. Hypertrophy, early repolarisation and hyperkalaemia make T tall by themselves.
func hyperacute(r *measure.Report, c *Context, f *Findings) {
	if f.s.poor || f.s.unusable || !(heartRate(r) < definiteRate) || f.HasAny("LVH", "EARLY_REPOL", "PERICARDITIS", "HYPERKALEMIA") {
		return
	}
	var s leadSet
	for i := range stLeads {
		if f.hyperacuteIn(r, c, i) {
			s |= 1 << i
		}
	}
	if s = s.paired(); s == 0 {
		return
	}
	for i, l := range stLeads {
		if m, _, _ := stLead(r, i); s.has(i) {
			f.Evidence("t_uv", l, float64(m.T), f.tallT(l, c), ruleHyperacute)
			f.Evidence("t_rr_ratio", l, tWidth(r, m), f.Options.BroadT, ruleHyperacute)
			f.Evidence("j_uv", l, float64(m.J), hyperacuteST, ruleHyperacute)
		}
	}
	t := locate(s)
	f.equivalent(r, c, Finding{Territory: t.en, SCP: t.scp, AHA: 147, Confidence: Possible,
		EN: "Tall broad T waves, consider hyperacute T of early " + t.en + " infarction, repeat in 5 to 10 minutes",
		ZH: "T波高宽，超急性期T波（" + t.zh + "）待排，请在5～10分钟内复查并结合临床"}, s)
}

// hyperacuteIn judges one lead.
func (f *Findings) hyperacuteIn(r *measure.Report, c *Context, i int) bool {
	l := stLeads[i]
	m, sign, _ := stLead(r, i)
	if m == nil || sign < 0 || !(m.J >= hyperacuteST) || !(tWidth(r, m) >= f.Options.BroadT) {
		return false
	}
	tall := float64(m.T) > f.tallT(l, c)
	if smithLeads.has(i) {
		tall = tall || positive(m) >= tProminentR && float64(m.T) > f.Options.TallTRatio*positive(m)
	}
	return tall && (smithLeads.has(i) || limbLeads.has(i))
}

// tallT is the T wave of lead l, µV, over which it is tall.
func (f *Findings) tallT(l ecg.Lead, c *Context) float64 {
	switch {
	case l < ecg.LeadV1 || l > ecg.LeadV6:
		return f.Options.TallTLimb
	case c.female():
		return f.Options.TallTFemale
	}
	return f.Options.TallTMale
}

// tWidth is the duration of the T wave of m as a share of the mean RR, NaN when it was not measured.
func tWidth(r *measure.Report, m *measure.Lead) float64 {
	p := &m.Fiducials
	if p.TOn == measure.None || p.TOff == measure.None || p.TOff <= p.TOn || r.RateHz <= 0 {
		return ecg.NaN[float64]()
	}
	return float64(p.TOff-p.TOn) * 1000 / r.RateHz / float64(r.RR.Mean)
}
