package engine

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
)

// maxGridRatio bounds how much longer a lead may become on the common grid than it was recorded: a rate a hundred times
// below the record's is no ECG, and the input's size would not justify the memory.
const maxGridRatio = 100

// grid holds leads on one time axis: the record's rate, from the record's first sample to its last.
type grid struct {
	rate       float64
	length     int
	leads      []gridLead
	pool       [][]float64 // raw signals, one buffer a lead, reused
	resampler  *filter.Resampler
	resampleAt [2]float64 // rates that resampler was made for
	scratch    []float64
}

type gridLead struct {
	channel *ecg.Channel
	index   int       // of the channel in the record
	x       []float64 // physical, NaN where missing
}

// load puts the ECG channels of rec on the grid.
func (g *grid) load(rec *ecg.Record) error {
	g.leads = g.leads[:0]
	g.rate, g.length = rec.Rate(), 0
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if !onGrid(c, g.rate) || len(c.Raw) == 0 {
			continue
		}
		end := float64(c.Start+len(c.Raw)) * g.rate / c.Rate
		g.length = max(g.length, int(math.Round(end)))
		g.leads = append(g.leads, gridLead{channel: c, index: i})
	}
	for len(g.pool) < len(g.leads) {
		g.pool = append(g.pool, nil)
	}
	for i := range g.leads {
		l := &g.leads[i]
		var err error
		if g.pool[i], err = g.place(g.pool[i], l.channel); err != nil {
			return err
		}
		l.x = g.pool[i]
	}
	return nil
}

// onGrid reports whether a channel is a lead on the axis of a record of that rate.
func onGrid(c *ecg.Channel, rate float64) bool {
	return IsECG(c) && c.Rate > 0 && rate/c.Rate <= maxGridRatio && c.Len() > 0
}

// place writes one channel onto the axis, NaN where it was not recorded.
func (g *grid) place(dst []float64, c *ecg.Channel) ([]float64, error) {
	dst = resize(dst, g.length)
	if c.Rate == g.rate && c.Start == 0 && len(c.Raw) == g.length {
		return c.Physical(dst), nil
	}
	x := c.Physical(g.scratch)
	g.scratch = x
	start := c.Start
	if c.Rate != g.rate {
		if g.resampler == nil || g.resampleAt != [2]float64{c.Rate, g.rate} {
			r, err := filter.NewResampler(c.Rate, g.rate, filter.ResampleOptions{Edge: filter.EdgeHold})
			if err != nil {
				return dst, err
			}
			g.resampler, g.resampleAt = r, [2]float64{c.Rate, g.rate}
		}
		x = g.resampler.Resample(nil, x)
		start = int(math.Round(float64(c.Start) * g.rate / c.Rate))
	}
	for i := range dst {
		dst[i] = math.NaN()
	}
	if start < len(dst) {
		copy(dst[start:], x)
	}
	return dst, nil
}

func resize(buf []float64, n int) []float64 {
	if cap(buf) < n {
		return make([]float64, n)
	}
	return buf[:n]
}
