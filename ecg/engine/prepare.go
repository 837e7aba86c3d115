package engine

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/measure"
)

// preparer brings records to where measuring starts and keeps its buffers.
type preparer struct {
	grid   grid
	in     measure.Input
	clean  [][]float64
	raw    [][]float64 // views of the grid, for functions over all leads
	chosen [][]float64
	picked []int // which leads of the grid they are
	finder *BeatFinder
	spikes detect.SpikeTracker
	// redundant is set when leads that follow from I and II add nothing.
	redundant bool
	cleaner   *filter.Cleaner
	mains     lineTable
	cleanAt   float64
	options   filter.CleanOptions
}

func newPreparer(detector string) (*preparer, error) {
	f, err := NewBeatFinder(detector)
	return &preparer{finder: f}, err
}

// load puts the record's ECG channels on one time axis.
func (p *preparer) load(rec *ecg.Record) error {
	if err := p.grid.load(rec); err != nil {
		return err
	}
	p.redundant = ecg.Redundant(rec.Channels)
	return checkLeads(rec, p.grid.leads)
}

// checkLeads says what is wrong with a record whose leads on the axis are given.
func checkLeads(rec *ecg.Record, leads []gridLead) error {
	if len(leads) == 0 {
		return formats.Errorf(formats.ErrNoWaveform, rec.Format, "", -1, "no ECG channel among %d", len(rec.Channels))
	}
	if !usableRate(rec.Rate()) {
		return noRate(rec)
	}
	return nil
}

// input cleans the leads and finds the beats of what was loaded.
func (p *preparer) input(o *Options) (*measure.Input, error) {
	g := &p.grid
	p.raw = p.raw[:0]
	for i := range g.leads {
		p.raw = append(p.raw, g.leads[i].x)
	}
	in := &p.in
	*in = measure.Input{RateHz: g.rate, Leads: in.Leads[:0], Beats: in.Beats[:0], Spikes: in.Spikes[:0], Segments: in.Segments[:0]}
	if err := p.find(o.Lead); err != nil {
		return nil, err
	}
	if p.cleaner == nil || p.cleanAt != g.rate || p.options != o.Filter {
		c, err := filter.NewCleaner(g.rate, o.Filter)
		if err != nil {
			return nil, fmt.Errorf("engine: cleaning at %g Hz: %w", g.rate, err)
		}
		p.cleaner, p.cleanAt, p.options = c, g.rate, o.Filter
	}
	for len(p.clean) < len(g.leads) {
		p.clean = append(p.clean, nil)
	}
	from := p.raw
	if len(in.Spikes) > 0 { // a filter would smear a stimulus over the QRS
		from = p.bridged(in.Spikes)
	}
	for i := range g.leads {
		p.clean[i] = resize(p.clean[i], g.length)
	}
	clean := p.cleaner.CleanLeads(p.clean[:len(g.leads)], from)
	line := p.cleaner.Mains()
	if line.Present() {
		in.MainsHz = line.Frequency
		p.mains.prepare(line.Frequency, g.rate, min(g.length, int(mainsSpan*g.rate)))
	}
	for i := range g.leads {
		c := g.leads[i].channel
		l := measure.InputLead{Lead: c.Lead, Label: c.Label, Derived: c.Derived, Bad: c.Bad, Raw: p.raw[i], Clean: clean[i]}
		if line.Present() {
			l.MainsUV = p.mains.amplitude(l.Raw, l.Clean)
		}
		in.Leads = append(in.Leads, l)
	}
	return in, nil
}

// find finds beats and segments on the leads that lead selects, none at a rate that no detector works at, and pacing spikes on
// all leads.
func (p *preparer) find(lead string) error {
	in := &p.in
	var err error
	in.Beats, err = p.beats(in.Beats, lead)
	if err != nil && !errors.Is(err, detect.ErrRate) {
		return err
	}
	if err == nil {
		in.Segments = p.finder.Segments(in.Segments)
		if p.finder.tracked && (lead == "" || lead == AllLeads) {
			in.Spikes = p.finder.Spikes(in.Spikes)
			return nil
		}
	}
	if err := p.choose(AllLeads); err != nil {
		return err
	}
	in.Spikes = p.spikes.Find(in.Spikes, p.chosen, p.grid.rate)
	return nil
}

// beats appends the beats of what was loaded, with their classes.
func (p *preparer) beats(dst []detect.Beat, lead string) ([]detect.Beat, error) {
	if err := p.choose(lead); err != nil {
		return dst, err
	}
	return p.finder.Find(dst, p.grid.rate, p.chosen)
}

// choose picks the leads to detect on.
func (p *preparer) choose(lead string) error {
	var err error
	p.picked, err = chooseLeads(p.picked[:0], p.grid.leads, p.redundant, lead)
	p.chosen = p.chosen[:0]
	for _, k := range p.picked {
		p.chosen = append(p.chosen, p.grid.leads[k].x)
	}
	return err
}

// chooseLeads appends to dst which of the leads to detect on. Of all leads, those that follow from I and II are left out when
// these are there (redundant): they add no information.
func chooseLeads(dst []int, leads []gridLead, redundant bool, lead string) ([]int, error) {
	if lead == "" || lead == AllLeads {
		for i := range leads {
			c := leads[i].channel
			if redundant && c.Lead.FollowsFromLimbs() || c.Bad && len(leads) > 1 {
				continue
			}
			dst = append(dst, i)
		}
		if len(dst) == 0 {
			dst = append(dst, 0)
		}
		if len(dst) >= orderedLeads { // the order of the file must not matter
			slices.SortStableFunc(dst, func(i, j int) int { return cmp.Compare(rank(leads[i].channel), rank(leads[j].channel)) })
		}
		return dst, nil
	}
	if n, err := strconv.Atoi(lead); err == nil {
		for i := range leads {
			if leads[i].index == n {
				return append(dst, i), nil
			}
		}
		return dst, fmt.Errorf("%w: signal %d", ErrNoLead, n)
	}
	want := ecg.ParseLead(lead)
	for i := range leads {
		c := leads[i].channel
		if strings.EqualFold(c.Label, lead) || want != ecg.LeadUnknown && c.Lead == want {
			return append(dst, i), nil
		}
	}
	return dst, fmt.Errorf("%w: %q", ErrNoLead, lead)
}

// orderedLeads is the number of leads from which they are taken in the order of their names: fewer are no standard ECG, whose first
// lead is the one to place beats by.
const orderedLeads = 3

// rank orders leads by name, those without a known one last.
func rank(c *ecg.Channel) int {
	if c.Lead == ecg.LeadUnknown {
		return math.MaxInt
	}
	return int(c.Lead)
}

// bridged returns copies of the leads with a straight line in place of each pacing spike.
func (p *preparer) bridged(spikes []int) [][]float64 {
	for i, x := range p.raw {
		y := resize(p.clean[i], len(x))
		copy(y, x)
		detect.BridgeSpikes(y, 0, spikes, p.grid.rate)
		p.clean[i] = y
	}
	return p.clean[:len(p.raw)] // the cleaner works in place
}

// ErrNoLead says that a record lacks the lead that was asked for.
var ErrNoLead = errors.New("no such lead")
