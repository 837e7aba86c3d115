package classify

import (
	"slices"
	"strings"
)

// RuleSet is a list of critical values (危急值) as data: what a body has decided must be reported at once.
type RuleSet struct {
	Name   string `json:"name"`
	EN     string `json:"en"`
	ZH     string `json:"zh"`
	Rules  []Rule `json:"rules"`
	Source string `json:"source,omitempty"`
	// Omitted names the items of the list that cannot be decided from one resting ECG by this library.
	Omitted []string `json:"omitted,omitempty"`
}

// Rule is one item of a RuleSet. It is met when there is a finding with one of the codes Any (or Any is empty), findings with
// all codes With, and every condition When holds. A condition on what was not measured does not hold.
type Rule struct {
	ID            string      `json:"id"`
	EN            string      `json:"en"`
	ZH            string      `json:"zh"`
	Any           []string    `json:"any,omitempty"`
	With          []string    `json:"with,omitempty"`
	MinConfidence Confidence  `json:"min_confidence,omitempty"` // of the finding among Any, default possible
	When          []Condition `json:"when,omitempty"`
}

// Condition compares a metric with a limit. Metrics are the Metric constants, operators ">=", ">", "<=", "<".
type Condition struct {
	Metric string  `json:"metric"`
	Op     string  `json:"op"`
	Limit  float64 `json:"limit"`
	Note   string  `json:"note,omitempty"` // how the limit stands for the words of the rule
}

// Metrics that conditions may name.
const (
	MetricRate        = "heart_rate_bpm"  // mean ventricular rate
	MetricRRMax       = "rr_max_ms"       // longest RR, in a signal good enough that no beat was missed
	MetricQTc         = "qtc_ms"          // by the formula of Options
	MetricVTRate      = "vt_rate_bpm"     // of the longest ventricular run or the wide-QRS tachycardia
	MetricVTSeconds   = "vt_s"            // how long that lasts within the recording
	MetricRRMinWide   = "rr_min_wide_ms"  // shortest RR between two wide beats
	MetricROnT        = "r_on_t_ms"       // shortest coupling of a PVC less the end of T, below 0 when on T
	MetricSymptomatic = "symptomatic"     // 1 when Context says so, else 0
	MetricPEStrain    = "pe_strain_leads" // leads of V1-V4 with T inversion beside S1Q3T3
	MetricLegacyST    = "st_legacy_leads" // leads, with a neighbour, that reach the CN-legacy limits
)

// vtStrip stands for "30 s" in a recording of 10 s: a run that fills it.
const vtStrip = "duration_unproven: fills a 10 s strip"

// Rules that several lists share.
var (
	ruleMI       = Rule{ID: "CV-ACS-1", EN: "Suspected acute myocardial infarction", ZH: "疑似急性心肌梗死", Any: []string{"STEMI", "STEMI_EQUIVALENT"}}
	ruleLegacyMI = Rule{ID: "CV-ACS-1", EN: "Suspected acute myocardial infarction", ZH: "疑似急性心肌梗死", Any: []string{"STEMI", "STEMI_EQUIVALENT"},
		When: []Condition{{Metric: MetricLegacyST, Op: ">=", Limit: 2, Note: "limb, V4-V6 0.1 mV; V1-V3 0.3 mV"}}}
	ruleIschaemia = Rule{ID: "CV-ACS-2", EN: "Suspected acute myocardial ischaemia", ZH: "疑似急性心肌缺血", Any: []string{"ISCHEMIA"}, MinConfidence: Definite}
	ruleVF        = Rule{ID: "CV-TA-1", EN: "Ventricular flutter or fibrillation", ZH: "心室扑动、心室颤动", Any: []string{"VF"}}
	ruleVT        = Rule{ID: "CV-TA-2", EN: "Ventricular tachycardia, 150/min or faster", ZH: "室性心动过速，心室率≥150次/分", Any: []string{"VT"},
		When: []Condition{{Metric: MetricVTRate, Op: ">=", Limit: 150}, {Metric: MetricVTSeconds, Op: ">=", Limit: vtFills, Note: vtStrip}}}
	rulePolyVT = Rule{ID: "CV-TA-3", EN: "Polymorphic ventricular tachycardia, torsades de pointes", ZH: "尖端扭转型、多形性、双向性室性心动过速", Any: []string{"VT_POLYMORPHIC"}}
	rulePE     = Rule{ID: "CV-OT-3", EN: "Suspected acute pulmonary embolism", ZH: "疑似急性肺栓塞", Any: []string{codePE}, With: []string{"STACH"},
		When: []Condition{{Metric: MetricPEStrain, Op: ">=", Limit: peStrain}}}
	ruleHyperK = Rule{ID: "CV-OT-2", EN: "Suggests severe hyperkalaemia", ZH: "提示严重高钾血症", Any: []string{"HYPERKALEMIA"}}
)

func ruleFastSV(id, en, zh string, limit float64, codes ...string) Rule {
	return Rule{ID: id, EN: en, ZH: zh, Any: codes, When: []Condition{{Metric: MetricRate, Op: ">=", Limit: limit}}}
}

func rulePreexcitedAF(op string) Rule {
	return Rule{ID: "CV-TA-5", EN: "Atrial fibrillation with pre-excitation, shortest RR 250 ms or less", ZH: "心房颤动伴预激，最短RR间期≤250 ms",
		Any: []string{"AFIB"}, When: []Condition{{Metric: MetricRRMinWide, Op: op, Limit: 250}}}
}

func ruleSlow(op string) Rule {
	return Rule{ID: "CV-BR-1", EN: "Severe bradycardia, mean ventricular rate 35/min or less", ZH: "严重心动过缓，平均心室率≤35次/分",
		When: []Condition{{Metric: MetricRate, Op: op, Limit: 35}}}
}

func rulePause(limit float64, en, zh string) Rule {
	return Rule{ID: "CV-BR-2", EN: en, ZH: zh, When: []Condition{{Metric: MetricRRMax, Op: ">=", Limit: limit}}}
}

func ruleQTcROnT(limit float64, en, zh string) Rule {
	return Rule{ID: "CV-OT-4", EN: en, ZH: zh, Any: []string{"PVC"},
		When: []Condition{{Metric: MetricQTc, Op: ">=", Limit: limit}, {Metric: MetricROnT, Op: "<=", Limit: 0}}}
}

const (
	ruleAVB3EN, ruleAVB3ZH = "Complete atrioventricular block", "三度房室阻滞"
	svEN, svZH             = "Supraventricular tachycardia, very fast ventricular rate", "室上性心动过速，心室率极快"
	afEN, afZH             = "Atrial fibrillation or flutter, very fast ventricular rate", "心房颤动、心房扑动，心室率极快"
)

// The names of the built-in sets. CN2017 is the national expert consensus; ZJ the trial list of Zhejiang; SX that of Shanxi;
// CNProvincial the later provincial standard.
const (
	CN2017       = "CN2017"
	ZJ           = "ZJ"
	SX           = "SX"
	CNProvincial = "CN-PROV"
)

var ruleSets = []RuleSet{
	{
		Name: CN2017, EN: "Chinese expert consensus on critical ECG values 2017", ZH: "心电图危急值2017中国专家共识",
		Source: "临床心电学杂志 2017;26(6):401-402",
		Rules: []Rule{
			ruleMI, ruleIschaemia, ruleVF, ruleVT, rulePolyVT,
			ruleFastSV("CV-TA-4", svEN, svZH, 200, "SVT", "AFIB", "AFL", "STACH"),
			rulePreexcitedAF("<="), ruleSlow("<="),
			rulePause(5000, "RR interval of 5 s or more", "长RR间期≥5.0 s"),
			{ID: "CV-BR-2S", EN: "RR interval of 3 s or more, with symptoms", ZH: "长RR间期≥3.0 s伴症状",
				When: []Condition{{Metric: MetricRRMax, Op: ">=", Limit: 3000}, {Metric: MetricSymptomatic, Op: ">=", Limit: 1}}},
			ruleHyperK,
			rulePE,
			{ID: "CV-OT-4", EN: "QTc of 550 ms or more", ZH: "QTc≥550 ms", When: []Condition{{Metric: MetricQTc, Op: ">=", Limit: 550}}},
			{ID: "CV-OT-5", EN: "Overt T-wave alternans", ZH: "显性T波电交替", Any: []string{codeTAlternans}},
			{ID: "CV-OT-6", EN: "R-on-T ventricular premature complex", ZH: "R-on-T型室性早搏", Any: []string{"PVC"},
				When: []Condition{{Metric: MetricROnT, Op: "<=", Limit: 0}}},
		},
		Omitted: []string{"CV-ACS-3 re-infarction: needs a previous ECG (see Compare)", "CV-OT-1 severe hypokalaemia: needs the serum potassium (see HYPOKALEMIA)"},
	},
	{
		Name: ZJ, EN: "Critical ECG values of Zhejiang, trial", ZH: "浙江省心电图危急值（试用版）", Source: "浙江省医学会",
		Rules: []Rule{
			ruleLegacyMI, ruleVF, ruleVT, rulePolyVT,
			ruleFastSV("CV-TA-4", svEN, svZH, 230, "SVT", "STACH"),
			ruleFastSV("CV-TA-4A", afEN, afZH, 180, "AFIB", "AFL"),
			rulePreexcitedAF("<"), ruleSlow("<"),
			rulePause(3000, "RR interval of 3 s or more", "长RR间期≥3.0 s"),
			{ID: "CV-BR-3", EN: ruleAVB3EN, ZH: ruleAVB3ZH, Any: []string{"AVB3"}},
			ruleQTcROnT(500, "Marked QT prolongation with R-on-T ventricular premature complex", "QT间期明显延长伴R-on-T型室性早搏"),
		},
		Omitted: []string{"re-infarction: needs a previous ECG", "Holter items"},
	},
	{
		Name: CNProvincial, EN: "Critical ECG values, later provincial standard", ZH: "省级心电图危急值标准",
		Rules: []Rule{
			ruleLegacyMI, ruleVF, ruleVT, rulePolyVT,
			ruleFastSV("CV-TA-4", svEN, svZH, 200, "SVT", "STACH", "AFIB", "AFL"),
			rulePreexcitedAF("<="), ruleSlow("<="),
			rulePause(3000, "RR interval of 3 s or more", "长RR间期≥3.0 s"),
			{ID: "CV-BR-3", EN: ruleAVB3EN, ZH: ruleAVB3ZH, Any: []string{"AVB3"}},
			ruleQTcROnT(550, "QTc of 550 ms or more with R-on-T ventricular premature complex", "QTc≥550 ms伴R-on-T型室性早搏"),
			ruleHyperK,
		},
		Omitted: []string{"re-infarction: needs a previous ECG", "Holter items"},
	},
	{
		Name: SX, EN: "Critical ECG values of Shanxi 2017, trial", ZH: "山西省心电图危急值（2017试行）", Source: "实用心电学杂志 2017;5",
		Rules: []Rule{
			ruleLegacyMI, ruleVF,
			{ID: "CV-TA-2", EN: "Sustained ventricular tachycardia", ZH: "持续性室性心动过速", Any: []string{"VT"},
				When: []Condition{{Metric: MetricVTSeconds, Op: ">=", Limit: vtFills, Note: vtStrip}}},
			rulePolyVT,
			ruleFastSV("CV-TA-4", svEN, svZH, 180, "SVT", "STACH"),
			{ID: "CV-TA-4A", EN: afEN, ZH: afZH, Any: []string{"AFIB", "AFL"},
				When: []Condition{{Metric: MetricRate, Op: ">=", Limit: 180, Note: vtStrip}}},
			rulePreexcitedAF("<="),
			{ID: "CV-BR-3", EN: ruleAVB3EN, ZH: ruleAVB3ZH, Any: []string{"AVB3"}},
			ruleQTcROnT(500, "QTc prolongation with R-on-T ventricular premature complex", "QTc延长伴R-on-T型室性早搏"),
		},
		Omitted: []string{"re-infarction: needs a previous ECG", "items of the list behind its seventh: not published in full"},
	},
}

// WithLimit returns a copy of s, under a name of its own, in which every condition of the rule with that ID on the metric has
// another limit: thresholds are the hospital's to set. It reports false when there is none.
func (s RuleSet) WithLimit(name, rule, metric string, limit float64) (RuleSet, bool) {
	s.Name, s.Rules = name, slices.Clone(s.Rules)
	found := false
	for i := range s.Rules {
		r := &s.Rules[i]
		if r.ID != rule {
			continue
		}
		r.When = slices.Clone(r.When)
		for k := range r.When {
			if r.When[k].Metric == metric {
				r.When[k].Limit, found = limit, true
			}
		}
	}
	return s, found
}

// RuleSets returns the built-in sets of critical values, the default first.
func RuleSets() []RuleSet { return slices.Clone(ruleSets) }

// ruleSet finds a set by name, whatever its case: the caller's own before the built-in ones.
func (o *Options) ruleSet(name string) (*RuleSet, bool) {
	for _, list := range [][]RuleSet{o.RuleSets, ruleSets} {
		for i := range list {
			if strings.EqualFold(list[i].Name, name) {
				return &list[i], true
			}
		}
	}
	return nil, false
}

// RuleSetKnown reports whether o or the library has a set of that name.
func (o Options) RuleSetKnown(name string) bool {
	_, ok := o.ruleSet(name)
	return ok
}
