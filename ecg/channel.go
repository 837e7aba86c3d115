package ecg

import "math"

// Missing is the raw value of a sample that was not recorded. It becomes NaN in physical values.
const Missing int32 = math.MinInt32

// Channel is one lead's samples as stored, with what turns them into physical values:
//
//	physical = raw*Scale + Offset   (in Unit)
type Channel struct {
	Lead  Lead
	Label string  // as in the file
	Rate  float64 // Hz
	Start int     // index of Raw[0] on the record's time axis, in samples at Rate; leads recorded one after another differ
	Raw   []int32
	// Samples is the number of samples that the file declares when a header was read without decoding (Raw is empty then).
	Samples int
	Scale   float64 // Unit per raw step
	Offset  float64 // Unit at raw 0
	Unit    Unit
	Filters Filters // of this channel, zero where the file states them for the record only
	Bits    int     // resolution of the stored samples in bits, 0 unknown
	// Derived is set when the samples were computed from other leads, by the device or by this package.
	Derived bool
	// Bad is set when the file itself calls the channel invalid, disconnected or test data.
	Bad bool
}

// Len returns the number of samples, decoded or declared.
func (c *Channel) Len() int {
	if len(c.Raw) > 0 {
		return len(c.Raw)
	}
	return c.Samples
}

// IsVoltage reports whether physical values are in µV.
func (c *Channel) IsVoltage() bool { return c.Unit == UnitMicrovolt }

// At returns sample i in Unit, NaN when missing. It panics when i is out of range.
func (c *Channel) At(i int) float64 {
	v := c.Raw[i]
	if v == Missing {
		return math.NaN()
	}
	return float64(v)*c.Scale + c.Offset
}

// Physical writes all samples in Unit to dst, NaN where missing, and returns it. A nil or short dst is allocated.
func (c *Channel) Physical(dst []float64) []float64 {
	if cap(dst) < len(c.Raw) {
		dst = make([]float64, len(c.Raw))
	}
	dst = dst[:len(c.Raw)]
	scale, offset := c.Scale, c.Offset
	for i, v := range c.Raw {
		if v == Missing {
			dst[i] = math.NaN()
			continue
		}
		dst[i] = float64(v)*scale + offset
	}
	return dst
}

// Microvolts is [Channel.Physical] for a voltage channel. It panics when the channel is not one (see IsVoltage): a
// pressure read as a voltage is a programmer's mistake.
func (c *Channel) Microvolts(dst []float64) []float64 {
	if !c.IsVoltage() {
		panic("ecg: Microvolts of a channel in " + string(c.Unit))
	}
	return c.Physical(dst)
}
