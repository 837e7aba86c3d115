package bench

import (
	"cmp"
	"slices"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

// annotate turns beats into annotations at the frame rate, scale times the detector's.
func annotate(beats []detect.Beat, scale float64) []wfdb.Annotation {
	out := make([]wfdb.Annotation, len(beats))
	for i, b := range beats {
		out[i] = wfdb.Annotation{Sample: int64(float64(b.Sample)*scale + 0.5), Code: wfdb.ClassCode(byte(b.Class))}
	}
	return out
}

// withSegments adds to a list of beats the onset and end of the ventricular fibrillation that the leads show, in samples at the
// frame rate, scale times that of the leads.
func (r *qrsWorker) withSegments(list []wfdb.Annotation, leads [][]float64, rate, scale float64) ([]wfdb.Annotation, error) {
	if !r.opt.VF && !r.opt.Runs {
		return list, nil
	}
	if err := r.segmenter.Reset(rate, len(leads)); err != nil {
		return nil, err
	}
	r.segments = r.segmenter.Segments(r.segments[:0], leads)
	list = slices.Clone(list)
	at := func(sample int) int64 { return int64(float64(sample)*scale + 0.5) }
	for _, s := range r.segments {
		if s.Kind == detect.VF {
			list = append(list, wfdb.Annotation{Sample: at(s.Start), Code: wfdb.CodeVFOn}, wfdb.Annotation{Sample: at(s.End), Code: wfdb.CodeVFOff})
		}
	}
	slices.SortStableFunc(list, bySample)
	return list, nil
}

func bySample(a, b wfdb.Annotation) int { return cmp.Compare(a.Sample, b.Sample) }

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

// AddRhythm returns list with the rhythm changes to (AFIB and (N that classify.RhythmBeats finds in its beats. Intervals with
// fibrillation of the ventricles or an unreadable stretch between are left out. list is in time order, in samples at rate Hz,
// and is not changed.
func AddRhythm(list []wfdb.Annotation, rate float64) []wfdb.Annotation {
	segments := classify.RhythmBeats(RhythmBeats(list), rate, classify.RROptions{})
	out := make([]wfdb.Annotation, 0, len(list)+len(segments))
	last := ""
	for _, s := range segments {
		if s.Rhythm != last {
			out = append(out, wfdb.Annotation{Sample: int64(s.Start), Code: wfdb.CodeRhythm, Aux: "(" + s.Rhythm})
		}
		last = s.Rhythm
	}
	out = append(out, list...)
	slices.SortStableFunc(out, bySample) // rhythm before beat
	return out
}

// RhythmBeats lists the beats of a list for classify.RhythmBeats; ventricular fibrillation and unreadable stretches part them.
func RhythmBeats(list []wfdb.Annotation) []classify.RhythmBeat {
	var out []classify.RhythmBeat
	apart := true
	for i := range list {
		a := &list[i]
		switch {
		case a.Code == wfdb.CodeVFOn, a.Code == wfdb.CodeVFOff, a.Code == wfdb.CodeNoise && unreadable(a):
			apart = true
		case wfdb.IsBeat(a.Code):
			out = append(out, classify.RhythmBeat{Sample: int(a.Sample), Class: measure.Class(wfdb.Class(a.Code)), Apart: apart})
			apart = false
		}
	}
	return out
}
