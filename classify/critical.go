package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// critical appends the rules of the set in force that the recording meets.
func (k *Classifier) critical(dst []CriticalFinding, r *measure.Report, c *Context, f *Findings) []CriticalFinding {
	set, ok := k.o.ruleSet(c.RuleSet)
	if c.RuleSet == "" || !ok {
		set, _ = k.o.ruleSet(k.o.RuleSet)
	}
	for i := range set.Rules {
		if rule := &set.Rules[i]; f.met(r, c, rule) {
			dst = append(dst, CriticalFinding{RuleSet: set.Name, Rule: rule.ID, EN: rule.EN, ZH: rule.ZH,
				Evidence: f.evidence[f.start:len(f.evidence):len(f.evidence)]})
			f.start = len(f.evidence)
		} else {
			f.Drop()
		}
	}
	return dst
}

// met judges one rule and leaves its evidence pending: its conditions, then what the finding rests on.
func (f *Findings) met(r *measure.Report, c *Context, rule *Rule) bool {
	for i := range rule.When {
		q := &rule.When[i]
		v := f.metric(q.Metric, r, c)
		if !compare(v, q.Op, q.Limit) {
			return false
		}
		f.Evidence(q.Metric, 0, v, q.Limit, q.Op+noteOf(q.Note))
	}
	for _, code := range rule.With {
		if !f.Has(code) {
			return false
		}
	}
	if len(rule.Any) == 0 {
		return len(rule.When) > 0 || len(rule.With) > 0
	}
	for _, code := range rule.Any {
		if x := f.Find(code); x != nil && x.Confidence >= rule.MinConfidence {
			f.evidence = append(f.evidence, x.Evidence...)
			return true
		}
	}
	return false
}

func noteOf(s string) string {
	if s == "" {
		return ""
	}
	return " " + s
}

func compare(v float64, op string, limit float64) bool {
	switch op {
	case ">=":
		return v >= limit
	case ">":
		return v > limit
	case "<=":
		return v <= limit
	case "<":
		return v < limit
	}
	return false
}

// metric computes a metric; NaN for what was not measured or is not known by that name.
func (f *Findings) metric(name string, r *measure.Report, c *Context) float64 {
	switch name {
	case MetricSymptomatic:
		if c.Symptomatic {
			return 1
		}
		return 0
	case MetricLegacyST:
		return float64(legacyST(r, c).count())
	case MetricRRMax:
		ms, _ := longestPause(r, f.s.poor)
		return ms
	}
	if f.s.unusable {
		return math.NaN()
	}
	switch name {
	case MetricRate:
		return heartRate(r)
	case MetricQTc:
		if f.HasAny("VT", "AFL") {
			return math.NaN()
		}
		q, _ := correctedQT(r, f.Options.QTc)
		return q
	case MetricVTRate:
		return f.s.vtRate
	case MetricVTSeconds:
		return f.s.vtSeconds
	}
	if f.s.poor { // single intervals are not safe in noise
		return math.NaN()
	}
	switch name {
	case MetricRRMinWide:
		return f.s.minRRWide
	case MetricROnT:
		return rOnT(r)
	case MetricPEStrain:
		if x := f.Find(codePE); x != nil {
			return evidenceValue(x, "t_inverted_v1_v4")
		}
	}
	return math.NaN()
}

// legacyST are the leads that reach the limits of CN-legacy beside a neighbour.
func legacyST(r *measure.Report, c *Context) leadSet {
	return (elevatedLeads(r, c, CNLegacy, 0) &^ cavityLead).paired()
}

// rOnT is the shortest interval from the beat before to a ventricular premature beat, less that from R to the end of T in
// the representative beat, ms.
func rOnT(r *measure.Report) float64 {
	out := math.NaN()
	if r.RateHz <= 0 || r.Fiducials.TOff == measure.None {
		return out
	}
	tEnd := float64(r.Fiducials.TOff-r.Fiducials.R) * 1000 / r.RateHz
	if r.Fiducials.R == measure.None || tEnd <= 0 {
		return out
	}
	for i := 1; i < len(r.Beats); i++ {
		b := &r.Beats[i]
		if b.Class != measure.Ventricular || r.Beats[i-1].Class == measure.Ventricular || !ecg.Known(b.RR) {
			continue
		}
		if v := float64(b.RR) - tEnd; !(v >= out) {
			out = v
		}
	}
	return out
}

// Times within which a recording should be read, s: the county centre's answer to a critical one in 10 minutes, then the
// usual half hour and two hours of tele-ECG centres.
const (
	dueRed    = 600
	dueOrange = 1800
	dueYellow = 7200
)

// orange are the findings, with their least confidence, that wait half an hour at most.
var orange = []struct {
	code string
	min  Confidence
}{
	{"VT", Possible}, {"AVB3", Possible}, {"AVB2", Possible}, {"ISCHEMIA", Probable}, {"PERICARDITIS", Possible},
	{"BRUGADA", Possible}, {"SVT", Possible}, {"HYPERKALEMIA", Possible}, {codePE, Possible}, {codeTAlternans, Possible}, {codeIVR, Possible},
	{codeAtrialTachy, Possible},
}

// priority places the recording: red when a critical value is met or a finding is critical; orange for findings that should
// not wait and for recordings to be repeated while the patient is there; green only when the ECG was judged normal.
func priority(f *Findings, critical []CriticalFinding) Priority {
	if len(critical) > 0 {
		return Priority{"red", dueRed, critical[0].EN, critical[0].ZH}
	}
	for i := range f.list {
		if x := &f.list[i]; x.Severity == Critical {
			return Priority{"red", dueRed, x.EN, x.ZH}
		}
	}
	for _, o := range orange {
		if x := f.Find(o.code); x != nil && x.Confidence >= o.min {
			return Priority{"orange", dueOrange, x.EN, x.ZH}
		}
	}
	if x := f.Find(codePause); x != nil && x.Severity == Abnormal {
		return Priority{"orange", dueOrange, x.EN, x.ZH}
	}
	if f.Has("POOR_QUALITY") {
		return Priority{"orange", dueOrange, "Poor quality, repeat the recording", "信号质量差，请重新采集"}
	}
	if x := f.Find("NORMAL"); x != nil {
		return Priority{"green", ecg.NaN[ecg.Value](), x.EN, x.ZH}
	}
	if f.Has(codePaediatric) {
		return Priority{"yellow", dueYellow, "Under 16 years, not interpreted", "16岁以下，未作自动诊断"}
	}
	for i := range f.list {
		if x := &f.list[i]; x.Severity >= Borderline && x.Code != "ABNORMAL" {
			return Priority{"yellow", dueYellow, x.EN, x.ZH}
		}
	}
	return Priority{"yellow", dueYellow, "Not judged normal", "未判定为正常"}
}
