package measure

import "strings"

// Defects is a set of what is wrong with a lead for a time.
type Defects uint16

// The defects of a second of a lead; their names are the reasons of grades.
const (
	DefectMissing Defects = 1 << iota
	DefectFlat
	DefectSaturated
	DefectClipped
	DefectBaseline
	DefectMains
	DefectMuscle
	DefectSpikes
)

// reasonOf are the reasons that defects are called by, in the order of the bits.
var reasonOf = [...]string{
	ReasonMissing, ReasonFlat, ReasonSaturated, ReasonClipped, ReasonBaseline, ReasonMains, ReasonMuscle, ReasonSpikes,
}

// String gives the reasons of grades that the defects are, separated by commas.
func (s Defects) String() string {
	var names []string
	for i, reason := range reasonOf {
		if s.Has(1 << i) {
			names = append(names, reason)
		}
	}
	return strings.Join(names, ",")
}

// Has reports whether one of d is in the set.
func (s Defects) Has(d Defects) bool { return s&d != 0 }

// Span is a stretch of a lead with a defect, in whole seconds from the start of the recording, To excluded.
type Span struct {
	Reason   string
	From, To int
}

// Spans appends the stretches in which the seconds of a lead have defects, by defect and time.
func (q *LeadQuality) Spans(dst []Span) []Span {
	for i, reason := range reasonOf {
		d := Defects(1) << i
		for s := 0; s < len(q.Seconds); s++ {
			if !q.Seconds[s].Has(d) {
				continue
			}
			from := s
			for s < len(q.Seconds) && q.Seconds[s].Has(d) {
				s++
			}
			dst = append(dst, Span{reason, from, s})
		}
	}
	return dst
}
