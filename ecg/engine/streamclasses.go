package engine

import "github.com/goecg/goecg/detect"

// streamClasses classifies the beats of a stream.
type streamClasses struct {
	sorter detect.Classifier
	rate   float64
	leads  [][]float64
	beats  []int
	lent   [][]float64
}

func (c *streamClasses) reset(rate float64, leads int) {
	c.rate = rate
	for cap(c.leads) < leads {
		c.leads = append(c.leads[:cap(c.leads)], nil)
	}
	c.leads = c.leads[:leads]
	for i := range c.leads {
		c.leads[i] = c.leads[i][:0]
	}
	c.beats, c.lent = c.beats[:0], nil
}

// borrow makes whole leads, which will be pushed, serve in place of copies.
func (c *streamClasses) borrow(leads [][]float64) { c.lent = leads }

func (c *streamClasses) push(block [][]float64) {
	if c.lent != nil {
		return
	}
	for i, x := range block {
		c.leads[i] = append(c.leads[i], x...)
	}
}

func (c *streamClasses) beat(b int) { c.beats = append(c.beats, b) }

// whole returns the leads pushed, without the spikes removed.
func (c *streamClasses) whole(removed []int) [][]float64 {
	if c.lent == nil || len(removed) == 0 {
		if c.lent != nil {
			return c.lent
		}
		return c.leads
	}
	for i, x := range c.lent {
		c.leads[i] = append(c.leads[i][:0], x...)
		detect.BridgeSpikes(c.leads[i], 0, removed, c.rate)
	}
	c.lent = nil
	return c.leads
}

func (c *streamClasses) classes(dst []detect.Class) []detect.Class {
	return c.sorter.Classify(dst, c.beats, c.whole(nil), c.rate)
}

// jointly runs detect.MultiLead over what the stream keeps of the leads.
type jointly struct {
	detect.MultiLead
	stream *Stream
}

func (j *jointly) PushLeads(dst []int, _ [][]float64) []int { return dst }

func (j *jointly) Flush(dst []int) []int {
	return j.DetectLeads(dst, j.stream.classes.whole(j.stream.removed))
}
