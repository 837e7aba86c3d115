package ecgtest

import (
	"encoding/json"
	"math"

	"github.com/goecg/goecg/ecg"
)

// Class is the class of a beat by ANSI/AAMI EC57: N, S, V, F or Q.
type Class byte

// The classes that are made. Beats paced in the ventricle are Q.
const (
	ClassN Class = 'N'
	ClassS Class = 'S'
	ClassV Class = 'V'
	ClassF Class = 'F'
	ClassQ Class = 'Q'
)

// String gives the letter.
func (c Class) String() string { return string(rune(c)) }

// MarshalText gives the letter.
func (c Class) MarshalText() ([]byte, error) { return []byte{byte(c)}, nil }

// Instant is a point in time of the record. An instant that does not exist has Seconds NaN and Sample -1; one outside the
// record has its Seconds and Sample -1.
type Instant struct {
	Seconds float64 // after sample 0, exact
	Sample  int     // the nearest sample of the record, 0-based, ecg.NoSample where there is none
}

// Exists reports whether there is such an instant, inside the record or not.
func (i Instant) Exists() bool { return !math.IsNaN(i.Seconds) }

// MarshalJSON writes {"s": 1.234, "sample": 617}, or null.
func (i Instant) MarshalJSON() ([]byte, error) {
	if !i.Exists() {
		return []byte("null"), nil
	}
	return json.Marshal(struct {
		Seconds float64 `json:"s"`
		Sample  int     `json:"sample"`
	}{i.Seconds, i.Sample})
}

// NoInstant is the Instant that does not exist.
func NoInstant() Instant { return Instant{math.NaN(), ecg.NoSample} }

// Truth is all that is known of a synthetic ECG. All amplitudes are those of the clean signal.
type Truth struct {
	Spec    Spec `json:"spec"` // with all defaults in place
	Samples int  `json:"samples"`

	// Beats are those whose R lies in the record, in order.
	Beats []Beat `json:"beats"`
	// PWaves are those whose peak lies in the record: conducted, blocked and dissociated, in order.
	PWaves []PWave `json:"p_waves"`
	// Spikes are the onsets of pacing spikes in the record.
	Spikes []Instant `json:"spikes"`
	// Rhythms are the stretches of the record by rhythm; the samples are the first and the one after the last.
	Rhythms []RhythmSpan `json:"rhythms"`
	// Templates are the sorts of beat that occur: first that of the beats conducted from above, if any.
	Templates []Template `json:"templates"`

	HeartRate ecg.Value       `json:"heart_rate"` // 60 s over the mean RR of Beats, NaN for fewer than two
	RRMean    ecg.Millisecond `json:"rr_mean_ms"`
	FWaveHz   ecg.Value       `json:"f_wave_hz"`  // mean rate of f waves, NaN without fibrillation
	FlutterHz ecg.Value       `json:"flutter_hz"` // rate of flutter waves, NaN without flutter
}

// Beat is one QRS complex with its waves.
type Beat struct {
	Class    Class  `json:"class"`
	Symbol   string `json:"symbol"` // WFDB annotation code: N, A, S, V, F, j, E, /
	Template int    `json:"template"`

	// R is the fiducial point: where the QRS vector of the leads I, II and V5 is longest. It falls within a few ms of the R
	// peak of the leads with a tall R; see Truth.RPeak for each lead's own.
	R      Instant `json:"r"`
	QRSOn  Instant `json:"qrs_on"`
	QRSOff Instant `json:"qrs_off"` // J
	TOn    Instant `json:"t_on"`
	TPeak  Instant `json:"t_peak"` // of the T wave alone: an ST deviation moves that of a lead
	TOff   Instant `json:"t_off"`
	// P wave that this beat follows from; instants that do not exist when there is none.
	POn   Instant `json:"p_on"`
	PPeak Instant `json:"p_peak"`
	POff  Instant `json:"p_off"`

	PR  ecg.Millisecond `json:"pr_ms"` // NaN without P
	QRS ecg.Millisecond `json:"qrs_ms"`
	QT  ecg.Millisecond `json:"qt_ms"`
	RR  ecg.Millisecond `json:"rr_ms"` // from the beat before in the record, NaN for the first

	// TGain and QRSGain are the factors of alternans: the amplitudes of this beat are those of its template times these,
	// ST with T. 1 without alternans.
	TGain   float64 `json:"t_gain"`
	QRSGain float64 `json:"qrs_gain"`
}

// HasP reports whether the beat follows from a P wave.
func (b *Beat) HasP() bool { return b.POn.Exists() }

// PWave is one P wave.
type PWave struct {
	On        Instant `json:"on"`
	Peak      Instant `json:"peak"`
	Off       Instant `json:"off"`
	Conducted bool    `json:"conducted"`
	Ectopic   bool    `json:"ectopic"`
	Beat      int     `json:"beat"` // index in Truth.Beats of the beat that follows from it, -1 when there is none in the record
}

// RhythmSpan is a stretch of one rhythm.
type RhythmSpan struct {
	Rhythm Rhythm  `json:"rhythm"`
	Start  float64 `json:"start_s"`
	End    float64 `json:"end_s"`
	First  int     `json:"first"` // sample
	Limit  int     `json:"limit"` // sample after the last
}

// Template is a sort of beat as it is when no other wave falls on it, with the P wave that precedes it if any. Intervals are those
// of an undisturbed cycle; a beat's own QT is in the Beat.
type Template struct {
	Name string          `json:"name"` // "main", "pvc", "vt", "paced", "escape", "fusion"
	P    ecg.Millisecond `json:"p_ms"` // NaN without P wave
	PR   ecg.Millisecond `json:"pr_ms"`
	QRS  ecg.Millisecond `json:"qrs_ms"`
	QT   ecg.Millisecond `json:"qt_ms"`
	R    ecg.Millisecond `json:"r_ms"` // fiducial point after QRS onset
	// Visible are the intervals between the points where the waves can be seen; those above are exact.
	Visible Visible `json:"visible"`

	PAxis   ecg.Degree `json:"p_axis_deg"`   // of the area of P
	QRSAxis ecg.Degree `json:"qrs_axis_deg"` // of the area of the QRS, J included
	TAxis   ecg.Degree `json:"t_axis_deg"`   // of the area of T alone
	// QRSAxisAmplitude is the axis of the algebraic sum of the largest positive and negative QRS deflections.
	QRSAxisAmplitude ecg.Degree `json:"qrs_axis_amplitude_deg"`

	// Leads has the 12 leads and whatever else the record holds.
	Leads map[ecg.Lead]Amplitudes `json:"leads"`
}

// Amplitudes of one lead of a Template in µV against the zero line, which is the level before P, of the PR segment and
// after T. A wave that is not there has 0. In the QRS every stretch of one sign that reaches 20 µV and lasts 6 ms
// (CSE, Eur Heart J 1985;6:815) counts as a wave; one at the end that is only the way to a displaced J does not.
type Amplitudes struct {
	P    ecg.Microvolt `json:"p_uv"`     // largest positive value
	PNeg ecg.Microvolt `json:"p_neg_uv"` // largest negative value
	Q    ecg.Microvolt `json:"q_uv"`     // first wave when negative; a QRS that is negative only is a QS and stands here
	R    ecg.Microvolt `json:"r_uv"`
	S    ecg.Microvolt `json:"s_uv"`
	R2   ecg.Microvolt `json:"r2_uv"`
	S2   ecg.Microvolt `json:"s2_uv"`

	QMS  ecg.Millisecond `json:"q_ms"` // duration of Q, from QRS onset
	RMS  ecg.Millisecond `json:"r_ms"`
	SMS  ecg.Millisecond `json:"s_ms"`
	R2MS ecg.Millisecond `json:"r2_ms"`

	QRSMax ecg.Microvolt `json:"qrs_max_uv"` // largest value in the QRS, not below 0
	QRSMin ecg.Microvolt `json:"qrs_min_uv"` // smallest value in the QRS, not above 0
	// RPeak is the time of QRSMax after QRS onset, NaN where there is no R wave.
	RPeak ecg.Millisecond `json:"r_peak_ms"`
	// Area is that of the QRS in µV·ms.
	Area ecg.Value `json:"qrs_area_uv_ms"`

	J       ecg.Microvolt `json:"j_uv"` // at QRS end, and 20, 40, 60 and 80 ms after it
	ST20    ecg.Microvolt `json:"st20_uv"`
	ST40    ecg.Microvolt `json:"st40_uv"`
	ST60    ecg.Microvolt `json:"st60_uv"`
	ST80    ecg.Microvolt `json:"st80_uv"`
	STSlope ecg.Value     `json:"st_slope_uv_per_s"` // from J to J+80 ms

	// T is the value at the peak of T, ST deviation included, 0 where that leaves no peak; TPeak its time after QRS onset.
	T     ecg.Microvolt   `json:"t_uv"`
	TPeak ecg.Millisecond `json:"t_peak_ms"`
	// TWave is the peak of the T wave alone, without any ST deviation.
	TWave ecg.Microvolt `json:"t_wave_uv"`
	// U is the peak of the U wave alone.
	U ecg.Microvolt `json:"u_uv"`
	// PArea and TArea are the areas of P and of the T wave alone in µV·ms.
	PArea ecg.Value `json:"p_area_uv_ms"`
	TArea ecg.Value `json:"t_area_uv_ms"`
}

// Lead returns the amplitudes of the first template in lead l.
func (t *Truth) Lead(l ecg.Lead) (Amplitudes, bool) {
	if len(t.Templates) == 0 {
		return Amplitudes{}, false
	}
	a, ok := t.Templates[0].Leads[l]
	return a, ok
}

// RPeak returns the largest positive deflection of beat i in lead l; an instant that does not exist where the lead has no
// R wave.
func (t *Truth) RPeak(i int, l ecg.Lead) Instant {
	b := &t.Beats[i]
	a, ok := t.Templates[b.Template].Leads[l]
	if !ok || math.IsNaN(float64(a.RPeak)) {
		return NoInstant()
	}
	return t.instant(b.QRSOn.Seconds + float64(a.RPeak)/1000)
}

func (t *Truth) instant(s float64) Instant {
	n := ecg.NoSample
	if x := s * t.Spec.Rate; x > -0.5 && x < float64(t.Samples) {
		n = min(max(0, int(math.Round(x))), t.Samples-1)
	}
	return Instant{s, n}
}
