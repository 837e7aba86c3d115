package bench

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Figure is one figure of a report under its name: lower case, parts with dots between, as "p_on.se". What a report has no figure
// for is NaN, so that its names do not depend on what was scored. Ratios are in percent, times in ms.
type Figure struct {
	Name  string
	Value float64
}

// Figured is a report whose figures have names. Those of the zero value of a report are the names of every report of the kind.
type Figured interface{ Figures() []Figure }

// Condition is what a figure has to keep: Limit or more, or with AtMost Limit or less.
type Condition struct {
	Name   string
	AtMost bool
	Limit  float64
}

// String writes the condition as [ParseConditions] reads it.
func (c Condition) String() string { return c.Name + c.operator() + limitText(c.Limit) }

func (c Condition) operator() string {
	if c.AtMost {
		return "<="
	}
	return ">="
}

// limitText writes v with the digits that matter.
func limitText(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// Errors of conditions.
var (
	// ErrCondition: what was asked for is no condition, or names no figure.
	ErrCondition = errors.New("bench: not a condition")
	// ErrMissed: a figure does not keep a condition.
	ErrMissed = errors.New("bench: condition missed")
)

// ParseConditions reads conditions with commas between, NAME>=VALUE or NAME<=VALUE each. Case and spaces do not matter. The error is
// ErrCondition.
func ParseConditions(s string) ([]Condition, error) {
	var out []Condition
	for part := range strings.SplitSeq(s, ",") {
		at := strings.IndexAny(part, "<>")
		if at < 0 || !strings.HasPrefix(part[at+1:], "=") {
			return nil, fmt.Errorf("%w: %q is neither NAME>=VALUE nor NAME<=VALUE", ErrCondition, part)
		}
		c := Condition{Name: strings.ToLower(strings.TrimSpace(part[:at])), AtMost: part[at] == '<'}
		limit := strings.TrimSpace(part[at+len(">="):])
		v, err := strconv.ParseFloat(limit, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: %q is no number", ErrCondition, limit)
		}
		c.Limit = v
		out = append(out, c)
	}
	return out, nil
}

// CheckNames returns an ErrCondition with the names that there are when a condition names no figure of the report.
func CheckNames(p Figured, conditions []Condition) error {
	figures := p.Figures()
	for _, c := range conditions {
		if !slices.ContainsFunc(figures, func(f Figure) bool { return f.Name == c.Name }) {
			return fmt.Errorf("%w: no figure %q; there are %s", ErrCondition, c.Name, figureNames(figures))
		}
	}
	return nil
}

// Check returns an ErrMissed that lists the conditions which a report misses, or the error of [CheckNames]. A figure that is not
// known keeps no condition.
func Check(p Figured, conditions []Condition) error {
	if err := CheckNames(p, conditions); err != nil {
		return err
	}
	figures := p.Figures()
	var missed []string
	for _, c := range conditions {
		v := figures[slices.IndexFunc(figures, func(f Figure) bool { return f.Name == c.Name })].Value
		switch {
		case math.IsNaN(v):
			missed = append(missed, fmt.Sprintf("%s is undefined, %s %s is required", c.Name, c.operator(), limitText(c.Limit)))
		case c.AtMost && v > c.Limit, !c.AtMost && v < c.Limit:
			missed = append(missed, fmt.Sprintf("%s is %s, %s %s is required", c.Name, shown(v, c.Limit), c.operator(), limitText(c.Limit)))
		}
	}
	if missed == nil {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrMissed, strings.Join(missed, "; "))
}

// shown writes a value so that it differs from the limit that it misses.
func shown(v, limit float64) string {
	if s := limitText(v); s != limitText(limit) {
		return s
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// figureNames lists names, those that end alike together: "se, {p_on,p_off}.{se,ppv}".
func figureNames(list []Figure) string {
	type family struct{ stems, ends []string }
	var families []family
	for _, f := range list {
		dot := strings.LastIndexByte(f.Name, '.')
		stem, end := f.Name[:max(dot, 0)], f.Name[dot+1:]
		if n := len(families); n > 0 && families[n-1].stems[0] == stem {
			families[n-1].ends = append(families[n-1].ends, end)
		} else {
			families = append(families, family{[]string{stem}, []string{end}})
		}
	}
	var joined []family
	for _, f := range families {
		k := slices.IndexFunc(joined, func(o family) bool {
			return (o.stems[0] == "") == (f.stems[0] == "") && slices.Equal(o.ends, f.ends)
		})
		if k < 0 {
			joined = append(joined, f)
		} else {
			joined[k].stems = append(joined[k].stems, f.stems...)
		}
	}
	braced := func(list []string) string {
		if len(list) == 1 {
			return list[0]
		}
		return "{" + strings.Join(list, ",") + "}"
	}
	var out []string
	for _, f := range joined {
		if f.stems[0] == "" {
			out = append(out, f.ends...)
		} else {
			out = append(out, braced(f.stems)+"."+braced(f.ends))
		}
	}
	return strings.Join(out, ", ")
}
