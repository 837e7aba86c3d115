package formats

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// pair finds for each of n things one of m others with the same key, under the first of the keys, which get ever looser, and
// calls f with the number of that key. What has an empty key is left out at that level.
func pair(n, m int, levels int, key func(level, i int, want bool) string, f func(i, k, level int)) (left []int) {
	for i := range n {
		left = append(left, i)
	}
	free := make([]int, m)
	for k := range free {
		free[k] = k
	}
	for level := range levels {
		index := make(map[string][]int)
		for _, k := range free {
			if s := key(level, k, false); s != "" {
				index[s] = append(index[s], k)
			}
		}
		taken := make(map[int]bool)
		left = slices.DeleteFunc(left, func(i int) bool {
			s := key(level, i, true)
			list := index[s]
			if s == "" || len(list) == 0 {
				return false
			}
			index[s] = list[1:]
			taken[list[0]] = true
			f(i, list[0], level)
			return true
		})
		free = slices.DeleteFunc(free, func(k int) bool { return taken[k] })
	}
	return left
}

// words joins the values of a key.
func words(parts ...any) string { return fmt.Sprintf("%v", parts) }

var kindNames = map[ecg.AnnotationKind]string{
	ecg.AnnotationOther: "other marks", ecg.AnnotationBeat: "beats", ecg.AnnotationWave: "waves", ecg.AnnotationRhythm: "marks of rhythm",
	ecg.AnnotationNoise: "marks of noise", ecg.AnnotationSpike: "pacemaker spikes", ecg.AnnotationNote: "notes",
}

// tally counts losses by what is lost and of what kind of mark, in the order of their first occurrence.
type tally struct {
	order []string
	count map[string]int
}

func (t *tally) add(what, kind string) {
	if t.count == nil {
		t.count = make(map[string]int)
	}
	s := what + "\x00" + kind
	if t.count[s] == 0 {
		t.order = append(t.order, s)
	}
	t.count[s]++
}

// place is where a group of want is in got: annotations and measurements of a group that is lost match nothing.
func place(places []int, group int, want bool) int {
	if !want {
		return group
	}
	if group < 0 || group >= len(places) {
		return noPlace
	}
	return places[group]
}

func (c *comparison) annotations(want, got *ecg.Record, places []int) {
	const levels = 5
	key := func(level, i int, isWant bool) string {
		list := got.Annotations
		if isWant {
			list = want.Annotations
		}
		x := &list[i]
		wave := x.Wave
		if x.Kind == ecg.AnnotationBeat {
			wave = ecg.WaveQRS // which a beat has, stated or not
		}
		at := words(place(places, x.Group, isWant), x.Onset, x.Peak, x.End)
		switch level {
		case 0:
			return words(at, x.Kind, wave, x.Lead, "\x00", x.Code, "\x00", x.System, "\x00", x.Text, "\x00", x.Value, x.Unit)
		case 1:
			return words(at, x.Kind, wave, x.Lead)
		case 2:
			return words(at, x.Kind, wave)
		case 3:
			if x.Peak < 0 {
				return ""
			}
			return words(place(places, x.Group, isWant), x.Peak, x.Kind, wave)
		}
		if x.Peak < 0 && x.Onset < 0 && x.End < 0 {
			return ""
		}
		return words(at, x.Lead)
	}
	var t tally
	total := make(map[string]int)
	for i := range want.Annotations {
		total[kindNames[want.Annotations[i].Kind]]++
	}
	left := pair(len(want.Annotations), len(got.Annotations), levels, key, func(i, k, level int) {
		w, g := &want.Annotations[i], &got.Annotations[k]
		kind := kindNames[w.Kind]
		if level >= 1 {
			if w.Code != "" && (w.Code != g.Code || w.System != g.System) {
				t.add("codes", kind)
			}
			if w.Text != "" && w.Text != g.Text {
				t.add("texts", kind)
			}
			if ecg.Known(w.Value) && (w.Value != g.Value || w.Unit != g.Unit) {
				t.add("values", kind)
			}
		}
		if w.Lead != ecg.LeadUnknown && w.Lead != g.Lead {
			t.add("leads", kind)
		}
		if w.Onset != g.Onset || w.End != g.End {
			t.add("onsets and ends", kind)
		}
		if w.Kind != g.Kind || w.Kind != ecg.AnnotationBeat && w.Wave != g.Wave {
			t.add("the kind", kind)
		}
	})
	for _, i := range left {
		t.add("", kindNames[want.Annotations[i].Kind])
	}
	for _, s := range t.order {
		what, kind, _ := strings.Cut(s, "\x00")
		n := fmt.Sprintf("%d of %d %s", t.count[s], total[kind], kind)
		if t.count[s] == total[kind] {
			n = kind
		}
		if what != "" {
			n = what + " of " + n
		}
		c.add("%s", n)
	}
}

// Bounds of a measurement that was rounded: half a unit, or a part of its value.
const (
	roundedUnit = 0.5
	roundedPart = 0.01
)

func (c *comparison) measurements(want, got *ecg.Record, places []int) {
	list := slices.DeleteFunc(slices.Clone(want.Measurements), func(m ecg.Measurement) bool { return !ecg.Known(m.Value) })
	id := func(m *ecg.Measurement) string {
		if m.Name != "" {
			return m.Name
		}
		return m.Code + "\x00" + m.System
	}
	const levels = 3
	key := func(level, i int, isWant bool) string {
		from := got.Measurements
		if isWant {
			from = list
		}
		x := &from[i]
		at := place(places, x.Group, isWant)
		switch level {
		case 0:
			return fmt.Sprintf("%s\x00%d %d %d %.9g %s", id(x), x.Lead, at, x.Beat, x.Value, x.Unit)
		case 1:
			return fmt.Sprintf("%s\x00%d %d %d", id(x), x.Lead, at, x.Beat)
		}
		return fmt.Sprintf("%s\x00%d %.9g %s", id(x), x.Lead, x.Value, x.Unit)
	}
	var rounded, changed, moved, lost []string
	left := pair(len(list), len(got.Measurements), levels, key, func(i, k, level int) {
		w, g := &list[i], &got.Measurements[k]
		switch d := math.Abs(w.Value - g.Value); {
		case level == 0:
		case level == 2:
			moved = append(moved, measurementName(w))
		case w.Unit == g.Unit && d <= max(roundedUnit, roundedPart*math.Abs(w.Value)):
			rounded = append(rounded, measurementName(w))
		default:
			changed = append(changed, measurementName(w))
		}
	})
	for _, i := range left {
		lost = append(lost, measurementName(&list[i]))
	}
	for _, x := range []struct {
		what  string
		names []string
	}{
		{"measurements", lost}, {"measurements rounded", rounded}, {"measurements, their value or unit", changed},
		{"measurements, to which beat or group they belong", moved},
	} {
		if len(x.names) > 0 {
			c.add("%s: %s", x.what, short(x.names, len(list)))
		}
	}
}

func measurementName(m *ecg.Measurement) string {
	name := m.Name
	if !identifier(name) {
		name = "others"
	}
	if m.Beat > 0 {
		name += " of single beats"
	} else if m.Lead != ecg.LeadUnknown {
		name += " of leads"
	}
	return name
}

// identifier reports whether s is a name like those of package ecg: what a file makes up could hold anything.
func identifier(s string) bool {
	const longest = 32
	for _, c := range []byte(s) {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= longest
}

// short lists names once each, the first few of them.
func short(names []string, total int) string {
	const most = 6
	n := len(names)
	slices.Sort(names)
	names = slices.Compact(names)
	s := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		s += ", ..."
	}
	return fmt.Sprintf("%d of %d (%s)", n, total, s)
}

func (c *comparison) statements(want, got []ecg.Statement) {
	const levels = 4
	key := func(level, i int, isWant bool) string {
		list := got
		if isWant {
			list = want
		}
		s := &list[i]
		switch level {
		case 0:
			return strings.Join(append([]string{s.Text, s.Code, s.System}, s.Modifiers...), "\x00") + "\x00"
		case 1:
			if s.Code == "" {
				return ""
			}
			return s.Text + "\x00" + s.Code
		case 2:
			return s.Text
		}
		return s.Code
	}
	coding, codes, texts, form, lost := 0, 0, 0, 0, 0
	left := pair(len(want), len(got), levels, key, func(_, _, level int) {
		switch level {
		case 1:
			coding++
		case 2:
			codes++
		case 3:
			texts++
		}
	})
	var all strings.Builder
	for i := range got {
		all.WriteString(statementWords(&got[i]) + " ")
	}
	for _, i := range left {
		if contains(all.String(), statementWords(&want[i])) {
			form++
		} else {
			lost++
		}
	}
	for _, x := range []struct {
		what string
		n    int
	}{
		{"", lost}, {"coding scheme or modifiers of ", coding}, {"codes of ", codes}, {"texts of ", texts}, {"form of ", form},
	} {
		switch {
		case x.n == 0:
		case x.n == len(want):
			c.add("%sthe statements", x.what)
		default:
			c.add("%s%d of %d statements", x.what, x.n, len(want))
		}
	}
}

// statementWords are the words that a statement is made of.
func statementWords(s *ecg.Statement) string {
	if s.Text != "" && s.Code == "" {
		return s.Text
	}
	words := append([]string{s.Code}, s.Modifiers...)
	if s.Text != "" {
		words = []string{s.Text}
	}
	return strings.Join(words, " ")
}
