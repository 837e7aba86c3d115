package wfdb

import (
	"github.com/goecg/goecg/ecg"
)

// openSegments reads the headers of a record of several segments; their signal files are opened one at a time.
func (r *Reader) openSegments(h *Header) error {
	s := &segmented{reader: r.in, master: h, variable: h.Segments[0].Frames == 0}
	if err := s.readHeaders(); err != nil {
		return err
	}
	if s.layout == nil {
		r.in.missing = true
		return nil // finish says so
	}
	if err := s.allocate(); err != nil { // without samples, since the reader is in config mode
		return err
	}
	r.multi, r.frames, r.rate = s, s.frames, s.rate()
	r.starts = make([]int64, len(h.Segments))
	at := int64(0)
	for i := range h.Segments {
		r.starts[i] = at
		at += h.Segments[i].Frames
	}
	return nil
}

// readSegments puts a block together from the segments that it touches.
func (r *Reader) readSegments(dst *ecg.Record, n int64) error {
	s := r.multi
	for i := range dst.Channels {
		c := &dst.Channels[i]
		c.Raw = grown(c.Raw, n*int64(s.layout.Signals[i].PerFrame))
		c.Samples = len(c.Raw)
		fillMissing(c.Raw)
	}
	for i := r.segmentAt(r.pos); i < len(r.starts) && r.starts[i] < r.pos+n; i++ {
		first := max(r.starts[i], r.pos)
		end := min(r.starts[i]+s.master.Segments[i].Frames, r.pos+n)
		if first >= end || s.headers[i] == nil || s.variable && i == 0 {
			continue
		}
		if err := r.load(i); err != nil {
			return err
		}
		if err := r.readSegment(dst, i, first, end); err != nil {
			return err
		}
	}
	return nil
}

// segmentAt returns the segment that holds a frame.
func (r *Reader) segmentAt(frame int64) int {
	lo, hi := 0, len(r.starts)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; r.starts[mid] <= frame {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// load opens the signal files of a segment and closes those of the one before.
func (r *Reader) load(i int) error {
	if r.loaded == i {
		return nil
	}
	if r.cur != nil {
		r.cur.close()
		r.cur = nil
	}
	r.loaded = -1
	s := r.multi
	sh := s.headers[i]
	rec := new(ecg.Record)
	sub := &reader{
		rec: rec, fsys: r.in.fsys, dir: r.in.dir, name: sh.Name + ".hea", config: true, o: r.in.o, buf: r.in.buf, streams: r.in.streams,
	}
	p, err := openPart(sub, sh)
	if err != nil {
		return err
	}
	if !r.warned[i] {
		r.warned[i] = true
		r.head.Warnings = append(r.head.Warnings, rec.Warnings...)
	}
	r.cur, r.loaded = p, i
	r.order = r.order[:0]
	for k := range s.layout.Signals {
		at := -1
		if j := s.find(sh, k); j >= 0 {
			for c := range p.chans {
				if p.chans[c].t.sig == &sh.Signals[j] {
					at = c
				}
			}
		}
		r.order = append(r.order, at)
	}
	return nil
}

// readSegment puts frames first to end of the record, which lie in the loaded segment i, into dst.
func (r *Reader) readSegment(dst *ecg.Record, i int, first, end int64) error {
	p := r.cur
	n, spoken := end-first, len(p.rec.Warnings)
	for _, c := range r.order {
		if c >= 0 {
			ch := &p.rec.Channels[c]
			ch.Raw = grown(ch.Raw, n*int64(p.chans[c].t.sig.PerFrame))
			p.chans[c].t.raw = ch.Raw
		}
	}
	if err := p.read(first-r.starts[i], n); err != nil {
		return err
	}
	for k, c := range r.order {
		if c < 0 {
			continue
		}
		sig := &p.chans[c]
		src := p.rec.Channels[c]
		src.Raw = src.Raw[:min(sig.got, n)*int64(sig.t.sig.PerFrame)]
		r.multi.place(&dst.Channels[k], &src, k, first-r.pos, n)
	}
	for c := range p.chans {
		p.chans[c].t.raw = nil
	}
	r.head.Warnings = append(r.head.Warnings, p.rec.Warnings[spoken:]...)
	return nil
}
