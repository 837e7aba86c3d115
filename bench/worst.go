package bench

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/formats/wfdb"
)

// WorstCase is a mismatch chosen to be looked at.
type WorstCase struct {
	Mismatch
	Database string  `json:"database"`
	Record   string  `json:"record"`
	Lead     string  `json:"lead"` // as asked for: a lead, its number, or "all"
	Seconds  float64 `json:"time_s"`
	// Of is how many mismatches of these kinds the record has.
	Of int `json:"of"`

	result *RecordResult
}

// Title says in one line what a picture shows.
func (c *WorstCase) Title() string {
	s := fmt.Sprintf("%s %s lead %s %s %s", c.Database, c.Record, c.Lead, tenths(c.Seconds), strings.ToUpper(c.Kind))
	switch c.Kind {
	case KindFN:
		return s + ": a beat " + c.Ref + " was missed"
	case KindFP:
		return s + ": a beat " + c.Test + " that is none"
	}
	return s + ": " + c.Ref + " was called " + c.Test
}

// File is the name for a picture of the case, without its ending: RECORD_LEAD_SAMPLE_KIND. What is no letter, digit, dot or hyphen
// becomes an underscore.
func (c *WorstCase) File() string {
	return strings.TrimLeft(fmt.Sprintf("%s_%s_%d_%s", fileName(c.Record), fileName(c.Lead), c.Sample, c.Kind), ".")
}

// fileName replaces what has no place in the name of a file.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, s)
}

// tenths writes a time as HH:MM:SS.s.
func tenths(seconds float64) string {
	const perSecond, perMinute, perHour = 10, 600, 36000
	n := int64(math.Round(seconds * perSecond))
	return fmt.Sprintf("%02d:%02d:%02d.%d", n/perHour, n/perMinute%60, n/perSecond%60, n%perSecond)
}

// Worst chooses at most n of the mismatches that a run with BeatOptions.KeepErrors kept, of the kinds given (misses and false
// detections when none is). Records with most mismatches come first and get more, but no record gets all: each next case is
// of the record that has most of them for each chosen so far (the method of d'Hondt). Those of a record are spread over its length. The
// order is that of the records by falling number of mismatches, then of time.
func (p *QRSReport) Worst(n int, kinds ...string) []WorstCase {
	if len(kinds) == 0 {
		kinds = []string{KindFN, KindFP}
	}
	type share struct {
		result *RecordResult
		errors []Mismatch
		chosen int
	}
	var shares []*share
	left := 0
	for i := range p.Records {
		s := &share{result: &p.Records[i]}
		for _, m := range s.result.Beats.Errors {
			if slices.Contains(kinds, m.Kind) {
				s.errors = append(s.errors, m)
			}
		}
		if len(s.errors) > 0 {
			shares, left = append(shares, s), left+len(s.errors)
		}
	}
	slices.SortStableFunc(shares, func(a, b *share) int { return cmp.Compare(len(b.errors), len(a.errors)) })
	for range min(n, left) {
		var best *share
		for _, s := range shares {
			// Cross-multiplied: more errors for each chosen, the next included.
			if s.chosen < len(s.errors) && (best == nil || len(s.errors)*(best.chosen+1) > len(best.errors)*(s.chosen+1)) {
				best = s
			}
		}
		best.chosen++
	}
	var list []WorstCase
	for _, s := range shares {
		for k := range s.chosen {
			m := s.errors[(2*k+1)*len(s.errors)/(2*s.chosen)]
			list = append(list, WorstCase{Mismatch: m, Database: p.Database, Record: s.result.Record, Lead: p.leadOf(s.result),
				Seconds: float64(m.Sample) / s.result.Beats.Rate, Of: len(s.errors), result: s.result})
		}
	}
	return list
}

// leadOf names what a result was detected on.
func (p *QRSReport) leadOf(r *RecordResult) string {
	lead := r.Lead
	if lead == "" {
		lead = p.Options.Lead
	}
	if lead == "" {
		return LeadAll
	}
	return lead
}

// beatLabel is how a picture marks an annotation: the class of a beat, with the file's own symbol where that says more, and the text
// of a change of rhythm; "" for what is not shown.
func beatLabel(a *wfdb.Annotation) string {
	switch c := wfdb.Class(a.Code); {
	case c != 0:
		if s := wfdb.Symbol(a.Code); s != string(rune(c)) {
			return string(rune(c)) + " " + s
		}
		return string(rune(c))
	case a.Code == wfdb.CodeRhythm:
		return a.Aux
	case a.Code == wfdb.CodeVFOn, a.Code == wfdb.CodeVFOff, a.Code == wfdb.CodeNoise, wfdb.IsQRS(a.Code):
		return wfdb.Symbol(a.Code)
	}
	return ""
}
