package detect

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Fixed choices of MultiLead. Spans in seconds.
const (
	// The leads are averaged down to the lowest rate above this one, near the 200 Hz of the front end's paper.
	multiRate = 180.0 // Hz
	// The front end passes more of the upper frequencies than the paper's: the QRS of a small lead has them, its T wave has
	// not. Beats that lie close are told apart by a shorter window.
	multiLowPass  = 0.018
	multiHighPass = 0.140
	multiWindow   = 0.100
	// Noise and weights are formed for ticks of this length.
	tickSpan = 0.050
	// The first levels need this much of the leads.
	firstLevels = 1.5
	// Leads are weighed when this much is known of what follows, and a beat is decided on when the rhythm is known for this
	// long behind it. Together with the filters' delay that is about 1.5 s; see maxLatency.
	lookAhead = 0.500
	rhythmLag = 0.800
	// What is kept of the filtered leads: enough to look back over firstLevels when a lead comes late.
	keepSpan = 2.4
	// Samples of the leads filtered at a time, after averaging.
	multiBlock = 2048
	pushBlock  = 256
	// After the end the leads are followed for this long.
	flushSpan = 2.0
	// A deflection this near to the start or the end of the leads is their start or end itself.
	startSpan = 0.060
	endSpan   = 0.020
)

// maxLatency is the promise of [MultiLead]: look-ahead, rhythm and filters come to 1.5 s from the middle of a beat's energy;
// its peak may lie up to placeSpan from there, and decisions fall on ticks.
const maxLatency = 1.6 // s

// MultiLead finds beats in any number of simultaneous leads, one included, as a stream or at once. It is the default of this
// module.
//
// Every lead runs through the front end of Pan and Tompkins at a rate near 200 Hz. The amplitudes are scaled to the lead's
// usual beat and averaged, weighed by how quiet the lead is between beats; leads that are flat, missing or noisy count for
// little. Every peak of the average is a deflection, scored by its amplitude over the noise, its sharpness, its likeness to the
// forms of earlier beats, and whether it rather is the T wave of a deflection before it. A dynamic programme over the
// candidates then finds the rhythm that explains them best: beats too close together, missing beats, and in noise irregular
// ones have a cost. A deflection is decided on when 0.8 s of what follows it are known.
//
// No level has to be learnt before the first beat is found. Beats are reported about 1.5 s after they happen, 1.6 s at most, and
// memory does not grow with the length of the leads. The zero value is ready for Reset.
type MultiLead struct {
	// Tuning holds the free constants; the zero value means DefaultTuning. It is read by Reset.
	Tuning Tuning

	tune Tuning
	rate float64
	step int     // input samples averaged into one
	fs   float64 // rate after averaging

	tick int // samples of a tick, after averaging
	back int // ticks before and after one in its noise window
	fore int
	look int // ticks known ahead of a weighing

	lag        int // rhythmLag in averaged samples
	apart      int // of peaks, likewise
	formPoints int // of a shape, a lead
	formShift  int // most that shapes are shifted, in averaged samples

	nleads int // 0 before the first block
	leads  []leadTrack
	seen   int // input samples taken
	n      int // averaged samples filtered
	ended  bool
	total  int // input samples in all; never before the end

	ticks    int // ticks with statistics
	combined int // ticks averaged over the leads
	searched int // samples searched for candidates
	levelled bool
	sum      []float64           // amplitude averaged over leads, laid out as the front ends
	noise    [tickRing]float64   // of each tick
	weights  [tickRing][]float64 // of each lead in each tick; nil storage until there are leads
	cands    []deflection
	forms    forms
	beat     deflection // the last beat
	beats    int
	rhythm   intervalsSeen
	profile  profile
	decayAt  int // sample at which levels fall for want of beats
	ref      int // lead that beats are placed on
	lastOut  int
	found    []int
	mean     []float64
	scan     []float64 // of the deflection that is measured
	one      [1][]float64
}

var _ Streamer = (*MultiLead)(nil)

// NewMultiLead returns a detector for leads at rate Hz (50 to 50000).
// The error is *[RateError].
func NewMultiLead(rate float64) (*MultiLead, error) {
	m := &MultiLead{}
	if err := m.Reset(rate); err != nil {
		return nil, err
	}
	return m, nil
}

// Reset implements [Detector]: a new recording begins. The first block pushed says how many leads it has.
func (m *MultiLead) Reset(rate float64) error {
	if !(rate >= minRate && rate <= maxRate) {
		return &RateError{rate, minRate, maxRate}
	}
	m.tune = m.Tuning
	if m.tune == (Tuning{}) {
		m.tune = DefaultTuning()
	}
	m.rate = rate
	m.step = max(1, int(rate/multiRate))
	m.fs = rate / float64(m.step)
	m.tick = max(1, samples(tickSpan, m.fs))
	m.look = samples(lookAhead, m.fs) / m.tick
	m.back = samples(noiseSpan*2/3, m.fs) / m.tick
	m.fore = min(samples(noiseSpan/3, m.fs)/m.tick, m.look)
	m.lag, m.apart = samples(rhythmLag, m.fs), samples(peakApart, m.fs)
	m.formPoints, m.formShift = samples(formSpan, m.fs)+1, samples(formShift, m.fs)
	m.begin(0)
	return nil
}

// begin forgets everything and prepares for n leads.
func (m *MultiLead) begin(n int) {
	m.nleads = n
	m.seen, m.n, m.ended, m.total = 0, 0, false, never
	m.ticks, m.combined, m.searched, m.levelled = 0, 0, 0, false
	m.cands, m.beats, m.found = m.cands[:0], 0, m.found[:0]
	m.profile = profile{}
	m.rhythm.reset(m.fs)
	m.beat = deflection{}
	m.decayAt, m.ref, m.lastOut = never, 0, -1
	m.forms.reset()
	if n == 0 {
		return
	}
	if cap(m.leads) < n {
		m.leads = append(m.leads[:cap(m.leads)], make([]leadTrack, n-cap(m.leads))...)
	}
	m.leads = m.leads[:n]
	for i := range m.leads {
		m.leads[i].reset(m)
	}
	m.sum = dsp.Resize(m.sum, len(m.leads[0].x))
	clear(m.sum)
	m.mean = dsp.Resize(m.mean, pushBlock)
	for i := range m.weights {
		m.weights[i] = dsp.Resize(m.weights[i], n)
	}
}

// Detect implements [Detector] for a single lead.
func (m *MultiLead) Detect(dst []int, x []float64) []int {
	m.one[0] = x
	dst = m.DetectLeads(dst, m.one[:])
	m.one[0] = nil
	return dst
}

// DetectLeads appends the beats of simultaneous leads to dst, strictly increasing: what PushLeads and Flush give. A lead shorter
// than the longest counts as missing beyond its end. It panics before the first Reset.
func (m *MultiLead) DetectLeads(dst []int, leads [][]float64) []int {
	m.check("DetectLeads")
	m.begin(0)
	dst = m.PushLeads(dst, leads)
	return m.Flush(dst)
}

// Push implements [Streamer] for a single lead.
func (m *MultiLead) Push(dst []int, x []float64) []int {
	m.one[0] = x
	dst = m.PushLeads(dst, m.one[:])
	m.one[0] = nil
	return dst
}

// PushLeads appends the beats that the next samples of every lead confirm; indexes count from the first sample after Reset. A
// lead shorter than the longest of the block counts as missing for the rest of it. It panics when the number of leads
// changes, after Flush, and before Reset.
func (m *MultiLead) PushLeads(dst []int, block [][]float64) []int {
	m.check("PushLeads")
	if m.ended {
		panic("detect: PushLeads after Flush")
	}
	if len(block) == 0 {
		return dst
	}
	if m.nleads == 0 {
		m.begin(len(block))
	} else if len(block) != m.nleads {
		panic("detect: the number of leads changed within a stream")
	}
	n := 0
	for _, x := range block {
		n = max(n, len(x))
	}
	for at := 0; at < n; {
		size := min(pushBlock*m.step, n-at)
		for i := range m.leads {
			m.leads[i].take(block[i], at, size)
		}
		m.seen += size
		m.follow(m.seen/m.step - 1)
		at += size
	}
	for i := range m.leads {
		m.leads[i].settle()
	}
	return m.emit(dst)
}

// Flush ends the stream and appends the beats still pending.
func (m *MultiLead) Flush(dst []int) []int {
	m.check("Flush")
	if m.ended || m.nleads == 0 {
		m.ended = true
		return dst
	}
	m.ended = true
	m.total = m.seen
	// Recorders close with a sample that is none of the heart's: the last of all are not looked at.
	for i := range m.leads {
		l := &m.leads[i]
		for k := max(0, m.n*m.step-l.rawBase); k < len(l.raw); k++ {
			l.raw[k] = math.NaN()
		}
	}
	end := (m.seen+m.step-1)/m.step + samples(flushSpan, m.fs)
	for m.seen < end*m.step {
		m.seen += min(pushBlock*m.step, end*m.step-m.seen)
		m.follow(m.seen / m.step)
	}
	m.decide(true)
	return m.emit(dst)
}

func (m *MultiLead) check(what string) {
	if m.rate == 0 {
		panic("detect: " + what + " before Reset")
	}
}

// emit hands out the beats found.
func (m *MultiLead) emit(dst []int) []int {
	for _, b := range m.found {
		if b > m.lastOut && b < m.total {
			dst = append(dst, b)
			m.lastOut = b
		}
	}
	m.found = m.found[:0]
	return dst
}

// follow filters the leads up to averaged sample end and takes every decision that is due then.
func (m *MultiLead) follow(end int) {
	for m.n < end {
		f := &m.leads[0]
		size := min(end-m.n, f.block-f.fill, pushBlock)
		for i := range m.leads {
			if l := &m.leads[i]; m.ended {
				l.hold(size)
			} else {
				l.filter(m.mean[:size], m.n, m.step)
			}
		}
		m.n += size
		for (m.ticks+1)*m.tick <= m.n {
			lo, hi, count := m.at(m.ticks*m.tick), m.at(m.n), 0
			for i := range m.leads {
				count = m.leads[i].hear(lo, hi, m.tick)
			}
			for k := range count {
				m.nextTick(k)
			}
		}
		if f.fill == f.block {
			h := f.hist
			copy(m.sum[:h], m.sum[f.block:f.block+h])
			for i := range m.leads {
				m.leads[i].advance()
			}
		}
	}
}

// at is the place of a filtered sample in the buffers.
func (m *MultiLead) at(sample int) int {
	f := &m.leads[0]
	return sample - f.base + f.hist
}

// nextTick takes the statistics of a tick, the k-th of those heard last, and, once the look-ahead is there, weighs the leads of an
// earlier one.
func (m *MultiLead) nextTick(k int) {
	for i := range m.leads {
		l := &m.leads[i]
		l.tick[m.ticks%tickRing] = l.heardNow[k]
	}
	m.ticks++
	if !m.levelled {
		if m.ticks < m.firstTicks() {
			return
		}
		m.levelled = true
		m.decayAt = m.ticks*m.tick + samples(decayAfter, m.fs)
	}
	m.firstLevels()
	for m.combined+m.look < m.ticks {
		m.combine()
		m.search()
		m.decide(false)
	}
}

// average writes means of step samples of x, from sample at on, to dst: NaN where all are missing.
func average(dst, x []float64, at, step int) {
	scale := 1 / float64(step)
	switch step {
	case 1:
		copy(dst, x[at:at+len(dst)])
		return
	case 2:
		x = x[at : at+2*len(dst)]
		for i := range dst {
			s := x[2*i] + x[2*i+1]
			if !dsp.Present(s) {
				s = 2 * meanPresent(x[2*i:2*i+2])
			}
			dst[i] = 0.5 * s
		}
		return
	}
	for i := range dst {
		s := 0.0
		for _, v := range x[at : at+step] {
			s += v
		}
		if dsp.Present(s) {
			dst[i] = s * scale
		} else {
			dst[i] = meanPresent(x[at : at+step])
		}
		at += step
	}
}

// meanPresent is the mean of the samples present in x, NaN without any.
func meanPresent(x []float64) float64 {
	s, n := 0.0, 0.0
	for _, v := range x {
		if dsp.Present(v) {
			s += v / float64(len(x))
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return s / n * float64(len(x))
}
