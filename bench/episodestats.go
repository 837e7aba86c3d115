package bench

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// EpisodeStats are the measures of a comparison of episodes, in percent, NaN (null in JSON) where the denominator is zero.
type EpisodeStats struct {
	Se          ecg.Value `json:"episode_se"`
	PPV         ecg.Value `json:"episode_ppv"`
	DurationSe  ecg.Value `json:"duration_se"`
	DurationPPV ecg.Value `json:"duration_ppv"`
}

// Stats returns the measures.
func (r *EpisodeResult) Stats() EpisodeStats {
	return EpisodeStats{
		Se: percent(r.TPs, r.TPs+r.FN), PPV: percent(r.TPp, r.TPp+r.FP),
		DurationSe: share(r.RefOverlap, r.Ref), DurationPPV: share(r.TestOverlap, r.Test),
	}
}

// share is part of whole in percent, NaN without a whole.
func share(part, whole float64) ecg.Value {
	if !(whole > 0) {
		return value(math.NaN())
	}
	return value(100 * part / whole)
}

func (s *EpisodeStats) values() []ecg.Value {
	return []ecg.Value{s.Se, s.PPV, s.DurationSe, s.DurationPPV}
}

// Add adds the counts and durations of o.
func (r *EpisodeResult) Add(o *EpisodeResult) {
	r.TPs += o.TPs
	r.FN += o.FN
	r.TPp += o.TPp
	r.FP += o.FP
	r.Ref += o.Ref
	r.RefOverlap += o.RefOverlap
	r.Test += o.Test
	r.TestOverlap += o.TestOverlap
	r.Scored += o.Scored
}

// EpisodeSummary gathers the episodes of several records.
type EpisodeSummary struct {
	EpisodeResult
	// Gross holds the ratios of the sums, Average the means of the records' ratios where they are defined.
	Gross   EpisodeStats `json:"gross"`
	Average EpisodeStats `json:"average"`
}

func summarizeEpisodes(kind EpisodeKind, list []*EpisodeResult) *EpisodeSummary {
	s := &EpisodeSummary{EpisodeResult: EpisodeResult{Kind: kind}}
	means := make([]mean, len(s.Gross.values()))
	for _, r := range list {
		s.Add(r)
		stats := r.Stats()
		for k, v := range stats.values() {
			means[k].add(v)
		}
	}
	s.Gross = s.EpisodeResult.Stats()
	s.Average = EpisodeStats{means[0].value(), means[1].value(), means[2].value(), means[3].value()}
	return s
}
