package ecgtest

import (
	"slices"

	"github.com/goecg/goecg/ecg"
)

// RSamples returns the samples of the R of all beats.
func (t *Truth) RSamples() []int {
	list := make([]int, len(t.Beats))
	for i := range t.Beats {
		list[i] = t.Beats[i].R.Sample
	}
	return list
}

// Annotations gives the truth in the form in which files carry it, in order of time: a beat mark with its WFDB symbol at
// each R, waves P, QRS and T with onset, peak and end, pacing spikes, and the begin of each rhythm with its WFDB name
// where it has one. Waves cut by the ends of the record keep the marks that lie inside.
func (t *Truth) Annotations() []ecg.Annotation {
	nan := float64(ecg.NaN[ecg.Value]())
	var list []ecg.Annotation
	add := func(kind ecg.AnnotationKind, w ecg.Wave, on, peak, end int, code string) {
		list = append(list, ecg.Annotation{
			Kind: kind, Wave: w, Onset: int64(on), Peak: int64(peak), End: int64(end), Code: code, System: "WFDB", Value: nan,
		})
	}
	const none = ecg.NoSample
	for i := range t.Rhythms {
		r := &t.Rhythms[i]
		add(ecg.AnnotationRhythm, ecg.WaveNone, none, r.First, none, r.Rhythm.wfdb())
	}
	for i := range t.PWaves {
		p := &t.PWaves[i]
		add(ecg.AnnotationWave, ecg.WaveP, p.On.Sample, p.Peak.Sample, p.Off.Sample, "p")
	}
	for i := range t.Spikes {
		add(ecg.AnnotationSpike, ecg.WaveNone, none, t.Spikes[i].Sample, none, "^")
	}
	for i := range t.Beats {
		b := &t.Beats[i]
		add(ecg.AnnotationBeat, ecg.WaveNone, none, b.R.Sample, none, b.Symbol)
		add(ecg.AnnotationWave, ecg.WaveQRS, b.QRSOn.Sample, b.R.Sample, b.QRSOff.Sample, "N")
		if b.TPeak.Sample != none {
			add(ecg.AnnotationWave, ecg.WaveT, b.TOn.Sample, b.TPeak.Sample, b.TOff.Sample, "t")
		}
	}
	slices.SortStableFunc(list, func(a, b ecg.Annotation) int { return int(a.Peak - b.Peak) })
	return list
}

// wfdb is the rhythm's name in the annotation files of the MIT-BIH databases, "" where they have none.
func (r Rhythm) wfdb() string {
	switch r {
	case Sinus, AVBlock1, AVBlock3:
		return "(N"
	case AFib:
		return "(AFIB"
	case AFlutter:
		return "(AFL"
	case AVBlock2Mobitz1, AVBlock2Mobitz2:
		return "(BII"
	case SVT:
		return "(SVTA"
	case Junctional:
		return "(NOD"
	case VT, Torsades:
		return "(VT"
	case VF, VFlutter:
		return "(VFL"
	case PacedVentricular, PacedAtrial, PacedDual:
		return "(P"
	case Asystole:
		return "(ASYS"
	}
	return ""
}
