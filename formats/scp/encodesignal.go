package scp

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Limits of section 6.
const (
	maxBlock    = 1<<16 - 1 // bytes of a lead
	maxAVM      = 1<<16 - 1 // nV
	maxInterval = 1<<16 - 1 // µs
	// coarsest is the amplitude step that rounding may use so that a long recording fits: 1 µV, below the 5 µV that the
	// standard asks for.
	coarsest = 1000
	// wholeTolerance is how far, relative to its value, a scale or interval may be from a whole number: floating-point noise.
	wholeTolerance = 1e-9
)

// signals are the channels as section 6 holds them.
type signals struct {
	leads    []ecg.Lead
	start    []int // 0-based
	values   [][]int32
	blocks   [][]byte
	avm      int
	interval int
	order    int
	plain    bool
}

// source is a channel without missing samples at its ends.
type source struct {
	*ecg.Channel
	from, to int
}

func newSignals(rec *ecg.Record) (*signals, error) {
	var list []source
	sig := new(signals)
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if !c.IsVoltage() {
			continue
		}
		s := source{c, 0, len(c.Raw)}
		for s.from < s.to && c.Raw[s.from] == ecg.Missing {
			s.from++
		}
		for s.from < s.to && c.Raw[s.to-1] == ecg.Missing {
			s.to--
		}
		if s.from == s.to {
			continue
		}
		for _, v := range c.Raw[s.from:s.to] {
			if v == ecg.Missing {
				return nil, encodeError(formats.ErrUnsupported, sectionRhythm, "lead %s has missing samples inside", c.Lead)
			}
		}
		if len(list) > 0 && c.Rate != list[0].Rate {
			return nil, encodeError(formats.ErrUnsupported, sectionRhythm, "channels of %g and %g Hz", list[0].Rate, c.Rate)
		}
		list = append(list, s)
		sig.leads = append(sig.leads, c.Lead)
		sig.start = append(sig.start, c.Start+s.from)
	}
	switch {
	case len(list) == 0:
		return nil, encodeError(formats.ErrNoWaveform, sectionRhythm, "no voltage channel")
	case len(list) > maxLeads:
		return nil, encodeError(formats.ErrTooLarge, sectionLeads, "%d leads", len(list))
	}
	interval, ok := whole(usPerSecond / list[0].Rate)
	if !ok || interval < 1 || interval > maxInterval {
		return nil, encodeError(formats.ErrUnsupported, sectionRhythm, "%g Hz is no whole number of µs: resample first", list[0].Rate)
	}
	sig.interval = int(interval)
	if sig.exact(list) {
		return sig, sig.encode()
	}
	peak, err := peakNV(list)
	if err != nil {
		return nil, err
	}
	// A second difference spans four times the values' range; plain samples do not, so 16 bits are all there is to fit.
	for avm := max(1, int(math.Ceil(peak/math.MaxInt16))); ; avm *= 2 {
		if avm > maxAVM {
			return nil, encodeError(formats.ErrUnsupported, sectionRhythm, "amplitudes of %g µV", peak/nvPerUV)
		}
		sig.round(list, avm)
		if err := sig.encode(); err == nil || 2*avm > coarsest {
			return sig, err
		}
	}
}

// exact finds the largest amplitude step in which every value is a 16-bit integer; false when there is none.
func (s *signals) exact(list []source) bool {
	step := int64(0)
	scales, offsets := make([]int64, len(list)), make([]int64, len(list))
	for i, c := range list {
		var ok1, ok2 bool
		scales[i], ok1 = whole(c.Scale * nvPerUV)
		offsets[i], ok2 = whole(c.Offset * nvPerUV)
		if !ok1 || !ok2 || scales[i] == 0 {
			return false
		}
		step = gcd(gcd(step, abs(scales[i])), abs(offsets[i]))
	}
	parts := (step + maxAVM - 1) / maxAVM
	for parts < maxAVM && step%parts != 0 {
		parts++
	}
	if step%parts != 0 || step/parts > maxAVM {
		return false
	}
	step /= parts
	s.avm, s.values = int(step), make([][]int32, len(list))
	for i, c := range list {
		a, b := scales[i]/step, offsets[i]/step
		out := make([]int32, c.to-c.from)
		for k, raw := range c.Raw[c.from:c.to] {
			v := int64(raw)*a + b
			if v != int64(int16(v)) {
				return false
			}
			out[k] = int32(v)
		}
		s.values[i] = out
	}
	return true
}

// round sets the values to multiples of avm.
func (s *signals) round(list []source, avm int) {
	s.avm, s.values = avm, make([][]int32, len(list))
	for i, c := range list {
		out := make([]int32, c.to-c.from)
		for k := range out {
			v := math.RoundToEven(c.At(c.from+k) * nvPerUV / float64(avm))
			out[k] = int32(max(math.MinInt16, min(math.MaxInt16, v)))
		}
		s.values[i] = out
	}
}

func peakNV(list []source) (float64, error) {
	var peak float64
	for _, c := range list {
		for k := c.from; k < c.to; k++ {
			peak = max(peak, math.Abs(c.At(k))*nvPerUV)
		}
	}
	if math.IsNaN(peak) || math.IsInf(peak, 0) {
		return 0, encodeError(formats.ErrCorrupt, sectionRhythm, "a channel's scale is not a number")
	}
	return peak, nil
}

// whole returns x as an integer; false when it is none, or too large to be one.
func whole(x float64) (int64, bool) {
	r := math.Round(x)
	if math.IsNaN(x) || math.Abs(r) > 1<<40 {
		return 0, false
	}
	return int64(r), math.Abs(x-r) <= wholeTolerance*math.Max(1, math.Abs(x))
}

func abs(v int64) int64 {
	if v < 0 {
		return -v
	}
	return v
}

// encode stores the values by second differences, by lower ones where those do not fit 16 bits, or as plain samples.
func (s *signals) encode() error {
	for order := 2; order >= 0; order-- {
		if s.huffman(order) {
			return nil
		}
	}
	return s.store()
}

// store stores the values as plain samples.
func (s *signals) store() error {
	s.plain, s.order = true, 0
	s.blocks = s.blocks[:0]
	for i, x := range s.values {
		if 2*len(x) > maxBlock {
			return encodeError(formats.ErrTooLarge, sectionRhythm, "lead %s: %d samples need more than %d bytes", s.leads[i], len(x), maxBlock)
		}
		b := make([]byte, 0, 2*len(x))
		for _, v := range x {
			b = le.AppendUint16(b, uint16(v))
		}
		s.blocks = append(s.blocks, b)
	}
	return nil
}

// huffman codes all leads by differences of the given order; false when a difference or a block does not fit.
func (s *signals) huffman(order int) bool {
	s.plain, s.order = false, order
	s.blocks = s.blocks[:0]
	for _, x := range s.values {
		b, ok := appendDifferences(make([]byte, 0, len(x)), x, order)
		if !ok || len(b) > maxBlock {
			return false
		}
		s.blocks = append(s.blocks, b)
	}
	return true
}

// leadSection makes the data of section 3.
func (s *signals) leadSection() []byte {
	flags, together := flagSimultaneous, 0
	for i := range s.start {
		if s.start[i] == s.start[0] && len(s.values[i]) == len(s.values[0]) {
			together++
		} else {
			flags = 0
		}
	}
	b := []byte{byte(len(s.leads)), byte(flags | min(together, maxSimultaneous)<<countShift)}
	for i, l := range s.leads {
		b = le.AppendUint32(b, uint32(s.start[i]+1))
		b = le.AppendUint32(b, uint32(s.start[i]+len(s.values[i])))
		b = append(b, byte(l.SCP()))
	}
	return b
}

// rhythmSection makes the data of section 6, or of section 5.
func (s *signals) rhythmSection() []byte {
	b := le.AppendUint16(nil, uint16(s.avm))
	b = le.AppendUint16(b, uint16(s.interval))
	b = append(b, byte(s.order), 0)
	for _, block := range s.blocks {
		b = le.AppendUint16(b, uint16(len(block)))
	}
	for _, block := range s.blocks {
		b = append(b, block...)
	}
	return b
}
