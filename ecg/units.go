package ecg

import (
	"math"
	"strconv"
	"strings"
)

// Microvolt is a voltage in µV. NaN means "not measured" and marshals as JSON null.
type Microvolt float64

// Millisecond is a duration in ms. NaN means "not measured" and marshals as JSON null.
type Millisecond float64

// Degree is an angle in degrees. NaN means "not measured" and marshals as JSON null.
type Degree float64

// Value is a plain number (a rate, a ratio) where NaN means "not measured" and marshals as JSON null.
type Value float64

// NaN returns the value that stands for "not measured" in every unit type of this package.
func NaN[T ~float64]() T { return T(math.NaN()) }

// Known reports whether v was measured, that is, whether it is a finite number.
func Known[T ~float64](v T) bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

// MarshalJSON writes v with at most 3 decimals, or null.
func (v Microvolt) MarshalJSON() ([]byte, error) { return appendJSON(float64(v)), nil }

// MarshalJSON writes v with at most 3 decimals, or null.
func (v Millisecond) MarshalJSON() ([]byte, error) { return appendJSON(float64(v)), nil }

// MarshalJSON writes v with at most 3 decimals, or null.
func (v Degree) MarshalJSON() ([]byte, error) { return appendJSON(float64(v)), nil }

// MarshalJSON writes v with at most 3 decimals, or null.
func (v Value) MarshalJSON() ([]byte, error) { return appendJSON(float64(v)), nil }

// UnmarshalJSON reads a number or null.
func (v *Microvolt) UnmarshalJSON(b []byte) error { return parseJSON((*float64)(v), b) }

// UnmarshalJSON reads a number or null.
func (v *Millisecond) UnmarshalJSON(b []byte) error { return parseJSON((*float64)(v), b) }

// UnmarshalJSON reads a number or null.
func (v *Degree) UnmarshalJSON(b []byte) error { return parseJSON((*float64)(v), b) }

// UnmarshalJSON reads a number or null.
func (v *Value) UnmarshalJSON(b []byte) error { return parseJSON((*float64)(v), b) }

func appendJSON(v float64) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null")
	}
	if r := math.Round(v*1000) / 1000; !math.IsInf(r, 0) {
		v = r
	}
	if v == 0 {
		v = 0 // no negative zero
	}
	return strconv.AppendFloat(nil, v, 'f', -1, 64)
}

func parseJSON(dst *float64, b []byte) error {
	if string(b) == "null" {
		*dst = math.NaN()
		return nil
	}
	f, err := strconv.ParseFloat(string(b), 64)
	*dst = f
	return err
}

// Unit is the unit of a channel's physical values.
type Unit string

// The units that channels are kept in. A codec converts every voltage unit to Microvolts; what is not a voltage keeps
// the spelling of its file.
const (
	UnitMicrovolt Unit = "uV"
	// UnitUncalibrated marks samples whose scale the file does not know: raw numbers, never to be read as a voltage.
	UnitUncalibrated Unit = "adu"
)

// VoltageScale returns how many µV one of the named unit is, and whether it is a unit of voltage. It accepts the
// spellings V, mV, uV, µV (both micro signs), nV and pV; where case decides nothing (uv, mv, UV) it is ignored.
func VoltageScale(unit string) (microvolts float64, ok bool) {
	switch strings.TrimSpace(unit) {
	case "MV": // megavolts exist in no ECG; real files write MV for mV
		return 1e3, true
	}
	switch strings.ToLower(strings.TrimSpace(unit)) {
	case "v", "volt", "volts":
		return 1e6, true
	case "mv", "millivolt", "millivolts":
		return 1e3, true
	case "uv", "µv", "μv", "microvolt", "microvolts":
		return 1, true
	case "nv", "nanovolt", "nanovolts":
		return 1e-3, true
	case "pv":
		return 1e-6, true
	}
	return 0, false
}
