package bench

import (
	"math"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

// Untangle brings the fiducials of one lead into an order in which readers of annotation files can pair them: no peak outside
// its wave, and no wave that goes on when the next has begun. The R of the other leads may lie beyond the complex of this one,
// and at fast rates T runs into the next P.
func Untangle(beats []measure.BeatFiducials) {
	for i := range beats {
		b := &beats[i]
		if b.R != measure.None {
			b.R = max(b.R, b.QRSOn) // None is below every sample
			if b.QRSOff != measure.None {
				b.R = min(b.R, b.QRSOff)
			}
		}
		if b.POff > b.QRSOn && b.PPeak <= b.QRSOn {
			b.POff = b.QRSOn
		}
		if b.TOn != measure.None && b.TOn < b.QRSOff && b.QRSOff <= b.TPeak {
			b.TOn = b.QRSOff
		}
		if i+1 < len(beats) {
			separate(b, &beats[i+1])
		}
	}
}

// separate ends the T of b before the P and the QRS of next begin. A T that peaks in the next QRS is none, and so is a P that
// peaks before the T.
func separate(b, next *measure.BeatFiducials) {
	none := measure.None
	if b.TPeak == none {
		return
	}
	if next.QRSOn != none && b.TPeak >= next.QRSOn {
		b.TOn, b.TPeak, b.TOff = none, none, none
		return
	}
	if next.PPeak != none && next.PPeak <= b.TPeak {
		next.POn, next.PPeak, next.POff = none, none, none
	}
	if b.TOff == none {
		return
	}
	if next.QRSOn != none {
		b.TOff = min(b.TOff, next.QRSOn)
	}
	if next.POn != none && next.PPeak != none && next.POn < b.TOff {
		next.POn = min(max(next.POn, b.TPeak), next.PPeak)
		b.TOff = next.POn
	}
}

// WaveMarks appends to dst the fiducials of one lead as annotations in the form of the LUDB: for each wave "(", its peak (p, N
// or t) and ")", in samples perSample times theirs. A wave without a peak is left out, a bound that is absent too.
func WaveMarks(dst []wfdb.Annotation, beats []measure.BeatFiducials, perSample float64) []wfdb.Annotation {
	add := func(s int, code byte) {
		if s == measure.None || s < 0 {
			return
		}
		at := int64(s)
		if perSample != 1 {
			at = int64(math.Round(float64(s) * perSample))
		}
		dst = append(dst, wfdb.Annotation{Sample: at, Code: code})
	}
	for _, b := range beats {
		for _, w := range [...]struct {
			on, peak, off int
			code          byte
		}{
			{b.POn, b.PPeak, b.POff, wfdb.CodePWave},
			{b.QRSOn, b.R, b.QRSOff, wfdb.CodeNormal},
			{b.TOn, b.TPeak, b.TOff, wfdb.CodeTWave},
		} {
			if w.peak == measure.None {
				continue
			}
			add(w.on, wfdb.CodeWaveOn)
			add(w.peak, w.code)
			add(w.off, wfdb.CodeWaveOff)
		}
	}
	return dst
}

// unmarked is the position of a bound that a wave lacks.
const unmarked = math.MinInt64

// wave is a wave that a list of annotations marks, in samples.
type wave struct{ on, peak, off int64 }

// Kinds of waves, and the marks of each.
const (
	waveP = iota
	waveQRS
	waveT
	waveKinds
)

const marksPerWave = 3

// waves groups the marks of one lead: a peak takes the "(" just before it and the ")" just after it. Any QRS label is a QRS peak.
// The waves of a kind are in the order of the list.
func waves(list []wfdb.Annotation) (out [waveKinds][]wave) {
	for i := range list {
		kind := waveT
		switch code := list[i].Code; {
		case code == wfdb.CodePWave:
			kind = waveP
		case wfdb.IsQRS(code):
			kind = waveQRS
		case code != wfdb.CodeTWave:
			continue
		}
		w := wave{unmarked, list[i].Sample, unmarked}
		if i > 0 && list[i-1].Code == wfdb.CodeWaveOn {
			w.on = list[i-1].Sample
		}
		if i+1 < len(list) && list[i+1].Code == wfdb.CodeWaveOff {
			w.off = list[i+1].Sample
		}
		out[kind] = append(out[kind], w)
	}
	return out
}

// positions lists where the on (0), peak (1) or off (2) marks of waves lie.
func positions(list []wave, mark int) []int64 {
	var out []int64
	for _, w := range list {
		if at := [marksPerWave]int64{w.on, w.peak, w.off}[mark]; at != unmarked {
			out = append(out, at)
		}
	}
	return out
}
