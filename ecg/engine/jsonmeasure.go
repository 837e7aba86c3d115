package engine

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// jsonMeasurements are the measurements of a result. The unit is the end of each name.
type jsonMeasurements struct {
	HeartRate     ecg.Value       `json:"heart_rate_bpm"`
	RRMean        ecg.Millisecond `json:"rr_mean_ms"`
	PP            ecg.Millisecond `json:"pp_mean_ms"`
	P             ecg.Millisecond `json:"p_duration_ms"`
	PR            ecg.Millisecond `json:"pr_ms"`
	PRSegment     ecg.Millisecond `json:"pr_segment_ms"`
	QRS           ecg.Millisecond `json:"qrs_ms"`
	QT            ecg.Millisecond `json:"qt_ms"`
	QTcBazett     ecg.Millisecond `json:"qtc_bazett_ms"`
	QTcFridericia ecg.Millisecond `json:"qtc_fridericia_ms"`
	QTcFramingham ecg.Millisecond `json:"qtc_framingham_ms"`
	QTcHodges     ecg.Millisecond `json:"qtc_hodges_ms"`
	QTcRautaharju ecg.Millisecond `json:"qtc_rautaharju_ms"`
	// For a wide QRS complex.
	JT             ecg.Millisecond `json:"jt_ms"`
	JTc            ecg.Millisecond `json:"jtc_bazett_ms"`
	QTm            ecg.Millisecond `json:"qt_bogossian_ms"`
	QTmBazett      ecg.Millisecond `json:"qtc_bogossian_bazett_ms"`
	QTmFridericia  ecg.Millisecond `json:"qtc_bogossian_fridericia_ms"`
	RautaharjuWide ecg.Millisecond `json:"qtc_rautaharju_wide_ms"`

	Dispersion ecg.Millisecond `json:"qt_dispersion_ms"`
	QTSD       ecg.Millisecond `json:"qt_sd_ms"`
	QTLeads    int             `json:"qt_leads"`

	PAxis         ecg.Degree `json:"p_axis_deg"`
	QRSAxis       ecg.Degree `json:"qrs_axis_deg"`
	TAxis         ecg.Degree `json:"t_axis_deg"`
	HorizontalP   ecg.Degree `json:"p_axis_horizontal_deg"`
	HorizontalQRS ecg.Degree `json:"qrs_axis_horizontal_deg"`
	HorizontalT   ecg.Degree `json:"t_axis_horizontal_deg"`
	QRSTFrontal   ecg.Degree `json:"qrs_t_angle_frontal_deg"`
	QRSTSpatial   ecg.Degree `json:"qrs_t_angle_spatial_deg"`

	SecondP   ecg.Value `json:"second_p_share"` // of the RR intervals
	BeatsUsed int       `json:"beats_averaged"`

	Leads map[string]jsonLead `json:"leads"`
	// Confidence is 0 to 1 for what was measured, Reasons says of the rest why not. Both go by the names above; where one
	// judgement holds for several, by that of the first of them.
	Confidence map[string]ecg.Value      `json:"confidence"`
	Reasons    map[string]measure.Reason `json:"reasons"`
}

type jsonLead struct {
	P          ecg.Microvolt `json:"p_uv"`
	Q          ecg.Microvolt `json:"q_uv"`
	R          ecg.Microvolt `json:"r_uv"`
	S          ecg.Microvolt `json:"s_uv"`
	T          ecg.Microvolt `json:"t_uv"`
	J          ecg.Microvolt `json:"j_uv"`
	ST20       ecg.Microvolt `json:"st20_uv"`
	ST40       ecg.Microvolt `json:"st40_uv"`
	ST60       ecg.Microvolt `json:"st60_uv"`
	ST80       ecg.Microvolt `json:"st80_uv"`
	STSlope    ecg.Value     `json:"st_slope_uv_per_s"`
	STShape    *string       `json:"st_shape"`
	STIntegral ecg.Value     `json:"st_integral_uv_ms"`

	PPositive ecg.Microvolt `json:"p_positive_uv"`
	PNegative ecg.Microvolt `json:"p_negative_uv"`
	PBiphasic bool          `json:"p_biphasic"`
	R2        ecg.Microvolt `json:"r2_uv"`
	S2        ecg.Microvolt `json:"s2_uv"`
	TPositive ecg.Microvolt `json:"t_positive_uv"`
	TNegative ecg.Microvolt `json:"t_negative_uv"`
	U         ecg.Microvolt `json:"u_uv"`
	TP        ecg.Microvolt `json:"tp_level_uv"`

	PDur   ecg.Millisecond `json:"p_duration_ms"`
	PR     ecg.Millisecond `json:"pr_ms"`
	QRSDur ecg.Millisecond `json:"qrs_ms"`
	QT     ecg.Millisecond `json:"qt_ms"`
	QDur   ecg.Millisecond `json:"q_duration_ms"`
	RDur   ecg.Millisecond `json:"r_duration_ms"`
	SDur   ecg.Millisecond `json:"s_duration_ms"`
	R2Dur  ecg.Millisecond `json:"r2_duration_ms"`
	S2Dur  ecg.Millisecond `json:"s2_duration_ms"`
	VAT    ecg.Millisecond `json:"vat_ms"`

	Reasons map[string]measure.Reason `json:"reasons,omitempty"` // why there is no "p" or no "t" in this lead
}

// quantityNames are the names that confidence and reasons go by, in the order of measure.Quantity.
var quantityNames = [measure.Quantities]string{
	measure.HeartRate: "heart_rate_bpm", measure.RRInterval: "rr_mean_ms", measure.PPInterval: "pp_mean_ms",
	measure.PDuration: "p_duration_ms", measure.PRInterval: "pr_ms", measure.PRSegment: "pr_segment_ms",
	measure.QRSDuration: "qrs_ms", measure.QTInterval: "qt_ms", measure.QTCorrected: "qtc_bazett_ms",
	measure.QTDispersion: "qt_dispersion_ms",
	measure.PAxis:        "p_axis_deg", measure.QRSAxis: "qrs_axis_deg", measure.TAxis: "t_axis_deg",
	measure.HorizontalPAxis: "p_axis_horizontal_deg", measure.HorizontalQRSAxis: "qrs_axis_horizontal_deg",
	measure.HorizontalTAxis:  "t_axis_horizontal_deg",
	measure.QRSTFrontalAngle: "qrs_t_angle_frontal_deg", measure.QRSTSpatialAngle: "qrs_t_angle_spatial_deg",
}

// Reasons that concern the patient and the record rather than a quantity.
const (
	reasonSex  measure.Reason = "sex_unknown" // the formula differs by sex
	amplitudes                = "amplitudes"  // name of all voltages together
)

func measurements(rep *measure.Report, sex ecg.Sex) jsonMeasurements {
	out := jsonMeasurements{
		HeartRate: rep.HeartRate, RRMean: rep.RR.Mean, PP: rep.PP, P: rep.P, PR: rep.PR, PRSegment: rep.PRSegment, QRS: rep.QRS, QT: rep.QT,
		QTcBazett: rep.QTc.Bazett, QTcFridericia: rep.QTc.Fridericia, QTcFramingham: rep.QTc.Framingham, QTcHodges: rep.QTc.Hodges,
		QTcRautaharju: rep.QTc.Rautaharju,
		JT:            rep.Wide.JT, JTc: rep.Wide.JTc, QTm: rep.Wide.QTm, QTmBazett: rep.Wide.QTmBazett, QTmFridericia: rep.Wide.QTmFridericia,
		RautaharjuWide: rep.Wide.Of(sex),
		Dispersion:     rep.QTSpread.Dispersion, QTSD: rep.QTSpread.SD, QTLeads: rep.QTSpread.Leads,
		PAxis: rep.Axis.P, QRSAxis: rep.Axis.QRS, TAxis: rep.Axis.T,
		HorizontalP: rep.Axis.HorizontalP, HorizontalQRS: rep.Axis.HorizontalQRS, HorizontalT: rep.Axis.HorizontalT,
		QRSTFrontal: rep.Axis.QRSTFrontal, QRSTSpatial: rep.Axis.QRSTSpatial,
		SecondP: rep.SecondP, BeatsUsed: rep.BeatsUsed,
		Leads:      make(map[string]jsonLead, len(rep.Leads)),
		Confidence: make(map[string]ecg.Value, measure.Quantities),
		Reasons:    map[string]measure.Reason{},
	}
	for q, t := range rep.Trust {
		if t.Reason != "" {
			out.Reasons[quantityNames[q]] = t.Reason
		} else {
			out.Confidence[quantityNames[q]] = ecg.Value(t.Confidence)
		}
	}
	if ecg.Known(rep.Wide.Men) && !ecg.Known(out.RautaharjuWide) {
		out.Reasons["qtc_rautaharju_wide_ms"] = reasonSex
	}
	if rep.Uncalibrated {
		out.Reasons[amplitudes] = measure.ReasonScale
	}
	for i := range rep.Leads {
		l := &rep.Leads[i]
		put(out.Leads, LeadName(l.Lead, l.Label), leadMeasurements(l))
	}
	return out
}

func leadMeasurements(l *measure.Lead) jsonLead {
	out := jsonLead{
		P: l.P, Q: l.Q, R: l.R, S: l.S, T: l.T, J: l.J, ST20: l.ST20, ST40: l.ST40, ST60: l.ST60, ST80: l.ST80,
		STSlope: l.STSlope, STIntegral: l.STIntegral,
		PPositive: l.PPositive, PNegative: l.PNegative, PBiphasic: l.PBiphasic, R2: l.R2, S2: l.S2,
		TPositive: l.TPositive, TNegative: l.TNegative, U: l.U, TP: l.TPLevel,
		PDur: l.PDur, PR: l.PR, QRSDur: l.QRSDur, QT: l.QT,
		QDur: l.QDur, RDur: l.RDur, SDur: l.SDur, R2Dur: l.R2Dur, S2Dur: l.S2Dur, VAT: l.VAT,
	}
	if l.STShape != "" {
		s := string(l.STShape)
		out.STShape = &s
	}
	if l.PAbsent != "" || l.TAbsent != "" {
		out.Reasons = map[string]measure.Reason{}
		if l.PAbsent != "" {
			out.Reasons["p"] = l.PAbsent
		}
		if l.TAbsent != "" {
			out.Reasons["t"] = l.TAbsent
		}
	}
	return out
}
