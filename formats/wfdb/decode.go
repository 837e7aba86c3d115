package wfdb

import (
	"math"
	"sort"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// declare appends the channels of a group without samples.
func (r *reader) declare(h *Header, g *group, frames int64) error {
	if r.fsys == nil && !r.config {
		r.missing = true
		r.rec.Warn(ecg.WarnMissingFile, g.tracks[0].sig.At, "signal file %s is not here: %d signals left out", g.file, len(g.tracks))
		return nil
	}
	for i := range g.tracks {
		s := g.tracks[i].sig
		c := r.channel(h, s)
		if n := float64(frames) * float64(s.PerFrame); n < math.MaxInt32 {
			c.Samples = int(n)
		} else {
			c.Samples = math.MaxInt32 // more than a decoder would deliver; the type is int on 32-bit machines
		}
	}
	return nil
}

// channel appends a channel for a signal.
func (r *reader) channel(h *Header, s *Signal) *ecg.Channel {
	c := r.rec.AddChannel()
	c.Label = s.Description
	c.Lead = parseLead(s.Description)
	c.Rate = h.Rate * float64(s.PerFrame)
	c.Bits = s.Bits
	if !s.Calibrated {
		r.uncalibrated++
	}
	var k float64
	k, c.Unit = unitScale(s.Units)
	// Each with a single rounding, so that steps of whole µV stay exact.
	c.Scale = k / s.Gain
	c.Offset = -(float64(s.Baseline) * k) / s.Gain
	if s.Baseline == 0 {
		c.Offset = 0 // not -0
	}
	c.Start = s.Line // the header line, until restoreOrder
	return c
}

// numberedPrefixes begin labels that count channels, such as "ECG 1", which is not lead I.
var numberedPrefixes = []string{"ECG", "CH", "CHANNEL", "COL", "SIG", "SIGNAL", "EKG"}

// parseLead is ecg.ParseLead except for labels that only number the channels.
func parseLead(label string) ecg.Lead {
	rest := strings.TrimRight(label, "0123456789")
	if rest != label {
		rest = strings.ToUpper(strings.TrimRight(rest, " _-#"))
		for _, p := range numberedPrefixes {
			if rest == p {
				return ecg.LeadUnknown
			}
		}
	}
	return ecg.ParseLead(label)
}

// decode appends the channels of a group with their samples; data holds at least frames frames.
func (r *reader) decode(h *Header, g *group, data []byte, frames int64) error {
	if total := frames * g.width; r.o.MaxSamples > 0 {
		if total > r.left {
			return r.fail(formats.ErrTooLarge, g.tracks[0].sig.Line, g.tracks[0].sig.At, "more than %d samples", r.o.MaxSamples)
		}
		r.left -= total
	}
	base := len(r.rec.Channels)
	for i := range g.tracks {
		t := &g.tracks[i]
		c := r.channel(h, t.sig)
		n := int(frames) * t.sig.PerFrame // the file holds as many, so it fits
		if cap(c.Raw) < n {
			c.Raw = make([]int32, n)
		}
		c.Raw = c.Raw[:n]
		c.Samples = n
		t.raw, t.sum = c.Raw, 0
	}
	r.buf.work = decodeGroup(g, data, frames, r.buf.work)
	for i := range g.tracks {
		t := &g.tracks[i]
		r.verify(h, g, t, frames)
		unskew(t.raw, t.sig)
		r.rec.Channels[base+i].Raw = t.raw
	}
	return nil
}

// verify compares a signal with its header's checksum and initial value. Zero stands for not given: the headers of the
// PTB database and of the Challenge of 2017 hold zeros.
func (r *reader) verify(h *Header, g *group, t *track, frames int64) {
	s := t.sig
	if s.HasChecksum && s.Checksum != 0 && frames == h.Frames && uint16(t.sum) != s.Checksum {
		r.rec.Warn(ecg.WarnChecksum, s.At, "%s line %d: samples add up to %d, not %d, modulo 65536", r.name, s.Line, uint16(t.sum), s.Checksum)
	}
	if got := stored(t.raw[0], g.format); s.HasInitial && s.Initial != 0 && got != s.Initial {
		r.rec.Warn(ecg.WarnChecksum, s.At, "%s line %d: the first sample is not the initial value", r.name, s.Line)
	}
}

// unskew moves a signal that was stored late by whole frames to its time; what lies beyond its end is missing.
func unskew(raw []int32, s *Signal) {
	shift := (s.Skew + s.PerFrame/2) / s.PerFrame * s.PerFrame
	if shift <= 0 {
		return
	}
	n := 0
	if shift < len(raw) {
		n = copy(raw, raw[shift:])
	}
	for i := n; i < len(raw); i++ {
		raw[i] = ecg.Missing
	}
}

// restoreOrder puts the channels in header order, which groups of interleaved files break.
func (r *reader) restoreOrder(h *Header) {
	list := r.rec.Channels
	byLine := func(i, j int) bool { return list[i].Start < list[j].Start }
	if !sort.SliceIsSorted(list, byLine) {
		r.rec.Warn(ecg.WarnNonstandard, h.Signals[0].At, "signals of one file do not stand together")
		sort.SliceStable(list, byLine)
	}
	for i := range list {
		list[i].Start = 0
	}
}

func warnDuplicates(rec *ecg.Record) {
	seen := make(map[ecg.Lead]bool, len(rec.Channels))
	for i := range rec.Channels {
		l := rec.Channels[i].Lead
		if l != ecg.LeadUnknown && seen[l] {
			rec.Warn(ecg.WarnDuplicate, 0, "lead %s occurs more than once", l)
		}
		seen[l] = true
	}
}
