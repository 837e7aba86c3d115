package classify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The grammar of AHA/ACC/HRS statements (Mason et al. 2007): a secondary statement stands only beside a primary statement that
// it is allowed with, and a modifier only beside a primary one.
var (
	ErrPrimary   = errors.New("classify: no such primary statement")
	ErrSecondary = errors.New("classify: secondary statement not allowed here")
	ErrModifier  = errors.New("classify: no such modifier")
)

// Coded is a statement by its AHA numbers.
type Coded struct {
	Primary   int   `json:"primary"`
	Secondary []int `json:"secondary,omitempty"`
	Modifiers []int `json:"modifiers,omitempty"`
}

// Check holds c against the grammar. Errors wrap ErrPrimary, ErrSecondary or ErrModifier.
func (c Coded) Check() error {
	if _, ok := ahaPrimary[c.Primary]; !ok {
		if _, ok := ahaConvenience[c.Primary]; !ok {
			return fmt.Errorf("%w: %d", ErrPrimary, c.Primary)
		}
	}
	for _, n := range c.Secondary {
		if !SecondaryAllowed(n, c.Primary) {
			return fmt.Errorf("%w: %d with %d", ErrSecondary, n, c.Primary)
		}
	}
	for _, n := range c.Modifiers {
		if _, ok := ahaModifier[n]; !ok {
			return fmt.Errorf("%w: %d", ErrModifier, n)
		}
	}
	return nil
}

// SecondaryAllowed reports whether a secondary statement may accompany a primary one.
func SecondaryAllowed(secondary, primary int) bool {
	for _, r := range ahaSecondary[secondary].with {
		if primary >= r[0] && primary <= r[1] {
			return true
		}
	}
	return false
}

// Text puts c into words, "en" or "zh" (anything but "zh" is English): "Possible ventricular premature complex(es), couplets;
// suggests ...". It returns the error of Check.
func (c Coded) Text(lang string) (string, error) {
	if err := c.Check(); err != nil {
		return "", err
	}
	var w strings.Builder
	if lang == "zh" {
		for _, n := range c.Modifiers {
			if n != 312 && n != 315 {
				w.WriteString(ahaModifier[n].zh)
			}
		}
		if p, ok := ahaPrimary[c.Primary]; ok {
			w.WriteString(p.zh)
		} else {
			w.WriteString(ahaConvenience[c.Primary].zh)
		}
		for _, n := range c.Modifiers {
			if n == 312 || n == 315 {
				w.WriteString("（" + ahaModifier[n].zh + "）")
			}
		}
		for _, n := range c.Secondary {
			w.WriteString("，" + ahaSecondary[n].zh)
		}
		return w.String(), nil
	}
	for _, n := range c.Modifiers {
		if !behind[n] {
			w.WriteString(ahaModifier[n].en + " ")
		}
	}
	primary := ahaConvenience[c.Primary].en
	if p, ok := ahaPrimary[c.Primary]; ok {
		primary = p.en
	}
	if w.Len() > 0 {
		primary = lowerFirst(primary)
	}
	w.WriteString(primary)
	for _, n := range c.Modifiers {
		if behind[n] {
			w.WriteString(", " + ahaModifier[n].en)
		}
	}
	for _, n := range c.Secondary {
		w.WriteString("; " + ahaSecondary[n].en)
	}
	s := w.String()
	return strings.ToUpper(s[:1]) + s[1:], nil
}

// lowerFirst makes the first letter small unless the word is an abbreviation ("AV block", "ST deviation", "T-wave").
func lowerFirst(s string) string {
	if len(s) > 1 && (s[1] < 'a' || s[1] > 'z') {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// Coded gives the finding by its AHA numbers.
func (x *Finding) Coded() Coded { return Coded{x.AHA, x.Secondary, x.Modifiers} }

// secondaryOf are the secondary statements that belong to findings whatever the recording. They are shared: never changed.
var secondaryOf = map[string][]int{
	"PERICARDITIS":  {200},
	codePE:          {201},
	"BRUGADA":       {202},
	"HYPERKALEMIA":  {208},
	codeAlternans:   {214},
	"ISCHEMIA":      {226},
	"EARLY_REPOL":   {228},
	codeShortPR:     {228},
	"DEXTROCARDIA":  {230},
	codeProgression: {224},
	"HYPOKALEMIA":   {211},
}

// modifiersOf are the modifiers that a finding's code alone implies.
var modifiersOf = map[string][]int{
	"STEMI": {330}, "OLD_MI": {333}, "ST_ELEVATION": {363}, "ST_DEPRESSION": {362}, "PERICARDITIS": {363}, "BRUGADA": {363},
	codeBIGU: {341}, codeTRIGU: {342},
}

// Shares and counts that choose between modifiers.
const (
	frequentPVC = 3   // premature beats in 10 s: from 6 a minute on they are frequent, with a margin for one strip
	markedAxis  = -45 // degrees
)

// phrase adds secondary statements and modifiers to the findings. All must keep to the grammar: what does not is left out.
func phrase(f *Findings) {
	f.mods = f.mods[:0]
	for i := range f.list {
		x := &f.list[i]
		x.Secondary, x.Modifiers = nil, nil
		if x.AHA == 0 {
			continue
		}
		if s := secondaryOf[x.Code]; len(s) > 0 && SecondaryAllowed(s[0], x.AHA) {
			x.Secondary = s
		}
		if x.Code == codeIRBBB && x.Confidence == Possible {
			x.Secondary = normalVariant
		}
		start := len(f.mods)
		switch x.Code {
		case "NORMAL", "ABNORMAL", "POOR_QUALITY", codePaediatric: // no doubt about these
		default:
			switch x.Confidence {
			case Possible:
				f.mods = append(f.mods, 312)
			case Probable:
				f.mods = append(f.mods, 315)
			}
		}
		f.mods = append(f.mods, modifiersOf[x.Code]...)
		f.mods = append(f.mods, measuredModifiers(x)...)
		if len(f.mods) > start {
			x.Modifiers = f.mods[start:len(f.mods):len(f.mods)]
		}
	}
}

var (
	normalVariant = []int{228}
	modMono       = []int{343}
	modPoly       = []int{350}
	modOne        = []int{309}
	modOccasional = []int{308}
	modFrequent   = []int{310}
	modCouplets   = []int{310, 340}
	modRapid      = []int{346}
	modSlow       = []int{347}
	modMarked     = []int{305}
	modModerate   = []int{306}
	modInversion  = []int{367}
)

// measuredModifiers are the modifiers that a finding's evidence calls for.
func measuredModifiers(x *Finding) []int {
	switch x.Code {
	case "VT":
		if x.AHA != 76 {
			return modMono
		}
	case codePolyVT:
		return modPoly
	case "PVC":
		switch n := evidenceValue(x, "pvc_count"); {
		case evidenceValue(x, "pvc_couplets") >= 1:
			return modCouplets
		case n >= frequentPVC:
			return modFrequent
		case n > 1:
			return modOccasional
		default:
			return modOne
		}
	case "AFIB":
		switch {
		case strings.Contains(x.EN, "rapid"):
			return modRapid
		case strings.Contains(x.EN, "slow"):
			return modSlow
		}
	case "SBRAD":
		if x.Severity == Abnormal {
			return modMarked
		}
	case codeLAD:
		if evidenceValue(x, "qrs_axis_deg") <= markedAxis {
			return modMarked
		}
		return modModerate
	case "T_ABNORMAL":
		if i := slices.IndexFunc(x.Evidence, func(e Evidence) bool { return e.What == "t_uv" && e.Value < 0 }); i >= 0 {
			return modInversion
		}
	}
	return nil
}

// evidenceValue is the value of the first evidence with a name, 0 without: every comparison with it fails then.
func evidenceValue(x *Finding, what string) float64 {
	for i := range x.Evidence {
		if x.Evidence[i].What == what {
			return float64(x.Evidence[i].Value)
		}
	}
	return 0
}
