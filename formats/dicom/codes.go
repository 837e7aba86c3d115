package dicom

import "github.com/goecg/goecg/ecg"

// measureCode says what a coded concept measures.
type measureCode struct {
	code string
	name string
}

// Codes by their scheme: legacy SCPECG (sections 5.10.2, 5.10.3 and 5.13.5 of ENV 1064, the last number being the first
// byte of the value), current MDC of CID 3227 to 3229, 3687 to 3689, and LOINC. A code of several names is not listed: MDC
// 2:7168 is the PR interval in one context group and the PR segment in another.
var (
	scpMeasures  = index(scpTable)
	mdcMeasures  = index(mdcTable)
	loincMeasure = index(loincTable)
)

var scpTable = []measureCode{
	{"5.10.2.1-3", ecg.MeasureRR}, {"5.10.2.1-5", ecg.MeasurePP},
	{"5.10.2.5-1", ecg.MeasureHeartRate}, {"5.10.2.5-3", ecg.MeasureAtrialRate}, {"5.10.2.5-5", ecg.MeasureQTc},
	{"5.10.3-1", ecg.MeasurePOnset}, {"5.10.3-2", ecg.MeasurePEnd}, {"5.10.3-3", ecg.MeasureQRSOnset},
	{"5.10.3-4", ecg.MeasureQRSEnd}, {"5.10.3-5", ecg.MeasureTEnd},
	{"5.10.3-11", ecg.MeasurePAxis}, {"5.10.3-13", ecg.MeasureQRSAxis}, {"5.10.3-15", ecg.MeasureTAxis},
	{"5.13.5-5", ecg.MeasureP}, {"5.13.5-7", ecg.MeasurePR}, {"5.13.5-9", ecg.MeasureQRS}, {"5.13.5-11", ecg.MeasureQT},
	{"5.13.5-13", ecg.MeasureQDuration}, {"5.13.5-15", ecg.MeasureRDuration}, {"5.13.5-17", ecg.MeasureSDuration},
	{"5.13.5-19", ecg.MeasureR2Duration}, {"5.13.5-21", ecg.MeasureS2Duration},
	{"5.13.5-23", ecg.MeasureQAmplitude}, {"5.13.5-25", ecg.MeasureRAmplitude}, {"5.13.5-27", ecg.MeasureSAmplitude},
	{"5.13.5-29", ecg.MeasureR2Amplitude}, {"5.13.5-31", ecg.MeasureS2Amplitude}, {"5.13.5-33", ecg.MeasureJ},
	{"5.13.5-35", ecg.MeasurePAmplitude}, {"5.13.5-37", ecg.MeasurePNegative}, {"5.13.5-39", ecg.MeasureTAmplitude},
	{"5.13.5-41", ecg.MeasureTNegative}, {"5.13.5-43", ecg.MeasureSTSlope},
}

var mdcTable = []measureCode{
	{"2:15872", ecg.MeasurePR}, {"2:16144", ecg.MeasurePR}, {"2:16168", ecg.MeasureRR}, {"2:16000", ecg.MeasureRR}, {"2:16140", ecg.MeasurePP},
	{"2:16156", ecg.MeasureQRS}, {"2:16160", ecg.MeasureQT}, {"2:16184", ecg.MeasureP},
	{"2:15876", ecg.MeasureQTc}, {"2:15880", ecg.MeasureQTcBazett}, {"2:15892", ecg.MeasureQTcFrid},
	{"2:33792", ecg.MeasureQTc}, {"2:34048", ecg.MeasureQTcBazett}, {"2:34304", ecg.MeasureQTcFrid},
	{"2:16128", ecg.MeasurePAxis}, {"2:16132", ecg.MeasureQRSAxis}, {"2:16136", ecg.MeasureTAxis},
	{"2:6656", ecg.MeasureP}, {"2:33280", ecg.MeasurePR}, {"2:7936", ecg.MeasureQRS}, {"2:8192", ecg.MeasureQT},
	{"2:32768", ecg.MeasurePP}, {"2:33024", ecg.MeasureRR}, {"2:7680", ecg.MeasureQDuration}, {"2:11008", ecg.MeasureVAT},
	{"2:11264", ecg.MeasureRDuration}, {"2:11520", ecg.MeasureR2Duration}, {"2:12032", ecg.MeasureSDuration}, {"2:12288", ecg.MeasureS2Duration},
	{"2:1024", ecg.MeasureJ}, {"2:1280", ecg.MeasurePAmplitude}, {"2:1536", ecg.MeasurePNegative}, {"2:1792", ecg.MeasureQAmplitude},
	{"2:2048", ecg.MeasureRAmplitude}, {"2:12800", ecg.MeasureRAmplitude}, {"2:13056", ecg.MeasureR2Amplitude},
	{"2:2304", ecg.MeasureSAmplitude}, {"2:13568", ecg.MeasureSAmplitude}, {"2:13824", ecg.MeasureS2Amplitude},
	{"2:2560", ecg.MeasureTAmplitude}, {"2:2816", ecg.MeasureTNegative}, {"2:14848", ecg.MeasureST20}, {"2:15104", ecg.MeasureST40},
	{"2:14336", ecg.MeasureST60}, {"2:14592", ecg.MeasureST80},
}

var loincTable = []measureCode{
	{"8867-4", ecg.MeasureHeartRate}, {"8625-6", ecg.MeasurePR}, {"8633-0", ecg.MeasureQRS}, {"8634-8", ecg.MeasureQT},
	{"8636-3", ecg.MeasureQTc}, {"8626-4", ecg.MeasurePAxis}, {"8632-2", ecg.MeasureQRSAxis}, {"8638-9", ecg.MeasureTAxis},
}

func index(list []measureCode) map[string]measureCode {
	m := make(map[string]measureCode, len(list))
	for _, c := range list {
		m[c.code] = c
	}
	return m
}

// mark says what point or stretch of the signal a coded annotation marks.
type mark struct {
	code string
	wave ecg.Wave
	kind ecg.AnnotationKind
	part part
}

// part is the point of a wave that a code of a single point names.
type part byte

const (
	whole part = iota // as the temporal range says
	onset
	peak
	end
)

// Codes of marks: legacy SCPECG (section 7 of ENV 1064) and MDC of CID 3335.
var scpMarks = map[string]mark{
	"5.10.3-1": {"5.10.3-1", ecg.WaveP, ecg.AnnotationWave, onset},
	"5.10.3-2": {"5.10.3-2", ecg.WaveP, ecg.AnnotationWave, end},
	"5.10.3-3": {"5.10.3-3", ecg.WaveQRS, ecg.AnnotationBeat, onset},
	"5.10.3-4": {"5.10.3-4", ecg.WaveQRS, ecg.AnnotationBeat, end},
	"5.10.3-5": {"5.10.3-5", ecg.WaveT, ecg.AnnotationWave, end},
	"5.7.1-3":  {"5.7.1-3", ecg.WaveQRS, ecg.AnnotationBeat, peak},
}

// mdcMark interprets an MDC code 10:n of CID 3335.
func mdcMark(n int) (m mark, ok bool) {
	const (
		pFirst, pLast         = 256, 384 // P, P', P''
		qrsFirst, qrsLast     = 448, 960 // Q to S''
		tFirst, tLast         = 1024, 1088
		u                     = 1152
		qrs                   = 1600 // the entire complex
		spikeFirst, spikeLast = 4096, 8191
		beatFirst, beatLast   = 8208, 8752
		noiseFirst, noiseLast = 11200, 11248
		artifact              = 2176
	)
	// Defibrillation spikes lie among the beat labels.
	const defib2, defib3 = 8448, 8704
	switch {
	case n >= pFirst && n <= pLast:
		return mark{wave: ecg.WaveP, kind: ecg.AnnotationWave}, true
	case n >= qrsFirst && n <= qrsLast:
		return mark{wave: ecg.WaveQRS, kind: ecg.AnnotationWave}, true
	case n == tFirst || n == tLast:
		return mark{wave: ecg.WaveT, kind: ecg.AnnotationWave}, true
	case n == u:
		return mark{wave: ecg.WaveU, kind: ecg.AnnotationWave}, true
	case n == qrs:
		return mark{wave: ecg.WaveQRS, kind: ecg.AnnotationBeat}, true
	case n >= spikeFirst && n <= spikeLast:
		return mark{kind: ecg.AnnotationSpike}, true
	case n == defib2 || n == defib3:
		return mark{}, true
	case n >= beatFirst && n <= beatLast:
		return mark{wave: ecg.WaveQRS, kind: ecg.AnnotationBeat}, true
	case n >= noiseFirst && n <= noiseLast || n == artifact:
		return mark{kind: ecg.AnnotationNoise}, true
	}
	return mark{}, false
}
