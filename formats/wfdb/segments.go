package wfdb

import (
	"errors"
	"io/fs"
	"math"
	"path"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Samples that a multi-segment record may have: gaps and absent signals take no bytes in the files, so the size of the
// input alone does not bound them. Both keep the decoder within 16 MB + 64 bytes a byte of input.
const (
	segmentFloor   = 2 << 20
	segmentPerByte = 10
)

// fineSteps is how much finer than the layout a signal is stored whose segments have several gains: the rounding is
// then at most a 2048th of a raw step.
const fineSteps = 1024

// nullSegment is the name of a gap.
const nullSegment = "~"

// segmented is a multi-segment record while it is put together.
type segmented struct {
	*reader
	master   *Header
	variable bool
	headers  []*Header // of each segment, nil for a gap
	layout   *Header   // of the output: the layout header or the first segment's
	frames   int64
	size     int64  // bytes of all the segments' files
	fine     []bool // signals stored in fineSteps
	filled   bool   // some sample was there
	missing  int
}

// multiSegment reads a record of several segments.
func (r *reader) multiSegment(h *Header) error {
	s := &segmented{reader: r, master: h, variable: h.Segments[0].Frames == 0}
	if r.fsys == nil {
		r.missing = true
		if r.config {
			return nil // the signals are in other headers
		}
		return r.finish()
	}
	if err := s.readHeaders(); err != nil {
		return err
	}
	if s.layout == nil {
		r.missing = true
		return r.finish()
	}
	if err := s.allocate(); err != nil || r.config {
		return err
	}
	at := int64(0)
	for i, sh := range s.headers {
		if sh != nil && !(s.variable && i == 0) {
			if err := s.segment(sh, at, h.Segments[i].Frames); err != nil {
				return err
			}
		}
		at += h.Segments[i].Frames
	}
	if !s.filled {
		r.rec.Channels = r.rec.Channels[:0]
	}
	return r.finish()
}

// readHeaders reads the header of every segment, adds up lengths and sizes, and finds the layout.
func (s *segmented) readHeaders() error {
	h := s.master
	s.headers = make([]*Header, len(h.Segments))
	seen := make(map[string]bool, len(h.Segments))
	for i, seg := range h.Segments {
		if s.frames += seg.Frames; s.frames < 0 || s.frames > math.MaxInt32 {
			return s.fail(formats.ErrTooLarge, seg.Line, seg.At, "more than %d samples a signal", math.MaxInt32)
		}
		if seg.Name == nullSegment {
			continue
		}
		if !safeName(seg.Name) || seen[seg.Name] {
			return s.fail(formats.ErrCorrupt, seg.Line, seg.At, "segment outside the record's folder or listed twice")
		}
		seen[seg.Name] = true
		sh, err := s.header(seg.Name + ".hea")
		if errors.Is(err, fs.ErrNotExist) {
			s.missing++
			continue
		}
		if err != nil {
			return err
		}
		if sh.Segments != nil {
			return s.fail(formats.ErrCorrupt, seg.Line, seg.At, "a segment of several segments")
		}
		if h.RateGiven && sh.Rate != h.Rate && sh.RateGiven {
			return s.fail(formats.ErrCorrupt, seg.Line, seg.At, "segments differ in sampling frequency")
		}
		s.headers[i] = sh
		if s.layout == nil {
			s.layout = sh
			readInfo(s.rec, sh.Info)
		}
		for _, f := range uniqueFiles(sh) {
			if n, err := fileSize(s.fsys, path.Join(s.dir, f)); err == nil {
				s.size += n
			}
		}
	}
	if s.variable {
		s.layout = s.headers[0]
	}
	if s.missing > 0 {
		s.rec.Warn(ecg.WarnMissingFile, 0, "%d segments are missing: gaps in their place", s.missing)
	}
	if h.Frames > 0 && h.Frames != s.frames {
		s.rec.Warn(ecg.WarnInconsistent, 0, "the segments hold %d samples a signal, not %d", s.frames, h.Frames)
	}
	return nil
}

func (s *segmented) header(name string) (*Header, error) {
	b, err := s.file(path.Join(s.dir, name), -1)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, s.fileError(err, name)
	}
	s.size += int64(len(b))
	return ParseHeader(b, name, &s.o)
}

// allocate makes the output channels, all missing.
func (s *segmented) allocate() error {
	width := int64(0)
	for i := range s.layout.Signals {
		width += int64(s.layout.Signals[i].PerFrame)
	}
	total := width * s.frames // at most 2^32 by 2^31
	limit := segmentFloor + segmentPerByte*s.size
	if s.o.MaxSamples > 0 {
		limit = min(limit, s.o.MaxSamples)
	}
	if !s.config && (total > limit || total < 0) {
		return s.fail(formats.ErrTooLarge, 0, -1, "%d samples, mostly gaps", total)
	}
	if !s.config {
		s.streams.left += streamPerByte*s.size - 4*total
		s.streams.sized = true
	}
	s.findGains()
	for i := range s.layout.Signals {
		sig := &s.layout.Signals[i]
		c := s.channel(s.layout, sig)
		c.Rate = s.rate() * float64(sig.PerFrame)
		c.Start = 0
		if s.fine[i] {
			c.Scale /= fineSteps
		}
		n := s.frames * int64(sig.PerFrame)
		if s.config {
			c.Samples = int(min(n, math.MaxInt32))
			continue
		}
		c.Samples = int(n)
		if int64(cap(c.Raw)) < n {
			c.Raw = make([]int32, n)
		}
		c.Raw = c.Raw[:n]
		for k := range c.Raw {
			c.Raw[k] = ecg.Missing
		}
	}
	return nil
}

func (s *segmented) rate() float64 {
	if s.master.RateGiven {
		return s.master.Rate
	}
	return s.layout.Rate
}

// findGains marks the signals whose segments do not all have the layout's gain and baseline.
func (s *segmented) findGains() {
	s.fine = make([]bool, len(s.layout.Signals))
	for i, sh := range s.headers {
		if sh == nil || s.variable && i == 0 {
			continue
		}
		for k := range s.layout.Signals {
			if j := s.find(sh, k); j >= 0 {
				a, b := &s.layout.Signals[k], &sh.Signals[j]
				s.fine[k] = s.fine[k] || a.Gain != b.Gain || a.Baseline != b.Baseline
			}
		}
	}
}

// find returns the signal of a segment that is output signal k, -1 when there is none: with a variable layout the first of
// the same description, otherwise the one in the same place.
func (s *segmented) find(sh *Header, k int) int {
	out := &s.layout.Signals[k]
	j := k
	if s.variable {
		for j = range sh.Signals {
			if sh.Signals[j].Description == out.Description {
				break
			}
		}
	}
	if j >= len(sh.Signals) {
		return -1
	}
	in := &sh.Signals[j]
	_, u := unitScale(out.Units)
	_, v := unitScale(in.Units)
	if s.variable && in.Description != out.Description || in.PerFrame != out.PerFrame || u != v {
		return -1
	}
	return j
}

// segment decodes one segment and puts its samples in place, frames of them from frame at on.
func (s *segmented) segment(sh *Header, at, frames int64) error {
	part := new(ecg.Record)
	sub := &reader{rec: part, fsys: s.fsys, dir: s.dir, name: sh.Name + ".hea", o: s.o, budget: s.budget, left: s.o.MaxSamples, buf: s.buf, streams: s.streams}
	groups, err := sub.groups(sh)
	if err != nil {
		return err
	}
	for i := range groups {
		if err := sub.group(sh, &groups[i]); err != nil {
			return err
		}
	}
	s.budget = sub.budget
	s.unsupported, s.truncated = s.unsupported || sub.unsupported, s.truncated || sub.truncated
	s.reader.missing = s.reader.missing || sub.missing
	if sub.what != "" {
		s.what = sub.what
	}
	s.rec.Warnings = append(s.rec.Warnings, part.Warnings...)
	for k := range s.layout.Signals {
		j := s.find(sh, k)
		if j < 0 {
			continue
		}
		for i := range part.Channels {
			if part.Channels[i].Start == sh.Signals[j].Line { // channel keeps the line there
				s.place(&s.rec.Channels[k], &part.Channels[i], k, at, frames)
			}
		}
	}
	return nil
}

// place copies a segment's samples into output channel k, on the channel's own grid.
func (s *segmented) place(dst, src *ecg.Channel, k int, at, frames int64) {
	spf := int64(s.layout.Signals[k].PerFrame)
	out := dst.Raw[at*spf:]
	in := src.Raw[:min(int64(len(src.Raw)), frames*spf, int64(len(out)))]
	s.filled = s.filled || len(in) > 0
	if !s.fine[k] {
		copy(out, in)
		return
	}
	gain, shift := src.Scale/dst.Scale, (src.Offset-dst.Offset)/dst.Scale
	for i, v := range in {
		if v == ecg.Missing {
			continue
		}
		out[i] = int32(min(max(math.RoundToEven(float64(v)*gain+shift), math.MinInt32+1), math.MaxInt32))
	}
}

func uniqueFiles(h *Header) []string {
	var out []string
	seen := map[string]bool{}
	for i := range h.Signals {
		if f := h.Signals[i].File; !noFile(f) && !seen[f] && safeName(f) {
			seen[f] = true
			out = append(out, f)
		}
	}
	return out
}
