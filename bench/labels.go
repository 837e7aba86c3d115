package bench

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goecg/goecg/formats"
)

// labels is what a database says of a record: true, or false where it is only thought possible. The names are those of the database:
// statement codes in PTB-XL, lines of the table in lower case in LUDB.
type labels map[string]bool

// likely is the likelihood in percent from which a statement of PTB-XL counts. 0 means that none was given, which is how rhythms and
// forms are stated.
const likely = 50

// Labels that are made here from columns other than that of statements.
const (
	labelPaced   = "pacemaker"   // a pacemaker is noted
	labelExtra   = "extra_beats" // extrasystoles are noted, of either kind
	labelAcuteMI = "acute_mi"    // an infarct in its first stage
	labelOldMI   = "old_mi"      // an infarct in a later stage
	labelHealthy = "healthy"
	axisLabel    = "electric axis of the heart: " // before the axis in both databases' words
)

// ptbxlLabels reads scp_codes, a Python dictionary such as {'NORM': 100.0, 'SR': 0.0}, and the columns beside it.
func ptbxlLabels(t *labelTable, row []string) (labels, error) {
	out := labels{}
	text := strings.Trim(t.cell(row, "scp_codes"), "{} ")
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, ok := strings.Cut(part, ":")
		name = strings.Trim(strings.TrimSpace(name), `'"`)
		v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if !ok || name == "" || err != nil {
			return nil, fmt.Errorf("%w: scp_codes", formats.ErrCorrupt)
		}
		out[name] = v == 0 || v >= likely
	}
	if t.cell(row, "pacemaker") != "" {
		out[labelPaced] = true
	}
	if t.cell(row, "extra_beats") != "" {
		out[labelExtra] = true
	}
	if axis := t.cell(row, "heart_axis"); axis != "" {
		out[axisLabel+axis] = true
	}
	for _, column := range []string{"infarction_stadium1", "infarction_stadium2"} {
		switch strings.TrimPrefix(t.cell(row, column), "Stadium ") {
		case "I", "I-II":
			out[labelAcuteMI] = true
		case "II", "II-III", "III":
			out[labelOldMI] = true
		}
	}
	return out, nil
}

// ludbColumns are the columns of ludb.csv whose lines are labels.
var ludbColumns = []string{
	"Rhythms", "Electric axis of the heart", "Conduction abnormalities", "Extrasystolies", "Hypertrophies", "Cardiac pacing", "Ischemia",
	"Non-specific repolarization abnormalities", "Other states",
}

func ludbLabels(t *labelTable, row []string) labels {
	out := labels{}
	for _, c := range ludbColumns {
		for _, l := range t.lines(row, c) {
			out[l] = true
		}
	}
	if t.cell(row, "Cardiac pacing") != "" {
		out[labelPaced] = true
	}
	return out
}

// ptbLabels reads the comments of a header of the PTB Diagnostic ECG Database; false when it has none.
func ptbLabels(header string) (labels, bool) {
	out, found := labels{}, false
	for line := range strings.Lines(header) {
		text, comment := strings.CutPrefix(strings.TrimSpace(line), "#")
		name, value, ok := strings.Cut(text, ":")
		if !comment || !ok {
			continue
		}
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.ToLower(strings.TrimSpace(value))
		switch {
		case name == "reason for admission":
			found = true
			out[value] = true
			if value == "healthy control" {
				out[labelHealthy] = true
			}
		case name == "acute infarction (localization)" && value != "no" && value != "n/a" && value != "":
			out[labelAcuteMI], out[value] = true, true
		case strings.HasPrefix(name, "former infarction") && value != "no" && value != "n/a" && value != "":
			out[labelOldMI] = true
		}
	}
	return out, found
}

// any reports whether one of the labels, or of those that begin with a name ending in *, is there; certain whether one is true.
func (l labels) any(names []string) (present, certain bool) {
	for _, n := range names {
		if prefix, ok := strings.CutSuffix(n, "*"); ok {
			for k, v := range l {
				if strings.HasPrefix(k, prefix) {
					present, certain = true, certain || v
				}
			}
			continue
		}
		if v, ok := l[n]; ok {
			present, certain = true, certain || v
		}
	}
	return present, certain
}
