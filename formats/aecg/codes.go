package aecg

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Object identifiers of coding schemes and the short names that records use for them.
const (
	oidActCode = "2.16.840.1.113883.5.4"
	oidMDC     = "2.16.840.1.113883.6.24"
	oidLOINC   = "2.16.840.1.113883.6.1"
	oidSNOMED  = "2.16.840.1.113883.6.96"
	oidCPT     = "2.16.840.1.113883.6.12"
	oidGender  = "2.16.840.1.113883.5.1"
	oidRace    = "2.16.840.1.113883.5.104"
)

// Names of coding schemes as records hold them.
const (
	systemMDC    = "MDC"
	systemLOINC  = "LOINC"
	systemSNOMED = "SCT"
)

var systemNames = map[string]string{
	oidMDC: systemMDC, oidLOINC: systemLOINC, oidSNOMED: systemSNOMED, oidActCode: "ActCode", oidCPT: "CPT-4",
}

// Codes of series, times and annotations.
const (
	codeRhythm         = "RHYTHM"
	codeRepresentative = "REPRESENTATIVE_BEAT"
	codeAbsolute       = "TIME_ABSOLUTE"
	codeRelative       = "TIME_RELATIVE"
	codeROI            = "ROIPS"
	codeBeat           = "MDC_ECG_BEAT"
	codeWave           = "MDC_ECG_WAVC"
	codeWaveType       = "MDC_ECG_WAVC_TYPE"
	codeWavePeak       = "MDC_ECG_WAVC_PEAK"
	codeRhythmNote     = "MDC_ECG_RHY"
	codeInterpretation = "MDC_ECG_INTERPRETATION"
	codeStatement      = "MDC_ECG_INTERPRETATION_STATEMENT"
	codeSummary        = "MDC_ECG_INTERPRETATION_SUMMARY"
	codeComment        = "MDC_ECG_INTERPRETATION_COMMENT"
)

// waveCodes give the wave of a value of MDC_ECG_WAVC. The parts of a QRS complex are points of it when they have a peak.
var waveCodes = map[string]ecg.Wave{
	"MDC_ECG_WAVC_PWAVE":   ecg.WaveP,
	"MDC_ECG_WAVC_QRSWAVE": ecg.WaveQRS,
	"MDC_ECG_WAVC_TWAVE":   ecg.WaveT,
	"MDC_ECG_WAVC_UWAVE":   ecg.WaveU,
}

// qrsParts are waves within a QRS complex.
var qrsParts = map[string]bool{
	"MDC_ECG_WAVC_QWAVE": true, "MDC_ECG_WAVC_RWAVE": true, "MDC_ECG_WAVC_SWAVE": true,
	"MDC_ECG_WAVC_RPWAVE": true, "MDC_ECG_WAVC_SPWAVE": true,
}

// measureCodes give the meaning of a PQ annotation's code, in upper case and without the suffix _GL (global).
var measureCodes = map[string]string{
	"MDC_ECG_TIME_PD_P":              ecg.MeasureP,
	"MDC_ECG_TIME_PD_PR":             ecg.MeasurePR,
	"MDC_ECG_TIME_PD_PQ":             ecg.MeasurePR,
	"MDC_ECG_TIME_PD_QRS":            ecg.MeasureQRS,
	"MDC_ECG_TIME_PD_QT":             ecg.MeasureQT,
	"MDC_ECG_TIME_PD_QTC":            ecg.MeasureQTc,
	"MDC_ECG_TIME_PD_QTc":            ecg.MeasureQTc, // the usual spelling
	"MDC_ECG_TIME_PD_QTC_BAZETT":     ecg.MeasureQTcBazett,
	"MDC_ECG_TIME_PD_QTC_FRIDERICIA": ecg.MeasureQTcFrid,
	"MDC_ECG_TIME_PD_QTC_HODGES":     ecg.MeasureQTcHodges,
	"MDC_ECG_TIME_PD_QTC_FRAMINGHAM": ecg.MeasureQTcFram,
	"MDC_ECG_TIME_PD_QTCB":           ecg.MeasureQTcBazett,
	"MDC_ECG_TIME_PD_QTCF":           ecg.MeasureQTcFrid,
	"MDC_ECG_TIME_PD_QTCH":           ecg.MeasureQTcHodges,
	"MDC_ECG_TIME_PD_RR":             ecg.MeasureRR,
	"MDC_ECG_TIME_PD_PP":             ecg.MeasurePP,
	"MDC_ECG_TIME_PD_Q":              ecg.MeasureQDuration,
	"MDC_ECG_TIME_PD_R":              ecg.MeasureRDuration,
	"MDC_ECG_TIME_PD_S":              ecg.MeasureSDuration,
	"MDC_ECG_HEART_RATE":             ecg.MeasureHeartRate,
	"MDC_ECG_HEART_RATE_VENTRICULAR": ecg.MeasureHeartRate,
	"MDC_ECG_HEART_RATE_ATRIAL":      ecg.MeasureAtrialRate,
	"MDC_ECG_ANGLE_P_FRONT":          ecg.MeasurePAxis,
	"MDC_ECG_ANGLE_QRS_FRONT":        ecg.MeasureQRSAxis,
	"MDC_ECG_ANGLE_T_FRONT":          ecg.MeasureTAxis,
	"MDC_ECG_AMPL_P":                 ecg.MeasurePAmplitude,
	"MDC_ECG_AMPL_Q":                 ecg.MeasureQAmplitude,
	"MDC_ECG_AMPL_R":                 ecg.MeasureRAmplitude,
	"MDC_ECG_AMPL_S":                 ecg.MeasureSAmplitude,
	"MDC_ECG_AMPL_T":                 ecg.MeasureTAmplitude,
	"MINDRAY_ECG_TIME_PD_QTCB":       ecg.MeasureQTcBazett,
	"MINDRAY_ECG_TIME_PD_QTCF":       ecg.MeasureQTcFrid,
	"MINDRAY_ECG_TIME_PD_QTCH":       ecg.MeasureQTcHodges,
	"MINDRAY_ECG_P_AXIS":             ecg.MeasurePAxis,
	"MINDRAY_ECG_QRS_AXIS":           ecg.MeasureQRSAxis,
	"MINDRAY_ECG_T_AXIS":             ecg.MeasureTAxis,
	"MINDRAY_P_ONSET":                ecg.MeasurePOnset,
	"MINDRAY_P_DUR":                  ecg.MeasureP,
	"MINDRAY_QRS_ONSET":              ecg.MeasureQRSOnset,
	"MINDRAY_QRS_DURATION":           ecg.MeasureQRS,
	"MINDRAY_Q_DUR":                  ecg.MeasureQDuration,
	"MINDRAY_R_DUR":                  ecg.MeasureRDuration,
	"MINDRAY_S_DUR":                  ecg.MeasureSDuration,
	"MINDRAY_P_AMP":                  ecg.MeasurePAmplitude,
	"MINDRAY_Q_AMP":                  ecg.MeasureQAmplitude,
	"MINDRAY_R_AMP":                  ecg.MeasureRAmplitude,
	"MINDRAY_S_AMP":                  ecg.MeasureSAmplitude,
	"MINDRAY_T_AMP":                  ecg.MeasureTAmplitude,
}

// chestLead is the SCP-ECG number of the unspecified chest lead, which MDC calls C.
const chestLead = 86

const codeLeadUnspecified = "MDC_ECG_LEAD_CONFIG"

// measureNames are the names of measurements, which stand as codes for what MDC has no code of in use.
var measureNames = func() map[string]bool {
	names := map[string]bool{
		ecg.MeasurePEnd: true, ecg.MeasureQRSEnd: true, ecg.MeasureTEnd: true, ecg.MeasurePNegative: true,
		ecg.MeasureR2Amplitude: true, ecg.MeasureS2Amplitude: true, ecg.MeasureTNegative: true,
		ecg.MeasureR2Duration: true, ecg.MeasureS2Duration: true, ecg.MeasureVAT: true, ecg.MeasureJ: true,
		ecg.MeasureST20: true, ecg.MeasureST40: true, ecg.MeasureST60: true, ecg.MeasureST80: true,
		ecg.MeasureSTSlope: true,
	}
	for _, name := range measureCodes {
		names[name] = true
	}
	return names
}()

// knownStrings are texts that most files repeat, to be shared; leadCodes the leads of codes as files spell them.
var knownStrings, leadCodes = codeTables()

func codeTables() (known map[string]string, leads map[string]ecg.Lead) {
	known, leads = make(map[string]string), make(map[string]ecg.Lead)
	keep := func(list ...string) {
		for _, s := range list {
			known[s] = s
		}
	}
	const table = 200 // beyond the last number of SCP-ECG's leads
	for n := 1; n < table; n++ {
		l := ecg.LeadFromSCP(n)
		if l == ecg.LeadUnknown {
			continue
		}
		for _, prefix := range []string{"MDC_ECG_LEAD_", "NOM_ECG_LEAD_"} {
			for _, name := range []string{l.String(), strings.ToUpper(l.String())} {
				if _, ok := leads[prefix+name]; !ok {
					leads[prefix+name] = l
				}
				keep(prefix + name)
			}
		}
	}
	leads["MDC_ECG_LEAD_C"], leads["NOM_ECG_LEAD_C"] = ecg.LeadFromSCP(chestLead), ecg.LeadFromSCP(chestLead)
	for code := range measureCodes {
		keep(code)
	}
	for code := range waveCodes {
		keep(code)
	}
	for code := range qrsParts {
		keep(code)
	}
	for oid, name := range systemNames {
		keep(oid, name)
	}
	keep(codeRhythm, "ECG_RHYTHM_WAVEFORMS", codeRepresentative, "MEDIAN_BEAT", codeAbsolute, codeRelative, codeROI, "ROIFS",
		codeBeat, codeWave, codeWaveType, codeWavePeak, codeRhythmNote, codeInterpretation, codeStatement, codeSummary,
		codeComment, "MDC_ECG_BEAT_NORMAL", "MDC_ECG_RHY_SINUS_RHY", "MDC_ECG_WAVC_QRSTWAVE",
		"MDC_ECG_LEAD_C", "NOM_ECG_LEAD_C",
		"MINDRAY_ECG_TIME_PD_QTcH", "", "s", "ms", "us", "uV", "mV", "V", "nV", "deg", "bpm", "Hz", "a", "HL7V3")
	return known, leads
}

// leadOf returns the lead of a code, whatever its case.
func leadOf(code string) ecg.Lead {
	if l, ok := leadCodes[code]; ok {
		return l
	}
	if l, ok := leadCodes[strings.ToUpper(code)]; ok {
		return l
	}
	return ecg.ParseLead(code)
}

// measureOf returns the meaning of a PQ annotation's code, "" when it is not known.
func measureOf(code string) string {
	if m, ok := measureCodes[code]; ok {
		return m
	}
	if measureNames[code] {
		return code
	}
	return measureCodes[strings.TrimSuffix(strings.ToUpper(code), "_GL")]
}

// convert brings v to the unit that the measurement's name ends in; false when the unit is of another kind.
func convert(v float64, unit, name string) (float64, string, bool) {
	switch {
	case strings.HasSuffix(name, "_ms"):
		if per, ok := perSecond([]byte(unit)); ok {
			return v * (1e3 / per), "ms", true
		}
	case strings.HasSuffix(name, "_uv"):
		if power, ok := microvoltPower(unit); ok {
			return v * math10(power), "uV", true
		}
	case strings.HasSuffix(name, "_deg"):
		switch strings.ToLower(unit) {
		case "deg", "degree", "degrees", "°":
			return v, "deg", true
		}
	case name == ecg.MeasureSTSlope:
		return v, "uV/s", unit == "uV/s"
	case strings.HasSuffix(name, "_bpm"):
		switch strings.ToLower(unit) {
		case "bpm", "bmp", "/min", "1/min", "{beats}/min", "{beat}/min", "min-1", "beats/min": // bmp: a known slip
			return v, "bpm", true
		case "hz", "/s", "1/s":
			return v * 60, "bpm", true
		}
	}
	return v, unit, false
}

func math10(n int) float64 {
	if n < 0 {
		return 1 / pow10[-n]
	}
	return pow10[n]
}
