package classify

import (
	"cmp"
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Reading is one ECG of a patient for comparison: what was measured and what was found. Report may be nil when only findings
// are left of an old recording.
type Reading struct {
	Report   *measure.Report
	Findings []Finding
	QTc      string // rate correction, as in Options; "" for Bazett
}

// Change is how a finding stands against the earlier ECG.
type Change string

// The changes.
const (
	ChangeNew       Change = "new"
	ChangeResolved  Change = "resolved"
	ChangeWorse     Change = "worse"
	ChangeBetter    Change = "better"
	ChangeUnchanged Change = "unchanged"
)

// ComparedFinding is a finding of either ECG with its change.
type ComparedFinding struct {
	Code     string     `json:"code"`
	Change   Change     `json:"change"`
	Severity Severity   `json:"severity"`
	EN       string     `json:"en"`
	ZH       string     `json:"zh"`
	Evidence []Evidence `json:"evidence"` // what was compared, where the change is not plainly new or resolved
}

// ComparedValue is a global measurement of both ECGs.
type ComparedValue struct {
	What        string    `json:"what"`
	Before      ecg.Value `json:"before"`
	Now         ecg.Value `json:"now"`
	Difference  ecg.Value `json:"difference"`
	Significant bool      `json:"significant"`
}

// ComparisonStatement is one of the AHA comparison statements 400 to 406.
type ComparisonStatement struct {
	AHA      int        `json:"aha"`
	EN       string     `json:"en"`
	ZH       string     `json:"zh"`
	Evidence []Evidence `json:"evidence"`
}

// Comparison is what has changed between two ECGs of a patient.
type Comparison struct {
	Statements   []ComparisonStatement `json:"statements"`
	Findings     []ComparedFinding     `json:"findings"`
	Measurements []ComparedValue       `json:"measurements"`
	// Electrodes is set when the frontal axis and lead I have turned as if electrodes had been exchanged in one of the ECGs:
	// the rest of the comparison is in doubt then.
	Electrodes bool `json:"electrodes_suspect"`
	// Unreadable is set when one of the ECGs is too poor to be read. That a finding is not there says nothing then: only what both
	// have and critical findings that are new are listed, and no measurements.
	Unreadable bool `json:"unreadable"`
}

// Limits of the comparison. The first four are those of Mason et al. 2007, table 6.
const (
	serialRate      = 20  // bpm of change, with a rate outside serialSlow to serialFast
	serialSlow      = 50  // bpm
	serialFast      = 100 //
	serialQTc       = 60  // ms of change
	serialInterval  = 0.1 // of the earlier value: an abnormal interval within it has not changed
	serialPR        = 40  // ms: three times what two recordings of one heart differ by
	serialQRS       = 20  // ms
	serialAxis      = 30  // degrees
	serialTurned    = 60  // degrees of axis, with lead I inverted: exchanged electrodes
	serialST        = 100 // µV at J by which elevation has worsened
	serialSTDepress = 50  // µV for depression
	serialT         = 200 // µV by which T has turned, from upright to inverted
	serialVoltage   = 0.4 // relative change of the QRS amplitude over all leads
)

// group is the comparison statement that a new or lost finding calls for.
func comparisonGroup(code string) int {
	switch code {
	case "NSR", "STACH", "SBRAD", "AFIB", "AFL", "SVT", "VT", "VF", codePolyVT, "PVC", "PAC", codeBIGU, codeTRIGU, codePause, "PACED", codeJunctional,
		codeEctopicAtrial, codeAtrialTachy, codeIVR, codeAIVR, "AVB2", "AVB3", codeAVD, codeUndetermined:
		return 401
	case "STEMI", "STEMI_EQUIVALENT", "ISCHEMIA", "OLD_MI":
		return 402
	case "LBBB", "RBBB", "IVCD", codeIRBBB, codeILBBB, "LAFB", "LPFB", "WPW", "AVB1":
		return 403
	case "LQT", "SQT", "T_ABNORMAL", "ST_ELEVATION", "ST_DEPRESSION", "PERICARDITIS", "EARLY_REPOL", "BRUGADA", "HYPERKALEMIA", "HYPOKALEMIA", codeProminentU, codeInvertedU, codeTAlternans:
		return 404
	case codeLAD, codeRAD, codeARAD, "LOW_VOLTAGE", codeHighVoltage, "LVH", "RVH", codeBVH, "LAE", "RAE", codeProgression, codeAlternans, codePE, "DEXTROCARDIA":
		return 405
	}
	return 0 // technical statements, verdicts and normal variants
}

// notCompared are findings whose coming and going says nothing of the heart.
var notCompared = []string{"NORMAL", "ABNORMAL", "POOR_QUALITY", "LEAD_REVERSAL", codePaediatric, codeSARRH, codeShortPR}

// Compare compares the ECG now with an earlier one of the same patient. Statement 406 stands when findings have changed and
// nothing measured has; 400 alone when neither has.
func Compare(before, now Reading) Comparison {
	c := Comparison{Statements: []ComparisonStatement{}, Findings: []ComparedFinding{}, Measurements: []ComparedValue{}}
	c.Unreadable = find(before.Findings, "POOR_QUALITY") != nil || find(now.Findings, "POOR_QUALITY") != nil
	var groups [7]groupState // of 400 to 406
	c.compareFindings(before, now, &groups)
	if c.Unreadable {
		for n := 401; n <= 405; n++ {
			if groups[n-400].on {
				c.state(n, nil)
			}
		}
		return c
	}
	waveform := c.compareMeasurements(before, now, &groups)
	any := false
	for n := 401; n <= 405; n++ {
		if g := &groups[n-400]; g.on {
			any = true
			c.state(n, g.evidence)
		}
	}
	switch {
	case !any:
		c.state(400, nil)
	case !waveform && before.Report != nil && now.Report != nil && !groups[1].on && !groups[2].certain && !groups[3].certain:
		// Findings have crossed their limits while nothing measured has changed beyond error.
		c.Statements = c.Statements[:0]
		c.state(406, nil)
	}
	return c
}

// groupState collects what speaks for a comparison statement.
type groupState struct {
	on, certain bool // certain: by a critical or definite finding, which does not come and go by error
	critical    bool
	evidence    []Evidence
}

func (c *Comparison) state(n int, e []Evidence) {
	w := ahaComparison[n]
	if e == nil {
		e = []Evidence{}
	}
	c.Statements = append(c.Statements, ComparisonStatement{n, w.en, w.zh, e})
}

func (g *groupState) add(what string, l ecg.Lead, now, before float64) {
	g.on = true
	g.evidence = append(g.evidence, Evidence{What: what, Lead: l, Value: ecg.Value(now), Limit: ecg.Value(before), Rule: "against the earlier value"})
}

// compareFindings lists what is new, gone or changed in degree.
func (c *Comparison) compareFindings(before, now Reading, groups *[7]groupState) {
	// A block that comes or goes brings its own ST and T.
	secondary := before.Report != nil && now.Report != nil && (before.Report.QRS >= blockQRS) != (now.Report.QRS >= blockQRS)
	mark := func(f *Finding, change Change, e []Evidence) {
		if c.Unreadable && (change == ChangeResolved || change == ChangeNew && f.Severity < Critical) {
			return
		}
		n := comparisonGroup(f.Code)
		if n == 404 && secondary && f.Code != "LQT" && f.Code != "SQT" {
			n = 0
		}
		if n != 0 && change != ChangeUnchanged {
			// An infarct or a block that is gone is no new one, but the rhythm and repolarisation have changed either way.
			if loss := change == ChangeResolved || change == ChangeBetter; !loss || n == 401 || n == 404 || n == 405 {
				if borderline := f.Severity <= Borderline && f.Confidence == Possible; !borderline {
					g := &groups[n-400]
					g.on = true
					g.critical = g.critical || f.Severity == Critical
					g.certain = g.certain || f.Severity == Critical || f.Confidence == Definite
				}
			}
		}
		if e == nil {
			e = []Evidence{}
		}
		c.Findings = append(c.Findings, ComparedFinding{f.Code, change, f.Severity, f.EN, f.ZH, e})
	}
	rate := !c.Unreadable && sinusOnly(before.Findings) && sinusOnly(now.Findings) // between sinus rates the rate itself decides
	for i := range now.Findings {
		f := &now.Findings[i]
		if slices.Contains(notCompared, f.Code) {
			continue
		}
		old := find(before.Findings, f.Code)
		switch {
		case old == nil && rate && sinusCode(f.Code):
			c.Findings = append(c.Findings, ComparedFinding{f.Code, ChangeNew, f.Severity, f.EN, f.ZH, []Evidence{}})
		case old == nil:
			mark(f, ChangeNew, nil)
		default:
			change, e := degree(old, f)
			mark(f, change, e)
		}
	}
	for i := range before.Findings {
		f := &before.Findings[i]
		if slices.Contains(notCompared, f.Code) || find(now.Findings, f.Code) != nil {
			continue
		}
		if rate && sinusCode(f.Code) {
			c.Findings = append(c.Findings, ComparedFinding{f.Code, ChangeResolved, f.Severity, f.EN, f.ZH, []Evidence{}})
			continue
		}
		mark(f, ChangeResolved, nil)
	}
	order := []Change{ChangeNew, ChangeWorse, ChangeResolved, ChangeBetter, ChangeUnchanged}
	slices.SortStableFunc(c.Findings, func(a, b ComparedFinding) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Change), slices.Index(order, b.Change)), cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code))
	})
}

func sinusCode(code string) bool { return code == "NSR" || code == "STACH" || code == "SBRAD" }

// sinusOnly reports whether a sinus rhythm is the only rhythm stated.
func sinusOnly(list []Finding) bool {
	found := false
	for i := range list {
		code := list[i].Code
		if sinusCode(code) {
			found = true
		} else if comparisonGroup(code) == 401 && code != "PAC" && code != "PVC" {
			return false
		}
	}
	return found
}

// degree compares a finding that both ECGs have: by severity, by the measured ST deviation, else unchanged.
func degree(before, now *Finding) (Change, []Evidence) {
	worse, better := now.Severity > before.Severity, now.Severity < before.Severity
	var e []Evidence
	limit := 0.0
	switch now.Code {
	case "STEMI", "STEMI_EQUIVALENT", "ST_ELEVATION", "PERICARDITIS", "BRUGADA":
		limit = serialST
	case "ISCHEMIA", "ST_DEPRESSION":
		limit = serialSTDepress
	}
	if limit > 0 {
		for i := range now.Evidence {
			x := &now.Evidence[i]
			if x.What != "j_uv" {
				continue
			}
			k := slices.IndexFunc(before.Evidence, func(y Evidence) bool { return y.What == x.What && y.Lead == x.Lead })
			if k < 0 {
				continue
			}
			old := before.Evidence[k].Value
			d := math.Abs(float64(x.Value)) - math.Abs(float64(old))
			if math.Abs(d) < limit {
				continue
			}
			e = append(e, Evidence{What: x.What, Lead: x.Lead, Value: x.Value, Limit: old, Rule: "against the earlier value"})
			worse, better = worse || d > 0, better || d < 0
		}
	}
	switch {
	case worse:
		return ChangeWorse, e
	case better:
		return ChangeBetter, e
	}
	return ChangeUnchanged, nil
}
