package measure_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// An interval across a stretch without beats is an RR interval only where the heart stood still.
func TestSegmentsBreakRR(t *testing.T) {
	const rate = 250
	x := make([]float64, 60*rate)
	in := &measure.Input{RateHz: rate, Leads: []measure.InputLead{{Lead: ecg.LeadII, Raw: x, Clean: x}}}
	for at := 100; at < len(x); at += rate {
		if at < 20*rate || at >= 30*rate {
			in.Beats = append(in.Beats, detect.Beat{Sample: at, Class: detect.Normal})
		}
	}
	var rep measure.Report
	longest := func(g ...measure.Segment) float64 {
		in.Segments = g
		require.NoError(t, measure.New(measure.Options{}).Measure(&rep, in))
		assert.Equal(t, len(g), len(rep.Segments))
		return float64(rep.RR.Max)
	}
	assert.Equal(t, 11000.0, longest())
	assert.Equal(t, 11000.0, longest(measure.Segment{Start: 20 * rate, End: 29 * rate, Kind: measure.Asystole}))
	for _, k := range []measure.SegmentKind{measure.VF, measure.Noise, measure.Flat} {
		assert.Equal(t, 1000.0, longest(measure.Segment{Start: 20 * rate, End: 29 * rate, Kind: k}), k)
	}
	// Beats in noise a second apart are neighbours; over a lead that was off, none are.
	longest(measure.Segment{Start: 40 * rate, End: 50 * rate, Kind: measure.Noise})
	assert.True(t, ecg.Known(rep.Beats[35].RR))
	longest(measure.Segment{Start: 20 * rate, End: 21 * rate, Kind: measure.Flat})
	assert.False(t, ecg.Known(rep.Beats[20].RR))
	assert.True(t, ecg.Known(rep.Beats[19].RR) && ecg.Known(rep.Beats[21].RR))
}
