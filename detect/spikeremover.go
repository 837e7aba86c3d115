package detect

import "math"

// spikeAlone is the least height of a spike that is taken out of a lead that is alone. No other lead
// confirms it then, so that it may be an artefact, and a lower one does not hide a QRS complex: on
// the paced records of LUDB, lead by lead, taking out stimuli of 0.1 to 0.7 mV does harm, while of
// synthetic ones those from 0.85 mV on do when they are left.
const spikeAlone = 800.0 // uV

// SpikeRemover takes pacing spikes out of simultaneous leads, in blocks: those that
// [SpikeTracker] finds are bridged as [BridgeSpikes] does; of a single lead, which has to be in
// microvolts, only those of 0.8 mV or more. What any sequence of Push calls
// and one Flush return, put together, is the leads of Remove; samples away from spikes are
// as they were.
//
// Samples come out at most 0.15 s late, in the first second of a lead at the end of that
// second. Below 250 Hz there are no spikes and no delay. Memory is bounded. The zero value
// is ready for Reset.
type SpikeRemover struct {
	rate          float64
	tracker       SpikeTracker
	before, after int
	held          [][]float64 // samples of each lead from base on
	base, out     int         // out: how many of them have been returned
	spikes        []int       // to bridge, and kept while a block may still need them
	found         []int       // for TakeSpikes
	view          [][]float64
}

// Reset prepares for leads at rate Hz.
func (r *SpikeRemover) Reset(rate float64, leads int) {
	r.rate = rate
	r.tracker.Reset(rate, leads)
	r.before, r.after = 0, 0
	if r.active() {
		r.before, r.after = bridgeSpan(rate)
	}
	for len(r.held) < leads {
		r.held = append(r.held, nil)
	}
	r.held = r.held[:leads]
	for i := range r.held {
		r.held[i] = r.held[i][:0]
	}
	r.base, r.out = 0, 0
	r.spikes, r.found = r.spikes[:0], r.found[:0]
}

// active reports whether there may be spikes at the rate.
func (r *SpikeRemover) active() bool { return r.tracker.span > 0 }

// Push takes the next samples of the leads and returns the next ones without spikes, all leads
// equally many, maybe none. They are valid until the next call and not to be changed. A lead
// shorter than the longest of the block counts as missing beyond its end. It panics when the
// number of leads is not that of Reset.
func (r *SpikeRemover) Push(block [][]float64) [][]float64 {
	if len(block) != len(r.held) {
		panic("detect: SpikeRemover: Push with another number of leads than Reset")
	}
	n := blockLen(block)
	r.forget()
	for i, x := range block {
		y := append(r.held[i], x...)
		for range n - len(x) {
			y = append(y, math.NaN())
		}
		r.held[i] = y
	}
	if !r.active() {
		return r.give(n)
	}
	r.bridge(r.tracker.Push(r.spikes, block))
	// A spike yet to come changes samples from before it on, starting from the one before those, and its height is looked at.
	return r.give(max(r.tracker.Decided()-max(r.before+1, r.tracker.near)-r.base, 0))
}

// Flush ends the stream and returns the samples still held. A Reset must follow.
func (r *SpikeRemover) Flush() [][]float64 {
	r.forget()
	if r.active() {
		r.bridge(r.tracker.Flush(r.spikes))
	}
	if len(r.held) == 0 {
		return nil
	}
	return r.give(len(r.held[0]))
}

// TakeSpikes appends to dst the spikes removed since the last TakeSpikes or Reset.
func (r *SpikeRemover) TakeSpikes(dst []int) []int {
	dst = append(dst, r.found...)
	r.found = r.found[:0]
	return dst
}

// forget drops the samples that were returned.
func (r *SpikeRemover) forget() {
	for i, y := range r.held {
		r.held[i] = y[:copy(y, y[r.out:])]
	}
	r.base += r.out
	r.out = 0
}

// bridge puts lines in place of spikes, all of whose samples are held.
func (r *SpikeRemover) bridge(spikes []int) {
	if len(r.held) == 1 {
		n := 0
		for _, s := range spikes {
			i := s - r.base
			if height(r.held[0][max(i-r.tracker.near, 0):i+r.tracker.near+1]) >= spikeAlone {
				spikes[n] = s
				n++
			}
		}
		spikes = spikes[:n]
	}
	for _, y := range r.held {
		BridgeSpikes(y, r.base, spikes, r.rate)
	}
	r.found = append(r.found, spikes...)
	r.spikes = spikes[:0]
}

// give returns the next n samples of the leads.
func (r *SpikeRemover) give(n int) [][]float64 {
	r.view = r.view[:0]
	for _, y := range r.held {
		n = min(n, len(y))
		r.view = append(r.view, y[:n])
	}
	r.out = n
	return r.view
}
