package engine

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

type jsonQuality struct {
	Grade      string                     `json:"grade"`
	Usable     bool                       `json:"usable"`
	Leads      map[string]jsonLeadQuality `json:"leads"`
	Messages   []measure.Message          `json:"messages"`
	Repeat     []string                   `json:"repeat"` // codes of the messages that are reasons to record again
	Electrodes jsonElectrodes             `json:"electrodes"`
}

type jsonLeadQuality struct {
	Grade    string        `json:"grade"`
	Reasons  []string      `json:"reasons"`
	SNR      ecg.Value     `json:"snr_db"`
	Baseline ecg.Microvolt `json:"baseline_uv"`
	Mains    ecg.Microvolt `json:"mains_uv"`
	Muscle   ecg.Microvolt `json:"muscle_uv"`
	Spans    []jsonSpan    `json:"spans"`
	SQI      *jsonSQI      `json:"sqi"` // null unless asked for
}

// jsonSpan is a stretch of a lead with a defect, in whole seconds, the last excluded.
type jsonSpan struct {
	Reason string `json:"reason"`
	From   int    `json:"from_s"`
	To     int    `json:"to_s"`
}

type jsonSQI struct {
	B   ecg.Value `json:"b"`
	I   ecg.Value `json:"i"`
	K   ecg.Value `json:"k"`
	S   ecg.Value `json:"s"`
	P   ecg.Value `json:"p"`
	Bas ecg.Value `json:"bas"`
}

// jsonElectrodes are the likeliest exchanges of electrodes, null where they could not be judged. Log odds below 0 speak for the
// leads as named.
type jsonElectrodes struct {
	Limb  *jsonExchange `json:"limb"`
	Chest *jsonExchange `json:"chest"`
}

type jsonExchange struct {
	Code    string    `json:"code"`
	LogOdds ecg.Value `json:"log_odds"`
}

func quality(rep *measure.Report) jsonQuality {
	q := &rep.Quality
	out := jsonQuality{
		Grade: q.Grade, Usable: q.Usable, Leads: make(map[string]jsonLeadQuality, len(q.Leads)), Messages: orEmpty(q.Messages), Repeat: orEmpty(q.Repeat),
		Electrodes: jsonElectrodes{exchange(&rep.Electrodes.Limb), exchange(&rep.Electrodes.Chest)},
	}
	var spans []measure.Span
	for i := range q.Leads {
		l := &q.Leads[i]
		x := jsonLeadQuality{
			Grade: l.Grade, Reasons: orEmpty(l.Reasons), SNR: l.SNR, Baseline: l.Baseline, Mains: l.Mains, Muscle: l.Muscle, Spans: []jsonSpan{},
		}
		spans = l.Spans(spans[:0])
		for _, s := range spans {
			x.Spans = append(x.Spans, jsonSpan(s))
		}
		if s := l.SQI; s.Computed() {
			x.SQI = &jsonSQI{s.B, s.I, s.K, s.S, s.P, s.Bas}
		}
		put(out.Leads, LeadName(l.Lead, l.Label), x)
	}
	return out
}

func exchange(e *measure.Exchange) *jsonExchange {
	if e.Code == "" {
		return nil
	}
	return &jsonExchange{e.Code, e.LogOdds}
}
