package json

import (
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Bounds of what is taken for a channel.
const (
	maxRate = 1e6 // Hz; far above any ECG
	// A channel may start so many samples, beside those that the record has, after the first one: whoever aligns leads
	// allocates what lies between.
	startSlack = 1 << 20
)

// check finds what no consumer of a record could work with; the error wraps sentinel.
func check(r *ecg.Record, sentinel error) error {
	total := 0
	visit := func(f func(section string, c *ecg.Channel) error) error {
		for i := range r.Channels {
			if err := f("channels["+strconv.Itoa(i)+"]", &r.Channels[i]); err != nil {
				return err
			}
		}
		for g := range r.Groups {
			for i := range r.Groups[g].Channels {
				if err := f("groups["+strconv.Itoa(g)+"].channels["+strconv.Itoa(i)+"]", &r.Groups[g].Channels[i]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	_ = visit(func(_ string, c *ecg.Channel) error {
		total += len(c.Raw)
		return nil
	})
	if total == 0 {
		return formats.Errorf(formats.ErrNoWaveform, Name, "channels", -1, "no samples")
	}
	return visit(func(section string, c *ecg.Channel) error {
		fault := ""
		switch {
		case !(c.Rate > 0 && c.Rate <= maxRate):
			fault = "sampling rate"
		case math.IsNaN(c.Scale) || math.IsInf(c.Scale, 0):
			fault = "scale"
		case math.IsNaN(c.Offset) || math.IsInf(c.Offset, 0):
			fault = "offset"
		case c.Start < 0 || c.Start > total+startSlack:
			fault = "start"
		default:
			return nil
		}
		return formats.Errorf(sentinel, Name, section, -1, "%s out of bounds", fault)
	})
}
