package scp

import (
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// Compatibility categories by what sections a record has (EN 1064, tag 14).
const (
	categoryRhythm    = 0xA0 // rhythm without reference beat
	categoryReference = 0xC0 // reference beat and QRS locations besides
)

// referenceBeat is the representative beat as section 5 holds it.
type referenceBeat struct {
	*signals
	group   int // its number in annotations
	ms      int
	samples int64
}

// newReference finds the group that section 5 can hold: a representative beat in all leads of the rhythm, at its rate and
// complete. nil when there is none.
func newReference(rec *ecg.Record, rhythm *signals) *referenceBeat {
	for i := range rec.Groups {
		g := &rec.Groups[i]
		if g.Kind != ecg.GroupRepresentativeBeat {
			continue
		}
		if r := referenceOf(rhythm, g.Channels); r != nil {
			r.group = i + 1
			return r
		}
	}
	return nil
}

func referenceOf(rhythm *signals, list []ecg.Channel) *referenceBeat {
	if len(list) != len(rhythm.leads) {
		return nil
	}
	// In the order of the rhythm's leads, which section 3 gives for both.
	ordered := make([]ecg.Channel, 0, len(list))
	for _, l := range rhythm.leads {
		for i := range list {
			if c := &list[i]; c.Lead == l && c.Start == 0 && len(c.Raw) == len(list[0].Raw) {
				ordered = append(ordered, *c)
				break
			}
		}
	}
	if len(ordered) != len(list) {
		return nil
	}
	s, err := newSignals(&ecg.Record{Channels: ordered})
	if err != nil || s.interval != rhythm.interval || len(s.leads) != len(list) {
		return nil
	}
	n := len(list[0].Raw)
	for i := range s.leads {
		if s.leads[i] != rhythm.leads[i] || s.start[i] != 0 || len(s.values[i]) != n {
			return nil // samples are missing at an end
		}
	}
	const usPerMS = 1000
	ms := (n*s.interval + usPerMS - 1) / usPerMS
	if ms > math.MaxUint16 || ms*usPerMS/s.interval != n {
		return nil // the length in ms says another number of samples
	}
	if s.plain != rhythm.plain { // section 2 is for both
		if !rhythm.plain || s.store() != nil {
			return nil
		}
	}
	return &referenceBeat{signals: s, ms: ms, samples: int64(n)}
}

// beatSection makes the data of section 4: the reference beat's length and fiducial, and where the beats are. There are
// no zones of subtraction and no protected areas, for nothing is subtracted.
func (r *referenceBeat) beatSection(rec *ecg.Record) []byte {
	fiducial := int64(-1)
	var beats []*ecg.Annotation
	for i := range rec.Annotations {
		a := &rec.Annotations[i]
		switch {
		case a.Kind != ecg.AnnotationBeat || a.Peak < 0 || a.Peak >= math.MaxUint32:
		case a.Group == 0 && len(beats) < math.MaxUint16:
			beats = append(beats, a)
		case a.Group == r.group && a.Peak < r.samples && a.Peak < math.MaxUint16 && fiducial < 0:
			fiducial = a.Peak
		}
	}
	b := le.AppendUint16(nil, uint16(r.ms))
	b = le.AppendUint16(b, uint16(fiducial+1))
	b = le.AppendUint16(b, uint16(len(beats)))
	for _, a := range beats {
		b = le.AppendUint16(b, beatType(a))
		b = le.AppendUint32(b, 0)
		b = le.AppendUint32(b, uint32(a.Peak+1))
		b = le.AppendUint32(b, 0)
	}
	return append(b, make([]byte, areaEntryLen*len(beats))...)
}

// normalCodes are codes of beats that have the shape of the reference beat, in WFDB, DICOM and ISO/IEEE 11073-10101.
var normalCodes = map[string]bool{"": true, "N": true, "10:8208": true, "10:1600": true, "MDC_ECG_BEAT_NORMAL": true}

// beatType is 0 for a beat like the reference beat, else the number of another shape.
func beatType(a *ecg.Annotation) uint16 {
	if a.System == System {
		if n, err := strconv.ParseUint(a.Code, 10, 16); err == nil {
			return uint16(n)
		}
	}
	if normalCodes[a.Code] {
		return 0
	}
	return 1
}
