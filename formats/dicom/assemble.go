package dicom

import (
	"bytes"
	"math"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// assemble gives every sound group its place in the record and decodes its samples there.
func (d *decoder) assemble(rec *ecg.Record) error {
	var fault error
	for i := range d.groups {
		g := &d.groups[i]
		if err := d.check(rec, g); err != nil {
			g.dropped = true
			if fault == nil {
				fault = err
			} else {
				warn(rec, ecg.WarnSkipped, g.off, "multiplex group %d is left out", i+1)
			}
			continue
		}
		g.kind = d.classify(g)
		if d.budget -= int64(g.channels) * int64(g.frames); d.budget < 0 {
			return fail(formats.ErrTooLarge, tagData, g.dataOff, "more samples than allowed")
		}
	}
	d.demote()
	lead := d.arrange()
	if lead < 0 {
		if fault != nil {
			return fault
		}
		return formats.Errorf(formats.ErrNoWaveform, formatName, tagWaveforms.String(), -1, "no ECG rhythm in %d multiplex groups", len(d.groups))
	}
	if fault != nil {
		warn(rec, ecg.WarnSkipped, 0, "a multiplex group is left out: %v", fault)
	}
	origin := d.origin()
	if !math.IsNaN(origin) && !rec.Start.IsZero() && !rec.Start.DateOnly {
		rec.Start.Time = rec.Start.Time.Add(time.Duration(math.Round(origin * float64(time.Millisecond))))
	}
	d.place(rec, origin)
	d.finish(rec)
	return nil
}

// demote takes an unlabelled strip for a representative beat when it is as short as one and the same leads are there
// in a recording several times as long.
func (d *decoder) demote() {
	const times = 4
	for i := range d.groups {
		g := &d.groups[i]
		if g.dropped || g.kind != ecg.GroupRhythm || g.seconds() >= longestBeat || bytes.Contains(bytes.ToUpper(g.label), rhythmLabel) {
			continue
		}
		for j := range d.groups {
			h := &d.groups[j]
			if j != i && !h.dropped && h.kind == ecg.GroupRhythm && h.seconds() >= times*g.seconds() && d.covers(h, g) {
				g.kind = ecg.GroupRepresentativeBeat
				break
			}
		}
	}
}

// covers reports whether h has every lead of g.
func (d *decoder) covers(h, g *group) bool {
	have := leadSet{}
	have.add(d, h)
	for i := range g.defs {
		if !have.has(d.defs[g.first+i].lead()) {
			return false
		}
	}
	return true
}

// leadSet is a set of leads; those without an SCP-ECG number are not told apart.
type leadSet struct {
	bits [4]uint64
	n    int
}

func (s *leadSet) has(l ecg.Lead) bool {
	i := l.SCP()
	return s.bits[i/64]>>(i%64)&1 != 0
}

func (s *leadSet) add(d *decoder, g *group) {
	for i := range g.defs {
		n := d.defs[g.first+i].lead().SCP()
		if n != 0 && s.bits[n/64]>>(n%64)&1 == 0 {
			s.bits[n/64] |= 1 << (n % 64)
			s.n++
		}
	}
}

// disjoint reports whether all leads of g are known and none is in s.
func (s *leadSet) disjoint(d *decoder, g *group) bool {
	var own leadSet
	for i := range g.defs {
		l := d.defs[g.first+i].lead()
		if l.SCP() == 0 || s.has(l) {
			return false
		}
	}
	own.add(d, g)
	return own.n == g.channels
}

// cluster is a set of groups that make one rhythm.
type cluster struct {
	original bool
	leads    int
	seconds  float64 // summed over channels
}

// better says which cluster is the record's rhythm: an original recording before a derived one, a much larger one before a
// smaller, else the one with more leads, else the longer.
func (c cluster) better(o cluster) bool {
	const much = 4 // a day of three leads is the rhythm, not ten seconds of twelve; twelve leads one after another are, not the strip below
	switch {
	case c.original != o.original:
		return c.original
	case c.seconds > much*o.seconds:
		return true
	case o.seconds > much*c.seconds:
		return false
	case c.leads != o.leads:
		return c.leads > o.leads
	}
	return c.seconds > o.seconds
}

// arrange chooses the groups of the rhythm (place 0) and numbers the others. It returns the rhythm's first group, -1 when
// there is none.
func (d *decoder) arrange() int {
	best, lead := cluster{}, -1
	for i := range d.groups {
		if g := &d.groups[i]; g.dropped || g.kind != ecg.GroupRhythm {
			continue
		}
		if c := d.gather(i, false); lead < 0 || c.better(best) {
			best, lead = c, i
		}
	}
	if lead < 0 {
		return lead
	}
	for i := range d.groups {
		d.groups[i].place = -1
	}
	d.gather(lead, true)
	n := 0
	for i := range d.groups {
		if g := &d.groups[i]; !g.dropped && g.place < 0 {
			n++
			g.place = n
		}
	}
	return lead
}

// gather forms the cluster that grows from group seed: groups with other leads at the same rate, tied to it by time
// offsets. With mark it sets their place to 0.
func (d *decoder) gather(seed int, mark bool) cluster {
	const (
		within   = 3600e3  // ms; groups further apart are separate recordings
		farthest = 1 << 30 // samples
	)
	var leads leadSet
	s := &d.groups[seed]
	c := cluster{original: !bytes.EqualFold(s.originality, derivedTerm), seconds: float64(s.channels) * s.seconds()}
	mergeable := !math.IsNaN(s.offsetMS) && leads.disjoint(d, s)
	leads.add(d, s)
	if mark {
		s.place = 0
	}
	for i := range d.groups {
		g := &d.groups[i]
		if i == seed || !mergeable || g.dropped || g.kind != ecg.GroupRhythm || g.rate != s.rate ||
			c.original == bytes.EqualFold(g.originality, derivedTerm) || !(math.Abs(g.offsetMS-s.offsetMS) <= min(within, farthest*1000/s.rate)) ||
			!leads.disjoint(d, g) {
			continue
		}
		leads.add(d, g)
		c.seconds += float64(g.channels) * g.seconds()
		if mark {
			g.place = 0
		}
	}
	c.leads = leads.n
	return c
}

// origin returns the time offset of the record's sample 0 in ms, NaN when not stated or absurd.
func (d *decoder) origin() float64 {
	const absurd = 1e12 // ms, 30 years
	t := math.NaN()
	for i := range d.groups {
		g := &d.groups[i]
		if !g.dropped && g.place == 0 && math.Abs(g.offsetMS) < absurd && !(g.offsetMS >= t) {
			t = g.offsetMS
		}
	}
	return t
}

// place makes the record's channels and groups. Sample 0 of the record is that of the rhythm's earliest channel.
func (d *decoder) place(rec *ecg.Record, origin float64) {
	earliest := 0
	for i := range d.groups {
		g := &d.groups[i]
		if g.dropped {
			continue
		}
		var out *ecg.Group
		if g.place == 0 {
			g.at = len(rec.Channels)
			if !math.IsNaN(origin) {
				g.start = int(math.Round((g.offsetMS - origin) * g.rate / 1000))
			}
		} else {
			out = rec.AddGroup()
			out.Kind, out.Label = g.kind, d.intern(g.label)
			if g.kind != ecg.GroupRepresentativeBeat {
				out.OffsetMS = ecg.Millisecond(g.offsetMS - orElse(origin, 0))
			}
		}
		var rest float64
		for k := range g.channels {
			var c *ecg.Channel
			if out == nil {
				c = rec.AddChannel()
			} else {
				c = out.AddChannel()
			}
			d.channel(rec, c, g, k)
			c.Start = g.start
			if k < g.defs {
				whole, r := d.defs[g.first+k].skew(g.rate)
				c.Start += whole
				rest = max(rest, math.Abs(r))
			}
			if out == nil {
				earliest = min(earliest, c.Start)
			}
		}
		const tolerated = 1e-3 // samples
		if rest > tolerated {
			warn(rec, ecg.WarnInconsistent, g.off, "multiplex group %d: skews of up to %.3g samples beyond whole ones are not applied", i+1, rest)
		}
		if !d.config {
			if out == nil {
				d.samples(rec, g, rec.Channels[g.at:])
			} else {
				d.samples(rec, g, out.Channels)
			}
		}
	}
	if earliest < 0 { // a negative skew
		d.advance(rec, earliest)
	}
}

// advance moves the record's sample 0 by n samples of its rhythm.
func (d *decoder) advance(rec *ecg.Record, n int) {
	for i := range rec.Channels {
		rec.Channels[i].Start -= n
	}
	for i := range d.groups {
		if g := &d.groups[i]; g.place == 0 {
			g.start -= n
		}
	}
	seconds := float64(n) / rec.Channels[0].Rate
	for i := range rec.Groups {
		rec.Groups[i].OffsetMS -= ecg.Millisecond(seconds * 1000)
	}
	if !rec.Start.IsZero() && !rec.Start.DateOnly {
		rec.Start.Time = rec.Start.Time.Add(time.Duration(seconds * float64(time.Second)))
	}
}

// finish sets what follows from the rhythm as a whole.
func (d *decoder) finish(rec *ecg.Record) {
	var f ecg.Filters
	same, seen := true, leadSet{}
	for i := range rec.Channels {
		c := &rec.Channels[i]
		switch {
		case !c.IsVoltage():
		case i == 0 || !known(f):
			f = c.Filters
		case c.Filters.HighPass != f.HighPass || c.Filters.LowPass != f.LowPass || c.Filters.Notch != f.Notch:
			same = false
		}
		if n := c.Lead.SCP(); n != 0 {
			if seen.has(c.Lead) {
				warn(rec, ecg.WarnDuplicate, 0, "lead %s occurs twice", c.Lead)
			}
			seen.bits[n/64] |= 1 << (n % 64)
		}
	}
	if same {
		rec.Filters = f
	}
}

func known(f ecg.Filters) bool { return f.HighPass != 0 || f.LowPass != 0 || f.Notch != 0 }
