package scp

import (
	"sort"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// Section 4 (EN 1064, 5.7): QRS locations, subtraction zones and protected areas.
const (
	beatEntryLen = 14
	areaEntryLen = 8
)

// span is a stretch of samples, 0-based, end exclusive.
type span struct{ from, to int64 }

// beat is one QRS complex of section 4.
type beat struct {
	kind     int   // 0: reference beat
	fiducial int64 // 0-based, -1 when not given
	zone     span  // where the reference beat was subtracted
}

// beatTable is section 4. Its sample numbers count at the sampling rate of section 5.
type beatTable struct {
	subtracted bool // section 3 says so
	refMS      int  // length of the reference beat
	fiducial   int64
	beats      []beat
	protected  []span // sorted, apart from each other
}

// readBeats reads section 4, if there is one.
func (d *decoder) readBeats() {
	if !d.has(sectionBeats) {
		return
	}
	s := d.known[sectionBeats]
	f := s.fields()
	t := &d.beats
	t.refMS = f.u16()
	t.fiducial = int64(f.u16()) - 1
	n := f.u16()
	if fit := f.left() / beatEntryLen; n > fit {
		d.rec.Warn(ecg.WarnInconsistent, f.at(), "section 4 declares %d beats and holds %d", n, fit)
		n = fit
	}
	t.beats = make([]beat, n)
	for i := range t.beats {
		kind, sb, fc, se := f.u16(), f.u32(), f.u32(), f.u32()
		t.beats[i] = beat{kind: kind, fiducial: fc - 1, zone: span{sb - 1, se}}
	}
	var areas []span
	if f.left() >= n*areaEntryLen {
		for range n {
			areas = append(areas, span{f.u32() - 1, f.u32()})
		}
	} else {
		// Protocols 1.0 and 1.1 have no table of protected areas: the zones serve.
		for _, b := range t.beats {
			if b.subtracts() {
				areas = append(areas, b.zone)
			}
		}
	}
	t.protected = merge(areas)
}

func (b *beat) subtracts() bool { return b.kind == 0 && b.zone.from >= 0 && b.zone.to > b.zone.from }

// merge sorts spans and joins those that overlap; empty ones go.
func merge(list []span) []span {
	sort.Slice(list, func(i, j int) bool { return list[i].from < list[j].from })
	out := list[:0]
	for _, s := range list {
		switch n := len(out); {
		case s.from < 0 || s.to <= s.from:
		case n > 0 && s.from <= out[n-1].to:
			out[n-1].to = max(out[n-1].to, s.to)
		default:
			out = append(out, s)
		}
	}
	return out
}

// annotateBeats turns the beats into annotations at the rhythm's rate.
func (d *decoder) annotateBeats() {
	if len(d.rec.Channels) == 0 {
		return
	}
	num, den := int64(1), int64(1)
	if d.ref.interval > 0 && d.rhythm.interval > 0 && d.rhythm.factor == 1 && d.ref.interval != d.rhythm.interval {
		num, den = int64(d.ref.interval), int64(d.rhythm.interval)
	}
	var end int64
	for i := range d.rec.Channels {
		c := &d.rec.Channels[i]
		end = max(end, int64(c.Start)+int64(c.Len()))
	}
	outside := 0
	for _, b := range d.beats.beats {
		at := b.fiducial * num / den
		if b.fiducial < 0 || at >= end {
			outside++
			continue
		}
		d.rec.Annotations = append(d.rec.Annotations, ecg.Annotation{
			Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: ecg.NoSample, Peak: at, End: ecg.NoSample,
			Code: strconv.Itoa(b.kind), System: System, Value: ecg.NaN[float64](),
		})
	}
	if outside > 0 {
		d.rec.Warn(ecg.WarnInconsistent, int64(d.known[sectionBeats].off), "%d beats lie outside the recording", outside)
	}
}

// System is the coding scheme of the annotations, measurements and statements that this package reads. The code of a beat is
// its type: "0" for beats like the reference beat, "1" and so on for other shapes.
const System = "SCPECG"
