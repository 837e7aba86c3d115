package scp

import (
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Section 3 (EN 1064, 5.6): the leads.
const (
	leadEntryLen     = 9
	flagSubtracted   = 1 << 0 // reference beat subtracted
	flagSimultaneous = 1 << 2
	countShift       = 3 // bits 3-7: number of leads recorded together
	maxSimultaneous  = 31
)

// lead is one entry of section 3.
type lead struct {
	id      int
	start   int64 // of the first sample on the record's time axis, 0-based
	samples int64 // declared
	zero    bool  // the file counts samples from 0, which leaves one sample in doubt
	last    int64 // then, its last sample number
}

// readLeads reads section 3.
func (d *decoder) readLeads() error {
	if !d.has(sectionLeads) {
		if d.cut {
			return d.fail(formats.ErrTruncated, sectionLeads, int64(len(d.data)), "the lead definition is cut off")
		}
		return d.fail(formats.ErrCorrupt, sectionLeads, -1, "absent")
	}
	s := d.known[sectionLeads]
	f := s.fields()
	n, flags := f.u8(), f.u8()
	if n*leadEntryLen > f.left() || f.short {
		if s.cut {
			return d.fail(formats.ErrTruncated, sectionLeads, int64(len(d.data)), "%d leads", n)
		}
		return d.fail(formats.ErrCorrupt, sectionLeads, int64(s.off+sectionHeaderLen), "%d leads in %d bytes", n, len(s.data))
	}
	if n == 0 {
		return d.fail(formats.ErrNoWaveform, sectionLeads, int64(s.off+sectionHeaderLen), "no leads")
	}
	d.beats.subtracted = flags&flagSubtracted != 0
	d.leads = make([]lead, n)
	var seen [256]bool
	for i := range d.leads {
		at := f.at()
		start, end, id := f.u32(), f.u32(), f.u8()
		l := lead{id: id, start: start - 1, samples: end - start + 1}
		if start == 0 {
			l = fromZero(id, end)
		}
		if l.samples < 0 {
			d.rec.Warn(ecg.WarnInconsistent, at, "lead %d ends before it starts", i+1)
			l.samples = 0
		}
		switch {
		case ecg.LeadFromSCP(id) == ecg.LeadUnknown:
			d.rec.Warn(ecg.WarnLead, at+leadEntryLen-1, "lead %d has code %d", i+1, id)
		case seen[id]:
			d.rec.Warn(ecg.WarnDuplicate, at+leadEntryLen-1, "lead %d repeats code %d", i+1, id)
		}
		seen[id] = true
		d.leads[i] = l
	}
	if d.leads[0].zero {
		d.rec.Warn(ecg.WarnNonstandard, int64(s.off), "section 3 counts samples from 0")
	}
	return nil
}

// roundCount is a divisor of usual sample counts; it tells 0 to 4999 (5000 samples) from 0 to 5000 (5000 samples again).
const roundCount = 10

// fromZero is a lead whose file counts from 0: its last number is either the last sample or the number of samples. Whoever
// writes samples as 16-bit numbers gives the count away later ([lead.settle]).
func fromZero(id int, end int64) lead {
	l := lead{id: id, samples: end, zero: true, last: end}
	if end%roundCount != 0 && (end+1)%roundCount == 0 {
		l.samples = end + 1
	}
	return l
}

// settle takes the count of a lead that counts from 0 from its 16-bit samples.
func (l *lead) settle(stored int64) {
	if l.zero && (stored == l.last || stored == l.last+1) {
		l.samples = stored
	}
}

// name describes a lead to a channel.
func (l *lead) name(c *ecg.Channel) {
	c.Lead = ecg.LeadFromSCP(l.id)
	c.Label = c.Lead.String()
	if c.Label == "" {
		c.Label = "SCP-ECG lead " + strconv.Itoa(l.id)
	}
	c.Derived = len(c.Label) > 1 && c.Label[0] == 'd' // dI, dV1, ...: leads that the device derived
}
