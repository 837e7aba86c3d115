package engine

import "github.com/goecg/goecg/detect"

// streamClasses classifies the beats of a stream. Beats may become known long after their samples came, so the samples
// wait for them.
type streamClasses struct {
	sorter detect.Classifier
	usable bool
	wait   int         // samples that are held back
	held   [][]float64 // samples of each lead from fed on
	fed    int         // samples that the sorter has
	beats  []int       // that it does not have
	count  int         // of all beats
	view   [][]float64
}

// classWait is for how long samples wait for beats at least: longer than any detector looks back.
const classWait = 10 // s

func (c *streamClasses) reset(rate float64, leads int) {
	c.usable = c.sorter.Reset(rate, leads) == nil
	c.wait = int(classWait * rate)
	for cap(c.held) < leads {
		c.held = append(c.held[:cap(c.held)], nil)
	}
	c.held = c.held[:leads]
	for i := range c.held {
		c.held[i] = c.held[i][:0]
	}
	c.fed, c.count, c.beats = 0, 0, c.beats[:0]
}

// push takes the next samples of the leads, all equally many.
func (c *streamClasses) push(block [][]float64) {
	for i, x := range block {
		c.held[i] = append(c.held[i], x...)
	}
}

// beat takes the next beat.
func (c *streamClasses) beat(b int) {
	c.beats = append(c.beats, b)
	c.count++
}

// pacing takes the next pacing stimuli, which come before the samples that they stand in are settled.
func (c *streamClasses) pacing(spikes []int) {
	if c.usable && len(spikes) > 0 {
		c.sorter.Pacing(spikes)
	}
}

// settled says that all beats before a sample are known.
func (c *streamClasses) settled(at int) {
	if len(c.held) == 0 {
		return
	}
	// Half of what is held at a time, so that what stays is not moved for every block.
	if n := min(at-c.fed, len(c.held[0])-c.wait); n >= c.wait {
		c.feed(n)
	}
}

// feed hands n samples to the sorter, with the beats in them.
func (c *streamClasses) feed(n int) {
	k := 0
	for k < len(c.beats) && c.beats[k] < c.fed+n {
		k++
	}
	c.view = c.view[:0]
	for _, x := range c.held {
		c.view = append(c.view, x[:n])
	}
	if c.usable {
		c.sorter.Push(c.view, c.beats[:k])
	}
	for i, x := range c.held {
		c.held[i] = x[:copy(x, x[n:])]
	}
	c.beats = c.beats[:copy(c.beats, c.beats[k:])]
	c.fed += n
}

func (c *streamClasses) flush() {
	if len(c.held) > 0 {
		c.feed(len(c.held[0]))
	}
	if c.usable {
		c.sorter.Flush()
	}
}

// direct classifies the beats in whole leads.
func (c *streamClasses) direct(leads [][]float64) {
	if c.usable {
		c.sorter.Push(leads, c.beats)
		c.sorter.Flush()
	}
	c.beats = c.beats[:0]
}

// whole classifies beats of whole leads.
func (c *streamClasses) whole(rate float64, leads [][]float64, beats, spikes []int) {
	c.reset(rate, len(leads))
	c.beats, c.count = append(c.beats, beats...), len(beats)
	c.pacing(spikes)
	c.direct(leads)
}

// fewBeats is too few to know what is normal.
const fewBeats = 3

// classes appends the class of every beat to dst.
func (c *streamClasses) classes(dst []detect.Class) []detect.Class {
	if !c.usable || c.count < fewBeats {
		for range c.count {
			dst = append(dst, detect.Normal)
		}
		return dst
	}
	return c.sorter.Classes(dst)
}
