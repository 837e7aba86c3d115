package csv

import (
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Keys of metadata that describe the columns rather than the record. The second group hold one value for each lead,
// separated by commas.
const (
	keyRate = "rate_hz"
	keyUnit = "unit" // of columns that name none

	keyRates   = "rates_hz" // where they differ
	keyScale   = "scale"    // of the stored integers
	keyOffset  = "offset"
	keyBits    = "bits"
	keyDerived = "derived" // 1: computed from other leads
	keyBad     = "bad"     // 1: invalid
)

// rateKeys are the keys by which files state the sampling rate.
var rateKeys = map[string]bool{
	keyRate: true, "rate": true, "fs": true, "fs_hz": true, "sampling_rate": true, "sampling_rate_hz": true, "sampling_frequency": true, "sampling_frequency_hz": true,
	"sample_rate": true, "sample_rate_hz": true, "samplerate": true, "frequency": true, "frequency_hz": true, "采样率": true, "采样频率": true,
}

// maxRate bounds rates in Hz; far above any ECG.
const maxRate = 1e6

// parseRate reads a rate, with Hz behind it or not.
func parseRate(s string) (float64, bool) {
	const unit = "hz"
	if n := len(s) - len(unit); n > 0 && strings.EqualFold(s[n:], unit) {
		s = strings.TrimSpace(s[:n])
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && v > 0 && v <= maxRate
}

// settings is what the metadata says of rate and columns.
type settings struct {
	rate                                       float64 // 0: not stated
	stated                                     bool    // by the key that this package writes
	unit                                       string
	rates, scales, offsets, bits, derived, bad []float64 // nil, or one a lead
}

// take reads a line that describes columns; false when it is another.
func (s *settings) take(m meta, leads int) bool {
	if rateKeys[m.key] {
		v, ok := parseRate(m.value)
		if ok {
			s.rate, s.stated = v, s.stated || m.key == keyRate
		}
		return ok
	}
	var dst *[]float64
	switch m.key {
	case keyUnit, "units":
		s.unit = m.value
		return true
	case keyRates:
		dst = &s.rates
	case keyScale:
		dst = &s.scales
	case keyOffset:
		dst = &s.offsets
	case keyBits:
		dst = &s.bits
	case keyDerived:
		dst = &s.derived
	case keyBad:
		dst = &s.bad
	default:
		return false
	}
	if strings.Count(m.value, ",")+1 != leads {
		return false
	}
	list := make([]float64, 0, leads)
	for _, part := range strings.Split(m.value, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
		list = append(list, v)
	}
	*dst = list
	return true
}

func at(list []float64, i int, otherwise float64) float64 {
	if list == nil {
		return otherwise
	}
	return list[i]
}

// perRow is every how many rows lead i has a sample.
func (s *settings) perRow(i int, rate float64) (int, bool) {
	own := at(s.rates, i, rate)
	if !(own > 0) {
		return 1, false
	}
	n := math.Round(rate / own)
	if n < 1 || n > maxPerRow || math.Abs(rate/own-n) > rateTolerance*n {
		return 1, false
	}
	return int(n), true
}

const (
	maxPerRow     = 1 << 16
	rateTolerance = 1e-9 // floating-point noise
)

// unitOf turns a column's unit into that of a channel and the factor to it. own says that the file is in the form of this
// package, where no unit means µV.
func unitOf(unit string, own bool) (u ecg.Unit, factor float64) {
	switch v, volts := ecg.VoltageScale(unit); {
	case volts:
		return ecg.UnitMicrovolt, v
	case unit == "" && own:
		return ecg.UnitMicrovolt, 1
	case unit == "" || uncalibrated(unit):
		return ecg.UnitUncalibrated, 1
	default:
		return ecg.Unit(unit), 1
	}
}
