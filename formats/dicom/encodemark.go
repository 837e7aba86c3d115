package dicom

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// ownScheme is the private coding scheme of measurements that no standard scheme has a code for; its meanings are the
// names of package ecg.
const ownScheme = "99GOECG"

// outCode says which code stands for a name in a written file.
type outCode struct{ scheme, value, meaning string }

// Codes of measurements of the whole record (CID 3227 to 3229) and of single leads (CID 3687, 3688).
var globalCodes = map[string]outCode{
	ecg.MeasureHeartRate: {"LN", "8867-4", "Heart rate"}, ecg.MeasureAtrialRate: {"SCPECG", "5.10.2.5-3", "Atrial rate"},
	ecg.MeasureRR: {"MDC", "2:16168", "RR interval global"}, ecg.MeasurePP: {"MDC", "2:16140", "PP interval global"},
	ecg.MeasureP: {"MDC", "2:16184", "P duration global"}, ecg.MeasurePR: {"MDC", "2:15872", "PR interval global"},
	ecg.MeasureQRS: {"MDC", "2:16156", "QRS duration global"}, ecg.MeasureQT: {"MDC", "2:16160", "QT interval global"},
	ecg.MeasureQTc: {"MDC", "2:15876", "QTc interval global"}, ecg.MeasureQTcBazett: {"MDC", "2:15880", "QTc interval global, Bazett"},
	ecg.MeasureQTcFrid: {"MDC", "2:15892", "QTc interval global, Fridericia"},
	ecg.MeasurePAxis:   {"MDC", "2:16128", "P axis"}, ecg.MeasureQRSAxis: {"MDC", "2:16132", "QRS axis"}, ecg.MeasureTAxis: {"MDC", "2:16136", "T axis"},
	ecg.MeasurePOnset: {"SCPECG", "5.10.3-1", "P onset"}, ecg.MeasurePEnd: {"SCPECG", "5.10.3-2", "P offset"},
	ecg.MeasureQRSOnset: {"SCPECG", "5.10.3-3", "QRS onset"}, ecg.MeasureQRSEnd: {"SCPECG", "5.10.3-4", "QRS offset"},
	ecg.MeasureTEnd: {"SCPECG", "5.10.3-5", "T offset"},
}

var leadCodes = map[string]outCode{
	ecg.MeasureP: {"MDC", "2:6656", "P duration"}, ecg.MeasureQRS: {"MDC", "2:7936", "QRS duration"}, ecg.MeasureQT: {"MDC", "2:8192", "QT interval"},
	ecg.MeasurePR: {"MDC", "2:33280", "PQ interval"}, ecg.MeasureQTc: {"MDC", "2:33792", "QTc interval"},
	ecg.MeasureQDuration: {"MDC", "2:7680", "Q duration"}, ecg.MeasureRDuration: {"MDC", "2:11264", "R1 duration"},
	ecg.MeasureR2Duration: {"MDC", "2:11520", "R2 duration"}, ecg.MeasureSDuration: {"MDC", "2:12032", "S1 duration"},
	ecg.MeasureS2Duration: {"MDC", "2:12288", "S2 duration"}, ecg.MeasureVAT: {"MDC", "2:11008", "Ventricular activation time"},
	ecg.MeasureJ: {"MDC", "2:1024", "J point amplitude"}, ecg.MeasurePAmplitude: {"MDC", "2:1280", "P maximum amplitude"},
	ecg.MeasurePNegative: {"MDC", "2:1536", "P minimum amplitude"}, ecg.MeasureQAmplitude: {"MDC", "2:1792", "Q amplitude"},
	ecg.MeasureRAmplitude: {"MDC", "2:2048", "R amplitude"}, ecg.MeasureR2Amplitude: {"MDC", "2:13056", "R2 amplitude"},
	ecg.MeasureSAmplitude: {"MDC", "2:2304", "S amplitude"}, ecg.MeasureS2Amplitude: {"MDC", "2:13824", "S2 amplitude"},
	ecg.MeasureTAmplitude: {"MDC", "2:2560", "T maximum amplitude"}, ecg.MeasureTNegative: {"MDC", "2:2816", "T minimum amplitude"},
	ecg.MeasureST20: {"MDC", "2:14848", "Amplitude at 20 ms into ST segment"}, ecg.MeasureST40: {"MDC", "2:15104", "Amplitude at 40 ms into ST segment"},
	ecg.MeasureST60: {"MDC", "2:14336", "Amplitude at 60 ms into ST segment"}, ecg.MeasureST80: {"MDC", "2:14592", "Amplitude at 80 ms into ST segment"},
	ecg.MeasureSTSlope: {"SCPECG", "5.13.5-43", "ST slope"},
}

// unitCodes are UCUM codes of the units of package ecg.
var unitCodes = map[string]outCode{
	"ms": {"UCUM", "ms", "millisecond"}, "uV": {"UCUM", "uV", "microvolt"}, "deg": {"UCUM", "deg", "degree"},
	"bpm": {"UCUM", "{H.B.}/min", "heart beats per minute"}, "uV/s": {"UCUM", "uV/s", "microvolt per second"},
}

// Codes of waves and beats (CID 3335).
var (
	waveCodes = map[ecg.Wave]outCode{
		ecg.WaveP: {"MDC", "10:256", "P wave"}, ecg.WaveQRS: {"MDC", "10:1600", "QRS complex"}, ecg.WaveT: {"MDC", "10:1024", "T wave"},
		ecg.WaveU: {"MDC", "10:1152", "U wave"},
	}
	beatCodes = map[string]outCode{ // by WFDB symbol
		"N": {"MDC", "10:8208", "Normal beat"}, "L": {"MDC", "10:8464", "LBBB beat"}, "R": {"MDC", "10:8496", "RBBB beat"},
		"A": {"MDC", "10:8272", "Atrial premature contraction"}, "a": {"MDC", "10:8304", "Aberrated atrial premature beat"},
		"J": {"MDC", "10:8288", "Junctional premature contraction"}, "S": {"MDC", "10:8256", "Supraventricular premature contraction"},
		"V": {"MDC", "10:8336", "Premature ventricular contraction"}, "F": {"MDC", "10:8352", "Fusion beat"},
		"e": {"MDC", "10:8400", "Atrial escape beat"}, "j": {"MDC", "10:8416", "Junctional escape beat"},
		"E": {"MDC", "10:8432", "Ventricular escape beat"}, "f": {"MDC", "10:8720", "Pacemaker fusion beat"},
		"Q": {"MDC", "10:8736", "Unclassifiable beat"},
	}
	spikeCode = outCode{"MDC", "10:4096", "Pacemaker spike"}
	noiseCode = outCode{"MDC", "10:11216", "Moderate noise"}
)

// annotate writes the Waveform Annotation Sequence, if there is anything to say.
func annotate(w *builder, rec *ecg.Record, groups []outGroup) {
	if len(rec.Statements)+len(rec.Measurements)+len(rec.Annotations) == 0 {
		return
	}
	s := w.begin(tagAnnotations)
	for i := range rec.Statements {
		writeStatement(w, &rec.Statements[i])
	}
	for i := range rec.Measurements {
		writeMeasurement(w, &rec.Measurements[i], groups)
	}
	for i := range rec.Annotations {
		writeMark(w, &rec.Annotations[i], i, groups)
	}
	w.end(s)
}

// globals is the annotation group number of what concerns the whole record.
const globals = 0

func writeStatement(w *builder, st *ecg.Statement) {
	const longCode, longMeaning = 16, 64 // characters of SH and LO
	if st.Code != "" && st.System != "" && st.Text != "" && len(st.Code) <= longCode && len(st.System) <= longCode && len([]rune(st.Text)) <= longMeaning {
		item := w.begin(tagItem)
		w.code(tagConceptName, st.System, st.Code, st.Text)
		w.us(tagReferences, 1, 0)
		w.us(tagAnnotationGroup, globals)
		w.end(item)
		return
	}
	for text := strings.TrimSpace(st.Text); text != ""; {
		part := cut(text, textLimits["ST"])
		text = text[len(part):]
		item := w.begin(tagItem)
		w.us(tagReferences, 1, 0)
		w.us(tagAnnotationGroup, globals)
		w.text(tagText, "ST", part)
		w.end(item)
	}
}

// reference returns the 1-based multiplex group and channel that a place and lead stand for; channel 0 is all.
func reference(groups []outGroup, place int, lead ecg.Lead) (group, channel int) {
	for i := range groups {
		g := &groups[i]
		if g.place != place {
			continue
		}
		if group == 0 {
			group = i + 1
		}
		if lead == ecg.LeadUnknown {
			break
		}
		for k, c := range g.list {
			if c.Lead == lead {
				return i + 1, k + 1
			}
		}
	}
	return max(group, 1), 0
}

func writeMeasurement(w *builder, m *ecg.Measurement, groups []outGroup) {
	if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) {
		return
	}
	c, ok := globalCodes[m.Name]
	if m.Lead != ecg.LeadUnknown {
		c, ok = leadCodes[m.Name]
	}
	switch {
	case ok:
	case m.Name != "":
		c = outCode{ownScheme, m.Name, m.Name}
	case m.Code != "" && m.System != "":
		c = outCode{m.System, m.Code, m.Code}
	default:
		return
	}
	u, ok := unitCodes[m.Unit]
	if !ok {
		u = outCode{"UCUM", m.Unit, m.Unit}
	}
	item := w.begin(tagItem)
	if m.Unit != "" {
		w.code(tagMeasureUnits, u.scheme, u.value, u.meaning)
	}
	w.code(tagConceptName, c.scheme, c.value, c.meaning)
	group, channel := reference(groups, m.Group, m.Lead)
	w.us(tagReferences, group, channel)
	number := globals
	if m.Beat > 0 {
		number = firstBeat + (m.Beat-1)%(math.MaxUint16-firstBeat)
	}
	w.us(tagAnnotationGroup, number)
	w.ds(tagNumericValue, m.Value)
	w.end(item)
}

// writeMark writes an annotation's stretch and its peak as items of one annotation group, which reading joins again.
func writeMark(w *builder, a *ecg.Annotation, i int, groups []outGroup) {
	group, channel := reference(groups, a.Group, a.Lead)
	start := int64(groups[group-1].list[0].Start)
	number := firstBeat + i%(math.MaxUint16-firstBeat)
	item := func(kind string, at ...int64) {
		for k := range at {
			if at[k] += 1 - start; at[k] < 1 || at[k] > math.MaxUint32 {
				return
			}
		}
		s := w.begin(tagItem)
		c, coded := markCode(a)
		if coded {
			w.code(tagConceptName, c.scheme, c.value, c.meaning)
		}
		w.us(tagReferences, group, channel)
		w.put(tagTemporalRange, "CS", kind)
		w.ul(tagSamplePositions, at...)
		w.us(tagAnnotationGroup, number)
		if !coded {
			w.text(tagText, "ST", a.Text)
		}
		w.end(s)
	}
	switch {
	case a.Onset >= 0 && a.End >= 0:
		item("SEGMENT", a.Onset, a.End)
	case a.Onset >= 0:
		item("BEGIN", a.Onset)
	case a.End >= 0:
		item("END", a.End)
	}
	if a.Peak >= 0 {
		item("POINT", a.Peak)
	}
}

// markCode returns the code to write for a mark, false when it is written as text.
func markCode(a *ecg.Annotation) (outCode, bool) {
	const longest = 16 // characters of SH
	if a.Kind == ecg.AnnotationNote {
		return outCode{}, false
	}
	if a.System == "MDC" && a.Code != "" && len(a.Code) <= longest {
		meaning := a.Text
		if meaning == "" {
			meaning = a.Code
		}
		return outCode{a.System, a.Code, meaning}, true
	}
	switch a.Kind {
	case ecg.AnnotationBeat:
		if c, ok := beatCodes[a.Code]; ok && a.System == "WFDB" {
			return c, true
		}
		return waveCodes[ecg.WaveQRS], true
	case ecg.AnnotationWave:
		if c, ok := waveCodes[a.Wave]; ok {
			return c, true
		}
	case ecg.AnnotationSpike:
		return spikeCode, true
	case ecg.AnnotationNoise:
		return noiseCode, true
	}
	if a.Code != "" && a.System != "" && len(a.Code) <= longest && len(a.System) <= longest {
		return outCode{a.System, a.Code, a.Text}, true
	}
	return outCode{}, false
}
