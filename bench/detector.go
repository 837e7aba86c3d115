package bench

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
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

// detectors make the detectors that can be named.
var detectors = map[string]func() DetectFunc{
	"default":     newMultiLead,
	"pantompkins": newPanTompkins,
}

// Detectors lists the names that [NewDetector] knows.
func Detectors() []string {
	var names []string
	for n := range detectors {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// NewDetector returns a detector by name: "pantompkins", which looks at the first lead it is given only and does not
// classify, or "default" (also ""), detect.MultiLead and detect.Classifier on all leads. It keeps its memory between calls and is for one goroutine.
func NewDetector(name string) (DetectFunc, error) {
	if name == "" {
		name = "default"
	}
	f, ok := detectors[strings.ToLower(name)]
	if !ok {
		return nil, fmt.Errorf("bench: no detector %q, there are %s", name, strings.Join(Detectors(), ", "))
	}
	return f(), nil
}

func newPanTompkins() DetectFunc {
	var d *detect.PanTompkins
	var at []int
	return func(rate float64, leads [][]float64) ([]detect.Beat, error) {
		var err error
		if d == nil {
			d, err = detect.NewPanTompkins(rate)
		} else {
			err = d.Reset(rate)
		}
		if err != nil {
			return nil, err
		}
		at = d.Detect(at[:0], leads[0])
		return normal(at), nil
	}
}

func newMultiLead() DetectFunc {
	var d *detect.MultiLead
	var c detect.Classifier
	var at []int
	var classes []detect.Class
	return func(rate float64, leads [][]float64) ([]detect.Beat, error) {
		var err error
		if d == nil {
			d, err = detect.NewMultiLead(rate)
		} else {
			err = d.Reset(rate)
		}
		if err != nil {
			return nil, err
		}
		at = d.DetectLeads(at[:0], leads)
		out := normal(at)
		classes = c.Classify(classes[:0], at, leads, rate)
		for i := range out {
			out[i].Class = classes[i]
		}
		return out, nil
	}
}

func normal(at []int) []detect.Beat {
	out := make([]detect.Beat, len(at))
	for i, s := range at {
		out[i] = detect.Beat{Sample: s, Class: detect.Normal}
	}
	return out
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
		for i := range rec.Channels {
			if c := &rec.Channels[i]; c.IsVoltage() && c.Rate == rate {
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
