package measure

import (
	"errors"
	"fmt"
	"math"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// ErrInput says that an Input contradicts itself.
var ErrInput = errors.New("measure: bad input")

// Limits of the sampling rate in Hz. Below 60 no QRS complex can be delineated; the upper one bounds memory.
const (
	minRate = 60
	maxRate = 50000
)

// gridMS is the spacing of the coarse grid on which beats are compared.
const gridMS = 4

// Measurer measures recordings. It keeps its memory between them and is not safe for concurrent use.
type Measurer struct {
	opt  Options
	in   *Input
	rate float64
	n    int // samples

	step      int     // of the coarse grid, in samples
	gridHz    float64 // its rate
	grid      [][]float64
	stats     []signalStats
	ok        []bool  // leads that can be measured
	calm      float64 // share of samples that are flat in every lead
	lookAlike string  // grade by how alike the beats are
	cmp       []int   // leads that beats are compared on
	beats     []beatWork
	classes   []beatClass
	main      int // the dominant class, -1 when there is none

	rep    shape // the representative beat
	one    shape // any other single beat
	lone   int   // the beat that one holds while beats are delineated, -1 for none
	loneOK bool  // it could be delineated
	fine   shape // rep on a finer grid
	edge   edges // ends of the waves of rep
	finer  [][]float64
	zero   []float64 // level of each lead of rep that amplitudes count from
	quiet  []float64 // noise of each lead of rep, µV
	found  bool      // rep has been delineated
	used   int       // beats averaged into rep
	hasP   bool

	tmpl    [][]float64 // templates by lead
	spikeAt []int       // places of pacing spikes in the representative beat, relative to R
	cover   []stretch
	cnt     []int32
	parts   []float64
	known   []int32
	low     []float64
	high    []float64

	p      pTrack
	tLag   []int
	lags   []float64 // sums at lags, and those of one lead
	lagsOf []float64
	buf    []float64
	rr     []float64
	nn     []bool
	sorted []float64
	atr    atrialWork
	elec   electrodeWork
	qualityWork
	pw pwWork
}

// beatWork is a beat under measurement.
type beatWork struct {
	r     int // where the R of the representative beat falls
	mark  int // as detected
	label detect.Class
	class int // index of its class of shape, -1 when it could not be compared
	corr  float64
	prev  float64 // RR before, samples; NaN for the first
	next  float64
	early bool // premature
	avg   bool // averaged into the representative beat
	paced bool

	pKnown bool // the window of P could be looked at
	hasP   bool
	pCorr  float64
	pLag   float64 // samples P comes later than in the representative beat
}

// New returns a Measurer with the options o.
func New(o Options) *Measurer { return &Measurer{opt: o.withDefaults()} }

// check validates in; what passes cannot make the measurement panic.
func check(in *Input) error {
	if !(in.RateHz >= minRate && in.RateHz <= maxRate) {
		return fmt.Errorf("%w: sampling rate %g Hz, accepted %d to %d Hz", ErrInput, in.RateHz, minRate, maxRate)
	}
	for i := range in.Leads {
		if len(in.Leads[i].Clean) != len(in.Leads[0].Clean) {
			return fmt.Errorf("%w: lead %d has %d samples, the first %d", ErrInput, i, len(in.Leads[i].Clean), len(in.Leads[0].Clean))
		}
		if r := in.Leads[i].Raw; r != nil && len(r) != len(in.Leads[i].Clean) {
			return fmt.Errorf("%w: lead %d has %d raw and %d clean samples", ErrInput, i, len(r), len(in.Leads[i].Clean))
		}
	}
	n := 0
	if len(in.Leads) > 0 {
		n = len(in.Leads[0].Clean)
	}
	for i, b := range in.Beats {
		if b.Sample < 0 || b.Sample >= n || i > 0 && b.Sample <= in.Beats[i-1].Sample {
			return fmt.Errorf("%w: beat %d at sample %d", ErrInput, i, b.Sample)
		}
	}
	return nil
}

// Measure measures in and writes everything into dst, whose memory is reused. A recording too short, without beats or too
// poor is not an error: what could not be measured is NaN. The error is [ErrInput] for an Input that contradicts itself.
func (m *Measurer) Measure(dst *Report, in *Input) error {
	if err := check(in); err != nil {
		return err
	}
	m.prepare(in)
	dst.RateHz, dst.Samples, dst.Uncalibrated = in.RateHz, m.n, false
	dst.Segments = append(dst.Segments[:0], in.Segments...)
	m.rhythm(dst)
	m.waves(dst)
	m.intervals(dst)
	m.alternans(dst)
	m.pacing(dst)
	m.writeBeats(dst)
	m.atrial(dst)
	m.pWaves(dst)
	m.electrodes(dst)
	m.quality(dst)
	m.atrialCycle(dst)
	m.trust(dst)
	return nil
}

// prepare does all that Measure and Delineate share: signal statistics, beat classes, the representative beat with its
// fiducials, and the P wave of every beat.
func (m *Measurer) prepare(in *Input) {
	m.in, m.rate, m.n = in, in.RateHz, 0
	if len(in.Leads) > 0 {
		m.n = len(in.Leads[0].Clean)
	}
	m.step = max(1, int(math.Round(m.rate*gridMS/1000)))
	m.gridHz = m.rate / float64(m.step)
	m.signals()
	m.compareLeads()
	m.group()
	m.found, m.hasP, m.used = false, false, 0
	if m.main < 0 || float64(m.n) < measureLength*m.rate {
		return
	}
	m.align()
	m.average()
	m.found = m.rep.delineate()
	if m.found {
		m.trackP()
		m.findEdges()
	}
}

// compareLeads chooses the leads beats are compared on: the good ones, less those that the others imply.
func (m *Measurer) compareLeads() {
	i, ii := false, false
	for l := range m.in.Leads {
		whole := m.ok[l] && m.stats[l].whole(m.n)
		i = i || whole && m.in.Leads[l].Lead == ecg.LeadI
		ii = ii || whole && m.in.Leads[l].Lead == ecg.LeadII
	}
	m.cmp = m.cmp[:0]
	for l := range m.in.Leads {
		if !m.ok[l] {
			continue
		}
		switch m.in.Leads[l].Lead {
		case ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF, ecg.LeadAVRneg:
			if i && ii {
				continue
			}
		}
		m.cmp = append(m.cmp, l)
	}
}
