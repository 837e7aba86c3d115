package render

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// arrangement says which trace stands where.
type arrangement struct {
	rows, columns int
	cells         []int // index into traces, column after column, -1 where empty
	rhythm        []int
	traces        []Trace
	omitted       []string
}

// arrange chooses the leads and their places.
func arrange(src *Source, o *Options) (*arrangement, error) {
	a := new(arrangement)
	shown, err := a.choose(src, o.Leads)
	if err != nil {
		return nil, err
	}
	n := len(shown)
	a.rows, a.columns = automatic(n)
	if o.Layout != "" {
		if a.rows, a.columns, err = parseLayout(o.Layout); err != nil {
			return nil, err
		}
	}
	if room := a.rows * a.columns; n > room {
		for _, i := range shown[room:] {
			a.omitted = append(a.omitted, a.traces[i].Name())
		}
		shown = shown[:room]
	}
	if o.Layout != "" { // no empty columns and, with one column, no empty rows
		a.columns = max(1, min(a.columns, (len(shown)+a.rows-1)/a.rows))
		a.rows = max(1, min(a.rows, len(shown)))
	}
	a.cells = make([]int, a.rows*a.columns)
	for i := range a.cells {
		a.cells[i] = -1
	}
	copy(a.cells, shown)
	return a, a.chooseRhythm(src, o, shown)
}

// choose lists the traces to show: those named, or all, the standard leads first and in their order where there are twelve.
func (a *arrangement) choose(src *Source, names []string) ([]int, error) {
	var shown []int
	if names != nil {
		for _, name := range names {
			i, err := a.add(src, name)
			if err != nil {
				return nil, err
			}
			shown = append(shown, i)
		}
		return shown, nil
	}
	standard := make([]int, 0, len(ecg.StandardLeads))
	taken := make([]bool, len(src.Traces))
	for _, l := range ecg.StandardLeads {
		for i := range src.Traces {
			if src.Traces[i].Lead == l && !taken[i] {
				standard, taken[i] = append(standard, i), true
				break
			}
		}
	}
	order := standard
	if len(standard) < len(ecg.StandardLeads) {
		order, taken = nil, make([]bool, len(src.Traces))
	}
	for i := range src.Traces {
		if !taken[i] {
			order = append(order, i)
		}
	}
	for _, i := range order {
		shown = append(shown, len(a.traces))
		a.traces = append(a.traces, src.Traces[i])
	}
	return shown, nil
}

// add appends the trace of a name to the traces, or finds it there.
func (a *arrangement) add(src *Source, name string) (int, error) {
	name = strings.TrimSpace(name)
	i, inverted := lookUp(src.Traces, name), false
	if rest, minus := strings.CutPrefix(name, "-"); minus && i < 0 {
		i, inverted = lookUp(src.Traces, rest), true
	}
	if i < 0 {
		var have []string
		for k := range src.Traces {
			have = append(have, src.Traces[k].Name())
		}
		return 0, optionError("no lead %q: there are %s", name, strings.Join(have, " "))
	}
	t := src.Traces[i]
	t.inverted = inverted
	for k := range a.traces {
		if u := &a.traces[k]; u.Name() == t.Name() && u.Channel == t.Channel && u.Start == t.Start && u.len() == t.len() {
			return k, nil
		}
	}
	a.traces = append(a.traces, t)
	return len(a.traces) - 1, nil
}

func lookUp(list []Trace, name string) int {
	for i := range list {
		if strings.EqualFold(list[i].Label, name) || strings.EqualFold(list[i].Name(), name) {
			return i
		}
	}
	if l := ecg.ParseLead(name); l != ecg.LeadUnknown {
		for i := range list {
			if list[i].Lead == l {
				return i
			}
		}
	}
	return -1
}

// noRhythm leaves out the rhythm strips.
const noRhythm = "none"

func (a *arrangement) chooseRhythm(src *Source, o *Options, shown []int) error {
	if len(o.Rhythm) == 1 && strings.EqualFold(o.Rhythm[0], noRhythm) || len(shown) == 0 {
		return nil
	}
	for _, name := range o.Rhythm {
		i, err := a.add(src, name)
		if err != nil {
			return err
		}
		a.rhythm = append(a.rhythm, i)
	}
	const rhythmFrom = 3 // columns from which each is too short to tell the rhythm
	if len(o.Rhythm) > 0 || a.columns < rhythmFrom {
		return nil
	}
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadMLII, ecg.LeadV1} {
		for i := range a.traces {
			if a.traces[i].Lead == l {
				a.rhythm = []int{i}
				return nil
			}
		}
	}
	a.rhythm = []int{shown[0]}
	return nil
}

// automatic gives the layout for n leads: a row each for a few, columns for more; three rows for 12, 15 and 18.
func automatic(n int) (rows, columns int) {
	const fewLeads = 6 // that have a row each
	switch {
	case n <= fewLeads:
		return max(n, 1), 1
	case n%3 == 0 && n >= 12 && n <= 18:
		return 3, n / 3
	case n < 12:
		return (n + 1) / 2, 2
	default:
		return (n + 3) / 4, 4
	}
}
