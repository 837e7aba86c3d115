package classify

import (
	"cmp"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// Severity is how much a finding matters. The zero value is Normal.
type Severity int8

// The severities, in rising order.
const (
	Normal Severity = iota
	Borderline
	Abnormal
	Critical
)

var severityNames = [...]string{"normal", "borderline", "abnormal", "critical"}

// String gives "normal", "borderline", "abnormal" or "critical".
func (s Severity) String() string { return nameOf(severityNames[:], int(s)) }

// MarshalText gives [Severity.String].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the four names; anything else is Normal.
func (s *Severity) UnmarshalText(b []byte) error {
	*s = Severity(max(0, slices.Index(severityNames[:], string(b))))
	return nil
}

// Confidence says how sure a finding is. A finding counts as a call whatever its confidence. The zero value is Possible.
type Confidence int8

// The confidences, in rising order: Definite is the tier of high specificity.
const (
	Possible Confidence = iota
	Probable
	Definite
)

var confidenceNames = [...]string{"possible", "probable", "definite"}

// String gives "possible", "probable" or "definite".
func (c Confidence) String() string { return nameOf(confidenceNames[:], int(c)) }

// MarshalText gives [Confidence.String].
func (c Confidence) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the three names; anything else is Possible.
func (c *Confidence) UnmarshalText(b []byte) error {
	*c = Confidence(max(0, slices.Index(confidenceNames[:], string(b))))
	return nil
}

func nameOf(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return ""
	}
	return names[i]
}

// Evidence is one number that a finding rests on, with the limit it was held against.
type Evidence struct {
	// What was measured, named as in the JSON of measurements ("j_uv", "qrs_ms"), or a circumstance that qualifies the
	// finding ("demographics_missing", "high_pass_filter"), whose value may be null.
	What  string    `json:"what"`
	Lead  ecg.Lead  `json:"lead"` // "" for what belongs to no lead
	Value ecg.Value `json:"value"`
	Limit ecg.Value `json:"limit"` // null when there is none
	Rule  string    `json:"rule"`
	// Source is where the rule is published, "" for circumstances that follow from the recording itself.
	Source string `json:"source"`
}

// Finding is one statement about an ECG. AHA is the number of the primary statement of AHA/ACC/HRS 2007 part II (0 when
// there is none); SNOMED, SCP and MDC are "" where the scheme has no code for it.
type Finding struct {
	Code       string     `json:"code"`
	AHA        int        `json:"aha"`
	SNOMED     string     `json:"snomed"`
	SCP        string     `json:"scp"`
	MDC        string     `json:"mdc"`
	Severity   Severity   `json:"severity"`
	Confidence Confidence `json:"confidence"`
	EN         string     `json:"en"`
	ZH         string     `json:"zh"`
	Territory  string     `json:"territory"` // of an infarct or ischaemia, "" otherwise
	Evidence   []Evidence `json:"evidence"`
	// Secondary and Modifiers are AHA numbers that go with AHA, by the grammar of [Coded].
	Secondary []int `json:"secondary,omitempty"`
	Modifiers []int `json:"modifiers,omitempty"`
}

// CriticalFinding is a rule of a critical-value set that a recording meets.
type CriticalFinding struct {
	RuleSet  string     `json:"rule_set"`
	Rule     string     `json:"rule"`
	EN       string     `json:"en"`
	ZH       string     `json:"zh"`
	Evidence []Evidence `json:"evidence"`
}

// Priority is the place of a recording in the list of those that wait for a reader.
type Priority struct {
	Level    string    `json:"level"` // "red", "orange", "yellow", "green"
	DueS     ecg.Value `json:"due_s"` // seconds from receipt within which it should be read, null for no limit of its own
	Reason   string    `json:"reason"`
	ReasonZH string    `json:"reason_zh"`
}

// Result is what [Classifier.Classify] found. Its slices are reused by the next call with the same Result.
type Result struct {
	Findings []Finding         `json:"findings"` // by falling severity, then by code
	Critical []CriticalFinding `json:"critical"`
	Priority Priority          `json:"priority"`
	// Advice is what to do at the bedside, in the order of its codes.
	Advice []Advice `json:"advice"`

	evidence []Evidence
	mods     []int
}

// Find returns the first finding with the code, or nil.
func (r *Result) Find(code string) *Finding { return find(r.Findings, code) }

// Has reports whether there is a finding with the code.
func (r *Result) Has(code string) bool { return r.Find(code) != nil }

// HasAny reports whether there is a finding with one of the codes.
func (r *Result) HasAny(codes ...string) bool { return hasAny(r.Findings, codes) }

func hasAny(list []Finding, codes []string) bool {
	for _, c := range codes {
		if find(list, c) != nil {
			return true
		}
	}
	return false
}

func find(list []Finding, code string) *Finding {
	for i := range list {
		if list[i].Code == code {
			return &list[i]
		}
	}
	return nil
}

// Findings collects what criteria find in one recording. A criterion first gives its evidence, then adds the finding that
// takes all evidence pending, or drops it.
type Findings struct {
	Options *Options // in force, defaults filled in

	list     []Finding
	evidence []Evidence
	mods     []int // modifiers of all findings
	start    int   // of the pending evidence
	s        state
}

func (f *Findings) reset(o *Options, list []Finding, evidence []Evidence) {
	f.Options, f.list, f.evidence, f.start = o, list[:0], evidence[:0], 0
	if f.evidence == nil {
		f.evidence = make([]Evidence, 0, 32) // so that a finding without evidence has an empty list, not none
	}
	f.s = state{}
}

// Evidence adds to the pending evidence. A limit of NaN means there is none.
func (f *Findings) Evidence(what string, lead ecg.Lead, value, limit float64, rule string) {
	f.evidence = append(f.evidence, Evidence{what, lead, ecg.Value(value), ecg.Value(limit), rule, sourceOf(rule)})
}

// Note adds a circumstance without a number to the pending evidence.
func (f *Findings) Note(what, rule string) {
	f.Evidence(what, ecg.LeadUnknown, ecg.NaN[float64](), ecg.NaN[float64](), rule)
}

// Pending returns how much evidence waits for a finding.
func (f *Findings) Pending() int { return len(f.evidence) - f.start }

// Drop forgets the pending evidence.
func (f *Findings) Drop() { f.evidence = f.evidence[:f.start] }

// Add appends a finding with the pending evidence. Codes and wording left empty come from the table of statements
// ([Lookup]); a finding with that code that is there already is replaced. The pointer is good until the next Add.
func (f *Findings) Add(x Finding) *Finding {
	if st, ok := Lookup(x.Code); ok {
		if x.AHA == 0 {
			x.AHA = st.AHA
		}
		x.SNOMED, x.SCP, x.MDC = cmp.Or(x.SNOMED, st.SNOMED), cmp.Or(x.SCP, st.SCP), cmp.Or(x.MDC, st.MDC)
		x.EN, x.ZH = cmp.Or(x.EN, st.EN), cmp.Or(x.ZH, st.ZH)
	}
	if pending := f.evidence[f.start:len(f.evidence):len(f.evidence)]; len(x.Evidence) == 0 {
		x.Evidence = pending // no copy in the usual case
	} else {
		x.Evidence = append(x.Evidence, pending...)
	}
	f.start = len(f.evidence)
	if old := f.Find(x.Code); old != nil {
		*old = x
		return old
	}
	f.list = append(f.list, x)
	return &f.list[len(f.list)-1]
}

// Find returns the finding with the code, or nil.
func (f *Findings) Find(code string) *Finding { return find(f.list, code) }

// Has reports whether a finding with the code was added.
func (f *Findings) Has(code string) bool { return f.Find(code) != nil }

// HasAny reports whether a finding with one of the codes was added.
func (f *Findings) HasAny(codes ...string) bool { return hasAny(f.list, codes) }

// Remove takes a finding away.
func (f *Findings) Remove(code string) {
	f.list = slices.DeleteFunc(f.list, func(x Finding) bool { return x.Code == code })
}

// sort puts findings into their fixed order.
func (f *Findings) sort() {
	slices.SortStableFunc(f.list, func(a, b Finding) int {
		if c := cmp.Compare(b.Severity, a.Severity); c != 0 {
			return c
		}
		return cmp.Compare(a.Code, b.Code)
	})
}
