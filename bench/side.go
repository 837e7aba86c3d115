package bench

import (
	"math"

	"github.com/goecg/goecg/formats/wfdb"
)

// Labels beside the classes of beats.
const (
	classNone  byte = 0   // before the first beat
	classEnd   byte = '*' // after the last; as a pseudo label: not to be counted
	classOther byte = 'O' // no beat on this side; flutter waves
	classShut  byte = 'X' // the signal was called unreadable on this side
)

// endOfTime is the time of what comes after the last beat; differences of it cannot overflow.
const endOfTime = math.MaxInt64 / 4

type beat struct {
	time  int64
	class byte
}

type interval struct{ on, off int64 }

func (i interval) holds(t int64) bool { return i.on <= t && t <= i.off }

// recent keeps the two latest intervals, which is as far as the comparison program looks back.
type recent struct {
	n    int
	last [2]interval
}

func (r *recent) add(i interval) {
	r.last[1] = r.last[0]
	r.last[0] = i
	r.n = min(r.n+1, 2)
}

func (r *recent) holds(t int64) bool {
	for _, i := range r.last[:r.n] {
		if i.holds(t) {
			return true
		}
	}
	return false
}

// startsIn reports whether one of the intervals begins in [from, to).
func (r *recent) startsIn(from, to int64) bool {
	for _, i := range r.last[:r.n] {
		if i.on >= from && i.on < to {
			return true
		}
	}
	return false
}

// side reads one annotation list with one beat of look-ahead.
type side struct {
	list      []wfdb.Annotation
	pos       int
	cur, next beat
	rr        int64 // interval ending at cur, 0 when interrupted
	w         int64
	merge     bool
	isTest    bool
	recordEnd int64

	vf, shutdown  recent
	shutdownTotal int64
}

func (s *side) advance() {
	p := s.cur
	s.cur = s.next
	s.rr = s.cur.time - p.time
	if p.time == 0 || s.cur.class == classEnd ||
		s.vf.startsIn(p.time, s.cur.time) || s.shutdown.startsIn(p.time, s.cur.time) {
		s.rr = 0
	}
	s.scan()
}

// scan puts the following beat into next and notes VF and unreadable stretches on the way.
func (s *side) scan() {
	for s.pos < len(s.list) {
		a := &s.list[s.pos]
		s.pos++
		switch {
		case a.Code == wfdb.CodeVFOn:
			s.skipVF(a.Sample)
		case a.Code == wfdb.CodeNoise && unreadable(a):
			s.noteShutdown(a.Sample)
		case wfdb.IsQRS(a.Code):
			s.next = beat{a.Sample, s.class(a.Code)}
			return
		}
	}
	s.next = beat{endOfTime, classEnd}
}

func (s *side) class(code byte) byte {
	c := wfdb.Class(code)
	switch {
	case c == 0:
		return classOther
	case c == 'S' && s.merge:
		return 'N'
	}
	return c
}

// skipVF leaves out everything up to the end of ventricular flutter or fibrillation.
func (s *side) skipVF(on int64) {
	for s.pos < len(s.list) {
		a := &s.list[s.pos]
		s.pos++
		if a.Code == wfdb.CodeVFOff {
			s.vf.add(interval{on, a.Sample})
			return
		}
	}
	s.vf.add(interval{on, endOfTime})
}

// bothUnreadable are the bits of a noise annotation's subtype that call the first two signals unreadable.
const bothUnreadable = 0x30

func unreadable(a *wfdb.Annotation) bool { return a.Subtype&bothUnreadable == bothUnreadable }

// noteShutdown records an unreadable stretch that begins at on. Where the next annotation does not end it, the mark is of the
// AHA kind, a single one for the gap between the beats around it, shortened by a window on both sides.
func (s *side) noteShutdown(on int64) {
	if s.pos >= len(s.list) {
		s.shutdown.add(interval{on, endOfTime})
		if s.isTest && s.recordEnd > on {
			s.shutdownTotal += s.recordEnd - on
		}
		return
	}
	a := &s.list[s.pos]
	off := a.Sample
	if a.Code == wfdb.CodeNoise && !unreadable(a) {
		s.pos++
	} else {
		on = s.cur.time
		if s.vf.n > 0 {
			on = max(on, s.vf.last[0].off)
		}
		off -= s.w
		on = min(on+s.w, off)
	}
	s.shutdown.add(interval{on, off})
	if s.isTest {
		s.shutdownTotal += off - on
	}
}

// extra labels, on the reference side, a test beat at t without a partner.
func (s *side) extra(t int64) byte {
	switch {
	case s.vf.holds(t):
		return classEnd
	case s.shutdown.holds(t):
		return classShut
	}
	return classOther
}

// missed labels, on the test side, a reference beat at t without a partner.
func (s *side) missed(t int64) byte {
	if s.shutdown.holds(t) {
		return classShut
	}
	return classOther
}
