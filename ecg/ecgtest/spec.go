package ecgtest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// ErrSpec is wrapped by every error of [Generate]: the Spec asks for what cannot be made.
var ErrSpec = errors.New("ecgtest: invalid spec")

// Spec says what ECG to make. The zero value of each field is its default, given below; the zero Spec is 10 s of clean,
// exactly regular sinus rhythm of 70/min in 12 leads at 500 Hz.
type Spec struct {
	Rate     float64    `json:"rate_hz,omitempty"`    // Hz, default 500
	Duration float64    `json:"duration_s,omitempty"` // s, default 10
	Leads    []ecg.Lead `json:"leads,omitempty"`      // default the 12 leads; also V7-V9, V3R, V4R, X, Y, Z, MLI-MLIII
	Seed     uint64     `json:"seed,omitempty"`
	StepUV   float64    `json:"step_uv,omitempty"` // µV per raw unit of I, II and the chest leads, default 1; aVR, aVL, aVF half of it

	Sex ecg.Sex `json:"sex,omitempty"`
	Age float64 `json:"age,omitempty"` // years, 0 unknown

	Rhythm    Rhythm  `json:"rhythm,omitempty"`     // default Sinus
	HeartRate float64 `json:"heart_rate,omitempty"` // beats/min; default by rhythm. The atrial rate for second-degree AV block
	// AtrialRate is that of flutter waves (default 300/min; the ventricles follow from FlutterRatio unless HeartRate sets
	// them) and of dissociated P waves (default 80/min).
	AtrialRate   float64   `json:"atrial_rate,omitempty"`
	FlutterRatio int       `json:"flutter_ratio,omitempty"` // flutter waves per beat: 2, 3, 4, ...; default 4; -1 varies from 2 to 4
	BlockRatio   int       `json:"block_ratio,omitempty"`   // second-degree block: every n-th P is blocked, default 4; 2 is 2:1 block
	WideEscape   bool      `json:"wide_escape,omitempty"`   // third-degree block: ventricular instead of junctional escape
	RSA          float64   `json:"rsa_ms,omitempty"`        // amplitude of respiratory sinus arrhythmia, ms, at 0.25 Hz
	RRJitter     float64   `json:"rr_jitter_ms,omitempty"`  // SD of independent RR variation, ms
	Pauses       []Pause   `json:"pauses,omitempty"`        // sinus arrest
	PVC          Ectopy    `json:"pvc,omitzero"`
	PAC          Ectopy    `json:"pac,omitzero"`
	Fusion       []int     `json:"fusion,omitempty"`   // indexes of sinus beats that fuse with a PVC
	Episodes     []Episode `json:"episodes,omitempty"` // stretches of another rhythm
	// TAlternans and QRSAlternans diminish T and QRS of every second beat by this share (0.2: to 80 %); see Beat.TGain.
	TAlternans   float64 `json:"t_alternans,omitempty"`
	QRSAlternans float64 `json:"qrs_alternans,omitempty"`

	Conduction Conduction `json:"conduction,omitempty"` // default NormalConduction
	LVH        bool       `json:"lvh,omitempty"`        // left ventricular hypertrophy: high voltage with lateral strain
	RVH        bool       `json:"rvh,omitempty"`        // right ventricular hypertrophy, in place of Conduction's QRS
	LAE        bool       `json:"lae,omitempty"`        // left atrial enlargement: P of 132 ms, notched, deep end in V1
	RAE        bool       `json:"rae,omitempty"`        // right atrial enlargement: P tall in II
	PR         float64    `json:"pr_ms,omitempty"`      // default 160, less at high rates; 260 for AVBlock1; 100 for WPW
	PDuration  float64    `json:"p_ms,omitempty"`       // default 104, at most PR - 10
	QRS        float64    `json:"qrs_ms,omitempty"`     // default by conduction: 92 normal, 150 LBBB, 144 RBBB
	// QT is that of every beat, in ms. Default: QTc of 400 (women 410) by Fridericia, at most 0.68 of the RR interval, plus
	// what a wide QRS adds.
	QT float64 `json:"qt_ms,omitempty"`

	// QRSAxis sets the frontal axis of the area of the normal beats' QRS, degrees; nil leaves it as it is. ST-T turns along.
	QRSAxis   *float64             `json:"qrs_axis_deg,omitempty"`
	PScale    float64              `json:"p_scale,omitempty"`    // factor of all P waves, default 1
	QRSScale  float64              `json:"qrs_scale,omitempty"`  // factor of all QRS, default 1
	TScale    float64              `json:"t_scale,omitempty"`    // factor of all T waves, default 1
	LeadScale map[ecg.Lead]float64 `json:"lead_scale,omitempty"` // factor of P, QRS and T in a lead; of limb leads only I and II
	// ST adds an ST deviation to the normal beats: µV at J by lead, with STShape. What is asked for in limb
	// leads (ST, TFactor, Q alike) must come out of I and II alone: they are the least-squares answer to all limb leads
	// given, and the smallest one where that leaves a choice. Truth has the result.
	ST      map[ecg.Lead]float64 `json:"st_uv,omitempty"`
	STShape STShape              `json:"st_shape,omitempty"` // default Horizontal
	TFactor map[ecg.Lead]float64 `json:"t_factor,omitempty"` // factor of T in a lead: -1 inverts
	// Q adds a Q wave of 40 ms and about so many µV (positive) by lead, in place of any initial r. In chest leads R shrinks to
	// a quarter.
	Q map[ecg.Lead]float64 `json:"q_uv,omitempty"`
	// JNotch puts a notch that peaks at so many µV, by lead, into the last 28 ms of the QRS, in place of S (end-QRS notch of
	// early repolarisation).
	JNotch map[ecg.Lead]float64 `json:"j_notch_uv,omitempty"`
	// U puts a U wave of so many µV, by lead, behind the T wave of the normal beats: from 40 to 240 ms after the end of T with
	// its peak at 130 ms, times the square root of the mean RR interval in s (0.6 to 1.3). Nothing keeps it off the next P wave.
	U map[ecg.Lead]float64 `json:"u_uv,omitempty"`

	FWaveUV   float64 `json:"f_wave_uv,omitempty"`  // amplitude of f waves in V1, zero to peak, default 70
	FWaveHz   float64 `json:"f_wave_hz,omitempty"`  // mean rate of f waves, default 6.2
	FlutterUV float64 `json:"flutter_uv,omitempty"` // amplitude of flutter waves in II, zero to peak, default 130
	// VFUV is the length of the vector of the largest oscillator of ventricular fibrillation (default 450), flutter (1000) and
	// torsades (700), zero to peak; VFHz the mean rate of the oscillators (default 5, 4.5, 3.7).
	VFUV    float64 `json:"vf_uv,omitempty"`
	VFHz    float64 `json:"vf_hz,omitempty"`
	SpikeUV float64 `json:"spike_uv,omitempty"` // amplitude of pacing spikes in II, default 1500
	SpikeMS float64 `json:"spike_ms,omitempty"` // their width, default 2

	Reversal Reversal `json:"reversal,omitempty"` // exchanged electrodes, after all else
	Noise    Noise    `json:"noise,omitzero"`
}

// Pause makes the RR interval after a beat (0-based index in Truth.Beats) RR seconds long. Sinus rhythm only.
type Pause struct {
	After int     `json:"after"`
	RR    float64 `json:"rr_s"`
}

// Ectopy says which beats of a sinus rhythm are premature. Beats are counted as in Truth.Beats.
type Ectopy struct {
	At       []int   `json:"at,omitempty"`       // indexes of ectopic beats, 0-based
	Every    int     `json:"every,omitempty"`    // every n-th beat: 2 bigeminy, 3 trigeminy
	Fraction float64 `json:"fraction,omitempty"` // probability that a beat is followed by ectopy
	Run      int     `json:"run,omitempty"`      // ectopic beats in a row, default 1; 2 couplets
	Coupling float64 `json:"coupling,omitempty"` // interval to the beat before, as a share of the basic RR; default 0.62 PVC, 0.7 PAC
}

// Episode is a stretch of another rhythm.
type Episode struct {
	Start     float64 `json:"start_s"`
	End       float64 `json:"end_s"`
	Rhythm    Rhythm  `json:"rhythm"`
	HeartRate float64 `json:"heart_rate,omitempty"` // default by rhythm
}

// Rhythm names a rhythm.
type Rhythm string

// The rhythms, with their default heart rates.
const (
	Sinus            Rhythm = "sinus"      // 70
	AFib             Rhythm = "afib"       // 85, irregular, f waves
	AFlutter         Rhythm = "aflutter"   // AtrialRate / FlutterRatio
	AVBlock1         Rhythm = "avb1"       // 70
	AVBlock2Mobitz1  Rhythm = "avb2-1"     // atrial 75
	AVBlock2Mobitz2  Rhythm = "avb2-2"     // atrial 75
	AVBlock3         Rhythm = "avb3"       // 38, atria AtrialRate
	SVT              Rhythm = "svt"        // 180, no P waves to be seen
	Junctional       Rhythm = "junctional" // 50, no P waves
	VT               Rhythm = "vt"         // 165, dissociated P waves
	PacedVentricular Rhythm = "paced-v"    // 65, VVI, no P waves
	PacedAtrial      Rhythm = "paced-a"    // 70, AAI
	PacedDual        Rhythm = "paced-dual" // 65, DDD
	VF               Rhythm = "vf"         // no beats
	VFlutter         Rhythm = "vflutter"   // no beats; even ventricular waves
	Torsades         Rhythm = "torsades"   // no beats marked; ventricular waves that turn about the baseline
	Asystole         Rhythm = "asystole"   // no beats, flat
)

// Conduction names the way of the impulse through the ventricles of beats that come from above.
type Conduction string

// The kinds of conduction.
const (
	NormalConduction Conduction = "normal"
	LBBB             Conduction = "lbbb"
	RBBB             Conduction = "rbbb"
	LAFB             Conduction = "lafb"
	LPFB             Conduction = "lpfb"
	RBBBLAFB         Conduction = "rbbb-lafb"
	WPW              Conduction = "wpw"
)

// STShape is the course of an ST deviation in the 80 ms after J. With d the deviation at J and u running from 0 at J to 1
// at J+80 ms:
type STShape string

// The shapes.
const (
	Horizontal  STShape = "horizontal"  // d
	Upsloping   STShape = "upsloping"   // d + 0.6*|d|*u
	Downsloping STShape = "downsloping" // d - 0.6*|d|*u
	Convex      STShape = "convex"      // d*(1 + 0.8u - 0.5u²), domed as in infarction
	Concave     STShape = "concave"     // d*(1 + 0.1u + 0.4u²), as in early repolarisation and pericarditis
)

// Fixed defaults of Spec.
const (
	defaultRate      = 500.0
	defaultDuration  = 10.0
	defaultP         = 104.0 // ms
	wideP            = 132.0 // ms, left atrial enlargement
	defaultPR        = 160.0 // ms
	firstDegreePR    = 260.0 // ms
	prSegment        = 10.0  // ms between P and QRS at least, by default
	preexcitedPR     = 100.0 // ms
	defaultAtrial    = 80.0  // 1/min
	defaultFlutter   = 300.0 // 1/min
	defaultFlutterTo = 4
	defaultBlock     = 4
	defaultFWaveUV   = 70.0
	defaultFWaveHz   = 6.2
	defaultFlutterUV = 130.0
	defaultSpikeUV   = 1500.0
	defaultSpikeMS   = 2.0
	defaultMainsHz   = 50.0
)

func (r Rhythm) defaultHeartRate() (float64, bool) {
	switch r {
	case Sinus, AVBlock1, PacedAtrial:
		return 70, true
	case AFib:
		return 85, true
	case AFlutter:
		return defaultFlutter / defaultFlutterTo, true
	case AVBlock2Mobitz1, AVBlock2Mobitz2:
		return 75, true
	case AVBlock3:
		return 38, true
	case SVT:
		return 180, true
	case Junctional:
		return 50, true
	case VT:
		return 165, true
	case PacedVentricular, PacedDual:
		return 65, true
	case VF, VFlutter, Torsades, Asystole:
		return 70, true // of no consequence
	}
	return 0, false
}

func setDefault(v *float64, d float64) {
	if *v == 0 {
		*v = d
	}
}

// filled returns s with every default in place.
func (s Spec) filled() (Spec, error) {
	setDefault(&s.Rate, defaultRate)
	setDefault(&s.Duration, defaultDuration)
	if len(s.Leads) == 0 {
		s.Leads = slices.Clone(ecg.StandardLeads[:])
	}
	setDefault(&s.StepUV, 1)
	if s.Rhythm == "" {
		s.Rhythm = Sinus
	}
	hr, ok := s.Rhythm.defaultHeartRate()
	if !ok {
		return s, fmt.Errorf("%w: rhythm %q", ErrSpec, string(s.Rhythm))
	}
	if s.FlutterRatio == 0 {
		s.FlutterRatio = defaultFlutterTo
	}
	if s.BlockRatio == 0 {
		s.BlockRatio = defaultBlock
	}
	if s.Rhythm == AFlutter {
		s.fillFlutter()
	}
	setDefault(&s.HeartRate, hr)
	setDefault(&s.AtrialRate, defaultAtrial)
	if s.Conduction == "" {
		s.Conduction = NormalConduction
	}
	if _, ok := morphologies[s.Conduction]; !ok {
		return s, fmt.Errorf("%w: conduction %q", ErrSpec, string(s.Conduction))
	}
	m := s.morphology()
	setDefault(&s.QRS, m.qrs)
	setDefault(&s.PR, s.defaultPR())
	if s.LAE {
		setDefault(&s.PDuration, min(wideP, s.PR-prSegment))
	}
	setDefault(&s.PDuration, min(defaultP, s.PR-prSegment))
	for _, v := range []*float64{&s.PScale, &s.QRSScale, &s.TScale} {
		setDefault(v, 1)
	}
	if s.STShape == "" {
		s.STShape = Horizontal
	}
	setDefault(&s.FWaveUV, defaultFWaveUV)
	setDefault(&s.FWaveHz, defaultFWaveHz)
	setDefault(&s.FlutterUV, defaultFlutterUV)
	uv, hz := s.ventricularWaves()
	setDefault(&s.VFUV, uv)
	setDefault(&s.VFHz, hz)
	setDefault(&s.SpikeUV, defaultSpikeUV)
	setDefault(&s.SpikeMS, defaultSpikeMS)
	setDefault(&s.Noise.MainsHz, defaultMainsHz)
	setDefault(&s.PVC.Coupling, pvcCoupling)
	setDefault(&s.PAC.Coupling, pacCoupling)
	return s, s.check()
}

// fillFlutter settles atrial and ventricular rate of flutter, either of which may be given.
func (s *Spec) fillFlutter() {
	ratio := float64(s.FlutterRatio)
	if s.FlutterRatio < 0 {
		ratio = variableFlutterMean
	}
	switch {
	case s.AtrialRate == 0 && s.HeartRate == 0:
		s.AtrialRate = defaultFlutter
	case s.AtrialRate == 0:
		s.AtrialRate = s.HeartRate * ratio
	}
	s.HeartRate = s.AtrialRate / ratio
}

// defaultPR shortens PR a little with the rate: by 0.4 ms for each beat/min above 70 (as in exercise ECGs), to 110 ms.
func (s *Spec) defaultPR() float64 {
	switch {
	case s.Rhythm == AVBlock1:
		return firstDegreePR
	case s.Conduction == WPW:
		return preexcitedPR
	}
	return max(110, defaultPR-0.4*max(0, s.HeartRate-70))
}
