package bench

import (
	"context"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goecg/goecg/classify"
)

// stemiFindings are the findings that call an acute coronary occlusion.
var stemiFindings = []string{"STEMI", "STEMI_EQUIVALENT"}

// Groups of records in [STEMIReport], from the labels.
const (
	GroupAcute    = "acute infarct"        // LUDB: STEMI; PTB: acute infarction; PTB-XL: an infarct in its first stage, or injury
	GroupInfarct  = "infarct, age unknown" // PTB-XL
	GroupOld      = "old infarct"          // scars; PTB-XL: a later stage
	GroupIschemia = "ischemia"             // without ST elevation or infarct
	GroupEarly    = "early repolarization" // LUDB
	GroupNormal   = "normal"               // PTB-XL: NORM; PTB: healthy control
	GroupOther    = "other"
)

var stemiGroups = []string{GroupAcute, GroupInfarct, GroupOld, GroupIschemia, GroupEarly, GroupNormal, GroupOther}

// Tiers of calls: the surest finding of a record decides.
const (
	TierDefinite = "definite"
	TierProbable = "probable"
	TierPossible = "possible"
)

// STEMIOptions are the parameters of [STEMI].
type STEMIOptions struct{ CorpusOptions }

// STEMIReport is the outcome of [STEMI].
type STEMIReport struct {
	Database string        `json:"database"` // the folder's name
	Source   string        `json:"source"`   // one of CorpusPTBXL, CorpusLUDB, CorpusPTB
	Options  STEMIOptions  `json:"options"`
	Failed   []RecordError `json:"failed,omitempty"`
	Records  int           `json:"records"`
	Groups   []STEMIGroup  `json:"groups"` // those that have records
	// Cases are the records of acute infarcts, and all others that are called.
	Cases []STEMICase `json:"cases"`
}

// STEMIGroup tells how often records of a group are called: STEMI or an equivalent.
type STEMIGroup struct {
	Group    string   `json:"group"`
	Records  int      `json:"records"`
	Definite int      `json:"definite"`
	Probable int      `json:"probable"`
	Possible int      `json:"possible"`
	Called   Interval `json:"called"`               // in any tier
	Sure     Interval `json:"definite_or_probable"` //
	// STElevation counts the records not called in which ST elevation is stated all the same.
	STElevation int `json:"st_elevation_only"`
}

// STEMICase is one record.
type STEMICase struct {
	Record string   `json:"record"`
	Group  string   `json:"group"`
	Labels []string `json:"labels"` // of infarct and ischaemia
	Tier   string   `json:"tier"`   // "" when not called
	// Findings has the codes about ST, Q waves and mimics, with their confidence and territory.
	Findings []string `json:"findings"`
}

// shownFindings are those that a case lists.
var shownFindings = []string{
	"STEMI", "STEMI_EQUIVALENT", "ST_ELEVATION", "ISCHEMIA", "ST_DEPRESSION", "OLD_MI", "EARLY_REPOL", "PERICARDITIS", "BRUGADA", "LBBB", "LVH", "PACED",
}

// STEMI scores calls of acute coronary occlusion on the labelled records of the folder dir, which is laid out as PTB-XL, LUDB or
// the PTB Diagnostic ECG Database. No angiography is behind most of the labels. The errors are those of [Quality].
func STEMI(ctx context.Context, dir string, opt STEMIOptions) (*STEMIReport, error) {
	p := &STEMIReport{Database: filepath.Base(dir), Options: opt}
	groups := make([]STEMIGroup, len(stemiGroups))
	type call struct {
		tier      string
		findings  []string
		elevation bool
	}
	c, failed, err := overCorpus(ctx, dir, &opt.CorpusOptions, func(w *analysisWorker, r *corpusRecord) (call, error) {
		res, err := w.analyze(r)
		if err != nil {
			return call{}, err
		}
		out := call{elevation: res.Has("ST_ELEVATION")}
		best := classify.Confidence(-1)
		for i := range res.Findings {
			f := &res.Findings[i]
			if slices.Contains(stemiFindings, f.Code) && f.Confidence > best {
				best = f.Confidence
				out.tier = best.String()
			}
			if slices.Contains(shownFindings, f.Code) {
				out.findings = append(out.findings, strings.TrimRight(f.Code+" "+f.Confidence.String()+" "+f.Territory, " "))
			}
		}
		return out, nil
	}, func(r *corpusRecord, got call) {
		p.Records++
		k := slices.Index(stemiGroups, r.labels.stemiGroup())
		groups[k].take(got.tier, got.elevation)
		if stemiGroups[k] == GroupAcute || got.tier != "" {
			p.Cases = append(p.Cases, STEMICase{path.Base(r.name), stemiGroups[k], r.labels.coronary(), got.tier, got.findings})
		}
	})
	if err != nil {
		return nil, err
	}
	p.Source, p.Failed = c.kind, failed
	for k := range groups {
		g := &groups[k]
		if g.Records == 0 {
			continue
		}
		g.Group = stemiGroups[k]
		g.Called, g.Sure = counted(g.Definite+g.Probable+g.Possible, g.Records), counted(g.Definite+g.Probable, g.Records)
		p.Groups = append(p.Groups, *g)
	}
	slices.SortStableFunc(p.Cases, func(a, b STEMICase) int {
		return slices.Index(stemiGroups, a.Group) - slices.Index(stemiGroups, b.Group)
	})
	return p, nil
}

func (g *STEMIGroup) take(tier string, elevation bool) {
	g.Records++
	switch tier {
	case TierDefinite:
		g.Definite++
	case TierProbable:
		g.Probable++
	case TierPossible:
		g.Possible++
	default:
		g.STElevation += b2i(elevation)
	}
}

// stemiGroup puts a record into one of stemiGroups, the first that fits.
func (l labels) stemiGroup() string {
	certain := func(names ...string) bool {
		_, c := l.any(names)
		return c
	}
	infarct := certain(codesMI...)
	switch {
	case certain("stemi*"), certain(codesInjury...), l[labelAcuteMI]:
		return GroupAcute
	case infarct && !l[labelOldMI]:
		return GroupInfarct
	case infarct, l[labelOldMI], certain("scar formation*"):
		return GroupOld
	case certain("ischemia*", "undefined ischemia*", "ISC_", "ISCAL", "ISCAS", "ISCLA", "ISCAN", "ISCIN", "ISCIL"):
		return GroupIschemia
	case certain("early repolarization*"):
		return GroupEarly
	case l.normal():
		return GroupNormal
	}
	return GroupOther
}

// coronary lists the labels of infarct, ischaemia and early repolarization, in the order of their names; ? marks those of low likelihood.
func (l labels) coronary() []string {
	out := []string{}
	for _, k := range slices.Sorted(maps.Keys(l)) {
		known := slices.Contains(codesMI, k) || strings.HasPrefix(k, "ISC") || k == labelAcuteMI || k == labelOldMI
		for _, word := range []string{"stemi", "ischemia", "scar", "early repol", "infer", "anter", "later", "poster"} {
			known = known || strings.Contains(k, word) && k != "left anterior hemiblock"
		}
		if !known {
			continue
		}
		if !l[k] {
			k += "?"
		}
		out = append(out, k)
	}
	return out
}
