package aecg

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// resolve turns the annotations that were read into those of the record, once all time bases are known.
func (d *decoder) resolve() {
	for i := range d.nodes {
		n := &d.nodes[i]
		var parent *node
		if n.parent >= 0 {
			parent = &d.nodes[n.parent]
			n.beat = parent.beat
			if n.rois == 0 && parent.rois == 1 {
				n.roi, n.rois = parent.roi, 1
			}
		}
		s := &d.series[n.series]
		if n.set != s.set {
			s.set, s.beats = n.set, 0 // each set numbers the beats anew
		}
		d.resolveNode(n, parent, s)
	}
}

// leadsOf returns the leads that a node is about; LeadUnknown, for all, when it names none.
func (d *decoder) leadsOf(n *node) []roiLead {
	if n.rois == 0 {
		return globalLead[:]
	}
	return d.rois[n.roi : n.roi+n.rois]
}

var globalLead = [1]roiLead{{ecg.LeadUnknown}}

func (d *decoder) resolveNode(n, parent *node, s *series) {
	switch {
	case n.hasPQ:
		d.measurement(n, s)
	case isInterpretation(n.code):
		d.statement(n)
	case n.code == codeBeat:
		if s.derived || s.beat() {
			d.mark(n, s, ecg.AnnotationBeat, ecg.WaveNone, n.valueCode, n.valueSystem)
			return
		}
		s.beats++
		n.beat = int32(s.beats)
		d.mark(n, s, ecg.AnnotationBeat, ecg.WaveNone, n.valueCode, n.valueSystem)
	case n.code == codeWave || n.code == codeWaveType:
		d.wave(n, parent, s)
	case n.code == codeRhythmNote:
		d.mark(n, s, ecg.AnnotationRhythm, ecg.WaveNone, n.valueCode, n.valueSystem)
	case n.code == codeNoise:
		d.mark(n, s, ecg.AnnotationNoise, ecg.WaveNone, n.valueCode, n.valueSystem)
	case n.code == codeSpike:
		d.mark(n, s, ecg.AnnotationSpike, ecg.WaveNone, n.valueCode, n.valueSystem)
	case n.valueCode != "":
		d.mark(n, s, ecg.AnnotationOther, ecg.WaveNone, n.valueCode, n.valueSystem)
	case n.text != "":
		d.mark(n, s, ecg.AnnotationNote, ecg.WaveNone, n.code, n.system)
	}
}

// wave enters a wave. One without a position that holds another, such as an R wave with its peak, only lends it its name.
func (d *decoder) wave(n, parent *node, s *series) {
	code, system := n.valueCode, n.valueSystem
	if n.low.kind == noTime && n.high.kind == noTime && n.point.kind == noTime {
		return
	}
	if code == codeWavePeak && parent != nil && parent.valueCode != "" && parent.code != codeBeat {
		code, system = parent.valueCode, parent.valueSystem
		if n.point.kind == noTime {
			n.point, n.low, n.high = n.low, instant{}, instant{}
		}
	}
	if n.valueCode == codeWavePeak && parent != nil && parent.emitted >= 0 && parent.rois <= 1 {
		if a := &d.rec.Annotations[parent.emitted]; a.Kind == ecg.AnnotationWave && a.Peak == ecg.NoSample {
			a.Peak = d.axisOf(s).sample(n.point) // the parent's own peak
			return
		}
	}
	w := waveCodes[code]
	if qrsParts[code] && n.point.kind != noTime {
		w = ecg.WaveQRS
	}
	d.mark(n, s, ecg.AnnotationWave, w, code, system)
	if w != ecg.WaveQRS || n.rois != 0 || n.emitted < 0 || parent == nil || parent.code != codeBeat || parent.emitted < 0 {
		return
	}
	beat, qrs := &d.rec.Annotations[parent.emitted], &d.rec.Annotations[n.emitted]
	if beat.Onset == ecg.NoSample && beat.End == ecg.NoSample && beat.Peak == ecg.NoSample {
		beat.Onset, beat.Peak, beat.End = qrs.Onset, qrs.Peak, qrs.End // a beat is where its QRS complex is
	}
}

// mark appends an annotation for each lead of the node.
func (d *decoder) mark(n *node, s *series, kind ecg.AnnotationKind, w ecg.Wave, code, system string) {
	a := ecg.Annotation{
		Kind: kind, Wave: w, Code: code, System: system, Text: n.text, Value: ecg.NaN[float64](),
		Onset: ecg.NoSample, Peak: ecg.NoSample, End: ecg.NoSample,
	}
	if s.target != noTarget {
		a.Group = s.target
	}
	axis := d.axisOf(s)
	a.Onset, a.Peak, a.End = axis.sample(n.low), axis.sample(n.point), axis.sample(n.high)
	if !d.badPlace && max(a.Onset, a.Peak, a.End) > int64(axis.span) && axis.series >= 0 {
		d.badPlace = true
		d.warn(ecg.WarnInconsistent, "annotations outside the samples")
	}
	n.emitted = int32(len(d.rec.Annotations))
	for _, r := range d.leadsOf(n) {
		a.Lead = r.lead
		d.rec.Annotations = append(d.rec.Annotations, a)
	}
}

// axisOf returns the time base of a series, one without samples when it has none.
func (d *decoder) axisOf(s *series) *axis {
	if s.target == noTarget {
		return &axis{series: -1}
	}
	return &d.axes[s.target]
}

func (d *decoder) measurement(n *node, s *series) {
	m := ecg.Measurement{Code: n.code, System: n.system, Value: n.value, Unit: n.unit, Beat: int(n.beat)}
	if s.target != noTarget {
		m.Group = s.target
	}
	if name := measureOf(n.code); name != "" {
		if v, unit, ok := convert(n.value, n.unit, name); ok {
			m.Name, m.Value, m.Unit = name, v, unit
		}
	}
	for _, r := range d.leadsOf(n) {
		m.Lead = r.lead
		d.rec.Measurements = append(d.rec.Measurements, m)
	}
}

// Statements by which some writers say that the others were confirmed.
const (
	textConfirmed   = "CONFIRMED REPORT"
	textUnconfirmed = "UNCONFIRMED REPORT"
)

func (d *decoder) statement(n *node) {
	switch {
	case n.code == codeComment:
		d.comment(n.text)
	case strings.TrimSpace(n.text) == textConfirmed:
		d.rec.Confirmation = ecg.Confirmed
	case strings.TrimSpace(n.text) == textUnconfirmed:
		d.rec.Confirmation = max(d.rec.Confirmation, ecg.Unconfirmed)
	case n.text != "" || n.valueCode != "":
		d.rec.Statements = append(d.rec.Statements, ecg.Statement{Text: n.text, Code: n.valueCode, System: n.valueSystem})
	}
}
