package bench

import (
	"cmp"
	"slices"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/formats/wfdb"
)

// annotate turns beats into annotations at the frame rate, scale times the detector's.
func annotate(beats []detect.Beat, scale float64) []wfdb.Annotation {
	out := make([]wfdb.Annotation, len(beats))
	for i, b := range beats {
		out[i] = wfdb.Annotation{Sample: int64(float64(b.Sample)*scale + 0.5), Code: wfdb.ClassCode(byte(b.Class))}
	}
	return out
}

// withRhythm adds to a test list the rhythm that its RR intervals show, where a comparison looks at rhythm and the list says
// nothing of it.
func (r *qrsWorker) withRhythm(list []wfdb.Annotation, rate float64) []wfdb.Annotation {
	if !r.opt.AF && !r.opt.Runs {
		return list
	}
	for i := range list {
		if list[i].Code == wfdb.CodeRhythm {
			return list
		}
	}
	return AddRhythm(list, rate)
}

// AddRhythm returns list with the rhythm changes to (AFIB and (N that classify.RhythmRR finds in its RR intervals. Intervals that a
// ventricular beat begins or ends are left out, since ventricular ectopy makes any rhythm irregular (on the development records of
// the MIT-BIH database it otherwise doubles the time wrongly called fibrillation), and so are those with fibrillation of the
// ventricles or an unreadable stretch between. list is in time order, in samples at rate Hz, and is not changed.
func AddRhythm(list []wfdb.Annotation, rate float64) []wfdb.Annotation {
	segments := classify.RhythmRR(intervals(list, rate), classify.RROptions{})
	out := make([]wfdb.Annotation, 0, len(list)+len(segments))
	for _, s := range segments {
		out = append(out, wfdb.Annotation{Sample: int64(s.Start), Code: wfdb.CodeRhythm, Aux: "(" + s.Rhythm})
	}
	out = append(out, list...)
	slices.SortStableFunc(out, func(a, b wfdb.Annotation) int { return cmp.Compare(a.Sample, b.Sample) }) // rhythm before beat
	return out
}

// intervals lists the RR intervals of a list that a rhythm above the ventricles made.
func intervals(list []wfdb.Annotation, rate float64) []classify.RRInterval {
	var out []classify.RRInterval
	last := int64(-1)
	lastEctopic := false
	for i := range list {
		a := &list[i]
		switch {
		case a.Code == wfdb.CodeVFOn, a.Code == wfdb.CodeVFOff, a.Code == wfdb.CodeNoise && unreadable(a):
			last = -1
		case wfdb.IsBeat(a.Code):
			ectopic := wfdb.Class(a.Code) == 'V'
			if last >= 0 && a.Sample > last && !ectopic && !lastEctopic {
				out = append(out, classify.RRInterval{Start: int(last), End: int(a.Sample), Seconds: float64(a.Sample-last) / rate})
			}
			last, lastEctopic = a.Sample, ectopic
		}
	}
	return out
}
