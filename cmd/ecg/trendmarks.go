package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

// trendMark is an annotation of an ST episode at a time in s.
type trendMark struct {
	at  float64
	aux string
}

// appendMarks appends begin, extremum and end of an episode in signal number channel as the European ST-T database writes them:
// "(ST0+", "AST0+250" with the deviation in µV, and "ST0+)".
func appendMarks(dst []trendMark, channel int, e measure.STEpisode) []trendMark {
	sign := "+"
	if e.Deviation < 0 {
		sign = "-"
	}
	name := fmt.Sprintf("ST%d%s", channel, sign)
	return append(dst,
		trendMark{e.Onset, "(" + name}, trendMark{e.Peak, fmt.Sprintf("A%s%.0f", name, math.Abs(float64(e.Deviation)))},
		trendMark{e.End, name + ")"})
}

// annotated gives the marks in order of time as annotations that count rate samples a second.
func annotated(marks []trendMark, rate float64) []wfdb.Annotation {
	slices.SortStableFunc(marks, func(a, b trendMark) int { return cmp.Compare(a.at, b.at) })
	var list []wfdb.Annotation
	for _, m := range marks {
		list = append(list, wfdb.Annotation{Sample: int64(math.Round(m.at * rate)), Code: wfdb.CodeSTCh, Aux: m.aux})
	}
	return list
}
