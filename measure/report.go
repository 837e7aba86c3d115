package measure

import (
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// Report is what was measured in one recording. Slices are reused by the next measurement into the same Report.
type Report struct {
	RateHz  float64 // of every sample index below
	Samples int     // length of the rhythm

	Beats []Beat
	Leads []Lead // in the order of the input

	HeartRate ecg.Value       // bpm, ventricular, over all RR
	RR        RRStats         //
	P         ecg.Millisecond // duration, global
	PR        ecg.Millisecond // P onset to QRS onset, global
	PRSegment ecg.Millisecond // end of P to QRS onset, global
	PP        ecg.Millisecond // mean time between P waves, those without a QRS complex included
	QRS       ecg.Millisecond // global
	QT        ecg.Millisecond // global
	QTc       QTc
	Wide      WideQT
	QTSpread  QTSpread
	Axis      Axes
	// SecondP is the share of the RR intervals with a further P wave away from the one before the QRS complex, as in
	// second-degree block; NaN without P waves.
	SecondP ecg.Value
	// Trust says of each quantity how far it can be relied on, or why it is missing.
	Trust [Quantities]Trust

	// Upstroke is the time from QRS onset until the spatial velocity first reaches half of its maximum: long where the QRS
	// complex begins slowly, as with a delta wave.
	Upstroke ecg.Millisecond
	// QRSAlternans is by how much the QRS complexes of every other beat are larger, as a share of their mean, and TAlternans
	// by how much their T waves differ in height, both in the lead where it is most. 0 when no more than chance.
	QRSAlternans ecg.Value
	TAlternans   ecg.Microvolt

	// Fiducials of the representative beat of the dominant class, in samples relative to its R, over all leads.
	Fiducials Fiducials
	// Uncalibrated is set when the scale of the voltages is unknown; see [Report.BlankAmplitudes].
	Uncalibrated bool
	// BeatsUsed is how many beats were averaged into the representative beat.
	BeatsUsed int

	// Segments are the stretches without a rhythm of beats, as in the Input.
	Segments []Segment

	Atrial  Atrial
	PWaves  PWaves
	Pacing  Pacing
	Quality Quality
	// Electrodes tells of exchanged electrodes.
	Electrodes Electrodes
}

// Beat is one QRS complex of the rhythm.
type Beat struct {
	Sample int          // R, at Report.RateHz
	Class  detect.Class // N S V F Q
	RR     ecg.Millisecond
	QRS    ecg.Millisecond // NaN when not measured in this beat
	PR     ecg.Millisecond // NaN when there is no P wave before this beat
	HasP   bool            // a P wave consistent with the others precedes it
	Corr   float64         // correlation with the representative beat, -1 to 1; 0 when it could not be compared
	Paced  bool            // a pacing spike precedes it
}

// RRStats are statistics of the RR intervals. NN leaves out intervals next to ventricular and premature beats.
type RRStats struct {
	Mean, Min, Max, SD ecg.Millisecond // all RR
	Median             ecg.Millisecond
	SDNN, RMSSD        ecg.Millisecond // NN
	NRMSSD             ecg.Value       // RMSSD / mean NN (Dash 2009)
	CV                 ecg.Value       // SDNN / mean NN
	PNN50              ecg.Value       // share of successive NN differences over 50 ms, 0 to 1
	CoSEn              ecg.Value       // coefficient of sample entropy (Lake and Moorman 2011), difference of logarithms
	Lag1               ecg.Value       // autocorrelation of NN at lag 1
	NN                 int             // number of NN intervals
}

// QTc is the QT corrected for rate in five ways.
type QTc struct {
	Bazett, Fridericia, Framingham, Hodges, Rautaharju ecg.Millisecond
}

// Axes are directions of the net areas of the waves, in degrees.
type Axes struct {
	P, QRS, T ecg.Degree // frontal, from I and aVF, -180 to 180, positive downward
	// HorizontalP, HorizontalQRS and HorizontalT lie in the horizontal plane, -180 to 180: 0 to the left, 90 to the front.
	HorizontalP, HorizontalQRS, HorizontalT ecg.Degree
	QRSTFrontal                             ecg.Degree // angle between the frontal axes of QRS and T, 0 to 180
	QRSTSpatial                             ecg.Degree // angle between the vectors of QRS and T in space, 0 to 180
}

// Fiducials are sample positions, [None] where absent.
type Fiducials struct {
	POn, PPeak, POff int
	QRSOn, R, QRSOff int
	TOn, TPeak, TOff int
}

// None is the position of a fiducial that is absent or was not found.
const None = -1 << 31

// Lead is what was measured in one lead of the representative beat.
type Lead struct {
	Lead    ecg.Lead
	Label   string
	Derived bool
	OK      bool // good enough to be measured; everything below is NaN otherwise

	P         ecg.Microvolt // the larger phase of the P wave, signed
	PPositive ecg.Microvolt // its most positive phase, 0 when none
	PNegative ecg.Microvolt // its most negative phase
	PBiphasic bool          // both phases stand out
	PTF       ecg.Value     // P terminal force, µV·ms, negative when the terminal part is (V1: left atrial load)
	Q, R, S   ecg.Microvolt // Q and S negative, 0 when absent
	R2, S2    ecg.Microvolt // R' and S', 0 when absent
	QS        bool          // no positive deflection: Q is the whole complex, R and S are 0
	T         ecg.Microvolt // the larger phase of the T wave, signed
	TPositive ecg.Microvolt // its most positive phase, 0 when none
	TNegative ecg.Microvolt // its most negative phase, 0 when none
	// U is the U wave, signed, against the level between it and the next P wave; 0 when certainly absent, NaN where the next
	// P wave or beat is too near or the beat too noisy to tell.
	U ecg.Microvolt
	// TBeforeU is known where T ends on the U wave or was taken from it: the lower T wave before that. T and QT are not those of
	// the T wave then; QT is nearer to QU. A U wave without any T wave before it cannot be told from a late T wave.
	TBeforeU   ecg.Microvolt
	QU         ecg.Millisecond // QRS onset to the end of the U wave, NaN without one
	QRSPeak    ecg.Microvolt   // peak to peak
	QRSNet     ecg.Value       // net area, µV·ms
	PNet, TNet ecg.Value       // net areas, µV·ms
	QDur       ecg.Millisecond
	RDur, SDur ecg.Millisecond
	R2Dur      ecg.Millisecond
	S2Dur      ecg.Millisecond
	PDur, PR   ecg.Millisecond // in this lead alone, as QRSDur and QT
	QRSDur, QT ecg.Millisecond
	VAT        ecg.Millisecond // QRS onset to the R peak (the last R peak)
	J          ecg.Microvolt
	ST20, ST40 ecg.Microvolt
	ST60, ST80 ecg.Microvolt
	STSlope    ecg.Value     // J to J+80 ms, µV/s
	STShape    STShape       // empty when not measured
	STIntegral ecg.Value     // area from J to J+80 ms, µV·ms
	TPLevel    ecg.Microvolt // level between T and P against the one before QRS, NaN when they leave none
	PAbsent    Reason        // why there is no P wave in this lead, empty when there is one
	TAbsent    Reason        // likewise for T
	JNotch     ecg.Microvolt // height of an end-QRS notch or slur (Jp), 0 when none
	Notched    bool          // the R wave is notched or slurred at its top (bundle branch block)
	PRSegment  ecg.Microvolt // level of the PR segment against the level before P, NaN without P
	Fiducials  Fiducials     // relative to the global R, in this lead
	Noise      ecg.Microvolt // RMS of the residual after the representative beat is taken away
	Template   []float64     // the representative beat, µV; R at index TemplateR; shared, do not change
	TemplateR  int
	SampleRate float64
}

// Atrial describes atrial activity over the rhythm.
type Atrial struct {
	PShare     ecg.Value       // share of beats with the P wave of the others in its place, 0 to 1
	PCorr      ecg.Value       // median correlation of the PQ window of a beat with the mean of the others
	PRSD       ecg.Millisecond // SD of PR over beats with P
	FRate      ecg.Value       // dominant frequency of the QRST-cancelled atrial lead, Hz
	FPower     ecg.Value       // share of 3-12 Hz power within ±0.5 Hz of it, 0 to 1
	FAmplitude ecg.Microvolt   // peak to peak of f or flutter waves
	FLead      ecg.Lead
	// FKurtosis tells waves that go on all the time, 1.5 to 4, from P waves with a quiet line between them, over 4.
	FKurtosis ecg.Value
	// FSpread is by how much the dominant frequencies in V1 and II differ, relative to the smaller; NaN without both. The
	// atria have one rate, which tremor and what is left of T waves in a lead have not.
	FSpread ecg.Value
}

// Pacing describes pacing spikes.
type Pacing struct {
	Spikes      []int // samples
	Ventricular int   // beats with a spike just before QRS
	Atrial      int   // spikes followed by a P wave
}

// Quality is the judgement of the signals.
type Quality struct {
	Grade  string // A (good), B (minor noise), C (noisy, usable with care), D (not usable)
	Usable bool
	// LostOnly says that the grade is C for nothing but leads, none of them a limb lead, that are lost by themselves: what the
	// others show is not noisy.
	LostOnly bool
	Leads    []LeadQuality
	Messages []Message
	// Repeat holds the codes of the messages that are reasons to record again, empty when the recording will do. A suspected
	// infarction is not to wait for that.
	Repeat []string
}

// LeadQuality is the judgement of one lead.
type LeadQuality struct {
	Lead     ecg.Lead
	Label    string
	Grade    string
	Reasons  []string      // "flat", "missing", "saturated", "baseline", "mains", "muscle", "spikes", "no_qrs", "clipped", "lead_off"
	Baseline ecg.Microvolt // peak to peak of the wander below 0.7 Hz
	Mains    ecg.Microvolt // amplitude
	Muscle   ecg.Microvolt // RMS above 40 Hz outside QRS
	SNR      ecg.Value     // dB, QRS onset to T end against what differs from beat to beat; NaN without two beats
	SQI      SQI           // on request, see Options
	Seconds  []Defects     // of each second from the start of the recording
}

// Message is a sentence for the operator.
type Message struct {
	Code string `json:"code"`
	EN   string `json:"en"`
	ZH   string `json:"zh"`
}

// Find returns the measurements of lead l, or nil when it was not recorded.
func (r *Report) Find(l ecg.Lead) *Lead {
	for i := range r.Leads {
		if r.Leads[i].Lead == l {
			return &r.Leads[i]
		}
	}
	return nil
}
