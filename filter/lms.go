package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Defaults of the adaptive line filters.
const (
	defaultLine     = 50.0 // Hz
	defaultLMSWidth = 1.0  // Hz
	defaultLineStep = 300  // uV/s: 200 uV of line are learnt in about a second
)

// LMSOptions tunes an [LMS] filter.
type LMSOptions struct {
	Frequency float64 `json:"frequency_hz,omitempty"` // of the line; 0 means 50
	Width     float64 `json:"width_hz,omitempty"`     // between the -3 dB points; 0 means 1
	Harmonics int     `json:"harmonics,omitempty"`    // how many multiples of the frequency to remove, too: 2 is 100 and 150 Hz
}

// LMS is the adaptive noise canceller of B. Widrow et al., "Adaptive noise cancelling:
// principles and applications", Proc. IEEE 63:1692-1716, 1975: the amplitudes of a sine
// and a cosine of the line frequency follow the lead by least mean squares, and their
// sum is subtracted. In the long run that is a notch of the given width (J. R. Glover,
// IEEE Trans. Acoust. Speech Signal Process. 25:484-491, 1977); the line may be off by half of it.
// It learns for some tenths of a second and rings a little after every QRS complex. Missing samples are
// bridged by the line alone.
//
// Causal: no delay, hardly a phase shift outside the notch.
type LMS struct {
	tones []tone
	mu    float64
	last  float64 // last good sample, less the line
}

// tone is a reference that turns by (c, s) a sample, and its weights.
type tone struct {
	c, s   float64
	re, im float64
	a, b   float64
	n      int
}

// NewLMS returns a filter for leads at rate Hz. The error is *[DesignError] around
// ErrRate, ErrCorner or ErrBand.
func NewLMS(rate float64, opts LMSOptions) (*LMS, error) {
	const kind = "LMS"
	f, width := orDefault(opts.Frequency, defaultLine), orDefault(opts.Width, defaultLMSWidth)
	if err := checkCorner(kind, f, rate); err != nil {
		return nil, err
	}
	if !(width > 0) || !(width < rate/8) || !(width < f) {
		return nil, &DesignError{kind, width, rate, ErrBand}
	}
	// The poles of the equivalent notch lie at radius 1-mu/2 for references of amplitude 1, and
	// its width is rate/pi times their distance from the circle.
	l := &LMS{mu: 2 * math.Pi * width / rate}
	for k := 1; k <= opts.Harmonics+1; k++ {
		if w := float64(k) * f; w < rate/2 {
			s, c := math.Sincos(2 * math.Pi * w / rate)
			l.tones = append(l.tones, tone{c: c, s: s})
		}
	}
	l.Reset()
	return l, nil
}

// Reset forgets the lead.
func (l *LMS) Reset() {
	for i := range l.tones {
		t := &l.tones[i]
		*t = tone{c: t.c, s: t.s, re: 1}
	}
	l.last = 0
}

// Delay is 0.
func (l *LMS) Delay() int { return 0 }

// renormal is after how many samples a turning reference is put back on the circle.
const renormal = 4096

// Push implements [Stream].
func (l *LMS) Push(dst, x []float64) []float64 {
	for _, v := range x {
		line := 0.0
		for i := range l.tones {
			t := &l.tones[i]
			line += t.a*t.re + t.b*t.im
		}
		e, out := v-line, v-line
		if !dsp.Present(v) {
			e, out = 0, missing
		}
		for i := range l.tones {
			t := &l.tones[i]
			t.a += l.mu * e * t.re
			t.b += l.mu * e * t.im
			t.turn()
		}
		dst = append(dst, out)
	}
	return dst
}

func (t *tone) turn() {
	t.re, t.im = t.re*t.c-t.im*t.s, t.re*t.s+t.im*t.c
	if t.n++; t.n == renormal {
		t.n = 0
		g := 1 / math.Hypot(t.re, t.im)
		t.re *= g
		t.im *= g
	}
}

// Flush implements [Stream]; nothing is held back.
func (l *LMS) Flush(dst []float64) []float64 {
	l.Reset()
	return dst
}

// Remove implements [Remover].
func (l *LMS) Remove(dst, src []float64) []float64 {
	l.Reset()
	return removeAll(l, dst, src)
}

// StepOptions tunes a [StepNotch].
type StepOptions struct {
	Frequency float64 `json:"frequency_hz,omitempty"` // of the line; 0 means 50
	Step      float64 `json:"step_per_s,omitempty"`   // how fast the estimate changes, units/s; 0 means 300
}

// StepNotch is the adaptive line filter of M. L. Ahlstrom, W. J. Tompkins, "Digital
// filters for real-time ECG signal processing using microprocessors", IEEE Trans.
// Biomed. Eng. 32:708-713, 1985, which P. S. Hamilton, "A comparison of adaptive and
// nonadaptive filters for reduction of power line interference in the ECG", IEEE Trans.
// Biomed. Eng. 43:105-109, 1996, found to distort the ECG least: an oscillation of the
// line frequency goes on by itself, and a small fixed step is added or taken according to
// the sign of the slope of what it leaves. A QRS complex, however large, moves it by a
// few steps only. The step is in the unit of the lead: microvolts.
//
// Causal: no delay and no phase shift.
type StepNotch struct {
	turn   float64 // 2 cos(w)
	step   float64
	e1, e2 float64
	rest   float64 // of the sample before
	begun  bool
}

// NewStepNotch returns a filter for leads at rate Hz. The error is *[DesignError] around
// ErrRate, ErrCorner or ErrBand.
func NewStepNotch(rate float64, opts StepOptions) (*StepNotch, error) {
	const kind = "step notch"
	f, step := orDefault(opts.Frequency, defaultLine), orDefault(opts.Step, defaultLineStep)
	if err := checkCorner(kind, f, rate); err != nil {
		return nil, err
	}
	if !(step > 0) || !dsp.Finite(step) {
		return nil, &DesignError{kind, step, rate, ErrBand}
	}
	return &StepNotch{turn: 2 * math.Cos(2*math.Pi*f/rate), step: step / rate}, nil
}

// Reset forgets the lead.
func (n *StepNotch) Reset() { *n = StepNotch{turn: n.turn, step: n.step} }

// Delay is 0.
func (n *StepNotch) Delay() int { return 0 }

// Push implements [Stream].
func (n *StepNotch) Push(dst, x []float64) []float64 {
	for _, v := range x {
		e := n.turn*n.e1 - n.e2
		if !dsp.Present(v) {
			n.e2, n.e1, n.begun = n.e1, e, false
			dst = append(dst, missing)
			continue
		}
		if rest := v - e; n.begun {
			switch slope := rest - n.rest; {
			case slope > 0:
				e += n.step
			case slope < 0:
				e -= n.step
			}
		}
		n.rest, n.begun = v-e, true
		n.e2, n.e1 = n.e1, e
		dst = append(dst, v-e)
	}
	return dst
}

// Flush implements [Stream]; nothing is held back.
func (n *StepNotch) Flush(dst []float64) []float64 {
	n.Reset()
	return dst
}

// Remove implements [Remover].
func (n *StepNotch) Remove(dst, src []float64) []float64 {
	n.Reset()
	return removeAll(n, dst, src)
}
