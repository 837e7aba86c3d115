package bench

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
)

// DetectFunc finds the beats of simultaneous leads, in µV at rate Hz, NaN where missing. Samples of the result count at
// that rate and increase. A function that does not classify gives every beat class N.
type DetectFunc func(rate float64, leads [][]float64) ([]detect.Beat, error)

// Choices of leads beside a number or a name.
const (
	LeadAll  = "all"
	LeadEach = "each"
)

// NewDetector returns a detector by name, one of engine.Detectors or "" for the default; see engine.BeatFinder. It keeps its
// memory between calls and is for one goroutine.
func NewDetector(name string) (DetectFunc, error) {
	f, err := engine.NewBeatFinder(strings.ToLower(name))
	if err != nil {
		return nil, err
	}
	return func(rate float64, leads [][]float64) ([]detect.Beat, error) { return f.Find(nil, rate, leads) }, nil
}

// pickLeads returns the chosen leads of rec in µV and their rate; dst is reused. "all" and "" mean every voltage channel at
// the highest rate.
func pickLeads(rec *ecg.Record, choice string, dst [][]float64) ([][]float64, float64, error) {
	take := func(n int, c *ecg.Channel) {
		if n < cap(dst) {
			dst = dst[:n+1]
		} else {
			dst = append(dst[:n], nil)
		}
		dst[n] = c.Microvolts(dst[n])
	}
	if choice == "" || strings.EqualFold(choice, LeadAll) {
		rate, n := rec.Rate(), 0
		redundant := ecg.Redundant(rec.Channels)
		for i := range rec.Channels {
			if c := &rec.Channels[i]; c.IsVoltage() && c.Rate == rate && !(redundant && c.Lead.FollowsFromLimbs()) {
				take(n, c)
				n++
			}
		}
		if n == 0 {
			return nil, 0, fmt.Errorf("bench: no voltage channel")
		}
		return dst[:n], rate, nil
	}
	var c *ecg.Channel
	if n, err := strconv.Atoi(choice); err != nil {
		c = rec.Named(choice)
	} else if n >= 0 && n < len(rec.Channels) {
		c = &rec.Channels[n] // a number never means the lead of that name: "1" is not lead I
	}
	if c == nil || !c.IsVoltage() {
		return nil, 0, fmt.Errorf("bench: no lead %q", choice)
	}
	take(0, c)
	return dst[:1], c.Rate, nil
}

// signalNumber finds the signal that a lead choice means, -1 when there is none.
func signalNumber(h *wfdb.Header, choice string) int {
	if n, err := strconv.Atoi(choice); err == nil {
		if n >= 0 && n < len(h.Signals) {
			return n
		}
		return -1
	}
	lead := ecg.ParseLead(choice)
	for i := range h.Signals {
		d := h.Signals[i].Description
		if strings.EqualFold(d, choice) || lead != ecg.LeadUnknown && ecg.ParseLead(d) == lead {
			return i
		}
	}
	return -1
}
