package main

import (
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/formats/wfdb"
)

// unreadable is the subtype of a signal quality mark that calls the first two signals unreadable; 0 calls them clean.
const unreadable = 0x30

// eachMark gives the annotations of beats and segments in time order: "[" and "]" about ventricular fibrillation, changes of signal
// quality about noise and leads that are off. Asystole has no annotation; there are no beats in it.
func eachMark(beats []detect.Beat, segments []detect.Segment, do func(sample int, a wfdb.Annotation) error) error {
	upTo := func(end int) error {
		for len(beats) > 0 && beats[0].Sample < end {
			b := beats[0]
			beats = beats[1:]
			if err := do(b.Sample, wfdb.Annotation{Code: wfdb.ClassCode(byte(b.Class))}); err != nil {
				return err
			}
		}
		return nil
	}
	for i, g := range segments {
		var on, off wfdb.Annotation
		switch g.Kind {
		case detect.VF:
			on.Code, off.Code = wfdb.CodeVFOn, wfdb.CodeVFOff
		case detect.Noise, detect.Flat:
			on, off = wfdb.Annotation{Code: wfdb.CodeNoise, Subtype: unreadable}, wfdb.Annotation{Code: wfdb.CodeNoise}
		default:
			continue
		}
		// One unreadable stretch is not ended and begun anew at the same sample.
		if off.Code == wfdb.CodeNoise {
			if i > 0 && joins(segments[i-1], g) {
				on.Code = 0
			}
			if i+1 < len(segments) && joins(g, segments[i+1]) {
				off.Code = 0
			}
		}
		for _, m := range [2]struct {
			at   int
			mark wfdb.Annotation
		}{{g.Start, on}, {g.End, off}} {
			if err := upTo(m.at); err != nil {
				return err
			}
			if m.mark.Code == 0 {
				continue
			}
			if err := do(m.at, m.mark); err != nil {
				return err
			}
		}
	}
	const never = int(^uint(0) >> 1)
	return upTo(never)
}

func joins(a, b detect.Segment) bool {
	off := func(k detect.SegmentKind) bool { return k == detect.Noise || k == detect.Flat }
	return off(a.Kind) && off(b.Kind) && a.End == b.Start
}
