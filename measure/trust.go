package measure

// Reason says why something was not measured. It is empty when it was.
type Reason string

// The reasons.
const (
	ReasonNoBeats      Reason = "no_beats"            // no QRS complex was found
	ReasonNoRhythm     Reason = "no_rhythm"           // fibrillation, asystole or noise instead of a rhythm of beats
	ReasonTooShort     Reason = "too_short"           // the recording is shorter than what is measured
	ReasonFewBeats     Reason = "too_few_beats"       // one beat alone does not show it
	ReasonNoise        Reason = "too_noisy"           // noise hides it
	ReasonLeads        Reason = "leads_unusable"      // the lead, or every lead, is flat, missing or too poor
	ReasonNoLead       Reason = "lead_missing"        // a lead that it takes was not recorded or is too poor
	ReasonNoP          Reason = "no_p_wave"           // no wave stands in the same place before most beats
	ReasonFibrillation Reason = "atrial_fibrillation" // irregular beats without P waves
	ReasonFlutter      Reason = "flutter_waves"       // a continuous atrial wave instead of P
	ReasonHiddenP      Reason = "p_in_t"              // P begins within the T wave of the beat before
	ReasonDissociated  Reason = "p_dissociated"       // P waves keep no relation to the QRS complexes
	ReasonNoT          Reason = "no_t_end"            // no T wave of which the end could be told
	ReasonSmall        Reason = "too_small"           // the wave is too small, in this lead or for a direction
	ReasonScale        Reason = "uncalibrated"        // the voltage scale is unknown
)

// Quantity numbers the global measurements that a [Trust] is given for.
type Quantity int

// The quantities.
const (
	HeartRate Quantity = iota
	RRInterval
	PPInterval
	PDuration
	PRInterval
	PRSegment
	QRSDuration
	QTInterval
	QTCorrected // in every form, the wide ones included
	QTDispersion
	PAxis
	QRSAxis
	TAxis
	HorizontalPAxis
	HorizontalQRSAxis
	HorizontalTAxis
	QRSTFrontalAngle
	QRSTSpatialAngle
	Quantities int = iota // how many there are
)

// Trust is the judgement of one measurement.
type Trust struct {
	// Confidence from 0 to 1 falls with noise, with few beats and with leads that disagree; 0 when nothing was measured. It
	// ranks measurements; it is no probability.
	Confidence float64
	Reason     Reason // why nothing was measured
}

// Confidence from which a measurement is of high and of medium trust: about the best third and all but the worst sixth of the
// PR and QT intervals of LUDB.
const (
	highTrust   = 0.55
	mediumTrust = 0.35
)

// Level puts the confidence into words: "high", "medium", "low"; empty when nothing was measured.
func (t Trust) Level() string {
	switch {
	case t.Reason != "" || t.Confidence == 0:
		return ""
	case t.Confidence >= highTrust:
		return "high"
	case t.Confidence >= mediumTrust:
		return "medium"
	}
	return "low"
}
