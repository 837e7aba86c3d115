package bench

import "github.com/goecg/goecg/ecg"

// RecordResult is the score of one record or, in a database annotated lead by lead, of one lead.
type RecordResult struct {
	Record string     `json:"record"`
	Lead   string     `json:"lead,omitempty"`
	Paced  bool       `json:"paced,omitempty"`
	Beats  BeatResult `json:"beats"`
	QRS    Counts     `json:"qrs"`
	Stats  Stats      `json:"stats"`
	Rate   ecg.Value  `json:"-"`
}
