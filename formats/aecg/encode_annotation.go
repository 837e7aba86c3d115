package aecg

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// marks is what is needed to write the annotations of one series.
type marks struct {
	group    int
	rate     float64
	absolute bool
	offset   float64 // seconds of sample 0 after the record's start
}

// annotationSet writes the annotations, measurements and, with the rhythm, the statements of a group.
func (e *encoder) annotationSet(group int, list []ecg.Channel, absolute bool, offset float64) {
	rec := e.rec
	main := group == 0 || len(rec.Channels) == 0 && group == 1
	if !main && !e.marked(group) {
		return
	}
	if main && !e.marked(group) && len(rec.Statements) == 0 && rec.Confirmation == ecg.ConfirmationUnknown &&
		rec.Analyzer == (ecg.Device{}) && rec.Analyzed.IsZero() {
		return
	}
	m := marks{group: group, rate: list[0].Rate, absolute: absolute, offset: offset}
	e.openAll("subjectOf", "annotationSet")
	if main && !rec.Analyzed.IsZero() {
		e.leaf("activityTime", attribute{"value", formatTS(rec.Analyzed, 0)})
	}
	if a := &rec.Analyzer; main && *a != (ecg.Device{}) {
		path := []string{"author", "assignedEntity", "assignedAuthorType", "assignedDevice"}
		e.openAll(path...)
		e.deviceContent(a)
		if a.Manufacturer != "" {
			e.open("playedManufacturedDevice")
			e.organization(a.Manufacturer)
			e.close("playedManufacturedDevice")
		}
		e.closeAll(path...)
	}
	e.measurements(&m)
	for i := range rec.Annotations {
		if a := &rec.Annotations[i]; a.Group == group && a.Kind != ecg.AnnotationBeat {
			e.annotation(a, &m)
		}
	}
	if main {
		e.statements()
	}
	e.closeAll("subjectOf", "annotationSet")
}

// marked reports whether a group has annotations or measurements.
func (e *encoder) marked(group int) bool {
	for i := range e.rec.Annotations {
		if e.rec.Annotations[i].Group == group {
			return true
		}
	}
	for i := range e.rec.Measurements {
		if e.rec.Measurements[i].Group == group {
			return true
		}
	}
	return false
}

// measurements writes those of the record, then the beats, each with its own.
func (e *encoder) measurements(m *marks) {
	byBeat := map[int][]*ecg.Measurement{}
	last := 0
	for i := range e.rec.Measurements {
		if v := &e.rec.Measurements[i]; v.Group == m.group {
			byBeat[v.Beat] = append(byBeat[v.Beat], v)
			last = max(last, v.Beat)
		}
	}
	e.values(byBeat[0])
	n := 0
	for i := range e.rec.Annotations {
		a := &e.rec.Annotations[i]
		if a.Group != m.group || a.Kind != ecg.AnnotationBeat {
			continue
		}
		n++
		e.beat(a, byBeat[n], m)
		delete(byBeat, n)
	}
	for beat := n + 1; beat <= last && len(byBeat) > 0; beat++ { // of beats that have no mark
		if list := byBeat[beat]; list != nil {
			e.beat(&ecg.Annotation{Onset: ecg.NoSample, Peak: ecg.NoSample, End: ecg.NoSample}, list, m)
			delete(byBeat, beat)
		}
	}
}

func (e *encoder) beat(a *ecg.Annotation, values []*ecg.Measurement, m *marks) {
	e.openAll("component", "annotation")
	e.coded("code", codeBeat, systemMDC, "")
	if a.Code != "" {
		e.coded("value", a.Code, a.System, a.Text, attribute{"xsi:type", "CE"})
	}
	e.support(a.Onset, a.Peak, a.End, a.Lead, m)
	e.values(values)
	e.closeAll("component", "annotation")
}

// writeCodes are the MDC codes of measurements.
var writeCodes = map[string]string{
	ecg.MeasureP: "MDC_ECG_TIME_PD_P", ecg.MeasurePR: "MDC_ECG_TIME_PD_PR", ecg.MeasureQRS: "MDC_ECG_TIME_PD_QRS",
	ecg.MeasureQT: "MDC_ECG_TIME_PD_QT", ecg.MeasureQTc: "MDC_ECG_TIME_PD_QTc", ecg.MeasureRR: "MDC_ECG_TIME_PD_RR",
	ecg.MeasurePP: "MDC_ECG_TIME_PD_PP", ecg.MeasureHeartRate: "MDC_ECG_HEART_RATE",
	ecg.MeasureAtrialRate: "MDC_ECG_HEART_RATE_ATRIAL", ecg.MeasurePAxis: "MDC_ECG_ANGLE_P_FRONT",
	ecg.MeasureQRSAxis: "MDC_ECG_ANGLE_QRS_FRONT", ecg.MeasureTAxis: "MDC_ECG_ANGLE_T_FRONT",
	ecg.MeasurePAmplitude: "MDC_ECG_AMPL_P", ecg.MeasureTAmplitude: "MDC_ECG_AMPL_T",
}

// values writes measurements: under their own code when that is MDC, else the MDC code of what they mean, else the name of
// that meaning, else the code they came with.
func (e *encoder) values(list []*ecg.Measurement) {
	for _, v := range list {
		if !ecg.Known(v.Value) {
			continue
		}
		code, system := v.Code, v.System
		if v.System != systemMDC && v.Name != "" {
			if code, system = writeCodes[v.Name], systemMDC; code == "" {
				code, system = v.Name, ""
			}
		}
		if code == "" {
			continue
		}
		e.openAll("component", "annotation")
		e.coded("code", code, system, "")
		e.quantity("value", v.Value, v.Unit, attribute{"xsi:type", "PQ"})
		e.support(ecg.NoSample, ecg.NoSample, ecg.NoSample, v.Lead, nil)
		e.closeAll("component", "annotation")
	}
}

// Codes, of no scheme, of annotations that aECG has none for.
const (
	codeNoise = "NOISE"
	codeSpike = "PACEMAKER_SPIKE"
	codeNote  = "NOTE"
	codeOther = "OTHER"
)

var writeWaves = map[ecg.Wave]string{
	ecg.WaveP: "MDC_ECG_WAVC_PWAVE", ecg.WaveQRS: "MDC_ECG_WAVC_QRSWAVE", ecg.WaveT: "MDC_ECG_WAVC_TWAVE",
	ecg.WaveU: "MDC_ECG_WAVC_UWAVE",
}

func (e *encoder) annotation(a *ecg.Annotation, m *marks) {
	onset, peak, end := a.Onset, a.Peak, a.End
	code, system := a.Code, a.System
	e.openAll("component", "annotation")
	switch a.Kind {
	case ecg.AnnotationWave:
		e.coded("code", codeWave, systemMDC, "")
		if own := writeWaves[a.Wave]; own != "" && system != systemMDC {
			code, system = own, systemMDC
		}
	case ecg.AnnotationRhythm:
		e.coded("code", codeRhythmNote, systemMDC, "")
	case ecg.AnnotationNoise:
		e.coded("code", codeNoise, "", "")
	case ecg.AnnotationSpike:
		e.coded("code", codeSpike, "", "")
	case ecg.AnnotationNote:
		if code == "" {
			code, system = codeNote, ""
		}
		e.coded("code", code, system, "")
		code = ""
	default:
		e.coded("code", codeOther, "", "")
	}
	switch {
	case code != "":
		e.coded("value", code, system, a.Text, attribute{"xsi:type", "CE"})
	default:
		e.text("value", a.Text, attribute{"xsi:type", "ST"})
	}
	nested := a.Kind == ecg.AnnotationWave && peak >= 0 && (onset >= 0 || end >= 0)
	if nested {
		e.support(onset, ecg.NoSample, end, a.Lead, m)
		e.openAll("component", "annotation")
		e.coded("code", codeWaveType, systemMDC, "")
		e.coded("value", codeWavePeak, systemMDC, "", attribute{"xsi:type", "CE"})
		e.support(ecg.NoSample, peak, ecg.NoSample, a.Lead, m)
		e.closeAll("component", "annotation")
	} else {
		e.support(onset, peak, end, a.Lead, m)
	}
	e.closeAll("component", "annotation")
}

// support writes the ROI of an annotation: onset and end, or else peak, and the lead; nothing when none is given.
func (e *encoder) support(onset, peak, end int64, lead ecg.Lead, m *marks) {
	timed := m != nil && (onset >= 0 || peak >= 0 || end >= 0)
	if !timed && lead == ecg.LeadUnknown {
		return
	}
	e.openAll("support", "supportingROI")
	e.coded("code", codeROI, "ActCode", "")
	if timed {
		e.openAll("component", "boundary")
		code, interval, point := codeRelative, "IVL_PQ", "PQ"
		if m.absolute {
			code, interval, point = codeAbsolute, "IVL_TS", "TS"
		}
		e.coded("code", code, "ActCode", "")
		if onset < 0 && end < 0 {
			e.moment("value", peak, m, attribute{"xsi:type", point})
		} else {
			e.open("value", attribute{"xsi:type", interval})
			if onset >= 0 {
				e.moment("low", onset, m)
			}
			if end >= 0 {
				e.moment("high", end, m)
			}
			e.close("value")
		}
		e.closeAll("component", "boundary")
	}
	if lead != ecg.LeadUnknown {
		e.openAll("component", "boundary")
		e.leadCode(lead, "")
		e.closeAll("component", "boundary")
	}
	e.closeAll("support", "supportingROI")
}

// moment writes the time of a sample.
func (e *encoder) moment(name string, sample int64, m *marks, more ...attribute) {
	seconds := float64(sample) / m.rate
	if m.absolute {
		e.leaf(name, append(more, attribute{"value", e.at(m.offset + seconds)})...)
		return
	}
	const step = 1e6 // a nanosecond, in ms
	e.quantity(name, math.Round(seconds*1e3*step)/step, "ms", more...)
}

func (e *encoder) statements() {
	rec := e.rec
	closing := map[ecg.Confirmation]string{ecg.Confirmed: textConfirmed, ecg.Unconfirmed: textUnconfirmed}[rec.Confirmation]
	if len(rec.Statements) == 0 && closing == "" {
		return
	}
	e.openAll("component", "annotation")
	e.coded("code", codeInterpretation, systemMDC, "")
	for i := range rec.Statements {
		s := &rec.Statements[i]
		if s.Text == "" && s.Code == "" {
			continue
		}
		e.openAll("component", "annotation")
		e.coded("code", codeStatement, systemMDC, "")
		if s.Code != "" {
			e.coded("value", s.Code, s.System, s.Text, attribute{"xsi:type", "CE"})
		} else {
			e.text("value", s.Text, attribute{"xsi:type", "ST"})
		}
		e.closeAll("component", "annotation")
	}
	if closing != "" {
		e.openAll("component", "annotation")
		e.coded("code", codeStatement, systemMDC, "")
		e.text("value", closing, attribute{"xsi:type", "ST"})
		e.closeAll("component", "annotation")
	}
	e.closeAll("component", "annotation")
}
