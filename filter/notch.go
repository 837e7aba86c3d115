package filter

import "math"

// defaultNotchQ is that of scipy.signal.iirnotch's example and of many monitors: 1.7 Hz
// wide at 50 Hz.
const defaultNotchQ = 30.0

// NotchOptions tunes a [ZeroPhaseNotch].
type NotchOptions struct {
	Frequency float64 `json:"frequency_hz,omitempty"` // of the line; 0 means 50
	Q         float64 `json:"q,omitempty"`            // frequency over the width of one pass at -3 dB; 0 means 30
	Harmonics int     `json:"harmonics,omitempty"`    // how many multiples of the frequency to remove, too
}

// ZeroPhaseNotch removes a line of fixed frequency by second-order notches, run forwards
// and backwards. It is linear and needs nothing to be found, but takes a piece out of
// every QRS complex, which shows as ringing on both sides of it.
type ZeroPhaseNotch struct {
	z ZeroPhase
}

// NewZeroPhaseNotch returns a remover for leads at rate Hz. Harmonics that the rate
// cannot hold are left out. Errors are *[DesignError] around ErrRate, ErrCorner or
// ErrQuality.
func NewZeroPhaseNotch(rate float64, opts NotchOptions) (*ZeroPhaseNotch, error) {
	f, q := orDefault(opts.Frequency, defaultLine), orDefault(opts.Q, defaultNotchQ)
	sos, err := Notch(f, q, rate)
	if err != nil {
		return nil, err
	}
	for k := 2; k <= opts.Harmonics+1; k++ {
		// All notches have the width of the first.
		s, err := Notch(float64(k)*f, float64(k)*q, rate)
		if err != nil {
			break
		}
		sos = append(sos, s...)
	}
	n := &ZeroPhaseNotch{}
	n.z.Init(sos)
	// The ends settle with the notch: two of its time constants.
	n.z.Edge = max(n.z.Edge, int(math.Min(2*q/(math.Pi*f)*rate, maxWindow)))
	return n, nil
}

// Remove implements [Remover].
func (n *ZeroPhaseNotch) Remove(dst, src []float64) []float64 { return n.z.Apply(dst, src) }

// RemoveLeads removes the line from several leads, four at a time.
func (n *ZeroPhaseNotch) RemoveLeads(dst, src [][]float64) [][]float64 {
	return n.z.ApplyLeads(dst, src)
}
