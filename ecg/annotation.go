package ecg

// AnnotationKind says what an Annotation marks.
type AnnotationKind byte

// Kinds of annotation.
const (
	AnnotationOther  AnnotationKind = iota
	AnnotationBeat                  // a QRS complex; Code holds its class
	AnnotationWave                  // a wave with onset, peak or end
	AnnotationRhythm                // a change of rhythm
	AnnotationNoise                 // a change of signal quality
	AnnotationSpike                 // a pacemaker spike
	AnnotationNote                  // text
)

// Wave names a wave of the cardiac cycle.
type Wave byte

// The waves.
const (
	WaveNone Wave = iota
	WaveP
	WaveQRS
	WaveT
	WaveU
)

// NoSample is the value of an Annotation's sample that is not given.
const NoSample = -1

// Annotation is a mark that a file carries, on the rhythm's time axis or, with Group > 0, on that of Groups[Group-1].
// Onset, Peak and End are 0-based samples at the rate of the group, NoSample where not given; a point mark has Peak only.
type Annotation struct {
	Kind             AnnotationKind
	Wave             Wave
	Onset, Peak, End int64
	Lead             Lead // LeadUnknown: all leads
	Group            int
	Code             string // as in the file: a WFDB symbol, an MDC code, a DICOM code value
	System           string // coding scheme of Code: "WFDB", "MDC", "SCPECG", ...
	Text             string
	Value            float64 // NaN when none
	Unit             string
}

// Measurement is a number that a file carries. Name is one of the Measure constants where the meaning is known, else empty.
type Measurement struct {
	Name   string
	Lead   Lead // LeadUnknown: global
	Value  float64
	Unit   string // "ms", "uV", "deg", "bpm", ...
	Group  int    // as in Annotation
	Beat   int    // 0 for the record or the representative beat, else the 1-based number of the beat
	Code   string // as in the file
	System string
}

// Names of measurements that several formats carry. Those of a lead have the lead set.
const (
	MeasureHeartRate   = "heart_rate_bpm"
	MeasureAtrialRate  = "atrial_rate_bpm"
	MeasureRR          = "rr_ms"
	MeasurePP          = "pp_ms"
	MeasureP           = "p_duration_ms"
	MeasurePR          = "pr_ms"
	MeasureQRS         = "qrs_ms"
	MeasureQT          = "qt_ms"
	MeasureQTc         = "qtc_ms" // formula not stated
	MeasureQTcBazett   = "qtc_bazett_ms"
	MeasureQTcHodges   = "qtc_hodges_ms"
	MeasureQTcFrid     = "qtc_fridericia_ms"
	MeasureQTcFram     = "qtc_framingham_ms"
	MeasurePAxis       = "p_axis_deg"
	MeasureQRSAxis     = "qrs_axis_deg"
	MeasureTAxis       = "t_axis_deg"
	MeasurePOnset      = "p_onset_ms"
	MeasurePEnd        = "p_end_ms"
	MeasureQRSOnset    = "qrs_onset_ms"
	MeasureQRSEnd      = "qrs_end_ms"
	MeasureTEnd        = "t_end_ms"
	MeasurePAmplitude  = "p_uv"
	MeasurePNegative   = "p_negative_uv"
	MeasureQAmplitude  = "q_uv"
	MeasureRAmplitude  = "r_uv"
	MeasureSAmplitude  = "s_uv"
	MeasureR2Amplitude = "r2_uv"
	MeasureS2Amplitude = "s2_uv"
	MeasureTAmplitude  = "t_uv"
	MeasureTNegative   = "t_negative_uv"
	MeasureQDuration   = "q_ms"
	MeasureRDuration   = "r_ms"
	MeasureSDuration   = "s_ms"
	MeasureR2Duration  = "r2_ms"
	MeasureS2Duration  = "s2_ms"
	MeasureVAT         = "vat_ms"
	MeasureJ           = "j_uv"
	MeasureST20        = "st20_uv"
	MeasureST40        = "st40_uv"
	MeasureST60        = "st60_uv"
	MeasureST80        = "st80_uv"
	MeasureSTSlope     = "st_slope_uv_per_s"
)

// Statement is an interpretation that a file carries.
type Statement struct {
	Text   string // as in the file, converted to UTF-8
	Code   string // when coded
	System string // coding scheme of Code
	// Modifiers of a coded statement, in order.
	Modifiers []string
}
